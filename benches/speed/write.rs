//! Records out, from statements in memory.

use std::hint::black_box;

use cfonb::Writer;
use criterion::Criterion;

pub(crate) fn write(criterion: &mut Criterion) {
    let file = super::mixed();
    let statements: Vec<_> = cfonb::statements(file).map(|read| read.expect("a sound file")).collect();
    let mut group = super::group(criterion, "write", file);
    group.bench_function("cfonb", |bencher| {
        let mut out = Vec::with_capacity(file.len());
        bencher.iter(|| {
            out.clear();
            let mut writer = Writer::new(&mut out);
            for statement in black_box(&statements) {
                writer.write(statement).expect("what was read can be written");
            }
            drop(writer);
            assert_eq!(out.len(), file.len());
        });
    });
    group.finish();
}
