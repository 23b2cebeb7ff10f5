use super::shared::{Reach, host_of, is_about_tls, is_in, reach_of_host, says_tls, section};
use crate::{
    facts::{Setting, is_all_interfaces},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, has_any_word, told, truth},
};

/// Telemetry that is sent without TLS.
pub struct OtlpPlaintextEndpoint;

static META: RuleMeta<'static> = RuleMeta {
    id: "otlp-plaintext-endpoint",
    summary: "Telemetry is sent without TLS",
    why: "Traces and logs carry addresses, queries, tokens in headers and what users typed; \
          whoever shares the network with the collector reads them, and can send traces of his \
          own. A collector on the same machine is passed over.",
    fix: "Give the collector a certificate and send to it by `https`:\n\n\
          ```\nOTEL_EXPORTER_OTLP_ENDPOINT=https://otel-collector.example.com:4317\n```\n\n\
          or send to an agent on `localhost` that forwards by TLS.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[text("otlp-plaintext-endpoint")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://opentelemetry.io/docs/specs/otel/protocol/exporter/")],
    examples: &[
        fails(
            r#"
//- .env
OTEL_EXPORTER_OTLP_ENDPOINT=http://otel-collector:4318
//                                 ^^^^^^^^^^^^^^ telemetry goes here without TLS
CRA_OBSERVABILITY__OTEL_ENDPOINT=otel-collector.example.com:4317
//                               ^^^^^^^^^^^^^^^^^^^^^^^^^^ telemetry goes here without TLS
//- app.yaml
otel:
  endpoint: collector:4317
//          ^^^^^^^^^ telemetry goes here without TLS
"#,
        ),
        passes(
            r#"
//- .env
OTEL_EXPORTER_OTLP_ENDPOINT=https://collector.example.com:4318
OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://localhost:4318
OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://${NODE_IP}:4318
API_ENDPOINT=http://api:8080
//- secured/.env
OTEL_EXPORTER_OTLP_ENDPOINT=collector.example.com:4317
OTEL_EXPORTER_OTLP_CERTIFICATE=/certs/ca.pem
//- off/.env
OTEL_ENABLED=false
OTEL_ENDPOINT=collector:4317
//- collector.yaml
# A collector listens here, and speaks TLS there unless told otherwise.
receivers: {otlp: {protocols: {grpc: {endpoint: "0.0.0.0:4317"}}}}
exporters: {otlp: {endpoint: "tempo:4317"}}
"#,
        ),
    ],
};

impl Rule for OtlpPlaintextEndpoint {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked) {
            let pattern = it.value().pattern();
            if !is_endpoint(it.setting(), &pattern) || is_secured(&it) {
                continue;
            }
            let host = host_of(&pattern);
            match reach_of_host(&host) {
                _ if is_all_interfaces(&host) => continue,
                Reach::Local => continue,
                Reach::Unknown => findings.silenced(it.value().at, "the host"),
                Reach::Near | Reach::Far => {
                    // Of several endpoints that name one variable, one finding.
                    let start = pattern.find(&host).unwrap_or(0);
                    let at = it.value().locate(start..start + host.len());
                    it.report(findings, at, "telemetry goes here without TLS", META.severity);
                }
            }
        }
    }
}

/// Whether a setting is the address of a collector, with a scheme without TLS or none.
fn is_endpoint(setting: &Setting, address: &str) -> bool {
    let is_collectors_own = has_any_word(setting, &["receivers", "exporters", "extensions"]);
    let named = setting.ends_with_words("endpoint") || setting.ends_with_words("endpoints");
    if is_collectors_own
        || !named
        || !has_any_word(setting, &["otlp", "otel"])
        || address.contains([' ', '\n', ','])
    {
        return false;
    }
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let port = rest.split('/').next().and_then(|it| it.rsplit_once(':')).map(|it| it.1);
    let is_port = matches!(port, Some("4317" | "4318"));
    scheme == "http" || matches!(scheme, "" | "grpc") && is_port
}

/// Whether settings beside it switch it off, or TLS on.
fn is_secured(told: &Told) -> bool {
    let section = section(told.setting());
    told.siblings().filter(|it| !section.is_empty() && is_in(section, it)).any(|it| {
        let is_off = |words: &[&str], off: bool| {
            words.iter().any(|word| it.ends_with_words(word)) && truth(&it.value) == Some(!off)
        };
        is_off(&["enabled", "enable"], true)
            || is_off(&["insecure"], true)
            || is_about_tls(it) && says_tls(it)
            || it.ends_with_words("certificate")
    })
}
