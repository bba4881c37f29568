//! Statements out of copies that were damaged on the way: through a web page, an e-mail, a clipboard.
//!
//! Two things get lost there. **Blanks**: runs of them become one, so that nothing stands in its columns.
//! **Signs**: the last digit of an amount carries its sign as a letter, and comes back as a plain digit, or `è`.
//! Both can often be restored, and what was restored can be proven: a repaired statement must add up, from its old
//! balance over every movement to its new balance, or it is refused.
//!
//! - Blanks are put back where bank, branch, account, currency, operation code, booking date and amount come out in
//!   one way only. Texts and value date take one fixed preference.
//! - A balance without a sign is a credit; only if nothing adds up so is a debit tried.
//! - A movement without a sign has the sense of its operation code. Those whose code leaves it open are tried either
//!   way, up to 24 of them, and there must be one choice only that adds up. A code's sense is never overridden, so a
//!   refund under the code of a debit is refused.
//!
//! What adds up can still be wrong: a statement that has lost every sign adds up as well with each of them turned, and
//! so do two movements of one amount under each other's codes. So every guess is told: each is a [`Diagnostic`] of its
//! statement, severity warning, with the reason.
//!
//! The result is what the
//! statement says, not what the damaged file was: written again, it is a sound file. A file that is sound is read as
//! by [`cfonb::Reader`](crate::Reader). EBCDIC files are not repaired.

mod anchor;
mod columns;
mod proof;
mod restorer;
mod senses;

use std::io;

use self::restorer::{Guess, Restorer};
use crate::error::{Code, Diagnostic, Error, ErrorKind, Result};
use crate::model::Statement;
use crate::reader::{self, Notes, Policy, Summary};

/// The statements of a slice, repaired, by the default policy.
///
/// ```
/// let copied = b"\
/// 0111111 22222EUR2 00123456789 240420 00000000121200
/// 0411111 22222EUR2 0012345678991240420 240420Cotisation 00000000001200
/// 0711111 22222EUR2 00123456789 240420 00000000120000";
/// let statement = cfonb::repair::statements(copied).next().unwrap()?;
/// assert_eq!(statement.entries[0].amount.to_string(), "-12.00");
/// assert!(statement.is_balanced());
/// let codes: Vec<&str> = statement.diagnostics().iter().map(|guess| guess.code.name()).collect();
/// assert!(codes.contains(&"sign-from-balance"));
/// # Ok::<(), cfonb::Error>(())
/// ```
pub fn statements(input: &[u8]) -> impl Iterator<Item = Result<Statement<'static>>> + '_ {
    Reader::new(input).into_statements()
}

/// Reads statements from any [`io::Read`] and repairs them; otherwise it does as [`cfonb::Reader`](crate::Reader).
///
/// ```
/// let file = b"0111111 22222EUR2 00123456789 310120 00000000100000\r\n\
/// 0711111 22222EUR2 00123456789 310120 00000000100000\r\n";
/// let mut reader = cfonb::repair::Reader::new(&file[..]);
/// let statement = reader.read_statement()?.unwrap();
/// assert_eq!(statement.opening.amount.to_string(), "1000.00");
/// assert_eq!(statement.diagnostics().len(), 4, "blanks and sign of both");
/// # Ok::<(), cfonb::Error>(())
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    inner: reader::Reader<Restorer<R>>,
    max_diagnostics: usize,
    keep_details: bool,
}

impl<R: io::Read> Reader<R> {
    /// Reads by the default policy.
    pub fn new(source: R) -> Reader<R> {
        Reader::with_policy(source, Policy::default())
    }

    /// Reads by this policy.
    pub fn with_policy(source: R, policy: Policy) -> Reader<R> {
        let Policy { max_diagnostics, keep_details, .. } = policy;
        let restorer = Restorer::new(source, &policy);
        // The proof counts them.
        let policy = Policy { keep_details: true, ..policy };
        Reader { inner: reader::Reader::with_policy(restorer, policy), max_diagnostics, keep_details }
    }

    /// The next statement, lent from the reader's buffer; `None` at the end.
    ///
    /// # Errors
    ///
    /// Those of [`cfonb::Reader::read_statement`](crate::Reader::read_statement). A statement of which something was
    /// guessed is refused with [`Code::RepairUnproven`] if it does not add up, with [`Code::SensesAmbiguous`] or
    /// [`Code::TooManySenses`] if it may add up in several ways, and with [`Code::BlanksUnclear`] if the columns of
    /// one of its records cannot be told. The next call gives the next statement.
    pub fn read_statement(&mut self) -> Result<Option<Statement<'_>>> {
        match self.inner.fill() {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => {
                let (restorer, notes) = self.inner.source_and_notes();
                return Err(in_input(error, restorer, notes));
            }
        }
        let (read, restorer, notes) = self.inner.filled();
        let mut statement = read.map_err(|error| in_input(error, restorer, notes))?;
        match repaired(&mut statement, restorer, notes) {
            Ok(warnings) => {
                notes.count(&warnings);
                statement.add_diagnostics(warnings, self.max_diagnostics);
                if !self.keep_details {
                    statement.entries.iter_mut().for_each(|entry| entry.details.clear());
                }
                Ok(Some(statement))
            }
            Err(refused) => {
                let refused = (*refused).with_count(statement.records());
                notes.take_back(&statement, &refused);
                Err(refused.into())
            }
        }
    }

    /// The statements, owning their text.
    pub fn into_statements(mut self) -> impl Iterator<Item = Result<Statement<'static>>> {
        std::iter::from_fn(move || {
            self.read_statement().map(|statement| statement.map(Statement::into_owned)).transpose()
        })
    }
}

impl<R: io::Read> Reader<R> {
    /// What has been read so far.
    pub fn summary(&self) -> &Summary {
        self.inner.summary()
    }

    /// What was noticed since the last statement: at the end, what stands behind it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.inner.diagnostics()
    }
}

/// An error of the reader, at its place in the input.
fn in_input<R: io::Read>(error: Error, restorer: &Restorer<R>, notes: &mut Notes) -> Error {
    match error.into_kind() {
        ErrorKind::Refused(mut diagnostic) => {
            to_input(&mut diagnostic, restorer, notes);
            diagnostic.into()
        }
        ErrorKind::Foreign(diagnostic, source) => Error::foreign(diagnostic, source),
        ErrorKind::Io(error) => error.into(),
    }
}

fn to_input<R: io::Read>(diagnostic: &mut Diagnostic, restorer: &Restorer<R>, notes: &mut Notes) {
    let Some(position) = &mut diagnostic.position else { return };
    *position = restorer.in_input(*position);
    // That it is short is not the point: it was looked at, and it stayed so.
    if diagnostic.code == Code::ShortRecord && restorer.is_unclear(position.record) {
        diagnostic.code = Code::BlanksUnclear;
        diagnostic.columns = None;
        notes.recount(Code::ShortRecord, Code::BlanksUnclear);
    }
}

/// Moves the statement to its places in the input, and settles what was guessed about it.
fn repaired<R: io::Read>(
    statement: &mut Statement<'_>,
    restorer: &mut Restorer<R>,
    notes: &mut Notes,
) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    for position in statement.positions_mut() {
        *position = restorer.in_input(*position);
    }
    for diagnostic in statement.diagnostics_mut() {
        to_input(diagnostic, restorer, notes);
    }
    let first = statement.opening.position.unwrap_or_default().record;
    if !restorer.knows(first) {
        return Err(proof::refusal(statement, Code::StatementTooLarge));
    }
    let last = statement.positions_mut().map(|position| position.record).max().unwrap_or_default();
    // Behind the last movement of a statement without a new balance come its complements.
    let details = statement.entries.last().map_or(0, |entry| entry.details.len() as u64);
    let behind = if statement.closing.is_none() { details } else { 0 };
    let guesses: Vec<&Guess> = restorer.guesses(first, last.saturating_add(behind)).collect();
    proof::settle(statement, &guesses)
}

#[cfg(test)]
mod tests;
