//! The columns of one record: each becomes a field, or is kept in a zone.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::assemble::{At, Reading, Stop};
use super::policy::Reaction;
use crate::error::{Code, Diagnostic};
use crate::model::{Entry, RejectCode, Zones};
use crate::wire::amount::{self, AmountError};
use crate::wire::field;
use crate::wire::layout::{FieldSpec, complement, movement};
use crate::wire::record::{Complement, Movement, NewBalance, OldBalance};

impl<'n, 'b> Reading<'n, 'b> {
    /// Checks the columns that every record repeats from the 01.
    pub(super) fn repeats(&mut self, at: &At<'b>, zones: &mut Zones<'b>) -> Result<(), Stop> {
        use movement::{ACCOUNT_NUMBER, BANK_CODE, BRANCH_CODE, CURRENCY};
        let policy = self.policy;
        let Some(head) = at.head() else { return Ok(()) };
        if head.bank_code != self.bank_code {
            self.other_digits(at, BANK_CODE, Code::BankDiffers, head.bank_code, zones)?;
        }
        if head.branch_code != self.branch_code {
            self.other_digits(at, BRANCH_CODE, Code::BranchDiffers, head.branch_code, zones)?;
        }
        if field::trim_end(head.account_number) != self.account_number {
            if field::trim(head.account_number) != self.account_number {
                let differs = || at.diagnostic(Code::AccountDiffers, ACCOUNT_NUMBER);
                self.notes.react(policy.account_differs, differs)?;
            }
            at.keep(zones, ACCOUNT_NUMBER, head.account_number);
        }
        if head.currency != self.currency.as_bytes() {
            if field::is_blank(head.currency) {
                return Ok(self.missing(at, CURRENCY, Code::CurrencyMissing, head.currency, zones)?);
            }
            self.notes.react(policy.account_differs, || at.diagnostic(Code::CurrencyDiffers, CURRENCY))?;
            at.keep(zones, CURRENCY, head.currency);
        }
        Ok(())
    }

    fn other_digits(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        code: Code,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<(), Stop> {
        if field::digits(column, spec.width()).is_none() {
            return Err(at.unreadable(Code::InvalidDigits, spec));
        }
        self.notes.react(self.policy.bank_differs, || at.diagnostic(code, spec))?;
        at.keep(zones, spec, column);
        Ok(())
    }

    /// Checks the columns that a complement repeats from its movement.
    pub(super) fn repeats_movement(
        &mut self,
        at: &At<'b>,
        movement: &At<'b>,
        entry: &Entry<'b>,
        zones: &mut Zones<'b>,
    ) -> Result<(), Stop> {
        use complement::{BOOKING_DATE, DECIMALS, INTERNAL_CODE, OPERATION_CODE};
        let (columns, movement) = (Complement::of(at.line), Movement::of(movement.line));
        let pairs = [
            (INTERNAL_CODE, columns.internal_code, movement.internal_code, entry.internal_code.is_some()),
            (OPERATION_CODE, columns.operation_code, movement.operation_code, entry.operation_code.is_some()),
            (BOOKING_DATE, columns.booking_date, movement.booking_date, true),
        ];
        for (spec, column, repeated, has_value) in pairs {
            let same = column == repeated;
            if !same {
                let differs = || at.diagnostic(Code::ComplementDiffers, spec);
                self.notes.react(self.policy.complement_differs, differs)?;
            }
            // A code that was left out of the movement is written back as blanks.
            if !same || !(has_value || field::is_blank(column)) {
                at.keep(zones, spec, column);
            }
        }
        if one_digit(columns.decimals).map(u32::from) != Some(entry.amount.scale()) {
            at.keep(zones, DECIMALS, columns.decimals);
        }
        Ok(())
    }

    /// Checks the columns that every record repeats from the 01; gives the record's number of decimals.
    pub(super) fn head(&mut self, at: &At<'b>, zones: &mut Zones<'b>) -> Result<u8, Stop> {
        self.repeats(at, zones)?;
        self.own_decimals(at, zones)
    }

    /// The number of decimals of a record after the 01.
    fn own_decimals(&mut self, at: &At<'b>, zones: &mut Zones<'b>) -> Result<u8, Stop> {
        use movement::DECIMALS;
        let column = at.line.range(DECIMALS.from, DECIMALS.to);
        let Some(decimals) = one_digit(column) else {
            if !field::is_blank(column) {
                return Err(at.unreadable(Code::InvalidDigits, DECIMALS));
            }
            self.missing(at, DECIMALS, Code::DecimalsMissing, column, zones)?;
            return Ok(self.decimals);
        };
        if decimals != self.decimals {
            self.notes
                .react(self.policy.decimals_differ, || at.diagnostic(Code::DecimalsDiffer, DECIMALS))?;
        }
        // The writer gives an amount the decimals of its account unless the record says that it had fewer.
        if decimals < self.decimals {
            at.keep(zones, DECIMALS, column);
        }
        Ok(decimals)
    }

    pub(super) fn missing(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        code: Code,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<(), Diagnostic> {
        self.notes.react(self.policy.currency_missing, || at.diagnostic(code, spec))?;
        at.keep(zones, spec, column);
        Ok(())
    }

    pub(super) fn reserved(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<(), Stop> {
        if field::is_blank(column) { Ok(()) } else { self.reserved_not_blank(at, spec, column, zones) }
    }

    fn reserved_not_blank(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<(), Stop> {
        let filled = || at.diagnostic(Code::ReservedNotBlank, spec);
        self.notes.react_once(self.policy.reserved_not_blank, Code::ReservedNotBlank, filled)?;
        at.keep(zones, spec, column);
        Ok(())
    }

    pub(super) fn amount(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        column: &'b [u8],
        decimals: u8,
        zones: &mut Zones<'b>,
    ) -> Result<Decimal, Stop> {
        let read = match amount::decode(column) {
            Ok(read) => read,
            Err(AmountError::Invalid) => return Err(at.unreadable(Code::InvalidAmount, spec)),
            // No policy guesses a sign.
            Err(AmountError::SignMissing) => {
                return Err(at.diagnostic(Code::SignMissing, spec).into());
            }
        };
        if read.blanks {
            self.notes.react(self.policy.amount_blanks, || at.diagnostic(Code::AmountBlanks, spec))?;
        }
        if read.variant {
            self.notes
                .react(self.policy.overpunch_variant, || at.diagnostic(Code::OverpunchVariant, spec))?;
        }
        if !read.canonical {
            at.keep(zones, spec, column);
        }
        Ok(Decimal::new(read.minor, u32::from(decimals)))
    }

    pub(super) fn value_date(
        &mut self,
        at: &At<'b>,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<Option<NaiveDate>, Stop> {
        let date = field::date(column, self.policy.century);
        if date.is_some() || field::is_blank(column) {
            return Ok(date);
        }
        if column != b"000000" {
            let invalid = || at.diagnostic(Code::InvalidValueDate, movement::VALUE_DATE);
            self.notes.react(self.policy.invalid_value_date, invalid)?;
        }
        at.keep(zones, movement::VALUE_DATE, column);
        Ok(None)
    }

    pub(super) fn code<T>(
        &mut self,
        at: &At<'b>,
        spec: FieldSpec,
        column: &'b [u8],
        read: fn(&[u8]) -> Option<T>,
        zones: &mut Zones<'b>,
    ) -> Result<Option<T>, Stop> {
        let code = read(column);
        if code.is_none() && !field::is_blank(column) {
            self.notes.react(Reaction::Warn, || at.diagnostic(Code::InvalidCode, spec))?;
            at.keep(zones, spec, column);
        }
        Ok(code)
    }

    pub(super) fn reject_code(
        &mut self,
        at: &At<'b>,
        column: &'b [u8],
        zones: &mut Zones<'b>,
    ) -> Result<Option<RejectCode>, Stop> {
        if column == b"00" {
            at.keep(zones, movement::REJECT_CODE, column);
            return Ok(None);
        }
        self.code(at, movement::REJECT_CODE, column, RejectCode::from_bytes, zones)
    }
}

/// The columns of a balance; both records have the same.
pub(super) struct BalanceColumns<'b> {
    pub(super) reserved: [&'b [u8]; 5],
    pub(super) date: &'b [u8],
    pub(super) amount: &'b [u8],
}

macro_rules! balance_columns {
    ($record:ident) => {
        impl<'b> From<&$record<'b>> for BalanceColumns<'b> {
            fn from(record: &$record<'b>) -> BalanceColumns<'b> {
                BalanceColumns {
                    reserved: [
                        record.reserved_8,
                        record.reserved_21,
                        record.reserved_33,
                        record.reserved_41,
                        record.reserved_105,
                    ],
                    date: record.date,
                    amount: record.amount,
                }
            }
        }
    };
}
balance_columns!(OldBalance);
balance_columns!(NewBalance);

pub(super) fn one_digit(column: &[u8]) -> Option<u8> {
    match column {
        [digit @ b'0'..=b'9'] => Some(digit.wrapping_sub(b'0')),
        _ => None,
    }
}

/// Text without blanks at its ends; blanks before it are kept in a zone.
pub(super) fn trimmed<'b>(
    at: &At<'b>,
    spec: FieldSpec,
    column: &'b [u8],
    zones: &mut Zones<'b>,
) -> Cow<'b, str> {
    let text = field::trim(column);
    if column.starts_with(b" ") && !text.is_empty() {
        at.keep(zones, spec, column);
    }
    at.line.decode(text)
}

/// The entry number is text that is mostly digits: right-aligned and filled with zeros if it is digits.
pub(super) fn entry_number<'b>(at: &At<'b>, column: &'b [u8], zones: &mut Zones<'b>) -> Option<Cow<'b, str>> {
    let digits = column.iter().fold(true, |digits, byte| digits & byte.is_ascii_digit());
    if !digits || column.len() != movement::ENTRY_NUMBER.width() {
        return other_entry_number(at, column, zones);
    }
    (column != b"0000000").then(|| at.line.decode(column))
}

fn other_entry_number<'b>(at: &At<'b>, column: &'b [u8], zones: &mut Zones<'b>) -> Option<Cow<'b, str>> {
    let text = field::trim(column);
    let digits = text.iter().all(u8::is_ascii_digit);
    if digits || column.starts_with(b" ") {
        at.keep(zones, movement::ENTRY_NUMBER, column);
    }
    (!text.iter().all(|byte| *byte == b'0')).then(|| at.line.decode(text))
}

/// `1`, `0` or blank; any other character is kept in a zone.
pub(super) fn flag<'b>(
    at: &At<'b>,
    spec: FieldSpec,
    column: &'b [u8],
    zones: &mut Zones<'b>,
) -> Option<bool> {
    match column {
        b"1" => Some(true),
        b"0" => Some(false),
        b" " | b"" => None,
        _ => {
            at.keep(zones, spec, column);
            None
        }
    }
}
