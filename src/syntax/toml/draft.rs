//! Nodes in the making, and the tree of them. Knows nothing of how TOML is written.

use std::borrow::Cow;

use crate::{
    text::{Span, Text},
    tree::{Builder, Style, Tree},
};

/// A node that is yet to be put in its place.
pub(super) struct Draft<'a> {
    pub(super) span: Span,
    pub(super) shape: Shape<'a>,
}

pub(super) enum Shape<'a> {
    Scalar(Written<'a>),
    List(Vec<usize>),
    Table(Vec<(Key<'a>, usize)>),
}

impl Shape<'_> {
    pub(super) fn list() -> Self {
        Self::List(Vec::new())
    }

    pub(super) fn table() -> Self {
        Self::Table(Vec::new())
    }
}

pub(super) type Key<'a> = (Span, Written<'a>);

/// A scalar: where it stands without its quotes, and what it says.
#[derive(Clone)]
pub(super) struct Written<'a> {
    pub(super) inner: Span,
    pub(super) content: Cow<'a, str>,
    pub(super) style: Style,
}

/// The span over two.
pub(super) fn hull(one: Span, other: Span) -> Span {
    Span { start: one.start.min(other.start), end: one.end.max(other.end) }
}

/// The tree of the drafts: each table's span reaches over all that is in it.
pub(super) fn build(text: &Text, mut drafts: Vec<Draft<'_>>) -> Option<Tree> {
    for id in (0..drafts.len()).rev() {
        let children: Vec<Span> = match &drafts[id].shape {
            Shape::Scalar(_) => continue,
            Shape::List(items) => items.iter().map(|it| drafts[*it].span).collect(),
            Shape::Table(entries) => {
                entries.iter().flat_map(|(key, it)| [key.0, drafts[*it].span]).collect()
            }
        };
        drafts[id].span = children.into_iter().fold(drafts[id].span, hull);
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

enum Step<'d, 'a> {
    Node(usize),
    Key(Span, &'d Written<'a>),
    Close(u32),
}

fn emit(tree: &mut Builder, span: Span, written: &Written<'_>) {
    tree.scalar_within(span, written.inner, &written.content, written.style);
}
