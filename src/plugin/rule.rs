//! A rule of a plugin, as the engine knows rules.

use std::{collections::BTreeMap, sync::Arc};

use wasmtime::component::Resource;

use super::{
    Fault, answer,
    bindings::types,
    guest::{Failure, Guest, Running, reason},
    host::{Nodes, Written, name},
    info::Meta,
    state::{DocumentData, ProgramData, State, Subject},
};
use crate::{
    facts::{View, outline_of_workload},
    program::{Linked, Program},
    rule::{Findings, Rule, RuleMeta},
    text::{FileId, Location, Span},
    tree::{Schema, Tree},
};

/// A rule of a plugin.
pub struct PluginRule {
    pub guest: Arc<Guest>,
    pub meta: Meta,
}

/// What a guest answers when it is asked for findings.
type Answer = Result<Vec<types::Finding>, String>;

impl PluginRule {
    /// Asks the guest, and puts what it answers, or its fault, among the findings.
    fn check(
        &self,
        at: Location,
        subject: Subject,
        findings: &mut Findings<'_>,
        ask: impl FnOnce(&[String], Running<'_>) -> wasmtime::Result<Answer>,
    ) {
        if let Err(fault) = self.ask(subject, findings, ask) {
            findings.failed(at, format!("plugin `{}`: {}", self.meta.view().id, fault.line()));
        }
    }

    fn ask(
        &self,
        subject: Subject,
        findings: &mut Findings<'_>,
        ask: impl FnOnce(&[String], Running<'_>) -> wasmtime::Result<Answer>,
    ) -> Result<(), Fault> {
        let rules = [self.meta.own_id.clone()];
        let (found, state) = self.guest.call(subject, |(exports, store)| {
            configure(&self.guest, (exports, &mut *store))?;
            let answer = ask(&rules, (exports, store))?;
            answer.map_err(|why| Failure::Said(Fault::Said(reason(&why))))
        })?;
        for found in answer::findings(&state, &self.meta.own_id, found)? {
            found.report(findings);
        }
        self.silence(state, findings);
        Ok(())
    }

    fn silence(&self, state: State, findings: &mut Findings<'_>) {
        let own = state.silenced.into_iter().filter(|it| it.0 == self.meta.own_id);
        own.for_each(|(_, at, by)| findings.silenced(at, super::neutral::line(&by)));
    }
}

/// Tells a guest its options.
pub fn configure(guest: &Guest, (exports, store): Running<'_>) -> Result<(), Failure> {
    let answer = exports.call_configure(store, &guest.options)?;
    answer.map_err(|why| Failure::Said(Fault::Options(reason(&why))))
}

impl Rule for PluginRule {
    fn meta(&self) -> RuleMeta<'_> {
        self.meta.view()
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        if !self.meta.wants(view.document.text.as_str()) {
            return;
        }
        let subject = Subject::Document(Box::new(document(view)));
        let at = start(view);
        self.check(at, subject, findings, |rules, (exports, store)| {
            exports.call_check_document(store, rules, Resource::new_own(0))
        });
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let subject = Subject::Program(Box::new(self::program(program, linked)));
        self.check(program.at, subject, findings, |rules, (exports, store)| {
            exports.call_check_program(store, rules, Resource::new_own(0))
        });
    }
}

/// The start of a document, for what is to be said of all of it.
fn start(view: &View) -> Location {
    let span = view.tree().map_or_else(Span::default, |tree| tree.span(view.root));
    view.document.text.locate(Span { start: span.start, end: span.start })
}

fn document(view: &View) -> DocumentData {
    let facts = view.outline();
    let facts = facts.map(|it| Nodes::new(it, Tree::ROOT, Schema::Core, Written::AsFacts));
    let tree = view.tree();
    let tree = tree.map(|it| Nodes::new(it, view.root, view.schema(), Written::AsItIs));
    DocumentData {
        path: view.document.name.clone(),
        kind: name(view.kind),
        format: name(view.document.format),
        context: view.context(),
        text: view.document.text.clone(),
        tree,
        facts,
    }
}

fn program(program: &Program, linked: &Linked) -> ProgramData {
    let workload = program.container(linked).map(|it| outline_of_workload(it.0));
    let workload = workload.flatten();
    let origins = program.settings.iter().flat_map(|it| {
        let own = [it.setting.value.at.file, it.setting.delivered.at.file];
        it.origins.iter().map(|it| it.value.file).chain(own)
    });
    let paths: BTreeMap<FileId, String> =
        origins.chain([program.at.file]).map(|file| (file, linked.path(file).to_owned())).collect();
    ProgramData {
        name: program.name.clone(),
        at: program.at,
        context: program.context,
        settings: program.settings.clone(),
        missing: program.missing.iter().map(|it| it.it.clone()).collect(),
        workload: workload.map(|it| Nodes::new(&it, Tree::ROOT, Schema::Core, Written::AsFacts)),
        paths,
    }
}
