//! One record: 120 columns.

use cfonb::chrono::{Datelike, NaiveDate};

use super::Account;
use super::operation::{Detail, Operation};

pub struct Record([u8; 120]);

impl Record {
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The columns that all four records share.
    fn new(code: &[u8; 2], account: &Account) -> Record {
        let mut record = Record([b' '; 120]);
        record.put(1, code);
        record.digits(3, 7, u64::from(account.bank));
        record.digits(12, 16, u64::from(account.branch));
        record.put(17, &account.currency);
        record.put(20, &[b'0' + account.decimals]);
        record.put(22, &account.number);
        record
    }

    pub fn balance(code: &[u8; 2], account: &Account, date: NaiveDate) -> Record {
        let mut record = Record::new(code, account);
        record.date(35, date);
        record.amount(account.balance);
        record
    }

    pub fn movement(account: &Account, operation: &Operation) -> Record {
        let mut record = Record::new(b"04", account);
        record.operation(operation);
        record.put(41, &operation.reject_code);
        record.date(43, operation.value_date());
        record.put(49, &operation.label);
        record.digits(82, 88, operation.entry_number);
        record.put(89, &operation.flags);
        record.amount(operation.amount);
        record.put(105, &operation.reference);
        record
    }

    pub fn complement(account: &Account, operation: &Operation, detail: &Detail) -> Record {
        let mut record = Record::new(b"05", account);
        record.operation(operation);
        record.put(46, &detail.qualifier);
        record.put(49, &detail.text);
        record
    }

    fn operation(&mut self, operation: &Operation) {
        self.put(8, &operation.internal_code);
        self.put(33, &operation.code);
        self.date(35, operation.booking_date);
    }

    /// Columns are counted from 1.
    fn put(&mut self, from: usize, text: &[u8]) {
        self.0[from - 1..from - 1 + text.len()].copy_from_slice(text);
    }

    fn digits(&mut self, from: usize, to: usize, number: u64) {
        digits(&mut self.0[from - 1..to], number);
    }

    fn date(&mut self, from: usize, date: NaiveDate) {
        self.digits(from, from + 1, u64::from(date.day()));
        self.digits(from + 2, from + 3, u64::from(date.month()));
        self.digits(from + 4, from + 5, date.year() as u64 % 100);
    }

    /// 13 digits and one with the sign.
    fn amount(&mut self, minor: i64) {
        let signs = if minor < 0 { b"}JKLMNOPQR" } else { b"{ABCDEFGHI" };
        let magnitude = minor.unsigned_abs();
        self.digits(91, 103, magnitude / 10);
        self.put(104, &[signs[(magnitude % 10) as usize]]);
    }
}

/// Fills the whole slice with a number's last digits, zeros on the left.
pub fn digits(columns: &mut [u8], mut number: u64) {
    for column in columns.iter_mut().rev() {
        *column = b'0' + (number % 10) as u8;
        number /= 10;
    }
}
