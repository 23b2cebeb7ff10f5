//! Whole runs over files in memory, and what a run costs before its first file.

mod common;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tidewaiter::{
    engine::{self, Files},
    policy,
};

fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(20);
    group.bench_function("load the rules", |bencher| bencher.iter(policy::shipped));
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

criterion_group!(benches, start, run);
criterion_main!(benches);
