//! Packs: rules that belong together, with what they are about and what they serve.

use std::sync::Arc;

use serde::Deserialize;

use super::{
    Fault, Policy, PolicyError, from_yaml, lines,
    system::{Held, Marks, System},
};
use crate::rule::Example;

/// The packs that ship, as the build packed them: a line each of a path, a tab and JSON;
/// of each pack `pack.yaml` comes first.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/packs.txt"));

/// What they serve, in the same form.
static STATEMENTS: &str = include_str!(concat!(env!("OUT_DIR"), "/statements.txt"));

/// Rules that belong together.
#[derive(Debug)]
pub struct Pack {
    pub name: String,
    pub version: String,
    pub description: String,
    pub policies: Vec<Policy>,
    /// What it serves, if it says so.
    statements: Source,
}

/// What a pack says it serves, read when somebody asks.
#[derive(Debug)]
enum Source {
    None,
    Json(&'static str),
    Read(Vec<Statement>),
}

/// `pack.yaml`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct PackFile {
    name: String,
    version: String,
    description: String,
    /// How the system is recognised that the rules are about; without it, they are about
    /// every deployment.
    #[serde(default)]
    applies_to: Option<Marks>,
}

/// A demand of a policy, and what serves it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Statement {
    pub id: String,
    pub says: String,
    /// The rules that serve it.
    #[serde(default)]
    pub by: Vec<String>,
    /// Why no rule can decide it.
    pub undecidable: Option<String>,
    /// That nothing in files can say it: what a reviewer asks instead.
    pub ask: Option<String>,
    /// Files that break it and files that keep it, in the notation of `fixture`; of one that
    /// a rule serves alone, the rule has them.
    pub fails: Option<String>,
    pub passes: Option<String>,
}

/// The packs that ship, loaded.
pub fn packs() -> Result<Vec<Pack>, PolicyError> {
    let mut packs: Vec<(Pack, Option<Arc<System>>)> = Vec::new();
    for line in lines(SHIPPED) {
        let (path, json) = line.split_once('\t').unwrap_or((line, ""));
        if path.ends_with("/pack.yaml") {
            let file = serde_json::from_str(json).map_err(Fault::Packed);
            let mut pack = Pack::of(file.map_err(|fault| error(path, fault))?);
            let folder = format!("{}\t", path.trim_end_matches("pack.yaml"));
            let own = STATEMENTS.lines().find_map(|it| it.strip_prefix(&folder));
            pack.0.statements = own.map_or(Source::None, Source::Json);
            packs.push(pack);
        } else if let Some((pack, system)) = packs.last_mut() {
            let policy = Policy::packed(line, system.as_ref())?;
            pack.add(policy);
        }
    }
    Ok(packs.into_iter().map(|it| it.0).collect())
}

impl Pack {
    /// A pack of files below a folder: each a path from there, and its text. `held` says
    /// which files are held to be of its system, recognised or not.
    pub fn load(files: &[(String, String)], held: Option<Held>) -> Result<Self, Vec<PolicyError>> {
        let mut faults = Vec::new();
        let about = files.iter().find(|it| it.0 == "pack.yaml");
        let Some((path, yaml)) = about else {
            return Err(vec![error("pack.yaml", Fault::NoPack)]);
        };
        let file = from_yaml(yaml).map_err(|fault| vec![PolicyError::placed(path, fault, yaml)])?;
        let (mut pack, mut system) = Self::of(file);
        if let (Some(system), Some(held)) = (&mut system, held) {
            Arc::make_mut(system).hold(held);
        }
        for (path, yaml) in files.iter().filter(|it| is_rule(&it.0)) {
            // Whatever its folders are called, the topic of a pack's rule is the pack.
            let file = path.rsplit('/').next().unwrap_or(path);
            match Policy::load_of(&format!("{}/{file}", pack.name), yaml, system.as_ref()) {
                Ok(policy) if pack.has(&policy) => {
                    faults.push(error(path, Fault::Twice(policy.head.id.into_owned())));
                }
                Ok(policy) => pack.add(policy),
                Err(fault) => faults.push(PolicyError { path: path.clone(), ..fault }),
            }
        }
        if let Some((path, yaml)) = files.iter().find(|it| it.0 == "statements.yaml") {
            match from_yaml(yaml) {
                Ok(statements) => pack.statements = Source::Read(statements),
                Err(fault) => faults.push(PolicyError::placed(path, fault, yaml)),
            }
        }
        if pack.policies.is_empty() && faults.is_empty() {
            faults.push(error("pack.yaml", Fault::NoRules));
        }
        if faults.is_empty() { Ok(pack) } else { Err(faults) }
    }

    /// Says which files are held to be of its system, recognised or not.
    pub fn hold(&mut self, held: Held) {
        let system = self.policies.iter().find_map(|it| it.system.as_deref());
        let Some(mut system) = system.cloned() else { return };
        system.hold(held);
        let system = Arc::new(system);
        self.policies.iter_mut().for_each(|it| it.system = Some(system.clone()));
    }

    /// What it serves; nothing of one that does not say so.
    pub fn statements(&self) -> Vec<Statement> {
        match &self.statements {
            Source::None => Vec::new(),
            // A test keeps those that ship sound.
            Source::Json(json) => serde_json::from_str(json).unwrap_or_default(),
            Source::Read(statements) => statements.clone(),
        }
    }

    /// Files that break a demand, and files that keep it: its own, or those of a rule that
    /// serves nothing else.
    pub fn examples<'a>(&'a self, it: &'a Statement) -> Option<(&'a str, &'a str)> {
        if let (Some(fails), Some(passes)) = (&it.fails, &it.passes) {
            return Some((fails, passes));
        }
        let serves = |rule: &&Policy| {
            it.by.iter().any(|id| *id == rule.head.id)
                && matches!(rule.statements(), [only] if *only == it.id)
        };
        let rule = self.policies.iter().find(serves)?;
        let find = |title| {
            let mut examples = rule.prose().examples.iter().map(Example::parts);
            examples.find(|it| it.0 == title).map(|it| it.1)
        };
        Some((find("Fails")?, find("Passes")?))
    }

    fn of(file: PackFile) -> (Self, Option<Arc<System>>) {
        let PackFile { name, version, description, applies_to } = file;
        let system = applies_to.map(|marks| Arc::new(System::new(&name, &marks)));
        let (policies, statements) = (Vec::new(), Source::None);
        (Self { name, version, description, policies, statements }, system)
    }

    fn has(&self, policy: &Policy) -> bool {
        self.policies.iter().any(|it| it.head.id == policy.head.id)
    }

    fn add(&mut self, mut policy: Policy) {
        policy.since = self.version.as_str().into();
        self.policies.push(policy);
    }
}

fn is_rule(path: &str) -> bool {
    path.ends_with(".yaml") && path != "pack.yaml" && path != "statements.yaml"
}

fn error(path: &str, fault: Fault) -> PolicyError {
    PolicyError::new(path, fault)
}
