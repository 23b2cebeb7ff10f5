//! Texts that speak of values and are none: patterns, states, the names of types and of
//! what a reader has to put in their place, phrases.

use super::shape::is_hex;

/// What only describes values: expressions that they have to match, rules of validation,
/// and pieces that were cut out of either.
pub(super) fn is_pattern(text: &str) -> bool {
    const MARKS: &[&str] =
        &["(?", "[^", "[a-z", "[A-Z", "[0-9", "\\d", "\\w", "\\s", "\\S", "\\(", ".*", ".+)", "%{"];
    let is_anchored = text.starts_with('^') && text.ends_with(['$', '+', '*', ')', '}']);
    let is_rules = text.contains('|')
        && text.split('|').all(|it| {
            it.len() > 1
                && it.bytes().all(|it| {
                    it.is_ascii_lowercase()
                        || it.is_ascii_digit()
                        || matches!(it, b':' | b'_' | b',' | b'-')
                })
        });
    let is_cut = text.contains('}') && !text.contains('{');
    is_anchored || is_rules || is_cut || MARKS.iter().any(|it| text.contains(it))
}

/// The name of a type or of what became of a value, where the value would stand.
pub(super) fn is_state(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "any",
        "array",
        "blank",
        "boolean",
        "bytes",
        "deprecated",
        "encrypted",
        "error",
        "expired",
        "fixed",
        "float",
        "hashed",
        "hidden",
        "ignore",
        "incorrect",
        "inherit",
        "int",
        "integer",
        "invalid",
        "masked",
        "missing",
        "mismatch",
        "nullable",
        "number",
        "object",
        "plain",
        "plaintext",
        "prompt",
        "reset",
        "revoked",
        "rotated",
        "skip",
        "str",
        "string",
        "text",
        "unknown",
        "uuid",
        "valid",
        "varchar",
        "warn",
        "warning",
        "weak",
        "wrong",
    ];
    WORDS.binary_search(&text.to_ascii_lowercase().as_str()).is_ok()
}

/// `0x` and the forty digits of an account.
pub(super) fn is_account_of_chain(text: &str) -> bool {
    text.strip_prefix("0x").is_some_and(|it| it.len() == 40 && is_hex(it))
}

/// `PASSWORD`, `DB_TOKEN`: how manuals say what stands where.
pub(super) fn is_metavar(text: &str) -> bool {
    const NOUNS: &[&str] = &["PASS", "PWD", "SECRET", "TOKEN", "KEY"];
    text.bytes().all(|it| it.is_ascii_uppercase() || matches!(it, b'_' | b'-'))
        && NOUNS.iter().any(|it| text.contains(it))
}

/// A command of PowerShell: `Read-Host`, `ConvertTo-SecureString`.
pub(super) fn is_cmdlet(text: &str) -> bool {
    let is_name = |it: &str| {
        it.len() > 2
            && it.starts_with(|it: char| it.is_ascii_uppercase())
            && it.bytes().all(|it| it.is_ascii_alphabetic())
            && it.bytes().any(|it| it.is_ascii_lowercase())
    };
    text.split_once('-').is_some_and(|(verb, noun)| is_name(verb) && is_name(noun))
}

/// Words with blanks between them, none of which joins others to a sentence.
pub(super) fn is_spoken_phrase(text: &str) -> bool {
    const JOINS: &[&str] = &[
        "your",
        "the",
        "for",
        "and",
        "with",
        "from",
        "enter",
        "please",
        "must",
        "used",
        "this",
        "that",
        "here",
        "not",
        "password",
        "passphrase",
        "phrase",
        "key",
        "secret",
        "optional",
    ];
    let is_word = |it: &str| {
        it.len() > 2 && it.bytes().all(|it| it.is_ascii_lowercase()) && !JOINS.contains(&it)
    };
    (4..=12).contains(&text.split(' ').count()) && text.split(' ').all(is_word)
}

/// Whether it is what schemas, and pages of help, call the type of a text.
pub(super) fn is_type(value: &str) -> bool {
    const TYPES: &[&str] = &["str", "string", "stringArray", "strings", "text", "varchar"];
    TYPES.contains(&value)
}
