//! Tables of settings: names, and the defaults that a guide gives them.

use pulldown_cmark::{Event, Tag};

use crate::{
    text::{Span, Text},
    tree::{Builder, Style, Tree},
};

const NAMES: [&str; 14] = [
    "variable",
    "variable name",
    "setting",
    "name",
    "key",
    "option",
    "parameter",
    "property",
    "environment variable",
    "env variable",
    "env var",
    "env",
    "configuration",
    "config key",
];

const DEFAULTS: [&str; 4] = ["default", "defaults", "default value", "default values"];

/// What a cell says where there is no default.
const NOTHING: [&str; 14] = [
    "", "-", "--", "—", "–", "none", "null", "n/a", "na", "required", "unset", "not set", "nil",
    "(none)",
];

/// A table while it is read.
pub(super) struct Table {
    span: Span,
    rows: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Cell {
    /// Code if the cell starts with it: where it stands, and what it says.
    code: Option<(Span, String)>,
    words: String,
    span: Option<Span>,
}

impl Table {
    pub(super) fn new(span: Span) -> Self {
        Self { span, rows: Vec::new() }
    }

    pub(super) fn hear(&mut self, event: &Event<'_>, span: Span, text: &Text) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::Start(Tag::TableCell) => {
                self.rows.last_mut().into_iter().for_each(|row| row.push(Cell::default()));
            }
            Event::Text(words) | Event::Code(words) => {
                let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) else {
                    return;
                };
                let code = matches!(event, Event::Code(_)).then(|| inner(text, span));
                cell.hear(words, span, code);
            }
            _ => {}
        }
    }

    /// A map of names to defaults, or to an empty list where there is none; none if that
    /// is not what the table is about.
    pub(super) fn finish(self, text: &Text) -> Option<Tree> {
        let mut rows = self.rows.iter();
        let head: Vec<_> = rows.next()?.iter().map(Cell::title).collect();
        let name = head.iter().position(|it| NAMES.contains(&it.as_str()))?;
        let default = head.iter().position(|it| DEFAULTS.contains(&it.as_str()))?;
        let mut tree = Builder::new(text);
        tree.open_map(Span { end: self.span.start, ..self.span });
        let mut found = 0;
        for row in rows {
            let Some((key, name)) = row.get(name).and_then(Cell::name) else { continue };
            tree.scalar(key, name, Style::Plain);
            let Some((value, default)) = row.get(default).and_then(Cell::value) else {
                // A name without a default is a name all the same.
                tree.open_list(Span { start: key.end, ..key });
                tree.close(None);
                continue;
            };
            tree.scalar(value, default, Style::Plain);
            found += 1;
        }
        tree.close(None);
        tree.finish().filter(|_| found > 0)
    }
}

impl Cell {
    fn hear(&mut self, words: &str, span: Span, code: Option<Span>) {
        if self.code.is_none() && self.words.trim().is_empty() {
            self.code = code.map(|inner| (inner, words.to_owned()));
        }
        self.words.push_str(words);
        self.span = Some(self.span.unwrap_or(span).to(span));
    }

    fn title(&self) -> String {
        self.words.trim().to_lowercase()
    }

    fn name(&self) -> Option<(Span, &str)> {
        let (span, name) = self.written()?;
        let is_letter = |it: char| matches!(it, '_' | '.' | '-') || it.is_ascii_alphanumeric();
        let starts = name.starts_with(|it: char| it == '_' || it.is_ascii_alphabetic());
        (starts && name.chars().all(is_letter)).then_some((span, name))
    }

    /// In code, `none` is a value; in words it is the lack of one.
    fn value(&self) -> Option<(Span, &str)> {
        let (span, value) = unquoted(self.written()?);
        let said = value.to_lowercase();
        let is_nothing = match self.code {
            Some(_) => matches!(said.as_str(), "" | "null" | "-"),
            None => NOTHING.contains(&said.trim_matches(['*', '_'])),
        };
        (!is_nothing).then_some((span, value))
    }

    fn written(&self) -> Option<(Span, &str)> {
        match (&self.code, self.span) {
            (Some((span, code)), _) => Some((*span, code)),
            (None, Some(span)) => Some((span, self.words.trim())),
            _ => None,
        }
    }
}

/// A default may be written as it stands in a file: `""` is nothing, `"info"` a word.
fn unquoted((span, value): (Span, &str)) -> (Span, &str) {
    let within = ['"', '\''].iter().find_map(|it| value.strip_prefix(*it)?.strip_suffix(*it));
    match within {
        Some(within) if value.len() == span.len() as usize => {
            (Span::new(span.start as usize + 1, span.end as usize - 1), within)
        }
        _ => (span, value),
    }
}

/// What stands between the ticks.
fn inner(text: &Text, span: Span) -> Span {
    let written = text.slice(span);
    let ticks = written.len() - written.trim_start_matches('`').len();
    let within = written.get(ticks..written.len().saturating_sub(ticks)).unwrap_or("");
    let blank = within.len() > 1 && within.starts_with(' ') && within.ends_with(' ');
    let skipped = ticks + usize::from(blank && !within.trim().is_empty());
    Span::new(span.start as usize + skipped, (span.end as usize).max(skipped * 2) - skipped)
}
