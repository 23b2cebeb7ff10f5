use super::plaintext::{self, SERVICES};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// Services whose protocol has an encrypted twin that is not used.
pub struct PlaintextServiceUrl;

static META: RuleMeta<'static> = RuleMeta {
    id: "plaintext-service-url",
    summary: "A directory, log server or stream is reached without TLS",
    why: "LDAP sends the passwords of all who sign in, syslog the audit trail, a WebSocket \
          whatever the application says; whoever sits on the way reads and changes it. It weighs \
          more in production, and nothing on the same machine.",
    fix: "Take the scheme that encrypts: `ldaps://`, `wss://`, `syslog+tls://` (port 6514), \
          `ftps://` or `sftp://`.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("websocket-plaintext"), text("audit-log-plaintext-syslog")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.rfc-editor.org/rfc/rfc5425")],
    examples: &[
        fails(
            r#"
//- config.yaml
audit:
  destinations:
    - s3://audit/caracal/
    - syslog://siem.example.com:514
//    ^^^^^^ `syslog` speaks without TLS
//- config.toml
[feed]
url = "ws://feed.example.com/v1"
//     ^^ `ws` speaks without TLS
"#,
        ),
        passes(
            r#"
//- .env
FEED_URL=wss://feed.example.com/v1
LOCAL_URL=ws://localhost:3000
LDAP_URL=ldaps://ldap.example.com
//- starttls/.env
LDAP_URL=ldap://ldap.example.com
LDAP_START_TLS=true
"#,
        ),
    ],
};

impl Rule for PlaintextServiceUrl {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        plaintext::check(program, linked, findings, SERVICES);
    }
}
