use super::{
    shared::{Reach, is_about_tls, is_in, is_switched_off, reach_of_section, says_tls},
    switches::{off, subject, turns_off},
};
use crate::{
    facts::{Context, Setting},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told, truth},
};

/// Programs that are told to do without TLS.
pub struct TlsDisabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "tls-disabled",
    summary: "TLS is switched off",
    why: "What the program sends and receives goes over the wire as it is. Behind a proxy or a \
          mesh that sees to TLS this may be meant; then say so in an ignore entry. It weighs \
          more in production, less in development and as the default of a guide or chart.",
    fix: "Switch it on and give the program its certificate and key, or the authority that it \
          should trust.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[
        text("tls-disabled-by-default"),
        text("grpc-tls-not-enabled"),
        text("redis-tls-not-enabled"),
    ],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://owasp.org/Top10/A02_2021-Cryptographic_Failures/")],
    examples: &[
        fails(
            r#"
//- .env
TLS_ENABLED=false
//          ^^^^^ TLS is switched off
SMTP_USE_TLS=0
//           ^ TLS is switched off
QUEUE_DISABLE_TLS=true
//                ^^^^ TLS is switched off
//- config.yaml
database:
  host: db.example.com
  ssl: false
//     ^^^^^ TLS is switched off
"#,
        ),
        passes(
            r#"
//- .env
TLS_ENABLED=true
SSL_REDIRECT=false
SSL_ENABLED=${TLS}
DISABLE_TLS=false
INSECURE_SSL=0
# Of these two, one is on.
EMAIL_USE_SSL=false
EMAIL_USE_TLS=true
//- config.yaml
near: {host: localhost, ssl: false}
metrics: {enabled: false, tls: {enabled: false}}
mail: {tls: {enabled: false, starttls: true}}
"#,
        ),
    ],
};

impl Rule for TlsDisabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| off(it.setting()).is_some()) {
            it.note_unknown(findings, "whether TLS is on");
            if !turns_off(it.setting()) || is_postgres(&it) {
                continue;
            }
            let subject = subject(it.setting());
            let reach = reach_of_section(program, subject);
            if reach == Some(Reach::Local) || is_switched_off(&it, subject) || is_on(&it, subject) {
                continue;
            }
            let raised = program.context == Context::Production;
            let severity = if raised { Severity::Medium } else { META.severity };
            it.report(findings, it.value().at, "TLS is switched off", severity);
        }
    }
}

/// The `ssl` of a postgresql.conf, which a rule of its own looks at.
fn is_postgres(told: &Told) -> bool {
    const BESIDE: &[&str] = &["listen_addresses", "max_connections", "shared_buffers"];
    let is_beside = |it: &Setting| BESIDE.contains(&it.delivered.it.as_str());
    told.setting().delivered.it == "ssl" && told.siblings().any(is_beside)
}

/// Whether another setting of the same subject switches TLS on after all.
fn is_on(told: &Told, subject: &str) -> bool {
    let says = |it: &_| {
        is_about_tls(it)
            && says_tls(it)
            && truth(&it.value) == Some(true)
            && (subject.is_empty() || is_in(subject, it))
    };
    told.siblings().any(says)
}
