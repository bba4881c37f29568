//! What is read is written back byte for byte, and read again gives the same.

use cfonb::wire::layout::old_balance;
use cfonb::{Charset, Policy, Reaction, Record, Statement, Statements};

use super::input::Input;
use super::statements::{parts, written};

pub fn check(data: &[u8]) {
    let Input { file, policy, .. } = Input::of(data);
    let records: Vec<Record<'_>> = cfonb::records(&file).flatten().collect();
    if records.iter().any(looks_like_utf8) {
        return;
    }
    // Columns of UTF-8 are characters: what was read so is written so.
    let utf8 = records.iter().any(|record| record.charset() == Charset::Utf8);
    let charset = if utf8 { Charset::Utf8 } else { policy.charset };
    for statement in Statements::with_policy(&file, policy.clone()).flatten() {
        if statement.incomplete && inherits(&statement) {
            continue;
        }
        let written = written(&statement, charset);
        if charset != Charset::Utf8 {
            same_bytes(&statement, &written, &records, &file);
        }
        read_again(statement, &written, policy.clone(), charset);
    }
}

/// Whether it is UTF-8 by itself and was read otherwise for what stands behind it on its line: by itself it would be
/// read as UTF-8, so the writer writes it in ASCII, and says so.
fn looks_like_utf8(record: &Record<'_>) -> bool {
    record.charset() != Charset::Utf8 && !record.raw().is_ascii() && std::str::from_utf8(record.raw()).is_ok()
}

/// Whether the old balance lacks what others have: the record that had it may be one that was skipped, and then the
/// old balance is written with it.
fn inherits(statement: &Statement<'_>) -> bool {
    let zones = &statement.opening.zones;
    [old_balance::CURRENCY, old_balance::DECIMALS].iter().any(|spec| zones.get(spec.from, spec.to).is_some())
}

/// The records written are those read, blanks at their ends aside.
fn same_bytes(statement: &Statement<'_>, written: &[u8], records: &[Record<'_>], file: &[u8]) {
    let written: Vec<&[u8]> = written.chunks(120).collect();
    assert!(written.iter().all(|record| record.len() == 120));
    let place = |record: &Record<'_>| record.raw().as_ptr() as u64 - file.as_ptr() as u64;
    let start = statement.opening.position.expect("what was read has its place").byte;
    let first = records.partition_point(|record| place(record) < start);
    let mut read = records[first..].iter();
    for (index, written) in written.into_iter().enumerate() {
        // Between those of the statement there may be some that were skipped.
        let same = read.by_ref().find(|read| text(read.raw()) == text(written));
        assert!(same.is_some(), "record {index}: {}", written.escape_ascii());
    }
}

fn text(record: &[u8]) -> &[u8] {
    record.trim_ascii_end()
}

fn read_again(statement: Statement<'_>, written: &[u8], mut policy: Policy, charset: Charset) {
    // A statement without its new balance was taken so; it is written so, too.
    policy.record_order = Reaction::Warn;
    policy.max_statement_bytes = written.len();
    if charset == Charset::Utf8 {
        policy.utf8_text = Reaction::Accept;
    }
    let mut again = Statements::with_policy(written, policy);
    let read = again.next().expect("a statement").expect("what was written can be read");
    assert_eq!(parts(read), parts(statement));
    assert!(again.next().is_none());
}
