//! Command lines, as a list of words or as one text that a shell would split; and those
//! of a script.

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

/// What stands before a command and is none of it: prompts, and what runs it.
const BEFORE: [&str; 6] = ["$", "sudo", "exec", "then", "do", "else"];

/// The commands of a script, each as its words. Knows no here-documents, and takes what is
/// substituted for a part of its word.
pub(super) fn commands(text: &Text) -> Vec<Vec<Located<String>>> {
    let all = text.as_str();
    let (mut found, mut words, mut word) = (Vec::new(), Vec::new(), None);
    let (mut quote, mut depth) = (None, 0_usize);
    let mut letters = all.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let is_bare = quote.is_none() && depth == 0;
        if is_bare && (letter.is_whitespace() || matches!(letter, ';' | '&' | '|')) {
            words.extend(word.take().map(|word| finish(text, word, at)));
            if !matches!(letter, ' ' | '\t' | '\r') {
                found.push(std::mem::take(&mut words));
            }
            continue;
        }
        if is_bare && letter == '#' && word.is_none() {
            while letters.next_if(|it| it.1 != '\n').is_some() {}
            continue;
        }
        if letter == '\\' && quote != Some('\'') {
            match letters.next() {
                Some((_, '\n')) | None => {}
                Some((_, next)) => word.get_or_insert_with(|| (at, String::new())).1.push(next),
            }
            continue;
        }
        let (_, content): &mut (usize, String) = word.get_or_insert_with(|| (at, String::new()));
        match letter {
            '\'' | '"' if quote.is_none() && depth == 0 => quote = Some(letter),
            _ if quote == Some(letter) => quote = None,
            _ => {
                let opens = depth > 0 || content.ends_with(['$', '<', '>']);
                depth += usize::from(letter == '(' && opens);
                depth = depth.saturating_sub(usize::from(letter == ')'));
                content.push(letter);
            }
        }
    }
    words.extend(word.map(|word| finish(text, word, all.len())));
    found.push(words);
    found.iter_mut().for_each(bare);
    found.retain(|it| !it.is_empty());
    found
}

/// Takes out what stands before a command: its own settings, too.
fn bare(words: &mut Vec<Located<String>>) {
    let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
    let sets = |it: &str| it.split_once('=').is_some_and(|(name, _)| name.chars().all(is_name));
    let is_before = |it: &&Located<String>| BEFORE.contains(&it.it.as_str()) || sets(&it.it);
    words.drain(..words.iter().take_while(is_before).count());
}

fn finish(text: &Text, (start, it): (usize, String), end: usize) -> Located<String> {
    Located { it, at: text.locate(Span::new(start, end)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    #[test]
    fn a_script_is_cut_into_its_commands() {
        let script =
            "#!/bin/sh\n$ sudo A=1 x --roles a,b \\\n  'c d' # e\ny -o <(printf \"f;g\") && z; \n";
        let found = commands(&Text::of_file(FileId(0), script));
        let words: Vec<Vec<_>> =
            found.iter().map(|it| it.iter().map(|it| it.it.as_str()).collect()).collect();
        let expected: [&[&str]; 3] =
            [&["x", "--roles", "a,b", "c d"], &["y", "-o", "<(printf \"f;g\")"], &["z"]];
        assert_eq!(words, expected);
    }

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
