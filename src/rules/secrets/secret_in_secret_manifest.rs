use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class, Holder},
};

/// A Secret of Kubernetes whose manifest holds its values.
pub struct SecretInSecretManifest;

static META: RuleMeta<'static> = RuleMeta {
    id: "secret-in-secret-manifest",
    summary: "The manifest of a Secret holds its values",
    why: "Base64 hides nothing: whoever reads the file has the secret. Kubernetes guards a Secret \
          in the cluster, not the manifest that it is made of.",
    fix: "Change the secret, as the history keeps it. Let the cluster fetch it (External Secrets \
          Operator, Secrets Store CSI driver) or commit it encrypted (SOPS, Sealed Secrets), so \
          that the manifest names it and does not hold it.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(798), Standard::Cwe(312)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/concepts/security/secrets-good-practices/")],
    examples: &[
        fails(
            r#"
//- secret.yaml
apiVersion: v1
kind: Secret
metadata: {name: api}
data:
  username: b3JjaGlk
  password: VHE3LXhXMm1LOXo=
//          ^^^^^^^^^^^^^^^^ `password` stands in the manifest of its Secret
stringData:
  jwt-secret: Zk9vT1xW8bRc5NdYs2Lp7JmG
//            ^^^^^^^^^^^^^^^^^^^^^^^^ `jwt-secret` stands in the manifest of its Secret
"#,
        ),
        passes(
            r#"
//- secrets.yaml
apiVersion: v1
kind: Secret
metadata: {name: api}
stringData:
  username: orchid
  host: db.example.com
  port: "5432"
  password: ${DB_PASSWORD}
  token: <from-the-vault>
  key: "{{ .Values.key }}"
  password-from-ci: "$(DB_PASSWORD)"
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: api}
spec:
  data:
    - secretKey: password
      remoteRef: {key: production/api, property: password}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: api}
spec:
  encryptedData: {password: AgBy3i4OJSWK1PiTySYZZA9rO43cGDEqVtR7x2Lq9ZpW4v}
---
apiVersion: v1
kind: Secret
metadata: {name: sealed}
stringData:
  password: ENC[AES256_GCM,data:Tr7o1fX2,iv:1Zk9vT==,tag:xW8bRc5N==,type:str]
"#,
        ),
    ],
};

impl Rule for SecretInSecretManifest {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        let plain = candidates.iter().filter(|it| it.class == Class::Plain);
        for entry in plain.filter(|it| it.holder == Holder::SecretManifest) {
            let message = format!("{} stands in the manifest of its Secret", entry.subject());
            findings.report(entry.at, message).weighed(entry);
        }
    }
}
