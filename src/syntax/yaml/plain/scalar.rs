//! Scalars, plain and quoted; in brackets of one line, else of several as well.

use super::{Reader, block::push_breaks};
use crate::{text::Span, tree::Style};

/// How long a key may be: the parser gives up on longer ones itself, though later.
const MAX_KEY: u32 = 256;

/// A scalar that is in no tree yet. What it says is in the reader unless it is written so.
#[derive(Clone, Copy)]
pub(super) struct Scalar {
    pub span: Span,
    style: Style,
    verbatim: bool,
}

/// What a byte can mean within a plain scalar: nothing, an end in blocks, or one in flows only.
const LETTER: u8 = 0;
const MARK: u8 = 1;
const FLOW: u8 = 2;

const MEANINGS: [u8; 256] = {
    let mut meanings = [LETTER; 256];
    let (marks, flows) = (b"\t\n\r:#", b",[]{}");
    let mut at = 0;
    while at < marks.len() {
        meanings[marks[at] as usize] = MARK;
        meanings[flows[at] as usize] = FLOW;
        at += 1;
    }
    meanings
};

impl Reader<'_> {
    /// Whether a scalar may be the key of a colon that stands here.
    pub(super) fn is_key(&self, key: Scalar) -> bool {
        let is_near = key.span.end as usize == self.at && key.span.len() <= MAX_KEY;
        is_near && (key.verbatim || !self.bytes[key.span.range()].contains(&b'\n'))
    }

    pub(super) fn push(&mut self, scalar: Scalar) {
        let Scalar { span, style, verbatim } = scalar;
        if !verbatim {
            let content = std::mem::take(&mut self.content);
            self.add(span, &content, style);
            self.content = content;
            return;
        }
        let quote = usize::from(style == Style::Quoted);
        let (start, end) = (span.start as usize + quote, span.end as usize - quote);
        let source = self.source;
        self.add(span, &source[start..end], style);
    }

    /// A scalar for the tree, and for the anchor before it.
    pub(super) fn add(&mut self, span: Span, content: &str, style: Style) {
        let node = match self.code.templated(self.text, span, style) {
            None => self.tree.scalar(span, content, style),
            Some((span, content)) => self.tree.scalar(span, &content, style),
        };
        self.anchors.bind(node);
    }

    /// A scalar that is no key, with the lines that go on with it.
    pub(super) fn push_value(&mut self, first: Scalar) -> Option<()> {
        let mut whole = first;
        let outer = self.open.last()?.column;
        while whole.style == Style::Plain {
            let resume = self.at;
            let Some(breaks) = self.next_part(outer) else {
                self.at = resume;
                break;
            };
            if whole.verbatim {
                whole.verbatim = false;
                self.content.clear();
                self.content.push_str(&self.source[first.span.range()]);
            }
            self.push_folded(breaks);
            let part = self.plain_rest(self.at, LETTER)?;
            self.content.push_str(&self.source[part.range()]);
            whole.span.end = part.end;
        }
        self.push(whole);
        Some(())
    }

    /// Goes to the next line if it goes on with a plain scalar of a block in a column,
    /// and says how many line breaks are between.
    fn next_part(&mut self, outer: usize) -> Option<usize> {
        let (mut breaks, mut column) = (0, 0);
        while self.pass_break() {
            breaks += 1;
            column = self.blanks();
        }
        let goes_on = self.bytes.get(self.at).is_some_and(|it| *it != b'#');
        (breaks > 0 && column > outer && goes_on).then_some(breaks)
    }

    pub(super) fn block_scalar(&mut self) -> Option<Scalar> {
        self.scalar(LETTER)
    }

    /// One between brackets.
    pub(super) fn flow_scalar(&mut self) -> Option<Scalar> {
        self.scalar(FLOW)
    }

    /// Goes behind a scalar, in which bytes of a meaning end it as well.
    fn scalar(&mut self, ends: u8) -> Option<Scalar> {
        match *self.bytes.get(self.at)? {
            b'"' => self.double_quoted(),
            b'\'' => self.single_quoted(),
            _ => self.plain(ends),
        }
    }

    fn plain(&mut self, ends: u8) -> Option<Scalar> {
        let start = self.at;
        match self.bytes[start] {
            b'?' | b':' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' => {
                return None;
            }
            b',' | b'[' | b']' | b'{' | b'}' | b'\n' | b'\r' | b'\t' => return None,
            b'-' if self.is_blank(start + 1) || self.is_meant(start + 1, ends) => return None,
            _ => {}
        }
        let span = self.plain_rest(start, ends)?;
        Some(Scalar { span, style: Style::Plain, verbatim: true })
    }

    /// What a line has of a plain scalar, from a place where it is known to be one.
    fn plain_rest(&mut self, start: usize, ends: u8) -> Option<Span> {
        let mut at = start;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                _ if MEANINGS[usize::from(*byte)] == LETTER => {}
                b'\t' => return None,
                b'\n' | b'\r' => break,
                b':' if self.is_blank(at + 1) || self.is_meant(at + 1, ends) => break,
                b'#' if self.bytes[at - 1] == b' ' => break,
                _ if self.is_meant(at, ends) => break,
                _ => {}
            }
            at += 1;
        }
        let mut end = at;
        while end > start && self.bytes[end - 1] == b' ' {
            end -= 1;
        }
        self.at = at;
        (end > start).then(|| Span::new(start, end))
    }

    /// Whether the byte at a place is one of those that end a scalar besides.
    fn is_meant(&self, at: usize, ends: u8) -> bool {
        ends != LETTER && self.bytes.get(at).is_some_and(|it| MEANINGS[usize::from(*it)] == ends)
    }

    fn single_quoted(&mut self) -> Option<Scalar> {
        let start = self.at;
        let (mut from, mut verbatim) = (start + 1, true);
        self.content.clear();
        loop {
            let end = from + memchr::memchr2(b'\'', b'\n', &self.bytes[from..])?;
            let part = &self.source[from..end];
            if self.bytes[end] == b'\n' {
                verbatim = false;
                from = self.fold(part, end)?;
                continue;
            }
            let is_doubled = self.bytes.get(end + 1) == Some(&b'\'');
            verbatim &= !is_doubled;
            if !verbatim {
                self.content.push_str(part);
            }
            if !is_doubled {
                return Some(self.quoted(start, end + 1, verbatim));
            }
            self.content.push('\'');
            from = end + 2;
        }
    }

    fn double_quoted(&mut self) -> Option<Scalar> {
        let start = self.at;
        let (mut from, mut verbatim) = (start + 1, true);
        self.content.clear();
        loop {
            let end = from + memchr::memchr3(b'"', b'\\', b'\n', &self.bytes[from..])?;
            let part = &self.source[from..end];
            let is_end = self.bytes[end] == b'"';
            verbatim &= is_end;
            match self.bytes[end] {
                b'\n' => from = self.fold(part, end)?,
                _ if verbatim => {}
                _ => self.content.push_str(part),
            }
            if is_end {
                return Some(self.quoted(start, end + 1, verbatim));
            }
            if self.bytes[end] == b'\\' {
                let (letter, length) = self.escape(end + 1)?;
                self.content.push(letter);
                from = end + 1 + length;
            }
        }
    }

    /// The last part of a quoted line, and what its end and blank lines behind it stand
    /// for. Says where the next starts, which in a block has to be further in than that.
    fn fold(&mut self, part: &str, end: usize) -> Option<usize> {
        let outer = self.open.last().filter(|it| it.kind.is_block())?.column;
        self.content.push_str(part.trim_end_matches([' ', '\t', '\r']));
        self.at = end;
        let (mut breaks, mut column) = (0, 0);
        while self.pass_break() {
            breaks += 1;
            column = self.blanks();
        }
        if column <= outer || self.bytes.get(self.at) == Some(&b'\t') {
            return None;
        }
        self.push_folded(breaks);
        Some(self.at)
    }

    /// One line break is a blank, and of several the first is left out.
    fn push_folded(&mut self, breaks: usize) {
        match breaks {
            1 => self.content.push(' '),
            _ => push_breaks(&mut self.content, breaks - 1),
        }
    }

    /// What stands for what follows a backslash, and how many bytes that is.
    fn escape(&self, at: usize) -> Option<(char, usize)> {
        let letter = match *self.bytes.get(at)? {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'0' => '\0',
            b'e' => '\u{1b}',
            byte @ (b'"' | b'\\' | b'/' | b' ') => char::from(byte),
            b'x' => return Some((self.hex(at + 1, 2)?, 3)),
            b'u' => return Some((self.hex(at + 1, 4)?, 5)),
            _ => return None,
        };
        Some((letter, 1))
    }

    /// The letter of a number; halves of one, which JSON writes, are none.
    fn hex(&self, at: usize, length: usize) -> Option<char> {
        let digits = self.bytes.get(at..at + length)?;
        let number = digits
            .iter()
            .try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))?;
        char::from_u32(number)
    }

    fn quoted(&mut self, start: usize, end: usize, verbatim: bool) -> Scalar {
        self.at = end;
        Scalar { span: Span::new(start, end), style: Style::Quoted, verbatim }
    }
}
