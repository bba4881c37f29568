//! Statements, entries, details, balances.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::sum::{exact_sum, exact_total};
use super::{Account, InternalCode, OperationCode, Qualifier, RejectCode, Zones};
use crate::error::{Code, Diagnostic, Position, Severity};

/// One account over one period: an old balance, entries, a new balance.
///
/// The text is borrowed from the input where it can be; [`into_owned`](Self::into_owned) cuts the tie.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// for statement in cfonb::statements(&file) {
///     let statement = statement?;
///     assert!(statement.is_balanced());
///     for entry in &statement.entries {
///         println!("{} {:>10} {}", entry.booking_date, entry.amount, entry.label);
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[doc(alias = "relevé")]
pub struct Statement<'a> {
    /// Whose statement this is, from the old balance.
    pub account: Account<'a>,
    /// The balance before the first entry (record 01).
    #[doc(alias = "ancien solde")]
    pub opening: Balance<'a>,
    /// The entries, in the order of the source.
    pub entries: Vec<Entry<'a>>,
    /// The balance after the last entry (record 07); `None` only if the statement is incomplete.
    #[doc(alias = "nouveau solde")]
    pub closing: Option<Balance<'a>>,
    /// Whether something is missing: the new balance, or a record that could not be read.
    pub incomplete: bool,
    /// When the source last changed, where it says so.
    pub source_time: Option<NaiveDateTime>,
    pub(crate) diagnostics: Diagnostics,
}

/// What was noticed while reading one statement.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Diagnostics {
    pub(crate) kept: Vec<Diagnostic>,
    /// How many more there were.
    pub(crate) dropped: u64,
    /// What those were about.
    pub(crate) beyond: Vec<Code>,
}

impl<'a> Statement<'a> {
    /// A statement without entries.
    pub fn new(account: Account<'a>, opening: Balance<'a>, closing: Balance<'a>) -> Statement<'a> {
        Statement { closing: Some(closing), ..Statement::opened(account, opening) }
    }

    /// A statement that has no new balance yet.
    pub(crate) fn opened(account: Account<'a>, opening: Balance<'a>) -> Statement<'a> {
        Statement {
            account,
            opening,
            entries: Vec::new(),
            closing: None,
            incomplete: false,
            source_time: None,
            diagnostics: Diagnostics::default(),
        }
    }

    /// What [`diagnostics`](Self::diagnostics) gives, for the reader.
    pub(crate) fn with_diagnostics(mut self, diagnostics: Diagnostics, incomplete: bool) -> Statement<'a> {
        self.diagnostics = diagnostics;
        self.incomplete = incomplete;
        self
    }

    /// The same with these entries.
    #[must_use]
    pub fn with_entries(mut self, entries: Vec<Entry<'a>>) -> Statement<'a> {
        self.entries = entries;
        self
    }

    /// What was noticed while reading it: the first hundred (an option of the policy).
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics.kept
    }

    pub(crate) fn diagnostics_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.diagnostics.kept
    }

    /// What the diagnostics that were not kept are about.
    pub(crate) fn codes_beyond(&self) -> &[Code] {
        &self.diagnostics.beyond
    }

    /// Adds diagnostics, up to so many in all; the rest are counted.
    pub(crate) fn add_diagnostics(&mut self, more: Vec<Diagnostic>, most: usize) {
        let room = most.saturating_sub(self.diagnostics.kept.len());
        let beyond = more.len().saturating_sub(room) as u64;
        self.diagnostics.dropped = self.diagnostics.dropped.saturating_add(beyond);
        self.diagnostics.kept.extend(more.into_iter().take(room));
        self.diagnostics.kept.sort_by_key(|diagnostic| diagnostic.position.map(|position| position.byte));
    }

    /// How many records it has.
    pub(crate) fn records(&self) -> u64 {
        let details = self.entries.iter().map(|entry| entry.details.len() as u64);
        let movements = details.fold(self.entries.len() as u64, u64::saturating_add);
        movements.saturating_add(1).saturating_add(u64::from(self.closing.is_some()))
    }

    /// Where its balances and movements stand.
    pub(crate) fn positions_mut(&mut self) -> impl Iterator<Item = &mut Position> {
        let closing = self.closing.as_mut().and_then(|closing| closing.position.as_mut());
        let entries = self.entries.iter_mut().filter_map(|entry| entry.position.as_mut());
        self.opening.position.iter_mut().chain(entries).chain(closing)
    }

    /// How many diagnostics there were beyond those kept; the reader's summary counts them by code.
    pub fn diagnostics_dropped(&self) -> u64 {
        self.diagnostics.dropped
    }

    /// The sum of the entries' amounts; `None` if it does not fit in a [`Decimal`] with all its decimals.
    pub fn sum(&self) -> Option<Decimal> {
        exact_total(self.entries.iter().map(|entry| entry.amount))
    }

    /// What the new balance should be: old balance + entries; `None` if it does not fit in a [`Decimal`] with all its
    /// decimals.
    pub fn expected_closing(&self) -> Option<Decimal> {
        exact_sum(self.opening.amount, self.sum()?)
    }

    /// New balance − (old balance + entries): zero if the statement adds up, `None` if it has no new balance.
    ///
    /// ```
    /// # use cfonb::{Account, Balance, Currency, Statement};
    /// # let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// let opening = Balance::new(day, rust_decimal::Decimal::new(121200, 2));
    /// let closing = Balance::new(day, rust_decimal::Decimal::new(100000, 2));
    /// let statement = Statement::new(account, opening, closing);
    /// assert_eq!(statement.difference().unwrap().to_string(), "-212.00");
    /// ```
    pub fn difference(&self) -> Option<Decimal> {
        exact_sum(self.closing.as_ref()?.amount, Decimal::ZERO.checked_sub(self.expected_closing()?)?)
    }

    /// Whether old balance + entries = new balance, exactly. A statement without a new balance is not balanced.
    ///
    /// ```
    /// # fn main() -> Result<(), cfonb::Error> {
    /// # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
    /// let mut statement = cfonb::statements(&file).next().unwrap()?;
    /// assert!(statement.is_balanced());
    /// statement.entries.pop();
    /// assert!(!statement.is_balanced());
    /// assert_eq!(statement.expected_closing().unwrap().to_string(), "1012.00");
    /// assert_eq!(statement.difference().unwrap().to_string(), "-12.00");
    /// # Ok(()) }
    /// ```
    pub fn is_balanced(&self) -> bool {
        self.difference().is_some_and(|difference| difference.is_zero())
    }

    /// Refuses a statement that does not add up or was not read whole, for outputs that state its balance.
    ///
    /// # Errors
    ///
    /// [`Code::Incomplete`] or [`Code::Unbalanced`].
    pub fn require_balanced(&self) -> Result<(), Diagnostic> {
        let code = match () {
            () if self.incomplete || self.closing.is_none() => Code::Incomplete,
            () if !self.is_balanced() => Code::Unbalanced,
            () => return Ok(()),
        };
        let diagnostic = Diagnostic::new(code, Severity::Error);
        Err(match self.opening.position {
            Some(position) => diagnostic.with_position(position),
            None => diagnostic,
        })
    }

    /// The same statement, owning its text.
    pub fn into_owned(self) -> Statement<'static> {
        Statement {
            account: self.account.into_owned(),
            opening: self.opening.into_owned(),
            entries: self.entries.into_iter().map(Entry::into_owned).collect(),
            closing: self.closing.map(Balance::into_owned),
            incomplete: self.incomplete,
            source_time: self.source_time,
            diagnostics: self.diagnostics,
        }
    }
}

/// A balance at the end of a day (records 01 and 07).
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[doc(alias = "solde")]
pub struct Balance<'a> {
    /// The day at whose end the balance holds.
    pub date: NaiveDate,
    /// The amount; negative when overdrawn. Its scale is the record's number of decimals.
    pub amount: Decimal,
    /// The columns that the fields above do not give back.
    pub zones: Zones<'a>,
    /// Where the record stands in its file, where it has one.
    pub position: Option<Position>,
}

impl<'a> Balance<'a> {
    /// A balance.
    pub fn new(date: NaiveDate, amount: Decimal) -> Balance<'a> {
        Balance { date, amount, zones: Zones::default(), position: None }
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Balance<'static> {
        Balance {
            date: self.date,
            amount: self.amount,
            zones: self.zones.into_owned(),
            position: self.position,
        }
    }
}

/// One movement on the account (record 04), with its details (records 05).
///
/// ```
/// use cfonb::Entry;
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// let entry = Entry::new(day, rust_decimal::Decimal::new(-1200, 2), "COTISATION");
/// assert_eq!(entry.amount.to_string(), "-12.00");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[doc(alias = "mouvement")]
pub struct Entry<'a> {
    /// The day it was booked.
    #[doc(alias = "date de comptabilisation")]
    pub booking_date: NaiveDate,
    /// The day from which it bears interest.
    pub value_date: Option<NaiveDate>,
    /// The amount: credit positive, debit negative. Its scale is the record's number of decimals.
    pub amount: Decimal,
    /// What kind of operation it is, in the codes all French banks share.
    pub operation_code: Option<OperationCode>,
    /// What kind of operation it is, in the bank's own codes.
    pub internal_code: Option<InternalCode>,
    /// Why it was rejected or returned.
    pub reject_code: Option<RejectCode>,
    /// The wording, without blanks at its ends.
    #[doc(alias = "libellé")]
    pub label: Cow<'a, str>,
    /// Number of the cheque, slip or item; absent where the columns are blank or zeros.
    pub entry_number: Option<Cow<'a, str>>,
    /// A free reference, without blanks at its ends; not always unique.
    pub reference: Option<Cow<'a, str>>,
    /// Exempt from the turnover commission.
    pub commission_exempt: Option<bool>,
    /// The funds are not available yet.
    pub unavailable: Option<bool>,
    /// The identifier that the source gives the entry; CFONB has none.
    pub id: Option<Cow<'a, str>>,
    /// The month of a deferred debit card's order, as the source writes it; CFONB has none.
    pub month: Option<Cow<'a, str>>,
    /// The day the operation was made, where the source tells it from the booking date; CFONB does not.
    pub operation_date: Option<NaiveDate>,
    /// What the complements say, in the order of the source.
    pub details: Vec<Detail<'a>>,
    /// The columns that the fields above do not give back.
    pub zones: Zones<'a>,
    /// Where the record stands in its file, where it has one.
    pub position: Option<Position>,
}

impl<'a> Entry<'a> {
    /// An entry with what none lacks: a booking date, an amount (credit positive), a label.
    pub fn new(booking_date: NaiveDate, amount: Decimal, label: impl Into<Cow<'a, str>>) -> Entry<'a> {
        Entry {
            booking_date,
            value_date: None,
            amount,
            operation_code: None,
            internal_code: None,
            reject_code: None,
            label: label.into(),
            entry_number: None,
            reference: None,
            commission_exempt: None,
            unavailable: None,
            id: None,
            month: None,
            operation_date: None,
            details: Vec::new(),
            zones: Zones::default(),
            position: None,
        }
    }

    /// The same with an operation code.
    #[must_use]
    pub fn with_operation_code(mut self, code: OperationCode) -> Entry<'a> {
        self.operation_code = Some(code);
        self
    }

    /// The same with details.
    #[must_use]
    pub fn with_details(mut self, details: Vec<Detail<'a>>) -> Entry<'a> {
        self.details = details;
        self
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Entry<'static> {
        Entry {
            booking_date: self.booking_date,
            value_date: self.value_date,
            amount: self.amount,
            operation_code: self.operation_code,
            internal_code: self.internal_code,
            reject_code: self.reject_code,
            label: owned(self.label),
            entry_number: self.entry_number.map(owned),
            reference: self.reference.map(owned),
            commission_exempt: self.commission_exempt,
            unavailable: self.unavailable,
            id: self.id.map(owned),
            month: self.month.map(owned),
            operation_date: self.operation_date,
            details: self.details.into_iter().map(Detail::into_owned).collect(),
            zones: self.zones.into_owned(),
            position: self.position,
        }
    }
}

/// One complement of an entry (record 05): a qualifier and up to 70 characters.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
#[doc(alias = "complément")]
pub struct Detail<'a> {
    /// What the text is; `None` where the columns are blank, or in the factor layout.
    pub qualifier: Option<Qualifier>,
    /// The text without blanks at its end: its parts start at fixed columns.
    pub text: Cow<'a, str>,
    /// The columns that the fields above do not give back.
    pub zones: Zones<'a>,
}

impl<'a> Detail<'a> {
    /// A detail.
    ///
    /// ```
    /// use cfonb::{Detail, Qualifier};
    /// let detail = Detail::new(Qualifier::new("NPY"), "DURAND SARL");
    /// assert_eq!(detail.qualifier.unwrap().as_str(), "NPY");
    /// ```
    pub fn new(qualifier: Option<Qualifier>, text: impl Into<Cow<'a, str>>) -> Detail<'a> {
        Detail { qualifier, text: text.into(), zones: Zones::default() }
    }

    /// Whether it was written in the layout of factoring companies: a value date in columns 43-48 and the
    /// label's continuation as its text.
    pub fn is_factor(&self) -> bool {
        let value_date = crate::wire::layout::factor::VALUE_DATE;
        self.qualifier.is_none() && self.zones.get(value_date.from, value_date.to).is_some()
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Detail<'static> {
        Detail { qualifier: self.qualifier, text: owned(self.text), zones: self.zones.into_owned() }
    }
}

/// Text that borrows nothing.
pub(super) fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

#[cfg(test)]
mod tests;
