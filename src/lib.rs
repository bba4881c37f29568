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
#![cfg_attr(
    all(any(doc, doctest), feature = "full"),
    doc = "The [tutorial] takes five minutes, the [cookbook] has recipes, and below is what there is."
)]
#![cfg_attr(
    not(all(any(doc, doctest), feature = "full")),
    doc = "Documented with the feature `full`, there is a tutorial of five minutes, and a cookbook."
)]
//!
//! | to | use |
//! |---|---|
//! | read bytes in memory, borrowing their text | [`statements()`] |
//! | read a file, a pipe or anything that is [`Read`](std::io::Read), one statement in memory at a time | [`Reader`] |
//! | decide what is taken, said and refused | [`Policy`] |
//! | read less than a statement | [`records()`], [`read_record`], [`read_entry`] |
//! | know what codes and complements mean | [`Entry::info`], [`OperationCode`], [`RejectCode`], [`Qualifier`] |
//! | go from bank details to an IBAN and back | [`Account::iban`], [`Account::from_iban`], [`Account::from_rib`] |
//! | check that the money adds up and that no statement is missing | [`Statement::is_balanced`], [`check::Checker`] |
//! | find out why it does not | [`check::explain`] |
//! | write CFONB 120 | [`Writer`] |
//! | write OFX, camt.053, CSV, JSON | [`convert`] |
//! | read a copy that has lost blanks or signs | [`repair`] |
//! | show a person what is wrong with one record | [`Diagnostic`], [`inspect()`](inspect::inspect) |
//! | read EBCDIC | [`wire::ebcdic::EbcdicReader`] |
//! | know the columns | [`wire::layout`] |
//!
//! # Policy
//!
//! Banks, programs and people bend the format in some twenty ways. Each has a field in [`Policy`] that says what is done:
//! accepted, said, or refused. A refused statement is an [`Error`]; reading goes on with the next one.
//!
//! - [`Policy::strict`] takes what the publication foresees: for testing what a program writes.
//! - The [default](Policy::default) takes what real banks write, and says what it takes over or leaves out.
//! - [`Policy::lenient`] also skips what it cannot read, and marks the statement incomplete: for looking into a file that
//!   is damaged.
//!
//! ```
//! use cfonb::{Code, Policy, Reader};
//! let sample = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! let stripped = String::from_utf8(sample).unwrap().replace("  \n", "\n");
//! let first = |policy| Reader::with_policy(stripped.as_bytes(), policy).into_statements().next().unwrap();
//! let statement = first(Policy::default()).unwrap();
//! assert_eq!(statement.diagnostics()[0].code, Code::StrippedBlanks);
//! let error = first(Policy::strict()).unwrap_err();
//! assert_eq!(error.diagnostic().unwrap().code, Code::StrippedBlanks);
//! ```
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
//! None is on by default: the reader, the writer, the checks and `repair` are always there.
//!
//! | feature | adds |
//! |---|---|
//! | `serde` | `Serialize` and `Deserialize` for [`Statement`], in the JSON model of `convert::json` |
//! | `json` | `convert::json` both ways; `convert::iswigo`, which reads an account aggregator's JSON |
//! | `csv` | `convert::csv`, French or RFC 4180 |
//! | `ofx` | `convert::ofx`, 1.02 and 2.11 |
//! | `camt053` | `convert::camt053`, versions 08 and 02 |
//! | `mask` | `mask`: the same file without the names in it |
//! | `full` | all of these |
//! | `cli` | the command `cfonb` |
//!
//! [`chrono`] and [`rust_decimal`], whose types are in the API, are exported.
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
