use super::{
    servers::{Server, doubt, server},
    shared::published,
};
use crate::{
    facts::{Container, Workload},
    program::{Linked, Program},
    rule::{
        Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, Standard, fails, passes,
        text,
    },
    rules::shared::weighed,
    text::Location,
};

/// A server that asks nobody for a password, on a port of the host.
pub struct UnauthenticatedServicePublished;

static META: RuleMeta<'static> = RuleMeta {
    id: "unauthenticated-service-published",
    summary: "A server without authentication is published on every interface",
    why: "Redis, NATS, MongoDB and others ask for no password unless they are told to. Within a \
          private network that may be a choice; a port that is published without an address is \
          open on every interface of the host, and Docker opens it past the host's firewall. \
          Whoever finds it reads and changes all that is there, and with some of these servers \
          takes over the host.",
    fix: "Do not publish the port (other services reach it without), or publish it on the \
          loopback address, or make the server ask:\n\n\
          ```yaml\nports:\n  - \"127.0.0.1:6379:6379\"\n\
          command: [\"redis-server\", \"/etc/redis/redis.conf\"] # with requirepass\n```",
    severity: Severity::High,
    confidence: Confidence::High,
    profile: Profile::Default,
    topic: "auth",
    standards: &[Standard::Cwe(306), Standard::Cwe(668)],
    covers: &[text("redis-no-password"), text("nats-no-authorization")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[
        text("https://docs.docker.com/engine/network/port-publishing/"),
        text("https://redis.io/docs/latest/operate/oss_and_stack/management/security/"),
        text("https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro"),
    ],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  redis:
//^^^^^ `redis` is published without authentication
    image: redis:7-alpine
    ports:
      - "6380:6379"
    volumes: ["redis_data:/data"]
  nats:
//^^^^ `nats` is published without authentication
    image: nats:2.10-alpine
    ports: ["8222:8222", "4222:4222"]
    command: ["--jetstream", "--store_dir", "/data"]
  search:
//^^^^^^ `elasticsearch` is published without authentication
    image: docker.elastic.co/elasticsearch/elasticsearch:7.17.0
    environment: {ES_JAVA_OPTS: -Xmx512m}
    ports: [9200]
  cache:
//^^^^^ `valkey` is published without authentication
    image: bitnami/valkey:8
    environment: {ALLOW_EMPTY_PASSWORD: "yes"}
    network_mode: host
"#,
        ),
        fails(
            r#"
//- cache.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache}
spec:
  template:
    spec:
      containers:
        - name: lru
//              ^^^ `memcached` is published without authentication
          image: memcached:1.6
          ports: [{containerPort: 11211, hostPort: 11211}]
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  local:
    image: redis:7
    ports: ["127.0.0.1:6379:6379", "[::1]:6379:6379"]
  within:
    image: redis:7
    expose: ["6379"]
  asked:
    image: redis:7
    command: sh -c "redis-server --requirepass $$PASSWORD"
    ports: ["6379:6379"]
  configured:
    image: redis:7
    command: redis-server /etc/redis.conf
    ports: ["6379:6379"]
  mounted:
    image: nats:2
    volumes: ["./nats.conf:/etc/nats/nats-server.conf"]
    ports: ["4222:4222"]
  flags:
    image: nats:2
    command: ["--user", "app", "--pass", "${NATS_PASSWORD}"]
    ports: ["4222:4222"]
  document:
    image: mongo:7
    environment: {MONGO_INITDB_ROOT_USERNAME: root}
    ports: ["27017:27017"]
  secured:
    image: elasticsearch:8.15.0
    ports: ["9200:9200"]
  bitnami:
    image: bitnami/redis:7.4
    ports: ["6379:6379"]
  missing:
    image: mongo:7
    env_file: mongo.env
    ports: ["27017:27017"]
  built:
    build: ./redis
    image: redis
    ports: ["6379:6379"]
  mirrored:
    image: ${REGISTRY}/app
    ports: ["6379:6379"]
  addressed:
    image: redis:7
    ports: ["${REDIS_ADDRESS}:6379"]
"#,
        ),
        passes(
            r#"
//- cache.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache}
spec:
  template:
    spec:
      containers:
        - name: cache
          image: memcached:1.6
          ports: [{containerPort: 11211}]
"#,
        ),
    ],
};

impl Rule for UnauthenticatedServicePublished {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let Some((workload, container)) = program.container(linked) else { return };
        let Some(server) = server(container) else { return };
        let Some((first, how)) = published(workload, container) else { return };
        if container.build.is_some() {
            return;
        }
        if let Some(doubt) = doubt(server, program, container) {
            findings.silenced(program.at, doubt);
            return;
        }
        let message = format!("`{}` is published without authentication", server.images[0]);
        let finding = findings.report(program.at, message);
        finding.severity(weighed(META.severity, program.context)).resource(&workload.title());
        finding.related(own_port(server, container).unwrap_or(first), how);
        if let Some(image) = container.image.at() {
            finding.related(image, "it asks for nothing unless it is told to");
        }
        note_loopback(workload, finding);
    }
}

/// Where the port that its clients use is published.
fn own_port(server: &Server, container: &Container) -> Option<Location> {
    let mut open = container.ports.iter().filter(|it| it.is_published_everywhere());
    open.find(|it| it.container == Some(server.port)).map(|it| it.at)
}

/// What could be meant where a port is only for the machine itself.
fn note_loopback(workload: &Workload, finding: &mut crate::rule::Finding) {
    if workload.kind == crate::facts::Kind::Compose && !workload.host_network.is_true() {
        finding.help("write `127.0.0.1:` before the port if only this machine needs it");
    }
}
