//! A node as JSON text, for who reads that and no tree.

use super::{Literal, NodeId, Schema, Tree};

/// What is still to be written.
enum Step {
    Node(NodeId),
    Key(NodeId),
    Mark(char),
}

impl Tree {
    /// A node and what is below it. An alias of a list or map is `null`, as it is written
    /// where its anchor is; a number that JSON has no word for is a text.
    pub fn json(&self, id: NodeId, schema: Schema) -> String {
        let mut json = String::new();
        let mut steps = vec![Step::Node(id)];
        while let Some(step) = steps.pop() {
            match step {
                Step::Mark(mark) => json.push(mark),
                Step::Key(key) => {
                    quote(self.str(key).unwrap_or_default(), &mut json);
                    json.push(':');
                }
                Step::Node(node) if self.scalar(node).is_some() => {
                    self.json_scalar(node, schema, &mut json);
                }
                Step::Node(node) if self.is_alias(node) && node != id => json += "null",
                Step::Node(node) => self.json_steps(node, &mut steps),
            }
        }
        json
    }

    /// What is to be written of a list or map, the last first.
    fn json_steps(&self, node: NodeId, steps: &mut Vec<Step>) {
        let (open, close) = if self.is_map(node) { ('{', '}') } else { ('[', ']') };
        steps.push(Step::Mark(close));
        let first = steps.len();
        for item in self.items(node).iter().rev() {
            steps.extend([Step::Node(*item), Step::Mark(',')]);
        }
        for (key, value) in self.members(node).into_iter().rev() {
            steps.extend([Step::Node(value), Step::Key(key), Step::Mark(',')]);
        }
        if steps.len() > first {
            // No comma stands before the first.
            steps.pop();
        }
        steps.push(Step::Mark(open));
    }

    fn json_scalar(&self, node: NodeId, schema: Schema, json: &mut String) {
        let Some(scalar) = self.scalar(node) else { return };
        match scalar.literal(schema) {
            Literal::Null => *json += "null",
            Literal::Bool(it) => *json += if it { "true" } else { "false" },
            Literal::Int(it) => *json += &it.to_string(),
            Literal::Float(it) if it.is_finite() => *json += &format!("{it:?}"),
            Literal::Float(_) | Literal::Text(_) => quote(scalar.text, json),
        }
    }
}

fn quote(text: &str, json: &mut String) {
    // A text can always be written as JSON.
    *json += &serde_json::to_string(text).unwrap_or_default();
}
