//! Protocols that have an encrypted twin, and what says that it is used after all.

use crate::{
    facts::{Context, ServiceUrl, Setting, UNKNOWN},
    program::{Linked, Program},
    rule::{Findings, Severity},
    rules::{
        shared::{Told, has_any_word, is_route, told},
        tls::shared::{
            Reach, host_of, is_about_tls, is_in, reach, reach_of_host, says_tls, section,
        },
    },
};

/// A scheme, and the words by which settings call the same service.
type Scheme = (&'static str, &'static [&'static str]);

/// Those that have an encrypted twin.
const SCHEMES: &[Scheme] = &[
    ("redis", &["redis", "cache", "valkey"]),
    ("valkey", &["redis", "cache", "valkey"]),
    ("redis+sentinel", &["redis", "cache", "sentinel"]),
    ("nats", &["nats", "jetstream"]),
    ("amqp", &["amqp", "rabbitmq", "rabbit"]),
    ("mqtt", &["mqtt", "mosquitto"]),
    ("stomp", &["stomp", "activemq"]),
    ("mongodb", &["mongo", "mongodb"]),
    ("ws", &["ws", "websocket"]),
    ("ldap", &["ldap"]),
    ("syslog", &["syslog"]),
    ("syslog+tcp", &["syslog"]),
    ("syslog+udp", &["syslog"]),
    ("ftp", &["ftp"]),
];

/// How settings call the protocol that Kafka is spoken to in.
const KAFKA: &[&str] = &["security protocol", "security inter broker protocol"];

/// Reports URLs whose scheme does without.
pub fn check(program: &Program, linked: &Linked, findings: &mut Findings) {
    for it in told(program, linked).filter(|it| !is_route(it)) {
        let Some(url) = ServiceUrl::of(it.value(), |it| known(it).is_some()) else { continue };
        let scheme = url.scheme();
        let Some((_, words)) = known(&scheme) else { continue };
        let pattern = it.value().pattern();
        if asks_for_tls(&url) || it.siblings().any(|other| decides(it.setting(), other, words)) {
            continue;
        }
        match reach(&url, &pattern) {
            Reach::Local => continue,
            Reach::Unknown => findings.silenced(it.value().at, "the host"),
            Reach::Near | Reach::Far if scheme == "mongodb" && url.may_hold_more() => {
                findings.silenced(it.value().at, "the end of the URL");
            }
            Reach::Near | Reach::Far => {
                let at = url.scheme_at();
                report(&it, findings, at, &scheme);
            }
        }
    }
}

fn known(scheme: &str) -> Option<&'static Scheme> {
    SCHEMES.iter().find(|it| it.0.eq_ignore_ascii_case(scheme))
}

/// Reports settings that name Kafka's protocol.
pub fn check_protocol(program: &Program, linked: &Linked, findings: &mut Findings) {
    for it in told(program, linked) {
        if !KAFKA.iter().any(|name| it.setting().ends_with_words(name)) {
            continue;
        }
        it.note_unknown(findings, "the protocol");
        let Some(protocol) = it.value().text() else { continue };
        let protocol = protocol.trim().to_owned();
        if !matches!(protocol.to_uppercase().as_str(), "PLAINTEXT" | "SASL_PLAINTEXT") {
            continue;
        }
        let servers = it.siblings().filter(|it| has_any_word(it, &["bootstrap", "brokers"]));
        let mut reaches = servers.flat_map(|it| {
            let servers = it.value.pattern();
            servers.split(',').map(|it| reach_of_host(&host_of(it))).collect::<Vec<_>>()
        });
        if reaches.next().is_some_and(|it| it == Reach::Local)
            && reaches.all(|it| it == Reach::Local)
        {
            continue;
        }
        report(&it, findings, it.value().at, &protocol);
    }
}

fn report(told: &Told, findings: &mut Findings, at: crate::text::Location, what: &str) {
    let raised = told.program.context == Context::Production;
    let severity = if raised { Severity::Medium } else { Severity::Low };
    told.report(findings, at, &format!("`{what}` speaks without TLS"), severity);
}

fn asks_for_tls(url: &ServiceUrl) -> bool {
    ["tls", "ssl", "starttls"].iter().any(|name| {
        let asked = url.parameter(name);
        asked.is_some_and(|it| it.contains(UNKNOWN) || !matches!(it, "false" | "0" | "off"))
    })
}

/// Whether another setting says that a URL's service is reached by TLS.
fn decides(url: &Setting, other: &Setting, words: &[&str]) -> bool {
    let authority = ["ca", "ca file", "ca cert", "ca path", "cafile", "cert", "cert file"];
    let is_file = authority.iter().any(|it| other.ends_with_words(it));
    let same = has_any_word(other, words) || {
        let section = section(url);
        !section.is_empty() && is_in(section, other)
    };
    let on = is_about_tls(other) && says_tls(other);
    let file = is_file && other.value.text().is_none_or(|it| !it.trim().is_empty());
    same && (on || file)
}
