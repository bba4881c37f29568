//! Less than a statement: records and entries on their own.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::wire::layout::{Field, RecordCode};

const OPENING: &str = "0111111    22222EUR2 00123456789  230420                                                  0000000012120{                \n";
const MOVEMENT: &str = "0411111    22222EUR2 0012345678905240420  240420VIREMENT RECU                    0000000  0000000001700{                \n";
const COMPLEMENT: &str = "0511111    22222EUR2 0012345678905240420     NPYDURAND SARL                                                             \n";
const CLOSING: &str = "0711111    22222EUR2 00123456789  240420                                                  0000000012000{                \n";

fn error_of<T>(result: Result<T>) -> Diagnostic {
    result.err().and_then(|error| error.diagnostic().cloned()).unwrap()
}

#[test]
fn an_entry_has_its_account_and_its_details() {
    let lines = [MOVEMENT, COMPLEMENT, COMPLEMENT].concat();
    let (account, entry) = read_entry(lines.as_bytes(), &Policy::default()).unwrap();
    assert_eq!(
        (&*account.bank_code, &*account.branch_code, &*account.number),
        ("11111", "22222", "00123456789")
    );
    assert_eq!((entry.amount.to_string().as_str(), &*entry.label), ("170.00", "VIREMENT RECU"));
    assert_eq!(entry.details.iter().map(|detail| &*detail.text).collect::<Vec<_>>(), ["DURAND SARL"; 2]);
}

#[test]
fn an_error_in_an_entry_names_its_record() {
    let other = COMPLEMENT.replace("00123456789", "00999999999");
    let error = error_of(read_entry([MOVEMENT, &other].concat().as_bytes(), &Policy::default()));
    assert_eq!((error.code, error.field), (Code::AccountDiffers, Some(Field::AccountNumber)));
    assert_eq!(error.record_code, Some(RecordCode::Complement));
    assert_eq!(error.raw(), Some(other.trim_end_matches('\n').as_bytes()));
}

#[test]
fn an_entry_is_one_movement_and_its_complements() {
    for lines in ["", COMPLEMENT, &[MOVEMENT, MOVEMENT].concat(), &[MOVEMENT, COMPLEMENT, MOVEMENT].concat()]
    {
        assert_eq!(
            error_of(read_entry(lines.as_bytes(), &Policy::default())).code,
            Code::StrayRecord,
            "{lines}"
        );
    }
}

#[test]
fn a_record_is_alone_on_its_line() {
    assert!(matches!(read_record(MOVEMENT.as_bytes()), Ok(Record::Movement(_))));
    assert!(matches!(read_record(COMPLEMENT.trim_end().as_bytes()), Ok(Record::Complement(_))));
    for (line, code) in [
        ("", Code::UnknownRecord),
        ("VIREMENT", Code::UnknownRecord),
        (&MOVEMENT[..103], Code::ShortRecord),
        (&[MOVEMENT, COMPLEMENT].concat(), Code::LongLine),
    ] {
        assert_eq!(error_of(read_record(line.as_bytes())).code, code, "{line}");
    }
}

#[test]
fn records_go_on_after_what_is_none() {
    let lines = ["\n", MOVEMENT, "PAGE 1\n", &MOVEMENT[..50], "\n", COMPLEMENT].concat();
    let found: Vec<_> = records(lines.as_bytes())
        .map(|record| record.map(|record| record.code()).map_err(|error| error.diagnostic().unwrap().code))
        .collect();
    assert_eq!(
        found,
        [
            Ok(RecordCode::Movement),
            Err(Code::UnknownRecord),
            Err(Code::ShortRecord),
            Ok(RecordCode::Complement)
        ]
    );
}

#[test]
fn a_short_record_in_utf8_is_short_in_characters() {
    let line = format!("04{}", "é".repeat(101));
    assert_eq!(error_of(read_record(line.as_bytes())).code, Code::ShortRecord);
    assert!(read_record(format!("{line}é").as_bytes()).is_ok());
}

#[test]
fn a_statement_keeps_some_diagnostics_and_counts_the_rest() {
    let other = MOVEMENT.replace("22222", "22223");
    let file = [OPENING, &other, &other, &other, &other, CLOSING].concat();
    let policy = Policy { max_diagnostics: 2, ..Policy::default() };
    let mut read = Statements::with_policy(file.as_bytes(), policy);
    let statement = read.next().unwrap().unwrap();
    let kept: Vec<Code> = statement.diagnostics().iter().map(|said| said.code).collect();
    assert_eq!((kept, statement.diagnostics_dropped()), (vec![Code::BranchDiffers; 2], 2));
    assert_eq!(read.summary().count(Code::BranchDiffers), 4);
    assert!(read.next().is_none());
}

/// Fails before each read, at first as a signal does, at last for good.
struct Signals<'a>(&'a [u8], bool);

impl io::Read for Signals<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        match (self.1, self.0.is_empty()) {
            (true, _) => Err(io::ErrorKind::Interrupted.into()),
            (false, true) => Err(io::ErrorKind::BrokenPipe.into()),
            (false, false) => self.0.read(buffer),
        }
    }
}

#[test]
fn a_signal_is_no_failure_and_a_failure_is_told_once() {
    let file = [OPENING, CLOSING.replace("12000{", "12120{").as_str()].concat();
    let mut reader = Reader::new(Signals(file.as_bytes(), false)).with_chunk(50);
    assert!(reader.read_statement().unwrap().is_some());
    let failed = reader.read_statement().unwrap_err();
    assert!(
        matches!(failed.kind(), crate::ErrorKind::Io(error) if error.kind() == io::ErrorKind::BrokenPipe)
    );
    assert!(reader.read_statement().unwrap().is_none());
}

fn codes(lines: &[String]) -> Vec<Code> {
    let bytes = lines.concat();
    let statement = statements(bytes.as_bytes()).next().unwrap().unwrap();
    statement.diagnostics().iter().map(|said| said.code).collect()
}

#[test]
fn the_whole_account_is_compared_in_utf8() {
    let lines = [OPENING, MOVEMENT, CLOSING].map(|line| line.replace("00123456789", "É0123456789"));
    assert_eq!(codes(&lines), []);
    let mut other = lines;
    other[1] = MOVEMENT.replace("00123456789", "É0123456780");
    let error = error_of(statements(other.concat().as_bytes()).next().unwrap());
    assert_eq!((error.code, error.record_code), (Code::AccountDiffers, Some(RecordCode::Movement)));
}

#[test]
fn what_is_ascii_is_no_text_in_utf8() {
    let file = [OPENING, MOVEMENT, COMPLEMENT, CLOSING].concat();
    let policy = Policy::strict().with_charset(Charset::Utf8);
    for line_end in ["\n", "\r\n", "\r", ""] {
        let file = file.replace('\n', line_end);
        let mut statements = Statements::with_policy(file.as_bytes(), policy.clone());
        assert!(statements.all(|statement| statement.is_ok()), "{line_end:?}");
        assert_eq!(statements.summary().count(Code::Utf8Text), 0, "{line_end:?}");
    }
}

#[test]
fn bytes_are_no_columns_in_utf8() {
    let refused = |opening: &str, movement: &str| {
        let bytes = [opening, movement, CLOSING].concat();
        error_of(statements(bytes.as_bytes()).next().unwrap())
    };
    // The same bytes as in the other record, but one column to the right, and to the left.
    let (opening, movement) = (OPENING.replacen("    ", "É   ", 1), format!("0411111 {}", &MOVEMENT[7..119]));
    assert_eq!(refused(&opening, &(movement + "\n")).field, Some(Field::BranchCode));
    let movement = MOVEMENT.replacen("    ", "É  ", 1).replace("{ ", "{  ");
    assert_eq!(refused(OPENING, &movement).field, Some(Field::BranchCode));
}

#[test]
fn a_missing_currency_is_that_of_the_new_balance_where_nothing_moved() {
    let lines = [OPENING.replace("EUR2", "    "), CLOSING.replace("EUR2", "JPY0")];
    let bytes = lines.concat();
    let statement = statements(bytes.as_bytes()).next().unwrap().unwrap();
    assert_eq!((statement.account.currency.as_str(), statement.account.decimals), ("JPY", 0));
    assert_eq!(codes(&lines), [Code::CurrencyMissing, Code::DecimalsMissing]);
}

/// The details of the first entry, and the codes that the lenient policy names, of these lines in a statement.
fn skipping(lines: &[&str]) -> (usize, Vec<Code>) {
    let bytes = [&[OPENING, MOVEMENT][..], lines, &[CLOSING]].concat().concat();
    let mut read = Statements::with_policy(bytes.as_bytes(), Policy::lenient());
    let statement = read.next().unwrap().unwrap();
    let codes = statement.diagnostics().iter().map(|said| said.code).collect();
    (statement.entries[0].details.len(), codes)
}

#[test]
fn a_complement_belongs_to_the_record_before_it_or_to_nothing() {
    let short = |line: &str, columns: usize| line[..columns].to_owned() + "\n";
    let (movement, complement) = (short(MOVEMENT, 103), short(COMPLEMENT, 39));
    assert_eq!(skipping(&[&movement, COMPLEMENT]), (0, vec![Code::ShortRecord, Code::OrphanComplement]));
    assert_eq!(skipping(&[&complement, COMPLEMENT]), (1, vec![Code::ShortRecord]));
    // What is as long as a complement may have been a movement.
    let text = "X".repeat(40) + "\n";
    assert_eq!(skipping(&[&text, COMPLEMENT]), (0, vec![Code::UnknownRecord, Code::OrphanComplement]));
    assert_eq!(skipping(&[&text[1..], COMPLEMENT]), (1, vec![Code::UnknownRecord]));
}

#[test]
fn complements_not_by_the_book_take_linear_time() {
    // The movement has no internal code.
    let complements = COMPLEMENT.replace("511111    2", "511111ABCD2").repeat(100_000);
    let file = [OPENING, MOVEMENT, &complements, CLOSING].concat();
    let start = std::time::Instant::now();
    let statement = statements(file.as_bytes()).next().unwrap().unwrap();
    assert_eq!(statement.entries[0].details.len(), 100_000);
    let taken = start.elapsed();
    assert!(taken.as_secs() < 10, "{taken:?}");
}

#[test]
fn the_buffer_holds_one_statement() {
    let file = [OPENING, MOVEMENT, COMPLEMENT, CLOSING].concat();
    let mut reader = Reader::new(io::Cursor::new(file.repeat(50))).with_chunk(100);
    let mut read = 0;
    while reader.read_statement().unwrap().is_some() {
        read += 1;
        assert!(reader.buffer.len() < file.len() + 200, "{}", reader.buffer.len());
    }
    assert_eq!(read, 50);
}

#[test]
fn a_statement_may_be_as_large_as_the_policy_says() {
    let bytes = [OPENING, MOVEMENT, CLOSING.trim_end_matches('\n')].concat();
    let read = |max_statement_bytes: usize| {
        let policy = Policy { max_statement_bytes, ..Policy::default() };
        Statements::with_policy(bytes.as_bytes(), policy).next().unwrap()
    };
    assert!(read(bytes.len()).is_ok());
    assert_eq!(error_of(read(bytes.len() - 1)).code, Code::StatementTooLarge);
}

#[test]
fn another_character_set_changes_nothing_else() {
    let policy = Policy::strict().with_charset(Charset::Iso8859_15);
    assert_eq!(policy, Policy { charset: Charset::Iso8859_15, ..Policy::strict() });
    let bytes = [OPENING, MOVEMENT, CLOSING].concat().replace("VIREMENT", "VIREMEN?").into_bytes();
    let bytes: Vec<u8> = bytes.iter().map(|byte| if *byte == b'?' { 0xA4 } else { *byte }).collect();
    let statement = Statements::with_policy(&bytes, policy).next().unwrap().unwrap();
    assert_eq!(statement.entries[0].label, "VIREMEN€ RECU");
}

/// Records that differ from those by the book in some columns, or not at all.
fn nearly_by_the_book() -> impl Strategy<Value = String> {
    let altered = (prop_oneof![Just(MOVEMENT), Just(COMPLEMENT)], vec((2..120usize, "[ 0-9AE}~]"), 0..3));
    let record = altered.prop_map(|(record, places)| {
        let mut record = record.to_owned();
        places.into_iter().for_each(|(at, text)| record.replace_range(at..=at, &text));
        record
    });
    (vec(record, 0..6), any::<bool>()).prop_map(|(records, coded)| {
        let lines = [OPENING, MOVEMENT, &records.concat(), CLOSING].concat();
        // With the bank's own code in movements and complements, or without.
        if coded {
            lines.replace("411111    2", "411111ABC 2").replace("511111    2", "511111ABC 2")
        } else {
            lines
        }
    })
}

proptest! {
    #[test]
    fn a_glance_and_a_closer_look_read_the_same(lines in nearly_by_the_book()) {
        // Lines that end with CR are never taken at a glance; all else is the same, positions too.
        let others = lines.replace('\n', "\r");
        for policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
            let read = |lines: &str| -> Vec<Result<Statement<'static>, String>> {
                let statements = Statements::with_policy(lines.as_bytes(), policy.clone());
                let read = |read: Result<Statement<'_>>| read.map(Statement::into_owned);
                statements.map(|statement| read(statement).map_err(|error| format!("{error:?}"))).collect()
            };
            prop_assert_eq!(read(&lines), read(&others));
        }
    }

    #[test]
    fn details_that_are_not_kept_are_read_all_the_same(lines in nearly_by_the_book()) {
        for policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
            let read = |keep_details| {
                let policy = Policy { keep_details, ..policy.clone() };
                let mut statements = Statements::with_policy(lines.as_bytes(), policy);
                let read: Vec<_> = statements.by_ref().map(|read| read.map_err(|error| format!("{error:?}"))).collect();
                (read, statements.summary().clone())
            };
            let (mut kept, summary) = read(true);
            kept.iter_mut().flatten().flat_map(|read| &mut read.entries).for_each(|entry| entry.details.clear());
            prop_assert_eq!((kept, summary), read(false));
        }
    }
}

#[test]
fn what_is_by_the_book_is_read_at_a_glance() {
    let lines = [OPENING, MOVEMENT, COMPLEMENT, COMPLEMENT, MOVEMENT, CLOSING].concat();
    let mut framer = Framer::new(Charset::default());
    assert!(matches!(framer.step(lines.as_bytes(), true), Step::Piece(_)));
    let run = framer.plain_run(lines.as_bytes(), false).unwrap();
    assert_eq!((run.records, run.movements, run.start, run.stride), (4, 2, 121, 121));
    let mut places = run.places();
    assert_eq!(places.next(), Some((121, Position::new(2, 2, 121))));
    assert_eq!(places.last(), Some((484, Position::new(5, 5, 484))));
    let crlf = lines.replace('\n', "\r\n");
    let mut framer = Framer::new(Charset::default());
    assert!(framer.plain_run(crlf.as_bytes(), false).is_none(), "an old balance");
    assert!(matches!(framer.step(crlf.as_bytes(), true), Step::Piece(_)));
    assert_eq!(framer.plain_run(crlf.as_bytes(), false).unwrap().records, 4);
    let mut framer = Framer::new(Charset::default());
    assert!(framer.plain_run(COMPLEMENT.as_bytes(), false).is_none(), "it belongs to nothing");
    assert!(framer.plain_run(COMPLEMENT.as_bytes(), true).is_some());
}
