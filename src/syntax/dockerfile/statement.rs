//! The statements of a Dockerfile: its lines, those that go on joined to one.
//!
//! Knows continuations, comments, parser directives and where heredocs end, and
//! refuses to know what any instruction says.

use std::{borrow::Cow, ops::Range};

use crate::text::{self, Lines, Span};

/// What goes on is marked by this, unless a directive says otherwise.
const ESCAPE: u8 = b'\\';

/// Reads statement after statement, and the heredocs that follow one on request.
pub(super) struct Statements<'a> {
    source: &'a str,
    lines: Lines<'a>,
    /// What a line that goes on ends with, and what takes the meaning of a letter away.
    pub escape: u8,
    pub comments: Vec<Span>,
}

/// One statement: its text in one line, and where that is written.
pub(super) struct Statement<'a> {
    pub text: Cow<'a, str>,
    /// Where each part of the text begins, there and in the source.
    starts: Vec<(usize, usize)>,
}

/// The lines of a heredoc: what they say, and where they end, the last mark included.
pub(super) struct Body {
    pub span: Span,
    pub pieces: Vec<Span>,
    pub end: usize,
    pub is_closed: bool,
}

impl<'a> Statements<'a> {
    pub fn new(source: &'a str) -> Self {
        let escape = escape_directive(source).unwrap_or(ESCAPE);
        Self { source, lines: text::lines(source), escape, comments: Vec::new() }
    }

    /// The next statement; comments and blank lines before it are passed over.
    pub fn next(&mut self) -> Option<Statement<'a>> {
        loop {
            let (span, line) = self.lines.next()?;
            if self.is_comment(span, line) {
                continue;
            }
            let body = line.trim_start();
            let statement = self.join(span.end as usize - body.len(), body);
            if !statement.text.is_empty() {
                return Some(statement);
            }
        }
    }

    /// The lines up to one that is `name` alone. `strip` are tabs that no line begins with.
    pub fn heredoc(&mut self, name: &str, strip: &[char]) -> Body {
        let mut pieces: Vec<Span> = Vec::new();
        let mut first = None;
        let mut open = None;
        for (span, line) in self.lines.by_ref() {
            let start = span.start as usize;
            first = first.or(Some(start));
            close(&mut pieces, open, start);
            let body = line.trim_start_matches(strip);
            if body == name {
                let span = Span::new(first.unwrap_or(start), start);
                return Body { span, pieces, end: start + line.len(), is_closed: true };
            }
            open = Some(start + line.len() - body.len());
        }
        let end = self.source.len();
        close(&mut pieces, open, end);
        let span = Span::new(first.unwrap_or(end), end);
        Body { span, pieces, end, is_closed: false }
    }

    fn is_comment(&mut self, span: Span, line: &str) -> bool {
        let body = line.trim_start();
        if !body.starts_with('#') {
            return false;
        }
        let start = span.end as usize - body.len();
        self.comments.push(Span::new(start, start + body.trim_end().len()));
        true
    }

    /// A line and those that it goes on with.
    fn join(&mut self, start: usize, line: &'a str) -> Statement<'a> {
        let Some(head) = self.continued(line) else {
            return Statement { text: Cow::Borrowed(line.trim_end()), starts: vec![(0, start)] };
        };
        let (mut text, mut starts) = (head.to_owned(), vec![(0, start)]);
        while let Some((span, line)) = self.lines.next() {
            if self.is_comment(span, line) || line.trim_start().is_empty() {
                continue;
            }
            let head = self.continued(line);
            // Blanks that nothing stands before are indentation.
            let kept = head.unwrap_or(line);
            let body = if text.is_empty() { kept.trim_start() } else { kept };
            starts.push((text.len(), span.start as usize + kept.len() - body.len()));
            text += body;
            if head.is_none() {
                break;
            }
        }
        text.truncate(text.trim_end().len());
        starts.retain(|(here, _)| *here == 0 || *here < text.len());
        Statement { text: Cow::Owned(text), starts }
    }

    /// A line without its mark that the next one goes on with it, if it has one.
    fn continued(&self, line: &'a str) -> Option<&'a str> {
        let escape = char::from(self.escape);
        let head = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
        (!head.ends_with(escape)).then_some(head)
    }
}

impl Statement<'_> {
    pub fn whole(&self) -> Range<usize> {
        0..self.text.len()
    }

    /// Where a part of the text is written, from its first byte to its last.
    pub fn span(&self, part: Range<usize>) -> Span {
        let start = self.place(self.starts.partition_point(|it| it.0 <= part.start), part.start);
        if part.is_empty() {
            return Span::new(start, start);
        }
        // An end belongs to the byte before it, which may be of the line above.
        let end = self.place(self.starts.partition_point(|it| it.0 < part.end), part.end);
        Span::new(start, end)
    }

    /// The runs of bytes that a part of the text is written in.
    pub fn pieces(&self, part: Range<usize>, pieces: &mut Vec<Span>) {
        let first = self.starts.partition_point(|it| it.0 <= part.start).max(1) - 1;
        for (at, (here, there)) in self.starts.iter().enumerate().skip(first) {
            let next = self.starts.get(at + 1).map_or(self.text.len(), |it| it.0);
            let (start, end) = (part.start.max(*here), part.end.min(next));
            if *here >= part.end {
                break;
            }
            if start < end {
                append(pieces, Span::new(there + start - here, there + end - here));
            }
        }
    }

    /// The place of an offset, by the number of parts that begin before it.
    fn place(&self, parts: usize, offset: usize) -> usize {
        let (here, there) = self.starts[parts.max(1) - 1];
        there + offset - here
    }
}

/// Adds a run, as one with the last where it follows it without a gap.
fn append(pieces: &mut Vec<Span>, piece: Span) {
    match pieces.last_mut().filter(|last| last.end == piece.start) {
        Some(last) => last.end = piece.end,
        None => pieces.push(piece),
    }
}

/// Ends the run that is open, if one is, where the next line starts.
fn close(pieces: &mut Vec<Span>, open: Option<usize>, end: usize) {
    if let Some(start) = open.filter(|start| *start < end) {
        append(pieces, Span::new(start, end));
    }
}

/// What `# escape=` says. Directives stand above all else: the first line that is
/// none ends them.
fn escape_directive(source: &str) -> Option<u8> {
    for (_, line) in text::lines(source) {
        let (name, value) = line.trim_start().strip_prefix('#')?.split_once('=')?;
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return None;
        }
        if name.eq_ignore_ascii_case("escape") {
            return value.trim().bytes().next().filter(|it| matches!(it, b'\\' | b'`'));
        }
    }
    None
}
