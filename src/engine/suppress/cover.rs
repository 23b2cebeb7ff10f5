//! Which comments of a file silence, and what each covers.

use super::{
    Fault, Suppression,
    grammar::{self, Directive, MARKER, Verb},
};
use crate::{
    syntax::{Document, Format},
    text::{Location, Span, Text, lines},
    tree::{NodeId, Tree},
};

/// What was met of a file so far.
#[derive(Debug, Default)]
pub(in crate::engine) struct Comments {
    met: Vec<Met>,
    /// Where markers are already accounted for: in comments, and in texts that are none.
    taken: Vec<Span>,
    /// The fences and tables of a guide.
    parts: Vec<Span>,
}

/// A directive, and what it covers if it is an `ignore`.
#[derive(Debug)]
struct Met {
    at: Location,
    directive: Result<Directive, String>,
    covers: Option<Span>,
}

impl Comments {
    /// Notes what the comments of a document say.
    pub fn look_at(&mut self, document: &Document) {
        let text = &document.text;
        let whole = || text.locate(Span::new(0, text.as_str().len()));
        if text.depth() > 0 && self.parts.last() != Some(&whole().span) {
            self.parts.push(whole().span);
        }
        if !text.as_str().contains(MARKER) {
            return;
        }
        let Some(tree) = &document.tree else {
            if text.depth() > 0 {
                self.lines(text);
                self.taken.push(whole().span);
            }
            return;
        };
        for comment in &document.comments {
            self.taken.push(text.locate(*comment).span);
            let written = text.slice(*comment);
            let Some(at) = grammar::find(written) else { continue };
            let (span, directive) = grammar::parse(written, at);
            let start = comment.start + span.start;
            let at = text.locate(Span { start, end: start + span.len() });
            let covers = Some(text.locate(covered(tree, text.as_str(), *comment)).span);
            self.met.push(Met { at, directive, covers });
        }
        let strings = tree.nodes().filter(|it| tree.inner(*it).is_some() || is_text(tree, *it));
        let strings = strings.map(|it| tree.span(it));
        let holds = |it: &Span| text.slice(*it).contains(MARKER);
        self.taken.extend(strings.filter(holds).map(|it| text.locate(it).span));
    }

    /// Notes the lines of a text without structure, of which no parser knows comments.
    fn lines(&mut self, text: &Text) {
        let mut rows = lines(text.as_str()).peekable();
        while let Some((line, written)) = rows.next() {
            let Some(at) = grammar::find(written) else { continue };
            let (span, directive) = grammar::parse(written, at);
            let start = line.start + span.start;
            let at = text.locate(Span { start, end: start + span.len() });
            if self.taken.iter().any(|it| it.holds(at.span)) {
                continue;
            }
            let is_alone = ["#", "//", ";", "--", "<!--", "/*", "!"]
                .iter()
                .any(|mark| written.trim_start().starts_with(mark));
            let next = rows.clone().find(|it| !it.1.trim().is_empty()).map(|it| it.0);
            let covers = if is_alone { next } else { Some(line) };
            self.met.push(Met { at, directive, covers: covers.map(|it| text.locate(it).span) });
        }
    }

    /// What silences in a file, once all its documents were looked at.
    pub fn finish(mut self, text: &Text, format: Format) -> Vec<Suppression> {
        if text.as_str().contains(MARKER) {
            let known = self.met.len();
            self.lines(text);
            if format == Format::Markdown {
                self.parts.sort_unstable();
                for met in &mut self.met[known..] {
                    let next = self.parts.iter().find(|it| it.start >= met.at.span.end);
                    met.covers = next.copied();
                }
            }
        }
        self.met.sort_by_key(|it| it.at);
        pair(self.met, text.as_str().len())
    }
}

fn is_text(tree: &Tree, node: NodeId) -> bool {
    !tree.is_alias(node) && tree.str(node).is_some()
}

/// Joins starts and ends, which may stand in different documents of the file.
fn pair(met: Vec<Met>, length: usize) -> Vec<Suppression> {
    let mut found: Vec<Suppression> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for Met { at, directive, covers } in met {
        let directive = match directive {
            Ok(directive) => directive,
            Err(fault) => {
                found.push(Suppression::faulty(at, fault));
                continue;
            }
        };
        let mut next = Suppression::of(at, directive.rules, directive.reason, directive.until);
        match directive.verb {
            Verb::Ignore => next.covers = covers,
            Verb::File => next.covers = Some(Span::new(0, length)),
            Verb::Start => open.push(found.len()),
            Verb::End => {
                match open.pop() {
                    Some(start) => found[start].covers = Some(found[start].at.span.to(at.span)),
                    None => {
                        found.push(Suppression::faulty(at, "nothing was started that ends here"))
                    }
                }
                continue;
            }
        }
        found.push(next);
    }
    for start in open {
        found[start].fault = Some(Fault("no `ignore-end` follows".into()));
    }
    found
}

/// What a comment of a document covers: the node that starts on its line, with all
/// that is below it; or if nothing else stands on its line, the next one.
fn covered(tree: &Tree, text: &str, comment: Span) -> Span {
    let start = text[..comment.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let before = text[start..comment.start as usize].trim();
    let line = Span::new(start, comment.start as usize);
    if before == "---" {
        return Span::new(start, text.len()).to(tree.span(Tree::ROOT));
    }
    let from = if before.is_empty() { comment.end } else { line.start };
    let first = entries(tree).filter(|it| it.start >= from).min_by_key(|it| (it.start, !it.end));
    match first {
        _ if before.is_empty() => first.unwrap_or(Span { start: comment.end, end: comment.end }),
        Some(entry) if entry.start < comment.start => line.to(entry),
        _ => line,
    }
}

/// The entries of maps, from key to value, and the items of lists.
fn entries(tree: &Tree) -> impl Iterator<Item = Span> {
    let nodes = tree.nodes().filter(|it| !tree.is_alias(*it));
    nodes.flat_map(|node| {
        let pairs = tree.entries(node).map(|(key, value)| tree.span(key).to(tree.span(value)));
        let items = tree.items(node).iter().map(|item| tree.span(*item));
        pairs.chain(items).collect::<Vec<_>>()
    })
}
