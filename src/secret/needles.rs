//! Finds many words in one pass over a text, however many there are.
//!
//! Three letters at a time are looked up in a table of bits that fits the nearest cache;
//! what it lets through is compared. It is ready in microseconds, where an automaton of
//! as many words takes milliseconds. Knows no meaning of the words.

use std::ops::Range;

/// Words and what each of them means.
pub(super) struct Needles<'a, M> {
    /// Sorted by their keys when ready.
    words: Vec<Needle<'a, M>>,
    /// A bit for each key that a word begins with.
    bits: Box<[u64; SETS]>,
    /// How many bits are set before each 64 of them.
    before: Box<[u16; SETS]>,
    /// Where the words of each set bit begin, and which letters come fourth in them.
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

/// Five bits of each of three letters are a key: letters of both cases have the same.
const KEYS: usize = 1 << 15;
const SETS: usize = KEYS / 64;

impl<M> Default for Needles<'_, M> {
    fn default() -> Self {
        let (bits, before) = (Box::new([0; SETS]), Box::new([0; SETS]));
        Self { words: Vec::new(), bits, before, starts: Vec::new() }
    }
}

impl<'a, M> Needles<'a, M> {
    /// A word of three letters or more, to be found as it is written.
    pub fn add(&mut self, word: &'a str, meaning: M) {
        self.words.push(Needle { key: key(word), word, is_name: false, meaning });
    }

    /// A word in lower case whose first three are letters.
    pub fn add_name(&mut self, word: &'a str, meaning: M) {
        self.words.push(Needle { key: key(word), word, is_name: true, meaning });
    }

    /// To be called once all words are there.
    pub fn ready(mut self) -> Self {
        self.words.sort_by_key(|it| it.key);
        for (at, it) in self.words.iter().enumerate() {
            if at == 0 || self.words[at - 1].key != it.key {
                self.bits[it.key >> 6] |= 1 << (it.key & 63);
                self.starts.push((at as u16, 0));
            }
            if let Some(last) = self.starts.last_mut() {
                last.1 |= it.fourth();
            }
        }
        self.starts.push((self.words.len() as u16, 0));
        for set in 1..SETS {
            self.before[set] = self.before[set - 1] + self.bits[set - 1].count_ones() as u16;
        }
        self
    }

    /// Each place where a word stands, how wide it is there, and what it means.
    pub fn each(&self, text: &str, see: &mut dyn FnMut(usize, usize, &M)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Eight places at a time, of which most often none begins a word.
        while let Some(window) = bytes[at..].first_chunk::<10>() {
            let fives = window.map(|it| u16::from(it & 31));
            let keys: [u16; 8] =
                std::array::from_fn(|it| fives[it] << 10 | fives[it + 1] << 5 | fives[it + 2]);
            let mut hits = (0..8).fold(0, |all, it| all | self.bit(keys[it]) << it);
            while hits != 0 {
                let it = hits.trailing_zeros() as usize;
                hits &= hits - 1;
                let rest = &bytes[at + it..];
                if let Some(words) = self.words_of(usize::from(keys[it]), rest) {
                    self.look(words, rest, at + it, see);
                }
            }
            at += 8;
        }
        for (it, letters) in bytes[at..].windows(3).enumerate() {
            let key = letters.iter().copied().fold(0, with);
            let rest = &bytes[at + it..];
            if self.bit(key as u16) == 1
                && let Some(words) = self.words_of(key, rest)
            {
                self.look(words, rest, at + it, see);
            }
        }
    }

    fn bit(&self, key: u16) -> u64 {
        let key = usize::from(key) & (KEYS - 1);
        self.bits[key >> 6] >> (key & 63) & 1
    }

    /// The words of a key, unless the letter that comes fourth in a text is in none of them.
    fn words_of(&self, key: usize, text: &[u8]) -> Option<Range<usize>> {
        let lower = self.bits[key >> 6] & ((1 << (key & 63)) - 1);
        let bucket = usize::from(self.before[key >> 6]) + lower.count_ones() as usize;
        let (start, fourth) = self.starts[bucket];
        let is_fourth = fourth >> (text.get(3).unwrap_or(&0) & 31) & 1 == 1;
        is_fourth.then(|| usize::from(start)..usize::from(self.starts[bucket + 1].0))
    }

    /// Compares what stands at a place with words.
    fn look(
        &self,
        words: Range<usize>,
        rest: &[u8],
        at: usize,
        see: &mut dyn FnMut(usize, usize, &M),
    ) {
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

/// Of the first three letters of a word.
fn key(word: &str) -> usize {
    word.bytes().take(3).fold(0, with)
}

/// The key of three letters, the last of which is new.
fn with(key: usize, byte: u8) -> usize {
    (key << 5 | usize::from(byte & 31)) & (KEYS - 1)
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
}
