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
fn an_instruction_is_a_map_with_one_key() {
    for (text, expected) in [
        ("FROM a:1", "[{from: {image: a:1}}]"),
        ("from a As b", "[{from: {image: a, as: b}}]"),
        (
            "FROM\t--platform=$BUILDPLATFORM  a@sha256:0 AS b",
            "[{from: {platform: $BUILDPLATFORM, image: a@sha256:0, as: b}}]",
        ),
        ("RUN a && b", "[{run: {shell: a && b}}]"),
        (r#"RUN ["a", "b c"]"#, r#"[{run: {exec: ["a", "b c"]}}]"#),
        ("RUN [ -f a ] && b", "[{run: {shell: [ -f a ] && b}}]"),
        (
            "RUN --mount=type=cache,target=/x --mount=type=ssh --network=none a",
            "[{run: {flags: {mount: type=cache,target=/x, mount: type=ssh, network: none}, shell: a}}]",
        ),
        ("CMD --a", "[{cmd: {shell: --a}}]"),
        ("ENTRYPOINT []", "[{entrypoint: {exec: []}}]"),
        ("COPY a b /c/", "[{copy: {sources: [a, b], target: /c/}}]"),
        (
            r#"COPY --from=b --link --chown="a:b" ["a b", "/c"]"#,
            r#"[{copy: {flags: {from: b, link: true, chown: "a:b"}, sources: ["a b"], target: "/c"}}]"#,
        ),
        ("EXPOSE 80 443/tcp", "[{expose: [80, 443/tcp]}]"),
        ("VOLUME /a /b", "[{volume: [/a, /b]}]"),
        (r#"VOLUME ["/a"]"#, r#"[{volume: ["/a"]}]"#),
        ("USER 1000:1000", "[{user: 1000:1000}]"),
        (r#"WORKDIR "/a b""#, r#"[{workdir: "/a b"}]"#),
        ("MAINTAINER it's me", "[{maintainer: it's me}]"),
        ("HEALTHCHECK NONE", "[{healthcheck: {none: true}}]"),
        (
            "HEALTHCHECK --interval=5m cmd a || exit 1",
            "[{healthcheck: {flags: {interval: 5m}, shell: a || exit 1}}]",
        ),
        ("ONBUILD RUN a", "[{onbuild: {run: {shell: a}}}]"),
        ("", "[]"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn settings_are_read_in_both_forms() {
    for (text, expected) in [
        (r#"ENV A=b C="d e" F='g' H=i\ j"#, r#"[{env: {A: b, C: "d e", F: "g", H: i j}}]"#),
        ("ENV A b=c \"d\"", "[{env: {A: b=c d}}]"),
        (r#"LABEL "a.b"="c" d="#, r#"[{label: {"a.b": "c", d: }}]"#),
        ("ARG A", "[{arg: {A: }}]"),
        ("ARG A=1 B C=${A:-x}", "[{arg: {A: 1, B: , C: ${A:-x}}}]"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn spans_are_as_tight_as_a_word() {
    let text = "  From --platform=p a AS b\nENV A=\"b c\" D=\nARG E\nCOPY --link x y /z \r\n";
    let read = read(text);
    assert_eq!(read.written("[0].from.*"), ["p", "a", "b"]);
    assert_eq!(read.written("[0]"), ["From --platform=p a AS b"]);
    assert_eq!(read.written("[1].env.*"), ["\"b c\"", ""]);
    assert_eq!(read.part("[1].env.A", "b c"), "b c");
    let end = text.find("E\nCOPY").map(|at| at as u32 + 1);
    assert_eq!(Some(read.tree.span(read.select("[2].arg.E")[0]).start), end);
    assert_eq!(read.written("[3].copy.*"), ["--link", "x y", "/z"]);
}

#[test]
fn continued_lines_are_one_and_keep_their_places() {
    let text = "RUN apt-get update \\\n  # why\n\n  && apt-get \\  \n\tinstall a\\\nb\nUSER x\n";
    let read = read(text);
    assert_eq!(read.texts("..shell"), ["apt-get update   && apt-get \tinstall ab"]);
    assert_eq!(read.part("..shell", "&& apt-get"), "&& apt-get");
    assert_eq!(read.part("..shell", "install"), "install");
    assert_eq!(read.part("..shell", "ab"), "a\\\nb");
    assert_eq!(read.comments, ["# why"]);
    assert_eq!(read.texts("..user"), ["x"]);
}

#[test]
fn any_line_end_will_do() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "FROM a\nRUN b \\\n c <<E\nd\nE\nUSER \\\n x".replace('\n', end);
        let read = read(&text);
        assert_eq!(read.texts("..shell"), ["b  c <<E"]);
        assert_eq!(read.texts("..text"), [format!("d{end}")]);
        assert_eq!(read.texts("..user"), ["x"]);
        assert_eq!(read.notices, []);
    }
}

#[test]
fn what_escapes_is_what_the_directive_says() {
    let windows =
        "# syntax=docker/dockerfile:1\n# escape=`\nRUN dir C:\\ `\n && x\nENV A=`$B C=\"D:\\e\"\n";
    let expected = "[{run: {shell: dir C:\\  && x}}, {env: {A: $B, C: \"D:\\\\e\"}}]";
    assert_eq!(shape(windows), expected);
    let late = "FROM a\n# escape=`\nRUN b `\nUSER c";
    assert_eq!(shape(late), "[{from: {image: a}}, {run: {shell: b `}}, {user: c}]");
    assert_eq!(shape("RUN a \\\\\nUSER b"), "[{run: {shell: a \\\\}}, {user: b}]");
}

#[test]
fn heredocs_are_read_to_their_ends() {
    let text =
        "RUN <<EOF cat <<-'X' 3<<\"Y\" # <<<\na\n# no comment\nEOF\n\tb\n\t\tc\n\tX\nY\nUSER d\n";
    let read = read(text);
    assert_eq!(read.texts("..shell"), ["<<EOF cat <<-'X' 3<<\"Y\" # <<<"]);
    assert_eq!(read.texts("..heredocs[*].name"), ["EOF", "X", "Y"]);
    assert_eq!(read.texts("..heredocs[*].text"), ["a\n# no comment\n", "b\nc\n", ""]);
    assert_eq!(read.written("..heredocs[0].text"), ["a\n# no comment\n"]);
    assert_eq!(read.part("..heredocs[1].text", "c"), "c");
    assert_eq!(read.texts("..user"), ["d"]);
    assert!(read.comments.is_empty());
    assert_eq!(read.notices, []);
}

#[test]
fn copied_heredocs_are_no_sources() {
    let text = "COPY <<a.conf b /c/\nx {}\na.conf\nONBUILD ADD <<E /d\nE\nCOPY [\"<<F\", \"g\"]\n";
    let expected = "[{copy: {sources: [b], target: /c/, heredocs: [{name: a.conf, text: \"x {}\\n\"}]}}, \
                    {onbuild: {add: {sources: [], target: /d, heredocs: [{name: E, text: \"\"}]}}}, \
                    {copy: {sources: [\"<<F\"], target: \"g\"}}]";
    assert_eq!(shape(text), expected);
}

#[test]
fn no_heredoc_is_where_the_shell_has_none() {
    for line in ["echo \"a <<EOF\"", "a <<<EOF", "echo $((1 << 2))", "bash -c 'cat <<E'"] {
        let text = format!("RUN {line}\nUSER b\n");
        assert_eq!(read(&text).texts("..user"), ["b"], "{line}");
    }
}

#[test]
fn json_strings_keep_their_places() {
    let text = "CMD [\"a\\\"b\", \\\n  \"c d\"]";
    let read = read(text);
    assert_eq!(read.texts("..exec[*]"), ["a\"b", "c d"]);
    assert_eq!(read.written("..exec[*]"), ["\"a\\\"b\"", "\"c d\""]);
    assert_eq!(read.part("..exec[1]", "d"), "d");
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_is_read() {
    for (text, fault) in [
        ("FRON a", "begin with no instruction"),
        ("ONBUILD ONBUILD RUN a", "begin with no instruction"),
        ("RUN", "without arguments"),
        ("FROM a b", "takes an image"),
        ("COPY a", "needs a source"),
        ("ENV A=b C", "without `=`"),
        ("ENV A", "without value"),
        ("ENV A=\"b", "quote that is not closed"),
        ("HEALTHCHECK a", "takes `CMD` or `NONE`"),
    ] {
        let text = format!("{text}\nUSER z\n");
        let said = messages(&text);
        assert!(said.len() == 1 && said[0].contains(fault), "{text}: {said:?}");
        assert_eq!(read(&text).texts("..user"), ["z"], "{text}");
    }
    let open = read("RUN <<E\na\n");
    assert_eq!(open.texts("..text"), ["a\n"]);
    assert_eq!(open.notices[0].0, "<<E");
    assert_eq!(read("Fron a\\\n b").shape(), "[{fron: a b}]");
    assert_eq!(messages("FRON a\n&&\nUSER b\nx y\n").len(), 2);
}

#[test]
fn a_template_is_said_to_be_one() {
    let text =
        "{{ if x then ( -}}\nFROM a:{{ env.b | c }}-slim AS d\n{{ ) else\n( -}}\nUSER {{ e }}\n";
    let read = read(text);
    assert_eq!(read.texts("..from.*"), ["a:{{ env.b | c }}-slim", "d"]);
    assert_eq!(read.texts("..user"), ["{{ e }}"]);
    assert_eq!(read.notices.len(), 1, "{:?}", read.notices);
    assert!(read.notices[0].1.starts_with("a template: "));
}

const CORPUS: &[&str] = &[
    include_str!("../../../testdata/syntax/dockerfile/heredocs.dockerfile"),
    include_str!("../../../testdata/syntax/dockerfile/multi-stage.dockerfile"),
    include_str!("../../../testdata/syntax/dockerfile/old-style.dockerfile"),
    include_str!("../../../testdata/syntax/dockerfile/windows.dockerfile"),
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
    "\r\n",
    " ",
    "\t",
    "\\",
    "\\\n",
    "`",
    "`\n",
    "#",
    "# escape=`\n",
    "'",
    "\"",
    "=",
    "<<",
    "<<-",
    "E",
    "<<E",
    "\nE\n",
    "[",
    "]",
    ",",
    "[\"a\"",
    "--",
    "--a=",
    "$",
    "${é}",
    "é",
    "a",
    "RUN ",
    "\nCOPY ",
    "\nENV ",
    "\nARG ",
    "\nFROM ",
    "\nONBUILD ",
    "\nHEALTHCHECK ",
    "CMD ",
    "AS ",
    "\nLABEL ",
    "\nVOLUME ",
    "\nSHELL ",
    "\nUSER ",
    "\\u00e9",
    "\0",
    "\u{a0}",
];
