use super::shared::{is_any, origins};
use crate::{
    facts::{Ingress, Kind, Located, View},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
};

/// Ingresses whose controller admits any origin.
pub struct IngressCorsAnyOrigin;

static META: RuleMeta<'static> = RuleMeta {
    id: "ingress-cors-any-origin",
    summary: "An Ingress admits any origin",
    why: "The controller answers in place of the application: any page that somebody visits may \
          call what is behind it and read the answers. ingress-nginx admits every origin where \
          CORS is switched on and no origin is named.",
    fix: "Name the origins that need the API:\n\n\
          ```yaml\nnginx.ingress.kubernetes.io/cors-allow-origin: \"https://app.example.com\"\n```",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "cors",
    standards: &[Standard::Cwe(942)],
    covers: &[],
    scope: Scope::Document,
    kinds: &[Kind::Ingress],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors",
    )],
    examples: &[
        fails(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://a.example.com, *"
//                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^ any origin may call this API
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: b
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
//                                           ^^^^^^ any origin may call this API by default
"#,
        ),
        passes(
            r#"
//- ingress.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: named
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://*.example.com"
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: "off"
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "false"
    nginx.ingress.kubernetes.io/cors-allow-origin: "*"
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: template
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "{{ .Values.origin }}"
"#,
        ),
    ],
};

impl Rule for IngressCorsAnyOrigin {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        for ingress in &view.facts.ingresses {
            let enabled = annotation(ingress, "enable-cors").filter(|it| it.it == "true");
            let Some(enabled) = enabled else { continue };
            let found = match annotation(ingress, "cors-allow-origin") {
                None if view.document.text.as_str().contains("{{") => {
                    findings.silenced(enabled.at, "what its template adds");
                    continue;
                }
                None => (enabled.at, "any origin may call this API by default"),
                Some(list) if origins(&list.it).into_iter().any(|it| is_any(&list.it[it])) => {
                    (list.at, "any origin may call this API")
                }
                Some(_) => continue,
            };
            let finding = findings.report(found.0, found.1);
            finding.severity(weighed(META.severity, view.context()));
        }
    }
}

fn annotation<'a>(ingress: &'a Ingress, name: &str) -> Option<&'a Located<String>> {
    let prefix = "nginx.ingress.kubernetes.io/";
    let found = ingress.annotations.iter().find(|it| it.0.it.strip_prefix(prefix) == Some(name));
    found.map(|it| &it.1)
}
