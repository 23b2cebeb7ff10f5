//! What Compose files state: each service is a workload of one container.
//!
//! Follows the Compose specification. Knows one file alone: what a service takes over
//! by `extends` is linked later, and until then it counts as a fragment.

mod environment;
mod mounts;
mod ports;

use std::collections::BTreeMap;

use super::{
    Build, Container, Context, Extends, Facts, Kind, Located, Quantity, Resources, Role, Security,
    Stated, Workload,
    command::command,
    located, names,
    stated::{stated, stated_bool, stated_text},
};
use crate::{
    syntax::Document,
    text::Span,
    tree::{NodeId, Tree},
};

/// The length of the period that `cpu_quota` is a share of, in microseconds.
const CPU_PERIOD: f64 = 100_000.0;

pub(super) fn extract(document: &Document, tree: &Tree, root: NodeId, facts: &mut Facts) {
    // The first Compose files, and fragments in guides, name services at the top.
    let services = tree.get(root, "services").unwrap_or(root);
    let services = tree.members(services).into_iter().filter(|(_, it)| tree.is_map(*it));
    let context = Context::find([], names(document));
    let is_elided = document.is_elided();
    let is_override = document.name.as_deref().is_some_and(is_override);
    let services = services.filter_map(|(key, it)| {
        let mut workload = workload(tree, key, it, context)?;
        workload.document.clone_from(&document.name);
        workload.embedded = document.text.depth() > 0;
        workload.is_fragment |= is_elided || is_override && tree.get(it, "image").is_none();
        Some(workload)
    });
    let mut services: Vec<_> = services.collect();
    share_builds(&mut services);
    facts.workloads.extend(services);
}

/// Whether Compose puts a file on top of another one.
fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').is_some_and(|(stem, _)| stem.ends_with(".override"))
}

/// What one service builds under a name, others run under that name.
fn share_builds(services: &mut [Workload]) {
    let containers = || services.iter().flat_map(|it| &it.containers);
    let named = containers().filter_map(|it| Some((it.image.known()?.clone(), it.build.clone()?)));
    let built: BTreeMap<_, _> = named.collect();
    for container in services.iter_mut().flat_map(|it| &mut it.containers) {
        let image = container.image.known().filter(|_| container.build.is_none());
        container.build = image.and_then(|it| built.get(it).cloned()).or(container.build.take());
    }
}

fn workload(tree: &Tree, key: NodeId, id: NodeId, context: Context) -> Option<Workload> {
    let get = |key| tree.get(id, key);
    let name = located(tree, key)?;
    let is_host = |key| stated(tree, get(key), |mode| Some(mode == "host"));
    let replicas = |node: Option<NodeId>| stated(tree, node, |it| it.trim().parse::<i64>().ok());
    let is_whole = ["image", "build"].iter().any(|key| get(key).is_some());
    Some(Workload {
        kind: Kind::Compose,
        namespace: None,
        document: None,
        embedded: false,
        extends: get("extends").and_then(|id| extended(tree, id)),
        replaced: replaced(tree, id),
        zone_bound: None,
        context,
        labels: Vec::new(),
        replicas: first([replicas(tree.at(id, &["deploy", "replicas"])), replicas(get("scale"))]),
        host_network: is_host("network_mode"),
        host_pid: is_host("pid"),
        host_ipc: is_host("ipc"),
        service_account: Stated::Absent,
        service: Stated::Absent,
        automount_token: Stated::Absent,
        security: Security::default(),
        volumes: Vec::new(),
        containers: vec![container(tree, id, name.clone())],
        is_fragment: !is_whole || get("extends").is_some(),
        name,
    })
}

/// The keys of a service, and the variables of its environment, that have a tag which
/// takes away what stood below.
fn replaced(tree: &Tree, id: NodeId) -> Vec<String> {
    let is_tagged =
        |(key, value): &(NodeId, NodeId)| environment::tag(tree, *key, *value).is_some();
    let name = |(key, _): (NodeId, NodeId)| tree.str(key).map(str::to_owned);
    let own = tree.entries(id).filter(is_tagged).filter_map(name);
    let variables = tree.get(id, "environment").into_iter().flat_map(|id| tree.entries(id));
    let variables = variables.filter(is_tagged).filter_map(name);
    own.chain(variables.map(|it| format!("environment.{it}"))).collect()
}

fn container(tree: &Tree, id: NodeId, name: Located<String>) -> Container {
    let get = |key| tree.get(id, key);
    let has_check = has_healthcheck(tree, get("healthcheck"));
    Container {
        name,
        role: Role::Main,
        image: stated_text(tree, get("image")),
        build: get("build").and_then(|build| built(tree, build)),
        command: command(tree, [get("entrypoint"), get("command")]),
        layers: environment::layers(tree, get("env_file"), get("environment")),
        limits: limits(tree, id),
        requests: requests(tree, id),
        ports: ports::ports(tree, get("ports"), get("expose")),
        security: security(tree, id),
        mounts: mounts::mounts(tree, id),
        has_liveness: has_check,
        has_readiness: has_check,
        probed: Vec::new(),
    }
}

/// A service of the same file by its name, or a section that may name another file.
fn extended(tree: &Tree, id: NodeId) -> Option<Extends> {
    let text = |key| tree.get(id, key).and_then(|id| tree.str(id)).map(str::to_owned);
    match tree.str(id) {
        Some(service) => Some(Extends { file: None, service: service.to_owned() }),
        None => Some(Extends { file: text("file"), service: text("service")? }),
    }
}

/// A folder, or a section that names one.
fn built(tree: &Tree, id: NodeId) -> Option<Build> {
    let text = |key| tree.get(id, key).and_then(|id| tree.str(id)).map(str::to_owned);
    if let Some(context) = tree.str(id) {
        return Some(Build { context: context.to_owned(), dockerfile: None });
    }
    // What is written inline has no file that could be read in its stead.
    if !tree.is_map(id) || tree.get(id, "dockerfile_inline").is_some() {
        return None;
    }
    let context = text("context").unwrap_or_else(|| ".".to_owned());
    Some(Build { context, dockerfile: text("dockerfile") })
}

/// What Compose calls a health check serves as liveness and as readiness.
fn has_healthcheck(tree: &Tree, check: Option<NodeId>) -> bool {
    let Some(check) = check.filter(|id| tree.is_map(*id)) else { return false };
    let test = tree.get(check, "test");
    let word = test.and_then(|test| tree.items(test).first()).and_then(|id| tree.str(*id));
    word != Some("NONE") && !stated_bool(tree, tree.get(check, "disable")).is_true()
}

fn limits(tree: &Tree, id: NodeId) -> Resources {
    let limit = |key| tree.at(id, &["deploy", "resources", "limits", key]);
    let memory = |node| stated(tree, node, Quantity::docker);
    let quota = stated(tree, tree.get(id, "cpu_quota"), |it| Some(cores(it)?.0 / CPU_PERIOD));
    let quota = match quota {
        Stated::Known(Located { it, at }) => Stated::Known(Located { it: Quantity(it), at }),
        Stated::Unknown(at) => Stated::Unknown(at),
        Stated::Absent => Stated::Absent,
    };
    let cpu = |node| stated(tree, node, cores);
    Resources {
        memory: first([memory(limit("memory")), memory(tree.get(id, "mem_limit"))]),
        cpu: first([cpu(limit("cpus")), cpu(tree.get(id, "cpus")), quota]),
    }
}

fn requests(tree: &Tree, id: NodeId) -> Resources {
    let request = |key| tree.at(id, &["deploy", "resources", "reservations", key]);
    let memory = |node| stated(tree, node, Quantity::docker);
    Resources {
        memory: first([memory(request("memory")), memory(tree.get(id, "mem_reservation"))]),
        cpu: stated(tree, request("cpus"), cores),
    }
}

fn cores(text: &str) -> Option<Quantity> {
    text.trim().parse().ok().map(Quantity)
}

fn security(tree: &Tree, id: NodeId) -> Security {
    let get = |key| tree.get(id, key);
    let capabilities = |key| {
        let items = get(key).map_or(&[][..], |list| tree.items(list)).iter();
        items.filter_map(|id| located(tree, *id).map(capability)).collect()
    };
    let mut security = Security {
        at: get("security_opt").map(|id| tree.locate(id)),
        privileged: stated_bool(tree, get("privileged")),
        user: stated(tree, get("user"), |it| it.split(':').next().map(str::to_owned)),
        read_only_root: stated_bool(tree, get("read_only")),
        added: capabilities("cap_add"),
        dropped: capabilities("cap_drop"),
        ..Security::default()
    };
    for option in get("security_opt").map_or(&[][..], |list| tree.items(list)) {
        security_option(&mut security, tree, *option);
    }
    security
}

/// Docker takes capabilities with and without their prefix, in any case.
fn capability(it: Located<String>) -> Located<String> {
    let name = it.it.to_uppercase();
    Located { it: name.strip_prefix("CAP_").unwrap_or(&name).to_owned(), at: it.at }
}

/// `no-new-privileges:true`, `seccomp=unconfined`, `apparmor:profile`.
fn security_option(security: &mut Security, tree: &Tree, id: NodeId) {
    let Some(text) = tree.part(id) else { return };
    let option = text.as_str();
    let (name, value) = option.split_once([':', '=']).unwrap_or((option, ""));
    let at = match value {
        "" => tree.locate(id),
        value => text.locate(Span::new(option.len() - value.len(), option.len())),
    };
    let profile = |value: &str| match value {
        _ if value.contains('$') => Stated::Unknown(at),
        "unconfined" => Stated::Known(Located { it: "Unconfined".to_owned(), at }),
        _ => Stated::Known(Located { it: "Localhost".to_owned(), at }),
    };
    match name {
        "no-new-privileges" => {
            security.privilege_escalation = match value {
                "" | "true" => Stated::Known(Located { it: false, at }),
                "false" => Stated::Known(Located { it: true, at }),
                _ => Stated::Unknown(at),
            }
        }
        "seccomp" => security.seccomp = profile(value),
        "apparmor" => security.apparmor = profile(value),
        _ => {}
    }
}

/// The first that says anything.
fn first<T, const N: usize>(all: [Stated<T>; N]) -> Stated<T> {
    all.into_iter().find(|it| !it.is_absent()).unwrap_or_default()
}
