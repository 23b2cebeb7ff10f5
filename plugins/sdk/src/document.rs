//! The document that a rule looks at.

use crate::{Environment, Node, bindings::tidewaiter::plugin::host};

/// A file, one of the documents in it, or a fenced block of a guide.
pub struct Document<'a>(Inner<'a>);

enum Inner<'a> {
    Host(&'a host::Document),
    #[cfg(not(target_family = "wasm"))]
    Native(crate::native::Document),
}

macro_rules! ask {
    ($self:ident, $it:ident => $host:expr, $native:expr) => {
        match &$self.0 {
            Inner::Host($it) => $host,
            #[cfg(not(target_family = "wasm"))]
            Inner::Native($it) => $native,
        }
    };
}

impl<'a> Document<'a> {
    pub(crate) fn of_host(of: &'a host::Document) -> Self {
        Self(Inner::Host(of))
    }

    /// A document of a kind that says this JSON, for tests without a host.
    ///
    /// # Panics
    ///
    /// If it is no JSON.
    #[cfg(not(target_family = "wasm"))]
    pub fn of_json(kind: &str, json: &str) -> Self {
        Self(Inner::Native(crate::native::Document::of_json(kind, json)))
    }

    /// A text without structure, for tests without a host.
    #[cfg(not(target_family = "wasm"))]
    pub fn of_text(path: &str, text: &str) -> Self {
        Self(Inner::Native(crate::native::Document::of_text(path, text)))
    }

    /// The same, in another environment.
    #[cfg(not(target_family = "wasm"))]
    #[must_use]
    pub fn in_environment(mut self, environment: Environment) -> Self {
        if let Inner::Native(it) = &mut self.0 {
            it.environment = environment;
        }
        self
    }

    /// The path or name, if it has one.
    pub fn path(&self) -> Option<String> {
        ask!(self, it => it.path(), it.path.clone())
    }

    /// What it is about: `deployment`, `compose`, `other`.
    pub fn kind(&self) -> String {
        ask!(self, it => it.kind(), it.kind.clone())
    }

    /// How it is written: `yaml`, `dockerfile`, `plain`.
    pub fn format(&self) -> String {
        ask!(self, it => it.format(), it.format.clone())
    }

    /// Where it is meant to run, as far as its names say.
    pub fn environment(&self) -> Environment {
        ask!(self, it => it.environment(), it.environment)
    }

    pub fn text(&self) -> String {
        ask!(self, it => it.text(), it.text.clone())
    }

    /// None of a format without structure.
    pub fn root(&self) -> Option<Node> {
        ask!(self, it => it.root().map(Node::of_host), it.root().map(Node::of_native))
    }

    /// The nodes that a path leads to: `spec.containers[*].image`, `..image`.
    pub fn select(&self, path: &str) -> Vec<Node> {
        match self.root() {
            Some(root) => root.select(path),
            None => Vec::new(),
        }
    }

    /// What it states, of the same shape whatever its platform:
    /// `workloads[*].containers[*].limits.memory`.
    pub fn facts(&self) -> Option<Node> {
        ask!(self, it => it.facts().map(Node::of_host), { let _ = it; None })
    }
}
