//! A policy asked of a tree: a document, what it states, or a program.

use super::{
    file::Over,
    message,
    predicate::{Answer, Asked, Predicate, Start},
    rule::Body,
};
use crate::{
    facts::Context,
    program::{Effective, Linked, Outline, Program},
    rule::{Finding, Findings, Related, Severity},
    text::Location,
    tree::{NodeId, Schema, Tree},
};

/// What a policy is asked of.
pub(super) struct Ground<'a> {
    pub tree: &'a Tree,
    /// Of the document, or of the object in it.
    pub root: NodeId,
    pub schema: Schema,
    /// Where a document is meant to run; a program says it itself.
    pub context: Context,
    /// Where the document takes in what is not known.
    pub included: Option<NodeId>,
    /// What files state together, where the tree is of that.
    pub told: Option<Told<'a>>,
}

/// What files state together.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub outline: &'a Outline,
    /// The program that it is about, if it is about one.
    pub program: Option<&'a Program>,
    pub linked: &'a Linked,
}

impl Ground<'_> {
    fn context(&self) -> Context {
        let program = self.told.and_then(|it| it.program);
        program.map_or(self.context, |it| it.context)
    }

    fn locate(&self, node: NodeId) -> Location {
        self.told.map_or_else(|| self.tree.locate(node), |it| it.outline.locate(node))
    }

    /// Why a node leaves open what is so.
    fn doubt(&self, node: NodeId) -> String {
        match self.included == Some(node) {
            true => format!("what `{}` says", self.tree.str(node).unwrap_or_default()),
            false => "a value that is not known here".to_owned(),
        }
    }
}

impl Body {
    /// Each of what is selected for which the policy finds fault.
    pub(super) fn check(&self, ground: &Ground<'_>, findings: &mut Findings) {
        let Ground { tree, root, schema, included, .. } = *ground;
        let all: Vec<_> = self.select.iter().flat_map(|it| tree.select_from(root, it)).collect();
        for selected in all.iter().copied() {
            // A setting that is written with nothing under it is not set.
            let is_null = || tree.scalar(selected).is_some_and(|it| it.is_null());
            if self.has_setting && is_null() {
                continue;
            }
            let among = &all;
            let asked = Asked { tree, schema, root, selected, among, included, findings };
            let ask = |it: &Option<Predicate>| {
                it.as_ref().map_or(Answer::Yes, |it| it.ask(asked, selected))
            };
            // Of what is in order, nobody needs to know when that matters.
            let find = ask(&self.find);
            if matches!(find, Answer::No) {
                continue;
            }
            match (ask(&self.when), find) {
                (Answer::Yes, Answer::Yes) => {
                    let shape = self.find.as_ref().and_then(|it| it.misshapen(asked));
                    match shape {
                        None => self.report(ground, selected, None, findings),
                        Some(faults) => faults.into_iter().for_each(|it| {
                            self.report(ground, selected, Some(it), findings);
                        }),
                    }
                }
                (Answer::No, _) | (_, Answer::No) => {}
                (Answer::Unknown(node), _) | (_, Answer::Unknown(node)) => {
                    findings.silenced(ground.locate(node), ground.doubt(node));
                }
            }
        }
    }

    /// `fault` is where and how the shape of what is selected is wrong, if that is it.
    fn report(
        &self,
        ground: &Ground<'_>,
        selected: NodeId,
        fault: Option<(NodeId, String)>,
        findings: &mut Findings,
    ) {
        let (node, error) = fault.unwrap_or((selected, String::new()));
        let severity = self.severity(ground);
        if severity.is_some_and(|it| it.is_none()) {
            return;
        }
        let said = message::Said { tree: ground.tree, root: ground.root, selected, error: &error };
        let message = message::say(&self.message, &said, findings);
        let at =
            if node == selected { self.place(ground, selected) } else { self.at(ground, node) };
        let finding = findings.report(at, message);
        finding.related.extend(self.related(ground, selected));
        match ground.told {
            Some(Told { outline, program: Some(program), linked }) => {
                of_program(finding, outline.locate(selected), program, linked);
            }
            Some(_) => {}
            None => finding.resource = resource(ground.tree, selected),
        }
        if let Some(severity) = severity.flatten() {
            finding.severity(severity);
        }
    }

    /// How bad it is where it is meant to run, if the rule says so; none in that is that
    /// it is not bad there at all.
    #[allow(clippy::option_option)]
    fn severity(&self, ground: &Ground<'_>) -> Option<Option<Severity>> {
        let context = ground.context();
        let said = self.severities.iter().find(|it| it.0.is(context));
        said.map(|it| it.1.severity())
    }

    fn related(&self, ground: &Ground<'_>, selected: NodeId) -> Vec<Related> {
        let each = self.related.iter().flat_map(|(start, path, note)| {
            let from = if *start == Start::Root { ground.root } else { selected };
            let nodes = ground.tree.select_from(from, path).into_iter();
            nodes.map(|it| Related { at: self.at(ground, it), note: note.clone() })
        });
        each.collect()
    }

    fn place(&self, ground: &Ground<'_>, selected: NodeId) -> Location {
        let tree = ground.tree;
        // In a program, what is selected may be one part, and the place another.
        let is_program = self.over == Over::Program;
        let at = self.at.iter().find_map(|(start, at)| match start {
            Start::Root => tree.first_from(ground.root, at),
            Start::Node => tree
                .first_from(selected, at)
                .or_else(|| is_program.then(|| tree.first_from(ground.root, at)).flatten()),
        });
        self.at(ground, at.unwrap_or(selected))
    }

    fn at(&self, ground: &Ground<'_>, at: NodeId) -> Location {
        let tree = ground.tree;
        // A fact already stands where its name does.
        let is_block = self.over == Over::Document && tree.is_map(at);
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
    let Some(effective) = told.find(|it| it.setting.value.at == selected) else { return };
    let Effective { setting, origins } = effective;
    finding.given(&setting.value.certainty);
    let by = origins.first().and_then(|it| it.by);
    if let (Some(name), Some(by)) = (&program.name, by) {
        finding.related(by, format!("`{name}` receives it here"));
    }
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
