//! Command lines, as a list of words or as one text that a shell would split.

use crate::{
    facts::{Located, located},
    text::{Span, Text},
    tree::{NodeId, Tree},
};

/// The words of an entry point and of the command after it.
pub(super) fn command(tree: &Tree, parts: [Option<NodeId>; 2]) -> Vec<Located<String>> {
    let mut words = Vec::new();
    for part in parts.into_iter().flatten() {
        if tree.is_list(part) {
            words.extend(tree.items(part).iter().filter_map(|id| located(tree, *id)));
        } else if let Some(text) = tree.part(part).filter(|_| !is_null(tree, part)) {
            words.extend(split(&text));
        }
    }
    words
}

fn is_null(tree: &Tree, id: NodeId) -> bool {
    tree.scalar(id).is_some_and(|it| it.is_null())
}

/// Words between blanks; quotes hold one together and are not part of it.
fn split(text: &Text) -> Vec<Located<String>> {
    let all = text.as_str();
    let mut words = Vec::new();
    let mut word = None;
    let mut quote = None;
    let mut letters = all.char_indices();
    while let Some((at, letter)) = letters.next() {
        if quote.is_none() && letter.is_whitespace() {
            words.extend(word.take().map(|word| finish(text, word, at)));
            continue;
        }
        let (_, content) = word.get_or_insert_with(|| (at, String::new()));
        match letter {
            '\'' | '"' if quote.is_none() => quote = Some(letter),
            _ if quote == Some(letter) => quote = None,
            // A line that goes on is one blank; anything else is meant as it is.
            '\\' if quote != Some('\'') => match letters.next() {
                Some((_, '\n')) | None => {}
                Some((_, next)) => content.push(next),
            },
            _ => content.push(letter),
        }
    }
    words.extend(word.map(|word| finish(text, word, all.len())));
    words.retain(|it| !it.it.is_empty());
    words
}

fn finish(text: &Text, (start, it): (usize, String), end: usize) -> Located<String> {
    Located { it, at: text.locate(Span::new(start, end)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    #[test]
    fn words_are_split_as_a_shell_would_and_know_their_place() {
        let line = "redis-server --requirepass 'a b' \\\n --x=\"y\\\"z\" ''";
        let words = split(&Text::of_file(FileId(0), line));
        let read: Vec<_> = words.iter().map(|it| it.it.as_str()).collect();
        assert_eq!(read, ["redis-server", "--requirepass", "a b", "--x=y\"z"]);
        let written = words.iter().map(|it| &line[it.at.span.range()]);
        assert_eq!(written.skip(2).collect::<Vec<_>>(), ["'a b'", "--x=\"y\\\"z\""]);
    }
}
