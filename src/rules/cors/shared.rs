//! What the settings of CORS mean, whichever program reads them.
//!
//! Refuses to know which of it is a fault.

use std::ops::Range;

use crate::{
    facts::{Phrases, Setting, UNKNOWN, Value},
    program::Program,
    rules::shared::{has_any_word, truth},
};

/// Last words of names that speak of something else than of origins.
const OTHERS: Phrases = Phrases::new(&[
    "header",
    "headers",
    "method",
    "methods",
    "credentials",
    "age",
    "path",
    "paths",
    "expose",
]);

/// Last words of names of CORS that list origins.
#[rustfmt::skip]
const LISTS: Phrases = Phrases::new(&[
    "cors", "allow", "allowed", "allowlist", "origin", "origins", "domain", "domains", "host",
    "hosts", "whitelist",
]);

/// What names say that list origins.
const ORIGINS: Phrases =
    Phrases::new(&["allow origin", "allow origins", "allowed origin", "allowed origins"]);

/// Whether a setting lists the origins that may call.
pub fn lists_origins(setting: &Setting) -> bool {
    let is_said = setting.has_any(&ORIGINS);
    if !is_said && !setting.has_word("cors") {
        return false;
    }
    if has_any_word(setting, &["csrf", "referer", "referrer"]) || setting.ends_with_any(&OTHERS) {
        return false;
    }
    is_said
        || setting.has_word("origin")
        || setting.has_word("origins")
        || setting.ends_with_any(&LISTS)
}

/// Whether a setting admits any origin: by a star among those it lists, or as a
/// switch that does nothing else.
pub fn admits_any(setting: &Setting) -> bool {
    const SWITCHES: Phrases = Phrases::new(&[
        "allow all",
        "allow all origins",
        "allow any origin",
        "allow any",
        "all origins",
    ]);
    let is_switch = setting.has_word("cors") || setting.has_word("origins");
    if is_switch && setting.ends_with_any(&SWITCHES) && truth(&setting.value) == Some(true) {
        return true;
    }
    if !lists_origins(setting) {
        return false;
    }
    let pattern = setting.value.pattern();
    origins(&pattern).iter().any(|it| is_any(&pattern[it.clone()]))
}

/// Where the origins of a list stand in its text: JSON, or with commas or blanks.
pub fn origins(text: &str) -> Vec<Range<usize>> {
    if text.len() > 4096 {
        return Vec::new();
    }
    let parts = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | '"' | '\'');
    let mut found = Vec::new();
    let mut start = 0;
    for part in text.split(parts) {
        let inner = part.trim_start_matches('[').trim_end_matches(']');
        let from = start + part.len() - part.trim_start_matches('[').len();
        if !inner.is_empty() {
            found.push(from..from + inner.len());
        }
        // Each mark that parts them is one byte, or a wider blank.
        start += part.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    found
}

/// Whether an origin, a glob or a pattern matches every origin there is.
pub fn is_any(origin: &str) -> bool {
    let plain = origin.trim_matches(['^', '$', '/', '(', ')']);
    let plain = plain.strip_prefix("?:").unwrap_or(plain);
    let host = plain.split_once("://").map_or(plain, |(scheme, host)| {
        let is_web = matches!(scheme, "*" | "http" | "https" | "https?" | "http*" | ".*");
        if is_web { host } else { plain }
    });
    matches!(host, "*" | ".*" | ".+" | "*:*" | "*.*")
}

const CREDENTIALS: Phrases =
    Phrases::new(&["allow credentials", "support credentials", "supports credentials"]);
const CREDENTIALS_OF_CORS: Phrases = Phrases::new(&["credentials", "credentials allowed"]);

/// Whether the part of a program that a setting of CORS belongs to lets browsers send
/// cookies along; with it, the setting that says so.
pub fn credentials<'a>(program: &'a Program, of: &Setting) -> Option<&'a Setting> {
    let part = part_of(of);
    let settings = program.settings.iter().map(|it| &it.setting);
    let says = |it: &Setting| {
        let named = it.ends_with_any(&CREDENTIALS)
            || it.has_word("cors") && it.ends_with_any(&CREDENTIALS_OF_CORS);
        named && truth(&it.value) == Some(true) && part_of(it) == part
    };
    settings.into_iter().find(|it| says(it))
}

/// The words of a name that lead to its section of CORS.
fn part_of(setting: &Setting) -> &str {
    let name = &setting.configuration;
    let marks = ["cors", "access control", "allow", "allowed", "support", "supports"];
    let ends = marks.iter().filter_map(|mark| {
        let starts = name.starts_with(mark).then_some(0);
        starts.or_else(|| name.find(&format!(" {mark}")))
    });
    &name[..ends.min().unwrap_or(name.len())]
}

/// Why a regular expression for origins matches strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Anything may stand before a name.
    Longer,
    /// A dot that is not escaped.
    Dot,
    /// Nothing says where it ends.
    Open,
}

impl Weakness {
    pub fn message(self) -> &'static str {
        match self {
            Self::Longer => "any longer name matches this pattern",
            Self::Dot => "a dot of this pattern stands for any character",
            Self::Open => "whatever follows this pattern matches too",
        }
    }
}

/// The worst weakness of a regular expression for origins.
pub fn weakness(pattern: &str) -> Option<Weakness> {
    let pattern = pattern.strip_prefix('/').and_then(|it| it.strip_suffix('/')).unwrap_or(pattern);
    let letters: Vec<char> = pattern.chars().collect();
    let is_name = |at: usize| letters.get(at).is_some_and(|it| it.is_alphanumeric());
    let mut has_dot = false;
    let mut in_class = false;
    for (at, letter) in letters.iter().enumerate() {
        let is_escaped = at > 0 && letters[at - 1] == '\\';
        match letter {
            '[' if !is_escaped => in_class = true,
            ']' if !is_escaped => in_class = false,
            '.' if !is_escaped && !in_class => {
                let repeats = matches!(letters.get(at + 1), Some('*' | '+'));
                if repeats && is_name(at + 2) {
                    return Some(Weakness::Longer);
                }
                has_dot |= at > 0 && is_name(at - 1) && is_name(at + 1);
            }
            _ => {}
        }
    }
    let is_open = !pattern.trim_end_matches(')').ends_with('$');
    let open = (is_open && letters.len() > 1).then_some(Weakness::Open);
    if has_dot { Some(Weakness::Dot) } else { open }
}

/// Whether a text that is not known could be, or hold, an origin.
pub fn is_unknown(value: &Value) -> bool {
    value.pattern().contains(UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_found_however_they_are_listed() {
        for (text, expected) in [
            (r#"["https://a", "*"]"#, vec!["https://a", "*"]),
            ("https://a, *", vec!["https://a", "*"]),
            ("[::1] é\u{2003}b", vec!["::1", "é", "b"]),
            ("", vec![]),
        ] {
            let found: Vec<_> = origins(text).into_iter().map(|it| &text[it]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_matches_every_origin_is_told_from_what_does_not() {
        for any in ["*", ".*", "^.*$", "/.*/", "https://*", "https?://.*", "*://*", "^https?://.+$"]
        {
            assert!(is_any(any), "{any}");
        }
        for some in ["https://*.example.com", "*.example.com", "null", "", "https://.*\\.b\\.c"] {
            assert!(!is_any(some), "{some}");
        }
    }
}
