//! Whole documents.

mod identifiers;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::*;
use crate::error::ErrorKind;
use crate::model::samples::{account, cents, day, statement};
use crate::model::{Balance, Detail, Entry, OperationCode, Qualifier};
use crate::wire::encoding::Charset;

fn entry(booking: u32, amount: i64, label: &'static str) -> Entry<'static> {
    Entry::new(day(booking), cents(amount), label)
}

fn bytes(options: Options, statements: &[Statement<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, options);
    for statement in statements {
        writer.write(statement).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    out
}

fn text(options: Options, statements: &[Statement<'_>]) -> String {
    Charset::Windows1252.decode(&bytes(options, statements)).into_owned()
}

/// The values of an element, in order.
fn values<'t>(name: &str, text: &'t str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap().trim()).collect()
}

fn refused(options: Options, statement: &Statement<'_>) -> Code {
    let error = Writer::new(Vec::new(), options).write(statement).unwrap_err();
    error.diagnostic().unwrap().code
}

/// One entry's elements.
fn one(entry: Entry<'static>) -> String {
    text(Options::default(), &[statement((1, 0), 31, vec![entry])])
}

#[test]
fn a_whole_document() {
    let mut cheque =
        entry(2, -20_000, "CHÈQUE 0000123").with_operation_code(OperationCode::new("01").unwrap());
    cheque.entry_number = Some("0000123".into());
    cheque.reference = Some("R<7>".into());
    cheque.value_date = Some(day(3));
    cheque.operation_date = Some(day(1));
    let mut transfer = entry(3, 17_000, "VIR DUPONT & FILS").with_details(vec![
        Detail::new(Qualifier::new("NPY"), "DUPONT & FILS"),
        Detail::new(Qualifier::new("LCC"), "FACTURE  2024-01 <SOLDE> 10 €"),
    ]);
    transfer.id = Some("0b1c6d4e-1f2a-4b3c-8d5e-6f708192a3b2".into());
    transfer.value_date = Some(day(3));
    let out = bytes(Options::default(), &[statement((1, 100_000), 4, vec![cheque, transfer])]);
    assert_eq!(
        out.iter().filter(|byte| **byte == b'\n').count(),
        out.windows(2).filter(|w| w == b"\r\n").count()
    );
    insta::assert_snapshot!(Charset::Windows1252.decode(&out).replace('\r', ""), @r"
    OFXHEADER:100
    DATA:OFXSGML
    VERSION:102
    SECURITY:NONE
    ENCODING:USASCII
    CHARSET:1252
    COMPRESSION:NONE
    OLDFILEUID:NONE
    NEWFILEUID:NONE

    <OFX>
    <SIGNONMSGSRSV1>
    <SONRS>
    <STATUS>
    <CODE>0</CODE>
    <SEVERITY>INFO</SEVERITY>
    </STATUS>
    <DTSERVER>20240104</DTSERVER>
    <LANGUAGE>FRA</LANGUAGE>
    </SONRS>
    </SIGNONMSGSRSV1>
    <BANKMSGSRSV1>
    <STMTTRNRS>
    <TRNUID>0</TRNUID>
    <STATUS>
    <CODE>0</CODE>
    <SEVERITY>INFO</SEVERITY>
    </STATUS>
    <STMTRS>
    <CURDEF>EUR</CURDEF>
    <BANKACCTFROM>
    <BANKID>11111</BANKID>
    <BRANCHID>22222</BRANCHID>
    <ACCTID>00123456789</ACCTID>
    <ACCTTYPE>CHECKING</ACCTTYPE>
    <ACCTKEY>75</ACCTKEY>
    </BANKACCTFROM>
    <BANKTRANLIST>
    <DTSTART>20240102</DTSTART>
    <DTEND>20240104</DTEND>
    <STMTTRN>
    <TRNTYPE>CHECK</TRNTYPE>
    <DTPOSTED>20240102</DTPOSTED>
    <DTUSER>20240101</DTUSER>
    <DTAVAIL>20240103</DTAVAIL>
    <TRNAMT>-200.00</TRNAMT>
    <FITID>76964c3bdc71f22f11f663799bc5b0f8</FITID>
    <CHECKNUM>0000123</CHECKNUM>
    <REFNUM>R&lt;7&gt;</REFNUM>
    <NAME>CHÈQUE 0000123</NAME>
    </STMTTRN>
    <STMTTRN>
    <TRNTYPE>CREDIT</TRNTYPE>
    <DTPOSTED>20240103</DTPOSTED>
    <TRNAMT>170.00</TRNAMT>
    <FITID>0b1c6d4e-1f2a-4b3c-8d5e-6f708192a3b2</FITID>
    <NAME>VIR DUPONT &amp; FILS</NAME>
    <MEMO>DUPONT &amp; FILS FACTURE 2024-01 &lt;SOLDE&gt; 10 €</MEMO>
    </STMTTRN>
    </BANKTRANLIST>
    <LEDGERBAL>
    <BALAMT>970.00</BALAMT>
    <DTASOF>20240104</DTASOF>
    </LEDGERBAL>
    </STMTRS>
    </STMTTRNRS>
    </BANKMSGSRSV1>
    </OFX>
    ");
}

#[test]
fn version_2_is_xml_with_every_character() {
    let detail = Detail::new(Qualifier::new("LIB"), "Łódź \u{ffff}<日本> & 'd'");
    let long = entry(2, 1, "É23456789012345678901234567890123").with_details(vec![detail]);
    let statements = [statement((1, 0), 2, vec![long])];
    let options = Options::default().with_version(Version::V211);
    let out = String::from_utf8(bytes(options.clone(), &statements)).unwrap();
    let (header, body) = out.split_once("<OFX>").unwrap();
    insta::assert_snapshot!(header.replace('\r', ""), @r#"
    <?xml version="1.0" encoding="UTF-8" standalone="no"?>
    <?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
    "#);
    assert_eq!(values("LANGUAGE", body), ["ENG"]);
    assert_eq!(values("NAME", body), ["É2345678901234567890123456789012"]);
    assert_eq!(values("MEMO", body), ["É23456789012345678901234567890123 Łódź &lt;日本&gt; &amp; 'd'"]);
    // But for header, language and character set it is the same.
    let first = text(Options::default(), &statements);
    let same = |text: &str| {
        let body = text.split_once("<OFX>").unwrap().1.replace("ENG", "FRA");
        body.split("<NAME>").next().unwrap().to_owned()
    };
    assert_eq!(same(&first), same(&out));
    assert!(bytes(options.with_ascii(true), &statements).is_ascii());
}

#[test]
fn lengths_are_counted_in_characters_in_version_2() {
    let mut long = entry(2, 1, "A").with_details(vec![Detail::new(Qualifier::new("LIB"), "é".repeat(255))]);
    long.entry_number = Some("éééééééééééé".into());
    long.reference = Some("é".repeat(32).into());
    let mut writer = Writer::new(Vec::new(), Options::default().with_version(Version::V211));
    writer.write(&statement((1, 0), 2, vec![long.clone()])).unwrap();
    assert!(writer.diagnostics().is_empty());
    long.reference = Some("é".repeat(33).into());
    long.id = Some("é".repeat(255).into());
    writer.write(&statement((1, 0), 2, vec![long.clone()])).unwrap();
    assert_eq!(writer.diagnostics()[0].count, 1);
    long.id = Some("é".repeat(256).into());
    assert!(writer.write(&statement((1, 0), 2, vec![long])).is_err());
}

#[test]
fn a_document_without_statements_is_one() {
    let out = text(Options::default(), &[]);
    assert_eq!(values("DTSERVER", &out), ["19700101"]);
    assert!(out.ends_with("</SIGNONMSGSRSV1>\r\n</OFX>\r\n"));
}

#[test]
fn names_are_32_characters_and_memos_255() {
    let names = |label: &'static str| {
        let out = one(entry(2, 1, label));
        let owned = |name: &str| values(name, &out).first().map(|value| (*value).to_owned());
        (owned("NAME").unwrap(), owned("MEMO"))
    };
    let long = "É23456789012345678901234567890123";
    assert_eq!(names("1234567890123456789012345678901"), ("1234567890123456789012345678901".into(), None));
    assert_eq!(names("É2345678901234567890123456789012"), ("É2345678901234567890123456789012".into(), None));
    assert_eq!(names(long), ("É2345678901234567890123456789012".into(), Some(long.into())));
    let (name, memo) = names("1234567890123456789012345678901 345");
    assert_eq!((name.len(), memo.unwrap().len()), (31, 35));

    let detail = Detail::new(Qualifier::new("LIB"), "M".repeat(400));
    let mut writer = Writer::new(Vec::new(), Options::default().with_merge(false));
    writer.write(&statement((1, 0), 2, vec![entry(2, 1, long).with_details(vec![detail.clone()])])).unwrap();
    let codes: Vec<_> = writer.diagnostics().iter().map(|noticed| (noticed.code, noticed.count)).collect();
    assert_eq!(codes, [(Code::FieldTooLong, 1)]);
    let out = one(entry(2, 1, long).with_details(vec![detail]));
    assert_eq!(values("MEMO", &out)[0].chars().count(), 255);
    assert!(values("MEMO", &out)[0].starts_with(&format!("{long} MMM")));
}

#[test]
fn a_memo_never_repeats_the_name() {
    let detail = |text: &'static str| vec![Detail::new(Qualifier::new("LIB"), text)];
    assert!(!one(entry(2, 1, "SALAIRE").with_details(detail(" SALAIRE "))).contains("MEMO"));
    assert!(!one(entry(2, 1, "SALAIRE").with_details(detail("\u{200b}"))).contains("<MEMO></MEMO>"));
    let parts = vec![Detail::new(Qualifier::new("LIB"), "A"), Detail::new(Qualifier::new("LIB"), "B")];
    assert!(!one(entry(2, 1, "A B").with_details(parts)).contains("MEMO"));
}

#[test]
fn a_name_is_never_empty() {
    let code = OperationCode::new("05").unwrap();
    let payer = Detail::new(Qualifier::new("NPY"), "DUPONT");
    let out = one(entry(2, 1, " \t").with_operation_code(code).with_details(vec![payer]));
    assert_eq!(values("NAME", &out), ["DUPONT"]);
    assert!(!out.contains("MEMO"));
    assert_eq!(values("NAME", &one(entry(2, 1, "").with_operation_code(code))), [code.french().unwrap()]);
    assert_eq!(values("NAME", &one(entry(2, -1, ""))), ["DEBIT"]);
    // A long name is whole in the memo.
    let name = "SOCIETE DES TRAVAUX PUBLICS DE LA VALLEE";
    let payee = Detail::new(Qualifier::new("NBE"), name);
    let out = one(entry(2, -1, "").with_details(vec![payee]));
    assert_eq!((values("NAME", &out), values("MEMO", &out)), (vec![name[..32].trim()], vec![name]));
}

#[test]
fn texts_are_one_line_escaped_and_in_the_character_set() {
    let out = one(entry(2, 1, "A&B <c>\u{a0}'d'\r\n\"e\"\u{7}\u{202f}Œ€ Ł"));
    assert_eq!(values("NAME", &out), ["A&amp;B &lt;c&gt; 'd' \"e\" Œ€ L"]);
    let ascii =
        text(Options::default().with_ascii(true), &[statement((1, 0), 2, vec![entry(2, 1, "Œuvre")])]);
    assert_eq!(values("NAME", &ascii), ["OEuvre"]);
    let mut writer = Writer::new(Vec::new(), Options::default());
    writer.write(&statement((1, 0), 2, vec![entry(2, 1, "Ł"), entry(2, 1, "Œ")])).unwrap();
    assert_eq!(writer.diagnostics()[0].code, Code::TextTransliterated);
    assert_eq!(writer.diagnostics()[0].count, 1);
}

#[test]
fn numbers_are_cut_to_what_the_definition_has() {
    let mut long = entry(2, 1, "A");
    long.entry_number = Some("000000000000123".into());
    long.reference = Some("R".repeat(40).into());
    let out = one(long);
    assert_eq!(values("CHECKNUM", &out), ["000000000123"]);
    assert_eq!(values("REFNUM", &out), ["R".repeat(32)]);
    let mut zeros = entry(2, 1, "A");
    zeros.entry_number = Some("0000000".into());
    assert!(!one(zeros).contains("CHECKNUM"));
}

#[test]
fn the_period_holds_every_entry() {
    let period = |opening, closing, days: &[u32]| {
        let entries = days.iter().map(|day| entry(*day, 1, "A")).collect();
        let out = text(Options::default(), &[statement((opening, 0), closing, entries)]);
        (values("DTSTART", &out)[0].to_owned(), values("DTEND", &out)[0].to_owned())
    };
    assert_eq!(period(1, 4, &[3]), ("20240102".to_owned(), "20240104".to_owned()));
    assert_eq!(period(1, 4, &[1, 5]), ("20240101".to_owned(), "20240105".to_owned()));
    assert_eq!(period(4, 4, &[]), ("20240104".to_owned(), "20240104".to_owned()));
    assert_eq!(period(24, 24, &[20, 24]), ("20240120".to_owned(), "20240124".to_owned()));
}

#[test]
fn statements_that_follow_one_another_are_one() {
    let january =
        |opening, cents, name| statement((opening, cents), opening + 1, vec![entry(opening + 1, 10, name)]);
    let mut other = statement((1, 0), 2, vec![entry(2, 5, "OTHER")]);
    other.account.number = "00000000001".into();
    let statements =
        [january(3, 20, "C"), other, january(1, 0, "A"), january(20, 70, "Z"), january(2, 10, "B")];
    let out = text(Options::default(), &statements);
    assert_eq!(values("TRNUID", &out), ["0", "1", "2"]);
    assert_eq!(values("ACCTID", &out), ["00123456789", "00123456789", "00000000001"]);
    assert_eq!(values("NAME", &out), ["A", "B", "C", "Z", "OTHER"]);
    assert_eq!(values("BALAMT", &out), ["0.30", "0.80", "0.05"]);
    assert_eq!(values("DTSTART", &out), ["20240102", "20240121", "20240102"]);
    assert_eq!(values("DTSERVER", &out), ["20240121"]);

    let apart = text(Options::default().with_merge(false), &statements);
    assert_eq!(values("NAME", &apart), ["C", "OTHER", "A", "Z", "B"]);
    assert_eq!(values("TRNUID", &apart), ["0", "1", "2", "3", "4"]);
    assert_eq!(values("DTSERVER", &apart), ["20240104"]);
    let identifiers = |text: &str| {
        let mut pairs: Vec<_> = values("NAME", text).into_iter().zip(values("FITID", text)).collect();
        pairs.sort_unstable();
        format!("{pairs:?}")
    };
    assert_eq!(identifiers(&apart), identifiers(&out));

    let mut writer = Writer::new(Vec::new(), Options::default());
    statements.iter().try_for_each(|statement| writer.write(statement)).unwrap();
    writer.finish().unwrap();
    assert_eq!(
        writer.diagnostics().iter().map(|noticed| noticed.code).collect::<Vec<_>>(),
        [Code::NotChained]
    );
}

#[test]
fn the_temporary_file_changes_nothing() {
    let days: Vec<_> = (1..9).map(|day| statement((day, 0), day + 1, vec![entry(day + 1, 0, "A")])).collect();
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    writer.spool = Spool::in_memory_up_to(0);
    days.iter().rev().try_for_each(|statement| writer.write(statement)).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(out, bytes(Options::default(), &days));
}

#[test]
fn the_source_dates_the_document() {
    let time = |hour| day(4).and_hms_opt(hour, 10, 24).unwrap();
    let mut statements = [statement((1, 0), 2, vec![]), statement((2, 0), 3, vec![])];
    statements[0].source_time = Some(time(16));
    statements[1].source_time = Some(time(15));
    assert_eq!(values("DTSERVER", &text(Options::default(), &statements)), ["20240104161024"]);
    let options = Options::default().with_server_date(time(9));
    assert_eq!(values("DTSERVER", &text(options, &statements)), ["20240104091024"]);
}

#[test]
fn what_does_not_add_up_is_refused() {
    let mut wrong = statement((1, 0), 2, vec![entry(2, 5, "A")]);
    wrong.closing = Some(Balance::new(day(2), cents(999)));
    assert_eq!(refused(Options::default(), &wrong), Code::Unbalanced);
    let open = Options::default().with_unbalanced(true);
    assert_eq!(values("BALAMT", &text(open.clone(), &[wrong])), ["9.99"]);

    let mut cut = statement((1, 100), 2, vec![entry(3, 500, "A")]);
    (cut.closing, cut.incomplete) = (None, true);
    assert_eq!(refused(Options::default(), &cut), Code::Incomplete);
    let out = text(open.clone(), &[cut.clone(), statement((1, 0), 2, vec![])]);
    assert_eq!(
        (values("BALAMT", &out), values("DTASOF", &out)),
        (vec!["0.00", "6.00"], vec!["20240102", "20240103"])
    );

    cut.opening.amount = Decimal::MAX;
    assert_eq!(refused(open, &cut), Code::AmountOutOfRange);
}

#[test]
fn a_year_has_four_digits() {
    let mut late = statement((1, 0), 2, vec![entry(2, 5, "A")]);
    late.entries[0].value_date = NaiveDate::from_ymd_opt(10_000, 1, 1);
    assert_eq!(refused(Options::default(), &late), Code::DateOutOfRange);
}

#[test]
fn an_account_has_french_bank_details() {
    let mut card = statement((1, 0), 2, vec![]);
    for (bank, branch, number) in [("", "", ""), ("11111", "", "1234"), ("11111", "22222", " ")] {
        card.account = Account::new(bank, branch, number, Currency::EUR);
        assert_eq!(refused(Options::default(), &card), Code::AccountIncomplete);
    }
    card.account = account("1234567890123456789012345");
    assert_eq!(refused(Options::default(), &card), Code::FieldTooLong);
    card.account = Account::new("11111", "22222", "1", Currency::new("E&1").unwrap());
    assert_eq!(refused(Options::default(), &card), Code::InvalidCurrency);
    card.account = account("12é");
    card.account.kind = Some("savings".into());
    let out = text(Options::default(), &[card]);
    assert_eq!((values("ACCTID", &out), values("ACCTTYPE", &out)), (vec!["12é"], vec!["SAVINGS"]));
    assert!(!out.contains("ACCTKEY"));
}

#[test]
fn an_original_currency_has_a_rate_that_fits() {
    let of = |amount: i64, mmo: &str| {
        let detail = Detail::new(Qualifier::new("MMO"), mmo.to_owned());
        let out = one(entry(2, amount, "ACHAT").with_details(vec![detail]));
        let value = |name| values(name, &out).first().map(|value| (*value).to_owned());
        value("CURRATE").zip(value("CURSYM"))
    };
    let rate = |rate: &str, currency: &str| Some((rate.to_owned(), currency.to_owned()));
    // 83.58 dollars: times 0.9285 is 77.60, by 1.077 too.
    assert_eq!(of(-7760, "USD2000000000083580400000009285"), rate("0.9285", "USD"));
    assert_eq!(of(7760, "USD2000000000083580300000001077"), rate("0.928505106778", "USD"));
    assert_eq!(of(-7761, "USD2000000000083580400000009285"), rate("0.9285", "USD"));
    // One more is no rounding.
    assert_eq!(of(-7762, "USD2000000000083580400000009285"), None);
    assert_eq!(of(-7758, "USD2000000000083580300000001077"), None);
    assert_eq!(of(-8358, "USD2000000000083580000000000001"), rate("1", "USD"));
    assert_eq!(of(-8358, "EUR2000000000083580000000000001"), None);
    assert_eq!(of(-8358, "USD200000000008358"), None);
    assert_eq!(of(0, "USD2000000000000000000000000001"), None);
    // 12,345 yen at 161.25 for a euro.
    assert_eq!(of(-7656, "JPY0000000000123450200000016125"), rate("0.0062015503876", "JPY"));
}

#[test]
fn cards_come_after_all_banks() {
    let card = |opening, booking: u32| {
        let mut bought = entry(booking, -500, "LIBRAIRIE");
        bought.month = Some("2024-01".into());
        let mut card = statement(opening, booking, vec![bought]);
        card.account = Account::new("", "", "4970XXXXXXXX1234", Currency::EUR);
        card
    };
    let bank = |opening: (u32, i64)| statement(opening, opening.0 + 1, vec![entry(opening.0 + 1, 10, "A")]);
    let statements = [card((1, 0), 2), bank((1, 0)), card((2, -500), 3), bank((2, 10))];
    let out = text(Options::default(), &statements);
    let (banks, cards) =
        out.split_once("</BANKMSGSRSV1>\r\n<CREDITCARDMSGSRSV1>\r\n<CCSTMTTRNRS>\r\n").unwrap();
    assert_eq!(values("BALAMT", banks), ["0.20"]);
    assert_eq!(values("CCACCTFROM", cards), ["<ACCTID>4970XXXXXXXX1234</ACCTID>"]);
    assert_eq!((values("BALAMT", cards), values("MEMO", cards)), (vec!["-10.00"], vec!["2024-01"; 2]));
    assert_eq!((values("TRNUID", banks), values("TRNUID", cards)), (vec!["0"], vec!["1"]));
    assert!(cards.ends_with("</CCSTMTRS>\r\n</CCSTMTTRNRS>\r\n</CREDITCARDMSGSRSV1>\r\n</OFX>\r\n"));

    let apart = text(Options::default().with_merge(false), &statements);
    let (banks, cards) = apart.split_once("<CREDITCARDMSGSRSV1>").unwrap();
    assert_eq!(
        (values("BALAMT", banks), values("BALAMT", cards)),
        (vec!["0.10", "0.20"], vec!["-5.00", "-10.00"])
    );
    assert_eq!((values("FITID", &apart)), values("FITID", &out));

    let alone = text(Options::default(), &statements[..1]);
    assert!(!alone.contains("BANKMSGSRSV1") && alone.contains("<CCSTMTRS>"));
}

#[test]
fn the_month_of_an_order_follows_the_complements() {
    let mut bought = entry(2, -1, "A").with_details(vec![Detail::new(Qualifier::new("LIB"), "B")]);
    bought.month = Some("2024-01".into());
    assert_eq!(values("MEMO", &one(bought)), ["B 2024-01"]);
}

#[test]
fn an_identifier_of_the_source_is_used_once() {
    let named = |id: &'static str| {
        let mut entry = entry(2, 5, "A");
        entry.id = Some(id.into());
        entry
    };
    assert_eq!(
        refused(Options::default(), &statement((1, 0), 2, vec![named("x"), named("x")])),
        Code::DuplicateId
    );
    assert_eq!(
        refused(Options::default(), &statement((1, 0), 2, vec![named("a b"), named("a\tb ")])),
        Code::DuplicateId
    );

    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    writer.write(&statement((1, 0), 2, vec![named("x")])).unwrap();
    let error = writer.write(&statement((2, 5), 3, vec![named("y"), named("x")])).unwrap_err();
    let ErrorKind::Refused(diagnostic) = error.kind() else { panic!("{error}") };
    assert_eq!(diagnostic.code, Code::DuplicateId);
    assert!(!error.to_string().contains('x'), "{error}");
    // What was refused left nothing behind; another account has identifiers of its own.
    writer.write(&statement((2, 5), 3, vec![named("y")])).unwrap();
    let mut other = statement((1, 0), 2, vec![named("x")]);
    other.account.number = "00000000001".into();
    writer.write(&other).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(values("FITID", &Charset::Windows1252.decode(&out)), ["x", "y", "x"]);
}
