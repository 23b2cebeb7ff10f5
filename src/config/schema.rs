//! The JSON Schema of a configuration, for editors.

use serde_json::{Map, Value, json};

use super::{
    ANY, Catalogue, entries,
    reader::{PROFILES, SEVERITIES},
};
use crate::rule::{OptionValue, RuleMeta};

/// Takes what the reader takes, as far as a schema can say it: not whether a glob
/// or a date is one, nor what a file that is extended says.
pub fn schema(rules: &Catalogue<'_>) -> Value {
    let severities: Vec<_> = SEVERITIES.iter().map(|it| it.0).collect();
    let profiles: Vec<_> = PROFILES.iter().map(|it| it.0).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tidewaiter.yaml",
        "description": "What tidewaiter checks, and what is known and meant.",
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": {
            "extends": texts("Files that hold where this one says nothing, relative to this one; later ones win."),
            "profile": {
                "description": "Which rules run: `default` is what a reviewer would raise, `pedantic` adds hygiene, `all` what is often wrong.",
                "enum": profiles,
            },
            "fail-on": {
                "description": "The least severity of a finding that makes the exit code 1.",
                "enum": severities,
            },
            "exclude": texts("Globs of files that are not read, relative to this one."),
            "max-size": {
                "description": "Files over this size are not read, and that is said: `10Mi`.",
                "type": ["string", "integer"],
            },
            "rules": {
                "description": "Severities and options of single rules.",
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": rules.metas().iter().map(|it| (it.id.to_owned(), rule(it))).collect::<Map<_, _>>(),
            },
            "select": names("Only these rules, or rules of these topics, run.", rules),
            "ignore": names("These rules, and those of these topics, never run.", rules),
            "exceptions": {
                "description": "Findings that are known and meant.",
                "type": ["array", "null"],
                "items": exception(rules),
            },
        },
    })
}

fn texts(description: &str) -> Value {
    json!({"description": description, "type": ["array", "null"], "items": {"type": "string"}})
}

fn names(description: &str, rules: &Catalogue<'_>) -> Value {
    let items = json!({"enum": sorted(rules.names())});
    json!({"description": description, "type": ["array", "null"], "items": items})
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn exception(rules: &Catalogue<'_>) -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["rule", "reason"],
        "properties": {
            "rule": {
                "description": "The rule or topic; `*` is every rule.",
                "enum": sorted(rules.names().chain([ANY])),
            },
            "paths": texts("Globs of the files it holds in, relative to this one."),
            "resource": {
                "description": "A glob over what the finding is about, such as `DaemonSet kube-system/cni`.",
                "type": "string",
            },
            "reason": {"description": "Why this is meant.", "type": "string", "pattern": "\\S"},
            "until": {
                "description": "The last day on which this holds.",
                "type": "string",
                "pattern": "^\\d{4}-\\d{2}-\\d{2}$",
            },
        },
    })
}

fn rule(meta: &RuleMeta<'_>) -> Value {
    let levels: Vec<_> = entries::levels().into_iter().map(|it| it.0).collect();
    let options = meta.options.iter().map(|option| {
        let kind = match option.default {
            OptionValue::Bool(_) => json!({"type": "boolean"}),
            OptionValue::Int(_) => json!({"type": "integer"}),
            OptionValue::Text(_) => json!({"type": "string"}),
            OptionValue::List(_) => json!({"type": "array", "items": {"type": "string"}}),
        };
        let Value::Object(mut schema) = kind else { return Default::default() };
        schema.insert("description".to_owned(), json!(option.summary));
        schema.insert("default".to_owned(), json!(option.default));
        (option.name.to_string(), Value::Object(schema))
    });
    json!({
        "description": meta.summary,
        "anyOf": [
            {"enum": levels},
            {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "severity": {"enum": levels},
                    "options": {
                        "type": ["object", "null"],
                        "additionalProperties": false,
                        "properties": options.collect::<Map<_, _>>(),
                    },
                },
            },
        ],
    })
}
