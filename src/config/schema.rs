//! The JSON Schema of a configuration, for editors.

use serde_json::{Map, Value, json};

use super::{
    ANY, Catalogue, LIMITS, Unit, entries,
    reader::{PROFILES, SEVERITIES},
};
use crate::rule::{OptionValue, RuleHead};

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
                "properties": rules.heads().iter().map(|it| (it.id.to_owned(), rule(it))).collect::<Map<_, _>>(),
                "patternProperties": {OF_PLUGIN: rule_of_plugin()},
            },
            "select": names("Only these rules, or rules of these topics, run.", rules),
            "ignore": names("These rules, and those of these topics, never run.", rules),
            "exceptions": {
                "description": "Findings that are known and meant.",
                "type": ["array", "null"],
                "items": exception(rules),
            },
            "packs": {
                "description": "Rules of your own, and which files are of a system that a shipped pack is about.",
                "type": ["array", "null"],
                "items": pack(),
            },
            "plugins": {
                "description": "Rules in WebAssembly.",
                "type": ["array", "null"],
                "items": plugin(),
            },
        },
    })
}

fn texts(description: &str) -> Value {
    json!({"description": description, "type": ["array", "null"], "items": {"type": "string"}})
}

fn names(description: &str, rules: &Catalogue<'_>) -> Value {
    let items = json!({"anyOf": [{"enum": sorted(rules.names())}, {"pattern": OF_PLUGIN}]});
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
                "anyOf": [{"enum": sorted(rules.names().chain([ANY]))}, {"pattern": OF_PLUGIN}],
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

/// Which rules a plugin has, a schema cannot know.
const OF_PLUGIN: &str = "^[a-z0-9-]+(/[a-z0-9-]+)$";

fn rule_of_plugin() -> Value {
    let levels: Vec<_> = entries::levels().into_iter().map(|it| it.0).collect();
    json!({
        "anyOf": [
            {"enum": levels},
            {
                "type": "object",
                "additionalProperties": false,
                "properties": {"severity": {"enum": levels}},
            },
        ],
    })
}

fn pack() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "path": {"description": "The folder with its `pack.yaml`, relative to this file.", "type": "string"},
            "name": {"description": "Or one that ships.", "type": "string"},
            "files": texts("Globs of files that are of its system, recognised or not."),
        },
        "oneOf": [{"required": ["path"]}, {"required": ["name"]}],
    })
}

fn plugin() -> Value {
    let limits = LIMITS.iter().map(|it| {
        let schema = match it.unit {
            Unit::Count => json!({"type": "integer", "minimum": 1, "maximum": it.most}),
            Unit::Bytes => json!({"type": ["string", "integer"]}),
            Unit::Time => json!({"type": "string", "pattern": "^[0-9]+m?s$"}),
        };
        let Value::Object(mut schema) = schema else { return Default::default() };
        schema.insert("description".to_owned(), json!(it.summary));
        schema.insert("default".to_owned(), json!(it.show(it.default)));
        (it.name.to_owned(), Value::Object(schema))
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["path"],
        "properties": {
            "path": {"description": "The file, relative to this one.", "type": "string"},
            "sha256": {
                "description": "The digest of the file. Without it, it is loaded with `--allow-unpinned-plugins` alone.",
                "type": "string",
                "pattern": "^[0-9a-fA-F]{64}$",
            },
            "options": {
                "description": "What the plugin is told; its own page says what it knows.",
                "type": ["object", "null"],
            },
            "limits": {
                "description": "How much it may use.",
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": limits.collect::<Map<_, _>>(),
            },
        },
    })
}

fn rule(meta: &RuleHead<'_>) -> Value {
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
