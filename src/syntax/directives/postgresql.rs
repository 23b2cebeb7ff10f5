//! postgresql.conf: names, each with one value.

use std::borrow::Cow;

use super::{Reader, bare_width};
use crate::{
    syntax::Parsed,
    text::{Span, Text},
    tree::Style,
};

pub(in crate::syntax) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.tree.open_map(Span::default());
    // Guides show the settings among SQL, whose comments start with two hyphens.
    reader.each(&["#", "--"], Reader::setting);
    reader.finish()
}

impl Reader<'_> {
    fn setting(&mut self, line: Span) {
        let (body, start) = (self.text.slice(line), line.start as usize);
        let is_name = |it: char| matches!(it, '_' | '.' | '$') || it.is_ascii_alphanumeric();
        let width = body.find(|it| !is_name(it)).unwrap_or(body.len());
        let after = body[width..].trim_start();
        let value = after.strip_prefix('=').map_or(after, str::trim_start);
        if width == 0 || value.is_empty() || body.len() == width + after.len() && value == after {
            return self.notice(line, "not read: a line that is no setting");
        }
        // Names are the same in capitals.
        let name = Span::new(start, start + width);
        self.tree.scalar(name, &body[..width].to_lowercase(), Style::Plain);
        self.postgresql_value(Span::new(line.end as usize - value.len(), line.end as usize));
    }

    fn postgresql_value(&mut self, rest: Span) {
        let (written, start) = (self.text.slice(rest), rest.start as usize);
        let width = match closing(written) {
            Some(end) => {
                let content = unquote(&written[1..end]);
                self.tree.scalar(Span::new(start, start + end + 1), &content, Style::Quoted);
                end + 1
            }
            None => {
                if written.starts_with('\'') {
                    self.notice(rest, "not understood: a quote that is not closed");
                }
                let width = bare_width(written, |it| it == '#');
                let bare = written[..written.find(" --").unwrap_or(width).min(width)].trim_end();
                self.tree.scalar(Span::new(start, start + bare.len()), bare, Style::Plain);
                bare.len()
            }
        };
        let after = written[width..].trim_start();
        if after.starts_with(['#', '-']) {
            self.comments.push(Span::new(rest.end as usize - after.len(), rest.end as usize));
        }
    }
}

/// Where the quote that a text starts with is closed; two are one of its letters, and so
/// is one after a backslash.
fn closing(written: &str) -> Option<usize> {
    let bytes = written.as_bytes();
    let mut at = (bytes.first() == Some(&b'\'')).then_some(1)?;
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'\\', _) | (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => return Some(at),
            _ => at += 1,
        }
    }
}

fn unquote(inner: &str) -> Cow<'_, str> {
    if !inner.contains(['\'', '\\']) {
        return Cow::Borrowed(inner);
    }
    let mut content = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        let is_mark = matches!(letter, '\'' | '\\');
        content.extend(if is_mark { letters.next() } else { Some(letter) });
    }
    Cow::Owned(content)
}
