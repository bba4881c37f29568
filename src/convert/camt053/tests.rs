//! What several tests need.

mod documents;
mod entries;
mod money;
mod properties;
mod refused;
mod texts;

use chrono::NaiveDate;
use quick_xml::events::Event;
use rust_decimal::Decimal;

use super::*;
use crate::model::samples::{account, cents, day, statement};
use crate::model::{Account, Balance, Currency, Detail, Entry, OperationCode, Qualifier, RejectCode, Zone};

fn entry(amount: i64, code: &str, details: &[(&str, &str)]) -> Entry<'static> {
    let detail = |&(code, text): &(&str, &str)| Detail::new(Qualifier::new(code), text.to_owned());
    let mut entry =
        Entry::new(day(2), cents(amount), "LABEL").with_details(details.iter().map(detail).collect());
    entry.operation_code = OperationCode::new(code);
    entry
}

fn halves(first: &str, second: &str) -> String {
    format!("{first:<35}{second}")
}

fn document(options: Options, statements: &[Statement<'_>]) -> String {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, options);
    for statement in statements {
        writer.write(statement).unwrap();
    }
    writer.finish().unwrap();
    drop(writer);
    String::from_utf8(out).unwrap()
}

/// One entry's element, an element a line.
fn one(version: Version, entry: Entry<'static>) -> String {
    let text = document(Options::default().with_version(version), &[statement((1, 0), 31, vec![entry])]);
    let (start, end) = (text.find("<Ntry>").unwrap(), text.find("</Stmt>").unwrap());
    lines(&text[start..end])
}

/// What is not the same in every entry.
fn details(version: Version, entry: Entry<'static>) -> String {
    let text = one(version, entry);
    let (start, end) = (text.find("<NtryDtls>").unwrap(), text.find("</NtryDtls>").unwrap());
    let inner = text[start..end].lines().skip(2);
    let inner: Vec<&str> = inner.map(|line| line.strip_prefix("      ").unwrap_or(line)).collect();
    inner[..inner.len() - 2].join("\n")
}

/// An element a line, read by a parser that checks that they are nested.
fn lines(xml: &str) -> String {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut writer = quick_xml::Writer::new_with_indent(Vec::new(), b' ', 2);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Text(text) if text.trim().is_empty() => {}
            event => writer.write_event(event).unwrap(),
        }
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

/// The values of an element, in order, as they are written.
fn values<'t>(name: &str, text: &'t str) -> Vec<&'t str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    text.split(&open).skip(1).map(|rest| rest.split(&close).next().unwrap()).collect()
}

fn refused(options: Options, statement: &Statement<'_>) -> Code {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, options);
    let error = writer.write(statement).unwrap_err();
    assert!(!error.to_string().contains("00123456789"), "{error}");
    assert_eq!(writer.finish().unwrap_err().diagnostic().unwrap().code, Code::NoStatement);
    drop(writer);
    assert!(out.is_empty());
    error.diagnostic().unwrap().code
}

fn sample() -> Statement<'static> {
    let mut cheque = entry(-20_000, "01", &[]);
    cheque.label = "CHÈQUE 0000123".into();
    cheque.entry_number = Some("0000123".into());
    cheque.value_date = Some(day(3));
    cheque.commission_exempt = Some(true);
    let mut transfer = entry(
        17_000,
        "05",
        &[("NPY", "DUPONT & FILS"), ("LCC", "FACTURE 2024-01 <SOLDE>"), ("RCN", &halves("E2E-7", "SALA"))],
    );
    transfer.id = Some("0b1c6d4e-1f2a-4b3c-8d5e-6f708192a3b2".into());
    transfer.booking_date = day(3);
    let mut sample = statement((1, 100_000), 4, vec![cheque, transfer]);
    sample.account.name = Some("Compte Chèque".into());
    sample.account.kind = Some("checking".into());
    sample.opening.zones = [Zone::new(105, 120, "  081")].into_iter().collect();
    sample
}
