//! The end of a report for people: how much was found, looked at, left out, silenced.

use anstyle::Style as Paint;

use super::{
    ShowSilenced, Style,
    letters::{counted, printable},
    text::{painted, title},
};
use crate::{
    engine::{Report, Silenced, SilencedBy},
    rule::Severity,
    syntax::{Notice, NoticeKind},
    text::Location,
};

/// More notices of one kind than these are counted.
const MOST_NOTICES: usize = 10;

pub(super) fn of(report: &Report, style: &Style) -> String {
    let mut out = not_checked(report, style);
    out += &silenced(report, style);
    if !report.silences.is_empty() {
        let checks = counted(report.silences.len(), "check");
        out += &format!(
            "{checks} undecided, as values are not known; `tidewaiter inspect` names them\n"
        );
    }
    out +=
        &format!("{}; {}\n", painted(&found(report), Paint::new().bold(), style), scanned(report));
    out
}

/// `3 findings (1 high, 2 low) in 2 files`.
fn found(report: &Report) -> String {
    let findings = &report.findings;
    if findings.is_empty() {
        return "no findings".to_owned();
    }
    let severities =
        [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];
    let count = |severity| findings.iter().filter(|it| it.severity == severity).count();
    let counts = severities.into_iter().map(|it| (count(it), it.name())).filter(|it| it.0 > 0);
    let counts: Vec<_> = counts.map(|(count, name)| format!("{count} {name}")).collect();
    // Findings are sorted by file.
    let files = findings.chunk_by(|a, b| a.at.file == b.at.file).count();
    let (findings, files) = (counted(findings.len(), "finding"), counted(files, "file"));
    format!("{findings} ({}) in {files}", counts.join(", "))
}

/// `230 files scanned, 41 documents parsed, 12 binary files skipped`.
fn scanned(report: &Report) -> String {
    let counts = &report.counts;
    let mut said = format!(
        "{} scanned, {} parsed",
        counted(counts.scanned, "file"),
        counted(counts.parsed(), "document"),
    );
    if counts.binary > 0 {
        said += &format!(", {} skipped", counted(counts.binary, "binary file"));
    }
    said
}

fn not_checked(report: &Report, style: &Style) -> String {
    let kinds = [
        (NoticeKind::Failed, "not checked, as a plugin broke down"),
        (NoticeKind::Unread, "not read"),
        (NoticeKind::Unparsed, "not parsed"),
        (NoticeKind::Partial, "read only in part"),
        (NoticeKind::Template, "templates, not rendered"),
        (NoticeKind::Lossy, "read, but for bytes that are no text"),
    ];
    let mut out = String::new();
    for (kind, heading) in kinds {
        let notices: Vec<_> = report.notices.iter().filter(|it| it.kind == kind).collect();
        if notices.is_empty() {
            continue;
        }
        let heading = painted(heading, Paint::new().bold(), style);
        out += &format!("{heading} ({})\n", notices.len());
        let rows = notices.iter().take(MOST_NOTICES).map(|it| row(it, report));
        out.extend(rows);
        if let Some(more) = notices.len().checked_sub(MOST_NOTICES).filter(|more| *more > 0) {
            out += &format!("  and {more} more\n");
        }
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn row(notice: &Notice, report: &Report) -> String {
    // What concerns all of a file or folder has no line.
    let at = match notice.kind {
        NoticeKind::Unread | NoticeKind::Lossy => printable(report.sources.path(notice.at.file)),
        // A plugin that was not loaded has no place in the tree.
        NoticeKind::Failed if report.sources.path(notice.at.file).is_empty() => String::new(),
        _ => place(notice.at, report),
    };
    let at = if at.is_empty() { at } else { format!("{at}: ") };
    format!("  {at}{}\n", printable(&notice.message))
}

fn place(at: Location, report: &Report) -> String {
    let line = report.sources.region(at).0.line;
    format!("{}:{line}", printable(report.sources.path(at.file)))
}

fn silenced(report: &Report, style: &Style) -> String {
    let silenced = &report.silenced;
    if silenced.is_empty() {
        return String::new();
    }
    let by_comment = |it: &&Silenced| matches!(it.by, SilencedBy::Comment(_));
    let comments = silenced.iter().filter(by_comment).count();
    let by = [(comments, "comments"), (silenced.len() - comments, "configuration")];
    let by: Vec<_> =
        by.iter().filter(|it| it.0 > 0).map(|(n, by)| format!("{n} by {by}")).collect();
    let silences = if report.is_audit { "would be silenced" } else { "silenced" };
    let heading = format!("{} {silences} ({})", counted(silenced.len(), "finding"), by.join(", "));
    if style.silenced == ShowSilenced::Count {
        return format!("{heading}\n");
    }
    let mut out = format!("{}\n", painted(&heading, Paint::new().bold(), style));
    for it in silenced {
        let by = match it.by {
            SilencedBy::Comment(at) => format!("comment at {}", place(at, report)),
            SilencedBy::Configuration(entry) => format!("entry {} of the configuration", entry + 1),
        };
        let reason = it.reason.as_deref().map_or("no reason given".into(), printable);
        let (at, title) = (place(it.finding.at, report), title(&it.finding, style));
        out += &format!("  {at}: {title}\n    by {by}: {reason}\n");
    }
    out.push('\n');
    out
}
