//! Tokens of providers: what they begin with, how they go on, and what proves them.
//!
//! The forms are data, under `rules/secrets/providers`; one is there only where its
//! source can be named. Forms that other things have too, such as bare hexadecimal, need
//! the provider's name before them.

use std::{
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use regex::bytes::Regex;

use super::{
    checks::{self, Check},
    private_key::{compile, window},
    shape,
};

/// How far a token is read from where it begins.
const MAX_TOKEN: usize = 512;

/// How far from the id of a pair its secret is looked for.
const PAIR: usize = 400;

/// No token is shorter, its prefix included.
const MIN_TOKEN: usize = 16;

/// The forms, as the build packed them: a line each, with tabs between the fields.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/providers.txt"));

/// All forms; their patterns are made ready when they are first needed.
pub(super) static PROVIDERS: LazyLock<Vec<Provider>> =
    LazyLock::new(|| SHIPPED.lines().filter_map(Provider::read).collect());

/// One form of token.
#[derive(Debug)]
pub(super) struct Provider {
    pub what: &'static str,
    /// What it begins with, or has inside, with blanks between.
    needles: &'static str,
    /// Words of the names of settings that hold it; what has some has no needles.
    names: &'static str,
    /// The rest, from the start of the token on. The first group, if there is one, is
    /// what the check is asked about.
    pattern: &'static str,
    place: Place,
    check: Check,
    /// What stands on the same line.
    beside: &'static str,
    /// The least, in bits a letter.
    entropy: f64,
    /// Whether nothing else has this form.
    pub is_sure: bool,
    regex: OnceLock<Option<Regex>>,
}

/// Where the needle stands in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Start,
    /// Within it, after more letters: those of URLs, of Base64, or with dots.
    Inside(&'static [u8]),
    /// At its start; and the secret that belongs to it stands near.
    Pair,
    /// At its start; the token may be far longer than others.
    Long,
    /// Before it: the first group is the token.
    Before,
}

impl Place {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "" => Self::Start,
            "inside" => Self::Inside(b"-_"),
            "inside64" => Self::Inside(b"+/"),
            "inside-dotted" => Self::Inside(b"-_.~"),
            "pair" => Self::Pair,
            "long" => Self::Long,
            "part" => Self::Before,
            _ => return None,
        })
    }
}

impl Provider {
    /// None where a field says nothing that is known here, which a test looks for.
    fn read(line: &'static str) -> Option<Self> {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let (what, needles, names) = (next()?, next()?, next()?);
        let (pattern, place, check) = (next()?, next()?, next()?);
        let (beside, entropy, sure) = (next()?, next()?, next()?);
        Some(Self {
            what,
            needles,
            names,
            pattern,
            place: Place::named(place)?,
            check: checks::named(check)?,
            beside,
            entropy: if entropy.is_empty() { 3.0 } else { entropy.parse().ok()? },
            is_sure: sure != "false",
            regex: OnceLock::new(),
        })
    }

    /// What hits begin with.
    pub fn needles(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.needles.split_ascii_whitespace()
    }

    /// What the names of settings hold that it is looked for in, in lower case.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.names.split_ascii_whitespace()
    }

    /// The secret that a needle at a place is a part of.
    pub fn find(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let start = match self.place {
            Place::Inside(marks) => token_start(text, at, marks),
            _ => at,
        };
        if !begins(text, start) || (self.place == Place::Start && !is_long(text, start)) {
            return None;
        }
        let length = if self.place == Place::Long { 8 * MAX_TOKEN } else { MAX_TOKEN };
        let rest = window(text, start, length);
        let (whole, secret) = self.matches(rest, || format!("\\A(?:{})", self.pattern))?;
        let is_beside = || line_of(text, start).contains(self.beside);
        if !self.is_one(&rest[secret.clone()]) || !(self.beside.is_empty() || is_beside()) {
            return None;
        }
        if self.place == Place::Pair
            && let Some(range) = pair(text, start, start + whole.end)
        {
            return Some(range);
        }
        // What a sum was made of is shown with its prefix.
        let shown = if self.place == Place::Before { secret } else { whole };
        Some(start + shown.start..start + shown.end)
    }

    /// The secret that a setting holds whose name goes on, or ends, at a place.
    pub fn find_named(&self, text: &str, at: usize) -> Option<Range<usize>> {
        const BETWEEN: &str = r#"\A[0-9A-Za-z_.\-]{0,40}["'\])]{0,2}[ \t]{0,8}(?::=|=>|[=:,]|[ \t])[ \t]{0,8}(?:[uUrRbBfF]?["'`])?(?:(?:[Bb]earer|[Tt]oken|SSWS|GenieKey|Splunk) )?"#;
        let rest = window(text, at, MAX_TOKEN);
        let rest = rest.split('\n').next()?;
        let (_, secret) = self.matches(rest, || format!("{BETWEEN}({})", self.pattern))?;
        self.is_one(&rest[secret.clone()]).then(|| at + secret.start..at + secret.end)
    }

    /// The whole and the first group, where the token ends with them.
    fn matches(
        &self,
        rest: &str,
        pattern: impl Fn() -> String,
    ) -> Option<(Range<usize>, Range<usize>)> {
        let regex = self.regex.get_or_init(|| compile(&pattern())).as_ref()?;
        let groups = regex.captures(rest.as_bytes())?;
        let whole = groups.get(0)?;
        let secret = groups.get(1).unwrap_or(whole);
        ends(rest, whole.end()).then(|| (whole.range(), secret.range()))
    }

    /// Nobody's example, mixed enough, and with the right sum.
    fn is_one(&self, secret: &str) -> bool {
        shape::entropy(secret) >= self.entropy && !shape::is_dummy(secret) && (self.check)(secret)
    }

    /// What a range that was found is called.
    pub fn name_of(&self, found: &str) -> &'static str {
        match self.place {
            Place::Pair if !self.needles().any(|it| found.starts_with(it)) => {
                "an AWS secret access key"
            }
            _ => self.what,
        }
    }
}

/// Where the letters of a token begin that go on to a place.
fn token_start(text: &str, at: usize, marks: &[u8]) -> usize {
    let near = text.as_bytes()[..at].iter().rev().take(MAX_TOKEN / 2);
    let letters = near.take_while(|it| it.is_ascii_alphanumeric() || marks.contains(it));
    at - letters.count()
}

/// Whether a token may begin here: not within a word, but after `\n` of a string.
fn begins(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., last] => !last.is_ascii_alphanumeric() && *last != b'_',
        [] => true,
    }
}

/// Whether what begins here goes on for long enough, so that words are soon done with.
fn is_long(text: &str, start: usize) -> bool {
    let is_blank = |it: &u8| it.is_ascii_whitespace() || matches!(it, b'"' | b'\'' | b'`' | b'<');
    !text.as_bytes()[start..].iter().take(MIN_TOKEN).any(is_blank)
        && text.len() - start >= MIN_TOKEN
}

fn ends(rest: &str, at: usize) -> bool {
    !rest.as_bytes().get(at).is_some_and(|it| it.is_ascii_alphanumeric() || *it == b'_')
}

/// The line about a place, as far as it is near.
fn line_of(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(MAX_TOKEN));
    let start = text[from..at].rfind('\n').map_or(from, |it| from + it + 1);
    window(text, start, 2 * MAX_TOKEN).split('\n').next().unwrap_or("")
}

/// The secret of an AWS access key, of forty letters near the id, where something
/// near it says so.
fn pair(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let from = text.floor_char_boundary(start.saturating_sub(PAIR));
    let near = &text[from..text.floor_char_boundary(end + PAIR)];
    if !near.to_ascii_lowercase().contains("secret") {
        return None;
    }
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/');
    let mut at = 0;
    for run in near.as_bytes().split(|it| !is_letter(*it)) {
        // Between the bytes of one character nothing can be cut.
        let word = near.get(at..at + run.len()).unwrap_or("");
        let is_random = shape::entropy(word) > 4.0 && shape::is_mixed(word);
        if word.len() == 40 && is_random && !shape::is_dummy(word) {
            return Some(from + at..from + at + 40);
        }
        at += run.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_known_and_its_pattern_can_be_made_ready() {
        assert_eq!(PROVIDERS.len(), SHIPPED.lines().count(), "a field is not understood");
        for it in PROVIDERS.iter() {
            assert!(it.needles.is_empty() != it.names.is_empty(), "{}: needles or names", it.what);
            assert!(compile(it.pattern).is_some(), "{}: {}", it.what, it.pattern);
            let short: Vec<_> = it.needles().chain(it.names()).filter(|it| it.len() < 3).collect();
            assert!(short.is_empty(), "{}: {short:?} is found everywhere", it.what);
        }
    }
}
