//! Reading: a slice and pieces of any size give the same, and every byte is accounted for.

use cfonb::{Reader, Statements};

use super::input::{Input, Pieces};
use super::statements::{Outcome, own};

pub fn check(data: &[u8]) {
    let Input { file, policy, chunk } = Input::of(data);
    let whole = Outcome::of_slice(Statements::with_policy(&file, policy.clone()));
    let mut reader = Reader::with_policy(Pieces::new(&file, chunk), policy).with_chunk(chunk.max(7));
    let results = reader.statements().map(own).collect();
    let pieces = Outcome { results, after: reader.diagnostics().to_vec(), summary: reader.summary().clone() };
    assert_eq!(whole, pieces, "pieces of {chunk} bytes");
    every_byte_has_a_place(&file);
    every_record_is_counted(&file, &whole);
    for result in &whole.results {
        match result {
            Ok(statement) => {
                assert!(statement.closing.is_some() || statement.incomplete);
                assert_eq!(
                    statement.is_balanced(),
                    statement.difference().is_some_and(|none| none.is_zero())
                );
                statement.diagnostics().iter().for_each(|said| drop(format!("{said} {said:?}")));
                statement.entries.iter().for_each(|entry| drop(entry.info()));
            }
            Err(said) => drop(format!("{said} {said:?}")),
        }
    }
}

/// A byte is in a record, in text that is named as none, or stands between these.
fn every_byte_has_a_place(file: &[u8]) {
    let mut seen = 0;
    for record in cfonb::records(file) {
        let (start, length) = match record {
            Ok(record) => (record.raw().as_ptr() as usize - file.as_ptr() as usize, record.raw().len()),
            Err(error) => {
                let said = error.diagnostic().expect("no medium that fails");
                let start = said.position.expect("a place").byte as usize;
                (start, said.raw().expect("what is no record").len())
            }
        };
        assert!(start >= seen && length > 0, "one after the other");
        nothing_between(&file[seen..start], seen == 0);
        seen = start + length;
    }
    nothing_between(&file[seen..], seen == 0);
}

fn nothing_between(bytes: &[u8], at_start: bool) {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").filter(|_| at_start).unwrap_or(bytes);
    let nothing = |byte: &u8| matches!(byte, b'\r' | b'\n' | b' ' | 0 | 0x1A);
    assert!(bytes.iter().all(nothing), "{}", bytes.escape_ascii());
}

/// A record, or text that is none, is in a statement or skipped, and what is said is counted.
fn every_record_is_counted(file: &[u8], Outcome { results, after, summary }: &Outcome) {
    assert_eq!(summary.records + summary.skipped, cfonb::records(file).count() as u64);
    let statements = || results.iter().flatten();
    let entries = || statements().flat_map(|statement| &statement.entries);
    let details: usize = entries().map(|entry| entry.details.len()).sum();
    let closings = statements().filter(|statement| statement.closing.is_some()).count();
    assert_eq!(summary.statements, statements().count() as u64);
    assert_eq!(summary.entries, entries().count() as u64);
    assert_eq!(summary.records, (statements().count() + entries().count() + details + closings) as u64);
    let said: usize = statements().map(|statement| statement.diagnostics().len()).sum();
    let errors = results.iter().filter(|result| result.is_err()).count();
    let counted: u64 = summary.counts().map(|(_, count)| count).sum();
    assert!(counted >= (errors + said + after.len()) as u64);
}
