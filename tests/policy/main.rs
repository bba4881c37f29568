//! What each policy does about each deviation, where it says it stands, and that it keeps what it read to itself.

mod fields;
mod framing;
mod grammar;
mod repeated;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod support;

use cfonb::wire::layout::{Field, RecordCode};
use cfonb::{Code, Diagnostic, Policy, Severity, Statement, Statements};

use support::{Line, complement, file, movement, new, old};

/// What a policy does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Takes it and says nothing.
    Accept,
    /// Takes it and says so.
    Info,
    Warn,
    /// Refuses the statement, or what is between statements.
    Refuse,
    /// Skips the record with an error; the statement is incomplete.
    Skip,
    /// Warns and gives an incomplete statement.
    Cut,
}

use Does::{Accept, Cut, Info, Refuse, Skip, Warn};

/// One deviation in an otherwise sound file of two statements.
struct Deviation {
    code: Code,
    bytes: Vec<u8>,
    line: u64,
    record: u64,
    columns: Option<(u8, u8)>,
    field: Option<(RecordCode, Field)>,
    raw: Option<Vec<u8>>,
    /// How many statements are left when the deviation is refused.
    left: usize,
}

/// What came of reading: the statements, and everything that was said.
struct Reading {
    statements: Vec<Statement<'static>>,
    errors: Vec<Diagnostic>,
    said: Vec<Diagnostic>,
}

impl Reading {
    fn of(bytes: &[u8], policy: Policy) -> Reading {
        let mut reading = Reading { statements: Vec::new(), errors: Vec::new(), said: Vec::new() };
        let mut statements = Statements::with_policy(bytes, policy);
        for result in statements.by_ref() {
            match result {
                Ok(statement) => {
                    reading.said.extend_from_slice(statement.diagnostics());
                    reading.statements.push(statement.into_owned());
                }
                Err(error) => {
                    assert_keeps_secrets(&format!("{error} {error:?}"));
                    reading.errors.push(error.diagnostic().unwrap().clone());
                }
            }
        }
        reading.said.extend_from_slice(statements.diagnostics());
        for said in reading.said.iter().chain(&reading.errors) {
            assert_keeps_secrets(&format!("{said} {said:?}"));
        }
        reading
    }
}

/// No label, name or reference of the records here, and no run of digits that could be an account or amount.
fn assert_keeps_secrets(message: &str) {
    let digits = message.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    let raw_bytes = message.contains("48, 48, 48") || message.contains("SECRET");
    assert!(digits <= Some(4) && !raw_bytes, "it shows what the record holds: {message}");
}

impl Deviation {
    /// A deviation in these bytes, in the first record.
    fn new(code: Code, bytes: Vec<u8>) -> Deviation {
        Deviation { code, bytes, line: 1, record: 1, columns: None, field: None, raw: None, left: 1 }
    }

    /// A deviation in one record of [`lines`], with a sound statement behind it.
    fn of(code: Code, at: usize, change: impl FnOnce(Line) -> Line) -> Deviation {
        let mut lines = lines();
        lines[at] = change(lines[at].clone());
        let (raw, place) = (lines[at].bytes(), at as u64 + 1);
        lines.extend(next());
        Deviation::new(code, file(&lines)).at(place, place).raw(raw)
    }

    fn at(mut self, line: u64, record: u64) -> Deviation {
        (self.line, self.record) = (line, record);
        self
    }

    fn columns(mut self, from: u8, to: u8) -> Deviation {
        self.columns = Some((from, to));
        self
    }

    fn field(mut self, record: RecordCode, field: Field) -> Deviation {
        self.field = Some((record, field));
        self
    }

    fn raw(mut self, raw: Vec<u8>) -> Deviation {
        self.raw = Some(raw);
        self
    }

    fn left(mut self, statements: usize) -> Deviation {
        self.left = statements;
        self
    }

    /// Reads under the three policies and compares what they do.
    fn gives(&self, strict: Does, default: Does, lenient: Does) -> [Reading; 3] {
        let read = |policy, does| {
            let reading = Reading::of(&self.bytes, policy);
            self.compare(&reading, does);
            reading
        };
        [read(Policy::strict(), strict), read(Policy::default(), default), read(Policy::lenient(), lenient)]
    }

    fn compare(&self, reading: &Reading, does: Does) {
        let said = reading.said.iter().find(|said| said.code == self.code);
        let (found, severity) = match does {
            Refuse => {
                assert_eq!(reading.errors.len(), 1, "one error");
                assert_eq!(reading.statements.len(), self.left);
                (reading.errors.first(), Severity::Error)
            }
            _ => {
                assert!(reading.errors.is_empty(), "{:?}", reading.errors);
                assert_eq!(reading.statements.len(), old_balances(&self.bytes));
                let severity = match does {
                    Info => Severity::Info,
                    Skip => Severity::Error,
                    _ => Severity::Warning,
                };
                (said, severity)
            }
        };
        let incomplete = reading.statements.iter().filter(|statement| statement.incomplete).count();
        assert_eq!(incomplete, usize::from(matches!(does, Skip | Cut)), "incomplete statements, {does:?}");
        if does == Accept {
            assert!(reading.said.is_empty(), "{:?}", reading.said);
            return;
        }
        let found = found.unwrap_or_else(|| panic!("{does:?}, but only {:?} was said", reading.said));
        assert_eq!((found.code, found.severity), (self.code, severity));
        self.compare_place(found);
    }

    fn compare_place(&self, found: &Diagnostic) {
        let position = found.position.expect("a position");
        assert_eq!((position.line, position.record), (self.line, self.record));
        assert_eq!(found.columns, self.columns);
        assert_eq!(found.record_code.zip(found.field), self.field);
        assert_eq!(found.raw().map(<[u8]>::to_vec), self.raw);
    }
}

fn old_balances(bytes: &[u8]) -> usize {
    cfonb::records(bytes)
        .filter(|record| record.as_ref().is_ok_and(|record| record.code() == RecordCode::OldBalance))
        .count()
}

const OLD: usize = 0;
const MOVEMENT: usize = 1;
const COMPLEMENT: usize = 2;
const NEW: usize = 3;

/// A statement whose contents are easy to find in a message that should not have them.
fn lines() -> Vec<Line> {
    vec![
        old(100_000),
        movement(98_765_430, "LIBELLE SECRET").put(105, "REF-SECRET"),
        complement("NPY", "NOM SECRET"),
        new(98_865_430),
    ]
}

/// A sound statement to come behind.
fn next() -> Vec<Line> {
    vec![old(98_865_430), movement(-98_765_430, "AUTRE SECRET"), new(100_000)]
}

#[test]
fn a_sound_file_is_read_without_a_word() {
    let sound = Deviation::new(Code::InvalidAmount, file(&[lines(), next()].concat()));
    for reading in sound.gives(Accept, Accept, Accept) {
        assert!(reading.statements.iter().all(Statement::is_balanced));
    }
}

#[test]
#[should_panic(expected = "it shows what the record holds")]
fn a_message_with_an_account_number_is_found_out() {
    assert_keeps_secrets("account 00123456789 differs");
}
