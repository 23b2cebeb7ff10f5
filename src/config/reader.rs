//! A configuration file, key by key.

use std::path::Path;

use super::{
    Catalogue, Config, ConfigError, Given, PathGlob, entries, exceptions, packs, plugins, size,
};
use crate::{
    rule::{Profile, Severity},
    syntax::{self, Input},
    text::{Location, Span, Text, did_you_mean},
    tree::{Literal, NodeId, Schema, Tree},
};

/// What one file says.
pub(super) struct Read {
    pub config: Config,
    pub extends: Vec<Given<String>>,
    pub errors: Vec<ConfigError>,
}

/// Reads a file that lies in `folder`.
pub(super) fn read(text: &Text, folder: &Path, rules: &Catalogue<'_>) -> Read {
    let (documents, notices) = syntax::parse(&Input::file("tidewaiter.yaml", text.clone()));
    let broken = notices.into_iter().map(|it| ConfigError { at: it.at, message: it.message });
    let mut read =
        Read { config: Config::default(), extends: Vec::new(), errors: broken.collect() };
    if let Some(second) = documents.get(1).and_then(|it| it.tree.as_ref()) {
        let message = "a configuration is one document".to_owned();
        let Span { start, .. } = second.locate(Tree::ROOT).span;
        let at = Location { span: Span { start, end: start }, ..second.locate(Tree::ROOT) };
        read.errors.push(ConfigError { at, message });
    }
    let Some(tree) = documents.first().and_then(|it| it.tree.as_ref()) else { return read };
    let mut reader = Reader { tree, rules, folder, errors: Vec::new() };
    reader.top(&mut read);
    read.errors.append(&mut reader.errors);
    read
}

/// The keys of a file, and the types that their values have.
pub(super) const KEYS: [&str; 11] = [
    "extends",
    "profile",
    "fail-on",
    "exclude",
    "max-size",
    "rules",
    "select",
    "ignore",
    "exceptions",
    "plugins",
    "packs",
];

/// A tree, and what was wrong with it so far.
pub(super) struct Reader<'a> {
    pub tree: &'a Tree,
    pub rules: &'a Catalogue<'a>,
    pub folder: &'a Path,
    pub errors: Vec<ConfigError>,
}

impl<'a> Reader<'a> {
    fn top(&mut self, read: &mut Read) {
        let config = &mut read.config;
        for (name, _, value) in self.map(Tree::ROOT, &KEYS) {
            match name {
                "extends" => read.extends = self.texts(value),
                "profile" => config.profile = self.choice(value, &PROFILES),
                "fail-on" => config.fail_on = self.choice(value, &SEVERITIES),
                "exclude" => config.exclude = self.globs(value),
                "max-size" => config.max_size = self.size(value),
                "rules" => config.rules = entries::read(self, value),
                "select" => {
                    let at = self.at(value);
                    let names = self.names(value).into_iter().map(|it| it.it).collect();
                    config.select = Some(Given { it: names, at });
                }
                "ignore" => config.ignore = self.names(value),
                "packs" => config.packs = packs::read(self, value),
                "plugins" => config.plugins = plugins::read(self, value),
                _ => config.exceptions = exceptions::read(self, value),
            }
        }
    }

    pub fn at(&self, node: NodeId) -> Location {
        self.tree.locate(node)
    }

    pub fn error(&mut self, node: NodeId, message: impl Into<String>) {
        self.errors.push(ConfigError { at: self.at(node), message: message.into() });
    }

    /// The entries of a map whose keys are among those known; nothing for no value.
    pub fn map(
        &mut self,
        node: NodeId,
        known: &[&'static str],
    ) -> Vec<(&'static str, NodeId, NodeId)> {
        let mut found: Vec<(&'static str, NodeId, NodeId)> = Vec::new();
        for (key, value) in self.entries(node) {
            let written = self.tree.str(key).unwrap_or_default();
            match known.iter().find(|it| **it == written) {
                Some(name) if found.iter().any(|it| it.0 == *name) => {
                    self.error(key, format!("`{name}` is given twice"));
                }
                Some(name) => found.push((name, key, value)),
                None => {
                    let hint = did_you_mean(written, known.iter().copied());
                    self.error(key, format!("no such key: `{written}`{hint}"));
                }
            }
        }
        found
    }

    /// The entries of a map, whatever its keys; none of what is no map, which is an error.
    pub fn entries(&mut self, node: NodeId) -> Vec<(NodeId, NodeId)> {
        if !self.tree.is_map(node) && !self.is_null(node) {
            self.error(node, "a map is expected here");
        }
        self.tree.entries(node).collect()
    }

    /// The items of a list; none of what is no list, which is an error.
    pub fn items(&mut self, node: NodeId) -> Vec<NodeId> {
        if !self.tree.is_list(node) && !self.is_null(node) {
            self.error(node, "a list is expected here");
        }
        self.tree.items(node).to_vec()
    }

    fn is_null(&self, node: NodeId) -> bool {
        self.tree.scalar(node).is_some_and(|it| it.is_null())
    }

    pub fn text(&mut self, node: NodeId) -> Option<Given<String>> {
        let literal = self.tree.scalar(node).map(|it| it.literal(Schema::Core));
        match literal {
            Some(Literal::Text(it)) => Some(Given { it, at: self.at(node) }),
            _ => {
                self.error(node, "a text is expected here");
                None
            }
        }
    }

    pub fn texts(&mut self, node: NodeId) -> Vec<Given<String>> {
        self.items(node).into_iter().filter_map(|it| self.text(it)).collect()
    }

    pub fn globs(&mut self, node: NodeId) -> Vec<Given<PathGlob>> {
        let mut globs = Vec::new();
        for item in self.items(node) {
            let Some(Given { it, at }) = self.text(item) else { continue };
            match PathGlob::new(&it, self.folder) {
                Ok(it) => globs.push(Given { it, at }),
                Err(error) => self.error(item, format!("no glob: {}", error.kind())),
            }
        }
        globs
    }

    /// Ids and topics of rules.
    fn names(&mut self, node: NodeId) -> Vec<Given<String>> {
        let mut names = Vec::new();
        for item in self.items(node) {
            let Some(name) = self.text(item) else { continue };
            if self.known(item, &name.it) {
                names.push(name);
            }
        }
        names
    }

    /// Whether a name is one of a rule or topic; that it is not is an error.
    pub fn known(&mut self, node: NodeId, name: &str) -> bool {
        let known =
            self.rules.names().any(|it| it == name) || self.rules.may_be_missing_in_list(name);
        if !known {
            let hint = plugins::hint(name, self.rules.names());
            self.error(node, format!("no rule or topic is called `{name}`{hint}"));
        }
        known
    }

    pub fn choice<T: Copy>(&mut self, node: NodeId, of: &[(&str, T)]) -> Option<Given<T>> {
        let written = self.tree.str(node).unwrap_or_default();
        if let Some((_, it)) = of.iter().find(|it| it.0 == written) {
            return Some(Given { it: *it, at: self.at(node) });
        }
        let names: Vec<_> = of.iter().map(|it| format!("`{}`", it.0)).collect();
        let hint = did_you_mean(written, of.iter().map(|it| it.0));
        self.error(node, format!("one of {} is expected here{hint}", names.join(", ")));
        None
    }

    fn size(&mut self, node: NodeId) -> Option<Given<u64>> {
        let at = self.at(node);
        let it = self.tree.str(node).and_then(size);
        if it.is_none() {
            self.error(node, "a size such as `10Mi` is expected here, of at most 4Gi");
        }
        it.map(|it| Given { it, at })
    }
}

pub(super) const PROFILES: [(&str, Profile); 3] =
    [("default", Profile::Default), ("pedantic", Profile::Pedantic), ("all", Profile::All)];

pub(super) const SEVERITIES: [(&str, Severity); 5] = [
    ("info", Severity::Info),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
    ("critical", Severity::Critical),
];
