//! What workloads of Kubernetes state.

use super::{Object, template::added_keys};
use crate::{
    facts::{
        Container, Context, Kind, Layer, Located, Mount, Port, Published, Quantity, Reference,
        Referent, Resources, Role, Security, Setting, Stated, Value, Volume, VolumeSource,
        Workload, located, names,
        spread::zone_bound,
        stated::{stated, stated_bool, stated_text},
    },
    text::Location,
    tree::{NodeId, Tree},
};

impl Object<'_> {
    pub(super) fn workload(&self) -> Option<Workload> {
        let tree = self.tree;
        let template: &[&str] = match self.kind {
            Kind::Pod => &[],
            Kind::CronJob => &["spec", "jobTemplate", "spec", "template"],
            _ => &["spec", "template"],
        };
        let template = self.at(template)?;
        let pod = tree.get(template, "spec")?;
        let get = |key| tree.get(pod, key);
        let name = self.name()?;
        let containers = [
            ("initContainers", Role::Init),
            ("containers", Role::Main),
            ("ephemeralContainers", Role::Ephemeral),
        ];
        let lists = containers.map(|(key, role)| (get(key).map(|list| tree.items(list)), role));
        let lists = lists.map(|(list, role)| (list.unwrap_or_default(), role));
        // Most pods have one, and a large tree has many pods.
        let mut containers = Vec::with_capacity(lists.iter().map(|it| it.0.len()).sum());
        for (list, role) in lists {
            containers.extend(list.iter().map(|id| container(tree, *id, role, name.at)));
        }
        Some(Workload {
            document: self.document.name.clone(),
            embedded: self.document.text.depth() > 0,
            extends: None,
            replaced: Vec::new(),
            zone_bound: get("affinity").and_then(|id| zone_bound(tree, id)).map(|it| it.0),
            kind: self.kind,
            namespace: self.namespace(),
            context: Context::find([], names(self.document)),
            labels: self.texts(tree.at(template, &["metadata", "labels"])),
            replicas: stated(tree, self.at(&["spec", "replicas"]), |it| it.parse().ok()),
            host_network: stated_bool(tree, get("hostNetwork")),
            host_pid: stated_bool(tree, get("hostPID")),
            host_ipc: stated_bool(tree, get("hostIPC")),
            service_account: stated_text(tree, get("serviceAccountName")),
            service: stated_text(tree, self.at(&["spec", "serviceName"])),
            automount_token: stated_bool(tree, get("automountServiceAccountToken")),
            security: security(tree, pod),
            volumes: volumes(tree, get("volumes")),
            containers,
            is_fragment: self.at(&["metadata", "name"]).is_none() || self.document.is_elided(),
            name,
        })
    }
}

fn container(tree: &Tree, id: NodeId, role: Role, workload: Location) -> Container {
    let get = |key| tree.get(id, key);
    let list = |key| get(key).map_or(&[][..], |list| tree.items(list));
    // The kubelet applies `envFrom` in order and `env` after it, wherever they stand.
    let (from, own) = (list("envFrom"), list("env"));
    let mut layers = Vec::with_capacity(from.len() + own.len());
    layers.extend(from.iter().filter_map(|id| env_from(tree, *id)));
    layers.extend(own.iter().filter_map(|id| env(tree, *id)));
    let words = ["command", "args"].into_iter().flat_map(list);
    let name = get("name").and_then(|id| located(tree, id));
    let anonymous =
        || Located { it: String::new(), at: get("image").map_or(workload, |id| tree.locate(id)) };
    Container {
        name: name.unwrap_or_else(anonymous),
        role,
        image: stated_text(tree, get("image")),
        build: None,
        command: words.filter_map(|id| located(tree, *id)).collect(),
        layers,
        limits: resources(tree, id, "limits"),
        requests: resources(tree, id, "requests"),
        ports: list("ports").iter().map(|id| port(tree, *id)).collect(),
        security: security(tree, id),
        mounts: list("volumeMounts").iter().filter_map(|id| mount(tree, *id)).collect(),
        has_liveness: get("livenessProbe").is_some(),
        has_readiness: get("readinessProbe").is_some(),
        probed: probed(tree, id),
    }
}

/// Where a template gives the whole section, nothing of it is known.
fn resources(tree: &Tree, container: NodeId, key: &str) -> Resources {
    let whole = tree.get(container, "resources");
    let section = whole.and_then(|whole| tree.get(whole, key));
    if whole.is_none()
        && let Some(at) = added_keys(tree, container)
    {
        return Resources { memory: Stated::Unknown(at), cpu: Stated::Unknown(at) };
    }
    let templated = [section, whole]
        .into_iter()
        .flatten()
        .find(|id| tree.scalar(*id).is_some_and(|it| !it.is_null()));
    if let Some(id) = templated {
        let at = tree.locate(id);
        return Resources { memory: Stated::Unknown(at), cpu: Stated::Unknown(at) };
    }
    let get = |key| section.and_then(|section| tree.get(section, key));
    let quantity = |key| stated(tree, get(key), Quantity::kubernetes);
    Resources { memory: quantity("memory"), cpu: quantity("cpu") }
}

fn probed(tree: &Tree, container: NodeId) -> Vec<Located<String>> {
    let probes = ["livenessProbe", "readinessProbe", "startupProbe"].into_iter();
    let probes = probes.filter_map(|key| tree.get(container, key));
    let ports = probes.filter_map(|probe| {
        let handlers = ["httpGet", "tcpSocket", "grpc"].into_iter();
        let mut ports = handlers.filter_map(|key| tree.at(probe, &[key, "port"]));
        located(tree, ports.next()?)
    });
    ports.collect()
}

fn port(tree: &Tree, id: NodeId) -> Port {
    let number = |key| tree.get(id, key).and_then(|id| tree.str(id)?.parse().ok());
    let address = tree.get(id, "hostIP").and_then(|id| tree.str(id)).map(str::to_owned);
    let published = number("hostPort").map(|port| Published { port: Some(port), address });
    let name = tree.get(id, "name").and_then(|id| tree.str(id)).map(str::to_owned);
    Port { at: tree.locate(id), name, container: number("containerPort"), published }
}

fn mount(tree: &Tree, id: NodeId) -> Option<Mount> {
    Some(Mount {
        at: tree.locate(id),
        volume: tree.str(tree.get(id, "name")?)?.to_owned(),
        path: located(tree, tree.get(id, "mountPath")?)?,
        host: None,
        read_only: stated_bool(tree, tree.get(id, "readOnly")),
    })
}

fn volumes(tree: &Tree, list: Option<NodeId>) -> Vec<Volume> {
    let items = list.map_or(&[][..], |list| tree.items(list));
    let volumes = items.iter().filter_map(|id| {
        let text = |keys: &[&str]| tree.at(*id, keys).and_then(|id| located(tree, id));
        let host = text(&["hostPath", "path"]).map(VolumeSource::Host);
        let map = || text(&["configMap", "name"]).map(|it| VolumeSource::ConfigMap(it.it));
        let secret = || text(&["secret", "secretName"]).map(|it| VolumeSource::Secret(it.it));
        Some(Volume {
            name: tree.str(tree.get(*id, "name")?)?.to_owned(),
            at: tree.locate(*id),
            source: host.or_else(map).or_else(secret).unwrap_or(VolumeSource::Other),
        })
    });
    volumes.collect()
}

/// What a pod or a container says of itself.
fn security(tree: &Tree, of: NodeId) -> Security {
    let section = tree.get(of, "securityContext");
    if section.is_none()
        && let Some(at) = added_keys(tree, of)
    {
        return Security::unknown(at);
    }
    let get = |key| section.and_then(|section| tree.get(section, key));
    let texts = |key| {
        let list = section.and_then(|section| tree.at(section, &["capabilities", key]));
        let items = list.map_or(&[][..], |list| tree.items(list));
        items.iter().filter_map(|id| located(tree, *id)).collect()
    };
    // A section that a template gives may say anything.
    if let Some(id) = section.filter(|id| tree.scalar(*id).is_some_and(|it| !it.is_null())) {
        return Security::unknown(tree.locate(id));
    }
    let profile = |key| section.and_then(|section| tree.at(section, &[key, "type"]));
    Security {
        at: section.map(|id| tree.locate(id)),
        privileged: stated_bool(tree, get("privileged")),
        user: stated_text(tree, get("runAsUser")),
        non_root: stated_bool(tree, get("runAsNonRoot")),
        privilege_escalation: stated_bool(tree, get("allowPrivilegeEscalation")),
        read_only_root: stated_bool(tree, get("readOnlyRootFilesystem")),
        seccomp: stated_text(tree, profile("seccompProfile")),
        apparmor: stated_text(tree, profile("appArmorProfile")),
        added: texts("add"),
        dropped: texts("drop"),
    }
}

impl Security {
    /// A section of which nothing is known.
    pub fn unknown(at: Location) -> Self {
        Self {
            at: Some(at),
            privileged: Stated::Unknown(at),
            user: Stated::Unknown(at),
            non_root: Stated::Unknown(at),
            privilege_escalation: Stated::Unknown(at),
            read_only_root: Stated::Unknown(at),
            seccomp: Stated::Unknown(at),
            apparmor: Stated::Unknown(at),
            added: Vec::new(),
            dropped: Vec::new(),
        }
    }
}

fn env_from(tree: &Tree, id: NodeId) -> Option<Layer> {
    let prefix = tree.get(id, "prefix").and_then(|prefix| tree.str(prefix));
    let (of, _) = reference(tree, id, ["configMapRef", "secretRef"])?;
    Some(Layer::All { of, prefix: prefix.unwrap_or("").to_owned() })
}

fn env(tree: &Tree, id: NodeId) -> Option<Layer> {
    let name = located(tree, tree.get(id, "name")?)?;
    if let Some(value) = tree.get(id, "value") {
        return Some(Layer::Own(Setting::new(name, Value::of(tree, value)?)));
    }
    let Some(from) = tree.get(id, "valueFrom") else {
        // Neither a value nor a source: the variable is set, and empty.
        let value =
            Value { at: name.at, pieces: Vec::new(), certainty: crate::facts::Certainty::Known };
        return Some(Layer::Own(Setting::new(name, value)));
    };
    let Some((of, node)) = reference(tree, from, ["configMapKeyRef", "secretKeyRef"]) else {
        let value = Value::unknown(tree.locate(from), "a field of the pod".to_owned());
        return Some(Layer::Own(Setting::new(name, value)));
    };
    Some(Layer::Key { of, key: located(tree, tree.get(node, "key")?)?, name })
}

fn reference(tree: &Tree, id: NodeId, keys: [&str; 2]) -> Option<(Reference, NodeId)> {
    let referents = [Referent::ConfigMap, Referent::Secret];
    keys.into_iter().zip(referents).find_map(|(key, to)| {
        let node = tree.get(id, key)?;
        let name = located(tree, tree.get(node, "name")?)?;
        let optional = stated_bool(tree, tree.get(node, "optional")).is_true();
        Some((Reference { to, name, optional }, node))
    })
}
