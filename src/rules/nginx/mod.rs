//! What nginx is told, line by line, with the blocks that each line stands in.
//!
//! Refuses to know what any directive means.

use crate::{
    facts::View,
    text::Location,
    tree::{NodeId, Tree},
};

/// A configuration, or the part of one that a document holds.
pub struct Config<'a> {
    tree: &'a Tree,
    blocks: Vec<Line>,
    lines: Vec<Line>,
}

/// A directive, or the head of a block.
pub struct Line {
    name: NodeId,
    args: Vec<NodeId>,
    /// The number of the block that it stands in.
    within: Option<usize>,
}

/// Reads a document of nginx.
pub fn config<'a>(view: &View<'a>) -> Option<Config<'a>> {
    let tree = view.tree()?;
    let mut config = Config { tree, blocks: Vec::new(), lines: Vec::new() };
    let mut open = vec![(view.root, None)];
    while let Some((body, within)) = open.pop() {
        for (name, value) in tree.entries(body) {
            if tree.is_map(value) {
                let args = tree.get(value, "args").map_or(Vec::new(), |it| tree.items(it).to_vec());
                open.extend(tree.get(value, "body").map(|it| (it, Some(config.blocks.len()))));
                config.blocks.push(Line { name, args, within });
            } else {
                let args = tree.items(value).to_vec();
                config.lines.push(Line { name, args, within });
            }
        }
    }
    Some(config)
}

impl Config<'_> {
    /// The directives of a name.
    pub fn lines(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |it| self.tree.str(it.name) == Some(name))
    }

    /// The heads of the blocks of a name.
    pub fn blocks(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.blocks.iter().filter(move |it| self.tree.str(it.name) == Some(name))
    }

    pub fn name(&self, line: &Line) -> &str {
        self.tree.str(line.name).unwrap_or("")
    }

    /// An argument by its number.
    pub fn arg(&self, line: &Line, number: usize) -> Option<&str> {
        self.tree.str(*line.args.get(number)?)
    }

    pub fn args(&self, line: &Line) -> impl Iterator<Item = (&str, Location)> {
        line.args.iter().filter_map(|it| Some((self.tree.str(*it)?, self.tree.locate(*it))))
    }

    pub fn arg_at(&self, line: &Line, number: usize) -> Option<Location> {
        line.args.get(number).map(|it| self.tree.locate(*it))
    }

    /// The blocks that a line stands in, the innermost first.
    pub fn around(&self, line: &Line) -> impl Iterator<Item = &Line> {
        let first = line.within.map(|it| &self.blocks[it]);
        std::iter::successors(first, |it| it.within.map(|it| &self.blocks[it]))
    }

    /// The directives of the very block that a line stands in.
    pub fn beside<'b>(&'b self, line: &'b Line) -> impl Iterator<Item = &'b Line> {
        self.lines.iter().filter(|it| it.within == line.within)
    }

    /// The lines of the block that a head begins.
    pub fn body<'b>(&'b self, head: &'b Line) -> impl Iterator<Item = &'b Line> {
        let number = self.blocks.iter().position(|it| it.name == head.name);
        self.lines.iter().filter(move |it| number.is_some() && it.within == number)
    }

    /// The lines that stand in a block, or in a block of it.
    pub fn within<'b>(&'b self, head: &'b Line) -> impl Iterator<Item = &'b Line> {
        self.lines.iter().filter(|it| self.around(it).any(|block| block.name == head.name))
    }

    pub fn at(&self, line: &Line) -> Location {
        self.tree.locate(line.name)
    }

    /// Whether a block stands in the block of a line, or in one around that.
    pub fn is_reached(&self, block: &Line, from: &Line) -> bool {
        let mut around = self.around(from).map(|it| Some(it.name));
        let parent = block.within.map(|it| self.blocks[it].name);
        parent.is_none() || around.any(|it| it == parent)
    }
}
