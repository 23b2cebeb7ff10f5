//! The documents of a file: formats, kinds, nodes.

use super::{Shown, place, printable};
use crate::{
    engine::MAX_DEPTH,
    facts::{self, Facts, Kind},
    syntax::{self, Document, Input},
    text::{Location, Span},
    tree::{NodeId, Tree},
};

/// How much of a scalar is shown.
const MAX_WIDTH: usize = 60;

/// Shows the documents of a file and of the files in it.
pub fn show(file: Input, shown: &Shown<'_>) -> String {
    let mut out = String::new();
    let mut inputs = vec![file];
    while let Some(input) = inputs.pop() {
        let (documents, _) = syntax::parse(&input);
        for document in &documents {
            let classified = facts::classify(document);
            let kinds: Vec<_> = classified.iter().map(|it| it.0).collect();
            out += &title(document, &kinds, shown);
            if let Some((tree, root)) = document.root() {
                out += &nodes(tree, root, shown);
            }
            for (kind, root) in classified {
                let (stated, _) = facts::extract(document, kind, root);
                out += &summary(&stated);
                inputs.extend(facts::embedded(document, kind, root));
            }
        }
        inputs.retain(|it| it.text.depth() <= MAX_DEPTH);
    }
    out
}

fn title(document: &Document, kinds: &[Kind], shown: &Shown<'_>) -> String {
    let whole = Span::new(0, document.text.as_str().len());
    let at = document.root().map_or(document.text.locate(whole), |(tree, it)| tree.locate(it));
    let kinds: Vec<_> = kinds.iter().map(|it| format!("{it:?}")).collect();
    let name = document.name.as_deref().filter(|_| document.text.depth() > 0);
    let name = name.map_or_else(String::new, |it| format!(" `{}`", printable(it)));
    let format = format!("{:?}", document.format).to_lowercase();
    format!("{}  {format}: {}{name}\n", place(at, shown.sources), kinds.join(", "))
}

/// Each node on a line, under the one that holds it.
fn nodes(tree: &Tree, root: NodeId, shown: &Shown<'_>) -> String {
    let mut out = String::new();
    let mut open: Vec<(String, NodeId, usize)> = vec![(String::new(), root, 1)];
    while let Some((name, node, depth)) = open.pop() {
        let at = tree.locate(node);
        let (start, end) = shown.sources.region(at);
        let indent = "  ".repeat(depth);
        let what = match tree.str(node) {
            Some(text) => short(shown.mask.show(at, text)),
            None if tree.is_list(node) => "[]".to_owned(),
            None if tree.is_map(node) => "{}".to_owned(),
            None => "?".to_owned(),
        };
        let alias = if tree.is_alias(node) { " (alias)" } else { "" };
        out += &format!("{indent}{name}{what}{alias}  {start}-{end}\n");
        if tree.is_alias(node) {
            continue;
        }
        let named = |(key, value): (NodeId, NodeId)| {
            let key = short(shown.mask.show(tree.locate(key), tree.str(key).unwrap_or("?")));
            (format!("{key}: "), value, depth + 1)
        };
        let mut below: Vec<_> = tree.entries(node).map(named).collect();
        below.extend(tree.items(node).iter().map(|it| ("- ".to_owned(), *it, depth + 1)));
        open.extend(below.into_iter().rev());
    }
    out
}

pub fn short(text: &str) -> String {
    let shown = printable(&text.chars().take(MAX_WIDTH + 1).collect::<String>());
    match shown.char_indices().nth(MAX_WIDTH) {
        Some((end, _)) => format!("{}...", &shown[..end]),
        None => shown,
    }
}

fn summary(facts: &Facts) -> String {
    let counts = [
        ("workloads", facts.workloads.len()),
        ("containers", facts.workloads.iter().map(|it| it.containers.len()).sum()),
        ("config objects", facts.config_objects.len()),
        ("services", facts.services.len()),
        ("ingresses", facts.ingresses.len()),
        ("network policies", facts.network_policies.len()),
        ("scalers", facts.scalers.len()),
        ("disruption budgets", facts.budgets.len()),
        ("setting files", facts.setting_files.len()),
        ("settings", facts.setting_files.iter().map(|it| it.settings.len()).sum()),
        ("images", facts.images.len()),
    ];
    let stated: Vec<_> =
        counts.iter().filter(|it| it.1 > 0).map(|it| format!("{} {}", it.1, it.0)).collect();
    if stated.is_empty() { String::new() } else { format!("  states {}\n", stated.join(", ")) }
}

/// What a place is called.
pub fn at(location: Location, shown: &Shown<'_>) -> String {
    place(location, shown.sources)
}
