//! Puts values where headers and dotted keys say they belong, in whatever order.
//!
//! Knows no rule against saying a thing twice: both are kept. Knows no bytes of its text
//! but those of scalars.

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use toml_parser::{ParseError, Raw, decoder::Encoding};

use super::draft::{Drafts, Key, Shape, Written};
use crate::{
    text::{Span, Text},
    tree::{Style, Tree},
};

/// How deep arrays and inline tables, and names in one key, may nest.
pub(super) const MAX_DEPTH: usize = 80;

const TOO_DEEP: &str = "a key of too many parts";

/// Is told what stands in a text, one thing after the other.
pub(super) struct Reader<'a> {
    text: &'a Text,
    drafts: Drafts,
    /// The tables and lists by what holds them and what they are called there.
    named: HashMap<(usize, Cow<'a, str>), usize>,
    /// Those that the last header led through: the next one most often does, too.
    latest: Vec<(usize, Cow<'a, str>, usize)>,
    /// The table that the last header opened.
    table: usize,
    /// Inline tables and arrays, the innermost last.
    open: Vec<usize>,
    /// The key in hand.
    path: Vec<Key>,
    /// Where the value in hand goes in a table.
    slot: Option<(usize, Key)>,
    /// The header in hand: what it opens, and where it stands.
    header: Option<(Header, Span)>,
    comments: Vec<Span>,
    errors: Vec<ParseError>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    Table,
    ArrayOfTables,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a Text) -> Self {
        Self {
            text,
            drafts: Drafts::new(text),
            named: HashMap::new(),
            latest: Vec::new(),
            table: 0,
            open: Vec::new(),
            path: Vec::new(),
            slot: None,
            header: None,
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    /// The tree and the comments, and what was wrong with scalars and keys.
    pub(super) fn finish(mut self) -> (Option<Tree>, Vec<Span>, Vec<ParseError>) {
        self.end_line();
        (self.drafts.build(self.text), self.comments, self.errors)
    }

    pub(super) fn open_header(&mut self, header: Header, span: Span) {
        self.end_line();
        self.header = Some((header, span));
    }

    pub(super) fn close_header(&mut self, span: Span) {
        if let Some((_, whole)) = &mut self.header {
            whole.end = span.end;
        }
        self.end_line();
    }

    pub(super) fn newline(&mut self) {
        if self.open.is_empty() {
            self.end_line();
        }
    }

    pub(super) fn comment(&mut self, span: Span) {
        self.comments.push(span);
    }

    /// One name of a key.
    pub(super) fn name(&mut self, span: Span, encoding: Option<Encoding>) {
        let written = self.written(span, encoding, Role::Key);
        self.path.push((span, written));
    }

    /// The same of a name that is known to say what its bytes say.
    pub(super) fn plain_name(&mut self, span: Span, written: Written) {
        self.path.push((span, written));
    }

    pub(super) fn scalar(&mut self, span: Span, encoding: Option<Encoding>) {
        let written = self.written(span, encoding, Role::Value);
        self.put(span, Shape::Scalar(written));
    }

    /// The same of one that is known to say what its bytes say.
    pub(super) fn plain_scalar(&mut self, span: Span, written: Written) {
        self.put(span, Shape::Scalar(written));
    }

    pub(super) fn open(&mut self, span: Span, shape: Shape) {
        // What has no place is drafted all the same, so that its end is known.
        let id = self.put(span, shape).unwrap_or_else(|| self.drafts.lose(span, shape));
        self.path.clear();
        self.open.push(id);
    }

    pub(super) fn close(&mut self, span: Span) {
        self.path.clear();
        self.slot = None;
        if let Some(id) = self.open.pop() {
            self.drafts.reach(id, span);
        }
    }

    /// The comma after an item or a member.
    pub(super) fn separate(&mut self) {
        self.path.clear();
    }

    /// The sign between a key and its value.
    pub(super) fn assign(&mut self) {
        let from = self.open.last().copied().unwrap_or(self.table);
        let Some(last) = self.path.pop() else { return };
        // Most keys have no dots, and the list of their parts is used again.
        let table = match self.path.is_empty() {
            true => Some(from),
            false => {
                let path = std::mem::take(&mut self.path);
                self.descend(from, &path)
            }
        };
        self.slot = table.map(|table| (table, last));
    }

    /// A header holds although its bracket is missing; a key without a value is nothing.
    fn end_line(&mut self) {
        self.open.clear();
        self.slot = None;
        let Some((header, span)) = self.header.take() else { return self.path.clear() };
        let path = std::mem::take(&mut self.path);
        if let Some((last, parents)) = path.split_last() {
            self.enter_table(header, span, parents, last);
        }
        self.path = path;
        self.path.clear();
    }

    fn enter_table(&mut self, header: Header, span: Span, parents: &[Key], last: &Key) {
        let Some(parent) = self.lead(parents) else { return };
        let child = match header {
            Header::ArrayOfTables => {
                let list = self.child(parent, last, Shape::LIST);
                // Called an array although it was a table before: the table goes on.
                self.drafts.push(list, span, Shape::TABLE).unwrap_or(list)
            }
            Header::Table => self.child(parent, last, Shape::TABLE),
        };
        self.table = self.drafts.newest(child);
        self.drafts.reach(self.table, span);
    }

    /// The table that the names of a header lead to from the root.
    fn lead(&mut self, names: &[Key]) -> Option<usize> {
        if names.len() >= MAX_DEPTH {
            self.error(names.first()?.0, TOO_DEEP);
            return None;
        }
        let mut table = 0;
        for (depth, name) in names.iter().enumerate() {
            let known = self.latest.get(depth);
            let known = known.filter(|it| it.0 == table && it.1 == self.said(name));
            let child = known.map(|it| it.2).unwrap_or_else(|| {
                let child = self.child(table, name, Shape::TABLE);
                self.latest.truncate(depth);
                self.latest.push((table, self.named(name), child));
                child
            });
            table = self.drafts.newest(child);
        }
        Some(table)
    }

    /// The table that names lead to, made where it is missing.
    fn descend(&mut self, from: usize, names: &[Key]) -> Option<usize> {
        if names.len() >= MAX_DEPTH {
            self.error(names.first()?.0, TOO_DEEP);
            return None;
        }
        Some(names.iter().fold(from, |table, name| {
            let child = self.child(table, name, Shape::TABLE);
            self.drafts.newest(child)
        }))
    }

    fn said(&self, key: &Key) -> &str {
        self.drafts.said(key).unwrap_or_else(|| self.text.slice(key.1.inner))
    }

    fn named(&self, key: &Key) -> Cow<'a, str> {
        match self.drafts.said(key) {
            None => Cow::Borrowed(self.text.slice(key.1.inner)),
            Some(content) => Cow::Owned(content.to_owned()),
        }
    }

    /// The table or list of that name, made where it is missing.
    fn child(&mut self, table: usize, key: &Key, shape: Shape) -> usize {
        let name = self.named(key);
        match self.named.entry((table, name)) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => match self.drafts.enter(table, *key, key.0, shape) {
                Some(id) => *free.insert(id),
                None => {
                    self.error(key.0, NO_TABLE);
                    table
                }
            },
        }
    }

    /// Puts a value where its key says, or at the end of the array that is open.
    fn put(&mut self, span: Span, shape: Shape) -> Option<usize> {
        if let Some((table, key)) = self.slot.take() {
            let id = self.drafts.enter(table, key, span, shape);
            if id.is_none() {
                self.error(key.0, NO_TABLE);
            }
            return id;
        }
        self.drafts.push(*self.open.last()?, span, shape)
    }

    fn error(&mut self, span: Span, why: &'static str) {
        self.errors.push(ParseError::new(why).with_unexpected(place(span)));
    }

    fn written(&mut self, span: Span, encoding: Option<Encoding>, role: Role) -> Written {
        let raw = self.text.slice(span);
        if let Some(written) = plain(span, raw, encoding, &role) {
            return written;
        }
        let written = Raw::new_unchecked(raw, encoding, place(span));
        let mut content = Cow::Borrowed("");
        match role {
            Role::Key => written.decode_key(&mut content, &mut self.errors),
            // What it is is seen again from how it is written.
            Role::Value => {
                let _ = written.decode_scalar(&mut content, &mut self.errors);
            }
        }
        let (inner, style) = match encoding {
            None => (span, Style::Plain),
            Some(encoding) => (inside(span, raw, encoding), Style::Quoted),
        };
        // What is no text is said as it is written.
        let is_written = encoding.is_none() || self.text.slice(inner) == content;
        match is_written {
            true => Written::verbatim(inner, style),
            false => self.drafts.rewritten(inner, &content, style),
        }
    }
}

const NO_TABLE: &str = "a key in what is no table";

fn place(span: Span) -> toml_parser::Span {
    toml_parser::Span::new_unchecked(span.start as usize, span.end as usize)
}

#[derive(PartialEq, Eq)]
enum Role {
    Key,
    Value,
}

/// What says just what its bytes say, as nearly all keys and texts do.
fn plain(span: Span, raw: &str, encoding: Option<Encoding>, role: &Role) -> Option<Written> {
    let is_key = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
    let is_letter = |it: u8| !matches!(it, 0..b' ' | b'"' | b'\\' | 0x7f);
    match encoding {
        None if *role == Role::Key && !raw.is_empty() && raw.bytes().all(is_key) => {
            Some(Written::verbatim(span, Style::Plain))
        }
        Some(Encoding::BasicString) => {
            let content = raw.strip_prefix('"')?.strip_suffix('"')?;
            let inner = Span { start: span.start + 1, end: span.end - 1 };
            content.bytes().all(is_letter).then(|| Written::verbatim(inner, Style::Quoted))
        }
        _ => None,
    }
}

/// What stands between the quotes, the closing ones of which may be missing.
fn inside(span: Span, raw: &str, encoding: Encoding) -> Span {
    let (quotes, is_block) = match encoding {
        Encoding::LiteralString => ("'", false),
        Encoding::BasicString => ("\"", false),
        Encoding::MlLiteralString => ("'''", true),
        Encoding::MlBasicString => ("\"\"\"", true),
    };
    let rest = raw.strip_prefix(quotes).unwrap_or(raw);
    let rest = match is_block {
        true => rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest),
        false => rest,
    };
    let start = span.start as usize + (raw.len() - rest.len());
    let body = rest.strip_suffix(quotes).unwrap_or(rest);
    Span::new(start, start + body.len())
}
