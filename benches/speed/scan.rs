//! Records alone: the amounts of the movements are summed and compared with the balances.

use std::hint::black_box;
use std::io::{BufRead, BufReader};

use cfonb::Record;
use criterion::Criterion;

/// Old balance + movements − new balance, of all statements together: zero.
#[derive(Default)]
struct Sum(i64);

impl Sum {
    fn add(&mut self, record: Record<'_>) {
        let amount = match record {
            Record::OldBalance(old) => old.amount(),
            Record::Movement(movement) => movement.amount(),
            Record::NewBalance(new) => new.amount(),
            Record::Complement(_) => return,
        };
        let amount = amount.expect("a sound file").minor_units;
        self.0 += if matches!(record, Record::NewBalance(_)) { -amount } else { amount };
    }
}

pub(crate) fn scan(criterion: &mut Criterion) {
    let file = super::mixed();
    let mut group = super::group(criterion, "scan", file);
    group.bench_function("slice", |bencher| {
        bencher.iter(|| {
            let mut sum = Sum::default();
            cfonb::records(black_box(file)).for_each(|record| sum.add(record.expect("a sound file")));
            assert_eq!(sum.0, 0);
        });
    });
    group.bench_function("lines of a BufRead", |bencher| {
        let mut line = Vec::new();
        bencher.iter(|| {
            let (mut source, mut sum) =
                (BufReader::with_capacity(128 << 10, black_box(file)), Sum::default());
            while source.read_until(b'\n', &mut line).expect("memory can be read") > 0 {
                sum.add(cfonb::read_record(&line).expect("a sound file"));
                line.clear();
            }
            assert_eq!(sum.0, 0);
        });
    });
    group.finish();
}
