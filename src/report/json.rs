//! JSON of our own, for programs: versioned, and in the same order each time.

use std::{collections::BTreeMap, io};

use serde::Serialize;

use super::{escape, fingerprint::Fingerprints, letters::printable, mask};
use crate::{
    engine::{Report, Silenced, SilencedBy},
    rule::{Edit, Finding, Fix, Severity},
    syntax::{Notice, NoticeKind},
    text::{Location, Position},
};

/// Raised when a key goes or changes its meaning; new keys may come at any time.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Log<'a> {
    version: u32,
    tool: Tool,
    findings: Vec<FindingEntry<'a>>,
    silenced: Vec<SilencedEntry<'a>>,
    notices: Vec<NoticeEntry<'a>>,
    counts: Counts,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    rule: &'a str,
    severity: &'static str,
    confidence: &'static str,
    message: String,
    #[serde(flatten)]
    at: Place<'a>,
    resource: Option<String>,
    related: Vec<RelatedEntry<'a>>,
    help: Option<String>,
    caveat: Option<String>,
    fix: Option<FixEntry<'a>>,
    fingerprint: &'a str,
}

/// The path is as it is in the tree, whatever letters it has.
#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    start: Point,
    end: Point,
}

/// Lines and columns count from one; the offset is the byte of the file, from zero.
#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    utf16: u32,
    offset: u64,
}

#[derive(Serialize)]
struct RelatedEntry<'a> {
    note: String,
    #[serde(flatten)]
    at: Place<'a>,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    title: String,
    edits: Vec<EditEntry<'a>>,
}

#[derive(Serialize)]
struct EditEntry<'a> {
    #[serde(flatten)]
    at: Place<'a>,
    replacement: &'a str,
}

#[derive(Serialize)]
struct SilencedEntry<'a> {
    by: By<'a>,
    reason: Option<String>,
    finding: FindingEntry<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum By<'a> {
    Comment(Place<'a>),
    /// The number of the entry, from zero.
    Configuration(usize),
}

#[derive(Serialize)]
struct NoticeEntry<'a> {
    kind: &'static str,
    message: String,
    #[serde(flatten)]
    at: Place<'a>,
}

#[derive(Serialize)]
struct Counts {
    /// By severity.
    findings: BTreeMap<&'static str, usize>,
    files: usize,
    scanned: usize,
    binary: usize,
    bytes: u64,
    /// By format.
    documents: BTreeMap<String, usize>,
    /// Checks that could not be decided, as a value is not known.
    undecided: usize,
}

pub(super) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let prints = Fingerprints::new(report);
    let reader = Reader { report };
    let findings = report.findings.iter().zip(&prints.findings);
    let silenced = report.silenced.iter().zip(&prints.silenced);
    let log = Log {
        version: VERSION,
        tool: Tool { name: "tidewaiter", version: env!("CARGO_PKG_VERSION") },
        findings: findings.map(|(it, print)| reader.finding(it, print)).collect(),
        silenced: silenced.map(|(it, print)| reader.silenced(it, print)).collect(),
        notices: report.notices.iter().map(|it| reader.notice(it)).collect(),
        counts: reader.counts(),
    };
    escape::write(&log, out)
}

/// The name of a kind of notice, in every output for programs.
pub(super) fn notice_name(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Failed => "failed",
        NoticeKind::Unread => "unread",
        NoticeKind::Unparsed => "unparsed",
        NoticeKind::Partial => "partial",
        NoticeKind::Template => "template",
        NoticeKind::Lossy => "lossy",
    }
}

struct Reader<'a> {
    report: &'a Report,
}

impl<'a> Reader<'a> {
    fn finding(&self, it: &'a Finding, fingerprint: &'a str) -> FindingEntry<'a> {
        let related = it.related.iter();
        FindingEntry {
            rule: &it.rule,
            severity: it.severity.name(),
            confidence: it.confidence.name(),
            message: printable(&it.message),
            at: self.place(it.at),
            resource: it.resource.as_deref().map(printable),
            related: related
                .map(|it| RelatedEntry { note: printable(&it.note), at: self.place(it.at) })
                .collect(),
            help: it.help.as_deref().map(printable),
            caveat: it.caveat.as_deref().map(printable),
            fix: it.fix.as_ref().and_then(|fix| self.fix(fix)),
            fingerprint,
        }
    }

    /// None of a fix that would say a secret.
    fn fix(&self, fix: &'a Fix) -> Option<FixEntry<'a>> {
        let edit = |it: &'a Edit| EditEntry { at: self.place(it.at), replacement: &it.replacement };
        mask::keeps_secrets(fix, self.report).then(|| FixEntry {
            title: printable(&fix.title),
            edits: fix.edits.iter().map(edit).collect(),
        })
    }

    fn silenced(&self, it: &'a Silenced, fingerprint: &'a str) -> SilencedEntry<'a> {
        SilencedEntry {
            by: match it.by {
                SilencedBy::Comment(at) => By::Comment(self.place(at)),
                SilencedBy::Configuration(entry) => By::Configuration(entry),
            },
            reason: it.reason.as_deref().map(printable),
            finding: self.finding(&it.finding, fingerprint),
        }
    }

    fn notice(&self, it: &'a Notice) -> NoticeEntry<'a> {
        let (kind, message) = (notice_name(it.kind), printable(&it.message));
        NoticeEntry { kind, message, at: self.place(it.at) }
    }

    fn counts(&self) -> Counts {
        let Report { counts, findings, .. } = self.report;
        let severities =
            [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
        let count = |severity| findings.iter().filter(|it| it.severity == severity).count();
        let documents = counts.documents.iter();
        Counts {
            findings: severities.into_iter().map(|it| (it.name(), count(it))).collect(),
            files: self.report.sources.len(),
            scanned: counts.scanned,
            binary: counts.binary,
            bytes: counts.bytes,
            documents: documents
                .map(|(format, count)| (format!("{format:?}").to_lowercase(), *count))
                .collect(),
            undecided: self.report.silences.len(),
        }
    }

    fn place(&self, at: Location) -> Place<'a> {
        let (start, end) = self.report.sources.region(at);
        let point = |position: Position, offset| Point {
            line: position.line,
            column: position.column,
            utf16: position.utf16,
            offset: self.byte(at, offset),
        };
        Place {
            path: self.report.sources.path(at.file),
            start: point(start, at.span.start),
            end: point(end, at.span.end),
        }
    }

    fn byte(&self, at: Location, offset: u32) -> u64 {
        let file = self.report.sources.get(at.file);
        let file = file.filter(|file| file.text.as_str().get(at.span.range()).is_some());
        file.map_or(0, |file| file.encoding.byte_of(file.text.as_str(), offset))
    }
}
