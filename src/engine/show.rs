//! The texts of the files that a report shows.

use std::{collections::BTreeMap, sync::Arc};

use super::{Files, Report, read};
use crate::{
    syntax::{Notice, NoticeKind},
    text::{FileId, Location, SourceFile, Span},
};

/// Reads the files again that the report shows. One that holds secrets and was
/// written meanwhile is not shown, as nobody knows where they stand now.
pub(super) fn show(report: &mut Report, files: &Files, digests: &BTreeMap<FileId, u64>) {
    for id in shown(report) {
        let Ok(Some((text, encoding))) = files.text(id) else { continue };
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

/// The files that something is said about.
fn shown(report: &Report) -> Vec<FileId> {
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
    shown
}
