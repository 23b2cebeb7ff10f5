//! Which part of a written scalar says which part of its content.

use super::{Span, Text};

/// The content of a scalar as a text whose places are those of its writing.
///
/// `written` is what stands between the quotes. The two are walked side by side:
/// what is the same is kept, an escape, a doubled quote or a folded line end is
/// replaced. Where the two part, nothing finer than the whole can be said.
pub fn align(source: &Text, written: Span, content: &str) -> Text {
    let whole = || source.part().replace(written, content).finish();
    let text = source.slice(written);
    let (mut at, mut said) = (0, 0);
    let mut part = source.part();
    let place = |from: usize, to: usize| {
        Span::new(written.start as usize + from, written.start as usize + to)
    };
    while said < content.len() {
        let same = same_prefix(&text[at..], &content[said..]);
        if same > 0 {
            part = part.keep(place(at, at + same));
            (at, said) = (at + same, said + same);
            continue;
        }
        if at == text.len() && content[said..].trim_end_matches('\n').is_empty() {
            // A block scalar says the end of its last line, which is not within it.
            part = part.replace(place(at, at), &content[said..]);
            break;
        }
        let Some((wide, says)) = step(&text[at..], &content[said..]) else { return whole() };
        part = part.replace(place(at, at + wide), &content[said..said + says]);
        (at, said) = (at + wide, said + says);
    }
    part.finish()
}

/// How many bytes two texts have in common before an escape or a line end.
fn same_prefix(written: &str, content: &str) -> usize {
    let letters = written.char_indices().zip(content.chars());
    let mut same = 0;
    for ((at, letter), said) in letters {
        let special = matches!(letter, '\\' | '\r' | '\n')
            || (matches!(letter, '\'' | '"') && written[at + 1..].starts_with(letter));
        if letter != said || (special && !plain_special(&written[at..], &content[at..])) {
            break;
        }
        same = at + letter.len_utf8();
    }
    same
}

/// Whether a special letter stands for itself here.
fn plain_special(written: &str, content: &str) -> bool {
    match written.as_bytes()[0] {
        // A backslash is itself where escapes are not undone: the next letter is the same too.
        b'\\' => {
            let (next, said) = (written[1..].chars().next(), content[1..].chars().next());
            next == said && next != Some('\\')
        }
        b'\r' => !written.starts_with("\r\n") || content.starts_with("\r\n"),
        b'\n' => !content.starts_with("\n\n") || written[1..].starts_with('\n'),
        quote => content.as_bytes().get(1) == Some(&quote),
    }
}

/// An escape at the start: how wide it is written, and how much of the content it says.
fn step(written: &str, content: &str) -> Option<(usize, usize)> {
    let first = written.chars().next()?;
    let said = content.chars().next()?.len_utf8();
    match first {
        '\\' => escape(&written[1..], content).map(|(wide, says)| (wide + 1, says)),
        '\'' | '"' if written[1..].starts_with(first) => Some((2, said)),
        // A line end and the indentation after it, folded to a blank, or to nothing,
        // or kept without its carriage return.
        '\n' | '\r' | ' ' | '\t' => {
            let blank = written.len() - written.trim_start().len();
            let says = content.len() - content.trim_start().len();
            Some((blank, says))
        }
        _ => None,
    }
}

fn escape(written: &str, content: &str) -> Option<(usize, usize)> {
    let said = content.chars().next()?.len_utf8();
    let digits = match written.chars().next()? {
        'x' => 2,
        'u' if is_surrogate(written) => return Some((11, said)),
        'u' => 4,
        'U' => 8,
        '\n' | '\r' => {
            let blank = written.len() - written.trim_start().len();
            return Some((blank, 0));
        }
        letter => return Some((letter.len_utf8(), said)),
    };
    let hex = written.get(1..=digits)?;
    hex.bytes().all(|it| it.is_ascii_hexdigit()).then_some((digits + 1, said))
}

/// Whether `uD83D\uDE00` stands here: two escapes, one letter.
fn is_surrogate(written: &str) -> bool {
    let high = written.get(1..3).is_some_and(|it| {
        let it = it.to_ascii_lowercase();
        it.starts_with('d') && matches!(it.as_bytes()[1], b'8' | b'9' | b'a' | b'b')
    });
    let is_hex = |it: &str| it.bytes().all(|it| it.is_ascii_hexdigit());
    high && written.get(5..7) == Some("\\u") && written.get(7..11).is_some_and(is_hex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    /// What is written where the letters of `part` stand in the content.
    fn written<'a>(source: &'a str, content: &str, part: &str) -> &'a str {
        let text = Text::of_file(FileId(0), source);
        let aligned = align(&text, Span::new(1, source.len() - 1), content);
        assert_eq!(aligned.as_str(), content);
        let start = content.find(part).expect("a part of the content");
        &source[aligned.locate(Span::new(start, start + part.len())).span.range()]
    }

    #[test]
    fn escapes_are_walked_over() {
        assert_eq!(written(r#""a\nbc\u00e9d""#, "a\nbcéd", "bc"), "bc");
        assert_eq!(written(r#""a\nbc\u00e9d""#, "a\nbcéd", "é"), r"\u00e9");
        assert_eq!(written(r#""\ud83d\ude00x""#, "😀x", "x"), "x");
        assert_eq!(written(r#""a\\nb""#, "a\\nb", "nb"), "nb");
        assert_eq!(written("'it''s so'", "it's so", "so"), "so");
    }

    #[test]
    fn folded_lines_are_walked_over() {
        assert_eq!(written("'a\n   b\n\n   c'", "a b\nc", "c"), "c");
        assert_eq!(written("\"a\\\n   bc\"", "abc", "bc"), "bc");
        assert_eq!(written("'a\n   b c'", "a b c\n", "b"), "b");
    }

    #[test]
    fn what_cannot_be_followed_is_the_whole() {
        assert_eq!(written(r#""\ud83d\u000é""#, "\u{fffd}u000é", "é"), r"\ud83d\u000é");
        assert_eq!(written("'abc'", "xyz", "y"), "abc");
    }
}
