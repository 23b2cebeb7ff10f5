//! What a policy asks of a node, compiled once and asked of many.
//!
//! An answer has three values: what a template or an expansion gives is unknown,
//! and neither so nor not so.

use std::{cmp::Ordering, sync::OnceLock};

use regex::Regex;

use super::{
    Fault,
    amount::{is_older, number, version},
    compare::{Limit, compare, one_of_option, repeated, same},
    expression::Expression,
    predicate_file::PredicateFile,
    shape::Shape,
};
use crate::{
    facts::{self, Value},
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
    /// The node itself if there is none; of several, the first that leads somewhere.
    paths: Vec<Selector>,
    from: Start,
    tests: Vec<Test>,
}

/// Where the path of a predicate starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    Node,
    Root,
}

impl Start {
    /// A path that goes on after a `$` starts at the root; `$` alone is what is selected.
    pub(super) fn of(path: &str) -> Self {
        if path.starts_with("$.") || path.starts_with("$[") { Self::Root } else { Self::Node }
    }
}

#[derive(Debug)]
enum Test {
    OneOf(Vec<Literal>),
    Matches(LazyRegex),
    StartsWith(String),
    Truth(bool),
    Length(Ordering, usize),
    Older(Vec<u64>),
    SameAs(Selector),
    OneOfOption(String),
    Shape(Shape),
    Expression(Expression),
    Absent(bool),
    Empty(bool),
    Repeated(bool),
    Compare(Ordering, Limit),
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Predicate),
    Some(Predicate),
}

/// What names of settings may be called.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The first words of the names of a system's settings.
    pub prefixes: Vec<String>,
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
    /// What the policy selected, of all that it selects.
    pub selected: NodeId,
    pub among: &'a [NodeId],
    /// Where the document takes in what is not known: what it does not say may stand there.
    pub included: Option<NodeId>,
    pub findings: &'a Findings<'a>,
}

impl Predicate {
    pub(super) fn compile(file: &PredicateFile, names: &Names) -> Result<Self, Fault> {
        let paths = match (&file.path, &file.setting) {
            (Some(_), Some(_)) => return Err(Fault::PathAndSetting),
            (Some(path), None) => vec![Selector::parse(path)?],
            (None, Some(name)) => names.setting(name)?,
            (None, None) => Vec::new(),
        };
        let is_rooted = file.path.as_ref().is_none_or(|it| it.starts_with('$'));
        let from = if is_rooted { Start::Root } else { Start::Node };
        let mut tests = of_texts(file)?;
        tests.extend(of_amounts(file)?);
        if let Some(source) = &file.cel {
            tests.push(Test::Expression(Expression::compile(source, &file.values, names)?));
        }
        let one = |it: &PredicateFile| Self::compile(it, names);
        let many = |list: &[PredicateFile]| list.iter().map(one).collect();
        tests.extend(file.all.as_deref().map(many).transpose()?.map(Test::All));
        tests.extend(file.any.as_deref().map(many).transpose()?.map(Test::Any));
        tests.extend(file.not.as_deref().map(one).transpose()?.map(Test::Not));
        tests.extend(file.some.as_deref().map(one).transpose()?.map(Test::Some));
        if tests.is_empty() {
            return Err(Fault::Empty);
        }
        Ok(Self { paths, from, tests })
    }

    pub(super) fn ask(&self, asked: Asked<'_>, node: NodeId) -> Answer {
        if self.paths.is_empty() {
            return self.ask_here(asked, Some(node));
        }
        let from = match self.from {
            Start::Node => node,
            Start::Root => asked.root,
        };
        for path in &self.paths {
            if asked.tree.is_narrow(path) {
                match asked.tree.first_from(from, path) {
                    None => continue,
                    found => return self.ask_here(asked, found),
                }
            }
            let nodes = asked.tree.select_from(from, path);
            if !nodes.is_empty() {
                return any(nodes.into_iter().map(|node| self.ask_here(asked, Some(node))));
            }
        }
        self.ask_here(asked, None)
    }

    fn ask_here(&self, asked: Asked<'_>, node: Option<NodeId>) -> Answer {
        all(self.tests.iter().map(|test| match test {
            Test::Repeated(is_meant) => {
                let answer = repeated(asked, node, &self.paths);
                if *is_meant { answer } else { answer.not() }
            }
            test => test.ask(asked, node),
        }))
    }
}

/// What is asked of a text.
fn of_texts(file: &PredicateFile) -> Result<Vec<Test>, Fault> {
    let mut tests = Vec::new();
    tests.extend(file.equals.clone().map(|it| Test::OneOf(vec![it])));
    tests.extend(file.one_of.clone().map(Test::OneOf));
    tests.extend(file.matches.as_ref().map(|it| Test::Matches(LazyRegex::new(it))));
    tests.extend(file.starts_with.clone().map(Test::StartsWith));
    tests.extend(file.truth.map(Test::Truth));
    tests.extend(file.shorter.map(|it| Test::Length(Ordering::Less, it)));
    tests.extend(file.longer.map(|it| Test::Length(Ordering::Greater, it)));
    if let Some(text) = &file.older {
        let version = version(text).ok_or_else(|| Fault::Version(text.clone()))?;
        tests.push(Test::Older(version));
    }
    if let Some(path) = &file.same_as {
        tests.push(Test::SameAs(Selector::parse(path)?));
    }
    tests.extend(file.one_of_option.clone().map(Test::OneOfOption));
    tests.extend(file.schema.clone().map(Shape::new).map(Test::Shape));
    tests.extend(file.absent.map(Test::Absent));
    tests.extend(file.empty.map(Test::Empty));
    tests.extend(file.repeated.map(Test::Repeated));
    Ok(tests)
}

/// What is asked of an amount.
fn of_amounts(file: &PredicateFile) -> Result<Vec<Test>, Fault> {
    let mut tests = Vec::new();
    for (order, limit) in [(Ordering::Less, &file.below), (Ordering::Greater, &file.above)] {
        if let Some(limit) = limit {
            number(limit).ok_or_else(|| Fault::Amount(format!("{limit:?}")))?;
            tests.push(Test::Compare(order, Limit::Amount(limit.clone())));
        }
    }
    let option = |order, name: &Option<String>| {
        name.clone().map(|name| Test::Compare(order, Limit::Option(name)))
    };
    tests.extend(option(Ordering::Less, &file.below_option));
    tests.extend(option(Ordering::Greater, &file.above_option));
    for (order, path) in [(Ordering::Less, &file.below_path), (Ordering::Greater, &file.above_path)]
    {
        if let Some(path) = path {
            let from = Start::of(path);
            let path = Selector::parse(path)?;
            tests.push(Test::Compare(order, Limit::Path { path, from }));
        }
    }
    Ok(tests)
}

impl Names {
    /// The paths that a setting may stand at in the outline of a program: with the prefix
    /// of its system, and without, as files have it that the system reads itself.
    pub(super) fn setting(&self, name: &str) -> Result<Vec<Selector>, Fault> {
        let words = facts::words(name);
        let bare = self.prefixes.iter().find_map(|it| words.strip_prefix(it)?.strip_prefix(' '));
        let bare = bare.unwrap_or(&words);
        let prefixed = self.prefixes.iter().map(|it| format!("{it} {bare}"));
        let names = prefixed.chain([bare.to_owned()]);
        names.map(|it| Ok(Selector::parse(&format!("settings['{it}']"))?)).collect()
    }
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "enabled" => Some(true),
        "false" | "0" | "no" | "off" | "disabled" => Some(false),
        _ => None,
    }
}

impl Test {
    fn ask(&self, asked: Asked<'_>, node: Option<NodeId>) -> Answer {
        let tree = asked.tree;
        // What is `null` is not there.
        let node = node.filter(|id| !tree.scalar(*id).is_some_and(|it| it.is_null()));
        if let (None, Some(included), false) = (node, asked.included, self.is_of_others()) {
            return Answer::Unknown(included);
        }
        match (self, node) {
            (Self::Absent(absent), node) => Answer::of(node.is_none() == *absent),
            (Self::Not(inner), Some(node)) => inner.ask(asked, node).not(),
            (Self::Not(inner), None) => inner.ask_here(asked, None).not(),
            (Self::All(inner), Some(node)) => all(inner.iter().map(|it| it.ask(asked, node))),
            (Self::Any(inner), Some(node)) => any(inner.iter().map(|it| it.ask(asked, node))),
            (Self::Empty(empty), None) => Answer::of(*empty),
            (Self::Expression(expression), node) => {
                expression.ask(asked, node.unwrap_or(asked.selected))
            }
            (_, None) => Answer::No,
            (Self::Shape(shape), Some(node)) => shape.ask(tree, node, asked.schema),
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
            (Self::Compare(order, limit), Some(node)) => compare(asked, node, *order, limit),
            (Self::OneOfOption(name), Some(node)) => one_of_option(asked, node, name),
            (Self::Length(order, limit), Some(node)) if tree.str(node).is_none() => Answer::of(
                tree.items(node).len().max(tree.entries(node).count()).cmp(limit) == *order,
            ),
            (Self::SameAs(path), Some(node)) => same(asked, node, path),
            (text, Some(node)) => {
                Answer::of(tree.str(node).is_some_and(|it| text.is_so_of_text(it)))
            }
        }
    }

    /// Whether it asks nothing of the node itself.
    fn is_of_others(&self) -> bool {
        matches!(self, Self::Not(_) | Self::Expression(_))
    }

    fn is_so_of_text(&self, text: &str) -> bool {
        match self {
            Self::Matches(regex) => regex.is_match(text),
            Self::StartsWith(start) => text.starts_with(start),
            Self::Truth(expected) => truth(text) == Some(*expected),
            Self::Length(order, limit) => text.chars().count().cmp(limit) == *order,
            Self::Older(than) => version(text).is_some_and(|it| is_older(&it, than)),
            _ => false,
        }
    }
}

impl Predicate {
    /// Where and how a node has not the shape that it must have, if that is all that is
    /// asked: each such place is a finding of its own.
    pub(super) fn misshapen(&self, asked: Asked<'_>) -> Option<Vec<(NodeId, String)>> {
        let [Test::Not(inner)] = self.tests.as_slice() else { return None };
        let [Test::Shape(shape)] = inner.tests.as_slice() else { return None };
        let is_here = self.paths.is_empty() && inner.paths.is_empty();
        is_here.then(|| shape.faults(asked.tree, asked.selected, asked.schema))
    }
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

pub(super) fn any(answers: impl Iterator<Item = Answer>) -> Answer {
    all(answers.map(Answer::not)).not()
}

impl Answer {
    pub(super) fn of(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }

    pub(super) fn not(self) -> Self {
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
