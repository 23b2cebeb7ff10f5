//! INI and its kin: systemd units, pgbouncer, php, git.
//!
//! Sections are maps in the root's map, and as many as are written: what two of one
//! name mean is the reader's to say.

use std::borrow::Cow;

use super::{
    NoticeKind, Parsed,
    quotes::{self, Escapes},
};
use crate::{
    text::{Lines, Span, Text, lines},
    tree::{Builder, Style},
};

/// Sections of systemd units, which know no comments after values.
const UNITS: [&str; 10] = [
    "Unit",
    "Install",
    "Service",
    "Socket",
    "Timer",
    "Mount",
    "Path",
    "Swap",
    "Slice",
    "Container",
];

pub(super) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.tree.open_map(Span::default());
    while let Some((line, _)) = reader.lines.next() {
        reader.line(line);
    }
    reader.end_section();
    reader.tree.close(None);
    reader.parsed.documents.push((reader.tree.finish(), reader.comments));
    reader.parsed
}

struct Reader<'a> {
    text: &'a Text,
    lines: Lines<'a>,
    tree: Builder,
    comments: Vec<Span>,
    section: Section,
    is_unit: bool,
    parsed: Parsed,
}

#[derive(Clone, Copy, Debug)]
enum Section {
    /// Before the first header.
    None,
    /// After a header that ends here.
    Announced(u32),
    Open,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            text,
            lines: lines(text.as_str()),
            tree: Builder::new(text),
            comments: Vec::new(),
            section: Section::None,
            is_unit: false,
            parsed: Parsed::default(),
        }
    }

    fn line(&mut self, line: Span) {
        let span = self.trim(line);
        match self.text.slice(span).chars().next() {
            None => {}
            Some('#' | ';') => self.comments.push(span),
            Some('[') => self.header(span),
            Some(_) => self.setting(span),
        }
    }

    fn trim(&self, span: Span) -> Span {
        let body = self.text.slice(span);
        let start = span.end as usize - body.trim_start().len();
        Span::new(start, start + body.trim().len())
    }

    fn header(&mut self, span: Span) {
        let body = self.text.slice(span);
        let start = span.start as usize;
        // Still a header: what follows belongs to no section before it.
        let end = header_end(body).unwrap_or_else(|| {
            let message = "a section without its closing bracket";
            self.parsed.notice(self.text, span, NoticeKind::Partial, message);
            body.len()
        });
        self.end_section();
        let name = self.trim(Span::new(start + 1, start + end));
        self.tree.scalar(name, self.text.slice(name), Style::Plain);
        self.is_unit = UNITS.contains(&self.text.slice(name));
        let end = (start + end + 1).min(span.end as usize);
        self.section = Section::Announced(end as u32);
        self.rest(Span::new(end, span.end as usize));
    }

    /// A section's map reaches from its first name to its last value.
    fn begin_entry(&mut self, at: u32) {
        if let Section::Announced(_) = self.section {
            self.tree.open_map(Span { start: at, end: at });
            self.section = Section::Open;
        }
    }

    fn end_section(&mut self) {
        if let Section::Announced(end) = self.section {
            self.begin_entry(end);
        }
        if let Section::Open = self.section {
            self.tree.close(None);
        }
    }

    fn setting(&mut self, span: Span) {
        let body = self.text.slice(span);
        let separator = separator(body).unwrap_or(body.len());
        let key = body[..separator].trim_end();
        let (start, end) = (span.start as usize, span.end as usize);
        self.begin_entry(span.start);
        self.tree.scalar(Span::new(start, start + key.len()), key, Style::Plain);
        let value = self.trim(Span::new((start + separator + 1).min(end), end));
        match body.ends_with('\\') && separator < body.len() {
            true => self.continued(value),
            false => self.value(value),
        }
    }

    fn value(&mut self, span: Span) {
        let written = self.text.slice(span);
        let start = span.start as usize;
        if let Some((width, content)) = quoted(written, self.is_unit) {
            let end = start + width;
            self.tree.scalar(Span::new(start, end), &content, Style::Quoted);
            return self.rest(Span::new(end, span.end as usize));
        }
        let end = if self.is_unit { written.len() } else { value_end(written) };
        let bare = written[..end].trim_end();
        self.tree.scalar(Span::new(start, start + bare.len()), bare, Style::Plain);
        self.rest(Span::new(start + bare.len(), span.end as usize));
    }

    /// A value whose lines end with backslashes: the lines, with a blank between two.
    fn continued(&mut self, first: Span) {
        let (mut content, mut line) = (String::new(), first);
        loop {
            let body = self.text.slice(line);
            content += body.strip_suffix('\\').unwrap_or(body).trim_end();
            if !body.ends_with('\\') {
                break;
            }
            let Some((next, _)) = self.lines.next() else { break };
            line = self.trim(next);
            content.push(' ');
        }
        self.tree.scalar(first.to(line), &content, Style::Plain);
    }

    /// What follows on a line is a comment, or nothing of worth.
    fn rest(&mut self, span: Span) {
        let span = self.trim(span);
        if self.text.slice(span).starts_with(['#', ';']) {
            self.comments.push(span);
        }
    }
}

/// Where a header's bracket closes: quotes, as git's sections have them, may hold one.
fn header_end(line: &str) -> Option<usize> {
    let mut is_quoted = false;
    let end = line.find(|it| {
        is_quoted ^= it == '"';
        it == ']' && !is_quoted
    });
    end.or_else(|| line.find(']'))
}

/// Where name and value part: at the first `=`, or at a `:` before it that a blank
/// follows, or, where there is no `=`, at any `:`.
fn separator(line: &str) -> Option<usize> {
    let equals = memchr::memchr(b'=', line.as_bytes());
    let before = &line[..equals.unwrap_or(line.len())];
    let is_parting = |at: &usize| equals.is_none() || before[at + 1..].starts_with([' ', '\t']);
    memchr::memchr_iter(b':', before.as_bytes()).find(is_parting).or(equals)
}

/// How wide a value in quotes is, and what it says; None if it is not quoted whole.
fn quoted(written: &str, is_unit: bool) -> Option<(usize, Cow<'_, str>)> {
    let escapes = match written.chars().next()? {
        '"' => Escapes::Backslash,
        '\'' => Escapes::None,
        _ => return None,
    };
    let end = quotes::closing(written, escapes)?;
    let rest = written[end + 1..].trim_start();
    let is_whole = rest.is_empty() || (!is_unit && rest.starts_with(['#', ';']));
    is_whole.then_some(())?;
    let content = match escapes {
        Escapes::Backslash => quotes::unescape(&written[1..end], stands_for),
        Escapes::None => Cow::Borrowed(&written[1..end]),
    };
    Some((end + 1, content))
}

fn stands_for(escaped: char) -> Option<&'static str> {
    match escaped {
        '"' => Some("\""),
        '\\' => Some("\\"),
        _ => None,
    }
}

/// Where a comment starts after a bare value: at a mark after a blank, not in quotes.
fn value_end(written: &str) -> usize {
    let mut after_blank = true;
    let mut quote = None;
    let end = written.find(|it: char| {
        let ends = quote.is_none() && after_blank && matches!(it, '#' | ';');
        match quote {
            Some(open) if it == open => quote = None,
            None if after_blank && matches!(it, '"' | '\'') => quote = Some(it),
            _ => {}
        }
        after_blank = it.is_whitespace();
        ends
    });
    end.unwrap_or(written.len())
}
