//! The rules of a run, ready to be asked.

use crate::{
    facts::Kind,
    policy::Policy,
    rule::{Finding, Findings, Options, Rule, Scope, Severity, Silence},
    rules,
};

/// The rules that ship, however they are written.
pub fn shipped(policies: &[Policy]) -> Vec<&dyn Rule> {
    let policies = policies.iter().map(|policy| policy as &dyn Rule);
    rules::ALL.iter().map(|rule| *rule as &dyn Rule).chain(policies).collect()
}

/// A rule that runs, with what the user says of it.
#[derive(Clone, Copy)]
pub struct Active<'a> {
    pub rule: &'a dyn Rule,
    /// Instead of the rule's own.
    pub severity: Option<Severity>,
    pub options: Option<&'a Options>,
}

/// The rules of a run, by what they look at.
pub struct RuleSet<'a> {
    all: Vec<Active<'a>>,
    text: Vec<Active<'a>>,
    /// By kind; those that name none are under each.
    document: Vec<Vec<Active<'a>>>,
    program: Vec<Active<'a>>,
    workspace: Vec<Active<'a>>,
}

impl<'a> RuleSet<'a> {
    /// The order of the rules makes no difference.
    pub fn new(mut all: Vec<Active<'a>>) -> Self {
        all.sort_by(|a, b| a.rule.meta().id.cmp(b.rule.meta().id));
        let of = |scope| all.iter().filter(|it| it.rule.meta().scope == scope).copied().collect();
        let document: Vec<Active<'_>> = of(Scope::Document);
        let kinds = 0..=Kind::Other as usize;
        let by_kind = kinds.map(|kind| {
            let wants = |it: &&Active<'_>| {
                let kinds = it.rule.meta().kinds;
                kinds.is_empty() || kinds.iter().any(|it| *it as usize == kind)
            };
            document.iter().filter(wants).copied().collect()
        });
        Self {
            text: of(Scope::Text),
            document: by_kind.collect(),
            program: of(Scope::Program),
            workspace: of(Scope::Workspace),
            all,
        }
    }

    /// All of these rules, as they are.
    pub fn of(rules: &[&'a dyn Rule]) -> Self {
        let active = rules.iter().map(|rule| Active { rule: *rule, severity: None, options: None });
        Self::new(active.collect())
    }

    /// By id.
    pub fn all(&self) -> &[Active<'a>] {
        &self.all
    }

    pub(super) fn text(&self) -> &[Active<'a>] {
        &self.text
    }

    pub(super) fn document(&self, kind: Kind) -> &[Active<'a>] {
        &self.document[kind as usize]
    }

    pub(super) fn program(&self) -> &[Active<'a>] {
        &self.program
    }

    pub(super) fn workspace(&self) -> &[Active<'a>] {
        &self.workspace
    }
}

impl<'a> Active<'a> {
    pub(super) fn findings(&self) -> Findings<'a> {
        Findings::of(self.rule.meta(), self.options)
    }

    /// What a rule found, with the severity that the user gives it.
    pub(super) fn collect(&self, findings: Findings<'_>, into: &mut (Vec<Finding>, Vec<Silence>)) {
        let (found, silences) = findings.into_parts();
        into.0.extend(found.into_iter().map(|mut finding| {
            finding.severity = self.severity.unwrap_or(finding.severity);
            finding
        }));
        into.1.extend(silences);
    }
}
