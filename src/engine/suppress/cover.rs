//! Which comments of a file silence, and what each covers.

use super::{
    Fault, Suppression,
    extent::Extents,
    grammar::{self, Directive, MARKER, MARKS, Verb},
};
use crate::{
    syntax::{Document, Format},
    text::{Location, Span, Text, lines},
    tree::{NodeId, Tree},
};

/// More in one file are a trap: each is held against each finding.
const MOST: usize = 1000;

/// The only comments of Markdown.
const IN_GUIDES: [&str; 1] = ["<!--"];

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
        let part = match &document.tree {
            // A table has no text of its own.
            Some(tree) if document.format == Format::Table => Some(tree.locate(Tree::ROOT)),
            _ => (text.depth() > 0).then(whole),
        };
        let part = part.map(|it| it.span);
        self.parts.extend(part.filter(|it| self.parts.last() != Some(it)));
        if !mentions_us(text) {
            return;
        }
        let Some(tree) = &document.tree else {
            if text.depth() > 0 {
                self.lines(text, &MARKS, &[]);
                self.taken.push(whole().span);
            }
            return;
        };
        self.comments(document, tree);
        let strings = tree.nodes().filter(|it| tree.inner(*it).is_some() || is_text(tree, *it));
        let strings = strings.map(|it| tree.span(it));
        let holds = |it: &Span| text.slice(*it).contains(MARKER);
        self.taken.extend(strings.filter(holds).map(|it| text.locate(it).span));
    }

    /// Notes the comments that a parser knows.
    fn comments(&mut self, document: &Document, tree: &Tree) {
        let text = &document.text;
        let mut extents = None;
        for comment in &document.comments {
            self.taken.push(text.locate(*comment).span);
            let written = text.slice(*comment);
            let Some(at) = grammar::find(written, &MARKS) else { continue };
            if self.met.len() > MOST {
                continue;
            }
            let extents = extents.get_or_insert_with(|| Extents::of(tree));
            let covers = extents.covered(text.as_str(), *comment);
            self.meet(text, (comment.start, written, at), Some(covers));
        }
    }

    /// Notes the lines of a text without structure, of which no parser knows comments.
    fn lines(&mut self, text: &Text, marks: &[&str], taken: &[Span]) {
        let is_guide = marks == IN_GUIDES;
        let mut rows = lines(text.as_str());
        while let Some((line, written)) = rows.next().filter(|_| self.met.len() <= MOST) {
            let Some(at) = grammar::find(written, marks) else { continue };
            let place = text.locate(Span::new(line.start as usize + at, line.end as usize)).span;
            // What stands in quotes is no comment, and a guide that writes of comments
            // shows them as code.
            let quotes: &[char] = if is_guide { &['`'] } else { &['"', '\'', '`'] };
            let is_odd = |it: &char| !written[..at].matches(*it).count().is_multiple_of(2);
            if quotes.iter().any(is_odd) {
                continue;
            }
            let before = taken[..taken.partition_point(|it| it.start <= place.start)].last();
            if before.is_some_and(|it| place.start < it.end) {
                continue;
            }
            let is_alone = marks.iter().any(|mark| written.trim_start().starts_with(mark));
            let next = || rows.clone().find(|it| !it.1.trim().is_empty()).map(|it| it.0);
            let covers = if is_alone { next() } else { Some(line) };
            self.meet(text, (line.start, written, at), covers);
        }
    }

    /// Notes a directive that stands `at` in what is `written` from `start` on.
    fn meet(
        &mut self,
        text: &Text,
        (start, written, at): (u32, &str, usize),
        covers: Option<Span>,
    ) {
        let (span, directive) = grammar::parse(written, at);
        let at = text.locate(Span { start: start + span.start, end: start + span.end });
        let covers = covers.map(|it| text.locate(it).span);
        self.met.push(Met { at, directive, covers });
    }

    /// What silences in a file, once all its documents were looked at.
    pub fn finish(mut self, text: &Text, format: Format) -> Vec<Suppression> {
        if mentions_us(text) {
            let taken = joined(std::mem::take(&mut self.taken));
            let known = self.met.len();
            if format == Format::Markdown {
                self.lines(text, &IN_GUIDES, &taken);
                self.parts.sort_unstable();
                for met in &mut self.met[known..] {
                    let next = self.parts.partition_point(|it| it.start < met.at.span.end);
                    met.covers = self.parts.get(next).copied();
                }
            } else {
                self.lines(text, &MARKS, &taken);
            }
        }
        self.met.sort_by_key(|it| it.at);
        let rest = self.met.split_off(self.met.len().min(MOST));
        let mut found = pair(self.met, text.as_str().len());
        let fault =
            format!("more than {MOST} comments silence here, and from this one on none does");
        found.extend(rest.first().map(|it| Suppression::faulty(it.at, fault)));
        found
    }
}

/// Hardly any text does, and every one is asked.
fn mentions_us(text: &Text) -> bool {
    memchr::memmem::find(text.as_str().as_bytes(), MARKER.as_bytes()).is_some()
}

/// Sorted, and none over another.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    spans.dedup_by(|next, kept| {
        let overlaps = next.start <= kept.end;
        kept.end = if overlaps { kept.end.max(next.end) } else { kept.end };
        overlaps
    });
    spans
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
