//! Runs rules over files, in three phases.
//!
//! Read each file alone and in parallel; link what the files state; look at the
//! programs. Knows rules by their trait alone, and no format.

mod files;
mod history;
mod options;
mod read;
mod report;
mod same;
mod select;
mod suppress;
mod walk;

pub use files::{Bytes, FileEntry, Files, MAX_SIZE};
pub use history::{History, HistoryError, history};
pub use options::{Coverage, RunOptions, Trust};
pub use read::MAX_DEPTH;
pub use report::{Counts, Report, Silenced, SilencedBy};
pub use select::{Active, RuleSet, Wishes, choose, shipped};
pub use walk::{Ignores, Named, Verdict, WalkOptions, explain, shown as shown_path, walk};

use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;

use crate::{
    facts::Facts,
    program::Linked,
    rule::{Finding, Findings, Silence},
    syntax::{Notice, NoticeKind},
    text::{FileId, Location, SourceFile, Sources, Span},
};
use read::Reading;

/// Below this many files threads cost more than they save.
const FEW_FILES: usize = 20;

/// A run of which nothing more is known.
pub fn run(files: &Files, rules: &RuleSet<'_>) -> Report {
    run_with(files, rules, &RunOptions::default())
}

/// The same report whatever the order of files and rules and the number of threads.
pub fn run_with(files: &Files, rules: &RuleSet<'_>, options: &RunOptions<'_>) -> Report {
    let mut suppressions = Vec::new();
    let mut report = Report { sources: Sources::new(files.paths()), ..Report::default() };
    let mut facts = Facts::default();
    report.notices.clone_from(files.notices());
    let mut digests = BTreeMap::new();
    let mut values = Vec::new();
    for (reading, id) in readings(files, rules).into_iter().zip(0..) {
        values.extend(reading.values);
        digests.extend(reading.digest.map(|digest| (FileId(id), digest)));
        report.findings.extend(reading.findings);
        report.silences.extend(reading.silences);
        report.notices.extend(reading.notices);
        report.secrets.extend(reading.secrets);
        report.counts.add(&reading.counts);
        report.failed.extend(reading.has_failed.then_some(FileId(id)));
        suppressions.extend(reading.suppressions);
        facts.append(reading.facts);
    }
    let linked = Linked::new(facts, &files.paths());
    let (found, silences) = check_linked(&linked, rules);
    report.findings.extend(found);
    report.silences.extend(silences);
    report.findings = report::merge(report.findings);
    silence(&mut report, &suppressions, files, rules, options);
    report.findings = same::join(report.findings, &values);
    report.notices.sort();
    report.notices.dedup();
    report.silences.sort();
    report.silences.dedup();
    report.secrets.sort_unstable();
    report.secrets.dedup();
    show(&mut report, files, &digests);
    report
}

/// Takes out what comments and exceptions silence, and adds what is wrong with these.
fn silence(
    report: &mut Report,
    suppressions: &[suppress::Suppression],
    files: &Files,
    rules: &RuleSet<'_>,
    options: &RunOptions<'_>,
) {
    report.is_audit = options.trust == Trust::Audit;
    report.silenced = suppress::apply(suppressions, report, rules, options);
    let findings = &mut report.findings;
    report.silenced.extend(suppress::except(files, findings, rules, options));
    findings.sort();
    report.silenced.sort();
}

/// What each file yields, in the order of the files.
fn readings(files: &Files, rules: &RuleSet<'_>) -> Vec<Reading> {
    let key = same::Key::new();
    let read = |index: usize| read::read(files, FileId(index as u32), rules, &key);
    let count = files.len();
    if count < FEW_FILES {
        return (0..count).map(read).collect();
    }
    (0..count).into_par_iter().map(read).collect()
}

fn check_linked(linked: &Linked, rules: &RuleSet<'_>) -> (Vec<Finding>, Vec<Silence>) {
    let mut found = Vec::new();
    let mut silences = Vec::new();
    let subjects = linked.subjects();
    let check = |subject: &crate::program::Subject| {
        let program = linked.program(*subject);
        let mut parts = (Vec::new(), Vec::new());
        for active in rules.program() {
            let mut findings = active.findings();
            active.rule.check_program(&program, linked, &mut findings);
            active.collect(findings, &mut parts);
        }
        parts
    };
    let parts: Vec<_> = if rules.program().is_empty() {
        Vec::new()
    } else if subjects.len() < FEW_FILES {
        subjects.iter().map(check).collect()
    } else {
        subjects.par_iter().map(check).collect()
    };
    for part in parts {
        found.extend(part.0);
        silences.extend(part.1);
    }
    for active in rules.workspace() {
        let mut findings: Findings<'_> = active.findings();
        active.rule.check_workspace(linked, &mut findings);
        let mut part = (Vec::new(), Vec::new());
        active.collect(findings, &mut part);
        found.extend(part.0);
        silences.extend(part.1);
    }
    (found, silences)
}

/// Reads the files again that the report shows. One that holds secrets and was
/// written meanwhile is not shown, as nobody knows where they stand now.
fn show(report: &mut Report, files: &Files, digests: &BTreeMap<FileId, u64>) {
    let findings = report.findings.iter();
    let findings = findings.chain(report.silenced.iter().map(|it| &it.finding));
    let places = findings.flat_map(|it| {
        let edits = it.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.at);
        it.related.iter().map(|related| related.at).chain(edits).chain([it.at])
    });
    let mut shown: Vec<FileId> = places.map(|at| at.file).collect();
    shown.extend(report.notices.iter().map(|it| it.at.file));
    shown.sort_unstable();
    shown.dedup();
    for id in shown {
        if let Ok(Some((text, encoding))) = files.text(id) {
            let before = digests.get(&id);
            if before.is_some_and(|before| *before != read::digest(&text)) {
                let at = Location { file: id, span: Span::default() };
                let message = "not shown: it was written while it was reviewed".to_owned();
                report.notices.push(Notice { at, kind: NoticeKind::Partial, message });
                continue;
            }
            report.sources.add(id, SourceFile::new(id, Arc::<str>::from(text), encoding));
        }
    }
}
