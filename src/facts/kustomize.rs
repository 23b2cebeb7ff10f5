//! What a kustomization takes, and what it makes of it.
//!
//! Refuses to look at what it takes: that is another file.

use super::{ConfigObject, Context, Located, Referent, Setting, Value, located, names};
use crate::{
    syntax::Document,
    text::{Location, Span, Text},
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
    /// The namespace of all that it takes, whatever that says itself.
    pub namespace: Option<String>,
    pub generated: Vec<Generated>,
    /// In the order in which they are applied.
    pub patches: Vec<Patch>,
}

/// A change of objects that are taken.
#[derive(Clone, Debug)]
pub struct Patch {
    pub at: Location,
    /// Which objects are meant; none where the patch says it itself.
    pub target: Option<Target>,
    pub source: PatchSource,
}

/// Where a patch is written.
#[derive(Clone, Debug)]
pub enum PatchSource {
    /// In a file, by its path from the kustomization's folder.
    File(String),
    Here(Text),
}

/// The objects that a patch means. Names are patterns.
#[derive(Clone, Debug, Default)]
pub struct Target {
    pub group: Option<String>,
    pub kind: Option<String>,
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub labels: Option<String>,
    pub annotations: Option<String>,
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
        namespace: Some(text("namespace")).filter(|it| !it.is_empty()),
        generated: maps.chain(of("secretGenerator", Referent::Secret)).collect(),
        patches: patches(tree, root),
    }
}

fn patches(tree: &Tree, root: NodeId) -> Vec<Patch> {
    let items = |key| tree.get(root, key).map_or(&[][..], |list| tree.items(list)).iter();
    let merged = items("patchesStrategicMerge").filter_map(|it| {
        let written = tree.str(*it)?;
        let source = match written.contains('\n') {
            true => PatchSource::Here(tree.part(*it)?),
            false => PatchSource::File(written.to_owned()),
        };
        Some(Patch { at: tree.locate(*it), target: None, source })
    });
    let targeted = ["patches", "patchesJson6902"].into_iter().flat_map(items);
    let targeted = targeted.filter_map(|it| {
        let path = tree.get(*it, "path").and_then(|id| tree.str(id));
        let here = || tree.get(*it, "patch").and_then(|id| tree.part(id)).map(PatchSource::Here);
        let source = path.map(|it| PatchSource::File(it.to_owned())).or_else(here)?;
        let target = tree.get(*it, "target").map(|id| target(tree, id));
        Some(Patch { at: tree.locate(*it), target, source })
    });
    merged.chain(targeted).collect()
}

fn target(tree: &Tree, id: NodeId) -> Target {
    let text = |key| tree.get(id, key).and_then(|id| tree.str(id)).map(str::to_owned);
    Target {
        group: text("group"),
        kind: text("kind"),
        name: text("name"),
        namespace: text("namespace"),
        labels: text("labelSelector"),
        annotations: text("annotationSelector"),
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
            is_part: false,
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
