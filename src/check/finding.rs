//! What a check finds.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Explanation;
use crate::error::{Position, Severity};
use crate::model::Account;

/// A statement that was checked: where it stands and what it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// Which one it is, in the order they were pushed, from 0.
    pub index: u64,
    /// The source it was pushed with: the name of a file.
    pub source: Option<Arc<str>>,
    /// Where its old balance stands in that source.
    pub position: Option<Position>,
    /// Date and amount of its old balance.
    pub opening: (NaiveDate, Decimal),
    /// Date and amount of its new balance, if it has one.
    pub closing: Option<(NaiveDate, Decimal)>,
}

impl fmt::Display for Checked {
    /// `jan.cfonb:12, 2024-01-01 to 2024-01-31`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.source, self.position) {
            (Some(source), Some(position)) => write!(f, "{source}:{}, ", position.line)?,
            (Some(source), None) => write!(f, "{source}, ")?,
            (None, Some(position)) => write!(f, "line {}, ", position.line)?,
            (None, None) => {}
        }
        match self.closing {
            Some((date, _)) => write!(f, "{} to {date}", self.opening.0),
            None => write!(f, "from {}", self.opening.0),
        }
    }
}

/// One thing found: what, how grave, in which statement of which account.
///
/// `Display` is a sentence for a person. It prints amounts, dates and the account: that is what it is for, and
/// what makes it no text for a log. `{:#}` leaves out the account, the statement and the explanations, for whoever
/// shows them beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// How grave it is.
    pub severity: Severity,
    /// The account.
    pub account: Arc<Account<'static>>,
    /// The statement; of two that do not follow one another, the later one.
    pub statement: Checked,
}

/// What a [`Finding`] says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// Old balance and entries do not make the new balance. An error.
    Unbalanced {
        /// Old balance + entries.
        expected: Decimal,
        /// The new balance.
        stated: Decimal,
        /// New balance − (old balance + entries).
        difference: Decimal,
        /// What may be the reason, the likeliest first.
        explanations: Vec<Explanation>,
    },
    /// Old balance and entries, or their difference with the new balance, are too large to be computed. An
    /// error.
    Overflow,
    /// The statement was not read whole. An error.
    Incomplete {
        /// New balance − (old balance + entries), if there is a new balance: what the missing records amount to.
        difference: Option<Decimal>,
    },
    /// The statement does not start where the one before it ended. An error if the amounts differ, a warning if
    /// only the dates do: then nothing is missing but perhaps days without entries.
    Gap {
        /// The statement before it.
        previous: Checked,
    },
    /// The statement starts before one that came earlier had ended, and is no copy of it: two exports that
    /// overlap. A warning.
    Overlap {
        /// The statement that goes on after this one starts.
        previous: Checked,
    },
    /// The same statement twice: same account, balances and entries. A warning; of a statement without entries
    /// it is worth no more than information.
    DuplicateStatement {
        /// The first of the two.
        first: Checked,
    },
    /// The new balance is of a day before the old balance's. A warning: one of the two dates is wrong.
    EndsBeforeStart,
    /// Entries booked on the day of the old balance, before it or after the day of the new one. Information:
    /// banks do this.
    DateOutsidePeriod {
        /// The booking date of the first such entry.
        first: NaiveDate,
        /// How many of them there are.
        count: u64,
    },
}

impl FindingKind {
    /// The stable name in kebab case, for programs.
    ///
    /// ```
    /// use cfonb::check::FindingKind;
    /// assert_eq!(FindingKind::Incomplete { difference: None }.name(), "incomplete");
    /// ```
    pub fn name(&self) -> &'static str {
        match self {
            FindingKind::Unbalanced { .. } => "unbalanced",
            FindingKind::Overflow => "overflow",
            FindingKind::Incomplete { .. } => "incomplete",
            FindingKind::Gap { .. } => "gap",
            FindingKind::Overlap { .. } => "overlap",
            FindingKind::DuplicateStatement { .. } => "duplicate-statement",
            FindingKind::EndsBeforeStart => "ends-before-start",
            FindingKind::DateOutsidePeriod { .. } => "date-outside-period",
        }
    }
}

/// Where entries should not be.
const OUTSIDE: &str = "outside the days of the statement: after its old balance, up to its new one";

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = self.account.currency;
        let alone = f.alternate();
        if !alone {
            write!(f, "account {} ({}): ", AccountName(&self.account), self.statement)?;
        }
        match &self.kind {
            FindingKind::Unbalanced { expected, stated, difference, explanations } => {
                write!(
                    f,
                    "old balance and entries make {expected} {currency}, the new balance is {stated}; "
                )?;
                write!(f, "the difference is {difference}")?;
                let mut explanations = explanations.iter().filter(|_| !alone);
                explanations.try_for_each(|explanation| write!(f, "; {explanation}"))
            }
            FindingKind::Overflow => f.write_str("the amounts are too large to be added up"),
            FindingKind::Incomplete { difference: None } => {
                f.write_str("the statement was not read whole: it has no new balance")
            }
            FindingKind::Incomplete { difference: Some(difference) } => {
                write!(f, "the statement was not read whole: {difference} {currency} are missing")
            }
            FindingKind::Gap { previous } => self.gap(f, previous),
            FindingKind::Overlap { previous } => {
                write!(f, "the statement starts before another one ({previous}) has ended")
            }
            FindingKind::DuplicateStatement { first } => {
                write!(f, "the same statement was there before ({first})")
            }
            FindingKind::EndsBeforeStart => {
                f.write_str("the new balance is of a day before the old balance's")
            }
            FindingKind::DateOutsidePeriod { first, count: 1 } => {
                write!(f, "an entry is booked on {first}, {OUTSIDE}")
            }
            FindingKind::DateOutsidePeriod { first, count } => {
                write!(f, "{count} entries, the first on {first}, are booked {OUTSIDE}")
            }
        }
    }
}

impl Finding {
    /// The account as a person knows it: its IBAN, else its bank, branch and number.
    pub fn account_name(&self) -> String {
        AccountName(&self.account).to_string()
    }

    fn gap(&self, f: &mut fmt::Formatter<'_>, previous: &Checked) -> fmt::Result {
        let currency = self.account.currency;
        let (date, amount) = self.statement.opening;
        let before = previous.closing.map(|(_, amount)| amount).unwrap_or_default();
        if before == amount {
            return write!(
                f,
                "the statement before it ({previous}) ends on another day, with the same balance"
            );
        }
        write!(
            f,
            "the statement before it ({previous}) ends with {before} {currency}, this one starts with {amount}"
        )?;
        match previous.closing {
            Some((last, _)) if last != date => write!(f, "; statements from {last} to {date} are missing"),
            _ => f.write_str("; a statement of that day is missing"),
        }
    }
}

/// An account as a person knows it: its IBAN, else its bank, branch and number.
pub(super) struct AccountName<'a>(pub(super) &'a Account<'static>);

impl fmt::Display for AccountName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let account = self.0;
        if let Some(iban) = account.iban() {
            return write!(f, "{iban}");
        }
        let parts = [&account.bank_code, &account.branch_code, &account.number];
        let known = parts.into_iter().filter(|part| !part.is_empty());
        for (index, part) in known.enumerate() {
            write!(f, "{}{part}", if index == 0 { "" } else { "/" })?;
        }
        if parts.into_iter().all(|part| part.is_empty()) { f.write_str("without a number") } else { Ok(()) }
    }
}
