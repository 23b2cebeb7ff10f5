//! What a configuration says of single rules.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    Level, RuleEntry, plugins,
    reader::{Reader, SEVERITIES},
};
use crate::{
    rule::{OptionValue, Options, RuleOption, Severity},
    text::did_you_mean,
    tree::{Literal, NodeId, Schema},
};

pub(super) fn read(reader: &mut Reader<'_>, node: NodeId) -> BTreeMap<String, RuleEntry> {
    let mut rules = BTreeMap::new();
    for (key, value) in reader.entries(node) {
        let id = reader.tree.str(key).unwrap_or_default().to_owned();
        let Some(meta) = reader.rules.get(&id) else {
            if !reader.rules.may_be_missing(&id) {
                let hint = plugins::hint(&id, reader.rules.ids());
                reader.error(key, format!("no rule is called `{id}`{hint}"));
            }
            continue;
        };
        let options = meta.options;
        let entry = if reader.tree.is_map(value) {
            with_options(reader, value, options)
        } else {
            RuleEntry { level: reader.choice(value, &levels()), options: Options::new() }
        };
        if rules.insert(id.clone(), entry).is_some() {
            reader.error(key, format!("`{id}` is given twice"));
        }
    }
    rules
}

/// The keys of a rule's entry.
pub(super) const KEYS: [&str; 2] = ["severity", "options"];

fn with_options(reader: &mut Reader<'_>, node: NodeId, known: &[RuleOption]) -> RuleEntry {
    let mut entry = RuleEntry::default();
    if let Some((key, name)) = bare_option(reader, node, known) {
        let message = format!("an option stands under `options`: `options: {{{name}: ...}}`");
        reader.error(key, message);
        return entry;
    }
    for (name, _, value) in reader.map(node, &KEYS) {
        match name {
            "severity" => entry.level = reader.choice(value, &levels()),
            _ => entry.options = options(reader, value, known),
        }
    }
    entry
}

/// A key that would be an option, if it stood where options do.
fn bare_option(
    reader: &Reader<'_>,
    node: NodeId,
    known: &[RuleOption],
) -> Option<(NodeId, String)> {
    let mut keys = reader.tree.entries(node).map(|it| it.0);
    keys.find_map(|key| {
        let name = reader.tree.str(key)?;
        known.iter().any(|it| it.name == name).then(|| (key, name.to_owned()))
    })
}

fn options(reader: &mut Reader<'_>, node: NodeId, known: &[RuleOption]) -> Options {
    let mut options = Options::new();
    for (key, value) in reader.entries(node) {
        let name = reader.tree.str(key).unwrap_or_default().to_owned();
        let Some(option) = known.iter().find(|it| it.name == name) else {
            let hint = did_you_mean(&name, known.iter().map(|it| &*it.name));
            reader.error(key, format!("the rule has no option `{name}`{hint}"));
            continue;
        };
        match option_value(reader, value).filter(|it| it.is_like(&option.default)) {
            Some(value) if !options.contains_key(&name) => drop(options.insert(name, value)),
            Some(_) => reader.error(key, format!("`{name}` is given twice")),
            None => {
                let expected = option.default.type_name();
                reader.error(value, format!("{expected} is expected here"));
            }
        }
    }
    options
}

fn option_value(reader: &Reader<'_>, node: NodeId) -> Option<OptionValue> {
    let literal = |node| reader.tree.scalar(node).map(|it| it.literal(Schema::Core));
    if reader.tree.is_list(node) {
        let texts = reader.tree.items(node).iter().map(|item| match literal(*item) {
            Some(Literal::Text(it)) => Some(it),
            _ => None,
        });
        return texts.collect::<Option<_>>().map(OptionValue::List);
    }
    match literal(node)? {
        Literal::Bool(it) => Some(OptionValue::Bool(it)),
        Literal::Int(it) => Some(OptionValue::Int(it)),
        Literal::Text(it) => Some(OptionValue::Text(Cow::Owned(it))),
        Literal::Null | Literal::Float(_) => None,
    }
}

pub(super) fn levels() -> Vec<(&'static str, Level)> {
    let at = |(name, severity): (&'static str, Severity)| (name, Level::At(severity));
    [("off", Level::Off)].into_iter().chain(SEVERITIES.into_iter().map(at)).collect()
}
