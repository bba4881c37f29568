//! Whole documents.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::*;
use crate::error::ErrorKind;
use crate::model::{Balance, Detail, Entry, OperationCode, Qualifier};
use crate::wire::encoding::Charset;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, day).unwrap()
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn account(number: &'static str) -> Account<'static> {
    Account::new("11111", "22222", number, Currency::EUR)
}

/// A statement of these entries that adds up, of the balance in cents at the day it opens.
fn statement(opening: (u32, i64), closing: u32, entries: Vec<Entry<'static>>) -> Statement<'static> {
    let sum = entries.iter().fold(cents(opening.1), |sum, entry| sum + entry.amount);
    let (opening, closing) =
        (Balance::new(day(opening.0), cents(opening.1)), Balance::new(day(closing), sum));
    Statement::new(account("00123456789"), opening, closing).with_entries(entries)
}

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
    <FITID>56e7155995bf2f134a452de6fbad962e</FITID>
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
fn an_entry_keeps_its_identifier_in_any_export() {
    let ticket = |day| entry(day, -500, "BILLET DE TRAIN");
    let days = [
        statement((1, 0), 2, vec![ticket(2), ticket(2)]),
        statement((2, -1000), 3, vec![ticket(3)]),
        statement((3, -1500), 4, vec![ticket(4), ticket(4), ticket(4)]),
    ];
    let fitids = |statements: &[Statement<'_>]| -> Vec<String> {
        values("FITID", &text(Options::default(), statements)).into_iter().map(str::to_owned).collect()
    };
    let all = fitids(&days);
    assert_eq!(all.iter().collect::<HashSet<_>>().len(), 6);
    assert_eq!(fitids(&days[..2]), all[..3]);
    assert_eq!(fitids(&days[1..]), all[2..]);
    let twice: Vec<_> = days.iter().chain(&days).cloned().collect();
    assert_eq!(fitids(&twice).iter().collect::<HashSet<_>>(), all.iter().collect());
    let backwards: Vec<_> = days.iter().rev().cloned().collect();
    assert_eq!(fitids(&backwards), all);
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
fn an_account_has_french_bank_details() {
    let mut card = statement((1, 0), 2, vec![]);
    card.account = Account::new("", "", "1234", Currency::EUR);
    assert_eq!(refused(Options::default(), &card), Code::AccountIncomplete);
    card.account = account("1234567890123456789012345");
    assert_eq!(refused(Options::default(), &card), Code::FieldTooLong);
    card.account = account("12é");
    card.account.kind = Some("savings".into());
    let out = text(Options::default(), &[card]);
    assert_eq!((values("ACCTID", &out), values("ACCTTYPE", &out)), (vec!["12é"], vec!["SAVINGS"]));
    assert!(!out.contains("ACCTKEY"));
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
