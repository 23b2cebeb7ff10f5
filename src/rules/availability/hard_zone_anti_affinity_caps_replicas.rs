use crate::{
    facts::{Certainty, Located, Spread, Stated, Workload},
    program::Linked,
    rule::{
        Confidence, Finding, Findings, OptionValue, Profile, Rule, RuleMeta, RuleOption, Scope,
        Severity, fails, passes, text,
    },
    rules::pods::{most, system},
    text::Location,
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
        fails(
            r#"
//- values.yaml
replicaCount: 2
autoscaling: {enabled: true, maxReplicas: 8}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: topology.kubernetes.io/zone
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 8 pods are wanted, and each of 3 zones admits one
        labelSelector: {matchLabels: {app: api}}
"#,
        ),
        fails(
            r#"
//- README.md
```yaml
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: topology.kubernetes.io/zone
//                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^ 6 pods are wanted, and each of 3 zones admits one
        labelSelector:
          matchExpressions: [{key: role, operator: In, values: [front]}]
```

Under load:

```bash
kubectl scale deployment shop-front --replicas=6
kubectl scale deployment shop-worker --replicas=20
```
"#,
        ),
        passes(
            r#"
//- values.yaml
# The autoscaler is off, and 3 pods have 3 zones.
replicaCount: 3
autoscaling: {enabled: false, maxReplicas: 8}
affinity:
  podAntiAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      - topologyKey: topology.kubernetes.io/zone
        labelSelector: {matchLabels: {app: api}}
worker:
  replicaCount: 30
batch:
  replicaCount: "{{ .Values.batch }}"
  affinity:
    podAntiAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        - topologyKey: topology.kubernetes.io/zone
//- other/run.sh
kubectl scale deployment api --replicas=9
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
            match most(linked, workload) {
                None => findings.silenced(at, "the number of replicas"),
                Some(replicas) if replicas.it > zones => {
                    report(findings, at, replicas, zones).resource(&workload.title());
                }
                Some(_) => {}
            }
        }
        for it in &linked.facts().spreads {
            check_part(it, zones, linked, findings);
        }
    }
}

/// Looks at a part of a manifest: how many pods there are is said beside it, or by
/// others of the same system.
fn check_part(spread: &Spread, zones: i64, linked: &Linked, findings: &mut Findings) {
    let wanted = match &spread.replicas {
        Stated::Known(replicas) => Some(replicas),
        Stated::Unknown(_) => return findings.silenced(spread.at, "the number of replicas"),
        Stated::Absent => elsewhere(spread, linked),
    };
    let Some(wanted) = wanted.filter(|it| it.it > zones) else { return };
    let finding = report(findings, spread.at, wanted, zones);
    let near = |file| system(linked, file) == system(linked, spread.at.file);
    let budgets = linked.facts().budgets.iter();
    for it in budgets.filter(|it| spread.is_of(&it.selector) && near(it.name.at.file)) {
        let Some(least) = it.min_available.located() else { continue };
        if least.it.parse::<i64>().is_ok_and(|it| it >= zones) {
            finding.related(least.at, "and so many must be there, so that none can be evicted");
        }
    }
    if spread.replicas.is_absent() {
        let what = "they are the same pods, as their names and labels suggest";
        finding.given(&Certainty::Supposed(what.to_owned()));
    }
}

/// The most pods that the same system wants of what has these labels: of workloads, and
/// of those that commands scale, which have a label in their name.
fn elsewhere<'a>(spread: &Spread, linked: &'a Linked) -> Option<&'a Located<i64>> {
    let near = |file| system(linked, file) == system(linked, spread.at.file);
    let facts = linked.facts();
    let has = |it: &&Workload| {
        !spread.labels.is_empty() && spread.labels.iter().all(|label| it.labels.contains(label))
    };
    let workloads = facts.workloads.iter().filter(|it| near(it.name.at.file)).filter(has);
    let wanted = workloads.filter_map(|it| most(linked, it));
    let is_named = |name: &str| {
        let is = |label: &str| {
            let rest = name.strip_suffix(label).or_else(|| name.strip_prefix(label));
            rest.is_some_and(|it| it.is_empty() || it.ends_with('-') || it.starts_with('-'))
        };
        spread.labels.iter().any(|(_, value)| is(value))
    };
    let scaled = facts.scalings.iter().filter(|it| near(it.name.at.file) && is_named(&it.name.it));
    wanted.chain(scaled.map(|it| &it.replicas)).max_by_key(|it| it.it)
}

fn report<'a>(
    findings: &'a mut Findings<'_>,
    at: Location,
    replicas: &Located<i64>,
    zones: i64,
) -> &'a mut Finding {
    let message = format!("{} pods are wanted, and each of {zones} zones admits one", replicas.it);
    findings.report(at, message).related(replicas.at, "so many are wanted")
}
