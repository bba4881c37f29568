//! OFX and camt.053, read by the crate quick-xml: elements that are closed in order, none of them empty, texts as
//! long as the definitions allow and of characters that XML has, and the money of the statements.

use std::collections::HashSet;

use cfonb::convert::memo::Memo;
use cfonb::convert::{Sink, camt053, ofx};
use cfonb::rust_decimal::Decimal;
use cfonb::{Charset, Statement};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::exporters::accepted;

/// An element with its text or the elements in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    currency: Option<String>,
    inner: Vec<Element>,
}

impl Element {
    /// The one element in it of this name.
    fn one(&self, name: &str) -> &Element {
        let mut all = self.each(name);
        let one = all.next().unwrap_or_else(|| panic!("no {name} in {}", self.name));
        assert!(all.next().is_none(), "two {name} in {}", self.name);
        one
    }

    fn each(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.inner.iter().filter(move |inner| inner.name == name)
    }

    /// It and all elements in it.
    fn all(&self) -> Vec<&Element> {
        self.inner.iter().fold(vec![self], |mut all, inner| {
            all.extend(inner.all());
            all
        })
    }

    fn number(&self) -> Decimal {
        self.text.parse().expect("a number")
    }
}

/// The elements of a document.
fn parse(document: &str) -> Element {
    let mut reader = Reader::from_str(document);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    loop {
        let last = open.last_mut().expect("the document");
        match reader.read_event().expect("XML") {
            Event::Start(start) => {
                let currency = start.attributes().map(|attribute| attribute.expect("an attribute"));
                let currency = currency.filter(|attribute| attribute.key.as_ref() == "Ccy").last();
                open.push(Element {
                    name: start.name().as_ref().to_owned(),
                    currency: currency.map(|attribute| attribute.value.into_owned()),
                    ..Element::default()
                });
            }
            Event::Text(text) => last.text.push_str(text.trim_matches(['\r', '\n'])),
            Event::GeneralRef(name) => last.text.push(match &*name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                other => panic!("an escape that readers do not know: {other}"),
            }),
            Event::End(_) => {
                let element = open.pop().expect("an element");
                assert!(element.inner.is_empty() != element.text.is_empty(), "{} is empty", element.name);
                assert!(element.text.chars().all(is_character), "{} {:?}", element.name, element.text);
                open.last_mut().expect("the document").inner.push(element);
            }
            Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1, "all elements are closed");
    open.remove(0)
}

fn is_character(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

pub fn camt(statements: &[Statement<'_>], old: bool, way: u8) {
    let version = if old { camt053::Version::V02 } else { camt053::Version::V08 };
    let options = camt053::Options::default().with_version(version);
    let options = options.with_unbalanced(way & 1 == 0).with_ascii(way & 2 != 0);
    let mut out = Vec::new();
    let mut writer = camt053::Writer::new(&mut out, options);
    let written = accepted(&mut writer, statements);
    let finished = writer.finish();
    drop(writer);
    assert_eq!(finished.is_ok(), !written.is_empty(), "the schemas have no document without a statement");
    if written.is_empty() {
        assert!(out.is_empty());
        return;
    }
    let document = parse(std::str::from_utf8(&out).expect("UTF-8"));
    for element in document.all() {
        let (longest, length) = (longest_in_camt(&element.name), element.text.chars().count());
        assert!(length <= longest, "{} {length}", element.name);
        assert!(element.currency.as_deref().is_none_or(is_currency));
        assert!(way & 2 == 0 || element.text.is_ascii());
    }
    let document = document.one("Document").one("BkToCstmrStmt");
    assert_eq!(document.each("Stmt").count(), written.len());
    for (element, statement) in document.each("Stmt").zip(written) {
        camt_statement(element, statement);
    }
}

fn longest_in_camt(name: &str) -> usize {
    match name {
        "Ustrd" | "Nm" => 140,
        "AddtlNtryInf" | "AddtlTxInf" => 500,
        "AddtlInf" => 105,
        _ => 35,
    }
}

fn camt_statement(element: &Element, statement: &Statement<'_>) {
    let balances: Vec<(&str, Decimal)> = element
        .each("Bal")
        .map(|balance| (balance.one("Tp").one("CdOrPrtry").one("Cd").text.as_str(), camt_amount(balance)))
        .collect();
    let closing = statement.closing.as_ref().map(|closing| ("CLBD", closing.amount));
    let expected: Vec<(&str, Decimal)> =
        [("OPBD", statement.opening.amount)].into_iter().chain(closing).collect();
    assert_eq!(balances, expected);

    let entries: Vec<(Decimal, &str)> = element
        .each("Ntry")
        .map(|entry| (camt_amount(entry), entry.one("BookgDt").one("Dt").text.as_str()))
        .collect();
    let days: Vec<String> = statement.entries.iter().map(|entry| entry.booking_date.to_string()).collect();
    let expected: Vec<(Decimal, &str)> =
        statement.entries.iter().zip(&days).map(|(entry, day)| (entry.amount, day.as_str())).collect();
    assert_eq!(entries, expected);

    let total = element.one("TxsSummry").one("TtlNtries");
    assert_eq!(total.one("NbOfNtries").text, statement.entries.len().to_string());
    let sum: Decimal = statement.entries.iter().map(|entry| entry.amount.abs()).sum();
    assert_eq!(total.one("Sum").number(), sum);
}

fn camt_amount(element: &Element) -> Decimal {
    let (amount, direction) = (element.one("Amt"), element.one("CdtDbtInd").text.as_str());
    let (whole, decimals) = amount.text.split_once('.').unwrap_or((&amount.text, ""));
    assert!(whole.len() + decimals.len() <= 18 && decimals.len() <= 5, "{}", amount.text);
    match direction {
        "CRDT" => amount.number(),
        "DBIT" => -amount.number(),
        other => panic!("{other}"),
    }
}

pub fn ofx(statements: &[Statement<'_>], xml: bool, way: u8) {
    let mut options = ofx::Options::default();
    options.version = if xml { ofx::Version::V211 } else { ofx::Version::V102 };
    options.unbalanced = way & 1 == 0;
    options.merge = way & 2 == 0;
    options.ascii = way & 4 != 0;
    options.memo = if way & 8 == 0 { Memo::default() } else { Memo::all() };
    let mut out = Vec::new();
    let mut writer = ofx::Writer::new(&mut out, options);
    let written = accepted(&mut writer, statements);
    writer.finish().expect("a vector does not fail");
    drop(writer);
    assert!(way & 4 == 0 || written.iter().any(|s| !is_ascii_account(s)) || out.is_ascii());
    let text = if xml {
        String::from_utf8(out).expect("UTF-8")
    } else {
        Charset::Windows1252.decode(&out).into_owned()
    };
    let document = parse(&text[text.find("<OFX>").expect("the root")..]);
    let all = document.all();
    all.iter().for_each(|element| ofx_value(element));
    let named = |name: &str| all.iter().filter(|element| element.name == name).copied().collect::<Vec<_>>();
    let mut amounts: Vec<Decimal> =
        named("STMTTRN").iter().map(|entry| entry.one("TRNAMT").number()).collect();
    let entries = written.iter().flat_map(|statement| &statement.entries);
    let mut expected: Vec<Decimal> = entries.map(|entry| entry.amount).collect();
    amounts.sort();
    expected.sort();
    assert_eq!(amounts, expected);
    assert_eq!(named("LEDGERBAL").len(), named("BANKTRANLIST").len());
    for list in named("BANKTRANLIST") {
        let ids: Vec<&str> = list.each("STMTTRN").map(|entry| entry.one("FITID").text.as_str()).collect();
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "readers drop a second one");
    }
}

fn is_ascii_account(statement: &Statement<'_>) -> bool {
    let account = &statement.account;
    let ids = statement.entries.iter().filter_map(|entry| entry.id.as_deref());
    ids.chain([&*account.bank_code, &account.branch_code, &account.number]).all(str::is_ascii)
}

fn ofx_value(Element { name, text, .. }: &Element) {
    let longest = match name.as_str() {
        "BANKID" => 9,
        "BRANCHID" | "ACCTID" | "ACCTKEY" => 22,
        "CHECKNUM" => 12,
        "NAME" | "REFNUM" | "TRNAMT" | "BALAMT" => 32,
        _ => 255,
    };
    assert!(text.chars().count() <= longest, "{name} {text}");
    assert_eq!(text.trim(), text, "{name}");
    match name.as_str() {
        "CURDEF" | "CURSYM" => assert!(is_currency(text), "{name} {text}"),
        "DTSERVER" | "DTSTART" | "DTEND" | "DTPOSTED" | "DTUSER" | "DTAVAIL" | "DTASOF" => {
            assert!(digits(text, 8) || digits(text, 14), "{name} {text}");
        }
        _ => {}
    }
}
