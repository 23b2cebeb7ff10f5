//! What a document says about one thing, if anything.

use crate::{
    facts::Value,
    text::Location,
    tree::{NodeId, Tree},
};

/// Something and the place that states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Located<T> {
    pub it: T,
    pub at: Location,
}

/// What is said of one thing. That nothing is said is a fact too, and another than
/// that something is said which cannot be known here.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stated<T> {
    #[default]
    Absent,
    /// A template or an expansion says it, or it is of a type that cannot be read.
    Unknown(Location),
    Known(Located<T>),
}

impl<T> Stated<T> {
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(known) => Some(&known.it),
            _ => None,
        }
    }

    pub fn located(&self) -> Option<&Located<T>> {
        match self {
            Self::Known(known) => Some(known),
            _ => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub fn at(&self) -> Option<Location> {
        match self {
            Self::Absent => None,
            Self::Unknown(at) => Some(*at),
            Self::Known(known) => Some(known.at),
        }
    }

    /// This, or what stands in for it where nothing is said.
    pub fn or<'a>(&'a self, fallback: &'a Self) -> &'a Self {
        if self.is_absent() { fallback } else { self }
    }
}

impl Stated<bool> {
    /// Where it is said to be so.
    pub fn truth_at(&self) -> Option<Location> {
        self.located().filter(|it| it.it).map(|it| it.at)
    }

    pub fn is_true(&self) -> bool {
        self.known() == Some(&true)
    }

    pub fn is_false(&self) -> bool {
        self.known() == Some(&false)
    }
}

/// A scalar as `read` understands it; unknown where it does not, or where a
/// template or expansion gives it. `null` says nothing.
pub fn stated<T>(tree: &Tree, node: Option<NodeId>, read: impl Fn(&str) -> Option<T>) -> Stated<T> {
    let Some(node) = node else { return Stated::Absent };
    let at = tree.locate(node);
    let Some(scalar) = tree.scalar(node) else { return Stated::Unknown(at) };
    if scalar.is_null() {
        return Stated::Absent;
    }
    let known = Value::of(tree, node).and_then(|value| value.text()).and_then(|text| read(&text));
    known.map_or(Stated::Unknown(at), |it| Stated::Known(Located { it, at }))
}

/// A truth value, in the words of YAML 1.1.
pub fn stated_bool(tree: &Tree, node: Option<NodeId>) -> Stated<bool> {
    let Some(node) = node else { return Stated::Absent };
    let at = tree.locate(node);
    match tree.scalar(node) {
        Some(scalar) if scalar.is_null() => Stated::Absent,
        Some(scalar) => {
            let truth = scalar.truth();
            truth.map_or(Stated::Unknown(at), |it| Stated::Known(Located { it, at }))
        }
        None => Stated::Unknown(at),
    }
}

/// A text as it is.
pub fn stated_text(tree: &Tree, node: Option<NodeId>) -> Stated<String> {
    stated(tree, node, |text| Some(text.to_owned()))
}

/// A text and its place, whatever it may be made of.
pub fn located(tree: &Tree, id: NodeId) -> Option<Located<String>> {
    Some(Located { it: tree.str(id)?.to_owned(), at: tree.locate(id) })
}
