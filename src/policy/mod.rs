//! Rules written in YAML, as the files under `rules/` are, and packs of them.

mod amount;
mod check;
mod compare;
mod expression;
mod file;
mod message;
mod pack;
mod place;
mod predicate;
pub mod schema;
mod shape;
mod system;

use std::{borrow::Cow, fmt, sync::Arc};

use thiserror::Error;

use crate::{
    facts::{Context, View},
    program::{Linked, Program},
    rule::{Findings, Rule, RuleMeta, Scope},
    text::{FileId, did_you_mean},
    tree::{Schema, Selector, SelectorError, Tree},
};
use check::{Ground, Told};
use expression::Expression;
use file::{Over, Place, PolicyFile};
use message::Part;
pub use pack::{Pack, Statement, packs};
use predicate::{Names, Predicate, Start};
use shape::Shape;
use system::System;
pub use system::{Held, Marks};

/// The policies that ship, as the build packed them: a line each, of a path, a tab and JSON.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// The policies that ship for every deployment, loaded.
pub fn shipped() -> Result<Vec<Policy>, PolicyError> {
    SHIPPED.lines().map(|line| packed(line, None)).collect()
}

/// A policy as the build packed it.
fn packed(line: &str, system: Option<&Arc<System>>) -> Result<Policy, PolicyError> {
    let (path, json) = line.split_once('\t').unwrap_or((line, ""));
    let file = serde_json::from_str(json).map_err(Fault::Packed);
    let policy = file.and_then(|file| Policy::compile(path, file, system));
    policy.map_err(|fault| PolicyError::new(path, fault))
}

/// A declarative rule, checked and ready to run.
#[derive(Debug)]
pub struct Policy {
    file: PolicyFile,
    topic: String,
    /// That it is about, of a pack's rule.
    system: Option<Arc<System>>,
    select: Vec<Selector>,
    when: Option<Predicate>,
    find: Option<Predicate>,
    at: Vec<(Start, Selector)>,
    message: Vec<Part>,
    related: Vec<(Start, Selector, String)>,
}

/// Why a file holds no policy.
#[derive(Debug)]
pub struct PolicyError {
    path: String,
    fault: Box<Fault>,
    place: Option<place::Place>,
}

#[derive(Debug, Error)]
enum Fault {
    #[error("{}", place::explained(.0))]
    File(#[from] serde_saphyr::Error),
    #[error(transparent)]
    Packed(serde_json::Error),
    #[error(transparent)]
    Path(#[from] SelectorError),
    #[error("a file is named after its rule, so this one should be `<topic>/{0}.yaml`")]
    Name(String),
    #[error("`{{` in the message is never closed")]
    Placeholder,
    #[error("no amount: {0}")]
    Amount(String),
    #[error("no version: {0}")]
    Version(String),
    #[error("no pattern: {1}")]
    Pattern(String, String),
    #[error("a condition that asks nothing; write for example `equals: true`")]
    Empty,
    #[error("`path` and `setting` both say where to look; write one of them")]
    PathAndSetting,
    #[error("nothing is selected; write for example `select: spec.replicas`")]
    NothingSelected,
    #[error("only a program has settings; write `over: program`")]
    NoProgram,
    #[error(
        "all files together have no context; ask that of a program: \
         `when: {{path: context, equals: production}}`"
    )]
    NoContext,
    #[error("no expression: {1}")]
    Expression(String, String),
    #[error("no JSON Schema: {0}")]
    Schema(String),
    #[error("the rule has no option `{0}`{1}")]
    Option(String, String),
    #[error("two rules of one id: `{0}`")]
    Twice(String),
    #[error("a pack needs at least one rule beside its `pack.yaml`")]
    NoRules,
    #[error("a pack says what it is in `pack.yaml`, which is not there")]
    NoPack,
}

impl Fault {
    /// The text in the file that it is about.
    fn about(&self) -> Option<&str> {
        match self {
            Self::Path(error) => Some(error.path()),
            Self::Pattern(text, _)
            | Self::Expression(text, _)
            | Self::Option(text, _)
            | Self::Version(text)
            | Self::Name(text) => Some(text),
            Self::Amount(text) => text.split('"').nth(1),
            Self::Placeholder => Some("{"),
            Self::NoContext => Some("workspace"),
            _ => None,
        }
    }
}

impl PolicyError {
    fn new(path: &str, fault: Fault) -> Self {
        Self { path: path.to_owned(), fault: Box::new(fault), place: None }
    }

    /// With the place in the file that it is about, as far as that can be told.
    fn placed(path: &str, fault: Fault, yaml: &str) -> Self {
        let place = place::Place::of(&fault, yaml);
        Self { place, ..Self::new(path, fault) }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, fault, place } = self;
        match place {
            None => write!(f, "{path}: {fault}"),
            Some(place) => {
                let (line, column) = place.line();
                write!(f, "{path}:{line}:{column}: {fault}\n{place}")
            }
        }
    }
}

impl std::error::Error for PolicyError {}

impl Policy {
    /// `path` is `<topic>/<id>.yaml`: what the path says, the file need not repeat.
    pub fn load(path: &str, yaml: &str) -> Result<Self, PolicyError> {
        Self::load_of(path, yaml, None)
    }

    fn load_of(path: &str, yaml: &str, system: Option<&Arc<System>>) -> Result<Self, PolicyError> {
        let policy = from_yaml(yaml).and_then(|file| {
            sound(&file)?;
            Self::compile(path, file, system)
        });
        policy.map_err(|fault| PolicyError::placed(path, fault, yaml))
    }

    fn compile(path: &str, file: PolicyFile, system: Option<&Arc<System>>) -> Result<Self, Fault> {
        let folders = path.strip_suffix(&format!("/{}.yaml", file.id));
        let Some(topic) = folders.and_then(|folders| folders.rsplit('/').next()) else {
            return Err(Fault::Name(file.id));
        };
        let prefixes = system.map(|it| it.prefixes.clone()).unwrap_or_default();
        let names = Names { prefixes };
        let mut select = selectors(&file.select)?;
        match &file.setting {
            Some(_) if file.over != Over::Program => return Err(Fault::NoProgram),
            Some(name) => select.extend(names.setting(name)?),
            None if select.is_empty() => return Err(Fault::NothingSelected),
            None => {}
        }
        if file.over == Over::Workspace && !(file.contexts.is_empty() && file.severities.is_empty())
        {
            return Err(Fault::NoContext);
        }
        let predicate =
            |it: &Option<_>| it.as_ref().map(|it| Predicate::compile(it, &names)).transpose();
        Ok(Self {
            topic: topic.to_owned(),
            system: system.cloned(),
            select,
            when: predicate(&file.when)?,
            find: predicate(&file.find)?,
            at: places(&file.at)?,
            message: message::parse(&file.message)?,
            related: related(&file)?,
            file,
        })
    }

    /// The demands of a policy that it serves, by their names there.
    pub fn statements(&self) -> &[Cow<'static, str>] {
        &self.file.statements
    }
}

/// Reads YAML whose texts are those that the files looked at have.
fn from_yaml<T: serde::de::DeserializeOwned>(yaml: &str) -> Result<T, Fault> {
    // Else `no` would be a boolean here and a text in the files looked at.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(yaml, options).map_err(Fault::File)
}

/// Whether the patterns, expressions and shapes of a policy can be read, and the options
/// that it names are its own. Those that ship can, and are compiled when they are first
/// asked: to read them costs as much as all the rest.
fn sound(file: &PolicyFile) -> Result<(), Fault> {
    let options: Vec<&str> = file.options.iter().map(|it| &*it.name).collect();
    let predicates = file.when.iter().chain(&file.find);
    for it in predicates.flat_map(file::PredicateFile::each) {
        if let Some(pattern) = &it.matches {
            let parsed = regex_syntax::parse(pattern);
            parsed.map_err(|error| Fault::Pattern(pattern.clone(), error.to_string()))?;
        }
        let named = [&it.below_option, &it.above_option, &it.one_of_option];
        let mut named = named.into_iter().flatten();
        if let Some(name) = named.find(|it| !options.contains(&it.as_str())) {
            let hint = did_you_mean(name, options.iter().copied());
            return Err(Fault::Option(name.clone(), hint));
        }
        let wrong = it.cel.as_ref().and_then(|it_is| Expression::fault(it_is, &it.values));
        let wrong = wrong.or_else(|| it.schema.as_ref().and_then(Shape::fault));
        wrong.map_or(Ok(()), Err)?;
    }
    Ok(())
}

fn related(file: &PolicyFile) -> Result<Vec<(Start, Selector, String)>, Fault> {
    let compile =
        |it: &file::RelatedFile| Ok((Start::of(&it.at), Selector::parse(&it.at)?, it.note.clone()));
    file.related.iter().map(compile).collect()
}

fn selectors(paths: &[String]) -> Result<Vec<Selector>, SelectorError> {
    paths.iter().map(|it| Selector::parse(it)).collect()
}

/// Where findings point: from what is selected, or after `$.` from the root.
fn places(paths: &[String]) -> Result<Vec<(Start, Selector)>, SelectorError> {
    let start = |it: &String| Start::of(it);
    paths.iter().map(|it| Ok((start(it), Selector::parse(it)?))).collect()
}

impl Rule for Policy {
    fn meta(&self) -> RuleMeta<'_> {
        let file = &self.file;
        RuleMeta {
            id: &file.id,
            summary: &file.summary,
            why: file.why.trim_end(),
            fix: file.fix.trim_end(),
            severity: file.severity,
            confidence: file.confidence,
            profile: file.profile,
            topic: &self.topic,
            standards: &file.standards,
            covers: &file.covers,
            scope: match file.over {
                Over::Document | Over::Facts => Scope::Document,
                Over::Program => Scope::Program,
                Over::Workspace => Scope::Workspace,
            },
            kinds: &file.kinds,
            options: &file.options,
            since: &file.since,
            references: &file.references,
            examples: &file.examples,
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        if !self.is_meant_for(view) {
            return;
        }
        match self.file.over {
            Over::Document => {
                let Some(tree) = view.tree() else { return };
                let (root, schema) = (view.root, view.schema());
                let context = self.context(view);
                self.check(&Ground { tree, root, schema, context, told: None }, findings);
            }
            Over::Facts => {
                let Some(tree) = view.outline() else { return };
                let (root, schema) = (Tree::ROOT, Schema::Core);
                let context = self.context(view);
                let ground = Ground { tree, root, schema, context, told: None };
                self.check(&ground, findings);
            }
            Over::Program | Over::Workspace => {}
        }
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        if !self.is_about(program, linked) {
            return;
        }
        let Some(outline) = program.outline(linked) else { return };
        let told = Some(Told { outline, program: Some(program), linked });
        let (tree, root) = (&outline.tree, Tree::ROOT);
        let (schema, context) = (Schema::Core, program.context);
        self.check(&Ground { tree, root, schema, context, told }, findings);
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        // To a pack, its system is all there is.
        let outline = match &self.system {
            None => linked.outline("", |_| true),
            Some(system) => linked.outline(&system.name, |file| system.covers(file, linked)),
        };
        let Some(outline) = &outline else { return };
        let told = Some(Told { outline, program: None, linked });
        let (tree, root, schema) = (&outline.tree, Tree::ROOT, Schema::Core);
        self.check(&Ground { tree, root, schema, context: Context::Unstated, told }, findings);
    }

    fn is_at_home(&self, file: FileId, linked: &Linked) -> bool {
        self.system.as_ref().is_none_or(|it| self.asks_objects(it) || it.covers(file, linked))
    }
}

impl Policy {
    /// Whether each object says itself that it is of the system.
    fn asks_objects(&self, system: &System) -> bool {
        let kinds = &self.file.kinds;
        let are_objects = !kinds.is_empty() && kinds.iter().all(|it| it.is_kubernetes());
        are_objects && self.file.place == Place::Own && !system.is_held()
    }

    /// Where a document is meant to run, if that makes a difference.
    fn context(&self, view: &View) -> Context {
        if self.file.severities.is_empty() { Context::Unstated } else { view.context() }
    }

    fn is_meant_for(&self, view: &View) -> bool {
        let contexts = &self.file.contexts;
        let is_context = contexts.is_empty() || contexts.iter().any(|it| it.is(view.context()));
        // Which objects are the system's own they say themselves; of other files, those
        // beside them tell.
        let is_own = |it: &Arc<System>| {
            !view.kind.is_kubernetes() || self.file.place == Place::System || it.is_object(view)
        };
        is_context && self.system.as_ref().is_none_or(is_own)
    }

    fn is_about(&self, program: &Program, linked: &Linked) -> bool {
        let contexts = &self.file.contexts;
        let is_context = contexts.is_empty() || contexts.iter().any(|it| it.is(program.context));
        // What a guide documents is what holds if nobody decides: other rules judge it.
        if self.file.over != Over::Program || !is_context || program.is_documentation(linked) {
            return false;
        }
        let Some(system) = &self.system else { return true };
        let is_file = program.setting_file(linked).is_some();
        if self.file.place == Place::System || is_file {
            let name = &system.around;
            return program.is_of(name, || system.covers(program.at.file, linked));
        }
        program.is_of(&system.name, || system.is_own(program, linked))
    }
}

#[cfg(test)]
mod tests;
