//! A record by itself, without a statement around it: what a program does that gets lines from elsewhere.
//!
//!     cargo run --example record < testdata/sample.cfonb

use std::io::{self, BufRead, Write};

use cfonb::wire::field::Century;
use cfonb::{Record, Result};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (number, line) in io::stdin().lock().split(b'\n').enumerate() {
        match describe(&line?) {
            Ok(text) => writeln!(out, "{}: {text}", number + 1)?,
            Err(error) => writeln!(out, "{}: {error}", number + 1)?,
        }
    }
    Ok(())
}

fn describe(line: &[u8]) -> Result<String> {
    let century = Century::default();
    let record = cfonb::read_record(line.trim_ascii_end())?;
    Ok(match record {
        Record::OldBalance(old) => format!("before {}: {}", old.date(century)?, old.amount()?.minor_units),
        Record::Movement(movement) => {
            format!(
                "{} {} {}",
                movement.booking_date(century)?,
                movement.amount()?.minor_units,
                movement.label()
            )
        }
        Record::Complement(complement) => format!("{} {}", complement.qualifier(), complement.text()),
        Record::NewBalance(new) => format!("after {}: {}", new.date(century)?, new.amount()?.minor_units),
    })
}
