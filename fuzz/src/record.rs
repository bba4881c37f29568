//! One record: its columns can be asked for, and it is written back byte for byte.

use cfonb::wire::layout::{self, RecordCode};
use cfonb::{Charset, Policy, Record, Statements};

use super::input::{STATEMENT, tolerant};
use super::statements::written;

/// The records of a small statement, one of each.
const SMALLEST: [&str; 4] = [STATEMENT[0], STATEMENT[5], STATEMENT[6], STATEMENT[7]];

pub fn check(data: &[u8]) {
    let line = line(data);
    for record in cfonb::records(&line) {
        match record {
            Ok(record) => fields(&record),
            Err(error) => drop(error.to_string()),
        }
    }
    let _ = cfonb::read_entry(&line, &Policy::lenient());
    if let Ok(record) = cfonb::read_record(&line) {
        written_back(&record);
    }
}

/// The record of an input: the bytes behind the first one as they are, or a sound record with some exchanged,
/// one byte saying where and one what.
pub fn line(data: &[u8]) -> Vec<u8> {
    let Some((&how, rest)) = data.split_first() else { return Vec::new() };
    if how % 2 == 0 {
        return rest.to_vec();
    }
    let mut line = STATEMENT[usize::from(how / 2) % STATEMENT.len()].as_bytes().to_vec();
    let mut length = line.len();
    for change in rest.chunks_exact(2) {
        match line.get_mut(usize::from(change[0])) {
            Some(byte) => *byte = change[1],
            // Behind the last column a change cuts the record short.
            None => length = usize::from(change[1]),
        }
    }
    line.truncate(length);
    line
}

fn fields(record: &Record<'_>) {
    assert!(record.raw().len() <= 4 * 120);
    let columns: usize = layout::of(record.code()).iter().map(|spec| spec.width()).sum();
    assert_eq!(columns, 120);
    for spec in layout::of(record.code()) {
        let text = record.text_of(spec.field).expect("a field of the record");
        assert!(text.chars().count() <= 120);
    }
}

/// Puts the record in its place in a small statement, reads that and writes it.
fn written_back(record: &Record<'_>) {
    if record.charset() == Charset::Utf8 {
        // Its columns are characters, those of the others are bytes.
        return;
    }
    let place = RecordCode::ALL.iter().position(|code| *code == record.code()).expect("one of the four");
    let mut lines = SMALLEST.map(str::as_bytes);
    lines[place] = record.raw();
    let file = lines.map(|line| [line, b"\n"].concat()).concat();
    let mut statements = Statements::with_policy(&file, tolerant());
    let Some(Ok(statement)) = statements.next() else { return };
    if statement.incomplete {
        // The record cannot be read, and a diagnostic says so.
        assert!(!statement.diagnostics().is_empty());
        return;
    }
    let written = written(&statement, Charset::Windows1252);
    assert_eq!(written.len(), 4 * 120);
    let mut expected = record.raw().to_vec();
    expected.resize(120, b' ');
    assert_eq!(written[place * 120..][..120].escape_ascii().to_string(), expected.escape_ascii().to_string());
}
