//! What a guest is given during one call, and what it has used so far.

use std::{collections::BTreeMap, sync::Arc};

use wasmtime::ResourceLimiter;

use super::{Fault, fault::within, host::Nodes};
use crate::{
    config::{Date, Limit, Limits},
    facts::Context,
    program::Effective,
    text::{FileId, Location, Text},
};

/// The data of one store.
pub struct State {
    pub limits: Arc<Limits>,
    pub today: Date,
    pub subject: Subject,
    /// What a rule says nothing of: the rule, the place, and what is not known.
    pub silenced: Vec<(String, Location, String)>,
    /// Places that were given out, by number.
    pub marks: Vec<Location>,
    memory: u64,
    tables: u64,
}

/// What a guest looks at.
pub enum Subject {
    /// Nothing: it is asked what it is.
    Nothing,
    Document(Box<DocumentData>),
    Program(Box<ProgramData>),
}

/// A document with its trees; all of it is shared with who reads it.
pub struct DocumentData {
    pub path: Option<String>,
    pub kind: String,
    pub format: String,
    pub context: Context,
    pub text: Text,
    pub tree: Option<Nodes>,
    pub facts: Option<Nodes>,
}

/// A program.
pub struct ProgramData {
    pub name: Option<Arc<str>>,
    pub at: Location,
    pub context: Context,
    pub settings: Vec<Effective>,
    pub missing: Vec<String>,
    pub workload: Option<Nodes>,
    pub paths: BTreeMap<FileId, String>,
}

impl State {
    pub fn new(limits: Arc<Limits>, today: Date, subject: Subject) -> Self {
        let (silenced, marks) = (Vec::new(), Vec::new());
        Self { limits, today, subject, silenced, marks, memory: 0, tables: 0 }
    }

    pub fn over(&self, limit: Limit) -> wasmtime::Error {
        wasmtime::Error::new(Fault::Over(limit, self.limits.get(limit)))
    }

    /// Refuses a text that a guest gives to a function, if it is too long.
    pub fn short(&self, text: &str) -> wasmtime::Result<()> {
        Ok(within(&self.limits, Limit::Text, text.len() as u64)?)
    }
}

/// Ends the guest where it asks for too much: one that is only refused may ask for ever.
impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.memory += desired.saturating_sub(current) as u64;
        within(&self.limits, Limit::Memory, self.memory)?;
        Ok(true)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        self.tables += desired.saturating_sub(current) as u64;
        within(&self.limits, Limit::Tables, self.tables)?;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.get(Limit::Instances) as usize
    }

    fn tables(&self) -> usize {
        self.limits.get(Limit::Instances) as usize
    }

    fn memories(&self) -> usize {
        self.limits.get(Limit::Instances) as usize
    }
}
