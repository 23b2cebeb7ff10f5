//! Finds many words in one pass over a text, however many there are.
//!
//! Three letters at a time are looked up in a table of bits that fits the nearest cache;
//! what it lets through is compared. It is ready in microseconds, where an automaton of
//! as many words takes milliseconds. Knows no meaning of the words.

/// Words and what each of them means.
pub(super) struct Needles<M> {
    /// Sorted by their first letters when ready.
    words: Vec<Needle<M>>,
    /// A bit for each sum of three letters that a word begins with.
    bits: Box<[u64; 1024]>,
}

struct Needle<M> {
    first: u32,
    word: &'static str,
    /// Whether it stands for a name, in whichever case and with any marks within.
    is_name: bool,
    meaning: M,
}

impl<M> Default for Needles<M> {
    fn default() -> Self {
        Self { words: Vec::new(), bits: Box::new([0; 1024]) }
    }
}

impl<M> Needles<M> {
    /// A word of three letters or more, to be found as it is written.
    pub fn add(&mut self, word: &'static str, meaning: M) {
        let first = first(word.as_bytes()).unwrap_or(0);
        self.words.push(Needle { first, word, is_name: false, meaning });
    }

    /// A word in lower case whose first three are letters.
    pub fn add_name(&mut self, word: &'static str, meaning: M) {
        let first = first(word.as_bytes()).unwrap_or(0);
        self.words.push(Needle { first, word, is_name: true, meaning });
    }

    /// To be called once all words are there.
    pub fn ready(mut self) -> Self {
        self.words.sort_by_key(|it| it.first);
        for it in &self.words {
            let bit = hash(it.first);
            self.bits[bit >> 6] |= 1 << (bit & 63);
        }
        self
    }

    /// Each place where a word stands, how wide it is there, and what it means.
    pub fn each(&self, text: &str, see: &mut dyn FnMut(usize, usize, &M)) {
        let bytes = text.as_bytes();
        let Some([a, b, ..]) = bytes.first_chunk::<3>() else { return };
        let mut last = u32::from(a | 0x20) << 8 | u32::from(b | 0x20) << 16;
        for (at, byte) in bytes[2..].iter().enumerate() {
            last = last >> 8 | u32::from(byte | 0x20) << 16;
            let bit = hash(last);
            if self.bits[bit >> 6] >> (bit & 63) & 1 == 1 {
                self.look(text, at, last, see);
            }
        }
    }

    fn look(&self, text: &str, at: usize, first: u32, see: &mut dyn FnMut(usize, usize, &M)) {
        let from = self.words.partition_point(|it| it.first < first);
        let same = self.words[from..].iter().take_while(|it| it.first == first);
        let rest = &text.as_bytes()[at..];
        for it in same {
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

/// The first three letters, as if all of them were lower case.
fn first(word: &[u8]) -> Option<u32> {
    let [a, b, c] = word.first_chunk::<3>()?.map(|it| u32::from(it | 0x20));
    Some(a | b << 8 | c << 16)
}

fn hash(first: u32) -> usize {
    (first.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// How wide a name is where a text begins with it: `api_key` is also `API-KEY` and `apiKey`.
fn name(text: &[u8], name: &[u8]) -> Option<usize> {
    let is_mark = |it: u8| matches!(it, b'_' | b'-' | b'.' | b' ');
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
