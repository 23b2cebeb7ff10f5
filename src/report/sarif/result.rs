//! Findings as SARIF's results.

use std::collections::{BTreeMap, HashMap};

use serde_sarif::sarif::{
    ArtifactChange, ArtifactContent, Fix as ShownFix, Location as Shown, PropertyBag, Replacement,
    Result as Found, ResultLevel, Suppression,
};

use super::place::Places;
use crate::{
    engine::{RuleSet, Silenced, SilencedBy},
    report::{
        ShowSilenced,
        fingerprint::{Fingerprints, line_hashes},
        letters::printable,
        mask::{self, Masked},
    },
    rule::{Edit, Finding, Fix, Related, Severity},
    text::FileId,
};

/// Viewers take no more locations of one result.
const MOST_RELATED: usize = 1_000;
/// More links make a message a list.
const MOST_LINKS: usize = 5;

/// A result, and what decides whether it is kept.
pub(super) struct Ranked {
    pub result: Found,
    pub severity: Severity,
    pub order: usize,
}

/// Makes results of findings.
pub(super) struct Results<'a> {
    places: Places<'a>,
    silenced: ShowSilenced,
    rules: HashMap<&'a str, usize>,
    hashes: HashMap<FileId, HashMap<u32, String>>,
}

impl<'a> Results<'a> {
    pub fn new(places: Places<'a>, rules: &'a RuleSet<'_>, silenced: ShowSilenced) -> Self {
        let ids = rules.all().iter().map(|it| it.rule.head().id);
        let rules = ids.enumerate().map(|(index, id)| (id, index)).collect();
        Self { places, silenced, rules, hashes: hashes(places) }
    }

    /// By place; those that are silenced, if they are wanted, after the others.
    pub fn all(&self) -> Vec<Ranked> {
        let report = self.places.report;
        let prints = Fingerprints::new(report);
        let findings = report.findings.iter().zip(&prints.findings);
        let mut results: Vec<_> =
            findings.map(|(it, print)| (it.severity, self.result(it, print))).collect();
        if self.silenced == ShowSilenced::List {
            for (it, print) in report.silenced.iter().zip(&prints.silenced) {
                let mut result = self.result(&it.finding, print);
                result.suppressions = Some(vec![self.suppression(it)]);
                results.push((it.finding.severity, result));
            }
        }
        let ranked = results.into_iter().enumerate();
        ranked.map(|(order, (severity, result))| Ranked { result, severity, order }).collect()
    }

    fn result(&self, finding: &Finding, print: &str) -> Found {
        let rule = self.rules.get(&*finding.rule);
        let related = self.related(finding);
        let mut result = Found::builder()
            .rule_id(&*finding.rule)
            .level(level(finding.severity))
            .message(&*message(finding, related.len()))
            .locations(self.places.of(finding.at).into_iter().collect::<Vec<_>>())
            .partial_fingerprints(self.fingerprints(finding, print))
            .properties(properties(finding))
            .build();
        result.rule_index = rule.map(|index| *index as i64);
        result.related_locations = (!related.is_empty()).then_some(related);
        let fix = finding.fix.as_ref().and_then(|fix| self.fix(fix));
        result.fixes = fix.map(|fix| vec![fix]);
        result
    }

    fn related(&self, finding: &Finding) -> Vec<Shown> {
        let related = finding.related.iter().take(MOST_RELATED).enumerate();
        let shown = |(index, it): (usize, &Related)| {
            self.places.numbered(it.at, index + 1, &sentence(&printable(&it.note)))
        };
        related.filter_map(shown).collect()
    }

    fn fingerprints(&self, finding: &Finding, print: &str) -> BTreeMap<String, String> {
        let line = self.places.sources().region(finding.at).0.line;
        let hash = self.hashes.get(&finding.at.file).and_then(|lines| lines.get(&line));
        let hash = hash.map(|hash| ("primaryLocationLineHash".to_owned(), hash.clone()));
        let own = ("tidewaiterFingerprint/v1".to_owned(), print.to_owned());
        hash.into_iter().chain([own]).collect()
    }

    fn fix(&self, fix: &Fix) -> Option<ShownFix> {
        if !mask::keeps_secrets(fix, self.places.report) {
            return None;
        }
        let changes = fix.edits.chunk_by(|a, b| a.at.file == b.at.file).filter_map(|edits| {
            let replacements: Vec<_> = edits.iter().map(|it| self.replacement(it)).collect();
            let artifact = self.places.artifact(edits[0].at)?;
            let change = ArtifactChange::builder().artifact_location(artifact);
            Some(change.replacements(replacements).build())
        });
        let changes: Vec<_> = changes.collect();
        let title = sentence(&printable(&fix.title));
        let shown = ShownFix::builder().artifact_changes(changes).description(&*title).build();
        (!shown.artifact_changes.is_empty()).then_some(shown)
    }

    fn replacement(&self, edit: &Edit) -> Replacement {
        let content = ArtifactContent::builder().text(edit.replacement.clone()).build();
        Replacement::builder()
            .deleted_region(self.places.exact(edit.at))
            .inserted_content(content)
            .build()
    }

    fn suppression(&self, silenced: &Silenced) -> Suppression {
        let (kind, at) = match silenced.by {
            SilencedBy::Comment(at) => ("inSource", self.places.of(at)),
            SilencedBy::Configuration(_) => ("external", None),
        };
        let mut suppression = Suppression::builder().kind(kind).status("accepted").build();
        suppression.location = at;
        suppression.justification = silenced.reason.as_deref().map(printable);
        suppression
    }
}

/// The level of a severity; SARIF has but three.
pub(super) fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Info => ResultLevel::Note,
    }
}

/// A text with a full stop, as viewers show the first sentence alone.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    let is_ended = text.ends_with(['.', '!', '?']);
    format!("{text}{}", if is_ended { "" } else { "." })
}

/// What is wrong, and links to the places that make it so.
fn message(finding: &Finding, related: usize) -> String {
    let mut message = sentence(&unlinked(&printable(&finding.message)));
    let links = finding.related.iter().take(related.min(MOST_LINKS)).enumerate();
    let links: Vec<_> = links
        .map(|(index, it)| format!("[{}]({})", bracketless(&printable(&it.note)), index + 1))
        .collect();
    if !links.is_empty() {
        message += &format!(" See {}.", links.join(", "));
    }
    if let Some(caveat) = &finding.caveat {
        message += &format!(" Not certain: {}", sentence(&unlinked(&printable(caveat))));
    }
    message
}

/// A text that a viewer does not take for a link.
fn unlinked(text: &str) -> String {
    if text.contains("](") { bracketless(text) } else { text.to_owned() }
}

fn bracketless(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn properties(finding: &Finding) -> PropertyBag {
    let resource = finding.resource.as_deref().map(|it| ("resource", printable(it)));
    let known = [
        ("severity", finding.severity.name().to_owned()),
        ("confidence", finding.confidence.name().to_owned()),
    ];
    let all = known.into_iter().chain(resource);
    let all = all.map(|(name, value)| (name.to_owned(), value.into())).collect::<BTreeMap<_, _>>();
    PropertyBag::builder().additional_properties(all).build()
}

/// The hashes of the lines that findings start on, each file read once.
fn hashes(places: Places<'_>) -> HashMap<FileId, HashMap<u32, String>> {
    let report = places.report;
    let mut wanted: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
    let silenced = report.silenced.iter().map(|it| &it.finding);
    for finding in report.findings.iter().chain(silenced) {
        let line = places.sources().region(finding.at).0.line;
        wanted.entry(finding.at.file).or_default().push(line);
    }
    let hash = |(id, mut lines): (FileId, Vec<u32>)| {
        lines.sort_unstable();
        lines.dedup();
        Some((id, line_hashes(Masked::new(report, id)?, &lines)))
    };
    wanted.into_iter().filter_map(hash).collect()
}
