//! How fast the ways through the crate are, each group beside what the machine can do at best with the same bytes:
//! quote ratios of one run.
#![allow(missing_docs)] // `criterion_group!` makes a public function.

mod convert;
mod decode;
#[path = "../generator/mod.rs"]
mod generator;
mod repair;
mod scan;
mod statements;
mod write;

use std::hint::black_box;
use std::sync::OnceLock;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};

use generator::{Options, generate};

/// The size of a file: more than a processor's cache holds; enough to try each benchmark once with `--test`.
fn size() -> u64 {
    let test = std::env::args().any(|argument| argument == "--test");
    if test { 100_000 } else { 48_000_000 }
}

/// Records in the mix of real files, in statements of 5 to 45 entries.
fn mixed() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| generate(&Options::of_size(size())))
}

/// The same mix with accents, in Windows-1252.
fn accented() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| generate(&Options { accented: true, ..Options::of_size(size()) }))
}

/// Many statements of an entry or two.
fn small() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| generate(&Options { entries: 1..=2, ..Options::of_size(size()) }))
}

/// One statement.
fn giant() -> &'static [u8] {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    FILE.get_or_init(|| generate(&Options::default().giant(size())))
}

/// A group about this file, which starts with work that nobody can go without: the line ends are found, the bytes
/// are copied.
fn group<'c>(criterion: &'c mut Criterion, name: &str, file: &[u8]) -> BenchmarkGroup<'c, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(file.len() as u64));
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.bench_function("memchr", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'\n', black_box(file)).map(black_box).count());
    });
    let mut copy = vec![0; file.len()];
    group.bench_function("copy", |bencher| {
        bencher.iter(|| black_box(&mut copy).copy_from_slice(black_box(file)))
    });
    group
}

criterion_group!(
    benches,
    scan::scan,
    decode::decode,
    statements::statements,
    write::write,
    convert::convert,
    convert::check,
    repair::repair
);
criterion_main!(benches);
