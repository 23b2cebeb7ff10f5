//! A report without colours and frames, as pages of rules show it.

use super::{letters::printable, mask::Masked, place};
use crate::{engine::Report, text::Location};

/// Each finding with its line and carets, then what was not read.
pub fn plain(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let severity = finding.severity.name();
        out += &format!("{severity}[{}]: {}\n", finding.rule, printable(&finding.message));
        out += &excerpt(finding.at, "", report);
        for related in &finding.related {
            out += &excerpt(related.at, &related.note, report);
        }
        for more in [&finding.help, &finding.caveat].into_iter().flatten() {
            out += &format!("  = {}\n", printable(more));
        }
    }
    for notice in &report.notices {
        let (start, _) = place(notice.at, &report.sources);
        let path = printable(report.sources.path(notice.at.file));
        let message = printable(&notice.message);
        out += &format!("notice: {message}\n  {path}:{start}\n");
    }
    out
}

fn excerpt(at: Location, note: &str, report: &Report) -> String {
    let (start, width) = place(at, &report.sources);
    let line = Masked::new(report, at.file).map_or(String::new(), |it| it.line(start.line));
    let marks = format!("{}{} {note}", " ".repeat(start.column as usize - 1), "^".repeat(width));
    format!(
        "  {}:{start}\n  | {}\n  | {}\n",
        printable(report.sources.path(at.file)),
        printable(&line),
        printable(marks.trim_end()),
    )
}
