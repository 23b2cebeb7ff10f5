use super::shared::{Amount, lacks};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// A container that may take all the memory of its node.
pub struct MemoryLimitMissing;

static META: RuleMeta<'static> = RuleMeta {
    id: "memory-limit-missing",
    summary: "A container has no memory limit",
    why: "Without a limit one leak, or one caller who asks for much, takes the memory of the whole node, and the kernel stops whatever it finds there, other programs too.",
    fix: "Set `resources.limits.memory` (Kubernetes) or `deploy.resources.limits.memory` (Compose) somewhat above what the program needs at its busiest.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "resources",
    standards: &[Standard::Cwe(770), Standard::CisDocker(text("5.11")), Standard::NsaCisa],
    covers: &[text("memory-limit-missing"), text("compose-memory-limit-missing")],
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
//              ^^^^^^^ no memory limit
          image: example/web:4.1
      containers:
        - name: web
//              ^^^ no memory limit
          image: example/web:4.1
          resources:
            limits: {cpu: 100m}
"#,
        ),
        fails(
            r#"
//- docker-compose.yml
services:
  db:
//@3+2 no memory limit
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
          resources: {limits: {memory: 512Mi}}
        - name: templated
          image: example/web:4.1
          resources: {limits: {memory: "{{ .Values.memory }}"}}
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
    deploy: {resources: {limits: {memory: 512M}}}
  old:
    image: postgres:17
    mem_limit: 512m
  expanded:
    image: postgres:17
    deploy: {resources: {limits: {memory: "${LIMIT}"}}}
"#,
        ),
        passes(
            r#"
//- guide.md
What is left out is said to be:

```yaml
services:
  db:
    image: postgres:17
    ...
  cache:
    image: redis:8
```
"#,
        ),
        passes(
            r#"
//- compose.override.yml
services:
  web: # the limits are where the image is
    build: .
    ports: ["8080:80"]
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
//              ^^^ no memory limit
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

impl Rule for MemoryLimitMissing {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        lacks(Amount::MemoryLimit, program, linked, findings);
    }
}
