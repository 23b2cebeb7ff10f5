//! The plain way gives what the parser of all YAML gives, or nothing.

mod charts;

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::{Strategy, prop, proptest};

use super::Unread;
use crate::{
    syntax::{
        Parsed,
        laws::mutated,
        yaml::{code::Code, plain, read},
    },
    text::{FileId, Text},
    tree::Tree,
};

const MANIFEST: &str = r##"# What runs
apiVersion: v1
kind: Deployment # of many
metadata:
  labels: {app: web, "tier": 'front', empty: {}}
  annotations:
spec:
    containers:
    - name: "web\t\u00e9"
      image: registry.local:5000/web@sha256:0a
      args: ["--port", 80, [a, b], ]
      command:
        - sh
        - -c
        - |
          # no comment
          exec web

            --all
      env:
      -   name: A
          value: 'it''s'
      - name: B
        # between
        value:
      -
        - - deep
          - 'b' # end
        - ~
      text: of two
        lines, and

        a third
      quoted: 'of two  
        lines, it''s

        a third'
      again: "of two\n
        \"lines\"   

        "
      anchored: &here # where
        a: &word x
        list: &all [1, 2]
        again: *word
      merged:
        <<: *here
        items:
        - *all
        - *word # again
      level: &level
      - one
      empty: &nothing
      last: *level
      folded: >-
        one
        two

          three
        four
      kept: |+
        x

---
# alone
---
- <<: x
- é: "ü" # ö
...
# after
"##;

fn text(source: &str) -> Text {
    Text::of_file(FileId(0), source)
}

fn nodes(tree: &Tree) -> String {
    let node = |id| {
        let entries: Vec<_> = tree.entries(id).collect();
        let (span, scalar, inner) = (tree.span(id), tree.scalar(id), tree.inner(id));
        format!("{span:?} {scalar:?} {inner:?} {:?} {entries:?}\n", tree.items(id))
    };
    tree.nodes().map(node).collect()
}

fn dump(parsed: &Parsed) -> String {
    let document = |(tree, comments): &(Option<Tree>, _)| {
        format!("{comments:?}\n{}", tree.as_ref().map_or(String::new(), nodes))
    };
    let documents: String = parsed.documents.iter().map(document).collect();
    format!("{documents}{:?}", parsed.notices)
}

/// Whether the plain way reads a text; if so, the other way has to read the same.
fn is_plain(source: &str) -> bool {
    let text = text(source);
    let code = Code::as_written(source);
    match plain::parse(&text, &code) {
        Ok(parsed) => {
            let (whole, stumbled) = read(&text, code);
            assert_eq!(dump(&parsed), dump(&whole), "{source:?}");
            assert!(!stumbled, "{source:?}");
            true
        }
        Err(Unread::Template) => {
            assert!(read(&text, code).1, "{source:?}");
            false
        }
        Err(Unread::Other) => false,
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|it| it.is_dir());
    files.retain(|it| it.extension().is_some_and(|it| it == "yaml" || it == "yml"));
    files.extend(folders.iter().flat_map(|it| self::files(it)));
    files
}

#[test]
fn a_manifest_of_all_that_is_plain_is_read() {
    assert!(is_plain(MANIFEST));
    assert!(is_plain(&MANIFEST.replace('\n', "\r\n")));
}

#[test]
fn files_of_the_project_are_read_as_by_the_other_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> = ["testdata", "rules"].iter().flat_map(|it| files(&root.join(it))).collect();
    let sources = files.iter().filter_map(|it| fs::read_to_string(it).ok());
    let plain = sources.filter(|it| is_plain(it)).count();
    assert!(plain * 10 >= files.len() * 8, "{plain} of {}", files.len());
}

#[test]
fn what_is_not_plain_is_left_to_the_other_way() {
    let left = [
        "a",
        "[a]",
        "a: &b c: d",
        "a: &b\n  &c d: e",
        "a: &b *c",
        "- &a b",
        "a: &b |\n  c",
        "a: *b",
        "a: *b",
        "a: !b c",
        "? a",
        "%YAML 1.2\n---\na: b",
        "--- a",
        "a: @b",
        "a: {{ b }}",
        "a: {% b %}",
        "a: 'b\nc'",
        "a: \"b\\\n  c\"",
        "a: ['b\n  c']",
        "'a\n  b': c",
        "- 'a\n  b': c",
        "a: [b,\n  c]",
        "a: [b: c]",
        "a: b: c",
        "a: b\n  c: d",
        "a:\n    b: c\n  d: e",
        "a: - b",
        "- a\nb: c",
        "a: b\n- c",
        "\ta: b",
        "a:\tb",
        "a: b\t# c",
        "a: b\rc: d",
        "\u{feff}a: b",
        "a: \u{1}",
        "a: \u{85}",
        "a: |2\n    b",
        "a: |\nb: c",
        "a: |\n   \n  b",
        "a: \"\\q\"",
        "a: \"\\ud83d\\ude00\"",
        "a: 'b'c",
        "a: 'b'#c",
        "a: [b]c",
        "a : b",
        "a: b\n...\nc: d\ne",
    ];
    for source in left {
        assert!(!is_plain(source), "{source:?}");
    }
    assert!(!is_plain(&format!("{}: b", "a".repeat(2000))));
    assert!(!is_plain(&"- ".repeat(300)));
    assert!(!is_plain(&format!("a: {}", "[".repeat(300))));
}

/// Lines of which most make sense, behind one another and deeper and deeper.
fn few_lines() -> impl Strategy<Value = String> {
    let heads = "a:|b:|- |- a:|- - |-|'c':|\"d\":||# e|---|...|f|f g";
    let tails = "||| | 1| x y| x # y| #z| 'x'| 'x''y'| \"x\\ty\"| ¦| >| ¦-| >+| ¦+ # c| >-|\
        [a, \"b\"]| [a, \"b\"]| {}| []| {a: b}| {\"a\":1, b: [c, {}]}| [a,]| -x| http://x| a#b|\
         'x' | ~| é| x: y| {a, b}| :x";
    let choose = |words: &'static str| {
        prop::sample::select(words.split('|').collect::<Vec<_>>())
            .prop_map(|it| it.replace('¦', "|"))
    };
    let indent = prop::sample::select(vec!["", "", "  ", "  ", "    ", " "]);
    let line = (indent, choose(heads), choose(tails));
    let line = line.prop_map(|(indent, head, tail)| format!("{indent}{head}{tail}\n"));
    let end = choose("|a|  x|  |\n\n|- ");
    (prop::collection::vec(line, 1..6), end).prop_map(|(lines, end)| lines.concat() + &end)
}

/// A value of several lines in one place or another.
fn long_value() -> impl Strategy<Value = String> {
    let choose = |words: &[&'static str]| prop::sample::select(words.to_vec());
    let before = choose(&["a: ", "- ", "- - ", "a:\n  ", "- a: ", "a:\n- ", "a: [", "# c\n  a: "]);
    let start = choose(&["'", "\"", "", "|\n  ", ">\n  ", "|-\n    ", ">+\n  ", "|+\n\n   "]);
    let part = choose(&[
        "b", "b", " ", "  ", "\n", "\n  ", "\n  ", "\n    ", "\n   ", "\n\n  ", "\t", "#", " # d",
        "''", "\\n", "\\\"", ": ", ":", "- ", "é", "\u{a0}", ",",
    ]);
    let end = choose(&["'", "\"", "", " # e", "\n", "\n\n"]);
    let after = choose(&["\nf: g\n", "\n- h", "", "\n  i: j\n", "\n---\n", "\n# k\n---\nl: m"]);
    let parts = prop::collection::vec(part, 0..9);
    (before, start, parts, end, after).prop_map(|(before, start, parts, end, after)| {
        let end = if matches!(start, "'" | "\"") { start } else { end };
        format!("{before}{start}{}{end}{after}", parts.concat())
    })
}

proptest! {
    #[test]
    fn long_values_are_read_as_by_the_other_way(source in long_value()) {
        is_plain(&source);
        is_plain(&source.replace('\n', "\r\n"));
    }

    #[test]
    fn few_lines_are_read_as_by_the_other_way(source in few_lines()) {
        is_plain(&source);
        is_plain(&source.replace('\n', "\r\n"));
    }

    #[test]
    fn any_manifest_is_read_as_by_the_other_way(
        cuts in prop::collection::vec((0.0..1.0, "[-: \n#'\"|>{},a\\[\\]\\\\]{0,3}"), 0..3)
    ) {
        let cuts: Vec<_> = cuts.iter().map(|(share, part)| (*share, part.as_str())).collect();
        is_plain(&mutated(MANIFEST, &cuts));
    }
}
