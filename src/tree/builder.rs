//! Builds a tree from the events of a parser, in the order of the text.

use std::{collections::HashMap, sync::Arc};

use super::{
    MERGE, NodeId, Style, Tree,
    arena::{Arena, Data, Node, Rewritten},
};
use crate::text::{Span, Text};

/// How many times its own size a text may grow if all its aliases were written out.
const MAX_GROWTH: u64 = 16;

/// More room is made only for nodes that there are.
const MAX_ROOM: usize = 4096;

/// A tree in the making. Whatever is still open at the end is closed there, so
/// a text that breaks off still yields what could be read of it.
#[derive(Debug)]
pub struct Builder {
    arena: Arena,
    open: Vec<Frame>,
    /// Children of the open nodes, those of the innermost last.
    pending: Vec<NodeId>,
    /// What each node that an alias stands for would weigh with its own aliases written out.
    weights: HashMap<NodeId, u64>,
    /// What the aliases up to here may still weigh.
    budget: u64,
}

#[derive(Debug)]
struct Frame {
    node: NodeId,
    /// Where its children start among the pending ones.
    first: usize,
}

impl Builder {
    pub fn new(text: &Text) -> Self {
        // So many bytes has a node of most configuration.
        Self::with_room(text, text.as_str().len() / 12)
    }

    /// The same, with room for so many nodes before it has to grow.
    pub fn with_room(text: &Text, room: usize) -> Self {
        let (text, budget) = (text.clone(), MAX_GROWTH * (text.as_str().len() as u64 + 64));
        let room = room.clamp(8, MAX_ROOM);
        let (nodes, links) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let (rewritten, pieces) = (Rewritten::default(), Vec::new());
        let (repeats, merges, doubles) = (false, false, false);
        let arena = Arena { text, repeats, merges, doubles, nodes, links, rewritten, pieces };
        let (open, pending) = (Vec::with_capacity(16), Vec::with_capacity(64));
        let weights = HashMap::new();
        Self { arena, open, pending, weights, budget }
    }

    /// A scalar whose quotes, if it has any, are of one byte each. `span` covers
    /// them, `content` is without them and its escapes undone.
    pub fn scalar(&mut self, span: Span, content: &str, style: Style) -> NodeId {
        let quote = u32::from(style == Style::Quoted);
        let inner =
            Span { start: span.start + quote, end: span.end.max(span.start + 2 * quote) - quote };
        self.scalar_within(span, inner, content, style)
    }

    /// A scalar whose text is written at `inner` within `span`, between quotes of any width.
    pub fn scalar_within(
        &mut self,
        span: Span,
        inner: Span,
        content: &str,
        style: Style,
    ) -> NodeId {
        self.arena.merges |= content == MERGE && style == Style::Plain;
        let verbatim = self.arena.text.as_str().get(inner.range()) == Some(content);
        if verbatim {
            return self.push(span, Data::Verbatim(inner, style));
        }
        let at = self.arena.rewritten.push([content]);
        let inner = Span { start: inner.start.max(span.start), end: inner.end.min(span.end) };
        self.push(span, Data::Rewritten(inner, at, style))
    }

    /// A scalar that is nowhere written as it is said here.
    pub fn said(&mut self, span: Span, content: &str, style: Style) -> NodeId {
        let at = self.arena.rewritten.push([content]);
        self.push(span, Data::Rewritten(span, at, style))
    }

    /// A scalar that says what its pieces say, one after the other: quotes, escapes and
    /// the ends of continued lines between them are no part of it. The pieces lie
    /// within `span` and in its order.
    pub fn joined(&mut self, span: Span, pieces: &[Span], style: Style) -> NodeId {
        match pieces {
            [] => self.scalar(span, "", style),
            [all] => self.push(span, Data::Verbatim(*all, style)),
            _ => {
                let Arena { text, pieces: all, rewritten, .. } = &mut self.arena;
                let at = rewritten.push(pieces.iter().map(|it| text.slice(*it)));
                let start = all.len();
                all.extend_from_slice(pieces);
                let range = Span::new(start, all.len());
                self.push(span, Data::Joined(range, at, style))
            }
        }
    }

    /// A node that stands for `target`, if it may; says whether it does. One that
    /// would hold itself, or make the text a bomb, stands for nothing: so whoever
    /// follows aliases ends, in a time that the length of the text foretells.
    pub fn alias(&mut self, span: Span, target: Option<NodeId>) -> bool {
        let target = target.filter(|it| self.open.iter().all(|frame| frame.node != *it));
        let weight = target.map(|target| self.weight(target));
        let followed = weight.is_some_and(|weight| weight <= self.budget);
        self.push(span, Data::Alias(target.filter(|_| followed)));
        self.budget -= weight.filter(|_| followed).unwrap_or(0);
        followed
    }

    /// How long the text of a closed node would be, about, with its aliases written out.
    fn weight(&mut self, node: NodeId) -> u64 {
        if let Some(known) = self.weights.get(&node) {
            return *known;
        }
        let (mut weight, mut open) = (0, vec![node]);
        while let Some(node) = open.pop() {
            let it = &self.arena.nodes[node.index()];
            weight += match it.data {
                Data::List(links) | Data::Map(links) => {
                    open.extend(&self.arena.links[links.range()]);
                    1
                }
                // Whatever an alias stands for was weighed when the alias was met.
                Data::Alias(Some(target)) => self.weights.get(&target).copied().unwrap_or(0),
                _ => u64::from(it.span.len()) + 1,
            };
        }
        self.weights.insert(node, weight);
        weight
    }

    pub fn open_list(&mut self, span: Span) -> NodeId {
        let list = self.push(span, Data::List(Span::default()));
        self.open(list)
    }

    /// Children of a map are its keys and values by turns.
    pub fn open_map(&mut self, span: Span) -> NodeId {
        let map = self.push(span, Data::Map(Span::default()));
        self.open(map)
    }

    /// Ends the innermost open node, at `end` or where its last child ends.
    pub fn close(&mut self, end: Option<u32>) {
        let Some(frame) = self.open.pop() else { return };
        let children = &self.pending[frame.first..];
        let last = children.last().map(|child| self.arena.nodes[child.0 as usize].span.end);
        let is_map = matches!(self.arena.nodes[frame.node.0 as usize].data, Data::Map(_));
        self.arena.doubles |= is_map && self.arena.doubles(children);
        let links = &mut self.arena.links;
        let start = links.len();
        links.extend(self.pending.drain(frame.first..));
        let node = &mut self.arena.nodes[frame.node.0 as usize];
        let range = Span::new(start, links.len());
        if let Data::List(links) | Data::Map(links) = &mut node.data {
            *links = range;
        }
        node.span.end = end.or(last).unwrap_or(node.span.end).max(node.span.end);
    }

    /// Ends the innermost open node, which stands just there, wherever its children do.
    pub fn close_at(&mut self, span: Span) {
        let node = self.open.last().map(|frame| frame.node);
        self.close(Some(span.end));
        if let Some(node) = node {
            self.arena.nodes[node.0 as usize].span = span;
        }
    }

    /// Says that keys are directives, which may stand several times and all count.
    pub fn repeats(&mut self) {
        self.arena.repeats = true;
    }

    /// The tree, unless there is nothing in it.
    pub fn finish(mut self) -> Option<Tree> {
        while !self.open.is_empty() {
            self.close(None);
        }
        (!self.arena.nodes.is_empty()).then(|| Tree(Arc::new(self.arena)))
    }

    fn push(&mut self, span: Span, data: Data) -> NodeId {
        let id = NodeId(self.arena.nodes.len() as u32);
        self.arena.nodes.push(Node { span, data });
        self.pending.push(id);
        id
    }

    fn open(&mut self, node: NodeId) -> NodeId {
        self.open.push(Frame { node, first: self.pending.len() });
        node
    }
}
