//! The first phase: all that one file yields by itself.

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hasher},
};

use super::{
    Counts, Files, RuleSet,
    files::Content,
    guards::Guards,
    include::{self, Server},
    same,
    select::Found,
    suppress::{Comments, Suppression},
};
use crate::{
    facts::{self, Context, Facts, Kind, View},
    rule::{Finding, Silence},
    secret::{self, Candidate, Class},
    syntax::{self, Document, Format, Input, Notice, NoticeKind},
    text::{FileId, Location, Span, Text},
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
    /// By which the same secret is known in other files.
    pub values: Vec<same::Value>,
    pub suppressions: Vec<Suppression>,
    pub guards: Guards,
    /// What rules say of the file alone, if it may take in others: those are other files.
    pub server: Option<Server>,
    /// Whether the file could not be opened.
    pub has_failed: bool,
    /// Of the text in which the secrets stand, if there are any.
    pub digest: Option<u64>,
    pub counts: Counts,
}

pub(super) fn read(files: &Files, id: FileId, rules: &RuleSet<'_>, key: &same::Key) -> Reading {
    let mut reading = Reading::default();
    let whole = Location { file: id, span: Span::default() };
    let mut unread = |kind, message: String| {
        reading.notices.push(Notice { at: whole, kind, message });
    };
    match files.content(id) {
        Err(error) => {
            unread(NoticeKind::Unread, format!("not read: {error}"));
            reading.has_failed = true;
        }
        Ok(Content::TooLarge(size)) => {
            let (size, limit) = (size / 1024, files.max_size() / 1024);
            unread(
                NoticeKind::Unread,
                format!("not read: {size} KiB are over the limit of {limit} KiB (`--max-size`)"),
            );
        }
        Ok(Content::Binary) => reading.counts.binary = 1,
        Ok(Content::Text(content, encoding)) => {
            if encoding.is_lossy() {
                let message = "some bytes are no UTF-8 and were read as `\u{fffd}`".to_owned();
                unread(NoticeKind::Lossy, message);
            }
            text(files, id, content, rules, key, &mut reading);
        }
    }
    reading
}

fn text(
    files: &Files,
    id: FileId,
    content: String,
    rules: &RuleSet<'_>,
    key: &same::Key,
    reading: &mut Reading,
) {
    reading.counts = Counts { scanned: 1, bytes: content.len() as u64, ..Counts::default() };
    let text = Text::of_file(id, content);
    let mut comments = Comments::default();
    let path = files.name(id);
    let below = files.path_below_root(id);
    reading.guards = Guards::of(id, path, text.as_str());
    let file = Input { headings: vec![below.to_owned()], ..Input::file(path, text.clone()) };
    let format = syntax::format(&file);
    let context = Context::of_name(below).unwrap_or_default();
    let scan = secret::scan(text.as_str());
    let mut lines = match format {
        Format::Markdown => secret::in_prose(&text, &scan, context),
        _ => Vec::new(),
    };
    let chosen = Some(rules).filter(|_| !files.is_past(id));
    let mut groups = vec![Group::default()];
    walk(vec![(file, 0)], &mut groups, chosen, reading, |document| {
        comments.look_at(document);
        lines.extend(secret::in_lines(document, &scan, context));
    });
    if format != Format::Markdown {
        reading.notices = without_echoes(std::mem::take(&mut reading.notices));
    }
    reading.suppressions = comments.finish(&text, format);
    let forms = secret::in_text(&text, &scan, context);
    reading.secrets = forms.iter().map(|it| it.at).collect();
    let candidates = secret::find(&text, &reading.facts, (format, context), forms, lines);
    // A placeholder is no secret, and a reader who is told of one wants to see it.
    let secrets = candidates.iter().filter(|it| it.class != Class::Placeholder);
    reading.secrets.extend(secrets.map(|it| it.at));
    reading.secrets.extend(secret::stated(&reading.facts));
    reading.values = same::values(&text, &candidates, key);
    reading.digest = (!reading.secrets.is_empty()).then(|| digest(text.as_str()));
    reading.findings.extend(of_text(&candidates, rules).findings);
    if files.is_past(id) {
        return forget(reading);
    }
    settle(groups, &text, rules, reading);
}

/// Looks at the documents of texts, and of the texts that they hold, each in its group.
fn walk(
    mut inputs: Vec<(Input, usize)>,
    groups: &mut Vec<Group>,
    rules: Option<&RuleSet<'_>>,
    reading: &mut Reading,
    mut each: impl FnMut(&Document),
) {
    while let Some((input, group)) = inputs.pop() {
        let (documents, notices) = syntax::parse(&input);
        reading.notices.extend(notices);
        for document in &documents {
            each(document);
            let held = look_at_part(document, rules, &mut groups[group], reading);
            for objects in held {
                inputs.extend(objects.into_iter().map(|it| (it, groups.len())));
                groups.push(Group::default());
            }
        }
        let deep = inputs.extract_if(.., |it| it.0.text.depth() > MAX_DEPTH);
        reading.notices.extend(deep.map(|it| too_deep(it.0)));
    }
}

/// Whether an object says all that there is to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// What a document yields that no file is, and what it holds. An object that is not
/// whole leaves out what it likes.
pub(super) fn look_into(
    document: &Document,
    rules: &RuleSet<'_>,
    extent: Extent,
    reading: &mut Reading,
) {
    let (mut inputs, mut groups) = (Vec::new(), Vec::new());
    let leave_open = |facts: &mut Facts| {
        let is_part = extent == Extent::Part;
        facts.workloads.iter_mut().for_each(|it| it.is_fragment |= is_part);
        facts.config_objects.iter_mut().for_each(|it| it.is_part |= is_part);
    };
    for objects in look_at_as(document, Some(rules), reading, leave_open) {
        inputs.extend(objects.into_iter().map(|it| (it, groups.len())));
        groups.push(Group::default());
    }
    walk(inputs, &mut groups, Some(rules), reading, |_| {});
    for group in groups {
        include::in_file(group.servers, group.texts, rules, reading);
    }
}

/// What rules say of the candidates of the secret scan.
fn of_text(candidates: &[Candidate], rules: &RuleSet<'_>) -> Found {
    let mut found = Found::default();
    for active in rules.text() {
        active.ask(&mut found, |findings| active.rule.check_text(candidates, findings));
    }
    found
}

/// Judges what stands in this file, and leaves the file itself for when all are known.
fn settle(groups: Vec<Group>, text: &Text, rules: &RuleSet<'_>, reading: &mut Reading) {
    let is_file = |it: &Server| it.at.span.len() as usize == text.as_str().len();
    for group in groups {
        match group.servers.first().is_some_and(is_file) {
            true => reading.server = group.servers.into_iter().next(),
            false => include::in_file(group.servers, group.texts, rules, reading),
        }
    }
}

/// Files that may take in one another: the keys of an object, or what a guide shows.
#[derive(Default)]
struct Group {
    servers: Vec<Server>,
    texts: Vec<(String, Text)>,
}

/// Of a version that nothing runs any more, only secrets count.
fn forget(reading: &mut Reading) {
    reading.facts = Facts::default();
    reading.notices.clear();
    reading.silences.clear();
    reading.suppressions.clear();
}

/// That a file is a template is said once. It explains, too, what could be read only
/// in part of the files within.
fn without_echoes(mut notices: Vec<Notice>) -> Vec<Notice> {
    notices.sort();
    let Some(first) = notices.iter().position(|it| it.kind == NoticeKind::Template) else {
        return notices;
    };
    let said = notices.remove(first);
    notices.retain(|it| !matches!(it.kind, NoticeKind::Template | NoticeKind::Partial));
    notices.push(said);
    notices
}

/// Tells whether a file was written while it was reviewed. Never leaves the run.
pub(super) fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// What a document yields by itself; returns the files that its objects hold.
fn look_at_part(
    document: &Document,
    rules: Option<&RuleSet<'_>>,
    group: &mut Group,
    reading: &mut Reading,
) -> Vec<Vec<Input>> {
    let Some(name) = document.name.as_ref() else { return look_at(document, rules, reading) };
    group.texts.push((name.clone(), document.text.clone()));
    if !syntax::may_include(document.format) || rules.is_none() {
        return look_at(document, rules, reading);
    }
    let (mut found, mut silences) = (Vec::new(), Vec::new());
    std::mem::swap(&mut found, &mut reading.findings);
    std::mem::swap(&mut silences, &mut reading.silences);
    let held = look_at(document, rules, reading);
    std::mem::swap(&mut found, &mut reading.findings);
    std::mem::swap(&mut silences, &mut reading.silences);
    group.servers.push(Server::new(name, document, found, silences));
    held
}

/// What the objects of a document yield; returns the files that each of them holds.
pub(super) fn look_at(
    document: &Document,
    rules: Option<&RuleSet<'_>>,
    reading: &mut Reading,
) -> Vec<Vec<Input>> {
    look_at_as(document, rules, reading, |_| {})
}

fn look_at_as(
    document: &Document,
    rules: Option<&RuleSet<'_>>,
    reading: &mut Reading,
    change: impl Fn(&mut Facts),
) -> Vec<Vec<Input>> {
    if document.tree.is_some() {
        count(&mut reading.counts.documents, document.format);
    }
    let mut inputs = Vec::new();
    for (kind, root) in facts::classify(document) {
        let (mut facts, notices) = facts::extract(document, kind, root);
        change(&mut facts);
        if let Some(rules) = rules {
            check(document, kind, root, &facts, rules, reading);
        }
        reading.notices.extend(notices);
        reading.facts.append(facts);
        let held = facts::embedded(document, kind, root);
        inputs.extend((!held.is_empty()).then_some(held));
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
    let mut found = Found::default();
    for active in rules.document(kind, &view) {
        active.ask(&mut found, |findings| active.rule.check_document(&view, findings));
    }
    reading.findings.extend(found.findings);
    reading.silences.extend(found.silences);
    reading.notices.extend(found.notices);
}

fn count(documents: &mut BTreeMap<Format, usize>, format: Format) {
    *documents.entry(format).or_default() += 1;
}

fn too_deep(Input { text, .. }: Input) -> Notice {
    let at = text.locate(Span::new(0, text.as_str().len()));
    let message = "not read: a file too deep in files".to_owned();
    Notice { at, kind: NoticeKind::Unparsed, message }
}
