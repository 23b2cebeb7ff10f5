//! Well-formed TOML, read in one pass.
//!
//! Tells a reader just what the library would tell it, in far less time. Knows headers,
//! keys and values of any shape; refuses to know anything else: one thing that it does
//! not know, and what it told is void.

use toml_parser::decoder::Encoding;

use super::{
    draft::{Shape, Written},
    reader::{Header, Reader},
};
use crate::{text::Span, tree::Style};

/// How many brackets may be open.
const MAX_DEPTH: usize = 64;

/// Tells what a text says. None if anything is not surely read as TOML reads it.
pub(super) fn read(text: &str, reader: &mut Reader<'_>) -> Option<()> {
    is_printable(text.as_bytes()).then_some(())?;
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, open: Vec::new(), reader };
    loop {
        scanner.gap();
        match scanner.peek() {
            None => return Some(()),
            Some(b'[') => scanner.header()?,
            Some(_) => {
                scanner.assignment()?;
                scanner.value()?;
            }
        }
        scanner.end_line()?;
    }
}

struct Scanner<'r, 'a> {
    bytes: &'r [u8],
    at: usize,
    /// What closes the brackets that are open, the innermost last.
    open: Vec<u8>,
    reader: &'r mut Reader<'a>,
}

impl Scanner<'_, '_> {
    fn header(&mut self) -> Option<()> {
        let (header, width) = match self.bytes[self.at..].starts_with(b"[[") {
            true => (Header::ArrayOfTables, 2),
            false => (Header::Table, 1),
        };
        let span = self.pass(width);
        self.reader.open_header(header, span);
        self.blanks();
        self.key()?;
        let closes = self.bytes[self.at..].starts_with(&b"]]"[..width]);
        let span = self.pass(width);
        self.reader.close_header(span);
        closes.then_some(())
    }

    /// A key with the sign behind it.
    fn assignment(&mut self) -> Option<()> {
        self.key()?;
        let is_sign = self.peek() == Some(b'=');
        self.pass(1);
        self.reader.assign();
        self.blanks();
        is_sign.then_some(())
    }

    /// A key of one name or several, with the blanks behind it.
    fn key(&mut self) -> Option<()> {
        loop {
            match self.peek()? {
                b'"' | b'\'' => self.quoted_name()?,
                _ => self.bare_name()?,
            }
            self.blanks();
            if self.peek() != Some(b'.') {
                return Some(());
            }
            self.at += 1;
            self.blanks();
        }
    }

    fn bare_name(&mut self) -> Option<()> {
        let span = self.run(|it| is(it, NAME))?;
        self.reader.plain_name(span, Written::verbatim(span, Style::Plain));
        Some(())
    }

    fn quoted_name(&mut self) -> Option<()> {
        let (span, encoding, written) = self.string()?;
        match (encoding, written) {
            (_, Some(written)) => self.reader.plain_name(span, written),
            (Encoding::BasicString, None) => self.reader.name(span, Some(encoding)),
            _ => return None,
        }
        Some(())
    }

    /// A value with all that is in it.
    fn value(&mut self) -> Option<()> {
        // An item or a member may follow a bracket or a comma, and nothing else.
        let mut may_follow = self.node()?;
        while let Some(close) = self.open.last().copied() {
            self.gap();
            let byte = self.peek()?;
            if byte == close {
                self.open.pop();
                let span = self.pass(1);
                self.reader.close(span);
                may_follow = false;
            } else if may_follow {
                if close == b'}' {
                    self.assignment()?;
                }
                may_follow = self.node()?;
            } else if byte == b',' {
                self.at += 1;
                self.reader.separate();
                may_follow = true;
            } else {
                return None;
            }
        }
        Some(())
    }

    /// A scalar, or the bracket that opens a list or an inline table; says whether it is one.
    fn node(&mut self) -> Option<bool> {
        let (close, shape) = match self.peek()? {
            b'[' => (b']', Shape::LIST),
            b'{' => (b'}', Shape::TABLE),
            b'"' | b'\'' => {
                let (span, encoding, written) = self.string()?;
                match written {
                    Some(written) => self.reader.plain_scalar(span, written),
                    None => self.reader.scalar(span, Some(encoding)),
                }
                return Some(false);
            }
            _ => {
                self.bare_scalar()?;
                return Some(false);
            }
        };
        self.open.push(close);
        let span = self.pass(1);
        self.reader.open(span, shape);
        (self.open.len() <= MAX_DEPTH).then_some(true)
    }

    /// A number, a date or a word, if no blank can be a part of it.
    fn bare_scalar(&mut self) -> Option<()> {
        let span = self.run(|it| is(it, VALUE))?;
        let end = self.at;
        self.blanks();
        matches!(self.peek(), None | Some(b'\n' | b'\r' | b'#' | b',' | b']' | b'}'))
            .then_some(())?;
        self.at = end;
        match &self.bytes[span.range()] {
            // Nothing can be wrong with these.
            b"true" | b"false" | [b'1'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => {
                self.reader.plain_scalar(span, Written::verbatim(span, Style::Plain));
            }
            _ => self.reader.scalar(span, None),
        }
        Some(())
    }

    /// A quoted text, and how it is written if it says what stands between its quotes.
    fn string(&mut self) -> Option<(Span, Encoding, Option<Written>)> {
        let (start, quote) = (self.at, self.bytes[self.at]);
        let is_block = self.bytes[start..].starts_with(&[quote; 3]);
        let is_literal = quote == b'\'';
        let (encoding, verbatim) = match (is_block, is_literal) {
            (true, true) => (Encoding::MlLiteralString, self.pass_block(quote)?),
            (true, false) => (Encoding::MlBasicString, self.pass_block(quote)?),
            (false, true) => (Encoding::LiteralString, self.pass_literal()?),
            (false, false) => (Encoding::BasicString, self.pass_basic()?),
        };
        let span = Span::new(start, self.at);
        let inner = Span::new(start + 1, self.at - 1);
        let written = || Written::verbatim(inner, Style::Quoted);
        Some((span, encoding, verbatim.then(written)))
    }

    /// Goes behind a text in single quotes, which says what is written.
    fn pass_literal(&mut self) -> Option<bool> {
        let from = self.at + 1;
        let end = from + memchr::memchr2(b'\'', b'\n', &self.bytes[from..])?;
        self.at = end + 1;
        (self.bytes[end] == b'\'').then_some(true)
    }

    /// Goes behind a text in double quotes; says whether it is without escapes.
    fn pass_basic(&mut self) -> Option<bool> {
        let (mut from, mut verbatim) = (self.at + 1, true);
        loop {
            let end = from + memchr::memchr3(b'"', b'\\', b'\n', &self.bytes[from..])?;
            match self.bytes[end] {
                b'"' => {
                    self.at = end + 1;
                    return Some(verbatim);
                }
                b'\n' => return None,
                _ => from = self.behind_escape(end),
            }
            verbatim = false;
        }
    }

    /// Goes behind a text in three quotes, of which nothing more is known.
    fn pass_block(&mut self, quote: u8) -> Option<bool> {
        let mut from = self.at + 3;
        loop {
            let end = match quote {
                b'"' => from + memchr::memchr2(quote, b'\\', &self.bytes[from..])?,
                _ => from + memchr::memchr(quote, &self.bytes[from..])?,
            };
            from = end + 1;
            if self.bytes[end] == b'\\' {
                from = self.behind_escape(end);
            } else if self.bytes[end..].starts_with(&[quote; 3]) {
                // Two more may stand before the three that end it.
                let more = self.bytes[end + 3..].iter().take(2).take_while(|it| **it == quote);
                self.at = end + 3 + more.count();
                return Some(false);
            }
        }
    }

    /// Behind a backslash, and behind a quote or backslash after it.
    fn behind_escape(&self, at: usize) -> usize {
        at + 1 + usize::from(matches!(self.bytes.get(at + 1), Some(b'"' | b'\\')))
    }

    /// Goes to the next thing that is no blank, line end or comment.
    fn gap(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n' | b'\r') => self.at += 1,
                Some(b'#') => self.comment(),
                _ => return,
            }
        }
    }

    /// Goes to the end of the line, if nothing but a comment is left of it.
    fn end_line(&mut self) -> Option<()> {
        self.blanks();
        match self.peek() {
            None | Some(b'\n' | b'\r') => Some(()),
            Some(b'#') => {
                self.comment();
                Some(())
            }
            _ => None,
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        let rest = &self.bytes[start..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at = start + end - usize::from(rest[..end].ends_with(b"\r"));
        self.reader.comment(Span::new(start, self.at));
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Goes behind the bytes that are of a kind, if there are any.
    fn run(&mut self, is_part: fn(u8) -> bool) -> Option<Span> {
        let start = self.at;
        while self.peek().is_some_and(is_part) {
            self.at += 1;
        }
        (self.at > start).then(|| Span::new(start, self.at))
    }

    fn pass(&mut self, width: usize) -> Span {
        let start = self.at;
        self.at = (start + width).min(self.bytes.len());
        Span::new(start, self.at)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

/// What a byte can be a part of without quotes: of a name and of a value, or of a value only.
const NAME: u8 = 1;
const VALUE: u8 = 2;

const PARTS: [u8; 256] = {
    let mut parts = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let it = byte as u8;
        if it.is_ascii_alphanumeric() || it == b'-' || it == b'_' {
            parts[byte] = NAME | VALUE;
        } else if matches!(it, b'+' | b'.' | b':') {
            parts[byte] = VALUE;
        }
        byte += 1;
    }
    parts
};

fn is(byte: u8, part: u8) -> bool {
    PARTS[usize::from(byte)] & part != 0
}

/// Whether all is text, and each carriage return part of a line break.
fn is_printable(bytes: &[u8]) -> bool {
    let (mut controls, mut returns) = (false, false);
    for byte in bytes {
        controls |= (*byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r')) || *byte == 0x7f;
        returns |= *byte == b'\r';
    }
    let is_break = |at: usize| bytes.get(at + 1) == Some(&b'\n');
    !controls && (!returns || memchr::memchr_iter(b'\r', bytes).all(is_break))
}
