//! Why a statement may not add up.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::Position;
use crate::model::{Entry, Statement};

/// At most so many entries are named for one explanation.
const MAX_SUSPECTS: usize = 5;

/// A mistake that would account for the difference of a statement, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// One entry with the sign that its operation code forbids: turned, the statement adds up.
    SignAgainstCode,
    /// All the entries with a sign that their operation codes forbid: turned together, the statement adds up.
    SignsAgainstCodes,
    /// One entry with its sign turned: the difference is twice its amount.
    SignTurned,
    /// An entry that is there too often: the difference is its amount.
    EntryDoubled,
    /// An entry that is not there as often as it should be: the difference is the amount of another one.
    EntryMissing,
    /// The sign of the old balance turned.
    OpeningSignTurned,
    /// The sign of the new balance turned.
    ClosingSignTurned,
    /// Two digits that stand side by side swapped in an entry's amount.
    DigitsSwapped,
    /// Two digits swapped somewhere: the difference is divisible by nine, as one in nine is anyhow.
    DivisibleByNine,
}

impl Reason {
    /// The stable name in kebab case, for programs.
    ///
    /// ```
    /// assert_eq!(cfonb::check::Reason::SignTurned.name(), "sign-turned");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Reason::SignAgainstCode => "sign-against-code",
            Reason::SignsAgainstCodes => "signs-against-codes",
            Reason::SignTurned => "sign-turned",
            Reason::EntryDoubled => "entry-doubled",
            Reason::EntryMissing => "entry-missing",
            Reason::OpeningSignTurned => "opening-sign-turned",
            Reason::ClosingSignTurned => "closing-sign-turned",
            Reason::DigitsSwapped => "digits-swapped",
            Reason::DivisibleByNine => "divisible-by-nine",
        }
    }

    fn sentence(self) -> &'static str {
        match self {
            Reason::SignAgainstCode => {
                "the sign of an entry that contradicts its operation code would account for it"
            }
            Reason::SignsAgainstCodes => {
                "the signs of the entries that contradict their operation codes would account for it together"
            }
            Reason::SignTurned => "an entry's sign, turned, would account for it",
            Reason::EntryDoubled => "an entry that is there once too often would account for it",
            Reason::EntryMissing => "another entry of the same amount, missing, would account for it",
            Reason::OpeningSignTurned => "the sign of the old balance, turned, would account for it",
            Reason::ClosingSignTurned => "the sign of the new balance, turned, would account for it",
            Reason::DigitsSwapped => "two neighbouring digits of an entry, swapped, would account for it",
            Reason::DivisibleByNine => {
                "it is divisible by nine, as where two digits of an amount are swapped"
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How much an [`Explanation`] is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The numbers agree, which may be chance.
    Low,
    /// The numbers agree, and few others would.
    Medium,
    /// Something else than the numbers points there too.
    High,
}

/// An entry that an [`Explanation`] speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suspect {
    /// Its index in [`Statement::entries`].
    pub index: usize,
    /// Its booking date.
    pub booking_date: NaiveDate,
    /// Its amount.
    pub amount: Decimal,
    /// Where its record stands.
    pub position: Option<Position>,
}

/// One way to explain the difference of a statement: [`explain`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// What may have happened.
    pub reason: Reason,
    /// How much that is worth.
    pub confidence: Confidence,
    /// Entries it may have happened to, any one of them unless the reason says otherwise: the first five.
    pub suspects: Vec<Suspect>,
    /// How many such entries there are.
    pub count: usize,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason.sentence())?;
        for (index, suspect) in self.suspects.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { ", " })?;
            if let Some(position) = suspect.position {
                write!(f, "line {}, ", position.line)?;
            }
            write!(f, "{} of {}", suspect.amount, suspect.booking_date)?;
        }
        match self.count.saturating_sub(self.suspects.len()) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Ways to explain why a statement does not add up, the likeliest first; none for a statement that does, and
/// for one without a new balance.
///
/// Each is a single mistake that would account for the whole difference.
///
/// ```
/// use cfonb::check::{Reason, explain};
/// use cfonb::{Account, Balance, Currency, Entry, Statement};
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let euros = |amount| rust_decimal::Decimal::new(amount, 0);
/// # let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// let statement = Statement::new(account, Balance::new(day, euros(100)), Balance::new(day, euros(88)))
///     .with_entries(vec![Entry::new(day, euros(12), "COTISATION")]);
/// let explanations = explain(&statement);
/// assert_eq!(explanations[0].reason, Reason::SignTurned);
/// assert_eq!(explanations[0].suspects[0].index, 0);
/// ```
pub fn explain(statement: &Statement<'_>) -> Vec<Explanation> {
    let Some(closing) = &statement.closing else { return Vec::new() };
    let Some(difference) = statement.difference().filter(|difference| !difference.is_zero()) else {
        return Vec::new();
    };
    let Some(opposite) = Decimal::ZERO.checked_sub(difference) else { return Vec::new() };
    let mut found = Found { entries: &statement.entries, difference, opposite, explanations: Vec::new() };
    found.signs();
    // Twice a balance of the wrong sign is missing, or too much.
    let turned = |amount: Decimal, twice: Decimal| amount.checked_add(amount) == Some(twice);
    if turned(statement.opening.amount, opposite) {
        found.add(Reason::OpeningSignTurned, Confidence::Medium, Vec::new());
    }
    if turned(closing.amount, difference) {
        found.add(Reason::ClosingSignTurned, Confidence::Medium, Vec::new());
    }
    found.copies();
    found.digits();
    let mut explanations = found.explanations;
    explanations.sort_by_key(|found| std::cmp::Reverse(found.confidence));
    explanations
}

struct Found<'s> {
    entries: &'s [Entry<'s>],
    /// New balance − (old balance + entries).
    difference: Decimal,
    opposite: Decimal,
    explanations: Vec<Explanation>,
}

impl Found<'_> {
    fn add(&mut self, reason: Reason, confidence: Confidence, entries: Vec<usize>) {
        let suspect = |index: &usize| {
            let entry = self.entries.get(*index)?;
            let (booking_date, amount, position) = (entry.booking_date, entry.amount, entry.position);
            Some(Suspect { index: *index, booking_date, amount, position })
        };
        let suspects = entries.iter().filter_map(suspect).take(MAX_SUSPECTS).collect();
        self.explanations.push(Explanation { reason, confidence, suspects, count: entries.len() });
    }

    /// The same, if there are entries to name.
    fn add_some(&mut self, reason: Reason, confidence: Confidence, entries: Vec<usize>) {
        if !entries.is_empty() {
            self.add(reason, confidence, entries);
        }
    }

    fn indices(&self, which: impl Fn(&Entry<'_>) -> bool) -> Vec<usize> {
        let entries = self.entries.iter().enumerate();
        entries.filter(|(_, entry)| which(entry)).map(|(index, _)| index).collect()
    }

    /// An entry turned takes twice its amount away.
    fn signs(&mut self) {
        let opposite = self.opposite;
        let accounts = |entry: &Entry<'_>| entry.amount.checked_add(entry.amount) == Some(opposite);
        let alone = self.indices(|entry| accounts(entry) && contradicts_code(entry));
        let together = self.indices(contradicts_code);
        let sum = together
            .iter()
            .try_fold(Decimal::ZERO, |sum, index| sum.checked_add(self.entries.get(*index)?.amount));
        let all = sum.and_then(|sum| sum.checked_add(sum)) == Some(opposite);
        if together.len() > 1 && all {
            self.add(Reason::SignsAgainstCodes, Confidence::High, together);
        }
        self.add_some(Reason::SignAgainstCode, Confidence::High, alone);
        // A sign that the code demands is hardly the wrong one.
        let free = |entry: &Entry<'_>| entry.operation_code.and_then(|code| code.sense()).is_none_or(either);
        let others = self.indices(|entry| accounts(entry) && !contradicts_code(entry) && free(entry));
        self.add_some(Reason::SignTurned, Confidence::Medium, others);
        let unlikely = self.indices(|entry| accounts(entry) && !contradicts_code(entry) && !free(entry));
        self.add_some(Reason::SignTurned, Confidence::Low, unlikely);
    }

    /// An entry that is there too often, or not often enough.
    fn copies(&mut self) {
        let doubled = self.indices(|entry| entry.amount == self.opposite);
        let key = |index: &usize| self.entries.get(*index).map(likeness);
        let mut copies = doubled.clone();
        copies.sort_by_key(key);
        // Of each group of entries that are alike but for the first one: those were perhaps not meant.
        let mut copies: Vec<usize> = copies
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] if key(a) == key(b) => Some(*b),
                _ => None,
            })
            .collect();
        copies.sort_unstable();
        let confidence = if copies.is_empty() { Confidence::Medium } else { Confidence::High };
        self.add_some(Reason::EntryDoubled, confidence, if copies.is_empty() { doubled } else { copies });
        let like_the_missing = self.indices(|entry| entry.amount == self.difference);
        self.add_some(Reason::EntryMissing, Confidence::Low, like_the_missing);
    }

    fn digits(&mut self) {
        let difference = self.difference;
        if difference.mantissa() % 9 != 0 {
            return;
        }
        match self.indices(|entry| swap_accounts(entry.amount, difference)) {
            entries if entries.is_empty() => self.add(Reason::DivisibleByNine, Confidence::Low, entries),
            entries => self.add(Reason::DigitsSwapped, Confidence::Low, entries),
        }
    }
}

fn either(sense: crate::Sense) -> bool {
    sense == crate::Sense::Either
}

fn contradicts_code(entry: &Entry<'_>) -> bool {
    let sense = entry.operation_code.and_then(|code| code.sense());
    !entry.amount.is_zero() && sense.is_some_and(|sense| !sense.allows(entry.amount.is_sign_positive()))
}

/// What makes two entries of one amount look like one entry twice.
fn likeness<'e>(entry: &'e Entry<'_>) -> impl Ord + 'e {
    let label: &str = &entry.label;
    (entry.booking_date, entry.value_date, entry.operation_code, label, entry.entry_number.as_deref())
}

/// Whether two neighbouring digits of an amount, swapped, add the difference to it.
fn swap_accounts(amount: Decimal, difference: Decimal) -> bool {
    // The difference has the scale of its finest amount, so no digit of this one is lost.
    let scale = difference.scale().max(amount.scale());
    let minor = |mut value: Decimal| {
        value.rescale(scale);
        (value.scale() == scale).then(|| value.mantissa())
    };
    let (Some(amount), Some(difference)) = (minor(amount), minor(difference)) else { return false };
    let wanted = if amount.is_negative() { difference.saturating_neg() } else { difference };
    let mut rest = amount.unsigned_abs();
    let mut unit: i128 = 1;
    while rest >= 10 {
        // `ab` and `ba` differ by nine times the difference of the digits.
        let (low, high) = ((rest % 10) as i128, (rest / 10 % 10) as i128);
        let change = low.saturating_sub(high).saturating_mul(9).saturating_mul(unit);
        if change != 0 && change == wanted {
            return true;
        }
        rest /= 10;
        unit = unit.saturating_mul(10);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OperationCode;
    use crate::model::samples::{account, balance, cents, day};

    fn statement(opening: i64, entries: &[(i64, &str)], closing: i64) -> Statement<'static> {
        let entries = entries.iter().map(|(amount, code)| {
            let mut entry = Entry::new(day(31), cents(*amount), "LIBELLE");
            entry.operation_code = OperationCode::new(code);
            entry
        });
        Statement::new(account("00123456789"), balance(31, opening), balance(31, closing))
            .with_entries(entries.collect())
    }

    fn reasons(statement: &Statement<'_>) -> Vec<(Reason, Vec<usize>)> {
        let indices = |found: &Explanation| found.suspects.iter().map(|suspect| suspect.index).collect();
        explain(statement).iter().map(|found| (found.reason, indices(found))).collect()
    }

    fn has(statement: &Statement<'_>, reason: Reason, entries: &[usize]) {
        let reasons = reasons(statement);
        assert!(reasons.contains(&(reason, entries.to_vec())), "{reasons:?}");
    }

    #[test]
    fn nothing_explains_what_adds_up_or_has_no_end() {
        assert!(explain(&statement(100, &[(50, "")], 150)).is_empty());
        let mut open = statement(100, &[(50, "")], 0);
        open.closing = None;
        assert!(explain(&open).is_empty());
    }

    #[test]
    fn a_turned_sign_is_twice_the_amount() {
        has(&statement(1000, &[(-37, ""), (120, "")], 1000 - 37 - 120), Reason::SignTurned, &[1]);
        has(&statement(1000, &[(-37, ""), (-120, "")], 1000 - 37 + 120), Reason::SignTurned, &[1]);
    }

    #[test]
    fn a_sign_against_its_code_comes_first() {
        // 01 is a cheque paid: a debit.
        let turned = statement(1000, &[(120, "01"), (120, "91")], 1000);
        let found = explain(&turned);
        assert_eq!((found[0].reason, found[0].confidence), (Reason::SignAgainstCode, Confidence::High));
        assert_eq!(found[0].suspects[0].index, 0);
        let both = statement(1000, &[(120, "01"), (30, "01"), (7, "91")], 1000 - 120 - 30 + 7);
        assert_eq!(reasons(&both)[0], (Reason::SignsAgainstCodes, vec![0, 1]));
        // A credit reversed is a contradiction too, but not of this difference.
        let reversal = statement(1000, &[(120, "01"), (30, "91")], 1000 + 120 - 30);
        assert!(reasons(&reversal).iter().all(|(reason, _)| *reason != Reason::SignAgainstCode));
    }

    #[test]
    fn a_sign_that_its_code_demands_is_hardly_the_wrong_one() {
        // 91 goes either way, 05 is a credit, 01 a debit.
        let entries = [(120, ""), (120, "91"), (120, "05"), (120, "01"), (7, "05")];
        let found: Vec<_> = explain(&statement(1000, &entries, 1000 + 487 - 240))
            .iter()
            .map(|found| (found.reason, found.confidence, found.suspects.iter().map(|s| s.index).collect()))
            .collect();
        assert_eq!(
            found,
            [
                (Reason::SignAgainstCode, Confidence::High, vec![3]),
                (Reason::SignTurned, Confidence::Medium, vec![0, 1]),
                (Reason::SignTurned, Confidence::Low, vec![2])
            ]
        );
    }

    #[test]
    fn entries_of_one_amount_are_no_copies_unless_they_are_alike() {
        let mut unlike = statement(1000, &[(-17, ""), (-17, "")], 1000 - 17);
        unlike.entries[1].label = "AUTRE".into();
        let found = explain(&unlike);
        assert_eq!((found[0].reason, found[0].confidence), (Reason::EntryDoubled, Confidence::Medium));
        assert_eq!(found[0].count, 2);
    }

    #[test]
    fn reasons_have_names_for_programs() {
        assert_eq!(Reason::SignTurned.to_string(), "sign-turned");
        assert_eq!(Reason::DivisibleByNine.name(), "divisible-by-nine");
    }

    #[test]
    fn an_entry_twice_or_not_at_all_is_its_amount() {
        let twice = statement(1000, &[(-500, ""), (-17, ""), (-17, "")], 1000 - 500 - 17);
        let found = explain(&twice);
        assert_eq!((found[0].reason, found[0].confidence), (Reason::EntryDoubled, Confidence::High));
        assert_eq!(found[0].suspects[0].index, 2);
        let once = statement(1000, &[(-500, ""), (-17, "")], 1000 - 500);
        has(&once, Reason::EntryDoubled, &[1]);
        has(&statement(1000, &[(-500, ""), (-17, "")], 1000 - 500 - 17 - 17), Reason::EntryMissing, &[1]);
    }

    #[test]
    fn a_balance_may_have_its_sign_turned() {
        has(&statement(1000, &[(-17, "")], -1017), Reason::OpeningSignTurned, &[]);
        has(&statement(1000, &[(-17, "")], -983), Reason::ClosingSignTurned, &[]);
    }

    #[test]
    fn swapped_digits_differ_by_a_multiple_of_nine() {
        has(&statement(10_000, &[(-1234, ""), (5, "")], 10_000 - 1324 + 5), Reason::DigitsSwapped, &[0]);
        has(&statement(10_000, &[(1234, ""), (5, "")], 10_000 + 1243 + 5), Reason::DigitsSwapped, &[0]);
        has(&statement(10_000, &[(1234, "")], 10_000 + 1234 + 18), Reason::DivisibleByNine, &[]);
        let other = statement(10_000, &[(1234, "")], 10_000 + 1234 + 19);
        assert!(explain(&other).is_empty());
    }

    #[test]
    fn scales_may_differ() {
        let mut mixed = statement(10_000, &[(-1234, "")], 10_000 - 1324);
        mixed.entries[0].amount = Decimal::new(-12_3400, 4);
        has(&mixed, Reason::DigitsSwapped, &[0]);
    }

    #[test]
    fn amounts_beyond_all_bounds_are_no_panic() {
        let mut huge = statement(1, &[(1, "01")], 5);
        huge.entries[0].amount = Decimal::MAX;
        huge.entries[0].amount.set_scale(28).unwrap();
        explain(&huge);
        huge.opening.amount = Decimal::MIN;
        huge.entries[0].amount = Decimal::ONE;
        huge.closing.as_mut().unwrap().amount = Decimal::ZERO;
        explain(&huge);
        huge.closing.as_mut().unwrap().amount = Decimal::MAX;
        explain(&huge);
    }

    #[test]
    fn only_a_few_entries_are_named() {
        let many = statement(1000, &[(-17, ""); 30], 1000 - 17 * 29);
        let found = explain(&many);
        assert_eq!((found[0].suspects.len(), found[0].count), (5, 29));
        assert_eq!(
            found[0].to_string(),
            "an entry that is there once too often would account for it: -0.17 of 2024-01-31, -0.17 of \
             2024-01-31, -0.17 of 2024-01-31, -0.17 of 2024-01-31, -0.17 of 2024-01-31 and 24 more"
        );
    }
}
