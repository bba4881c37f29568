//! Damaged copies: signs lost, blanks run together.

use std::hint::black_box;

use criterion::Criterion;

/// The file as a web page shows it.
fn collapsed() -> Vec<u8> {
    let mut file = super::mixed().to_vec();
    file.dedup_by(|next, before| (*next, *before) == (b' ', b' '));
    file
}

/// The file with a plain digit where amounts have their sign.
fn unsigned() -> Vec<u8> {
    let mut file = super::mixed().to_vec();
    for record in file.split_mut(|byte| *byte == b'\n').filter(|record| !record.starts_with(b"05")) {
        if let Some(sign) = record.get_mut(103) {
            *sign = match *sign {
                b'{' | b'}' => b'0',
                letter @ b'A'..=b'I' => letter - b'A' + b'1',
                letter => letter - b'J' + b'1',
            };
        }
    }
    file
}

pub(crate) fn repair(criterion: &mut Criterion) {
    for (name, file) in [("sound", super::mixed()), ("blanks", &collapsed()), ("signs", &unsigned())] {
        let mut group = super::group(criterion, &format!("repair, {name}"), file);
        group.bench_function("repair", |bencher| {
            bencher.iter(|| {
                let statements = cfonb::repair::statements(black_box(file));
                statements.filter_map(Result::ok).map(|statement| statement.entries.len()).sum::<usize>()
            });
        });
        group.finish();
    }
}
