//! The configuration of a NATS server: JSON that may leave out most of its marks.
//!
//! `key: value`, `key = value`, `key value`, blocks, lists with or without commas,
//! comments after `#` and `//`. Refuses to follow `include` and `$VARIABLE`.

use std::borrow::Cow;

use super::{
    NoticeKind, Parsed,
    directives::expression,
    quotes::{self, Escapes},
};
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

/// How deep blocks may lie in blocks. What lies deeper ends the reading.
const MAX_DEPTH: usize = 128;

pub(super) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.skip();
    // A file that is JSON opens with the brace that others leave out.
    let brace = (reader.peek() == Some(b'{')).then_some(reader.at);
    reader.tree.open_map(brace.map_or(Span::default(), |at| Span::new(at, at + 1)));
    reader.at += usize::from(brace.is_some());
    while reader.step() {}
    reader.finish()
}

#[derive(Clone, Copy, PartialEq)]
enum Block {
    Map,
    List,
}

struct Reader<'a> {
    text: &'a Text,
    bytes: &'a [u8],
    at: usize,
    tree: Builder,
    /// Those that are open below the root, and where each begins.
    blocks: Vec<(Block, usize)>,
    comments: Vec<Span>,
    parsed: Parsed,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        Self {
            text,
            bytes: text.as_str().as_bytes(),
            at: 0,
            tree: Builder::new(text),
            blocks: Vec::new(),
            comments: Vec::new(),
            parsed: Parsed::default(),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Reads an entry, an item, or the end of a block; says whether to go on.
    fn step(&mut self) -> bool {
        self.skip();
        let Some(byte) = self.peek() else { return false };
        let within = self.blocks.last().map_or(Block::Map, |it| it.0);
        match (within, byte) {
            (_, b'}' | b']') => self.close(byte),
            (Block::List, _) => return self.value(),
            (Block::Map, b'{' | b'[' | b':' | b'=') => {
                self.notice(
                    Span::new(self.at, self.at + 1),
                    "not understood: a mark without a key",
                );
                self.at += 1;
            }
            (Block::Map, _) => return self.entry(),
        }
        true
    }

    /// Skips what parts entries, and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            let rest = &self.bytes[self.at..];
            match byte {
                b'#' => self.comment(),
                b'/' if rest.starts_with(b"//") => self.comment(),
                b',' | b';' => self.at += 1,
                _ if byte.is_ascii_whitespace() => self.at += 1,
                // A statement of a template, which stands on a line of its own.
                b'{' if rest.starts_with(b"{{") || rest.starts_with(b"{%") => self.template(),
                _ => return,
            }
        }
    }

    fn comment(&mut self) {
        let end = self.line_end();
        let written = self.text.as_str()[self.at..end].trim_end();
        self.comments.push(Span::new(self.at, self.at + written.len()));
        self.at = end;
    }

    fn template(&mut self) {
        let end = expression(&self.bytes[self.at..]).map_or(self.line_end(), |it| self.at + it);
        let what = "the values that a template puts in are not known";
        if self.parsed.notices.iter().all(|it| it.kind != NoticeKind::Template) {
            let span = Span::new(self.at, end);
            self.parsed.notice(self.text, span, NoticeKind::Template, what);
        }
        self.at = end;
    }

    fn line_end(&self) -> usize {
        let rest = &self.bytes[self.at..];
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |it| self.at + it)
    }

    fn entry(&mut self) -> bool {
        let start = self.at;
        self.word(|it| matches!(it, b':' | b'=' | b'{' | b'['));
        let key = Span::new(start, self.at);
        self.skip_blanks();
        if matches!(self.peek(), Some(b':' | b'=')) {
            self.at += 1;
            self.skip_blanks();
        }
        let line_end = self.at;
        if matches!(self.peek(), None | Some(b'\n' | b'\r')) {
            self.skip();
        }
        // A value stands on the line of its key; a block may open below it.
        match self.peek() {
            Some(b'{' | b'[') => self.value(),
            Some(byte) if self.at == line_end && !matches!(byte, b'}' | b']' | b',' | b';') => {
                self.value()
            }
            _ => {
                self.notice(key, "not understood: a key without a value");
                self.tree.scalar(Span::new(line_end, line_end), "", Style::Plain);
                true
            }
        }
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// A scalar, or the beginning of a block; says whether to go on.
    fn value(&mut self) -> bool {
        let block = match self.peek() {
            Some(b'{') if expression(&self.bytes[self.at..]).is_none() => Block::Map,
            Some(b'[') => Block::List,
            Some(b'(') => return self.text_block(),
            _ => {
                self.word(|_| false);
                return true;
            }
        };
        let mark = Span::new(self.at, self.at + 1);
        if self.blocks.len() >= MAX_DEPTH {
            self.notice(mark, "not read from here: blocks in more than 128 blocks");
            return false;
        }
        self.blocks.push((block, self.at));
        self.at += 1;
        match block {
            Block::Map => self.tree.open_map(mark),
            Block::List => self.tree.open_list(mark),
        };
        true
    }

    /// Lines between round brackets, of which the last stands alone.
    fn text_block(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let closing = memchr::memmem::find(rest, b"\n)");
        let width = closing.map_or(rest.len(), |it| it + 2);
        let span = Span::new(self.at, self.at + width);
        let inner = Span::new(self.at + 1, self.at + closing.map_or(rest.len(), |it| it + 1));
        self.tree.scalar_within(span, inner, self.text.slice(inner), Style::Literal);
        self.at += width;
        true
    }

    fn close(&mut self, mark: u8) {
        let at = self.at;
        self.at += 1;
        let expected = if mark == b'}' { Block::Map } else { Block::List };
        match self.blocks.last() {
            Some((block, _)) if *block == expected => {
                self.blocks.pop();
                self.tree.close(Some(self.at as u32));
            }
            // The one that closes the whole file.
            None if mark == b'}' && self.text.as_str()[self.at..].trim().is_empty() => {}
            _ => {
                let span = Span::new(at, at + 1);
                self.notice(span, "not understood: a bracket that closes nothing");
            }
        }
    }

    /// A scalar in quotes or without; `ends` tells what else than blanks and brackets
    /// ends one without.
    fn word(&mut self, ends: impl Fn(u8) -> bool) {
        let start = self.at;
        let written = &self.text.as_str()[start..];
        if let Some((end, content)) = quoted(written) {
            self.at = start + end + 1;
            self.tree.scalar(Span::new(start, self.at), &content, Style::Quoted);
            return;
        }
        while let Some(byte) = self.peek() {
            match expression(&self.bytes[self.at..]) {
                Some(width) => self.at += width,
                None if byte.is_ascii_whitespace() || ends(byte) => break,
                None if matches!(byte, b',' | b';' | b']' | b'}') => break,
                None => self.at += 1,
            }
        }
        let span = Span::new(start, self.at);
        self.tree.scalar(span, self.text.slice(span), Style::Plain);
    }

    fn notice(&mut self, span: Span, message: &str) {
        self.parsed.notice(self.text, span, NoticeKind::Partial, message);
    }

    fn finish(mut self) -> Parsed {
        if let Some((_, at)) = self.blocks.pop() {
            let what = "not understood: a block that is not closed; it was read to the end";
            self.notice(Span::new(at, at + 1), what);
        }
        self.parsed.documents.push((self.tree.finish(), self.comments));
        self.parsed
    }
}

/// Where the quote that a text starts with is closed on its line, and what it says.
fn quoted(written: &str) -> Option<(usize, Cow<'_, str>)> {
    let escapes = match written.as_bytes().first()? {
        b'"' => Escapes::Backslash,
        b'\'' => Escapes::None,
        _ => return None,
    };
    let end = quotes::closing(written, escapes)?;
    let content = match escapes {
        Escapes::Backslash => quotes::unescape(&written[1..end], stands_for),
        Escapes::None => Cow::Borrowed(&written[1..end]),
    };
    Some((end, content))
}

fn stands_for(escaped: char) -> Option<&'static str> {
    Some(match escaped {
        '"' => "\"",
        '\\' => "\\",
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        _ => return None,
    })
}
