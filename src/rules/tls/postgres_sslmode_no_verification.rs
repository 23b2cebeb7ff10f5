use super::{
    postgres::{Mode, connection},
    shared::Reach,
};
use crate::{
    facts::Context,
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::told,
};

/// Connections to PostgreSQL by TLS, to whoever answers.
pub struct PostgresSslmodeNoVerification;

static META: RuleMeta<'static> = RuleMeta {
    id: "postgres-sslmode-no-verification",
    summary: "A connection to PostgreSQL does not verify the server",
    why: "`require` encrypts and takes any certificate, so whoever can redirect the connection \
          reads it. `verify-ca`, and `require` with a root certificate, check who signed it and \
          not for which host: with a provider's or a public authority that is any of its \
          customers. It weighs more in production.",
    fix: "Check the certificate and the name in it:\n\n\
          ```\nsslmode=verify-full sslrootcert=/etc/ssl/db-ca.pem\n```",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(295)],
    covers: &[text("postgres-sslmode-no-verification")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.postgresql.org/docs/current/libpq-ssl.html")],
    examples: &[
        fails(
            r#"
//- .env
DATABASE_URL=postgres://app:${PASSWORD}@db.example.com/shop?sslmode=require
//                                                                  ^^^^^^^ `require` does not verify the server
//- config.yaml
postgresql:
  ssl:
    mode: "verify-ca"
//         ^^^^^^^^^ `verify-ca` does not verify the server's name
database:
  ssl_mode: require
//          ^^^^^^^ `require` does not verify the server's name
  ssl_root_cert: /certs/ca.pem
"#,
        ),
        passes(
            r#"
//- .env
A_URL=postgres://app@db.example.com/shop?sslmode=verify-full
B_URL=postgres://app@localhost/shop?sslmode=require
C_URL=postgres://app@${HOST}/shop?sslmode=require
D_URL=postgres://app@db.example.com/shop?sslmode=${MODE}
//- config.yaml
database: {ssl_mode: verify-full}
mysql: {ssl_mode: require}
"#,
        ),
    ],
};

impl Rule for PostgresSslmodeNoVerification {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            let Some(Ok(found)) = connection(&it) else { continue };
            let what = match found.mode {
                Some(Mode::Unverified) => "the server",
                Some(Mode::NameUnverified) => "the server's name",
                _ => continue,
            };
            match found.reach {
                Reach::Local => continue,
                Reach::Unknown => findings.silenced(it.value().at, "the host"),
                Reach::Near | Reach::Far => {
                    let raised = program.context == Context::Production
                        && found.mode == Some(Mode::Unverified);
                    let severity = if raised { Severity::Medium } else { META.severity };
                    let message = format!("`{}` does not verify {what}", found.written);
                    it.report(findings, found.at, &message, severity);
                }
            }
        }
    }
}
