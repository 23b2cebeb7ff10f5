//! `NAME=value` lines, as `.env` files and shell exports write them.

use super::{NoticeKind, Parsed};
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

pub(super) fn parse(text: &Text) -> Parsed {
    let mut tree = Builder::new(text);
    let (mut comments, mut parsed) = (Vec::new(), Parsed::default());
    tree.open_map(Span::default());
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let body = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        let span = Span::new(at, at + body.len());
        if body.starts_with('#') {
            comments.push(span);
        } else if !body.is_empty() && setting(&mut tree, body, at).is_none() {
            parsed.notice(text, span, NoticeKind::Partial, "not read: a line without `=`");
        }
        start += line.len();
    }
    tree.close(None);
    parsed.documents.push((tree.finish(), comments));
    parsed
}

fn setting(tree: &mut Builder, line: &str, start: usize) -> Option<()> {
    let body = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let start = start + (line.len() - body.len());
    let (key, value) = body.split_once('=')?;
    tree.scalar(Span::new(start, start + key.trim_end().len()), key.trim_end(), Style::Plain);
    let written = value.trim_start();
    let start = start + (body.len() - written.len());
    let (width, content, style) = scalar(written);
    tree.scalar(Span::new(start, start + width), &content, style);
    Some(())
}

/// How many bytes a value takes, and what they say.
fn scalar(written: &str) -> (usize, String, Style) {
    let quote = written.chars().next().filter(|it| matches!(it, '\'' | '"'));
    let closed = quote.and_then(|quote| {
        let mut escaped = false;
        let end = written[1..].find(|it| {
            let ends = it == quote && !escaped;
            escaped = quote == '"' && it == '\\' && !escaped;
            ends
        })?;
        Some((quote, end + 1))
    });
    match closed {
        Some(('"', end)) => (end + 1, unescape(&written[1..end]), Style::Quoted),
        Some((_, end)) => (end + 1, written[1..end].to_owned(), Style::Quoted),
        None => {
            let bare = written.split(" #").next().unwrap_or("").trim_end();
            (bare.len(), bare.to_owned(), Style::Plain)
        }
    }
}

fn unescape(quoted: &str) -> String {
    let mut letters = quoted.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        plain.push(match letter {
            '\\' => match letters.next() {
                Some('n') => '\n',
                Some(escaped) => escaped,
                None => '\\',
            },
            _ => letter,
        });
    }
    plain
}
