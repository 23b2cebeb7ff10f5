use crate::{
    facts::{Kind, Value, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
    tree::NodeId,
};

/// A mesh that takes plain text from outside of it.
pub struct MeshMtlsNotStrict;

static META: RuleMeta<'static> = RuleMeta {
    id: "mesh-mtls-not-strict",
    summary: "A mesh does not insist on mutual TLS",
    why: "With `PERMISSIVE` a workload answers whoever speaks plain text to it, so that nothing \
          vouches for who calls, and policies on identities hold for the willing alone; with \
          `DISABLE` all of its traffic is plain text. `PERMISSIVE` is for the time of moving in.",
    fix: "Insist on it:\n\n```yaml\nspec:\n  mtls:\n    mode: STRICT\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("mesh-mtls-not-strict")],
    scope: Scope::Document,
    kinds: &[Kind::KubernetesObject],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://istio.io/latest/docs/reference/config/security/peer_authentication/",
    )],
    examples: &[
        fails(
            r#"
//- mesh.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default, namespace: shop}
spec:
  mtls: {mode: PERMISSIVE}
//             ^^^^^^^^^^ mutual TLS is not required
  portLevelMtls:
    8080: {mode: DISABLE}
//               ^^^^^^^ mutual TLS is not required
"#,
        ),
        passes(
            r#"
//- mesh.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: default}
spec: {mtls: {mode: STRICT}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: inherits}
spec: {mtls: {mode: UNSET}}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: template}
spec: {mtls: {mode: "{{ .Values.mode }}"}}
"#,
        ),
    ],
};

impl Rule for MeshMtlsNotStrict {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for mode in modes(view) {
            let Some(value) = view.tree().and_then(|tree| Value::of(tree, mode)) else { continue };
            match value.text().as_deref() {
                Some("PERMISSIVE" | "DISABLE") => {
                    let finding = findings.report(value.at, "mutual TLS is not required");
                    finding.severity(weighed(META.severity, view.context()));
                }
                Some(_) => {}
                None => findings.silenced(value.at, "the mode of mutual TLS"),
            }
        }
    }
}

/// The modes of a PeerAuthentication: its own, and those of single ports.
fn modes(view: &View) -> Vec<NodeId> {
    let Some(tree) = view.tree() else { return Vec::new() };
    let kind = tree.get(view.root, "kind").and_then(|it| tree.str(it));
    if kind != Some("PeerAuthentication") {
        return Vec::new();
    }
    let own = tree.at(view.root, &["spec", "mtls", "mode"]);
    let ports = tree.at(view.root, &["spec", "portLevelMtls"]);
    let ports = ports.map_or_else(Vec::new, |it| tree.members(it));
    own.into_iter().chain(ports.into_iter().filter_map(|it| tree.get(it.1, "mode"))).collect()
}
