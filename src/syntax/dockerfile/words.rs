//! Words and quotes within one statement.
//!
//! Works on offsets of the statement's text, and refuses to know where they are
//! written and which instruction they belong to.

use std::ops::Range;

use crate::tree::Style;

/// The words between blanks, quotes or not.
pub(super) fn words(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = skip_blanks(text, within.clone());
    while at < within.end {
        let end = blank_after(text, at..within.end);
        words.push(at..end);
        at = skip_blanks(text, end..within.end);
    }
    words
}

/// The words between blanks that are not within `{{` and `}}`.
pub(super) fn template_words(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for word in words(text, within) {
        let (opens, closes) = (text[word.clone()].rfind("{{"), text[word.clone()].rfind("}}"));
        match merged.last_mut().filter(|_| is_open) {
            Some(last) => last.end = word.end,
            None => merged.push(word),
        }
        is_open = opens > closes || (is_open && closes.is_none());
    }
    merged
}

/// The words between blanks that are not quoted or escaped.
pub(super) fn quoted_words(text: &str, within: Range<usize>, escape: u8) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = skip_blanks(text, within.clone());
    while at < within.end {
        let end = word_end(text, at..within.end, escape);
        words.push(at..end);
        at = skip_blanks(text, end..within.end);
    }
    words
}

/// The words at the front that begin with `--`, and where the rest begins.
pub(super) fn flags(
    text: &str,
    within: Range<usize>,
    escape: u8,
) -> (Vec<Range<usize>>, Range<usize>) {
    let mut flags = Vec::new();
    let mut at = skip_blanks(text, within.clone());
    while text[at..within.end].starts_with("--") {
        let end = word_end(text, at..within.end, escape);
        let flag = at..end;
        at = skip_blanks(text, end..within.end);
        if flag.len() == 2 {
            break;
        }
        flags.push(flag);
    }
    (flags, at..within.end)
}

/// The first word, and what follows it.
pub(super) fn split(text: &str, within: Range<usize>) -> (Range<usize>, Range<usize>) {
    let start = skip_blanks(text, within.clone());
    let end = blank_after(text, start..within.end);
    (start..end, skip_blanks(text, end..within.end)..within.end)
}

/// The runs that are left of a word when its quotes and escapes are undone, and
/// whether it is one quoted text. None if a quote is not closed.
pub(super) fn unquote(
    text: &str,
    word: Range<usize>,
    escape: u8,
) -> Option<(Vec<Range<usize>>, Style)> {
    let bytes = &text.as_bytes()[..word.end];
    let (mut runs, mut quote, mut style) = (Vec::new(), None, Style::Plain);
    let (mut start, mut at) = (word.start, word.start);
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match quote {
            None if matches!(byte, b'\'' | b'"') => quote = Some((byte, at)),
            None if byte == escape => {}
            Some((mark, opened)) if byte == mark => {
                if opened == word.start && at + 1 == word.end {
                    style = Style::Quoted;
                }
                quote = None;
            }
            Some((b'"', _)) if byte == escape && next.is_some_and(|it| escapable(*it, escape)) => {}
            _ => {
                at += 1;
                continue;
            }
        }
        if start < at {
            runs.push(start..at);
        }
        start = at + 1;
        // What follows an escape is a letter as any other.
        at += if byte == escape { 2 } else { 1 };
    }
    if start < word.end {
        runs.push(start..word.end);
    }
    quote.is_none().then_some((runs, style))
}

/// Whether an escape within double quotes is one, before this letter.
fn escapable(letter: u8, escape: u8) -> bool {
    letter == escape || matches!(letter, b'"' | b'$')
}

fn word_end(text: &str, within: Range<usize>, escape: u8) -> usize {
    let bytes = &text.as_bytes()[..within.end];
    let (mut at, mut quote) = (within.start, None);
    while let Some(&byte) = bytes.get(at) {
        match quote {
            Some(mark) if byte == mark => quote = None,
            Some(b'\'') => {}
            _ if byte == escape => at += 1,
            None if matches!(byte, b'\'' | b'"') => quote = Some(byte),
            None if byte.is_ascii_whitespace() => return at,
            _ => {}
        }
        at += 1;
    }
    within.end
}

fn skip_blanks(text: &str, within: Range<usize>) -> usize {
    let rest = &text.as_bytes()[within.clone()];
    let blanks = rest.iter().position(|it| !it.is_ascii_whitespace());
    blanks.map_or(within.end, |blanks| within.start + blanks)
}

fn blank_after(text: &str, within: Range<usize>) -> usize {
    let rest = &text.as_bytes()[within.clone()];
    let length = rest.iter().position(u8::is_ascii_whitespace);
    length.map_or(within.end, |length| within.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unquoted(word: &str) -> Option<String> {
        let (runs, _) = unquote(word, 0..word.len(), b'\\')?;
        Some(runs.into_iter().map(|run| &word[run]).collect())
    }

    #[test]
    fn quotes_and_escapes_are_undone_as_the_builder_does() {
        for (word, said) in [
            (r#""a b""#, "a b"),
            (r"a\ b", "a b"),
            (r#"a"b"'c'"#, "abc"),
            (r#""a\"b\$c\n""#, r#"a"b$c\n"#),
            (r"'a\b'", r"a\b"),
            (r"\é", "é"),
            (r"a\", "a"),
            (r#""\\""#, r"\"),
            ("''", ""),
        ] {
            assert_eq!(unquoted(word).as_deref(), Some(said), "{word}");
        }
        assert_eq!(unquoted("it's"), None);
    }

    #[test]
    fn only_one_quoted_text_is_quoted() {
        let style = |word: &str| unquote(word, 0..word.len(), b'\\').map(|it| it.1);
        assert_eq!(style(r#""a b""#), Some(Style::Quoted));
        assert_eq!(style(r#""a"b"c""#), Some(Style::Plain));
        assert_eq!(style("a"), Some(Style::Plain));
    }

    #[test]
    fn quoted_blanks_do_not_end_a_word() {
        let text = r#"A="b c" D=e\ f 'g h'"#;
        let words = quoted_words(text, 0..text.len(), b'\\');
        let words: Vec<_> = words.into_iter().map(|it| &text[it]).collect();
        assert_eq!(words, [r#"A="b c""#, r"D=e\ f", "'g h'"]);
    }

    #[test]
    fn flags_end_at_the_first_word_that_is_none() {
        let text = "--a=1 --b='c d' -- --e";
        let (flags, rest) = flags(text, 0..text.len(), b'\\');
        assert_eq!((flags.len(), &text[rest]), (2, "--e"));
    }
}
