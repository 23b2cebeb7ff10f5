use super::{servers, shared::is_received};
use crate::{
    facts::{Context, Kind, ServiceUrl, Setting},
    program::{Linked, Program, Subject},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::{Told, has_any_word, is_route, told},
    text::Location,
};

/// The URL of a store on another machine that nobody signs in to.
pub struct StoreUrlWithoutCredentials;

static META: RuleMeta<'static> = RuleMeta {
    id: "store-url-without-credentials",
    summary: "A store is reached without credentials",
    why: "A client that gives no name and no password can only work with a server that asks for \
          none, so whatever else reaches that server can read and change all that is in it. In \
          production this weighs more; on the loopback address it is not reported.",
    fix: "Let the server ask for a password, and give it to the client by a secret:\n\n\
          ```\nREDIS_URL=rediss://app:${REDIS_PASSWORD}@redis:6379\n```",
    severity: Severity::Low,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306)],
    covers: &[text("redis-url-without-password"), text("nats-url-without-credentials")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://redis.io/docs/latest/operate/oss_and_stack/management/security/"),
        text("https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro"),
    ],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  api:
    image: api
    environment:
      - CCA__REDIS__URL=redis://redis:6379
//                      ^^^^^^^^^^^^^^^^^^ this store URL has no credentials
      - CCA__POSTGRES__URL=postgres://cca:${PASSWORD}@postgres/cca
"#,
        ),
        fails(
            r#"
//- .env
EVENTBUS_SERVERS=nats://nats1:4222,nats://nats2:4222
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this store URL has no credentials
BUS_URL=redis://bus:6379
//      ^^^^^^^^^^^^^^^^ this store URL has no credentials
REDIS_KEY_PREFIX=app
MONGO_URI=mongodb://mongo:27017/shop
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^ this store URL has no credentials
"#,
        ),
        passes(
            r#"
//- .env
REDIS_URL=${REDIS_URL}
LOCAL_REDIS_URL=redis://localhost:6379
NAMED_URL=redis://:${PASSWORD}@redis:6379
HIDDEN_URL=redis://${REDIS}/0
SOCKET_URL=redis+unix:///run/redis.sock
SITE_URL=https://example.com
CACHE_URL=redis://cache:6379
CACHE_PASSWORD=${CACHE_PASSWORD}
EVENTBUS_SERVERS=nats://nats1:4222
EVENTBUS_CREDS_FILE=/etc/nats.creds
SHOP_STORE_URL=mongodb://mongo/shop
MONGO_PASSWORD=${MONGO_PASSWORD}
MONGO_URI=mongodb://mongo/shop?authMechanism=MONGODB-X509&tls=true
"#,
        ),
        // What the tree lacks may hold the password.
        passes(
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
          env: [{name: REDIS_URL, value: "redis://redis:6379"}]
          envFrom: [{secretRef: {name: api}}]
"#,
        ),
    ],
};

const SCHEMES: &[&str] =
    &["amqp", "amqps", "mongodb", "mongodb+srv", "nats", "redis", "rediss", "valkey", "valkeys"];

/// What ends a name that holds an address; what comes before names the store.
#[rustfmt::skip]
const ADDRESSES: &[&str] = &[
    "address", "addresses", "addr", "broker", "brokers", "connection", "dsn", "endpoint", "host",
    "hosts", "server", "servers", "string", "uri", "uris", "url", "urls",
];

/// What a name has that holds a means to sign in.
#[rustfmt::skip]
const CREDENTIALS: &[&str] = &[
    "auth", "cert", "creds", "credential", "credentials", "jwt", "key", "nkey", "nkeys", "pass",
    "passwd", "password", "pw", "secret", "seed", "token", "user", "username",
];

/// The stores by the words that name them, whatever program they belong to.
const STORES: &[&str] = &[
    "amqp", "broker", "cache", "eventbus", "mongo", "mongodb", "nats", "queue", "rabbitmq",
    "redis", "valkey",
];

impl Rule for StoreUrlWithoutCredentials {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        for it in told(program, linked).filter(|it| !is_route(it)) {
            let Some(url) = ServiceUrl::of(it.value(), is_store).filter(is_open) else { continue };
            if is_received(program, linked, it.value().at) || has_credentials_beside(&it, &url) {
                continue;
            }
            if let Some(layer) = program.missing.first() {
                findings.silenced(url.at(), format!("{} may hold credentials", layer.it));
                continue;
            }
            let is_production = program.context == Context::Production;
            let severity = if is_production { Severity::Medium } else { META.severity };
            let finding =
                it.report(findings, url.at(), "this store URL has no credentials", severity);
            for at in open_servers(&url, program, linked) {
                finding.related(at, "this server asks for none");
            }
        }
    }
}

fn is_store(scheme: &str) -> bool {
    SCHEMES.iter().any(|it| it.eq_ignore_ascii_case(scheme))
}

/// Whether a URL leads to a store on another machine, and brings nothing to sign in with.
fn is_open(url: &ServiceUrl<'_>) -> bool {
    let parameters = ["password", "auth", "authmechanism", "token", "tlscertificatekeyfile"];
    !url.has_userinfo()
        && !url.hosts().is_empty()
        && !url.is_loopback()
        && !url.may_hold_more()
        && parameters.iter().all(|it| url.parameter(it).is_none())
}

/// The servers of the same system that a URL leads to, where nothing makes them ask.
fn open_servers(url: &ServiceUrl<'_>, program: &Program, linked: &Linked) -> Vec<Location> {
    let Some((own, _)) = program.container(linked) else { return Vec::new() };
    // With a namespace after it, or without.
    let names = url.hosts().into_iter().filter_map(|host| host.split('.').next());
    let subjects = names.flat_map(|name| linked.named(name, own.name.at.file));
    let asks_nobody = |subject: Subject| {
        let it = linked.workload(subject)?;
        let is_near = match own.kind {
            Kind::Compose => it.kind == Kind::Compose && it.document == own.document,
            _ => it.kind != Kind::Compose && it.namespace == own.namespace,
        };
        let program = is_near.then(|| linked.program(subject))?;
        let (_, container) = program.container(linked)?;
        let server = servers::server(container)?;
        servers::doubt(server, &program, container).is_none().then_some(it.name.at)
    };
    subjects.filter_map(asks_nobody).collect()
}

/// Whether a setting beside it gives the means to sign in to the same store.
fn has_credentials_beside(it: &Told<'_>, url: &ServiceUrl<'_>) -> bool {
    let store = store(it.setting());
    let scheme = url.scheme();
    it.siblings().any(|beside| {
        let same = !store.is_empty() && beside.configuration.starts_with(store);
        let names_store = beside.words().any(|word| {
            STORES.contains(&word) && (it.setting().has_word(word) || scheme.starts_with(word))
        });
        let is_empty = beside.value.text().is_some_and(|it| it.is_empty());
        let is_credential = has_any_word(beside, CREDENTIALS) && !beside.ends_with_words("prefix");
        is_credential && (same || names_store) && !is_empty
    })
}

/// The words of a name that say whose address it holds: `cache` of `CACHE_URL`.
fn store(setting: &Setting) -> &str {
    let mut name = setting.configuration.as_str();
    while let Some((rest, last)) = name.rsplit_once(' ') {
        if !ADDRESSES.contains(&last) {
            return name;
        }
        name = rest;
    }
    if ADDRESSES.contains(&name) { "" } else { name }
}
