//! What statements of SQL grant, and to whom.

use crate::{
    facts::View,
    tree::{NodeId, Tree},
};

/// A statement, by its words.
pub struct Statement<'a> {
    pub tree: &'a Tree,
    pub words: &'a [NodeId],
}

/// The statements of a document.
pub fn statements<'a>(view: &View<'a>) -> impl Iterator<Item = Statement<'a>> {
    let tree = view.tree();
    let all = tree.map_or(&[][..], |tree| tree.items(view.root));
    let of = move |id: &NodeId| tree.map(|tree| Statement { tree, words: tree.items(*id) });
    all.iter().filter_map(of)
}

impl Statement<'_> {
    pub fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).is_some_and(|it| it.eq_ignore_ascii_case(word))
    }

    pub fn text(&self, at: usize) -> Option<&str> {
        self.words.get(at).and_then(|id| self.tree.str(*id))
    }

    /// Where a word stands in it, if it does.
    pub fn find(&self, word: &str) -> Option<usize> {
        (0..self.words.len()).find(|at| self.is(*at, word))
    }

    /// Who gets all that there is to grant, and between which words that is named; none
    /// of another statement, and none of a server's own administrator.
    pub fn grants_all(&self) -> Option<(usize, usize)> {
        let (on, to) = (self.find("on")?, self.find("to")?);
        let is_all = self.is(0, "grant") && self.is(1, "all") && on < to;
        let is_own = ["root", "postgres"].iter().any(|it| self.is(to + 1, it));
        (is_all && !is_own).then_some((on, to))
    }
}
