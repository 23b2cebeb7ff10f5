//! Runs rules over files, in three phases.
//!
//! Read each file alone and in parallel; link what the files state; look at the
//! programs. Knows rules by their trait alone, and no format.

use rayon::prelude::*;

use crate::{
    facts::{self, Facts, Kind},
    policy::Policy,
    program::{self, Linked},
    rule::{Finding, Findings, Rule, Scope},
    rules,
    syntax::{self, Document, Input, Notice, NoticeKind},
    text::{SourceFile, Sources, Span},
};

/// A guide, a ConfigMap in it, and a file in that: deeper nesting is a trap.
const MAX_DEPTH: usize = 4;

/// What a run has to say. Every output is written from it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    pub findings: Vec<Finding>,
    pub notices: Vec<Notice>,
}

/// What one file yields. It depends on that file and the rules, so it can be
/// cached; it holds neither text nor tree, so memory does not grow with files.
#[derive(Debug, Default)]
struct Reading {
    findings: Vec<Finding>,
    facts: Facts,
    notices: Vec<Notice>,
}

/// The rules that ship, however they are written.
pub fn shipped(policies: &[Policy]) -> Vec<&dyn Rule> {
    let policies = policies.iter().map(|policy| policy as &dyn Rule);
    rules::ALL.iter().map(|rule| *rule as &dyn Rule).chain(policies).collect()
}

/// The same report whatever the order of files and rules and the number of threads.
pub fn run(sources: &Sources, rules: &[&dyn Rule]) -> Report {
    let readings: Vec<_> = sources.files().par_iter().map(|file| read(file, rules)).collect();
    let (mut report, mut facts) = (Report::default(), Facts::default());
    for reading in readings {
        report.findings.extend(reading.findings);
        report.notices.extend(reading.notices);
        facts.append(reading.facts);
    }
    report.findings.extend(check_linked(&program::link(&facts), rules));
    report.findings = merge(report.findings);
    report.notices.sort();
    report
}

fn read(file: &SourceFile, rules: &[&dyn Rule]) -> Reading {
    let mut reading = Reading::default();
    let whole = Input::file(file.path.clone(), file.text.clone());
    let mut inputs = vec![whole];
    while let Some(input) = inputs.pop() {
        let (documents, notices) = syntax::parse(&input);
        reading.notices.extend(notices);
        for document in &documents {
            let kind = facts::classify(document);
            reading
                .findings
                .extend(rules.iter().flat_map(|it| check_document(*it, document, kind)));
            reading.facts.append(facts::extract(document, kind));
            inputs.extend(facts::embedded(document, kind));
        }
        let deep = inputs.extract_if(.., |it| it.text.depth() > MAX_DEPTH);
        reading.notices.extend(deep.map(too_deep));
    }
    reading
}

fn too_deep(Input { text, .. }: Input) -> Notice {
    let at = text.locate(Span::new(0, text.as_str().len()));
    let message = "not read: a file too deep in files".to_owned();
    Notice { at, kind: NoticeKind::Partial, message }
}

fn check_document(rule: &dyn Rule, document: &Document, kind: Kind) -> Vec<Finding> {
    let meta = rule.meta();
    let mut findings = Findings::of(meta);
    if meta.scope == Scope::Document && meta.kinds.contains(&kind) {
        rule.check_document(document, &mut findings);
    }
    findings.into_vec()
}

fn check_linked(linked: &Linked, rules: &[&dyn Rule]) -> Vec<Finding> {
    let check = |rule: &&dyn Rule| {
        let mut findings = Findings::of(rule.meta());
        match rule.meta().scope {
            Scope::Document => {}
            Scope::Program => {
                linked.programs.iter().for_each(|it| rule.check_program(it, linked, &mut findings));
            }
            Scope::Workspace => rule.check_workspace(linked, &mut findings),
        }
        findings.into_vec()
    };
    rules.par_iter().flat_map_iter(check).collect()
}

/// Sorted, and one finding for each place, rule and message: a value that two
/// programs share is one fault, and its mend is in one place.
fn merge(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup_by(|next, kept| {
        let same = (next.at, &next.rule, &next.message) == (kept.at, &kept.rule, &kept.message);
        if same {
            kept.related.append(&mut next.related);
            // The surest of them says what it rests on.
            if next.confidence > kept.confidence {
                (kept.confidence, kept.help) = (next.confidence, next.help.take());
            }
        }
        same
    });
    findings.iter_mut().for_each(|finding| finding.related.sort());
    findings
}
