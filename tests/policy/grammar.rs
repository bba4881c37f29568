//! The order of records, and records that cannot be read.

use super::*;

fn with_next(first: &[Line]) -> Vec<u8> {
    file(&[first, &next()].concat())
}

fn without(at: usize) -> Vec<Line> {
    let mut lines = lines();
    lines.remove(at);
    lines
}

#[test]
fn unknown_record_code() {
    let mut all = lines();
    all.insert(2, movement(500, "SECRET").put(1, "03"));
    let raw = all[2].bytes();
    Deviation::new(Code::UnknownRecord, with_next(&all))
        .at(3, 3)
        .columns(1, 2)
        .raw(raw)
        .gives(Refuse, Refuse, Warn);
}

#[test]
fn unknown_record_code_in_a_file_without_line_ends() {
    let mut all = lines();
    all.insert(3, movement(500, "SECRET").put(1, "03"));
    let raw = all[3].bytes();
    let bytes = crate::support::joined(&[all, next()].concat(), "");
    let unknown = Deviation::new(Code::UnknownRecord, bytes).at(1, 4).columns(1, 2).raw(raw);
    let readings = unknown.gives(Refuse, Refuse, Warn);
    assert!(readings[2].statements[0].is_balanced());
}

/// Whose complement this is cannot be known: it may belong to the record that was skipped.
#[test]
fn a_complement_behind_an_unknown_record_is_not_given_to_the_movement_before() {
    let mut all = lines();
    let damaged = movement(500, "SECRET").put(1, "\t04");
    all.insert(3, damaged);
    all.insert(4, complement("NPY", "NOM DU SECOND SECRET"));
    let reading = Reading::of(&with_next(&all), Policy::lenient());
    let names: Vec<_> = reading.statements[0].entries[0].details.iter().map(|detail| &*detail.text).collect();
    assert_eq!(names, ["NOM SECRET"]);
}

/// The same where the damaged record has lost the line end before it.
#[test]
fn a_complement_behind_a_long_line_is_not_given_to_the_movement_before() {
    let mut all = lines();
    all.insert(3, movement(500, "SECRET").put(1, "\t04"));
    all.insert(4, complement("NPY", "NOM DU SECOND SECRET"));
    let mut bytes = with_next(&all);
    let line_end = bytes.windows(4).position(|bytes| bytes == b"\n\t04").unwrap();
    bytes.remove(line_end);
    let reading = Reading::of(&bytes, Policy::lenient());
    let statement = &reading.statements[0];
    assert!(statement.diagnostics().iter().any(|diagnostic| diagnostic.code == Code::LongLine));
    let names: Vec<_> = statement.entries[0].details.iter().map(|detail| &*detail.text).collect();
    assert_eq!(names, ["NOM SECRET"]);
}

#[test]
fn records_before_an_old_balance() {
    let strays = [movement(500, "SECRET"), complement("NPY", "SECRET"), new(500)];
    for stray in strays {
        let first = Deviation::new(Code::StrayRecord, with_next(std::slice::from_ref(&stray)));
        let first = first.raw(stray.bytes());
        assert_eq!(first.compare_record_code(), stray.text()[..2]);
        first.gives(Refuse, Refuse, Warn);
        let between = [lines(), vec![stray.clone()]].concat();
        let between = Deviation::new(Code::StrayRecord, with_next(&between)).at(5, 5).left(2);
        between.raw(stray.bytes()).gives(Refuse, Refuse, Warn);
    }
}

#[test]
fn a_run_of_strays_is_one_error_with_a_count() {
    let reading = Reading::of(&with_next(&without(OLD)), Policy::default());
    assert_eq!((reading.errors.len(), reading.errors[0].count, reading.statements.len()), (1, 3, 1));
}

#[test]
fn complement_before_a_movement() {
    let mut all = lines();
    all.swap(MOVEMENT, COMPLEMENT);
    Deviation::new(Code::OrphanComplement, with_next(&all))
        .at(2, 2)
        .raw(all[1].bytes())
        .gives(Refuse, Refuse, Warn);
}

#[test]
fn old_balance_before_the_new_balance() {
    Deviation::new(Code::MissingNewBalance, with_next(&without(NEW))).at(4, 4).gives(Refuse, Refuse, Cut);
}

#[test]
fn the_file_ends_before_the_new_balance() {
    let bytes = file(&[next(), without(NEW)].concat());
    let cut = Deviation::new(Code::MissingNewBalance, bytes).at(6, 6);
    let readings = cut.gives(Refuse, Refuse, Cut);
    let statement = &readings[2].statements[1];
    assert_eq!((statement.closing.as_ref(), statement.entries.len()), (None, 1));
    assert_eq!(readings[1].errors[0].count, 3, "records of the statement");
}

#[test]
fn old_balance_that_cannot_be_read() {
    let cases = [
        (Code::InvalidDigits, 3, "1111A", (3, 7), Field::BankCode),
        (Code::InvalidDigits, 12, "     ", (12, 16), Field::BranchCode),
        (Code::InvalidCurrency, 17, "eur", (17, 19), Field::Currency),
        (Code::InvalidDigits, 20, "X", (20, 20), Field::Decimals),
        (Code::InvalidDate, 35, "  CART", (35, 40), Field::BalanceDate),
        (Code::InvalidAmount, 104, "Y", (91, 104), Field::Amount),
    ];
    for (code, column, text, (from, to), field) in cases {
        let bad = Deviation::of(code, OLD, |line| line.put(column, text)).columns(from, to);
        for reading in bad.field(RecordCode::OldBalance, field).gives(Refuse, Refuse, Refuse) {
            assert_eq!(reading.errors[0].count, 4, "all records of the statement");
        }
    }
}

#[test]
fn records_that_cannot_be_read() {
    use RecordCode::{Complement, Movement, NewBalance};
    let cases = [
        (MOVEMENT, Movement, Code::InvalidDigits, 3, "1111A", (3, 7), Field::BankCode),
        (MOVEMENT, Movement, Code::InvalidDigits, 12, "2222A", (12, 16), Field::BranchCode),
        (MOVEMENT, Movement, Code::InvalidDigits, 20, "X", (20, 20), Field::Decimals),
        (MOVEMENT, Movement, Code::InvalidDate, 35, "241320", (35, 40), Field::BookingDate),
        (MOVEMENT, Movement, Code::InvalidDate, 35, "000000", (35, 40), Field::BookingDate),
        (MOVEMENT, Movement, Code::InvalidAmount, 104, "Y", (91, 104), Field::Amount),
        (MOVEMENT, Movement, Code::InvalidAmount, 95, "A", (91, 104), Field::Amount),
        (COMPLEMENT, Complement, Code::InvalidDigits, 3, "     ", (3, 7), Field::BankCode),
        (NEW, NewBalance, Code::InvalidDate, 35, "      ", (35, 40), Field::BalanceDate),
        (NEW, NewBalance, Code::InvalidAmount, 91, "              ", (91, 104), Field::Amount),
    ];
    for (at, record, code, column, text, (from, to), field) in cases {
        let bad = Deviation::of(code, at, |line| line.put(column, text)).columns(from, to);
        let readings = bad.field(record, field).gives(Refuse, Refuse, Skip);
        let statement = &readings[2].statements[0];
        assert_eq!(statement.entries.len(), usize::from(at != MOVEMENT));
        assert_eq!(statement.closing.is_some(), at != NEW);
        let details: usize = statement.entries.iter().map(|entry| entry.details.len()).sum();
        assert_eq!(details, usize::from(at == NEW), "no detail without its movement, none unreadable");
    }
}

#[test]
fn an_error_leaves_the_statement_before_it_alone() {
    let mut all = [next(), lines()].concat();
    all[4] = all[4].clone().put(104, "?");
    for policy in [Policy::strict(), Policy::default()] {
        let reading = Reading::of(&with_next(&all), policy);
        assert_eq!((reading.statements.len(), reading.errors.len()), (2, 1));
        assert_eq!(reading.errors[0].position.unwrap().record, 5);
        assert!(reading.statements.iter().all(Statement::is_balanced));
    }
}

/// A refusal names the records of its own statement, those that were left out of it too, and no others.
#[test]
fn what_is_left_out_beside_a_refused_statement_is_named() {
    let mut unread = lines();
    unread[0] = unread[0].clone().put(104, "?");
    let orphan = [&unread[..1], &[complement("LIB", "PERDU")], &unread[1..]].concat();
    let stray = [vec![movement(500, "PERDU")], orphan].concat();
    let reading = Reading::of(&with_next(&stray), Policy::lenient());
    assert_eq!((reading.statements.len(), reading.errors.len()), (1, 1));
    assert_eq!(reading.errors[0].count, lines().len() as u64 + 1);
    let said: Vec<_> =
        reading.statements[0].diagnostics().iter().map(|said| (said.code, said.position)).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!((said[0].0, said[0].1.unwrap().record), (Code::StrayRecord, 1));
    let bytes = with_next(&stray);
    let mut statements = Statements::with_policy(&bytes, Policy::lenient());
    statements.by_ref().for_each(drop);
    assert_eq!(statements.summary().skipped, stray.len() as u64);
}

impl Deviation {
    /// The code of the record that the diagnostic speaks of.
    fn compare_record_code(&self) -> String {
        let reading = Reading::of(&self.bytes, Policy::default());
        reading.errors[0].record_code.unwrap().digits().to_owned()
    }
}
