//! TOML, by way of `toml_parser`'s events.
//!
//! Headers and dotted keys say where a value belongs, in whatever order: so drafts of
//! all nodes are made first, and the tree from them. Knows no rule against saying
//! a thing twice: both are kept.

mod draft;
mod parts;

use std::{
    borrow::Cow,
    collections::{HashMap, hash_map::Entry},
};

use toml_parser::{
    ParseError, Raw, Source,
    decoder::Encoding,
    parser::{Event, EventKind, RecursionGuard, parse_document},
};

use self::{
    draft::{Draft, Key, Shape, Written, build, hull},
    parts::parts,
};
use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text},
    tree::Style,
};

/// How deep arrays and inline tables, and names in one key, may nest.
const MAX_DEPTH: usize = 80;

const TOO_DEEP: &str = "a key of too many parts";

pub(super) fn parse(text: &Text) -> Parsed {
    let source = Source::new(text.as_str());
    let tokens = source.lex().into_vec();
    let mut reader = Reader::new(text);
    let mut errors = Vec::<ParseError>::new();
    let mut receive = |event: Event| reader.event(event);
    for part in parts(&tokens) {
        let mut guarded = RecursionGuard::new(&mut receive, MAX_DEPTH as u32);
        parse_document(part, &mut guarded, &mut errors);
    }
    reader.end_line();
    errors.append(&mut reader.errors);
    let mut parsed = Parsed::default();
    notices(&mut parsed, text, errors);
    parsed.documents.push((build(text, reader.drafts), reader.comments));
    parsed
}

fn notices(parsed: &mut Parsed, text: &Text, mut errors: Vec<ParseError>) {
    let place = |error: &ParseError| {
        let span = error.unexpected().or(error.context()).unwrap_or_default();
        let bound = |at: usize| text.as_str().floor_char_boundary(at);
        Span::new(bound(span.start()), bound(span.end().max(span.start())))
    };
    errors.sort_by_key(place);
    for error in errors {
        let message = format!("not TOML: {}", error.description());
        parsed.notice(text, place(&error), NoticeKind::Partial, message);
    }
}

struct Reader<'a> {
    text: &'a Text,
    /// The root first, each after what holds it.
    drafts: Vec<Draft>,
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
    /// The header in hand: how it opened.
    header: Option<EventKind>,
    header_span: Span,
    comments: Vec<Span>,
    errors: Vec<ParseError>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        let root = Draft { span: Span::default(), shape: Shape::table() };
        // So many bytes has a node of most configuration.
        let mut drafts = Vec::with_capacity(text.as_str().len() / 16 + 1);
        drafts.push(root);
        Self {
            text,
            drafts,
            named: HashMap::new(),
            latest: Vec::new(),
            table: 0,
            open: Vec::new(),
            path: Vec::new(),
            slot: None,
            header: None,
            header_span: Span::default(),
            comments: Vec::new(),
            errors: Vec::new(),
        }
    }

    fn event(&mut self, event: Event) {
        let span = Span::new(event.span().start(), event.span().end());
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                self.end_line();
                (self.header, self.header_span) = (Some(event.kind()), span);
            }
            EventKind::StdTableClose | EventKind::ArrayTableClose => {
                self.header_span.end = span.end;
                self.end_line();
            }
            EventKind::SimpleKey => {
                let written = self.written(span, event.encoding(), Role::Key);
                self.path.push((span, written));
            }
            EventKind::KeyValSep => self.find_slot(),
            EventKind::Scalar => {
                let written = self.written(span, event.encoding(), Role::Value);
                self.put(Draft { span, shape: Shape::Scalar(written) });
            }
            EventKind::InlineTableOpen => self.open(span, Shape::table),
            EventKind::ArrayOpen => self.open(span, Shape::list),
            EventKind::InlineTableClose | EventKind::ArrayClose => self.close(span),
            EventKind::Comment => self.comments.push(span),
            EventKind::Newline if self.open.is_empty() => self.end_line(),
            EventKind::ValueSep => self.path.clear(),
            _ => {}
        }
    }

    /// A header holds although its bracket is missing; a key without a value is nothing.
    fn end_line(&mut self) {
        self.open.clear();
        self.slot = None;
        let path = std::mem::take(&mut self.path);
        let Some(kind) = self.header.take() else { return };
        let Some((last, parents)) = path.split_last() else { return };
        let Some(parent) = self.lead(parents) else { return };
        let child = match kind {
            EventKind::ArrayTableOpen => {
                let list = self.child(parent, last, Shape::list);
                self.push(list, self.header_span)
            }
            _ => self.child(parent, last, Shape::table),
        };
        self.table = self.newest(child);
        let span = &mut self.drafts[self.table].span;
        *span = hull(*span, self.header_span);
    }

    /// The table that the names of a header lead to from the root.
    fn lead(&mut self, names: &[Key]) -> Option<usize> {
        if names.len() >= MAX_DEPTH {
            self.error(names.first()?.0, TOO_DEEP);
            return None;
        }
        let mut table = 0;
        for (depth, name) in names.iter().enumerate() {
            let known =
                self.latest.get(depth).filter(|it| it.0 == table && it.1 == self.name(name));
            let child = known.map(|it| it.2).unwrap_or_else(|| {
                let child = self.child(table, name, Shape::table);
                self.latest.truncate(depth);
                self.latest.push((table, self.name(name), child));
                child
            });
            table = self.newest(child);
        }
        Some(table)
    }

    fn find_slot(&mut self) {
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

    /// The table that names lead to, made where it is missing.
    fn descend(&mut self, from: usize, names: &[Key]) -> Option<usize> {
        if names.len() >= MAX_DEPTH {
            self.error(names.first()?.0, TOO_DEEP);
            return None;
        }
        Some(names.iter().fold(from, |table, name| {
            let child = self.child(table, name, Shape::table);
            self.newest(child)
        }))
    }

    fn name(&self, key: &Key) -> Cow<'a, str> {
        name_in(self.text, key)
    }

    /// The table or list of that name, made where it is missing.
    fn child(&mut self, table: usize, key: &Key, shape: fn() -> Shape) -> usize {
        let next = self.drafts.len();
        match self.named.entry((table, name_in(self.text, key))) {
            Entry::Occupied(known) => return *known.get(),
            Entry::Vacant(free) => free.insert(next),
        };
        let id = self.enter(table, key.clone(), Draft { span: key.0, shape: shape() });
        if id != next {
            self.named.remove(&(table, self.name(key)));
        }
        id
    }

    /// The last table of an array of tables; of anything else, itself.
    fn newest(&self, draft: usize) -> usize {
        match &self.drafts[draft].shape {
            Shape::List(items) => items.last().copied().unwrap_or(draft),
            _ => draft,
        }
    }

    fn push(&mut self, list: usize, span: Span) -> usize {
        let item = self.drafts.len();
        match &mut self.drafts[list].shape {
            Shape::List(items) => items.push(item),
            // Called an array although it was a table before: the table goes on.
            _ => return list,
        }
        self.drafts.push(Draft { span, shape: Shape::table() });
        item
    }

    /// A value that is written after its key, and that nothing leads to from elsewhere.
    fn enter(&mut self, table: usize, key: Key, draft: Draft) -> usize {
        let id = self.drafts.len();
        let Shape::Table(entries) = &mut self.drafts[table].shape else {
            self.error(key.0, "a key in what is no table");
            return table;
        };
        entries.push((key, id));
        self.drafts.push(draft);
        id
    }

    /// Puts a value where its key says, or at the end of the array that is open.
    fn put(&mut self, draft: Draft) -> Option<usize> {
        if let Some((table, key)) = self.slot.take() {
            let known = self.drafts.len();
            return Some(self.enter(table, key, draft)).filter(|id| *id == known);
        }
        let id = self.drafts.len();
        let Shape::List(items) = &mut self.drafts[*self.open.last()?].shape else { return None };
        items.push(id);
        self.drafts.push(draft);
        Some(id)
    }

    fn open(&mut self, span: Span, shape: fn() -> Shape) {
        // What has no place is drafted all the same, so that its end is known.
        let id = self.drafts.len();
        if self.put(Draft { span, shape: shape() }).is_none() {
            self.drafts.push(Draft { span, shape: shape() });
        }
        self.path.clear();
        self.open.push(id);
    }

    fn close(&mut self, span: Span) {
        self.path.clear();
        self.slot = None;
        if let Some(id) = self.open.pop() {
            let draft = &mut self.drafts[id];
            draft.span = hull(draft.span, span);
        }
    }

    fn error(&mut self, span: Span, why: &'static str) {
        let place = toml_parser::Span::new_unchecked(span.start as usize, span.end as usize);
        self.errors.push(ParseError::new(why).with_unexpected(place));
    }

    fn written(&mut self, span: Span, encoding: Option<Encoding>, role: Role) -> Written {
        let raw = self.text.slice(span);
        if let Some(written) = plain(span, raw, encoding, &role) {
            return written;
        }
        let place = toml_parser::Span::new_unchecked(span.start as usize, span.end as usize);
        let written = Raw::new_unchecked(raw, encoding, place);
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
        Written { inner, content: (!is_written).then(|| content.into()), style }
    }
}

fn name_in<'a>(text: &'a Text, key: &Key) -> Cow<'a, str> {
    match &key.1.content {
        None => Cow::Borrowed(text.slice(key.1.inner)),
        Some(content) => Cow::Owned(content.to_string()),
    }
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
            Some(Written { inner: span, content: None, style: Style::Plain })
        }
        Some(Encoding::BasicString) => {
            let content = raw.strip_prefix('"')?.strip_suffix('"')?;
            let inner = Span { start: span.start + 1, end: span.end - 1 };
            let written = || Written { inner, content: None, style: Style::Quoted };
            content.bytes().all(is_letter).then(written)
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
