use super::shared::{Amount, lacks};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// A container for which no processor is set aside.
pub struct CpuRequestMissing;

static META: RuleMeta<'static> = RuleMeta {
    id: "cpu-request-missing",
    summary: "A container has no CPU request",
    why: "The scheduler puts a pod that requests nothing on a node that is busy, where it gets what the others leave.",
    fix: "Set `resources.requests.cpu` to what the program usually needs.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Pedantic,
    topic: "resources",
    standards: &[Standard::Cwe(770)],
    covers: &[text("cpu-request-missing")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api}
spec:
  template:
    spec:
      initContainers:
        - name: migrate
//              ^^^^^^^ no CPU request
          image: example/web:4.1
      containers:
        - name: web
//              ^^^ no CPU request
          image: example/web:4.1
          resources:
            requests: {memory: 64Mi}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: web
          image: example/web:4.1
          resources: {requests: {cpu: 500m}}
        - name: templated
          image: example/web:4.1
          resources: {requests: {cpu: "{{ .Values.cpu }}"}}
      ephemeralContainers:
        - name: debug # has no resources of its own
          image: example/debug:1.0
"#,
        ),
        passes(
            r#"
//- chart/templates/web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: example/web:4.1
      resources: "{{ .Values.resources }}"
"#,
        ),
        passes(
            r#"
//- guide.md
A fragment says nothing of what it leaves out:

```yaml
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: web
      env: [{name: A, value: b}]
```
"#,
        ),
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: web
//              ^^^ no CPU request
          image: example/web:4.1
---
# Of another namespace, and for volumes.
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: other}
spec:
  limits: [{type: Container, default: {memory: 256Mi, cpu: 500m}}]
---
apiVersion: v1
kind: LimitRange
metadata: {name: volumes, namespace: shop}
spec:
  limits: [{type: PersistentVolumeClaim, max: {storage: 8Gi}}]
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers: [{name: web, image: "example/web:4.1"}]
---
# What says nothing gets these.
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: shop}
spec:
  limits:
    - type: Container
      default: {memory: 256Mi, cpu: 500m}
      defaultRequest: {memory: 128Mi, cpu: 100m}
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
    # What has a limit requests as much.
    - {name: web, image: "example/web:4.1", resources: {limits: {memory: 512Mi, cpu: 500m}}}
"#,
        ),
    ],
};

impl Rule for CpuRequestMissing {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        lacks(Amount::CpuRequest, program, linked, findings);
    }
}
