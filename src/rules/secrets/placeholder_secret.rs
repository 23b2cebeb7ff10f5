use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class},
};

/// A text that asks to be replaced, where a program would take it as it is.
pub struct PlaceholderSecret;

static META: RuleMeta<'static> = RuleMeta {
    id: "placeholder-secret",
    summary: "A secret is still a placeholder",
    why: "A program cannot tell `your-secret-here` from a secret: it signs tokens and opens \
          sessions with it. Whoever reads the same guide knows the secret of every deployment \
          that was made by copying it.",
    fix: "Leave the value out, so that a program that needs it refuses to start, or take it from \
          the environment and fail where it is missing:\n\n\
          ```\nJWT_SECRET: ${JWT_SECRET:?generate one with openssl rand -hex 32}\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(1392), Standard::Cwe(1188)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://cwe.mitre.org/data/definitions/1188.html")],
    examples: &[
        fails(
            r#"
//- secret.yaml
apiVersion: v1
kind: Secret
metadata: {name: api}
stringData:
  JWT_SECRET: "your-secure-jwt-secret"
//             ^^^^^^^^^^^^^^^^^^^^^^ `JWT_SECRET` is a placeholder
//- prod.env
API_KEYS="strong-random-key-1,strong-random-key-2"
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `API_KEYS` is a placeholder
CLIENT_SECRET=your_client_secret
//            ^^^^^^^^^^^^^^^^^^ `CLIENT_SECRET` is a placeholder
SESSION_SECRET=change-me-in-production
//             ^^^^^^^^^^^^^^^^^^^^^^^ `SESSION_SECRET` is a placeholder
DATABASE_URL="postgres://api:SECURE_PASSWORD@db.example.com/api?sslmode=require"
//                           ^^^^^^^^^^^^^^^ the password of this URL is a placeholder
"#,
        ),
        passes(
            r#"
//- secret.yaml
apiVersion: v1
kind: Secret
metadata: {name: api}
stringData:
  JWT_SECRET: ${JWT_SECRET}
  TOKEN: <from-the-vault>
  SIGNING_KEY: "{{ .Values.signingKey }}"
//- prod.env
JWT_SECRET=$(openssl rand -hex 32)
API_KEY=****************
TOKEN_URL=https://example.com/your/token
SECRET_NAME=your-secret
API_KEY_HEADER=X-Your-Key
"#,
        ),
        // Nobody runs an example: its placeholders are there to be replaced.
        passes(
            r#"
//- .env.example
JWT_SECRET=your-secret-here
POSTGRES_PASSWORD=changeme
//- values.yaml
ingress:
  tls: {secret: api-tls-secret}
  description: your password goes here
"#,
        ),
    ],
};

impl Rule for PlaceholderSecret {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        for placeholder in candidates.iter().filter(|it| it.class == Class::Placeholder) {
            let message = format!("{} is a placeholder", placeholder.subject());
            findings.report(placeholder.at, message).weighed(placeholder);
        }
    }
}
