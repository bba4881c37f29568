//! What is on the wire: bytes and one record of 120 columns.
//!
//! [`layout`] is the table of fields that everything else reads; [`encoding`] the character sets, [`ebcdic`]
//! those of mainframes; the rest frames lines, decodes fields ([`field`]) and amounts, and puts all
//! together ([`record`]).

pub(crate) mod amount;

mod bytes;
pub mod ebcdic;
pub mod encoding;
pub mod field;
pub mod layout;
pub(crate) mod line;
pub(crate) mod pieces;
pub mod recognise;
pub mod record;
pub(crate) mod words;
