//! Statements in the forms that other programs read and write.
//!
//! Each output is a [`Sink`]: statements go in one by one, [`finish`](Sink::finish) closes the document.

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
use crate::model::Statement;

/// Where statements are written to.
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
