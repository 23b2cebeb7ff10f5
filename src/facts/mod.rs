//! What documents are about, and what each states on its own.
//!
//! Facts are small and owned: they outlive the text and the tree they were read
//! from, and every one knows its place. Refuses to look at two documents at once.

mod command;
mod compose;
mod context;
mod created;
mod dockerfile;
mod embedded;
mod flags;
mod held;
mod kind;
mod kubernetes;
mod kustomize;
mod objects;
mod outline;
mod quantity;
mod server;
mod setting;
mod spread;
mod stated;
mod unit;
mod url;
mod value;
mod workload;

pub use context::Context;
pub use flags::flags;
pub use kind::{Kind, WORKLOADS, classify};
pub use kustomize::{Generated, Kustomization, NewImage, Patch, PatchSource, Target};
pub use objects::{
    Budget, ConfigObject, Image, Ingress, LimitRange, NetworkPolicy, PolicyPort, Rbac, RbacRule,
    Scaler, Selector, Service, ServicePort, Stage,
};
pub use outline::of_workload as outline_of_workload;
pub use outline::{Draft, UNKNOWN_TEXT};
pub use quantity::Quantity;
pub use setting::{
    MAX_SETTINGS, Phrases, Setting, SettingFile, SettingForm, Starts, contains_words, nested, words,
};
pub use spread::{Scaling, Spread};
pub use stated::{Located, Stated, located};
pub use url::{ServiceUrl, is_all_interfaces, is_loopback};
pub use value::{Certainty, Expansion, Piece, UNKNOWN, Value};
pub use workload::{
    Build, Container, Extends, Layer, Mount, Port, Published, Reference, Referent, Resources, Role,
    Security, Volume, VolumeSource, Workload,
};

pub use embedded::embedded;

use std::cell::{OnceCell, RefCell};

use crate::{
    syntax::{self, Document, Notice, NoticeKind},
    text::Location,
    tree::{NodeId, Schema, Tree},
};

/// What the documents of one file state.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub workloads: Vec<Workload>,
    pub config_objects: Vec<ConfigObject>,
    pub services: Vec<Service>,
    pub ingresses: Vec<Ingress>,
    pub network_policies: Vec<NetworkPolicy>,
    pub scalers: Vec<Scaler>,
    pub budgets: Vec<Budget>,
    pub spreads: Vec<Spread>,
    pub scalings: Vec<Scaling>,
    pub limit_ranges: Vec<LimitRange>,
    pub kustomizations: Vec<Kustomization>,
    pub rbac: Vec<Rbac>,
    pub setting_files: Vec<SettingFile>,
    pub images: Vec<Image>,
}

/// A document of up to so many bytes is looked through as a whole.
const MOST_LOOKED_AT: usize = 64 * 1024;

/// One object of a document, with what it is about and what it states.
#[derive(Clone, Debug)]
pub struct View<'a> {
    pub document: &'a Document,
    pub kind: Kind,
    /// Where the object stands in the document's tree.
    pub root: NodeId,
    /// Of this object alone.
    pub facts: &'a Facts,
    /// Made when the first rule asks for it, and then for all of them.
    outline: OnceCell<Option<Tree>>,
    /// Likewise.
    included: OnceCell<Option<NodeId>>,
    /// Of which systems it is, once that was asked.
    systems: RefCell<Vec<(String, bool)>>,
    /// Where it says whose it is, likewise.
    names: OnceCell<Vec<NodeId>>,
}

impl<'a> View<'a> {
    pub fn new(document: &'a Document, kind: Kind, root: NodeId, facts: &'a Facts) -> Self {
        let (outline, included, systems) = (OnceCell::new(), OnceCell::new(), RefCell::default());
        let names = OnceCell::new();
        Self { document, kind, root, facts, outline, included, systems, names }
    }

    /// What is written of it, and maybe of others in its document.
    ///
    /// Of a large document this object is a small part. What patches change is a text of
    /// its own, in which they stand after the object.
    pub fn written(&self) -> &[u8] {
        let text = &self.document.text;
        let Some(tree) = self.tree().filter(|_| !text.is_joined()) else {
            return text.as_str().as_bytes();
        };
        let whole = tree.span(Tree::ROOT);
        let is_large = whole.len() as usize > MOST_LOOKED_AT;
        text.slice(if is_large { tree.span(self.root) } else { whole }).as_bytes()
    }

    /// The facts as a tree; none where the object states nothing that rules select.
    pub fn outline(&self) -> Option<&Tree> {
        self.outline.get_or_init(|| outline::outline(self)).as_ref()
    }

    /// Whether it is of a system. All rules of a pack ask, and it is judged once.
    pub fn is_of(&self, system: &str, judge: impl FnOnce() -> bool) -> bool {
        if let Some((_, verdict)) = self.systems.borrow().iter().find(|it| it.0 == system) {
            return *verdict;
        }
        let verdict = judge();
        self.systems.borrow_mut().push((system.to_owned(), verdict));
        verdict
    }

    /// Where it says whose it is. All systems ask, and it is looked up once.
    pub fn names(&self, find: impl FnOnce() -> Vec<NodeId>) -> &[NodeId] {
        self.names.get_or_init(find)
    }

    pub fn tree(&self) -> Option<&'a Tree> {
        self.document.tree.as_ref()
    }

    /// Where it takes in a file that is not known, the first of such: what the document
    /// does not say may be said there.
    pub fn unknown_include(&self) -> Option<NodeId> {
        let first = || syntax::includes(self.document).first().map(|it| it.node);
        *self.included.get_or_init(first)
    }

    /// Where it is meant to run, as far as its names say.
    pub fn context(&self) -> Context {
        Context::find([], names(self.document))
    }

    /// How plain scalars get their type here.
    pub fn schema(&self) -> Schema {
        self.kind.schema()
    }
}

/// What an object states.
pub fn extract(document: &Document, kind: Kind, root: NodeId) -> (Facts, Vec<Notice>) {
    let mut facts = Facts::default();
    let mut notices = Vec::new();
    let Some(tree) = &document.tree else { return (facts, notices) };
    match kind {
        Kind::Compose => compose::extract(document, tree, root, &mut facts),
        Kind::Dockerfile => facts.images.extend(dockerfile::image(document, tree, root)),
        Kind::Kustomization => {
            facts.kustomizations.push(kustomize::kustomization(document, tree, root));
        }
        Kind::Systemd => facts.workloads.extend(unit::workload(document, tree, root)),
        _ if has_settings(kind) => {
            let (file, is_cut) = setting_file(document, kind, tree, root);
            if kind == Kind::Shell {
                facts.config_objects.extend(created::objects(document, file.context));
                facts.scalings.extend(created::scalings(document));
            }
            if matches!(kind, Kind::AppConfig | Kind::HelmValues) {
                facts.spreads.extend(spread::spreads(document, tree, root));
            }
            facts.setting_files.push(file);
            if is_cut {
                let at = tree.locate(root);
                let message = "not read to the end: more settings than a program has".to_owned();
                notices.push(Notice { at, kind: NoticeKind::Partial, message });
            }
        }
        _ if kind.is_kubernetes() => kubernetes::extract(document, kind, tree, root, &mut facts),
        _ => {}
    }
    (facts, notices)
}

/// Whether a document of this kind is settings through and through.
fn has_settings(kind: Kind) -> bool {
    matches!(kind, Kind::Dotenv | Kind::Shell | Kind::SettingsTable) || is_application(kind)
}

/// Whether the program whose settings they are reads them itself.
fn is_application(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::AppConfig
            | Kind::Redis
            | Kind::Postgresql
            | Kind::Pgbouncer
            | Kind::Nats
            | Kind::Kafka
            | Kind::OtelCollector
            | Kind::Prometheus
            | Kind::HelmValues
    )
}

fn setting_file(document: &Document, kind: Kind, tree: &Tree, root: NodeId) -> (SettingFile, bool) {
    let (form, (settings, is_cut)) = match kind {
        _ if is_application(kind) => (SettingForm::Application, setting::nested(tree, root)),
        Kind::SettingsTable => (SettingForm::Documented, flat(tree, root)),
        _ => (SettingForm::Environment, flat(tree, root)),
    };
    let file = SettingFile {
        kind,
        context: Context::find(&settings, names(document)),
        name: document.name.clone(),
        embedded: document.text.depth() > 0,
        form,
        at: tree.locate(root),
        settings,
        undefined: undefined(tree, root, kind),
        unknown: unknown(document),
    };
    (file, is_cut)
}

/// The names of a table that have no default: an empty list stands for it.
fn undefined(tree: &Tree, root: NodeId, kind: Kind) -> Vec<Located<String>> {
    if kind != Kind::SettingsTable {
        return Vec::new();
    }
    let names = tree.entries(root).filter(|(_, value)| tree.is_list(*value));
    names.filter_map(|(key, _)| located(tree, key)).take(setting::MAX_SETTINGS).collect()
}

/// The files that it takes in and that are not known.
fn unknown(document: &Document) -> Vec<Located<String>> {
    let includes = syntax::includes(document).into_iter();
    includes.map(|it| Located { it: format!("`{}`", it.path), at: it.at }).collect()
}

/// The settings, and whether they were cut short.
fn flat(tree: &Tree, root: NodeId) -> (Vec<Setting>, bool) {
    let settings = setting::flat(tree, root);
    let is_full = settings.len() == setting::MAX_SETTINGS;
    let is_cut = is_full && tree.members(root).len() > setting::MAX_SETTINGS;
    (settings, is_cut)
}

/// What a document is called, from the innermost name to the outermost. The path of
/// a file is the outermost heading, as far as it says something.
fn names(document: &Document) -> impl Iterator<Item = &str> {
    let own = document.name.as_deref().filter(|_| document.text.depth() > 0);
    own.into_iter().chain(document.headings.iter().rev().map(String::as_str))
}

impl Facts {
    /// Forgets what stands at some places.
    pub fn forget(&mut self, is_gone: impl Fn(Location) -> bool) {
        self.workloads.retain(|it| !is_gone(it.name.at));
        self.config_objects.retain(|it| !is_gone(it.name.at));
        self.services.retain(|it| !is_gone(it.name.at));
        self.ingresses.retain(|it| !is_gone(it.name.at));
        self.network_policies.retain(|it| !is_gone(it.name.at));
        self.scalers.retain(|it| !is_gone(it.name.at));
        self.budgets.retain(|it| !is_gone(it.name.at));
        self.spreads.retain(|it| !is_gone(it.at));
        self.limit_ranges.retain(|it| !is_gone(it.at));
        self.rbac.retain(|it| !is_gone(it.name.at));
        self.setting_files.retain(|it| !is_gone(it.at));
        self.images.retain(|it| !is_gone(it.at));
    }

    /// The namespaces of all objects that are in one, with where each object stands.
    pub(crate) fn namespaces(&mut self) -> impl Iterator<Item = (Location, &mut Option<String>)> {
        let workloads = self.workloads.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let objects = self.config_objects.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let services = self.services.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let ingresses = self.ingresses.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let policies = self.network_policies.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let scalers = self.scalers.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let budgets = self.budgets.iter_mut().map(|it| (it.name.at, &mut it.namespace));
        let ranges = self.limit_ranges.iter_mut().map(|it| (it.at, &mut it.namespace));
        let all = workloads.chain(objects).chain(services).chain(ingresses).chain(policies);
        all.chain(scalers).chain(budgets).chain(ranges)
    }

    pub fn append(&mut self, mut other: Self) {
        self.workloads.append(&mut other.workloads);
        self.config_objects.append(&mut other.config_objects);
        self.services.append(&mut other.services);
        self.ingresses.append(&mut other.ingresses);
        self.network_policies.append(&mut other.network_policies);
        self.scalers.append(&mut other.scalers);
        self.budgets.append(&mut other.budgets);
        self.spreads.append(&mut other.spreads);
        self.scalings.append(&mut other.scalings);
        self.limit_ranges.append(&mut other.limit_ranges);
        self.kustomizations.append(&mut other.kustomizations);
        self.rbac.append(&mut other.rbac);
        self.setting_files.append(&mut other.setting_files);
        self.images.append(&mut other.images);
    }
}
