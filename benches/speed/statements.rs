//! Whole statements, by the default policy.

use std::hint::black_box;

use cfonb::{Policy, Reader, Statements};
use criterion::Criterion;

pub(crate) fn statements(criterion: &mut Criterion) {
    let files = [
        ("statements", super::mixed()),
        ("statements, accented", super::accented()),
        ("statements, small", super::small()),
        ("statements, giant", super::giant()),
    ];
    for (name, file) in files {
        let mut group = super::group(criterion, name, file);
        group.bench_function("borrowed", |bencher| {
            bencher.iter(|| {
                let statements = cfonb::statements(black_box(file));
                statements.map(|statement| statement.expect("a sound file").entries.len()).sum::<usize>()
            });
        });
        group.bench_function("borrowed, without details", |bencher| {
            let mut policy = Policy::default();
            policy.keep_details = false;
            bencher.iter(|| {
                let statements = Statements::with_policy(black_box(file), policy.clone());
                statements.map(|statement| statement.expect("a sound file").entries.len()).sum::<usize>()
            });
        });
        group.bench_function("streaming, lent", |bencher| {
            bencher.iter(|| {
                let (mut reader, mut entries) = (Reader::new(black_box(file)), 0);
                while let Some(statement) = reader.read_statement().expect("a sound file") {
                    entries += statement.entries.len();
                }
                entries
            });
        });
        group.bench_function("streaming, owned", |bencher| {
            bencher.iter(|| {
                let statements = Reader::new(black_box(file)).into_statements();
                statements.map(|statement| statement.expect("a sound file").entries.len()).sum::<usize>()
            });
        });
        group.finish();
    }
}
