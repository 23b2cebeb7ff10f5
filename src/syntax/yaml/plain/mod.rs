//! The YAML that nearly all manifests are made of, read line by line.
//!
//! Gives the very trees that the parser of all YAML gives, in far less time.
//! Knows blocks by their indentation, scalars, and blocks of text; refuses to know
//! anything else: one thing that it does not know, and it reads nothing.

mod anchor;
mod block;
mod flow;
mod scalar;
#[cfg(test)]
mod tests;

use anchor::Anchors;

use super::code::Code;
use crate::{
    syntax::Parsed,
    text::{Span, Text},
    tree::{Builder, Style},
};

/// How many blocks may stand within each other.
const MAX_DEPTH: usize = 64;

/// Why a text is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// Something stands where a value or a key is due that only a template writes.
    Template,
    Other,
}

/// The documents that a code says are in a text, unless anything in it is not surely
/// read as YAML reads it.
pub(super) fn parse(text: &Text, code: &Code<'_>) -> Result<Parsed, Unread> {
    let source = code.as_str();
    if !code.is_printable() {
        return Err(Unread::Other);
    }
    let mut reader = Reader {
        text,
        code,
        source,
        bytes: source.as_bytes(),
        at: 0,
        tree: Builder::new(text),
        stage: Stage::Between,
        open: Vec::new(),
        waiting: None,
        comments: Vec::new(),
        content: String::new(),
        anchors: Anchors::default(),
        parsed: Parsed::default(),
        unread: Unread::Other,
    };
    match reader.stream() {
        Some(()) => Ok(reader.parsed),
        None => Err(reader.unread),
    }
}

struct Reader<'a> {
    text: &'a Text,
    code: &'a Code<'a>,
    /// The code's.
    source: &'a str,
    bytes: &'a [u8],
    at: usize,
    tree: Builder,
    stage: Stage,
    open: Vec<Block>,
    /// The innermost block has a key or a dash without a value yet: where that would
    /// stand if it was left out.
    waiting: Option<usize>,
    /// Those that belong to no document yet.
    comments: Vec<Span>,
    /// What the last scalar says that is not written as it reads.
    content: String,
    anchors: Anchors<'a>,
    parsed: Parsed,
    /// Why it is not read, if it turns out not to be.
    unread: Unread,
}

/// What there is of a document.
#[derive(Clone, Copy)]
enum Stage {
    Between,
    /// Only its start, which ends here.
    Empty(usize),
    Rooted,
}

#[derive(Clone, Copy)]
struct Block {
    kind: Kind,
    column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Map,
    List,
    /// A list as far to the left as its key.
    LevelList,
    FlowMap,
    FlowList,
}

impl Kind {
    fn is_block(self) -> bool {
        matches!(self, Self::Map | Self::List | Self::LevelList)
    }
}

impl<'a> Reader<'a> {
    fn stream(&mut self) -> Option<()> {
        loop {
            let column = self.blanks();
            match self.bytes.get(self.at) {
                None => break,
                Some(b'\n' | b'\r') => self.at += 1,
                Some(b'#') => self.comment(),
                Some(b'-') if column == 0 && self.is_marker(b"---") => self.start_document()?,
                Some(b'.') if column == 0 && self.is_marker(b"...") => self.stop_document()?,
                Some(_) => self.line(column)?,
            }
        }
        self.end_document(self.bytes.len());
        Some(())
    }

    fn is_marker(&self, marker: &[u8; 3]) -> bool {
        self.bytes[self.at..].starts_with(marker) && self.is_blank(self.at + 3)
    }

    fn start_document(&mut self) -> Option<()> {
        self.end_document(self.at);
        self.at += 3;
        self.stage = Stage::Empty(self.at);
        self.ends_line().then_some(())
    }

    fn stop_document(&mut self) -> Option<()> {
        self.at += 3;
        self.ends_line().then_some(())?;
        if let Stage::Empty(at) = self.stage {
            self.waiting = Some(at);
            self.stage = Stage::Rooted;
        }
        // A comment behind the end is the document's.
        self.end_document(self.at);
        Some(())
    }

    /// Ends a document, to which comments before a place belong.
    fn end_document(&mut self, end: usize) {
        let mut end = end;
        match std::mem::replace(&mut self.stage, Stage::Between) {
            Stage::Between => return,
            Stage::Rooted => self.leave_out(),
            // What is above the next start is that one's.
            Stage::Empty(at) => {
                self.add(Span::new(at, at), "", Style::Plain);
                end = self.line_end(at);
            }
        }
        self.open.clear();
        self.anchors = Anchors::default();
        let tree = std::mem::replace(&mut self.tree, Builder::new(self.text));
        let own = self.comments.partition_point(|it| (it.start as usize) < end);
        let rest = self.comments.split_off(own);
        let comments = std::mem::replace(&mut self.comments, rest);
        self.parsed.documents.push((tree.finish(), comments));
    }

    /// A line with something on it, from there on.
    fn line(&mut self, column: usize) -> Option<()> {
        if self.is_template() {
            return None;
        }
        let dash = self.is_dash();
        loop {
            let Some(top) = self.open.last() else { return self.root(column) };
            let (kind, deeper, level) = (top.kind, column > top.column, column == top.column);
            let is_list = kind != Kind::Map;
            if self.waiting.is_some() {
                if deeper {
                    self.waiting = None;
                    return self.node(column);
                }
                if level && dash && !is_list {
                    self.waiting = None;
                    return self.items(column, Some(Kind::LevelList));
                }
                self.leave_out();
            }
            match kind {
                _ if deeper => return None,
                Kind::Map if level => return self.entry(),
                Kind::List | Kind::LevelList if level && dash => return self.items(column, None),
                Kind::List if level => return None,
                _ => {
                    self.tree.close(None);
                    self.open.pop();
                }
            }
        }
    }

    /// Gives the key or the dash that waits for a value none.
    fn leave_out(&mut self) {
        if let Some(at) = self.waiting.take() {
            self.add(Span::new(at, at), "", Style::Plain);
        }
    }

    fn root(&mut self, column: usize) -> Option<()> {
        if matches!(self.stage, Stage::Rooted) {
            return None;
        }
        self.stage = Stage::Rooted;
        let (Some(()), false) = (self.node(column), self.open.is_empty()) else { return None };
        Some(())
    }

    /// What stands where a block may start, in a column.
    fn node(&mut self, column: usize) -> Option<()> {
        if self.is_dash() {
            return self.items(column, Some(Kind::List));
        }
        if matches!(self.bytes[self.at], b'|' | b'>' | b'[' | b'{') {
            return self.value();
        }
        if self.bytes[self.at] == b'*' {
            return self.value();
        }
        let scalar = self.block_scalar()?;
        if self.bytes.get(self.at) == Some(&b':') {
            self.enter(Kind::Map, column)?;
            let start = scalar.span.start as usize;
            let map = self.tree.open_map(Span::new(start, start));
            self.anchors.bind(map);
            return self.after_key(scalar);
        }
        self.push_value(scalar)?;
        self.ends_line().then_some(())
    }

    /// One dash, or several with lists in lists, and what is on the line behind it.
    fn items(&mut self, column: usize, opens: Option<Kind>) -> Option<()> {
        let (mut column, mut opens) = (column, opens);
        loop {
            let start = self.at;
            self.at += 1;
            let blanks = self.blanks();
            let ends = self.ends_line();
            if let Some(kind) = opens {
                self.enter(kind, column)?;
                // One that is level with its key is said to start at its first item.
                let at = if kind == Kind::List { start } else { self.at };
                let list = self.tree.open_list(Span::new(at, at));
                self.anchors.bind(list);
            }
            if ends {
                self.waiting = Some(self.at);
                return Some(());
            }
            column += 1 + blanks;
            if !self.is_dash() {
                return self.node(column);
            }
            opens = Some(Kind::List);
        }
    }

    /// A further key of a map, and what is on the line behind it.
    fn entry(&mut self) -> Option<()> {
        let key = self.block_scalar()?;
        (self.bytes.get(self.at) == Some(&b':')).then_some(())?;
        self.after_key(key)
    }

    /// From the colon on, which is known to be one.
    fn after_key(&mut self, key: scalar::Scalar) -> Option<()> {
        if !self.is_key(key) {
            return None;
        }
        self.push(key);
        let colon = self.at;
        self.at += 1;
        if !self.is_blank(self.at) {
            return None;
        }
        let at = self.anchor()?.unwrap_or(colon);
        if self.ends_line() {
            self.waiting = Some(at);
            return Some(());
        }
        self.value()
    }

    /// A value that ends with its line, or a block of text.
    fn value(&mut self) -> Option<()> {
        match self.bytes[self.at] {
            b'|' => return self.block(Style::Literal),
            b'>' => return self.block(Style::Folded),
            b'[' | b'{' => self.flow()?,
            b'*' => self.alias()?,
            _ => {
                let scalar = self.block_scalar()?;
                self.push_value(scalar)?;
            }
        }
        self.ends_line().then_some(())
    }

    fn enter(&mut self, kind: Kind, column: usize) -> Option<()> {
        self.open.push(Block { kind, column });
        (self.open.len() <= MAX_DEPTH).then_some(())
    }

    /// Whether what stands here is what only a template writes in this place, which is
    /// then why the text is not read.
    fn is_template(&mut self) -> bool {
        let is_template =
            [b"{{", b"{%", b"{#"].iter().any(|it| self.bytes[self.at..].starts_with(*it));
        if is_template {
            self.unread = Unread::Template;
        }
        is_template
    }

    /// Whether a dash stands here that makes an item.
    fn is_dash(&self) -> bool {
        self.bytes[self.at] == b'-' && self.is_blank(self.at + 1)
    }

    /// Whether a blank, a line end or nothing stands at a place. A tab is none: where
    /// it might count as one, nothing is read.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.bytes.get(at), None | Some(b' ' | b'\n' | b'\r'))
    }

    /// How many blanks stand here, which are passed.
    fn blanks(&mut self) -> usize {
        let start = self.at;
        while self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.at - start
    }

    /// Goes behind a line break, if one stands here.
    fn pass_break(&mut self) -> bool {
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'\r'));
        let is_break = self.bytes.get(self.at) == Some(&b'\n');
        self.at += usize::from(is_break);
        is_break
    }

    /// Whether nothing but a comment is left of the line, which is then passed.
    fn ends_line(&mut self) -> bool {
        self.blanks();
        match self.bytes.get(self.at) {
            None | Some(b'\n' | b'\r') => true,
            Some(b'#') if self.bytes[self.at - 1] == b' ' => {
                self.comment();
                true
            }
            _ => false,
        }
    }

    fn comment(&mut self) {
        let start = self.at;
        self.at = self.line_end(start);
        self.comments.push(Span::new(start, self.at));
    }

    /// Where the line of a place ends, without its line break.
    fn line_end(&self, at: usize) -> usize {
        let rest = &self.bytes[at..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        at + end - usize::from(rest[..end].ends_with(b"\r"))
    }
}
