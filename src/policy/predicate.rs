//! What a policy asks of a node, compiled once and asked of many.
//!
//! An answer has three values: what a template or an expansion gives is unknown,
//! and neither so nor not so.

use std::{cmp::Ordering, sync::OnceLock};

use regex::Regex;

use super::{
    Fault,
    file::{Amount, PredicateFile, amount},
};
use crate::{
    facts::{Quantity, Value},
    rule::Findings,
    tree::{Literal, NodeId, Schema, Selector, Tree},
};

/// Whether something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    No,
    /// And where that stands which cannot be known.
    Unknown(NodeId),
    Yes,
}

/// A statement about a node.
#[derive(Debug)]
pub(super) struct Predicate {
    path: Option<Selector>,
    from: Start,
    tests: Vec<Test>,
}

/// Where the path of a predicate starts.
#[derive(Clone, Copy, Debug)]
enum Start {
    Node,
    Root,
}

#[derive(Debug)]
enum Test {
    OneOf(Vec<Literal>),
    Matches(LazyRegex),
    StartsWith(String),
    Absent(bool),
    Empty(bool),
    Compare(Ordering, Limit),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Predicate),
    Some(Predicate),
}

/// What an amount is compared with.
#[derive(Debug)]
enum Limit {
    Amount(f64),
    /// The user's value of an option of the rule.
    Option(String),
    /// Another node, from the one that is selected.
    Path(Selector),
}

/// A pattern that is compiled when it is first asked.
#[derive(Debug)]
struct LazyRegex {
    pattern: String,
    regex: OnceLock<Option<Regex>>,
}

/// What a predicate is asked about.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub tree: &'a Tree,
    pub schema: Schema,
    /// Of the document, or of the object in it.
    pub root: NodeId,
    /// What the policy selected.
    pub selected: NodeId,
    pub findings: &'a Findings<'a>,
}

impl Predicate {
    pub(super) fn compile(file: &PredicateFile) -> Result<Self, Fault> {
        let path = file.path.as_deref().map(Selector::parse).transpose()?;
        let is_rooted = file.path.as_ref().is_some_and(|it| it.starts_with('$'));
        let from = if is_rooted { Start::Root } else { Start::Node };
        let mut tests = Vec::new();
        tests.extend(file.equals.clone().map(|it| Test::OneOf(vec![it])));
        tests.extend(file.one_of.clone().map(Test::OneOf));
        if let Some(pattern) = &file.matches {
            tests.push(Test::Matches(LazyRegex::new(pattern)));
        }
        tests.extend(file.starts_with.clone().map(Test::StartsWith));
        tests.extend(file.absent.map(Test::Absent));
        tests.extend(file.empty.map(Test::Empty));
        for (order, limit) in [(Ordering::Less, &file.below), (Ordering::Greater, &file.above)] {
            if let Some(limit) = limit {
                let limit = number(limit).ok_or_else(|| Fault::Amount(format!("{limit:?}")))?;
                tests.push(Test::Compare(order, Limit::Amount(limit)));
            }
        }
        let option = |order, name: &Option<String>| {
            name.clone().map(|name| Test::Compare(order, Limit::Option(name)))
        };
        tests.extend(option(Ordering::Less, &file.below_option));
        tests.extend(option(Ordering::Greater, &file.above_option));
        if let Some(path) = &file.below_path {
            tests.push(Test::Compare(Ordering::Less, Limit::Path(Selector::parse(path)?)));
        }
        let many = |list: &[PredicateFile]| list.iter().map(Self::compile).collect();
        tests.extend(file.all.as_deref().map(many).transpose()?.map(Test::All));
        tests.extend(file.any.as_deref().map(many).transpose()?.map(Test::Any));
        tests.extend(file.not.as_deref().map(Self::compile).transpose()?.map(Test::Not));
        tests.extend(file.some.as_deref().map(Self::compile).transpose()?.map(Test::Some));
        if tests.is_empty() {
            return Err(Fault::Empty);
        }
        Ok(Self { path, from, tests })
    }

    pub(super) fn ask(&self, asked: Asked<'_>, node: NodeId) -> Answer {
        let Some(path) = &self.path else { return self.ask_here(asked, Some(node)) };
        let from = match self.from {
            Start::Node => node,
            Start::Root => asked.root,
        };
        if asked.tree.is_narrow(path) {
            return self.ask_here(asked, asked.tree.first_from(from, path));
        }
        let nodes = asked.tree.select_from(from, path);
        if nodes.is_empty() {
            return self.ask_here(asked, None);
        }
        any(nodes.into_iter().map(|node| self.ask_here(asked, Some(node))))
    }

    fn ask_here(&self, asked: Asked<'_>, node: Option<NodeId>) -> Answer {
        all(self.tests.iter().map(|test| test.ask(asked, node)))
    }
}

impl Test {
    fn ask(&self, asked: Asked<'_>, node: Option<NodeId>) -> Answer {
        let tree = asked.tree;
        // What is `null` is not there.
        let node = node.filter(|id| !tree.scalar(*id).is_some_and(|it| it.is_null()));
        match (self, node) {
            (Self::Absent(absent), node) => Answer::of(node.is_none() == *absent),
            (Self::Not(inner), Some(node)) => inner.ask(asked, node).not(),
            (Self::Not(inner), None) => inner.ask_here(asked, None).not(),
            (Self::All(inner), Some(node)) => all(inner.iter().map(|it| it.ask(asked, node))),
            (Self::Any(inner), Some(node)) => any(inner.iter().map(|it| it.ask(asked, node))),
            (Self::Empty(empty), None) => Answer::of(*empty),
            (_, None) => Answer::No,
            (_, Some(node)) if Value::is_unknown(tree, node) => Answer::Unknown(node),
            (Self::Empty(empty), Some(node)) => {
                let full = tree.str(node).is_some_and(|it| !it.is_empty())
                    || !tree.items(node).is_empty()
                    || tree.entries(node).next().is_some();
                Answer::of(full != *empty)
            }
            (Self::Some(inner), Some(node)) => {
                any(tree.items(node).iter().map(|item| inner.ask(asked, *item)))
            }
            (Self::OneOf(literals), Some(node)) => {
                let literal = tree.scalar(node).map(|it| it.literal(asked.schema));
                Answer::of(literal.is_some_and(|it| literals.contains(&it)))
            }
            (Self::Matches(regex), Some(node)) => {
                Answer::of(tree.str(node).is_some_and(|text| regex.is_match(text)))
            }
            (Self::StartsWith(start), Some(node)) => {
                Answer::of(tree.str(node).is_some_and(|text| text.starts_with(start)))
            }
            (Self::Compare(order, limit), Some(node)) => compare(asked, node, *order, limit),
        }
    }
}

fn compare(asked: Asked<'_>, node: NodeId, order: Ordering, limit: &Limit) -> Answer {
    let of = |id: NodeId| asked.tree.str(id).and_then(quantity);
    let limit = match limit {
        Limit::Amount(limit) => Some(*limit),
        Limit::Option(name) => {
            asked.findings.option(name).and_then(amount).as_ref().and_then(number)
        }
        Limit::Path(path) => {
            let other = asked.tree.first_from(asked.selected, path);
            if let Some(other) = other.filter(|it| Value::is_unknown(asked.tree, *it)) {
                return Answer::Unknown(other);
            }
            other.and_then(of)
        }
    };
    match (of(node), limit) {
        (Some(value), Some(limit)) => Answer::of(value.partial_cmp(&limit) == Some(order)),
        _ => Answer::No,
    }
}

fn number(amount: &Amount) -> Option<f64> {
    match amount {
        Amount::Number(number) => Some(*number),
        Amount::Text(text) => quantity(text),
    }
}

/// An amount of memory or processors, or else of time.
fn quantity(text: &str) -> Option<f64> {
    let quantity = Quantity::kubernetes(text).or_else(|| Quantity::duration(text));
    quantity.map(|it| it.0)
}

fn all(answers: impl Iterator<Item = Answer>) -> Answer {
    let mut sum = Answer::Yes;
    for answer in answers {
        match (answer, sum) {
            (Answer::No, _) => return Answer::No,
            (Answer::Unknown(_), Answer::Yes) => sum = answer,
            _ => {}
        }
    }
    sum
}

fn any(answers: impl Iterator<Item = Answer>) -> Answer {
    all(answers.map(Answer::not)).not()
}

impl Answer {
    fn of(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown(node) => Self::Unknown(node),
        }
    }
}

impl LazyRegex {
    fn new(pattern: &str) -> Self {
        Self { pattern: pattern.to_owned(), regex: OnceLock::new() }
    }

    fn is_match(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(&self.pattern).ok());
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}
