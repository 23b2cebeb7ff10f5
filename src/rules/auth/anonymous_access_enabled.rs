use super::shared::is_received;
use crate::{
    facts::{Phrases, Setting},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, has_any_word, told, truth},
};

/// Whoever does not sign in is let in all the same.
pub struct AnonymousAccessEnabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "anonymous-access-enabled",
    summary: "Anonymous access is allowed",
    why: "A caller who gives no name is served as if he had one. What he may see or change is \
          decided by a role that is easily forgotten: Grafana's anonymous viewer may query \
          every data source, and as `Editor` or `Admin` he may change them.",
    fix: "Switch it off, and give those who only look an account that may only look:\n\n\
          ```\nGF_AUTH_ANONYMOUS_ENABLED=false\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://grafana.com/docs/grafana/latest/setup-grafana/configure-security/configure-authentication/anonymous-auth/",
    )],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  grafana:
    image: grafana/grafana:11.2.0
    environment:
      GF_AUTH_ANONYMOUS_ENABLED: "true"
//                               ^^^^^^ anyone has the role `Admin` without signing in
      GF_AUTH_ANONYMOUS_ORG_ROLE: Admin
  zookeeper:
    image: bitnami/zookeeper
    environment:
      - ALLOW_ANONYMOUS_LOGIN=yes
//                            ^^^ anonymous access is allowed
"#,
        ),
        fails(
            r#"
//- config.yaml
anonymousAuth:
  enabled: true
//         ^^^^ anonymous access is allowed
"#,
        ),
        passes(
            r#"
//- .env
GF_AUTH_ANONYMOUS_ENABLED=false
GF_AUTH_ANONYMOUS_ORG_ROLE=Viewer
ALLOW_ANONYMOUS_LOGIN=no
TELEMETRY_ANONYMOUS_ENABLED=true
ANONYMOUS_USAGE_STATS_ENABLED=true
ALLOW_ANONYMOUS=${ANONYMOUS}
"#,
        ),
    ],
};

/// Names of switches, by their last words.
const SWITCHES: Phrases = Phrases::new(&[
    "allow anonymous",
    "allow anonymous access",
    "allow anonymous login",
    "allow unauthenticated",
    "allow unauthenticated access",
    "anonymous access",
    "anonymous access enabled",
    "anonymous auth enabled",
    "anonymous authentication enabled",
    "anonymous enabled",
    "anonymous login enabled",
    "enable anonymous",
    "enable anonymous access",
    "enable anonymous login",
]);

/// Words of names that speak of data about people, and not of what they may do.
const OTHERS: &[&str] =
    &["analytics", "data", "metrics", "reporting", "statistics", "stats", "telemetry", "usage"];

impl Rule for AnonymousAccessEnabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| is_switch(it.setting())) {
            it.note_unknown(findings, "whether strangers are let in");
            if truth(it.value()) != Some(true) || is_received(program, linked, it.value().at) {
                continue;
            }
            report(&it, findings);
        }
    }
}

fn is_switch(setting: &Setting) -> bool {
    setting.ends_with_any(&SWITCHES) && !has_any_word(setting, OTHERS)
}

fn report(it: &Told<'_>, findings: &mut Findings<'_>) {
    let mut beside = it.siblings().filter(|it| it.has_words("anonymous org role"));
    let role = beside.find_map(|it| Some((it.value.text()?, it.value.at)));
    match role.filter(|(role, _)| matches!(role.as_str(), "Admin" | "Editor")) {
        Some((role, at)) => {
            let message = format!("anyone has the role `{role}` without signing in");
            let finding = it.report(findings, it.value().at, &message, Severity::High);
            finding.related(at, "the role is given here");
        }
        None => {
            it.report(findings, it.value().at, "anonymous access is allowed", META.severity);
        }
    }
}
