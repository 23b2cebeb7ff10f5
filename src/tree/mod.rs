//! The one tree every format is parsed into.
//!
//! Keeps what a linter needs and a deserializer throws away: where each value
//! stands, how it is quoted, the order of keys, keys given twice, aliases. Knows
//! no format.

mod arena;
mod builder;
mod json;
mod literal;
mod members;
mod selector;

pub use builder::Builder;
pub use literal::{Literal, Schema};
pub use selector::{Selector, SelectorError};

use std::sync::Arc;

use arena::{Arena, Data};

use crate::text::{self, Location, Span, Text};

/// The key that merges other maps into one (YAML 1.1; Kubernetes and Compose know it).
const MERGE: &str = "<<";

/// A parsed text. Cheap to clone, free of lifetimes, dropped without recursion.
#[derive(Clone, Debug)]
pub struct Tree(Arc<Arena>);

/// A node of one tree. Ids follow the order of the text; the root's is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// The number of the node in its tree.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A scalar: what it says, and how it says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scalar<'a> {
    pub text: &'a str,
    pub style: Style,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: the only style that may mean a number, a boolean or null.
    Plain,
    /// Between two quotes of one byte each.
    Quoted,
    /// As lines of their own, indented.
    Literal,
    /// As such lines, joined.
    Folded,
}

impl Tree {
    pub const ROOT: NodeId = NodeId(0);

    pub fn span(&self, id: NodeId) -> Span {
        self.0.nodes[id.0 as usize].span
    }

    pub fn locate(&self, id: NodeId) -> Location {
        self.0.text.locate(self.span(id))
    }

    pub fn scalar(&self, id: NodeId) -> Option<Scalar<'_>> {
        let (text, style) = match self.resolve(id) {
            Data::Verbatim(span, style) => (self.0.text.slice(span), style),
            Data::Rewritten(_, at, style) | Data::Joined(_, at, style) => {
                (self.0.rewritten.get(at), style)
            }
            _ => return None,
        };
        Some(Scalar { text, style })
    }

    /// The text that the tree was parsed from.
    pub fn text(&self) -> &Text {
        &self.0.text
    }

    /// How many nodes there are. Their ids are the numbers below it.
    pub fn len(&self) -> usize {
        self.0.nodes.len()
    }

    /// Never: a tree without nodes is none.
    pub fn is_empty(&self) -> bool {
        self.0.nodes.is_empty()
    }

    /// The node of a number, if there is one.
    pub fn node(&self, index: usize) -> Option<NodeId> {
        (index < self.len()).then_some(NodeId(index as u32))
    }

    /// All nodes, in the order of the text: keys, values and items.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        (0..self.0.nodes.len() as u32).map(NodeId)
    }

    /// The nodes that begin within a span, and the one before them if it reaches into it.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = NodeId> {
        let nodes = &self.0.nodes;
        let [first, end] =
            [span.start, span.end].map(|at| nodes.partition_point(|it| it.span.start < at) as u32);
        let before = first.saturating_sub(1);
        let reaches = nodes.get(before as usize).is_some_and(|it| it.span.end >= span.start);
        (if reaches { before } else { first }..end).map(NodeId)
    }

    /// The value of a key, where it is a key of a map; else whatever comes after it.
    pub fn after(&self, key: NodeId) -> Option<NodeId> {
        (key.index() + 1 < self.len()).then_some(NodeId(key.0 + 1))
    }

    pub fn is_map(&self, id: NodeId) -> bool {
        matches!(self.resolve(id), Data::Map(_))
    }

    pub fn is_list(&self, id: NodeId) -> bool {
        matches!(self.resolve(id), Data::List(_))
    }

    pub fn str(&self, id: NodeId) -> Option<&str> {
        self.scalar(id).map(|scalar| scalar.text)
    }

    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match self.resolve(id) {
            Data::List(range) => &self.0.links[range.range()],
            _ => &[],
        }
    }

    /// The keys and values of a map as written, also those given twice. A last
    /// key whose value was never read is left out.
    pub fn entries(&self, id: NodeId) -> impl DoubleEndedIterator<Item = (NodeId, NodeId)> {
        let links = match self.resolve(id) {
            Data::Map(range) => &self.0.links[range.range()],
            _ => &[],
        };
        links.as_chunks().0.iter().map(|&[key, value]| (key, value))
    }

    /// The value of `key`: of the last one, where the key is given twice; of a map
    /// that is merged by `<<`, where it is not given here.
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entry(id, key).map(|(_, value)| value)
    }

    /// The key and value that [`Tree::get`] finds.
    pub fn entry(&self, id: NodeId, key: &str) -> Option<(NodeId, NodeId)> {
        let own = |map| self.entries(map).rev().find(|(name, _)| self.says(*name, key));
        match self.0.merges {
            true => self.merged(id).into_iter().find_map(own),
            false => own(id),
        }
    }

    /// Whether a node is a scalar of this text. Asked of keys more than anything else.
    fn says(&self, id: NodeId, text: &str) -> bool {
        match self.resolve(id) {
            Data::Verbatim(span, _) => {
                let source = self.0.text.as_str().as_bytes();
                span.len() as usize == text.len() && &source[span.range()] == text.as_bytes()
            }
            Data::Rewritten(_, at, _) | Data::Joined(_, at, _) => {
                self.0.rewritten.bytes(at) == text.as_bytes()
            }
            _ => false,
        }
    }

    /// The values of `key` that count: all of them where keys are directives, else one.
    pub fn all(&self, id: NodeId, key: &str) -> Vec<NodeId> {
        if !self.0.repeats {
            return self.get(id, key).into_iter().collect();
        }
        let named = self.entries(id).filter(|(name, _)| self.str(*name) == Some(key));
        named.map(|(_, value)| value).collect()
    }

    /// Whether any map of this tree may have a key twice; that none has is certain.
    pub fn may_double(&self) -> bool {
        self.0.doubles
    }

    /// The value that a chain of keys leads to.
    pub fn at(&self, id: NodeId, keys: &[&str]) -> Option<NodeId> {
        keys.iter().try_fold(id, |id, key| self.get(id, key))
    }

    /// Where the text of a scalar is written without its quotes, if it is written
    /// as it is; none behind an alias.
    pub fn inner(&self, id: NodeId) -> Option<Span> {
        match self.0.nodes[id.index()].data {
            Data::Verbatim(inner, _) => Some(inner),
            _ => None,
        }
    }

    /// The text of a scalar, as a text to be parsed in its turn.
    pub fn part(&self, id: NodeId) -> Option<Text> {
        let span = self.span(id);
        let part = self.0.text.part();
        Some(match self.resolve(id) {
            // Behind an alias the text stands elsewhere; the place is still the alias.
            _ if self.is_alias(id) => part.replace(span, self.str(id)?).finish(),
            Data::Verbatim(inner, _) => part.keep(inner).finish(),
            Data::Joined(range, ..) => {
                let pieces = &self.0.pieces[range.range()];
                pieces.iter().fold(part, |part, piece| part.keep(*piece)).finish()
            }
            Data::Rewritten(inner, at, style) => {
                let content = self.0.rewritten.get(at);
                let lines = (style == Style::Literal).then(|| self.lines(span, content)).flatten();
                lines.unwrap_or_else(|| text::align(&self.0.text, inner, content))
            }
            _ => return None,
        })
    }

    /// A literal block line by line: each is the end of a line of the source, as
    /// only indentation was taken off. None if that should ever not hold.
    fn lines(&self, span: Span, content: &str) -> Option<Text> {
        let source = self.0.text.as_str();
        // The span starts at the first letter; blank lines above it are content too.
        let mut start = span.start as usize;
        let lines = content.trim_start_matches('\n');
        let blank = &content[..content.len() - lines.len()];
        let mut part = self.0.text.part().replace(Span::new(start, start), blank);
        for line in lines.split_inclusive('\n') {
            let end = source[start..].find('\n').map_or(source.len(), |at| start + at + 1);
            let written = &source[start..end];
            let letters = line.trim_end_matches('\n');
            let from = start + written.trim_end_matches(['\r', '\n']).strip_suffix(letters)?.len();
            part = part.keep(Span::new(from, from + letters.len()));
            // The line break is one line feed, whatever was written.
            part = part.replace(Span::new(from + letters.len(), end), &line[letters.len()..]);
            start = end;
        }
        Some(part.finish())
    }

    /// The values within a node. Those behind an alias are not within it: whoever
    /// walks a tree has been, or will be, where they are written.
    fn children(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> {
        let (range, step) = match self.0.nodes[id.0 as usize].data {
            Data::List(range) => (range, 1),
            Data::Map(range) => (range, 2),
            _ => (Span::default(), 1),
        };
        self.0.links[range.range()].chunks_exact(step).map(move |link| link[step - 1])
    }

    pub fn is_alias(&self, id: NodeId) -> bool {
        matches!(self.0.nodes[id.0 as usize].data, Data::Alias(_))
    }

    /// What a node is, or its target if it is an alias: one step, as an alias
    /// cannot itself be anchored.
    fn resolve(&self, id: NodeId) -> Data {
        match self.0.nodes[id.0 as usize].data {
            Data::Alias(Some(target)) => self.0.nodes[target.0 as usize].data,
            data => data,
        }
    }
}
