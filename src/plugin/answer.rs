//! What a guest found, checked and made into findings.

use super::{
    Fault,
    bindings::types,
    fault::within,
    host, neutral,
    place::{locate, locate_edit},
    state::State,
};
use crate::{
    config::Limit,
    rule::{Confidence, Edit, Finding, Findings, Fix, Related, Severity},
};

/// What a guest found for one rule. All of it is right, or none of it is taken.
pub fn findings(
    state: &State,
    rule: &str,
    found: Vec<types::Finding>,
) -> Result<Vec<Checked>, Fault> {
    within(&state.limits, Limit::Findings, found.len() as u64)?;
    found.into_iter().map(|it| check(state, rule, it)).collect()
}

/// A finding whose places are places of files and whose texts are texts.
pub struct Checked {
    at: crate::text::Location,
    message: String,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    help: Option<String>,
    fix: Option<Fix>,
    related: Vec<Related>,
}

impl Checked {
    pub fn report(self, into: &mut Findings<'_>) {
        let finding: &mut Finding = into.report(self.at, self.message);
        finding.severity = self.severity.unwrap_or(finding.severity);
        finding.confidence = self.confidence.unwrap_or(finding.confidence);
        finding.help = self.help;
        finding.fix = self.fix;
        finding.related = self.related;
    }
}

fn check(state: &State, rule: &str, it: types::Finding) -> Result<Checked, Fault> {
    if it.rule != rule {
        let named = neutral::line(&it.rule);
        let what = format!("a finding of `{named}`, where `{rule}` was asked for");
        return Err(Fault::Answer(what));
    }
    let message = line(state, &it.message)?;
    if message.is_empty() {
        return Err(Fault::Answer("a finding without a message".to_owned()));
    }
    let related = it.related.iter().map(|it| {
        if it.document.is_some_and(|id| id != host::ID) {
            return Err(Fault::Answer("a place in a document that it was not shown".to_owned()));
        }
        Ok(Related { at: locate(state, &it.at)?, note: line(state, &it.note)? })
    });
    let related = related.collect::<Result<Vec<_>, Fault>>()?;
    let help = it.help.as_deref().map(|help| lines(state, help)).transpose()?;
    let (fix, advice) = match it.fix {
        Some(fix) => self::fix(state, fix)?,
        None => (None, None),
    };
    Ok(Checked {
        at: locate(state, &it.at)?,
        message,
        severity: it.severity.map(severity),
        confidence: it.confidence.map(confidence),
        help: help.or(advice),
        fix,
        related,
    })
}

/// A fix; one that is not safe is only advice.
fn fix(state: &State, fix: types::Fix) -> Result<(Option<Fix>, Option<String>), Fault> {
    let title = line(state, &fix.title)?;
    let edits = fix.edits.into_iter().map(|it| {
        short(state, &it.replacement)?;
        Ok(Edit { at: locate_edit(state, &it.at)?, replacement: it.replacement })
    });
    let mut edits = edits.collect::<Result<Vec<_>, Fault>>()?;
    edits.sort();
    let overlap = edits.windows(2).any(|it| it[0].overlaps(&it[1]));
    if edits.is_empty() || overlap {
        return Err(Fault::Answer("a fix whose edits are none, or overlap".to_owned()));
    }
    match fix.safe {
        true => Ok((Some(Fix { title, edits }), None)),
        false => Ok((None, Some(title))),
    }
}

fn line(state: &State, text: &str) -> Result<String, Fault> {
    short(state, text).map(neutral::line)
}

fn lines(state: &State, text: &str) -> Result<String, Fault> {
    short(state, text).map(neutral::lines)
}

fn short<'a>(state: &State, text: &'a str) -> Result<&'a str, Fault> {
    within(&state.limits, Limit::Text, text.len() as u64)?;
    Ok(text)
}

pub fn severity(severity: types::Severity) -> Severity {
    match severity {
        types::Severity::Info => Severity::Info,
        types::Severity::Low => Severity::Low,
        types::Severity::Medium => Severity::Medium,
        types::Severity::High => Severity::High,
        types::Severity::Critical => Severity::Critical,
    }
}

pub fn confidence(confidence: types::Confidence) -> Confidence {
    match confidence {
        types::Confidence::Low => Confidence::Low,
        types::Confidence::Medium => Confidence::Medium,
        types::Confidence::High => Confidence::High,
    }
}
