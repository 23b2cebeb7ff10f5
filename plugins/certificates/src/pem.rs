//! PEM blocks in a text, and Base64.

use std::ops::Range;

/// A block of PEM: what it says that it holds, where it starts, and what it holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    pub label: String,
    /// Its first line.
    pub line: Range<usize>,
    /// Empty if it is no Base64.
    pub bytes: Vec<u8>,
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// The blocks of a text that have an end.
pub fn blocks(text: &str) -> Vec<Block> {
    text.match_indices(BEGIN).filter_map(|(start, _)| block(text, start)).collect()
}

fn block(text: &str, start: usize) -> Option<Block> {
    let rest = &text[start + BEGIN.len()..];
    let (label, after) = rest.split_once(DASHES)?;
    let is_label = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == ' ';
    if !label.chars().all(is_label) {
        return None;
    }
    let (body, _) = after.split_once(&format!("-----END {label}{DASHES}"))?;
    let end = start + BEGIN.len() + label.len() + DASHES.len();
    let bytes = base64(body).unwrap_or_default();
    Some(Block { label: label.to_owned(), line: start..end, bytes })
}

/// The bytes of a Base64 text with any blanks in it.
pub fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    let letters = text.bytes().filter(|it| !it.is_ascii_whitespace());
    for letter in letters.take_while(|it| *it != b'=') {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_with_their_first_line() {
        let text = "x\n-----BEGIN A B-----\naGVs\nbG8=\n-----END A B-----\n-----BEGIN A-----\naA";
        let found = blocks(text);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].line.clone()], "-----BEGIN A B-----");
        assert_eq!(found[0].bytes, b"hello");
        assert_eq!(base64("a?"), None);
    }
}
