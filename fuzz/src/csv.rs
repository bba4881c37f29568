//! CSV, read by the crate csv.

use cfonb::chrono::{Datelike, NaiveDate};
use cfonb::convert::{Sink, csv, memo::Memo};
use cfonb::rust_decimal::Decimal;
use cfonb::{Entry, Statement};

use super::exporters::accepted;

/// What starts a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

pub fn check(statements: &[Statement<'_>], way: u8) {
    let french = way & 1 != 0;
    let guard = if way & 2 != 0 { way & 4 != 0 } else { french };
    let delimiter = match way / 8 % 4 {
        0 => b'\t',
        1 => b'|',
        _ if french => b';',
        _ => b',',
    };
    let dialect = if french { csv::Dialect::French } else { csv::Dialect::Rfc4180 };
    let memo = if way & 32 != 0 { Memo::all() } else { Memo::default() };
    let options = csv::Options::default().with_dialect(dialect).with_formula_guard(guard);
    let mut out = Vec::new();
    let mut writer = csv::Writer::new(&mut out, options.with_delimiter(delimiter).with_memo(memo));
    let written = accepted(&mut writer, statements);
    writer.finish().expect("a vector does not fail");
    drop(writer);

    let text = std::str::from_utf8(&out).expect("UTF-8");
    assert_eq!(text.starts_with('\u{FEFF}'), french);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    assert_eq!(reader.headers().expect("a header").len(), if french { 12 } else { 11 });
    // A row has as many cells as the header, or this is an error.
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let entries: Vec<&Entry<'_>> = written.iter().flat_map(|statement| &statement.entries).collect();
    assert_eq!(rows.len(), entries.len());
    for (row, entry) in rows.iter().zip(entries) {
        let (amount, texts) = if french { (6, [2, 3, 8, 10]) } else { (4, [2, 3, 7, 9]) };
        assert_eq!(number(&row[amount]), entry.amount);
        assert_eq!(date(&row[0], french), entry.booking_date);
        assert_eq!((!row[1].is_empty()).then(|| date(&row[1], french)), entry.value_date);
        if french {
            let (debit, credit) = (&row[4], &row[5]);
            assert!(debit.is_empty() != credit.is_empty());
            let amount = if debit.is_empty() { number(credit) } else { -number(debit) };
            assert_eq!(amount, entry.amount);
        }
        for cell in texts.map(|column| &row[column]) {
            assert!(!cell.contains(char::is_control));
            assert!(!(guard && cell.starts_with(FORMULA)), "a formula");
        }
        assert_eq!(words(&row[2]), words(&guarded(&entry.label, guard)));
    }
}

fn number(cell: &str) -> Decimal {
    assert!(!cell.contains([' ', 'E', 'e']));
    cell.replace(',', ".").parse().expect("a number")
}

fn date(cell: &str, french: bool) -> NaiveDate {
    let date = NaiveDate::parse_from_str(cell, if french { "%d/%m/%Y" } else { "%Y-%m-%d" }).expect("a date");
    assert!(cell.len() == 10 && (0..=9999).contains(&date.year()));
    date
}

/// The label behind the guard that it gets.
fn guarded(label: &str, guard: bool) -> String {
    let label = label.trim_matches(is_blank);
    let guard = if guard && label.starts_with(FORMULA) { "'" } else { "" };
    format!("{guard}{label}")
}

fn is_blank(character: char) -> bool {
    character == ' ' || character.is_control()
}

/// What is between blanks and control characters.
fn words(text: &str) -> Vec<&str> {
    text.split(is_blank).filter(|word| !word.is_empty()).collect()
}
