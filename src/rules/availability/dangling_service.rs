use crate::rules::pods::{Pods, is_templated};
use crate::{
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
};

/// A Service that selects no pod.
pub struct DanglingService;

static META: RuleMeta<'static> = RuleMeta {
    id: "dangling-service",
    summary: "A Service selects no pod",
    why: "A Service sends to the pods that have all labels of its selector. The workload that it is named after has others, so that the Service has no endpoints, and whoever calls it is refused.",
    fix: "Write the labels of `spec.template.metadata.labels` into the selector.",
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
        "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",
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
    metadata: {labels: {app: api, tier: web}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: v1
kind: Service
metadata:
  name: api-svc
//      ^^^^^^^ no pod has the labels that this Service selects
  namespace: shop
spec:
  selector: {app: api-server}
  ports: [{port: 80}]
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
    metadata: {labels: {app: api, tier: web}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}}
---
# An operator runs this one.
apiVersion: v1
kind: Service
metadata: {name: database, namespace: shop}
spec: {selector: {cluster: database}}
---
# Endpoints are given by hand.
apiVersion: v1
kind: Service
metadata: {name: api, namespace: legacy}
spec: {ports: [{port: 80}]}
"#,
        ),
        passes(
            r#"
//- templates/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: "{{ .Chart.Name }}"}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}}
"#,
        ),
    ],
};

impl Rule for DanglingService {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let pods = Pods::new(linked);
        for it in &linked.facts().services {
            let namespace = it.namespace.as_deref();
            if it.selector.iter().any(|it| is_templated(&it.1)) {
                findings.silenced(it.name.at, "the labels that it selects");
                continue;
            }
            if let Some(workload) = pods.missed(&it.name, namespace, &it.selector) {
                let message = "no pod has the labels that this Service selects";
                let finding = findings.report(it.name.at, message);
                let note = format!("the pods of `{}` have others", workload.title());
                finding.related(workload.name.at, note);
            }
        }
    }
}
