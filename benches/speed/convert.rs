//! From records to each output, and the checks: all that the command does but for files.

use std::hint::black_box;
use std::io;

use cfonb::check::Checker;
use cfonb::convert::Sink;
use cfonb::{Policy, Reader, Writer};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion};

/// Takes bytes and forgets them.
#[derive(Debug, Default)]
struct Nowhere(u64);

impl io::Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += black_box(bytes).len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Reads the file and writes it to the sink that `open` makes.
fn to<S: Sink>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    file: &[u8],
    open: impl Fn(io::BufWriter<Nowhere>) -> S,
) {
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            let mut sink = open(io::BufWriter::with_capacity(128 << 10, Nowhere::default()));
            let mut reader = Reader::new(black_box(file));
            while let Some(statement) = reader.read_statement().expect("a sound file") {
                sink.write(&statement).expect("a sound statement");
            }
            sink.finish().expect("nowhere never fails");
        });
    });
}

pub(crate) fn convert(criterion: &mut Criterion) {
    let file = super::mixed();
    let mut group = super::group(criterion, "convert", file);
    to(&mut group, "to cfonb", file, Writer::new);
    #[cfg(feature = "csv")]
    to(&mut group, "to csv", file, |out| cfonb::convert::csv::Writer::new(out, Default::default()));
    #[cfg(feature = "ofx")]
    {
        use cfonb::convert::ofx::{Options, Writer};
        to(&mut group, "to ofx, merged", file, |out| Writer::new(out, Options::default()));
        to(&mut group, "to ofx, not merged", file, |out| {
            Writer::new(out, Options::default().with_merge(false))
        });
    }
    #[cfg(feature = "camt053")]
    to(&mut group, "to camt053", file, |out| cfonb::convert::camt053::Writer::new(out, Default::default()));
    #[cfg(feature = "json")]
    to(&mut group, "to json", file, |out| {
        cfonb::convert::json::Writer::new(out, cfonb::convert::json::Form::Document)
    });
    group.finish();
    #[cfg(feature = "json")]
    from_json(criterion);
}

/// The JSON of our own model and that of an aggregator; throughput is in bytes of JSON.
#[cfg(feature = "json")]
fn from_json(criterion: &mut Criterion) {
    use cfonb::convert::{iswigo, json};

    let mut file = json::Writer::new(Vec::new(), json::Form::Document);
    for statement in cfonb::statements(super::mixed()) {
        file.write(&statement.expect("a sound file")).expect("memory takes every byte");
    }
    file.finish().expect("memory takes every byte");
    let file = file.into_inner().expect("memory takes every byte");
    let mut group = super::group(criterion, "from json", &file);
    group.bench_function("from json", |bencher| {
        bencher.iter(|| {
            let mut entries = 0;
            json::read(black_box(&file[..]), |statement| {
                entries += statement.entries.len();
                Ok(())
            })
            .expect("a sound document");
            entries
        });
    });
    group.finish();

    let file = of_an_aggregator();
    let mut group = super::group(criterion, "from iswigo", &file);
    group.bench_function("from iswigo", |bencher| {
        bencher.iter(|| {
            let read = iswigo::read([black_box(&file[..])], &iswigo::Options::default());
            read.expect("a sound document").statements.len()
        });
    });
    group.finish();
}

/// The movements of a generated file as an aggregator would tell them.
#[cfg(feature = "json")]
fn of_an_aggregator() -> Vec<u8> {
    use std::fmt::Write;

    let accounts = r#"[{"account_id":"a","type":"account","account_number":"00123456789",
        "bban":"111112222200123456789","balance":1000,"currency":"EUR"}]["#;
    let mut text = accounts.to_owned();
    let entries =
        cfonb::statements(super::mixed()).flat_map(|statement| statement.expect("a sound file").entries);
    for (at, entry) in entries.enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let (date, amount, label) = (entry.booking_date, entry.amount, entry.label);
        write!(
            text,
            "{comma}\n{{\"transaction_id\":\"{at:032}\",\"account_id\":\"a\",\"operation_date\":\"{date}\",\
             \"value_date\":\"{date}\",\"accounting_date\":null,\"interbank_code\":\"91\",\"check_number\":null,\
             \"amount\":{amount},\"wording\":\"{label}\",\"text\":\".\",\"update_time\":\"{date} 06:00:00\",\
             \"is_deleted\":false}}"
        )
        .expect("memory takes every byte");
    }
    text.push(']');
    text.into_bytes()
}

pub(crate) fn check(criterion: &mut Criterion) {
    let file = super::mixed();
    let mut group = super::group(criterion, "check", file);
    group.bench_function("check", |bencher| {
        bencher.iter(|| {
            // As the command does.
            let mut policy = Policy::default();
            policy.keep_details = false;
            let (mut reader, mut checker) = (Reader::with_policy(black_box(file), policy), Checker::new());
            while let Some(statement) = reader.read_statement().expect("a sound file") {
                checker.push(&statement, None);
            }
            checker.finish().statements
        });
    });
    group.finish();
}
