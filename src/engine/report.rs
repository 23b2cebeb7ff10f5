//! What a run has to say. Every output is written from it.

use std::collections::BTreeMap;

use crate::{
    rule::{Finding, Silence},
    syntax::{Format, Notice},
    text::{FileId, Location, Sources},
};

/// What a run has to say.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// By place.
    pub findings: Vec<Finding>,
    /// Findings that the tree or its user asked not to hear.
    pub silenced: Vec<Silenced>,
    /// Whether what is silenced is among the findings all the same.
    pub is_audit: bool,
    /// What was not looked at.
    pub notices: Vec<Notice>,
    /// Files and folders that could not be opened; a notice says why.
    pub failed: Vec<FileId>,
    /// What rules would have said, had values been known.
    pub silences: Vec<Silence>,
    /// Where secrets stand: no output shows what is there.
    pub secrets: Vec<Location>,
    pub counts: Counts,
    pub sources: Sources,
}

/// A finding that something silenced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Silenced {
    pub finding: Finding,
    pub by: SilencedBy,
    pub reason: Option<String>,
}

/// What silenced a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SilencedBy {
    /// A comment in the file, and where it stands.
    Comment(Location),
    /// An entry of the configuration, by its number.
    Configuration(usize),
}

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files whose text was scanned.
    pub scanned: usize,
    /// Binary files, which hold no text.
    pub binary: usize,
    pub bytes: u64,
    /// Documents that were parsed, by format.
    pub documents: BTreeMap<Format, usize>,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        self.scanned += other.scanned;
        self.binary += other.binary;
        self.bytes += other.bytes;
        for (format, count) in &other.documents {
            *self.documents.entry(*format).or_default() += count;
        }
    }

    /// Documents that were parsed, whatever their format.
    pub fn parsed(&self) -> usize {
        self.documents.values().sum()
    }
}

/// Sorted, and one finding for each place, rule and message: a value that two
/// programs share is one fault, and its mend is in one place.
pub(super) fn merge(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup_by(|next, kept| {
        let same = (next.at, &next.rule, &next.message) == (kept.at, &kept.rule, &kept.message);
        if same {
            kept.related.append(&mut next.related);
            kept.severity = kept.severity.max(next.severity);
            // The surest of them says what it rests on.
            if next.confidence > kept.confidence {
                (kept.confidence, kept.caveat) = (next.confidence, next.caveat.take());
            }
        }
        same
    });
    for finding in &mut findings {
        finding.related.sort();
        finding.related.dedup();
    }
    findings
}
