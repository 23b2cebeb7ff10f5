//! What tests ask of every parser, and how they look at a tree.

use super::Parsed;
use crate::{
    text::{FileId, Span, Text},
    tree::{NodeId, Selector, Style, Tree},
};

/// A text parsed as a file of its own.
pub(super) struct Read {
    pub text: Text,
    pub tree: Tree,
    pub comments: Vec<String>,
    /// What is written where each notice points, and what it says.
    pub notices: Vec<(String, String)>,
}

pub(super) fn read(parse: fn(&Text) -> Parsed, text: &str) -> Read {
    let text = Text::of_file(FileId(0), text);
    let mut parsed = parse(&text);
    let (tree, comments) = parsed.documents.remove(0);
    let slice = |span: Span| text.slice(span).to_owned();
    let notices = parsed.notices.into_iter().map(|it| (slice(it.at.span), it.message)).collect();
    let comments = comments.into_iter().map(slice).collect();
    Read { tree: tree.expect("a tree"), comments, notices, text }
}

impl Read {
    pub fn select(&self, path: &str) -> Vec<NodeId> {
        self.tree.select(&Selector::parse(path).expect("a path"))
    }

    /// What the scalars that a path leads to say.
    pub fn texts(&self, path: &str) -> Vec<&str> {
        self.select(path).into_iter().map(|id| self.tree.str(id).unwrap_or("-")).collect()
    }

    /// What is written at the nodes that a path leads to.
    pub fn written(&self, path: &str) -> Vec<&str> {
        self.select(path).into_iter().map(|id| self.text.slice(self.tree.span(id))).collect()
    }

    /// What is written where a part of the text of a scalar stands.
    pub fn part(&self, path: &str, part: &str) -> &str {
        let text = self.tree.part(self.select(path)[0]).expect("a scalar");
        let start = text.as_str().find(part).expect("a part of the scalar");
        self.text.slice(text.locate(Span::new(start, start + part.len())).span)
    }

    pub fn shape(&self) -> String {
        shape(&self.tree, Tree::ROOT)
    }
}

/// A tree in one line, strings in quotes where they are quoted in the text.
fn shape(tree: &Tree, id: NodeId) -> String {
    if tree.is_list(id) {
        let items: Vec<_> = tree.items(id).iter().map(|it| shape(tree, *it)).collect();
        return format!("[{}]", items.join(", "));
    }
    match tree.scalar(id) {
        Some(scalar) if scalar.style == Style::Plain => scalar.text.to_owned(),
        Some(scalar) => format!("{:?}", scalar.text),
        None => {
            let entry = |(key, value)| format!("{}: {}", shape(tree, key), shape(tree, value));
            let entries: Vec<_> = tree.entries(id).map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// Every span lies in the text on its characters, a child in its parent, and each
/// letter of a scalar in the scalar.
pub(super) fn hold(parse: fn(&Text) -> Parsed, source: &str) {
    let text = Text::of_file(FileId(0), source);
    let parsed = parse(&text);
    let places = parsed.notices.iter().map(|it| it.at.span);
    let comments = parsed.documents.iter().flat_map(|it| it.1.iter().copied());
    for span in places.chain(comments) {
        assert!(source.get(span.range()).is_some(), "{span:?} of {source:?}");
    }
    for tree in parsed.documents.into_iter().filter_map(|it| it.0) {
        tree.nodes().for_each(|id| node_holds(source, &tree, id));
    }
}

fn node_holds(source: &str, tree: &Tree, id: NodeId) {
    let span = tree.span(id);
    assert!(source.get(span.range()).is_some(), "{span:?} of {source:?}");
    let (keys, values): (Vec<_>, Vec<_>) = tree.entries(id).unzip();
    for child in keys.into_iter().chain(values).chain(tree.items(id).iter().copied()) {
        assert!(span.holds(tree.span(child)), "{:?} in {span:?} of {source:?}", tree.span(child));
    }
    let Some(part) = tree.part(id) else { return };
    assert_eq!(Some(part.as_str()), tree.str(id), "{source:?}");
    for (at, letter) in part.as_str().char_indices() {
        let place = part.locate(Span::new(at, at + letter.len_utf8())).span;
        assert!(span.holds(place), "{letter:?} at {place:?} in {span:?} of {source:?}");
        assert!(source.get(place.range()).is_some(), "{place:?} of {source:?}");
    }
}

/// A text with parts put in, each at a share of its length, and what stood there cut out.
pub(super) fn mutated(text: &str, cuts: &[(f64, &str)]) -> String {
    let mut text = text.to_owned();
    for (share, part) in cuts {
        let at = text.floor_char_boundary((text.len() as f64 * share) as usize);
        let end = text.ceil_char_boundary((at + 2 * part.len()).min(text.len()));
        text.replace_range(at..end, part);
    }
    text
}
