use super::shared::{
    Exposure, exposure, is_mode_none, is_switched_off, may_be_mode_none, may_be_off, switches,
};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told},
};

/// No authentication, on an address that strangers reach.
pub struct AuthDisabledAndExposed;

static META: RuleMeta<'static> = RuleMeta {
    id: "auth-disabled-and-exposed",
    summary: "Authentication is off and every network can reach the service",
    why: "Each of these is common on its own: a service without authentication behind a \
          loopback address, a service with authentication on a public port. Together they hand \
          the service to whoever finds its port, and scanners find one within hours. The \
          address and the port that make it so are shown beside the switch, which is where it \
          is mended. Development and examples are left to `auth-disabled`.",
    fix: "Switch authentication on. Until then listen on the loopback address, or publish the \
          port there alone:\n\n\
          ```\nAUTH_ENABLED=true\nBIND_ADDR=127.0.0.1:8080\n```",
    severity: Severity::Critical,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306), Standard::Cwe(1327)],
    covers: &[text("insecure-image-default-combination"), text("auth-mode-none-default")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://cwe.mitre.org/data/definitions/306.html"),
        text("https://docs.docker.com/engine/network/port-publishing/"),
    ],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  api:
    image: api
    environment:
      AUTH_ENABLED: "false"
//                  ^^^^^^^ authentication is off, and every network can reach it
      HOST: 0.0.0.0
    ports: ["8080:80"]
"#,
        ),
        fails(
            r#"
//- vdb.env
VDB_BIND_ADDR=0.0.0.0:5432
VDB_AUTH_MODE=none
//            ^^^^ authentication is off, and every network can reach it
"#,
        ),
        // The switch is in one file, the port in another: one finding, at the switch.
        fails(
            r#"
//- compose.yaml
services:
  api:
    image: api
    env_file: api.env
    ports: ["8080:80"]
//- api.env
REQUIRE_AUTH=false
//           ^^^^^ authentication is off, and every network can reach it
"#,
        ),
        fails(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    metadata: {labels: {app: api, tier: web}}
    spec:
      containers:
        - name: api
          env:
            - {name: AUTH_MODE, value: none}
//                                     ^^^^ authentication is off, and every network can reach it
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec:
  type: LoadBalancer
  selector: {app: api}
"#,
        ),
        fails(
            r#"
//- README.md
# Settings

| Variable | Default | Description |
|----------|---------|-------------|
| `VDB_BIND_ADDR` | `0.0.0.0:5432` | Address to listen on |
| `VDB_AUTH_MODE` | `none` | `none`, `jwt` or `both` |
//                   ^^^^ authentication is off, and every network can reach it by default
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  local:
    image: api
    environment: {AUTH_ENABLED: "false"}
    ports: ["127.0.0.1:8080:80"]
  within:
    image: api
    environment: {AUTH_ENABLED: "false", HOST: 0.0.0.0}
    expose: ["80"]
  guarded:
    image: api
    environment: {AUTH_ENABLED: "true", HOST: 0.0.0.0}
    ports: ["8081:80"]
  deaf:
    image: api
    environment: {AUTH_ENABLED: "false", BIND_ADDRESS: "127.0.0.1"}
    ports: ["8082:80"]
  elsewhere:
    image: api
    environment: {AUTH_ENABLED: "false"}
    ports: ["${ADDRESS}:8083:80"]
//- .env.development
AUTH_ENABLED=false
HOST=0.0.0.0
"#,
        ),
        passes(
            r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: one}
spec:
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          env:
            - {name: AUTH_MODE, value: none}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: one}
spec:
  selector: {app: api}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: two}
spec:
  type: NodePort
  selector: {app: api}
"#,
        ),
    ],
};

impl Rule for AuthDisabledAndExposed {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let may_be = |it: &Told| may_be_off(it.setting()) || may_be_mode_none(it.setting());
        for it in told(program, linked).filter(may_be) {
            findings.silenced(it.value().at, "whether authentication is off");
        }
        let is_off = |it: &_| is_switched_off(it) || is_mode_none(it);
        for effective in switches(program, linked, is_off) {
            let Some(Exposure { bind, way }) = exposure(program, linked) else { return };
            let it = Told { program, linked, effective: &effective };
            let message = "authentication is off, and every network can reach it";
            let finding = it.report(findings, it.value().at, message, META.severity);
            if let Some(bind) = bind {
                finding.related(bind, "it listens on every interface");
            }
            match way {
                Some((at, note)) => {
                    finding.related(at, note);
                }
                // Nothing in the tree says whether a firewall stands before it.
                None => finding.confidence = finding.confidence.lowered(),
            }
        }
    }
}
