//! A predicate as a policy's file states it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{rule::OptionValue, tree::Literal};

/// A statement about a node: all of what is written must hold.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PredicateFile {
    /// From the node, or with a `$` from the root, to those that the rest is about; it holds
    /// if it does for one of them.
    pub path: Option<String>,
    /// Instead of a path, in a program: a setting, by its name in any spelling.
    pub setting: Option<String>,
    #[serde(default, deserialize_with = "optional_literal")]
    pub equals: Option<Literal>,
    #[serde(default, deserialize_with = "optional_literals")]
    pub one_of: Option<Vec<Literal>>,
    /// A regular expression that the text must match somewhere.
    pub matches: Option<String>,
    pub starts_with: Option<String>,
    /// Whether a program takes it for yes (`true`, `1`, `yes`, `on`) or for no.
    pub truth: Option<bool>,
    /// That it is one of the texts of an option, which is a list.
    pub one_of_option: Option<String>,
    /// That it has the shape which a JSON Schema describes.
    pub schema: Option<serde_json::Value>,
    /// That an expression of the Common Expression Language holds of `values`.
    pub cel: Option<String>,
    /// What the names in the expression stand for.
    #[serde(default)]
    pub values: BTreeMap<String, ValueFile>,
    /// That it has fewer, or more, letters or items than so many.
    pub shorter: Option<usize>,
    pub longer: Option<usize>,
    /// That the version in it, such as that of an image's tag, is before this one.
    pub older: Option<String>,
    pub absent: Option<bool>,
    /// Whether it has neither items nor members nor letters.
    pub empty: Option<bool>,
    /// Whether another of what is selected says the same.
    pub repeated: Option<bool>,
    pub below: Option<Amount>,
    pub above: Option<Amount>,
    pub below_option: Option<String>,
    pub above_option: Option<String>,
    pub below_path: Option<String>,
    pub above_path: Option<String>,
    /// That it says what a node says which this leads to, from the root.
    pub same_as: Option<String>,
    pub all: Option<Vec<PredicateFile>>,
    pub any: Option<Vec<PredicateFile>>,
    pub not: Option<Box<PredicateFile>>,
    /// That an item of the list is so.
    pub some: Option<Box<PredicateFile>>,
}

/// A number, or an amount with a unit such as `512Mi`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a number or an amount such as `512Mi` is expected here")]
pub(super) enum Amount {
    Number(f64),
    Text(String),
}

/// A literal as YAML types it: `true` is the boolean, `"true"` the text.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a text, a number, `true`, `false` or `null` is expected here")]
enum Written {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Null(()),
}

impl PredicateFile {
    /// This statement and those within it.
    pub(super) fn each(&self) -> Vec<&Self> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(it) = found.get(at).copied() {
            found.extend(it.all.iter().chain(&it.any).flatten());
            found.extend(it.not.iter().chain(&it.some).map(|it| &**it));
            at += 1;
        }
        found
    }
}

/// What a name in an expression stands for: a path, or a setting of the program.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, expecting = "a path or `{setting: NAME}` is expected here")]
pub(super) enum ValueFile {
    Path(String),
    Setting { setting: String },
}

impl From<Written> for Literal {
    fn from(written: Written) -> Self {
        match written {
            Written::Bool(it) => Self::Bool(it),
            Written::Int(it) => Self::Int(it),
            Written::Float(it) => Self::Float(it),
            Written::Text(it) => Self::Text(it),
            Written::Null(()) => Self::Null,
        }
    }
}

fn optional_literal<'de, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Literal>, D::Error> {
    Written::deserialize(from).map(|it| Some(it.into()))
}

fn optional_literals<'de, D>(from: D) -> Result<Option<Vec<Literal>>, D::Error>
where
    D: serde::Deserializer<'de>,
{
    let written = Vec::<Written>::deserialize(from)?;
    Ok(Some(written.into_iter().map(Literal::from).collect()))
}

/// The value of an option as an amount.
pub(super) fn amount(option: &OptionValue) -> Option<Amount> {
    match option {
        OptionValue::Int(it) => Some(Amount::Number(*it as f64)),
        OptionValue::Text(it) => Some(Amount::Text(it.to_string())),
        OptionValue::Bool(_) | OptionValue::List(_) => None,
    }
}
