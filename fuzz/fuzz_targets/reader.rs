//! Reading never panics and gives the same whether the input is a slice or comes in pieces; what was read is
//! written back byte for byte, and read again gives the same.
#![no_main]

use cfonb::{LineEnd, Policy, Position, Reader, Result, Statement, Statements, Writer, WriterOptions};
use cfonb_fuzz::{Pieces, file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let input = file(data);
    for policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
        let whole: Vec<_> = Statements::with_policy(&input, policy.clone()).map(outcome).collect();
        for size in [1, 7, 121, 4096] {
            let reader =
                Reader::with_policy(Pieces::new(&input, size), policy.clone()).with_chunk(size.max(7));
            let pieces: Vec<_> = reader.into_statements().map(outcome).collect();
            assert_eq!(whole, pieces, "pieces of {size} bytes");
        }
        for statement in whole.into_iter().flatten() {
            write_and_read(statement, &input, &policy);
        }
    }
    for record in cfonb::records(&input).flatten() {
        assert!(record.raw().len() <= 4 * 120);
    }
});

/// A statement, or what is said about its absence.
fn outcome(statement: Result<Statement<'_>>) -> std::result::Result<Statement<'static>, String> {
    match statement {
        Ok(statement) => Ok(check(statement).into_owned()),
        Err(error) => {
            let diagnostic = error.diagnostic().expect("a slice never fails as a medium");
            Err(format!("{error} {diagnostic:?} {:?}", diagnostic.raw()))
        }
    }
}

/// What holds of every statement.
fn check(statement: Statement<'_>) -> Statement<'_> {
    assert!(statement.closing.is_some() || statement.incomplete);
    let _ = (statement.sum(), statement.difference(), statement.is_balanced());
    for diagnostic in statement.diagnostics() {
        let _ = format!("{diagnostic} {diagnostic:?}");
    }
    for entry in &statement.entries {
        assert!(entry.amount.scale() <= 9);
        let _ = entry.info();
    }
    statement
}

fn write_and_read(statement: Statement<'static>, input: &[u8], policy: &Policy) {
    if input.split(|byte| matches!(byte, b'\r' | b'\n')).any(is_utf8) {
        // Its columns are characters, the writer's are bytes.
        return;
    }
    let written = written(&statement);
    let records: Vec<&[u8]> = written.chunks(120).collect();
    let mut record = records.iter();
    same_bytes(record.next(), statement.opening.position, input);
    for entry in &statement.entries {
        same_bytes(record.next(), entry.position, input);
        for detail in &entry.details {
            let record = record.next().expect("one record a detail");
            assert_eq!(&record[..2], b"05", "{detail:?}");
        }
    }
    if let Some(closing) = &statement.closing {
        same_bytes(record.next(), closing.position, input);
    }
    assert!(record.next().is_none());

    // A statement without its new balance was taken so; it is written so, too.
    let mut policy = policy.clone();
    policy.record_order = cfonb::Reaction::Warn;
    let mut again = Statements::with_policy(&written, policy);
    let read = again.next().expect("a statement").expect("what was written can be read").into_owned();
    assert!(again.next().is_none());
    assert_eq!(essence(read), essence(statement));
}

fn is_utf8(line: &[u8]) -> bool {
    !line.is_ascii() && std::str::from_utf8(line).is_ok()
}

fn written(statement: &Statement<'_>) -> Vec<u8> {
    let mut options = WriterOptions::default();
    options.line_end = LineEnd::None;
    options.unbalanced = true;
    let mut writer = Writer::with_options(Vec::new(), options);
    writer.write(statement).expect("what was read can be written");
    assert_eq!(writer.diagnostics(), []);
    writer.into_inner()
}

/// A written record is the one that was read, blanks at its end aside.
fn same_bytes(record: Option<&&[u8]>, position: Option<Position>, input: &[u8]) {
    let record = record.expect("a record for each part");
    assert_eq!(record.len(), 120);
    let start = position.expect("what was read has its place").byte as usize;
    let read = &input[start..input.len().min(start + 120)];
    let end = read.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(read.len());
    assert_eq!(text(record), text(&read[..end]));
}

fn text(record: &[u8]) -> String {
    record.trim_ascii_end().escape_ascii().to_string()
}

/// The statement without its places in the file.
fn essence(mut statement: Statement<'static>) -> impl PartialEq + std::fmt::Debug {
    statement.opening.position = None;
    for entry in &mut statement.entries {
        entry.position = None;
    }
    let closing = statement.closing.map(|mut closing| {
        closing.position = None;
        closing
    });
    (statement.account, statement.opening, statement.entries, closing)
}
