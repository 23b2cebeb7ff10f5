use crate::{
    facts::{Certainty, Kind, Located, Phrases, Setting, SettingFile, SettingForm, Value},
    program::{Effective, Linked, Program},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::{
        pods::{most, system},
        shared::has_any_word,
    },
    text::Location,
};

/// Pools that together want more connections than a database has.
pub struct DbConnectionBudgetExceeded;

static META: RuleMeta<'static> = RuleMeta {
    id: "db-connection-budget-exceeded",
    summary: "The pools of all replicas want more connections than the database has",
    why: "Each replica opens as many connections as its pool may hold. PostgreSQL refuses what is over `max_connections` with `too many clients already`, to whoever asks next: to another service, to migrations, to the one who wants to repair it. It happens under load, when the replicas are most.",
    fix: "Make the pool smaller (`max_connections` less some for administration, divided by the replicas), or put a pooler such as PgBouncer before the database.",
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
    references: &[text("https://www.postgresql.org/docs/current/runtime-config-connection.html")],
    examples: &[
        fails(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1
          env: [{name: API_DB_POOL_SIZE, value: "30"}]
//                                              ^^^^ 8 replicas with 30 connections each want 240, and the database has 100
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api, namespace: shop}
spec:
  scaleTargetRef: {kind: Deployment, name: api}
  maxReplicas: 8
//- deploy/postgresql.conf
shared_buffers = 1GB
max_connections = 100
"#,
        ),
        passes(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1
          env:
            - {name: API_DB_POOL_SIZE, value: "30"}
            # Connections to something else.
            - {name: API_REDIS_POOL_SIZE, value: "300"}
            - {name: API_DB_POOL_TIMEOUT, value: "300"}
//- deploy/postgresql.conf
shared_buffers = 1GB
max_connections = 100
"#,
        ),
        passes(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 30
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1
          env: [{name: API_DB_POOL_SIZE, value: "${POOL}"}]
//- deploy/postgresql.conf
shared_buffers = 1GB
max_connections = 100
"#,
        ),
        passes(
            r#"
//- deploy/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 30
  template:
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1
          env: [{name: API_DB_POOL_SIZE, value: "30"}]
//- deploy/postgresql.conf
shared_buffers = 1GB
max_connections = 100
//- deploy/pgbouncer.ini
[databases]
shop = host=postgres
[pgbouncer]
pool_mode = transaction
"#,
        ),
    ],
};

/// Names of settings that say how many connections a pool may hold.
#[rustfmt::skip]
const POOLS: Phrases = Phrases::new(&[
    "max connections", "max conns", "max open connections", "max open conns", "max pool size",
    "maximum pool size", "pool max", "pool max size", "pool size",
]);

/// Words of names that speak of a database that counts connections as PostgreSQL does.
#[rustfmt::skip]
const DATABASES: &[&str] = &[
    "database", "datasource", "db", "hikari", "pg", "pgpool", "postgres", "postgresql", "sql",
];

/// Words of names that speak of others.
const OTHERS: &[&str] = &["cache", "http", "idle", "min", "mongo", "nats", "redis", "timeout"];

/// A pool of one program.
struct Pool {
    size: i64,
    at: Location,
    certainty: Certainty,
    replicas: Located<i64>,
    title: String,
}

impl Rule for DbConnectionBudgetExceeded {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let files = &linked.facts().setting_files;
        let budgets = files.iter().filter(|it| it.kind == Kind::Postgresql);
        let budgets = budgets.filter_map(|it| Some((it, budget(it)?)));
        for (file, budget) in budgets {
            let own = system(linked, file.at.file);
            let of_system = |it: &&SettingFile| system(linked, it.at.file) == own;
            if files.iter().filter(of_system).any(|it| it.kind == Kind::Pgbouncer) {
                continue;
            }
            let programs = linked.subjects().iter().filter(|it| {
                let workload = linked.workload(**it);
                workload.is_some_and(|it| system(linked, it.name.at.file) == own)
            });
            let programs: Vec<_> = programs.map(|it| linked.program(*it)).collect();
            let pools: Vec<_> =
                programs.iter().filter_map(|it| pool(it, linked, findings)).collect();
            compare(&pools, &budget, findings);
        }
    }
}

/// How many connections a database admits, if it says so.
fn budget(file: &SettingFile) -> Option<Located<i64>> {
    let setting = file.get("max_connections")?;
    Some(Located { it: number(&setting.value)?, at: setting.value.at })
}

fn number(value: &Value) -> Option<i64> {
    value.text()?.trim().parse().ok().filter(|it| (1..=1_000_000).contains(it))
}

/// The largest pool of a program, with its replicas.
fn pool(program: &Program, linked: &Linked, findings: &mut Findings) -> Option<Pool> {
    let (workload, _) = program.container(linked)?;
    let read = program.presumed.iter().filter(|it| it.form != SettingForm::Documented);
    let all = program.settings.iter().chain(read.map(|it| &it.effective));
    let pools: Vec<&Effective> = all.filter(|it| is_pool(&it.setting)).collect();
    let largest = pools.iter().max_by_key(|it| number(&it.setting.value))?;
    let at = largest.setting.value.at;
    let Some(size) = number(&largest.setting.value) else {
        findings.silenced(at, "the size of the pool");
        return None;
    };
    let Some(replicas) = most(linked, workload).cloned() else {
        findings.silenced(at, "the number of replicas");
        return None;
    };
    let certainty = largest.setting.value.certainty.clone();
    Some(Pool { size, at, certainty, replicas, title: workload.title().to_string() })
}

fn is_pool(setting: &Setting) -> bool {
    setting.ends_with_any(&POOLS)
        && has_any_word(setting, DATABASES)
        && !has_any_word(setting, OTHERS)
}

fn compare(pools: &[Pool], budget: &Located<i64>, findings: &mut Findings) {
    for pool in pools {
        let wanted = pool.size.saturating_mul(pool.replicas.it);
        if wanted <= budget.it {
            continue;
        }
        let message = format!(
            "{} replicas with {} connections each want {wanted}, and the database has {}",
            pool.replicas.it, pool.size, budget.it
        );
        let finding = findings.report(pool.at, message);
        finding.given(&pool.certainty);
        finding.related(pool.replicas.at, format!("`{}` may have so many", pool.title));
        finding.related(budget.at, "the database admits no more");
    }
}
