//! Which words are the name of a file.

use crate::syntax::{Format, format_of_name};

/// The name that a comment is, if it says little else.
pub(in crate::syntax) fn in_comment(line: &str) -> Option<String> {
    let line = line.trim();
    let marks = ["#", "//", "--", ";", "<!--", "/*"];
    let comment = marks.iter().find_map(|mark| line.strip_prefix(mark))?;
    let comment = comment.trim_end_matches("-->").trim_end_matches("*/").trim();
    let said = ["file:", "filename:", "File:", "Filename:"];
    let comment = said.iter().find_map(|it| comment.strip_prefix(it)).unwrap_or(comment).trim();
    let (first, rest) = comment.split_once(' ').unwrap_or((comment, ""));
    let is_aside = rest.trim_start().starts_with(['(', '-', '–', '—', ':']);
    file_name(first).filter(|_| rest.is_empty() || is_aside || first.ends_with(':'))
}

/// The language and the name that the words after the ticks of a fence give:
/// `yaml title="a.yaml"`, `yaml:a.yaml`, `{.yaml filename=a.yaml}`.
pub(super) fn of_info(info: &str) -> (Option<String>, Option<String>) {
    let info = info.trim().trim_start_matches('{').trim_end_matches('}').trim();
    let (first, rest) = info.split_once([' ', ',', '\t', '{']).unwrap_or((info, ""));
    let (language, path) = first.split_once(':').unwrap_or((first, ""));
    let is_attribute = language.contains('=');
    let attributes = if is_attribute { info } else { rest };
    let titled = attributes.split([' ', ',', '{', '}']).find_map(|word| {
        let (key, value) = word.split_once('=')?;
        matches!(key, "title" | "filename" | "file" | "name" | "path").then_some(())?;
        file_name(value)
    });
    let named = file_name(path).or(titled).or_else(|| {
        let is_path = language.contains('.') && !language.starts_with('.');
        file_name(language).filter(|_| is_path)
    });
    let language = language.trim_start_matches('.').to_lowercase();
    let said = !language.is_empty() && !is_attribute;
    (said.then_some(language), named)
}

/// All the words that are names of files.
pub(super) fn file_names(words: &str) -> Vec<String> {
    words.split_whitespace().filter_map(file_name).collect()
}

/// A word as the name of a file, without the marks around it.
pub(super) fn file_name(word: &str) -> Option<String> {
    let marks = ['`', '"', '\'', '(', ')', ':', ',', '*', '[', ']', ';'];
    let word = word.trim_matches(marks).trim_end_matches('.');
    // Hardly any word of prose is one, and all are asked.
    format_of_name(word).filter(|it| *it != Format::Markdown)?;
    let is_pattern =
        word.contains(['*', '<', '>', '{', '}', '$', '|', '=', '@']) || word.contains("://");
    (!is_pattern).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_a_name_only_if_it_says_little_else() {
        for (line, name) in [
            ("# docker-compose.yml", Some("docker-compose.yml")),
            ("// config/app.json", Some("config/app.json")),
            ("-- postgresql.conf", Some("postgresql.conf")),
            ("<!-- app.toml -->", Some("app.toml")),
            ("# .env (not committed)", Some(".env")),
            ("# File: a.yaml", Some("a.yaml")),
            ("# copy a.yaml first", None),
            ("# a.yaml is next", None),
            ("a.yaml", None),
        ] {
            assert_eq!(in_comment(line).as_deref(), name, "{line}");
        }
    }

    #[test]
    fn the_words_after_the_ticks_give_language_and_name() {
        for (info, language, name) in [
            ("yaml", Some("yaml"), None),
            ("YAML title=\"a/b.yaml\"", Some("yaml"), Some("a/b.yaml")),
            ("yaml:conf/b.yaml", Some("yaml"), Some("conf/b.yaml")),
            ("{.ini filename=pgbouncer.ini}", Some("ini"), Some("pgbouncer.ini")),
            ("toml,linenos", Some("toml"), None),
            ("", None, None),
        ] {
            let found = of_info(info);
            assert_eq!((found.0.as_deref(), found.1.as_deref()), (language, name), "{info}");
        }
    }
}
