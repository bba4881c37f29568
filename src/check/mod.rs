//! What is wrong with statements that could be read: money that does not add up, days that are missing.
//!
//! A [`Checker`] takes statements as they come, of any number of files and accounts, and keeps a summary of
//! each. Its [`Report`] says, per statement, whether old balance and entries make the new balance, with
//! [explanations](explain) if they do not, and per account whether each statement starts where the one before it
//! ended, whatever the order they came in.
//!
//! Entries that are alike are legal (two train tickets of one price on one day) and are never a finding.

mod chain;
mod explain;
mod finding;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::{Position, Severity};
use crate::model::{Account, Currency, Entry, Statement};
use crate::wire::words::last_word;

use chain::Point;
pub use chain::{Period, chain};
pub use explain::{Confidence, Explanation, Reason, Suspect, explain};
pub use finding::{Checked, Finding, FindingKind};

/// Checks statements one by one, then what lies between them.
///
/// ```
/// use cfonb::check::{Checker, FindingKind};
/// use cfonb::{Account, Balance, Currency, Entry, Severity, Statement};
/// # let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let euros = |amount| rust_decimal::Decimal::new(amount, 0);
/// let statement = Statement::new(account, Balance::new(day, euros(100)), Balance::new(day, euros(112)))
///     .with_entries(vec![Entry::new(day, euros(12), "VIREMENT"), Entry::new(day, euros(5), "INTERETS")]);
///
/// let mut checker = Checker::new();
/// checker.push(&statement, Some("january.cfonb"));
/// let report = checker.finish();
/// assert_eq!(report.worst(), Some(Severity::Error));
/// assert!(matches!(report.findings[0].kind, FindingKind::Unbalanced { difference, .. } if difference == euros(-5)));
/// assert_eq!(
///     report.findings[0].to_string(),
///     "account FR7611111222220012345678975 (january.cfonb, 2024-01-31 to 2024-01-31): old balance and entries \
///      make 117 EUR, the new balance is 112; the difference is -5; an entry that is there once too often would \
///      account for it: 5 of 2024-01-31",
/// );
/// ```
#[derive(Debug, Default)]
pub struct Checker {
    accounts: Vec<Held>,
    places: HashMap<AccountKey, usize>,
    /// The account of the statement before, which is often the same.
    last: Option<usize>,
    source: Option<Arc<str>>,
    findings: Vec<Finding>,
    statements: u64,
    entries: u64,
}

/// Bank, branch, number, currency.
type AccountKey = (Box<str>, Box<str>, Box<str>, Currency);

/// An account and the summaries of its statements.
#[derive(Debug)]
struct Held {
    account: Arc<Account<'static>>,
    entries: u64,
    statements: Vec<Summary>,
}

/// What is kept of a statement.
#[derive(Debug)]
struct Summary {
    index: u64,
    source: Option<Arc<str>>,
    position: Option<Position>,
    opening: Point,
    closing: Option<Point>,
    entries: usize,
    /// Of the entries, in their order.
    hash: u64,
}

impl Summary {
    fn checked(&self) -> Checked {
        let Summary { index, source, position, opening, closing, .. } = self;
        Checked {
            index: *index,
            source: source.clone(),
            position: *position,
            opening: *opening,
            closing: *closing,
        }
    }

    /// The same behind so many other statements.
    fn moved(self, before: u64) -> Summary {
        Summary { index: self.index.saturating_add(before), ..self }
    }

    fn period(&self) -> Option<Period> {
        Some(Period::new(self.opening, self.closing?))
    }

    /// Equal for two copies of one statement.
    fn compare(&self, other: &Summary) -> Ordering {
        let rest = |summary: &Summary| (summary.entries, summary.opening, summary.closing);
        self.hash.cmp(&other.hash).then_with(|| rest(self).cmp(&rest(other)))
    }
}

/// What was checked, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Report {
    /// What was found, in the order of the statements.
    pub findings: Vec<Finding>,
    /// How many statements were checked.
    pub statements: u64,
    /// How many entries they had.
    pub entries: u64,
    /// The accounts, in the order of their first statements.
    pub accounts: Vec<AccountReport>,
}

impl Report {
    /// How grave the gravest finding is; `None` if there is none.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}

/// What was checked of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccountReport {
    /// The account, as its first statement has it.
    pub account: Arc<Account<'static>>,
    /// How many statements it had.
    pub statements: u64,
    /// How many entries they had.
    pub entries: u64,
    /// Date and amount of its earliest balance; `None` if no statement has both balances.
    pub opening: Option<(NaiveDate, Decimal)>,
    /// Date and amount of its latest balance; `None` if no statement has both balances.
    pub closing: Option<(NaiveDate, Decimal)>,
}

impl AccountReport {
    /// The account as a person knows it: its IBAN, else its bank, branch and number.
    pub fn account_name(&self) -> String {
        finding::AccountName(&self.account).to_string()
    }
}

impl Checker {
    /// A checker that has seen nothing.
    pub fn new() -> Checker {
        Checker::default()
    }

    /// Checks one statement, and keeps a summary of it. `source` is where it is from, for the findings: the name
    /// of a file.
    pub fn push(&mut self, statement: &Statement<'_>, source: Option<&str>) {
        if self.source.as_deref() != source {
            self.source = source.map(Arc::from);
        }
        let place = self.place(&statement.account);
        let Some(held) = self.accounts.get_mut(place) else { return };
        let summary = Summary {
            index: self.statements,
            source: self.source.clone(),
            position: statement.opening.position,
            opening: (statement.opening.date, statement.opening.amount),
            closing: statement.closing.as_ref().map(|closing| (closing.date, closing.amount)),
            entries: statement.entries.len(),
            hash: hash_of(&statement.entries),
        };
        for (severity, kind) in
            [reconciliation(statement), days(statement), dates(statement)].into_iter().flatten()
        {
            let (account, statement) = (Arc::clone(&held.account), summary.checked());
            self.findings.push(Finding { kind, severity, account, statement });
        }
        let entries = u64::try_from(summary.entries).unwrap_or(u64::MAX);
        held.entries = held.entries.saturating_add(entries);
        held.statements.push(summary);
        self.statements = self.statements.saturating_add(1);
        self.entries = self.entries.saturating_add(entries);
    }

    /// Takes over what another checker has seen, as if it had been pushed here now: files can be checked in
    /// several threads, and what was seen of them brought together in their order.
    pub fn append(&mut self, other: Checker) {
        let before = self.statements;
        for held in other.accounts {
            let place = self.place(&held.account);
            let Some(known) = self.accounts.get_mut(place) else { continue };
            known.entries = known.entries.saturating_add(held.entries);
            known.statements.extend(held.statements.into_iter().map(|summary| summary.moved(before)));
        }
        for mut finding in other.findings {
            let place = self.place(&finding.account);
            let Some(known) = self.accounts.get(place) else { continue };
            finding.account = Arc::clone(&known.account);
            finding.statement.index = finding.statement.index.saturating_add(before);
            self.findings.push(finding);
        }
        self.statements = before.saturating_add(other.statements);
        self.entries = self.entries.saturating_add(other.entries);
    }

    /// Checks what lies between the statements, and says all that was found.
    pub fn finish(mut self) -> Report {
        let accounts = self.accounts.iter().map(|held| continuity(held, &mut self.findings)).collect();
        self.findings.sort_by_key(|finding| finding.statement.index);
        Report { findings: self.findings, statements: self.statements, entries: self.entries, accounts }
    }

    /// The place of an account, which may be a new one.
    fn place(&mut self, account: &Account<'_>) -> usize {
        let same =
            |place: &usize| self.accounts.get(*place).is_some_and(|held| held.account.same_account(account));
        if let Some(place) = self.last.filter(same) {
            return place;
        }
        let boxed = |text: &str| Box::<str>::from(text);
        let key = (
            boxed(&account.bank_code),
            boxed(&account.branch_code),
            boxed(&account.number),
            account.currency,
        );
        let place = *self.places.entry(key).or_insert(self.accounts.len());
        if place == self.accounts.len() {
            let account = Arc::new(account.clone().into_owned());
            self.accounts.push(Held { account, entries: 0, statements: Vec::new() });
        }
        self.last = Some(place);
        place
    }
}

/// Old balance + entries = new balance.
fn reconciliation(statement: &Statement<'_>) -> Option<(Severity, FindingKind)> {
    let difference = statement.difference();
    let kind = match &statement.closing {
        None => FindingKind::Incomplete { difference: None },
        Some(_) if statement.incomplete => FindingKind::Incomplete { difference },
        Some(_) if difference.is_some_and(|difference| difference.is_zero()) => return None,
        Some(closing) => match (difference, statement.expected_closing()) {
            (Some(difference), Some(expected)) => FindingKind::Unbalanced {
                expected,
                stated: closing.amount,
                difference,
                explanations: explain(statement),
            },
            _ => FindingKind::Overflow,
        },
    };
    Some((Severity::Error, kind))
}

/// The new balance is not of a day before the old one's.
fn days(statement: &Statement<'_>) -> Option<(Severity, FindingKind)> {
    let reversed = statement.closing.as_ref()?.date < statement.opening.date;
    reversed.then_some((Severity::Warning, FindingKind::EndsBeforeStart))
}

/// Booking dates are after the old balance and not after the new one; those of a statement of one day, that day.
fn dates(statement: &Statement<'_>) -> Option<(Severity, FindingKind)> {
    let opening = statement.opening.date;
    let closing = statement.closing.as_ref().map(|closing| closing.date);
    let inside = |date: NaiveDate| match closing {
        Some(closing) if closing == opening => date == closing,
        Some(closing) => opening < date && date <= closing,
        None => opening < date,
    };
    let mut outside = statement.entries.iter().map(|entry| entry.booking_date).filter(|date| !inside(*date));
    let first = outside.next()?;
    let count = u64::try_from(outside.count()).unwrap_or(u64::MAX).saturating_add(1);
    Some((Severity::Info, FindingKind::DateOutsidePeriod { first, count }))
}

/// Hashes what makes entries the same: all but complements, identifiers and places, which depend on the export.
fn hash_of(entries: &[Entry<'_>]) -> u64 {
    // Each by itself, so that a processor need not wait for the one before.
    entries.iter().map(hash_of_entry).fold(Folded::default(), Folded::with).finish()
}

fn hash_of_entry(entry: &Entry<'_>) -> u64 {
    let mut hasher = Folded::default();
    // Not the amount's own hash: it takes its zeros away digit by digit.
    hasher.write_i128(entry.amount.mantissa());
    hasher.write_u32(entry.amount.scale());
    entry.booking_date.hash(&mut hasher);
    entry.value_date.unwrap_or(NaiveDate::MIN).hash(&mut hasher);
    let codes = [
        entry.operation_code.as_ref().map(|code| code.as_bytes()),
        entry.reject_code.as_ref().map(|code| code.as_bytes()),
    ];
    codes.into_iter().for_each(|code| hasher.write_u16(u16::from_le_bytes(*code.unwrap_or(b"  "))));
    let texts = [Some(&entry.label), entry.entry_number.as_ref(), entry.reference.as_ref()];
    texts.into_iter().for_each(|text| hasher.write(text.map_or("", AsRef::as_ref).as_bytes()));
    hasher.finish()
}

/// Hashes a word at a time, for the texts of every entry: equal statements are looked for with it, no table is
/// built on it.
#[derive(Default)]
struct Folded(u64);

impl Folded {
    fn with(mut self, word: u64) -> Folded {
        self.write_u64(word);
        self
    }
}

impl Hasher for Folded {
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write(&mut self, bytes: &[u8]) {
        // By itself, for what fills the word of a short text may stand in another.
        self.write_u64(bytes.len() as u64);
        bytes.as_chunks().0.iter().for_each(|word| self.write_u64(u64::from_le_bytes(*word)));
        // What is left behind the words, with some of the last one again.
        self.write_u64(last_word(bytes));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Copies and gaps of an account's statements.
fn continuity(held: &Held, findings: &mut Vec<Finding>) -> AccountReport {
    let mut find = |severity, kind, summary: &Summary| {
        let (account, statement) = (Arc::clone(&held.account), summary.checked());
        findings.push(Finding { kind, severity, account, statement });
    };
    // Copies stand behind the first of them.
    let mut alike: Vec<&Summary> = held.statements.iter().collect();
    alike.sort_by(|one, other| one.compare(other));
    let mut singles: Vec<&Summary> = Vec::with_capacity(alike.len());
    for copies in alike.chunk_by(|one, other| one.compare(other).is_eq()) {
        let Some((first, copies)) = copies.split_first() else { continue };
        singles.push(first);
        for copy in copies {
            let severity = if copy.entries == 0 { Severity::Info } else { Severity::Warning };
            find(severity, FindingKind::DuplicateStatement { first: first.checked() }, copy);
        }
    }
    singles.sort_by_key(|summary| summary.index);
    // Where a statement without an end starts, nothing can follow: it is a finding already.
    let open: HashSet<Point> =
        singles.iter().filter(|summary| summary.closing.is_none()).map(|summary| summary.opening).collect();
    let (whole, periods): (Vec<&Summary>, Vec<Period>) =
        singles.into_iter().filter_map(|summary| Some((summary, summary.period()?))).unzip();
    let chains = chain(&periods);
    let ends = |chain: &Vec<usize>| Some((*whole.get(*chain.first()?)?, *whole.get(*chain.last()?)?));
    let mut furthest: Option<&Summary> = None;
    for (first, last) in chains.iter().filter_map(ends) {
        let before = furthest.and_then(|summary| Some((summary, summary.closing?)));
        if let Some((severity, kind)) = before.and_then(|(last, end)| between(last, end, first, &open)) {
            find(severity, kind, first);
        }
        let date = |summary: &Summary| summary.closing.map(|(date, _)| date);
        if furthest.is_none_or(|furthest| date(furthest) <= date(last)) {
            furthest = Some(last);
        }
    }
    AccountReport {
        account: Arc::clone(&held.account),
        statements: u64::try_from(held.statements.len()).unwrap_or(u64::MAX),
        entries: held.entries,
        opening: chains.first().and_then(ends).map(|(first, _)| first.opening),
        closing: furthest.and_then(|summary| summary.closing),
    }
}

/// What is wrong between two chains, of which `previous` ends the one and `next` starts the other.
fn between(
    previous: &Summary,
    end: Point,
    next: &Summary,
    open: &HashSet<Point>,
) -> Option<(Severity, FindingKind)> {
    let ((ended, before), (starts, after)) = (end, next.opening);
    if starts < ended {
        return Some((Severity::Warning, FindingKind::Overlap { previous: previous.checked() }));
    }
    if open.contains(&end) {
        return None;
    }
    let severity = if before == after { Severity::Warning } else { Severity::Error };
    Some((severity, FindingKind::Gap { previous: previous.checked() }))
}

#[cfg(test)]
mod tests;
