use crate::{
    facts::Context,
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A secret that a configuration holds itself.
pub struct HardcodedSecret;

static META: RuleMeta<'static> = RuleMeta {
    id: "hardcoded-secret",
    summary: "A configuration holds a secret",
    why: "Whoever can read the repository, its history or a backup of either can use the secret, \
          and nobody can change it without a commit. The same value then tends to serve every \
          environment that the file is copied to.",
    fix: "Change the secret, as the history keeps it. Refer to the new one where it is used \
          (`secretKeyRef`, `secrets:` of Compose, `${NAME}`), and keep files such as `.env` out of \
          the repository.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(798), Standard::Cwe(259)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://12factor.net/config")],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: SMTP_PASSWORD
              value: Tq7-xW2m
//                   ^^^^^^^^ `SMTP_PASSWORD` holds a password in plain text
          args: ["--admin-token=Zk9vT1xW8bRc5NdYs2Lp7JmG"]
//                              ^^^^^^^^^^^^^^^^^^^^^^^^ `--admin-token` holds a token in plain text
"#,
        ),
        fails(
            r#"
//- .env
JWT_SECRET=Zk9vT1xW8bRc5NdYs2Lp7JmG
//         ^^^^^^^^^^^^^^^^^^^^^^^^ `JWT_SECRET` holds a signing secret in plain text
//- config.yaml
oauth:
  clientSecret: 4f1c9e0b7a63d285
//              ^^^^^^^^^^^^^^^^ `oauth.clientSecret` holds a client secret in plain text
database: "Server=db;User Id=app;Password=Tq7-xW2m;Encrypt=true"
//                                        ^^^^^^^^ `database: Password` holds a password in plain text
//- values.yaml
extraEnv:
  - name: SMTP_PASSWORD
    value: Tq7-xW2m
//         ^^^^^^^^ `SMTP_PASSWORD` holds a password in plain text
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: SMTP_PASSWORD
              valueFrom: {secretKeyRef: {name: smtp, key: password}}
            - {name: DB_PASSWORD, value: $(DB_PASSWORD_FROM_ABOVE)}
            - {name: TOKEN_URL, value: "https://login.example.com/token"}
            - {name: JWT_ACCESS_TOKEN_EXPIRE_MINUTES, value: "60"}
            - {name: API_KEY_ENABLED, value: "true"}
          args: ["--tls-private-key-file=/etc/tls/tls.key", "--token-ttl", "15m", "--password", "$(DB_PASSWORD)"]
"#,
        ),
        passes(
            r#"
//- config.yaml
database:
  password: ${DB_PASSWORD}
  password_file: /run/secrets/db
session:
  secret: "{{ session_secret }}"
  key: shop-session-v2
cache: {key: "orders:by-customer", seed: 42}
jwt: {algorithm: RS256, public_key: /etc/jwt/public.pem, token: Bearer}
keystore: {password: op://shop/keystore/password, key: arn:aws:kms:eu-west-1:111122223333:key/1234abcd}
vault: {token: "projects/shop/secrets/token/versions/1"}
labels: {password: Enter a new password, secret: db-credentials, token: accessToken}
git: {token: env.GITHUB_TOKEN}
checksum: sha256:8f3a1c7be2d84560a1b29f4e6c5d7a8b3e2f1a0c9d8e7f6a5b4c3d2e1f0a9b8c
"#,
        ),
    ],
};

impl Rule for HardcodedSecret {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        for secret in candidates.iter().filter(|it| is_left(it)) {
            let message = format!("{} holds {} in plain text", secret.subject(), secret.what);
            let finding = findings.report(secret.at, message).weighed(secret);
            // Such files are often made on the machine that needs them, and guides show
            // what is not meant to be kept.
            let is_shown = matches!(secret.holder, Holder::EnvironmentFile | Holder::Documentation);
            if is_shown || secret.context == Context::Example {
                finding.severity(finding.severity.lowered());
            }
        }
    }
}

/// What no rule about a certain holder speaks of.
fn is_left(candidate: &Candidate) -> bool {
    let has_rule = matches!(
        candidate.holder,
        Holder::Url | Holder::SecretManifest | Holder::ConfigMap | Holder::Dockerfile
    );
    candidate.class == Class::Plain && !has_rule
}
