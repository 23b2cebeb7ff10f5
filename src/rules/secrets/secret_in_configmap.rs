use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A secret that a ConfigMap holds.
pub struct SecretInConfigmap;

static META: RuleMeta<'static> = RuleMeta {
    id: "secret-in-configmap",
    summary: "A ConfigMap holds a secret",
    why: "ConfigMaps are for what anyone may see: most roles may read them, they are not encrypted \
          at rest, and consoles and support bundles show them. The manifest gives the secret away \
          to all readers of the repository besides.",
    fix: "Change the secret, as the history keeps it. Put the new one into a Secret that a store \
          fills, and refer to it by `secretKeyRef`.",
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
    references: &[text("https://kubernetes.io/docs/concepts/configuration/configmap/")],
    examples: &[
        fails(
            r#"
//- settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  SMTP_PASSWORD: Tq7-xW2m
//               ^^^^^^^^ `SMTP_PASSWORD` holds a password in a ConfigMap
  STRIPE_API_KEY: Zk9vT1xW8bRc5NdYs2Lp7JmG
//                ^^^^^^^^^^^^^^^^^^^^^^^^ `STRIPE_API_KEY` holds an API key in a ConfigMap
"#,
        ),
        passes(
            r#"
//- settings.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  SMTP_PASSWORD_FILE: /run/secrets/smtp
  SECRET_NAME: smtp-credentials-2
  TOKEN_TTL: 15m
  TOKEN_ISSUER: https://login.example.com
  API_KEY_HEADER: X-Api-Key
  SECRET_PROVIDER: vault
  CACHE_KEY_PREFIX: shop2024
  PUBLIC_KEY: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHq3Zk9vT1xW8bRc5NdYs2Lp7JmG
  ADMIN_PASSWORD_HASH: $2b$12$Zk9vT1xW8bRc5NdYs2Lp7uJmGf4AeUoXiKtQw0hBz1y2x3w4v5u6t
  DB_PASSWORD: vault:secret/data/shop#password
"#,
        ),
    ],
};

impl Rule for SecretInConfigmap {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        let plain = candidates.iter().filter(|it| it.class == Class::Plain);
        for entry in plain.filter(|it| it.holder == Holder::ConfigMap) {
            let message = format!("{} holds {} in a ConfigMap", entry.subject(), entry.what);
            findings.report(entry.at, message).weighed(entry);
        }
    }
}
