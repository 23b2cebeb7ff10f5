//! Nodes, as a guest asks for them.

use wasmtime::component::Resource;

use super::{FACTS, NodeHandle, answer, own};
use crate::{
    facts::Value,
    plugin::{
        bindings::{host::HostNode, types},
        state::State,
    },
    tree::{Literal, NodeId, Selector},
};

type Node = Resource<NodeHandle>;

/// Each of them looks at the whole tree, and nothing stops a call in its middle.
const MOST_DESCENTS: usize = 4;

impl State {
    /// The nodes that a path leads to, as handles.
    pub(super) fn select(&self, from: u32, path: &str) -> wasmtime::Result<Vec<Node>> {
        self.short(path)?;
        if path.matches("..").count() > MOST_DESCENTS {
            return Err(answer(format!("a path with more than {MOST_DESCENTS} `..`")));
        }
        let (nodes, index) = self.nodes(from)?;
        let selector = Selector::parse(path).map_err(|error| answer(error.to_string()))?;
        let found = nodes.tree.select_from(nodes.id(index), &selector);
        self.handles(from, found)
    }

    /// Handles of nodes of the tree that another is of.
    fn handles(&self, of: u32, nodes: Vec<NodeId>) -> wasmtime::Result<Vec<Node>> {
        let limit = crate::config::Limit::Handles;
        if nodes.len() as u64 > self.limits.get(limit) {
            return Err(self.over(limit));
        }
        Ok(nodes.into_iter().map(|it| handle(of, it)).collect())
    }

    fn kind(&self, node: &Node) -> wasmtime::Result<types::NodeKind> {
        let (nodes, index) = self.nodes(node.rep())?;
        let (tree, id) = (&nodes.tree, nodes.id(index));
        if tree.is_map(id) {
            return Ok(types::NodeKind::Mapping);
        }
        if tree.is_list(id) {
            return Ok(types::NodeKind::Sequence);
        }
        Ok(match scalar(nodes, id) {
            types::Scalar::Null => types::NodeKind::Null,
            types::Scalar::Boolean(_) => types::NodeKind::Boolean,
            types::Scalar::Integer(_) => types::NodeKind::Integer,
            types::Scalar::Float(_) => types::NodeKind::Float,
            types::Scalar::Text(_) => types::NodeKind::Text,
            types::Scalar::Unknown(_) => types::NodeKind::Unknown,
        })
    }
}

fn handle(of: u32, node: NodeId) -> Node {
    own(of & FACTS | node.index() as u32)
}

fn scalar(nodes: &super::Nodes, id: NodeId) -> types::Scalar {
    let Some(scalar) = nodes.tree.scalar(id) else { return types::Scalar::Null };
    if Value::is_unknown(&nodes.tree, id) {
        return types::Scalar::Unknown(scalar.text.to_owned());
    }
    match scalar.literal(nodes.schema) {
        Literal::Null => types::Scalar::Null,
        Literal::Bool(it) => types::Scalar::Boolean(it),
        Literal::Int(it) => types::Scalar::Integer(it),
        Literal::Float(it) => types::Scalar::Float(it),
        Literal::Text(it) => types::Scalar::Text(it),
    }
}

impl HostNode for State {
    fn id(&mut self, it: Node) -> wasmtime::Result<u32> {
        Ok(it.rep())
    }

    fn kind(&mut self, it: Node) -> wasmtime::Result<types::NodeKind> {
        Self::kind(self, &it)
    }

    fn scalar(&mut self, it: Node) -> wasmtime::Result<types::Scalar> {
        let (nodes, index) = self.nodes(it.rep())?;
        Ok(scalar(nodes, nodes.id(index)))
    }

    fn text(&mut self, it: Node) -> wasmtime::Result<String> {
        let (nodes, index) = self.nodes(it.rep())?;
        Ok(nodes.tree.str(nodes.id(index)).unwrap_or_default().to_owned())
    }

    fn key(&mut self, it: Node) -> wasmtime::Result<Option<String>> {
        let (nodes, index) = self.nodes(it.rep())?;
        let key = nodes.key(nodes.id(index)).and_then(|key| nodes.tree.str(key));
        Ok(key.map(str::to_owned))
    }

    fn path(&mut self, it: Node) -> wasmtime::Result<String> {
        let (nodes, index) = self.nodes(it.rep())?;
        Ok(nodes.path(nodes.id(index)))
    }

    fn parent(&mut self, it: Node) -> wasmtime::Result<Option<Node>> {
        let (nodes, index) = self.nodes(it.rep())?;
        Ok(nodes.parent(nodes.id(index)).map(|parent| handle(it.rep(), parent)))
    }

    fn children(&mut self, it: Node) -> wasmtime::Result<Vec<Node>> {
        let (nodes, index) = self.nodes(it.rep())?;
        let (tree, id) = (&nodes.tree, nodes.id(index));
        let values = tree.entries(id).map(|(_, value)| value);
        let children = tree.items(id).iter().copied().chain(values).collect();
        self.handles(it.rep(), children)
    }

    fn get(&mut self, it: Node, key: String) -> wasmtime::Result<Option<Node>> {
        self.short(&key)?;
        let (nodes, index) = self.nodes(it.rep())?;
        let found = nodes.tree.get(nodes.id(index), &key);
        Ok(found.map(|found| handle(it.rep(), found)))
    }

    fn select(&mut self, it: Node, path: String) -> wasmtime::Result<Vec<Node>> {
        Self::select(self, it.rep(), &path)
    }

    fn json(&mut self, it: Node) -> wasmtime::Result<String> {
        let (nodes, index) = self.nodes(it.rep())?;
        Ok(nodes.tree.json(nodes.id(index), nodes.schema))
    }

    fn drop(&mut self, _: Node) -> wasmtime::Result<()> {
        Ok(())
    }
}
