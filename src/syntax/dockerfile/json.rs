//! A list of JSON strings, as the exec form writes it.
//!
//! Refuses to know any other JSON: what is no flat list of strings is a shell's.

use std::ops::Range;

/// A string with its quotes, and its content where escapes make it another.
pub(super) struct Item {
    pub written: Range<usize>,
    pub content: Option<String>,
}

/// The strings of a list that takes up all of `within`, or none if it is no such list.
pub(super) fn list(text: &str, within: Range<usize>) -> Option<Vec<Item>> {
    let body = text[within.clone()].trim_end().strip_prefix('[')?.strip_suffix(']')?;
    let bytes = body.as_bytes();
    let mut items = Vec::new();
    let mut at = skip(bytes, 0);
    while at < bytes.len() {
        let (width, content) = string(&body[at..])?;
        let start = within.start + 1 + at;
        items.push(Item { written: start..start + width, content });
        at = skip(bytes, at + width);
        if at == bytes.len() {
            return Some(items);
        }
        if bytes[at] != b',' {
            return None;
        }
        at = skip(bytes, at + 1);
        if at == bytes.len() {
            return None;
        }
    }
    Some(items)
}

fn skip(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|it| it.is_ascii_whitespace()).count()
}

/// How wide the string at the front is, and its content if it has escapes.
fn string(text: &str) -> Option<(usize, Option<String>)> {
    let bytes = text.as_bytes();
    if bytes.first() != Some(&b'"') {
        return None;
    }
    let (mut at, mut has_escapes) = (1, false);
    loop {
        match bytes.get(at)? {
            b'"' => break,
            b'\\' => {
                has_escapes = true;
                at += 2;
            }
            0..0x20 => return None,
            _ => at += 1,
        }
    }
    let written = text.get(..=at)?;
    let content = has_escapes.then(|| serde_json::from_str(written)).transpose().ok()?;
    Some((at + 1, content))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str) -> Option<Vec<String>> {
        let said = |it: Item| {
            let inner = it.written.start + 1..it.written.end - 1;
            it.content.unwrap_or_else(|| text[inner].to_owned())
        };
        Some(list(text, 0..text.len())?.into_iter().map(said).collect())
    }

    #[test]
    fn strings_are_read_with_their_escapes() {
        let said = contents(r#"[ "a" ,"b\"c\u00e9", "" ]"#).expect("a list");
        assert_eq!(said, ["a", "b\"cé", ""]);
        assert_eq!(contents("[]").map(|it| it.len()), Some(0));
    }

    #[test]
    fn what_is_no_list_of_strings_is_none() {
        for text in [
            "[ -f x ]",
            "['a']",
            r#"["a",]"#,
            r#"["a"] b"#,
            r#"["a" "b"]"#,
            r#"["a\q"]"#,
            r#"[1]"#,
            "[",
            r#"["a"#,
            r#"["\"]"#,
            r#"[,"a"]"#,
        ] {
            assert!(contents(text).is_none(), "{text}");
        }
    }
}
