use crate::{
    program::Linked,
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::pods::{Pods, is_templated},
};

/// A NetworkPolicy that selects no pod.
pub struct NetworkPolicyDangling;

static META: RuleMeta<'static> = RuleMeta {
    id: "network-policy-dangling",
    summary: "A NetworkPolicy selects no pod",
    why: "The policy holds for the pods that have all labels of its selector. The workload that it is named after has others: nothing restricts what reaches it, though the manifest says so.",
    fix: "Write the labels of `spec.template.metadata.labels` into `podSelector`.",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "network",
    standards: &[Standard::Cwe(284)],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ledger, namespace: bank}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/name: ledger}}
    spec: {containers: [{name: ledger, image: "ledger:1"}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: ledger-network-policy
//      ^^^^^^^^^^^^^^^^^^^^^ no pod has the labels that this policy selects
  namespace: bank
spec:
  podSelector: {matchLabels: {app: ledger}}
  policyTypes: [Ingress]
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ledger, namespace: bank}
spec:
  template:
    metadata: {labels: {app.kubernetes.io/name: ledger}}
    spec: {containers: [{name: ledger, image: "ledger:1"}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ledger, namespace: bank}
spec: {podSelector: {matchLabels: {app.kubernetes.io/name: ledger}}}
---
# All pods of the namespace.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ledger-policy, namespace: bank}
spec: {podSelector: {}}
---
# Pods that are not in the tree.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: gateway, namespace: bank}
spec: {podSelector: {matchLabels: {app: gateway}}}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec: {podSelector: {matchLabels: {app: "${NAME}"}}}
"#,
        ),
    ],
};

impl Rule for NetworkPolicyDangling {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let pods = Pods::new(linked);
        let policies = linked.facts().network_policies.iter();
        for it in policies.filter(|it| !it.selector.has_expressions) {
            let namespace = it.namespace.as_deref();
            if it.selector.labels.iter().any(|it| is_templated(&it.1)) {
                findings.silenced(it.name.at, "the labels that it selects");
                continue;
            }
            if let Some(workload) = pods.missed(&it.name, namespace, &it.selector.labels) {
                let message = "no pod has the labels that this policy selects";
                let finding = findings.report(it.name.at, message);
                let note = format!("nothing restricts the pods of `{}`", workload.title());
                finding.related(workload.name.at, note);
            }
        }
    }
}
