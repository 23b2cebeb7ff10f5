//! What Kubernetes objects state.

use super::{
    ConfigMap, Container, Kind, Layer, Located, Reference, Referent, Setting, Value, Workload,
    setting::{entry, located},
};
use crate::{
    syntax::{Document, Input, format_of_name},
    tree::{NodeId, Tree},
};

pub(super) fn classify(document: &Document) -> Kind {
    let kind = document.root().and_then(|(tree, root)| {
        tree.get(root, "apiVersion")?;
        tree.str(tree.get(root, "kind")?)
    });
    match kind {
        Some("Deployment") => Kind::Deployment,
        Some("ConfigMap") => Kind::ConfigMap,
        _ => Kind::Other,
    }
}

pub(super) fn deployment(document: &Document) -> Option<Workload> {
    let (tree, root) = document.root()?;
    let (name, namespace) = identity(tree, root)?;
    let containers = tree.at(root, &["spec", "template", "spec", "containers"]);
    let containers = containers.map_or(&[][..], |list| tree.items(list));
    let containers = containers.iter().filter_map(|id| container(tree, *id)).collect();
    Some(Workload { name, namespace, containers })
}

pub(super) fn config_map(document: &Document) -> Option<ConfigMap> {
    let (tree, root) = document.root()?;
    let (name, namespace) = identity(tree, root)?;
    let data = tree.get(root, "data")?;
    let settings = tree.entries(data).filter_map(|(key, value)| entry(tree, key, value)).collect();
    Some(ConfigMap { name, namespace, settings })
}

/// The entries of a ConfigMap whose key is the name of a file.
pub(super) fn files(document: &Document) -> Vec<Input> {
    let Some((tree, root)) = document.root() else { return Vec::new() };
    let data = tree.get(root, "data").into_iter();
    let files = data.flat_map(|data| tree.entries(data)).filter_map(|(key, value)| {
        let name = tree.str(key).filter(|name| format_of_name(name).is_some())?;
        Some(Input::file(name, tree.part(value)?))
    });
    files.collect()
}

fn identity(tree: &Tree, root: NodeId) -> Option<(Located<String>, Option<String>)> {
    let name = located(tree, tree.at(root, &["metadata", "name"])?)?;
    let namespace = tree.at(root, &["metadata", "namespace"]).and_then(|id| tree.str(id));
    Some((name, namespace.map(str::to_owned)))
}

fn container(tree: &Tree, id: NodeId) -> Option<Container> {
    let list = |key| tree.get(id, key).map_or(&[][..], |list| tree.items(list));
    // The kubelet applies `envFrom` in order and `env` after it, wherever they stand.
    let from = list("envFrom").iter().filter_map(|id| env_from(tree, *id));
    let own = list("env").iter().filter_map(|id| env(tree, *id));
    let limits = tree.at(id, &["resources", "limits"]).into_iter();
    let limits = limits.flat_map(|limits| tree.entries(limits)).filter_map(|(resource, amount)| {
        Some((tree.str(resource)?.to_owned(), located(tree, amount)?))
    });
    Some(Container {
        name: located(tree, tree.get(id, "name")?)?,
        layers: from.chain(own).collect(),
        limits: limits.collect(),
    })
}

fn env_from(tree: &Tree, id: NodeId) -> Option<Layer> {
    let prefix =
        tree.get(id, "prefix").and_then(|prefix| tree.str(prefix)).unwrap_or("").to_owned();
    Some(Layer::All { of: reference(tree, id, ["configMapRef", "secretRef"])?.0, prefix })
}

fn env(tree: &Tree, id: NodeId) -> Option<Layer> {
    let name = located(tree, tree.get(id, "name")?)?;
    if let Some(value) = tree.get(id, "value") {
        return Some(Layer::Own(Setting::new(name, Value::of(tree, value)?)));
    }
    let from = tree.get(id, "valueFrom")?;
    let (of, node) = reference(tree, from, ["configMapKeyRef", "secretKeyRef"])?;
    Some(Layer::Key { of, key: tree.str(tree.get(node, "key")?)?.to_owned(), name })
}

fn reference(tree: &Tree, id: NodeId, keys: [&str; 2]) -> Option<(Reference, NodeId)> {
    let referents = [Referent::ConfigMap, Referent::Secret];
    keys.into_iter().zip(referents).find_map(|(key, to)| {
        let node = tree.get(id, key)?;
        Some((Reference { to, name: located(tree, tree.get(node, "name")?)? }, node))
    })
}
