//! Secrets in text that no parser makes settings of: programs, scripts, SQL, XML, files
//! of logins.
//!
//! Reads line by line, knows how languages give a value to a name, and refuses to know
//! what else they say. What it is unsure of it leaves out.

mod after;
mod below;
mod call;
mod command;
mod cue;
mod login;
mod named;
mod writing;

use std::cell::OnceCell;

use cue::lines_with_cues;
pub(super) use cue::{CuedLines, Cues, add_to};
use writing::{Writing, of_document, of_line, tests_of};

use super::{
    Candidate, Class, Holder, argv,
    judge::{Subject, judge},
    rest, said,
    scan::Scan,
    settings::{Found, URL_PASSWORD},
    shape, urls, work,
};
use crate::{
    facts::Context,
    syntax::{Document, Format},
    text::{Span, Text, lines},
};

/// Longer lines are data, or were written by programs.
pub(super) const MAX_LINE: usize = 2000;

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

/// All candidates of a document that settings are not read from, and of the comments of
/// one that they are read from. `file` is what the scan of the whole file saw.
pub fn in_lines(document: &Document, file: &Scan<'_>, context: Context) -> Vec<Candidate> {
    let is_read = document.tree.is_none() && document.format == Format::Plain
        || matches!(
            document.format,
            Format::Shell | Format::Dockerfile | Format::Nginx | Format::Sql
        );
    let text = document.text.as_str();
    if is_spoken(document.name.as_deref()) {
        return Vec::new();
    }
    let writing = of_document(document);
    let mut found = Vec::new();
    let tests = OnceCell::new();
    let mut read = |part: usize, lines: &[(usize, &str, Cues)]| {
        for (at, line, cues) in lines {
            let is_test = *at >= *tests.get_or_init(|| tests_of(document));
            let writing = of_line(if is_test { Writing::Test } else { writing }, line);
            let line = Line { text: line, start: part + at, document: text, writing, context };
            look(&line, *cues, document.name.as_deref(), &mut found);
        }
    };
    if login::is_list(document.name.as_deref()) {
        for (at, line, cues) in all_lines(text) {
            let writing = of_line(Writing::Free, line);
            let line = Line { text: line, start: at, document: text, writing, context };
            look(&line, cues, document.name.as_deref(), &mut found);
        }
    } else if is_read && document.text.depth() == 0 {
        read(0, &file.lines);
    } else if is_read {
        read(0, &lines_with_cues(text, MAX_LINE));
    } else {
        for part in &document.comments {
            let comment = text.get(part.range()).unwrap_or("");
            read(part.start as usize, &lines_with_cues(comment, MAX_LINE));
        }
    }
    if document.file_name().is_some_and(|it| it.ends_with(".csv")) {
        let whole = Line { text: "", start: 0, document: text, writing, context };
        login::of_table(&whole, &mut found);
    }
    let mut candidates: Vec<_> =
        found.into_iter().map(|it| candidate(&document.text, it, context)).collect();
    let own;
    let cued = if document.text.depth() == 0 {
        &file.lines
    } else {
        own = lines_with_cues(text, MAX_LINE);
        &own
    };
    candidates.extend(rest::find(document, cued, context));
    candidates.extend(argv::find(document, cued, context));
    candidates
}

/// The passwords of a command whose words are given one by one: in which word, where in it,
/// and what it is, at no place yet.
pub(super) fn of_words(
    words: &[&str],
    context: Context,
) -> Vec<(usize, std::ops::Range<usize>, Candidate)> {
    let text = words.join("\n");
    let line = Line { text: &text, start: 0, document: &text, writing: Writing::Free, context };
    let whole = Text::of_file(crate::text::FileId(0), text.as_str());
    let mut literals = Vec::new();
    command::of_words(&line, words, &mut literals);
    let mut found = Vec::new();
    for literal in literals {
        let (from, to) = (literal.span.start as usize, literal.span.end as usize);
        let index = text[..from].matches('\n').count();
        let start = text[..from].rfind('\n').map_or(0, |it| it + 1);
        found.push((index, from - start..to - start, candidate(&whole, literal, context)));
    }
    found
}

/// The lines of a list of logins are all worth a look.
fn all_lines(text: &str) -> Vec<(usize, &str, Cues)> {
    let all = lines(text).filter(|it| it.1.len() <= MAX_LINE);
    all.map(|(span, line)| (span.start as usize, line, Cues::ALL)).collect()
}

fn look(line: &Line<'_>, cues: Cues, name: Option<&str>, found: &mut Vec<Literal>) {
    if cues.has(Cues::LONG) {
        return;
    }
    let before = found.len();
    work::count(line.text.len());
    if cues.has(Cues::URL) {
        urls_of(line, found);
    }
    if cues.has(Cues::COMMAND) {
        command::find(line, found);
    }
    if cues.has(Cues::CALL) {
        call::find(line, found);
    }
    if cues.has(Cues::NAME) {
        named::find(line, found);
    }
    if cues.has(Cues::LOGIN) {
        login::find(name, line, found);
    }
    overlapping(found, before);
    let is_drawn = |it: &Literal| {
        let value = line.document.get(it.span.range()).unwrap_or("");
        it.found.class == Class::Plain && line.writing.is_worth(value)
    };
    if matches!(line.writing, Writing::Test | Writing::Remark) {
        let kept = found.split_off(before).into_iter().filter(is_drawn);
        found.extend(kept);
    }
}

/// Candidates in words for readers: passwords of URLs, and what cannot be a word.
pub fn in_prose(text: &Text, file: &Scan<'_>, context: Context) -> Vec<Candidate> {
    let mut found = Vec::new();
    let writing = Writing::Prose;
    for (start, line, cues) in file.lines.iter().copied() {
        let line = Line { text: line, start, document: text.as_str(), writing, context };
        let before = found.len();
        if cues.has(Cues::URL) {
            urls_of(&line, &mut found);
        }
        if cues.has(Cues::NAME) {
            named::find(&line, &mut found);
        }
        overlapping(&mut found, before);
    }
    found.into_iter().map(|it| candidate(text, it, context)).collect()
}

/// What stands within a value of a tree that is itself a line of text, or several.
pub(super) fn within(text: &str, context: Context) -> Vec<(Span, Found, Option<String>, Holder)> {
    let mut found = Vec::new();
    let writing = Writing::Comment;
    for (start, line, cues) in lines_with_cues(text, MAX_LINE) {
        let before = found.len();
        let line = Line { text: line, start, document: text, writing, context };
        if cues.has(Cues::COMMAND) {
            command::find(&line, &mut found);
        }
        if cues.has(Cues::NAME) {
            named::find(&line, &mut found);
        }
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

/// Words for readers, in many languages.
fn is_spoken(name: Option<&str>) -> bool {
    const FOLDERS: &[&str] = &["locale", "locales", "i18n", "l10n", "lang", "translations"];
    let path = name.unwrap_or("").to_lowercase();
    path.split('/').any(|it| FOLDERS.contains(&it))
}

fn urls_of(line: &Line<'_>, found: &mut Vec<Literal>) {
    let line_is_prose = line.writing == Writing::Prose;
    let Line { text: line, start, context, writing, .. } = *line;
    if !urls::may_hold(line) {
        return;
    }
    for it in urls::passwords(line) {
        let (user, password) = (&line[it.user], &line[it.password.clone()]);
        if is_filled_in(password) || is_shown(user, password) || said::is_metavar(password) {
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
        if writing == Writing::Comment && class != Class::Plain {
            continue;
        }
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
    let value = value.strip_prefix("{noop}").unwrap_or(value);
    value.contains("${")
        || value.contains("$(")
        || value.contains("{{")
        || value.contains("#{")
        || value.contains("<%")
        || value.starts_with(['$', '{', '<', '%', '`', '+', '&', '['])
        || value.contains("\" +")
        || value.contains("' +")
}

/// `user:password`, `myuser:mypass`, `DB_USER:DB_PASSWORD`, as manuals say what stands where.
pub(super) fn is_shown(user: &str, password: &str) -> bool {
    const USERS: &[&str] = &["username", "user", "usr", "login", "name", "u"];
    const PASSWORDS: &[&str] =
        &["password", "passwd", "pass", "pwd", "pw", "p", "secret", "token", "secret_access_key"];
    let (user, password) = (user.to_ascii_lowercase(), password.to_ascii_lowercase());
    let before = |it: &str, ends: &[&str]| {
        ends.iter().find_map(|end| it.strip_suffix(end)).map(str::to_owned)
    };
    let of_both = before(&user, USERS).zip(before(&password, PASSWORDS));
    let is_alone = of_both.is_some_and(|(user, password)| user == password);
    is_alone || (user == "access_key" && password.contains("secret"))
}
