//! What a guest can ask for: the `host` interface of the contract.
//!
//! A handle is a number that the host chose, so that no table of them is kept.

mod document;
mod node;
mod nodes;
mod program;

pub use document::ID;
pub use nodes::{Nodes, Written, name};

use wasmtime::component::Resource;

use super::{
    Fault,
    bindings::{host, types},
    state::{State, Subject},
};
use crate::{
    config::{Date, Limit},
    facts::Context,
    text::Location,
};

/// Stands for a node, by its number and, above that, its tree.
pub struct NodeHandle;
/// Stands for the one document of a call.
pub struct DocumentHandle;
/// Stands for the one program of a call.
pub struct ProgramHandle;
/// Stands for a setting, by its number.
pub struct SettingHandle;

/// Set in the numbers of nodes of facts.
const FACTS: u32 = 1 << 31;

impl State {
    /// The tree that a node is of, by the number that a guest has for it.
    pub fn nodes(&self, id: u32) -> Result<(&Nodes, usize), Fault> {
        let nodes = match (&self.subject, is_facts(id)) {
            (Subject::Document(it), false) => it.tree.as_ref(),
            (Subject::Document(it), true) => it.facts.as_ref(),
            (Subject::Program(it), _) => it.workload.as_ref(),
            (Subject::Nothing, _) => None,
        };
        let index = (id & !FACTS) as usize;
        nodes
            .filter(|it| index < it.tree.len())
            .map(|it| (it, index))
            .ok_or_else(|| Fault::Answer(format!("{id} is the number of no node")))
    }

    /// Gives out a place.
    fn mark(&mut self, at: Location) -> wasmtime::Result<u32> {
        if self.marks.len() as u64 >= self.limits.get(Limit::Handles) {
            return Err(self.over(Limit::Handles));
        }
        self.marks.push(at);
        Ok(self.marks.len() as u32 - 1)
    }
}

/// A guest that does what the contract does not allow.
pub fn answer(what: impl Into<String>) -> wasmtime::Error {
    wasmtime::Error::new(Fault::Answer(what.into()))
}

const fn is_facts(id: u32) -> bool {
    id & FACTS != 0
}

fn own<T: 'static>(rep: u32) -> Resource<T> {
    Resource::new_own(rep)
}

fn environment(context: Context) -> types::Environment {
    match context {
        Context::Unstated => types::Environment::Unstated,
        Context::Example => types::Environment::Example,
        Context::Development => types::Environment::Development,
        Context::Staging => types::Environment::Staging,
        Context::Production => types::Environment::Production,
    }
}

fn date(date: Date) -> types::Date {
    let (year, month, day) = date.parts();
    types::Date { year, month, day }
}

impl types::Host for State {}

impl host::Host for State {
    fn path_of(&mut self, at: u32) -> wasmtime::Result<String> {
        let Some(at) = self.marks.get(at as usize) else {
            return Err(answer(format!("{at} is the number of no place")));
        };
        Ok(match &self.subject {
            Subject::Program(it) => it.paths.get(&at.file).cloned().unwrap_or_default(),
            Subject::Document(it) => it.path.clone().unwrap_or_default(),
            Subject::Nothing => String::new(),
        })
    }

    fn today(&mut self) -> wasmtime::Result<types::Date> {
        Ok(date(self.today))
    }

    fn silenced(&mut self, rule: String, at: types::Place, by: String) -> wasmtime::Result<()> {
        self.short(&rule)?;
        self.short(&by)?;
        if self.silenced.len() as u64 >= self.limits.get(Limit::Findings) {
            return Err(self.over(Limit::Findings));
        }
        let at = super::place::locate(self, &at).map_err(wasmtime::Error::new)?;
        self.silenced.push((rule, at, by));
        Ok(())
    }
}
