//! What a statement is, whatever it came from.
//!
//! [`Statement`] and its parts follow the words of ISO 20022 (statement, entry, balance, booking date, value
//! date); the code types ([`OperationCode`], [`Qualifier`] ...) keep any value and give it a meaning where a
//! table has one.

mod account;
mod code;
#[cfg(any(feature = "serde", feature = "csv", feature = "ofx", feature = "camt053"))]
pub(crate) mod digits;
mod operation;
mod qualifier;
mod reject;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(feature = "serde")]
mod serde;
mod statement;
mod sum;
mod zones;

pub use account::{Account, AccountError, Iban, Rib, RibKey};
pub use code::{Currency, InternalCode};
pub use operation::{BankTransactionCode, Mapping, OperationCode, Sense};
pub use qualifier::{Fees, Info, OriginalAmount, Party, Qualifier, SubZone};
#[cfg(any(feature = "csv", feature = "ofx", feature = "mask"))]
pub(crate) use qualifier::{fees, original_amount};
pub use reject::{RejectCode, RejectFamily};
pub(crate) use statement::Diagnostics;
pub use statement::{Balance, Detail, Entry, Statement};
#[cfg(feature = "csv")]
pub(crate) use sum::exact_sum;
pub use zones::{Zone, Zones};

#[cfg(all(test, feature = "json"))]
pub(crate) use self::serde::tests as serde_tests;
#[cfg(feature = "json")]
pub(crate) use self::serde::{Date, Fault, Field, Moment, Object, Plain, RawStatement, Scalar, decimal};
