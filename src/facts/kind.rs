//! What a document is about, judged by what it says itself and by its name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{held::held, server};
use crate::{
    syntax::{Document, Format},
    tree::{NodeId, Schema, Tree},
};

/// What a document is about, however it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Pod,
    Deployment,
    StatefulSet,
    DaemonSet,
    ReplicaSet,
    ReplicationController,
    Job,
    CronJob,
    Service,
    Ingress,
    ConfigMap,
    Secret,
    NetworkPolicy,
    ServiceAccount,
    Role,
    ClusterRole,
    RoleBinding,
    ClusterRoleBinding,
    Namespace,
    HorizontalPodAutoscaler,
    PodDisruptionBudget,
    /// Holds ciphertext or names of secrets, never their values.
    SealedSecret,
    /// Any other Kubernetes object.
    KubernetesObject,
    Compose,
    Dockerfile,
    /// `NAME=value` lines for the environment of a process.
    Dotenv,
    /// A script, or commands in a guide.
    Shell,
    Nginx,
    /// redis.conf, and those of Valkey and of sentinels.
    Redis,
    Postgresql,
    PgHba,
    Pgbouncer,
    Nats,
    /// Statements about roles and what they may do.
    Sql,
    /// Of a broker or of a client.
    Kafka,
    /// A unit, or a part of one that is dropped in.
    Systemd,
    OtelCollector,
    Prometheus,
    PrometheusRules,
    /// The values of a chart, which its templates put into manifests.
    HelmValues,
    Kustomization,
    /// Settings with the defaults that a guide documents.
    SettingsTable,
    /// Settings that a program reads itself, of any shape.
    AppConfig,
    /// What a build tool, editor or package manager reads, and no deployment.
    ToolConfig,
    Other,
}

/// The kinds that run pods.
pub const WORKLOADS: &[Kind] = &[
    Kind::Pod,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::ReplicaSet,
    Kind::ReplicationController,
    Kind::Job,
    Kind::CronJob,
];

impl Kind {
    pub fn is_workload(self) -> bool {
        WORKLOADS.contains(&self)
    }

    /// Whether it is an object of the Kubernetes API.
    pub fn is_kubernetes(self) -> bool {
        self <= Self::KubernetesObject
    }

    /// How plain scalars of such a document get their type.
    pub fn schema(self) -> Schema {
        if self.is_kubernetes() { Schema::Yaml11 } else { Schema::Core }
    }
}

/// What a document is about: an object of a `List` each for itself.
pub fn classify(document: &Document) -> Vec<(Kind, NodeId)> {
    let whole = |kind| vec![(kind, Tree::ROOT)];
    match document.format {
        Format::Dockerfile => whole(Kind::Dockerfile),
        Format::Dotenv => whole(Kind::Dotenv),
        Format::Shell => whole(Kind::Shell),
        Format::Nginx => whole(Kind::Nginx),
        Format::Redis => whole(Kind::Redis),
        Format::Postgresql => whole(Kind::Postgresql),
        Format::PgHba => whole(Kind::PgHba),
        Format::Nats => whole(Kind::Nats),
        Format::Sql => whole(Kind::Sql),
        Format::Table => whole(Kind::SettingsTable),
        Format::Yaml | Format::Json | Format::Toml | Format::Ini | Format::Properties => {
            let Some((tree, root)) = document.root() else { return whole(Kind::Other) };
            structured(document, tree, root)
        }
        Format::Markdown | Format::Plain => whole(Kind::Other),
    }
}

fn structured(document: &Document, tree: &Tree, root: NodeId) -> Vec<(Kind, NodeId)> {
    let name = document.file_name();
    if name.as_deref().is_some_and(is_tool_config) {
        return vec![(Kind::ToolConfig, root)];
    }
    if is_kustomization(tree, root, name.as_deref()) {
        return with_held(tree, Kind::Kustomization, root);
    }
    if matches!(document.format, Format::Yaml | Format::Json) {
        if let Some(kind) = kubernetes(tree, root) {
            let is_list = tree.get(root, "kind").and_then(|id| tree.str(id)) == Some("List");
            let items = tree.get(root, "items").filter(|_| is_list);
            let Some(items) = items else { return with_held(tree, kind, root) };
            let items = tree.items(items).iter();
            let kind = |it| kubernetes(tree, it).unwrap_or(Kind::Other);
            return items.flat_map(|it| with_held(tree, kind(*it), *it)).collect();
        }
        let is_fence = document.text.depth() > 0;
        if is_compose(tree, root, name.as_deref(), is_fence) {
            return vec![(Kind::Compose, root)];
        }
        if is_pipeline_or_schema(tree, root, document.name.as_deref()) {
            return vec![(Kind::ToolConfig, root)];
        }
    }
    let otherwise = if tree.is_map(root) { Kind::AppConfig } else { Kind::Other };
    vec![(server::kind(document, tree, root).unwrap_or(otherwise), root)]
}

/// An object, and after it the configuration that it holds for others.
fn with_held(tree: &Tree, kind: Kind, root: NodeId) -> Vec<(Kind, NodeId)> {
    let mut all = vec![(kind, root)];
    if matches!(kind, Kind::KubernetesObject | Kind::Kustomization) {
        let maps = held(tree, root).into_iter().filter(|it| tree.is_map(it.node));
        all.extend(maps.map(|it| (it.kind, it.node)));
    }
    all
}

/// Kustomize's own, and not the object of that name which Flux reads.
fn is_kustomization(tree: &Tree, root: NodeId, name: Option<&str>) -> bool {
    let version = tree.get(root, "apiVersion").and_then(|id| tree.str(id));
    match version {
        Some(version) => version.starts_with("kustomize.config.k8s.io/"),
        None => matches!(name, Some("kustomization.yaml" | "kustomization.yml")),
    }
}

/// The kind of an object of the Kubernetes API; none where it is none.
fn kubernetes(tree: &Tree, root: NodeId) -> Option<Kind> {
    let text = |key| tree.get(root, key).and_then(|id| tree.str(id));
    let (version, kind) = (text("apiVersion")?, text("kind")?);
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let of = |kind: &str, groups: &[&str]| {
        // A template or an unknown group is still that kind; another's group is not.
        let known = groups.contains(&group) || group.contains('{');
        known.then(|| KINDS.iter().find(|it| it.0 == kind).map(|it| it.1)).flatten()
    };
    let found = match kind {
        "Pod"
        | "Service"
        | "ConfigMap"
        | "Secret"
        | "ServiceAccount"
        | "Namespace"
        | "ReplicationController" => of(kind, &[""]),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => {
            of(kind, &["apps", "extensions"])
        }
        "Job" | "CronJob" => of(kind, &["batch"]),
        "Ingress" | "NetworkPolicy" => of(kind, &["networking.k8s.io", "extensions"]),
        "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" => {
            of(kind, &["rbac.authorization.k8s.io"])
        }
        "HorizontalPodAutoscaler" => of(kind, &["autoscaling"]),
        "PodDisruptionBudget" => of(kind, &["policy"]),
        "SealedSecret" | "ExternalSecret" | "ClusterExternalSecret" | "SecretProviderClass" => {
            Some(Kind::SealedSecret)
        }
        _ => None,
    };
    Some(found.unwrap_or(Kind::KubernetesObject))
}

const KINDS: &[(&str, Kind)] = &[
    ("Pod", Kind::Pod),
    ("Deployment", Kind::Deployment),
    ("StatefulSet", Kind::StatefulSet),
    ("DaemonSet", Kind::DaemonSet),
    ("ReplicaSet", Kind::ReplicaSet),
    ("ReplicationController", Kind::ReplicationController),
    ("Job", Kind::Job),
    ("CronJob", Kind::CronJob),
    ("Service", Kind::Service),
    ("Ingress", Kind::Ingress),
    ("ConfigMap", Kind::ConfigMap),
    ("Secret", Kind::Secret),
    ("NetworkPolicy", Kind::NetworkPolicy),
    ("ServiceAccount", Kind::ServiceAccount),
    ("Role", Kind::Role),
    ("ClusterRole", Kind::ClusterRole),
    ("RoleBinding", Kind::RoleBinding),
    ("ClusterRoleBinding", Kind::ClusterRoleBinding),
    ("Namespace", Kind::Namespace),
    ("HorizontalPodAutoscaler", Kind::HorizontalPodAutoscaler),
    ("PodDisruptionBudget", Kind::PodDisruptionBudget),
];

/// A map of services, one of which has an image, is built, or says what only services
/// do; or a file that is named as Compose names its files.
fn is_compose(tree: &Tree, root: NodeId, name: Option<&str>, is_fence: bool) -> bool {
    let Some(services) = tree.get(root, "services") else {
        return is_fence && is_bare_compose(tree, root);
    };
    let named = name.is_some_and(|name| {
        name.starts_with("docker-compose")
            || name.starts_with("compose.")
            || name.contains(".compose.")
            || name.contains("-compose.")
    });
    let entries: Vec<_> = tree.members(services);
    let all = entries.iter().all(|(_, it)| tree.is_map(*it));
    all && tree.is_map(services) && (named || entries.iter().any(|(_, it)| is_service(tree, *it)))
}

/// Services without the key above them, as guides show one of many.
fn is_bare_compose(tree: &Tree, root: NodeId) -> bool {
    let entries = tree.members(root);
    let is_bare = |id: NodeId| {
        let has = |key| tree.get(id, key).is_some();
        let runs = tree.get(id, "image").is_some_and(|it| tree.str(it).is_some()) || has("build");
        // Jobs of a pipeline have images, too.
        let is_job = ["script", "stage", "steps", "runs-on"].into_iter().any(has);
        let is_told = ["ports", "environment", "volumes", "depends_on", "restart", "healthcheck"];
        runs && !is_job && is_told.into_iter().any(has)
    };
    !entries.is_empty() && entries.iter().all(|(_, it)| is_bare(*it))
}

/// Whether a map says what a service of Compose says, in the shape that it has there.
fn is_service(tree: &Tree, id: NodeId) -> bool {
    let get = |key| tree.get(id, key);
    let text = |key| get(key).is_some_and(|it| tree.str(it).is_some_and(|it| !it.is_empty()));
    let list = |key| get(key).is_some_and(|it| tree.is_list(it));
    let map = |key| get(key).is_some_and(|it| tree.is_map(it));
    let any = |key| get(key).is_some();
    text("image")
        || any("build")
        || any("extends")
        || any("env_file")
        || any("container_name")
        || ["environment", "depends_on", "networks"].iter().any(|key| list(key) || map(key))
        || ["ports", "volumes", "cap_add", "cap_drop", "security_opt"].into_iter().any(list)
        || ["healthcheck", "deploy"].into_iter().any(map)
        || text("command")
        || list("command")
}

/// Descriptions of pipelines, APIs and schemas, whose examples configure nothing.
fn is_pipeline_or_schema(tree: &Tree, root: NodeId, path: Option<&str>) -> bool {
    let has = |key| tree.get(root, key).is_some();
    let schema =
        has("openapi") || has("swagger") || has("asyncapi") || has("$schema") && has("properties");
    let workflow = has("jobs") && (has("on") || has("stages"))
        || path.is_some_and(|path| {
            path.contains(".github/")
                || path.ends_with(".gitlab-ci.yml")
                || path.contains(".circleci/")
        });
    schema || workflow
}

/// The files of build tools, editors and package managers.
fn is_tool_config(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "cargo.toml",
        "cargo.lock",
        "pyproject.toml",
        "poetry.lock",
        "uv.lock",
        "package.json",
        "package-lock.json",
        "composer.json",
        "composer.lock",
        "pnpm-lock.yaml",
        "yarn.lock",
        "pubspec.yaml",
        "pubspec.lock",
        "gopkg.toml",
        "rust-toolchain.toml",
        "rustfmt.toml",
        "clippy.toml",
        "deny.toml",
        "tox.ini",
        "setup.cfg",
        "pytest.ini",
        "mypy.ini",
        ".pre-commit-config.yaml",
        ".pre-commit-hooks.yaml",
        "mkdocs.yml",
        "chart.yaml",
        "chart.lock",
        "dependabot.yml",
        ".golangci.yml",
        ".golangci.yaml",
        "lerna.json",
        "nx.json",
        "turbo.json",
        "deno.json",
        "angular.json",
        "renovate.json",
        "biome.json",
        ".eslintrc.json",
        "typos.toml",
        "cliff.toml",
        "dprint.json",
        "gradle.properties",
        "gradle-wrapper.properties",
        ".cargo_vcs_info.json",
        "codecov.yml",
        "tidewaiter.yaml",
        "tidewaiter.yml",
        "pack.yaml",
    ];
    NAMES.contains(&name)
        || (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json")
}
