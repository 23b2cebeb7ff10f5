//! What a line must have in it to be worth a look: most lines have nothing of it, and
//! one pass over a text tells which have.

use std::{ops::BitOr, sync::LazyLock};

use super::{call::FUNCTIONS, command::PROGRAMS, named::STEMS};
use crate::secret::needles::Needles;

/// Which readings a line is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cues(u8);

impl Cues {
    pub const NONE: Self = Self(0);
    pub const URL: Self = Self(1);
    pub const COMMAND: Self = Self(2);
    pub const CALL: Self = Self(4);
    pub const NAME: Self = Self(8);
    pub const LOGIN: Self = Self(16);
    /// A word of names that only structure makes names of secrets: `key`, `user`.
    pub const KEY: Self = Self(32);
    /// A line too long for a reader of lines.
    pub const LONG: Self = Self(64);
    pub const ALL: Self = Self(31);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl BitOr for Cues {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

static NEEDLES: LazyLock<Needles<'static, Cues>> = LazyLock::new(|| {
    let mut needles = Needles::default();
    add_to(&mut needles, |it| it);
    needles.ready()
});

/// Adds what gives a cue to what else is looked for.
pub fn add_to<M>(needles: &mut Needles<'_, M>, meaning: impl Fn(Cues) -> M) {
    needles.add("://", meaning(Cues::URL));
    needles.add("stats auth ", meaning(Cues::LOGIN));
    for piped in ["chpasswd", "--password-stdin", "sudo -S"] {
        needles.add(piped, meaning(Cues::COMMAND));
    }
    needles.add("@tcp(", meaning(Cues::URL));
    needles.add("jdbc:oracle:", meaning(Cues::URL));
    needles.add("--from-literal", meaning(Cues::COMMAND));
    for (program, _) in PROGRAMS {
        needles.add(telling_word(program), meaning(Cues::COMMAND));
    }
    needles.add_name("store.load(", meaning(Cues::CALL));
    for (function, ..) in FUNCTIONS {
        needles.add_name(function.trim_start_matches(['.', ':']), meaning(Cues::CALL));
    }
    STEMS.iter().for_each(|it| needles.add_name(it, meaning(Cues::NAME)));
    KEYS.iter().for_each(|it| needles.add_name(it, meaning(Cues::KEY)));
}

/// What keys have inside that speak of a secret, or of the user whom one is for, beside
/// the stems that lines are looked at for.
const KEYS: &[&str] = &["key", "auth", "seed", "nonce", "salt", "user", "login", "account", "uid"];

/// The second word of a program's call, if there is one: fewer lines have it. Most short
/// words are parts of longer ones.
fn telling_word(program: &'static str) -> &'static str {
    const SHORT: &[&str] = &["http ", "https ", "nats ", "zip ", "unzip ", "7z ", "bcp "];
    if let Some(short) = SHORT.iter().find(|it| it.trim_end() == program) {
        return short;
    }
    // Images have registries, too, and only a login is given a password.
    if program == "helm registry" {
        return "registry login";
    }
    program.split_once(' ').map_or(program, |(_, second)| second)
}

/// The lines of a text that have cues: where they begin, and what they have.
pub struct CuedLines<'a> {
    text: &'a str,
    /// Of lines with more letters nothing else is said.
    longest: usize,
    pub found: Vec<(usize, &'a str, Cues)>,
    /// Where the last line ends that was looked at, and whether it is one of those found.
    end: usize,
    is_kept: bool,
}

impl<'a> CuedLines<'a> {
    pub fn new(text: &'a str, longest: usize) -> Self {
        Self { text, longest, found: Vec::new(), end: 0, is_kept: false }
    }

    /// A cue that stands at a place behind all that were seen.
    pub fn see(&mut self, at: usize, cues: Cues) {
        if at >= self.end {
            let bytes = self.text.as_bytes();
            let start = memchr::memrchr2(b'\n', b'\r', &bytes[..at]).map_or(0, |it| it + 1);
            let length = memchr::memchr2(b'\n', b'\r', &bytes[at..]);
            self.end = length.map_or(bytes.len(), |it| at + it);
            self.is_kept = self.end - start <= self.longest;
            let cues = if self.is_kept { Cues::NONE } else { Cues::LONG };
            self.found.push((start, &self.text[start..self.end], cues));
        }
        if let Some(last) = self.found.last_mut().filter(|_| self.is_kept) {
            last.2 = last.2 | cues;
        }
    }
}

pub(super) fn lines_with_cues(text: &str, longest: usize) -> Vec<(usize, &str, Cues)> {
    let mut lines = CuedLines::new(text, longest);
    NEEDLES.each(text, &mut |at, _, cues| lines.see(at, *cues));
    lines.found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_once_with_all_that_it_has() {
        let text = "a\nx = 1\r\nNAME\rdb.password curl -u a:b https://h\n.login(\n";
        let found = lines_with_cues(text, 100);
        let line = "db.password curl -u a:b https://h";
        let cues = Cues::NAME | Cues::COMMAND | Cues::URL;
        assert_eq!(found[0], (text.find(line).unwrap_or(0), line, cues));
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[1].2.has(Cues::CALL));
        assert_eq!(lines_with_cues(text, 20)[0].2, Cues::LONG);
    }
}
