//! Nodes in the making, and the tree of them. Knows nothing of how TOML is written.

use crate::{
    text::{Span, Text},
    tree::{Builder, Style, Tree},
};

/// A node that is yet to be put in its place.
pub(super) struct Draft {
    pub(super) span: Span,
    pub(super) shape: Shape,
}

pub(super) enum Shape {
    Scalar(Written),
    List(Vec<usize>),
    Table(Vec<(Key, usize)>),
}

impl Shape {
    pub(super) fn list() -> Self {
        Self::List(Vec::new())
    }

    pub(super) fn table() -> Self {
        Self::Table(Vec::new())
    }
}

pub(super) type Key = (Span, Written);

/// A scalar: where it stands without its quotes, and what it says.
#[derive(Clone)]
pub(super) struct Written {
    pub(super) inner: Span,
    /// None where it says what its bytes say.
    pub(super) content: Option<Box<str>>,
    pub(super) style: Style,
}

/// The span over two.
pub(super) fn hull(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}

/// The tree of the drafts: each table's span reaches over all that is in it.
pub(super) fn build(text: &Text, mut drafts: Vec<Draft>) -> Option<Tree> {
    for id in (0..drafts.len()).rev() {
        let own = drafts[id].span;
        let with = |span: Span, it: usize| hull(span, drafts[it].span);
        drafts[id].span = match &drafts[id].shape {
            Shape::Scalar(_) => continue,
            Shape::List(items) => items.iter().fold(own, |span, it| with(span, *it)),
            Shape::Table(entries) => {
                entries.iter().fold(own, |span, (key, it)| with(hull(span, key.0), *it))
            }
        };
    }
    let mut tree = Builder::new(text);
    let mut open = vec![Step::Node(0)];
    while let Some(step) = open.pop() {
        match step {
            Step::Close(end) => tree.close(Some(end)),
            Step::Key(span, written) => emit(&mut tree, span, written),
            Step::Node(id) => match &drafts[id].shape {
                Shape::Scalar(written) => emit(&mut tree, drafts[id].span, written),
                Shape::List(items) => {
                    tree.open_list(drafts[id].span);
                    open.push(Step::Close(drafts[id].span.end));
                    open.extend(items.iter().rev().map(|it| Step::Node(*it)));
                }
                Shape::Table(entries) => {
                    tree.open_map(drafts[id].span);
                    open.push(Step::Close(drafts[id].span.end));
                    open.extend(entries.iter().rev().flat_map(|((span, written), it)| {
                        [Step::Node(*it), Step::Key(*span, written)]
                    }));
                }
            },
        }
    }
    tree.finish()
}

enum Step<'d> {
    Node(usize),
    Key(Span, &'d Written),
    Close(u32),
}

fn emit(tree: &mut Builder, span: Span, written: &Written) {
    match &written.content {
        None => tree.joined(span, &[written.inner], written.style),
        Some(content) => tree.scalar_within(span, written.inner, content, written.style),
    };
}
