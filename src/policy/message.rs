//! What a policy says of what it finds: words, and the texts of what paths lead to.

use super::Fault;
use crate::tree::{NodeId, Selector, Tree};

/// A part of a message: words, or the text of what a path leads to.
#[derive(Debug)]
pub(super) enum Part {
    Words(String),
    Node(Selector),
}

/// `words {path} words`: the paths are those of `select`.
pub(super) fn parse(text: &str) -> Result<Vec<Part>, Fault> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((words, placeholder)) = rest.split_once('{') {
        let (path, end) = placeholder.split_once('}').ok_or(Fault::Placeholder)?;
        parts.push(Part::Words(words.to_owned()));
        parts.push(Part::Node(Selector::parse(path)?));
        rest = end;
    }
    parts.push(Part::Words(rest.to_owned()));
    Ok(parts)
}

/// Paths of a message start at what is selected, or else at the root.
pub(super) fn say(parts: &[Part], tree: &Tree, root: NodeId, selected: NodeId) -> String {
    let parts = parts.iter().map(|part| match part {
        Part::Words(words) => words.as_str(),
        Part::Node(path) => {
            let starts = [selected, root].into_iter();
            let mut texts = starts
                .filter_map(|from| tree.first_from(from, path).and_then(|node| tree.str(node)));
            texts.next().unwrap_or("?")
        }
    });
    parts.collect()
}
