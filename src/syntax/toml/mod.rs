//! TOML: read by itself where it is well-formed, else by way of `toml_parser`'s events.
//!
//! Headers and dotted keys say where a value belongs, in whatever order: so drafts of
//! all nodes are made first, and the tree from them.

mod draft;
mod parts;
mod plain;
mod reader;
#[cfg(test)]
mod tests;

use toml_parser::{
    ParseError, Source,
    parser::{Event, EventKind, RecursionGuard, parse_document},
};

use self::{
    draft::Shape,
    parts::parts,
    reader::{Header, MAX_DEPTH, Reader},
};
use super::{NoticeKind, Parsed};
use crate::text::{Span, Text};

pub(super) fn parse(text: &Text) -> Parsed {
    parse_plain(text).unwrap_or_else(|| parse_any(text))
}

/// What a text says, if it is well-formed.
fn parse_plain(text: &Text) -> Option<Parsed> {
    let mut reader = Reader::new(text);
    plain::read(text.as_str(), &mut reader)?;
    Some(parsed(text, reader, Vec::new()))
}

/// What a text says, whatever it is.
fn parse_any(text: &Text) -> Parsed {
    let source = Source::new(text.as_str());
    let tokens = source.lex().into_vec();
    let mut reader = Reader::new(text);
    let mut errors = Vec::<ParseError>::new();
    let mut receive = |event: Event| tell(&mut reader, &event);
    for part in parts(&tokens) {
        let mut guarded = RecursionGuard::new(&mut receive, MAX_DEPTH as u32);
        parse_document(part, &mut guarded, &mut errors);
    }
    parsed(text, reader, errors)
}

fn tell(reader: &mut Reader<'_>, event: &Event) {
    let span = Span::new(event.span().start(), event.span().end());
    match event.kind() {
        EventKind::StdTableOpen => reader.open_header(Header::Table, span),
        EventKind::ArrayTableOpen => reader.open_header(Header::ArrayOfTables, span),
        EventKind::StdTableClose | EventKind::ArrayTableClose => reader.close_header(span),
        EventKind::SimpleKey => reader.name(span, event.encoding()),
        EventKind::KeyValSep => reader.assign(),
        EventKind::Scalar => reader.scalar(span, event.encoding()),
        EventKind::InlineTableOpen => reader.open(span, Shape::TABLE),
        EventKind::ArrayOpen => reader.open(span, Shape::LIST),
        EventKind::InlineTableClose | EventKind::ArrayClose => reader.close(span),
        EventKind::Comment => reader.comment(span),
        EventKind::Newline => reader.newline(),
        EventKind::ValueSep => reader.separate(),
        _ => {}
    }
}

fn parsed(text: &Text, reader: Reader<'_>, mut errors: Vec<ParseError>) -> Parsed {
    let (tree, comments, mut others) = reader.finish();
    errors.append(&mut others);
    let mut parsed = Parsed::default();
    notices(&mut parsed, text, errors);
    parsed.documents.push((tree, comments));
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
