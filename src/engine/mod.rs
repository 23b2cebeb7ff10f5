//! Runs rules over files, in three phases.
//!
//! Read each file alone and in parallel; link what the files state; look at the
//! programs. Knows rules by their trait alone, and no format.

mod files;
mod hide;
mod guards;
mod history;
mod include;
mod options;
mod patch;
mod read;
mod report;
mod same;
mod select;
mod show;
mod suppress;
mod walk;
mod words;

pub use files::{Bytes, FileEntry, Files, MAX_SIZE};
pub use hide::places as hidden_places;
pub use history::{History, HistoryError, history};
pub use options::{Afterwards, Coverage, RunOptions, Trust};
pub use read::MAX_DEPTH;
pub use report::{Counts, Report, Silenced, SilencedBy};
pub use select::{Active, RuleSet, Wishes, choose, shipped};
pub use walk::{Ignores, Named, Verdict, WalkOptions, explain, shown as shown_path, walk};

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    facts::Facts,
    program::Linked,
    rule::{Findings, Silence},
    text::{FileId, Sources},
};
use guards::{Guards, Standing};
use read::Reading;
use select::Found;

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
    let mut guards = Guards::default();
    let (mut values, mut servers) = (Vec::new(), Vec::new());
    let readings = readings(files, rules);
    facts.workloads.reserve_exact(readings.iter().map(|it| it.facts.workloads.len()).sum());
    for (reading, id) in readings.into_iter().zip(0..) {
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
        guards.append(reading.guards);
        servers.extend(reading.server);
    }
    let notices = std::mem::take(&mut report.notices);
    let (findings, silences) =
        (std::mem::take(&mut report.findings), std::mem::take(&mut report.silences));
    let mut whole = Reading { facts, notices, findings, silences, ..Reading::default() };
    include::in_tree(servers, files, rules, &mut whole);
    patch::apply(files, rules, &mut whole);
    (report.findings, report.silences) = (whole.findings, whole.silences);
    report.notices = whole.notices;
    let linked = Linked::new(whole.facts, &files.paths());
    go_home(&mut report, &linked, rules);
    let found = check_linked(&linked, rules);
    report.findings.extend(found.findings);
    report.silences.extend(found.silences);
    report.notices.extend(found.notices);
    report.findings = report::merge(report.findings);
    heed(&mut report, &guards);
    silence(&mut report, &suppressions, files, rules, options);
    report.findings = same::join(report.findings, &values);
    report.notices.sort();
    report.notices.dedup();
    report.silences.sort();
    report.silences.dedup();
    show::show(&mut report, files, &digests);
    hide::hide(&mut report);
    if options.afterwards == Afterwards::Exit {
        std::mem::forget(linked);
    }
    report
}

/// What the files of a run state, linked, without a rule that is asked.
pub fn link(files: &Files) -> Linked {
    let rules = RuleSet::new(Vec::new());
    let (mut whole, mut servers) = (Reading::default(), Vec::new());
    for reading in readings(files, &rules) {
        whole.facts.append(reading.facts);
        servers.extend(reading.server);
    }
    include::in_tree(servers, files, &rules, &mut whole);
    patch::apply(files, &rules, &mut whole);
    Linked::new(whole.facts, &files.paths())
}

/// Takes out what rules of one system's policy say of the files of others: which system a
/// file is of is known when all files are.
fn go_home(report: &mut Report, linked: &Linked, rules: &RuleSet<'_>) {
    let counts =
        |rule: &str, file| rules.get(rule).is_none_or(|it| it.rule.is_at_home(file, linked));
    report.findings.retain(|it| counts(&it.rule, it.at.file));
    report.silences.retain(|it| counts(&it.rule, it.at.file));
}

/// What a chart says only if its user wishes it is no fault of the chart, and what it
/// may not say at all is less sure.
fn heed(report: &mut Report, guards: &Guards) {
    for mut finding in std::mem::take(&mut report.findings) {
        // A secret is known to all who read the chart, whatever comes of it.
        let is_secret = report.secrets.contains(&finding.at);
        match guards.standing(&finding) {
            _ if is_secret => {}
            Standing::Always => {}
            Standing::Perhaps => {
                let caveat = "whether this is there depends on a condition of the template";
                finding.confidence(finding.confidence.lowered()).caveat = Some(caveat.to_owned());
            }
            Standing::Chosen => {
                let by = "the value by which the user of the chart chooses this".to_owned();
                report.silences.push(Silence { at: finding.at, rule: finding.rule, by });
                continue;
            }
        }
        report.findings.push(finding);
    }
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

fn check_linked(linked: &Linked, rules: &RuleSet<'_>) -> Found {
    let subjects = linked.subjects();
    let check = |subject: &crate::program::Subject| {
        let program = linked.program(*subject);
        let mut found = Found::default();
        for active in rules.program(&program, linked) {
            let check = |it: &mut Findings<'_>| active.rule.check_program(&program, linked, it);
            active.ask(&mut found, check);
        }
        found
    };
    let parts: Vec<_> = if !rules.looks_at_programs() {
        Vec::new()
    } else if subjects.len() < FEW_FILES {
        subjects.iter().map(check).collect()
    } else {
        subjects.par_iter().map(check).collect()
    };
    let mut all = Found::default();
    for part in parts {
        all.findings.extend(part.findings);
        all.silences.extend(part.silences);
        all.notices.extend(part.notices);
    }
    for active in rules.workspace() {
        active.ask(&mut all, |findings| active.rule.check_workspace(linked, findings));
    }
    all
}
