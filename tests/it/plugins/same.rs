//! One rule in Rust, in YAML, as a plugin in Rust and as a plugin in C: the engine cannot
//! tell them apart.

use tidewaiter::{
    engine::{Files, RuleSet, run},
    facts::{Value, View, WORKLOADS},
    policy::Policy,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity},
    tree::Selector,
};

use super::shipped::loaded;

const MESSAGE: &str = "the containers of this pod share their processes";

const POLICY: &str = "
id: shared-processes
summary: The containers of a pod see one another's processes
severity: medium
confidence: high
profile: default
kinds: [workload]
since: 0.1.0
select:
  - spec.shareProcessNamespace
  - spec.template.spec.shareProcessNamespace
  - spec.jobTemplate.spec.template.spec.shareProcessNamespace
find: {equals: true}
message: the containers of this pod share their processes
why: Each sees what the others run.
fix: Delete `shareProcessNamespace`.
examples: []
";

struct Native;

impl Rule for Native {
    fn meta(&self) -> RuleMeta<'_> {
        RuleMeta {
            id: "shared-processes",
            summary: "The containers of a pod see one another's processes",
            why: "Each sees what the others run.",
            fix: "Delete `shareProcessNamespace`.",
            severity: Severity::Medium,
            confidence: Confidence::High,
            profile: Profile::Default,
            topic: "container",
            standards: &[],
            covers: &[],
            scope: Scope::Document,
            kinds: WORKLOADS,
            options: &[],
            since: "0.1.0",
            references: &[],
            examples: &[],
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for above in ["", "template.spec.", "jobTemplate.spec.template.spec."] {
            let path = Selector::parse(&format!("spec.{above}shareProcessNamespace")).unwrap();
            for node in tree.select_from(view.root, &path) {
                if Value::is_unknown(tree, node) {
                    findings.silenced(tree.locate(node), "a value that is not known here");
                } else if tree.scalar(node).and_then(|it| it.truth()) == Some(true) {
                    findings.report(tree.locate(node), MESSAGE);
                }
            }
        }
    }
}

/// Workloads of all sorts: shared or not, by a template, in a list, in a guide.
fn files() -> Files {
    let pod = |value: &str| {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{value}}}\n")
    };
    let shared = "shareProcessNamespace";
    let deployment = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n  template:\n    \
         spec:\n      {shared}: yes\n"
    );
    let files = [
        ("true.yaml", pod(&format!("{shared}: true"))),
        ("quoted.yaml", pod(&format!("{shared}: 'true'"))),
        ("false.yaml", pod(&format!("{shared}: false"))),
        ("twice.yaml", pod(&format!("{shared}: false, {shared}: true"))),
        ("unknown.yaml", pod(&format!("{shared}: \"${{SHARED}}\""))),
        ("several.yaml", format!("{}---\n{deployment}", pod(&format!("{shared}: on")))),
        ("map.yaml", pod(&format!("{shared}: {{}}"))),
        (
            "service.yaml",
            "apiVersion: v1\nkind: Service\nspec: {shareProcessNamespace: true}\n".into(),
        ),
        (
            "guide.md",
            format!(
                "# Guide\n\n- step\n\n  ```yaml\n  {}  ```\n",
                deployment.replace('\n', "\n  ")
            ),
        ),
        (
            "list.json",
            r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Pod",
                "spec": {"shareProcessNamespace": true}}]}"#
                .into(),
        ),
    ];
    Files::in_memory(files.map(|(path, text)| (path.to_owned(), text)))
}

/// What a rule finds, and what it says nothing of, with their places.
fn said(rule: &dyn Rule) -> String {
    let report = run(&files(), &RuleSet::of(&[rule]));
    let finding = |it: &tidewaiter::rule::Finding| {
        let at = report.sources.region(it.at);
        let path = report.sources.path(it.at.file);
        format!("{path}:{:?} {:?} {:?} {}\n", at, it.severity, it.confidence, it.message)
    };
    let findings: String = report.findings.iter().map(finding).collect();
    let silences = report.silences.iter().map(|it| format!("{:?} {}\n", it.at, it.by));
    assert_eq!(report.notices.iter().filter(|it| it.message.contains("plugin")).count(), 0);
    findings + &silences.collect::<String>()
}

#[test]
fn a_rule_says_the_same_whatever_it_is_written_in() {
    let native = said(&Native);
    assert_eq!(native.matches(MESSAGE).count(), 6, "{native}");
    assert_eq!(native.matches("not known here").count(), 1, "{native}");
    let policy = Policy::load("container/shared-processes.yaml", POLICY).unwrap();
    assert_eq!(said(&policy), native);
    for wasm in ["sdk/examples/namespaces.wasm", "namespaces/namespaces.wasm"] {
        let plugin = loaded(wasm);
        let rule = plugin.rules().next().unwrap();
        assert_eq!(said(rule), native, "{wasm}");
    }
}
