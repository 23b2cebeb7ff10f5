//! The first phase: all that one file yields by itself.

use std::collections::BTreeMap;

use super::{Counts, Files, RuleSet};
use crate::{
    facts::{self, Context, Facts, Kind, View},
    rule::{Finding, Silence},
    secret,
    syntax::{self, Document, Format, Input, Notice, NoticeKind},
    text::{Encoding, FileId, Location, Span, Text},
    tree::NodeId,
};

/// A guide, a ConfigMap in it, and a file in that: deeper nesting is a trap.
pub const MAX_DEPTH: usize = 4;

/// What one file yields. It depends on that file and the rules, so it can be
/// cached; it holds neither text nor tree, so memory does not grow with files.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub findings: Vec<Finding>,
    pub silences: Vec<Silence>,
    pub facts: Facts,
    pub notices: Vec<Notice>,
    pub secrets: Vec<Location>,
    pub counts: Counts,
}

pub(super) fn read(files: &Files, id: FileId, rules: &RuleSet<'_>) -> Reading {
    let mut reading = Reading::default();
    let whole = Location { file: id, span: Span::default() };
    let mut unread = |kind, message: String| {
        reading.notices.push(Notice { at: whole, kind, message });
    };
    match files.size(id) {
        Ok(size) if size > files.max_size() => {
            let limit = files.max_size() / 1024;
            unread(
                NoticeKind::Unread,
                format!(
                    "not read: {} KiB are over the limit of {limit} KiB (`--max-size`)",
                    size / 1024
                ),
            );
            return reading;
        }
        _ => {}
    }
    match files.text(id) {
        Err(error) => unread(NoticeKind::Unread, format!("not read: {error}")),
        Ok(None) => reading.counts.binary = 1,
        Ok(Some((content, encoding))) => {
            if encoding.is_lossy() {
                let message = "some bytes are no UTF-8 and were read as `\u{fffd}`".to_owned();
                unread(NoticeKind::Lossy, message);
            }
            let path = &files.entries()[id.0 as usize].path;
            text(path, id, content, &encoding, rules, &mut reading);
        }
    }
    reading
}

fn text(
    path: &str,
    id: FileId,
    content: String,
    _: &Encoding,
    rules: &RuleSet<'_>,
    reading: &mut Reading,
) {
    reading.counts = Counts { scanned: 1, bytes: content.len() as u64, ..Counts::default() };
    let text = Text::of_file(id, content);
    let mut inputs = vec![Input::file(path, text.clone())];
    while let Some(input) = inputs.pop() {
        let (documents, notices) = syntax::parse(&input);
        reading.notices.extend(notices);
        for document in &documents {
            inputs.extend(look_at(document, rules, reading));
        }
        let deep = inputs.extract_if(.., |it| it.text.depth() > MAX_DEPTH);
        reading.notices.extend(deep.map(too_deep));
    }
    let context = Context::of_name(path).unwrap_or_default();
    let candidates = secret::find(&text, &reading.facts, context);
    reading.secrets = candidates.iter().map(|it| it.at).collect();
    let mut parts = (Vec::new(), Vec::new());
    for active in rules.text() {
        let mut findings = active.findings();
        active.rule.check_text(&candidates, &mut findings);
        active.collect(findings, &mut parts);
    }
    reading.findings.extend(parts.0);
}

/// What the objects of a document yield; returns the files that they hold.
fn look_at(document: &Document, rules: &RuleSet<'_>, reading: &mut Reading) -> Vec<Input> {
    if document.tree.is_some() {
        count(&mut reading.counts.documents, document.format);
    }
    let mut inputs = Vec::new();
    for (kind, root) in facts::classify(document) {
        let (facts, notices) = facts::extract(document, kind, root);
        check(document, kind, root, &facts, rules, reading);
        reading.notices.extend(notices);
        reading.facts.append(facts);
        inputs.extend(facts::embedded(document, kind, root));
    }
    inputs
}

fn check(
    document: &Document,
    kind: Kind,
    root: NodeId,
    facts: &Facts,
    rules: &RuleSet<'_>,
    reading: &mut Reading,
) {
    let view = View::new(document, kind, root, facts);
    let mut parts = (Vec::new(), Vec::new());
    for active in rules.document(kind) {
        let mut findings = active.findings();
        active.rule.check_document(&view, &mut findings);
        active.collect(findings, &mut parts);
    }
    reading.findings.extend(parts.0);
    reading.silences.extend(parts.1);
}

fn count(documents: &mut BTreeMap<Format, usize>, format: Format) {
    *documents.entry(format).or_default() += 1;
}

fn too_deep(Input { text, .. }: Input) -> Notice {
    let at = text.locate(Span::new(0, text.as_str().len()));
    let message = "not read: a file too deep in files".to_owned();
    Notice { at, kind: NoticeKind::Partial, message }
}
