//! pg_hba.conf: who may connect from where, and how he proves who he is.
//!
//! A list of records, each a map: `type`, `databases`, `users`, `address`, `mask`,
//! `method`, `options`. What the type does not have is not there.

use super::{Reader, bare_width};
use crate::{
    syntax::{
        Parsed,
        quotes::{self, Escapes},
    },
    text::{Span, Text},
    tree::Style,
};

const TYPES: [&str; 6] = ["local", "host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"];

pub(in crate::syntax) fn parse(text: &Text) -> Parsed {
    let mut reader = Reader::new(text);
    reader.tree.open_list(Span::default());
    reader.each(&["#", "--"], Reader::record);
    reader.finish()
}

/// Whether a line is a record, in a text that nobody names.
pub(in crate::syntax) fn is_record(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().take(6).collect();
    let methods = ["trust", "md5", "password", "scram-sha-256", "peer", "cert", "reject", "ident"];
    match words.as_slice() {
        ["local", _, _, method, ..] => methods.contains(method),
        [kind, _, _, _, method, ..] if TYPES.contains(kind) => {
            methods.contains(method) || words.get(5).is_some_and(|it| methods.contains(it))
        }
        _ => false,
    }
}

/// What stands between two blanks: a word, or several that commas part.
type Field = Vec<Word>;

#[derive(Clone, Copy)]
struct Word {
    span: Span,
    style: Style,
}

impl Reader<'_> {
    fn record(&mut self, line: Span) {
        let fields = self.fields(line);
        let first = fields.first().and_then(|it| it.first());
        let has_mask = fields.get(4).is_some_and(|it| self.is_address(it));
        let keys = match first.map_or("", |it| self.text.slice(it.span)) {
            "local" => &["type", "databases", "users", "method"][..],
            "include" | "include_if_exists" | "include_dir" => &["type", "path"],
            kind if !TYPES.contains(&kind) => {
                return self.notice(line, "not read: a line that is no record");
            }
            _ if has_mask => &["type", "databases", "users", "address", "mask", "method"],
            _ => &["type", "databases", "users", "address", "method"],
        };
        if fields.len() < keys.len() {
            return self.notice(line, "not read: a record that is not whole");
        }
        self.tree.open_map(Span { start: line.start, end: line.start });
        for (key, field) in keys.iter().zip(&fields) {
            self.field(key, field);
        }
        self.options(&fields[keys.len()..]);
        self.tree.close(None);
    }

    fn is_address(&self, field: &Field) -> bool {
        let is_letter = |it: char| it.is_ascii_hexdigit() || matches!(it, '.' | ':');
        let is_mask = |it: &str| it.contains(['.', ':']) && it.chars().all(is_letter);
        field.first().is_some_and(|it| is_mask(self.text.slice(it.span)))
    }

    fn field(&mut self, key: &str, field: &Field) {
        let Some(first) = field.first() else { return };
        let start = first.span.start;
        self.tree.scalar(Span { start, end: start }, key, Style::Plain);
        match key {
            "databases" | "users" => {
                self.tree.open_list(Span { start, end: start });
                field.iter().for_each(|it| self.word(*it));
                self.tree.close(None);
            }
            _ => self.word(*first),
        }
    }

    fn word(&mut self, word: Word) {
        let written = self.text.slice(word.span);
        let inner = match word.style {
            Style::Quoted => &written[1..written.len() - 1],
            _ => written,
        };
        self.tree.scalar(word.span, inner, word.style);
    }

    /// `name=value` after the method.
    fn options(&mut self, fields: &[Field]) {
        let words = fields.iter().flatten();
        let options: Vec<_> = words
            .filter_map(|it| Some((*it, self.text.slice(it.span).split_once('=')?.0.len())))
            .collect();
        let Some((first, _)) = options.first() else { return };
        let start = first.span.start;
        self.tree.scalar(Span { start, end: start }, "options", Style::Plain);
        self.tree.open_map(Span { start, end: start });
        for (option, width) in options {
            let (start, end) = (option.span.start as usize, option.span.end as usize);
            let (name, value) =
                (Span::new(start, start + width), Span::new(start + width + 1, end));
            self.tree.scalar(name, self.text.slice(name), Style::Plain);
            self.tree.scalar(value, self.text.slice(value), Style::Plain);
        }
        self.tree.close(None);
    }

    fn fields(&mut self, line: Span) -> Vec<Field> {
        let body = self.text.slice(line);
        let (mut fields, mut at) = (Vec::<Field>::new(), 0);
        // After a comma the field goes on, whatever blanks there are.
        let mut goes_on = false;
        loop {
            at = body.len() - body[at..].trim_start().len();
            let rest = &body[at..];
            match rest.chars().next() {
                None => return fields,
                Some('#') => {
                    self.comments.push(Span::new(line.start as usize + at, line.end as usize));
                    return fields;
                }
                Some(',') => (at, goes_on) = (at + 1, true),
                Some(_) => {
                    let (width, style) = word_width(rest);
                    let start = line.start as usize + at;
                    let word = Word { span: Span::new(start, start + width), style };
                    match fields.last_mut().filter(|_| goes_on) {
                        Some(last) => last.push(word),
                        None => fields.push(vec![word]),
                    }
                    (at, goes_on) = (at + width, false);
                }
            }
        }
    }
}

fn word_width(rest: &str) -> (usize, Style) {
    if rest.starts_with('"')
        && let Some(end) = quotes::closing(rest, Escapes::None)
    {
        return (end + 1, Style::Quoted);
    }
    let width = bare_width(rest, |it| it.is_whitespace() || it == ',');
    (width, Style::Plain)
}
