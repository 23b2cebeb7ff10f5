use crate::{
    facts::Budget,
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::pods::{Pods, least},
};

/// A PodDisruptionBudget that lets no pod go.
pub struct PdbBlocksEviction;

static META: RuleMeta<'static> = RuleMeta {
    id: "pdb-blocks-eviction",
    summary: "A PodDisruptionBudget lets no pod be evicted",
    why: "A drain waits until the budget lets a pod go. This one never does: nodes can be neither upgraded nor taken away, until somebody deletes the budget or kills the pod by hand.",
    fix: "Let one pod go at a time: `maxUnavailable: 1`, with two replicas or more.",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Pedantic,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/tasks/run-application/configure-pdb/")],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec:
  minAvailable: 2
//              ^ no pod may be evicted
  selector: {matchLabels: {app: api}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: worker}
spec:
  maxUnavailable: 0%
//                ^^ no pod may be evicted
  selector: {matchLabels: {app: worker}}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec: {minAvailable: 2, selector: {matchLabels: {app: api}}}
---
# How many there are is not in the tree.
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: gateway}
spec: {minAvailable: 3, selector: {matchLabels: {app: gateway}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: half}
spec: {minAvailable: 50%, selector: {matchLabels: {app: api}}}
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: ${REPLICAS}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1"}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec: {minAvailable: 1, selector: {matchLabels: {app: api}}}
"#,
        ),
    ],
};

impl Rule for PdbBlocksEviction {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let pods = Pods::new(linked);
        for it in &linked.facts().budgets {
            let zero = it.max_unavailable.located().filter(|it| it.it == "0" || it.it == "0%");
            let all = it.min_available.located().filter(|it| it.it == "100%");
            match zero.or(all) {
                Some(value) => {
                    findings.report(value.at, MESSAGE);
                }
                None => compare(it, &pods, linked, findings),
            }
        }
    }
}

const MESSAGE: &str = "no pod may be evicted";

/// Compares what must be there with what is there at least.
fn compare(budget: &Budget, pods: &Pods<'_>, linked: &Linked, findings: &mut Findings) {
    let Some(wanted) = budget.min_available.located() else { return };
    let Ok(number) = wanted.it.parse::<i64>() else { return };
    if number < 1 || budget.selector.has_expressions {
        return;
    }
    let selected = pods.selected(&budget.selector.labels, budget.namespace.as_deref());
    let [workload] = selected.as_slice() else { return };
    match least(linked, workload) {
        Some(replicas) if replicas.it >= 1 && number >= replicas.it => {
            let finding = findings.report(wanted.at, MESSAGE);
            finding.related(replicas.at, format!("`{}` has no more than these", workload.title()));
        }
        Some(_) => {}
        None => findings.silenced(wanted.at, "the number of replicas"),
    }
}
