//! Which of the words that rules mention stand in a document: many rules are about what
//! hardly any has.

use std::sync::OnceLock;

use aho_corasick::{Span, packed::Searcher};
use memchr::memmem;

/// All words of some rules, and how to find them together.
#[derive(Default)]
pub(super) struct Words {
    all: Vec<String>,
    /// None where there are too many, or one has no letters. Ready when first asked.
    searcher: OnceLock<Option<Searcher>>,
}

impl Words {
    /// The number of a word, by which it is asked for.
    pub fn add(&mut self, word: &str) -> usize {
        self.all.iter().position(|it| it == word).unwrap_or_else(|| {
            self.all.push(word.to_owned());
            self.all.len() - 1
        })
    }

    /// Of each word, by its number, whether it stands in a text.
    pub fn found_in(&self, text: &[u8]) -> Vec<bool> {
        let Some(searcher) = self.searcher.get_or_init(|| Searcher::new(&self.all)) else {
            let stands = |it: &String| memmem::find(text, it.as_bytes()).is_some();
            return self.all.iter().map(stands).collect();
        };
        let mut found = vec![false; self.all.len()];
        let mut span = Span { start: 0, end: text.len() };
        // Where one begins others may begin, and within it.
        while let Some(first) = searcher.find_in(text, span) {
            let rest = &text[first.start()..];
            for (word, found) in self.all.iter().zip(&mut found) {
                *found |= rest.starts_with(word.as_bytes());
            }
            span.start = first.start() + 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str], text: &str) -> Vec<bool> {
        let mut all = Words::default();
        words.iter().for_each(|it| {
            all.add(it);
        });
        all.found_in(text.as_bytes())
    }

    #[test]
    fn words_within_words_are_found_too() {
        let words = ["host", "hostPath", "Path:", "gpg", "nogpg", "ost"];
        assert_eq!(found(&words, "- hostPath: /x"), [true, true, true, false, false, true]);
        assert_eq!(found(&words, "nogpgcheck"), [false, false, false, true, true, false]);
        assert_eq!(found(&words, ""), [false; 6]);
    }

    #[test]
    fn many_words_and_one_without_letters_are_found() {
        let many: Vec<String> = (0..500).map(|it| format!("word{it}.")).collect();
        let mut words: Vec<&str> = many.iter().map(String::as_str).collect();
        let stand = found(&words, "word7. word499.");
        assert_eq!(stand.iter().filter(|it| **it).count(), 2);
        words.push("");
        assert_eq!(found(&words, "word7.").iter().filter(|it| **it).count(), 2);
    }

    #[test]
    fn a_word_has_one_number() {
        let mut words = Words::default();
        assert_eq!([words.add("a"), words.add("b"), words.add("a")], [0, 1, 0]);
    }
}
