use super::shared::{exposure, is_mode_none, may_be_mode_none, switches};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told},
};

/// A choice among the ways to sign in that chooses none.
pub struct AuthModeNone;

static META: RuleMeta<'static> = RuleMeta {
    id: "auth-mode-none",
    summary: "The authentication mode is none",
    why: "Of the ways to sign in, none is chosen, and whoever reaches the service may use it. \
          Where this is the documented default, every installation that sets nothing is open. \
          In development it weighs little; where the service is also open to every network, \
          `auth-disabled-and-exposed` says so instead.",
    fix: "Choose a mode, and the key or issuer that it needs:\n\n```\nAUTH_MODE=jwt\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306)],
    covers: &[text("auth-mode-none-default")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://cwe.mitre.org/data/definitions/306.html")],
    examples: &[
        fails(
            r#"
//- .env
VDB_AUTH_MODE=none
//            ^^^^ the authentication mode is none
"#,
        ),
        fails(
            r#"
//- config.toml
[authentication]
type = "anonymous"
//     ^^^^^^^^^^^ the authentication mode is none
"#,
        ),
        fails(
            r#"
//- compose.yaml
services:
  ide:
    image: ide
    command: ["serve", "--auth-type", "none"]
//                                    ^^^^^^ the authentication mode is none
"#,
        ),
        fails(
            r#"
//- README.md
# Settings

| Variable | Default | Description |
|----------|---------|-------------|
| `VDB_AUTH_MODE` | `none` | `none`, `jwt` or `both` |
//                   ^^^^ the authentication mode is none by default
| `VDB_TLS_CERT` | - | Path of the certificate |
"#,
        ),
        passes(
            r#"
//- .env
VDB_AUTH_MODE=jwt
SMTP_AUTH_METHOD=none
PROXY_AUTH_TYPE=none
AUTH_MODE=${AUTH_MODE}
VDB_REPLICATION_MODE=none
AUTH_MODE_HINT=none
"#,
        ),
    ],
};

impl Rule for AuthModeNone {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| may_be_mode_none(it.setting())) {
            findings.silenced(it.value().at, "the value that chooses the mode");
        }
        let off = switches(program, linked, is_mode_none);
        if off.is_empty() || exposure(program, linked).is_some() {
            return;
        }
        for effective in off {
            let it = Told { program, linked, effective: &effective };
            let message = "the authentication mode is none";
            let finding = it.report(findings, it.value().at, message, META.severity);
            if program.context.is_harmless() {
                finding.severity(Severity::Low);
            }
        }
    }
}
