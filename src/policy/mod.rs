//! Rules written in YAML, as the files under `rules/` are.

mod file;

use thiserror::Error;

use crate::{
    facts::View,
    rule::{Findings, Rule, RuleMeta, Scope},
    tree::{Schema, Selector, SelectorError, Tree},
};
use file::PolicyFile;

/// The policies that ship: path and text. A build script will pack them.
pub static SHIPPED: &[(&str, &str)] =
    &[("network/host-network.yaml", include_str!("../../rules/network/host-network.yaml"))];

/// The policies that ship, loaded.
pub fn shipped() -> Result<Vec<Policy>, PolicyError> {
    SHIPPED.iter().map(|(path, yaml)| Policy::load(path, yaml)).collect()
}

/// A declarative rule, checked and ready to run.
pub struct Policy {
    file: PolicyFile,
    topic: String,
    select: Selector,
    message: Vec<Part>,
}

/// A part of a message: words, or the text of what a path leads to.
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
    Path(#[from] SelectorError),
    #[error("a file is named after its rule, so this one should be `<topic>/{0}.yaml`")]
    Name(String),
    #[error("`{{` in the message is never closed")]
    Placeholder,
}

impl Policy {
    /// `path` is `<topic>/<id>.yaml`: what the path says, the file need not repeat.
    pub fn load(path: &str, yaml: &str) -> Result<Self, PolicyError> {
        Self::read(path, yaml)
            .map_err(|fault| PolicyError { path: path.to_owned(), fault: Box::new(fault) })
    }

    fn read(path: &str, yaml: &str) -> Result<Self, Fault> {
        let file = PolicyFile::parse(yaml)?;
        let folders = path.strip_suffix(&format!("/{}.yaml", file.id));
        let Some(topic) = folders.and_then(|folders| folders.rsplit('/').next()) else {
            return Err(Fault::Name(file.id));
        };
        Ok(Self {
            topic: topic.to_owned(),
            select: Selector::parse(&file.select)?,
            message: message(&file.message)?,
            file,
        })
    }

    fn message(&self, tree: &Tree) -> String {
        let parts = self.message.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Node(path) => {
                tree.select(path).first().and_then(|node| tree.str(*node)).unwrap_or("?")
            }
        });
        parts.collect()
    }
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
            covers: &[],
            scope: Scope::Document,
            kinds: &file.kinds,
            options: &file.options,
            since: &file.since,
            references: &file.references,
            examples: &file.examples,
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for node in tree.select(&self.select) {
            if tree
                .scalar(node)
                .is_some_and(|scalar| scalar.literal(Schema::Core) == self.file.equals)
            {
                findings.report(tree.locate(node), self.message(tree));
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
    use crate::tree::Literal;

    fn load(change: (&str, &str)) -> Result<Policy, String> {
        let (path, yaml) = SHIPPED[0];
        Policy::load(path, &yaml.replace(change.0, change.1)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_literal_has_the_type_it_is_written_with() {
        let equals = |written| load(("equals: true", written)).map(|policy| policy.file.equals);
        assert_eq!(equals("equals: true"), Ok(Literal::Bool(true)));
        assert_eq!(equals("equals: 'true'"), Ok(Literal::Text("true".into())));
        assert_eq!(equals("equals: 0"), Ok(Literal::Int(0)));
        assert_eq!(equals("equals: no"), Ok(Literal::Text("no".into())));
        assert_eq!(equals("equals: null"), Ok(Literal::Null));
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said() {
        let fault = |change| load(change).map(drop).unwrap_err();
        assert!(fault(("id: host", "id: ghost")).contains("`<topic>/ghost-network.yaml`"));
        assert!(fault(("spec.template", "spec..")).contains("name expected at column 5"));
        assert!(fault(("{metadata.name}", "{metadata.name")).contains("never closed"));
        assert!(fault(("since:", "sinze:")).contains("sinze"));
    }
}
