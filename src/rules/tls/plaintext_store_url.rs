use super::plaintext;
use crate::{
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
};

/// Caches, brokers, databases and the like that are spoken to without TLS.
pub struct PlaintextStoreUrl;

static META: RuleMeta<'static> = RuleMeta {
    id: "plaintext-store-url",
    summary: "A cache, broker, database or log server is reached without TLS",
    why: "What goes over the wire, passwords included, can be read and changed by whoever sits in \
          the same network: another container, another tenant, a switch on the way. It weighs \
          more in production, and nothing on the same machine.",
    fix: "Switch TLS on at the server and take the scheme that asks for it: `rediss://`, \
          `tls://` for NATS, `amqps://`, `mqtts://`, `mongodb://...?tls=true`, \
          `security.protocol=SASL_SSL` for Kafka, `ldaps://`, `wss://`, `syslog+tls://`.",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[Standard::Cwe(319)],
    covers: &[
        text("redis-plaintext-url"),
        text("redis-no-tls"),
        text("nats-plaintext-url"),
        text("nats-no-tls"),
        text("websocket-plaintext"),
        text("audit-log-plaintext-syslog"),
    ],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/"),
        text("https://docs.nats.io/running-a-nats-service/configuration/securing_nats/tls"),
        text("https://kafka.apache.org/documentation/#security_ssl"),
    ],
    examples: &[
        fails(
            r#"
//- .env
REDIS_URL=redis://:${PASSWORD}@cache:6379/0
//        ^^^^^ `redis` speaks without TLS
BUS_SERVERS=nats://n1:4222,nats://n2:4222
//          ^^^^ `nats` speaks without TLS
MONGO_URL="mongodb://db1.example.com,db2.example.com/shop?replicaSet=a"
//         ^^^^^^^ `mongodb` speaks without TLS
//- kafka.properties
security.protocol=SASL_PLAINTEXT
//                ^^^^^^^^^^^^^^ `SASL_PLAINTEXT` speaks without TLS
"#,
        ),
        fails(
            r#"
//- config.yaml
audit:
  destinations:
    - s3://audit/caracal/
    - syslog://siem.example.com:514
//    ^^^^^^ `syslog` speaks without TLS
//- config.toml
[feed]
url = "ws://feed.example.com/v1"
//     ^^ `ws` speaks without TLS
"#,
        ),
        passes(
            r#"
//- .env
A_URL=redis://localhost:6379
B_URL=rediss://cache:6380
C_URL=mongodb+srv://db.example.com/shop
D_URL=mongodb://db.example.com/shop?tls=true
E_URL=redis://${HOST}:6379
F_URL=amqps://bus.example.com
KAFKA_SECURITY_PROTOCOL=SASL_SSL
//- sibling/.env
REDIS_URL=redis://cache:6379
REDIS_TLS=true
NATS_URL=nats://bus:4222
NATS_CA_FILE=/certs/ca.pem
LDAP_URL=ldap://ldap.example.com
LDAP_START_TLS=true
FEED_URL=wss://feed.example.com/v1
//- local.properties
bootstrap.servers=localhost:9092
security.protocol=PLAINTEXT
"#,
        ),
    ],
};

impl Rule for PlaintextStoreUrl {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        plaintext::check(program, linked, findings);
        plaintext::check_protocol(program, linked, findings);
    }
}
