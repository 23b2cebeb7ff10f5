//! The environment of a service.

use crate::{
    facts::{Layer, Located, Setting, Value, located, stated::stated_bool},
    text::{Span, Text},
    tree::{NodeId, Tree},
};

/// The tag of Compose's own between a key and its value.
pub(super) fn tag(tree: &Tree, key: NodeId, value: NodeId) -> Option<&'static str> {
    let (from, to) = (tree.span(key).end, tree.span(value).start);
    let between = tree.text().as_str().get(from as usize..to as usize)?;
    let mut words = between.split([' ', '\n', '\r', '\t', ':']);
    words.find_map(|word| ["!reset", "!override"].into_iter().find(|it| *it == word))
}

/// What is written with the service goes over all files, wherever they stand.
pub(super) fn layers(
    tree: &Tree,
    files: Option<NodeId>,
    environment: Option<NodeId>,
) -> Vec<Layer> {
    let files = files.map_or_else(Vec::new, |id| match tree.items(id) {
        [] => vec![id],
        items => items.to_vec(),
    });
    let files = files.into_iter().filter_map(|id| file(tree, id));
    files.chain(environment.into_iter().flat_map(|id| own(tree, id))).collect()
}

/// A path, or a section that holds one and says whether it must be there.
fn file(tree: &Tree, id: NodeId) -> Option<Layer> {
    if let Some(path) = located(tree, id) {
        let is_said = !path.it.is_empty();
        return is_said.then_some(Layer::File { path, required: true });
    }
    let path = located(tree, tree.get(id, "path")?)?;
    let required = !stated_bool(tree, tree.get(id, "required")).is_false();
    Some(Layer::File { path, required })
}

fn own(tree: &Tree, id: NodeId) -> Vec<Layer> {
    if tree.is_list(id) {
        return tree.items(id).iter().filter_map(|item| assignment(&tree.part(*item)?)).collect();
    }
    let entry = |(key, value)| {
        let name = located(tree, key)?;
        if tag(tree, key, value) == Some("!reset") {
            return None;
        }
        if tree.scalar(value)?.is_null() {
            return Some(Layer::Passed(name));
        }
        Some(Layer::Own(Setting::new(name, Value::of(tree, value)?)))
    };
    tree.members(id).into_iter().filter_map(entry).collect()
}

/// `NAME=value`, or the `NAME` alone of a variable that is passed on.
fn assignment(text: &Text) -> Option<Layer> {
    let all = text.as_str();
    let end = all.find('=').unwrap_or(all.len());
    let name = all[..end].trim();
    let start = all.find(name)?;
    let at = text.locate(Span::new(start, start + name.len()));
    let name = Located { it: name.to_owned(), at };
    if name.it.is_empty() {
        return None;
    }
    if end == all.len() {
        return Some(Layer::Passed(name));
    }
    let span = Span::new(end + 1, all.len());
    let value = text.part().keep(span).finish();
    Some(Layer::Own(Setting::new(name, Value::of_text(&value, text.locate(span)))))
}
