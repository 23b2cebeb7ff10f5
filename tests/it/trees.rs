//! What parsers keep of a text, seen through its trees.

use tidewaiter::{
    syntax::{self, Document, Format, Input},
    text::{FileId, Span, Text},
    tree::{Literal, NodeId, Schema, Selector, Tree},
};

fn parse(name: &str, text: &str) -> (Vec<Document>, Vec<(String, Span)>) {
    let text = Text::of_file(FileId(0), text);
    let input = Input::file(name, text);
    let (documents, notices) = syntax::parse(&input);
    (documents, notices.into_iter().map(|it| (it.message, it.at.span)).collect())
}

fn yaml(text: &str) -> Tree {
    parse("a.yaml", text).0.remove(0).tree.unwrap()
}

fn select(tree: &Tree, path: &str) -> Vec<NodeId> {
    tree.select(&Selector::parse(path).unwrap())
}

fn texts<'a>(tree: &'a Tree, path: &str) -> Vec<&'a str> {
    select(tree, path).into_iter().map(|id| tree.str(id).unwrap_or("-")).collect()
}

/// What is written at the place of each node that a path leads to.
fn written<'a>(text: &'a str, path: &str) -> Vec<&'a str> {
    let tree = yaml(text);
    select(&tree, path).into_iter().map(|id| &text[tree.locate(id).span.range()]).collect()
}

#[test]
fn a_path_selects_by_name_index_star_and_descent() {
    let tree = yaml("a:\n  - {n: 1, 'x-y/z': 2}\n  - {n: 3, deep: {n: 4}}\nn: 5\n");
    assert_eq!(texts(&tree, "a[*].n"), ["1", "3"]);
    assert_eq!(texts(&tree, "$.a[1].n"), ["3"]);
    assert_eq!(texts(&tree, "a[0]['x-y/z']"), ["2"]);
    assert_eq!(texts(&tree, "..n"), ["1", "3", "4", "5"]);
    assert_eq!(texts(&yaml("it's: 1\n"), r"['it\'s']"), ["1"]);
    assert_eq!(texts(&tree, "a..deep.*"), ["4"]);
    assert_eq!(texts(&tree, "..deep.n"), ["4"]);
    assert_eq!(select(&tree, "$"), [Tree::ROOT]);
}

#[test]
fn a_path_that_cannot_be_read_says_where() {
    for (path, fault) in [
        ("a.", "name expected at column 2"),
        ("a-b", "hyphen"),
        ("a[x]", "index, `*` or quoted name expected at column 2"),
        ("a['x]", "not closed"),
        ("a[0", "`]` expected"),
        ("a[0]b", "`.` or `[` expected at column 5"),
    ] {
        let error = Selector::parse(path).unwrap_err().to_string();
        assert!(error.contains(fault), "{error}");
    }
}

#[test]
fn names_see_through_an_alias_and_stars_do_not() {
    let tree = yaml("base: &base {n: 1}\nuse: *base\nlost: *none\n");
    assert_eq!(texts(&tree, "use.n"), ["1"]);
    assert_eq!(texts(&tree, "use.*"), Vec::<&str>::new());
    assert_eq!(texts(&tree, "use..n"), Vec::<&str>::new());
    assert_eq!(texts(&tree, "*.n"), ["1"]);
    assert_eq!(texts(&tree, "lost"), ["-"]);
}

#[test]
fn what_an_alias_says_is_placed_at_the_alias() {
    let text = "a: &a x\nb: *a\n";
    let tree = yaml(text);
    let part = tree.part(select(&tree, "b")[0]).unwrap();
    assert_eq!(part.as_str(), "x");
    assert_eq!(&text[part.locate(Span::new(0, 1)).span.range()], "*a");
}

#[test]
fn an_alias_bomb_costs_no_more_than_its_text() {
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    (1..100).for_each(|n| bomb += &format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1));
    let (documents, notices) = parse("a.yaml", &bomb);
    let tree = documents[0].tree.as_ref().unwrap();
    assert_eq!(select(tree, "..*").len(), 300);
    assert_eq!(texts(tree, "a5[0][0][0]"), ["-"]);
    assert_eq!(select(tree, "a5[0][0][0][0][0][0]").len(), 1);
    assert_eq!(select(tree, "a99[0][0]").len(), 0);
    let (rest, first) = notices.split_last().unwrap();
    assert!(first.iter().all(|it| it.0.starts_with("not followed: ")), "{notices:?}");
    assert!(rest.0.starts_with("more could not be read"), "{notices:?}");
}

#[test]
fn an_alias_of_what_holds_it_stands_for_nothing() {
    let (documents, notices) = parse("a.yaml", "a: &a [x, *a]\n");
    assert_eq!(texts(documents[0].tree.as_ref().unwrap(), "a[*]"), ["x", "-"]);
    assert_eq!(notices.len(), 1);
}

#[test]
fn the_last_of_two_equal_keys_counts_and_both_are_kept() {
    let tree = yaml("a: 1\na: 2\n");
    assert_eq!(texts(&tree, "a"), ["2"]);
    assert_eq!(tree.entries(Tree::ROOT).count(), 2);
}

#[test]
fn spans_are_as_tight_as_a_value() {
    let text = "a: 'x'\nb:\n  c: y # z\n\nd: [1, 2]\ne: |\n\n   t\n\nf:\n";
    assert_eq!(written(text, "*"), ["'x'", "c: y", "[1, 2]", "t", ""]);
}

#[test]
fn quoting_decides_what_a_scalar_means() {
    let tree = yaml("[true, 'true', 7, '7', '', ~, x]");
    let literals: Vec<_> = tree
        .items(Tree::ROOT)
        .iter()
        .map(|id| tree.scalar(*id).unwrap().literal(Schema::Core))
        .collect();
    let text = |it: &str| Literal::Text(it.to_owned());
    assert_eq!(literals[..3], [Literal::Bool(true), text("true"), Literal::Int(7)]);
    assert_eq!(literals[3..], [text("7"), text(""), Literal::Null, text("x")]);
    assert_eq!(texts(&yaml("left: # out\n"), "left"), [""]);
}

#[test]
fn a_document_after_a_broken_one_is_read() {
    let (documents, notices) = parse("a.yaml", "a: 1\nb: [\n---\nc: 2 # d\n");
    assert_eq!(texts(documents[0].tree.as_ref().unwrap(), "a"), ["1"]);
    assert_eq!(texts(documents[1].tree.as_ref().unwrap(), "c"), ["2"]);
    assert_eq!(documents[1].comments, [Span::new(19, 22)]);
    assert_eq!(notices.len(), 1);
    assert!(notices[0].0.starts_with("not read from here: "), "{notices:?}");
}

#[test]
fn depth_is_an_error_and_not_a_crash() {
    let (_, notices) = parse("a.yaml", &"[".repeat(100_000));
    assert_eq!(notices.len(), 1);
}

/// What is written where the nth line of a scalar's text says it is.
fn line_of_part(text: &str, path: &str, line: usize) -> String {
    let tree = yaml(text);
    let part = tree.part(select(&tree, path)[0]).unwrap();
    let start: usize = part.as_str().split_inclusive('\n').take(line).map(str::len).sum();
    let width = part.as_str()[start..].lines().next().unwrap().len();
    text[part.locate(Span::new(start, start + width)).span.range()].to_owned()
}

#[test]
fn a_block_scalar_maps_each_line_to_where_it_is_written() {
    let nginx = "data:\n  nginx.conf: |\n\n    server {\n      listen 80;\n\n    }\n  b: c\n";
    assert_eq!(line_of_part(nginx, "data['nginx.conf']", 1), "server {");
    assert_eq!(line_of_part(nginx, "data['nginx.conf']", 2), "  listen 80;");
    assert_eq!(line_of_part(nginx, "data['nginx.conf']", 4), "}");
    let indented = "a: |2-\n     x\r\n   y \r\n";
    assert_eq!(line_of_part(indented, "a", 0), "   x");
    assert_eq!(line_of_part(indented, "a", 1), " y ");
    // Joined lines have no places of their own; the whole block is theirs.
    assert_eq!(line_of_part("a: >\n  x\n  y\n", "a", 0), "x\n  y");
}

#[test]
fn a_fence_is_known_by_name_then_content_then_language() {
    let guide = "# `gone.yaml`\n\n# Next\n\n```bash\nZ=0\n```\n\n## `app.env`\n\n```bash\nA=1\n```\n\n**x/b.yaml**:\n\n- ```ini\n  b: 1\n  ```\n\n\
                 ```text\n# c.yaml\nc: 1\n```\n\n```yaml\nD=2\n```\n\n```yaml\ne: 1\n```\n\n```bash\ncd x\n```\n";
    let (documents, _) = parse("guide.md", guide);
    let known: Vec<_> = documents.iter().map(|it| (it.name.as_deref(), it.format)).collect();
    assert_eq!(
        known,
        [
            (None, Format::Dotenv),
            (Some("app.env"), Format::Dotenv),
            (Some("x/b.yaml"), Format::Yaml),
            (Some("c.yaml"), Format::Yaml),
            (None, Format::Dotenv),
            (None, Format::Yaml),
            (None, Format::Plain),
        ]
    );
}

#[test]
fn dotenv_keeps_quotes_comments_and_what_is_not_a_setting() {
    let text = "# c\nexport A='x # y'\nB = z # d\nc=\"a\\n\\\"b\"\noops\n";
    let (documents, notices) = parse(".env.local", text);
    let tree = documents[0].tree.as_ref().unwrap();
    assert_eq!(texts(tree, "*"), ["x # y", "z", "a\n\"b"]);
    let places: Vec<_> = tree
        .entries(Tree::ROOT)
        .map(|(key, value)| [key, value].map(|id| &text[tree.span(id).range()]))
        .collect();
    assert_eq!(places, [["A", "'x # y'"], ["B", "z"], ["c", "\"a\\n\\\"b\""]]);
    assert_eq!(documents[0].comments, [Span::new(0, 3), Span::new(27, 30)]);
    assert_eq!(notices.len(), 1);
}

/// Broken in as many ways as there are places to break it off.
#[test]
fn of_every_beginning_of_a_text_each_place_is_whole_characters() {
    let guide = "é\n\n- **`ä.yaml`**\n\n  ```yaml\n  ü: &a [ö, 'ß', *a]\n  b: |\n    é=1\n\n  c: >-\n    é\n    é\n\
                 \n  \"é\\n\": {é: }\n  ---\n  - ? é\n    : é\n  ```\n";
    let dotenv = "# é\nexport É='é' # é\nB=\"é\\\"é\"\nC=${é}é\n";
    let block = "d:\n  é.conf: |2\n\n     é {\r\n   é }\n  e: 'é\n\n    é'\n";
    for (name, text) in [("guide.md", guide), (".env", dotenv), ("a.yaml", block)] {
        for (end, _) in text.char_indices() {
            for tree in parse(name, &text[..end]).0.into_iter().filter_map(|it| it.tree) {
                select(&tree, "..*")
                    .into_iter()
                    .for_each(|id| places_hold(&text[..end], &tree, id));
                places_hold(&text[..end], &tree, Tree::ROOT);
            }
        }
    }
}

/// A node lies in its file, and each letter of its text in the node.
fn places_hold(file: &str, tree: &Tree, id: NodeId) {
    let node = tree.locate(id).span;
    assert!(file.get(node.range()).is_some(), "{node:?} of {file}");
    let Some(part) = tree.part(id) else { return };
    for (at, letter) in part.as_str().char_indices().filter(|it| !it.1.is_whitespace()) {
        let span = part.locate(Span::new(at, at + letter.len_utf8())).span;
        assert!(file.get(span.range()).is_some(), "{letter} at {span:?} of {file}");
        assert!(
            node.start <= span.start && span.end <= node.end,
            "{letter} at {span:?}, not in {node:?}"
        );
    }
}

#[test]
fn a_tree_is_json_of_the_same_types() {
    let json = |text| yaml(text).json(Tree::ROOT, Schema::Core);
    let text = "a: [1, 1.5, 'x\"', true, null]\nb: {}\nc: []\n\"d\\n\": {e: {f: .nan}}\n";
    let expected = r#"{"a":[1,1.5,"x\"",true,null],"b":{},"c":[],"d\n":{"e":{"f":".nan"}}}"#;
    assert_eq!(json(text), expected);
    assert_eq!(
        json("a: &x {b: 1}\nc: *x\nd: &y 2\ne: *y\n"),
        r#"{"a":{"b":1},"c":null,"d":2,"e":2}"#
    );
    assert_eq!(json("a: 1\na: 2\n"), r#"{"a":2}"#);
}
