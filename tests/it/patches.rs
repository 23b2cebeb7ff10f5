//! What Kustomize makes of manifests and patches is what is judged.

use std::collections::BTreeSet;

use tidewaiter::{
    engine::{self, Active, Files, Report, RuleSet},
    facts::Context,
    policy,
};

const BASE: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: api, labels: {tier: web}}
spec:
  replicas: 1
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.example.com/api:1.2
          env:
            - {name: APP_TLS_ENABLED, value: \"true\"}
            - {name: APP_LOG, value: info}
        - name: side
          image: registry.example.com/side:1.2
          resources: {limits: {memory: 64Mi}}
";

const LIMIT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          resources: {limits: {memory: 512Mi}}
";

const TAKES: &str = "resources: [../../base]\n";

fn files(overlays: &[(&str, &str)]) -> Files {
    let base = [("base/kustomization.yaml", "resources: [api.yaml]\n"), ("base/api.yaml", BASE)];
    // What a test gives is read in place of what all have.
    let is_given = |it: &&(&str, &str)| overlays.iter().any(|given| given.0 == it.0);
    let all = base.iter().filter(|it| !is_given(it)).chain(overlays);
    Files::in_memory(all.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

fn review(files: &Files) -> Report {
    let policies = policy::shipped().unwrap();
    let active = engine::shipped(&policies).into_iter();
    let active = active.map(|rule| Active { rule, severity: None, options: None }).collect();
    engine::run(files, &RuleSet::new(active))
}

/// The places where a rule finds something.
fn found(rule: &str, files: &Files) -> Vec<String> {
    let report = review(files);
    let of_rule = report.findings.iter().filter(|it| &*it.rule == rule);
    of_rule.map(|it| report.sources.path(it.at.file).to_owned()).collect()
}

fn overlay(name: &str, more: &str) -> (String, String) {
    (format!("overlays/{name}/kustomization.yaml"), format!("{TAKES}{more}"))
}

/// What a rule finds under one overlay with these lines and files.
fn under(rule: &str, more: &str, beside: &[(&str, &str)]) -> Vec<String> {
    let (path, text) = overlay("all", more);
    let own = [(path.as_str(), text.as_str())];
    found(rule, &files(&[&own[..], beside].concat()))
}

#[test]
fn a_strategic_merge_is_applied_by_the_names_of_containers() {
    let rule = "memory-limit-missing";
    assert_eq!(under(rule, "", &[]), ["base/api.yaml"]);
    let nothing: [&str; 0] = [];
    for how in ["patches: [{path: limit.yaml}]", "patchesStrategicMerge: [limit.yaml]"] {
        assert_eq!(under(rule, how, &[("overlays/all/limit.yaml", LIMIT)]), nothing, "{how}");
    }
    let indented = LIMIT.replace('\n', "\n      ");
    let here = format!("patches:\n  - patch: |-\n      {indented}");
    assert_eq!(under(rule, &here, &[]), nothing);
    // The other container is another.
    let other = LIMIT.replace("name: api\n          res", "name: side\n          res");
    let at = under(rule, "patches: [{path: limit.yaml}]", &[("overlays/all/limit.yaml", &other)]);
    assert_eq!(at, ["base/api.yaml"]);
}

#[test]
fn a_patch_takes_away_what_it_sets_to_nothing() {
    let gone = LIMIT.replace(
        "name: api\n          resources: {limits: {memory: 512Mi}}",
        "name: side\n          resources: null",
    );
    let at = under(
        "memory-limit-missing",
        "patches: [{path: p.yaml}]",
        &[("overlays/all/p.yaml", &gone)],
    );
    assert_eq!(at, ["base/api.yaml", "base/api.yaml"]);
    let gone = LIMIT.replace("resources: {limits: {memory: 512Mi}}", "$patch: delete");
    let at = under(
        "memory-limit-missing",
        "patches: [{path: p.yaml}]",
        &[("overlays/all/p.yaml", &gone)],
    );
    assert_eq!(at, [""; 0]);
}

#[test]
fn operations_add_replace_and_remove() {
    let limit = "/spec/template/spec/containers/0/resources";
    let nothing: [&str; 0] = [];
    for (op, missing) in [
        (format!("{{op: add, path: {limit}, value: {{limits: {{memory: 1Gi}}}}}}"), 0),
        (
            "{op: replace, path: /spec/template/spec/containers/1/resources, value: {}}".to_owned(),
            2,
        ),
        ("{op: remove, path: /spec/template/spec/containers/0}".to_owned(), 0),
        // What cannot be followed leaves open what is said.
        ("{op: remove, path: /spec/a/b/c}".to_owned(), 0),
        (format!("{{op: move, from: /a, path: {limit}}}"), 0),
    ] {
        let how = format!(
            "patches:\n  - target: {{kind: Deployment, labelSelector: tier=web}}\n    patch: |-\n      - {op}\n"
        );
        assert_eq!(under("memory-limit-missing", &how, &[]).len(), missing, "{op}");
    }
    let how = "patchesJson6902: [{target: {kind: Deployment, name: a.*}, path: ops.json}]";
    let ops = "[{\"op\": \"replace\", \"path\": \"/spec/template/spec/containers/0/env/0/value\", \"value\": \"false\"}]";
    let beside = [("overlays/all/ops.json", ops)];
    assert_eq!(under("tls-disabled", how, &beside), ["overlays/all/ops.json"]);
    let other = how.replace("a.*", "web");
    assert_eq!(under("tls-disabled", &other, &beside), nothing);
}

#[test]
fn what_a_patch_says_is_found_in_the_patch_and_names_the_object() {
    let hazard =
        LIMIT.replace("    spec:\n      cont", "    spec:\n      hostNetwork: true\n      cont");
    let (path, text) = overlay("all", "patches: [{path: p.yaml}]");
    let files = files(&[(&path, &text), ("overlays/all/p.yaml", &hazard)]);
    let report = review(&files);
    let of_rule = report.findings.iter().filter(|it| &*it.rule == "host-network");
    let found: Vec<_> = of_rule.collect();
    assert_eq!(found.len(), 1);
    assert_eq!(report.sources.path(found[0].at.file), "overlays/all/p.yaml");
    assert_eq!(report.sources.path(found[0].related[0].at.file), "base/api.yaml");
}

#[test]
fn a_patch_that_changes_nothing_here_is_a_fragment() {
    let remote = "resources: [\"https://example.com/base\"]\npatches: [{path: p.yaml}]\n";
    let patch = LIMIT
        .replace("resources: {limits: {memory: 512Mi}}", "securityContext: {privileged: true}");
    let files = Files::in_memory(
        [("kustomization.yaml", remote), ("p.yaml", &patch)]
            .map(|(a, b)| (a.to_owned(), b.to_owned())),
    );
    let rules: BTreeSet<_> = review(&files).findings.iter().map(|it| it.rule.to_string()).collect();
    assert_eq!(rules.into_iter().collect::<Vec<_>>(), ["privileged-container"]);
}

#[test]
fn a_patch_that_is_not_in_the_tree_leaves_open_what_it_may_say() {
    let rule = "memory-limit-missing";
    let nothing: [&str; 0] = [];
    assert_eq!(under(rule, "patches: [{path: gone.yaml}]", &[]), nothing);
    let other = "patches: [{path: gone.yaml, target: {kind: Service}}]";
    assert_eq!(under(rule, other, &[]), ["base/api.yaml"]);
}

#[test]
fn of_overlays_that_differ_the_one_for_production_counts() {
    let (first, second) = (overlay("production", "patches: [{path: p.yaml}]"), overlay("dev", ""));
    let both = files(&[
        (&first.0, &first.1),
        (&second.0, &second.1),
        ("overlays/production/p.yaml", LIMIT),
    ]);
    let nothing: [&str; 0] = [];
    assert_eq!(found("memory-limit-missing", &both), nothing);
    let linked = engine::link(&both);
    let api = linked.program(linked.subjects()[0]);
    assert_eq!(api.context, Context::Production);
    // Of two that are no more production than the other, what they touch is not known.
    let off = LIMIT.to_owned() + "          env: [{name: APP_TLS_ENABLED, value: \"false\"}]\n";
    let (one, two) = (overlay("blue", "patches: [{path: p.yaml}]"), overlay("green", ""));
    let open = [(one.0.as_str(), one.1.as_str()), (&two.0, &two.1), ("overlays/blue/p.yaml", &off)];
    assert_eq!(found("memory-limit-missing", &files(&open)), nothing);
    assert_eq!(found("tls-disabled", &files(&open)), ["overlays/blue/p.yaml"]);
    // What one of them takes away, the other has still.
    let gone = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n$patch: delete\n";
    let both = [open[0], open[1], ("overlays/blue/p.yaml", gone)];
    let side =
        BASE.replace("- name: side", "- name: side\n          securityContext: {privileged: true}");
    let both = files(&[&both[..], &[("base/api.yaml", &side)]].concat());
    assert_eq!(found("privileged-container", &both), ["base/api.yaml"]);
}

#[test]
fn the_program_is_told_what_the_patches_say() {
    let env = LIMIT.replace(
        "resources: {limits: {memory: 512Mi}}",
        "env: [{name: APP_LOG, value: debug}, {name: APP_NEW, value: x}]",
    );
    let (path, text) = overlay("all", "patches: [{path: p.yaml}]");
    let linked = engine::link(&files(&[(&path, &text), ("overlays/all/p.yaml", &env)]));
    let api = linked.program(linked.subjects()[0]);
    let told = api.settings.iter().map(|it| {
        let path = linked.path(it.origins[0].value.file).to_owned();
        (it.setting.delivered.it.clone(), it.setting.value.text().unwrap(), path)
    });
    let told: Vec<_> = told.collect();
    let patch = "overlays/all/p.yaml";
    let expected = [
        ("APP_LOG", "debug", patch),
        ("APP_NEW", "x", patch),
        ("APP_TLS_ENABLED", "true", "base/api.yaml"),
    ];
    let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(told, expected);
}

#[test]
fn what_an_overlay_takes_is_in_its_namespace() {
    let rule = "secret-key-undefined";
    let refers = "{name: TOKEN, valueFrom: {secretKeyRef: {name: api, key: jwt}}}";
    let api = BASE.replace("{name: APP_LOG, value: info}", refers);
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: api, namespace: shop}\nstringData: {other: '${OTHER}'}\n";
    let found = |more: &[(&str, &str)]| {
        let mut all = vec![("base/api.yaml", api.as_str()), ("overlays/a/secret.yaml", secret)];
        all.extend(more);
        found(rule, &files(&all))
    };
    let nothing: [&str; 0] = [];
    let own = "overlays/a/kustomization.yaml";
    assert_eq!(found(&[(own, "resources: [../../base, secret.yaml]\n")]), nothing);
    let shop = "namespace: shop\nresources: [../../base, secret.yaml]\n";
    assert_eq!(found(&[(own, shop)]), ["base/api.yaml"]);
    // The outer one has the say.
    let outer = ("all/kustomization.yaml", "namespace: shop\nresources: [../overlays/a]\n");
    let inner = shop.replace("shop", "store");
    assert_eq!(found(&[(own, &inner), outer]), ["base/api.yaml"]);
    // Two variants of a base are in two, of which none is the namespace.
    let other = ("overlays/b/kustomization.yaml", "namespace: test\nresources: [../../base]\n");
    assert_eq!(found(&[(own, shop), other]), nothing);
}

#[test]
fn a_patch_of_what_is_generated_is_no_object_of_its_own() {
    let rule = "secret-key-undefined";
    let refers = "{name: TOKEN, valueFrom: {configMapKeyRef: {name: api, key: token}}}";
    let api = BASE.replace("{name: APP_LOG, value: info}", refers);
    let base = "resources: [api.yaml]\nconfigMapGenerator: [{name: api, envs: [api.env]}]\n";
    let part = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: api}\ndata: {LEVEL: info}\n";
    let nothing: [&str; 0] = [];
    for namespace in ["", "namespace: shop\n"] {
        let taken = [
            ("base/api.yaml", api.as_str()),
            ("base/kustomization.yaml", &[namespace, base].concat()),
            ("overlays/all/part.yaml", part),
        ];
        assert_eq!(under(rule, "patches: [{path: part.yaml}]", &taken), nothing, "{namespace}");
    }
}
