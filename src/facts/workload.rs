//! What runs: workloads and their containers, whichever platform starts them.

use std::sync::Arc;

use super::{Context, Kind, Located, Quantity, Setting, Stated};
use crate::text::Location;

/// What runs: a pod, whatever makes it, or a Compose service.
#[derive(Clone, Debug)]
pub struct Workload {
    pub kind: Kind,
    pub name: Located<String>,
    pub namespace: Option<String>,
    /// What the document is called that states it: its path, or the name that a guide
    /// gives it.
    pub document: Option<String>,
    /// Whether that document stands in another file.
    pub embedded: bool,
    /// The service that it takes over, with Compose.
    pub extends: Option<Extends>,
    /// The keys whose values of a file below it takes away, with Compose: `!reset` and
    /// `!override`. Of a variable `environment.NAME`.
    pub replaced: Vec<String>,
    /// Where it is meant to run, as far as the names of its document say.
    pub context: Context,
    /// The labels of its pods, by which selectors choose it.
    pub labels: Vec<(String, String)>,
    pub replicas: Stated<i64>,
    /// Where it is said that no two of its pods may run in one zone.
    pub zone_bound: Option<Location>,
    pub host_network: Stated<bool>,
    pub host_pid: Stated<bool>,
    pub host_ipc: Stated<bool>,
    pub service_account: Stated<String>,
    /// Of a StatefulSet: the Service that gives its pods their names.
    pub service: Stated<String>,
    pub automount_token: Stated<bool>,
    /// What holds for each container that does not say otherwise.
    pub security: Security,
    pub volumes: Vec<Volume>,
    pub containers: Vec<Container>,
    /// Whether it is a part of a manifest in a guide, of which much may be left out.
    pub is_fragment: bool,
}

/// A service that another takes over as it is, and then changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Extends {
    /// Another file, by its path from the folder of this one.
    pub file: Option<String>,
    pub service: String,
}

/// One process of a workload, as far as a linter cares.
#[derive(Clone, Debug)]
pub struct Container {
    pub name: Located<String>,
    pub role: Role,
    pub image: Stated<String>,
    /// Where it is built from, if it is: a folder and a Dockerfile within it.
    pub build: Option<Build>,
    /// The words of its command line: entry point, then arguments.
    pub command: Vec<Located<String>>,
    /// What its environment is made of; a later layer beats an earlier one.
    pub layers: Vec<Layer>,
    pub limits: Resources,
    pub requests: Resources,
    pub ports: Vec<Port>,
    pub security: Security,
    pub mounts: Vec<Mount>,
    pub has_liveness: bool,
    pub has_readiness: bool,
    /// The ports that its probes ask, by number or name.
    pub probed: Vec<Located<String>>,
}

/// When a container of a workload runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Main,
    /// Before the others, and then no more.
    Init,
    /// Put in by hand, to debug.
    Ephemeral,
}

/// What an image is built from.
#[derive(Clone, Debug, PartialEq)]
pub struct Build {
    pub context: String,
    pub dockerfile: Option<String>,
}

/// Amounts of memory, in bytes, and of processors, in cores.
#[derive(Clone, Debug, Default)]
pub struct Resources {
    pub memory: Stated<Quantity>,
    pub cpu: Stated<Quantity>,
}

/// A port on which a container listens, and where it can be reached from outside.
#[derive(Clone, Debug)]
pub struct Port {
    pub at: Location,
    /// With Kubernetes, by which others may mean it.
    pub name: Option<String>,
    pub container: Option<u16>,
    /// Where it is published on the host, if it is.
    pub published: Option<Published>,
}

/// A port of the host.
#[derive(Clone, Debug)]
pub struct Published {
    /// None where the platform chooses one.
    pub port: Option<u16>,
    /// None where every interface of the host has it.
    pub address: Option<String>,
}

/// How a process is kept apart from its host.
#[derive(Clone, Debug, Default)]
pub struct Security {
    /// Where the section stands, if there is one.
    pub at: Option<Location>,
    pub privileged: Stated<bool>,
    /// A user by number, or by name with Compose.
    pub user: Stated<String>,
    pub non_root: Stated<bool>,
    pub privilege_escalation: Stated<bool>,
    pub read_only_root: Stated<bool>,
    /// `RuntimeDefault`, `Localhost` or `Unconfined`.
    pub seccomp: Stated<String>,
    /// In the same words.
    pub apparmor: Stated<String>,
    pub added: Vec<Located<String>>,
    pub dropped: Vec<Located<String>>,
}

/// A volume of a workload.
#[derive(Clone, Debug)]
pub struct Volume {
    pub name: String,
    pub at: Location,
    pub source: VolumeSource,
}

/// Where a volume's content comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum VolumeSource {
    /// A path of the host, and its place.
    Host(Located<String>),
    ConfigMap(String),
    Secret(String),
    Other,
}

/// A place in a container's file system where a volume is seen.
#[derive(Clone, Debug)]
pub struct Mount {
    pub at: Location,
    pub volume: String,
    pub path: Located<String>,
    /// The path of the host, where the mount itself names one.
    pub host: Option<Located<String>>,
    pub read_only: Stated<bool>,
}

/// One source of settings for a container.
#[derive(Clone, Debug)]
pub enum Layer {
    /// Written with the container itself.
    Own(Setting),
    /// All that an object holds, each name after a prefix.
    All { of: Reference, prefix: String },
    /// One key of an object, under a name of the container's choice.
    Key { of: Reference, key: Located<String>, name: Located<String> },
    /// All of an environment file.
    File { path: Located<String>, required: bool },
    /// One variable of the environment of whoever starts it.
    Passed(Located<String>),
}

/// An object by name, of the namespace that the reference stands in.
#[derive(Clone, Debug)]
pub struct Reference {
    pub to: Referent,
    pub name: Located<String>,
    pub optional: bool,
}

/// What a reference is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Referent {
    ConfigMap,
    Secret,
}

impl Workload {
    /// How a reader names it: `Deployment shop/api`, `service web`.
    pub fn title(&self) -> Arc<str> {
        let kind = match self.kind {
            Kind::Compose => "service".to_owned(),
            Kind::Systemd => "unit".to_owned(),
            kind => format!("{kind:?}"),
        };
        match &self.namespace {
            Some(namespace) => format!("{kind} {namespace}/{}", self.name.it).into(),
            None => format!("{kind} {}", self.name.it).into(),
        }
    }

    /// Whether no container that sees a volume may write to it.
    pub fn is_read_only(&self, volume: &Volume) -> bool {
        let mounts = self.containers.iter().flat_map(|it| &it.mounts);
        let mut own = mounts.filter(|it| it.volume == volume.name).peekable();
        own.peek().is_some() && own.all(|it| it.read_only.is_true())
    }

    /// The containers that do its work: neither the first ones nor those for debugging.
    pub fn main_containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().filter(|it| it.role == Role::Main)
    }
}

impl Container {
    /// The name of the image without registry, tag and digest: `redis` of
    /// `docker.io/library/redis:7-alpine`.
    pub fn image_name(&self) -> Option<&str> {
        let image = self.image.known()?;
        let path = before(image, b'@');
        let slash = memchr::memrchr(b'/', path.as_bytes());
        Some(before(&path[slash.map_or(0, |at| at + 1)..], b':'))
    }
}

/// What stands before the first of a mark, or all.
fn before(text: &str, mark: u8) -> &str {
    let end = memchr::memchr(mark, text.as_bytes());
    &text[..end.unwrap_or(text.len())]
}

impl Port {
    /// Whether the host offers it on every interface.
    pub fn is_published_everywhere(&self) -> bool {
        let everywhere =
            |it: &Published| it.address.as_deref().is_none_or(super::is_all_interfaces);
        self.published.as_ref().is_some_and(everywhere)
    }
}
