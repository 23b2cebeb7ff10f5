//! Quotes as line formats write them. Knows no format.

use std::borrow::Cow;

/// Where the quote that a text starts with is closed. `escapes` tells whether a
/// backslash keeps the next letter from closing it.
pub(super) fn closing(text: &str, escapes: Escapes) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first()?;
    let mut at = 1;
    loop {
        at += match escapes {
            Escapes::None => memchr::memchr(quote, &bytes[at..])?,
            Escapes::Backslash => memchr::memchr2(quote, b'\\', bytes.get(at..)?)?,
        };
        if bytes[at] == quote {
            return Some(at);
        }
        at += 2;
    }
}

/// Whether a backslash takes the next letter's meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Escapes {
    None,
    Backslash,
}

/// What a text says once its escapes are undone: `says` tells of the letter after a
/// backslash what the two stand for, and None where the backslash stays.
pub(super) fn unescape(text: &str, says: fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    let mut content = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        let slash = at + found;
        let Some(letter) = text[slash + 1..].chars().next() else { break };
        at = slash + 1 + letter.len_utf8();
        if let Some(stands_for) = says(letter) {
            content += &text[kept..slash];
            content += stands_for;
            kept = at;
        }
    }
    match kept {
        0 => Cow::Borrowed(text),
        _ => Cow::Owned(content + &text[kept..]),
    }
}
