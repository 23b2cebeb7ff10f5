//! What a tree is made of: nodes in a row, which name each other by number.

use std::collections::HashSet;

use super::{NodeId, Style};
use crate::text::{Span, Text};

/// So many keys are compared with one another faster than they are hashed.
const FEW_KEYS: usize = 32;

#[derive(Debug)]
pub(super) struct Arena {
    pub text: Text,
    /// Whether a key that stands twice counts twice.
    pub repeats: bool,
    /// Whether any map may merge others. Hardly one does, and all are asked.
    pub merges: bool,
    /// Whether any map has a key twice, or one that is no scalar; as seldom, and asked as often.
    pub doubles: bool,
    pub nodes: Vec<Node>,
    /// The children of all lists, and the keys and values of all maps by turns.
    pub links: Vec<NodeId>,
    /// The scalars that do not say what their bytes say.
    pub rewritten: Rewritten,
    /// Where the scalars that are written in pieces have theirs.
    pub pieces: Vec<Span>,
}

/// Texts by number, one after the other: one allocation for all.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    content: String,
    /// Where each ends, and the next starts.
    ends: Vec<u32>,
}

#[derive(Debug)]
pub(super) struct Node {
    pub span: Span,
    pub data: Data,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Data {
    Verbatim(Span, Style),
    /// Where it is written, and which of the rewritten texts it says.
    Rewritten(Span, u32, Style),
    /// A range of the pieces, and which of the rewritten texts they make.
    Joined(Span, u32, Style),
    /// A range of the links.
    List(Span),
    Map(Span),
    /// None where the anchor is missing, or is not to be followed.
    Alias(Option<NodeId>),
}

impl Arena {
    /// Whether two of the keys, which stand before their values, are the same, or one is
    /// no scalar.
    pub(super) fn doubles(&self, members: &[NodeId]) -> bool {
        let source = self.text.as_str().as_bytes();
        let name = |pair: &[NodeId; 2]| match self.nodes[pair[0].index()].data {
            Data::Verbatim(span, _) => source.get(span.range()),
            Data::Rewritten(_, at, _) | Data::Joined(_, at, _) => Some(self.rewritten.bytes(at)),
            _ => None,
        };
        let (pairs, rest) = members.as_chunks();
        if pairs.len() > FEW_KEYS || !rest.is_empty() {
            let mut seen = HashSet::new();
            let mut names = pairs.iter().map(name);
            return names.any(|name| name.is_none_or(|name| !seen.insert(name)));
        }
        let mut seen = 0u128;
        for (at, pair) in pairs.iter().enumerate() {
            let Some(own) = name(pair) else { return true };
            let bit = 1 << glance(own);
            if seen & bit != 0 && pairs[..at].iter().any(|before| name(before) == Some(own)) {
                return true;
            }
            seen |= bit;
        }
        false
    }
}

/// A number below 128 that is the same for names that are the same, and seldom for others.
fn glance(name: &[u8]) -> u32 {
    let letters = match name {
        [] => 0,
        [first, .., before, last] => {
            u64::from(*first) | u64::from(*before) << 8 | u64::from(*last) << 16
        }
        [first, ..] => u64::from(*first),
    };
    let mixed = (letters | (name.len() as u64) << 24).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 57) as u32
}

impl Rewritten {
    pub(super) fn get(&self, at: u32) -> &str {
        &self.content[self.range(at)]
    }

    pub(super) fn bytes(&self, at: u32) -> &[u8] {
        &self.content.as_bytes()[self.range(at)]
    }

    fn range(&self, at: u32) -> std::ops::Range<usize> {
        let at = at as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[at] as usize
    }

    /// Returns the number that the text has from now on.
    pub(super) fn push<'a>(&mut self, pieces: impl IntoIterator<Item = &'a str>) -> u32 {
        self.content.extend(pieces);
        self.ends.push(self.content.len() as u32);
        self.ends.len() as u32 - 1
    }
}
