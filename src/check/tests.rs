use proptest::prelude::*;

use super::*;
use crate::model::Detail;
use crate::model::samples::{self, account, cents, day};

/// A statement from (day, amount) to (day, amount), with one entry on its last day that makes it add up.
fn statement(from: (u32, i64), to: (u32, i64)) -> Statement<'static> {
    let entry = Entry::new(day(to.0), cents(to.1 - from.1), "VIREMENT");
    let entries = if from.1 == to.1 { vec![] } else { vec![entry] };
    samples::statement(from, to.0, entries)
}

fn report(statements: &[Statement<'_>]) -> Report {
    let mut checker = Checker::new();
    for statement in statements {
        checker.push(statement, None);
    }
    checker.finish()
}

/// Index of the statement, severity and name of each finding.
fn found(statements: &[Statement<'_>]) -> Vec<(u64, Severity, &'static str)> {
    let findings = report(statements).findings;
    findings.iter().map(|finding| (finding.statement.index, finding.severity, finding.kind.name())).collect()
}

#[test]
fn a_report_is_as_grave_as_its_gravest_finding() {
    let empty = report(&[]);
    assert_eq!((empty.worst(), empty.statements, empty.accounts.len()), (None, 0, 0));
    let missing = [statement((1, 10), (2, 20)), statement((3, 20), (4, 40)), statement((5, 50), (6, 60))];
    assert_eq!(report(&missing[..2]).worst(), Some(Severity::Warning));
    assert_eq!(report(&missing).worst(), Some(Severity::Error));
}

#[test]
fn a_statement_does_not_end_before_it_starts() {
    assert_eq!(found(&[statement((5, 10), (4, 10))]), [(0, Severity::Warning, "ends-before-start")]);
    assert_eq!(found(&[statement((5, 10), (5, 10))]), []);
}

#[test]
fn a_period_goes_from_one_balance_to_the_other() {
    let mut whole = statement((1, 10), (2, 20));
    assert_eq!(Period::of(&whole), Some(Period::new((day(1), cents(10)), (day(2), cents(20)))));
    whole.closing = None;
    assert_eq!(Period::of(&whole), None);
}

#[test]
fn days_in_any_order_are_continuous() {
    let month = [
        statement((4, 40), (5, 50)),
        statement((2, 20), (3, 30)),
        statement((1, 10), (2, 20)),
        statement((3, 30), (3, 30)),
        statement((3, 30), (4, 40)),
    ];
    assert_eq!(found(&month), []);
    let report = report(&month);
    assert_eq!((report.statements, report.entries), (5, 4));
    let account = &report.accounts[0];
    assert_eq!((account.statements, account.entries), (5, 4));
    assert_eq!((account.opening, account.closing), (Some((day(1), cents(10))), Some((day(5), cents(50)))));
}

#[test]
fn accounts_are_told_apart() {
    let mut other = statement((2, 70), (3, 80));
    other.account = account("00000000000");
    let mut dollars = statement((2, 70), (3, 80));
    dollars.account.currency = Currency::new("USD").unwrap();
    let mut named = statement((2, 20), (3, 30));
    (named.account.name, named.account.decimals) = (Some("Compte".into()), 3);
    assert_eq!(found(&[statement((1, 10), (2, 20)), other.clone(), dollars, named, other.clone()]).len(), 1);
    assert_eq!(report(&[statement((1, 10), (2, 20)), other]).accounts.len(), 2);
}

#[test]
fn what_does_not_add_up_is_explained() {
    let mut wrong = statement((1, 100), (2, 200));
    wrong.closing.as_mut().unwrap().amount = cents(0);
    let findings = report(&[wrong]).findings;
    let FindingKind::Unbalanced { expected, stated, difference, explanations } = &findings[0].kind else {
        panic!("{findings:?}");
    };
    assert_eq!((*expected, *stated, *difference), (cents(200), cents(0), cents(-200)));
    assert_eq!(explanations[0].reason, Reason::SignTurned);
    assert_eq!(
        findings[0].to_string(),
        "account FR7611111222220012345678975 (2024-01-01 to 2024-01-02): old balance and entries make 2.00 EUR, \
         the new balance is 0.00; the difference is -2.00; an entry's sign, turned, would account for it: 1.00 of \
         2024-01-02; the sign of the old balance, turned, would account for it"
    );
}

#[test]
fn a_gap_is_an_error_if_money_is_missing() {
    let gap = [statement((1, 10), (2, 20)), statement((3, 30), (4, 40))];
    assert_eq!(found(&gap), [(1, Severity::Error, "gap")]);
    let said = report(&gap).findings[0].to_string();
    assert!(said.ends_with("ends with 0.20 EUR, this one starts with 0.30; statements from 2024-01-02 to 2024-01-03 are missing"), "{said}");
    // The later one is named, whatever the order.
    assert_eq!(found(&[gap[1].clone(), gap[0].clone()]), [(0, Severity::Error, "gap")]);
    let same_day = [statement((1, 10), (2, 20)), statement((2, 30), (4, 40))];
    assert_eq!(found(&same_day), [(1, Severity::Error, "gap")]);
    let said = report(&same_day).findings[0].to_string();
    assert!(said.ends_with("this one starts with 0.30; a statement of that day is missing"), "{said}");
    let days_only = [statement((1, 10), (2, 20)), statement((4, 20), (5, 40))];
    assert_eq!(found(&days_only), [(1, Severity::Warning, "gap")]);
}

#[test]
fn a_copy_is_no_gap() {
    let days = [statement((1, 10), (2, 20)), statement((2, 20), (3, 30)), statement((3, 30), (4, 40))];
    let all = [&days[0], &days[1], &days[2], &days[1], &days[0], &days[2]].map(Clone::clone);
    let copy = |index| (index, Severity::Warning, "duplicate-statement");
    assert_eq!(found(&all), [copy(3), copy(4), copy(5)]);
    let empty = [statement((1, 10), (1, 10)), statement((1, 10), (1, 10))];
    assert_eq!(found(&empty), [(1, Severity::Info, "duplicate-statement")]);
}

#[test]
fn a_copy_is_one_whatever_the_export_adds() {
    let mut again = statement((1, 10), (2, 20));
    again.entries[0].details = vec![Detail::new(None, "PLUS")];
    again.entries[0].id = Some("7".into());
    again.opening.position = Some(Position::new(9, 9, 9));
    assert_eq!(found(&[statement((1, 10), (2, 20)), again])[0].2, "duplicate-statement");
    let mut other = statement((1, 10), (2, 20));
    other.entries[0].label = "AUTRE".into();
    assert_eq!(found(&[statement((1, 10), (2, 20)), other]), [(1, Severity::Warning, "overlap")]);
}

#[test]
fn entries_that_are_alike_are_legal() {
    let mut twice = statement((1, 10), (2, 20));
    twice.entries.push(twice.entries[0].clone());
    twice.closing.as_mut().unwrap().amount = cents(30);
    assert_eq!(found(&[twice]), []);
}

#[test]
fn exports_that_overlap_are_said_to() {
    let month = statement((1, 10), (20, 90));
    let inside = [statement((5, 30), (6, 40)), statement((8, 30), (9, 40))];
    let all = [month, inside[0].clone(), inside[1].clone(), statement((20, 90), (25, 10))];
    assert_eq!(found(&all), [(1, Severity::Warning, "overlap"), (2, Severity::Warning, "overlap")]);
    assert_eq!(report(&all).accounts[0].closing, Some((day(25), cents(10))));
}

#[test]
fn a_statement_without_an_end_is_one_finding() {
    let mut cut = statement((2, 20), (3, 30));
    (cut.closing, cut.incomplete) = (None, true);
    let all = [statement((1, 10), (2, 20)), cut.clone(), statement((3, 30), (4, 40))];
    assert_eq!(found(&all), [(1, Severity::Error, "incomplete")]);
    assert_eq!(found(&[cut.clone(), cut]).len(), 3);
    let mut skipped = statement((1, 10), (2, 20));
    skipped.incomplete = true;
    skipped.entries.clear();
    let findings = report(&[skipped]).findings;
    assert_eq!(findings[0].kind, FindingKind::Incomplete { difference: Some(cents(10)) });
}

#[test]
fn dates_outside_are_counted() {
    let mut early = statement((1, 10), (5, 20));
    for date in [1, 2, 6, 5] {
        early.entries.push(Entry::new(day(date), Decimal::ZERO, ""));
    }
    let findings = report(&[early]).findings;
    assert_eq!(findings[0].kind, FindingKind::DateOutsidePeriod { first: day(1), count: 2 });
    assert_eq!((findings.len(), findings[0].severity), (1, Severity::Info));
    let mut one_day = statement((5, 10), (5, 20));
    assert_eq!(found(&[one_day.clone()]), []);
    one_day.entries[0].booking_date = day(4);
    assert_eq!(found(&[one_day]), [(0, Severity::Info, "date-outside-period")]);
    let mut open = statement((5, 10), (6, 20));
    open.closing = None;
    assert_eq!(found(&[open.clone()]), [(0, Severity::Error, "incomplete")]);
    open.entries[0].booking_date = day(5);
    assert_eq!(found(&[open])[1], (0, Severity::Info, "date-outside-period"));
}

#[test]
fn amounts_too_large_are_a_finding() {
    let mut huge = statement((1, 10), (2, 20));
    huge.entries[0].amount = Decimal::MAX;
    huge.entries.push(huge.entries[0].clone());
    assert_eq!(found(&[huge]), [(0, Severity::Error, "overflow")]);
}

#[test]
fn findings_name_their_place() {
    let mut checker = Checker::new();
    let mut first = statement((1, 10), (2, 20));
    first.opening.position = Some(Position::new(7, 7, 0));
    first.account.bank_code = "".into();
    let mut second = statement((3, 30), (4, 40));
    second.account.bank_code = "".into();
    checker.push(&first, Some("a.cfonb"));
    checker.push(&second, Some("b.cfonb"));
    let findings = checker.finish().findings;
    assert_eq!(
        findings[0].to_string(),
        "account 22222/00123456789 (b.cfonb, 2024-01-03 to 2024-01-04): the statement before it (a.cfonb:7, \
         2024-01-01 to 2024-01-02) ends with 0.20 EUR, this one starts with 0.30; statements from 2024-01-02 to \
         2024-01-03 are missing"
    );
}

#[test]
fn many_statements_take_no_quadratic_time() {
    let start = std::time::Instant::now();
    let mut checker = Checker::new();
    for index in 0..50_000 {
        checker.push(&statement((1, index), (1, index + 1)), None);
        checker.push(&statement((1, 7), (1, 7)), None);
    }
    assert_eq!(checker.finish().findings.len(), 49_999);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn checkers_of_parts_make_the_checker_of_all(
        all in proptest::collection::vec((0_u32..3, 1_u32..4, 0_i64..3, -1_i64..2), 0..12), cut in 0_usize..12
    ) {
        let of = |(branch, date, amount, fault): &(u32, u32, i64, i64)| {
            let mut statement = statement((*date, *amount), (date + 1, amount + 1));
            statement.account.branch_code = format!("0000{branch}").into();
            statement.entries[0].amount += cents(*fault);
            // Of one account, what its first statement says is shown.
            statement.account.decimals = 2 + u8::try_from(*amount).unwrap();
            statement
        };
        let (first, second) = all.split_at(cut.min(all.len()));
        let (mut whole, mut parts, mut part) = (Checker::new(), Checker::new(), Checker::new());
        all.iter().for_each(|made| whole.push(&of(made), Some("a")));
        first.iter().for_each(|made| parts.push(&of(made), Some("a")));
        second.iter().for_each(|made| part.push(&of(made), Some("a")));
        parts.append(part);
        prop_assert_eq!(parts.finish(), whole.finish());
    }

    #[test]
    fn a_shuffled_account_is_as_good_as_a_sorted_one(
        amounts in proptest::collection::vec(-3_i64..3, 1..20), order in any::<u64>()
    ) {
        let mut all: Vec<_> = amounts
            .windows(2)
            .enumerate()
            .map(|(index, pair)| {
                let first = u32::try_from(index).unwrap() / 2 + 1;
                statement((first, pair[0]), (first + index as u32 % 2, pair[1]))
            })
            .collect();
        // The same statement may be there twice on one day by chance: a copy like any other.
        let copies = |found: &[(u64, Severity, &str)]| found.iter().all(|(.., name)| *name == "duplicate-statement");
        let sorted = found(&all);
        prop_assume!(copies(&sorted));
        let length = all.len();
        for index in 0..length {
            all.swap(index, (order >> (index % 60)) as usize % length);
        }
        let shuffled = found(&all);
        prop_assert!(copies(&shuffled), "{:?}", shuffled);
        prop_assert_eq!(shuffled.len(), sorted.len());
    }
}

proptest! {
    #[test]
    fn entries_with_other_texts_are_no_copies(one in texts(), other in texts()) {
        let entry = |(label, number, reference): &(String, Option<String>, Option<String>)| {
            let mut entry = Entry::new(day(1), Decimal::ONE, label.clone());
            entry.entry_number = number.clone().map(Into::into);
            entry.reference = reference.clone().map(Into::into);
            entry
        };
        let is_same = (&one.0, or_empty(&one.1), or_empty(&one.2)) == (&other.0, or_empty(&other.1), or_empty(&other.2));
        prop_assert_eq!(hash_of(&[entry(&one)]) == hash_of(&[entry(&other)]), is_same);
    }
}

/// Texts that are alike but for a few letters or their length.
fn texts() -> impl Strategy<Value = (String, Option<String>, Option<String>)> {
    let short = || proptest::option::of("[@A-C]{0,3}");
    ("([@AB]{0,3}|A{6,8}[AB]{0,4}|AAB{6,9})", short(), short())
}

fn or_empty(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}
