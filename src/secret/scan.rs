//! The scan of a text: one pass for the letters that tokens of providers and private
//! keys begin with, and a closer look at each hit.
//!
//! Works on any text, parsed or not, and knows nothing of settings but what names of
//! providers they have.

use std::{ops::Range, sync::LazyLock};

use super::{
    Class,
    lines::{CuedLines, Cues, MAX_LINE, add_to},
    needles::Needles,
    private_key,
    providers::{PROVIDERS, Provider},
};

/// A secret that its own form gives away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    /// In bytes of the text.
    pub range: Range<usize>,
    pub class: Class,
    pub what: &'static str,
    /// Whether the form is one that nothing else has.
    pub is_sure: bool,
}

/// What the start of a hit belongs to.
#[derive(Clone, Copy)]
enum Meaning {
    Token(&'static Provider),
    /// A provider's name, in that of a setting.
    Name(&'static Provider),
    Key(private_key::Find),
    /// That a line is worth a look.
    Cue(Cues),
}

/// What one pass over a text sees.
pub struct Scan<'a> {
    /// Secrets that their form gives away, in the order of the text.
    pub(super) hits: Vec<Hit>,
    pub(super) lines: Vec<(usize, &'a str, Cues)>,
}

static NEEDLES: LazyLock<Needles<'static, Meaning>> = LazyLock::new(needles);

/// Looks once at a text.
pub fn scan(text: &str) -> Scan<'_> {
    let mut found: Vec<Hit> = Vec::new();
    let mut lines = CuedLines::new(text, MAX_LINE);
    let mut done = 0;
    NEEDLES.each(text, &mut |at, width, meaning| {
        if let Meaning::Cue(cues) = meaning {
            return lines.see(at, *cues);
        }
        // What stands within a hit is a part of it.
        if at < done {
            return;
        }
        if let Some(hit) = look(*meaning, text, at, width).filter(|it| it.range.start >= done) {
            done = hit.range.end;
            found.push(hit);
        }
    });
    Scan { hits: found, lines: lines.found }
}

pub(super) fn hits(text: &str) -> Vec<Hit> {
    scan(text).hits
}

fn needles() -> Needles<'static, Meaning> {
    let mut needles = Needles::default();
    for (needle, find) in private_key::NEEDLES {
        needles.add(needle, Meaning::Key(*find));
    }
    for provider in PROVIDERS.iter() {
        provider.needles().for_each(|it| needles.add(it, Meaning::Token(provider)));
        provider.names().for_each(|it| needles.add_name(it, Meaning::Name(provider)));
    }
    add_to(&mut needles, Meaning::Cue);
    needles.ready()
}

/// `width` is that of the needle as it is written.
fn look(meaning: Meaning, text: &str, at: usize, width: usize) -> Option<Hit> {
    let (range, provider) = match meaning {
        Meaning::Key(find) => {
            let (class, what) = (Class::PrivateKey, "a private key");
            return find(text, at).map(|range| Hit { range, class, what, is_sure: true });
        }
        Meaning::Token(provider) => (provider.find(text, at)?, provider),
        Meaning::Cue(_) => return None,
        Meaning::Name(provider) => (provider.find_named(text, at + width)?, provider),
    };
    let what = provider.name_of(&text[range.clone()]);
    Some(Hit { range, class: Class::ProviderToken, what, is_sure: provider.is_sure })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whats(text: &str) -> Vec<(&'static str, &str)> {
        hits(text).into_iter().map(|it| (it.what, &text[it.range])).collect()
    }

    /// None of these is whole in this file, and none was ever given out.
    fn joined(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn tokens_are_known_by_their_form() {
        let hex = "3f9a1c7be2d84560a1b2";
        let mixed = "q7Rk2vXw9LmT4bZc8NhY";
        let tokens = [
            joined(&["gh", "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17"]),
            joined(&["gl", "pat-", mixed]),
            joined(&["sk_", "live_", mixed, "9xKd"]),
            joined(&["AI", "za", mixed, "8sD_f-2kLp0QwEr"]),
            joined(&["SG", ".", mixed, "_a.", mixed, mixed, "z1Q"]),
            joined(&["do", "p_v1_", hex, hex, hex, "9c3e"]),
            joined(&["xo", "xb-", "284950173648-593017284650-", mixed, "pQ2x"]),
            joined(&["dckr_", "pat_", mixed, "a-Z8x_1"]),
            joined(&["hv", "s.", mixed, mixed, mixed, mixed, mixed]),
            joined(&["shp", "at_", hex, "9c3ed0177f42"]),
            joined(&["SU", "AKKTOKDASTBOY5NUJSZXWWEN5S5WI6H5ZB7SYZOELUJFGWJE6J2XGBOY"]),
        ];
        for token in &tokens {
            let text = format!("TOKEN={token}\n");
            let found = whats(&text);
            assert_eq!(found.len(), 1, "{token}");
            assert_eq!(found[0].1, token);
        }
    }

    #[test]
    fn what_only_resembles_a_token_is_none() {
        for text in [
            // A wrong checksum.
            joined(&["gh", "p_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq18"]),
            joined(&["gh", "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
            joined(&["AK", "IAIOSFODNN7EXAMPLE"]),
            joined(&["gl", "pat-xxxxxxxxxxxxxxxxxxxx"]),
            joined(&["gl", "pat-aaaaaaaaaaaaaaaaaaaa"]),
            joined(&["sk_", "live_..."]),
            joined(&["disk_", "live_q7Rk2vXw9LmT4bZc8NhY12345"]),
            joined(&["SU", "AKKTOKDASTBOY5NUJSZXWWEN5S5WI6H5ZB7SYZOELUJFGWJE6J2XGYOB"]),
            "`eyJ...` is what a token begins with, as `ghp_` and `xoxb-` do".to_owned(),
        ] {
            assert_eq!(whats(&text), [], "{text}");
        }
    }

    #[test]
    fn the_key_of_a_pair_is_the_secret() {
        let id = joined(&["AK", "IAQ3EGRX7BTLM2WKZP"]);
        let secret = "h8Tq2Zx/Lm4Vb9+Rw1Kp7Yd3Nf6Gs0Jc5XaE2uQo";
        let pair = format!("aws_access_key_id={id}\naws_secret_access_key={secret}\n");
        assert_eq!(whats(&pair), [("an AWS secret access key", secret)]);
        assert_eq!(whats(&id), [("an AWS access key id", id.as_str())]);
        let spoken = format!("# der Schlüssel — secret — steht anderswo: {id} ü");
        assert_eq!(whats(&spoken), [("an AWS access key id", id.as_str())]);
    }

    #[test]
    fn a_web_token_is_decoded() {
        let head = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        let payload = "eyJpc3MiOiJzaG9wIiwic3ViIjoiODgxNyJ9";
        let sum = "b1Zx93kLq0TtVw7eRy2UuIoPaSdFgHjKlZxCvBnM4Qs";
        let token = [head, payload, sum].join(".");
        assert_eq!(whats(&token), [("a JSON Web Token", token.as_str())]);
        assert_eq!(whats(&["eyJubyI6ImFsZ29yaXRobSJ9", payload, sum].join(".")), []);
    }
}
