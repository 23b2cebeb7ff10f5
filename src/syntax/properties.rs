//! Java properties: names and values on lines that backslashes join.
//!
//! Knows the rules of `java.util.Properties`, and refuses to nest names by their dots.

use std::borrow::Cow;

use super::Parsed;
use crate::{
    text::{Span, Text, lines},
    tree::{Builder, Style},
};

const BLANKS: [char; 3] = [' ', '\t', '\u{c}'];

pub(super) fn parse(text: &Text) -> Parsed {
    let mut tree = Builder::new(text);
    let (mut comments, mut parsed) = (Vec::new(), Parsed::default());
    tree.open_map(Span::default());
    let mut lines = lines(text.as_str());
    while let Some((line, written)) = lines.next() {
        let start = line.end as usize - written.trim_start_matches(BLANKS).len();
        let body = &text.as_str()[start..line.end as usize];
        match body.chars().next() {
            None => {}
            Some('#' | '!') => comments.push(Span::new(start, start + body.trim_end().len())),
            Some(_) => {
                let (mut last, mut end) = (body, line.end as usize);
                while goes_on(last) {
                    let Some((next, written)) = lines.next() else { break };
                    (last, end) = (written, next.end as usize);
                }
                setting(&mut tree, &text.as_str()[start..end], start);
            }
        }
    }
    tree.close(None);
    parsed.documents.push((tree.finish(), comments));
    parsed
}

/// Whether a line ends with a backslash that no other one escapes.
fn goes_on(line: &str) -> bool {
    let slashes = line.len() - line.trim_end_matches('\\').len();
    slashes % 2 == 1
}

/// One name and value, on one line or several joined.
fn setting(tree: &mut Builder, line: &str, start: usize) {
    let end = name_end(line);
    let rest = skip_blanks(line, end);
    let rest = match line[rest..].starts_with(['=', ':']) {
        true => skip_blanks(line, rest + 1),
        false => rest,
    };
    let value = trim_end(&line[rest..]);
    let place = |from: usize, to: usize| Span::new(start + from, start + to);
    tree.scalar(place(0, end), &unescape(&line[..end]), Style::Plain);
    tree.scalar(place(rest, rest + value.len()), &unescape(value), Style::Plain);
}

/// Java keeps blanks at the end of a value; those who read numbers and words do not.
fn trim_end(value: &str) -> &str {
    let trimmed = value.trim_end_matches(BLANKS);
    if goes_on(trimmed) { value } else { trimmed }
}

/// Where the first separator stands that no backslash escapes.
fn name_end(line: &str) -> usize {
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        rest = match letter {
            '=' | ':' => break,
            _ if BLANKS.contains(&letter) => break,
            '\\' => match joint(rest) {
                Some(next) => next.trim_start_matches(BLANKS),
                None => skip_letters(rest, 2),
            },
            _ => skip_letters(rest, 1),
        };
    }
    line.len() - rest.len()
}

fn skip_letters(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}

/// Blanks between name and value may hold the end of a line, too.
fn skip_blanks(line: &str, from: usize) -> usize {
    let mut rest = &line[from..];
    loop {
        let trimmed = rest.trim_start_matches(BLANKS);
        match joint(trimmed) {
            Some(next) => rest = next,
            None => return line.len() - trimmed.len(),
        }
    }
}

/// What follows the backslash and line end that a text starts with.
fn joint(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('\\')?;
    rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\r', '\n']))
}

fn unescape(written: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', written.as_bytes()).is_none() {
        return Cow::Borrowed(written);
    }
    let mut content = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        content += &rest[..at];
        rest = match joint(&rest[at..]) {
            Some(next) => next.trim_start_matches(BLANKS),
            None => escape(&rest[at + 1..], &mut content),
        };
    }
    Cow::Owned(content + rest)
}

/// Says what stands after a backslash, and what follows it.
fn escape<'a>(rest: &'a str, content: &mut String) -> &'a str {
    let mut letters = rest.chars();
    match letters.next() {
        None => {}
        Some('n') => content.push('\n'),
        Some('r') => content.push('\r'),
        Some('t') => content.push('\t'),
        Some('f') => content.push('\u{c}'),
        Some('u') => match code_point(rest) {
            Some((letter, width)) => {
                content.push(letter);
                return &rest[width..];
            }
            None => content.push('u'),
        },
        Some(letter) => content.push(letter),
    }
    letters.as_str()
}

/// `uXXXX`, or two of them that are a pair of surrogates.
fn code_point(rest: &str) -> Option<(char, usize)> {
    let unit = |from: usize| {
        let digits = rest.get(from..from + 4)?;
        digits.bytes().all(|it| it.is_ascii_hexdigit()).then_some(())?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(1)?;
    let second = rest.get(5..7).filter(|it| *it == "\\u").and_then(|_| unit(7));
    match char::decode_utf16([Some(first), second].into_iter().flatten()).next()? {
        Ok(letter) => Some((letter, if letter.len_utf16() == 2 { 11 } else { 5 })),
        Err(_) => Some((char::REPLACEMENT_CHARACTER, 5)),
    }
}
