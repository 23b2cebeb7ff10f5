//! Names of secrets in a text that no parser has read, and what follows them.
//!
//! Knows no format: `name: value`, `NAME=value`, `--name value`, a cell beside a cell.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    name::{self, Strength},
    shape,
    veil::is_hidden,
};
use crate::facts::words;

/// What any name of a secret has in it.
static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let parts = "pass|pwd|secret|token|key|credential|authorization|cookie|psk|masterauth";
    Regex::new(&format!("(?i-u:{parts})")).ok()
});

/// How many letters of a name are looked at on either side.
const LONGEST_NAME: usize = 80;
/// How many letters after a name are looked at, where its value does not end.
const LONGEST_VALUE: usize = 4096;
/// In how many the value is that nothing but blanks part from its name.
const NEAR: usize = 200;
/// How many lines a value may go on for.
const MAX_LINES: usize = 200;

/// A name and where it ends.
struct Named {
    end: usize,
    /// Whether nothing but a secret is called so.
    is_firm: bool,
}

/// The values that stand behind names of secrets.
pub(super) fn values(text: &str) -> Vec<Range<usize>> {
    let Some(parts) = &*PARTS else { return Vec::new() };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut seen = 0;
    for hit in parts.find_iter(text) {
        if hit.start() < seen {
            continue;
        }
        let range = around(text, hit.range());
        seen = range.end;
        let words = words(&text[range.clone()]);
        let name = name::of(&words).filter(|it| it.strength != Strength::Key);
        let Some(name) = name else { continue };
        let is_firm = name.strength == Strength::Password || name.is_firm;
        let values = behind(text, &Named { end: range.end, is_firm });
        seen = values.iter().map(|it| it.end).fold(seen, usize::max);
        found.extend(values);
    }
    found
}

/// The whole name that a part of one belongs to.
fn around(text: &str, part: Range<usize>) -> Range<usize> {
    let is_name = |it: &&u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'.' | b'-');
    let bytes = text.as_bytes();
    let before = bytes[..part.start].iter().rev().take(LONGEST_NAME).take_while(is_name).count();
    let after = bytes[part.end..].iter().take(LONGEST_NAME).take_while(is_name).count();
    part.start - before..part.end + after
}

/// The start of a text, of at most so many letters.
fn start_of(text: &str, length: usize) -> &str {
    &text[..text.floor_char_boundary(length)]
}

fn behind(text: &str, name: &Named) -> Vec<Range<usize>> {
    let rest = &text[name.end..];
    let closed = rest.trim_start_matches(['"', '\'', '`', ']', ')', '*']);
    let bare = closed.trim_start_matches([' ', '\t']);
    let after = bare.trim_start_matches(['=', ':', '|', '>', '?', '+']);
    let mark = &bare[..bare.len() - after.len()];
    if mark.is_empty() {
        let is_apart = bare.len() < closed.len();
        return if is_apart { told(text, bare) } else { Vec::new() };
    }
    let value = after.trim_start_matches([' ', '\t']);
    // A list of names may be called `secrets`, a text is hardly ever.
    let is_text = || !matches!(value.as_bytes().first(), None | Some(b'\n' | b'\r'));
    if is_block(value) && (name.is_firm || is_text()) {
        return block(text, name.end, value);
    }
    let found = said(text, value);
    found.into_iter().filter(|it| is_hidden(&text[it.clone()])).collect()
}

/// A value behind blanks alone: only what looks like one, after a word or two.
fn told(text: &str, rest: &str) -> Vec<Range<usize>> {
    let line = start_of(rest, NEAR).split(['\n', '\r']).next().unwrap_or("");
    let mut found = Vec::new();
    let mut from = offset(text, rest);
    for word in line.split(' ').take(3) {
        let start = from + word.len() - word.trim_start_matches(['"', '\'', '`', '(', '*']).len();
        let word_end = from + word.len();
        let bare =
            text[start..word_end].trim_end_matches(['"', '\'', '`', ')', ',', '.', ';', '*']);
        if bare.len() > 6 && shape::has_digit(bare) && is_hidden(bare) && !bare.contains('=') {
            found.push(start..start + bare.len());
        }
        from = word_end + 1;
    }
    found
}

/// The quoted text or the word that a rest begins with.
fn said(text: &str, rest: &str) -> Option<Range<usize>> {
    let rest = past_marks(rest);
    let start = offset(text, rest);
    let rest = start_of(rest, LONGEST_VALUE);
    for quote in ["\"\"\"", "'''", "\"", "'", "`"] {
        let Some(inner) = rest.strip_prefix(quote) else { continue };
        let start = start + quote.len();
        let length = match quote.len() {
            3 => inner.find(quote).unwrap_or(inner.len()),
            _ => quoted(inner, quote.as_bytes()[0]),
        };
        return Some(start..start + length);
    }
    let ends = |it: char| {
        it.is_whitespace() || matches!(it, ',' | ';' | '&' | '"' | '\'' | '`' | '}' | ']' | ')')
    };
    let length = rest.find(ends).unwrap_or(rest.len());
    Some(start..start + length)
}

/// Tags and anchors, lists that open, `Bearer`.
fn past_marks(mut rest: &str) -> &str {
    loop {
        let word = start_of(rest, NEAR).split([' ', '\t', '\n', '\r']).next().unwrap_or("");
        let is_scheme = ["bearer", "basic", "token", "\"bearer", "\"basic", "'bearer", "'basic"]
            .contains(&word.to_ascii_lowercase().as_str());
        let is_mark = word.starts_with(['!', '&']) && rest.len() > word.len();
        let next = match rest.strip_prefix('[') {
            Some(inner) => inner,
            None if is_scheme || is_mark => &rest[word.len()..],
            None => return rest,
        };
        rest = next.trim_start_matches([' ', '\t']);
    }
}

/// How far a text goes until its quote closes, or its line ends.
fn quoted(inner: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (index, byte) in inner.bytes().enumerate() {
        match byte {
            b'\n' | b'\r' => return index,
            _ if escaped => escaped = false,
            b'\\' if quote != b'\'' => escaped = true,
            _ if byte == quote => return index,
            _ => {}
        }
    }
    inner.len()
}

/// Whether a value stands on the lines below.
fn is_block(rest: &str) -> bool {
    let line = start_of(rest, NEAR).split(['\n', '\r']).next().unwrap_or("").trim();
    line.is_empty()
        || line == "\\"
        || line == "["
        || (line.len() < 4 && line.starts_with(['|', '>']))
}

/// The lines below that are indented more than the one of the name, or that are items
/// of a list; of lines that have keys nothing is known.
fn block(text: &str, at: usize, rest: &str) -> Vec<Range<usize>> {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let depth = indent(&text[start..at]);
    let head = rest.split('\n').next().unwrap_or("");
    let is_text = !head.trim().is_empty();
    let mut found = Vec::new();
    let mut from = offset(text, rest) + head.len() + 1;
    let Some(below) = text.get(from..) else { return found };
    for line in below.split('\n').take(MAX_LINES) {
        let bare = line.trim();
        let item = bare.strip_prefix("- ");
        let is_below = indent(line) > depth || (item.is_some() && indent(line) == depth);
        if !bare.is_empty() && !is_below {
            break;
        }
        let value = item.unwrap_or(bare).trim_matches(['"', '\'', ',', ']', '[']);
        let is_value = is_text || (item.is_some() && !value.contains(": "));
        if is_value && is_hidden(value) {
            let begin = from + line.find(value).unwrap_or(0);
            found.push(begin..begin + value.len());
        }
        if !is_value && !bare.is_empty() {
            break;
        }
        from += line.len() + 1;
    }
    found
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '#']).len()
}

/// Where the end of a text begins in it.
fn offset(text: &str, end: &str) -> usize {
    text.len() - end.len()
}
