use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A password that everybody knows or guesses.
pub struct DefaultPassword;

static META: RuleMeta<'static> = RuleMeta {
    id: "default-password",
    summary: "A password is one that everybody guesses",
    why: "Passwords that products ship with, that repeat the user's name, or that people type \
          first are at the top of every list that attackers try. A database that is reachable \
          only from inside is reached by the first container that is taken over.",
    fix: "Generate one, and let a file or a secret store that is not in the repository hold it:\n\n\
          ```\nopenssl rand -base64 32\n```\n\n\
          Where it already runs, change it there too: images set passwords only when a volume is new.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(1392), Standard::Cwe(521), Standard::Cwe(798)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://owasp.org/Top10/A07_2021-Identification_and_Authentication_Failures/",
    )],
    examples: &[
        fails(
            r#"
//- db.yaml
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers:
    - name: db
      image: postgres
      env:
        - {name: POSTGRES_USER, value: orchid}
        - {name: POSTGRES_PASSWORD, value: orchid}
//                                         ^^^^^^ `POSTGRES_PASSWORD` holds a password that everybody guesses
"#,
        ),
        fails(
            r#"
//- .env
MYSQL_ROOT_PASSWORD=P@ssw0rd1
//                  ^^^^^^^^^ `MYSQL_ROOT_PASSWORD` holds a password that everybody guesses
REDIS_PASSWORD=${REDIS_PASSWORD:-changeme}
//                               ^^^^^^^^ `REDIS_PASSWORD` holds a password that everybody guesses
DATABASE_URL=postgresql://shop:shop@db:5432/shop
//                             ^^^^ the password of this URL is one that everybody guesses
SESSION_SECRET=secret
//             ^^^^^^ `SESSION_SECRET` holds a signing secret that everybody guesses
"#,
        ),
        passes(
            r#"
//- .env
POSTGRES_PASSWORD=${POSTGRES_PASSWORD}
POSTGRES_PASSWORD_FILE=/run/secrets/postgres
ALLOW_EMPTY_PASSWORD=yes
PASSWORD_MIN_LENGTH=12
PASSWORD_POLICY=default
DATABASE_URL=postgres://shop@db/shop
MAIL_URL=smtp://shop:${MAIL_PASSWORD}@mail:587
USERNAME=admin
TOKEN=
"#,
        ),
        // Words for readers, and names of things.
        passes(
            r#"
//- config/locales/de.yaml
login: {username: Benutzer, password: Password}
//- values.yaml
auth:
  existingSecret: postgres
  secretKeys: {adminPasswordKey: password}
  secretName: root
  usePasswordFiles: true
form:
  password: Password
"#,
        ),
    ],
};

impl Rule for DefaultPassword {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        for weak in candidates.iter().filter(|it| it.class == Class::Weak) {
            let message = match weak.holder {
                Holder::Url => format!("{} is one that everybody guesses", weak.subject()),
                _ => format!("{} holds {} that everybody guesses", weak.subject(), weak.what),
            };
            findings.report(weak.at, message).weighed(weak);
        }
    }
}
