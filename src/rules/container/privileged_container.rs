use std::sync::LazyLock;

use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    tree::{Literal, Schema, Selector},
};

/// Containers that run privileged.
pub struct PrivilegedContainer;

static META: RuleMeta<'static> = RuleMeta {
    id: "privileged-container",
    summary: "A container runs privileged",
    why: "A privileged container reaches every device of its node and may load kernel modules. \
          Whoever takes the container takes the node.",
    fix: "Remove `privileged`, and add under `capabilities.add` the few that are needed.",
    severity: Severity::Critical,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "container",
    standards: &[Standard::Cwe(250)],
    covers: &[],
    scope: Scope::Document,
    kinds: &[Kind::Deployment],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/concepts/security/pod-security-standards/")],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - name: web
          securityContext:
            privileged: true
//                      ^^^^ this container runs privileged
"#,
        ),
        // In a guide, at the right line of the guide.
        fails(
            r#"
//- guide.md
1. Apply `api.yaml`:

   ```yaml
   apiVersion: apps/v1
   kind: Deployment
   spec: {template: {spec: {containers: [{securityContext: {privileged: true}}]}}}
//                                                                      ^^^^ this container runs privileged
   ```
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - securityContext: {privileged: false}
        - securityContext: {privileged: "true"} # a text, which the API server refuses
"#,
        ),
    ],
};

static PRIVILEGED: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("spec.template.spec.containers[*].securityContext.privileged").expect("a path")
});

impl Rule for PrivilegedContainer {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for node in tree.select(&PRIVILEGED) {
            if tree.scalar(node).is_some_and(|it| it.literal(Schema::Core) == Literal::Bool(true)) {
                findings.report(tree.locate(node), "this container runs privileged");
            }
        }
    }
}
