//! The corpus: each file of `testdata/syntax` against the dump of its trees.
//!
//! `UPDATE=1 cargo test` writes the dumps anew.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tidewaiter::{
    syntax::{self, Document, Input},
    text::{FileId, Text},
    tree::{NodeId, Tree},
};

#[test]
fn the_corpus_is_parsed_as_its_dumps_say() {
    let is_update = std::env::var_os("UPDATE").is_some();
    let files = files(Path::new("testdata/syntax"));
    assert!(!files.is_empty());
    let stale = files.iter().filter(|path| {
        let dump = dump(path);
        let beside = PathBuf::from(format!("{}.tree", path.display()));
        let is_stale = fs::read_to_string(&beside).ok().as_ref() != Some(&dump);
        if is_stale && is_update {
            fs::write(&beside, &dump).unwrap();
        }
        is_stale && !is_update
    });
    let stale: Vec<_> = stale.collect();
    assert!(stale.is_empty(), "parsed otherwise (UPDATE=1 writes the dumps): {stale:?}");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false if path.extension().is_some_and(|it| it == "tree") => {}
            false => files.push(path),
        }
    }
    files.sort();
    files
}

fn dump(path: &Path) -> String {
    let content = fs::read_to_string(path).unwrap();
    let text = Text::of_file(FileId(0), content);
    let (documents, notices) = syntax::parse(&Input::file(path.to_string_lossy(), text));
    let mut dump: String = documents.iter().map(document).collect();
    for notice in notices {
        let span = notice.at.span;
        dump += &format!("! {}..{}  {:?}  {}\n", span.start, span.end, notice.kind, notice.message);
    }
    dump
}

/// One line a node: its path, span, style and text; then the comments.
fn document(document: &Document) -> String {
    let mut lines = format!("--- {:?}\n", document.format);
    let root = document.root().map(|(_, root)| ("$".to_owned(), root));
    let mut open: Vec<(String, NodeId)> = root.into_iter().collect();
    while let Some((path, id)) = open.pop() {
        let Some(tree) = &document.tree else { break };
        lines += &node(tree, &path, id);
        if tree.is_alias(id) {
            continue;
        }
        let mut below = Vec::new();
        for (key, value) in tree.entries(id) {
            let path = format!("{path}.{}", tree.str(key).unwrap_or("?").escape_debug());
            below.extend([(format!("{path} (key)"), key), (path, value)]);
        }
        let items = tree.items(id).iter().enumerate();
        below.extend(items.map(|(at, item)| (format!("{path}[{at}]"), *item)));
        open.extend(below.into_iter().rev());
    }
    for span in &document.comments {
        lines += &format!("{}..{}  {}\n", span.start, span.end, document.text.slice(*span));
    }
    lines
}

fn node(tree: &Tree, path: &str, id: NodeId) -> String {
    let span = tree.span(id);
    let said = match tree.scalar(id) {
        _ if tree.is_alias(id) => "alias".to_owned(),
        Some(scalar) => format!("{:?}  {:?}", scalar.style, scalar.text),
        None if tree.is_map(id) => "map".to_owned(),
        None => "list".to_owned(),
    };
    format!("{path}  {}..{}  {said}\n", span.start, span.end)
}
