use super::ingress::{has_certificate, is_kept_by_class, may_be_templated};
use crate::{
    facts::{Ingress, Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// Ingresses that serve plain HTTP alone.
pub struct IngressWithoutTls;

static META: RuleMeta<'static> = RuleMeta {
    id: "ingress-without-tls",
    summary: "An Ingress has no TLS",
    why: "What comes in by it, sessions and passwords included, is read and changed by whoever \
          sits on the way. Where a load balancer before the cluster ends TLS, say so in an \
          ignore entry: from here it cannot be seen. In development and in examples it is passed over.",
    fix: "Name a certificate, by hand or with cert-manager:\n\n\
          ```yaml\nspec:\n  tls:\n    - hosts: [app.example.com]\n      secretName: app-tls\n```",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("ingress-without-tls")],
    scope: Scope::Document,
    kinds: &[Kind::Ingress],
    options: &[],
    since: "0.1.0",
    references: &[text("https://kubernetes.io/docs/concepts/services-networking/ingress/#tls")],
    examples: &[
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
//      ^^^^ this Ingress has no TLS
  annotations:
    kubernetes.io/ingress.class: gce
    kubernetes.io/ingress.allow-http: "false"
spec:
  rules:
    - host: shop.example.com
      http: {paths: [{path: /, backend: {service: {name: shop}}}]}
"#,
        ),
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
//               ^^^^ this Ingress has no TLS
spec:
  tls: []
  defaultBackend: {service: {name: shop}}
"#,
        ),
        passes(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
  rules: [{host: shop.example.com}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: alb
  annotations: {alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'}
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: gke
  annotations: {networking.gke.io/managed-certificates: shop}
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: traefik
  annotations: {traefik.ingress.kubernetes.io/router.entrypoints: websecure}
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: private}
spec: {ingressClassName: nginx-internal, rules: [{host: shop.example.com}]}
---
# A patch of one that stands elsewhere.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, annotations: {a: b}}
---
# A part of one, as guides show it.
apiVersion: networking.k8s.io/v1
kind: Ingress
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: here}
spec: {rules: [{host: shop.localhost}]}
"#,
        ),
    ],
};

impl Rule for IngressWithoutTls {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for ingress in &view.facts.ingresses {
            let names = ["name", "generateName"];
            let metadata = view.tree().and_then(|it| Some((it, it.get(view.root, "metadata")?)));
            let has_name = metadata.is_some_and(|(tree, metadata)| {
                names.iter().any(|name| tree.get(metadata, name).is_some())
            });
            let is_part = !has_name || ingress.hosts.is_empty() && ingress.backends.is_empty();
            let is_safe = ingress.tls.is_some()
                || has_certificate(ingress)
                || is_kept_by_class(view, ingress)
                || is_local(ingress);
            if is_part || is_safe || view.context().is_harmless() {
                continue;
            }
            if may_be_templated(view) {
                findings.silenced(ingress.name.at, "what its template adds");
                continue;
            }
            findings.report(ingress.name.at, "this Ingress has no TLS");
        }
    }
}

/// Whether all its hosts are names of one machine or of a desk.
fn is_local(ingress: &Ingress) -> bool {
    let ends = ["localhost", ".local", ".test", ".localdev.me", ".127.0.0.1.nip.io"];
    let is_local = |host: &str| ends.iter().any(|end| host.ends_with(end));
    !ingress.hosts.is_empty() && ingress.hosts.iter().all(|it| is_local(&it.it))
}
