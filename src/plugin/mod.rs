//! Rules in WebAssembly: the host of plugins.
//!
//! A plugin computes and nothing else: it sees the documents that it is shown, by the
//! contract in `wit/`, and its time, its memory and its words are limited. Nothing that it
//! does ends a run, and nothing that it does goes unsaid. Knows no rule and no report.

#[cfg(not(feature = "plugins"))]
mod absent;
#[cfg(feature = "plugins")]
mod answer;
#[cfg(feature = "plugins")]
mod bindings;
#[cfg(feature = "plugins")]
mod cache;
#[cfg(feature = "plugins")]
mod compile;
mod fault;
#[cfg(feature = "plugins")]
mod file;
#[cfg(feature = "plugins")]
mod guest;
#[cfg(feature = "plugins")]
mod host;
#[cfg(feature = "plugins")]
mod info;
#[cfg(feature = "plugins")]
mod load;
#[cfg(feature = "plugins")]
mod memory;
mod neutral;
#[cfg(feature = "plugins")]
mod own;
#[cfg(feature = "plugins")]
mod place;
#[cfg(feature = "plugins")]
mod rule;
#[cfg(feature = "plugins")]
mod runtime;
#[cfg(feature = "plugins")]
mod scan;
#[cfg(feature = "plugins")]
mod state;

#[cfg(not(feature = "plugins"))]
pub use absent::{PluginRule, inspect, load};
pub use fault::Fault;
#[cfg(feature = "plugins")]
pub use load::{inspect, load};
#[cfg(feature = "plugins")]
pub use rule::PluginRule;

use std::path::PathBuf;

use crate::{config::Date, rule::Rule};

/// A plugin that is loaded, with its rules.
pub struct Plugin {
    pub name: String,
    pub version: String,
    /// The sha256 of its file.
    pub digest: String,
    /// Of its file, in bytes.
    pub size: u64,
    pub rules: Vec<PluginRule>,
}

/// What is known of a file that holds a plugin without running it.
pub struct About {
    pub imports: Vec<String>,
    pub functions: u64,
    /// How it holds it: `module` or `component`.
    pub form: &'static str,
}

/// How plugins are loaded.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// What a plugin is told when it asks for the day.
    pub today: Date,
    /// The user's folder for what can be made again; none keeps nothing.
    pub cache: Option<PathBuf>,
}

impl LoadOptions {
    /// For running a plugin's own examples, which always say the same.
    pub fn for_examples() -> Self {
        Self { today: Date::of_unix_seconds(1_767_225_600), cache: None }
    }
}

impl Plugin {
    pub fn rules(&self) -> impl Iterator<Item = &dyn Rule> {
        self.rules.iter().map(|it| it as &dyn Rule)
    }
}
