//! Rows and cells.

use proptest::prelude::*;

use super::*;
use crate::model::samples::{account, balance, cents, day};
use crate::model::{Account, Currency, Detail, OperationCode, Qualifier};

fn statement(entries: Vec<Entry<'static>>) -> Statement<'static> {
    Statement::new(account("00123456789"), balance(1, 100_000), balance(31, 0)).with_entries(entries)
}

fn written(options: Options, statement: &Statement<'_>) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, options);
    writer.write(statement).unwrap();
    writer.finish().unwrap();
    drop(writer);
    String::from_utf8(out).unwrap()
}

/// With one column per dialect that the other lacks, an amount of either sign, all texts.
fn sample() -> Statement<'static> {
    let mut cheque = Entry::new(day(2), cents(-20_000), "CHÈQUE \"1\"; PARIS");
    cheque.value_date = Some(day(3));
    cheque.operation_code = OperationCode::new("01");
    cheque.entry_number = Some("0000123".into());
    cheque.reference = Some("REF".into());
    let mut transfer = Entry::new(day(3), cents(17_000), "VIR, SEPA")
        .with_details(vec![Detail::new(Qualifier::new("LCC"), "=1+1")]);
    transfer.id = Some("0b1c".into());
    transfer.reference = Some("HIDDEN".into());
    statement(vec![cheque, transfer, Entry::new(day(3), cents(0), "")])
}

#[test]
fn the_french_dialect() {
    let text = written(Options::default().with_dialect(Dialect::French), &sample());
    assert!(text.starts_with('\u{feff}'));
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    insta::assert_snapshot!(text.replace(['\u{feff}', '\r'], ""), @r#"
    Date;Date de valeur;Libellé;Libellé complémentaire;Débit;Crédit;Montant;Devise;Code opération;Numéro de chèque;Référence;Compte
    02/01/2024;03/01/2024;"CHÈQUE ""1""; PARIS";;200,00;;-200,00;EUR;01;0000123;REF;FR7611111222220012345678975
    03/01/2024;;VIR, SEPA;'=1+1;;170,00;170,00;EUR;;;0b1c;FR7611111222220012345678975
    03/01/2024;;;;;0,00;0,00;EUR;;;;FR7611111222220012345678975
    "#);
}

#[test]
fn the_rfc_4180_dialect() {
    let text = written(Options::default(), &sample());
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    insta::assert_snapshot!(text.replace('\r', ""), @r#"
    date,value_date,description,memo,amount,currency,balance,type_code,check_number,transaction_id,account
    2024-01-02,2024-01-03,"CHÈQUE ""1""; PARIS",,-200.00,EUR,800.00,01,0000123,REF,FR7611111222220012345678975
    2024-01-03,,"VIR, SEPA",=1+1,170.00,EUR,970.00,,,0b1c,FR7611111222220012345678975
    2024-01-03,,,,0.00,EUR,970.00,,,,FR7611111222220012345678975
    "#);
}

fn second_row(options: Options, entry: Entry<'static>) -> String {
    written(options, &statement(vec![entry])).lines().nth(1).unwrap().to_owned()
}

#[test]
fn the_guard_is_for_texts_that_start_like_a_formula() {
    let guarded = Options::default().with_formula_guard(true);
    for (label, cell) in [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("-A", "'-A"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'=1"),
        ("\0=1", "'=1"),
        (" =1", "'=1"),
        ("", ""),
        ("A=1", "A=1"),
        ("=A,B", "\"'=A,B\""),
    ] {
        let row = second_row(guarded.clone(), Entry::new(day(2), cents(-100), label));
        assert_eq!(row, format!("2024-01-02,,{cell},,-1.00,EUR,999.00,,,,FR7611111222220012345678975"));
    }
    let mut entry = Entry::new(day(2), cents(-100), "A");
    entry.operation_code = OperationCode::new("=1");
    entry.entry_number = Some("+1".into());
    entry.reference = Some("@1".into());
    let expected = "2024-01-02,,A,,-1.00,EUR,999.00,'=1,'+1,'@1,FR7611111222220012345678975";
    assert_eq!(second_row(guarded, entry), expected);
    let french = Options::default().with_dialect(Dialect::French).with_formula_guard(false);
    assert!(
        second_row(french, Entry::new(day(2), cents(-100), "=1")).starts_with("02/01/2024;;=1;;1,00;;-1,00;")
    );
}

#[test]
fn a_text_is_one_line() {
    let entry = Entry::new(day(2), cents(1), " A\r\nB\tC\u{85}D\u{a0}É  E\n");
    assert!(second_row(Options::default(), entry).starts_with("2024-01-02,,A  B C D\u{a0}É  E,,0.01,"));
}

#[test]
fn scales_and_zeros_are_kept_and_no_zero_is_negative() {
    let row = |amount: Decimal| second_row(Options::default(), Entry::new(day(2), amount, "A"));
    assert!(row(Decimal::new(5, 0)).contains(",5,EUR,1005.00,"));
    assert!(row(Decimal::new(1234, 3)).contains(",1.234,EUR,1001.234,"));
    assert!(row(-cents(0)).contains(",0.00,EUR,1000.00,"));
    let too_much = row(Decimal::MAX);
    assert!(too_much.contains(&format!(",{},EUR,,", Decimal::MAX)), "{too_much}");
}

#[test]
fn an_account_without_an_iban_is_run_together() {
    let mut statement = statement(vec![Entry::new(day(2), cents(1), "A")]);
    statement.account.number = "12é".into();
    assert!(written(Options::default(), &statement).ends_with(",111112222212é\r\n"));
}

#[test]
fn the_header_is_written_once_and_without_statements_too() {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    writer.finish().unwrap();
    drop(writer);
    assert!(out.starts_with(b"date,value_date,") && out.ends_with(b",account\r\n"));

    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    writer.write(&sample()).unwrap();
    writer.write(&sample()).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 7);
}

#[test]
fn a_writer_that_is_not_finished_has_written_whole_statements() {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    writer.write(&sample()).unwrap();
    drop(writer);
    assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 4);
}

#[test]
fn a_delimiter_is_ascii_and_no_quote() {
    let text = written(Options::default().with_delimiter(b'\t'), &sample());
    assert!(text.starts_with("date\tvalue_date\t"));
    for wrong in [b'"', b'\n', b'\r', b'a', b'0', 0xE9, 0] {
        let mut writer = Writer::new(Vec::new(), Options::default().with_delimiter(wrong));
        let error = writer.write(&sample()).unwrap_err();
        assert_eq!(error.diagnostic().unwrap().code, Code::InvalidValue);
    }
}

#[test]
fn a_closed_pipe_keeps_its_kind() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut writer = Writer::new(Closed, Options::default());
    let error = writer.write(&sample()).and_then(|()| writer.finish()).unwrap_err();
    let crate::error::ErrorKind::Io(error) = error.kind() else { panic!("{error:?}") };
    assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
}

#[test]
fn an_account_is_one_line_of_text() {
    let mut odd = sample();
    odd.account = Account::new("", "", "12\r\n=34\t", Currency::EUR);
    assert!(written(Options::default(), &odd).contains(",12  =34\r\n"));
}

#[test]
fn a_year_has_four_digits() {
    let mut late = sample();
    late.entries[1].booking_date = NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let error = Writer::new(Vec::new(), Options::default()).write(&late).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, Code::DateOutOfRange);
}

proptest! {
    #[test]
    fn cells_are_quoted_as_the_csv_crate_quotes_them(
        cells in proptest::collection::vec("[ -~éÈ\r\n\t]{0,20}", 2..5),
        delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b' '), Just(b'-'), Just(b'\'')],
    ) {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, Options::default().with_delimiter(delimiter));
        cells.iter().for_each(|cell| writer.cell(cell.as_bytes()));
        writer.end_row().unwrap();
        drop(writer);
        let mut oracle = ::csv::WriterBuilder::new()
            .delimiter(delimiter)
            .terminator(::csv::Terminator::CRLF)
            .from_writer(Vec::new());
        oracle.write_record(&cells).unwrap();
        prop_assert_eq!(out, oracle.into_inner().unwrap());
    }

    #[test]
    fn a_row_is_read_back(label in "[ -~éÈ]{0,40}", reference in "[!-~]{0,9}", message in "[!-~]{0,40}") {
        let mut entry = Entry::new(day(2), cents(1), label.clone());
        entry.reference = Some(reference.clone().into());
        entry.details = vec![Detail::new(Qualifier::new("LCC"), message.clone())];
        let text = written(Options::default(), &statement(vec![entry]));
        let row = ::csv::Reader::from_reader(text.as_bytes()).into_records().next().unwrap().unwrap();
        prop_assert_eq!((&row[2], &row[9]), (label.trim_matches(' '), reference.as_str()));
        prop_assert!(row[3] == message || message == label.trim_matches(' '));
    }
}
