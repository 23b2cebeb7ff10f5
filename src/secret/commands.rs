//! Secrets on command lines: `--requirepass x`, `--token=x`, and URLs among the words.

use super::{
    Candidate,
    judge::{Subject, judge},
    name::{self, Strength},
    settings::{Found, Group},
};
use crate::{
    facts::{Located, Piece, Setting, Value, words},
    text::{Location, Span},
};

/// A word of a command line; a shell's script is many.
struct Word<'a> {
    text: &'a str,
    at: Location,
}

pub(super) fn find(command: &[Located<String>], group: &Group<'_>, found: &mut Vec<Candidate>) {
    let words: Vec<Word<'_>> = command.iter().flat_map(split).collect();
    for (index, word) in words.iter().enumerate() {
        if !word.text.starts_with('-') {
            url(word, group, found);
            continue;
        }
        match word.text.split_once('=') {
            Some((flag, value)) => {
                let value = inner(word, value);
                found.extend(value_of(flag, &value, group));
                url(&value, group, found);
            }
            None => {
                let next = words.get(index + 1).filter(|it| !it.text.starts_with('-'));
                found.extend(next.and_then(|value| value_of(word.text, value, group)));
            }
        }
    }
}

fn value_of(flag: &str, value: &Word<'_>, group: &Group<'_>) -> Option<Candidate> {
    let names = words(flag);
    let name = name::of(&names).filter(|it| it.strength != Strength::Key)?;
    let bare = value.text.trim_matches(['"', '\'']);
    // A shell or Kubernetes puts something else there.
    if bare.contains(['$', '`', '<', '{']) {
        return None;
    }
    let subject = Subject {
        name,
        words: &names,
        value: bare,
        user: None,
        holder: group.holder,
        context: group.context,
    };
    let class = judge(&subject).ok()?;
    Some(candidate(flag, value, Found::named(class, &name), group))
}

fn url(word: &Word<'_>, group: &Group<'_>, found: &mut Vec<Candidate>) {
    if !word.text.contains("://") || word.text.contains(['$', '`']) {
        return;
    }
    let setting = setting("", word);
    group.within(&setting, word.text, found);
}

fn candidate(flag: &str, value: &Word<'_>, found: Found, group: &Group<'_>) -> Candidate {
    group.candidate(&setting(flag, value), value.at, found)
}

fn setting(name: &str, value: &Word<'_>) -> Setting {
    let literal = Piece::Literal(Located { it: value.text.to_owned(), at: value.at });
    let certainty = crate::facts::Certainty::Known;
    let value = Value { at: value.at, pieces: vec![literal], certainty };
    Setting::new(Located { it: name.to_owned(), at: value.at }, value)
}

/// The part of a word that stands at its end.
fn inner<'a>(word: &Word<'_>, end: &'a str) -> Word<'a> {
    let Location { file, span } = word.at;
    let fits = span.len() as usize == word.text.len();
    let start = if fits { span.end - end.len() as u32 } else { span.start };
    Word { text: end, at: Location { file, span: Span { start, end: span.end } } }
}

/// The words of an argument that is a line of words itself.
fn split(argument: &Located<String>) -> Vec<Word<'_>> {
    let Location { file, span } = argument.at;
    let length = argument.it.len();
    // With or without quotes; whatever else it is, its parts cannot be placed.
    let from = match span.len() as usize {
        it if it == length => span.start,
        it if it == length + 2 => span.start + 1,
        _ => return vec![Word { text: &argument.it, at: argument.at }],
    };
    let mut found = Vec::new();
    let mut start = 0;
    for part in argument.it.split(|it: char| it.is_ascii_whitespace()) {
        if !part.is_empty() {
            let begin = from + start as u32;
            let span = Span { start: begin, end: begin + part.len() as u32 };
            found.push(Word { text: part, at: Location { file, span } });
        }
        start += part.len() + 1;
    }
    found
}
