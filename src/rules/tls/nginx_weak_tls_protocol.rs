use super::versions::is_weak;
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::{nginx, shared::weighed},
};

/// nginx that speaks versions of TLS which are broken.
pub struct NginxWeakTlsProtocol;

static META: RuleMeta<'static> = RuleMeta {
    id: "nginx-weak-tls-protocol",
    summary: "nginx admits an outdated version of TLS",
    why: "SSL and TLS 1.0 and 1.1 rest on hashes and ciphers that are broken, browsers refuse \
          them, and an attacker in between can press a client down to the oldest version that \
          both sides admit.",
    fix: "Admit these two alone:\n\n```nginx\nssl_protocols TLSv1.2 TLSv1.3;\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(327)],
    covers: &[text("nginx-weak-tls-protocol")],
    scope: Scope::Document,
    kinds: &[Kind::Nginx],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols"),
        text("https://www.rfc-editor.org/rfc/rfc8996"),
    ],
    examples: &[
        fails(
            r#"
//- nginx.conf
server {
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2;
//              ^^^^^ `TLSv1` is outdated
//                    ^^^^^^^ `TLSv1.1` is outdated
  location / { proxy_ssl_protocols SSLv3; }
//                                 ^^^^^ `SSLv3` is outdated
}
"#,
        ),
        passes("\n//- nginx.conf\nserver { ssl_protocols TLSv1.2 TLSv1.3; }\n"),
    ],
};

const DIRECTIVES: &[&str] =
    &["ssl_protocols", "proxy_ssl_protocols", "grpc_ssl_protocols", "uwsgi_ssl_protocols"];

impl Rule for NginxWeakTlsProtocol {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(config) = nginx::config(view) else { return };
        for line in DIRECTIVES.iter().flat_map(|name| config.lines(name)) {
            for (version, at) in config.args(line).filter(|it| is_weak(it.0, false)) {
                let finding = findings.report(at, format!("`{version}` is outdated"));
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}
