//! Secrets in text that no parser makes settings of: programs, scripts, SQL, XML, files
//! of logins.
//!
//! Reads line by line, knows how languages give a value to a name, and refuses to know
//! what else they say. What it is unsure of it leaves out.

mod call;
mod command;
mod login;
mod named;

use super::{
    Candidate, Class, Holder,
    judge::{Subject, judge},
    rest,
    settings::{Found, URL_PASSWORD},
    shape, urls,
};
use crate::{
    facts::Context,
    syntax::{Document, Format},
    text::{Span, Text, lines},
};

/// Longer lines are data, or were written by programs.
const MAX_LINE: usize = 2000;

/// A literal of a line, and what it is.
struct Literal {
    /// In bytes of the text.
    span: Span,
    found: Found,
    /// What the text calls it.
    name: Option<String>,
    holder: Holder,
}

/// A line, and what is known of it from outside.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    /// Where it begins in the document.
    start: usize,
    document: &'a str,
    writing: Writing,
    context: Context,
}

/// How freely values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Writing {
    /// Of a program: values have quotes, and the rest are names of something.
    Program,
    /// Of a file that somebody fills in, or of commands.
    Free,
    /// Of a comment: a setting that was taken out, or words about one.
    Comment,
    /// Words for readers, where only what cannot be a word is taken for a value.
    Prose,
    /// A piece of a guide, of which it is not known which of both it is.
    Unknown,
}

/// All candidates of a document that settings are not read from, and of the comments of
/// one that they are read from.
pub fn in_lines(document: &Document, context: Context) -> Vec<Candidate> {
    let is_read = document.tree.is_none() && document.format == Format::Plain
        || matches!(document.format, Format::Shell | Format::Dockerfile | Format::Nginx);
    let text = document.text.as_str();
    if is_spoken(document.name.as_deref()) {
        return Vec::new();
    }
    let writing = writing(document);
    let mut found = Vec::new();
    let parts: Vec<Span> = match is_read {
        true => vec![Span::new(0, text.len())],
        false => document.comments.clone(),
    };
    let lines = parts.iter().flat_map(|part| {
        lines(text.get(part.range()).unwrap_or(""))
            .map(|(span, line)| (part.start + span.start, line))
    });
    for (start, line) in lines {
        let start = start as usize;
        if line.len() > MAX_LINE {
            continue;
        }
        let before = found.len();
        let line = Line { text: line, start, document: text, writing, context };
        urls_of(&line, &mut found);
        command::find(&line, &mut found);
        call::find(&line, &mut found);
        named::find(&line, &mut found);
        login::find(document.name.as_deref(), &line, &mut found);
        overlapping(&mut found, before);
    }
    let mut candidates: Vec<_> =
        found.into_iter().map(|it| candidate(&document.text, it, context)).collect();
    candidates.extend(rest::find(document, context));
    candidates
}

/// Candidates in words for readers: passwords of URLs, and what cannot be a word.
pub fn in_prose(text: &Text, context: Context) -> Vec<Candidate> {
    let mut found = Vec::new();
    let writing = Writing::Prose;
    for (span, line) in lines(text.as_str()).filter(|it| it.1.len() <= MAX_LINE) {
        let start = span.start as usize;
        let line = Line { text: line, start, document: text.as_str(), writing, context };
        let before = found.len();
        urls_of(&line, &mut found);
        named::find(&line, &mut found);
        overlapping(&mut found, before);
    }
    found.into_iter().map(|it| candidate(text, it, context)).collect()
}

/// What stands within a value of a tree that is itself a line of text, or several.
pub(super) fn within(text: &str, context: Context) -> Vec<(Span, Found, Option<String>, Holder)> {
    let mut found = Vec::new();
    for (span, line) in lines(text).filter(|it| it.1.len() <= MAX_LINE) {
        let before = found.len();
        let writing = Writing::Comment;
        let line =
            Line { text: line, start: span.start as usize, document: text, writing, context };
        command::find(&line, &mut found);
        named::find(&line, &mut found);
        overlapping(&mut found, before);
    }
    found.into_iter().map(|it| (it.span, it.found, it.name, it.holder)).collect()
}

/// Of two readings of one place, the first counts.
fn overlapping(found: &mut Vec<Literal>, from: usize) {
    let mut kept: Vec<Span> = Vec::new();
    let mut index = 0;
    found.retain(|it| {
        index += 1;
        let is_new = index <= from
            || !kept.iter().any(|other| it.span.start < other.end && other.start < it.span.end);
        kept.extend((index > from && is_new).then_some(it.span));
        is_new
    });
}

fn candidate(text: &Text, literal: Literal, context: Context) -> Candidate {
    let Literal { span, found, name, holder } = literal;
    Candidate {
        at: text.locate(span),
        class: found.class,
        what: found.what.to_owned(),
        name,
        holder,
        context,
        in_comment: super::is_comment(text.as_str(), span.start as usize),
        is_sure: found.is_sure,
    }
}

fn writing(document: &Document) -> Writing {
    const PROGRAMS: &[&str] = &[
        "py", "pyi", "js", "mjs", "cjs", "jsx", "ts", "tsx", "go", "rs", "java", "kt", "kts",
        "scala", "groovy", "gradle", "rb", "php", "cs", "fs", "vb", "c", "h", "cc", "cpp", "hpp",
        "swift", "m", "dart", "ex", "exs", "erl", "clj", "lua", "pl", "pm", "r", "jl", "vue",
        "svelte", "html", "htm", "css", "scss", "tf", "hcl", "nix", "sol", "zig", "hs", "ml",
    ];
    match document.format {
        Format::Plain => {}
        Format::Shell | Format::Dockerfile | Format::Nginx => return Writing::Free,
        // Words about a setting stand beside settings that are commented out.
        _ => return Writing::Comment,
    }
    let Some(name) = document.file_name() else { return Writing::Unknown };
    match name.rsplit_once('.') {
        Some((_, ending)) if PROGRAMS.contains(&ending) => Writing::Program,
        _ => Writing::Free,
    }
}

/// Words for readers, in many languages.
fn is_spoken(name: Option<&str>) -> bool {
    const FOLDERS: &[&str] = &["locale", "locales", "i18n", "l10n", "lang", "translations"];
    let path = name.unwrap_or("").to_lowercase();
    path.split('/').any(|it| FOLDERS.contains(&it))
}

fn urls_of(line: &Line<'_>, found: &mut Vec<Literal>) {
    let line_is_prose = line.writing == Writing::Prose;
    let Line { text: line, start, context, .. } = *line;
    if !line.contains("://") {
        return;
    }
    for it in urls::passwords(line) {
        let (user, password) = (&line[it.user], &line[it.password.clone()]);
        if is_filled_in(password) || is_shown(user, password) {
            continue;
        }
        let subject = Subject {
            name: URL_PASSWORD,
            words: user,
            value: password,
            user: Some(user).filter(|it| !it.is_empty()),
            holder: Holder::Url,
            context,
        };
        let Ok(class) = judge(&subject) else { continue };
        if line_is_prose && !(class == Class::Plain && shape::is_mixed(password)) {
            continue;
        }
        found.push(Literal {
            span: Span::new(start + it.password.start, start + it.password.end),
            found: Found { class, what: "a password", is_sure: true },
            name: None,
            holder: Holder::Url,
        });
    }
}

/// What a program, a shell or a reader puts something else for.
fn is_filled_in(value: &str) -> bool {
    value.contains("${")
        || value.contains("$(")
        || value.contains("{{")
        || value.contains("#{")
        || value.contains("<%")
        || value.starts_with(['$', '{', '<', '%', '`', '+', '&', '['])
        || value.contains("\" +")
        || value.contains("' +")
}

/// `user:password`, as manuals say what stands where.
fn is_shown(user: &str, password: &str) -> bool {
    let is = |it: &str, words: &[&str]| words.iter().any(|word| it.eq_ignore_ascii_case(word));
    is(user, &["user", "username", "usr", "my_user", "login", "name", "u"])
        && is(password, &["password", "pass", "passwd", "pwd", "p", "pw", "my_password", "secret"])
}
