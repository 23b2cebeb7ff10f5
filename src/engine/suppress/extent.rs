//! How far a comment of a parsed document reaches.

use crate::{text::Span, tree::Tree};

/// The entries of maps, from key to value, and the items of lists: by start, and
/// of those that start together the widest first.
pub(super) struct Extents {
    entries: Vec<Span>,
    root: Span,
}

impl Extents {
    pub fn of(tree: &Tree) -> Self {
        let mut entries = Vec::new();
        for node in tree.nodes().filter(|it| !tree.is_alias(*it)) {
            let pairs = tree.entries(node);
            entries.extend(pairs.map(|(key, value)| tree.span(key).to(tree.span(value))));
            entries.extend(tree.items(node).iter().map(|item| tree.span(*item)));
        }
        entries.sort_unstable_by_key(|it| (it.start, !it.end));
        Self { entries, root: tree.span(Tree::ROOT) }
    }

    /// The node that starts on the line of a comment, with all that is below it; or
    /// if nothing else stands on its line, the next one. On the line that starts a
    /// document, all of that.
    pub fn covered(&self, text: &str, comment: Span) -> Span {
        let start = text[..comment.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let before = text[start..comment.start as usize].trim();
        let line = Span::new(start, comment.start as usize);
        if before == "---" {
            return line.to(self.root);
        }
        if before.is_empty() {
            let nothing = Span { start: comment.end, end: comment.end };
            return self.first_from(comment.end).unwrap_or(nothing);
        }
        let first = self.first_from(line.start).filter(|it| it.start < comment.start);
        first.map_or(line, |it| line.to(it))
    }

    fn first_from(&self, start: u32) -> Option<Span> {
        self.entries.get(self.entries.partition_point(|it| it.start < start)).copied()
    }
}
