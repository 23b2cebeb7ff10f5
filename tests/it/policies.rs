//! Rules in YAML that ask more than one question: expressions, shapes, options, contexts.

use tidewaiter::{
    engine::{self, RuleSet},
    fixture,
    policy::{Pack, Policy},
    rule::Rule,
};

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

#[test]
fn what_all_files_state_is_looked_at_together() {
    let rule = r#"
over: workspace
select: "programs[*]"
when:
  all:
    - {path: form, equals: container}
    - {path: "settings['store name']", absent: false}
find: {not: {path: "settings['store name']", same-as: "$.workloads[*].name"}}
at: "settings['store name']"
message: "nothing that runs is called `{settings['store name']}`, and {$.services[*].name} is not it"
examples:
  - fails: |
      //- web/compose.yaml
      services:
        web:
          image: web:1
          environment: {STORE_NAME: cache}
      //                            ^^^^^ nothing that runs is called `cache`, and cash is not it
      //- k8s/service.yaml
      apiVersion: v1
      kind: Service
      metadata: {name: cash}
  - passes: |
      //- web/compose.yaml
      services: {web: {image: "web:1", environment: {STORE_NAME: cache}}}
      //- store/compose.yaml
      services: {cache: {image: "cache:1"}}
  - passes: |
      //- unknown/compose.yaml
      services: {web: {image: "web:1", environment: {STORE_NAME: "${STORE}"}}}
"#;
    assert_eq!(examples(rule), "");
}

/// Of what all files state, a pack's rule looks at what stands in its system's files.
#[test]
fn a_pack_looks_at_its_system_alone_also_where_it_looks_at_all_files() {
    let pack = "name: shop\nversion: '1'\ndescription: D\napplies-to: {prefix: [SHOP_]}\n";
    let rule = "id: x\nsummary: S\nseverity: medium\nwhy: W\nfix: F\nexamples: []\nover: workspace
select: programs[*].variables[*].value\nfind: {equals: bad}\nmessage: bad\n";
    let files = [("pack.yaml", pack), ("x.yaml", rule)].map(|it| (it.0.into(), it.1.into()));
    let pack = Pack::load(&files, None).expect("a pack");
    let files = "//- a/.env\nSHOP_A=bad\n//- a/b/.env\nB=bad\n//- c/.env\nC=bad\n";
    let rules = RuleSet::of(&[&pack.policies[0] as &dyn Rule]);
    let report = engine::run(&fixture::parse(files).files, &rules);
    let found = report.findings.iter().map(|it| report.sources.path(it.at.file));
    assert_eq!(found.collect::<Vec<_>>(), ["a/.env", "a/b/.env"]);
}
