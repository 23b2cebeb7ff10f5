//! What programs receive, as the facts of several files are linked.

use tidewaiter::{
    engine::Bytes,
    facts::{self, Certainty, Facts, Piece, Quantity},
    fixture,
    program::{Linked, Program},
    syntax::{self, Input},
    text::{FileId, Location, Text},
};

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

/// The files of an example, and their contents.
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

/// What stands at a place of an example.
fn slice(example: &str, at: Location) -> String {
    inputs(example)[at.file.0 as usize].1[at.span.range()].to_owned()
}

fn programs(example: &str) -> Vec<Program> {
    let paths = fixture::parse(example).files.paths();
    let linked = Linked::new(facts(example), &paths);
    linked.subjects().iter().map(|it| linked.program(*it)).collect()
}

/// Name, value (`?` for what is unknown) and certainty of each setting of the first program.
fn settings(example: &str) -> Vec<(String, String, Certainty)> {
    let settings = programs(example).remove(0).settings.into_iter().map(|it| it.setting);
    let read = settings
        .map(|it| (it.delivered.it, it.value.text().unwrap_or("?".into()), it.value.certainty));
    read.collect()
}

const API: &str = r#"
//- api.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: web
          resources: {limits: {memory: 128Mi}}
          env:
            - {name: OWN, value: "a${B}"}
            - {name: TAKEN, valueFrom: {configMapKeyRef: {name: base, key: one}}}
            - {name: SECRET, valueFrom: {secretKeyRef: {name: keys, key: k}}}
          envFrom:
            - {configMapRef: {name: base}, prefix: X_}
            - {secretRef: {name: keys}}
            - {configMapRef: {name: more}}
//- maps.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: base, namespace: shop}
data: {one: "1", OWN: beaten}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: more, namespace: shop}
data: {OWN: beaten, TWO: "2"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: more, namespace: elsewhere}
data: {TWO: "not of this namespace"}
"#;

#[test]
fn what_has_no_api_version_is_no_object() {
    let map = "//- a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n";
    assert_eq!(facts(map).config_objects.len(), 1);
    assert_eq!(facts(&map.replace("apiVersion", "version")).config_objects.len(), 0);
}

#[test]
fn a_container_states_its_limits() {
    let limits = &facts(API).workloads[0].containers[0].limits;
    assert_eq!(limits.memory.known(), Some(&Quantity(134_217_728.0)));
    assert!(limits.cpu.is_absent());
}

#[test]
fn layers_go_over_layers_and_doubt_stays_below_what_is_missing() {
    let assumed = || Certainty::Assumed("Secret `keys`".to_owned());
    let found = settings(API);
    let expected = [
        ("OWN", "?", Certainty::Known),
        ("SECRET", "?", Certainty::Unknown("Secret `keys`".to_owned())),
        ("TAKEN", "1", Certainty::Known),
        ("TWO", "2", Certainty::Known),
        ("X_OWN", "beaten", assumed()),
        ("X_one", "1", assumed()),
    ];
    assert_eq!(found, expected.map(|(name, value, it)| (name.to_owned(), value.to_owned(), it)));
}

#[test]
fn the_winning_origin_comes_first_and_the_beaten_follow() {
    let program = programs(API).remove(0);
    let own = program.settings.iter().find(|it| it.setting.delivered.it == "OWN").unwrap();
    let values: Vec<_> = own.origins.iter().map(|it| slice(API, it.value)).collect();
    assert_eq!(values, ["\"a${B}\"", "beaten"]);
    assert_eq!(own.origins[1].by.map(|at| slice(API, at)).as_deref(), Some("more"));
}

#[test]
fn a_piece_of_a_value_is_placed_as_tightly_as_it_is_written() {
    let program = programs(API).remove(0);
    let pieces = program.settings[0].setting.value.pieces.iter().map(|piece| match piece {
        Piece::Literal(literal) => slice(API, literal.at),
        Piece::Unknown(expansion) => slice(API, expansion.at),
    });
    assert_eq!(pieces.collect::<Vec<_>>(), ["a", "${B}"]);
}

#[test]
fn of_two_maps_of_one_name_neither_is_believed() {
    let twice = API.replace("namespace: elsewhere", "namespace: shop");
    let two = settings(&twice).into_iter().find(|it| it.0 == "TWO");
    assert_eq!(two, None);
}

#[test]
fn a_default_is_assumed_and_an_expansion_unknown() {
    let found = settings("//- .env\nA=x-${B:-y}\nC=$D$(E)\nF=$G\nH=${I:-${J}}\n");
    let certainty = Certainty::Assumed("`B` of the environment".to_owned());
    assert_eq!(found[0], ("A".into(), "x-y".into(), certainty));
    let values: Vec<_> = found[1..].iter().map(|it| it.1.as_str()).collect();
    assert_eq!(values, ["?", "?", "?"]);
}

/// The settings of one program, by its name, those that are supposed included.
fn told(example: &str, at: &str) -> Vec<(String, String, Certainty)> {
    let program = programs(example)
        .into_iter()
        .find(|it| it.name.is_some() && slice(example, it.at) == at)
        .unwrap();
    let presumed = program.presumed.into_iter().map(|it| it.effective);
    let all = program.settings.into_iter().chain(presumed).map(|it| it.setting);
    all.map(|it| (it.delivered.it, it.value.text().unwrap_or("?".into()), it.value.certainty))
        .collect()
}

#[test]
fn an_override_goes_over_its_base_and_is_no_program_beside_it() {
    let example = "//- a/compose.yaml\nservices:\n  api:\n    image: api:1\n    \
                   environment: {PORT: 1, MODE: a}\n//- a/compose.override.yaml\nservices:\n  \
                   api: {environment: {PORT: 2}}\n//- b/compose.override.yaml\nservices:\n  \
                   api: {environment: {PORT: 3}}\n";
    let names: Vec<_> = programs(example).into_iter().filter_map(|it| it.name).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    let known = |name: &str, value: &str| (name.to_owned(), value.to_owned(), Certainty::Known);
    assert_eq!(told(example, "api"), [known("MODE", "a"), known("PORT", "2")]);
}

#[test]
fn a_service_that_takes_over_itself_ends() {
    let example = "//- compose.yaml\nservices:\n  a: {extends: b, image: a, environment: {A: 1}}\n  \
                   b: {extends: a, environment: {B: 2}}\n";
    let names: Vec<_> = told(example, "a").into_iter().map(|it| it.0).collect();
    assert_eq!(names, ["A", "B"]);
}

#[test]
fn a_file_for_a_deployment_that_stands_by_itself_has_no_base() {
    let base = "//- docker-compose.yml\nservices:\n  api: {image: api:1, environment: {A: 1}}\n";
    let part =
        format!("{base}//- docker-compose.prod.yml\nservices:\n  api: {{restart: always}}\n");
    let settings = |it: &Program| it.settings.len();
    assert_eq!(programs(&part).iter().map(settings).collect::<Vec<_>>(), [1, 1]);
    let whole = part.replace("restart: always", "image: api:2");
    assert_eq!(programs(&whole).iter().map(settings).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn of_two_workloads_neither_reads_a_file_that_names_nothing_they_have() {
    let one = "//- compose.yaml\nservices:\n  api: {image: api:1, environment: {A: 1}}\n\
               //- config.yaml\npool: 5\n";
    let supposed = Certainty::Supposed("it reads `config.yaml`".to_owned());
    assert_eq!(told(one, "api")[1], ("pool".to_owned(), "5".to_owned(), supposed));
    let two = one.replace("services:\n", "services:\n  web: {image: web:1}\n");
    assert_eq!(told(&two, "api").len(), 1);
    let shared = two.replace("pool: 5", "pool: 5\na: 2");
    assert_eq!(told(&shared, "api").len(), 2);
}

#[test]
fn names_that_differ_in_form_are_one_configuration() {
    let program =
        programs("//- .env\nCRA_RUNTIME__CORS_ORIGINS=a\ncra.runtime.cors-origins=b\n").remove(0);
    let names: Vec<_> = program.settings.iter().map(|it| &it.setting.configuration).collect();
    assert_eq!(names, ["cra runtime cors origins"; 2]);
}
