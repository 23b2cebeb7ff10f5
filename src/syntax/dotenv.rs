//! `NAME=value` lines, as `.env` files and shell exports write them.
//!
//! Loaders differ; what any of the common ones takes is read. Refuses to expand
//! variables: what they stand for is not in the text.

use std::borrow::Cow;

use super::{
    NoticeKind, Parsed,
    quotes::{self, Escapes},
};
use crate::{
    text::{Span, Text, lines},
    tree::{Builder, Style},
};

pub(super) fn parse(text: &Text) -> Parsed {
    let mut reader =
        Reader { text, tree: Builder::new(text), comments: Vec::new(), parsed: Parsed::default() };
    reader.tree.open_map(Span::default());
    // A value may reach over lines, which are then no lines of their own.
    let mut done = 0;
    for (span, _) in lines(text.as_str()) {
        if span.start as usize >= done {
            done = reader.line(span);
        }
    }
    reader.tree.close(None);
    reader.parsed.documents.push((reader.tree.finish(), reader.comments));
    reader.parsed
}

struct Reader<'a> {
    text: &'a Text,
    tree: Builder,
    comments: Vec<Span>,
    parsed: Parsed,
}

/// What stands after the separator.
struct Value<'a> {
    span: Span,
    content: Cow<'a, str>,
    style: Style,
}

impl<'a> Reader<'a> {
    /// Reads a line, and those that its value reaches over; says where it ends.
    fn line(&mut self, line: Span) -> usize {
        let span = trim(self.text, line);
        let body = self.text.slice(span);
        if body.starts_with('#') {
            self.comments.push(span);
        } else if !body.is_empty() {
            return self.setting(span, line.end as usize);
        }
        line.end as usize
    }

    fn setting(&mut self, span: Span, end: usize) -> usize {
        let body = self.text.slice(span);
        let exported = body.strip_prefix("export").filter(|it| it.starts_with([' ', '\t']));
        let named = exported.unwrap_or(body).trim_start();
        let Some((key, after)) = key(named) else {
            self.notice(span, "not read: a line that is no `NAME=value`");
            return end;
        };
        let start = span.start as usize + (body.len() - named.len());
        self.tree.scalar(Span::new(start, start + key), &named[..key], Style::Plain);
        let value = self.value(start + after, end);
        self.tree.scalar(value.span, &value.content, value.style);
        self.rest(value.span.end as usize)
    }

    /// The value that starts at `from`, on a line that ends at `end`.
    fn value(&self, from: usize, end: usize) -> Value<'a> {
        let text = self.text.as_str();
        let start = end - text[from..end].trim_start().len();
        let quoted = quoted(&text[start..], end - start);
        if let Some((width, content)) = quoted {
            return Value { span: Span::new(start, start + width), content, style: Style::Quoted };
        }
        let bare = text[start..end].trim_end();
        let is_empty = start > from && bare.starts_with('#');
        let bare = if is_empty { "" } else { &bare[..comment(bare).unwrap_or(bare.len())] };
        let bare = bare.trim_end();
        let (width, content) = match bare.ends_with('\\') && start + bare.len() == end {
            true => continued(&text[start..]),
            false => (bare.len(), Cow::Borrowed(bare)),
        };
        Value { span: Span::new(start, start + width), content, style: Style::Plain }
    }

    /// What stands on the last line after a value: nothing, or a comment.
    fn rest(&mut self, from: usize) -> usize {
        let end = line_end(self.text.as_str(), from);
        let span = trim(self.text, Span::new(from, end));
        match self.text.slice(span).chars().next() {
            None => {}
            Some('#') => self.comments.push(span),
            Some(_) => self.notice(span, "not read: what follows a value"),
        }
        end
    }

    fn notice(&mut self, span: Span, message: &str) {
        self.parsed.notice(self.text, span, NoticeKind::Partial, message);
    }
}

fn trim(text: &Text, span: Span) -> Span {
    let body = text.slice(span);
    let start = span.end as usize - body.trim_start().len();
    Span::new(start, start + body.trim().len())
}

fn line_end(text: &str, from: usize) -> usize {
    memchr::memchr2(b'\n', b'\r', &text.as_bytes()[from..]).map_or(text.len(), |at| from + at)
}

/// How long a line's name is, and where its value starts. A name without blanks, and
/// after it `=`, or as in YAML `:` and a blank.
fn key(line: &str) -> Option<(usize, usize)> {
    let is_name = |it: char| !it.is_whitespace() && !matches!(it, '=' | ':' | '"' | '\'' | '#');
    let end = line.find(|it| !is_name(it)).filter(|end| *end > 0)?;
    let rest = line[end..].trim_start();
    let after = line.len() - rest.len() + 1;
    let is_word = || line[..end].bytes().all(|it| it == b'_' || it.is_ascii_alphanumeric());
    match rest.as_bytes().first()? {
        b'=' => Some((end, after)),
        b':' if is_word() && (rest.len() == 1 || rest[1..].starts_with([' ', '\t'])) => {
            Some((end, after))
        }
        _ => None,
    }
}

/// How wide a quoted value is, and what it says. `line` is how much of the text the
/// line holds. A quote that something follows without a blank is no quote.
fn quoted(text: &str, line: usize) -> Option<(usize, Cow<'_, str>)> {
    let escapes = match text[..line].chars().next()? {
        '"' => Escapes::Backslash,
        '\'' | '`' => Escapes::None,
        _ => return None,
    };
    let end = quotes::closing(text, escapes)?;
    let rest = text[end + 1..line_end(text, end + 1)].trim_start();
    let ends = rest.is_empty() || rest.starts_with('#');
    let goes_on = end < line && text[end + 1..].starts_with([' ', '\t', ';', '&']);
    (ends || goes_on).then_some(())?;
    let written = &text[1..end];
    let content = match escapes {
        Escapes::Backslash => quotes::unescape(written, stands_for),
        Escapes::None => Cow::Borrowed(written),
    };
    Some((end + 1, content))
}

fn stands_for(escaped: char) -> Option<&'static str> {
    Some(match escaped {
        'n' => "\n",
        'r' => "\r",
        't' => "\t",
        '"' => "\"",
        '\'' => "'",
        '`' => "`",
        '$' => "$",
        '\\' => "\\",
        '\n' => "",
        _ => return None,
    })
}

/// Where the comment after a bare value starts: at a blank and a `#`.
fn comment(bare: &str) -> Option<usize> {
    let mut marks = memchr::memchr_iter(b'#', bare.as_bytes());
    marks.find(|at| bare[..*at].ends_with([' ', '\t']))
}

/// A bare value over lines that end with a backslash: its width, and the lines joined.
fn continued(text: &str) -> (usize, Cow<'_, str>) {
    let (mut content, mut width) = (String::new(), 0);
    for (span, line) in lines(text) {
        let body = line.trim_end();
        width = span.start as usize + body.len();
        match body.strip_suffix('\\') {
            Some(body) => content += body,
            None => {
                content += body;
                break;
            }
        }
    }
    (width, Cow::Owned(content))
}
