//! Which columns of a record are masked, and which say nothing about anybody.

use std::ops::Range;

use super::cipher::{Cipher, blot};
use crate::model::{Qualifier, fees, original_amount};
use crate::wire::amount::{self, AmountError};
use crate::wire::encoding::Charset;
use crate::wire::field::{self, bytes_of_characters};
use crate::wire::layout::{self, Field, FieldSpec, RecordCode, complement, factor};

/// Masks the bytes of one record. What is said of it does not change: columns that cannot be read still cannot.
pub(super) fn mask(cipher: &mut Cipher, record: &mut [u8], code: RecordCode, charset: Charset) {
    let mut record = Columns { bytes: record, charset };
    if charset.width(record.bytes) < code.minimum_width() {
        // Its columns are not where they should be.
        blot(record.of(3, u8::MAX), charset);
        return;
    }
    if code == RecordCode::Complement {
        text(cipher, &mut record);
    }
    for spec in layout::of(code) {
        if spec.field != Field::Text && !(code == RecordCode::Complement && *spec == complement::RESERVED_41)
        {
            field(cipher, record.of(spec.from, spec.to), spec, charset);
        }
    }
}

/// The columns of a record.
struct Columns<'r> {
    bytes: &'r mut [u8],
    charset: Charset,
}

impl Columns<'_> {
    fn of(&mut self, from: u8, to: u8) -> &mut [u8] {
        let at = |columns: usize| match self.charset {
            Charset::Utf8 => bytes_of_characters(self.bytes, columns),
            _ => columns.min(self.bytes.len()),
        };
        let range: Range<usize> = at(usize::from(from).saturating_sub(1))..at(usize::from(to));
        self.bytes.get_mut(range).unwrap_or_default()
    }
}

fn field(cipher: &mut Cipher, column: &mut [u8], spec: &FieldSpec, charset: Charset) {
    let keeps = match spec.field {
        Field::RecordCode
        | Field::InternalCode
        | Field::OperationCode
        | Field::RejectCode
        | Field::Qualifier
        | Field::CommissionExempt
        | Field::Unavailable => true,
        Field::BankCode | Field::Decimals => is_digits(column),
        Field::BalanceDate | Field::BookingDate | Field::ValueDate => is_digits(column),
        Field::Currency => column.iter().all(u8::is_ascii_uppercase),
        Field::Amount => !matches!(amount::decode(column), Err(AmountError::Invalid)),
        // A number of zeros is none.
        Field::EntryNumber => field::trim(column).iter().all(|byte| *byte == b'0'),
        _ => false,
    };
    match spec.field {
        _ if keeps || field::is_blank(column) => {}
        Field::BranchCode if is_digits(column) => cipher.number(column),
        Field::AccountNumber => cipher.number(trimmed(column)),
        Field::Label | Field::Reference | Field::EntryNumber | Field::Reserved => {
            cipher.words(column, charset)
        }
        _ => blot(column, charset),
    }
}

/// Masks what a complement says; amounts in it stay, and whether it has the factor layout.
fn text(cipher: &Cipher, record: &mut Columns<'_>) {
    let charset = record.charset;
    let qualifier = Qualifier::from_bytes(record.of(complement::QUALIFIER.from, complement::QUALIFIER.to));
    let text = record.of(complement::TEXT.from, complement::TEXT.to);
    let written = charset.decode(text).into_owned();
    let from = match qualifier {
        Some(Qualifier::FEE) if fees(&written).is_some() => 67,
        Some(Qualifier::MMO) if original_amount(&written).is_some() => {
            let rate = record.of(67, 79).iter().all(|byte| matches!(byte, b'0'..=b'9' | b' '));
            if rate { 80 } else { 67 }
        }
        _ => complement::TEXT.from,
    };
    cipher.words(record.of(from, complement::TEXT.to), charset);
    // Columns 43-45 may be the start of a date that ends in the qualifier's, and must neither begin nor cease to be.
    let date_like = is_digits(record.of(factor::VALUE_DATE.from, factor::VALUE_DATE.to));
    cipher.words(record.of(41, if date_like { 42 } else { 45 }), charset);
}

fn is_digits(column: &[u8]) -> bool {
    column.iter().all(u8::is_ascii_digit)
}

/// The column without the blanks at its ends.
fn trimmed(column: &mut [u8]) -> &mut [u8] {
    let skipped = column.iter().take_while(|byte| **byte == b' ').count();
    let length = field::trim(column).len();
    column.get_mut(skipped..skipped.saturating_add(length)).unwrap_or_default()
}
