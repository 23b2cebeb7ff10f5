//! Shell: what a script or a list of commands assigns.
//!
//! A map of each name that an assignment at the start of a command gives. Knows
//! quotes, comments, continued lines and here-documents, and refuses to know what
//! commands do.

mod word;

use self::word::word;
use super::Parsed;
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

/// Words that may stand before an assignment and are none of its value.
const DECLARES: [&str; 5] = ["export", "declare", "readonly", "local", "typeset"];

pub(super) fn parse(text: &Text) -> Parsed {
    let script = read(text);
    let mut parsed = Parsed::default();
    parsed.documents.push((script.tree.finish(), script.comments));
    parsed
}

/// What a text holds beside comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Names and values on lines of their own.
    Assignments,
    Both,
    /// Commands alone, or nothing.
    Commands,
}

pub(super) fn holds(text: &Text) -> Holds {
    let script = read(text);
    match (script.assignments, script.commands) {
        (0, _) => Holds::Commands,
        (_, 0) => Holds::Assignments,
        _ => Holds::Both,
    }
}

struct Script<'a> {
    text: &'a str,
    at: usize,
    tree: Builder,
    comments: Vec<Span>,
    assignments: usize,
    /// How many commands there are, and values that take several lines.
    commands: usize,
    /// The ends of here-documents that the next line starts.
    pending: Vec<Ending<'a>>,
}

/// What ends a here-document.
struct Ending<'a> {
    word: &'a str,
    /// Whether tabs may stand before it.
    is_indented: bool,
}

fn read(text: &Text) -> Script<'_> {
    let mut script = Script {
        text: text.as_str(),
        at: 0,
        tree: Builder::new(text),
        comments: Vec::new(),
        assignments: 0,
        commands: 0,
        pending: Vec::new(),
    };
    script.tree.open_map(Span::default());
    while script.at < script.text.len() {
        script.line();
    }
    script.tree.close(None);
    script
}

impl<'a> Script<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// From the start of a line to its end, or that of the command it starts.
    fn line(&mut self) {
        self.blanks();
        // A prompt, as guides print it.
        if self.rest().starts_with("$ ") {
            self.at += 2;
            self.blanks();
        }
        self.command();
        loop {
            match self.rest().bytes().next() {
                None => return,
                Some(b'\n') => break self.at += 1,
                Some(b';' | b'&' | b'|') => {
                    self.at +=
                        self.rest().len() - self.rest().trim_start_matches([';', '&', '|']).len();
                    self.blanks();
                    self.command();
                }
                Some(_) => self.skip(),
            }
        }
        for ending in std::mem::take(&mut self.pending) {
            self.here_document(&ending);
        }
    }

    /// The assignments that a command starts with; what follows is skipped by the caller.
    fn command(&mut self) {
        self.declaration();
        while let Some((name, value)) = self.assignment() {
            self.assign(name, value);
            self.blanks();
        }
        let next = self.rest().chars().next();
        let ends = next.is_none_or(|it| matches!(it, '\r' | '\n' | '#' | ';'));
        self.commands += usize::from(!ends);
    }

    /// `export`, `declare -x` and the like. Only the first is known outside of shells.
    fn declaration(&mut self) {
        let is_first = |word: &&&str| {
            let after = self.rest().strip_prefix(**word);
            after.is_some_and(|it| it.starts_with([' ', '\t']))
        };
        let Some(&word) = DECLARES.iter().find(is_first) else { return };
        self.at += word.len();
        self.blanks();
        self.commands += usize::from(word != DECLARES[0] || self.rest().starts_with('-'));
        while self.rest().starts_with('-') {
            self.at += self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
            self.blanks();
        }
    }

    /// A name, and where its value starts.
    fn assignment(&self) -> Option<(Span, usize)> {
        let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
        let rest = self.rest();
        let width = rest.find(|it| !is_name(it))?;
        let value = rest[width..].strip_prefix('=')?;
        let starts = !rest.starts_with(|it: char| it.is_ascii_digit()) && width > 0;
        // An array is no setting, and neither is a comparison.
        let is_scalar = !value.starts_with(['(', '=', '~']);
        (starts && is_scalar).then(|| (Span::new(self.at, self.at + width), self.at + width + 1))
    }

    fn assign(&mut self, name: Span, value: usize) {
        let word = word(self.text, value);
        self.tree.scalar(name, &self.text[name.range()], Style::Plain);
        self.tree.scalar_within(word.span, word.inner, &word.content, word.style);
        self.assignments += 1;
        self.commands += usize::from(self.text[word.span.range()].contains('\n'));
        self.at = word.span.end as usize;
    }

    /// One word, quoted text, comment or here-document's head of a command.
    fn skip(&mut self) {
        let rest = self.rest();
        match rest.as_bytes()[0] {
            b'#' if self.starts_word() => self.comment(),
            b'<' if rest.starts_with("<<<") => self.at += 3,
            b'<' if rest.starts_with("<<") => self.here_head(),
            b'\\' => self.at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'\'' | b'"' | b'`' | b'$' => self.at = word::piece(self.text, self.at).end,
            _ => self.at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }

    fn starts_word(&self) -> bool {
        self.text[..self.at].chars().next_back().is_none_or(|it| it.is_whitespace() || it == ';')
    }

    fn comment(&mut self) {
        let comment = self.rest().lines().next().unwrap_or("").trim_end();
        self.comments.push(Span::new(self.at, self.at + comment.len()));
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn here_head(&mut self) {
        let rest = self.rest()[2..].strip_prefix('-');
        let (is_indented, rest) = (rest.is_some(), rest.unwrap_or(&self.rest()[2..]));
        let rest = rest.trim_start_matches([' ', '\t']);
        let ends = |it: char| it.is_whitespace() || matches!(it, ';' | '&' | '|' | '>' | ')' | '<');
        let written = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let word = written.trim_matches(['\'', '"', '\\']);
        self.at = self.text.len() - rest.len() + written.len();
        if !word.is_empty() {
            self.pending.push(Ending { word, is_indented });
        }
    }

    fn here_document(&mut self, ending: &Ending<'_>) {
        while self.at < self.text.len() {
            let rest = self.rest();
            let line = rest.lines().next().unwrap_or("");
            self.at += rest.find('\n').map_or(rest.len(), |at| at + 1);
            let line = if ending.is_indented { line.trim_start_matches('\t') } else { line };
            if line.trim_end() == ending.word {
                return;
            }
        }
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches([' ', '\t', '\r']).len();
    }
}
