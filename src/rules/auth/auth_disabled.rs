use super::shared::{exposure, is_switched_off, may_be_off, switches};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, told},
};

/// A switch that turns all authentication off.
pub struct AuthDisabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "auth-disabled",
    summary: "Authentication is switched off",
    why: "Whoever reaches the service may do all that it can do, and nothing tells one caller \
          from another afterwards. A switch that was meant for a developer's machine is easily \
          carried along. In development and in examples this weighs little; where the service \
          is also open to every network, `auth-disabled-and-exposed` says so instead.",
    fix: "Switch authentication on, and leave the switch out where on is the default:\n\n\
          ```\nAUTH_ENABLED=true\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306)],
    covers: &[text("authentication-disabled"), text("auth-disabled-when-unset")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://cwe.mitre.org/data/definitions/306.html")],
    examples: &[
        fails(
            r#"
//- .env
CRA_ENV=development
CRA_AUTH__ENABLED=false
//                ^^^^^ authentication is switched off
CRA_STORAGE__BACKEND=memory
"#,
        ),
        fails(
            r#"
//- config.yaml
auth:
  enabled: false
//         ^^^^^ authentication is switched off
"#,
        ),
        fails(
            r#"
//- compose.yaml
services:
  search:
    image: elasticsearch:8.15.0
    environment:
      - xpack.security.enabled=false
//                             ^^^^^ authentication is switched off
  notes:
    image: notes
    command: serve --no-auth --port 80
//                 ^^^^^^^^^ authentication is switched off
  graph:
    image: neo4j
    environment:
      NEO4J_AUTH: none
//                ^^^^ authentication is switched off
  api:
    image: api
    environment:
      AUTH_ENABLED: ${AUTH_ENABLED:-false}
//                  ^^^^^^^^^^^^^^^^^^^^^^ authentication is switched off
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
    spec:
      containers:
        - name: api
          args: ["--require-auth=false"]
//               ^^^^^^^^^^^^^^^^^^^^^^ authentication is switched off
          env: [{name: DISABLE_AUTH, value: "true"}]
//                                          ^^^^^^ authentication is switched off
"#,
        ),
        // One way of several, one part, or another program's.
        passes(
            r#"
//- .env
AUTH_ENABLED=true
AUTH_CACHE_ENABLED=false
REQUIRE_AUTH_FOR_HEALTH=false
API_KEY_ENABLED=false
MFA_ENABLED=false
GITHUB_AUTH_ENABLED=false
SMTP_AUTH=false
DISABLE_AUTH=
//- config.yaml
auth:
  basic: {enabled: false}
  anonymous: {enabled: false}
tls: {mutualAuthEnabled: false}
mail:
  auth: false
//- loki.yaml
auth_enabled: false
schema_config: {configs: []}
limits_config: {reject_old_samples: true}
schema_config_version: 1
//- realm.json
{"clients": [{"clientId": "shop", "surrogateAuthRequired": false}]}
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  api:
    image: api
    environment:
      AUTH_ENABLED: ${AUTH_ENABLED}
"#,
        ),
    ],
};

impl Rule for AuthDisabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| may_be_off(it.setting())) {
            findings.silenced(it.value().at, "the value that switches authentication");
        }
        let off = switches(program, linked, is_switched_off);
        if off.is_empty() || exposure(program, linked).is_some() {
            return;
        }
        for effective in off {
            let it = Told { program, linked, effective: &effective };
            let message = "authentication is switched off";
            let finding = it.report(findings, it.value().at, message, META.severity);
            if program.context.is_harmless() {
                finding.severity(Severity::Low);
            }
        }
    }
}
