//! What a command line tells a program: `--requirepass x`, `-c ssl=off`, `--jetstream`.
//!
//! Follows what nearly all programs have in common. Refuses to read scripts, and to know
//! which flags a program has: the next word is a flag's value unless the flag is one that
//! takes none.

use super::{Located, Piece, Setting, Value};
use crate::text::{Location, Span, Text};

/// Flags of which the next word is no value.
#[rustfmt::skip]
const SWITCHES: &[&str] = &[
    "D", "DV", "V", "daemon", "debug", "dev", "help", "insecure", "jetstream", "js", "quiet",
    "reload", "trace", "verbose", "version",
];

/// What stands before names of flags that take no value.
const PREFIXES: &[&str] = &["disable-", "enable-", "no-", "skip-", "with-", "without-"];

/// The flags of a command line as settings: under their names with their hyphens, or
/// without those where the flag only says that a setting follows.
pub fn flags(command: &[Located<String>]) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut words = command.iter().peekable();
    while let Some(word) = words.next() {
        let text = word.it.as_str();
        if text == "--" || is_script(text) {
            break;
        }
        if let Some(property) = text.strip_prefix("-D").filter(|it| it.contains('=')) {
            // Of Java: `-Dserver.port=80`.
            let name = property.split('=').next().unwrap_or(property);
            found.push(setting(name, word, 3 + name.len()));
            continue;
        }
        let Some(name) = flag(text) else { continue };
        if let Some((name, _)) = text.split_once('=').filter(|it| flag(it.0).is_some()) {
            found.push(setting(name, word, name.len() + 1));
            continue;
        }
        let Some(value) = words.next_if(|it| takes(name, &it.it)) else {
            found.extend(switched_on(word));
            continue;
        };
        match assignment(name, &value.it) {
            Some(own) => found.push(setting(own, value, own.len() + 1)),
            // What `sh -c` runs.
            None if name == "c" => break,
            None => found.push(setting(text, value, 0)),
        }
    }
    found
}

/// A script for a shell has commands of its own.
fn is_script(text: &str) -> bool {
    text.contains('\n') || text.trim().contains([' ', '\t']) && flag(text).is_none()
}

/// The name of a flag without its hyphens: at least two letters, or one that servers have.
fn flag(text: &str) -> Option<&str> {
    let name = text.strip_prefix('-')?;
    let name = name.strip_prefix('-').unwrap_or(name);
    let own = name.split('=').next().unwrap_or(name);
    let starts = own.starts_with(|it: char| it.is_ascii_alphabetic());
    let is_letter = |it: char| matches!(it, '-' | '_' | '.') || it.is_ascii_alphanumeric();
    // Of Java: where its program is.
    let is_place = matches!(own, "jar" | "cp" | "classpath");
    let is_long = !is_place && own.len() > 1 || text.starts_with("-c") || SWITCHES.contains(&own);
    (starts && is_long && own.chars().all(is_letter)).then_some(name)
}

/// Whether a flag takes a word for its value.
fn takes(name: &str, word: &str) -> bool {
    let is_number =
        word.strip_prefix('-').is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()));
    let is_switch = SWITCHES.contains(&name) || PREFIXES.iter().any(|it| name.starts_with(it));
    let is_truth = matches!(word, "true" | "false" | "yes" | "no" | "on" | "off");
    is_truth || !is_switch && (is_number || !word.starts_with('-'))
}

/// The name of `-c name=value`.
fn assignment<'a>(flag: &str, word: &'a str) -> Option<&'a str> {
    let (name, _) = word.split_once('=').filter(|_| flag == "c")?;
    let is_letter = |it: char| matches!(it, '_' | '.') || it.is_ascii_alphanumeric();
    (!name.is_empty() && name.chars().all(is_letter)).then_some(name)
}

fn switched_on(word: &Located<String>) -> Option<Setting> {
    // `-c` without what it should be followed by.
    if word.it == "-c" {
        return None;
    }
    let value = Piece::Literal(Located { it: "true".to_owned(), at: word.at });
    let certainty = super::Certainty::Known;
    let value = Value { at: word.at, pieces: vec![value], certainty };
    Some(Setting::new(word.clone(), value))
}

/// A setting whose value is the end of a word.
fn setting(name: &str, word: &Located<String>, from: usize) -> Setting {
    let at = part(word, from, word.it.len());
    let text = Text::of_file(word.at.file, &word.it[from..]);
    let mut value = Value::of_text(&text, at);
    for piece in &mut value.pieces {
        let own = match piece {
            Piece::Literal(it) => &mut it.at,
            Piece::Unknown(it) => &mut it.at,
        };
        // They were read as if the text stood alone.
        if own.span.end as usize <= text.as_str().len() {
            let Span { start, end } = own.span;
            *own = part(word, from + start as usize, from + end as usize);
        }
    }
    Setting::new(Located { it: name.to_owned(), at: word.at }, value)
}

/// Where a part of a word is written: all of it, where it is not written as it reads.
fn part(word: &Located<String>, start: usize, end: usize) -> Location {
    let Location { file, span } = word.at;
    let quote = match (span.len() as usize).checked_sub(word.it.len()) {
        Some(0) => 0,
        Some(2) => 1,
        _ => return word.at,
    };
    let from = span.start as usize + quote;
    Location { file, span: Span::new(from + start, from + end) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::FileId;

    /// Name, value and what its place holds, of words that stand on one line.
    fn read(line: &str) -> Vec<(String, String, String)> {
        let mut command = Vec::new();
        let mut start = 0;
        for word in line.split(' ') {
            let at = Location { file: FileId(0), span: Span::new(start, start + word.len()) };
            command.push(Located { it: word.to_owned(), at });
            start += word.len() + 1;
        }
        let read = flags(&command).into_iter().map(|it| {
            let place = line[it.value.at.span.range()].to_owned();
            (it.delivered.it, it.value.text().unwrap_or("?".to_owned()), place)
        });
        read.collect()
    }

    fn names_and_values(line: &str) -> String {
        let read = read(line).into_iter().map(|(name, value, _)| format!("{name} {value}"));
        read.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn flags_are_settings() {
        for (line, expected) in [
            (
                "redis-server --requirepass x --protected-mode no",
                "--requirepass x, --protected-mode no",
            ),
            ("postgres -c ssl=off -c max_connections=200", "ssl off, max_connections 200"),
            (
                "nats-server --jetstream -m 8222 --store_dir /data",
                "--jetstream true, --store_dir /data",
            ),
            ("uvicorn --reload app:main --host=0.0.0.0", "--reload true, --host 0.0.0.0"),
            (
                "etcd --client-cert-auth=false --listen-client-urls http://0.0.0.0:2379",
                "--client-cert-auth false, --listen-client-urls http://0.0.0.0:2379",
            ),
            ("api --offset -1 --no-tls run --url=$(URL)", "--offset -1, --no-tls true, --url ?"),
            ("api --enable-auth false -- --host a", "--enable-auth false"),
            ("java -Dserver.port=80 -jar /app.jar", "server.port 80"),
            ("/bin/sh -c exec", ""),
        ] {
            assert_eq!(names_and_values(line), expected, "{line}");
        }
    }

    #[test]
    fn a_value_is_placed_without_its_name() {
        assert_eq!(read("a --host=b")[0].2, "b");
        assert_eq!(read("a --host b")[0].2, "b");
        assert_eq!(read("a --jetstream")[0].2, "--jetstream");
    }

    #[test]
    fn a_script_is_not_read() {
        let at = Location { file: FileId(0), span: Span::new(0, 30) };
        let word = |it: &str| Located { it: it.to_owned(), at };
        assert!(flags(&[word("sh"), word("-c"), word("api --host 0.0.0.0")]).is_empty());
    }
}
