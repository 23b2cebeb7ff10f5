use super::ports::{By, undeclared, unserved};
use crate::{
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
};

/// A port by a name, or of a Service, that is not there.
pub struct PortUndefined;

static META: RuleMeta<'static> = RuleMeta {
    id: "port-undefined",
    summary: "A Service, probe, Ingress or NetworkPolicy means a port that is not there",
    why: "A Service whose `targetPort` names no port of its pods sends nothing to them, a probe of such a port fails, and the pod is restarted or never ready; an Ingress that asks a Service for another port answers 503 to everyone; a NetworkPolicy that names no port of its pods opens nothing.",
    fix: "Name a port that the containers have (`ports[].name`), or one of the Service's own.",
    severity: Severity::Medium,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "availability",
    standards: &[],
    covers: &[],
    scope: Scope::Workspace,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text(
        "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
    )],
    examples: &[
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: example/api:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe:
            httpGet: {path: /ready, port: health}
//                                        ^^^^^^ no container has a port `health`
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports:
    - {port: 80, targetPort: web}
//                           ^^^ no container has a port `web`
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{ports: [{port: rest}]}]
//                          ^^^^ no container has a port `rest`
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api}
spec:
  defaultBackend:
    service: {name: api, port: {number: 8080}}
//                                      ^^^^ this Service has no port `8080`
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: example/api:1
          ports: [{name: http, containerPort: 8080}]
          readinessProbe: {httpGet: {path: /ready, port: stats}}
        - name: proxy
          image: example/proxy:1
          ports: [{name: stats, containerPort: 9000}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports: [{name: web, port: 80, targetPort: http}, {name: direct, port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api}
spec:
  defaultBackend: {service: {name: api, port: {name: web}}}
"#,
        ),
        passes(
            r#"
//- api.yaml
# Nothing is declared, so that nothing can be compared.
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "example/api:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports: [{port: 80, targetPort: web}]
---
# A Service of elsewhere.
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: api}
spec:
  defaultBackend: {service: {name: other, port: {number: 8080}}}
"#,
        ),
        passes(
            r#"
//- templates/api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: example/api:1
          ports: [{name: "{{ .Values.port }}", containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports: [{port: 80, targetPort: web}]
"#,
        ),
    ],
};

impl Rule for PortUndefined {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let (missing, open) = undeclared(linked, By::Name);
        open.into_iter().for_each(|at| findings.silenced(at, "the ports of the containers"));
        for it in missing {
            let message = format!("no container has a port `{}`", it.port);
            let note = format!("`{}` has these", it.owner);
            findings.report(it.at, message).related(it.owner_at, note);
        }
        for it in unserved(linked) {
            let message = format!("this Service has no port `{}`", it.port);
            findings.report(it.at, message).related(it.owner_at, "the Service is meant");
        }
    }
}
