//! What one rule costs a document, written in Rust, in YAML, as a plugin in Rust and as
//! one in C; and what it costs to load a plugin that was compiled before.

mod common;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tidewaiter::{
    config::{Date, PluginEntry},
    engine::{Files, RuleSet, run},
    facts::{View, WORKLOADS},
    plugin::{LoadOptions, load},
    policy::Policy,
    rule::{Confidence, Findings, Profile, Rule, RuleMeta, Scope, Severity},
    tree::Selector,
};

const POLICY: &str = "
id: shared-processes
summary: The containers of a pod see one another's processes
severity: medium
confidence: high
profile: default
kinds: [workload]
since: 0.1.0
select: spec.template.spec.shareProcessNamespace
find: {equals: true}
message: the containers of this pod share their processes
why: Each sees what the others run.
fix: Delete it.
examples: []
";

struct Native(Selector);

impl Rule for Native {
    fn meta(&self) -> RuleMeta<'_> {
        RuleMeta {
            id: "shared-processes",
            summary: "",
            why: "",
            fix: "",
            severity: Severity::Medium,
            confidence: Confidence::High,
            profile: Profile::Default,
            topic: "container",
            standards: &[],
            covers: &[],
            scope: Scope::Document,
            kinds: WORKLOADS,
            options: &[],
            since: "0.1.0",
            references: &[],
            examples: &[],
        }
    }

    fn check_document(&self, view: &View, findings: &mut Findings) {
        let Some(tree) = view.tree() else { return };
        for node in tree.select_from(view.root, &self.0) {
            if tree.scalar(node).and_then(|it| it.truth()) == Some(true) {
                let message = "the containers of this pod share their processes";
                findings.report(tree.locate(node), message);
            }
        }
    }
}

/// Runs over documents of which each is at fault: no rule passes one by.
fn rules(criterion: &mut Criterion) {
    let manifest = common::manifest(1);
    let shared = "    spec:\n      shareProcessNamespace: true\n";
    let manifest = manifest.replacen("    spec:\n", shared, 1);
    let files = (0..100).map(|it| (format!("{it}.yaml"), manifest.clone()));
    let files = Files::in_memory(files);
    let mut group = criterion.benchmark_group("a rule over 100 documents");
    group.sample_size(20).throughput(Throughput::Elements(100));
    let mut measure = |name: &str, rules: &[&dyn Rule]| {
        let set = RuleSet::of(rules);
        let found = run(&files, &set).findings.len();
        assert!(rules.is_empty() || found >= 100, "{name} finds {found}");
        group.bench_function(name, |bencher| bencher.iter(|| run(&files, &set)));
    };
    measure("none", &[]);
    let path = Selector::parse("spec.template.spec.shareProcessNamespace").expect("a path");
    measure("Rust", &[&Native(path)]);
    measure("YAML", &[&Policy::load("container/shared-processes.yaml", POLICY).expect("a policy")]);
    for (name, wasm) in [
        ("plugin in Rust", "plugins/sdk/examples/namespaces.wasm"),
        ("plugin in C", "plugins/namespaces/namespaces.wasm"),
    ] {
        let plugin = load(&entry(wasm), &options(None)).expect("a plugin");
        let rules: Vec<_> = plugin.rules().collect();
        measure(name, &rules);
    }
}

fn loading(criterion: &mut Criterion) {
    let cache = tempfile::tempdir().expect("a folder");
    let options = options(Some(cache.path().to_owned()));
    let mut group = criterion.benchmark_group("load a plugin compiled before");
    group.sample_size(20);
    for name in ["namespaces", "ownership", "certificates"] {
        let entry = entry(&format!("plugins/{name}/{name}.wasm"));
        load(&entry, &options).expect("a plugin");
        group.bench_function(name, |bencher| {
            bencher.iter(|| load(&entry, &options).expect("a plugin"))
        });
    }
}

fn entry(wasm: &str) -> PluginEntry {
    PluginEntry::of_file(&std::fs::canonicalize(wasm).expect("a file"))
}

fn options(cache: Option<std::path::PathBuf>) -> LoadOptions {
    LoadOptions { today: Date::new(2026, 1, 1).expect("a day"), cache }
}

criterion_group!(benches, rules, loading);
criterion_main!(benches);
