//! What stands where a value would and says something about it: rules that it has to meet,
//! its type or state, the word of a manual for it, a command that gets it.
//!
//! Knows words and signs, and nothing of what they stand under.

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
    let is_cut = text.contains('}') && !text.contains('{') || text.ends_with(['[', '(', '{']);
    is_anchored || is_rules || is_cut || MARKS.iter().any(|it| text.contains(it))
}

/// The name of a type or of what became of a value, where the value would stand.
pub(super) fn is_state(text: &str) -> bool {
    STATES.binary_search(&text.to_ascii_lowercase().as_str()).is_ok()
}

/// Sorted, so that they can be searched by halves.
#[rustfmt::skip]
const STATES: &[&str] = &[
    "accepted", "any", "array", "bearer", "blank", "boolean", "bytes", "changed", "confirmed",
    "created", "deleted", "denied", "deprecated", "disabled", "encrypted", "error", "expired",
    "failed", "field", "first", "fixed", "float", "forgotten", "form", "generated", "hashed",
    "hidden", "ignore", "incorrect", "inherit", "input", "int", "integer", "invalid", "label",
    "last", "lock", "locked", "masked", "match", "matches", "medium", "mismatch", "missing",
    "nullable", "number", "object", "ok", "plain", "plaintext", "prompt", "refused", "rejected",
    "required", "reset", "revoked", "rotated", "set", "skip", "str", "string", "success",
    "text", "unknown", "unlocked", "updated", "uuid", "valid", "varchar", "verified", "warn",
    "warning", "weak", "wrong",
];

/// `PASSWORD`, `DB_TOKEN`: how manuals say what stands where.
pub(super) fn is_metavar(text: &str) -> bool {
    const NOUNS: &[&str] = &["PASS", "PWD", "SECRET", "TOKEN", "KEY"];
    // `YOUR_PASSWORD` asks for another, and is taken as it stands until somebody hears it.
    const ASKS: &[&str] = &["YOUR", "CHANGE", "REPLACE", "SECURE", "STRONG", "MY"];
    text.bytes().all(|it| it.is_ascii_uppercase() || matches!(it, b'_' | b'-'))
        && !ASKS.iter().any(|it| text.contains(it))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_are_sorted() {
        assert!(STATES.is_sorted());
    }

    #[test]
    fn what_is_said_about_a_value_is_no_value() {
        type Test = (fn(&str) -> bool, &'static [&'static str]);
        let tests: [Test; 5] = [
            (is_pattern, &["^(?=.*[a-z]).{8,}$", "required|string|min:8", "stage}.yml)"]),
            (is_state, &["hashed", "String", "incorrect"]),
            (is_metavar, &["PASSWORD", "DB_TOKEN"]),
            (is_cmdlet, &["Read-Host", "ConvertTo-SecureString"]),
            (is_spoken_phrase, &["pepper anchor otter basil"]),
        ];
        let values =
            ["tR7x/k2Lq+9ZpW4v", "hunter2", "YOUR_DB_PASSWORD", "a|B9", "enter the password here"];
        for (test, yes) in tests {
            yes.iter().for_each(|it| assert!(test(it), "{it}"));
            values.iter().for_each(|it| assert!(!test(it), "{it}"));
        }
    }
}
