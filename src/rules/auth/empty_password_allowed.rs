use super::shared::is_received;
use crate::{
    facts::{Certainty, Phrases},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told, truth},
};

/// A server whose administrator has no password.
pub struct EmptyPasswordAllowed;

static META: RuleMeta<'static> = RuleMeta {
    id: "empty-password-allowed",
    summary: "A server is allowed to have no password",
    why: "The images of these servers refuse to start without a password for their \
          administrator, unless they are told that none is meant. Then every container, and \
          everyone who reaches the port, is the administrator. Some take an empty password \
          for none, too.",
    fix: "Take the permission out, and give a password by a secret:\n\n\
          ```yaml\nenvironment:\n  MYSQL_ROOT_PASSWORD_FILE: /run/secrets/mysql\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(258), Standard::Cwe(306)],
    covers: &[text("redis-no-password")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://hub.docker.com/_/mysql"), text("https://hub.docker.com/_/mariadb")],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  db:
    image: mysql:8
    environment:
      MYSQL_ALLOW_EMPTY_PASSWORD: "yes"
//                                ^^^^^ the administrator needs no password
  cache:
    image: bitnami/redis:7.4
    environment:
      - ALLOW_EMPTY_PASSWORD=yes
//                           ^^^ the administrator needs no password
  queue:
    image: rabbitmq:4
    environment:
      RABBITMQ_DEFAULT_PASS: ""
//                           ^^ this password is empty
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  db:
    image: mysql:8
    environment:
      MYSQL_ALLOW_EMPTY_PASSWORD: "no"
      MYSQL_ROOT_PASSWORD: ${MYSQL_ROOT_PASSWORD}
  # Whoever starts it is asked for the password.
  queue:
    image: rabbitmq:4
    environment:
      RABBITMQ_DEFAULT_PASS: ${RABBITMQ_PASSWORD:-}
  # Does not start before it is filled in.
  orders:
    image: postgres:17
    environment:
      - POSTGRES_PASSWORD=
  # Nobody knows whether this program asks for it.
  api:
    image: example/api
    environment:
      REDIS_PASSWORD: ""
"#,
        ),
    ],
};

/// Names of permissions, by their last words.
const PERMISSIONS: Phrases = Phrases::new(&["allow empty password", "allow empty root password"]);

/// By the name of an image, the variables that its administrator's password is in.
/// MySQL, MariaDB, PostgreSQL and MinIO refuse to start with an empty one.
const PASSWORDS: &[(&str, &[&str])] = &[
    ("grafana", &["GF_SECURITY_ADMIN_PASSWORD"]),
    ("mongo", &["MONGO_INITDB_ROOT_PASSWORD"]),
    ("rabbitmq", &["RABBITMQ_DEFAULT_PASS"]),
    ("redis", &["REDIS_PASSWORD"]),
    ("valkey", &["VALKEY_PASSWORD"]),
];

impl Rule for EmptyPasswordAllowed {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            let allowed = it.setting().ends_with_any(&PERMISSIONS);
            if allowed {
                it.note_unknown(findings, "whether an empty password is allowed");
            }
            let message = if allowed && truth(it.value()) == Some(true) {
                "the administrator needs no password"
            } else if is_empty_password(&it) {
                "this password is empty"
            } else {
                continue;
            };
            if !is_received(program, linked, it.value().at) {
                it.report(findings, it.value().at, message, META.severity);
            }
        }
    }
}

/// Whether the password of a server's administrator is written, and is nothing.
fn is_empty_password(it: &Told<'_>) -> bool {
    // A default that is empty asks whoever starts it for the password.
    if it.value().certainty != Certainty::Known || it.value().text().is_none_or(|it| !it.is_empty())
    {
        return false;
    }
    let Some((_, container)) = it.program.container(it.linked) else { return false };
    let image = container.image_name().unwrap_or("");
    let names = PASSWORDS.iter().find(|(name, _)| *name == image).map_or(&[][..], |it| it.1);
    names.contains(&it.setting().delivered.it.as_str())
}
