//! Nodes for parts of statements.
//!
//! Knows how a part of a statement becomes a scalar with its place, and refuses to
//! know what instructions there are.

use std::ops::Range;

use super::{json::Item, statement::Statement, words};
use crate::{
    syntax::{NoticeKind, Parsed},
    text::{Span, Text},
    tree::{Builder, Style},
};

/// The tree in the making, and what could not be put into it.
pub(super) struct Writer<'a> {
    pub text: &'a Text,
    pub tree: Builder,
    pub parsed: Parsed,
    /// What takes the meaning of a letter away.
    pub escape: u8,
    /// Whether the last line was no instruction's.
    pub is_lost: bool,
    /// Whether lines of a template were found, and that was said.
    pub is_template: bool,
    /// Kept, so that not each scalar needs a list of its own.
    pieces: Vec<Span>,
}

impl<'a> Writer<'a> {
    pub fn new(text: &'a Text, escape: u8) -> Self {
        let (tree, parsed) = (Builder::new(text), Parsed::default());
        Self { text, tree, parsed, escape, is_lost: false, is_template: false, pieces: Vec::new() }
    }

    pub fn notice(&mut self, span: Span, message: &str) {
        self.parsed.notice(self.text, span, NoticeKind::Partial, message);
    }

    /// Says once that this is a template.
    pub fn template(&mut self, span: Span) {
        if !std::mem::replace(&mut self.is_template, true) {
            let what =
                "a template: what it puts in is not known, and its own lines are passed over";
            self.parsed.notice(self.text, span, NoticeKind::Template, what);
        }
    }

    /// A key that nobody wrote, where its value starts.
    pub fn label(&mut self, name: &str, at: u32) {
        self.tree.scalar(Span { start: at, end: at }, name, Style::Plain);
    }

    /// A word that is known by what it says in lower case.
    pub fn keyword(&mut self, line: &Statement<'_>, word: Range<usize>) {
        let said = line.text[word.clone()].to_ascii_lowercase();
        self.tree.scalar(line.span(word), &said, Style::Plain);
    }

    /// A part as it is written, but for the ends of its lines.
    pub fn verbatim(&mut self, line: &Statement<'_>, part: Range<usize>) {
        self.runs(line, part.clone(), std::slice::from_ref(&part), Style::Plain);
    }

    /// A word without its quotes and escapes.
    pub fn word(&mut self, line: &Statement<'_>, word: Range<usize>) {
        let written = line.text[word.clone()].as_bytes();
        if memchr::memchr3(b'"', b'\'', self.escape, written).is_none() {
            return self.verbatim(line, word);
        }
        if let Some((runs, style)) = words::unquote(&line.text, word.clone(), self.escape) {
            return self.runs(line, word, &runs, style);
        }
        self.notice(line.span(word.clone()), "not understood: a quote that is not closed");
        self.verbatim(line, word);
    }

    /// What some runs within a part say together.
    pub fn runs(
        &mut self,
        line: &Statement<'_>,
        part: Range<usize>,
        runs: &[Range<usize>],
        style: Style,
    ) {
        self.pieces.clear();
        runs.iter().for_each(|run| line.pieces(run.clone(), &mut self.pieces));
        self.tree.joined(line.span(part), &self.pieces, style);
    }

    /// The strings of an exec form.
    pub fn strings(&mut self, line: &Statement<'_>, items: &[Item], list: Range<usize>) {
        self.tree.open_list(line.span(list));
        items.iter().for_each(|item| self.string(line, item));
        self.tree.close(None);
    }

    pub fn string(&mut self, line: &Statement<'_>, item: &Item) {
        match &item.content {
            Some(content) => {
                self.tree.scalar(line.span(item.written.clone()), content, Style::Quoted);
            }
            None => {
                let inner = item.written.start + 1..item.written.end - 1;
                self.runs(line, item.written.clone(), &[inner], Style::Quoted);
            }
        }
    }
}
