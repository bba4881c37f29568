//! Movements and complements by the book, which nearly all are, read at a glance.
//!
//! What is not by the book to the last column is left to `columns`, which has a name for each deviation. Both read a
//! record by the book alike: a property holds them together.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::Position;
use crate::model::{Detail, Entry, InternalCode, OperationCode, Qualifier, RejectCode, Zones};
use crate::wire::amount;
use crate::wire::field::{self, Century, trim_end};
use crate::wire::layout::{FieldSpec, RecordCode, WIDTH, complement, movement};
use crate::wire::line::Run;

/// A record of a run: printable ASCII.
#[derive(Clone, Copy)]
pub(super) struct PlainRecord<'b> {
    pub(super) bytes: &'b [u8; WIDTH],
    /// The same as text, with its line end.
    text: &'b str,
    pub(super) position: Position,
}

/// The records of a run.
pub(super) struct PlainRecords<'b> {
    /// Of those that are left.
    text: &'b str,
    stride: usize,
    position: Position,
}

impl<'b> PlainRecords<'b> {
    /// `None` if it is not there, or no text, which cannot happen: it was looked at when it was framed.
    pub(super) fn of(run: Run, bytes: &'b [u8]) -> Option<PlainRecords<'b>> {
        let text = simdutf8::basic::from_utf8(run.bytes(bytes)).ok().filter(|text| !text.is_empty())?;
        Some(PlainRecords { text, stride: run.stride, position: run.position })
    }

    /// How many complements come next.
    #[inline]
    pub(super) fn complements(&self) -> usize {
        let codes = self.text.as_bytes().iter().skip(1).step_by(self.stride);
        codes.take_while(|digit| **digit == b'5').count()
    }
}

impl<'b> Iterator for PlainRecords<'b> {
    type Item = PlainRecord<'b>;

    #[inline(always)]
    fn next(&mut self) -> Option<PlainRecord<'b>> {
        let (text, rest) = self.text.split_at_checked(self.stride)?;
        let record = PlainRecord { bytes: text.as_bytes().first_chunk()?, text, position: self.position };
        self.text = rest;
        self.position.line = self.position.line.wrapping_add(1);
        self.position.record = self.position.record.wrapping_add(1);
        self.position.byte = self.position.byte.wrapping_add(self.stride as u64);
        Some(record)
    }
}

impl<'b> PlainRecord<'b> {
    /// A run has records of two kinds.
    #[inline(always)]
    pub(super) fn code(self) -> RecordCode {
        if self.bytes.starts_with(b"04") { RecordCode::Movement } else { RecordCode::Complement }
    }

    /// The text of some columns without the blanks at its end; `None` if it begins with one.
    #[inline(always)]
    fn text(self, spec: FieldSpec) -> Option<&'b str> {
        let column = spec.of(self.bytes);
        let length = trim_end(column).len();
        if column.starts_with(b" ") && length > 0 { None } else { self.start(spec, length) }
    }

    /// So much of the text of some columns.
    #[inline(always)]
    fn start(self, spec: FieldSpec, length: usize) -> Option<&'b str> {
        let start = usize::from(spec.from).wrapping_sub(1);
        self.text.get(start..start.wrapping_add(length))
    }
}

/// A code, if there is one; `None` if the columns can be none.
macro_rules! code {
    ($type:ident, $column:expr) => {{
        let column = $column;
        let code = $type::from_bytes(column);
        if code.is_none() && !field::is_blank(column) {
            return None;
        }
        code
    }};
}

/// What the movements of a statement are compared with.
pub(super) struct Plain<'b> {
    /// Columns 3-7 and 12-32 of the 01: bank; branch, currency, decimals, a blank, account.
    bank_code: &'b [u8; 5],
    account: &'b [u8; 21],
    decimals: u8,
}

impl<'b> Plain<'b> {
    /// For the statement of this 01, which is by the book in the columns that the others repeat.
    pub(super) fn new(opening: &'b [u8; WIDTH], decimals: u8) -> Option<Plain<'b>> {
        let (bank_code, account) = account(opening)?;
        (movement::RESERVED_21.of(opening) == b" ").then_some(Plain { bank_code, account, decimals })
    }

    /// Adds a movement with room for so many details, if it is by the book.
    #[inline(always)]
    pub(super) fn entry(
        &self,
        record: PlainRecord<'b>,
        dates: &mut Dates,
        details: usize,
        entries: &mut Vec<Entry<'b>>,
    ) -> Option<()> {
        use movement::*;
        let columns = record.bytes;
        if account(columns) != Some((self.bank_code, self.account)) || RESERVED_80.of(columns) != b"  " {
            return None;
        }
        let booking_date = dates.date(BOOKING_DATE.of(columns).first_chunk()?)?;
        let value_date = match VALUE_DATE.of(columns).first_chunk()? {
            b"      " => None,
            written => Some(dates.date(written)?),
        };
        let amount = amount::decode(AMOUNT.of(columns)).ok().filter(|amount| amount.canonical)?;
        let reject_code = REJECT_CODE.of(columns);
        let entry_number = ENTRY_NUMBER.of(columns);
        let entry_number = match entry_number {
            b"0000000" => None,
            digits if field::is_digits(digits, 7) => Some(Cow::Borrowed(record.start(ENTRY_NUMBER, 7)?)),
            _ => return None,
        };
        entries.push(Entry {
            booking_date,
            value_date,
            amount: Decimal::new(amount.minor, u32::from(self.decimals)),
            operation_code: code!(OperationCode, OPERATION_CODE.of(columns)),
            internal_code: code!(InternalCode, INTERNAL_CODE.of(columns)),
            reject_code: if reject_code == b"00" { return None } else { code!(RejectCode, reject_code) },
            label: Cow::Borrowed(record.text(LABEL)?),
            entry_number,
            reference: Some(record.text(REFERENCE)?).filter(|text| !text.is_empty()).map(Cow::Borrowed),
            commission_exempt: flag(COMMISSION_EXEMPT.of(columns))?,
            unavailable: flag(UNAVAILABLE.of(columns))?,
            id: None,
            month: None,
            operation_date: None,
            details: Vec::with_capacity(details),
            zones: Zones::default(),
            position: Some(record.position),
        });
        Some(())
    }
}

/// Adds a complement to the entry of a movement that was read here, if it is by the book too.
#[inline(always)]
pub(super) fn detail<'b>(
    record: PlainRecord<'b>,
    movement: &[u8; WIDTH],
    entry: &mut Entry<'b>,
) -> Option<()> {
    use complement::*;
    let columns = record.bytes;
    if repeated(columns) != repeated(movement) {
        return None;
    }
    if RESERVED_41.of(columns) != b"     " || RESERVED_119.of(columns) != b"  " {
        return None;
    }
    let qualifier = code!(Qualifier, QUALIFIER.of(columns));
    let text = record.start(TEXT, trim_end(TEXT.of(columns)).len())?;
    entry.details.push(Detail { qualifier, text: Cow::Borrowed(text), zones: Zones::default() });
    Some(())
}

/// Columns 3-7 and 12-32.
#[inline(always)]
fn account(columns: &[u8; WIDTH]) -> Option<(&[u8; 5], &[u8; 21])> {
    let bank_code = movement::BANK_CODE.of(columns).first_chunk()?;
    let (_, branch_and_on) = columns.split_first_chunk::<11>()?;
    Some((bank_code, branch_and_on.first_chunk()?))
}

/// Columns 3-40.
#[inline(always)]
fn repeated(columns: &[u8; WIDTH]) -> Option<&[u8; 38]> {
    columns.first_chunk::<40>()?.last_chunk()
}

#[inline(always)]
fn flag(column: &[u8]) -> Option<Option<bool>> {
    match column {
        b" " => Some(None),
        b"0" => Some(Some(false)),
        b"1" => Some(Some(true)),
        _ => None,
    }
}

/// Reads dates. A file says the same few again and again: the last one of each day of the month is kept.
#[derive(Debug)]
pub(super) struct Dates {
    century: Century,
    days: [Option<([u8; 6], NaiveDate)>; DAYS],
}

/// As many as two digits of a day can be told apart, whatever they are.
const DAYS: usize = 64;

impl Dates {
    pub(super) fn new(century: Century) -> Dates {
        Dates { century, days: [None; DAYS] }
    }

    #[inline]
    fn date(&mut self, column: &[u8; 6]) -> Option<NaiveDate> {
        let [tens, units, ..] = *column;
        let day = usize::from((tens & 3) << 4 | units & 15);
        match self.days.get(day) {
            Some(Some((last, date))) if last == column => Some(*date),
            _ => self.other(column, day),
        }
    }

    fn other(&mut self, column: &[u8; 6], day: usize) -> Option<NaiveDate> {
        let date = field::date(column, self.century)?;
        *self.days.get_mut(day)? = Some((*column, date));
        Some(date)
    }
}
