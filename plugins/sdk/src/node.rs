//! Nodes of a document.

use crate::{
    NodeKind,
    bindings::tidewaiter::plugin::{host, types::Scalar},
};

/// A node of a tree: of what is written, or of the facts that it states.
pub struct Node(Inner);

enum Inner {
    Host(host::Node),
    #[cfg(not(target_family = "wasm"))]
    Native(crate::native::Node),
}

macro_rules! ask {
    ($self:ident, $it:ident => $host:expr, $native:expr) => {
        match &$self.0 {
            Inner::Host($it) => $host,
            #[cfg(not(target_family = "wasm"))]
            Inner::Native($it) => $native,
        }
    };
}

impl Node {
    pub(crate) fn of_host(node: host::Node) -> Self {
        Self(Inner::Host(node))
    }

    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn of_native(node: crate::native::Node) -> Self {
        Self(Inner::Native(node))
    }

    /// Its identity within its document.
    pub fn id(&self) -> u32 {
        ask!(self, it => it.id(), it.id())
    }

    pub fn kind(&self) -> NodeKind {
        ask!(self, it => it.kind(), it.kind())
    }

    /// The text of a scalar, without quotes and escapes, whatever its type.
    pub fn text(&self) -> String {
        ask!(self, it => it.text(), it.text())
    }

    fn scalar(&self) -> Scalar {
        ask!(self, it => it.scalar(), it.scalar())
    }

    /// Whether some of it is not known, as a template or an expansion gives it. Unknown is
    /// not a violation.
    pub fn is_unknown(&self) -> bool {
        self.kind() == NodeKind::Unknown
    }

    /// The text, if it is one and all of it is known.
    pub fn known_text(&self) -> Option<String> {
        match self.scalar() {
            Scalar::Text(it) => Some(it),
            _ => None,
        }
    }

    pub fn boolean(&self) -> Option<bool> {
        match self.scalar() {
            Scalar::Boolean(it) => Some(it),
            _ => None,
        }
    }

    pub fn integer(&self) -> Option<i64> {
        match self.scalar() {
            Scalar::Integer(it) => Some(it),
            _ => None,
        }
    }

    pub fn float(&self) -> Option<f64> {
        match self.scalar() {
            Scalar::Float(it) => Some(it),
            _ => None,
        }
    }

    /// The key that it is the value of.
    pub fn key(&self) -> Option<String> {
        ask!(self, it => it.key(), it.key())
    }

    /// How to select it from the root: `spec.containers[0].image`.
    pub fn path(&self) -> String {
        ask!(self, it => it.path(), it.path())
    }

    pub fn parent(&self) -> Option<Node> {
        ask!(self, it => it.parent().map(Self::of_host), it.parent().map(Self::of_native))
    }

    /// The values of a map, the items of a list.
    pub fn children(&self) -> Vec<Node> {
        ask!(
            self,
            it => it.children().into_iter().map(Self::of_host).collect(),
            it.children().into_iter().map(Self::of_native).collect()
        )
    }

    pub fn get(&self, key: &str) -> Option<Node> {
        ask!(self, it => it.get(key).map(Self::of_host), it.get(key).map(Self::of_native))
    }

    /// The nodes that a path leads to from here.
    pub fn select(&self, path: &str) -> Vec<Node> {
        ask!(
            self,
            it => it.select(path).into_iter().map(Self::of_host).collect(),
            it.select(path).into_iter().map(Self::of_native).collect()
        )
    }

    /// It and what is below, as JSON.
    pub fn json(&self) -> String {
        ask!(self, it => it.json(), it.json())
    }
}
