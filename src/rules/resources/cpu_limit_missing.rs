use super::shared::{Amount, lacks};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// A container that may take all the processors of its node.
pub struct CpuLimitMissing;

static META: RuleMeta<'static> = RuleMeta {
    id: "cpu-limit-missing",
    summary: "A container has no CPU limit",
    why: "Without a limit a busy loop, or a flood of requests, slows down all that shares the node.",
    fix: "Set `resources.limits.cpu` (Kubernetes) or `deploy.resources.limits.cpus` (Compose). Where requests are set for all that runs on the node, a limit may do more harm than good: then ignore this rule.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "resources",
    standards: &[Standard::Cwe(770), Standard::CisDocker(text("5.12")), Standard::NsaCisa],
    covers: &[text("cpu-limit-missing"), text("compose-cpu-limit-missing")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"),
        text("https://docs.docker.com/reference/compose-file/deploy/"),
    ],
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
//              ^^^^^^^ no CPU limit
          image: example/web:4.1
      containers:
        - name: web
//              ^^^ no CPU limit
          image: example/web:4.1
          resources:
            limits: {memory: 64Mi}
"#,
        ),
        fails(
            r#"
//- docker-compose.yml
services:
  db:
//@3+2 no CPU limit
    image: postgres:17
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
          resources: {limits: {cpu: 500m}}
        - name: templated
          image: example/web:4.1
          resources: {limits: {cpu: "{{ .Values.cpu }}"}}
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
        passes(
            r#"
//- docker-compose.yml
services:
  db:
    image: postgres:17
    deploy: {resources: {limits: {cpus: '0.5'}}}
  old:
    image: postgres:17
    cpus: 0.5
  expanded:
    image: postgres:17
    deploy: {resources: {limits: {cpus: "${LIMIT}"}}}
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
//              ^^^ no CPU limit
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
//- docker-compose.yml
services:
  db:
    image: postgres:17
//- docker-compose.override.yml
services:
  db:
    mem_limit: 512m
    cpus: 0.5
"#,
        ),
    ],
};

impl Rule for CpuLimitMissing {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        lacks(Amount::CpuLimit, program, linked, findings);
    }
}
