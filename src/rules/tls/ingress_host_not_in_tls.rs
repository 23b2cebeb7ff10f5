use super::ingress::has_certificate;
use crate::{
    facts::{Kind, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
};

/// Hosts of an Ingress that its TLS leaves out.
pub struct IngressHostNotInTls;

static META: RuleMeta<'static> = RuleMeta {
    id: "ingress-host-not-in-tls",
    summary: "A host of an Ingress is left out of its TLS",
    why: "The controller serves this host by plain HTTP, or with a certificate that is not its \
          own and that browsers refuse. Often one of the two names was mistyped.",
    fix: "Name the host in `spec.tls` too:\n\n\
          ```yaml\nspec:\n  tls:\n    - hosts: [app.example.com, api.example.com]\n\
          \x20     secretName: app-tls\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("ingress-host-not-in-tls")],
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
metadata: {name: shop}
spec:
  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
  rules:
    - host: shop.example.com
    - host: api.example.com
//          ^^^^^^^^^^^^^^^ this host is not among those of `tls`
"#,
        ),
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  tls: [{hosts: ["*.example.com"], secretName: shop-tls}]
  rules:
    - host: a.b.example.com
//          ^^^^^^^^^^^^^^^ this host is not among those of `tls`
"#,
        ),
        passes(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: wildcard}
spec:
  tls: [{hosts: ["*.example.com"], secretName: shop-tls}]
  rules: [{host: shop.example.com}, {host: "*.example.com"}, {host: SHOP.example.com}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: any}
spec:
  tls: [{secretName: shop-tls}]
  rules: [{host: shop.example.com}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: template}
spec:
  tls: [{hosts: ["{{ .Values.host }}"], secretName: shop-tls}]
  rules: [{host: shop.example.com}]
"#,
        ),
    ],
};

impl Rule for IngressHostNotInTls {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for ingress in &view.facts.ingresses {
            let (Some(tls), false) = (ingress.tls, ingress.tls_hosts.is_empty()) else { continue };
            if has_certificate(ingress) {
                continue;
            }
            if ingress.tls_hosts.iter().any(|it| is_unknown(&it.it)) {
                findings.silenced(tls, "the hosts of `tls`");
                continue;
            }
            for host in ingress.hosts.iter().filter(|it| !is_unknown(&it.it)) {
                let is_covered = ingress.tls_hosts.iter().any(|it| covers(&it.it, &host.it));
                if !is_covered && !host.it.is_empty() {
                    let message = "this host is not among those of `tls`";
                    let finding = findings.report(host.at, message);
                    finding.severity(weighed(META.severity, view.context()));
                    finding.related(tls, "these have TLS");
                }
            }
        }
    }
}

fn is_unknown(host: &str) -> bool {
    host.contains("{{") || host.contains('$')
}

/// Whether a name of a certificate holds for a host: a star stands for one label.
fn covers(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_lowercase(), host.to_lowercase());
    let parent = host.split_once('.').map(|(_, parent)| parent);
    name == host || name.strip_prefix("*.").is_some_and(|name| Some(name) == parent)
}
