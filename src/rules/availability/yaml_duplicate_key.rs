use std::collections::HashMap;

use crate::{
    facts::{Kind, View},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    syntax::Format,
    tree::{NodeId, Tree},
};

/// A key that stands twice in one map.
pub struct YamlDuplicateKey;

static META: RuleMeta<'static> = RuleMeta {
    id: "yaml-duplicate-key",
    summary: "A key stands twice in one map",
    why: "YAML forbids it. Most programs take the last value and say nothing, some take the first, others refuse the file: what a reviewer read at the first place may not be what runs.",
    fix: "Keep the one that is meant.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Document,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://yaml.org/spec/1.2.2/#3213-node-comparison")],
    examples: &[
        fails(
            r#"
//- config/writer.yaml
writer:
  batch:
    size: 10000
    timeout: 600

    size: 1000
//  ^^^^ `size` stands here a second time
//- deploy/api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: api
      env: [{name: A, value: b}]
      image: api:1
      env: [{name: C, value: d}]
//    ^^^ `env` stands here a second time
"#,
        ),
        passes(
            r#"
//- config/writer.yaml
base: &base {size: 1}
other: &other {size: 2}
writer: {<<: *base, <<: *other, size: 3}
reader: [{size: 1}, {size: 1}]
---
writer: {}
"#,
        ),
    ],
};

impl Rule for YamlDuplicateKey {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let is_yaml = view.document.format == Format::Yaml && view.kind != Kind::ToolConfig;
        let tree = view.tree().filter(|it| is_yaml && it.may_double());
        // The branches of a template say the same key, and one of them is taken.
        let Some(tree) = tree.filter(|_| !is_open(view.document.text.as_str())) else { return };
        // Much that has the form of settings tells no program what to do.
        let is_settings = view.kind == Kind::AppConfig;
        let severity = if is_settings { META.severity.lowered() } else { META.severity };
        let mut open = vec![view.root];
        while let Some(node) = open.pop() {
            if tree.is_alias(node) {
                continue;
            }
            duplicates(tree, node, severity, findings);
            open.extend(tree.entries(node).map(|it| it.1));
            open.extend(tree.items(node));
        }
    }
}

/// Whether marks of templates, or of a merge that failed, stand in a text.
fn is_open(text: &str) -> bool {
    let marks = memchr::memchr2_iter(b'{', b'<', text.as_bytes());
    marks.into_iter().any(|at| {
        let rest = &text.as_bytes()[at..];
        [&b"{{"[..], b"{%", b"<%", b"<<<<"].iter().any(|it| rest.starts_with(it))
    })
}

fn duplicates(tree: &Tree, map: NodeId, severity: Severity, findings: &mut Findings) {
    let mut seen: HashMap<&str, NodeId> = HashMap::new();
    for (key, _) in tree.entries(map) {
        let Some(name) = tree.str(key).filter(|name| *name != "<<") else { continue };
        let Some(first) = seen.get(name) else {
            seen.insert(name, key);
            continue;
        };
        let at = tree.locate(*first);
        let message = format!("`{name}` stands here a second time");
        let finding = findings.report(tree.locate(key), message);
        finding.severity(severity).related(at, "it stands here first");
    }
}
