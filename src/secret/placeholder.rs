//! Texts that ask to be replaced.

use crate::facts::{contains_words, words};

/// Whether a text says that it is not the value it stands for: `your-secret-here`,
/// `change-me-in-production`, `xxx`.
pub(super) fn is_placeholder(text: &str) -> bool {
    let words = words(text);
    // Names of packages and hosts are no examples of secrets.
    let is_named = ["com example", "org example", "example com", "example org", "example net"];
    let is_named = is_named.iter().any(|it| contains_words(&words, it));
    is_filler(text) || (asks(&words) && is_worded(&words) && !is_named)
}

/// Whether a text is made of nothing but words about secrets: `strong-random-key-1`,
/// `SECURE_PASSWORD`. Nobody knows it as a default, and everybody may guess it.
pub(super) fn is_description(text: &str) -> bool {
    // A counted key and what it is for: `key1:service1`.
    let is_count = |it: &str| it.len() < 12 && it.ends_with(|last: char| last.is_ascii_digit());
    let text = text.split_once(':').filter(|(_, of)| is_count(of)).map_or(text, |(key, _)| key);
    let words = words(text);
    let is_parted = text.contains(['-', '_']) && !text.contains(['.', '/', ':', ' ']);
    let is_known = |it: &str| {
        is_noun(it) || ADJECTIVES.contains(&it) || FILLERS.contains(&it) || is_small_number(it)
    };
    let nouns = words.split(' ').filter(|it| is_noun(it)).count();
    let count = words.split(' ').count();
    let numbered = || words.trim_end_matches(|it: char| it.is_ascii_digit());
    let is_counted =
        count == 1 && numbered().len() < words.len() && is_noun(numbered()) && words.len() < 12;
    is_counted
        || is_joined(&words)
        || (is_parted
            && nouns > 0
            && count > 1
            && words.split(' ').all(|it| {
                is_known(it) || is_known(it.trim_end_matches(|digit: char| digit.is_ascii_digit()))
            }))
}

/// `newpassword`, `new root password 123`: an adjective before words of the kind, joined.
fn is_joined(words: &str) -> bool {
    let word = words.trim_end_matches(|it: char| it.is_ascii_digit()).trim_end();
    let Some(rest) = ADJECTIVES.iter().find_map(|it| word.strip_prefix(it)) else { return false };
    let mut rest = rest.trim_start();
    while let Some(next) =
        FILLERS.iter().filter(|it| it.len() > 2).find_map(|it| rest.strip_prefix(it))
    {
        rest = next.trim_start();
    }
    is_noun(rest) && words.len() - word.len() < 5
}

/// Whether there is a word such as `secure` or `my` among them, so that it cannot
/// be the plain name of something.
pub(super) fn has_adjective(text: &str) -> bool {
    words(text).split(' ').any(|it| ADJECTIVES.contains(&it))
}

const ADJECTIVES: &[&str] = &[
    "strong",
    "secure",
    "super",
    "random",
    "your",
    "my",
    "very",
    "complex",
    "safe",
    "unique",
    "long",
    "some",
    "insecure",
    "unsafe",
    "generated",
    "unguessable",
    "real",
    "actual",
    "new",
];

/// Words for secrets themselves.
pub(super) fn is_noun(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "secret",
        "password",
        "passwd",
        "pass",
        "pwd",
        "pw",
        "key",
        "token",
        "passphrase",
        "apikey",
        "credential",
        "supersecret",
        "secrets",
        "passwords",
        "keys",
    ];
    NOUNS.contains(&word)
}

const FILLERS: &[&str] = &[
    "a",
    "an",
    "the",
    "this",
    "is",
    "for",
    "in",
    "of",
    "with",
    "at",
    "least",
    "min",
    "minimum",
    "char",
    "chars",
    "character",
    "characters",
    "bytes",
    "bit",
    "bits",
    "jwt",
    "api",
    "auth",
    "db",
    "database",
    "user",
    "admin",
    "root",
    "app",
    "access",
    "signing",
    "encryption",
    "session",
    "cookie",
    "client",
    "refresh",
    "webhook",
    "hex",
    "base64",
    "string",
    "value",
    "text",
    "production",
    "prod",
    "dev",
    "development",
    "local",
    "test",
    "testing",
    "only",
    "use",
    "do",
    "not",
    "please",
    "here",
    "hs256",
    "default",
    "private",
    "shared",
    "postgres",
    "redis",
    "mysql",
    "mongo",
    "internal",
    "service",
    "generate",
    "be",
    "should",
    "must",
];

fn is_small_number(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|it| it.is_ascii_digit())
}

/// `xxx`, `sk-xxxx`, `change-me...`.
fn is_filler(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let trails = |mark: &str| lower.strip_suffix(mark).is_some_and(|it| it.len() > 2);
    // As in the keys that documentation of AWS shows.
    let is_shown = text.contains("EXAMPLE");
    super::elsewhere::is_masked(text) || is_shown || trails("...") || trails("…")
}

/// Phrases that ask for another value.
const ALONE: &[&str] = &[
    "your",
    "yours",
    "placeholder",
    "dummy",
    "todo",
    "tbd",
    "fixme",
    "replaceme",
    "fake",
    "example",
    "sample",
    "fill",
    "putyour",
    "insert",
    "replace",
    "changeme",
    "changethis",
    "notasecret",
    "notarealkey",
    "foobar",
];

/// Whether the words ask for something, or say that they are no value.
fn asks(words: &str) -> bool {
    const PHRASES: &[&str] = &[
        "change me",
        "change this",
        "change it",
        "change in",
        "change the",
        "change before",
        "change to",
        "change on",
        "to be changed",
        "must change",
        "put your",
        "enter your",
        "goes here",
        "not a secret",
        "not secret",
        "not real",
        "set me",
        "please change",
        "to be replaced",
        "my secret",
        "my password",
        "my token",
        "my key",
        "my api key",
        "my super secret",
        "lorem ipsum",
        "some secret",
    ];
    let ends = words.ends_with(" here") || words.ends_with("_here");
    let begins =
        ["your", "yoursecret", "changeme", "replaceme", "insertyour", "mysecret", "example"]
            .iter()
            .any(|it| {
                words.strip_prefix(it).is_some_and(|rest| {
                    rest.is_empty()
                        || rest.starts_with(' ')
                        || rest.len() > 3
                            && rest.bytes().next().is_some_and(|it| it.is_ascii_alphabetic())
                })
            });
    ends || begins
        || words.split(' ').any(|it| ALONE.contains(&it))
        || PHRASES.iter().any(|it| contains_words(words, it))
}

/// Whether these are words, and not random letters among which one stands by chance.
fn is_worded(words: &str) -> bool {
    let is_random = |word: &str| {
        let stem = word.trim_end_matches(|it: char| it.is_ascii_digit());
        let digits = |it: &str| it.bytes().any(|it| it.is_ascii_digit());
        word.len() > 5 && !stem.is_empty() && (digits(stem) || word.len() - stem.len() > 4)
    };
    !words.split(' ').any(is_random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_to_be_replaced_is_a_placeholder() {
        for it in [
            "your-secure-secret-here",
            "your-64-char-secure-secret",
            "change-me...",
            "your_client_secret",
            "YOUR_DB_PASSWORD",
            "change_me",
            "change-me-in-production",
            "CHANGE_THIS_TO_A_RANDOM_STRING",
            "replace-me",
            "xxx",
            "XXXXXXXX",
            "sk-xxxxxxxxxxxx",
            "TODO",
            "dummy-token",
            "placeholder",
            "my-secret-key",
            "insert-token",
            "example-password",
            "yourStrong(!)Password",
            "Your_password123",
            "your-jwt-secret-here",
            "put-your-key-here",
            "please change this",
            "example",
        ] {
            assert!(is_placeholder(it), "{it}");
        }
        for it in [
            "kX9mPq2LwZ",
            "xk3xq9",
            "orchid",
            "tR7-your9k2L-x81zQ",
            "mypool",
            "9f86d081884c7d65",
            "hexexample9",
        ] {
            assert!(!is_placeholder(it), "{it}");
        }
    }

    #[test]
    fn a_description_is_words_about_secrets() {
        for it in [
            "strong-random-key-1",
            "SECURE_PASSWORD",
            "super_secret_key",
            "key1",
            "key1:service1",
            "jwt-secret-key",
            "super-secret-jwt-token-with-at-least-32-characters-long",
        ] {
            assert!(is_description(it), "{it}");
        }
        for it in ["orchid", "my-app", "keyboard7", "kX9mPq2LwZ", "db-credentials"] {
            assert!(!is_description(it), "{it}");
        }
    }
}
