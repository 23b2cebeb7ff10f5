//! What a text looks like. Only what can hardly be anything else is said.

use super::server;
use crate::syntax::{Format, directives};

/// The words that an unnamed document of YAML starts with, if it is worth reading.
const FIRST_KEYS: [&str; 5] = ["apiversion:", "kind:", "services:", "version:", "metadata:"];

/// What a text without a name or language is.
pub(super) fn format(text: &str) -> Option<Format> {
    unmistakable(text).or_else(|| {
        let is = |it: fn(&str) -> bool, format| it(text).then_some(format);
        is(is_dotenv, Format::Dotenv)
            .or_else(|| server::format(text))
            .or_else(|| is(is_toml, Format::Toml))
            .or_else(|| settings(text))
            .or_else(|| is(is_nested_yaml, Format::Yaml))
    })
}

/// What a text is, even if a fence calls it something else.
pub(super) fn unmistakable(text: &str) -> Option<Format> {
    let is = |it: fn(&str) -> bool, format| it(text).then_some(format);
    is(is_json, Format::Json)
        .or_else(|| is(is_dockerfile, Format::Dockerfile))
        .or_else(|| is(is_nginx, Format::Nginx))
        .or_else(|| is(is_known_yaml, Format::Yaml))
}

/// Whether a text can be what words beside it say; also a fragment can.
pub(super) fn may_be(text: &str, format: Format) -> bool {
    let has = |mark: &str| meaningful(text, "#;").any(|line| line.contains(mark));
    match format {
        Format::Yaml => all_keys(text) || has("{{"),
        Format::Json => {
            meaningful(text, "/").next().is_some_and(|it| it.starts_with(['{', '[', '"']))
        }
        Format::Toml | Format::Ini | Format::Properties | Format::Dotenv => has("="),
        Format::Nginx => has(";"),
        Format::Postgresql => has("=") && !meaningful(text, "#;").any(|it| it.starts_with('[')),
        Format::Redis => !has("{") && !has("=") && !has(": "),
        Format::Nats => has("{") || has(":"),
        Format::PgHba => meaningful(text, "#").all(directives::is_record),
        Format::Plain => true,
        _ => false,
    }
}

/// Each line a comment, or a name of capitals and a value.
pub(super) fn is_dotenv(text: &str) -> bool {
    let is_capital = |it: char| it == '_' || it.is_ascii_uppercase() || it.is_ascii_digit();
    let is_setting = |line: &str| {
        let body = line.strip_prefix("export ").unwrap_or(line);
        body.split_once('=')
            .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_capital))
    };
    all(text, "#", is_setting)
}

/// Sections, or names and values by themselves, with comments after `#`.
pub(super) fn settings(text: &str) -> Option<Format> {
    let is_name = |name: &str| {
        let name = name.trim_end();
        let starts = name.starts_with(|it: char| it == '_' || it.is_ascii_alphabetic());
        starts && name.chars().all(|it| matches!(it, '_' | '.' | '-') || it.is_ascii_alphanumeric())
    };
    let is_section = |line: &str| line.starts_with('[') && line.ends_with(']');
    let is_setting = |line: &str| line.split_once('=').is_some_and(|(name, _)| is_name(name));
    all(text, "#;", |line| is_section(line) || is_setting(line)).then_some(())?;
    let dotted = meaningful(text, "#;")
        .all(|line| !is_section(line) && line.contains('.') && !line.contains(" ="));
    Some(if dotted { Format::Properties } else { Format::Ini })
}

/// Whether there are lines beside comments, and all of them are such.
fn all(text: &str, comments: &str, is_such: impl Fn(&str) -> bool) -> bool {
    let mut lines = meaningful(text, comments).peekable();
    lines.peek().is_some() && lines.all(is_such)
}

pub(super) fn meaningful<'a>(text: &'a str, comments: &'a str) -> impl Iterator<Item = &'a str> {
    let lines = text.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with(|it| comments.contains(it)))
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn is_dockerfile(text: &str) -> bool {
    let mut lines = meaningful(text, "#");
    let is_from = |line: &str| {
        let words: Vec<_> = line.split_whitespace().take(7).collect();
        matches!(words.as_slice(), ["FROM", rest @ ..] if (1..=5).contains(&rest.len()))
    };
    let first = lines.next().unwrap_or("");
    let more = |it: &str| {
        let word = it.split_whitespace().next().unwrap_or("");
        ["RUN", "COPY", "WORKDIR", "CMD", "ENTRYPOINT", "ENV", "USER", "EXPOSE", "ADD", "LABEL"]
            .contains(&word)
    };
    let arg_first = first.starts_with("ARG ");
    (is_from(first) || (arg_first && lines.by_ref().any(is_from))) && lines.any(more)
}

fn is_nginx(text: &str) -> bool {
    let opens = |line: &str| {
        let words = line.strip_suffix('{').map(str::trim_end).unwrap_or("");
        matches!(words, "server" | "http" | "events")
            || words.starts_with("location ")
            || words.starts_with("upstream ")
    };
    let lines = || meaningful(text, "#");
    lines().any(opens) && lines().any(|line| line.ends_with(';'))
}

fn is_toml(text: &str) -> bool {
    let says_more = |line: &str| line.starts_with('[') || line.contains(" = ");
    meaningful(text, "#").any(says_more)
        && text.parse::<toml::Table>().is_ok_and(|it| !it.is_empty())
}

fn is_known_yaml(text: &str) -> bool {
    let first = meaningful(text, "#").find(|line| *line != "---").unwrap_or("").to_lowercase();
    FIRST_KEYS.iter().any(|key| first.starts_with(key)) && all_keys(text)
}

/// Keys at the left and something below one of them: no prose looks like that.
fn is_nested_yaml(text: &str) -> bool {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let opens = |line: &str| is_key(line) && line.trim_end().ends_with(':');
    let nested = lines().zip(lines().skip(1)).any(|(line, next)| {
        let deeper =
            next.starts_with(' ') && (is_key(next.trim()) || next.trim().starts_with("- "));
        opens(line) && (deeper || next.starts_with("- "))
    });
    nested && all_keys(text)
}

/// Whether what stands at the left are keys, items, marks and comments alone.
fn all_keys(text: &str) -> bool {
    let left = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with([' ', '#']));
    let mut left = left.filter(|line| !matches!(line.trim_end(), "---" | "..."));
    left.all(|line| is_key(line) || line.starts_with("- "))
}

fn is_key(line: &str) -> bool {
    let Some((key, value)) = line.trim_end().split_once(':') else { return false };
    let is_name = |it: char| matches!(it, '_' | '.' | '-' | '/') || it.is_ascii_alphanumeric();
    !key.is_empty() && key.chars().all(is_name) && (value.is_empty() || value.starts_with(' '))
}
