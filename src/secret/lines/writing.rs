//! How freely values are written in a text, and in a line of it.
//!
//! Knows names of files and marks of comments, and refuses to know languages.

use crate::{
    secret::shape,
    syntax::{Document, Format},
};

/// How freely values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Of a program: values have quotes, and the rest are names of something.
    Program,
    /// Of a program that tries another one: its passwords open nothing.
    Test,
    /// Of a file that somebody fills in, or of commands.
    Free,
    /// Of a comment: a setting that was taken out, or words about one.
    Comment,
    /// Of a comment in a program, which shows how something is used.
    Remark,
    /// Words for readers, where only what cannot be a word is taken for a value.
    Prose,
    /// A piece of a guide, of which it is not known which of both it is.
    Unknown,
}

impl Writing {
    /// Whether values have quotes, and the rest are names of something.
    pub fn is_program(self) -> bool {
        matches!(self, Self::Program | Self::Test | Self::Remark)
    }

    /// Whether a value says enough by itself to be one, where examples stand too.
    pub fn is_worth(self, value: &str) -> bool {
        let is_drawn = shape::has_digit(value) && !shape::is_dummy(value);
        match self {
            Self::Test => is_drawn && value.len() >= 16 && shape::entropy(value) >= 3.3,
            Self::Remark => is_drawn && value.len() >= 12 && shape::entropy(value) >= 3.0,
            _ => true,
        }
    }
}

const PROGRAMS: &[&str] = &[
    "py", "pyi", "js", "mjs", "cjs", "jsx", "ts", "tsx", "go", "rs", "java", "kt", "kts", "scala",
    "groovy", "gradle", "rb", "php", "cs", "fs", "vb", "c", "h", "cc", "cpp", "hpp", "swift", "m",
    "dart", "ex", "exs", "erl", "clj", "lua", "pl", "pm", "r", "jl", "vue", "svelte", "html",
    "htm", "css", "scss", "tf", "hcl", "nix", "sol", "zig", "hs", "ml", "rake", "gemspec", "ru",
    "erb", "haml", "slim", "ejs", "hbs", "mustache", "phtml", "twig", "cshtml", "razor", "xhtml",
    "jsp", "proto", "graphql", "gql", "prisma", "thrift", "bicep", "ino", "less", "coffee",
    "astro", "tpl",
];

/// Ends of the names of files that another file is made of.
const TEMPLATES: &[&str] = &[".tt", ".j2", ".tmpl", ".template", ".in", ".dist", ".sample"];

/// Words for readers in other writing than Markdown.
const GUIDES: &[&str] = &["rst", "adoc", "asciidoc", "rdoc", "org", "tex", "pod"];

/// How values are written in a document.
pub(super) fn of_document(document: &Document) -> Writing {
    match document.format {
        Format::Plain | Format::Sql => {}
        Format::Shell | Format::Dockerfile | Format::Nginx => return Writing::Free,
        // Words about a setting stand beside settings that are commented out.
        _ => return Writing::Comment,
    }
    let Some(name) = document.file_name() else { return Writing::Unknown };
    let name = TEMPLATES.iter().find_map(|it| name.strip_suffix(it)).unwrap_or(&name);
    match name.rsplit_once('.') {
        Some((_, ending)) if PROGRAMS.contains(&ending) => {
            let is_test = is_test(document.name.as_deref().unwrap_or(""));
            if is_test { Writing::Test } else { Writing::Program }
        }
        Some((_, ending)) if GUIDES.contains(&ending) => Writing::Unknown,
        _ => Writing::Free,
    }
}

/// How values are written in a line of it.
pub(super) fn of_line(writing: Writing, line: &str) -> Writing {
    let line = line.trim_start();
    let begins = |marks: &[&str]| marks.iter().any(|it| line.starts_with(it));
    match writing {
        Writing::Program | Writing::Test
            if begins(&["//", "/*", "* ", "# ", "#  ", "<!--", "///"]) =>
        {
            Writing::Remark
        }
        Writing::Free if begins(&["#", "//", "--", ";", "/*", "REM "]) => Writing::Comment,
        // What is typed at a prompt.
        Writing::Unknown if begins(&["$ "]) => Writing::Free,
        it => it,
    }
}

/// From where on a program tests itself, if it says so as Rust does.
pub(super) fn tests_of(document: &Document) -> usize {
    let is_rust = document.file_name().is_some_and(|it| it.ends_with(".rs"));
    let at = is_rust.then(|| document.text.as_str().find("#[cfg(test)]\nmod "));
    at.flatten().unwrap_or(usize::MAX)
}

/// Whether a path is that of a program which tests another.
fn is_test(path: &str) -> bool {
    const FOLDERS: &[&str] = &[
        "test",
        "tests",
        "spec",
        "specs",
        "__tests__",
        "testdata",
        "fixtures",
        "mocks",
        "__mocks__",
        "e2e",
        "cypress",
        "testing",
        "unittest",
        "integrationtest",
    ];
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split_once('.').map_or(name, |it| it.0);
    let lower = name.to_ascii_lowercase();
    let is_named = ["Test", "Tests", "Spec", "IT"]
        .iter()
        .any(|it| stem.ends_with(it) && stem.len() > it.len())
        || stem.starts_with("test_")
        || ["_test", "_tests", "_spec", "-test", "-spec"].iter().any(|it| stem.ends_with(it))
        || [".test.", ".spec.", ".cy.", ".e2e."].iter().any(|it| lower.contains(it))
        || stem == "conftest";
    is_named || folders.split('/').any(|it| FOLDERS.contains(&it.to_ascii_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_by_their_names() {
        for path in [
            "src/auth_test.go",
            "spec/models/user.rb",
            "app/login.spec.ts",
            "src/test/java/A.java",
            "UserTests.cs",
            "tests/conftest.py",
        ] {
            assert!(is_test(path), "{path}");
        }
        for path in ["src/latest.go", "app/contest.rb", "src/protest/a.js", "src/IT.java"] {
            assert!(!is_test(path), "{path}");
        }
    }

    #[test]
    fn comments_are_told_from_what_is_run() {
        for (writing, line, expected) in [
            (Writing::Program, "  // password = \"x\"", Writing::Remark),
            (Writing::Program, "#define PASSWORD \"x\"", Writing::Program),
            (Writing::Free, "# requirepass foobared", Writing::Comment),
            (Writing::Unknown, "$ helm install x", Writing::Free),
            (Writing::Free, "requirepass foobared", Writing::Free),
        ] {
            assert_eq!(of_line(writing, line), expected, "{line}");
        }
    }
}
