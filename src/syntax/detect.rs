//! Which format a text is written in: by its name, or else by its content, or
//! else by what a fence calls it.

use super::{Format, Input};

/// By name, or else by content, or else by what a fence calls it. A file is known by
/// its name alone: what a tree holds that is not named is not guessed at.
pub fn format(input: &Input) -> Format {
    let named = input.name.as_deref().and_then(format_of_name);
    let seen = || format_of_content(input.text.as_str());
    let called = || input.language.as_deref().and_then(format_of_language);
    named.or_else(seen).or_else(called).unwrap_or(Format::Plain)
}

/// None where a name says nothing, so that a caller can tell a file's name from a word.
pub fn format_of_name(path: &str) -> Option<Format> {
    let name = path.rsplit('/').next()?;
    if matches!(name, "Dockerfile" | "Containerfile") {
        return Some(Format::Dockerfile);
    }
    let (stem, extension) = name.rsplit_once('.')?;
    match extension {
        "dockerfile" => Some(Format::Dockerfile),
        "conf" if stem == "nginx" => Some(Format::Nginx),
        "yaml" | "yml" if !stem.is_empty() => Some(Format::Yaml),
        "env" => Some(Format::Dotenv),
        _ if name.starts_with(".env.") => Some(Format::Dotenv),
        "json" | "jsonc" | "json5" | "jsonl" | "ndjson" if !stem.is_empty() => Some(Format::Json),
        "toml" if !stem.is_empty() => Some(Format::Toml),
        "ini" | "cfg" | "service" if !stem.is_empty() => Some(Format::Ini),
        "properties" if !stem.is_empty() => Some(Format::Properties),
        "md" if !stem.is_empty() => Some(Format::Markdown),
        "conf" if !stem.is_empty() => Some(Format::Plain),
        "dockerignore" => None,
        _ if name.starts_with("Dockerfile.") => Some(Format::Dockerfile),
        _ => None,
    }
}

fn format_of_language(language: &str) -> Option<Format> {
    match language {
        "yaml" | "yml" => Some(Format::Yaml),
        "dotenv" | "env" => Some(Format::Dotenv),
        _ => None,
    }
}

/// Dotenv alone is known by sight: each line a comment, or a name of capitals and a value.
fn format_of_content(text: &str) -> Option<Format> {
    let is_capital = |it: char| it == '_' || it.is_ascii_uppercase() || it.is_ascii_digit();
    let is_setting = |line: &str| {
        let body = line.strip_prefix("export ").unwrap_or(line);
        body.split_once('=')
            .is_some_and(|(name, _)| !name.is_empty() && name.chars().all(is_capital))
    };
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    (lines.peek().is_some() && lines.all(is_setting)).then_some(Format::Dotenv)
}
