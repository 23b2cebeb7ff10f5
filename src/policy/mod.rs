//! Rules written in YAML, as the files under `rules/` are.

mod file;
mod predicate;

use thiserror::Error;

use crate::{
    facts::View,
    rule::{Findings, Rule, RuleMeta, Scope},
    text::Location,
    tree::{NodeId, Schema, Selector, SelectorError, Tree},
};
use file::{Over, PolicyFile};
use predicate::{Answer, Asked, Predicate};

/// The policies that ship, as the build packed them: a line each, of a path, a tab and JSON.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.txt"));

/// The policies that ship, loaded.
pub fn shipped() -> Result<Vec<Policy>, PolicyError> {
    let load = |line: &str| {
        let (path, json) = line.split_once('\t').unwrap_or((line, ""));
        let file = serde_json::from_str(json).map_err(Fault::Packed);
        let policy = file.and_then(|file| Policy::compile(path, file));
        policy.map_err(|fault| PolicyError { path: path.to_owned(), fault: Box::new(fault) })
    };
    SHIPPED.lines().map(load).collect()
}

/// A declarative rule, checked and ready to run.
#[derive(Debug)]
pub struct Policy {
    file: PolicyFile,
    topic: String,
    select: Vec<Selector>,
    when: Option<Predicate>,
    find: Option<Predicate>,
    at: Vec<Selector>,
    message: Vec<Part>,
}

/// A part of a message: words, or the text of what a path leads to.
#[derive(Debug)]
enum Part {
    Words(String),
    Node(Selector),
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
    #[error("no pattern: {0}")]
    Pattern(String),
    #[error("a condition that asks nothing; write for example `equals: true`")]
    Empty,
}

impl Policy {
    /// `path` is `<topic>/<id>.yaml`: what the path says, the file need not repeat.
    pub fn load(path: &str, yaml: &str) -> Result<Self, PolicyError> {
        // Else `no` would be a boolean here and a text in the files looked at.
        let options = serde_saphyr::options! { strict_booleans: true };
        let file = serde_saphyr::from_str_with_options(yaml, options).map_err(Fault::File);
        let policy = file.and_then(|file| {
            sound_patterns(&file)?;
            Self::compile(path, file)
        });
        policy.map_err(|fault| PolicyError { path: path.to_owned(), fault: Box::new(fault) })
    }

    fn compile(path: &str, file: PolicyFile) -> Result<Self, Fault> {
        let folders = path.strip_suffix(&format!("/{}.yaml", file.id));
        let Some(topic) = folders.and_then(|folders| folders.rsplit('/').next()) else {
            return Err(Fault::Name(file.id));
        };
        Ok(Self {
            topic: topic.to_owned(),
            select: selectors(&file.select)?,
            when: file.when.as_ref().map(Predicate::compile).transpose()?,
            find: file.find.as_ref().map(Predicate::compile).transpose()?,
            at: selectors(&file.at)?,
            message: message(&file.message)?,
            file,
        })
    }

    /// Each of what is selected for which the policy finds fault.
    fn check(&self, tree: &Tree, root: NodeId, schema: Schema, findings: &mut Findings) {
        for selected in self.select.iter().flat_map(|it| tree.select_from(root, it)) {
            let asked = Asked { tree, schema, root, selected, findings };
            let ask = |it: &Option<Predicate>| {
                it.as_ref().map_or(Answer::Yes, |it| it.ask(asked, selected))
            };
            // Of what is in order, nobody needs to know when that matters.
            let find = ask(&self.find);
            if matches!(find, Answer::No) {
                continue;
            }
            match (ask(&self.when), find) {
                (Answer::Yes, Answer::Yes) => {
                    let at = self.place(tree, selected);
                    let finding = findings.report(at, self.message(tree, root, selected));
                    finding.resource = resource(tree, selected);
                }
                (Answer::No, _) | (_, Answer::No) => {}
                (Answer::Unknown(node), _) | (_, Answer::Unknown(node)) => {
                    findings.silenced(tree.locate(node), "a value that is not known here");
                }
            }
        }
    }

    fn place(&self, tree: &Tree, selected: NodeId) -> Location {
        let at = self.at.iter().find_map(|at| tree.first_from(selected, at));
        let at = at.unwrap_or(selected);
        // A fact already stands where its name does.
        let is_block = self.file.over == Over::Document && tree.is_map(at);
        tree.locate(if is_block { name(tree, at) } else { at })
    }

    /// Paths of a message start at what is selected, or else at the root.
    fn message(&self, tree: &Tree, root: NodeId, selected: NodeId) -> String {
        let parts = self.message.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Node(path) => {
                let starts = [selected, root].into_iter();
                let mut texts = starts
                    .filter_map(|from| tree.first_from(from, path).and_then(|node| tree.str(node)));
                texts.next().unwrap_or("?")
            }
        });
        parts.collect()
    }
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

/// The key of a block, where it has one: a block is found fault with at its name.
fn name(tree: &Tree, block: NodeId) -> NodeId {
    let entries = tree.nodes().filter(|id| tree.is_map(*id)).flat_map(|id| tree.entries(id));
    let mut keys = entries.filter(|(_, value)| *value == block).map(|(key, _)| key);
    keys.next().unwrap_or(block)
}

/// The workload that a selected fact is of.
fn resource(tree: &Tree, selected: NodeId) -> Option<std::sync::Arc<str>> {
    let workloads = tree.get(Tree::ROOT, "workloads")?;
    let own = tree.items(workloads).iter().rev().find(|it| **it <= selected)?;
    tree.get(*own, "title").and_then(|title| tree.str(title)).map(Into::into)
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
            scope: Scope::Document,
            kinds: &file.kinds,
            options: &file.options,
            since: &file.since,
            references: &file.references,
            examples: &file.examples,
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        match self.file.over {
            Over::Document => {
                let Some(tree) = view.tree() else { return };
                self.check(tree, view.root, view.schema(), findings);
            }
            Over::Facts => {
                let Some(tree) = view.outline() else { return };
                self.check(tree, Tree::ROOT, Schema::Core, findings);
            }
        }
    }
}

/// `words {path} words`: the paths are those of `select`.
fn message(text: &str) -> Result<Vec<Part>, Fault> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((words, placeholder)) = rest.split_once('{') {
        let (path, end) = placeholder.split_once('}').ok_or(Fault::Placeholder)?;
        parts.push(Part::Words(words.to_owned()));
        parts.push(Part::Node(Selector::parse(path)?));
        rest = end;
    }
    parts.push(Part::Words(rest.to_owned()));
    Ok(parts)
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
    }

    #[test]
    fn all_that_ship_load() {
        let policies = shipped().expect("sound policies");
        assert!(policies.iter().any(|it| it.meta().id == "host-network"));
        for policy in &policies {
            sound_patterns(&policy.file).expect("sound patterns");
        }
    }
}
