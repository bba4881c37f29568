//! Statements into an SQLite database, one in memory at a time. What the database has already is not added again:
//! neither a file that is imported twice nor the days that two exports have in common.
//!
//!     cargo run --manifest-path examples/sqlite/Cargo.toml -- statements.sqlite releve-*.cfonb

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::error::Error;
use std::fs::File;
use std::io::Read;

use cfonb::chrono::NaiveDate;
use cfonb::rust_decimal::Decimal;
use cfonb::{Account, Balance, Entry, Reader, Statement};
use rusqlite::{Connection, Transaction, params};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "usage: cfonb-sqlite DATABASE FILE...";

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut import = Import::into(Connection::open(arguments.next().ok_or(USAGE)?)?)?;
    for path in arguments {
        let (statements, entries) =
            import.file(File::open(&path)?).map_err(|error| format!("{path}: {error}"))?;
        println!("{path}: {statements} statements and {entries} entries added");
    }
    Ok(())
}

struct Import {
    connection: Connection,
    chains: HashMap<i64, Chain>,
}

impl Import {
    fn into(connection: Connection) -> Result<Import> {
        connection.execute_batch(include_str!("schema.sql"))?;
        Ok(Import { connection, chains: HashMap::new() })
    }

    /// Adds a file whole or, after an error, not at all; gives the numbers of new statements and entries.
    fn file(&mut self, source: impl Read) -> Result<(usize, usize)> {
        let transaction = self.connection.transaction()?;
        let mut reader = Reader::new(source);
        let (mut statements, mut entries) = (0, 0);
        while let Some(statement) = reader.read_statement()? {
            // What is not sure is not added, since nobody would see it any more.
            statement.require_balanced().map_err(cfonb::Error::from)?;
            let account = account_id(&transaction, &statement.account)?;
            statements += add_statement(&transaction, account, &statement)?;
            let chain = self.chains.entry(account).or_default();
            chain.continue_with(&statement);
            for entry in &statement.entries {
                entries += add_entry(&transaction, account, statement.account.decimals, entry, chain)?;
            }
        }
        transaction.commit()?;
        Ok((statements, entries))
    }
}

fn account_id(transaction: &Transaction<'_>, account: &Account<'_>) -> Result<i64> {
    let key = params![account.bank_code, account.branch_code, account.number, account.currency.as_str()];
    let find = "SELECT id FROM accounts WHERE (bank_code, branch_code, number, currency) = (?, ?, ?, ?)";
    match transaction.prepare_cached(find)?.query_row(key, |row| row.get(0)) {
        Err(rusqlite::Error::QueryReturnedNoRows) => {}
        found => return Ok(found?),
    }
    transaction.execute(
        "INSERT INTO accounts (bank_code, branch_code, number, currency, decimals, iban) VALUES (?, ?, ?, ?, ?, ?)",
        params![
            account.bank_code,
            account.branch_code,
            account.number,
            account.currency.as_str(),
            account.decimals,
            account.iban().map(|iban| iban.to_string()),
        ],
    )?;
    Ok(transaction.last_insert_rowid())
}

/// Gives how many were added: one or none.
fn add_statement(transaction: &Transaction<'_>, account: i64, statement: &Statement<'_>) -> Result<usize> {
    let balance = |balance: &Balance<'_>| -> Result<(String, i64)> {
        Ok((balance.date.to_string(), minor_units(balance.amount, statement.account.decimals)?))
    };
    let (opening_date, opening) = balance(&statement.opening)?;
    let (closing_date, closing) =
        balance(statement.closing.as_ref().ok_or("a statement without its new balance")?)?;
    let insert = "INSERT INTO statements (account, opening_date, opening, closing_date, closing)
                  VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let row = params![account, opening_date, opening, closing_date, closing];
    Ok(transaction.prepare_cached(insert)?.execute(row)?)
}

/// Gives how many were added: one or none.
fn add_entry(
    transaction: &Transaction<'_>,
    account: i64,
    decimals: u8,
    entry: &Entry<'_>,
    chain: &mut Chain,
) -> Result<usize> {
    let key = key(entry);
    let details: Vec<String> = entry
        .details
        .iter()
        .map(|detail| match detail.qualifier {
            Some(qualifier) => format!("{qualifier} {}", detail.text),
            None => detail.text.to_string(),
        })
        .collect();
    let insert =
        "INSERT INTO entries (account, booking_date, value_date, amount, operation_code, label, details, key,
                  occurrence) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    let row = params![
        account,
        entry.booking_date.to_string(),
        entry.value_date.map(|date| date.to_string()),
        minor_units(entry.amount, decimals)?,
        entry.operation_code.map(|code| code.to_string()),
        entry.label,
        details.join("\n"),
        key,
        chain.occurrence(entry.booking_date, &key),
    ];
    Ok(transaction.prepare_cached(insert)?.execute(row)?)
}

/// What makes an entry this one and no other, but for twins; see the documentation of `cfonb::convert::ofx`.
fn key(entry: &Entry<'_>) -> String {
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        entry.booking_date.to_string(),
        text(entry.value_date.map(|date| date.to_string())),
        text(entry.operation_code.map(|code| code.to_string())),
        entry.amount.to_string(),
        text(entry.entry_number.as_deref().map(str::to_owned)),
        text(entry.reference.as_deref().map(str::to_owned)),
        entry.label.to_string(),
    ]
    .join("|")
}

/// The amount as a whole number of cents, or whatever the account's smallest unit is.
fn minor_units(amount: Decimal, decimals: u8) -> Result<i64> {
    let mut scaled = amount;
    scaled.rescale(decimals.into());
    if scaled != amount {
        return Err(format!("{amount} has more than {decimals} decimals").into());
    }
    Ok(i64::try_from(scaled.mantissa())?)
}

/// Statements of an account that follow one another: twins are counted along them, so that the same entry has the same
/// number in every import.
#[derive(Default)]
struct Chain {
    end: Option<(NaiveDate, Decimal)>,
    seen: HashMap<(NaiveDate, String), u32>,
}

impl Chain {
    fn continue_with(&mut self, statement: &Statement<'_>) {
        let start = (statement.opening.date, statement.opening.amount);
        if self.end != Some(start) {
            self.seen.clear();
        }
        // Those of earlier days do not come again, and a long file must not fill the memory.
        self.seen.retain(|(date, _), _| *date >= start.0);
        self.end = statement.closing.as_ref().map(|closing| (closing.date, closing.amount));
    }

    fn occurrence(&mut self, date: NaiveDate, key: &str) -> u32 {
        let count = self.seen.entry((date, key.to_owned())).or_default();
        *count += 1;
        *count
    }
}
