//! Recipes.
//!
//! # Read a file that is larger than memory
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! let file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb"))?;
//! let mut reader = cfonb::Reader::new(file);
//! while let Some(statement) = reader.read_statement()? {
//!     // It is lent until the next call; `into_owned` keeps it.
//!     println!("{}", statement.entries.len());
//! }
//! println!("{} records", reader.summary().records);
//! # Ok(()) }
//! ```
//!
//! # Go on after a statement that is refused
//!
//! ```
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! let twice = [b"0111111 damaged\n", &file[..]].concat();
//! let (good, bad): (Vec<_>, Vec<_>) = cfonb::statements(&twice).partition(Result::is_ok);
//! assert_eq!((good.len(), bad.len()), (1, 1));
//! ```
//!
//! # Take what one bank does otherwise
//!
//! ```
//! use cfonb::{Policy, Reaction, Reader};
//! let mut policy = Policy::strict();
//! policy.reserved_not_blank = Reaction::Accept;
//! policy.stripped_blanks = Reaction::Info;
//! let reader = Reader::with_policy(std::io::empty(), policy);
//! assert_eq!(reader.into_statements().count(), 0);
//! ```
//!
//! # Read a copy from a web page or an e-mail
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! let pasted = b"\
//! 0111111 22222EUR2 00123456789 240420 00000000121200
//! 0411111 22222EUR2 0012345678928240420 240420CARTE 00000000002000
//! 0711111 22222EUR2 00123456789 240420 00000000119200";
//! let statement = cfonb::repair::statements(pasted).next().unwrap()?;
//! assert_eq!(statement.entries[0].amount.to_string(), "-20.00");
//! // Show these to a person: each is a guess, with its reason.
//! assert!(!statement.diagnostics().is_empty());
//! # Ok(()) }
//! ```
//!
//! # Find the account in a database
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! let statement = cfonb::statements(&file).next().unwrap()?;
//! assert_eq!(statement.account.iban().unwrap().to_string(), "FR7611111222220012345678975");
//! # Ok(()) }
//! ```
//!
//! # Write JSON Lines, and read them back
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! use cfonb::convert::{Sink, json};
//! let mut writer = json::Writer::new(Vec::new(), json::Form::Lines);
//! for statement in cfonb::statements(&file) {
//!     writer.write(&statement?)?;
//! }
//! writer.finish()?;
//! let lines = writer.into_inner()?;
//! let mut entries = 0;
//! json::read(&lines[..], |statement| {
//!     entries += statement.entries.len();
//!     Ok(())
//! })?;
//! assert_eq!(entries, 6);
//! # Ok(()) }
//! ```
//!
//! # A French CSV for Excel
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! use cfonb::convert::{Sink, csv};
//! let mut out = Vec::new();
//! let options = csv::Options::default().with_dialect(csv::Dialect::French);
//! let mut writer = csv::Writer::new(&mut out, options);
//! for statement in cfonb::statements(&file) {
//!     writer.write(&statement?)?;
//! }
//! writer.finish()?;
//! drop(writer);
//! assert!(String::from_utf8_lossy(&out).contains("24/04/2020;"));
//! # Ok(()) }
//! ```
//!
//! # Change a statement and write it as CFONB
//!
//! ```
//! # fn main() -> Result<(), cfonb::Error> {
//! # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
//! let mut statement = cfonb::statements(&file).next().unwrap()?;
//! statement.entries[0].label = "CHEQUE DE LOYER".into();
//! let mut writer = cfonb::Writer::new(Vec::new());
//! writer.write(&statement)?;
//! let written = writer.into_inner();
//! assert_eq!(cfonb::statements(&written).next().unwrap()?.entries[0].label, "CHEQUE DE LOYER");
//! # Ok(()) }
//! ```
//!
//! # Less than a statement
//!
//! [`read_record`](crate::read_record) takes one line, [`read_entry`](crate::read_entry) a movement with its complements,
//! [`records`](crate::records) all the records of a slice whatever their order.
//!
//! # An output of one's own
//!
//! Implement [`Sink`](crate::convert::Sink): `examples/ledger.rs` in the repository is a whole one.
