//! The JSON of an account aggregator's API, in: its accounts and their transactions become statements.
//!
//! ```json
//! [{"account_id":"a1","type":"account","name":"Compte courant","account_number":"00123456789",
//!   "bban":"111112222200123456789","balance":1000,"currency":"EUR"}]
//! [{"transaction_id":"t1","account_id":"a1","operation_date":"2024-01-15","value_date":"2024-01-16",
//!   "accounting_date":null,"interbank_code":"01","check_number":null,"amount":-12.5,"wording":"Chèque",
//!   "text":".","update_time":"2024-01-16 06:00:00","is_deleted":false}]
//! ```
//!
//! Objects stand in lists or by themselves, in one input or in several, one document after the other, in any
//! order. One with a `transaction_id` is a transaction, another with an `account_id` an account; keys that are not
//! named here are ignored.
//!
//! # Accounts
//!
//! - `bban` is bank, branch and number, 21 characters, or 23 with a key, which must fit. `account_number`, if it
//!   is there, must be its last eleven characters (zeros before it may lack); a number with hidden parts
//!   (`xxxx6789`, `****6789`) is not compared. `name` and `type` are [`Account::name`] and [`Account::kind`].
//! - An account without a `bban` has no bank and no branch, and its `account_number` as it is, hidden parts and
//!   all. CFONB needs [bank details](Options::bank_details) for it.
//! - A card is an account without a `bban`, of a `type` with the word card, or with a `parent_account_id`.
//!
//! # Transactions
//!
//! - The booking date is `accounting_date`, or else `operation_date`, which is kept where it differs. Entries are
//!   in the order of their booking dates, those of one day in that of the input.
//! - `amount` (and `balance`) is taken from the text of the JSON number, or a string, and is exact: one with more
//!   decimals than the currency has ([`Currency::usual_decimals`]) is refused.
//! - `wording` is the label. `text` is a LIB complement, several if it is longer than 70 characters, unless it is
//!   `.`, blank, or the wording again.
//! - `interbank_code` is the operation code, `check_number` (digits) the entry number, `transaction_id` the
//!   [`id`](crate::Entry::id), `cc_order_month` the [`month`](crate::Entry::month), and the last `update_time` the
//!   [`source_time`](Statement::source_time).
//! - One with `is_deleted` is dropped.
//!
//! # Balances and dates
//!
//! Each account becomes one statement, in the order of the accounts. Its `balance` is taken for the balance after
//! the last transaction given; the old balance is what is left when the amounts are taken off. So all
//! transactions up to now are needed, also those after [`Options::until`]: they are taken off first. A balance
//! that does not belong to the transactions is corrected by [`Options::closing`] or [`Options::opening`].
//!
//! A card without balance starts from zero, with a diagnostic: what matters of it are its movements. Another
//! account without one is an error. An account without bank details, balance and transactions is left out.
//!
//! The new balance has the date [`Options::until`], else of the last booking; the old balance the day before
//! [`Options::since`], else the first booking date. Without any booking between these, it is `until`, the day
//! before `since`, `last_time_found` or the last `update_time`.

mod amount;
mod gather;
mod object;
mod statement;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use self::gather::Gathered;
use crate::error::{Diagnostic, Result};
use crate::model::{Account, Iban, Statement};
#[cfg(doc)]
use crate::{Code, Currency};

/// All that is read together takes at most so many bytes of JSON.
const MAX_BYTES: u64 = 256 << 20;

/// How the API's JSON is read.
///
/// ```
/// use cfonb::convert::iswigo::Options;
/// let until = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// let options = Options::default().with_until(until);
/// assert_eq!(options.max_bytes, 256 << 20);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Only what is booked on this day or later; what comes before is in the old balance.
    pub since: Option<NaiveDate>,
    /// Only what is booked on this day or before; what comes after is taken off the balance.
    pub until: Option<NaiveDate>,
    /// The old balance of the statement, whatever the account says. For one account only.
    pub opening: Option<Decimal>,
    /// The new balance of the statement, whatever the account says. For one account only. If both are given, the
    /// entries must lead from one to the other.
    pub closing: Option<Decimal>,
    /// The bank details of the one account that has none (a card).
    pub bank_details: Option<Iban>,
    /// How many bytes of JSON are read together at most, 256 MiB by default: half a million transactions. What is
    /// kept of them may take eight times as much memory.
    pub max_bytes: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            since: None,
            until: None,
            opening: None,
            closing: None,
            bank_details: None,
            max_bytes: MAX_BYTES,
        }
    }
}

impl Options {
    /// The same, from this booking date on.
    #[must_use]
    pub fn with_since(mut self, since: NaiveDate) -> Options {
        self.since = Some(since);
        self
    }

    /// The same, up to this booking date.
    #[must_use]
    pub fn with_until(mut self, until: NaiveDate) -> Options {
        self.until = Some(until);
        self
    }

    /// The same with an old balance.
    #[must_use]
    pub fn with_opening(mut self, opening: Decimal) -> Options {
        self.opening = Some(opening);
        self
    }

    /// The same with a new balance.
    #[must_use]
    pub fn with_closing(mut self, closing: Decimal) -> Options {
        self.closing = Some(closing);
        self
    }

    /// The same with bank details for the account that has none.
    #[must_use]
    pub fn with_bank_details(mut self, iban: Iban) -> Options {
        self.bank_details = Some(iban);
        self
    }

    /// The same with another limit.
    #[must_use]
    pub fn with_max_bytes(mut self, max_bytes: u64) -> Options {
        self.max_bytes = max_bytes;
        self
    }
}

/// What the inputs come to.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Outcome {
    /// One statement for each account, in their order. Each adds up.
    pub statements: Vec<Statement<'static>>,
    /// Accounts that were left out, having nothing to say ([`Code::AccountLeftOut`]).
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads accounts and transactions from any number of inputs, and makes a statement for each account.
///
/// # Errors
///
/// See [`Collection::add`] and [`Collection::statements`]. There is no statement then: a balance is right only
/// with all transactions.
///
/// ```
/// use cfonb::convert::iswigo::{self, Options};
/// let accounts = br#"{"account_id":"a1","bban":"111112222200123456789","balance":1000,"currency":"EUR"}"#;
/// let transactions = br#"[{"transaction_id":"t1","account_id":"a1","operation_date":"2024-01-15",
///     "amount":-12.5,"wording":"Cotisation"}]"#;
/// let outcome = iswigo::read([&accounts[..], &transactions[..]], &Options::default()).unwrap();
/// let statement = &outcome.statements[0];
/// assert_eq!(statement.opening.amount.to_string(), "1012.50");
/// assert_eq!(statement.entries[0].amount.to_string(), "-12.50");
/// assert!(statement.is_balanced());
/// ```
pub fn read<R: io::Read>(inputs: impl IntoIterator<Item = R>, options: &Options) -> Result<Outcome> {
    let mut collection = Collection::new(options.clone());
    for input in inputs {
        collection.add(input)?;
    }
    collection.statements()
}

/// Accounts and transactions, gathered from one input after another. No statement can be made before the last:
/// that of an account needs all its transactions.
///
/// ```
/// use cfonb::convert::iswigo::{Collection, Options};
/// # fn main() -> Result<(), cfonb::Error> {
/// let mut collection = Collection::new(Options::default());
/// collection.add(&b"[]"[..])?;
/// collection.add(&br#"[{"account_id":"a1","bban":"111112222200123456789","balance":"12.30","currency":"EUR",
///     "last_time_found":"2024-01-31 18:00:00"}]"#[..])?;
/// collection.retain(|account| account.number == "00123456789");
/// let statement = &collection.statements()?.statements[0];
/// assert_eq!(statement.closing.as_ref().unwrap().amount.to_string(), "12.30");
/// # Ok(()) }
/// ```
pub struct Collection {
    options: Options,
    gathered: Gathered,
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Collection {
    /// An empty collection.
    pub fn new(options: Options) -> Collection {
        let gathered = Gathered::new(options.max_bytes);
        Collection { options, gathered }
    }

    /// Reads one more input. A byte order mark is skipped; an empty input is none.
    ///
    /// # Errors
    ///
    /// [`Code::InvalidJson`], [`Code::InvalidValue`], [`Code::Contradiction`], [`Code::DuplicateId`] for an
    /// account given twice, with [the place](Diagnostic::path) as `transactions[3].amount` (those of the input
    /// are counted from 0, deleted ones too) and [the input](Diagnostic::input) counted from 0;
    /// [`Code::InputTooLarge`]. The collection is of no more use then.
    pub fn add<R: io::Read>(&mut self, input: R) -> Result<()> {
        self.gathered.read(input, &self.options)
    }

    /// Leaves out the accounts that are not wanted, of those read up to now, with their transactions.
    pub fn retain(&mut self, mut wanted: impl FnMut(&Account<'_>) -> bool) {
        for account in &mut self.gathered.accounts {
            account.is_wanted &= wanted(&account.inner.account);
        }
    }

    /// Makes the statements.
    ///
    /// # Errors
    ///
    /// With the place and the input as [`add`](Self::add) gives them: [`Code::UnknownAccount`],
    /// [`Code::DuplicateId`] for two transactions, [`Code::InvalidValue`] for an amount with more decimals than
    /// the currency has, [`Code::BalanceMissing`], [`Code::DateMissing`], [`Code::AmountOutOfRange`].
    /// [`Code::Contradiction`] for options that contradict one another or the data, or that are for one account
    /// where there are several.
    pub fn statements(self) -> Result<Outcome> {
        statement::build(self.gathered, &self.options)
    }
}

/// Whether JSON that starts so is the API's: its first object has an `account_id` or a `transaction_id`. What is
/// given may end anywhere.
///
/// ```
/// use cfonb::convert::iswigo::is_recognised;
/// assert!(is_recognised(br#"[{"account_id":"a1","na"#));
/// assert!(!is_recognised(br#"{"statements":[]}"#));
/// ```
pub fn is_recognised(start: &[u8]) -> bool {
    gather::is_recognised(start)
}
