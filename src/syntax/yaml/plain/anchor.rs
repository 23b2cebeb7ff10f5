//! Anchors before values, and aliases in their place. Before anything else, nothing is read.

use super::Reader;
use crate::{text::Span, tree::NodeId};

/// The anchors of a document.
#[derive(Default)]
pub(super) struct Anchors<'a> {
    /// Of two of a name the later counts.
    known: Vec<(&'a str, NodeId)>,
    /// One whose node is yet to come.
    open: Option<&'a str>,
}

impl Anchors<'_> {
    /// Gives the anchor before a node to it, if there is one.
    pub fn bind(&mut self, node: NodeId) {
        self.known.extend(self.open.take().map(|name| (name, node)));
    }

    fn get(&self, name: &str) -> Option<NodeId> {
        self.known.iter().rev().find(|it| it.0 == name).map(|it| it.1)
    }
}

impl<'a> Reader<'a> {
    /// Goes behind the anchor that may stand here, and the blanks about it; says where it
    /// ends.
    pub(super) fn anchor(&mut self) -> Option<Option<usize>> {
        self.blanks();
        if self.bytes.get(self.at) != Some(&b'&') {
            return Some(None);
        }
        self.anchors.open = Some(self.name()?);
        let end = self.at;
        self.blanks();
        // A node has one anchor, and an alias has none.
        let next = self.bytes.get(self.at);
        (!matches!(next, Some(b'&' | b'*' | b'|' | b'>' | b'!'))).then_some(Some(end))
    }

    /// An alias of what is known.
    pub(super) fn alias(&mut self) -> Option<()> {
        let start = self.at;
        let name = self.name()?;
        let target = self.anchors.get(name)?;
        (self.anchors.open.is_none()).then_some(())?;
        self.tree.alias(Span::new(start, self.at), Some(target)).then_some(())
    }

    /// The name behind a mark, up to a blank or the end of the line.
    fn name(&mut self) -> Option<&'a str> {
        let start = self.at + 1;
        let is_letter = |it: &&u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
        let length = self.bytes[start..].iter().take_while(is_letter).count();
        self.at = start + length;
        let is_whole = length > 0 && self.is_blank(self.at);
        is_whole.then(|| &self.source[start..start + length])
    }
}
