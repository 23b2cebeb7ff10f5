use super::ingress::{annotation, has_certificate};
use crate::{
    facts::{Ingress, Kind, Located, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
};

/// Ingresses with TLS that answer without it too.
pub struct IngressHttpAllowed;

static META: RuleMeta<'static> = RuleMeta {
    id: "ingress-http-allowed",
    summary: "An Ingress with TLS serves plain HTTP too",
    why: "Who types the name or follows an old link comes by plain HTTP and stays there: cookies \
          and passwords go over the wire as they are. Where a load balancer before the controller \
          ends TLS and redirects, this is meant: say so in an ignore entry.",
    fix: "Take the annotation away; redirecting is the default where `spec.tls` is given. For a \
          load balancer of AWS add `alb.ingress.kubernetes.io/ssl-redirect: \"443\"`.",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("ingress-http-allowed")],
    scope: Scope::Document,
    kinds: &[Kind::Ingress],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://kubernetes.github.io/ingress-nginx/user-guide/tls/"),
        text("https://cloud.google.com/kubernetes-engine/docs/how-to/load-balance-ingress"),
    ],
    examples: &[
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
//                                            ^^^^^^^ plain HTTP is not redirected to TLS
spec:
  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
"#,
        ),
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:1:certificate/x
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
//                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ plain HTTP is not redirected to TLS
spec: {rules: [{host: shop.example.com}]}
"#,
        ),
        passes(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: forced
  annotations:
    nginx.ingress.kubernetes.io/ssl-redirect: "false"
    nginx.ingress.kubernetes.io/force-ssl-redirect: "true"
spec:
  tls: [{hosts: [shop.example.com], secretName: shop-tls}]
---
# Said by the rule on Ingresses without TLS.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: none, annotations: {nginx.ingress.kubernetes.io/ssl-redirect: "false"}}
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: alb
  annotations:
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]'
    alb.ingress.kubernetes.io/ssl-redirect: "443"
spec: {rules: [{host: shop.example.com}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: gce, annotations: {kubernetes.io/ingress.allow-http: "false"}}
spec:
  tls: [{secretName: shop-tls}]
"#,
        ),
    ],
};

impl Rule for IngressHttpAllowed {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for ingress in &view.facts.ingresses {
            if ingress.tls.is_none() && !has_certificate(ingress) {
                continue;
            }
            if let Some(at) = allows(ingress) {
                let finding = findings.report(at.at, "plain HTTP is not redirected to TLS");
                finding.severity(weighed(META.severity, view.context()));
            }
        }
    }
}

/// The annotation that lets plain HTTP through, unless another one stops it.
fn allows(ingress: &Ingress) -> Option<&Located<String>> {
    let is = |name: &str, value: &str| annotation(ingress, name).filter(|it| it.it == value);
    let forced = is("nginx.ingress.kubernetes.io/force-ssl-redirect", "true").is_some();
    let off = [
        "nginx.ingress.kubernetes.io/ssl-redirect",
        "ingress.kubernetes.io/ssl-redirect",
        "haproxy.org/ssl-redirect",
        "haproxy-ingress.github.io/ssl-redirect",
    ];
    let off = off.into_iter().find_map(|name| is(name, "false")).filter(|_| !forced);
    let gce = || is("kubernetes.io/ingress.allow-http", "true");
    off.or_else(gce).or_else(|| alb(ingress))
}

/// A load balancer that listens for both and redirects nobody.
fn alb(ingress: &Ingress) -> Option<&Located<String>> {
    let redirects = |name: &str| name.starts_with("alb.") && name.contains("redirect");
    let ports = annotation(ingress, "alb.ingress.kubernetes.io/listen-ports")?;
    let both = ports.it.contains("\"HTTP\"") && ports.it.contains("\"HTTPS\"");
    let redirected = ingress.annotations.iter().any(|it| redirects(&it.0.it));
    (both && !redirected).then_some(ports)
}
