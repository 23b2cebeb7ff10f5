use crate::{
    facts::Setting,
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::told,
    text::Location,
};

use super::shared::is_received;

/// A PostgreSQL image that is told to believe whoever connects.
pub struct PostgresTrustAuthentication;

static META: RuleMeta<'static> = RuleMeta {
    id: "postgres-trust-authentication",
    summary: "PostgreSQL trusts every connection",
    why: "With `trust` the server takes each client for the user that it names, superusers \
          included, and asks for no password. The image writes this into `pg_hba.conf` when the \
          data directory is made, for all addresses; changing the variable later does not take \
          it out again.",
    fix: "Give a password by a secret, and let the server ask for it:\n\n\
          ```yaml\nenvironment:\n  POSTGRES_PASSWORD_FILE: /run/secrets/postgres\n  \
          POSTGRES_HOST_AUTH_METHOD: scram-sha-256\n```\n\n\
          Mend `pg_hba.conf` in an existing data directory by hand.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306), Standard::Cwe(1188)],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://www.postgresql.org/docs/current/auth-trust.html"),
        text("https://hub.docker.com/_/postgres"),
    ],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  db:
    image: postgres:17
    environment:
      - POSTGRES_HOST_AUTH_METHOD=trust
//                                ^^^^^ anyone may connect as any user
"#,
        ),
        fails(
            r#"
//- db.env
POSTGRES_INITDB_ARGS="--data-checksums --auth-host=trust"
//                                                 ^^^^^ anyone may connect as any user
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  db:
    image: postgres:17
    environment:
      POSTGRES_HOST_AUTH_METHOD: scram-sha-256
      # Over the socket within the container alone.
      POSTGRES_INITDB_ARGS: --auth-local=trust --auth-host=scram-sha-256
      TRUST: trust
  other:
    image: postgres:17
    environment:
      POSTGRES_HOST_AUTH_METHOD: ${METHOD}
"#,
        ),
    ],
};

const HOST_METHOD: &str = "POSTGRES_HOST_AUTH_METHOD";

impl Rule for PostgresTrustAuthentication {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            if it.setting().delivered.it == HOST_METHOD {
                it.note_unknown(findings, "how clients sign in");
            }
            let Some(at) = trust_at(it.setting()) else { continue };
            if !is_received(program, linked, it.value().at) {
                it.report(findings, at, "anyone may connect as any user", META.severity);
            }
        }
    }
}

/// Where a variable of the image says `trust` for connections over the network.
fn trust_at(setting: &Setting) -> Option<Location> {
    let text = setting.value.pattern();
    match setting.delivered.it.as_str() {
        HOST_METHOD => (text.trim() == "trust").then_some(setting.value.at),
        "POSTGRES_INITDB_ARGS" | "POSTGRESQL_INITDB_ARGS" => {
            let flags =
                ["--auth=trust", "--auth-host=trust", "-A trust", "-Atrust", "--auth trust"];
            let ends = flags.iter().filter_map(|it| Some(text.find(it)? + it.len()));
            let end = ends.min()?;
            Some(setting.value.locate(end - "trust".len()..end))
        }
        _ => None,
    }
}
