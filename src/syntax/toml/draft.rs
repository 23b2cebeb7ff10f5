//! Nodes in the making, and the tree of them. Knows nothing of how TOML is written.

use crate::{
    text::{Span, Text},
    tree::{Builder, Style, Tree},
};

/// All nodes that are yet to be put in their place: the root first, each after what
/// holds it.
pub(super) struct Drafts {
    all: Vec<Draft>,
    /// What the scalars say that is not written as it reads.
    said: String,
}

struct Draft {
    span: Span,
    shape: Shape,
    /// What it is called in the table that holds it.
    key: Option<Key>,
    /// The next in what holds it. The root, which is number 0, is next to nothing.
    next: usize,
}

#[derive(Clone, Copy)]
pub(super) enum Shape {
    Scalar(Written),
    List(Children),
    Table(Children),
}

/// The first and the last of them, or the root, which is nobody's child.
#[derive(Clone, Copy, Default)]
pub(super) struct Children {
    first: usize,
    last: usize,
}

impl Shape {
    pub(super) const LIST: Self = Self::List(Children { first: NONE, last: NONE });
    pub(super) const TABLE: Self = Self::Table(Children { first: NONE, last: NONE });
}

const NONE: usize = 0;

pub(super) type Key = (Span, Written);

/// A scalar: where it stands without its quotes, and what it says.
#[derive(Clone, Copy)]
pub(super) struct Written {
    pub(super) inner: Span,
    /// A part of what is said; none where it says what its bytes say.
    content: Option<Span>,
    style: Style,
}

impl Written {
    /// One that says what its bytes say.
    pub(super) fn verbatim(inner: Span, style: Style) -> Self {
        Self { inner, content: None, style }
    }
}

impl Drafts {
    /// The root alone, which is a table.
    pub(super) fn new(text: &Text) -> Self {
        // So many bytes has a node of most configuration.
        let mut all = Vec::with_capacity(text.as_str().len() / 16 + 1);
        all.push(Draft { span: Span::default(), shape: Shape::TABLE, key: None, next: NONE });
        Self { all, said: String::new() }
    }

    /// A scalar that says something else than its bytes.
    pub(super) fn rewritten(&mut self, inner: Span, content: &str, style: Style) -> Written {
        let start = self.said.len();
        self.said.push_str(content);
        Written { inner, content: Some(Span::new(start, self.said.len())), style }
    }

    /// What a key says if it is not what is written.
    pub(super) fn said(&self, key: &Key) -> Option<&str> {
        key.1.content.map(|it| &self.said[it.range()])
    }

    /// Puts a node that has a key into a table; none if that is none.
    pub(super) fn enter(
        &mut self,
        table: usize,
        key: Key,
        span: Span,
        shape: Shape,
    ) -> Option<usize> {
        let id = self.all.len();
        let Shape::Table(children) = &mut self.all[table].shape else { return None };
        let before = children.append(id);
        self.add(before, Draft { span, shape, key: Some(key), next: NONE });
        Some(id)
    }

    /// Puts a node at the end of a list; none if that is none.
    pub(super) fn push(&mut self, list: usize, span: Span, shape: Shape) -> Option<usize> {
        let id = self.all.len();
        let Shape::List(children) = &mut self.all[list].shape else { return None };
        let before = children.append(id);
        self.add(before, Draft { span, shape, key: None, next: NONE });
        Some(id)
    }

    /// A node that has no place in any other.
    pub(super) fn lose(&mut self, span: Span, shape: Shape) -> usize {
        self.all.push(Draft { span, shape, key: None, next: NONE });
        self.all.len() - 1
    }

    fn add(&mut self, before: usize, draft: Draft) {
        if before != NONE {
            self.all[before].next = self.all.len();
        }
        self.all.push(draft);
    }

    /// The last item of a list; of anything else, itself.
    pub(super) fn newest(&self, id: usize) -> usize {
        match self.all[id].shape {
            Shape::List(Children { last, .. }) if last != NONE => last,
            _ => id,
        }
    }

    /// Makes a node reach over a place.
    pub(super) fn reach(&mut self, id: usize, span: Span) {
        let own = &mut self.all[id].span;
        *own = hull(*own, span);
    }

    /// The tree of them: each table's span reaches over all that is in it.
    pub(super) fn build(mut self, text: &Text) -> Option<Tree> {
        self.reach_over_children();
        let mut tree = Builder::new(text);
        let (mut open, mut at) = (Vec::new(), 0);
        loop {
            let Draft { span, shape, key, next } = &self.all[at];
            if let Some((span, written)) = key {
                self.emit(&mut tree, *span, *written);
            }
            let children = match shape {
                Shape::Scalar(written) => {
                    self.emit(&mut tree, *span, *written);
                    None
                }
                Shape::List(children) => {
                    tree.open_list(*span);
                    Some(children)
                }
                Shape::Table(children) => {
                    tree.open_map(*span);
                    Some(children)
                }
            };
            at = *next;
            if let Some(children) = children {
                open.push((span.end, *next));
                at = children.first;
            }
            while at == NONE {
                let Some((end, next)) = open.pop() else { return tree.finish() };
                tree.close(Some(end));
                at = next;
            }
        }
    }

    fn reach_over_children(&mut self) {
        for id in (0..self.all.len()).rev() {
            let (Shape::List(children) | Shape::Table(children)) = self.all[id].shape else {
                continue;
            };
            let (mut span, mut child) = (self.all[id].span, children.first);
            while child != NONE {
                let it = &self.all[child];
                span = it.key.iter().fold(hull(span, it.span), |span, key| hull(span, key.0));
                child = it.next;
            }
            self.all[id].span = span;
        }
    }

    fn emit(&self, tree: &mut Builder, span: Span, written: Written) {
        match written.content {
            None => tree.joined(span, &[written.inner], written.style),
            Some(content) => {
                let content = &self.said[content.range()];
                tree.scalar_within(span, written.inner, content, written.style)
            }
        };
    }
}

impl Children {
    /// Says which one was the last before.
    fn append(&mut self, id: usize) -> usize {
        if self.first == NONE {
            self.first = id;
        }
        std::mem::replace(&mut self.last, id)
    }
}

/// The span over two.
fn hull(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}
