//! How fast each parser is on one core, in bytes of text by the time of the processor.

mod common;
#[path = "common/processor.rs"]
mod processor;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use processor::Processor;
use tidewaiter::{
    facts,
    syntax::{self, Format, Input},
    text::{FileId, Text},
};

fn parse(criterion: &mut Criterion<Processor>) {
    let mut group = criterion.benchmark_group("parse");
    group.sample_size(15);
    let texts = common::FORMATS
        .map(|(format, name)| (format!("{format:?}").to_lowercase(), name, common::corpus(format)));
    // A parser that has two ways is measured on the other one, too.
    let others = [
        ("yaml of charts", "templates/app.yaml", common::chart()),
        ("yaml by the library", "app.yaml", common::corpus(Format::Yaml) + "---\na: !b c"),
        ("toml by the library", "app.toml", common::corpus(Format::Toml) + "unread"),
    ];
    let others = others.map(|(label, name, text)| (label.to_owned(), name, text));
    for (label, name, text) in texts.into_iter().chain(others) {
        group.throughput(Throughput::Bytes(text.len() as u64));
        let input = Input::file(name, Text::of_file(FileId(0), text));
        group.bench_function(label, |bencher| {
            bencher.iter_with_large_drop(|| syntax::parse(black_box(&input)));
        });
    }
}

/// What is known of documents once they are parsed.
fn facts(criterion: &mut Criterion<Processor>) {
    let mut group = criterion.benchmark_group("facts");
    group.sample_size(15);
    for (format, name) in common::FORMATS {
        let text = common::corpus(format);
        group.throughput(Throughput::Bytes(text.len() as u64));
        let (documents, _) = syntax::parse(&Input::file(name, Text::of_file(FileId(0), text)));
        group.bench_function(format!("{format:?}").to_lowercase(), |bencher| {
            bencher.iter_with_large_drop(|| {
                let kinds = documents.iter().map(|it| (it, facts::classify(it)));
                let each = kinds.flat_map(|(document, kinds)| {
                    kinds.into_iter().map(move |(kind, root)| facts::extract(document, kind, root))
                });
                each.collect::<Vec<_>>()
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(Processor);
    targets = parse, facts
}
criterion_main!(benches);
