//! Arithmetic over several values, in the Common Expression Language.
//!
//! Paths and names of settings choose the values, so that an expression sees a handful of
//! numbers and texts and never a tree: making one of its own is what costs.

use std::{collections::BTreeMap, fmt, sync::OnceLock};

use cel::{Context, Program, Value as Cel};

use super::{
    Fault,
    amount::quantity,
    predicate::{Answer, Asked, Names, Start},
    predicate_file::ValueFile,
};
use crate::{
    facts::Value,
    tree::{Literal, NodeId, Selector},
};

/// An expression, and what its names stand for.
pub(super) struct Expression {
    source: String,
    values: Vec<(String, Start, Vec<Selector>)>,
    /// Compiled when it is first asked: hardly any is in a run.
    program: OnceLock<Option<Program>>,
}

impl Expression {
    pub(super) fn compile(
        source: &str,
        values: &BTreeMap<String, ValueFile>,
        names: &Names,
    ) -> Result<Self, Fault> {
        let compile = |(name, of): (&String, &ValueFile)| {
            Ok(match of {
                ValueFile::Path(path) => {
                    (name.clone(), Start::of(path), vec![Selector::parse(path)?])
                }
                ValueFile::Setting { setting } => {
                    (name.clone(), Start::Root, names.setting(setting)?)
                }
            })
        };
        let values = values.iter().map(compile).collect::<Result<_, Fault>>()?;
        Ok(Self { source: source.to_owned(), values, program: OnceLock::new() })
    }

    /// What is wrong with it, if anything is.
    pub(super) fn fault(source: &str, values: &BTreeMap<String, ValueFile>) -> Option<Fault> {
        let program = match Program::compile(source) {
            Ok(program) => program,
            Err(error) => {
                let what = error.to_string();
                let what = what.lines().next().unwrap_or_default().to_owned();
                return Some(Fault::Expression(source.to_owned(), what));
            }
        };
        let references = program.references();
        let unknown = references.variables().into_iter().find(|it| !values.contains_key(*it))?;
        let what = format!("`{unknown}` is none of its `values`");
        Some(Fault::Expression(source.to_owned(), what))
    }

    /// Not so where a value is not there, or where nothing can be made of the values.
    pub(super) fn ask(&self, asked: Asked<'_>, node: NodeId) -> Answer {
        let mut context = Context::default();
        for (name, start, paths) in &self.values {
            // What is selected may be one part of a program, and the value another.
            let starts = [(*start == Start::Node).then_some(node), Some(asked.root)];
            let mut starts = starts.into_iter().flatten();
            let value = starts
                .find_map(|from| paths.iter().find_map(|path| asked.tree.first_from(from, path)));
            let Some(value) = value else { return Answer::No };
            if Value::is_unknown(asked.tree, value) {
                return Answer::Unknown(value);
            }
            let Some(value) = cel(asked, value) else { return Answer::No };
            context.add_variable_from_value(name.as_str(), value);
        }
        let program = self.program.get_or_init(|| Program::compile(&self.source).ok());
        let result = program.as_ref().map(|it| it.execute(&context));
        Answer::of(matches!(result, Some(Ok(Cel::Bool(true)))))
    }
}

/// Amounts are numbers with a fraction, in bytes, cores or seconds; of a list, all items.
fn cel(asked: Asked<'_>, node: NodeId) -> Option<Cel> {
    let tree = asked.tree;
    if tree.is_list(node) {
        let items = tree.items(node).iter().map(|it| scalar(asked, *it));
        return items.collect::<Option<Vec<_>>>().map(|it| Cel::List(it.into()));
    }
    scalar(asked, node)
}

fn scalar(asked: Asked<'_>, node: NodeId) -> Option<Cel> {
    let scalar = asked.tree.scalar(node)?;
    Some(match scalar.literal(asked.schema) {
        Literal::Null => return None,
        Literal::Bool(it) => Cel::Bool(it),
        Literal::Int(it) => Cel::Float(it as f64),
        Literal::Float(it) => Cel::Float(it),
        Literal::Text(text) => match quantity(&text) {
            Some(amount) => Cel::Float(amount),
            None => Cel::String(text.into()),
        },
    })
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}
