//! Texts within Base64.

use super::{Span, Text};

/// What the Base64 at a span of a text says, where that is text in its turn.
///
/// Either alphabet, with or without padding; blanks and line ends within are
/// skipped. A place in the decoded text is the group of letters that says it.
pub fn base64(source: &Text, written: Span) -> Option<Text> {
    let start = written.start as usize;
    let letters = source.slice(written).bytes().enumerate();
    let letters: Vec<_> = letters.filter(|(_, it)| !it.is_ascii_whitespace()).collect();
    let digits = letters.iter().position(|(_, it)| *it == b'=').unwrap_or(letters.len());
    let padding = &letters[digits..];
    if padding.len() > 2 || digits % 4 == 1 || padding.iter().any(|(_, it)| *it != b'=') {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits / 4 * 3 + 2);
    let mut groups = Vec::with_capacity(digits / 4 + 1);
    for group in letters[..digits].chunks(4) {
        let mut bits = 0u32;
        for (_, letter) in group {
            bits = bits << 6 | digit(*letter)?;
        }
        bits <<= 6 * (4 - group.len());
        let (first, last) = (group[0].0, group[group.len() - 1].0);
        groups.push((Span::new(start + first, start + last + 1), group.len() - 1));
        bytes.extend(&bits.to_be_bytes()[1..group.len()]);
    }
    let content = String::from_utf8(bytes).ok()?;
    let mut part = source.part();
    let (mut said, mut from, mut place) = (0, 0, None::<Span>);
    for (written, says) in groups {
        said += says;
        let whole = place.map_or(written, |place| place.to(written));
        // A letter of several bytes may reach into the next group.
        if content.is_char_boundary(said) {
            part = part.replace(whole, &content[from..said]);
            (from, place) = (said, None);
        } else {
            place = Some(whole);
        }
    }
    Some(part.finish())
}

fn digit(letter: u8) -> Option<u32> {
    Some(u32::from(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    fn decoded(source: &str) -> Option<(Text, String)> {
        let text = Text::of_file(FileId(0), source);
        let text = base64(&text, Span::new(0, source.len()))?;
        let said = text.as_str().to_owned();
        Some((text, said))
    }

    #[test]
    fn it_is_decoded_with_and_without_padding() {
        for (source, said) in [("YWI=", "ab"), ("YWI", "ab"), ("YWJj", "abc"), ("w6nDqQ==", "éé")]
        {
            assert_eq!(decoded(source).expect("text").1, said, "{source}");
        }
    }

    #[test]
    fn what_is_no_base64_or_says_no_text_is_none() {
        for source in ["a", "ab=c", "a b!", "/////w==", "YWI===="] {
            assert!(decoded(source).is_none(), "{source}");
        }
    }

    #[test]
    fn a_place_is_the_group_that_says_it() {
        let (text, _) = decoded("YWJj\nZGVm").expect("text");
        assert_eq!(text.locate(Span::new(3, 4)).span, Span::new(5, 9));
    }
}
