use super::ports::{By, undeclared};
use crate::{
    program::Linked,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
};

/// A number of a port that no container declares.
pub struct PortMismatch;

static META: RuleMeta<'static> = RuleMeta {
    id: "port-mismatch",
    summary: "A Service, probe or NetworkPolicy means a port by a number that no container declares",
    why: "What a container declares opens nothing, but where it declares ports and others send to another one, one of the two is most often from before a change: connections are refused, and network policies that were written from the declaration keep them out.",
    fix: "Give both the same number, or name the port and mean it by its name.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Pedantic,
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
          livenessProbe: {tcpSocket: {port: 8081}}
//                                          ^^^^ the containers declare other ports
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports:
    - {port: 80, targetPort: 8000}
//                           ^^^^ the containers declare other ports
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 8443}]
//                   ^^^^ the containers declare other ports
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  egress:
    - to: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 8080}, {port: 8000}]
//                                 ^^^^ the containers declare other ports
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
          livenessProbe: {tcpSocket: {port: 8080}}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  selector: {app: api}
  ports: [{port: 80, targetPort: 8080}, {port: 81, targetPort: http}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{ports: [{port: 8080}, {port: http}, {port: 9000, endPort: 9100}]}]
  egress:
    - to: [{podSelector: {matchLabels: {app: database}}}] # which is not here
      ports: [{port: 5432}]
    - to: [{podSelector: {matchLabels: {app: api}}, namespaceSelector: {}}]
      ports: [{port: 5432}]
    - ports: [{port: 53, protocol: UDP}]
---
# For all pods, of which each has its own.
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all}
spec: {podSelector: {}, ingress: [{ports: [{port: 9090}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: silent, labels: {app: silent}}
spec:
  containers: [{name: api, image: "example/api:1", livenessProbe: {tcpSocket: {port: 1}}}]
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: v1
kind: Pod
metadata: {name: api, labels: {app: api}}
spec:
  containers:
    - name: api
      image: example/api:1
      ports: [{containerPort: "{{ .Values.port }}"}]
      livenessProbe: {tcpSocket: {port: 8081}}
"#,
        ),
    ],
};

impl Rule for PortMismatch {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_workspace(&self, linked: &Linked, findings: &mut Findings) {
        let (missing, open) = undeclared(linked, By::Number);
        open.into_iter().for_each(|at| findings.silenced(at, "the ports of the containers"));
        for it in missing {
            let finding = findings.report(it.at, "the containers declare other ports");
            finding.related(it.owner_at, format!("`{}` has these", it.owner));
        }
    }
}
