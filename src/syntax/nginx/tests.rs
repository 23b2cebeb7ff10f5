use proptest::prelude::*;

use super::parse;
use crate::syntax::laws::{self, Read};

fn read(text: &str) -> Read {
    laws::read(parse, text)
}

/// The shape of a text that nothing is amiss in.
fn shape(text: &str) -> String {
    let read = read(text);
    assert_eq!(read.notices, [], "{text}");
    read.shape()
}

fn messages(text: &str) -> Vec<String> {
    read(text).notices.into_iter().map(|it| it.1).collect()
}

#[test]
fn directives_are_lists_and_blocks_are_maps() {
    for (text, expected) in [
        ("a b c;", "{a: [b, c]}"),
        ("a; a b;", "{a: [], a: [b]}"),
        ("a{b c;}", "{a: {args: [], body: {b: [c]}}}"),
        ("a b { c { } }", "{a: {args: [b], body: {c: {args: [], body: {}}}}}"),
        ("a 'b c' \"d;{}#\" e#f;", "{a: [\"b c\", \"d;{}#\", e#f]}"),
        ("a ${b}c $d{e;}", "{a: {args: [${b}c, $d], body: {e: []}}}"),
        ("if ($a = 'b') { c; }", "{if: {args: [($a, =, \"b\", )], body: {c: []}}}"),
        ("a\nb\n# c;\n;", "{a: [b]}"),
        ("'' a;", "{\"\": [a]}"),
        ("", "{}"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn only_some_escapes_are_undone() {
    let read = read(r#"a "b\"c\\\n" \.d\; \{e;"#);
    assert_eq!(read.texts("a[*]"), ["b\"c\\\n", r"\.d\;", r"\{e"]);
    assert_eq!(read.part("a[0]", "c"), "c");
}

#[test]
fn spans_are_as_tight_as_a_word_or_a_block() {
    let read = read("# é\nserver {\n  listen 80; # c\n  add_header A \"b c\";\n  deny;\n}\n");
    assert_eq!(read.written("..server.body.listen[0]"), ["80"]);
    assert_eq!(read.written("..add_header[*]"), ["A", "\"b c\""]);
    assert_eq!(read.written("..deny"), [""]);
    let block = "{\n  listen 80; # c\n  add_header A \"b c\";\n  deny;\n}";
    assert_eq!(read.written("server.body"), [block]);
    assert_eq!(read.written("server"), [block]);
    assert_eq!(read.written("server.args"), [""]);
    assert_eq!(read.comments, ["# é", "# c"]);
}

#[test]
fn lua_is_one_scalar() {
    let read = read("a { set_by_lua_block $x { return { '}' } } b c; }");
    assert_eq!(read.texts("..set_by_lua_block.body"), [" return { '}' } "]);
    assert_eq!(read.texts("..set_by_lua_block.args[*]"), ["$x"]);
    assert_eq!(read.texts("..b[*]"), ["c"]);
    assert_eq!(
        messages("init_by_lua_block { a = '"),
        ["not understood: a block that is not closed; it was read to the end"]
    );
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_is_read() {
    for (text, fault) in [
        ("z 1; a { b }", "without `;`"),
        ("z 1; a b", "without `;`"),
        ("server {\n  listen 80\n  root /x;\n}\nz 1;", "without `;`"),
        ("a; } z 1;", "closes nothing"),
        ("z 1; a { b;", "block that is not closed"),
        ("{ b; } z 1;", "without a name"),
        ("; z 1;", "ends nothing"),
        ("a 'b;\nz 1;", "quote that is not closed"),
        ("a 'b'c; z 1;", "something follows"),
    ] {
        let said = messages(text);
        assert!(!said.is_empty() && said.iter().all(|it| it.contains(fault)), "{text}: {said:?}");
        let read = read(text);
        assert!(
            read.shape().contains("z") && read.shape().contains("1"),
            "{text}: {}",
            read.shape()
        );
    }
    let lost = read("server {\n  listen 80\n  root /x;\n}");
    assert_eq!(lost.shape(), "{server: {args: [], body: {listen: [80], root: [/x]}}}");
    assert_eq!(lost.notices[0].0, "listen 80");
}

#[test]
fn arguments_may_stand_on_lines_of_their_own() {
    assert_eq!(shape("server_name a\n  b\n  if;\nroot c;"), "{server_name: [a, b, if], root: [c]}");
}

#[test]
fn what_a_template_puts_in_is_a_word() {
    let text = "{{- if .tls }}\nlisten {{ .port }} ssl;\n{{- end }}\n{% for a in b %}server {{ a }}:80;{% endfor %}\n";
    let read = read(text);
    assert_eq!(read.shape(), "{listen: [{{ .port }}, ssl], server: [{{ a }}:80]}");
    assert_eq!(read.notices.len(), 1);
}

#[test]
fn depth_is_a_notice_and_not_a_crash() {
    let text = format!("{}b;{}z 1;", "a {".repeat(100_000), "}".repeat(100_000));
    let read = read(&text);
    assert_eq!(read.notices.len(), 1);
    assert_eq!(read.texts("z[0]"), ["1"]);
    assert_eq!(messages(&"{".repeat(100_000)).len(), 51);
}

const CORPUS: &[&str] = &[
    include_str!("../../../testdata/syntax/nginx/lua.conf"),
    include_str!("../../../testdata/syntax/nginx/proxy.conf"),
];

#[test]
fn the_corpus_is_read_without_a_word() {
    for text in CORPUS {
        assert_eq!(messages(text), Vec::<String>::new());
        laws::hold(parse, text);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "(?s).{0,60}") {
        laws::hold(parse, &text);
    }

    #[test]
    fn any_shuffle_of_what_it_knows_is_read(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..30)
    ) {
        laws::hold(parse, &parts.concat());
    }

    #[test]
    fn any_mutation_of_the_corpus_is_read(
        which in 0..CORPUS.len(),
        cuts in prop::collection::vec((0.0..1.0, prop::sample::select(PARTS)), 1..5),
    ) {
        laws::hold(parse, &laws::mutated(CORPUS[which], &cuts));
    }
}

const PARTS: &[&str] = &[
    "\n",
    "\r",
    " ",
    "\\",
    "#",
    "'",
    "\"",
    ";",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "$",
    "${",
    "é",
    "a",
    "\\\"",
    "\\n",
    "(",
    ")",
    "x_by_lua_block",
    " {",
    "--",
    "[[",
    "]]",
    "[=[",
    "listen",
    "\nroot ",
    "\u{a0}",
    "\0",
];
