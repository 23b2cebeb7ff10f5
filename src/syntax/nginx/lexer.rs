//! Words and marks of nginx's format, as its own reader tells them apart.
//!
//! Refuses to know which words make a directive.

use crate::{text::Span, tree::Style};

/// How long an expression of a template may be, so that braces without end cost little.
const MAX_EXPRESSION: usize = 512;

pub(super) enum Token {
    Word(Word),
    Semicolon(usize),
    Open(usize),
    Close(usize),
}

/// A name or an argument.
pub(super) struct Word {
    pub span: Span,
    /// What is between its quotes.
    pub inner: Span,
    /// What it says, where its escapes make that another thing.
    pub content: Option<String>,
    pub style: Style,
    /// How far it is indented, if it is the first of its line.
    pub indent: Option<usize>,
}

pub(super) struct Lexer<'a> {
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the line begins, as long as nothing was read of it.
    line: Option<usize>,
    /// Up to where no `}` was found when one was looked for last.
    barren: usize,
    /// The quotes that are known not to be closed any more.
    unclosed: Vec<u8>,
    pub comments: Vec<Span>,
    pub faults: Vec<(Span, &'static str)>,
    /// Where a template's first expression stands.
    pub template: Option<Span>,
}

impl<'a> Lexer<'a> {
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            bytes: source.as_bytes(),
            at: 0,
            line: Some(0),
            barren: 0,
            unclosed: Vec::new(),
            comments: Vec::new(),
            faults: Vec::new(),
            template: None,
        }
    }

    /// Goes on from an offset further on, where something else has read up to it.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    pub fn next(&mut self) -> Option<Token> {
        loop {
            self.skip_blanks();
            let (at, byte) = (self.at, *self.bytes.get(self.at)?);
            let token = match byte {
                b'#' => {
                    self.comment();
                    continue;
                }
                b'{' if self.skip_statement() => continue,
                b'{' if self.expression(at).is_none() => Token::Open(at),
                b'}' => Token::Close(at),
                b';' => Token::Semicolon(at),
                b'"' | b'\'' => return Some(Token::Word(self.quoted(byte))),
                _ => return Some(Token::Word(self.bare())),
            };
            (self.at, self.line) = (at + 1, None);
            return Some(token);
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at).filter(|it| it.is_ascii_whitespace()) {
            self.at += 1;
            if matches!(byte, b'\n' | b'\r') {
                self.line = Some(self.at);
            }
        }
    }

    fn comment(&mut self) {
        let end = self.line_end(self.at);
        let written = self.source[self.at..end].trim_end();
        self.comments.push(Span::new(self.at, self.at + written.len()));
        self.at = end;
    }

    fn line_end(&self, at: usize) -> usize {
        memchr::memchr2(b'\n', b'\r', &self.bytes[at..]).map_or(self.bytes.len(), |it| at + it)
    }

    /// A statement of a template: one in `{% %}`, or an expression alone on its line.
    fn skip_statement(&mut self) -> bool {
        let Some(end) = self.expression(self.at) else { return false };
        let rest = self.bytes[end..].iter().find(|it| !matches!(it, b' ' | b'\t'));
        let is_alone = self.line.is_some() && rest.is_none_or(|it| matches!(it, b'\n' | b'\r'));
        if !is_alone && self.bytes[self.at + 1] == b'{' {
            return false;
        }
        self.template = self.template.or(Some(Span::new(self.at, end)));
        self.at = end;
        true
    }

    /// Where a template's expression or statement ends. nginx has no use for `{{` and `{%`.
    fn expression(&mut self, at: usize) -> Option<usize> {
        let close = match self.bytes.get(at + 1)? {
            b'{' => b"}}",
            b'%' => b"%}",
            _ => return None,
        };
        let end = self.bytes.len().min(at + MAX_EXPRESSION);
        let unseen = &self.bytes[self.barren.clamp(at, end)..end];
        if memchr::memchr(b'}', unseen).is_none() {
            self.barren = end;
            return None;
        }
        let near = &self.bytes[at..end];
        let line = &near[..memchr::memchr2(b'\n', b'\r', near).unwrap_or(near.len())];
        memchr::memmem::find(line, close).map(|width| at + width + 2)
    }

    fn quoted(&mut self, quote: u8) -> Word {
        let start = self.at;
        let Some(close) = self.closing(quote) else {
            let end = self.line_end(start);
            let end = start + self.source[start..end].trim_end().len();
            self.faults.push((Span::new(start, end), "not understood: a quote that is not closed"));
            return self.word(start..end, start..end, Style::Plain);
        };
        let after = self.bytes.get(close + 1);
        if after.is_some_and(|it| !it.is_ascii_whitespace() && !b";{})".contains(it)) {
            let span = Span::new(start, close + 1);
            self.faults.push((span, "not understood: a quoted text that something follows"));
        }
        self.word(start..close + 1, start + 1..close, Style::Quoted)
    }

    /// Where the quote that opens here is closed.
    fn closing(&mut self, quote: u8) -> Option<usize> {
        if self.unclosed.contains(&quote) {
            return None;
        }
        let mut at = self.at + 1;
        loop {
            let Some(found) = self.bytes.get(at..).and_then(|it| memchr::memchr2(quote, b'\\', it))
            else {
                self.unclosed.push(quote);
                return None;
            };
            at += found;
            if self.bytes[at] == quote {
                return Some(at);
            }
            at += 2;
        }
    }

    fn bare(&mut self) -> Word {
        let (start, mut at) = (self.at, self.at);
        while let Some(&byte) = self.bytes.get(at) {
            at += match byte {
                b'\\' => 2,
                b'$' if self.bytes.get(at + 1) == Some(&b'{') => 2,
                b'{' => {
                    let Some(end) = self.expression(at) else { break };
                    self.template = self.template.or(Some(Span::new(at, end)));
                    end - at
                }
                b';' => break,
                _ if byte.is_ascii_whitespace() => break,
                _ => 1,
            };
        }
        let end = at.min(self.bytes.len());
        self.word(start..end, start..end, Style::Plain)
    }

    fn word(
        &mut self,
        span: std::ops::Range<usize>,
        inner: std::ops::Range<usize>,
        style: Style,
    ) -> Word {
        self.at = span.end;
        let indent = self.line.take().map(|line| span.start - line);
        let content = unescape(&self.source[inner.clone()]);
        let (span, inner) = (Span::new(span.start, span.end), Span::new(inner.start, inner.end));
        Word { span, inner, content, style, indent }
    }
}

/// What a word says, if its escapes make that another thing. A backslash before
/// any other letter is itself, as regular expressions need it.
fn unescape(written: &str) -> Option<String> {
    memchr::memchr(b'\\', written.as_bytes())?;
    let mut said = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        said += &rest[..at];
        let escaped = match rest[at + 1..].chars().next() {
            Some(letter @ ('"' | '\'' | '\\')) => letter,
            Some('t') => '\t',
            Some('r') => '\r',
            Some('n') => '\n',
            _ => {
                said.push('\\');
                rest = &rest[at + 1..];
                continue;
            }
        };
        said.push(escaped);
        rest = &rest[at + 2..];
    }
    said += rest;
    (said != written).then_some(said)
}
