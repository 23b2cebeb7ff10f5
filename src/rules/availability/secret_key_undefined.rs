use std::collections::HashMap;

use crate::{
    facts::{ConfigObject, Layer, Referent},
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::pods::is_templated,
};

/// A key that the object it is taken from does not have.
pub struct SecretKeyUndefined;

static META: RuleMeta<'static> = RuleMeta {
    id: "secret-key-undefined",
    summary: "A container takes a key that its Secret or ConfigMap does not have",
    why: "The kubelet does not start a container whose `secretKeyRef` or `configMapKeyRef` names a key that is not there: the pod stays in `CreateContainerConfigError`.",
    fix: "Name a key that the object has, or add the key to it.",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-environment-variables",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - name: DATABASE_URL
              valueFrom: {secretKeyRef: {name: api-secrets, key: database-url}}
//                                                               ^^^^^^^^^^^^ Secret `api-secrets` has no key `database-url`
---
apiVersion: v1
kind: Secret
metadata: {name: api-secrets, namespace: shop}
stringData: {database_url: postgres://db/shop}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: api
          env:
            - {name: A, valueFrom: {secretKeyRef: {name: made, key: a}}}
            - {name: B, valueFrom: {secretKeyRef: {name: made, key: b, optional: true}}}
            - {name: C, valueFrom: {secretKeyRef: {name: elsewhere, key: c}}}
            - {name: D, valueFrom: {configMapKeyRef: {name: filled-later, key: d}}}
            - {name: E, valueFrom: {configMapKeyRef: {name: patched, key: e}}}
---
apiVersion: v1
kind: Secret
metadata: {name: made, namespace: shop}
stringData: {a: x}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: filled-later, namespace: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: patched, namespace: shop}
data: {f: x}
//- overlays/prod/patched.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: patched}
data: {e: x}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: api
      env: [{name: A, valueFrom: {secretKeyRef: {name: kept, key: "${KEY}"}}}]
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: kept}
spec: {data: [{secretKey: a}]}
"#,
        ),
        fails(
            r#"
//- api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: api
      env:
        - {name: A, valueFrom: {secretKeyRef: {name: sealed, key: a}}}
        - {name: B, valueFrom: {secretKeyRef: {name: sealed, key: b}}}
//                                                                ^ Secret `sealed` has no key `b`
        - {name: C, valueFrom: {secretKeyRef: {name: mirrored, key: c}}}
        - {name: D, valueFrom: {secretKeyRef: {name: mirrored, key: d}}}
//                                                                  ^ Secret `mirrored` has no key `d`
        - {name: E, valueFrom: {secretKeyRef: {name: api-tls, key: tls.key}}}
        - {name: F, valueFrom: {secretKeyRef: {name: api-tls, key: key.pem}}}
//                                                                 ^^^^^^^ Secret `api-tls` has no key `key.pem`
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: sealed}
spec: {encryptedData: {a: AgBv}}
---
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: vault}
spec:
  provider: vault
  secretObjects: [{secretName: mirrored, type: Opaque, data: [{objectName: it, key: c}]}]
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: api}
spec: {secretName: api-tls, dnsNames: [api.example.com]}
"#,
        ),
        passes(
            r#"
//- api.yaml
# What may add keys that are not here.
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: api
      env:
        - {name: A, valueFrom: {secretKeyRef: {name: sealed, key: b}}}
        - {name: B, valueFrom: {secretKeyRef: {name: merged, key: b}}}
        - {name: C, valueFrom: {secretKeyRef: {name: api-tls, key: keystore.jks}}}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: sealed}
spec: {encryptedData: {a: AgBv}, template: {data: {b: "{{ .a }}"}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: store}
spec: {data: [{secretKey: a}], target: {name: merged, creationPolicy: Merge}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: api}
spec: {secretName: api-tls, keystores: {jks: {create: true}}}
"#,
        ),
    ],
};

impl Rule for SecretKeyUndefined {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let mut named = HashMap::new();
        for it in &linked.facts().config_objects {
            let all: &mut Vec<&ConfigObject> = named.entry((it.kind, &it.name.it)).or_default();
            all.push(it);
        }
        for workload in &linked.facts().workloads {
            for layer in workload.containers.iter().flat_map(|it| &it.layers) {
                let Layer::Key { of, key, .. } = layer else { continue };
                if is_templated(&of.name.it) || is_templated(&key.it) {
                    findings.silenced(key.at, "what the template gives");
                    continue;
                }
                let Some(object) = linked.object(of, workload) else { continue };
                if of.optional || object.settings.is_empty() {
                    continue;
                }
                // Another of its name may be a patch that adds the key.
                let mut same = named.get(&(of.to, &of.name.it)).into_iter().flatten();
                if same.any(|it| it.settings.iter().any(|it| it.delivered.it == key.it)) {
                    continue;
                }
                if object.is_part {
                    findings.silenced(key.at, "what is not here of the object");
                    continue;
                }
                let mut names = object.settings.iter().map(|it| &it.delivered.it);
                if names.any(|it| is_templated(it)) {
                    findings.silenced(key.at, "what the template gives");
                    continue;
                }
                let finding = findings.report(key.at, format!("{of} has no key `{}`", key.it));
                let what = if of.to == Referent::Secret { "Secret" } else { "ConfigMap" };
                finding.related(object.name.at, format!("this {what} is meant"));
                finding.resource(&workload.title());
            }
        }
    }
}
