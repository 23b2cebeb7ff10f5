//! The program that a rule looks at, and its settings.

use crate::{Certainty, Environment, Node, bindings::tidewaiter::plugin::host};

/// A workload's container with all that it is told; or, where nothing in the tree says
/// what runs, the settings of one file. There is none without a host.
pub struct Program<'a>(&'a host::Program);

/// A setting as a program receives it.
pub struct Setting(host::Setting);

/// A place that the host gave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub(crate) u32);

impl<'a> Program<'a> {
    pub(crate) fn of_host(of: &'a host::Program) -> Self {
        Self(of)
    }

    /// Such as `Deployment shop/api`.
    pub fn name(&self) -> Option<String> {
        self.0.name()
    }

    pub fn at(&self) -> Mark {
        Mark(self.0.at())
    }

    pub fn environment(&self) -> Environment {
        self.0.environment()
    }

    pub fn settings(&self) -> Vec<Setting> {
        self.0.settings().into_iter().map(Setting).collect()
    }

    /// Those with these words in their name, one after the other: `jwt secret`.
    pub fn find(&self, words: &str) -> Vec<Setting> {
        self.0.find(words).into_iter().map(Setting).collect()
    }

    /// Layers that are not in the tree and may say more.
    pub fn missing(&self) -> Vec<String> {
        self.0.missing()
    }

    /// The workload as facts, if it is one.
    pub fn workload(&self) -> Option<Node> {
        self.0.workload().map(Node::of_host)
    }
}

impl Setting {
    /// Letter by letter as the process receives it.
    pub fn name(&self) -> String {
        self.0.name()
    }

    /// Its words in lower case: `cors allowed origins`.
    pub fn words(&self) -> String {
        self.0.words()
    }

    /// The value, if all of it is known.
    pub fn value(&self) -> Option<String> {
        self.0.value()
    }

    pub fn certainty(&self) -> Certainty {
        self.0.certainty()
    }

    /// Where the value stands.
    pub fn at(&self) -> Mark {
        Mark(self.0.at())
    }

    /// Where the name stands.
    pub fn name_at(&self) -> Mark {
        Mark(self.0.name_at())
    }

    /// The places that gave it a value: the one that counts first, then those it beat.
    pub fn origins(&self) -> Vec<Mark> {
        self.0.origins().into_iter().map(Mark).collect()
    }
}

impl Mark {
    /// The path of the file that it lies in.
    pub fn path(self) -> String {
        host::path_of(self.0)
    }
}
