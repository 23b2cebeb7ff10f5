//! One word of a shell: quotes, expansions, and what it says without them.

use std::ops::Range;

use crate::{text::Span, tree::Style};

/// How far the end of an expansion is looked for.
const MAX_EXPANSION: usize = 1024;

/// A word as it is written and what it says.
pub(super) struct Word {
    pub(super) span: Span,
    /// What stands between the quotes, if one pair is around all of it.
    pub(super) inner: Span,
    pub(super) content: String,
    pub(super) style: Style,
}

/// The word that starts at a place. What is expanded is kept as it is written.
pub(super) fn word(text: &str, start: usize) -> Word {
    let (mut at, mut content, mut quoted) = (start, String::new(), Vec::new());
    while let Some(letter) = text[at..].chars().next().filter(|it| !ends_word(*it)) {
        let piece = piece(text, at);
        let written = &text[piece.clone()];
        match opening(written) {
            Some(open) => {
                let inner = piece.start + open.len()..piece.end - 1;
                content += &unquoted(&text[inner.clone()], open);
                quoted.push((piece.clone(), inner));
            }
            None if letter == '\\' => content += written[1..].trim_start_matches('\n'),
            None => content += written,
        }
        at = piece.end;
    }
    let span = Span::new(start, at);
    let style = if quoted.is_empty() { Style::Plain } else { Style::Quoted };
    let inner = match quoted.as_slice() {
        [(all, inner)] if *all == (start..at) => Span::new(inner.start, inner.end),
        _ => span,
    };
    Word { span, inner, content, style }
}

/// The run of bytes from a place on that one rule of quoting governs: a quoted
/// text, an expansion, an escaped letter, or a letter.
pub(super) fn piece(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    let width = match rest.as_bytes() {
        [b'\'', ..] => closed(rest, 1, '\'', Escapes::None),
        [b'"', ..] => closed(rest, 1, '"', Escapes::Backslash),
        [b'`', ..] => closed(rest, 1, '`', Escapes::Backslash),
        [b'$', b'\'', ..] => closed(rest, 2, '\'', Escapes::Backslash),
        [b'$', b'(', ..] => balanced(rest, b'(', b')'),
        [b'$', b'{', ..] => balanced(rest, b'{', b'}'),
        [b'\\', ..] => rest[1..].chars().next().map(|it| 1 + it.len_utf8()),
        _ => None,
    };
    let letter = rest.chars().next().map_or(0, char::len_utf8);
    start..start + width.unwrap_or(letter)
}

fn ends_word(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ';' | '&' | '|' | '<' | '>' | ')')
}

#[derive(PartialEq)]
enum Escapes {
    None,
    Backslash,
}

/// How wide a text is up to and with the quote that closes it.
fn closed(rest: &str, open: usize, quote: char, escapes: Escapes) -> Option<usize> {
    let mut escaped = false;
    let end = rest[open..].find(|it| {
        let ends = it == quote && !escaped;
        escaped = escapes == Escapes::Backslash && it == '\\' && !escaped;
        ends
    })?;
    Some(open + end + 1)
}

/// How wide an expansion is, with the brackets in it counted outside quotes.
fn balanced(rest: &str, open: u8, close: u8) -> Option<usize> {
    let near = &rest.as_bytes()[..rest.len().min(MAX_EXPANSION)];
    let last = memchr::memrchr(close, near)?;
    let (mut depth, mut single, mut escaped) = (0, false, false);
    for (at, byte) in near[..=last].iter().copied().enumerate() {
        match byte {
            _ if std::mem::take(&mut escaped) => {}
            b'\'' => single = !single,
            _ if single => {}
            b'\\' => escaped = true,
            _ if byte == open => depth += 1,
            _ if byte == close => depth -= 1,
            _ => {}
        }
        if depth == 0 && at > 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The quote that a piece opens with and closes again.
fn opening(piece: &str) -> Option<&'static str> {
    let open = ["'", "\"", "$'"].into_iter().find(|it| piece.starts_with(it))?;
    (piece.len() > open.len()).then_some(open)
}

fn unquoted(inner: &str, open: &str) -> String {
    if open == "'" || !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut letters = inner.chars();
    let mut plain = String::new();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match (open, letters.next()) {
            ("$'", Some('n')) => plain.push('\n'),
            ("$'", Some('t')) => plain.push('\t'),
            ("$'", Some(escaped)) | (_, Some(escaped @ ('"' | '\\' | '`' | '$'))) => {
                plain.push(escaped)
            }
            (_, Some('\n')) => {}
            (_, other) => {
                plain.push('\\');
                plain.extend(other);
            }
        }
    }
    plain
}
