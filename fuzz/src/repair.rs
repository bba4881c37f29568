//! Repair: whatever was damaged, what comes back is proven, and every record is counted.

use cfonb::{Code, Severity, Statement, repair};

use super::input::{Input, Pieces};
use super::statements::{Outcome, own};

pub fn check(data: &[u8]) {
    let Input { policy, chunk, .. } = Input::of(data);
    let file = damaged(data);
    let outcome = |mut reader: repair::Reader<Pieces<'_>>| {
        let mut results = Vec::new();
        loop {
            match reader.read_statement() {
                Ok(None) => break,
                Ok(Some(statement)) => results.push(own(Ok(statement))),
                Err(error) => results.push(own(Err(error))),
            }
        }
        Outcome { results, after: reader.diagnostics().to_vec(), summary: reader.summary().clone() }
    };
    let whole = outcome(repair::Reader::with_policy(Pieces::new(&file, file.len().max(1)), policy.clone()));
    let pieces = outcome(repair::Reader::with_policy(Pieces::new(&file, chunk), policy));
    assert_eq!(whole, pieces, "pieces of {chunk} bytes");
    let Outcome { results, summary, .. } = &whole;
    assert_eq!(summary.records + summary.skipped, cfonb::records(&file).count() as u64);
    results.iter().flatten().for_each(|statement| is_proven(statement, &file));
}

/// The file of an input, with the damage that its second byte asks for.
pub fn damaged(data: &[u8]) -> Vec<u8> {
    let Input { mut file, .. } = Input::of(data);
    let damage = data.get(1).copied().unwrap_or_default();
    if damage & 1 != 0 {
        for record in file.split_mut(|byte| matches!(byte, b'\r' | b'\n')) {
            lose_sign(record);
        }
    }
    if damage & 2 != 0 {
        file.dedup_by(|next, before| (*next, *before) == (b' ', b' '));
    }
    file
}

fn lose_sign(record: &mut [u8]) {
    if record.starts_with(b"05") {
        return;
    }
    if let Some(sign) = record.get_mut(103) {
        *sign = match *sign {
            b'{' | b'}' => b'0',
            letter @ b'A'..=b'I' => letter - b'A' + b'1',
            letter @ b'J'..=b'R' => letter - b'J' + b'1',
            other => other,
        };
    }
}

/// A statement of which something was guessed adds up and is whole, and says what was guessed at a place of the file.
fn is_proven(statement: &Statement<'_>, file: &[u8]) {
    let guesses =
        [Code::BlanksRestored, Code::SignAssumedCredit, Code::SignFromOperationCode, Code::SignFromBalance];
    for said in statement.diagnostics() {
        let place = said.position.map(|position| position.byte as usize);
        assert!(place.is_none_or(|place| place <= file.len()), "{said}");
        if guesses.contains(&said.code) {
            assert_eq!(said.severity, Severity::Warning);
            assert!(statement.is_balanced() && !statement.incomplete, "{said}");
            assert!(place.is_some_and(|place| file[place..].starts_with(b"0")), "{said}");
        }
    }
}
