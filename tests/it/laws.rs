//! What holds for every text in every format, however broken.

use std::{fs, path::PathBuf};

use proptest::{collection::vec, prelude::*, sample::Index};
use tidewaiter::{
    syntax::{self, Document, Input},
    text::{FileId, Span, Text},
    tree::{NodeId, Tree},
};

/// A format, by the folder of its corpus and a name that it is known by.
struct Format {
    folder: &'static str,
    name: &'static str,
    /// Letters that mean something in it.
    marks: &'static str,
    nesting: Nesting,
}

#[derive(PartialEq)]
enum Nesting {
    /// What belongs to a node stands within it.
    Within,
    /// What belongs to a node may be written elsewhere.
    Anywhere,
}

const fn format(folder: &'static str, name: &'static str, marks: &'static str) -> Format {
    Format { folder, name, marks, nesting: Nesting::Within }
}

const FORMATS: [Format; 9] = [
    format("json", "a.json", "{}[]:,\"'\\u00d8/*-1.en \n"),
    Format { nesting: Nesting::Anywhere, ..format("toml", "a.toml", "[]{}=.,#\"'\\u1a\r\n ") },
    format("dotenv", ".env", "=:#\"'`\\$aZ_ \t\r\n"),
    format("ini", "a.ini", "[]=:;#\"'\\a \t\r\n"),
    format("redis", "redis.conf", "#\"'\\{}$ na~\t\r\n"),
    format("postgresql", "postgresql.conf", "=#'\\-{}$. a\t\r\n"),
    format("pg_hba", "pg_hba.conf", "#\",= localhost.:/\t\r\n"),
    format("nats", "nats.conf", "{}[]():=,;#/\"'\\$ a1\t\r\n"),
    format("properties", "a.properties", "=:#!\\u00d8 a\u{c}\t\r\n"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_is_parsed_lawfully(text in any::<String>(), picks in vec(any::<Index>(), 0..60)) {
        for format in &FORMATS {
            check(format, &text);
            let marks: Vec<char> = format.marks.chars().chain(['é', '😀']).collect();
            check(format, &picks.iter().map(|it| marks[it.index(marks.len())]).collect::<String>());
        }
    }

    #[test]
    fn a_mutilated_file_is_parsed_lawfully(
        file in any::<Index>(),
        cuts in vec((any::<Index>(), 0..12_usize, any::<Index>()), 1..6),
    ) {
        for format in &FORMATS {
            let corpus = corpus(format.folder);
            let marks: Vec<char> = format.marks.chars().chain(['é']).collect();
            let mut letters: Vec<char> = file.get(&corpus).chars().collect();
            for (at, width, mark) in &cuts {
                let start = at.index(letters.len() + 1);
                let end = (start + width).min(letters.len());
                letters.splice(start..end, [marks[mark.index(marks.len())]]);
            }
            check(format, &letters.into_iter().collect::<String>());
        }
    }
}

#[test]
fn the_corpus_and_each_beginning_of_it_is_parsed_lawfully() {
    for format in &FORMATS {
        for text in corpus(format.folder) {
            check(format, &text);
            let ends = text.char_indices().map(|(at, _)| at).step_by(5);
            ends.for_each(|end| check(format, &text[..end]));
        }
    }
}

#[test]
fn depth_and_length_are_no_danger() {
    for format in &FORMATS {
        for mark in
            ["[", "{", "{\"a\":", "a.", "a={b=", "[[", "\\", "\"", "'", "=", "a=\"\n", "...,"]
        {
            let text = mark.repeat(20_000);
            let documents = parse(format, &text);
            documents.iter().filter_map(|it| it.tree.as_ref()).for_each(|tree| {
                tree.nodes().for_each(|id| assert!(tree.span(id).end as usize <= text.len()));
            });
        }
    }
}

fn corpus(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(format!("testdata/syntax/{folder}")).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths.retain(|it| it.extension().is_none_or(|it| it != "tree"));
    paths.into_iter().map(|it| fs::read_to_string(it).unwrap()).collect()
}

fn parse(format: &Format, text: &str) -> Vec<Document> {
    let text = Text::of_file(FileId(0), text);
    let (documents, notices) = syntax::parse(&Input::file(format.name, text.clone()));
    for notice in notices {
        assert!(text.as_str().get(notice.at.span.range()).is_some(), "{notice:?}");
    }
    documents
}

fn check(format: &Format, text: &str) {
    for document in parse(format, text) {
        for comment in &document.comments {
            assert!(text.get(comment.range()).is_some_and(|it| !it.is_empty()), "{comment:?}");
        }
        let Some(tree) = &document.tree else { continue };
        for id in tree.nodes() {
            let span = tree.span(id);
            assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
            if format.nesting == Nesting::Within {
                let items = tree.items(id).iter().copied();
                let entries = tree.entries(id).flat_map(|(key, value)| [key, value]);
                for child in items.chain(entries).filter(|_| !tree.is_alias(id)) {
                    let inner = tree.span(child);
                    assert!(span.holds(inner), "{inner:?} not in {span:?} of {text:?}");
                }
            }
        }
        tree.nodes().for_each(|id| part_is_placed(tree, id, text));
    }
}

/// The text of a scalar says what the scalar does, and each letter of it is written there.
fn part_is_placed(tree: &Tree, id: NodeId, text: &str) {
    let Some(part) = tree.part(id) else { return };
    let node = tree.locate(id).span;
    assert_eq!(Some(part.as_str()), tree.str(id));
    for (at, letter) in part.as_str().char_indices().filter(|it| !it.1.is_whitespace()) {
        let span = part.locate(Span::new(at, at + letter.len_utf8())).span;
        assert!(text.get(span.range()).is_some(), "{letter} at {span:?} of {text:?}");
        assert!(node.holds(span), "{letter} at {span:?}, not in {node:?} of {text:?}");
    }
}
