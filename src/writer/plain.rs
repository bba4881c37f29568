//! Records by the book, without zones and in ASCII that fits, as nearly all are. Each is put together at once; what
//! is not by the book goes the [general](super::render) way, column by column, which also says what is wrong.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::model::{Detail, Entry, Statement};
use crate::wire::amount;
use crate::wire::field::{self, Century};
use crate::wire::layout::{FieldSpec, RecordCode, WIDTH, complement, movement};
use crate::wire::words::{any_word, has, has_other};

type Columns = [u8; WIDTH];

/// How many columns a complement repeats from its movement, but for the record code.
const REPEATED: usize = 40;

/// The records of one statement.
#[derive(Debug)]
pub(super) struct Plain {
    /// A movement with nothing but what all of the statement have in common.
    blank: Columns,
    scale: u32,
    century: Century,
    booking_date: LastDate,
    value_date: LastDate,
}

impl Plain {
    /// What the records of a statement have in common; `None` where that is not by the book.
    pub(super) fn of(statement: &Statement<'_>, century: Century) -> Option<Plain> {
        use movement::{ACCOUNT_NUMBER, BANK_CODE, BRANCH_CODE, CURRENCY, DECIMALS, RECORD_CODE};
        let account = &statement.account;
        let mut blank = [b' '; WIDTH];
        put(&mut blank, RECORD_CODE, RecordCode::Movement.digits().as_bytes())?;
        for (spec, code) in [(BANK_CODE, &account.bank_code), (BRANCH_CODE, &account.branch_code)] {
            put(&mut blank, spec, field::digits(code.as_bytes(), spec.width())?.as_bytes())?;
        }
        put(&mut blank, CURRENCY, account.currency.as_bytes())?;
        let decimals = Some(account.decimals).filter(|decimals| *decimals <= 9)?;
        put(&mut blank, DECIMALS, &[b'0'.wrapping_add(decimals)])?;
        text(&mut blank, ACCOUNT_NUMBER, account.number.trim_matches(' '))?;
        let (booking_date, value_date) = Default::default();
        Some(Plain { blank, scale: decimals.into(), century, booking_date, value_date })
    }

    /// A movement, if it is by the book.
    pub(super) fn movement(&mut self, entry: &Entry<'_>) -> Option<Columns> {
        use movement::*;
        if !entry.zones.is_empty() || entry.amount.scale() != self.scale {
            return None;
        }
        let mut record = self.blank;
        let columns = &mut record;
        if let Some(code) = &entry.internal_code {
            put(columns, INTERNAL_CODE, code.as_bytes())?;
        }
        put(columns, OPERATION_CODE, entry.operation_code?.as_bytes())?;
        put(columns, BOOKING_DATE, &self.booking_date.columns(entry.booking_date, self.century)?)?;
        if let Some(code) = &entry.reject_code {
            put(columns, REJECT_CODE, code.as_bytes())?;
        }
        if let Some(date) = entry.value_date {
            put(columns, VALUE_DATE, &self.value_date.columns(date, self.century)?)?;
        }
        text(columns, LABEL, &entry.label)?;
        match entry.entry_number.as_deref() {
            None => put(columns, ENTRY_NUMBER, b"0000000")?,
            Some(number) => put(columns, ENTRY_NUMBER, plain_number(number)?)?,
        }
        put(columns, COMMISSION_EXEMPT, flag(entry.commission_exempt))?;
        put(columns, UNAVAILABLE, flag(entry.unavailable))?;
        put(columns, AMOUNT, &amount::encode(minor_units(entry.amount, self.scale)?)?)?;
        text(columns, REFERENCE, entry.reference.as_deref().unwrap_or_default())?;
        Some(record)
    }
}

/// A complement of a movement that is by the book, if it is too.
pub(super) fn plain_complement(movement: &Columns, detail: &Detail<'_>) -> Option<Columns> {
    use complement::*;
    if !detail.zones.is_empty() {
        return None;
    }
    let mut record = [b' '; WIDTH];
    let columns = &mut record;
    *columns.first_chunk_mut::<REPEATED>()? = *movement.first_chunk()?;
    put(columns, RECORD_CODE, RecordCode::Complement.digits().as_bytes())?;
    if let Some(qualifier) = &detail.qualifier {
        put(columns, QUALIFIER, qualifier.as_bytes())?;
    }
    put(columns, TEXT, Some(detail.text.as_ref()).filter(|text| is_one_line(text))?.as_bytes())?;
    Some(record)
}

/// Puts bytes at the start of their columns, which are blank; `None` if they do not fit.
#[inline(always)]
fn put(record: &mut Columns, spec: FieldSpec, bytes: &[u8]) -> Option<()> {
    spec.of_mut(record).get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(())
}

/// The same with a text, if it is one that needs no look at its characters.
#[inline(always)]
fn text(record: &mut Columns, spec: FieldSpec, text: &str) -> Option<()> {
    if text.starts_with(' ') || !is_one_line(text) {
        return None;
    }
    put(record, spec, text.as_bytes())
}

/// A number that fills its columns and says something.
#[inline(always)]
fn plain_number(number: &str) -> Option<&[u8]> {
    let digits = field::is_digits(number.as_bytes(), movement::ENTRY_NUMBER.width());
    (digits && number != "0000000").then_some(number.as_bytes())
}

fn flag(flag: Option<bool>) -> &'static [u8] {
    match flag {
        Some(true) => b"1",
        Some(false) => b"0",
        None => b" ",
    }
}

/// Writes dates; one that is the last one again needs no second look.
#[derive(Debug, Default)]
struct LastDate(Option<(NaiveDate, [u8; 6])>);

impl LastDate {
    #[inline]
    fn columns(&mut self, date: NaiveDate, century: Century) -> Option<[u8; 6]> {
        match self.0 {
            Some((last, columns)) if last == date => Some(columns),
            _ => {
                let columns = date_columns(date, century)?;
                self.0 = Some((date, columns));
                Some(columns)
            }
        }
    }
}

/// Whether a text is ASCII in one line, as nearly all are.
#[inline]
pub(super) fn is_one_line(text: &str) -> bool {
    !any_word(text.as_bytes(), |word| has_other(word) | has(word, b'\n') | has(word, b'\r'))
}

/// An amount in units of its last decimal, of which there are `scale`; `None` if it does not fit.
pub(super) fn minor_units(amount: Decimal, scale: u32) -> Option<i64> {
    let more = scale.checked_sub(amount.scale())?;
    let units = i64::try_from(amount.mantissa()).ok()?;
    units.checked_mul(10i64.checked_pow(more)?)
}

/// Day, month and year of a date; `None` if it would be read back as another.
pub(super) fn date_columns(date: NaiveDate, century: Century) -> Option<[u8; 6]> {
    let two = |number: u32| [digit(number / 10), digit(number % 10)];
    let ([d1, d2], [m1, m2]) = (two(date.day()), two(date.month()));
    let [y1, y2] = two(date.year().rem_euclid(100).unsigned_abs());
    century.contains(date.year()).then_some([d1, d2, m1, m2, y1, y2])
}

fn digit(number: u32) -> u8 {
    u8::try_from(number % 10).unwrap_or_default().saturating_add(b'0')
}
