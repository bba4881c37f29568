//! An output of one's own: a journal for plain text accounting. `Sink` is all that it takes.
//!
//!     cargo run --example ledger -- testdata/sample.cfonb

use std::error::Error;
use std::io::{self, Write};

use cfonb::convert::Sink;
use cfonb::{Reader, Result, Statement};

/// Writes each entry as a transaction between the bank's account and an unknown one.
struct Journal<W>(W);

impl<W: Write> Sink for Journal<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        // The balance is stated, so whoever reads this must be able to rely on it.
        statement.require_balanced()?;
        let (account, currency) = (&statement.account.number, statement.account.currency);
        for entry in &statement.entries {
            let info = entry.info();
            let party = info.creditor.name.or(info.debtor.name);
            let title = party.as_deref().unwrap_or(&entry.label);
            writeln!(self.0, "{} {title}", entry.booking_date)?;
            writeln!(self.0, "    assets:bank:{account}    {} {currency}", entry.amount)?;
            writeln!(self.0, "    unknown\n")?;
        }
        if let Some(closing) = &statement.closing {
            writeln!(self.0, "; {}: {} {currency} on the statement\n", closing.date, closing.amount)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(self.0.flush()?)
    }
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    let mut journal = Journal(io::stdout().lock());
    for path in std::env::args().skip(1) {
        let mut reader = Reader::new(std::fs::File::open(path)?);
        while let Some(statement) = reader.read_statement()? {
            journal.write(&statement)?;
        }
    }
    Ok(journal.finish()?)
}
