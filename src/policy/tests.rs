use super::*;
use crate::{
    engine::{self, RuleSet},
    fixture,
    tree::Literal,
};

const HOST_NETWORK: &str = include_str!("../../rules/container/host-network.yaml");

fn load(change: (&str, &str)) -> Result<Policy, String> {
    let yaml = HOST_NETWORK.replace(change.0, change.1);
    Policy::load("container/host-network.yaml", &yaml).map_err(|error| error.to_string())
}

#[test]
fn a_literal_has_the_type_it_is_written_with() {
    let equals = |written| {
        let policy = load(("equals: true", written)).expect("a policy");
        policy.file.find.and_then(|it| it.equals)
    };
    assert_eq!(equals("equals: true"), Some(Literal::Bool(true)));
    assert_eq!(equals("equals: 'true'"), Some(Literal::Text("true".into())));
    assert_eq!(equals("equals: 0"), Some(Literal::Int(0)));
    assert_eq!(equals("equals: no"), Some(Literal::Text("no".into())));
    assert_eq!(equals("equals: null"), Some(Literal::Null));
}

/// What is wrong, with the letters under which the carets stand.
fn fault(change: (&str, &str)) -> (String, String) {
    let said = load(change).map(drop).expect_err("a fault");
    let lines: Vec<_> = said.lines().collect();
    let [.., line, carets] = lines.as_slice() else { return (said, String::new()) };
    let start = carets.find('^').unwrap_or_default();
    let end = carets.rfind('^').map_or(0, |it| it + 1);
    let meant = line.get(start..end).unwrap_or_default().to_owned();
    (said, meant)
}

#[test]
fn what_is_wrong_with_a_file_is_said_where_it_stands() {
    for (change, message, meant) in [
        (("since:", "sinze:"), "no such key: `sinze`; did you mean `since`?", "sinze"),
        (("equals: true", "eqals: true"), "no such key: `eqals`; did you mean `equals`?", "eqals"),
        (
            ("severity: high", "severity: hihg"),
            "one of `info`, `low`, `medium`, `high`, `critical` is expected here; did you mean `high`?",
            "hihg",
        ),
        (("summary:", "#"), "`summary` is missing; write for example `summary: ", "id"),
        (("equals: true", "equals: {a: 1}"), "not of the form that is expected here", "{a"),
        (("workloads[*]", "workloads[x]"), "expected at column 10", "workloads[x].host_network"),
        (("id: host", "id: ghost"), "`<topic>/ghost-network.yaml`", "ghost-network"),
        (("message: ", "message: '{' #"), "never closed", "'{'"),
        (("equals: true", "matches: '('"), "no pattern", "'('"),
        (("equals: true", "older: latest"), "no version", "latest"),
        (("equals: true", "below: soon"), "no amount", "soon"),
        (("equals: true", "below-option: max"), "the rule has no option `max`", "max"),
        (("equals: true", "cel: 'a >'"), "no expression", "'a >'"),
        (
            ("equals: true", "cel: 'a > b', values: {a: x}"),
            "no expression: `b` is none of its `values`",
            "'a > b'",
        ),
    ] {
        let (said, pointed) = fault(change);
        assert!(said.contains(message), "{said}");
        assert_eq!(pointed, meant, "{said}");
        assert!(said.starts_with("container/host-network.yaml:"), "{said}");
    }
    assert!(load(("select:", "setting:")).expect_err("a fault").contains("over: program"));
    assert!(load(("equals: true", "schema: {type: 3}")).expect_err("a fault").contains("Schema"));
}

#[test]
fn all_that_ship_load() {
    let policies = shipped().expect("sound policies");
    assert!(policies.iter().any(|it| it.meta().id == "host-network"));
    let packs = packs().expect("sound packs");
    for policy in policies.iter().chain(packs.iter().flat_map(|it| &it.policies)) {
        sound(&policy.file).expect("a sound policy");
    }
}

/// What a rule says of its examples, if they do not hold.
fn examples(rule: &str) -> String {
    let header = "id: x\nsummary: S\nseverity: medium\nwhy: W\nfix: F\n";
    let policy = Policy::load("t/x.yaml", &format!("{header}{rule}"));
    fixture::check_examples(&policy.expect("a rule")).join("\n")
}

#[test]
fn an_expression_is_asked_of_what_selectors_chose() {
    let rule = r#"
over: program
select: "workload.replicas"
find:
  cel: "replicas * pool > max"
  values: {replicas: workload.replicas, pool: {setting: db pool size}, max: {setting: db max}}
at: "settings['db pool size']"
message: too many
examples:
  - fails: |
      //- compose.yaml
      services:
        a:
          image: a:1
          deploy: {replicas: 4}
          environment: {DB_POOL_SIZE: 30, DB_MAX: 100}
      //                              ^^ too many
  - passes: |
      //- compose.yaml
      services:
        enough: {image: "a:1", deploy: {replicas: 4}, environment: {DB_POOL_SIZE: 25, DB_MAX: 100}}
        unknown: {image: "a:1", deploy: {replicas: 4}, environment: {DB_POOL_SIZE: "${N}", DB_MAX: 1}}
        none: {image: "a:1", deploy: {replicas: 4}, environment: {DB_MAX: 1}}
        no-number: {image: "a:1", deploy: {replicas: 4}, environment: {DB_POOL_SIZE: many, DB_MAX: 1}}
"#;
    assert_eq!(examples(rule), "");
}

#[test]
fn each_place_that_has_another_shape_is_a_finding() {
    let rule = r#"
kinds: [service]
select: spec
find:
  not:
    schema:
      required: [selector]
      properties:
        type: {enum: [ClusterIP]}
        ports: {items: {properties: {port: {minimum: 1024}}}}
message: "{error}"
examples:
  - fails: |
      //- service.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: a}
      spec:
        type: NodePort
      //      ^^^^^^^^ "NodePort" is not one of "ClusterIP"
        selector: {a: b}
        ports: [{port: 80}, {port: 8080}]
      //               ^^ 80 is less than the minimum of 1024
  - passes: |
      //- service.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: a}
      spec:
        type: "${TYPE}"
        selector: {a: b}
"#;
    assert_eq!(examples(rule), "");
}

#[test]
fn options_other_places_and_contexts_are_told() {
    let yaml = r#"id: x
summary: S
severity: medium
why: W
fix: F
options:
  - {name: registries, summary: which are ours, default: [ours]}
kinds: [deployment]
select: "spec.template.spec.containers[*].image"
find: {not: {path: "$.metadata.labels.registry", one-of-option: registries}}
severities: {production: critical, development: "off"}
related: [{at: "$.metadata.name", note: "of this workload"}]
message: "none of {option: registries}"
examples: [{passes: ""}]
"#;
    let policy = Policy::load("t/x.yaml", yaml).expect("a rule");
    let manifest = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {registry: R}}\nspec: {template: {spec: {containers: [{image: b}]}}}\n";
    let said = |path: &str, registry: &str| {
        let manifest = manifest.replace('R', registry);
        let files = fixture::parse(&format!("//- {path}\n{manifest}")).files;
        let report = engine::run(&files, &RuleSet::of(&[&policy]));
        let found = report
            .findings
            .iter()
            .map(|it| format!("{} {} {}", it.severity.name(), it.message, it.related[0].note));
        found.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(said("a.yaml", "ours"), "");
    assert_eq!(said("a.yaml", "theirs"), "medium none of [ours] of this workload");
    assert_eq!(said("prod/a.yaml", "theirs"), "critical none of [ours] of this workload");
    assert_eq!(said("dev/a.yaml", "theirs"), "");
}
