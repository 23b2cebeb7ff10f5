//! Where in a rule's file something is wrong, and how it is said to who writes it.

use std::fmt;

use super::Fault;
use crate::{
    syntax::{self, Input},
    text::{FileId, Text, did_you_mean},
    tree::Tree,
};

/// A line of a file, and what of it is meant.
#[derive(Clone, Debug)]
pub(super) struct Place {
    line: usize,
    /// The first character is the first.
    column: usize,
    width: usize,
    text: String,
}

impl Place {
    /// The place that a fault is about, as far as that can be told.
    pub(super) fn of(fault: &Fault, yaml: &str) -> Option<Self> {
        if let Fault::File(error) = fault {
            let message = bare(error);
            // What is missing is missed at the top, not where the reader noticed.
            if let Some(after) = message.strip_prefix("missing field") {
                return Self::find(yaml, "id").filter(|_| !after.is_empty());
            }
            let at = error.location()?;
            return Self::at(yaml, at.line() as usize, at.column() as usize);
        }
        Self::find(yaml, fault.about()?)
    }

    /// A word of a line: from a column to where the word ends.
    fn at(yaml: &str, line: usize, column: usize) -> Option<Self> {
        let text = yaml.lines().nth(line.checked_sub(1)?)?;
        let rest = text.chars().skip(column.checked_sub(1)?);
        let is_end = |it: &char| it.is_whitespace() || matches!(it, ':' | ',' | '}' | ']');
        let width = rest.take_while(|it| !is_end(it)).count().max(1);
        Some(Self { line, column, width, text: text.to_owned() })
    }

    /// The first scalar that says a text, or else the first that holds it.
    fn find(yaml: &str, needle: &str) -> Option<Self> {
        let text = Text::of_file(FileId(0), yaml.to_owned());
        let (documents, _) = syntax::parse(&Input::file("rule.yaml", text));
        let tree: &Tree = documents.first()?.tree.as_ref()?;
        let says =
            |is: &dyn Fn(&str) -> bool| tree.nodes().find(|it| tree.str(*it).is_some_and(is));
        let node = says(&|it| it == needle).or_else(|| says(&|it| it.contains(needle)))?;
        let span = tree.locate(node).span;
        let before = yaml.get(..span.start as usize)?;
        let start = before.rfind('\n').map_or(0, |it| it + 1);
        let line = before.matches('\n').count() + 1;
        let text = yaml[start..].lines().next().unwrap_or_default();
        let column = before[start..].chars().count() + 1;
        let own = yaml.get(span.range())?.lines().next().unwrap_or_default();
        Some(Self { line, column, width: own.chars().count().max(1), text: text.to_owned() })
    }

    pub(super) fn line(&self) -> (usize, usize) {
        (self.line, self.column)
    }
}

/// The line, with carets under what is meant.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = " ".repeat(self.column - 1);
        write!(f, "  | {}\n  | {before}{}", self.text, "^".repeat(self.width))
    }
}

/// What a reader of YAML says is wrong, without where.
fn bare(error: &serde_saphyr::Error) -> String {
    let said = error.to_string();
    let first = said.lines().next().unwrap_or_default();
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let is_place = |it: &str| it.starts_with("line ");
    match first.split_once(": ") {
        Some((place, what)) if is_place(place) => what.to_owned(),
        _ => first.to_owned(),
    }
}

/// What is wrong with how a file is written, with the nearest spelling or an example.
pub(super) fn explained(error: &serde_saphyr::Error) -> String {
    let what = bare(error);
    let quoted = what.split('`').nth(1).unwrap_or_default().to_owned();
    let expected = what.split_once("expected one of ").map_or("", |it| it.1);
    let expected: Vec<&str> = expected.split(", ").map(|it| it.trim_matches('`')).collect();
    let hint = did_you_mean(&quoted, expected.iter().copied());
    if what.starts_with("unknown field") {
        let known =
            if hint.is_empty() { format!("; there are `{}`", expected.join("`, `")) } else { hint };
        return format!("no such key: `{quoted}`{known}");
    }
    if what.starts_with("unknown variant") {
        return format!("one of `{}` is expected here{hint}", expected.join("`, `"));
    }
    if what.starts_with("missing field") {
        return format!("`{quoted}` is missing; write for example `{}`", example(&quoted));
    }
    what
}

/// What one would write under a key.
fn example(key: &str) -> &'static str {
    match key {
        "id" => "id: replicas-too-many",
        "summary" => "summary: A workload has more replicas than we pay for",
        "why" => "why: each replica costs money",
        "fix" => "fix: lower `replicas`",
        "severity" => "severity: medium",
        "examples" => "examples: [{fails: …}, {passes: …}]",
        "message" => "message: more replicas than we pay for",
        "name" => "name: shop",
        "version" => "version: 1.0.0",
        "description" => "description: what we ask of every deployment of the shop",
        "default" => "default: 10",
        "note" => "note: this is the other one",
        _ => "key: value",
    }
}
