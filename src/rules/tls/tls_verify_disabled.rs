use super::{
    shared::{Reach, reach_of_section, section},
    switches::{Switch, flag_skips, verification},
};
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{told, weighed},
};

/// Clients that take any certificate.
pub struct TlsVerifyDisabled;

static META: RuleMeta<'static> = RuleMeta {
    id: "tls-verify-disabled",
    summary: "Certificates are not verified",
    why: "A client that takes any certificate talks to whoever answers: TLS then keeps out \
          listeners and nobody else, and passwords and tokens go to the one in between. Settings \
          such as `NODE_TLS_REJECT_UNAUTHORIZED` hold for every connection of the process. In \
          development it weighs less.",
    fix: "Take the setting away and give the client the authority that signed the certificate, \
          such as `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE` or `ca_file`.",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(295)],
    covers: &[
        text("tls-verify-disabled"),
        text("docker-tls-verify-disabled"),
        text("otel-exporter-tls-insecure"),
    ],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue"),
        text(
            "https://github.com/open-telemetry/opentelemetry-collector/tree/main/config/configtls",
        ),
    ],
    examples: &[
        fails(
            r#"
//- .env
NODE_TLS_REJECT_UNAUTHORIZED=0
//                           ^ certificates are not verified
GIT_SSL_NO_VERIFY=true
//                ^^^^ certificates are not verified
ES_SSL_VERIFY="false"
//            ^^^^^^^ certificates are not verified
//- app.yaml
client:
  verify_ssl: false
//            ^^^^^ certificates are not verified
  tls_config: {insecure_skip_verify: true}
//                                   ^^^^ certificates are not verified
elasticsearch.ssl.verificationMode: none
//                                  ^^^^ certificates are not verified
"#,
        ),
        fails(
            r#"
//- otel-config.yaml
exporters:
  jaeger:
    endpoint: jaeger:14250
    tls:
      insecure: true
//              ^^^^ TLS is off or not verified
"#,
        ),
        fails(
            r#"
//- metrics.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: metrics}
spec:
  template:
    spec:
      containers:
        - name: server
          args: [--secure-port=10250, --kubelet-insecure-tls]
//                                    ^^^^^^^^^^^^^^^^^^^^^^ certificates are not verified
"#,
        ),
        passes(
            r#"
//- .env
NODE_TLS_REJECT_UNAUTHORIZED=1
PYTHONHTTPSVERIFY=1
GIT_SSL_NO_VERIFY=false
VERIFY_EMAIL=false
SSL_VERIFY=${VERIFY}
INSECURE=true
SSL_VERIFY_CLIENT=off
//- app.yaml
tls: {insecure: false, insecure_skip_verify: false}
verify_ssl: true
near: {host: localhost, verify_ssl: false}
exporters:
  otlp: {endpoint: "localhost:4317", tls: {insecure: true}}
"#,
        ),
    ],
};

impl Rule for TlsVerifyDisabled {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            let (message, severity) = match verification(it.setting()) {
                None => continue,
                Some(Switch::Unknown) => {
                    findings.silenced(it.value().at, "whether certificates are verified");
                    continue;
                }
                Some(Switch::Insecure) => ("TLS is off or not verified", Severity::Medium),
                Some(Switch::Unverified) => ("certificates are not verified", META.severity),
            };
            // The host may stand beside it, or beside the section on TLS.
            let own = section(it.setting());
            let above = own.rsplit_once(' ').map_or("", |(above, _)| above);
            let reaches = [own, above].map(|it| reach_of_section(program, it));
            if reaches.contains(&Some(Reach::Local)) {
                continue;
            }
            // Within one network it is plain text among few.
            let is_near = severity < META.severity && reaches.contains(&Some(Reach::Near));
            let severity = if is_near { severity.lowered() } else { severity };
            it.report(findings, it.value().at, message, severity);
        }
        check_command(program, linked, findings);
    }
}

/// Looks at the flags of a command line.
fn check_command(program: &Program, linked: &Linked, findings: &mut Findings) {
    let Some((workload, container)) = program.container(linked) else { return };
    for word in container.command.iter().filter(|it| flag_skips(&it.it)) {
        let finding = findings.report(word.at, "certificates are not verified");
        finding.severity(weighed(META.severity, program.context)).resource(&workload.title());
    }
}
