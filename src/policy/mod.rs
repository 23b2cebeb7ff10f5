//! Rules written in YAML, as the files under `rules/` are, and packs of them.

mod check;
mod file;
mod message;
mod pack;
mod predicate;
pub mod schema;
mod system;

use std::{borrow::Cow, sync::Arc};

use thiserror::Error;

use crate::{
    facts::View,
    program::{Linked, Program},
    rule::{Findings, Rule, RuleMeta, Scope},
    text::FileId,
    tree::{Schema, Selector, SelectorError, Tree},
};
use check::Ground;
use file::{Over, Place, PolicyFile};
use message::Part;
pub use pack::{Pack, Statement, packs};
use predicate::{Names, Predicate, Start};
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
    policy.map_err(|fault| PolicyError { path: path.to_owned(), fault: Box::new(fault) })
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
}

/// Why a file holds no policy.
#[derive(Debug, Error)]
#[error("{path}: {fault}")]
pub struct PolicyError {
    path: String,
    fault: Box<Fault>,
}

#[derive(Debug, Error)]
enum Fault {
    #[error(transparent)]
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
    #[error("no pattern: {0}")]
    Pattern(String),
    #[error("a condition that asks nothing; write for example `equals: true`")]
    Empty,
    #[error("`path` and `setting` both say where to look; write one of them")]
    PathAndSetting,
    #[error("nothing is selected; write for example `select: spec.replicas`")]
    NothingSelected,
    #[error("only a program has settings; write `over: program`")]
    NoProgram,
    #[error("two rules of one id: `{0}`")]
    Twice(String),
    #[error("a pack needs at least one rule beside its `pack.yaml`")]
    NoRules,
    #[error("a pack says what it is in `pack.yaml`, which is not there")]
    NoPack,
}

impl Policy {
    /// `path` is `<topic>/<id>.yaml`: what the path says, the file need not repeat.
    pub fn load(path: &str, yaml: &str) -> Result<Self, PolicyError> {
        Self::load_of(path, yaml, None)
    }

    fn load_of(path: &str, yaml: &str, system: Option<&Arc<System>>) -> Result<Self, PolicyError> {
        let policy = from_yaml(yaml).and_then(|file| {
            sound_patterns(&file)?;
            Self::compile(path, file, system)
        });
        policy.map_err(|fault| PolicyError { path: path.to_owned(), fault: Box::new(fault) })
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

/// Whether the regular expressions of a policy can be read. Those that ship can, and
/// are compiled when they are first asked: to read them costs as much as all the rest.
fn sound_patterns(file: &PolicyFile) -> Result<(), Fault> {
    let predicates = file.when.iter().chain(&file.find);
    for pattern in predicates.flat_map(|it| it.patterns()) {
        regex_syntax::parse(pattern).map_err(|error| Fault::Pattern(error.to_string()))?;
    }
    Ok(())
}

fn selectors(paths: &[String]) -> Result<Vec<Selector>, SelectorError> {
    paths.iter().map(|it| Selector::parse(it)).collect()
}

/// Where findings point: from what is selected, or after `$.` from the root.
fn places(paths: &[String]) -> Result<Vec<(Start, Selector)>, SelectorError> {
    let start = |it: &String| if it.starts_with("$.") { Start::Root } else { Start::Node };
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
            scope: if file.over == Over::Program { Scope::Program } else { Scope::Document },
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
                self.check(&Ground { tree, root, schema, told: None }, findings);
            }
            Over::Facts => {
                let Some(tree) = view.outline() else { return };
                let ground = Ground { tree, root: Tree::ROOT, schema: Schema::Core, told: None };
                self.check(&ground, findings);
            }
            Over::Program => {}
        }
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        if !self.is_about(program, linked) {
            return;
        }
        let Some(outline) = program.outline(linked) else { return };
        let told = Some((outline, program, linked));
        let (tree, root) = (&outline.tree, Tree::ROOT);
        self.check(&Ground { tree, root, schema: Schema::Core, told }, findings);
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
mod tests {
    use super::*;

    const HOST_NETWORK: &str = include_str!("../../rules/container/host-network.yaml");

    fn load(change: (&str, &str)) -> Result<Policy, String> {
        let yaml = HOST_NETWORK.replace(change.0, change.1);
        Policy::load("container/host-network.yaml", &yaml).map_err(|error| error.to_string())
    }

    #[test]
    fn a_literal_has_the_type_it_is_written_with() {
        use crate::tree::Literal;
        let equals = |written| {
            let policy = load(("equals: true", written)).expect("a policy");
            policy.file.find.and_then(|it| it.equals)
        };
        assert_eq!(equals("equals: true"), Some(Literal::Bool(true)));
        assert_eq!(equals("equals: 'true'"), Some(Literal::Text("true".into())));
        assert_eq!(equals("equals: 0"), Some(Literal::Int(0)));
        assert_eq!(equals("equals: no"), Some(Literal::Text("no".into())));
        assert_eq!(equals("equals: null"), Some(Literal::Null));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let fault = |change| load(change).map(drop).expect_err("a fault");
        assert!(fault(("id: host", "id: ghost")).contains("`<topic>/ghost-network.yaml`"));
        assert!(fault(("workloads[*]", "workloads[x]")).contains("expected at column"));
        assert!(fault(("message: ", "message: '{' #")).contains("never closed"));
        assert!(fault(("since:", "sinze:")).contains("sinze"));
        assert!(fault(("equals: true", "matches: '('")).contains("no pattern"));
        assert!(fault(("select:", "setting:")).contains("over: program"));
        assert!(fault(("equals: true", "older: latest")).contains("no version"));
    }

    #[test]
    fn all_that_ship_load() {
        let policies = shipped().expect("sound policies");
        assert!(policies.iter().any(|it| it.meta().id == "host-network"));
        let packs = packs().expect("sound packs");
        for policy in policies.iter().chain(packs.iter().flat_map(|it| &it.policies)) {
            sound_patterns(&policy.file).expect("sound patterns");
        }
    }
}
