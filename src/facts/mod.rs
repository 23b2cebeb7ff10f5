//! What documents are about, and what each states on its own.
//!
//! Facts are small and owned: they outlive the text and the tree they were read
//! from, and every one knows its place. Refuses to look at two documents at once.

mod kubernetes;
mod setting;

pub use setting::{Certainty, Piece, Setting, Value};

use serde::Deserialize;

use crate::{
    syntax::{Document, Format, Input},
    text::Location,
};

/// What a document is about, however it may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    Deployment,
    ConfigMap,
    Dotenv,
    Other,
}

/// Something and the place that states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub it: T,
    pub at: Location,
}

/// What the documents of one file state.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub workloads: Vec<Workload>,
    pub config_maps: Vec<ConfigMap>,
    pub setting_files: Vec<SettingFile>,
}

/// What runs: a pod, whatever makes it.
#[derive(Clone, Debug)]
pub struct Workload {
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub containers: Vec<Container>,
}

/// One process of a workload, as far as a linter cares.
#[derive(Clone, Debug)]
pub struct Container {
    pub name: Located<String>,
    /// What its environment is made of; a later layer beats an earlier one.
    pub layers: Vec<Layer>,
    /// Resource and amount, such as `memory` and `128Mi`.
    pub limits: Vec<(String, Located<String>)>,
}

/// One source of settings for a container.
#[derive(Clone, Debug)]
pub enum Layer {
    /// Written with the container itself.
    Own(Setting),
    /// All that an object holds, each name after a prefix.
    All { of: Reference, prefix: String },
    /// One key of an object, under a name of the container's choice.
    Key { of: Reference, key: String, name: Located<String> },
}

/// An object by name, of the namespace that the reference stands in.
#[derive(Clone, Debug)]
pub struct Reference {
    pub to: Referent,
    pub name: Located<String>,
}

/// What a reference is to. No fact states a Secret: its values are never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referent {
    ConfigMap,
    Secret,
}

/// Settings by themselves, for the workloads that refer to them.
#[derive(Clone, Debug)]
pub struct ConfigMap {
    pub name: Located<String>,
    pub namespace: Option<String>,
    pub settings: Vec<Setting>,
}

/// A file of settings, such as `.env`.
#[derive(Clone, Debug)]
pub struct SettingFile {
    pub at: Location,
    pub settings: Vec<Setting>,
}

/// What a document is about, judged by what it says itself.
pub fn classify(document: &Document) -> Kind {
    match document.format {
        Format::Dotenv => Kind::Dotenv,
        Format::Yaml => kubernetes::classify(document),
        _ => Kind::Other,
    }
}

/// What a document states.
pub fn extract(document: &Document, kind: Kind) -> Facts {
    let mut facts = Facts::default();
    match kind {
        Kind::Deployment => facts.workloads.extend(kubernetes::deployment(document)),
        Kind::ConfigMap => facts.config_maps.extend(kubernetes::config_map(document)),
        Kind::Dotenv => facts.setting_files.extend(setting::file(document)),
        Kind::Other => {}
    }
    facts
}

/// The files that a document carries within it, to be parsed in their turn.
pub fn embedded(document: &Document, kind: Kind) -> Vec<Input> {
    match kind {
        Kind::ConfigMap => kubernetes::files(document),
        Kind::Deployment | Kind::Dotenv | Kind::Other => Vec::new(),
    }
}

impl Facts {
    pub fn append(&mut self, mut other: Facts) {
        self.workloads.append(&mut other.workloads);
        self.config_maps.append(&mut other.config_maps);
        self.setting_files.append(&mut other.setting_files);
    }
}
