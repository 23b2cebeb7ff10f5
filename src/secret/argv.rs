//! Commands that are written as lists of words: health checks, probes, hooks.
//!
//! Knows trees and where their words stand; which words are passwords is said elsewhere.

use super::{
    Candidate,
    lines::{self, Cues},
    rest::may_tell,
};
use crate::{
    facts::Context,
    syntax::Document,
    text::{Location, Span},
    tree::{NodeId, Tree},
};

/// Longer lists are data.
const MAX_WORDS: usize = 64;

/// More nodes than these wait nowhere but in a file that a program wrote.
const MAX_OPEN: usize = 100_000;

/// The passwords in all lists of words of a document, some of whose lines have cues.
pub(super) fn find(
    document: &Document,
    cued: &[(usize, &str, Cues)],
    context: Context,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    let commands = cued.iter().copied().filter(|it| it.2.has(Cues::COMMAND));
    let commands: Vec<_> = commands.collect();
    let is_about = document.root().filter(|_| !commands.is_empty());
    let Some((tree, root)) = is_about else { return found };
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        if open.len() > MAX_OPEN {
            break;
        }
        if !may_tell(tree.span(node), &commands) && !tree.is_alias(node) {
            continue;
        }
        if tree.is_map(node) {
            open.extend(tree.members(node).into_iter().map(|it| it.1));
        } else if tree.is_list(node) {
            of_list(tree, node, context, &mut found);
            open.extend(tree.items(node));
        }
    }
    found
}

fn of_list(tree: &Tree, node: NodeId, context: Context, found: &mut Vec<Candidate>) {
    let items = tree.items(node);
    if !(2..=MAX_WORDS).contains(&items.len()) {
        return;
    }
    let words: Option<Vec<&str>> = items.iter().map(|it| tree.str(*it)).collect();
    let Some(words) = words else { return };
    for (index, range, candidate) in lines::of_words(&words, context) {
        let written = tree.inner(items[index]).unwrap_or_default();
        if written.len() as usize == words[index].len() {
            let start = written.start + range.start as u32;
            let span = Span { start, end: start + range.len() as u32 };
            let at = tree.text().locate(span);
            found.push(Candidate { at: Location { ..at }, ..candidate });
        }
    }
}
