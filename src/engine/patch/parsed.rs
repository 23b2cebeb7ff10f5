//! Patches as they are written, and the one text that they and an object are.

use super::node::{Data, Node};
use crate::{
    engine::files::Files,
    syntax::{self, Document, Format, Input},
    text::{FileId, Location, Span, Text},
    tree::{NodeId, Tree},
};

/// A patch. One that cannot be read has no parts.
#[derive(Default)]
pub(super) struct Parsed {
    pub file: Option<FileId>,
    pub parts: Vec<Part>,
}

/// An object or a list of operations, and the text that it stands in.
#[derive(Clone)]
pub(super) struct Part {
    pub text: Text,
    pub tree: Tree,
    pub root: NodeId,
}

impl Parsed {
    pub(super) fn new(file: Option<FileId>, text: &Text, name: &str) -> Self {
        let format = if name.ends_with(".json") { Format::Json } else { Format::Yaml };
        let (documents, _) = syntax::parse_as(&Input::file(name, text.clone()), format);
        let parts = documents.into_iter().filter_map(|document| {
            let tree = document.tree?;
            let is_read = tree.is_map(Tree::ROOT) || tree.is_list(Tree::ROOT);
            is_read.then_some(Part { text: document.text, tree, root: Tree::ROOT })
        });
        Self { file, parts: parts.collect() }
    }
}

impl Part {
    pub(super) fn region(&self) -> Location {
        self.tree.locate(self.root)
    }

    /// Whether it is a list of operations.
    pub(super) fn is_operations(&self) -> bool {
        self.tree.is_list(self.root)
    }

    /// The lines that it stands on.
    fn lines(&self) -> Span {
        let (span, text) = (self.tree.span(self.root), self.text.as_str());
        let start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        Span::new(start, span.end as usize)
    }

    /// As a document of its own.
    pub(super) fn document(&self, files: &Files, tree: Option<Tree>, text: Text) -> Document {
        let file = self.region().file;
        Document {
            name: Some(files.name(file).to_owned()),
            format: Format::Yaml,
            headings: vec![files.path_below_root(file).to_owned()],
            text,
            tree,
            comments: Vec::new(),
        }
    }
}

/// An object and the parts that change it, in one text.
pub(super) fn joined<'a>(
    base: &Part,
    others: impl Iterator<Item = &'a Part>,
) -> (Text, Node, Vec<(&'a Part, Node)>) {
    let mut at = 0;
    let mut texts = Vec::new();
    let mut put = |part: &Part| {
        let lines = part.lines();
        let node = Node::read(&part.tree, part.root, lines, at);
        texts.push((part.text.clone(), lines));
        at += lines.len();
        node
    };
    let node = put(base);
    let others: Vec<_> = others.map(|it| (it, put(it))).collect();
    (Text::join(&base.text, texts), node, others)
}

/// A part of an object without what says which object is meant.
pub(super) fn without_identity(mut node: Node) -> Node {
    let Data::Map(entries) = &mut node.data else { return node };
    entries.retain(|it| !matches!(it.0.str(), Some("apiVersion" | "kind")));
    for (key, value) in entries {
        if let (Some("metadata"), Data::Map(own)) = (key.str(), &mut value.data) {
            own.retain(|it| !matches!(it.0.str(), Some("name" | "namespace")));
        }
    }
    node
}
