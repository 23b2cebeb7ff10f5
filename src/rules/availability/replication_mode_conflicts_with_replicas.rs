use crate::{
    facts::{Located, Phrases, SettingForm},
    program::{Linked, Program},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::{
        pods::{is_stateful, most},
        shared::{Told, presumed, told},
    },
};

/// Replicas of which each runs for itself.
pub struct ReplicationModeConflictsWithReplicas;

static META: RuleMeta<'static> = RuleMeta {
    id: "replication-mode-conflicts-with-replicas",
    summary: "A stateful program runs in several replicas that do not know of one another",
    why: "Each replica keeps data of its own and copies nothing to the others. A client that is sent to another replica does not find what it wrote, and each of them believes that it is the only one: what was meant for availability loses data instead.",
    fix: "Switch replication on and give each replica an id of its own, or run one replica.",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id",
    )],
    examples: &[
        fails(
            r#"
//- store.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: store
          env:
            - name: STORE_REPLICATION_MODE
              value: single-node
//                   ^^^^^^^^^^^ each of 3 replicas runs for itself in this mode
"#,
        ),
        fails(
            r#"
//- compose.yaml
services:
  queue:
    image: registry.example.com/queue:3
    environment: ["QUEUE_CLUSTER_MODE=standalone"]
//                                    ^^^^^^^^^^ each of 2 replicas runs for itself in this mode
    volumes: ["queue-data:/data"]
    deploy: {replicas: 2}
volumes: {queue-data: {}}
"#,
        ),
        passes(
            r#"
//- store.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: store
          env: [{name: STORE_REPLICATION_MODE, value: cluster}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: one}
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: store
          env: [{name: STORE_REPLICATION_MODE, value: single-node}]
---
# It keeps nothing.
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: api
          env: [{name: CACHE_CLUSTER_MODE, value: standalone}]
"#,
        ),
        passes(
            r#"
//- store.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: store}
spec:
  replicas: ${REPLICAS}
  template:
    spec:
      containers:
        - name: store
          env: [{name: STORE_REPLICATION_MODE, value: single-node}]
"#,
        ),
    ],
};

/// Names of settings that say how the replicas of a program work together.
const MODES: Phrases =
    Phrases::new(&["replication mode", "cluster mode", "clustering mode", "ha mode"]);

/// Words of their values that say: not at all.
const ALONE: &[&str] = &["single-node", "single_node", "singlenode", "single", "standalone"];

/// Names of settings that tell one replica from another.
const IDS: Phrases =
    Phrases::new(&["replica id", "node id", "server id", "broker id", "member id"]);

impl Rule for ReplicationModeConflictsWithReplicas {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let Some((workload, _)) = program.container(linked) else { return };
        if !is_stateful(workload) {
            return;
        }
        let own = told(program, linked).map(|it| (it, SettingForm::Environment));
        let Some((it, form)) = own.chain(presumed(program, linked)).find(|it| is_alone(&it.0))
        else {
            return;
        };
        let Some(replicas) = most(linked, workload) else {
            findings.silenced(it.value().at, "the number of replicas");
            return;
        };
        if replicas.it > 1 {
            report(&it, form, replicas, findings);
        }
    }
}

fn is_alone(it: &Told<'_>) -> bool {
    let Some(mode) = it.value().text() else { return false };
    let mode = mode.trim().to_lowercase();
    let is_none = mode == "none" && it.setting().ends_with_words("replication mode");
    it.setting().ends_with_any(&MODES) && (is_none || ALONE.contains(&mode.as_str()))
}

fn report(it: &Told<'_>, form: SettingForm, replicas: &Located<i64>, findings: &mut Findings) {
    let message = format!("each of {} replicas runs for itself in this mode", replicas.it);
    let finding = match form {
        SettingForm::Documented => it.report_default(findings, &message, META.severity),
        _ => it.report(findings, it.value().at, &message, META.severity),
    };
    finding.related(replicas.at, "so many are wanted");
    let all = told(it.program, it.linked).chain(presumed(it.program, it.linked).map(|it| it.0));
    let id =
        all.filter(|it| it.setting().ends_with_any(&IDS)).find(|it| it.value().text().is_some());
    if let Some(id) = id {
        finding.related(id.value().at, "all of them have this id");
    }
}
