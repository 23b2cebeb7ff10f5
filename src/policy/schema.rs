//! The JSON Schema of a rule's file, for editors.

use serde_json::{Map, Value, json};

use crate::{
    facts::Kind,
    rule::{Confidence, Profile, Severity},
};

/// Takes what is read from a rule's file, as far as a schema can say it: not whether a
/// path, a pattern or an amount is one.
pub fn schema() -> Value {
    let mut properties = about();
    properties.extend(matching());
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "a rule of tidewaiter",
        "description": "What must not be, why, what to do, and examples that are run as tests.",
        "type": "object",
        "additionalProperties": false,
        "required": ["id", "summary", "why", "fix", "severity", "examples", "message"],
        "properties": properties,
        "$defs": {"predicate": predicate()},
    })
}

/// What a rule says of itself.
fn about() -> Map<String, Value> {
    let example = |description: &str| json!({"type": "string", "description": description});
    of(json!({
        "id": {
            "description": "Lower case, joined by hyphens; names the fault, and is the name of the file.",
            "type": "string",
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        },
        "summary": text("One line that says what is wrong, without a full stop."),
        "why": text("What it costs in a deployment, in Markdown."),
        "fix": text("What to do, to the reader, with text to paste."),
        "severity": choice::<Severity>("How bad it is if it is meant."),
        "confidence": choice::<Confidence>("How likely it is meant; high if it is not said."),
        "profile": choice::<Profile>("Who wants to hear of it; default if it is not said."),
        "standards": texts("Entries of catalogues: CWE-942, CIS-Kubernetes-5.2.2, PSS-Baseline."),
        "covers": texts("Names of the same fault in other tools' catalogues."),
        "statements": texts("The demands of a policy that it serves."),
        "since": text("The version that brought the rule; a pack's own if it is not said."),
        "references": texts("Where the claim comes from."),
        "options": {
            "description": "What a configuration may set.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["name", "summary", "default"],
                "properties": {
                    "name": {"type": "string"},
                    "summary": {"type": "string"},
                    "default": {"type": ["boolean", "integer", "string", "array"]},
                },
            },
        },
        "examples": {
            "description": "Files after lines `//- path`; carets under what must be found, with its message.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "maxProperties": 1,
                "properties": {
                    "fails": example("What the rule must find fault with."),
                    "passes": example("What it must be silent about."),
                    "fixed": example("What the example before becomes when it is fixed."),
                },
            },
        },
    }))
}

/// What a rule looks at, and what it must not be.
fn matching() -> Map<String, Value> {
    let contexts = ["production", "staging", "development", "example", "unstated"];
    let kinds: Vec<_> = names::<Kind>().into_iter().chain([json!("workload")]).collect();
    of(json!({
        "kinds": {
            "description": "The documents it looks at; all if none is named.",
            "type": "array",
            "items": {"enum": kinds},
        },
        "mentions": {
            "description": "Words of which one stands in each document that it can be about, or in the name of a setting of each such program: others are not looked at.",
            "type": "array",
            "items": {"type": "string"},
        },
        "over": {
            "description": "What is selected in: the tree of a document, the facts that it states, a program with its effective settings, or what all files state together.",
            "enum": ["document", "facts", "program", "workspace"],
        },
        "where": {
            "description": "Of a pack's rule: the system's own, or also what stands beside it.",
            "enum": ["own", "system"],
        },
        "contexts": {
            "description": "Where it must be meant to run; anywhere if none is named.",
            "type": "array",
            "items": {"enum": contexts},
        },
        "select": paths("What is looked at: `spec.containers[*].image`, `..image`, `$`."),
        "setting": text("Of a program: a setting, in any spelling: CRA_ENV or cra.env."),
        "when": predicate_with("What is not so is not looked at."),
        "find": predicate_with("What it must not be; without it, that it is there."),
        "at": paths("Where the finding points, from what is selected, or after `$.` from the root: the first that is there."),
        "message": text("Lower case, no full stop; `{$}` is what is selected, `{path}` what a path leads to, `{option: name}` the value of an option, `{error}` what is wrong with a shape."),
        "related": {
            "description": "The other places that make it wrong.",
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["at", "note"],
                "properties": {
                    "at": text("A path from what is selected, or after a `$` from the root."),
                    "note": text("What the place has to do with the finding."),
                },
            },
        },
        "severities": {
            "description": "How bad it is by where it is meant to run, instead of `severity`; `off` where it is not bad at all.",
            "type": "object",
            "propertyNames": {"enum": contexts},
            "additionalProperties": {"enum": ["off", "info", "low", "medium", "high", "critical"]},
        },
    }))
}

fn predicate() -> Value {
    let scalar = json!({"type": ["string", "number", "boolean", "null"]});
    let amount =
        |description: &str| json!({"description": description, "type": ["number", "string"]});
    let flag = |description: &str| json!({"description": description, "type": "boolean"});
    let count =
        |description: &str| json!({"description": description, "type": "integer", "minimum": 0});
    let several = |description: &str| json!({"description": description, "type": "array", "items": {"$ref": "#/$defs/predicate"}});
    json!({
        "description": "All of what is written must hold.",
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "properties": {
            "path": text("From the node, or after a `$` from the root, to those that the rest is about; one of them must do."),
            "setting": text("Instead of a path, in a program: a setting, in any spelling."),
            "equals": {"description": "`true` is the boolean, `\"true\"` the text.", "type": scalar["type"]},
            "one-of": {"type": "array", "items": scalar},
            "matches": text("A regular expression that matches somewhere in the text."),
            "starts-with": {"type": "string"},
            "truth": flag("Whether a program takes it for yes (true, 1, yes, on) or no."),
            "one-of-option": text("The option, a list, of whose texts it is one."),
            "schema": {"description": "A JSON Schema: that it has that shape.", "type": ["object", "boolean"]},
            "cel": text("An expression of the Common Expression Language over `values`; numbers have a fraction: `2.0 * cpu`."),
            "values": {
                "description": "What the names in `cel` stand for: paths, or settings of the program.",
                "type": "object",
                "additionalProperties": {
                    "type": ["string", "object"],
                    "properties": {"setting": {"type": "string"}},
                    "required": ["setting"],
                    "additionalProperties": false,
                },
            },
            "shorter": count("That it has fewer letters or items."),
            "longer": count("That it has more letters or items."),
            "older": text("That the version in it, such as an image's tag, is before this one."),
            "absent": flag("Whether it is not there."),
            "empty": flag("Whether it has neither items nor members nor letters."),
            "repeated": flag("Whether another of what is selected says the same."),
            "below": amount("A number, or an amount such as 512Mi, 500m or 30s."),
            "above": amount("A number, or an amount such as 512Mi, 500m or 30s."),
            "below-option": text("The option whose value it is compared with."),
            "above-option": text("The option whose value it is compared with."),
            "below-path": text("The node that it is compared with, from what is selected or after `$` from the root."),
            "above-path": text("The node that it is compared with, from what is selected or after `$` from the root."),
            "same-as": text("A node, from the root, that says the same; of several, one."),
            "all": several("That all of these hold."),
            "any": several("That one of these holds."),
            "not": predicate_with("That this does not hold."),
            "some": predicate_with("That this holds for an item of the list."),
        },
    })
}

fn predicate_with(description: &str) -> Value {
    json!({"description": description, "$ref": "#/$defs/predicate"})
}

fn text(description: &str) -> Value {
    json!({"description": description, "type": "string"})
}

fn texts(description: &str) -> Value {
    json!({"description": description, "type": "array", "items": {"type": "string"}})
}

fn paths(description: &str) -> Value {
    json!({"description": description, "type": ["string", "array"], "items": {"type": "string"}})
}

fn choice<T: schemars::JsonSchema>(description: &str) -> Value {
    json!({"description": description, "enum": names::<T>()})
}

/// The names of the variants of an enum, as files write them.
fn names<T: schemars::JsonSchema>() -> Vec<Value> {
    let schema = schemars::schema_for!(T);
    let value = schema.as_value();
    let listed = |it: &Value| it["enum"].as_array().cloned().unwrap_or_default();
    let described = value["oneOf"].as_array().into_iter().flatten();
    let described = described.flat_map(|it| match it.get("const") {
        Some(name) => vec![name.clone()],
        None => listed(it),
    });
    listed(value).into_iter().chain(described).collect()
}

fn of(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    /// The fields that the reader names when it meets one that it does not know.
    fn fields_read(yaml: &str) -> Vec<String> {
        let fault = Policy::load("a/a.yaml", yaml).expect_err("an unknown field").to_string();
        let (_, named) = fault.split_once("there are").expect("the fields");
        let mut names: Vec<_> = named.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        names.sort();
        names
    }

    fn fields_of(schema: &Value) -> Vec<String> {
        let mut names: Vec<_> =
            schema["properties"].as_object().expect("fields").keys().cloned().collect();
        names.sort();
        names
    }

    #[test]
    fn the_schema_names_all_that_is_read() {
        let schema = schema();
        assert_eq!(fields_read("unheard-of: 1\n"), fields_of(&schema));
        let within = fields_read("id: a\nfind: {unheard-of: 1}\n");
        assert_eq!(within, fields_of(&schema["$defs"]["predicate"]));
        assert!(names::<Kind>().contains(&json!("deployment")));
        assert_eq!(names::<Profile>(), [json!("default"), json!("pedantic"), json!("all")]);
    }
}
