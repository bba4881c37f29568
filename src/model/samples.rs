//! Statements for the tests of all modules: account 00123456789, in January 2024, amounts in cents.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Account, Balance, Currency, Entry, Statement};

pub(crate) fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, day).unwrap()
}

pub(crate) fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

pub(crate) fn account(number: &'static str) -> Account<'static> {
    Account::new("11111", "22222", number, Currency::EUR)
}

pub(crate) fn balance(on: u32, amount: i64) -> Balance<'static> {
    Balance::new(day(on), cents(amount))
}

/// A statement of these entries that adds up, from the balance at its start to the day of its end.
pub(crate) fn statement(
    opening: (u32, i64),
    closing: u32,
    entries: Vec<Entry<'static>>,
) -> Statement<'static> {
    let sum = entries.iter().fold(cents(opening.1), |sum, entry| sum + entry.amount);
    let closing = Balance::new(day(closing), sum);
    Statement::new(account("00123456789"), balance(opening.0, opening.1), closing).with_entries(entries)
}
