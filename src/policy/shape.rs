//! The shape of a node, as a JSON Schema describes it.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value as Json, json};

use super::{Fault, predicate::Answer};
use crate::{
    facts::Value,
    tree::{Literal, NodeId, Schema, Tree},
};

/// Deeper than this nothing is looked at.
const MAX_DEPTH: usize = 64;

/// A JSON Schema.
#[derive(Debug)]
pub(super) struct Shape {
    schema: Json,
    /// Compiled when it is first asked.
    validator: OnceLock<Option<Validator>>,
}

impl Shape {
    pub(super) fn new(schema: Json) -> Self {
        Self { schema, validator: OnceLock::new() }
    }

    /// What is wrong with a schema, if anything is.
    pub(super) fn fault(schema: &Json) -> Option<Fault> {
        let error = jsonschema::validator_for(schema).err()?;
        Some(Fault::Schema(error.to_string()))
    }

    /// Whether a node has the shape. What cannot be known has any shape.
    pub(super) fn ask(&self, tree: &Tree, node: NodeId, schema: Schema) -> Answer {
        let mut unknown = None;
        for (at, _) in self.errors(tree, node, schema) {
            match Value::is_unknown(tree, at) {
                true => unknown = unknown.or(Some(at)),
                false => return Answer::No,
            }
        }
        unknown.map_or(Answer::Yes, Answer::Unknown)
    }

    /// Where and how it has it not.
    pub(super) fn faults(
        &self,
        tree: &Tree,
        node: NodeId,
        schema: Schema,
    ) -> Vec<(NodeId, String)> {
        let mut errors = self.errors(tree, node, schema);
        errors.retain(|(at, _)| !Value::is_unknown(tree, *at));
        errors
    }

    fn errors(&self, tree: &Tree, node: NodeId, schema: Schema) -> Vec<(NodeId, String)> {
        let validator = self.validator.get_or_init(|| jsonschema::validator_for(&self.schema).ok());
        let Some(validator) = validator else { return Vec::new() };
        let instance = to_json(tree, node, schema, 0);
        let errors = validator.iter_errors(&instance);
        let place = |pointer: &str| pointed(tree, node, pointer);
        errors.map(|it| (place(it.instance_path().as_str()), it.to_string())).collect()
    }
}

/// The node that a JSON pointer leads to, or the last on the way.
fn pointed(tree: &Tree, node: NodeId, pointer: &str) -> NodeId {
    let steps = pointer.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~"));
    let mut at = node;
    for step in steps {
        let next = match tree.is_list(at) {
            true => step.parse::<usize>().ok().and_then(|it| tree.items(at).get(it).copied()),
            false => tree.get(at, &step),
        };
        let Some(next) = next else { break };
        at = next;
    }
    at
}

/// Aliases are not followed: what they hold is looked at where it is written.
fn to_json(tree: &Tree, node: NodeId, schema: Schema, depth: usize) -> Json {
    if depth > MAX_DEPTH {
        return Json::Null;
    }
    if tree.is_list(node) && !tree.is_alias(node) {
        let items = tree.items(node).iter().map(|it| to_json(tree, *it, schema, depth + 1));
        return Json::Array(items.collect());
    }
    if tree.is_map(node) && !tree.is_alias(node) {
        let members = tree.members(node).into_iter().filter_map(|(key, value)| {
            Some((tree.str(key)?.to_owned(), to_json(tree, value, schema, depth + 1)))
        });
        return Json::Object(members.collect::<Map<_, _>>());
    }
    match tree.scalar(node).map(|it| it.literal(schema)) {
        None | Some(Literal::Null) => Json::Null,
        Some(Literal::Bool(it)) => json!(it),
        Some(Literal::Int(it)) => json!(it),
        Some(Literal::Float(it)) => json!(it),
        Some(Literal::Text(it)) => json!(it),
    }
}
