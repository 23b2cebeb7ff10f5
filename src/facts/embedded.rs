//! The files that a document carries within it, to be parsed in their turn.

use super::{
    Kind,
    held::{Held, held},
};
use crate::{
    syntax::{Document, Input, format_of_name},
    text::{self, Text},
    tree::{NodeId, Tree},
};

/// The entries of a ConfigMap or Secret, and of Compose's `configs`, whose key is
/// the name of a file; and what a controller reads as one.
pub fn embedded(document: &Document, kind: Kind, root: NodeId) -> Vec<Input> {
    let Some(tree) = &document.tree else { return Vec::new() };
    let entries = |key| tree.get(root, key).map_or_else(Vec::new, |map| tree.members(map));
    match kind {
        Kind::ConfigMap => named(document, tree, entries("data")),
        Kind::Secret => {
            let mut inputs = named(document, tree, entries("stringData"));
            inputs.extend(encoded(document, tree, &entries("data")));
            inputs
        }
        Kind::Compose => {
            let configs = entries("configs").into_iter();
            configs.filter_map(|(key, config)| inline(document, tree, root, key, config)).collect()
        }
        Kind::KubernetesObject => {
            let file = |it: Held| Some(file(document, it.name, tree.part(it.node)?));
            held(tree, root).into_iter().filter_map(file).collect()
        }
        _ => Vec::new(),
    }
}

fn file(document: &Document, name: &str, text: Text) -> Input {
    Input { headings: document.headings.clone(), ..Input::file(name, text) }
}

/// A file whose content stands in the Compose file, named by its key or else by the
/// path at which a service sees it.
fn inline(
    document: &Document,
    tree: &Tree,
    root: NodeId,
    key: NodeId,
    config: NodeId,
) -> Option<Input> {
    let name = file_name(tree, key).or_else(|| target(tree, root, tree.str(key)?))?;
    let text = tree.part(tree.get(config, "content")?)?;
    Some(file(document, name, text))
}

/// The file name under which some service sees a config.
fn target<'a>(tree: &'a Tree, root: NodeId, config: &str) -> Option<&'a str> {
    let services = tree.members(tree.get(root, "services")?).into_iter();
    let uses = services.filter_map(|(_, service)| tree.get(service, "configs"));
    let mut uses = uses.flat_map(|list| tree.items(list));
    let target = uses.find_map(|it| {
        let is_it = tree.str(tree.get(*it, "source")?) == Some(config);
        tree.get(*it, "target").filter(|_| is_it).and_then(|id| tree.str(id))
    });
    target?.rsplit('/').next().filter(|name| format_of_name(name).is_some())
}

fn named(document: &Document, tree: &Tree, entries: Vec<(NodeId, NodeId)>) -> Vec<Input> {
    let files = entries.into_iter().filter_map(|(key, value)| {
        let name = file_name(tree, key)?;
        Some(file(document, name, tree.part(value)?))
    });
    files.collect()
}

/// Those of a Secret's `data` say their content in Base64.
fn encoded(document: &Document, tree: &Tree, entries: &[(NodeId, NodeId)]) -> Vec<Input> {
    let files = entries.iter().filter_map(|(key, value)| {
        let name = file_name(tree, *key)?;
        let written = tree.part(*value)?;
        let whole = text::Span::new(0, written.as_str().len());
        Some(file(document, name, text::base64(&written, whole)?))
    });
    files.collect()
}

fn file_name(tree: &Tree, key: NodeId) -> Option<&str> {
    tree.str(key).filter(|name| format_of_name(name).is_some())
}
