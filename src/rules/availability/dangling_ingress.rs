use std::collections::HashMap;

use crate::{
    facts::Service,
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::pods::{is_same, is_templated, system},
};

/// An Ingress that sends to a Service that nobody makes.
pub struct DanglingIngress;

static META: RuleMeta<'static> = RuleMeta {
    id: "dangling-ingress",
    summary: "An Ingress sends to a Service that is not in the tree",
    why: "The other Services of its namespace stand beside this Ingress, and none of this name. Until somebody makes it the host answers 503; and whoever may make a Service in the namespace receives what is sent to the host.",
    fix: "Name a Service of the namespace, or add the one that is meant.",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/concepts/services-networking/ingress/")],
    examples: &[
        fails(
            r#"
//- deploy/all.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            backend: {service: {name: web, port: {number: 80}}}
          - path: /api
            backend: {service: {name: api, port: {number: 80}}}
//                                    ^^^ no Service of this name is in the tree
"#,
        ),
        passes(
            r#"
//- deploy/web.yaml
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}}
//- deploy/ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec:
  rules: [{host: a.example.com, http: {paths: [{backend: {service: {name: web}}}]}}]
---
# The Services of this namespace are elsewhere.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: other, namespace: other}
spec:
  rules: [{host: b.example.com, http: {paths: [{backend: {service: {name: api}}}]}}]
"#,
        ),
        passes(
            r#"
//- web.yaml
apiVersion: v1
kind: Service
metadata: {name: "${RELEASE}-web"}
spec: {selector: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules: [{host: a.example.com, http: {paths: [{backend: {service: {name: shop-web}}}]}}]
"#,
        ),
    ],
};

impl Rule for DanglingIngress {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let (mut named, mut near) = (HashMap::new(), HashMap::new());
        for it in &linked.facts().services {
            let all: &mut Vec<&Service> = named.entry(it.name.it.as_str()).or_default();
            all.push(it);
            let all: &mut Vec<&Service> = near.entry(system(linked, it.name.at.file)).or_default();
            all.push(it);
        }
        for ingress in &linked.facts().ingresses {
            let namespace = ingress.namespace.as_deref();
            let is_here = |it: &&&Service| is_same(it.namespace.as_deref(), namespace);
            let beside = near.get(system(linked, ingress.name.at.file)).into_iter().flatten();
            let beside: Vec<_> = beside.filter(is_here).collect();
            let is_open = beside.iter().any(|it| is_templated(&it.name.it));
            for backend in ingress.backends.iter().filter(|it| !is_templated(&it.it)) {
                let mut same = named.get(backend.it.as_str()).into_iter().flatten();
                let is_prefixed =
                    beside.iter().any(|it| is_prefixed(&it.name.it, &backend.it, linked));
                if is_prefixed || beside.is_empty() || same.any(|it| is_here(&it)) {
                    continue;
                }
                if is_open {
                    findings.silenced(backend.at, "the name of a Service");
                    continue;
                }
                findings.report(backend.at, "no Service of this name is in the tree");
            }
        }
    }
}

/// Whether a name is another with what a kustomization puts before or after each.
fn is_prefixed(name: &str, with: &str, linked: &Linked) -> bool {
    let given = linked.facts().kustomizations.iter();
    let mut given = given.filter(|it| !it.prefix.is_empty() || !it.suffix.is_empty());
    given.any(|it| {
        let rest = with.strip_prefix(it.prefix.as_str());
        rest.and_then(|inner| inner.strip_suffix(it.suffix.as_str())) == Some(name)
    })
}
