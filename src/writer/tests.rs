//! What the writer does with statements that no file gave it; round trips are in `tests/`.

use super::*;
use crate::model::samples::day;
use crate::model::{Account, Balance, Currency, Zone};
use crate::model::{InternalCode, OperationCode, RejectCode};
use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn statement(amount: Decimal, label: &'static str) -> Statement<'static> {
    let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
    let opening = Balance::new(day(1), Decimal::ZERO);
    let closing = Balance::new(day(31), amount);
    Statement::new(account, opening, closing).with_entries(vec![Entry::new(day(2), amount, label)])
}

fn written(statement: &Statement<'_>, options: WriterOptions) -> Result<String> {
    let mut writer = Writer::with_options(Vec::new(), options);
    writer.write(statement)?;
    Ok(String::from_utf8(writer.into_inner()).unwrap())
}

fn code(result: Result<String>) -> Code {
    result.unwrap_err().diagnostic().unwrap().code
}

#[test]
fn a_statement_made_by_hand_is_written_by_the_book() {
    let text = written(&statement(Decimal::new(-1205, 2), "COTISATION"), WriterOptions::default()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "0111111    22222EUR2 00123456789  010124                                                  0000000000000{                ",
            "0411111    22222EUR2 00123456789  020124        COTISATION                       0000000  0000000000120N                ",
            "0711111    22222EUR2 00123456789  310124                                                  0000000000120N                ",
        ]
    );
}

#[test]
fn amounts_get_the_decimals_of_their_account() {
    let text = written(&statement(Decimal::from(12), "x"), WriterOptions::default()).unwrap();
    assert!(text.contains("EUR2") && text.contains("0000000000120{"), "12 EUR are 12.00");
}

#[test]
fn a_long_label_continues_in_complements() {
    let label = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 123 and the rest of a label that is longer than both its 31 columns and the 70 of one complement, by far";
    let text = written(&statement(Decimal::ONE, label), WriterOptions::default()).unwrap();
    let statement = crate::statements(text.as_bytes()).next().unwrap().unwrap();
    let entry = &statement.entries[0];
    assert_eq!(entry.label, "ABCDEFGHIJKLMNOPQRSTUVWXYZ 123");
    assert_eq!(entry.details.len(), 2);
    let joined: String =
        std::iter::once(&entry.label).chain(entry.details.iter().map(|d| &d.text)).cloned().collect();
    assert_eq!(joined, label);
}

#[test]
fn nothing_is_cut_in_silence() {
    let mut long = statement(Decimal::ONE, "x");
    long.entries[0].reference = Some("12345678901234567".into());
    let error = written(&long, WriterOptions::default()).unwrap_err();
    let diagnostic = error.diagnostic().unwrap();
    assert_eq!((diagnostic.code, diagnostic.columns), (Code::FieldTooLong, Some((105, 120))));
    assert_eq!(diagnostic.path.as_deref(), Some("entries[0]"));

    let mut long = statement(Decimal::ONE, "x");
    long.entries[0].details.push(Detail::new(None, "x".repeat(71)));
    assert_eq!(code(written(&long, WriterOptions::default())), Code::FieldTooLong);

    let big = statement(Decimal::new(100_000_000_000_000, 2), "x");
    assert_eq!(code(written(&big, WriterOptions::default())), Code::AmountOutOfRange);
    let fine = statement(Decimal::new(1, 10), "x");
    assert_eq!(code(written(&fine, WriterOptions::default())), Code::AmountOutOfRange);

    let mut old = statement(Decimal::ONE, "x");
    old.entries[0].booking_date = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
    assert_eq!(code(written(&old, WriterOptions::default())), Code::DateOutOfRange);

    let mut strange = statement(Decimal::ONE, "x");
    strange.account.currency = Currency::new("eur").unwrap();
    assert_eq!(code(written(&strange, WriterOptions::default())), Code::InvalidCurrency);

    let mut card = statement(Decimal::ONE, "x");
    card.account.bank_code = "".into();
    assert_eq!(code(written(&card, WriterOptions::default())), Code::AccountIncomplete);
}

#[test]
fn an_unbalanced_statement_is_refused_and_leaves_nothing_behind() {
    let mut wrong = statement(Decimal::ONE, "x");
    wrong.closing.as_mut().unwrap().amount = Decimal::TWO;
    let mut writer = Writer::new(Vec::new());
    let error = writer.write(&wrong).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, Code::Unbalanced);
    assert!(writer.into_inner().is_empty());
    let options = WriterOptions { unbalanced: true, ..WriterOptions::default() };
    assert_eq!(written(&wrong, options).unwrap().lines().count(), 3);
}

#[test]
fn text_outside_the_character_set_is_spelled_in_ascii() {
    let mut writer = Writer::new(Vec::new());
    writer.write(&statement(Decimal::ONE, "日本 Chèque")).unwrap();
    assert_eq!(writer.diagnostics()[0].code, Code::TextTransliterated);
    assert!(writer.into_inner().is_ascii());

    let mut writer = Writer::new(Vec::new());
    writer.write(&statement(Decimal::ONE, "Chèque")).unwrap();
    assert!(writer.diagnostics().is_empty());
    assert!(writer.into_inner().windows(6).any(|bytes| bytes == b"Ch\xE8que"));

    let options = WriterOptions { ascii: true, ..WriterOptions::default() };
    assert!(written(&statement(Decimal::ONE, "Chèque"), options).unwrap().contains("Cheque"));
}

#[test]
fn what_was_no_date_does_not_become_one_in_ascii() {
    let mut odd = statement(Decimal::ONE, "x");
    odd.entries[0].value_date = None;
    odd.entries[0].zones.push(Zone::new(43, 48, "2504³4"));
    let ascii = WriterOptions { ascii: true, ..WriterOptions::default() };
    let text = written(&odd, ascii).unwrap();
    assert_eq!(crate::statements(text.as_bytes()).next().unwrap().unwrap().entries[0].value_date, None);
}

#[test]
fn bytes_that_would_be_read_as_utf8_are_not_written() {
    let text = written(&statement(Decimal::ONE, "Ã©"), WriterOptions::default()).unwrap();
    assert!(text.is_ascii());
    let options = WriterOptions { charset: Charset::Utf8, ..WriterOptions::default() };
    let text = written(&statement(Decimal::ONE, "Ã© 日本"), options).unwrap();
    assert!(text.lines().all(|line| line.chars().count() == 120));
    assert_eq!(crate::statements(text.as_bytes()).next().unwrap().unwrap().entries[0].label, "Ã© 日本");
}

#[test]
fn a_line_end_in_a_text_does_not_end_the_record() {
    let text = written(&statement(Decimal::ONE, "a\r\nb\nc"), WriterOptions::default()).unwrap();
    assert_eq!(text.lines().count(), 3);
    assert!(text.contains("a b c"));
    let mut reference = statement(Decimal::ONE, "x");
    reference.entries[0].reference = Some("a\nb".into());
    let text = written(&reference, WriterOptions::default()).unwrap();
    assert_eq!((text.lines().count(), text.contains("a b")), (3, true));
}

#[test]
fn a_zone_that_no_longer_says_what_the_field_says_is_dropped() {
    let mut changed = statement(Decimal::ONE, "NEW LABEL");
    let entry = &mut changed.entries[0];
    entry.zones = [
        Zone::new(49, 79, " OLD LABEL"),
        Zone::new(82, 88, "7654321"),
        Zone::new(91, 104, "0000000000999}"),
        Zone::new(80, 81, "ZZ"),
    ]
    .into_iter()
    .collect();
    let text = written(&changed, WriterOptions::default()).unwrap();
    let line = text.lines().nth(1).unwrap();
    assert!(line.contains("NEW LABEL") && !line.contains("OLD LABEL") && !line.contains("7654321"));
    assert_eq!(&line[79..81], "ZZ", "reserved columns say nothing, so they stay");
    assert!(line.contains("0000000000010{"));
}

#[test]
fn currency_and_decimals_that_were_read_give_way_to_those_of_the_model() {
    let mut changed = statement(Decimal::new(-1205, 2), "x");
    changed.opening.zones = [Zone::new(17, 19, "USD"), Zone::new(20, 20, "3")].into_iter().collect();
    let mut entry = statement(Decimal::new(-1205, 2), "x");
    entry.entries[0].zones = [Zone::new(20, 20, "1")].into_iter().collect();
    for statement in [&changed, &entry] {
        let text = written(statement, WriterOptions::default()).unwrap();
        assert!(text.lines().all(|line| &line[16..20] == "EUR2"), "{text}");
        assert!(text.contains("0000000000120N"));
    }
}

#[test]
fn every_line_end() {
    for (line_end, expected) in [(LineEnd::Lf, 363), (LineEnd::CrLf, 366), (LineEnd::None, 360)] {
        let options = WriterOptions { line_end, ..WriterOptions::default() };
        assert_eq!(written(&statement(Decimal::ONE, "x"), options).unwrap().len(), expected);
    }
}

#[test]
fn a_spelling_that_grew_continues_if_it_is_a_label() {
    let ascii = || WriterOptions { ascii: true, ..WriterOptions::default() };
    let with = |qualifier: &str, text: String| {
        let mut statement = statement(Decimal::ONE, "x");
        let mut detail = Detail::new(Qualifier::new(qualifier), text);
        detail.zones.push(Zone::new(119, 120, "ZZ"));
        statement.entries[0].details.push(detail);
        statement
    };
    let text = written(&with("LIB", "œ".repeat(36)), ascii()).unwrap();
    let read = crate::statements(text.as_bytes()).next().unwrap().unwrap();
    let texts: Vec<&str> = read.entries[0].details.iter().map(|detail| &*detail.text).collect();
    assert_eq!(texts, ["oe".repeat(35), "oe".to_owned()]);
    let whole = written(&with("LIB", "œ".repeat(35)), ascii()).unwrap();
    assert!(whole.contains(&("oe".repeat(35) + "ZZ")), "what fits is written as it was read");
    assert_eq!(code(written(&with("NPY", "œ".repeat(36)), ascii())), Code::FieldTooLong);
}

#[test]
fn a_flush_reaches_the_medium() {
    let mut writer = Writer::new(std::io::BufWriter::new(Vec::new()));
    writer.write(&statement(Decimal::ONE, "x")).unwrap();
    writer.flush().unwrap();
    assert_eq!(writer.into_inner().get_ref().len(), 363);
}

/// A zone of no field, with which a record is not by the book.
fn any_zone() -> crate::model::Zones<'static> {
    [Zone::new(1, 1, "")].into_iter().collect()
}

proptest! {
    #[test]
    fn records_by_the_book_are_what_the_general_way_makes_of_them(
        (label, reference) in ("( ?[ -~]{0,32}|[ -ÿ\\n]{0,31})", proptest::option::of(" ?[ -~]{0,16}|[a-é]{0,9}")),
        (units, scale) in (any::<i64>(), 1u32..4),
        number in proptest::option::of("[0-9]{7}|0{0,8}|[ -~]{0,8}"),
        (internal, operation, reject) in ("[ -~]{0,4}", "[ -~]{0,2}", "[ -~]{0,2}"),
        (exempt, year) in (any::<Option<bool>>(), 1960..2080),
        value_date in any::<bool>(),
        details in proptest::collection::vec(("[A-Z]{0,3}", " ?[ -~]{0,71}|[ -ÿ\\n]{0,70}"), 0..3),
        (ascii, fill_operation_code, crlf) in any::<(bool, bool, bool)>(),
    ) {
        let mut plain = statement(Decimal::new(units >> 16, scale), "");
        let entry = &mut plain.entries[0];
        entry.booking_date = NaiveDate::from_ymd_opt(year, 2, 29).unwrap_or_default();
        entry.value_date = value_date.then_some(day(9));
        (entry.label, entry.reference, entry.entry_number) =
            (label.into(), reference.map(Into::into), number.map(Into::into));
        (entry.internal_code, entry.operation_code, entry.reject_code) =
            (InternalCode::new(&internal), OperationCode::new(&operation), RejectCode::new(&reject));
        (entry.commission_exempt, entry.unavailable) = (exempt, exempt.map(|exempt| !exempt));
        entry.details =
            details.into_iter().map(|(code, text)| Detail::new(Qualifier::new(&code), text)).collect();
        let mut general = plain.clone();
        general.entries[0].zones = any_zone();
        general.entries[0].details.iter_mut().for_each(|detail| detail.zones = any_zone());
        let line_end = if crlf { LineEnd::CrLf } else { LineEnd::Lf };
        let options = WriterOptions { ascii, fill_operation_code, line_end, ..WriterOptions::default() };
        let bytes = |statement: &Statement<'_>| {
            let mut writer = Writer::with_options(Vec::new(), options.clone());
            let result = writer.write(statement).map_err(|error| error.to_string());
            (result, writer.diagnostics().to_vec(), writer.into_inner())
        };
        prop_assert_eq!(bytes(&plain), bytes(&general));
    }
}
