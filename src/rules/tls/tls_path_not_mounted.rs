use crate::{
    facts::{Container, Kind, Located, Phrases, Workload},
    program::{Linked, Program},
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity, fails, passes, text},
    rules::shared::{told, weighed},
};

/// A certificate or key that is expected where nothing puts it.
pub struct TlsPathNotMounted;

static META: RuleMeta<'static> = RuleMeta {
    id: "tls-path-not-mounted",
    summary: "A certificate or key is read from a path that nothing mounts",
    why: "The program does not find the file. Some do not start then; others go on without TLS, or without the authority that they should check their servers against, and say so in a log that nobody reads.",
    fix: "Mount the file at that path, or name the path at which it is mounted. With Compose a secret stands in `/run/secrets/NAME`, unless it has a `target`:\n\n```yaml\nsecrets:\n  - source: tls-cert\n    target: /certs/server.crt\n```",
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    profile: Profile::Default,
    topic: "tls",
    standards: &[],
    covers: &[text("tls-path-not-mounted")],
    scope: Scope::Program,
    kinds: &[],
    options: &[],
    since: "0.1.0",
    references: &[text("https://docs.docker.com/compose/how-tos/use-secrets/")],
    examples: &[
        fails(
            r#"
//- compose.yaml
services:
  store:
    image: example/store:1
    environment:
      STORE_TLS_CERT: /certs/server.crt
//                    ^^^^^^^^^^^^^^^^^ nothing mounts this path
      STORE_TLS_KEY: /certs/server.key
//                   ^^^^^^^^^^^^^^^^^ nothing mounts this path
    secrets: [tls-cert, tls-key]
secrets: {tls-cert: {file: ./server.crt}, tls-key: {file: ./server.key}}
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
      volumes: [{name: tls, secret: {secretName: api-tls}}]
      containers:
        - name: api
          image: example/api:1
          args: ["--tls-cert-file=/tls/tls.crt"]
          env: [{name: DB_SSL_ROOT_CERT, value: /etc/db/ca.pem}]
//                                              ^^^^^^^^^^^^^^ nothing mounts this path
          volumeMounts: [{name: tls, mountPath: /tls}]
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  store:
    image: example/store:1
    environment:
      STORE_TLS_CERT: /run/secrets/tls-cert.crt
      STORE_TLS_KEY: /certs/server.key
      # Of the image.
      SSL_CERT_FILE: /etc/ssl/certs/ca-certificates.crt
      # No file of a certificate.
      STORE_KEY_PREFIX: /keys
      STORE_TLS_MODE: on
    secrets: [tls-cert.crt, {source: tls-key, target: /certs/server.key}]
  other:
    image: example/store:1
    environment: ["TLS_CERT_FILE=/data/tls/server.crt", "TLS_KEY_FILE=tls/server.key"]
    volumes: ["data:/data"]
  own:
    build: .
    environment: ["TLS_CERT_FILE=/certs/server.crt"]
secrets: {tls-cert.crt: {file: ./server.crt}, tls-key: {file: ./server.key}}
//- Dockerfile
FROM debian:bookworm-slim
RUN make-certificates --out /certs
USER app
"#,
        ),
        passes(
            r#"
//- compose.yaml
services:
  built-elsewhere:
    build: ./not-here
    environment: ["TLS_CERT_FILE=/certs/server.crt"]
  elsewhere:
    image: example/store:1
    environment: ["TLS_CERT_FILE=${CERTS}/server.crt"]
  moved:
    image: example/store:1
    environment: ["TLS_CERT_FILE=/certs/server.crt"]
    volumes: ["./certs:${CERTS}"]
"#,
        ),
    ],
};

/// Words of names that hold the path of a certificate or key.
#[rustfmt::skip]
const FILES: Phrases = Phrases::new(&[
    "ca", "cacert", "cafile", "cert", "certfile", "certificate", "cert1", "crt", "key", "keyfile",
    "keystore", "pem", "sslcert", "sslkey", "sslrootcert", "truststore",
]);

/// How files of certificates and keys end.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[".cer", ".crt", ".der", ".jks", ".key", ".p12", ".pem", ".pfx"];

/// Where images keep what their distributions trust, and what the platform puts there.
const KNOWN: &[&str] =
    &["/etc/ssl/", "/etc/pki/", "/usr/", "/var/run/secrets/kubernetes.io/", "/opt/", "/vault/"];

impl Rule for TlsPathNotMounted {
    fn meta(&self) -> RuleMeta<'_> {
        META
    }

    fn check_program(&self, program: &Program, linked: &Linked, findings: &mut Findings) {
        let Some((workload, container)) = program.container(linked) else { return };
        let runs = workload.kind == Kind::Compose || workload.kind.is_workload();
        if !runs || workload.is_fragment || may_be_within(workload, container, linked) {
            return;
        }
        for it in told(program, linked).filter(|it| it.setting().has_any(&FILES)) {
            let Some(path) = it.value().text() else {
                it.note_unknown(findings, "the path");
                continue;
            };
            if !is_file(&path) || is_there(&path, workload, container, linked) {
                continue;
            }
            if container.mounts.iter().any(|it| is_open(&it.path)) {
                findings.silenced(it.value().at, "where a volume is mounted");
                continue;
            }
            let finding = findings.report(it.value().at, "nothing mounts this path");
            finding.severity(weighed(META.severity, program.context)).resource(&workload.title());
            finding.given(&it.value().certainty);
        }
    }
}

/// Whether something that is not in the tree may put the file there: what the image is
/// built from, or the values of a chart.
fn may_be_within(workload: &Workload, container: &Container, linked: &Linked) -> bool {
    let is_template = linked.path(workload.name.at.file).contains("templates/");
    is_template || container.build.is_some() && linked.built(workload, container).is_none()
}

fn is_file(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains(char::is_whitespace)
        && ENDINGS.iter().any(|it| path.ends_with(it))
        && !KNOWN.iter().any(|it| path.starts_with(it))
}

/// Whether something mounts the path, or the image is built with something there.
fn is_there(path: &str, workload: &Workload, container: &Container, linked: &Linked) -> bool {
    let folder = path.rsplit_once('/').map_or("", |it| it.0);
    let is_within = |above: &str| {
        let above = above.trim_end_matches('/');
        let rest = path.strip_prefix(above);
        rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
    };
    let image = linked.built(workload, container).into_iter().flat_map(|it| &it.stages);
    let mut built = image.flat_map(|it| &it.paths);
    let mut mounts = container.mounts.iter().map(|it| it.path.it.as_str());
    mounts.any(is_within)
        || built.any(|it| is_within(it) || !folder.is_empty() && it.starts_with(folder))
}

fn is_open(path: &Located<String>) -> bool {
    path.it.contains("${") || path.it.contains("{{")
}
