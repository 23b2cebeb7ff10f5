use super::shared::{Amount, lacks};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// A container for which no memory is set aside.
pub struct MemoryRequestMissing;

static META: RuleMeta<'static> = RuleMeta {
    id: "memory-request-missing",
    summary: "A container has no memory request",
    why: "The scheduler puts a pod that requests nothing on a node that is full, and it is the first to be evicted there.",
    fix: "Set `resources.requests.memory` to what the program usually needs.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Pedantic,
    topic: "resources",
    standards: &[Standard::Cwe(770)],
    covers: &[text("memory-request-missing")],
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
//              ^^^^^^^ no memory request
          image: example/web:4.1
      containers:
        - name: web
//              ^^^ no memory request
          image: example/web:4.1
          resources:
            requests: {cpu: 100m}
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
          resources: {requests: {memory: 512Mi}}
        - name: templated
          image: example/web:4.1
          resources: {requests: {memory: "{{ .Values.memory }}"}}
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
//              ^^^ no memory request
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

impl Rule for MemoryRequestMissing {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        lacks(Amount::MemoryRequest, program, linked, findings);
    }
}
