//! Statements in the forms that other programs read and write.
//!
//! Each output is a [`Sink`]: statements go in one by one, [`finish`](Sink::finish) closes the document.

#[cfg(feature = "camt053")]
pub mod camt053;
#[cfg(feature = "csv")]
pub mod csv;
#[cfg(feature = "json")]
pub mod iswigo;
#[cfg(feature = "json")]
pub mod json;
#[cfg(any(feature = "csv", feature = "ofx"))]
pub mod memo;
#[cfg(feature = "ofx")]
pub mod ofx;

use crate::error::Result;
#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
use crate::error::{Code, Diagnostic, Error, Position, Severity};
use crate::model::Statement;
#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
use crate::wire::layout::{Field, RecordCode};

/// Where statements are written to: [`Writer`](crate::Writer), the writers of this module, or one of your own.
///
/// ```
/// use cfonb::convert::Sink;
/// use cfonb::{Result, Statement};
/// use std::collections::BTreeMap;
///
/// /// How much came in, by who sent it.
/// struct Payers(BTreeMap<String, rust_decimal::Decimal>);
///
/// impl Sink for Payers {
///     fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
///         for entry in statement.entries.iter().filter(|entry| entry.is_credit()) {
///             let payer = entry.info().debtor.name.unwrap_or_default().into_owned();
///             *self.0.entry(payer).or_default() += entry.amount;
///         }
///         Ok(())
///     }
///
///     fn finish(&mut self) -> Result<()> {
///         Ok(())
///     }
/// }
///
/// # fn main() -> Result<()> {
/// # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let mut payers = Payers(BTreeMap::new());
/// for statement in cfonb::statements(&file) {
///     payers.write(&statement?)?;
/// }
/// payers.finish()?;
/// assert_eq!(payers.0["DURAND ET FILS"].to_string(), "170.00");
/// # Ok(()) }
/// ```
pub trait Sink {
    /// Writes one statement.
    ///
    /// # Errors
    ///
    /// If the medium fails, or the statement does not fit in this form.
    fn write(&mut self, statement: &Statement<'_>) -> Result<()>;

    /// Writes what comes after the last statement, and flushes. Nothing may be written after it.
    ///
    /// # Errors
    ///
    /// If the medium fails.
    fn finish(&mut self) -> Result<()>;
}

impl<W: std::io::Write> Sink for crate::writer::Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        crate::writer::Writer::write(self, statement)
    }

    fn finish(&mut self) -> Result<()> {
        self.flush()
    }
}

/// The number without the sign that a zero can have.
#[cfg(any(feature = "csv", feature = "ofx"))]
fn unsigned_zero(number: rust_decimal::Decimal) -> rust_decimal::Decimal {
    if number.is_zero() { number.abs() } else { number }
}

/// The first and last day that a statement is about: from the day after its old balance to its new balance, and
/// every booking date.
#[cfg(any(feature = "ofx", feature = "camt053"))]
fn span(statement: &Statement<'_>) -> (chrono::NaiveDate, chrono::NaiveDate) {
    let opening = statement.opening.date;
    let days = || statement.entries.iter().map(|entry| entry.booking_date);
    let last_booking = days().max().unwrap_or(opening);
    let end = statement.closing.as_ref().map_or(last_booking.max(opening), |closing| closing.date);
    let start = opening.succ_opt().unwrap_or(opening).min(end);
    (days().min().unwrap_or(start).min(start), last_booking.max(end))
}

/// Refuses a statement with a day whose year has not four digits, which none of the forms can say.
#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
fn require_days(statement: &Statement<'_>) -> Result<()> {
    for entry in &statement.entries {
        let days = [Some(entry.booking_date), entry.value_date, entry.operation_date];
        // All together: which of them there are, no processor can foresee.
        let is_inside = |day: &Option<chrono::NaiveDate>| DAYS.contains(&day.unwrap_or(entry.booking_date));
        if days.iter().fold(true, |all, day| all & is_inside(day)) {
            continue;
        }
        for day in days.into_iter().flatten() {
            require_day(day, entry.position, RecordCode::Movement, Field::BookingDate)?;
        }
    }
    let (opening, changed) = (&statement.opening, statement.source_time.map(|time| time.date()));
    for day in [Some(opening.date), changed].into_iter().flatten() {
        require_day(day, opening.position, RecordCode::OldBalance, Field::BalanceDate)?;
    }
    statement.closing.iter().try_for_each(|closing| {
        require_day(closing.date, closing.position, RecordCode::NewBalance, Field::BalanceDate)
    })
}

#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
fn require_day(
    day: chrono::NaiveDate,
    position: Option<Position>,
    record: RecordCode,
    field: Field,
) -> Result<()> {
    if DAYS.contains(&day) { Ok(()) } else { Err(refuse(Code::DateOutOfRange, position, record, field)) }
}

/// The days of the years 1 to 9999.
#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
const DAYS: std::ops::RangeInclusive<chrono::NaiveDate> = {
    match (chrono::NaiveDate::from_ymd_opt(1, 1, 1), chrono::NaiveDate::from_ymd_opt(9999, 12, 31)) {
        (Some(first), Some(last)) => first..=last,
        _ => chrono::NaiveDate::MIN..=chrono::NaiveDate::MAX,
    }
};

#[cfg(any(feature = "csv", feature = "ofx", feature = "camt053", feature = "json"))]
#[cold]
fn refuse(code: Code, position: Option<Position>, record: RecordCode, field: Field) -> Error {
    let diagnostic = Diagnostic::new(code, Severity::Error).with_field(record, field);
    match position {
        Some(position) => diagnostic.with_position(position).into(),
        None => diagnostic.into(),
    }
}

/// How far the original amount, times and by its rate, is from an entry's amount: which way a rate is quoted is not
/// said, and has to follow from the amounts. `None` for a way that misses by more than a unit of the last decimal.
#[cfg(any(feature = "ofx", feature = "camt053"))]
fn conversions(
    original: rust_decimal::Decimal,
    rate: rust_decimal::Decimal,
    amount: rust_decimal::Decimal,
) -> (Option<rust_decimal::Decimal>, Option<rust_decimal::Decimal>) {
    let distance = |converted: Option<rust_decimal::Decimal>| {
        let unit = rust_decimal::Decimal::try_new(1, amount.scale()).ok()?;
        let distance = converted?.checked_sub(amount.abs())?.abs();
        (distance <= unit).then_some(distance)
    };
    (distance(original.checked_mul(rate)), distance(original.checked_div(rate)))
}
