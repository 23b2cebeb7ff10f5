//! Whole runs over files in memory, and what a run costs before its first file.

mod common;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tidewaiter::{
    engine::{self, Files, RuleSet},
    policy,
    rule::Rule,
};

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("load the rules", |bencher| bencher.iter(policy::shipped));
    group.bench_function("load the packs", |bencher| bencher.iter(policy::packs));
}

/// Documents that fifty rules look at, without and with 950 that do not.
fn policies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("policies");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    let files = (0..10_000).map(|n| (format!("k8s/{n}.yaml"), common::deployment(n)));
    let files = Files::in_memory(files.collect::<Vec<_>>());
    let (few, packs) = (common::few_rules(50), common::packs(10, 95));
    for (name, packs) in [("50 that apply", &[][..]), ("1,000 in all", &packs)] {
        let rules = few.iter().chain(packs.iter().flat_map(|it| &it.policies));
        let rules: Vec<_> = rules.map(|it| it as &dyn Rule).collect();
        let rules = RuleSet::of(&rules);
        group.bench_function(name, |bencher| bencher.iter(|| engine::run(&files, &rules)));
    }
}

fn run(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10).measurement_time(Duration::from_secs(3));
    let one = [("k8s/app.yaml".to_owned(), common::manifest(1))];
    let sizes = [10, 100, 1_000, 10_000];
    let trees =
        sizes.map(|count| (format!("{count} systems"), (0..count).flat_map(common::system)));
    let trees = trees.map(|(name, files)| (name, files.collect::<Vec<_>>()));
    for (name, files) in [("a manifest".to_owned(), one.to_vec())].into_iter().chain(trees) {
        let bytes = files.iter().map(|(_, text)| text.len() as u64).sum();
        let files = Files::in_memory(files);
        group.throughput(Throughput::Bytes(bytes));
        common::with_rules(|rules| {
            group.bench_function(name, |bencher| bencher.iter(|| engine::run(&files, rules)));
        });
    }
}

criterion_group!(benches, start, policies, run);
criterion_main!(benches);
