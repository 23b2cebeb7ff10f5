//! A tree, as a guest walks it.

use std::{cell::OnceCell, fmt::Debug};

use crate::{
    text::Location,
    tree::{NodeId, Schema, Tree},
};

/// A tree, and what is asked of it that it does not know by itself.
pub struct Nodes {
    pub tree: Tree,
    /// Where it starts for the guest: one object of a list is seen alone.
    pub root: NodeId,
    pub schema: Schema,
    written: Written,
    ties: OnceCell<Ties>,
}

/// Whether a tree is one of what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    AsItIs,
    /// Of facts, whose nodes stand where they are stated, and whose keys nowhere.
    AsFacts,
}

/// By node, what it hangs on.
struct Ties {
    parents: Vec<Option<NodeId>>,
    keys: Vec<Option<NodeId>>,
}

impl Nodes {
    pub fn new(tree: &Tree, root: NodeId, schema: Schema, written: Written) -> Self {
        Self { tree: tree.clone(), root, schema, written, ties: OnceCell::new() }
    }

    pub fn id(&self, index: usize) -> NodeId {
        self.tree.node(index).unwrap_or(self.root)
    }

    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        if id == self.root { None } else { self.ties().parents[id.index()] }
    }

    /// The key that a node is the value of.
    pub fn key(&self, id: NodeId) -> Option<NodeId> {
        self.ties().keys[id.index()]
    }

    /// Where a finding about a node stands: a list or map is named by its key.
    pub fn place(&self, id: NodeId) -> Location {
        match self.tree.is_map(id) || self.tree.is_list(id) {
            true => self.name(id),
            false => self.tree.locate(id),
        }
    }

    /// Where the nearest thing stands that a fact is of.
    fn stated(&self, mut id: NodeId) -> Location {
        while let Some(parent) = self.parent(id).filter(|_| self.tree.span(id).end == 0) {
            id = parent;
        }
        self.tree.locate(id)
    }

    /// Where its key stands; without one, of what is a block, where its first entry does.
    pub fn name(&self, id: NodeId) -> Location {
        if self.written == Written::AsFacts {
            return self.stated(id);
        }
        let tree = &self.tree;
        let first = || tree.entries(id).next().map(|it| it.0);
        let is_block = tree.is_map(id) && !tree.is_alias(id);
        let name = self.key(id).or_else(|| first().filter(|_| is_block));
        let first = || tree.items(id).first().copied().filter(|it| tree.scalar(*it).is_some());
        tree.locate(name.or_else(first).unwrap_or(id))
    }

    /// How it is selected from the root.
    pub fn path(&self, id: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            steps.push(match self.key(at) {
                Some(key) => step(self.tree.str(key).unwrap_or_default()),
                None => {
                    let index = self.tree.items(parent).iter().position(|it| *it == at);
                    format!("[{}]", index.unwrap_or(0))
                }
            });
            at = parent;
        }
        steps.reverse();
        steps.concat().trim_start_matches('.').to_owned()
    }

    /// Found once, for all nodes.
    fn ties(&self) -> &Ties {
        self.ties.get_or_init(|| {
            let tree = &self.tree;
            let mut ties = Ties { parents: vec![None; tree.len()], keys: vec![None; tree.len()] };
            // What is behind an alias hangs where it is written.
            for id in tree.nodes().filter(|it| !tree.is_alias(*it)) {
                for item in tree.items(id) {
                    ties.parents[item.index()] = Some(id);
                }
                for (key, value) in tree.entries(id) {
                    ties.parents[value.index()] = Some(id);
                    ties.keys[value.index()] = Some(key);
                }
            }
            ties
        })
    }
}

fn step(key: &str) -> String {
    let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
    match key.chars().all(is_name) && !key.starts_with(|it: char| it.is_ascii_digit()) {
        true if !key.is_empty() => format!(".{key}"),
        _ => format!("['{}']", key.replace('\\', "\\\\").replace('\'', "\\'")),
    }
}

/// The name of a variant as a configuration writes it: `stateful-set`.
pub fn name(variant: impl Debug) -> String {
    let mut name = String::new();
    for letter in format!("{variant:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}
