//! Statements, read or made of the input, in every form of output: each is refused with an error, or read back by
//! another program's parser (ours for our own forms), and the parser finds the entries, amounts and balances.

use arbitrary::Unstructured;
use cfonb::chrono::{Datelike, NaiveDate};
use cfonb::convert::{Sink, json};
use cfonb::rust_decimal::Decimal;
use cfonb::{Charset, LineEnd, Policy, Statement, Statements, Writer, WriterOptions};

use super::statements::canonical;
use super::{csv, generate, input, xml};

pub fn check(data: &[u8]) {
    let [form, way, rest @ ..] = data else { return };
    if form & 128 == 0 {
        let statements = generate::statements(&mut Unstructured::new(rest)).unwrap_or_default();
        return export(&statements, *form, *way);
    }
    let file = file(data);
    let read: Vec<Statement<'_>> = Statements::with_policy(&file, input::tolerant()).flatten().collect();
    export(&read, *form, *way);
}

/// The file whose statements are written.
fn file(data: &[u8]) -> Vec<u8> {
    input::file(&data[1..])
}

/// What the statements are: a file, or what was made of the input.
pub fn show(data: &[u8]) -> Vec<u8> {
    let [form, _, rest @ ..] = data else { return Vec::new() };
    match form & 128 {
        0 => format!("{:#?}\n", generate::statements(&mut Unstructured::new(rest))).into_bytes(),
        _ => file(data),
    }
}

/// Writes statements in a form, in a way, and reads what was written.
pub fn export(statements: &[Statement<'_>], form: u8, way: u8) {
    match form % 8 {
        0 => csv::check(statements, way),
        1 | 2 => xml::ofx(statements, form % 8 == 2, way),
        3 | 4 => xml::camt(statements, form % 8 == 4, way),
        5 => as_json(statements, way),
        _ => as_cfonb(statements, way),
    }
}

/// Writes statements one by one. Gives those that were not refused; nothing may be left of the others.
pub fn accepted<'s, 'a>(sink: &mut impl Sink, statements: &'s [Statement<'a>]) -> Vec<&'s Statement<'a>> {
    let written = |statement: &&Statement<'_>| match sink.write(statement) {
        Ok(()) => true,
        Err(error) => {
            assert!(error.diagnostic().is_some(), "a vector does not fail: {error}");
            false
        }
    };
    statements.iter().filter(written).collect()
}

fn as_json(statements: &[Statement<'_>], way: u8) {
    let form = if way & 1 == 0 { json::Form::Document } else { json::Form::Lines };
    let mut writer = json::Writer::new(Vec::new(), form);
    let written = accepted(&mut writer, statements);
    writer.finish().expect("a vector does not fail");
    let text = writer.into_inner().expect("a vector does not fail");
    if form == json::Form::Document {
        let value: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!(value["statements"].as_array().map(Vec::len), Some(written.len()));
    }
    if !written.iter().all(|statement| in_bounds(statement)) {
        return;
    }
    let mut read = Vec::new();
    json::read(&text[..], |statement| {
        read.push(statement);
        Ok(())
    })
    .expect("what was written can be read");
    let expected: Vec<Statement<'static>> =
        written.into_iter().map(|statement| canonical(statement.clone())).collect();
    assert_eq!(read, expected);
}

/// Whether the JSON model takes all values: letters of a currency, four digits of a year, 28 of an amount, texts as wide as their columns.
fn in_bounds(statement: &Statement<'_>) -> bool {
    let entries = || statement.entries.iter();
    let balances = || statement.closing.iter().chain([&statement.opening]);
    let days = entries().flat_map(|entry| [Some(entry.booking_date), entry.value_date, entry.operation_date]);
    let days = days.flatten().chain(balances().map(|balance| balance.date));
    let days = days.chain(statement.source_time.map(|time| time.date()));
    let amounts = entries().map(|entry| entry.amount).chain(balances().map(|balance| balance.amount));
    let zones =
        entries().flat_map(|entry| entry.details.iter().map(|detail| &detail.zones).chain([&entry.zones]));
    let zones = zones.chain(balances().map(|balance| &balance.zones));
    statement.account.currency.is_well_formed()
        && { days }.map(|day| day.year()).all(|year| (0..=9999).contains(&year))
        && { amounts }.all(|amount: Decimal| amount.mantissa().unsigned_abs() < 10_u128.pow(28))
        && { zones }.flatten().all(|zone| {
            zone.text.trim_end_matches(' ').chars().count() <= usize::from(zone.to - zone.from) + 1
        })
}

fn as_cfonb(statements: &[Statement<'_>], way: u8) {
    let mut options = WriterOptions::default();
    options.line_end = [LineEnd::Lf, LineEnd::CrLf, LineEnd::None][usize::from(way % 3)];
    options.charset = [Charset::Windows1252, Charset::Iso8859_15, Charset::Utf8][usize::from(way / 4 % 3)];
    options.ascii = way & 16 != 0;
    options.unbalanced = way & 32 == 0;
    options.fill_operation_code = way & 64 != 0;
    let mut writer = Writer::with_options(Vec::new(), options.clone());
    let written = accepted(&mut writer, statements);
    let file = writer.into_inner();
    if options.line_end == LineEnd::Lf {
        lines_of_120(&file, options.charset);
    }
    let mut policy = Policy::lenient();
    if options.charset != Charset::Utf8 {
        policy = policy.with_charset(options.charset);
    }
    let read: Vec<Statement<'_>> = Statements::with_policy(&file, policy)
        .map(|read| read.expect("what was written can be read"))
        .collect();
    assert_eq!(read.len(), written.len());
    for (read, written) in read.iter().zip(written) {
        assert_eq!(read.incomplete, written.closing.is_none(), "{:?}", read.diagnostics());
        assert_eq!(money(read), money(written));
        let details = |statement: &Statement<'_>| -> usize {
            statement.entries.iter().map(|entry| entry.details.len()).sum()
        };
        assert!(details(read) >= details(written), "a label may continue in details");
        for (read, written) in read.entries.iter().zip(&written.entries) {
            let label = written.label.trim_matches(' ');
            assert!(
                !is_plain(label)
                    || label.starts_with(&*read.label) && read.label.is_empty() == label.is_empty()
            );
            let reference = written.reference.as_deref().unwrap_or_default().trim_matches(' ');
            assert!(!is_plain(reference) || reference == read.reference.as_deref().unwrap_or_default());
        }
    }
}

/// Whether every character set has it as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn lines_of_120(file: &[u8], charset: Charset) {
    for line in file.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").expect("a line end behind each record");
        let columns = if charset == Charset::Utf8 {
            std::str::from_utf8(line).expect("UTF-8").chars().count()
        } else {
            line.len()
        };
        assert_eq!(columns, 120);
    }
}

/// Dates and amounts, of which nothing may differ.
fn money(statement: &Statement<'_>) -> Vec<(NaiveDate, Option<NaiveDate>, Decimal)> {
    let balances = statement.closing.iter().chain([&statement.opening]);
    let balances = balances.map(|balance| (balance.date, None, balance.amount));
    let entries = statement.entries.iter();
    entries.map(|entry| (entry.booking_date, entry.value_date, entry.amount)).chain(balances).collect()
}
