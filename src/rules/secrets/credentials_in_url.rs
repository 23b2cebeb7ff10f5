use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A password that is written into a URL.
pub struct CredentialsInUrl;

static META: RuleMeta<'static> = RuleMeta {
    id: "credentials-in-url",
    summary: "A URL holds a password",
    why: "The password is in the repository, and it will be in more places: URLs are printed \
          whole in logs, error messages and lists of processes, where nobody looks for secrets.",
    fix: "Change the password, as the history keeps it. Give user and password to the program by \
          settings of their own, or put the URL together where it is delivered:\n\n\
          ```\nDATABASE_URL: postgres://app:${DB_PASSWORD}@db/app\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(798), Standard::Cwe(522)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1")],
    examples: &[
        fails(
            r#"
//- config.yaml
broker:
  url: "amqps://orders:Tq7-xW2m@mq.internal/orders"
//                     ^^^^^^^^ the password of this URL is in plain text
"#,
        ),
        fails(
            r#"
//- job.yaml
apiVersion: v1
kind: Pod
metadata: {name: job}
spec:
  containers:
    - name: job
      command: ["migrate", "--database", "postgres://job:Tq7xW2mk@db/jobs"]
//                                                       ^^^^^^^^ the password of this URL is in plain text
"#,
        ),
        passes(
            r#"
//- config.yaml
a: amqps://orders:${MQ_PASSWORD}@mq.internal/orders
b: amqps://orders@mq.internal/orders
c: postgres://user:<password>@host/db
d: https://example.com:8443/a:b@c
e: git@example.com:team/app.git
f: postgres://app:****@db/app
g: "https://{user}:{password}@example.com"
h: $(DATABASE_URL)
"#,
        ),
    ],
};

impl Rule for CredentialsInUrl {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        let plain = candidates.iter().filter(|it| it.class == Class::Plain);
        for password in plain.filter(|it| it.holder == Holder::Url) {
            let message = format!("{} is in plain text", password.subject());
            findings.report(password.at, message).weighed(password);
        }
    }
}
