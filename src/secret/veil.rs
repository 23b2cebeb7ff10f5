//! What no output may show: more than is reported.
//!
//! A rule that reports too much is turned off, a secret that is shown cannot be taken
//! back. So whatever stands under the name of a secret is hidden, parsed or not, and
//! whatever looks like one, wherever it stands.

use std::{borrow::Cow, collections::BTreeSet, ops::Range};

use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;

use super::{
    elsewhere,
    name::{self, Strength},
    needles::Needles,
    placeholder::{is_description, is_placeholder},
    random, scan, shape, spoken, urls,
};
use crate::{
    facts::{Facts, Layer, Piece, Referent, Setting, words},
    text::{Location, Span},
};

/// So many values are looked for one after the other.
const FEW: usize = 4;
/// More than these are worth an automaton, which takes long to make.
const MANY: usize = 64;
/// What stands for letters that are not shown.
const MASKED: &str = "***";
/// A shorter text is a part of others by chance.
const SHORTEST_VALUE: usize = 8;
/// A word of so many letters is hardly one of a language.
const LONG_WORD: usize = 14;

/// Values of secrets, to be found wherever they stand again.
#[derive(Debug)]
pub struct Values(Option<AhoCorasick>);

impl Values {
    /// Of such as stand elsewhere by no chance.
    pub fn new<'a>(values: impl IntoIterator<Item = &'a str>) -> Self {
        let telling: BTreeSet<&str> = values.into_iter().filter(|it| is_telling(it)).collect();
        if telling.is_empty() {
            return Self(None);
        }
        let mut builder = AhoCorasick::builder();
        Self(builder.match_kind(MatchKind::LeftmostLongest).build(telling).ok())
    }

    /// Where they stand in a text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let Some(finder) = &self.0 else { return Vec::new() };
        finder.find_iter(text).map(|it| it.range()).collect()
    }

    /// A text of our own that may quote what was read, without these values and without
    /// what looks like a secret; none if there is nothing to take out.
    pub fn redact(&self, text: &str) -> Option<String> {
        let mut hidden = apparent(text);
        hidden.extend(self.places(text));
        hidden.sort_by_key(|it| (it.start, it.end));
        let mut out = String::with_capacity(text.len());
        let mut shown = 0;
        for range in &hidden {
            if range.start >= shown {
                out += &text[shown..range.start];
                out += MASKED;
            }
            shown = shown.max(range.end);
        }
        out += &text[shown..];
        (!hidden.is_empty()).then_some(out)
    }
}

/// Where values stand in a text, those within others too.
fn places(text: &str, values: &BTreeSet<&str>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if values.len() <= FEW {
        for value in values {
            let places = memmem::find_iter(text.as_bytes(), value);
            found.extend(places.map(|at| at..at + value.len()));
        }
        return found;
    }
    if values.len() > MANY {
        return Values::new(values.iter().copied()).places(text);
    }
    let mut needles = Needles::default();
    values.iter().for_each(|it| needles.add(it, ()));
    needles.ready().each(text, &mut |at, width, ()| found.push(at..at + width));
    found
}

/// What is to be hidden in the text of a file beside what is known of it, which is at
/// least what `in_text` finds: also what no parser read.
pub fn veiled(text: &str, known: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = drawn(text);
    found.extend(spoken::values(text));
    let values = found.iter().chain(known).filter_map(|it| text.get(it.clone()));
    let again = places(text, &values.filter(|it| is_telling(it)).collect());
    found.extend(again);
    found
}

/// What is a secret by its form, whatever its name.
fn apparent(text: &str) -> Vec<Range<usize>> {
    let mut found = drawn(text);
    found.extend(scan::hits(text).into_iter().map(|it| it.range));
    found
}

/// What a machine drew, and passwords of URLs.
fn drawn(text: &str) -> Vec<Range<usize>> {
    let mut found = random::runs(text);
    let passwords = urls::passwords(text).into_iter().map(|it| it.password);
    found.extend(passwords.filter(|it| is_hidden(&text[it.clone()])));
    found
}

/// Whether a value is like no other text.
fn is_telling(value: &str) -> bool {
    let is_long = value.len() >= LONG_WORD && value.bytes().all(|it| it.is_ascii_alphanumeric());
    value.len() >= SHORTEST_VALUE
        && (is_long || shape::has_digit(value))
        && value.bytes().any(|it| it.is_ascii_alphabetic())
        && !value.starts_with('*')
        && !shape::is_address(value)
        && !is_placeholder(value)
}

/// Whether a value under the name of a secret is hidden: all but those that say where
/// the secret is, or that there is none.
pub(super) fn is_hidden(value: &str) -> bool {
    let value = value.trim();
    let tests: [fn(&str) -> bool; 4] =
        [elsewhere::is_switch, elsewhere::is_reference, elsewhere::is_masked, shape::is_path];
    value.len() > 2
        && !value.starts_with('$')
        && !tests.iter().any(|it| it(value))
        && !value.split(',').all(asks_to_be_replaced)
}

/// A reader who is told of a placeholder wants to see it.
fn asks_to_be_replaced(item: &str) -> bool {
    is_placeholder(item.trim()) || is_description(item.trim())
}

/// Where the values stand that documents state under names of secrets.
pub fn stated(facts: &Facts) -> Vec<Location> {
    let mut found = Vec::new();
    for file in &facts.setting_files {
        named(file.settings.iter(), &mut found);
    }
    for object in &facts.config_objects {
        match object.kind {
            Referent::Secret => found.extend(object.settings.iter().flat_map(written)),
            Referent::ConfigMap => named(object.settings.iter(), &mut found),
        }
    }
    for container in facts.workloads.iter().flat_map(|it| &it.containers) {
        let own = container.layers.iter().filter_map(|layer| match layer {
            Layer::Own(setting) => Some(setting),
            _ => None,
        });
        named(own, &mut found);
    }
    for stage in facts.images.iter().flat_map(|it| &it.stages) {
        named(stage.settings.iter().chain(&stage.arguments), &mut found);
    }
    found
}

fn named<'a>(settings: impl Iterator<Item = &'a Setting>, found: &mut Vec<Location>) {
    let is_secret = |words: &str| name::of(words).is_some_and(|it| it.strength != Strength::Key);
    // The name may itself be the value of a setting before: `name: X`, `value: y`.
    let mut before = Cow::Borrowed("");
    for setting in settings {
        let is_pair = setting.delivered.it.ends_with("value") && is_secret(&words(&before));
        if is_pair || is_secret(&setting.configuration) {
            found.extend(written(setting));
        }
        before = setting.value.known().filter(|it| it.len() < 100).unwrap_or_default();
    }
}

/// The written parts of a value.
fn written(setting: &Setting) -> Vec<Location> {
    let literals = setting.value.pieces.iter().filter_map(|piece| match piece {
        Piece::Literal(it) if is_hidden(&it.it) => Some(it.at),
        _ => None,
    });
    literals.filter(|it| it.span != Span::default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let mut letters: Vec<char> = text.chars().collect();
        for range in veiled(text, &[]) {
            letters[range].fill('*');
        }
        letters.into_iter().collect()
    }

    #[test]
    fn what_stands_under_the_name_of_a_secret_is_hidden_parsed_or_not() {
        for (text, expected) in [
            ("password: hunterly", "password: ********"),
            ("  \"db_password\" : \"hun\\\"ter ly\",", "  \"db_password\" : \"***********\","),
            ("# OLD_TOKEN=abc,def", "# OLD_TOKEN=***,def"),
            ("psql --password hunter2x -h db", "psql --password ******** -h db"),
            ("requirepass hunter2x", "requirepass ********"),
            ("Authorization: Bearer abcdefgh12", "Authorization: Bearer **********"),
            ("the password is `hunter2x`, say", "the password is `********`, say"),
            ("| `API_KEY` | `hunterly` |", "| `API_KEY` | `********` |"),
            ("api_secret=\\\n  hunterly\nx=1", "api_secret=\\\n  ********\nx=1"),
            (
                "api_keys:\n  - hunterly\n  - other\nx: 1",
                "api_keys:\n  - ********\n  - *****\nx: 1",
            ),
            ("jwt_secret: |\n  hunterly me\nx: 1", "jwt_secret: |\n  ***********\nx: 1"),
            ("a: b://u:hunterly@h and hunterly", "a: b://u:********@h and hunterly"),
            ("token: hunter22\n# or hunter22", "token: ********\n# or ********"),
            ("password = \"\"\"\nab\ncd\"\"\"\nx", "password = \"\"\"***********\"\"\"\nx"),
        ] {
            assert_eq!(
                shown(text),
                expected.replace("***********\"\"\"", "******\"\"\""),
                "{text}"
            );
        }
    }

    #[test]
    fn what_says_where_a_secret_is_stays() {
        for text in [
            "secretName: shop-tls",
            "automountServiceAccountToken: false",
            "password: ${DB_PASSWORD}",
            "password: changeme",
            "POSTGRES_PASSWORD_FILE: /run/secrets/db",
            "token: ",
            "a secret of the operator is kept elsewhere",
            "secrets:\n  - db\n",
            "secretKeyRef: {name: db, key: password}",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn our_own_texts_lose_what_they_quote() {
        let said = Values::new(["abcdefgh9"]).redact("`a://u:hunterly@h` of abcdefgh9");
        assert_eq!(said.as_deref(), Some("`a://u:***@h` of ***"));
        assert_eq!(Values::new(["postgres"]).redact("`postgres` is no password"), None);
    }
}
