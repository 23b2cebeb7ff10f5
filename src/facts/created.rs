//! Secrets and ConfigMaps that commands make, and what they scale: `kubectl create secret
//! generic`, `kubectl scale`.
//!
//! Knows which keys they get, and refuses to know their values: on a command line a
//! literal is most often what the reader shall replace.

use super::{ConfigObject, Context, Located, Referent, Scaling, Setting, Value};
use crate::{
    syntax::Document,
    text::{Location, Span},
};

const COMMANDS: &[(&str, Referent)] = &[
    ("kubectl create secret generic", Referent::Secret),
    ("kubectl create configmap", Referent::ConfigMap),
];

/// The objects that the commands of a script make, of which all keys stand there.
pub(super) fn objects(document: &Document, context: Context) -> Vec<ConfigObject> {
    let text = document.text.as_str();
    let mut found = Vec::new();
    for (command, kind) in COMMANDS {
        for (start, _) in text.match_indices(command) {
            let line = text[..start].rsplit('\n').next().unwrap_or_default();
            if !line.trim_start().starts_with('#') {
                let words = words(text, start + command.len());
                found.extend(object(document, *kind, &words, context));
            }
        }
    }
    found
}

/// `kubectl scale deployment api --replicas=10`, wherever its words stand.
pub(super) fn scalings(document: &Document) -> Vec<Scaling> {
    const COMMAND: &str = "kubectl scale";
    let text = document.text.as_str();
    let commands = text.match_indices(COMMAND).filter(|(start, _)| {
        let line = text[..*start].rsplit('\n').next().unwrap_or_default();
        !line.trim_start().starts_with('#')
    });
    let words = commands.map(|(start, _)| words(text, start + COMMAND.len()));
    words.filter_map(|words| scaling(document, &words)).collect()
}

fn scaling(document: &Document, words: &[(usize, &str)]) -> Option<Scaling> {
    const KINDS: [&str; 6] =
        ["deploy", "deployment", "deployments", "sts", "statefulset", "statefulsets"];
    let locate = |(at, word): (usize, &str)| document.text.locate(Span::new(at, at + word.len()));
    let (mut name, mut namespace, mut replicas) = (None, None, None);
    let mut words = words.iter().copied().peekable();
    while let Some((at, word)) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some((at + flag.len() + 1, value))),
            None => (word, None),
        };
        match flag {
            "--replicas" => replicas = value.or_else(|| words.next()),
            "-n" | "--namespace" => namespace = value.or_else(|| words.next()),
            _ if KINDS.contains(&word) => name = words.next(),
            _ => {
                let own = word.split_once('/').filter(|it| KINDS.contains(&it.0));
                name = name.or(own.map(|(kind, own)| (at + kind.len() + 1, own)));
            }
        }
    }
    let (name, replicas) = (name.filter(|it| is_name(it.1))?, replicas?);
    Some(Scaling {
        name: Located { it: name.1.to_owned(), at: locate(name) },
        namespace: namespace.map(|it| it.1.to_owned()),
        replicas: Located { it: replicas.1.parse().ok()?, at: locate(replicas) },
    })
}

fn object(
    document: &Document,
    kind: Referent,
    words: &[(usize, &str)],
    context: Context,
) -> Option<ConfigObject> {
    let locate = |(at, word): (usize, &str)| document.text.locate(Span::new(at, at + word.len()));
    let name = words.first().copied().filter(|it| is_name(it.1))?;
    let mut object = ConfigObject {
        kind,
        name: Located { it: name.1.to_owned(), at: locate(name) },
        namespace: None,
        context,
        settings: Vec::new(),
        is_part: false,
    };
    let mut words = words[1..].iter().copied();
    while let Some((at, word)) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some((at + flag.len() + 1, value))),
            None => (word, None),
        };
        if !matches!(
            flag,
            "-n" | "--namespace" | "--from-literal" | "--from-file" | "--from-env-file"
        ) {
            continue;
        }
        let (at, value) = value.or_else(|| words.next())?;
        match flag {
            "-n" | "--namespace" => object.namespace = Some(value.to_owned()),
            "--from-env-file" => return None,
            _ => {
                let key = key((at, value), flag == "--from-literal")?;
                object.settings.push(setting(key.1, locate(key)));
            }
        }
    }
    Some(object)
}

/// The key of `key=value` or `key=path`, or the name of the file that is its path.
fn key((at, word): (usize, &str), is_literal: bool) -> Option<(usize, &str)> {
    let start = word.len() - word.trim_start_matches(['"', '\'']).len();
    let word = &word[start..];
    let key = match word.split_once('=') {
        Some((key, _)) => (at + start, key),
        None if is_literal => return None,
        None => {
            let path = word.trim_end_matches(['"', '\'', '/']);
            let name = path.rsplit('/').next().unwrap_or(path);
            (at + start + path.len() - name.len(), name)
        }
    };
    is_name(key.1).then_some(key)
}

fn is_name(word: &str) -> bool {
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    !word.is_empty() && !word.starts_with('-') && word.chars().all(is_part)
}

fn setting(key: &str, at: Location) -> Setting {
    let value = Value::unknown(at, "the command that gives it".to_owned());
    Setting::new(Located { it: key.to_owned(), at }, value)
}

/// The words of a command from a place on, up to its end.
fn words(text: &str, from: usize) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = from;
    let mut quote = None;
    let mut start = None;
    for letter in text[from..].chars() {
        let ends = quote.is_none() && (letter.is_whitespace() || matches!(letter, '|' | ';' | '&'));
        if ends && let Some(start) = start.take() {
            found.push((start, &text[start..at]));
        }
        let continues = text[..at].trim_end_matches('\r').ends_with('\\');
        if ends && (letter == '\n' && !continues || matches!(letter, '|' | ';' | '&')) {
            at = text.len();
            break;
        }
        match letter {
            '"' | '\'' if quote.is_none() => quote = Some(letter),
            _ if quote == Some(letter) => quote = None,
            _ => {}
        }
        if !ends && start.is_none() {
            start = Some(at);
        }
        at += letter.len_utf8();
    }
    found.extend(start.map(|start| (start, &text[start..at])));
    found.retain(|it| it.1 != "\\");
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        syntax,
        text::{FileId, Text},
    };

    #[test]
    fn a_command_scales_what_it_names() {
        for (text, expected) in [
            ("kubectl scale deployment api -n shop --replicas=10", Some(("api", 10))),
            ("kubectl -n shop scale deployment api --replicas=10", None),
            ("kubectl scale --replicas 3 sts/store\nls", Some(("store", 3))),
            ("# kubectl scale deployment api --replicas=10", None),
            ("kubectl scale deployment api --replicas=$N", None),
        ] {
            let input = syntax::Input::file("a.sh", Text::of_file(FileId(0), text));
            let (documents, _) = syntax::parse(&input);
            let found = scalings(&documents[0]);
            let found = found.first().map(|it| (it.name.it.as_str(), it.replicas.it));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn words_end_with_the_command() {
        let text = "x a \\\n  --b='c d' \\\r\n  -n e\nf";
        let read: Vec<_> = words(text, 1).into_iter().map(|it| it.1).collect();
        assert_eq!(read, ["a", "--b='c d'", "-n", "e"]);
        let read: Vec<_> = words("a b|c", 1).into_iter().map(|it| it.1).collect();
        assert_eq!(read, ["b"]);
    }

    #[test]
    fn a_key_stands_before_its_value_or_is_a_file() {
        assert_eq!(key((0, "'a-b=c=d'"), true), Some((1, "a-b")));
        assert_eq!(key((0, "certs/tls.crt"), false), Some((6, "tls.crt")));
        assert_eq!(key((0, "$X"), true), None);
    }
}
