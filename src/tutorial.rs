//! Five minutes with the crate: from a bank's file to checked statements and another format.
//!
//! # 1. Read
//!
//! A file holds statements, a statement its entries. Text is borrowed from the bytes you read.
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! for statement in cfonb::statements(&file) {
//!     let statement = statement?;
//!     println!("{} {}", statement.account.number, statement.account.currency);
//!     for entry in &statement.entries {
//!         println!("{} {:>10} {}", entry.booking_date, entry.amount, entry.label);
//!     }
//! }
//! # Ok(()) }
//! ```
//!
//! For anything that is [`Read`](std::io::Read), [`Reader`](crate::Reader) lends one statement at a time and never holds
//! the file. No [`BufReader`](std::io::BufReader) is needed.
//!
//! # 2. Understand
//!
//! Codes are data: any code is kept, and a table gives the known ones a meaning. What the complements (05) say of an entry
//! is in one place, [`Entry::info`](crate::Entry::info).
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! # let statement = cfonb::statements(&file).next().unwrap()?;
//! let debit = &statement.entries[1];
//! let code = debit.operation_code.unwrap();
//! assert_eq!((code.as_str(), code.sense()), ("B1", Some(cfonb::Sense::Debit)));
//! let info = debit.info();
//! assert_eq!(info.creditor.name.as_deref(), Some("ENERGIE EXEMPLE SA"));
//! assert_eq!(info.mandate_id.as_deref(), Some("MANDAT-0042"));
//! # Ok(()) }
//! ```
//!
//! # 3. Check
//!
//! A balance that is wrong is no parse error: whoever looks for the fault needs the statement.
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! use cfonb::check::Checker;
//! let mut checker = Checker::new();
//! for statement in cfonb::statements(&file) {
//!     checker.push(&statement?, Some("sample.cfonb"));
//! }
//! let report = checker.finish();
//! assert!(report.findings.is_empty());
//! # Ok(()) }
//! ```
//!
//! # 4. Be told what is wrong
//!
//! An error names the place, the columns and the rule, and never prints what a field holds. Reading goes on with the next
//! statement.
//!
//! ```
//! # let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! let broken = file.replacen("  230420", "  310223", 1);
//! let error = cfonb::statements(broken.as_bytes()).next().unwrap().unwrap_err();
//! let diagnostic = error.diagnostic().unwrap();
//! assert_eq!(diagnostic.code, cfonb::Code::InvalidDate);
//! assert_eq!((diagnostic.position.unwrap().line, diagnostic.columns), (1, Some((35, 40))));
//! ```
//!
//! Some twenty deviations from the publication have a name in [`Policy`](crate::Policy), with three presets. A statement
//! carries what was noticed about it: [`Statement::diagnostics`](crate::Statement::diagnostics).
//!
//! # 5. Convert
//!
//! Every output is a [`Sink`](crate::convert::Sink).
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! use cfonb::convert::{Sink, ofx};
//! let mut out = Vec::new();
//! let mut writer = ofx::Writer::new(&mut out, ofx::Options::default());
//! for statement in cfonb::statements(&file) {
//!     writer.write(&statement?)?;
//! }
//! writer.finish()?;
//! drop(writer);
//! assert!(out.starts_with(b"OFXHEADER:100"));
//! # Ok(()) }
//! ```
//!
//! The [cookbook](crate::cookbook) has more.
