//! Objects while patches change them: nodes of several texts, in one tree in the end.

use crate::{
    facts::UNKNOWN_TEXT,
    text::{Span, Text},
    tree::{Builder, NodeId, Style, Tree},
};

/// How deep an object may be. What lies deeper is left out.
const MAX_DEPTH: usize = 64;

/// A node that can be changed. Spans are of the joined text.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub(super) enum Data {
    Scalar { text: String, inner: Span, style: Style },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// Lines of a text, and where they stand in the joined one.
struct Shift {
    lines: Span,
    offset: u32,
}

impl Shift {
    fn shift(&self, span: Span) -> Option<Span> {
        let by = |at: u32| at - self.lines.start + self.offset;
        self.lines.holds(span).then(|| Span { start: by(span.start), end: by(span.end) })
    }
}

impl Node {
    /// A node of a tree of which some lines stand at an offset in the joined text.
    pub(super) fn read(tree: &Tree, id: NodeId, lines: Span, offset: u32) -> Self {
        let shift = Shift { lines, offset };
        Self::below(tree, id, &shift, (Span { start: offset, end: offset }, MAX_DEPTH))
    }

    fn below(tree: &Tree, id: NodeId, shift: &Shift, (around, depth): (Span, usize)) -> Self {
        // What stands behind an alias may stand elsewhere.
        let span = shift.shift(tree.span(id)).unwrap_or(around);
        let deeper = |it: NodeId| Self::below(tree, it, shift, (span, depth - 1));
        let data = match tree.scalar(id) {
            Some(scalar) => Data::Scalar {
                text: scalar.text.to_owned(),
                inner: tree.inner(id).and_then(|it| shift.shift(it)).unwrap_or(span),
                style: scalar.style,
            },
            None if depth == 0 => Data::List(Vec::new()),
            None if tree.is_list(id) => {
                Data::List(tree.items(id).iter().map(|it| deeper(*it)).collect())
            }
            None => {
                let members = tree.members(id).into_iter();
                Data::Map(members.map(|(key, value)| (deeper(key), deeper(value))).collect())
            }
        };
        Self { span, data }
    }

    pub(super) fn str(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    pub(super) fn is_null(&self) -> bool {
        let Data::Scalar { text, style: Style::Plain, .. } = &self.data else { return false };
        matches!(text.as_str(), "null" | "~" | "")
    }

    pub(super) fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn entries(&self) -> &[(Self, Self)] {
        match &self.data {
            Data::Map(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|it| it.0.str() == Some(key)).map(|it| &it.1)
    }

    /// What is changed in one way by one overlay, and otherwise by another: each value is
    /// unknown, but those by which things are known.
    pub(super) fn blurred(self, is_name: bool) -> Self {
        let Self { span, data } = self;
        let data = match data {
            Data::Scalar { text, inner, style } if is_name => Data::Scalar { text, inner, style },
            Data::Scalar { .. } => {
                Data::Scalar { text: UNKNOWN_TEXT.to_owned(), inner: span, style: Style::Plain }
            }
            Data::List(items) => {
                Data::List(items.into_iter().map(|it| it.blurred(is_name)).collect())
            }
            Data::Map(entries) => {
                let blur = |(key, value): (Self, Self)| {
                    let name = key.str().unwrap_or_default();
                    let is_name = NAMES.contains(&name) || name.starts_with('$');
                    (key, value.blurred(is_name))
                };
                Data::Map(entries.into_iter().map(blur).collect())
            }
        };
        Self { span, data }
    }

    /// The tree of it.
    pub(super) fn tree(&self, text: &Text) -> Option<Tree> {
        let mut builder = Builder::new(text);
        self.write(&mut builder);
        builder.finish()
    }

    fn write(&self, builder: &mut Builder) {
        match &self.data {
            Data::Scalar { text, inner, style } => {
                builder.scalar_within(self.span, *inner, text, *style);
            }
            Data::List(items) => {
                builder.open_list(self.span);
                items.iter().for_each(|it| it.write(builder));
                builder.close_at(self.span);
            }
            Data::Map(entries) => {
                builder.open_map(self.span);
                entries.iter().for_each(|(key, value)| {
                    key.write(builder);
                    value.write(builder);
                });
                builder.close_at(self.span);
            }
        }
    }
}

/// Keys whose values say which thing of several is meant.
const NAMES: &[&str] =
    &["apiVersion", "kind", "name", "namespace", "containerPort", "port", "mountPath", "ip"];
