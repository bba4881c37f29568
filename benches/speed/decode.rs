//! Every field of every record.

use std::hint::black_box;

use cfonb::wire::field::Century;
use cfonb::wire::layout::{self, FieldSpec};
use cfonb::{Charset, Record};
use criterion::Criterion;

/// Everything that a record says, with its checks.
fn fields(record: &Record<'_>) -> cfonb::Result<()> {
    let century = Century::default();
    match record {
        Record::OldBalance(old) => {
            black_box((old.bank_code()?, old.branch_code()?, old.currency(), old.decimals()?));
            black_box((old.account_number(), old.date(century)?, old.amount()?));
        }
        Record::Movement(movement) => {
            black_box((movement.bank_code()?, movement.branch_code()?, movement.currency()));
            black_box((movement.decimals()?, movement.account_number(), movement.internal_code()));
            black_box((movement.operation_code(), movement.booking_date(century)?, movement.reject_code()));
            black_box((movement.value_date(century)?, movement.label(), movement.entry_number()));
            black_box((movement.commission_exempt(), movement.unavailable(), movement.amount()?));
            black_box(movement.reference());
        }
        Record::Complement(complement) => {
            black_box((complement.bank_code()?, complement.branch_code()?, complement.currency()));
            black_box((complement.decimals()?, complement.account_number(), complement.internal_code()));
            black_box((complement.operation_code(), complement.booking_date(century)?));
            black_box((complement.qualifier(), complement.text()));
        }
        Record::NewBalance(new) => {
            black_box((new.bank_code()?, new.branch_code()?, new.currency(), new.decimals()?));
            black_box((new.account_number(), new.date(century)?, new.amount()?));
        }
    }
    Ok(())
}

pub(crate) fn decode(criterion: &mut Criterion) {
    for (name, file) in [("decode", super::mixed()), ("decode, accented", super::accented())] {
        let mut group = super::group(criterion, name, file);
        group.bench_function("fields", |bencher| {
            bencher.iter(|| {
                for record in cfonb::records(black_box(file)) {
                    fields(&record.expect("a sound file")).expect("a sound file");
                }
            });
        });
        // What it costs to have the same as text, without any check.
        group.bench_function("columns as text", |bencher| {
            bencher.iter(|| {
                for record in black_box(file).split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                    let code = layout::RecordCode::of(record).expect("a sound file");
                    for FieldSpec { from, to, .. } in layout::of(code) {
                        black_box(
                            Charset::Windows1252.decode(&record[usize::from(*from) - 1..usize::from(*to)]),
                        );
                    }
                }
            });
        });
        group.finish();
    }
}
