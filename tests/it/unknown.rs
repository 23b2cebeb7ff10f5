//! What is not known is no violation: for each rule over programs, a finding that is gone
//! where a value becomes unknown, and that `inspect` then names with what silenced it.

use std::{collections::BTreeSet, fs, process::Command};

use tidewaiter::{
    engine::{self, Active, Bytes, RuleSet},
    fixture, policy,
    rule::{Rule, Scope},
};

/// Rules that look at comments of the linter's own, which say all that there is to know.
const OF_COMMENTS: &str = "suppression";

/// A repository, and what becomes unknown in it.
struct Case {
    rule: &'static str,
    files: &'static str,
    known: &'static str,
    unknown: &'static str,
}

const fn case(
    rule: &'static str,
    files: &'static str,
    known: &'static str,
    unknown: &'static str,
) -> Case {
    Case { rule, files, known, unknown }
}

const SERVICE: &str = "
//- compose.yaml
services:
  api:
    image: registry.example.com/api:1
    ports: [\"8080:8080\"]
    environment:
      APP_ENV: production
      SETTING
";

const PODS: &str = r#"
//- api.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: api}
spec:
  replicas: 5
  template:
    metadata: {labels: {app: api}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - topologyKey: topology.kubernetes.io/zone
      containers:
        - name: api
          image: registry.example.com/api:1
          envFrom: [{secretRef: {name: api-secrets}}]
          env:
            - {name: API_DB_POOL_SIZE, value: "50"}
            - {name: API_CLUSTER_MODE, value: standalone}
            - name: API_URL
              valueFrom: {secretKeyRef: {name: api-secrets, key: url}}
---
apiVersion: v1
kind: Secret
metadata: {name: api-secrets}
stringData: {mail-password: ""}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: api}
spec: {minAvailable: 5, selector: {matchLabels: {app: api}}}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: another}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec: {podSelector: {matchLabels: {app: other}}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
//- .env.example
MAIL_PASSWORD=
//- postgresql.conf
shared_buffers = 1GB
max_connections = 100
"#;

const PORTS: &str = r#"
//- api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: api
      image: registry.example.com/api:1
      ports: [{containerPort: 8080}]
      livenessProbe: {httpGet: {port: 8081}}
      readinessProbe: {httpGet: {port: web}}
"#;

const DOCUMENTED: &str = "
//- README.md
| Variable | Default |
|---|---|
| `APP_PORT` | `80` |
| `APP_LOG` | `info` |
| `APP_ENV` | `production` |
| `APP_CACHE` | - |
| `APP_QUEUE` | - |
//- compose.yaml
services:
  api:
    image: example/api:1
    environment:
      - APP_LOG=debug
      - APP_ENV=staging
      - APP_CACHE=a
      - APP_PROT=8080
";

const IMAGE: &str = "image: registry.example.com/api:1";

const TEMPLATED: &str =
    "image: registry.example.com/api:1\n          resources: \"{{ .Values.resources }}\"";

const DEPLOYMENT: &str = "
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 2
  template:
    metadata: {labels: {app: api}}
    spec:
      containers: [{name: api, image: \"example/api:1\"}]
";

#[rustfmt::skip]
const CASES: &[Case] = &[
    case("anonymous-access-enabled", SERVICE, "SETTING", "GF_AUTH_ANONYMOUS_ENABLED: \"true\""),
    case("auth-disabled", "//- .env\nAPP_AUTH_ENABLED=VALUE\n", "VALUE", "false"),
    case("auth-disabled-and-exposed", SERVICE, "SETTING", "APP_AUTH_ENABLED: \"false\""),
    case("auth-mode-none", "//- .env\nAPP_AUTH_MODE=VALUE\n", "VALUE", "none"),
    case("cors-any-origin", SERVICE, "SETTING", "APP_CORS_ORIGINS: \"*\""),
    case("cors-any-origin-with-credentials", SERVICE, "SETTING",
        "APP_CORS_ALLOW_CREDENTIALS: \"true\"\n      APP_CORS_ORIGINS: \"*\""),
    case("cors-null-origin", SERVICE, "SETTING", "APP_CORS_ORIGINS: \"https://a.example.com,null\""),
    case("cors-plaintext-origin", SERVICE, "SETTING", "APP_CORS_ORIGINS: http://a.example.com"),
    case("cors-weak-origin-regex", SERVICE, "SETTING", "APP_CORS_ORIGINS_REGEX: \"https://a.example.com$\""),
    case("cpu-limit-missing", PODS, IMAGE, TEMPLATED),
    case("cpu-request-missing", PODS, IMAGE, TEMPLATED),
    case("dangling-ingress", PODS, "metadata: {name: api}\nspec: {selector", "metadata: {name: \"{{ .Name }}\"}\nspec: {selector"),
    case("dangling-service", PODS, "{app: another}", "{app: \"{{ .Name }}\"}"),
    case("db-connection-budget-exceeded", PODS, "value: \"50\"", "value: \"${POOL}\""),
    case("debug-mode-enabled", SERVICE, "SETTING", "APP_DEBUG: \"true\""),
    case("empty-password-allowed", SERVICE, "SETTING", "MYSQL_ALLOW_EMPTY_PASSWORD: \"yes\""),
    case("hard-zone-anti-affinity-caps-replicas", PODS, "replicas: 5", "replicas: ${REPLICAS}"),
    case("image-tag-latest", "//- compose.yaml\nservices: {a: {image: \"example/a:latest\"}}\n", "a:latest", "a:${TAG}"),
    case("image-without-digest", SERVICE, "api:1", "api:${TAG}"),
    case("jwt-secret-too-short", SERVICE, "SETTING", "APP_JWT_SECRET: ab3-de6-gh9"),
    case("memory-limit-missing", PODS, IMAGE, TEMPLATED),
    case("memory-request-missing", PODS, IMAGE, TEMPLATED),
    case("memory-setting-over-limit",
        "//- compose.yaml\nservices:\n  cache:\n    image: redis:7\n    mem_limit: 1g\n    command: redis-server --maxmemory 2gb\n",
        "2gb", "$MEMORY"),
    case("network-policy-dangling", PODS, "{app: other}", "{app: \"{{ .Name }}\"}"),
    case("network-policy-missing", DEPLOYMENT, "      containers", "      hostNetwork: \"{{ .Host }}\"\n      containers"),
    case("otlp-plaintext-endpoint", SERVICE, "SETTING", "OTEL_EXPORTER_OTLP_ENDPOINT: http://collector.example.com:4317"),
    case("pdb-blocks-eviction", PODS, "replicas: 5", "replicas: ${REPLICAS}"),
    case("pdb-missing", DEPLOYMENT, "replicas: 2", "replicas: ${REPLICAS}"),
    case("plaintext-store-url", SERVICE, "SETTING", "APP_REDIS_URL: redis://cache.example.com:6379"),
    case("port-mismatch", PORTS, "containerPort: 8080", "containerPort: \"{{ .Port }}\""),
    case("port-undefined", PORTS, "containerPort: 8080", "containerPort: \"{{ .Port }}\""),
    case("postgres-sslmode-no-verification", SERVICE, "SETTING", "APP_DATABASE_URL: postgres://db.example.com/app?sslmode=require"),
    case("postgres-tls-not-required", SERVICE, "SETTING", "APP_DATABASE_URL: postgres://db.example.com/app"),
    case("postgres-trust-authentication", SERVICE, "SETTING", "POSTGRES_HOST_AUTH_METHOD: trust"),
    case("replication-mode-conflicts-with-replicas", PODS, "replicas: 5", "replicas: ${REPLICAS}"),
    case("secret-key-undefined", PODS, "key: url", "key: \"{{ .Key }}\""),
    case("secret-keys-do-not-match-env-names", PODS, "secretRef: {name: api-secrets}", "secretRef: {name: \"{{ .Name }}\"}"),
    case("setting-undocumented", DOCUMENTED, "APP_PROT", "APP_${NAME}"),
    case("store-url-without-credentials",
        "//- compose.yaml\nservices:\n  api:\n    image: registry.example.com/api:1\n    OTHER: []\n    environment: [\"CACHE_URL=redis://cache.example.com\"]\n",
        "OTHER: []", "env_file: secrets.env"),
    case("tls-disabled", SERVICE, "SETTING", "APP_TLS_ENABLED: \"false\""),
    case("tls-path-not-mounted", SERVICE, "SETTING", "APP_TLS_CERT: /certs/server.crt"),
    case("tls-verify-disabled", SERVICE, "SETTING", "APP_TLS_VERIFY: \"false\""),
    case("too-few-replicas",
        "//- api.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 1, template: {spec: {containers: [{name: api, image: \"api:1\"}]}}}\n",
        "replicas: 1", "replicas: \"${REPLICAS}\""),
    case("unauthenticated-service-published",
        "//- compose.yaml\nservices:\n  cache:\n    image: redis:7\n    ports: [\"6379:6379\"]\n    command: redis-server --port 6379\n",
        "--port 6379", "$OPTIONS"),
    case("weak-tls-version", SERVICE, "SETTING", "APP_TLS_MIN_VERSION: TLSv1.0"),
];

/// The two states of a repository: with the value, and without.
fn states(case: &Case) -> (String, String) {
    if case.known != "SETTING" && case.known != "VALUE" {
        assert!(case.files.contains(case.known), "{}", case.rule);
        return (case.files.to_owned(), case.files.replace(case.known, case.unknown));
    }
    // The whole value, whatever the setting is called: the last one's.
    let setting = case.unknown;
    let start = setting.rfind(": ").map_or(0, |at| at + 2);
    // Of an address its host is what is not known.
    let url = setting[start..].find("://").map(|at| start + at + 3);
    let hidden = match (url, setting[start..].contains("sslmode")) {
        (Some(host), true) => {
            let end = setting[host..].find('/').map_or(setting.len(), |at| host + at);
            format!("{}${{HIDDEN}}{}", &setting[..host], &setting[end..])
        }
        (Some(host), _) if !setting.contains("CORS") => format!("{}${{HIDDEN}}", &setting[..host]),
        _ => format!("{}\"${{HIDDEN}}\"", &setting[..start]),
    };
    (case.files.replace(case.known, setting), case.files.replace(case.known, &hidden))
}

#[test]
fn what_is_unknown_is_no_violation_and_is_said_to_be_unknown() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies);
    let mut faults = Vec::new();
    for case in CASES {
        let rule = *rules.iter().find(|it| it.meta().id == case.rule).unwrap();
        let (known, unknown) = states(case);
        if !found(rule, &known).0 {
            faults.push(format!("{} is not found:\n{known}", case.rule));
        }
        match found(rule, &unknown) {
            (true, _) => faults.push(format!("{} is found all the same:\n{unknown}", case.rule)),
            (false, false) => faults.push(format!("{} is silent:\n{unknown}", case.rule)),
            (false, true) => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether a rule finds something, and whether it says what it does not know.
fn found(rule: &dyn Rule, files: &str) -> (bool, bool) {
    let files = fixture::parse(files).files;
    let active = Active { rule, severity: None, options: None };
    let report = engine::run(&files, &RuleSet::new(vec![active]));
    (!report.findings.is_empty(), !report.silences.is_empty())
}

#[test]
fn each_rule_over_programs_has_such_a_case() {
    let policies = policy::shipped().unwrap();
    let rules = engine::shipped(&policies).into_iter().map(|it| it.meta());
    let over_programs = rules.filter(|it| matches!(it.scope, Scope::Program | Scope::Workspace));
    let over_programs = over_programs.filter(|it| it.topic != OF_COMMENTS);
    let wanted: BTreeSet<_> = over_programs.map(|it| it.id.to_string()).collect();
    let tested: BTreeSet<_> = CASES.iter().map(|it| it.rule.to_owned()).collect();
    assert_eq!(tested, wanted);
}

#[test]
fn inspect_names_each_rule_and_what_silenced_it() {
    let mut faults = Vec::new();
    for case in CASES {
        let folder = tempfile::tempdir().unwrap();
        for entry in fixture::parse(&states(case).1).files.entries() {
            let Bytes::Memory(content) = &entry.bytes else { continue };
            let path = folder.path().join(&entry.path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidewaiter"));
        command.args(["inspect", "--config", "all.yaml"]).current_dir(folder.path()).env_clear();
        fs::write(folder.path().join("all.yaml"), "profile: all\n").unwrap();
        let said = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let silenced = said.split_once("not said, as something is not known").map_or("", |it| it.1);
        // `path:line:column  rule: what is not known`.
        let name = format!("  {}: ", case.rule);
        let line = silenced.lines().find(|it| it.contains(&name));
        match line.and_then(|it| it.split_once(&name)) {
            Some((place, by)) if place.matches(':').count() == 2 && !by.is_empty() => {}
            _ => faults.push(format!("{} is not named:\n{silenced}", case.rule)),
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
