//! Twice the text is twice the work, for texts that are made to cost much: counted in bytes
//! that are looked at, as no clock is the same twice.

use super::{in_lines, in_text, lines::in_prose, scan, work};
use crate::{
    facts::Context,
    syntax::{self, Input},
    text::{FileId, Text},
};

/// What the scan looks at, beside its one pass: every pattern, every line, every pair.
fn work_of(name: &str, text: &str) -> usize {
    let text = Text::of_file(FileId(0), text);
    work::of(|| {
        let scan = scan(text.as_str());
        let context = Context::default();
        drop(in_text(&text, &scan, context));
        drop(in_prose(&text, &scan, context));
        let (documents, _) = syntax::parse(&Input::file(name, text.clone()));
        documents.iter().for_each(|it| drop(in_lines(it, &scan, context)));
    })
}

#[test]
fn twice_the_text_is_twice_the_work() {
    let begin = ["-----", "BEGIN RSA PRIVATE KEY-----\n"].concat();
    let prefix = ["gh", "p_"].concat();
    let pieces = [
        "x",
        "x\n",
        "password",
        "password=",
        "password=\n",
        "password = \"",
        "password: ${",
        "'password','",
        "://a:b@",
        "a@tcp(",
        "jdbc:oracle:thin:",
        "eyJhbGciOi",
        "LS0tLS1CRUdJTiB",
        "PuTTY-User-Key-File-",
        "mysql -p ",
        "--from-literal password=\n",
        "jwt.sign(",
        "secret{{",
        "IDENTIFIED BY ",
        "name = \"secret\"\n",
        "variable \"password\" {\n",
        "<key>secret</key>\n",
        "T3BlbkFJ",
        "aws_secret AKIA",
        &begin,
        &prefix,
    ];
    for name in ["a.py", "a.conf", "a.sh", "a.sql", "a.yaml", "a.csv", "a.md"] {
        for piece in pieces {
            let text = |size: usize| piece.repeat(size / piece.len());
            let (one, two) = (work_of(name, &text(1 << 15)), work_of(name, &text(1 << 16)));
            assert!(two <= 2 * one + one / 8 + (1 << 15), "{name}: {piece:?}: {one} and {two}");
        }
    }
}

#[test]
fn one_long_line_is_passed_by() {
    let line = |size: usize| format!("x = \"{}\"\n", "password secret://a ".repeat(size / 20));
    assert!(work_of("a.js", &line(1 << 20)) < 1 << 12);
}
