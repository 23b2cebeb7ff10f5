//! What the tree itself asks not to hear of: comments, and exceptions of the
//! configuration. Applied in one pass over findings that are already merged.

mod cover;
mod exceptions;
mod extent;
mod grammar;

pub(super) use cover::Comments;
pub(super) use exceptions::except;

use std::collections::BTreeMap;

use super::{
    Report, RuleSet, RunOptions, Silenced, SilencedBy, Trust, options::Coverage, select::Found,
};
use crate::{
    config::{ANY, Date, is_of_plugin},
    rule::{Finding, Scope},
    syntax::{Notice, NoticeKind},
    text::{FileId, Location, Span, did_you_mean},
};

/// A comment that silences, or tries to. Of one file alone, so it can be cached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suppression {
    /// The directive, without the mark of its comment.
    at: Location,
    /// None where there is nothing that it could mean.
    covers: Option<Span>,
    rules: Vec<String>,
    reason: Option<String>,
    until: Option<Date>,
    fault: Option<Fault>,
}

/// Why a directive means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault(String);

/// The rules whose findings are made here.
const MALFORMED: &str = "suppression-malformed";
const WITHOUT_REASON: &str = "suppression-without-reason";
const EXPIRED: &str = "suppression-expired";
const UNUSED: &str = "suppression-unused";

impl Suppression {
    fn of(at: Location, rules: Vec<String>, reason: Option<String>, until: Option<Date>) -> Self {
        Self { at, covers: None, rules, reason, until, fault: None }
    }

    fn faulty(at: Location, fault: impl Into<String>) -> Self {
        let fault = Some(Fault(fault.into()));
        Self { fault, ..Self::of(at, Vec::new(), None, None) }
    }

    fn has_expired(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Takes out the findings that comments silence, and adds those about the comments.
pub(super) fn apply(
    suppressions: &[Suppression],
    report: &mut Report,
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
) -> Vec<Silenced> {
    let findings = &mut report.findings;
    let mut of_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (index, it) in suppressions.iter().enumerate() {
        of_file.entry(it.at.file).or_default().push(index);
    }
    // By suppression, which of its names silenced something.
    let mut used: Vec<Vec<bool>> =
        suppressions.iter().map(|it| vec![false; it.rules.len()]).collect();
    let mut silenced = Vec::new();
    findings.retain(|finding| {
        let mut by = None;
        for index in of_file.get(&finding.at.file).into_iter().flatten() {
            let it = &suppressions[*index];
            let covers = it.covers.is_some_and(|it| covers(it, finding.at.span));
            if !covers || it.has_expired(options.today) {
                continue;
            }
            for (name, used) in it.rules.iter().zip(&mut used[*index]) {
                if means(name, &finding.rule, rules) {
                    *used = true;
                    by = by.or(Some(it));
                }
            }
        }
        let Some(by) = by else { return true };
        silenced.push(Silenced {
            finding: finding.clone(),
            by: SilencedBy::Comment(by.at),
            reason: by.reason.clone(),
        });
        options.trust == Trust::Audit
    });
    for (it, used) in suppressions.iter().zip(&mut used) {
        excuse(it, used, report, rules);
        judge(it, used, rules, options, &mut report.findings);
    }
    silenced
}

/// What a file that was not read to the end, or a value that is not known, kept
/// a rule from saying may well be what is silenced.
fn excuse(it: &Suppression, used: &mut [bool], report: &Report, rules: &RuleSet<'_>) {
    let file = it.at.file;
    let cut = |it: &Notice| it.at.file == file && it.kind != NoticeKind::Lossy;
    let is_cut = report.notices.iter().any(cut);
    let here = |at: Location| at.file == file && it.covers.is_some_and(|it| covers(it, at.span));
    for (name, used) in it.rules.iter().zip(used) {
        let mut silences = report.silences.iter().filter(|it| here(it.at));
        let is_known = name == ANY || rules.exists(name);
        *used |= is_known && (is_cut || silences.any(|it| means(name, &it.rule, rules)));
    }
}

/// A finding is where it starts.
fn covers(covered: Span, found: Span) -> bool {
    covered.start <= found.start && found.start < covered.end.max(covered.start + 1)
}

/// Whether an id, topic or `*` is meant by a name.
fn means(name: &str, rule: &str, rules: &RuleSet<'_>) -> bool {
    name == ANY || name == rule || rules.topic(rule) == Some(name)
}

/// What is wrong with a suppression itself.
fn judge(
    it: &Suppression,
    used: &[bool],
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
    into: &mut Vec<Finding>,
) {
    if let Some(Fault(fault)) = &it.fault {
        return report(MALFORMED, it.at, fault.clone(), rules, into);
    }
    if it.reason.is_none() {
        let message = "this silences without saying why".to_owned();
        report(WITHOUT_REASON, it.at, message, rules, into);
    }
    if it.has_expired(options.today)
        && let Some(until) = it.until
    {
        let message = format!("this held until {until} and silences no more");
        return report(EXPIRED, it.at, message, rules, into);
    }
    for (name, _) in it.rules.iter().zip(used).filter(|it| !it.1) {
        if is_absent(name, rules) {
            continue;
        }
        if name != ANY && !rules.exists(name) {
            let hint = did_you_mean(name, rules.names());
            let message = format!("no rule or topic is called `{name}`{hint}");
            report(UNUSED, it.at, message, rules, into);
        } else if all_was_said(name, rules, options.coverage) {
            report(UNUSED, it.at, format!("`{name}` finds nothing here"), rules, into);
        }
    }
}

/// Whether a name may be the rule of a plugin that does not run here.
fn is_absent(name: &str, rules: &RuleSet<'_>) -> bool {
    let plugin = name.split('/').next().unwrap_or(name);
    is_of_plugin(name) && !rules.exists(plugin)
}

/// Whether the rules of a name ran, and saw all that they would see.
fn all_was_said(name: &str, rules: &RuleSet<'_>, coverage: Coverage) -> bool {
    let named = |it: &&super::Active<'_>| {
        let meta = it.rule.head();
        name == ANY || name == meta.id || name == meta.topic
    };
    let mut named = rules.all().iter().filter(named).peekable();
    let sees_all =
        |scope| coverage == Coverage::Whole || matches!(scope, Scope::Text | Scope::Document);
    named.peek().is_some() && named.all(|it| sees_all(it.rule.head().scope))
}

/// Reports in the name of a rule, if it runs.
fn report(id: &str, at: Location, message: String, rules: &RuleSet<'_>, into: &mut Vec<Finding>) {
    let Some(active) = rules.get(id) else { return };
    let mut found = Found::default();
    active.ask(&mut found, |findings| {
        findings.report(at, message);
    });
    into.append(&mut found.findings);
}
