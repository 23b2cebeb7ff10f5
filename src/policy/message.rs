//! What a policy says of what it finds: words, and the texts of what paths lead to.

use super::Fault;
use crate::{
    rule::Findings,
    tree::{NodeId, Selector, Tree},
};

/// A part of a message: words, or the text of what a path leads to.
#[derive(Debug)]
pub(super) enum Part {
    Words(String),
    Node(Selector),
    /// `{option: name}`: the value of an option.
    Option(String),
    /// `{error}`: what is wrong with a shape.
    Error,
}

/// What a message is said of.
pub(super) struct Said<'a> {
    pub tree: &'a Tree,
    pub root: NodeId,
    pub selected: NodeId,
    pub error: &'a str,
}

/// `words {path} words`: the paths are those of `select`.
pub(super) fn parse(text: &str) -> Result<Vec<Part>, Fault> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((words, placeholder)) = rest.split_once('{') {
        let (path, end) = placeholder.split_once('}').ok_or(Fault::Placeholder)?;
        parts.push(Part::Words(words.to_owned()));
        parts.push(match path.strip_prefix("option:") {
            Some(name) => Part::Option(name.trim().to_owned()),
            None if path == "error" => Part::Error,
            None => Part::Node(Selector::parse(path)?),
        });
        rest = end;
    }
    parts.push(Part::Words(rest.to_owned()));
    Ok(parts)
}

/// Paths of a message start at what is selected, or else at the root.
pub(super) fn say(parts: &[Part], of: &Said<'_>, findings: &Findings) -> String {
    let mut said = String::new();
    for part in parts {
        match part {
            Part::Words(words) => said += words,
            Part::Error => said += of.error,
            Part::Option(name) => match findings.option(name) {
                Some(value) => said += &value.to_string(),
                None => said.push('?'),
            },
            Part::Node(path) => {
                let starts = [of.selected, of.root].into_iter();
                let mut texts = starts.filter_map(|from| {
                    of.tree.first_from(from, path).and_then(|node| of.tree.str(node))
                });
                said += texts.next().unwrap_or("?");
            }
        }
    }
    said
}
