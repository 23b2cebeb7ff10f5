//! The plain way gives what the library's events give, or nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::{Strategy, prop, proptest};

use super::{parse_any, parse_plain};
use crate::{
    syntax::{Parsed, laws::mutated},
    text::{FileId, Text},
    tree::Tree,
};

const CONFIGURATION: &str = r##"# What runs
title = "of 'all' # things"
'a b' = 'C:\temp' # as it is
"c\u0064" = "tab\there \"x\" \\"
empty = ""
none = ''
date = 1979-05-27T07:32:00.5-08:00
numbers = [1, -2, +3, 4_5, 0x6f, 0o7, 0b1, 8.5e-9, inf, nan, 01, 1__0, tru]
tabs	=	"a	b"	# c
x . "y" .z = 1
x.y.w = 2
[server]
hosts = [
    "a", # one
    # two
    'b'
    ,
]
[[ server.upstreams ]] # again
url = "http://10.0.0.1"
tls = { on = true, "by"={}, list = [[], [{}], ], of.'it' = 1, }
spread = {
    a = 1, # here
    b = [
        2 ] }
[[server.upstreams]]
[server.upstreams.limits]
text = """
two "quoted" \
   lines\n"""
raw = '''
it''s'''''
quotes = """""""
one = """a"""
[server.hosts.none]
a = 1
[x.y]
b = "é"
[[server]]
['é'."ü"]
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
    let Some(plain) = parse_plain(&text) else { return false };
    assert_eq!(dump(&plain), dump(&parse_any(&text)), "{source:?}");
    true
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path());
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.partition(|it| it.is_dir());
    files.retain(|it| it.extension().is_some_and(|it| it == "toml"));
    files.extend(folders.iter().flat_map(|it| self::files(it)));
    files
}

#[test]
fn a_configuration_of_all_that_is_well_formed_is_read() {
    assert!(is_plain(CONFIGURATION));
    assert!(is_plain(&CONFIGURATION.replace('\n', "\r\n")));
}

#[test]
fn files_of_the_project_are_read_as_by_the_other_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files: Vec<_> =
        ["testdata", "plugins/sdk"].iter().flat_map(|it| files(&root.join(it))).collect();
    let sources = files.iter().filter_map(|it| fs::read_to_string(it).ok());
    let plain = sources.filter(|it| is_plain(it)).count();
    assert!(plain > 0 && plain * 10 >= files.len() * 7, "{plain} of {}", files.len());
}

#[test]
fn what_is_not_plain_is_left_to_the_other_way() {
    let left = [
        "a",
        "a =",
        "= 1",
        "a = 1 b = 2",
        "a = b c",
        "a = 1979-05-27 07:32:00",
        "a = \"b",
        "a = 'b\n'",
        "a = \"b\\\n\"",
        "a = \"\"\"b\"\"",
        "a = '''b",
        "a = 'b'c",
        "'''a''' = 1",
        "\"\"\"a\"\"\" = 1",
        "a. = 1",
        ".a = 1",
        "a..b = 1",
        "é = 1",
        "a = é",
        "a == 1",
        "[a",
        "[a]]",
        "[[a]",
        "[[a] ]",
        "[ [a]]",
        "[]",
        "[a] b = 1",
        "a = [1",
        "a = [1 2]",
        "a = [,]",
        "a = [1,,2]",
        "a = [b = 1]",
        "a = {b}",
        "a = {b = 1 c = 2}",
        "a = {b = 1]",
        "a = {b\n= 1}",
        "a = {b =\n1}",
        "a = [\nb = 1",
        "a = {{ b }}",
        "\u{feff}a = 1",
        "a = 1\r",
        "a = \"\u{1}\"",
        "# \u{7f}",
    ];
    for source in left {
        assert!(!is_plain(source), "{source:?}");
    }
    assert!(!is_plain(&format!("a = {}{}", "[".repeat(70), "]".repeat(70))));
}

/// Lines of which most make sense, behind one another.
fn few_lines() -> impl Strategy<Value = String> {
    let choose = |words: &'static str| {
        prop::sample::select(words.split('¦').collect::<Vec<_>>()).prop_map(str::to_owned)
    };
    let head =
        choose("a¦a.b¦a.b.c¦'a'¦\"b\"¦\"b\\n\"¦ c . d ¦[a]\n¦[[a]]\n¦[a.b]\n¦[[a.b]]\n¦# e\n¦");
    let sign = choose(" = ¦=¦ =\t¦ = ¦ ");
    let value = choose(
        "1¦-1_0¦true¦1.5¦\"x\"¦'y'¦\"\\t\"¦\"\\q\"¦[1, 2]¦[\n1,\n]¦{}¦{a = 1}¦{ a.b = {c = [ ] } }¦\
         \"\"\"\nz\\\n z\"\"\"¦'''z'''¦[{},{a=1 },]¦0x¦1 ¦z¦[\n[1]\n]¦[a,\n[b]\n,c]¦",
    );
    let end = choose("\n¦\n¦ # f\n¦\n\n¦");
    let line = (head, sign, value, end).prop_map(|(head, sign, value, end)| {
        match head.ends_with('\n') || head.is_empty() {
            true => head,
            false => format!("{head}{sign}{value}{end}"),
        }
    });
    prop::collection::vec(line, 1..8).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn few_lines_are_read_as_by_the_other_way(source in few_lines()) {
        is_plain(&source);
        is_plain(&source.replace('\n', "\r\n"));
    }

    #[test]
    fn any_configuration_is_read_as_by_the_other_way(
        cuts in prop::collection::vec((0.0..1.0, "[= \n#'\".,{}a1\\[\\]\\\\]{0,3}"), 0..3)
    ) {
        let cuts: Vec<_> = cuts.iter().map(|(share, part)| (*share, part.as_str())).collect();
        is_plain(&mutated(CONFIGURATION, &cuts));
    }
}
