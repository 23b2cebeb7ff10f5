//! What every text goes through, whether a parser knows it or not.

mod common;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use tidewaiter::{
    secret,
    syntax::Format,
    text::{self, FileId, Text},
};

fn scan(criterion: &mut Criterion) {
    let content = common::corpus(Format::Markdown);
    let mut group = criterion.benchmark_group("scan");
    group.sample_size(15).throughput(Throughput::Bytes(content.len() as u64));
    group.bench_function("decode", |bencher| {
        let bytes = || content.clone().into_bytes();
        bencher.iter_batched(bytes, text::decode, BatchSize::LargeInput);
    });
    group.bench_function("lines", |bencher| {
        bencher.iter(|| text::lines(black_box(&content)).count());
    });
    group.bench_function("secrets", |bencher| {
        let text = Text::of_file(FileId(0), content.as_str());
        bencher.iter(|| secret::scan(black_box(text.as_str())));
    });
}

criterion_group!(benches, scan);
criterion_main!(benches);
