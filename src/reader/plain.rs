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

/// A code, if there is one; `None` if the columns can be none.
macro_rules! code {
    ($type:ident, $column:expr) => {{
        let column = $column;
        if field::is_blank(column) { None } else { Some($type::from_bytes(column)?) }
    }};
}

/// A record of a run: printable ASCII.
#[derive(Clone, Copy)]
pub(super) struct PlainRecord<'b> {
    pub(super) bytes: &'b [u8; WIDTH],
    /// The whole run as text, and where in it this record begins.
    text: &'b str,
    start: usize,
    pub(super) position: Position,
}

/// The records of a run that are still to be read.
#[derive(Clone, Copy)]
pub(super) struct PlainRecords<'b> {
    run: Run,
    text: &'b str,
    /// Which of the run's records is the next, and where it begins.
    index: usize,
    start: usize,
}

impl<'b> PlainRecords<'b> {
    /// `None` if it is not there, or no text, which cannot happen: it was looked at when it was framed.
    pub(super) fn of(run: Run, bytes: &'b [u8]) -> Option<PlainRecords<'b>> {
        let text = simdutf8::basic::from_utf8(run.bytes(bytes)).ok().filter(|text| !text.is_empty())?;
        Some(PlainRecords { run, text, index: 0, start: 0 })
    }

    #[inline(always)]
    fn peek(&self) -> Option<PlainRecord<'b>> {
        let PlainRecords { run, text, index, start } = *self;
        let bytes = text.as_bytes().get(start..)?.first_chunk()?;
        Some(PlainRecord { bytes, text, start, position: run.nth(index) })
    }

    /// How many complements come next.
    #[inline]
    pub(super) fn complements(&self) -> usize {
        let rest = self.text.as_bytes().get(self.start..).unwrap_or_default();
        rest.iter().skip(1).step_by(self.run.stride).take_while(|digit| **digit == b'5').count()
    }

    /// Steps over the complements that are by the book, and adds them to the details where those are kept.
    #[inline(always)]
    pub(super) fn take_details(&mut self, movement: &[u8; WIDTH], mut details: Option<&mut Vec<Detail<'b>>>) {
        while let Some(record) = self.peek()
            && record.code() == RecordCode::Complement
            && record.detail(movement, details.as_deref_mut()).is_some()
        {
            self.next();
        }
    }
}

impl<'b> Iterator for PlainRecords<'b> {
    type Item = PlainRecord<'b>;

    #[inline(always)]
    fn next(&mut self) -> Option<PlainRecord<'b>> {
        let record = self.peek()?;
        self.index = self.index.wrapping_add(1);
        self.start = self.start.wrapping_add(self.run.stride);
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
        // Whether there is any needs no answer: nothing is below a blank.
        let least = b' '.wrapping_add(u8::from(length > 0));
        if *column.first()? < least { None } else { self.start(spec, length) }
    }

    /// So much of the text of some columns.
    #[inline(always)]
    fn start(self, spec: FieldSpec, length: usize) -> Option<&'b str> {
        let start = self.start.wrapping_add(usize::from(spec.from)).wrapping_sub(1);
        self.text.get(start..start.wrapping_add(length))
    }

    /// Adds a complement of this movement to the details, where they are kept, if it is by the book.
    #[inline(always)]
    fn detail(self, movement: &[u8; WIDTH], details: Option<&mut Vec<Detail<'b>>>) -> Option<()> {
        use complement::*;
        let columns = self.bytes;
        if repeated(columns) != repeated(movement) {
            return None;
        }
        if RESERVED_41.of(columns) != b"     " || RESERVED_119.of(columns) != b"  " {
            return None;
        }
        let qualifier = code!(Qualifier, QUALIFIER.of(columns));
        if let Some(details) = details {
            let text = self.start(TEXT, trim_end(TEXT.of(columns)).len())?;
            details.push(Detail { qualifier, text: Cow::Borrowed(text), zones: Zones::default() });
        }
        Some(())
    }
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
        let value_date = VALUE_DATE.of(columns).first_chunk()?;
        let value_date = if value_date == b"      " { None } else { Some(dates.date(value_date)?) };
        let amount = amount::decode(AMOUNT.of(columns)).ok().filter(|amount| amount.canonical)?;
        let reject_code = REJECT_CODE.of(columns);
        let entry_number: &[u8; 7] = ENTRY_NUMBER.of(columns).first_chunk()?;
        let entry_number = if entry_number == b"0000000" {
            None
        } else if field::is_digits(entry_number, 7) {
            Some(Cow::Borrowed(record.start(ENTRY_NUMBER, 7)?))
        } else {
            return None;
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

/// Columns 3-7 and 12-32.
#[inline(always)]
fn account(columns: &[u8; WIDTH]) -> Option<(&[u8; 5], &[u8; 21])> {
    let bank_code = movement::BANK_CODE.of(columns).first_chunk()?;
    let (_, branch_and_on) = columns.split_first_chunk::<11>()?;
    Some((bank_code, branch_and_on.first_chunk()?))
}

/// Columns 3-40, in two pieces that a processor compares without a loop.
#[inline(always)]
fn repeated(columns: &[u8; WIDTH]) -> Option<(&[u8; 32], &[u8; 8])> {
    let (columns, _) = columns.split_first_chunk::<40>()?;
    let (_, to_34) = columns.first_chunk::<34>()?.split_first_chunk::<2>()?;
    Some((to_34.first_chunk()?, columns.last_chunk()?))
}

#[inline(always)]
fn flag(column: &[u8]) -> Option<Option<bool>> {
    let [byte] = *column else { return None };
    matches!(byte, b' ' | b'0' | b'1').then_some(if byte == b' ' { None } else { Some(byte == b'1') })
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
