use std::sync::LazyLock;

use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
    tree::Selector,
};

/// Kubernetes objects that tell a client to take any certificate.
pub struct KubernetesTlsVerifyDisabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "kubernetes-tls-verify-disabled",
    summary: "An object tells a client to take any certificate",
    why: "Through an APIService without verification, whoever answers in place of its backend \
          answers for the API itself; by a kubeconfig without it, the credentials of the cluster \
          go to whoever is in between; a monitor sends its token to whoever is scraped.",
    fix: "Give the authority that signed the certificate instead:\n\n\
          ```yaml\ncaBundle: <base64 of the authority's certificate>\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(295)],
    covers: &[text("tls-verify-disabled")],
    scope: Scope::Document,
    kinds: &[Kind::KubernetesObject],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  insecureSkipTLSVerify: true
//                       ^^^^ the certificate of the other side is not verified
---
apiVersion: v1
kind: Config
clusters:
  - name: shop
    cluster: {server: "https://10.0.0.1:6443", insecure-skip-tls-verify: true}
//                                                                       ^^^^ the certificate of the other side is not verified
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec: {insecureSkipTLSVerify: false}
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.custom.metrics.k8s.io}
spec: {insecureSkipTLSVerify: "{{ .Values.insecure }}"}
"#,
        ),
    ],
};

static FIELDS: LazyLock<Vec<Selector>> = LazyLock::new(|| {
    let paths = [
        "..insecureSkipTLSVerify",
        "..insecureSkipVerify",
        "..['insecure-skip-tls-verify']",
        "..insecure_skip_verify",
    ];
    paths.into_iter().map(|it| Selector::parse(it).expect("a path")).collect()
});

impl Rule for KubernetesTlsVerifyDisabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for node in FIELDS.iter().flat_map(|it| tree.select_from(view.root, it)) {
            if tree.scalar(node).is_none_or(|it| it.truth() != Some(true)) {
                continue;
            }
            // In a chart, such a line mostly stands under a condition.
            if view.document.text.as_str().contains("{{") {
                findings.silenced(tree.locate(node), "what the template depends on");
            } else {
                let message = "the certificate of the other side is not verified";
                let finding = findings.report(tree.locate(node), message);
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}
