//! What a kustomization takes, and what it makes of it.
//!
//! Refuses to look at what it takes: that is another file.

use super::{ConfigObject, Context, Located, Referent, Setting, Value, located, names};
use crate::{
    syntax::Document,
    text::{Location, Span},
    tree::{NodeId, Tree},
};

/// A `kustomization.yaml`.
#[derive(Clone, Debug)]
pub struct Kustomization {
    /// Its path; none of what a guide shows, which has no folder.
    pub path: Option<String>,
    pub at: Location,
    /// Files and folders, by their paths from its own folder.
    pub resources: Vec<String>,
    pub images: Vec<NewImage>,
    /// What it puts before and after each name.
    pub prefix: String,
    pub suffix: String,
    pub generated: Vec<Generated>,
}

/// What is written in place of an image.
#[derive(Clone, Debug)]
pub struct NewImage {
    /// Without a tag.
    pub name: String,
    pub new_name: Option<Located<String>>,
    pub tag: Option<Located<String>>,
    pub digest: Option<Located<String>>,
}

/// A ConfigMap or Secret that is made of literals and files.
#[derive(Clone, Debug)]
pub struct Generated {
    pub object: ConfigObject,
    /// Files of lines, by their paths from the kustomization's folder.
    pub files: Vec<Located<String>>,
    /// Whether it changes one of the same name that it takes.
    pub is_change: bool,
}

pub(super) fn kustomization(document: &Document, tree: &Tree, root: NodeId) -> Kustomization {
    let items = |key| tree.get(root, key).map_or(&[][..], |list| tree.items(list)).iter();
    let text = |key| tree.get(root, key).and_then(|id| tree.str(id)).unwrap_or("").to_owned();
    let taken = ["resources", "bases", "components"].into_iter().flat_map(items);
    let of = |key, kind| items(key).filter_map(move |it| generated(document, tree, *it, kind));
    let maps = of("configMapGenerator", Referent::ConfigMap);
    Kustomization {
        path: document.name.clone().filter(|_| document.text.depth() == 0),
        at: tree.locate(root),
        resources: taken.filter_map(|it| tree.str(*it).map(str::to_owned)).collect(),
        images: items("images").filter_map(|it| new_image(tree, *it)).collect(),
        prefix: text("namePrefix"),
        suffix: text("nameSuffix"),
        generated: maps.chain(of("secretGenerator", Referent::Secret)).collect(),
    }
}

fn new_image(tree: &Tree, id: NodeId) -> Option<NewImage> {
    let text = |key| tree.get(id, key).and_then(|id| located(tree, id));
    Some(NewImage {
        name: text("name")?.it,
        new_name: text("newName"),
        tag: text("newTag"),
        digest: text("digest"),
    })
}

fn generated(document: &Document, tree: &Tree, id: NodeId, kind: Referent) -> Option<Generated> {
    let text = |key| tree.get(id, key).and_then(|id| tree.str(id));
    let items = |key| tree.get(id, key).map_or(&[][..], |list| tree.items(list)).iter();
    let literals = items("literals").filter_map(|it| literal(tree, *it));
    let files = items("files").filter_map(|it| file(tree, *it));
    let settings: Vec<_> = literals.chain(files).collect();
    let envs = items("envs").copied().chain(tree.get(id, "env"));
    Some(Generated {
        object: ConfigObject {
            kind,
            name: located(tree, tree.get(id, "name")?)?,
            namespace: text("namespace").map(str::to_owned),
            context: Context::find(&settings, names(document)),
            settings,
        },
        files: envs.filter_map(|id| located(tree, id)).collect(),
        is_change: matches!(text("behavior"), Some("merge" | "replace")),
    })
}

/// `NAME=value`.
fn literal(tree: &Tree, id: NodeId) -> Option<Setting> {
    let text = tree.part(id)?;
    let written = text.as_str();
    let at = written.find('=').filter(|at| *at > 0)?;
    let name = Located { it: written[..at].to_owned(), at: text.locate(Span::new(0, at)) };
    let span = Span::new(at + 1, written.len());
    let value = text.part().keep(span).finish();
    Some(Setting::new(name, Value::of_text(&value, text.locate(span))))
}

/// A file under its own name, or `key=path`.
fn file(tree: &Tree, id: NodeId) -> Option<Setting> {
    let mut name = located(tree, id)?;
    let key = match name.it.split_once('=') {
        Some((key, _)) => key,
        None => name.it.rsplit('/').next()?,
    };
    name.it = key.to_owned();
    let value = Value::unknown(name.at, "a file".to_owned());
    Some(Setting::new(name, value))
}
