//! SQL: the statements that say who may do what, as lists of their words.
//!
//! Knows words, strings, names in quotes, dollar quotes, comments, the data of a dump
//! and the commands of `psql`. Refuses to know the grammar of statements, and keeps none
//! that is about data; of those about tables, the indexes of tables that are there already.

use std::collections::HashSet;

use super::Parsed;
use crate::{
    text::{Span, Text},
    tree::{Builder, Style},
};

/// What `CREATE` and `ALTER` must be about for the statement to be kept.
const ABOUT: [&str; 5] = ["role", "user", "group", "system", "login"];

/// How many words of one statement are kept.
const MAX_WORDS: usize = 200;

pub(super) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.tree.open_list(Span::default());
    while reader.statement() {}
    reader.tree.close(None);
    let mut parsed = Parsed::default();
    parsed.documents.push((reader.tree.finish(), reader.comments));
    parsed
}

/// Whether a text has a statement that would be kept.
pub(super) fn is_sql(text: &Text) -> bool {
    let mut reader = Reader::new(text);
    reader.tree.open_list(Span::default());
    while reader.statement() {}
    reader.kept > 0
}

/// How many words may stand before the name of a table.
const MAX_BEFORE: usize = 10;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    tree: Builder,
    comments: Vec<Span>,
    kept: usize,
    /// The tables that the text itself makes.
    created: HashSet<String>,
}

/// A word, or a mark that is one byte.
#[derive(Clone, Copy)]
struct Word {
    span: Span,
    is_quoted: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a Text) -> Self {
        let tree = Builder::with_room(text, 64);
        let (comments, created) = (Vec::new(), HashSet::new());
        Self { text: text.as_str(), at: 0, tree, comments, kept: 0, created }
    }

    /// Reads up to a semicolon. False at the end of the text.
    fn statement(&mut self) -> bool {
        let mut words: Vec<Word> = Vec::new();
        loop {
            self.skip_blanks(words.is_empty());
            let Some(byte) = self.text.as_bytes().get(self.at) else {
                self.keep(&words);
                return false;
            };
            if *byte == b';' {
                self.at += 1;
                self.keep(&words);
                if self.is_copy(&words) {
                    self.skip_data();
                }
                return true;
            }
            let word = self.word(*byte);
            if words.len() < MAX_WORDS {
                words.push(word);
            }
        }
    }

    fn keep(&mut self, words: &[Word]) {
        let is = |at: usize, of: &[&str]| {
            words.get(at).is_some_and(|it| of.iter().any(|word| self.says(*it, word)))
        };
        // `CREATE OR REPLACE USER`.
        let is_about = (1..4).any(|at| is(at, &ABOUT));
        let creates = is(0, &["create"]) && (1..4).any(|at| is(at, &["table"]));
        let created = creates.then(|| self.table(words, &["table", "exists"])).flatten();
        let is_index = is(0, &["create"]) && (1..3).any(|at| is(at, &["index"]));
        let table = is_index.then(|| self.table(words, &["on", "only"])).flatten();
        let is_index = table.is_some_and(|it| !self.created.contains(&it));
        let is_kept = is_index
            || is(0, &["grant"])
            || is(0, &["create", "alter"]) && is_about
            || is(0, &["set"]) && is(1, &["password"]);
        self.created.extend(created);
        let (Some(first), true) = (words.first(), is_kept) else { return };
        self.kept += 1;
        self.tree.open_list(first.span);
        for word in words {
            let written = &self.text[word.span.range()];
            if !word.is_quoted {
                self.tree.scalar(word.span, written, Style::Plain);
                continue;
            }
            // A quote that is doubled stands for one.
            let quote = &written[..1];
            let inner = written[1..].strip_suffix(quote).unwrap_or(&written[1..]);
            let content = inner.replace(&quote.repeat(2), quote);
            self.tree.scalar(word.span, &content, Style::Quoted);
        }
        self.tree.close(words.last().map(|it| it.span.end));
    }

    /// The name after the last of some words, of those that may stand before it.
    fn table(&self, words: &[Word], after: &[&str]) -> Option<String> {
        let is_after = |it: &Word| after.iter().any(|word| self.says(*it, word));
        let before = words.iter().take(MAX_BEFORE).rposition(is_after)?;
        let texts = words[before + 1..].iter().map(|it| &self.text[it.span.range()]);
        // With its schema.
        let (mut name, mut goes_on) = (String::new(), true);
        for text in texts {
            if !goes_on && text != "." {
                break;
            }
            goes_on = text == ".";
            name += &text.trim_matches('"').to_ascii_lowercase();
        }
        Some(name)
    }

    fn says(&self, word: Word, text: &str) -> bool {
        !word.is_quoted && self.text[word.span.range()].eq_ignore_ascii_case(text)
    }

    fn word(&mut self, byte: u8) -> Word {
        let start = self.at;
        let rest = &self.text[start..];
        let is_quoted = matches!(byte, b'\'' | b'"' | b'`');
        let width = match byte {
            b'\'' | b'"' | b'`' => quoted(rest.as_bytes(), byte).unwrap_or(rest.len()),
            b'$' => dollar_quoted(rest).unwrap_or(1),
            byte if is_letter(byte) => rest.bytes().take_while(|it| is_letter(*it)).count(),
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        self.at += width;
        // One that is never closed is no string.
        let is_closed = width > 1 && rest.as_bytes().get(width - 1) == Some(&byte);
        Word { span: Span::new(start, self.at), is_quoted: is_quoted && is_closed }
    }

    /// Passes over blanks, comments and, between statements, the commands of `psql`.
    fn skip_blanks(&mut self, is_between: bool) {
        loop {
            let rest = &self.text[self.at..];
            let blanks = rest.len() - rest.trim_start().len();
            self.at += blanks;
            let rest = &rest[blanks..];
            let line = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            let width = match rest.as_bytes() {
                [b'-', b'-', ..] | [b'#', ..] => line,
                [b'/', b'*', ..] => {
                    memchr::memmem::find(rest.as_bytes(), b"*/").map_or(rest.len(), |at| at + 2)
                }
                [b'\\', ..] if is_between => {
                    self.at += line;
                    continue;
                }
                _ => return,
            };
            let written = rest[..width].trim_end();
            self.comments.push(Span::new(self.at, self.at + written.len()));
            self.at += width;
        }
    }

    fn is_copy(&self, words: &[Word]) -> bool {
        let last = words.iter().rev().take(1).any(|it| self.says(*it, "stdin"));
        last && words.first().is_some_and(|it| self.says(*it, "copy"))
    }

    /// The data of a dump, which a line with `\.` ends.
    fn skip_data(&mut self) {
        let end = memchr::memmem::find(&self.text.as_bytes()[self.at..], b"\n\\.");
        self.at = end.map_or(self.text.len(), |end| self.at + end + 3);
    }
}

fn is_letter(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// How wide the string is that a text starts with; a quote that is doubled closes nothing.
fn quoted(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(quote, text.get(at..)?)? + 1;
        if text.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// How wide `$tag$ ... $tag$` is that a text starts with.
fn dollar_quoted(text: &str) -> Option<usize> {
    let width = 1 + text[1..].bytes().take_while(|it| is_letter(*it)).count();
    let tag = text.get(..=width).filter(|it| it.ends_with('$') && it.len() > 1)?;
    let end = memchr::memmem::find(&text.as_bytes()[tag.len()..], tag.as_bytes())?;
    Some(end + 2 * tag.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::syntax::laws::{hold, mutated, read};

    const DUMP: &str = "-- roles\nCREATE ROLE app LOGIN PASSWORD 'it''s';\n\\connect shop\n\
        INSERT INTO a VALUES ('x;y', $$;$$, $t$ ; $t$);\nCOPY a FROM stdin;\n1\tx;GRANT\n\\.\n\
        GRANT ALL ON DATABASE \"shop db\" TO app; /* end */\n";

    #[test]
    fn what_says_who_may_do_what_is_kept() {
        let read = read(parse, DUMP);
        assert_eq!(
            read.shape(),
            "[[CREATE, ROLE, app, LOGIN, PASSWORD, \"it's\"], \
             [GRANT, ALL, ON, DATABASE, \"shop db\", TO, app]]"
        );
        assert_eq!(read.comments, ["-- roles", "/* end */"]);
    }

    #[test]
    fn an_index_is_kept_of_a_table_that_was_there_before() {
        let text = "create table if not exists s.a (x int, check (not exists (select 1)));
            create unique index i on s.a (x); create index concurrently j on only s.b (x);
            CREATE TABLE \"c\" (y int); CREATE INDEX k ON C (y);";
        let kept = "[[create, index, concurrently, j, on, only, s, ., b, (, x, )]]";
        assert_eq!(read(parse, text).shape(), kept);
    }

    #[test]
    fn what_is_never_closed_ends_with_the_text() {
        for text in ["GRANT 'x", "GRANT $$", "/* x", "GRANT \"", "COPY a FROM stdin;", "GRANT é;'é"]
        {
            hold(parse, text);
        }
        assert_eq!(read(parse, "GRANT 'x").shape(), "[[GRANT, 'x]]");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(cuts in prop::collection::vec((0.0..1.0, "[';$\"\\\\/*é-]{1,3}"), 0..8)) {
            let cuts: Vec<_> = cuts.iter().map(|(at, part)| (*at, part.as_str())).collect();
            hold(parse, &mutated(DUMP, &cuts));
        }
    }
}
