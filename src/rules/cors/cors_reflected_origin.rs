use super::headers::{allowed_origins, is_checked, sends_credentials};
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::{nginx, shared::weighed},
};

/// nginx that sends each asker's origin back as an allowed one.
pub struct CorsReflectedOrigin;

static META: RuleMeta<'static> = RuleMeta {
    id: "cors-reflected-origin",
    summary: "nginx admits any origin by sending it back",
    why: "`$http_origin` is whatever page asks: to send it back unchecked admits all of them. \
          Where credentials are admitted too, any page that a signed-in user visits acts in his \
          name.",
    fix: "Choose among the origins that you know, and send that:\n\n\
          ```nginx\nmap $http_origin $cors_origin {\n    default \"\";\n    \
          https://app.example.com $http_origin;\n}\n\
          add_header Access-Control-Allow-Origin $cors_origin always;\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942), Standard::Cwe(346)],
    covers: &[],
    scope: Scope::Document,
    kinds: &[Kind::Nginx],
    options: &[],
    since: "0.1.0",
    references: &[text("https://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header")],
    examples: &[
        fails(
            r#"
//- nginx.conf
server {
  location /api {
    add_header Access-Control-Allow-Origin $http_origin always;
//                                         ^^^^^^^^^^^^ any origin is admitted, as it is sent back
    add_header 'Access-Control-Allow-Credentials' 'true';
  }
  location /other {
    if ($request_method = OPTIONS) {
      add_header 'Access-Control-Allow-Origin' "$http_origin";
//                                             ^^^^^^^^^^^^^^ any origin is admitted, as it is sent back
    }
  }
}
"#,
        ),
        passes(
            r#"
//- nginx.conf
map $http_origin $cors_origin {
  default "";
  https://app.example.com $http_origin;
}
server {
  location /mapped { add_header Access-Control-Allow-Origin $cors_origin; }
  location /checked {
    if ($http_origin ~ ^https://app\.example\.com$) {
      add_header Access-Control-Allow-Origin $http_origin;
    }
  }
  location /before {
    if ($http_origin != https://app.example.com) { return 403; }
    add_header Access-Control-Allow-Origin $http_origin;
  }
}
"#,
        ),
    ],
};

impl Rule for CorsReflectedOrigin {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(config) = nginx::config(view) else { return };
        for (line, value, at) in allowed_origins(&config) {
            if value != "$http_origin" || is_checked(&config, line) {
                continue;
            }
            let finding = findings.report(at, "any origin is admitted, as it is sent back");
            if let Some(credentials) = sends_credentials(&config, line) {
                finding.severity(Severity::Critical);
                finding.related(config.at(credentials), "credentials are admitted too");
            }
            finding.severity(weighed(finding.severity, view.context()));
        }
    }
}
