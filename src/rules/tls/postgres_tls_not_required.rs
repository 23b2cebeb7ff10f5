use super::{
    postgres::{Mode, connection},
    shared::Reach,
};
use crate::{
    facts::{Context, Kind},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told},
};

/// Connections to PostgreSQL that do without TLS, or may.
pub struct PostgresTlsNotRequired;

static META: RuleMeta<'static> = RuleMeta {
    id: "postgres-tls-not-required",
    summary: "A connection to PostgreSQL may be without TLS",
    why: "Clients of PostgreSQL prefer TLS and do without it if they are not told to require it: \
          whoever sits between them and the server answers that there is none, and reads queries, \
          results and often the password. Databases on this machine are passed over; one in the \
          same network weighs less, above all on the private bridge of a Compose project, as does \
          development.",
    fix: "Require TLS and check the server's certificate:\n\n\
          ```\npostgresql://user@db.example.com/shop?sslmode=verify-full&sslrootcert=/etc/ssl/db-ca.pem\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("postgres-tls-not-required")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.postgresql.org/docs/current/libpq-ssl.html")],
    examples: &[
        fails(
            r#"
//- .env
DATABASE_URL=postgres://app:${PASSWORD}@db.example.com/shop?sslmode=disable
//                                                                  ^^^^^^^ `disable` turns TLS off
OTHER_URL="postgresql+asyncpg://app:${PASSWORD}@db:5432/shop?connect_timeout=5"
//         ^^^^^^^^^^^^^^^^^^ this URL does not ask for TLS
JDBC_URL=jdbc:postgresql://db.example.com/shop?ssl=false
//                                                 ^^^^^ `false` turns TLS off
DSN="host=db.example.com dbname=shop sslmode=prefer"
//                                           ^^^^^^ `prefer` goes on without TLS if it must
"#,
        ),
        fails(
            r#"
//- config.yaml
database:
  host: db.example.com
  ssl_mode: allow
//          ^^^^^ `allow` goes on without TLS if it must
"#,
        ),
        passes(
            r#"
//- .env
A_URL=postgres://app@localhost/shop?sslmode=disable
B_URL=postgres:///shop?host=/var/run/postgresql
C_URL=postgres://app@db.example.com/shop?sslmode=verify-full
D_URL=postgres://app@db.example.com/shop?sslmode=require
E_URL=postgres://app@${HOST}/shop?sslmode=disable
F_URL=postgres://app@db.example.com/${DATABASE}
G_URL=${SCHEME}://app@db.example.com/shop
H_URL=jdbc:postgresql://db.example.com/shop?ssl=true
//- sibling/.env
DATABASE_URL=postgres://app@db.example.com/shop
DATABASE_SSL_MODE=verify-full
//- libpq/.env
DATABASE_URL=postgres://app@db.example.com/shop
PGSSLMODE=verify-full
//- socket/.env
PGHOST=/var/run/postgresql
PGSSLMODE=disable
//- local.yaml
database: {host: localhost, ssl_mode: disable}
mysql: {host: db.example.com, ssl_mode: allow}
"#,
        ),
    ],
};

impl Rule for PostgresTlsNotRequired {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        // The connections on of a pool are the concern of its own rule.
        let is_pool = |it: &Told| it.setting().has_words("server tls sslmode");
        for it in told(program, linked).filter(|it| !is_pool(it)) {
            let found = match connection(&it) {
                None => continue,
                Some(Err(unknown)) => {
                    findings.silenced(it.value().at, unknown);
                    continue;
                }
                Some(Ok(found)) => found,
            };
            let written = &found.written;
            let message = match found.mode {
                None => "this URL does not ask for TLS".to_owned(),
                Some(Mode::Off) => format!("`{written}` turns TLS off"),
                Some(Mode::Optional) => format!("`{written}` goes on without TLS if it must"),
                Some(_) => continue,
            };
            let severity = match (found.reach, found.mode) {
                (Reach::Local, _) => continue,
                (Reach::Unknown, _) => {
                    findings.silenced(it.value().at, "the host");
                    continue;
                }
                (Reach::Far, Some(_)) => Severity::High,
                (Reach::Near, _) if is_bridged(program, linked) => Severity::Low,
                (Reach::Far | Reach::Near, _) => Severity::Medium,
            };
            it.report(findings, found.at, &message, severity);
        }
    }
}

/// Whether a short name is looked up on the private bridge of one Compose project, which
/// nobody says is production.
fn is_bridged(program: &Program, linked: &Linked) -> bool {
    let is_compose = program.container(linked).is_some_and(|it| it.0.kind == Kind::Compose);
    is_compose && program.context != Context::Production
}
