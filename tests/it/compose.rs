//! What Compose files state, and what their services receive.

use tidewaiter::{
    engine::Bytes,
    facts::{self, Certainty, Facts, Kind, Layer, Quantity, Workload},
    fixture,
    program::Linked,
    syntax::{self, Input},
    text::{FileId, Location, Text},
};

const SHOP: &str = r#"
//- compose.yaml
x-defaults: &defaults
  restart: always
  security_opt: ["no-new-privileges:true", "seccomp=unconfined"]
  environment: &env
    LOG: debug
services:
  api:
    <<: *defaults
    build: {context: ./api, dockerfile: prod.Dockerfile}
    entrypoint: /bin/api --verbose
    command: ["serve", "--port", "80"]
    env_file: [base.env, {path: gone.env, required: false}]
    environment:
      <<: *env
      BASE: own
      TOKEN:
      URL: "redis://cache:${CACHE_PORT}"
      MODE: ${MODE:-plain}
      OTHER: ${OTHER}
    ports:
      - "8080:80"
      - 127.0.0.1:9000:9000/udp
      - "[::1]:${PORT:-7000}:70"
      - "3000-3001:30-31"
      - 5000
      - "${WHERE}:81"
      - "${API_PORT}:82"
      - {target: 90, published: "9090", host_ip: 0.0.0.0}
    expose: ["4000"]
    deploy:
      replicas: 3
      resources:
        limits: {cpus: "0.5", memory: 512M}
        reservations: {memory: "${RESERVED}"}
    volumes:
      - ./data:/data:ro,z
      - cache:/cache
      - ${DATA:-/srv/x}:/srv
      - {type: bind, source: /var/run/docker.sock, target: /sock, read_only: true}
    secrets: [key]
    healthcheck: {test: [CMD, "true"]}
  cache:
    image: redis:${TAG:-7}
    command: >
      redis-server
      --requirepass 'a b'
    environment:
      - "PLAIN=a=b"
      - PASSED
      - EMPTY=
    mem_limit: 1g
    cpu_quota: 50000
    privileged: true
    user: "0:0"
    cap_add: [CAP_NET_ADMIN]
    network_mode: host
    pid: ${PID}
    healthcheck: {disable: true}
//- base.env
BASE=file
ONLY=file
//- .env
CACHE_PORT=6379
MODE=prod
TOKEN=t
"#;

fn inputs(example: &str) -> Vec<(Input, String)> {
    let files = fixture::parse(example).files;
    let inputs = files.entries().iter().zip(0..).map(|(file, number)| {
        let Bytes::Memory(bytes) = &file.bytes else { unreachable!("no file is read") };
        let content = String::from_utf8(bytes.clone()).unwrap();
        let text = Text::of_file(FileId(number), content.clone());
        (Input::file(file.path.clone(), text), content)
    });
    inputs.collect()
}

fn facts(example: &str) -> Facts {
    let mut all = Facts::default();
    for (input, _) in inputs(example) {
        for document in &syntax::parse(&input).0 {
            for (kind, root) in facts::classify(document) {
                all.append(facts::extract(document, kind, root).0);
            }
        }
    }
    all
}

fn slice(example: &str, at: Location) -> String {
    inputs(example)[at.file.0 as usize].1[at.span.range()].to_owned()
}

fn workload(name: &str) -> Workload {
    facts(SHOP).workloads.into_iter().find(|it| it.name.it == name).unwrap()
}

/// Name, value and certainty of what a service receives.
fn received(example: &str, service: &str) -> Vec<(String, String, Certainty)> {
    let linked = Linked::new(facts(example), &fixture::parse(example).files.paths());
    let programs = linked.subjects().iter().map(|it| linked.program(*it));
    let title = format!("service {service}");
    let program = programs.into_iter().find(|it| it.name.as_deref() == Some(&*title)).unwrap();
    let settings = program.settings.into_iter().map(|it| it.setting);
    let read = settings
        .map(|it| (it.delivered.it, it.value.text().unwrap_or("?".into()), it.value.certainty));
    read.collect()
}

#[test]
fn a_service_is_a_workload_of_one_container() {
    let api = workload("api");
    assert_eq!((api.kind, &*api.title(), api.is_fragment), (Kind::Compose, "service api", false));
    assert_eq!(slice(SHOP, api.name.at), "api");
    assert_eq!(api.replicas.known(), Some(&3));
    let container = &api.containers[0];
    let build = container.build.as_ref().unwrap();
    assert_eq!((&*build.context, build.dockerfile.as_deref()), ("./api", Some("prod.Dockerfile")));
    let command: Vec<_> = container.command.iter().map(|it| it.it.as_str()).collect();
    assert_eq!(command, ["/bin/api", "--verbose", "serve", "--port", "80"]);
    assert_eq!(container.limits.memory.known(), Some(&Quantity(536_870_912.0)));
    assert_eq!(container.limits.cpu.known(), Some(&Quantity(0.5)));
    assert_eq!(
        container.requests.memory.at().map(|at| slice(SHOP, at)).as_deref(),
        Some("\"${RESERVED}\"")
    );
    assert!(container.requests.memory.known().is_none() && container.has_liveness);
    assert!(container.security.privilege_escalation.is_false(), "comes by a merge key");
    assert_eq!(container.security.seccomp.known().map(String::as_str), Some("Unconfined"));
}

#[test]
fn what_is_set_the_old_way_counts_and_what_an_expansion_says_is_unknown() {
    let cache = workload("cache");
    let container = &cache.containers[0];
    assert_eq!(container.image_name(), Some("redis"));
    assert_eq!(container.limits.memory.known(), Some(&Quantity(1_073_741_824.0)));
    assert_eq!(container.limits.cpu.known(), Some(&Quantity(0.5)));
    assert!(cache.host_network.is_true() && container.security.privileged.is_true());
    assert!(cache.host_pid.known().is_none() && !cache.host_pid.is_absent());
    assert_eq!(container.security.user.known().map(String::as_str), Some("0"));
    assert_eq!(container.security.added[0].it, "NET_ADMIN");
    assert!(!container.has_liveness);
    let words: Vec<_> = container.command.iter().map(|it| slice(SHOP, it.at)).collect();
    assert_eq!(words, ["redis-server", "--requirepass", "'a b'"]);
}

#[test]
fn ports_are_placed_and_published_as_they_say() {
    let api = workload("api");
    let ports = api.containers[0].ports.iter().map(|it| {
        let published = it.published.as_ref().map(|it| (it.port, it.address.as_deref()));
        let everywhere = it.is_published_everywhere();
        (slice(SHOP, it.at), it.container, published.map(|it| it.0), everywhere)
    });
    let expected = [
        ("\"8080:80\"", Some(80), Some(Some(8080)), true),
        ("127.0.0.1:9000:9000/udp", Some(9000), Some(Some(9000)), false),
        ("\"[::1]:${PORT:-7000}:70\"", Some(70), Some(Some(7000)), false),
        ("\"3000-3001:30-31\"", Some(30), Some(Some(3000)), true),
        ("\"3000-3001:30-31\"", Some(31), Some(Some(3001)), true),
        ("5000", Some(5000), Some(None), true),
        ("\"${WHERE}:81\"", Some(81), Some(None), false),
        ("\"${API_PORT}:82\"", Some(82), Some(None), true),
        ("\"9090\"", Some(90), Some(Some(9090)), true),
        ("\"4000\"", Some(4000), None, false),
    ];
    let found: Vec<_> = ports.collect();
    assert_eq!(found, expected.map(|it| (it.0.to_owned(), it.1, it.2, it.3)));
}

#[test]
fn volumes_tell_paths_of_the_host_from_names() {
    let api = workload("api");
    let mounts = api.containers[0].mounts.iter().map(|it| {
        let host = it.host.as_ref().map(|it| slice(SHOP, it.at));
        (it.path.it.as_str(), host, it.read_only.is_true())
    });
    let some = |text: &str| Some(text.to_owned());
    let expected = [
        ("/data", some("./data"), true),
        ("/cache", None, false),
        ("/srv", some("/srv/x"), false),
        ("/sock", some("/var/run/docker.sock"), true),
        ("/run/secrets/key", None, true),
    ];
    assert_eq!(mounts.collect::<Vec<_>>(), expected);
}

#[test]
fn the_environment_goes_over_files_and_is_interpolated_from_dotenv() {
    let known = |name: &str, value: &str| (name.to_owned(), value.to_owned(), Certainty::Known);
    let found = received(SHOP, "api");
    let expected = [
        known("BASE", "own"),
        known("LOG", "debug"),
        known("MODE", "prod"),
        known("ONLY", "file"),
        known("OTHER", "?"),
        known("TOKEN", "t"),
        known("URL", "redis://cache:6379"),
    ];
    assert_eq!(found, expected);
    let passed = Certainty::Unknown("`PASSED` of the environment".to_owned());
    let expected =
        [known("EMPTY", ""), ("PASSED".into(), "?".into(), passed), known("PLAIN", "a=b")];
    assert_eq!(received(SHOP, "cache"), expected);
}

#[test]
fn a_container_s_own_environment_is_no_source_of_compose_s_variables() {
    let example =
        "//- compose.yaml\nservices:\n  a:\n    image: a\n    environment: {P: x, Q: \"${P}\"}\n";
    assert_eq!(received(example, "a")[1].1, "?");
}

#[test]
fn an_item_of_a_list_is_placed_within_its_quotes() {
    let cache = workload("cache");
    let Layer::Own(setting) = &cache.containers[0].layers[0] else { panic!("a setting") };
    assert_eq!(slice(SHOP, setting.delivered.at), "PLAIN");
    assert_eq!(slice(SHOP, setting.value.at), "a=b");
}

#[test]
fn services_are_known_by_what_they_say() {
    for (text, kind) in [
        ("services:\n  db:\n    deploy: {replicas: 1}\n", Kind::Compose),
        ("services:\n  db:\n    image: x\n", Kind::Compose),
        ("services:\n  db: {image: {tag: x}}\n", Kind::AppConfig),
        ("services:\n  db: {environment: prod, url: x}\n", Kind::AppConfig),
        ("db:\n  image: x\n  ports: [\"1:1\"]\n", Kind::Compose),
        ("test:\n  image: x\n  script: [a]\n  environment: {A: b}\n", Kind::AppConfig),
    ] {
        let guide = format!("# Guide\n\n```yaml\n{text}```\n");
        let input = Input::file("guide.md", Text::of_file(FileId(0), guide));
        let documents = syntax::parse(&input).0;
        assert_eq!(facts::classify(&documents[0])[0].0, kind, "{text}");
    }
}

#[test]
fn a_config_with_content_is_a_file_in_a_file() {
    let text = "services:\n  a:\n    image: a\n    configs: [{source: c, target: /etc/x.toml}]\n\
                configs:\n  c: {content: \"k = 1\"}\n  app.yaml: {content: \"a: b\"}\n  d: {content: x}\n";
    let input = Input::file("compose.yaml", Text::of_file(FileId(0), text));
    let document = &syntax::parse(&input).0[0];
    let (kind, root) = facts::classify(document)[0];
    let names = facts::embedded(document, kind, root).into_iter().filter_map(|it| it.name);
    assert_eq!(names.collect::<Vec<_>>(), ["x.toml", "app.yaml"]);
}

#[test]
fn what_an_override_takes_away_is_gone() {
    let example = r#"
//- compose.yaml
services:
  db:
    image: postgres:17
    ports: ["5432:5432"]
    environment: {A: "1", B: "2"}
  api:
    image: example/api:1
    env_file: api.env
    environment: {A: "1", B: "2", C: "3"}
//- compose.override.yaml
services:
  db:
    ports: !reset []
    environment: !override
      C: "3"
  api:
    env_file: !reset null
    environment:
      A: !reset null
      B: "4"
//- api.env
D=4
"#;
    let paths = fixture::parse(example).files.paths();
    let linked = Linked::new(facts(example), &paths);
    let db = &linked.facts().workloads[0];
    assert!(db.containers[0].ports.is_empty());
    let names = |index: usize| {
        let program = linked.program(linked.subjects()[index]);
        let settings = program.settings.into_iter().map(|it| it.setting);
        let named = settings.map(|it| format!("{}={}", it.delivered.it, it.value.text().unwrap()));
        named.collect::<Vec<_>>()
    };
    assert_eq!(
        (names(0), names(1)),
        (vec!["C=3".to_owned()], vec!["B=4".to_owned(), "C=3".to_owned()])
    );
}
