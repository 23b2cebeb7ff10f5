//! A policy asked of a tree: a document, what it states, or a program.

use super::{
    Policy, Predicate,
    file::Over,
    message,
    predicate::{Answer, Asked, Start},
};
use crate::{
    facts::Setting,
    program::{Effective, Linked, Outline, Program},
    rule::{Finding, Findings},
    text::Location,
    tree::{NodeId, Schema, Tree},
};

/// What a policy is asked of.
pub(super) struct Ground<'a> {
    pub tree: &'a Tree,
    /// Of the document, or of the object in it.
    pub root: NodeId,
    pub schema: Schema,
    /// The program that the tree is of, where it is of one.
    pub told: Option<(&'a Outline, &'a Program, &'a Linked)>,
}

impl Ground<'_> {
    fn locate(&self, node: NodeId) -> Location {
        self.told.map_or_else(|| self.tree.locate(node), |it| it.0.locate(node))
    }
}

impl Policy {
    /// Each of what is selected for which the policy finds fault.
    pub(super) fn check(&self, ground: &Ground<'_>, findings: &mut Findings) {
        let Ground { tree, root, schema, .. } = *ground;
        for selected in self.select.iter().flat_map(|it| tree.select_from(root, it)) {
            // A setting that is written with nothing under it is not set.
            let is_null = || tree.scalar(selected).is_some_and(|it| it.is_null());
            if self.file.setting.is_some() && is_null() {
                continue;
            }
            let asked = Asked { tree, schema, root, selected, findings };
            let ask = |it: &Option<Predicate>| {
                it.as_ref().map_or(Answer::Yes, |it| it.ask(asked, selected))
            };
            // Of what is in order, nobody needs to know when that matters.
            let find = ask(&self.find);
            if matches!(find, Answer::No) {
                continue;
            }
            match (ask(&self.when), find) {
                (Answer::Yes, Answer::Yes) => self.report(ground, selected, findings),
                (Answer::No, _) | (_, Answer::No) => {}
                (Answer::Unknown(node), _) | (_, Answer::Unknown(node)) => {
                    findings.silenced(ground.locate(node), "a value that is not known here");
                }
            }
        }
    }

    fn report(&self, ground: &Ground<'_>, selected: NodeId, findings: &mut Findings) {
        let message = message::say(&self.message, ground.tree, ground.root, selected);
        let at = self.place(ground, selected);
        let finding = findings.report(at, message);
        match ground.told {
            Some((outline, program, linked)) => {
                of_program(finding, outline.locate(selected), program, linked);
            }
            None => finding.resource = resource(ground.tree, selected),
        }
    }

    fn place(&self, ground: &Ground<'_>, selected: NodeId) -> Location {
        let tree = ground.tree;
        // In a program, what is selected may be one part, and the place another.
        let is_program = self.file.over == Over::Program;
        let at = self.at.iter().find_map(|(start, at)| match start {
            Start::Root => tree.first_from(ground.root, at),
            Start::Node => tree
                .first_from(selected, at)
                .or_else(|| is_program.then(|| tree.first_from(ground.root, at)).flatten()),
        });
        let at = at.unwrap_or(selected);
        // A fact already stands where its name does.
        let is_block = self.file.over == Over::Document && tree.is_map(at);
        ground.locate(if is_block { name(tree, at) } else { at })
    }
}

/// Weighs a finding by where the program is meant to run, and says on what it rests.
fn of_program(finding: &mut Finding, selected: Location, program: &Program, linked: &Linked) {
    if program.context.is_harmless() {
        finding.severity(finding.severity.lowered());
    }
    if let Some((workload, _)) = program.container(linked) {
        finding.resource(&workload.title());
    }
    let presumed = program.presumed.iter().map(|it| &it.effective);
    let mut told = program.settings.iter().chain(presumed);
    let Some(effective) = told.find(|it| value_at(&it.setting) == selected) else { return };
    let Effective { setting, origins } = effective;
    finding.given(&setting.value.certainty);
    let by = origins.first().and_then(|it| it.by);
    if let (Some(name), Some(by)) = (&program.name, by) {
        finding.related(by, format!("`{name}` receives it here"));
    }
}

fn value_at(setting: &Setting) -> Location {
    setting.value.at
}

/// The key of a block, where it has one: a block is found fault with at its name.
fn name(tree: &Tree, block: NodeId) -> NodeId {
    let entries = tree.nodes().filter(|id| tree.is_map(*id)).flat_map(|id| tree.entries(id));
    let mut keys = entries.filter(|(_, value)| *value == block).map(|(key, _)| key);
    keys.next().unwrap_or(block)
}

/// The workload that a selected fact is of.
fn resource(tree: &Tree, selected: NodeId) -> Option<std::sync::Arc<str>> {
    let workloads = tree.get(Tree::ROOT, "workloads")?;
    let own = tree.items(workloads).iter().rev().find(|it| **it <= selected)?;
    tree.get(*own, "title").and_then(|title| tree.str(title)).map(Into::into)
}
