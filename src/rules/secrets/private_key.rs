use crate::{
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    secret::{Candidate, Class},
};

/// A private key that is written out.
pub struct PrivateKey;

static META: RuleMeta<'static> = RuleMeta {
    id: "private-key",
    summary: "A private key is written out",
    why: "Whoever can read the repository, now or in any copy of its history, can be the server, \
          user or signer that the key belongs to. Nothing in its logs will look unusual.",
    fix: "Make a new key and withdraw the old one: it has been copied with every clone. Keep the \
          new one in a secret store, and mount it as a file.",
    severity: Severity::Critical,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "secrets",
    standards: &[Standard::Cwe(321), Standard::Cwe(798)],
    covers: &[],
    scope: Scope::Text,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://www.rfc-editor.org/rfc/rfc7468")],
    examples: &[
        fails(concat!(
            "//- tls.yaml\nkey: |\n  -----BEGIN ",
            "PRIVATE KEY-----\n",
            "//@3+27 a private key in plain text\n",
            "  MC4CAQAwBQYDK2VwBCIEIHq3Zk9vT1xW8bRc5NdYs2Lp7JmGf4AeUoXiKtQw0hBz\n",
            "  -----END PRIVATE KEY-----\n",
        )),
        // In one line, as environments hold it.
        fails(concat!(
            "//- .env\nTLS_KEY=\"-----BEGIN ",
            "EC PRIVATE KEY-----\\nMHcCAQEEIHq3Zk9vT1xW8bRc5NdYs2Lp7JmGf4AeUoXiKtQw0hBzoAoG",
            "CCqGSM49\\n-----END EC PRIVATE KEY-----\"\n",
            "//       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^",
            "^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a private key in plain text\n",
        )),
        passes(concat!(
            r#"
//- app.yaml
key: /etc/tls/tls.key
certificate: |
  -----BEGIN CERTIFICATE-----
  MIIBhTCCASugAwIBAgIUQ7Xw2vB9nT4cRk8mJp1ZsLd6HfYwCgYIKoZIzj0EAwIw
  -----END CERTIFICATE-----
locked: |
  -----BEGIN ENCRYPTED "#,
            r#"PRIVATE KEY-----
  MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgvT1xW8bRc5AICCAAw
  -----END ENCRYPTED PRIVATE KEY-----
//- secret.yaml
apiVersion: v1
kind: Secret
metadata: {name: tls}
type: kubernetes.io/tls
data:
  tls.crt: <base64-encoded-certificate>
  tls.key: <base64-encoded-key>
//- guide.md
Paste the key between the two marks:

```
-----BEGIN "#,
            r#"PRIVATE KEY-----
...
-----END PRIVATE KEY-----
```
"#
        )),
    ],
};

impl Rule for PrivateKey {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_text(&self, candidates: &[Candidate], findings: &mut Findings) {
        for key in candidates.iter().filter(|it| it.class == Class::PrivateKey) {
            let message = format!("{} in plain text", key.what);
            let finding = findings.report(key.at, message).weighed(key);
            // Tests bring keys of their own, which open nothing else.
            if key.context.is_harmless() {
                finding.confidence(finding.confidence.lowered());
            }
        }
    }
}
