//! A plugin's entry, written into a configuration whose other words stay as they are.

use crate::{
    syntax::{self, Input},
    text::{FileId, Text},
    tree::{NodeId, Tree},
};

/// The configuration with a plugin pinned to a digest: its entry changed, or a new one.
/// None of a text whose form leaves no place for it.
pub fn pinned(text: &str, path: &str, digest: &str) -> Option<String> {
    let input = Input::file("tidewaiter.yaml", Text::of_file(FileId(0), text));
    let tree = syntax::parse(&input).0.into_iter().next().and_then(|it| it.tree);
    let root = tree.as_ref().filter(|tree| !is_nothing(tree, Tree::ROOT));
    let Some(tree) = root else { return Some(appended(text, path, digest)) };
    let Some((key, list)) = tree.entry(Tree::ROOT, "plugins") else {
        return tree.is_map(Tree::ROOT).then(|| appended(text, path, digest));
    };
    let says = |item: &&NodeId| tree.get(**item, "path").and_then(|it| tree.str(it)) == Some(path);
    if let Some(item) = tree.items(list).iter().find(says) {
        return changed(text, tree, *item, digest);
    }
    if is_nothing(tree, list) {
        let colon = text[tree.span(key).end as usize..].find(':')?;
        let at = tree.span(key).end as usize + colon + 1;
        return Some(with(text, at, &format!("\n  {}", block(path, digest, 2))));
    }
    let at = tree.span(list).range();
    match (text.as_bytes().get(at.start)?, tree.items(list)) {
        (b'[', []) => {
            let entry = format!("\n  {}", block(path, digest, 2));
            Some(format!("{}{entry}{}", text[..at.start].trim_end(), &text[at.end..]))
        }
        (b'[', _) => Some(with(text, at.start + 1, &format!("{}, ", flow(path, digest)))),
        (_, [first, ..]) => {
            let dash = dash(text, tree.span(*first).range().start)?;
            let column = column(text, dash);
            let entry = block(path, digest, column);
            Some(with(text, dash, &format!("{entry}\n{}", " ".repeat(column))))
        }
        _ => None,
    }
}

/// The dash before an item that starts here, if nothing else is before it on its line.
fn dash(text: &str, item: usize) -> Option<usize> {
    let before = &text[item - column(text, item)..item];
    (before.trim() == "-").then(|| item - before.len() + before.find('-').unwrap_or(0))
}

fn is_nothing(tree: &Tree, node: NodeId) -> bool {
    tree.scalar(node).is_some_and(|it| it.is_null())
}

fn changed(text: &str, tree: &Tree, item: NodeId, digest: &str) -> Option<String> {
    if let Some(old) = tree.get(item, "sha256") {
        let span = tree.span(old).range();
        return Some(format!("{}{digest}{}", &text[..span.start], &text[span.end..]));
    }
    let (key, value) = tree.entry(item, "path")?;
    let end = tree.span(value).range().end;
    let is_flow = text.as_bytes().get(tree.span(item).range().start) == Some(&b'{');
    let separator = match is_flow {
        true => ", ".to_owned(),
        false => format!("\n{}", " ".repeat(column(text, tree.span(key).range().start))),
    };
    Some(with(text, end, &format!("{separator}sha256: {digest}")))
}

fn appended(text: &str, path: &str, digest: &str) -> String {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let blank = if text.is_empty() { "" } else { "\n" };
    format!("{text}{end}{blank}plugins:\n  {}\n", block(path, digest, 2))
}

/// An item of a list whose dashes stand at a column.
fn block(path: &str, digest: &str, column: usize) -> String {
    format!("- path: {}\n{}  sha256: {digest}", quoted(path), " ".repeat(column))
}

fn flow(path: &str, digest: &str) -> String {
    format!("{{path: {}, sha256: {digest}}}", quoted(path))
}

fn with(text: &str, at: usize, more: &str) -> String {
    format!("{}{more}{}", &text[..at], &text[at..])
}

fn column(text: &str, at: usize) -> usize {
    at - text[..at].rfind('\n').map_or(0, |it| it + 1)
}

fn quoted(path: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '/' | '-');
    match path.chars().all(is_plain) && path.starts_with(|it: char| it.is_ascii_alphabetic()) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_added_or_changed_and_nothing_else_is() {
        let new = "- path: a.wasm\n    sha256: d1";
        for (before, after) in [
            ("", format!("plugins:\n  {new}\n")),
            ("# x\nprofile: all", format!("# x\nprofile: all\n\nplugins:\n  {new}\n")),
            (
                "plugins: # none\nprofile: all\n",
                format!("plugins:\n  {new} # none\nprofile: all\n"),
            ),
            ("plugins: []\nprofile: all\n", format!("plugins:\n  {new}\nprofile: all\n")),
            ("plugins:\n  - path: b\n", format!("plugins:\n  {new}\n  - path: b\n")),
            (
                "plugins:\n- path: b # it\n",
                "plugins:\n- path: a.wasm\n  sha256: d1\n- path: b # it\n".to_owned(),
            ),
            ("plugins: [{path: b}]", "plugins: [{path: a.wasm, sha256: d1}, {path: b}]".to_owned()),
            ("plugins: [{path: a.wasm}]", "plugins: [{path: a.wasm, sha256: d1}]".to_owned()),
            (
                "plugins:\n  - options: {}\n    path: a.wasm # it\n",
                "plugins:\n  - options: {}\n    path: a.wasm\n    sha256: d1 # it\n".to_owned(),
            ),
            (
                "plugins:\n  - sha256: d0 # old\n    path: a.wasm\n",
                "plugins:\n  - sha256: d1 # old\n    path: a.wasm\n".to_owned(),
            ),
        ] {
            assert_eq!(pinned(before, "a.wasm", "d1").as_deref(), Some(after.as_str()), "{before}");
        }
        assert_eq!(pinned("[]", "a.wasm", "d1"), None);
        assert_eq!(pinned("plugins: {}", "a.wasm", "d1"), None);
        let odd = pinned("", "it's #1.wasm", "d1").expect("a text");
        assert!(odd.contains("- path: 'it''s #1.wasm'\n"), "{odd}");
    }
}
