//! French bank statements: CFONB 120 records in, checked statements and conversions out.
//!
//! CFONB 120 (*relevé de compte*, AFB 120, ETEBAC 3 statement) is what French banks send to their customers'
//! accounting programs: records of 120 columns, 01 for the old balance, 04 for each movement, 05 for what is to be
//! added to it, 07 for the new balance. This crate reads them without copying, checks that the money adds up, and
//! writes CFONB, CSV, OFX, camt.053 and JSON.
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! for statement in cfonb::statements(&file) {
//!     let statement = statement?;
//!     assert!(statement.is_balanced());
//!     println!("{} entries for {}", statement.entries.len(), statement.account.number);
//! }
//! # Ok(()) }
//! ```
//!
//! # Where to start
//!
//! With `full`, the `tutorial` takes five minutes, and the `cookbook` has recipes.
//!
//! - [`statements()`] for bytes in memory, [`Reader`] for anything that is [`Read`](std::io::Read): both give
//!   [`Statement`]s by a [`Policy`].
//! - [`records()`], [`read_record`] and [`read_entry`] for less than a statement.
//! - [`Writer`] for CFONB 120, [`convert`] for the other formats.
//! - [`check`] for whether the money adds up, within a statement and from one to the next.
//! - [`repair`] for copies that have lost blanks or signs on the way.
//! - [`inspect()`](inspect::inspect) for one record, field by field, whatever is wrong with it.
//! - [`wire::layout`] for the columns, [`model`] for the codes and what they mean.
//!
//! # What holds
//!
//! - No `unsafe`, and no panic on any input.
//! - Money is exact: [`Decimal`](rust_decimal::Decimal) with checked arithmetic, never a float. No amount, date or
//!   account is guessed, but by [`repair`], which says so and proves it by the balance.
//! - Nothing is lost in silence: a byte is in a field, in the [`Zones`] of its record, or named by a
//!   [`Diagnostic`].
//! - What was read is written back byte for byte.
//! - Memory is bounded by [`Policy::max_statement_bytes`], time is linear.
//! - Errors name the place and the rule and never print what a field holds.
//!
//! # Features
//!
//! None is on by default. `serde`: [`Statement`] can be serialised. `json`, `csv`, `ofx`, `camt053`:
//! the modules of [`convert`]. `mask`: files without the names in them. `full`: all of these. `cli`: the command.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation
    )
)]

pub mod check;
pub mod convert;
mod error;
pub mod inspect;
#[cfg(feature = "mask")]
pub mod mask;
pub mod model;
pub mod reader;
pub mod repair;
pub mod wire;
pub mod writer;

// They are documentation and nothing else.
#[cfg(all(any(doc, doctest), feature = "full"))]
pub mod cookbook;
#[cfg(all(any(doc, doctest), feature = "full"))]
pub mod tutorial;

pub use chrono;
pub use rust_decimal;

pub use error::{Code, Diagnostic, Error, ErrorKind, Position, Result, Severity};
pub use model::{
    Account, AccountError, Balance, BankTransactionCode, Currency, Detail, Entry, Fees, Iban, Info,
    InternalCode, Mapping, OperationCode, OriginalAmount, Party, Qualifier, RejectCode, RejectFamily, Rib,
    RibKey, Sense, Statement, SubZone, Zone, Zones,
};
pub use reader::{
    Policy, Reaction, Reader, Statements, Summary, read_entry, read_record, records, statements,
};
pub use wire::encoding::Charset;
pub use wire::record::Record;
pub use writer::{LineEnd, Writer, WriterOptions};

/// The examples of the README are tested with the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
