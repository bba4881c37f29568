//! An entry has the same identifier in every export.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// Identifiers by entry: a detail, which is no part of the identifier, tells twins apart.
fn identifiers(statements: &[Statement<'_>]) -> BTreeMap<String, String> {
    by_entry(Options::default(), statements)
}

fn by_entry(options: Options, statements: &[Statement<'_>]) -> BTreeMap<String, String> {
    let out = text(options, statements);
    let mut found = BTreeMap::new();
    for chain in values("BANKTRANLIST", &out) {
        let fitids = values("FITID", chain);
        assert_eq!(fitids.iter().collect::<HashSet<_>>().len(), fitids.len(), "equal in one chain");
        for (memo, fitid) in values("MEMO", chain).into_iter().zip(fitids) {
            let before = found.insert(memo.to_owned(), fitid.to_owned());
            assert!(before.is_none_or(|before| before == fitid), "{memo}");
        }
    }
    found
}

/// An entry that is the twin of all others of its day and amount, but for its name.
fn twin(booking: u32, amount: i64, name: &str) -> Entry<'static> {
    let detail = Detail::new(Qualifier::new("LIB"), name.to_owned());
    entry(booking, amount, "BILLET DE TRAIN").with_details(vec![detail])
}

/// Days with twins within a day, over days, and one that is booked a day late; two statements on the 4th, of
/// which the first leads back to where it starts.
fn days() -> Vec<Statement<'static>> {
    vec![
        statement((1, 0), 2, vec![twin(2, -500, "a"), twin(2, -500, "b"), twin(2, -700, "c")]),
        statement((2, -1700), 3, vec![twin(3, -500, "d"), twin(2, -500, "late")]),
        statement((3, -2700), 4, vec![twin(4, -500, "e"), twin(4, 500, "f"), twin(4, 500, "g")]),
        statement((4, -2200), 4, vec![twin(4, -500, "h"), twin(4, 500, "i")]),
        statement((4, -2200), 5, vec![twin(5, -500, "j"), twin(5, -500, "k")]),
        statement((5, -3200), 6, vec![]),
        statement((6, -3200), 7, vec![twin(7, -500, "l")]),
    ]
}

#[test]
fn twins_are_told_apart() {
    let fitids = identifiers(&days());
    assert_eq!(fitids.len(), 13);
    assert_eq!(fitids.values().collect::<HashSet<_>>().len(), 13);
    let mut keys = fitid::Keys::new();
    keys.begin(&account("00123456789"));
    let key = keys.key(&twin(2, -500, "any"));
    let mut occurrences = Occurrences::default();
    for name in ["a", "b", "late"] {
        assert_eq!(fitids[name].as_bytes(), occurrences.next(key), "{name}");
    }
}

#[test]
fn the_order_of_statements_does_not_matter() {
    let all = identifiers(&days());
    let reversed: Vec<_> = days().into_iter().rev().collect();
    assert_eq!(identifiers(&reversed), all);
    let apart = Options::default().with_merge(false);
    assert_eq!(by_entry(apart, &days()), all);
}

#[test]
fn the_size_of_statements_does_not_matter() {
    let entries: Vec<_> = days().into_iter().flat_map(|statement| statement.entries).collect();
    assert_eq!(identifiers(&[statement((1, 0), 7, entries)]), identifiers(&days()));
}

#[test]
fn exports_that_overlap_agree() {
    let all = identifiers(&days());
    // Up to a day, or from one on; not from one that leaves out a twin of the same booking date.
    let days = days();
    let ends = (1..7).map(|end| &days[..end]);
    let starts = [2, 4, 5, 6].into_iter().map(|start| &days[start..]);
    for part in ends.chain(starts) {
        let found = identifiers(part);
        assert!(!found.is_empty() && found.iter().all(|(name, id)| all[name] == *id));
    }
    // Both in one input, and a statement of the whole period beside those of its days.
    let both: Vec<_> = days[2..].iter().chain(&days[..5]).cloned().collect();
    assert_eq!(identifiers(&both), all);
    let month: Vec<_> = days.iter().flat_map(|statement| statement.entries.clone()).collect();
    let mut beside = days;
    beside.insert(3, statement((1, 0), 7, month));
    assert_eq!(identifiers(&beside), all);
}

#[test]
fn copies_have_the_identifiers_of_the_original() {
    let all = identifiers(&days());
    let twice: Vec<_> = days().into_iter().chain(days()).collect();
    assert_eq!(identifiers(&twice), all);
    let out = text(Options::default(), &twice);
    assert_eq!(values("BALAMT", &out), ["-37.00", "-37.00"]);
    let each_twice: Vec<_> =
        days().into_iter().flat_map(|statement| [statement.clone(), statement]).collect();
    assert_eq!(identifiers(&each_twice), all);
    let apart = Options::default().with_merge(false);
    assert_eq!(by_entry(apart, &twice), all);
}

#[test]
fn a_day_without_money_or_time_may_be_there_more_than_once() {
    let empty = statement((1, 0), 1, vec![]);
    let out = text(Options::default(), &[empty.clone(), statement((1, 0), 2, vec![entry(2, 5, "A")]), empty]);
    assert_eq!(values("BALAMT", &out), ["0.05"]);
}

#[test]
fn accounts_and_currencies_are_apart() {
    let mut statements = vec![days().remove(0); 3];
    statements[1].account.number = "00000000001".into();
    statements[2].account.currency = Currency::new("XPF").unwrap();
    let out = text(Options::default(), &statements);
    assert_eq!(values("FITID", &out).into_iter().collect::<HashSet<_>>().len(), 9);
}

/// Two tickets booked on one day in two statements of that day are two, whatever comes first in the input: a
/// reader would drop the second one of the same identifier.
#[test]
fn twins_differ_in_whatever_order_their_statements_come() {
    let ticket = || vec![entry(2, -1200, "METRO")];
    let days = [
        statement((1, 10_000), 2, ticket()),
        statement((2, 8_800), 2, ticket()),
        statement((2, 7_600), 3, ticket()),
    ];
    let fitids = |order: &[usize]| -> Vec<String> {
        let statements: Vec<_> = order.iter().map(|index| days[*index].clone()).collect();
        values("FITID", &text(Options::default(), &statements)).into_iter().map(str::to_owned).collect()
    };
    let expected = fitids(&[0, 1, 2]);
    assert_eq!(expected.iter().collect::<HashSet<_>>().len(), 3);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        assert_eq!(fitids(&order), expected, "{order:?}");
    }
    // A statement that was not read whole goes by itself, and on from the one before it.
    let mut open = days.clone();
    open[2].closing = None;
    open[2].incomplete = true;
    let open = text(Options::default().with_unbalanced(true), &open);
    assert_eq!(values("FITID", &open), expected);
    // Copies, on the other hand, are known for what they are.
    assert_eq!(fitids(&[2, 1, 0, 0, 1, 2]), [&expected[..], &expected[..]].concat());
}

#[test]
fn a_statement_that_was_not_read_whole_counts_on_from_the_one_before() {
    let options = Options::default().with_unbalanced(true);
    let all = identifiers(&days());
    let mut cut = days();
    (cut[1].closing, cut[1].incomplete) = (None, true);
    // Another copy of it, too.
    cut.insert(0, cut[1].clone());
    assert_eq!(by_entry(options.clone(), &cut), all);
    let out = text(options.clone(), &cut);
    assert_eq!(values("BALAMT", &out), ["-17.00", "-27.00", "-27.00", "-37.00"]);
    // Without the one before it counts by itself.
    assert_eq!(by_entry(options, &cut[..1])["late"], all["a"]);
}

proptest! {
    #[test]
    fn shuffled_days_agree(order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle()) {
        let shuffled: Vec<_> = order.iter().map(|index| days()[*index].clone()).collect();
        prop_assert_eq!(identifiers(&shuffled), identifiers(&days()));
    }

    #[test]
    fn any_days_cut_anywhere_agree(
        bookings in proptest::collection::vec((2_u32..5, -1_i64..2), 1..24),
        cuts in proptest::collection::vec(any::<bool>(), 24),
        reverse: bool,
    ) {
        let mut bookings = bookings;
        bookings.sort_unstable_by_key(|(day, _)| *day);
        let entries: Vec<_> = bookings
            .iter()
            .enumerate()
            .map(|(index, (day, amount))| twin(*day, *amount, &index.to_string()))
            .collect();
        let whole = identifiers(&[statement((1, 0), 5, entries.clone())]);
        // A statement ends where the day changes, if it is to.
        let mut statements: Vec<Statement<'static>> = Vec::new();
        let mut rest: Vec<Entry<'static>> = Vec::new();
        let mut opening = (1, 0);
        for (index, entry) in entries.iter().enumerate() {
            rest.push(entry.clone());
            let day = bookings[index].0;
            let last = bookings.get(index + 1).is_none_or(|(next, _)| *next != day);
            if last && (cuts[index] || index + 1 == entries.len()) {
                let sum: i64 = rest.iter().map(|entry| entry.amount.mantissa() as i64).sum();
                statements.push(statement(opening, day, std::mem::take(&mut rest)));
                opening = (day, opening.1 + sum);
            }
        }
        if reverse {
            statements.reverse();
        }
        let again: Vec<_> = statements.iter().chain(&statements).cloned().collect();
        prop_assert_eq!(&identifiers(&statements), &whole);
        prop_assert_eq!(&identifiers(&again), &whole);
    }
}
