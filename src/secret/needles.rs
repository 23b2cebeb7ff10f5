//! Finds many words in one pass over a text, however many there are.
//!
//! Three letters at a time are looked up in a table that fits the nearest cache; what it
//! lets through is compared. It is ready in microseconds, where an automaton of
//! as many words takes milliseconds. Knows no meaning of the words.

use std::ops::Range;

/// Words and what each of them means.
pub(super) struct Needles<'a, M> {
    /// Sorted by their keys when ready.
    words: Vec<Needle<'a, M>>,
    /// For each key that words begin with, its number among those with the same third
    /// letter, from one.
    numbers: Box<[u8; KEYS]>,
    /// How many keys there are before those of each third letter.
    before: [u16; 32],
    /// Where the words of each of these keys begin, and which letters come fourth in them.
    starts: Vec<(u16, Fourth)>,
}

/// A bit for five bits of each letter.
type Fourth = u32;

struct Needle<'a, M> {
    key: usize,
    word: &'a str,
    /// Whether it stands for a name, in whichever case and with any marks within.
    is_name: bool,
    meaning: M,
}

/// Five bits of each of three letters are a key, those of the first lowest: letters of both
/// cases have the same.
const KEYS: usize = 1 << 15;

/// How many places are looked up at a time: eight letters have six keys.
const PLACES: usize = 6;

impl<M> Default for Needles<'_, M> {
    fn default() -> Self {
        let numbers = Box::new([0; KEYS]);
        Self { words: Vec::new(), numbers, before: [0; 32], starts: Vec::new() }
    }
}

impl<'a, M> Needles<'a, M> {
    /// A word of three letters or more, to be found as it is written.
    pub fn add(&mut self, word: &'a str, meaning: M) {
        self.words.push(Needle { key: key(word.as_bytes()), word, is_name: false, meaning });
    }

    /// A word in lower case whose first three are letters.
    pub fn add_name(&mut self, word: &'a str, meaning: M) {
        self.words.push(Needle { key: key(word.as_bytes()), word, is_name: true, meaning });
    }

    /// To be called once all words are there.
    pub fn ready(mut self) -> Self {
        self.words.sort_by_key(|it| it.key);
        for (at, it) in self.words.iter().enumerate() {
            let last = at.checked_sub(1).map(|before| self.words[before].key);
            let (count, third) = (self.starts.len() as u16, it.key >> 10);
            if last.is_none_or(|last| last >> 10 != third) {
                self.before[third] = count;
            }
            if last != Some(it.key) {
                let number = count - self.before[third] + 1;
                debug_assert!(number <= u16::from(u8::MAX), "too many words are alike");
                self.numbers[it.key] = number as u8;
                self.starts.push((at as u16, 0));
            }
            if let Some(last) = self.starts.last_mut() {
                last.1 |= it.fourth();
            }
        }
        self.starts.push((self.words.len() as u16, 0));
        self
    }

    /// Each place where a word stands, how wide it is there, and what it means.
    pub fn each(&self, text: &str, see: &mut dyn FnMut(usize, usize, &M)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Several places at a time, of which most often none begins a word.
        while let Some(window) = bytes[at..].first_chunk::<8>() {
            let fives = fives(*window);
            let key = |it: usize| (fives >> (5 * it)) as usize & (KEYS - 1);
            let begins = |it: usize| u32::from(self.numbers[key(it)] != 0) << it;
            let mut hits = (0..PLACES).fold(0, |all, it| all | begins(it));
            while hits != 0 {
                let it = hits.trailing_zeros() as usize;
                hits &= hits - 1;
                self.look(key(it), &bytes[at + it..], at + it, see);
            }
            at += PLACES;
        }
        for (it, letters) in bytes[at..].windows(3).enumerate() {
            self.look(key(letters), &bytes[at + it..], at + it, see);
        }
    }

    /// The words of a key, if there are any and one has the letter that comes fourth in a text.
    fn words_of(&self, key: usize, text: &[u8]) -> Option<Range<usize>> {
        let number = usize::from(self.numbers[key]).checked_sub(1)?;
        let bucket = usize::from(self.before[key >> 10]) + number;
        let (start, fourth) = self.starts[bucket];
        let is_fourth = fourth >> (text.get(3).unwrap_or(&0) & 31) & 1 == 1;
        is_fourth.then(|| usize::from(start)..usize::from(self.starts[bucket + 1].0))
    }

    /// Compares what stands at a place with the words of its key.
    fn look(&self, key: usize, rest: &[u8], at: usize, see: &mut dyn FnMut(usize, usize, &M)) {
        let words = self.words_of(key, rest).unwrap_or_default();
        for it in &self.words[words] {
            let width = match it.is_name {
                true => name(rest, it.word.as_bytes()),
                false => rest.starts_with(it.word.as_bytes()).then_some(it.word.len()),
            };
            if let Some(width) = width {
                see(at, width, &it.meaning);
            }
        }
    }
}

impl<M> Needle<'_, M> {
    /// Which letters may come fourth: any, where the word has no more than three.
    fn fourth(&self) -> Fourth {
        let marks = MARKS.iter().fold(0, |all, it| all | 1 << (it & 31));
        let letter = self.word.as_bytes().get(3).map_or(Fourth::MAX, |it| 1 << (it & 31));
        // A mark of the word may be left out.
        let is_mark = self.word.as_bytes().get(3).is_some_and(|it| MARKS.contains(it));
        match self.is_name {
            true if is_mark => Fourth::MAX,
            true => letter | marks,
            false => letter,
        }
    }
}

/// What may part the words of a name.
const MARKS: [u8; 4] = [b'_', b'-', b'.', b' '];

/// Of the first three of some letters.
fn key(letters: &[u8]) -> usize {
    let fives = letters.iter().take(3).enumerate();
    fives.fold(0, |key, (at, letter)| key | usize::from(letter & 31) << (5 * at))
}

/// Five bits of each of eight letters, those of the first lowest.
fn fives(letters: [u8; 8]) -> u64 {
    let fives = u64::from_le_bytes(letters);
    let tens = fives & 0x001f_001f_001f_001f | fives >> 3 & 0x03e0_03e0_03e0_03e0;
    let twenties = tens & 0x0000_03ff_0000_03ff | tens >> 6 & 0x000f_fc00_000f_fc00;
    twenties & 0x000f_ffff | twenties >> 12 & 0x00ff_fff0_0000
}

/// How wide a name is where a text begins with it: `api_key` is also `API-KEY` and `apiKey`.
fn name(text: &[u8], name: &[u8]) -> Option<usize> {
    let is_mark = |it: u8| MARKS.contains(&it);
    let mut at = 0;
    for letter in name.iter().filter(|it| !is_mark(**it)) {
        if at > 0 && text.get(at).is_some_and(|it| is_mark(*it)) {
            at += 1;
        }
        if !text.get(at)?.eq_ignore_ascii_case(letter) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_found_where_it_stands() {
        let mut needles = Needles::default();
        for (meaning, word) in ["ghp_", "ghp", "SG."].into_iter().enumerate() {
            needles.add(word, meaning);
        }
        needles.add_name("api_key", 3);
        let needles = needles.ready();
        let mut found = Vec::new();
        let text = "ghp_ SG. sg. GHP_ é apiKey API-KEY: apikey";
        needles.each(text, &mut |at, width, meaning| found.push((&text[at..at + width], *meaning)));
        let expected =
            [("ghp_", 0), ("ghp", 1), ("SG.", 2), ("apiKey", 3), ("API-KEY", 3), ("apikey", 3)];
        assert_eq!(found, expected);
        needles.each("ab", &mut |_, _, _| unreachable!("too short"));
    }

    #[test]
    fn each_of_many_words_is_found_wherever_it_stands() {
        let letters = || "abcdefghijklmnopqrstuvwxyz".chars();
        let pairs = letters().flat_map(|a| letters().map(move |b| (a, b)));
        let words: Vec<String> = pairs.map(|(a, b)| format!("{a}{b}{b}{a}")).collect();
        let mut needles = Needles::default();
        words.iter().for_each(|it| needles.add(it, ()));
        let needles = needles.ready();
        for (at, word) in words.iter().enumerate() {
            let (before, after) = ("=".repeat(at % 9), "=".repeat(at % 7));
            let mut found = Vec::new();
            let text = format!("{before}{word}{after}");
            needles.each(&text, &mut |at, width, ()| found.push(&text[at..at + width]));
            assert_eq!(found, [word]);
        }
    }
}
