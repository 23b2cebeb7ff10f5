use crate::{
    program::Linked,
    rule::{
        Confidence, Findings, OptionValue, Profile, Rule, RuleMeta, RuleOption, Scope, Severity,
        fails, passes, text,
    },
    rules::pods::most,
};

/// A rule of one pod for each zone, and more pods than zones.
pub struct HardZoneAntiAffinityCapsReplicas;

static META: RuleMeta<'static> = RuleMeta {
    id: "hard-zone-anti-affinity-caps-replicas",
    summary: "No two pods may share a zone, and more pods are wanted than there are zones",
    why: "A required anti-affinity over zones admits one pod in each. What is wanted beyond stays `Pending`: the autoscaler scales and nothing starts, and a rolling update has no place for its new pod.",
    fix: "Prefer instead of requiring, or spread over zones:\n\n```yaml\ntopologySpreadConstraints:\n  - topologyKey: topology.kubernetes.io/zone\n    maxSkew: 1\n    whenUnsatisfiable: ScheduleAnyway\n```",
    severity: Severity::Low,
    confidence: Confidence::High,
    profile: Profile::Pedantic,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[RuleOption {
        name: text("zones"),
        summary: text("How many zones the cluster has"),
        default: OptionValue::Int(3),
    }],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 5
  template:
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: topology.kubernetes.io/zone
//                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 5 pods are wanted, and each of 3 zones admits one
              labelSelector: {matchLabels: {app: api}}
      containers: [{name: api, image: "api:1"}]
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
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: topology.kubernetes.io/zone
      containers: [{name: api, image: "api:1"}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: by-host}
spec:
  replicas: 9
  template:
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: kubernetes.io/hostname
      containers: [{name: api, image: "api:1"}]
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
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: topology.kubernetes.io/zone
      containers: [{name: api, image: "api:1"}]
"#,
        ),
    ],
};

impl Rule for HardZoneAntiAffinityCapsReplicas {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let zones = findings.int_option("zones");
        for workload in &linked.facts().workloads {
            let Some(at) = workload.zone_bound else { continue };
            let Some(replicas) = most(linked, workload) else {
                findings.silenced(at, "the number of replicas");
                continue;
            };
            if replicas.it > zones {
                let message = format!(
                    "{} pods are wanted, and each of {zones} zones admits one",
                    replicas.it
                );
                let finding = findings.report(at, message);
                finding.related(replicas.at, "so many are wanted").resource(&workload.title());
            }
        }
    }
}
