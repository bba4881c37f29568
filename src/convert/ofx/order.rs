//! Entries counted while their statements are written as they come.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::fitid::{Fitid, Key, Occurrences};
use crate::model::Statement;

/// How many entries are counted in a table; those before are put by.
const FEW: usize = 1024;

/// Counts the entries of one account.
///
/// Any day may come again, but nearly none does. A table of all keys would take forty bytes for each; of the days
/// that are over the keys are put by as they are.
#[derive(Debug, Default)]
pub(super) struct InputOrder {
    started: bool,
    /// Where the statement before ended.
    end: Option<(NaiveDate, Decimal)>,
    /// The entries of these days.
    occurrences: Occurrences,
    days: HashSet<NaiveDate>,
    /// The last one that was looked for among them.
    day: Option<NaiveDate>,
    /// Those of them that are not put by.
    recent: Vec<(NaiveDate, Key)>,
    /// How many of them were put by before their day came again.
    again: usize,
    past: BTreeMap<NaiveDate, Vec<Key>>,
}

impl InputOrder {
    /// Starts a statement. `false` if it does not continue the one before.
    pub(super) fn start(&mut self, statement: &Statement<'_>) -> bool {
        let opening = (statement.opening.date, statement.opening.amount);
        let first = !std::mem::replace(&mut self.started, true);
        let chained = self.end == Some(opening);
        if !chained {
            *self = InputOrder { started: true, ..InputOrder::default() };
        } else if self.recent.len() >= FEW.max(self.again) {
            // Not sooner, or a day of many entries would be looked at again and again.
            self.put_by();
        }
        self.end = statement.closing.as_ref().map(|closing| (closing.date, closing.amount));
        chained || first
    }

    /// The identifier of the next entry, which has this booking date and this key.
    pub(super) fn next(&mut self, day: NaiveDate, key: Key) -> Fitid {
        if self.day.replace(day) != Some(day)
            && self.days.insert(day)
            && let Some(keys) = self.past.get(&day)
        {
            self.again = self.again.saturating_add(keys.len());
            keys.iter().for_each(|key| _ = self.occurrences.count(*key));
        }
        self.recent.push((day, key));
        self.occurrences.next(key)
    }

    fn put_by(&mut self) {
        self.recent.sort_by_key(|(day, _)| *day);
        for entries in self.recent.chunk_by(|(day, _), (next, _)| day == next) {
            if let Some((day, _)) = entries.first() {
                self.past.entry(*day).or_default().extend(entries.iter().map(|(_, key)| key));
            }
        }
        self.recent.clear();
        self.occurrences.clear();
        self.days.clear();
        self.day = None;
        self.again = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::samples::{account, balance, day};

    fn statement(opening: (u32, i64), closing: (u32, i64)) -> Statement<'static> {
        let (opening, closing) = (balance(opening.0, opening.1), balance(closing.0, closing.1));
        Statement::new(account("00123456789"), opening, closing)
    }

    #[test]
    fn entries_are_counted_on_while_statements_follow_one_another() {
        let first = statement((23, 0), (24, -1200));
        let next = statement((24, -1200), (25, -2400));
        let mut state = InputOrder::default();
        let key = [7; 16];
        let count = |state: &mut InputOrder| state.next(day(24), key);
        assert!(state.start(&first));
        let [once, twice] = [count(&mut state), count(&mut state)];
        assert!(state.start(&next));
        let thrice = count(&mut state);
        assert!(once != twice && twice != thrice && once != thrice);
        assert!(!state.start(&first));
        assert_eq!([count(&mut state), count(&mut state)], [once, twice]);
        assert!(state.start(&next));
        assert_eq!(count(&mut state), thrice);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn what_is_put_by_is_not_forgotten(
            statements in proptest::collection::vec((0..3 * FEW, 1..28u32), 1..8), keys in 1..6u32,
        ) {
            let mut state = InputOrder::default();
            let mut all = Occurrences::default();
            for (entries, first_day) in statements {
                prop_assert!(state.start(&statement((1, 0), (1, 0))));
                for entry in 0..u32::try_from(entries).unwrap() {
                    let booked = first_day + entry * 7 % 3;
                    let key = [u8::try_from(booked * 6 + entry % keys).unwrap(); 16];
                    prop_assert_eq!(state.next(day(booked), key), all.next(key));
                }
            }
        }
    }
}
