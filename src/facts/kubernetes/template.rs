//! Keys that a template adds to a map, as `{{ include "web.resources" . }}` does.
//!
//! Knows where such a line stands, and refuses to know which keys it gives.

use crate::{
    text::Location,
    tree::{NodeId, Tree},
};

/// Where a template adds keys to a map, if it does.
pub(super) fn added_keys(tree: &Tree, map: NodeId) -> Option<Location> {
    let (key, _) = tree.entries(map).next()?;
    let text = tree.text().as_str();
    memchr::memmem::find(text.as_bytes(), b"{{")?;
    let first = tree.span(key).start as usize;
    let line = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let column = text[line..first].chars().count();
    let is_action = |it: &&str| it.trim().is_empty() || it.trim_start().starts_with("{{");
    let above = text[..line].lines().rev().take_while(is_action);
    let below = text[first..].lines().skip(1).take_while(|it| is_within(it, column));
    above.chain(below).any(|it| adds_keys(it, column)).then(|| tree.locate(key))
}

fn is_within(line: &str, column: usize) -> bool {
    let content = line.trim_start();
    content.is_empty() || content.starts_with("{{") || line.len() - content.len() >= column
}

/// Whether a line is an action alone whose result stands at a column.
fn adds_keys(line: &str, column: usize) -> bool {
    let action = line.trim_start();
    let is_alone = action.starts_with("{{") && action.trim_end().ends_with("}}");
    let puts = ["include ", "template ", "toYaml ", "tpl "].iter().any(|it| action.contains(it));
    let indent = action
        .split_once("indent ")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    let at = match indent {
        Some(indent) => indent.parse().ok(),
        None => Some(line.len() - action.len()),
    };
    is_alone && puts && !action.contains(":=") && at == Some(column)
}
