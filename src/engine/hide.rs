//! Takes secrets out of what a report says, and marks them in what it shows.
//!
//! The last step of a run, so that no rule and no parser needs to take care, and no
//! writer can show what was said by mistake.

use std::sync::Arc;

use rayon::prelude::*;

use super::Report;
use crate::{
    rule::Finding,
    secret::{Values, veiled},
    text::{FileId, Location, SourceFile, Span},
};

pub(super) fn hide(report: &mut Report) {
    report.secrets.sort_unstable();
    report.secrets.dedup();
    let found = veil(report);
    report.secrets.extend(found);
    report.secrets.sort_unstable();
    report.secrets.dedup();
    let values = values(report);
    for finding in &mut report.findings {
        of_finding(finding, &values);
    }
    for silenced in &mut report.silenced {
        of_finding(&mut silenced.finding, &values);
        silenced.reason.iter_mut().for_each(|it| of_text(it, &values));
    }
    report.notices.iter_mut().for_each(|it| of_text(&mut it.message, &values));
    report.silences.iter_mut().for_each(|it| of_text(&mut it.by, &values));
}

/// What rules say nothing of, in the files that are shown.
fn veil(report: &Report) -> Vec<Location> {
    let files: Vec<_> = report.sources.shown().collect();
    files.par_iter().flat_map_iter(|(id, file)| places(*id, file, &report.secrets)).collect()
}

/// All that is to be hidden in a file beside the places that are known, which are
/// sorted. It depends on this file alone, and so do the hashes of its lines.
pub fn places(id: FileId, file: &SourceFile, known: &[Location]) -> Vec<Location> {
    let start = known.partition_point(|it| it.file < id);
    let end = known.partition_point(|it| it.file <= id);
    let known: Vec<_> = known[start..end].iter().map(|it| it.span.range()).collect();
    let ranges = veiled(file.text.as_str(), &known).into_iter();
    ranges.map(|it| Location { file: id, span: Span::new(it.start, it.end) }).collect()
}

fn values(report: &Report) -> Values {
    Values::new(report.secrets.iter().filter_map(|at| report.sources.slice(*at)))
}

fn of_finding(finding: &mut Finding, values: &Values) {
    of_text(&mut finding.message, values);
    finding.related.iter_mut().for_each(|it| of_text(&mut it.note, values));
    finding.help.iter_mut().chain(&mut finding.caveat).for_each(|it| of_text(it, values));
    let resource = finding.resource.as_deref().and_then(|it| values.redact(it));
    if let Some(resource) = resource {
        finding.resource = Some(Arc::from(resource));
    }
    if let Some(fix) = &mut finding.fix {
        of_text(&mut fix.title, values);
    }
}

fn of_text(text: &mut String, values: &Values) {
    if let Some(redacted) = values.redact(text) {
        *text = redacted;
    }
}
