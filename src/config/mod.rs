//! What a user says of a run: `tidewaiter.yaml`.
//!
//! Read with the tree and spans of any other file, so that whatever is wrong with
//! it is shown where it stands, and all of it at once. Touches no file itself: who
//! loads gives a function that reads one.

mod date;
mod entries;
mod exceptions;
mod globs;
mod limits;
mod load;
mod packs;
mod plugins;
mod reader;
pub mod schema;
mod size;

pub use date::{Date, NoDate};
pub use globs::PathGlob;
pub use limits::{LIMITS, Limit, LimitMeta, Limits, Unit};
pub use load::{Loaded, load};
pub use packs::PackEntry;
pub use plugins::{PluginEntry, is_of_plugin};
pub use size::size;

use std::collections::BTreeMap;

use globset::GlobMatcher;

use crate::{
    rule::{Options, Profile, Rule, RuleHead, Severity},
    text::{Location, did_you_mean},
};

/// The names by which a configuration may be found in a folder; the first there counts.
pub const NAMES: [&str; 3] = ["tidewaiter.yaml", "tidewaiter.yml", ".tidewaiter.yaml"];

/// Stands for every rule.
pub const ANY: &str = "*";

/// What a user wants, as far as he says it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    pub profile: Option<Given<Profile>>,
    pub fail_on: Option<Given<Severity>>,
    /// In bytes.
    pub max_size: Option<Given<u64>>,
    pub exclude: Vec<Given<PathGlob>>,
    pub rules: BTreeMap<String, RuleEntry>,
    /// Only these rules, or rules of these topics.
    pub select: Option<Given<Vec<String>>>,
    pub ignore: Vec<Given<String>>,
    pub exceptions: Vec<Exception>,
    pub plugins: Vec<PluginEntry>,
    pub packs: Vec<PackEntry>,
}

/// A value, and where it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<T> {
    pub it: T,
    pub at: Location,
}

/// What is said of one rule.
#[derive(Clone, Debug, Default)]
pub struct RuleEntry {
    pub level: Option<Given<Level>>,
    pub options: Options,
}

/// Whether a rule runs, and how bad what it finds is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    At(Severity),
}

/// Findings that are known and meant.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The entry in its file.
    pub at: Location,
    /// An id, a topic, or [`ANY`].
    pub rule: String,
    /// Anywhere, if there are none.
    pub paths: Vec<PathGlob>,
    pub resource: Option<GlobMatcher>,
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

/// Something wrong with a configuration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigError {
    pub at: Location,
    pub message: String,
}

/// The rules that there are, for whoever names one.
pub struct Catalogue<'a> {
    /// By id.
    heads: Vec<RuleHead<'a>>,
    plugins: Plugins,
}

/// Whether the rules of all plugins are known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plugins {
    #[default]
    Loaded,
    /// Some are not: what may be the rule of one is taken for that.
    Missing,
}

impl<'a> Catalogue<'a> {
    pub fn of(rules: &[&'a dyn Rule]) -> Self {
        let mut heads: Vec<_> = rules.iter().map(|rule| rule.head()).collect();
        heads.sort_unstable_by_key(|it| it.id);
        Self { heads, plugins: Plugins::Loaded }
    }

    #[must_use]
    pub fn with_plugins(mut self, plugins: Plugins) -> Self {
        self.plugins = plugins;
        self
    }

    /// Whether a name may be the rule of a plugin that could not be loaded.
    pub fn may_be_missing(&self, name: &str) -> bool {
        self.plugins == Plugins::Missing && is_of_plugin(name)
    }

    /// The same of a name in a list, where a plugin's own stands for all its rules. One that
    /// is near to a name that is known is likely meant for that.
    pub fn may_be_missing_in_list(&self, name: &str) -> bool {
        let is_far = || did_you_mean(name, self.names()).is_empty();
        self.may_be_missing(name) || self.plugins == Plugins::Missing && is_far()
    }

    pub fn get(&self, id: &str) -> Option<&RuleHead<'a>> {
        self.heads.iter().find(|it| it.id == id)
    }

    pub fn ids(&self) -> impl Iterator<Item = &'a str> {
        self.heads.iter().map(|it| it.id)
    }

    /// Ids and topics: what a list of rules may name.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.heads.iter().flat_map(|it| [it.id, it.topic])
    }

    pub fn heads(&self) -> &[RuleHead<'a>] {
        &self.heads
    }
}

impl Config {
    /// What this one says, and where it says nothing, what the one below says.
    #[must_use]
    pub fn over(mut self, below: Self) -> Self {
        self.profile = self.profile.or(below.profile);
        self.fail_on = self.fail_on.or(below.fail_on);
        self.max_size = self.max_size.or(below.max_size);
        self.select = self.select.or(below.select);
        self.exclude.splice(0..0, below.exclude);
        self.ignore.splice(0..0, below.ignore);
        self.exceptions.splice(0..0, below.exceptions);
        self.plugins.splice(0..0, below.plugins);
        self.packs.splice(0..0, below.packs);
        for (id, entry) in below.rules {
            let own = self.rules.entry(id).or_default();
            own.level = own.level.take().or(entry.level);
            for (name, value) in entry.options {
                own.options.entry(name).or_insert(value);
            }
        }
        self
    }
}
