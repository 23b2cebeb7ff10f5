//! What a node is compared with: an amount, an option, other nodes.

use std::cmp::Ordering;

use super::{
    amount::both,
    predicate::{Answer, Asked, Start, any},
    predicate_file::{Amount, amount},
};
use crate::{
    facts::Value,
    rule::OptionValue,
    tree::{NodeId, Selector},
};

/// What an amount is compared with.
#[derive(Debug)]
pub(super) enum Limit {
    Amount(Amount),
    /// The user's value of an option of the rule.
    Option(String),
    /// Another node, from the one that is selected or with a `$` from the root.
    Path {
        path: Selector,
        from: Start,
    },
}

pub(super) fn one_of_option(asked: Asked<'_>, node: NodeId, name: &str) -> Answer {
    let Some(OptionValue::List(items)) = asked.findings.option(name) else { return Answer::No };
    Answer::of(asked.tree.str(node).is_some_and(|text| items.iter().any(|it| it == text)))
}

/// Whether another of what is selected says the same, at the first of some paths that leads
/// somewhere from it.
pub(super) fn repeated(asked: Asked<'_>, node: Option<NodeId>, paths: &[Selector]) -> Answer {
    let tree = asked.tree;
    let Some((node, text)) = node.and_then(|it| Some((it, tree.str(it)?))) else {
        return Answer::No;
    };
    if Value::is_unknown(tree, node) {
        return Answer::Unknown(node);
    }
    let others = asked.among.iter().filter(|it| **it != asked.selected);
    let said = |other: &NodeId| match paths {
        [] => tree.str(*other),
        paths => paths.iter().find_map(|path| tree.str(tree.first_from(*other, path)?)),
    };
    Answer::of(others.filter_map(said).any(|it| it == text))
}

/// Of several nodes that a path leads to, one of them must do.
pub(super) fn same(asked: Asked<'_>, node: NodeId, path: &Selector) -> Answer {
    let others = asked.tree.select_from(asked.root, path).into_iter();
    any(others.map(|other| match Value::is_unknown(asked.tree, other) {
        true => Answer::Unknown(other),
        false => Answer::of(asked.tree.str(node) == asked.tree.str(other)),
    }))
}

pub(super) fn compare(asked: Asked<'_>, node: NodeId, order: Ordering, limit: &Limit) -> Answer {
    let written = |amount: &Amount| match amount {
        Amount::Number(it) => it.to_string(),
        Amount::Text(it) => it.clone(),
    };
    let limit = match limit {
        Limit::Amount(limit) => Some(written(limit)),
        Limit::Option(name) => asked.findings.option(name).and_then(amount).as_ref().map(written),
        Limit::Path { path, from } => {
            let from = match from {
                Start::Node => asked.selected,
                Start::Root => asked.root,
            };
            let other = asked.tree.first_from(from, path);
            if let Some(other) = other.filter(|it| Value::is_unknown(asked.tree, *it)) {
                return Answer::Unknown(other);
            }
            other.and_then(|it| asked.tree.str(it)).map(str::to_owned)
        }
    };
    let amounts = asked.tree.str(node).zip(limit).and_then(|(it, limit)| both(it, &limit));
    Answer::of(amounts.is_some_and(|(it, limit)| it.partial_cmp(&limit) == Some(order)))
}
