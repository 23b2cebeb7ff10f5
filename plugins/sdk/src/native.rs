//! What stands in for the host where a plugin is tried on its own: documents of JSON.

use std::rc::Rc;

use serde_json::Value;

use crate::{Environment, NodeKind, bindings::tidewaiter::plugin::types::Scalar};

pub struct Document {
    pub path: Option<String>,
    pub kind: String,
    pub format: String,
    pub text: String,
    pub environment: Environment,
    tree: Option<Rc<Vec<Entry>>>,
}

/// A node with what it hangs on; a node's number is its place.
struct Entry {
    value: Value,
    key: Option<String>,
    parent: Option<usize>,
    children: Vec<usize>,
}

pub struct Node {
    tree: Rc<Vec<Entry>>,
    at: usize,
}

impl Document {
    pub fn of_json(kind: &str, json: &str) -> Self {
        let value = serde_json::from_str(json).expect("JSON");
        let mut tree = Vec::new();
        grow(&mut tree, value, None, None);
        let tree = Some(Rc::new(tree));
        let environment = Environment::Unstated;
        let (kind, format, text) = (kind.to_owned(), "json".to_owned(), json.to_owned());
        Self { path: None, kind, format, text, environment, tree }
    }

    pub fn of_text(path: &str, text: &str) -> Self {
        let environment = Environment::Unstated;
        let (kind, format, text) = ("other".to_owned(), "plain".to_owned(), text.to_owned());
        Self { path: Some(path.to_owned()), kind, format, text, environment, tree: None }
    }

    pub fn root(&self) -> Option<Node> {
        self.tree.as_ref().map(|tree| Node { tree: tree.clone(), at: 0 })
    }
}

fn grow(tree: &mut Vec<Entry>, value: Value, key: Option<String>, parent: Option<usize>) {
    let at = tree.len();
    tree.push(Entry { value: value.clone(), key, parent, children: Vec::new() });
    if let Some(parent) = parent {
        tree[parent].children.push(at);
    }
    match value {
        Value::Array(items) => {
            items.into_iter().for_each(|item| grow(tree, item, None, Some(at)));
        }
        Value::Object(entries) => {
            entries.into_iter().for_each(|(key, value)| grow(tree, value, Some(key), Some(at)));
        }
        _ => {}
    }
}

impl Node {
    fn entry(&self) -> &Entry {
        &self.tree[self.at]
    }

    fn other(&self, at: usize) -> Self {
        Self { tree: self.tree.clone(), at }
    }

    pub fn id(&self) -> u32 {
        self.at as u32
    }

    pub fn kind(&self) -> NodeKind {
        match (&self.entry().value, self.scalar()) {
            (Value::Array(_), _) => NodeKind::Sequence,
            (Value::Object(_), _) => NodeKind::Mapping,
            (_, Scalar::Null) => NodeKind::Null,
            (_, Scalar::Boolean(_)) => NodeKind::Boolean,
            (_, Scalar::Integer(_)) => NodeKind::Integer,
            (_, Scalar::Float(_)) => NodeKind::Float,
            (_, Scalar::Text(_)) => NodeKind::Text,
            (_, Scalar::Unknown(_)) => NodeKind::Unknown,
        }
    }

    pub fn scalar(&self) -> Scalar {
        match &self.entry().value {
            Value::Bool(it) => Scalar::Boolean(*it),
            Value::Number(it) => {
                let float = || Scalar::Float(it.as_f64().unwrap_or_default());
                it.as_i64().map_or_else(float, Scalar::Integer)
            }
            Value::String(it) if it.contains("${") || it.contains("{{") => {
                Scalar::Unknown(it.clone())
            }
            Value::String(it) => Scalar::Text(it.clone()),
            _ => Scalar::Null,
        }
    }

    pub fn text(&self) -> String {
        match &self.entry().value {
            Value::String(it) => it.clone(),
            Value::Array(_) | Value::Object(_) => String::new(),
            other => other.to_string(),
        }
    }

    pub fn key(&self) -> Option<String> {
        self.entry().key.clone()
    }

    pub fn path(&self) -> String {
        let Some(parent) = self.parent() else { return String::new() };
        let above = parent.path();
        match self.key() {
            Some(key) if above.is_empty() => key,
            Some(key) => format!("{above}.{key}"),
            None => {
                let index = parent.entry().children.iter().position(|it| *it == self.at);
                format!("{above}[{}]", index.unwrap_or_default())
            }
        }
    }

    pub fn parent(&self) -> Option<Self> {
        self.entry().parent.map(|at| self.other(at))
    }

    pub fn children(&self) -> Vec<Self> {
        self.entry().children.iter().map(|at| self.other(*at)).collect()
    }

    pub fn get(&self, key: &str) -> Option<Self> {
        self.children().into_iter().find(|it| it.entry().key.as_deref() == Some(key))
    }

    pub fn json(&self) -> String {
        self.entry().value.to_string()
    }

    /// The host's grammar, as far as tests need it: names, quoted names, indices, `*`, `..`.
    ///
    /// # Panics
    ///
    /// If it is no such path.
    pub fn select(&self, path: &str) -> Vec<Self> {
        let mut found = vec![self.at];
        let mut rest = path.strip_prefix('$').unwrap_or(path);
        while !rest.is_empty() {
            let (descends, start) = match rest.strip_prefix("..") {
                Some(start) => (true, start),
                None => (false, rest.strip_prefix('.').unwrap_or(rest)),
            };
            let (step, after) = step(start);
            assert!(!step.is_empty(), "`{path}` is no path");
            let from = if descends { self.below(&found) } else { found };
            found = from.into_iter().flat_map(|at| self.pick(at, &step)).collect();
            found.sort_unstable();
            found.dedup();
            rest = after;
        }
        found.into_iter().map(|at| self.other(at)).collect()
    }

    fn below(&self, from: &[usize]) -> Vec<usize> {
        let (mut open, mut found) = (from.to_vec(), Vec::new());
        while let Some(at) = open.pop() {
            found.push(at);
            open.extend(&self.tree[at].children);
        }
        found
    }

    fn pick(&self, at: usize, step: &str) -> Vec<usize> {
        let entry = &self.tree[at];
        match (step, step.parse::<usize>()) {
            ("*", _) => entry.children.clone(),
            (_, Ok(index)) if entry.value.is_array() => {
                entry.children.get(index).copied().into_iter().collect()
            }
            _ => {
                let is_named = |it: &&usize| self.tree[**it].key.as_deref() == Some(step);
                entry.children.iter().filter(is_named).copied().collect()
            }
        }
    }
}

/// The first step of a path, and what follows it.
fn step(path: &str) -> (String, &str) {
    let Some(bracket) = path.strip_prefix('[') else {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        return (path[..end].to_owned(), &path[end..]);
    };
    let (inner, rest) = bracket.split_once(']').expect("a `]`");
    (inner.trim_matches(['\'', '"']).to_owned(), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_where_they_lead_in_the_host() {
        let json = r#"{"spec": {"containers": [{"image": "a"}, {"image": "b"}], "x.y/z": 1}}"#;
        let root = Document::of_json("pod", json).root().unwrap();
        let texts =
            |path: &str| root.select(path).iter().map(Node::text).collect::<Vec<_>>().join(" ");
        assert_eq!(texts("spec.containers[*].image"), "a b");
        assert_eq!(texts("$.spec.containers[1].image"), "b");
        assert_eq!(texts("..image"), "a b");
        assert_eq!(texts("spec['x.y/z']"), "1");
        assert_eq!(texts("spec.none"), "");
        assert_eq!(root.select("spec.containers[1].image")[0].path(), "spec.containers[1].image");
    }
}
