//! SARIF 2.1.0, as GitHub's code scanning wants it.
//!
//! Every rule of the run is listed, whether it found anything or not; there are no
//! times, no absolute paths and no random ids, so the same tree gives the same bytes.

mod place;
mod result;
mod rules;

use std::{cmp::Reverse, collections::BTreeMap, io};

use serde_json::Value;
use serde_sarif::sarif::{
    Invocation, Notification, PropertyBag, Result as Found, Run, RunAutomationDetails, Sarif, Tool,
    ToolComponent,
};

use super::{ShowSilenced, escape, json::notice_name, letters::printable};
use crate::{
    engine::{Report, RuleSet},
    rule::Finding,
    syntax::{Notice, NoticeKind},
};
use place::Places;
use result::{Ranked, Results};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Code scanning refuses runs with more.
const MOST_RESULTS: usize = 25_000;

pub(super) fn write(
    report: &Report,
    rules: &RuleSet<'_>,
    silenced: ShowSilenced,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let places = Places { report };
    let mut results = Results::new(places, rules, silenced).all();
    let found = results.len();
    keep_worst(&mut results, MOST_RESULTS);
    let mut notifications: Vec<_> =
        report.notices.iter().map(|it| notification(it, places)).collect();
    if found > results.len() {
        notifications.push(cut(found));
    }
    let run = Run::builder()
        .tool(Tool::builder().driver(driver(rules)).build())
        .automation_details(RunAutomationDetails::builder().id("tidewaiter/").build())
        .column_kind("utf16CodeUnits")
        .invocations([invocation(report, notifications)])
        .results(results.into_iter().map(|it| it.result).collect::<Vec<Found>>())
        .build();
    let log = Sarif::builder().schema(SCHEMA).version("2.1.0").runs([run]).build();
    escape::write(&log, out)
}

/// Says where the run took place only if it left that place: else the same tree gives the
/// same bytes on each machine. Code scanning takes whole URIs only with it.
fn invocation(report: &Report, notifications: Vec<Notification>) -> Invocation {
    let is_outside = |it: &Finding| place::is_whole(report.sources.path(it.at.file));
    let here = std::env::current_dir().ok().filter(|_| report.findings.iter().any(is_outside));
    let invocation = Invocation::builder()
        // A rule that could not be asked leaves the run incomplete.
        .execution_successful(report.notices.iter().all(|it| it.kind != NoticeKind::Failed))
        .tool_execution_notifications(notifications);
    match here {
        Some(here) => invocation.working_directory(place::folder(&here)).build(),
        None => invocation.build(),
    }
}

/// The most severe, in the order in which they were.
fn keep_worst(results: &mut Vec<Ranked>, most: usize) {
    if results.len() <= most {
        return;
    }
    results.sort_by_key(|it| Reverse(it.severity));
    results.truncate(most);
    results.sort_by_key(|it| it.order);
}

fn driver(rules: &RuleSet<'_>) -> ToolComponent {
    let version = env!("CARGO_PKG_VERSION");
    let mut driver = ToolComponent::builder()
        .name("tidewaiter")
        .full_name(format!("tidewaiter {version}"))
        .version(version)
        .semantic_version(version)
        .rules(rules.all().iter().map(rules::descriptor).collect::<Vec<_>>())
        .build();
    let home = env!("CARGO_PKG_REPOSITORY");
    driver.information_uri = (!home.is_empty()).then(|| home.to_owned());
    driver
}

fn notification(notice: &Notice, places: Places<'_>) -> Notification {
    let level = match notice.kind {
        NoticeKind::Failed => "error",
        NoticeKind::Unread | NoticeKind::Unparsed | NoticeKind::Partial => "warning",
        NoticeKind::Template | NoticeKind::Lossy => "note",
    };
    let kind = BTreeMap::from([("kind".to_owned(), Value::from(notice_name(notice.kind)))]);
    let kind = PropertyBag::builder().additional_properties(kind).build();
    let message = result::sentence(&printable(&notice.message));
    let draft = Notification::builder().level(level).message(&*message).properties(kind);
    let at = if notice.at.span.is_empty() { places.file(notice.at) } else { places.of(notice.at) };
    // A notice about the whole run has no file.
    match at {
        Some(at) => draft.locations([at]).build(),
        None => draft.build(),
    }
}

fn cut(found: usize) -> Notification {
    let message = format!("Only the {MOST_RESULTS} most severe of {found} findings are listed.");
    Notification::builder().level(Value::from("warning")).message(&*message).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Severity;

    #[test]
    fn of_too_many_results_the_most_severe_stay_in_their_order() {
        let severities = [Severity::Low, Severity::Critical, Severity::Info, Severity::High];
        let ranked = severities.into_iter().enumerate().map(|(order, severity)| {
            let result = Found::builder().message("x").build();
            Ranked { result, severity, order }
        });
        let mut results: Vec<_> = ranked.collect();
        keep_worst(&mut results, 3);
        let kept: Vec<_> = results.iter().map(|it| it.order).collect();
        assert_eq!(kept, [0, 1, 3]);
    }
}
