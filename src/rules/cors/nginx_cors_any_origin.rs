use super::headers::{allowed_origins, is_checked, is_static};
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::{nginx, shared::weighed},
};

/// nginx that admits any origin.
pub struct NginxCorsAnyOrigin;

static META: RuleMeta<'static> = RuleMeta {
    id: "nginx-cors-any-origin",
    summary: "nginx admits any origin",
    why: "nginx answers in place of the application: any page that somebody visits may call what \
          is behind it and read the answers, from within his network. Fonts, scripts and the like \
          are passed over.",
    fix: "Name the origin that needs it:\n\n\
          ```nginx\nadd_header Access-Control-Allow-Origin https://app.example.com always;\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942)],
    covers: &[],
    scope: Scope::Document,
    kinds: &[Kind::Nginx],
    options: &[],
    since: "0.1.0",
    references: &[text("https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS")],
    examples: &[
        fails(
            r#"
//- nginx.conf
server {
  location /api/ {
    add_header 'Access-Control-Allow-Origin' '*' always;
//                                           ^^^ any origin may call this API
  }
}
"#,
        ),
        passes(
            r#"
//- nginx.conf
server {
  location /api/ { add_header Access-Control-Allow-Origin https://app.example.com; }
  location ~* \.(eot|ttf|woff2?)$ { add_header Access-Control-Allow-Origin *; }
  location /static/ { add_header Access-Control-Allow-Origin *; }
  location /x { add_header Access-Control-Allow-Headers *; }
}
"#,
        ),
    ],
};

impl Rule for NginxCorsAnyOrigin {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(config) = nginx::config(view) else { return };
        for (line, value, at) in allowed_origins(&config) {
            if value == "*" && !is_static(&config, line) && !is_checked(&config, line) {
                let finding = findings.report(at, "any origin may call this API");
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}
