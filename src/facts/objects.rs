//! What runs nothing itself: objects that hold settings, or open and close the way.

use super::{Context, Kind, Located, Referent, Resources, Setting, Stated};
use crate::text::Location;

/// Settings by themselves, for the workloads that refer to them: a ConfigMap or Secret.
#[derive(Clone, Debug)]
pub struct ConfigObject {
    pub kind: Referent,
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub context: Context,
    pub settings: Vec<Setting>,
    /// Whether it may hold more than is here: a patch of what is not in the tree, or what a
    /// guide shows the beginning of.
    pub is_part: bool,
}

/// A Service of Kubernetes.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: Located<String>,
    pub namespace: Option<String>,
    /// `ClusterIP` where nothing is said.
    pub service_type: Stated<String>,
    /// `None`, in so many letters, where its pods are found by their own names.
    pub cluster_ip: Stated<String>,
    pub selector: Vec<(String, String)>,
    pub ports: Vec<ServicePort>,
}

/// A port of a Service.
#[derive(Clone, Debug)]
pub struct ServicePort {
    pub at: Location,
    pub name: Option<String>,
    pub port: Option<u16>,
    /// A number or the name of a container's port.
    pub target: Option<Located<String>>,
}

/// An Ingress of Kubernetes.
#[derive(Clone, Debug)]
pub struct Ingress {
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub hosts: Vec<Located<String>>,
    pub tls_hosts: Vec<Located<String>>,
    /// Where the section stands.
    pub tls: Option<Location>,
    pub backends: Vec<Located<String>>,
    /// A Service by its name, and which of its ports is meant, by number or name.
    pub backend_ports: Vec<(String, Located<String>)>,
    pub annotations: Vec<(Located<String>, Located<String>)>,
}

/// A NetworkPolicy of Kubernetes.
#[derive(Clone, Debug)]
pub struct NetworkPolicy {
    pub name: Located<String>,
    pub namespace: Option<String>,
    /// Empty where it selects all pods of its namespace.
    pub selector: Selector,
    pub covers_ingress: bool,
    pub covers_egress: bool,
    pub ports: Vec<PolicyPort>,
}

/// A port that a NetworkPolicy opens.
#[derive(Clone, Debug)]
pub struct PolicyPort {
    /// A number or the name of a container's port.
    pub port: Located<String>,
    /// The labels of the pods that listen on it: of each kind of peer, if it is for egress.
    pub pods: Vec<Vec<(String, String)>>,
}

/// Which pods an object means.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    pub labels: Vec<(String, String)>,
    /// Whether expressions choose among them, too.
    pub has_expressions: bool,
}

/// A HorizontalPodAutoscaler of Kubernetes.
#[derive(Clone, Debug)]
pub struct Scaler {
    pub name: Located<String>,
    pub namespace: Option<String>,
    /// What it scales, by kind and name.
    pub target: (String, String),
    pub min: Stated<i64>,
    pub max: Stated<i64>,
}

/// A PodDisruptionBudget of Kubernetes.
#[derive(Clone, Debug)]
pub struct Budget {
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub selector: Selector,
    /// A number of pods, or a share of them such as `50%`.
    pub min_available: Stated<String>,
    pub max_unavailable: Stated<String>,
}

/// The amounts that a LimitRange gives to containers of its namespace which state none.
#[derive(Clone, Debug)]
pub struct LimitRange {
    pub at: Location,
    pub namespace: Option<String>,
    pub limits: Resources,
    pub requests: Resources,
}

/// A Role or ClusterRole, or what binds one.
#[derive(Clone, Debug)]
pub struct Rbac {
    pub kind: Kind,
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub rules: Vec<RbacRule>,
    /// Of a binding: the role that it gives.
    pub role: Option<Located<String>>,
    /// Of a binding: who gets it, by kind and name.
    pub subjects: Vec<(String, Located<String>)>,
}

/// What a role allows.
#[derive(Clone, Debug)]
pub struct RbacRule {
    pub at: Location,
    pub verbs: Vec<Located<String>>,
    pub resources: Vec<Located<String>>,
}

/// An image as a Dockerfile makes it.
#[derive(Clone, Debug)]
pub struct Image {
    /// The path of the Dockerfile, or the name that a guide gives it.
    pub name: Option<String>,
    pub embedded: bool,
    pub at: Location,
    pub stages: Vec<Stage>,
}

/// One stage of a Dockerfile.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Where its `FROM` stands.
    pub at: Location,
    pub name: Option<String>,
    /// The image or the stage that it starts from, with its arguments expanded.
    pub base: Stated<String>,
    /// What `ENV` gives to the process.
    pub settings: Vec<Setting>,
    /// `ARG`s with a default.
    pub arguments: Vec<Setting>,
    /// The last `USER`.
    pub user: Stated<String>,
    pub ports: Vec<Located<String>>,
    /// The words of its entry point, and those of its command after them.
    pub entry: Vec<Located<String>>,
    pub command: Vec<Located<String>>,
    /// Absolute paths that its instructions speak of.
    pub paths: Vec<String>,
    pub has_healthcheck: bool,
}
