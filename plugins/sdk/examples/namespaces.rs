//! Pods whose containers see one another's processes: a rule with a select and a question.

use tidewaiter_plugin::{Document, Finding, Findings, Plugin, Rule, Severity, export};

struct Namespaces;

const PATHS: [&str; 3] = [
    "spec.shareProcessNamespace",
    "spec.template.spec.shareProcessNamespace",
    "spec.jobTemplate.spec.template.spec.shareProcessNamespace",
];

impl Plugin for Namespaces {
    const NAME: &'static str = "namespaces-in-rust";
    const VERSION: &'static str = "0.1.0";

    fn rules() -> Vec<Rule> {
        vec![
            Rule::new("shared-processes", "The containers of a pod see one another's processes")
                .why("Each may read the environment and the files of the others.")
                .fix("Delete `shareProcessNamespace`.")
                .severity(Severity::Medium)
                .kinds(["workload"])
                .needles(["shareProcessNamespace"])
                .fails(
                    "//- pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  \
                     shareProcessNamespace: true\n//                       ^^^^ the containers \
                     of this pod share their processes\n",
                )
                .passes(
                    "//- pod.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  \
                     shareProcessNamespace: false\n",
                ),
        ]
    }

    fn new(_: &str) -> Result<Self, String> {
        Ok(Self)
    }

    fn check_document(&self, _: &str, document: &Document, findings: &mut Findings) {
        for node in PATHS.iter().flat_map(|path| document.select(path)) {
            if node.is_unknown() {
                findings.silenced(&node, "a value that is not known here");
            } else if node.boolean() == Some(true) {
                let message = "the containers of this pod share their processes";
                findings.report(Finding::at(&node, message));
            }
        }
    }
}

export!(Namespaces);
