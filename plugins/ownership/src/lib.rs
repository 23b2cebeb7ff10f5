//! Who owns a workload, and how it is called: a policy that the user configures.

use regex_lite::Regex;
use serde::Deserialize;
use tidewaiter_plugin::{
    Document, Finding, Findings, Node, NodeKind, Place, Plugin, Rule, Severity, export,
};

const KINDS: [&str; 2] = ["workload", "compose"];

struct Ownership {
    labels: Vec<String>,
    owners: Vec<String>,
    owner: Regex,
    name: Regex,
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Options {
    /// Labels or annotations that each workload must have.
    labels: Vec<String>,
    /// The owners that there are; anyone of the right form, if none is named.
    owners: Vec<String>,
    /// The form of an owner, as a regular expression.
    owner: String,
    /// The form of a workload's name, as a regular expression.
    name: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            labels: vec!["owner".to_owned()],
            owners: Vec::new(),
            owner: "^[a-z0-9][a-z0-9-]*$".to_owned(),
            name: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$".to_owned(),
        }
    }
}

/// A workload: what it is called, and where its labels are.
struct Workload {
    /// Where it is named, and the name; none of a name that is not known.
    at: Place,
    name: Option<String>,
    /// Maps of labels and annotations, or lists of `name=value`.
    labels: Vec<Node>,
}

impl Plugin for Ownership {
    const NAME: &'static str = "ownership";
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    fn rules() -> Vec<Rule> {
        let rule = |id, summary| Rule::new(id, summary).kinds(KINDS).severity(Severity::Low);
        vec![
            rule("owner-missing", "A workload does not say who owns it")
                .why("When it fails at night, nobody knows whom to wake.")
                .fix("Add the label, such as `owner: payments`, to its `metadata.labels`.")
                .severity(Severity::Medium)
                .fails(MISSING)
                .fails(COMPOSE)
                .passes(SOUND)
                .passes(TEMPLATE),
            rule("owner-unknown", "A workload names an owner that is none")
                .why("The team is gone, or was never called so, and nobody feels meant.")
                .fix("Name one of the owners that the configuration lists under `owners`.")
                .fails(UNKNOWN)
                .passes(SOUND)
                .passes(TEMPLATE),
            rule("name-malformed", "A workload is not called as the policy wants it")
                .why("Dashboards, alerts and DNS names are made of the name.")
                .fix("Rename it: the configuration gives the form under `name`.")
                .fails(NAME)
                .passes(SOUND)
                .passes(TEMPLATE),
        ]
    }

    fn new(options: &str) -> Result<Self, String> {
        let options: Options = serde_json::from_str(options).map_err(|it| it.to_string())?;
        let regex = |name: &str, text: &str| {
            Regex::new(text).map_err(|error| format!("`{name}` is no regular expression: {error}"))
        };
        Ok(Self {
            owner: regex("owner", &options.owner)?,
            name: regex("name", &options.name)?,
            labels: options.labels,
            owners: options.owners,
        })
    }

    fn check_document(&self, rule: &str, document: &Document, findings: &mut Findings) {
        for workload in workloads(document) {
            match rule {
                "owner-missing" => self.missing(workload, findings),
                "owner-unknown" => self.unknown(&workload, findings),
                _ => self.malformed(workload, findings),
            }
        }
    }
}

impl Ownership {
    fn missing(&self, workload: Workload, findings: &mut Findings) {
        let Workload { at, labels, .. } = workload;
        // A template may say anything.
        if labels.iter().any(Node::is_unknown) {
            return findings.silenced(at, "what a template gives as labels");
        }
        for name in self.labels.iter().filter(|name| label(&labels, name).is_none()) {
            findings.report(Finding::at(at.clone(), format!("the label `{name}` is missing")));
        }
    }

    fn unknown(&self, workload: &Workload, findings: &mut Findings) {
        let found = self.labels.iter().filter_map(|name| label(&workload.labels, name));
        for (node, owner) in found {
            let Some(owner) = owner else {
                findings.silenced(&node, "an owner that is not known here");
                continue;
            };
            let is_one = match self.owners.is_empty() {
                true => self.owner.is_match(&owner),
                false => self.owners.contains(&owner),
            };
            if !is_one {
                findings.report(Finding::at(&node, format!("`{owner}` is no owner")));
            }
        }
    }

    fn malformed(&self, workload: Workload, findings: &mut Findings) {
        let Some(name) = workload.name.filter(|it| !self.name.is_match(it)) else { return };
        let message = format!("`{name}` is not of the form `{}`", self.name.as_str());
        findings.report(Finding::at(workload.at, message));
    }
}

/// Where a label stands, and its value if that is known.
fn label(labels: &[Node], name: &str) -> Option<(Node, Option<String>)> {
    let found = labels.iter().find_map(|labels| match labels.kind() {
        NodeKind::Mapping => labels.get(name),
        _ => labels
            .children()
            .into_iter()
            .find(|item| item.text().split_once('=').is_some_and(|(key, _)| key == name)),
    })?;
    let value = (!found.is_unknown()).then(|| {
        let text = found.text();
        let of_list = found.key().is_none();
        text.split_once('=').filter(|_| of_list).map_or(text.clone(), |it| it.1.to_owned())
    });
    Some((found, value))
}

fn workloads(document: &Document) -> Vec<Workload> {
    if document.kind() == "compose" {
        return document.select("services.*").iter().map(service).collect();
    }
    let Some(metadata) = document.select("metadata").pop() else { return Vec::new() };
    let name = metadata.get("name");
    let labels = ["labels", "annotations"].iter().filter_map(|key| metadata.get(key)).collect();
    let at = name.as_ref().map_or_else(|| Place::key(&metadata), Place::from);
    vec![Workload { at, name: name.and_then(|it| it.known_text()), labels }]
}

fn service(node: &Node) -> Workload {
    let labels = [node.get("labels"), node.select("deploy.labels").pop()];
    let labels = labels.into_iter().flatten().collect();
    Workload { at: Place::key(node), name: node.key(), labels }
}

const MISSING: &str = "\
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
//      ^^^ the label `owner` is missing
  labels: {app: api}
";

const COMPOSE: &str = "\
//- compose.yaml
services:
  api:
//@3+3 the label `owner` is missing
    image: example/api:1
    labels: [team=shop]
";

const UNKNOWN: &str = "\
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels:
    owner: TBD!
//         ^^^^ `TBD!` is no owner
";

const NAME: &str = "\
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: API_server
//      ^^^^^^^^^^ `API_server` is not of the form `^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`
  labels: {owner: shop}
";

const SOUND: &str = "\
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: {owner: shop}
//- compose.yaml
services:
  api:
    image: example/api:1
    labels: [owner=shop]
";

const TEMPLATE: &str = "\
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${NAME}
  labels: {owner: \"${OWNER}\"}
";

export!(Ownership);

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(options: &str, rule: &str, kind: &str, json: &str) -> Vec<String> {
        let document = Document::of_json(kind, json);
        let found = tidewaiter_plugin::check::<Ownership>(options, rule, &document).unwrap();
        found.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn the_policy_is_the_users() {
        let api = r#"{"metadata": {"name": "api", "labels": {"team": "shop"}}}"#;
        let missing = messages("{}", "owner-missing", "deployment", api);
        assert_eq!(missing, ["the label `owner` is missing"]);
        let options = r#"{"labels": ["team"], "owners": ["pay"], "name": "^svc-"}"#;
        assert_eq!(messages(options, "owner-missing", "deployment", api), [""; 0]);
        assert_eq!(messages(options, "owner-unknown", "deployment", api), ["`shop` is no owner"]);
        let name = messages(options, "name-malformed", "deployment", api);
        assert_eq!(name, ["`api` is not of the form `^svc-`"]);
    }

    #[test]
    fn services_have_labels_in_two_forms() {
        for labels in [r#"{"owner": "shop"}"#, r#"["owner=shop"]"#] {
            let json = format!(r#"{{"services": {{"api": {{"labels": {labels}}}}}}}"#);
            assert_eq!(messages("{}", "owner-missing", "compose", &json), [""; 0]);
            let options = r#"{"owners": ["pay"]}"#;
            let unknown = messages(options, "owner-unknown", "compose", &json);
            assert_eq!(unknown, ["`shop` is no owner"]);
        }
    }

    #[test]
    fn options_that_are_none_are_refused() {
        assert!(Ownership::new(r#"{"name": "("}"#).is_err());
        assert!(Ownership::new(r#"{"lables": []}"#).is_err());
    }
}
