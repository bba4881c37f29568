//! Generator of CFONB 120 files: any size, the same bytes for the same options, every statement adds up, the
//! statements of an account follow one another day by day.
//!
//! For benchmarks, tests and by hand (`cargo run --release --example generate -- --help`). Everything in the
//! files is invented. It has its own idea of the columns, so that a mistake in the crate's table shows.
#![allow(dead_code, missing_docs, unreachable_pub)] // Each user takes a part of it.

mod operation;
pub mod random;
mod record;
pub mod text;

use std::io::{self, Write};
use std::ops::RangeInclusive;

use cfonb::chrono::{Datelike, Days, NaiveDate};

use operation::Operation;
use random::Random;
use record::Record;

/// What comes after each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eol {
    Lf,
    Crlf,
    Cr,
    None,
}

impl Eol {
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Eol::Lf => b"\n",
            Eol::Crlf => b"\r\n",
            Eol::Cr => b"\r",
            Eol::None => b"",
        }
    }
}

/// When to stop: at the end of the statement that reaches this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    Bytes(u64),
    Statements(u64),
}

#[derive(Debug, Clone)]
pub struct Options {
    pub seed: u64,
    pub until: Until,
    /// Entries of a statement.
    pub entries: RangeInclusive<u64>,
    /// How many accounts take turns.
    pub accounts: usize,
    pub eol: Eol,
    pub currency: String,
    pub decimals: u8,
    /// Also text that the publication does not foresee: accents, lower case, `&`, `<`, quotes.
    pub accented: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            seed: 1,
            until: Until::Statements(10),
            entries: 5..=45,
            accounts: 4,
            eol: Eol::Lf,
            currency: "EUR".into(),
            decimals: 2,
            accented: false,
        }
    }
}

impl Options {
    /// About this many bytes, in statements of 5 to 45 entries.
    pub fn of_size(bytes: u64) -> Options {
        Options { until: Until::Bytes(bytes), ..Options::default() }
    }

    /// The same as one statement of about this many bytes.
    pub fn giant(mut self, bytes: u64) -> Options {
        // An entry has one and a half details.
        let entries = bytes * 2 / (5 * (120 + self.eol.bytes().len() as u64));
        self.entries = entries..=entries;
        self.until = Until::Statements(1);
        self
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub bytes: u64,
    pub statements: u64,
    pub entries: u64,
    pub details: u64,
}

/// The file as bytes.
pub fn generate(options: &Options) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(options, &mut bytes).expect("a vector takes every byte");
    bytes
}

/// Writes the file.
pub fn write(options: &Options, out: &mut impl Write) -> io::Result<Totals> {
    let mut random = Random::new(options.seed);
    let mut accounts: Vec<Account> =
        (0..options.accounts.max(1)).map(|index| Account::new(index, options, &mut random)).collect();
    let mut opened = accounts.len();
    let mut file = File { out, eol: options.eol.bytes(), totals: Totals::default() };
    while !file.is_full(options.until) {
        let turn = random.below(accounts.len() as u64) as usize;
        if accounts[turn].date > LAST_DAY {
            // Two digits of a year say no more than a hundred years: another account takes over.
            accounts[turn] = Account::new(opened, options, &mut random);
            opened += 1;
        }
        file.statement(&mut accounts[turn], options, &mut random)?;
    }
    Ok(file.totals)
}

/// The last day on which a statement opens.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2067, 12, 31).unwrap();

/// An account and where it stands.
struct Account {
    bank: u32,
    branch: u32,
    number: [u8; 11],
    currency: [u8; 3],
    decimals: u8,
    date: NaiveDate,
    /// In minor units.
    balance: i64,
}

impl Account {
    fn new(index: usize, options: &Options, random: &mut Random) -> Account {
        let currency = options.currency.as_bytes().try_into().expect("a currency has three letters");
        let mut number = *b"00000000000";
        record::digits(&mut number, 1 + index as u64 * 7919 + random.below(7919));
        if index % 3 == 1 {
            number[10] = b'A' + random.below(26) as u8;
        }
        Account {
            bank: [11111, 22222, 33333, 44444][index % 4],
            branch: 1 + random.below(9999) as u32,
            number,
            currency,
            decimals: options.decimals,
            date: NaiveDate::from_ymd_opt(1999, 12, 31).expect("a day") + Days::new(random.below(30)),
            balance: random.below(5_000_000) as i64 - 1_000_000,
        }
    }
}

struct File<'o, W> {
    out: &'o mut W,
    eol: &'static [u8],
    totals: Totals,
}

impl<W: Write> File<'_, W> {
    fn is_full(&self, until: Until) -> bool {
        match until {
            Until::Bytes(bytes) => self.totals.bytes >= bytes,
            Until::Statements(statements) => self.totals.statements >= statements,
        }
    }

    fn put(&mut self, record: &Record) -> io::Result<()> {
        self.out.write_all(record.bytes())?;
        self.out.write_all(self.eol)?;
        self.totals.bytes += 120 + self.eol.len() as u64;
        Ok(())
    }

    fn statement(&mut self, account: &mut Account, options: &Options, random: &mut Random) -> io::Result<()> {
        let entries = random.between(&options.entries);
        let (opening, closing) = period(account.date, entries);
        let days = (closing - opening).num_days() as u64;
        self.put(&Record::balance(b"01", account, opening))?;
        let mut operation = Operation::default();
        for entry in 0..entries {
            // Identical entries on one day are legal, and rare.
            if entry == 0 || !random.chance(1, 200) {
                operation.draw(account, options.accented, random);
                operation.booking_date =
                    if days > 1 { opening + Days::new(1 + entry * days / entries) } else { closing };
            }
            self.entry(account, &operation)?;
        }
        account.date = closing;
        self.totals.statements += 1;
        self.put(&Record::balance(b"07", account, closing))
    }

    fn entry(&mut self, account: &mut Account, operation: &Operation) -> io::Result<()> {
        account.balance += operation.amount;
        self.put(&Record::movement(account, operation))?;
        for detail in &operation.details {
            self.put(&Record::complement(account, operation, detail))?;
        }
        self.totals.entries += 1;
        self.totals.details += operation.details.len() as u64;
        Ok(())
    }
}

/// The days of the old and the new balance: one working day, or most of a year for very many entries.
fn period(opening: NaiveDate, entries: u64) -> (NaiveDate, NaiveDate) {
    if entries > 500 {
        return (opening, opening + Days::new(360));
    }
    let days = match opening.weekday().num_days_from_monday() {
        4 => 3,
        5 => 2,
        _ => 1,
    };
    (opening, opening + Days::new(days))
}
