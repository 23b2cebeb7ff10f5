//! What one rule costs a document, written in Rust, in YAML, as a plugin in Rust and as
//! one in C; and what it costs to load a plugin that was compiled before.
//!
//! The cost of a rule is the processor's time, and the least of many rounds: what it adds to
//! a run is less than what other work on a machine does to its clock.

#![allow(clippy::print_stdout, reason = "it is what a benchmark is for")]

mod common;

use std::{fs, path::PathBuf, sync::LazyLock, time::Instant};

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

const DOCUMENTS: usize = 100;
const ROUNDS: usize = 40;

/// Something that is measured, by its name.
type Work<'a> = (String, Box<dyn Fn() + 'a>);

/// Runs over documents of which each is at fault: no rule passes one by.
fn rules() {
    let manifest = common::manifest(1);
    let shared = "    spec:\n      shareProcessNamespace: true\n";
    let manifest = manifest.replacen("    spec:\n", shared, 1);
    let files = (0..DOCUMENTS).map(|it| (format!("{it}.yaml"), manifest.clone()));
    let files = Files::in_memory(files);
    let silent = Policy::load("container/shared-processes.yaml", &POLICY.replace("true}", "'-'}"));
    let silent = silent.expect("a policy");
    let path = Selector::parse("spec.template.spec.shareProcessNamespace").expect("a path");
    let native = Native(path);
    let policy = Policy::load("container/shared-processes.yaml", POLICY).expect("a policy");
    let plugin = |wasm| load(&entry(wasm), &options(None)).expect("a plugin");
    let in_rust = plugin("plugins/sdk/examples/namespaces.wasm");
    let in_c = plugin("plugins/namespaces/namespaces.wasm");
    let mut rules: Vec<(&str, &dyn Rule)> =
        vec![("none that finds", &silent), ("Rust", &native), ("YAML", &policy)];
    rules.extend(in_rust.rules().map(|it| ("plugin in Rust", it)));
    rules.extend(in_c.rules().map(|it| ("plugin in C", it)));
    let work = rules.into_iter().map(|(name, rule)| -> Work<'_> {
        let set = RuleSet::of(&[rule]);
        let files = &files;
        (name.to_owned(), Box::new(move || drop(run(files, &set))))
    });
    let spent = least(&work.collect::<Vec<_>>(), processor);
    println!("a rule over a document, beside what a run costs without one");
    for (name, time) in &spent[1..] {
        println!("  {name:16} {:8.1} us", (time - spent[0].1) / DOCUMENTS as f64);
    }
}

fn loading() {
    let cache = tempfile::tempdir().expect("a folder");
    let options = &options(Some(cache.path().to_owned()));
    let work = ["namespaces", "ownership", "certificates"].map(|name| -> Work<'_> {
        let entry = entry(&format!("plugins/{name}/{name}.wasm"));
        let loaded = load(&entry, options).expect("a plugin");
        let entry = PluginEntry { sha256: Some(loaded.digest), ..entry };
        (name.to_owned(), Box::new(move || drop(load(&entry, options).expect("a plugin"))))
    });
    println!("to load a plugin that was compiled before");
    for (name, time) in least(&work, wall) {
        println!("  {name:16} {time:8.1} us");
    }
}

/// The least that each takes by a clock; in turns, as a machine is busy in waves.
fn least(work: &[Work<'_>], clock: impl Fn() -> f64) -> Vec<(String, f64)> {
    let mut least = vec![f64::MAX; work.len()];
    for _ in 0..ROUNDS {
        for (least, (_, work)) in least.iter_mut().zip(work) {
            let before = clock();
            work();
            *least = least.min(clock() - before);
        }
    }
    work.iter().map(|it| it.0.clone()).zip(least).collect()
}

/// The microseconds that the threads of this process have run, those alone that are still
/// there; by the clock on the wall where the system does not say so.
fn processor() -> f64 {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = tasks.filter_map(|task| {
        let said = fs::read_to_string(task.path().join("schedstat")).ok()?;
        said.split(' ').next()?.parse::<f64>().ok()
    });
    let spent: f64 = spent.sum();
    if spent > 0.0 { spent / 1e3 } else { wall() }
}

/// Microseconds since the first call.
fn wall() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed().as_secs_f64() * 1e6
}

fn entry(wasm: &str) -> PluginEntry {
    PluginEntry::of_file(&fs::canonicalize(wasm).expect("a file"))
}

fn options(cache: Option<PathBuf>) -> LoadOptions {
    LoadOptions { today: Date::new(2026, 1, 1).expect("a day"), cache }
}

fn main() {
    rules();
    loading();
}
