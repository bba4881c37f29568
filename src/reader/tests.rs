//! Less than a statement: records and entries on their own.

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
    let file = [OPENING, &other, &other, &other, CLOSING].concat();
    let policy = Policy { max_diagnostics: 2, ..Policy::default() };
    let mut read = Statements::with_policy(file.as_bytes(), policy);
    let statement = read.next().unwrap().unwrap();
    let kept: Vec<Code> = statement.diagnostics().iter().map(|said| said.code).collect();
    assert_eq!((kept, statement.diagnostics_dropped()), (vec![Code::BranchDiffers; 2], 1));
    assert_eq!(read.summary().count(Code::BranchDiffers), 3);
    assert!(read.next().is_none());
}
