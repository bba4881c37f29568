//! Reading statements, beside what the machine can do at best, on the same bytes: quote ratios of one run.
#![allow(missing_docs)] // `criterion_group!` makes a public function.

use std::hint::black_box;

use cfonb::{Reader, Record};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

mod generator;

use generator::{Options, generate};

/// More than a processor's cache holds; enough to try each benchmark once with `--test`.
fn file() -> Vec<u8> {
    let test = std::env::args().any(|argument| argument == "--test");
    generate(&Options::of_size(if test { 200_000 } else { 48_000_000 }))
}

fn statements(criterion: &mut Criterion) {
    let file = file();
    let mut group = criterion.benchmark_group("statements");
    group.throughput(Throughput::Bytes(file.len() as u64));
    group.sampling_mode(SamplingMode::Flat).sample_size(20);
    baselines(&mut group, &file);
    reading(&mut group, &file);
    group.finish();
}

/// Work that no reader can go without.
fn baselines(group: &mut BenchmarkGroup<'_, WallTime>, file: &[u8]) {
    group.bench_function("memchr", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'\n', black_box(file)).map(black_box).count());
    });
    let mut copy = vec![0; file.len()];
    group.bench_function("copy", |bencher| {
        bencher.iter(|| black_box(&mut copy).copy_from_slice(black_box(file)))
    });
}

fn reading(group: &mut BenchmarkGroup<'_, WallTime>, file: &[u8]) {
    group.bench_function("records", |bencher| {
        bencher.iter(|| {
            let amounts = cfonb::records(black_box(file)).map(|record| match record.expect("a sound file") {
                Record::Movement(movement) => movement.amount().expect("a sound file").minor_units,
                _ => 0,
            });
            amounts.sum::<i64>()
        });
    });
    group.bench_function("borrowed", |bencher| {
        bencher.iter(|| {
            let statements = cfonb::statements(black_box(file));
            statements.map(|statement| statement.expect("a sound file").entries.len()).sum::<usize>()
        });
    });
    group.bench_function("streaming", |bencher| {
        bencher.iter(|| {
            let (mut reader, mut entries) = (Reader::new(black_box(file)), 0);
            while let Some(statement) = reader.read_statement().expect("a sound file") {
                entries += statement.entries.len();
            }
            entries
        });
    });
    group.bench_function("owned", |bencher| {
        bencher.iter(|| {
            let statements = Reader::new(black_box(file)).into_statements();
            statements.map(|statement| statement.expect("a sound file").entries.len()).sum::<usize>()
        });
    });
}

criterion_group!(benches, statements);
criterion_main!(benches);
