//! The JSON model: how a [`Statement`] is serialised, and read again.
//!
//! The names are fixed and new keys are additive. Amounts are text, never numbers: a JSON number is a binary
//! float for most programs, and digits are lost without a word.

mod details;
mod read;
mod scalar;
mod write;

#[cfg(feature = "json")]
pub(crate) use read::RawStatement;
#[cfg(feature = "json")]
pub(crate) use scalar::{Date, Fault, Field, Moment, Object, Plain, Scalar, decimal};

#[cfg(test)]
pub(crate) mod tests;
