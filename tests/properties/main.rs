//! What holds for any input: nothing is lost, slices and pieces read the same, framing does not matter.

mod generate;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod support;
mod zero_copy;

use std::io::Read;

use cfonb::{
    Account, Balance, Charset, Code, Diagnostic, Entry, LineEnd, Policy, Reader, Severity, Statement,
    Statements, Summary, Writer, WriterOptions,
};
use proptest::prelude::*;

use generate::{any_input, any_record, any_statement, damaged, lines_of};

fn presets() -> [Policy; 3] {
    [Policy::strict(), Policy::default(), Policy::lenient()]
}

/// A statement without the places of its records and what was said about it.
type Parts = (Account<'static>, Balance<'static>, Vec<Entry<'static>>, Option<Balance<'static>>, bool);

fn parts(statement: Statement<'_>) -> Parts {
    let mut statement = statement.into_owned();
    statement.opening.position = None;
    statement.entries.iter_mut().for_each(|entry| entry.position = None);
    statement.closing.iter_mut().for_each(|closing| closing.position = None);
    (statement.account, statement.opening, statement.entries, statement.closing, statement.incomplete)
}

fn read(bytes: &[u8], policy: Policy) -> Vec<Parts> {
    Statements::with_policy(bytes, policy).map(|statement| parts(statement.unwrap())).collect()
}

fn written(statements: &[Statement<'_>], line_end: LineEnd, charset: Charset) -> Vec<u8> {
    let mut options = WriterOptions::default();
    (options.line_end, options.charset, options.unbalanced) = (line_end, charset, true);
    let mut writer = Writer::with_options(Vec::new(), options);
    statements.iter().for_each(|statement| writer.write(statement).unwrap());
    assert!(writer.diagnostics().is_empty(), "{:?}", writer.diagnostics());
    writer.into_inner()
}

/// Everything that reading gives.
#[derive(Debug, PartialEq)]
struct Outcome {
    results: Vec<Result<Statement<'static>, Diagnostic>>,
    after: Vec<Diagnostic>,
    summary: Summary,
}

fn own(result: cfonb::Result<Statement<'_>>) -> Result<Statement<'static>, Diagnostic> {
    result.map(Statement::into_owned).map_err(|error| error.diagnostic().unwrap().clone())
}

fn from_slice(bytes: &[u8], policy: Policy) -> Outcome {
    let mut statements = Statements::with_policy(bytes, policy);
    let results = statements.by_ref().map(own).collect();
    Outcome { results, after: statements.diagnostics().to_vec(), summary: statements.summary().clone() }
}

fn from_reader(bytes: &[u8], policy: Policy, chunk: usize) -> Outcome {
    let mut reader = Reader::with_policy(bytes, policy).with_chunk(chunk);
    let results = reader.statements().map(own).collect();
    Outcome { results, after: reader.diagnostics().to_vec(), summary: reader.summary().clone() }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        statements in prop::collection::vec(any_statement(), 0..3),
        line_end in prop_oneof![Just(LineEnd::Lf), Just(LineEnd::CrLf), Just(LineEnd::None)],
        charset in prop_oneof![Just(Charset::Windows1252), Just(Charset::Utf8)],
    ) {
        let bytes = written(&statements, line_end, charset);
        let policy = if charset == Charset::Utf8 { Policy::default() } else { Policy::strict() };
        let back: Vec<Statement<'_>> = Statements::with_policy(&bytes, policy).map(Result::unwrap).collect();
        prop_assert!(back.iter().all(|statement| statement.diagnostics().is_empty()));
        prop_assert_eq!(written(&back, line_end, charset), bytes.clone());
        let back: Vec<Parts> = back.into_iter().map(parts).collect();
        prop_assert_eq!(back, statements.into_iter().map(parts).collect::<Vec<_>>());
    }

    #[test]
    fn every_record_that_is_read_is_written_back(lines in any_record(), policy in 0..3usize) {
        // With a last line end: NUL behind a short last record is padding of the file.
        let bytes: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
        let read: Result<Vec<_>, _> = Statements::with_policy(&bytes, presets()[policy].clone()).collect();
        let Ok(read) = read else { return Ok(()) };
        // A record whose code is damaged, or which cannot be read, is not in the statement.
        if read.len() != 1 || read[0].incomplete || read[0].entries.iter().all(|entry| entry.details.is_empty()) {
            return Ok(());
        }
        let expected: Vec<u8> = lines.iter().flat_map(|line| {
            let mut line = line.0.clone();
            line.resize(120, b' ');
            line.push(b'\n');
            line
        }).collect();
        let written = written(&read, LineEnd::Lf, Charset::Windows1252);
        prop_assert_eq!(written.escape_ascii().to_string(), expected.escape_ascii().to_string());
    }

    #[test]
    fn framing_does_not_matter(statements in prop::collection::vec(any_statement(), 1..3), cuts in any::<u64>()) {
        let lines = lines_of(&written(&statements, LineEnd::Lf, Charset::Windows1252));
        let expected: Vec<Parts> = statements.into_iter().map(parts).collect();
        for eol in ["\n", "\r\n", "\r", "", " \n", "\n\n", "\r\r\n"] {
            let bytes: Vec<u8> = lines.iter().flat_map(|line| [line, eol.as_bytes()].concat()).collect();
            prop_assert_eq!(&read(&bytes, Policy::default()), &expected, "lines end with {:?}", eol);
        }
        // Several records a line, as the bits say, and the last of each without its blanks.
        let mut bytes = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if cuts >> (at % 64) & 1 == 1 {
                let minimum = if line.starts_with(b"05") { 40 } else { 104 };
                bytes.extend_from_slice(line);
                let mut blanks = bytes.iter().rev().take(120 - minimum).take_while(|byte| **byte == b' ').count();
                while blanks > 0 {
                    bytes.pop();
                    blanks -= 1;
                }
                bytes.push(b'\n');
            } else {
                bytes.extend_from_slice(line);
            }
        }
        prop_assert_eq!(&read(&bytes, Policy::default()), &expected);
    }

    #[test]
    fn a_reader_gives_what_a_slice_gives(bytes in damaged(), chunk in prop_oneof![1..10usize, 50..500usize, Just(4096)]) {
        for policy in presets() {
            prop_assert_eq!(from_reader(&bytes, policy.clone(), chunk), from_slice(&bytes, policy));
        }
    }

    #[test]
    fn every_piece_is_read_or_skipped_and_everything_said_is_counted(bytes in any_input()) {
        // Every record, and every piece of text that is none.
        let pieces = cfonb::records(&bytes).count() as u64;
        for policy in presets() {
            let Outcome { results, after, summary } = from_slice(&bytes, policy);
            prop_assert_eq!(summary.records + summary.skipped, pieces);
            let statements: Vec<_> = results.iter().flatten().collect();
            prop_assert_eq!(summary.statements, statements.len() as u64);
            let entries: usize = statements.iter().map(|statement| statement.entries.len()).sum();
            prop_assert_eq!(summary.entries, entries as u64);
            let read: usize = statements.iter().map(|statement| {
                let details: usize = statement.entries.iter().map(|entry| entry.details.len()).sum();
                1 + statement.entries.len() + details + usize::from(statement.closing.is_some())
            }).sum();
            prop_assert_eq!(summary.records, read as u64, "what was read is in the statements");
            let errors = results.iter().filter(|result| result.is_err()).count();
            let said: usize = statements.iter().map(|statement| statement.diagnostics().len()).sum();
            let counted: u64 = summary.counts().map(|(_, count)| count).sum();
            prop_assert!(counted >= (errors + said + after.len()) as u64);
        }
    }

    #[test]
    fn details_that_are_not_kept_change_nothing_else(bytes in damaged()) {
        for policy in presets() {
            let mut kept = from_slice(&bytes, policy.clone());
            let statements = kept.results.iter_mut().flatten();
            statements.flat_map(|statement| &mut statement.entries).for_each(|entry| entry.details.clear());
            let mut policy = policy;
            policy.keep_details = false;
            prop_assert_eq!(from_slice(&bytes, policy), kept);
        }
    }

    #[test]
    fn an_incomplete_statement_says_why(bytes in damaged()) {
        for statement in from_slice(&bytes, Policy::lenient()).results.into_iter().flatten() {
            // What stands before the old balance is said with the statement and is no part of it.
            let start = statement.opening.position.unwrap().byte;
            let why = statement.diagnostics().iter().any(|said| {
                let inside = said.position.is_some_and(|position| position.byte >= start);
                inside && (said.severity == Severity::Error || said.code == Code::MissingNewBalance)
            });
            prop_assert_eq!(statement.incomplete, why);
            prop_assert!(statement.closing.is_some() || statement.incomplete);
        }
        for result in from_slice(&bytes, Policy::default()).results.into_iter().flatten() {
            prop_assert!(!result.incomplete && result.closing.is_some());
        }
    }

    #[test]
    fn messages_do_not_show_what_is_read(bytes in damaged()) {
        for policy in presets() {
            let Outcome { results, after, .. } = from_slice(&bytes, policy);
            for result in &results {
                let said = match result {
                    Ok(statement) => statement.diagnostics(),
                    Err(error) => std::slice::from_ref(error),
                };
                for said in said.iter().chain(&after) {
                    let message = format!("{said} {said:?}");
                    prop_assert!(!message.contains("EXEMPLE") && !message.contains("00123456789"), "{}", message);
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, prefix in "(01|04|05|07|0|)", chunk in 1..200usize) {
        let bytes = [prefix.as_bytes(), &bytes].concat();
        for policy in presets() {
            prop_assert_eq!(from_reader(&bytes, policy.clone(), chunk), from_slice(&bytes, policy));
        }
        let _ = cfonb::read_record(&bytes);
        let _ = cfonb::read_entry(&bytes, &Policy::lenient());
    }
}

/// A 01, a 04 and then 05s for ever.
struct Endless {
    given: usize,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let movement = support::movement(0, "SANS FIN");
        let records =
            [support::old(0), movement, support::complement("LIB", "SANS FIN")].map(|line| line.bytes());
        for slot in buffer.iter_mut() {
            *slot = records[(self.given / 120).min(2)][self.given % 120];
            self.given += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn a_statement_that_is_too_large_is_given_up() {
    let mut policy = Policy::lenient();
    policy.max_statement_bytes = 100_000;
    let endless = Endless { given: 0 }.take(1_000_000);
    let sound = [support::old(0), support::new(0)].map(|line| line.bytes()).concat();
    let source = endless.chain(&b"\n"[..]).chain(&sound[..]);
    let mut reader = Reader::with_policy(source, policy).with_chunk(1000);
    let error = reader.read_statement().unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, Code::StatementTooLarge);
    assert_eq!(reader.summary().skipped, 1_000_000_u64.div_ceil(120));
    assert!(reader.read_statement().unwrap().is_some(), "reading goes on with the next one");
    assert!(reader.read_statement().unwrap().is_none());
}
