//! Statements in: from a slice, without copying, or from any [`io::Read`].
//!
//! Both read by the same grammar and the same [`Policy`], and give the same statements. After an error, reading
//! goes on with the next old balance (01), so one bad statement does not hide the others.

mod assemble;
mod columns;
mod frames;
mod gather;
mod notes;
mod plain;
mod policy;
mod run;
#[cfg(test)]
mod tests;

use std::io;

pub(crate) use self::notes::Notes;
pub use self::notes::Summary;
pub use self::policy::{Policy, Reaction};

use self::gather::{Gather, Outcome};
use crate::error::{Code, Diagnostic, Error, Position, Result, Severity};
use crate::model::{Account, Entry, Statement};
use crate::wire::encoding::Charset;
use crate::wire::line::{Framer, PieceKind, Step};
use crate::wire::record::{Line, Record};

/// How much is read at once.
const CHUNK: usize = 128 << 10;

/// The statements of a slice, borrowing their text from it, by the default policy.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let statements = cfonb::statements(&file).collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(statements[0].closing.as_ref().unwrap().amount.to_string(), "1000.00");
/// # Ok(()) }
/// ```
pub fn statements(input: &[u8]) -> Statements<'_> {
    Statements::with_policy(input, Policy::default())
}

/// The records of a slice, without looking at their order; text that is no record is an error between them.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let mut movements = 0;
/// for record in cfonb::records(&file) {
///     if let cfonb::Record::Movement(movement) = record? {
///         movement.amount()?;
///         movements += 1;
///     }
/// }
/// assert_eq!(movements, 6);
/// # Ok(()) }
/// ```
pub fn records(input: &[u8]) -> Records<'_> {
    Records { input, framer: Framer::new(Charset::default()) }
}

/// One record, alone, with or without a line end.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let line = format!("{:<90}{:<30}", "0711111    22222EUR2 00123456789  240420", "0000000010000{");
/// let cfonb::Record::NewBalance(balance) = cfonb::read_record(line.as_bytes())? else { unreachable!() };
/// assert_eq!((balance.bank_code()?, &*balance.account_number()), ("11111", "00123456789"));
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// [`Code::UnknownRecord`] or [`Code::ShortRecord`] if it is none, [`Code::LongLine`] if there is more.
pub fn read_record(line: &[u8]) -> Result<Record<'_>> {
    let mut records = records(line);
    let record = records.next().unwrap_or_else(|| {
        Err(Diagnostic::new(Code::UnknownRecord, Severity::Error).with_columns(1, 2).into())
    })?;
    match records.next() {
        None => Ok(record),
        Some(_) => Err(Diagnostic::new(Code::LongLine, Severity::Error).with_raw(line).into()),
    }
}

/// A movement (04) alone with its complements (05), and the account that its columns name.
///
/// ```
/// let lines = b"\
/// 0411111    22222EUR2 0012345678905240420  240420VIREMENT RECU                    0000000  0000000001700{\n\
/// 0511111    22222EUR2 0012345678905240420     NPYDURAND SARL";
/// let (account, entry) = cfonb::read_entry(lines, &cfonb::Policy::default())?;
/// assert_eq!((account.number.as_ref(), entry.amount.to_string().as_str()), ("00123456789", "170.00"));
/// assert_eq!(entry.details[0].text, "DURAND SARL");
/// # Ok::<(), cfonb::Error>(())
/// ```
///
/// # Errors
///
/// [`Code::StrayRecord`] if there is another record than one 04 and then 05s, or what the policy refuses.
pub fn read_entry<'a>(lines: &'a [u8], policy: &Policy) -> Result<(Account<'a>, Entry<'a>)> {
    let stray = || Error::from(Diagnostic::new(Code::StrayRecord, Severity::Error));
    let mut records = Records { input: lines, framer: Framer::new(policy.charset) };
    let Some(Record::Movement(movement)) = records.next().transpose()? else { return Err(stray()) };
    let mut complements = Vec::new();
    for record in records {
        let Record::Complement(complement) = record? else { return Err(stray()) };
        complements.push(complement);
    }
    assemble::lone_entry(policy, movement, &complements).map_err(|diagnostic| Error::from(*diagnostic))
}

/// The statements of a slice; see [`statements()`].
#[derive(Debug)]
pub struct Statements<'a> {
    input: &'a [u8],
    gather: Box<Gather>,
}

impl<'a> Statements<'a> {
    /// The statements of a slice by this policy.
    pub fn with_policy(input: &'a [u8], policy: Policy) -> Statements<'a> {
        Statements { input, gather: Box::new(Gather::new(policy)) }
    }

    /// What has been read so far.
    pub fn summary(&self) -> &Summary {
        &self.gather.notes.summary
    }

    /// What was noticed since the last statement: at the end, what stands behind it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.gather.notes.current.kept
    }
}

impl<'a> Iterator for Statements<'a> {
    type Item = Result<Statement<'a>>;

    fn next(&mut self) -> Option<Result<Statement<'a>>> {
        match self.gather.advance(self.input, true) {
            Outcome::Statement => Some(assembled(&mut self.gather, self.input)),
            Outcome::Failed(diagnostic) => Some(Err((*diagnostic).into())),
            // The whole input is there: it never needs more.
            Outcome::End | Outcome::NeedMore => None,
        }
    }
}

fn assembled<'b>(gather: &mut Gather, buffer: &'b [u8]) -> Result<Statement<'b>> {
    let statement = assemble::statement(gather, buffer);
    statement.map_err(|diagnostic| {
        gather.count_failure(&diagnostic);
        (*diagnostic).into()
    })
}

/// The records of a slice; see [`records()`].
#[derive(Debug, Clone)]
pub struct Records<'a> {
    input: &'a [u8],
    framer: Framer,
}

impl<'a> Iterator for Records<'a> {
    type Item = Result<Record<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Result<Record<'a>>> {
        loop {
            let Step::Piece(piece) = self.framer.step(self.input, true) else { return None };
            let bytes = self.input.get(piece.start..piece.end).unwrap_or_default();
            match piece.kind {
                PieceKind::Record(code, charset) => {
                    let line = Line::new(bytes, charset);
                    if line.width() >= code.minimum_width() {
                        return Record::cut(line).map(Ok);
                    }
                    return Some(Err(refused(Code::ShortRecord, piece.position, bytes)));
                }
                PieceKind::Text => return Some(Err(refused(Code::UnknownRecord, piece.position, bytes))),
                _ => {}
            }
        }
    }
}

fn refused(code: Code, position: Position, raw: &[u8]) -> Error {
    Diagnostic::new(code, Severity::Error).with_position(position).with_raw(raw).into()
}

/// Reads statements from any [`io::Read`], one at a time.
///
/// It holds one statement in memory, never the file. [`read_statement`](Reader::read_statement) lends the
/// statement from the reader's buffer; [`statements`](Reader::statements) gives owned ones. No other buffering
/// is needed around the source.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb"))?;
/// let mut reader = cfonb::Reader::new(file);
/// while let Some(statement) = reader.read_statement()? {
///     println!("{} entries", statement.entries.len());
/// }
/// assert_eq!(reader.summary().entries, 6);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Reader<R> {
    source: R,
    buffer: Vec<u8>,
    /// How much of the buffer is input; the rest is room.
    held: usize,
    /// The source has no more.
    last: bool,
    chunk: usize,
    gather: Box<Gather>,
}

impl<R: io::Read> Reader<R> {
    /// Reads by the default policy.
    pub fn new(source: R) -> Reader<R> {
        Reader::with_policy(source, Policy::default())
    }

    /// Reads by this policy.
    pub fn with_policy(source: R, policy: Policy) -> Reader<R> {
        Reader {
            source,
            buffer: Vec::new(),
            held: 0,
            last: false,
            chunk: CHUNK,
            gather: Box::new(Gather::new(policy)),
        }
    }

    /// The same, asking the source for this many bytes at once (at least one) instead of 128 KiB.
    #[must_use]
    pub fn with_chunk(mut self, bytes: usize) -> Reader<R> {
        self.chunk = bytes.max(1);
        self
    }

    /// The next statement, lent from the reader's buffer; `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if the source fails;
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) if a statement is refused. After the latter, the next
    /// call gives the next statement.
    pub fn read_statement(&mut self) -> Result<Option<Statement<'_>>> {
        // All that moves the buffer is done before anything is lent from it.
        if !self.fill()? {
            return Ok(None);
        }
        self.filled().0.map(Some)
    }

    /// The statements, owning their text.
    pub fn statements(&mut self) -> impl Iterator<Item = Result<Statement<'static>>> + '_ {
        std::iter::from_fn(|| self.read_owned())
    }

    /// The statements, owning their text.
    pub fn into_statements(mut self) -> impl Iterator<Item = Result<Statement<'static>>> {
        std::iter::from_fn(move || self.read_owned())
    }

    fn read_owned(&mut self) -> Option<Result<Statement<'static>>> {
        self.read_statement().map(|statement| statement.map(Statement::into_owned)).transpose()
    }

    /// The statement that [`fill`](Reader::fill) has found, with the rest of the reader.
    pub(crate) fn filled(&mut self) -> (Result<Statement<'_>>, &mut R, &mut Notes) {
        let statement = assembled(&mut self.gather, input(&self.buffer, self.held));
        (statement, &mut self.source, &mut self.gather.notes)
    }

    /// The source, and what is noticed.
    pub(crate) fn source_and_notes(&mut self) -> (&R, &mut Notes) {
        (&self.source, &mut self.gather.notes)
    }

    /// Finds the records of the next statement; `false` at the end.
    pub(crate) fn fill(&mut self) -> Result<bool> {
        loop {
            match self.gather.advance(input(&self.buffer, self.held), self.last) {
                Outcome::Statement => return Ok(true),
                Outcome::End => return Ok(false),
                Outcome::Failed(diagnostic) => return Err((*diagnostic).into()),
                Outcome::NeedMore => self.read_more()?,
            }
        }
    }

    fn read_more(&mut self) -> Result<()> {
        let done = self.gather.done_with().min(self.held);
        self.buffer.copy_within(done..self.held, 0);
        self.gather.shift(done);
        self.held = self.held.saturating_sub(done);
        let room = self.held.saturating_add(self.chunk);
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
        let read = loop {
            match self.source.read(self.buffer.get_mut(self.held..room).unwrap_or_default()) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.held = self.held.saturating_add(*read.as_ref().unwrap_or(&0)).min(room);
        // A source that has failed is asked no more: the next calls come to an end.
        self.last = !matches!(read, Ok(1..));
        read.map(drop).map_err(Error::from)
    }
}

fn input(buffer: &[u8], held: usize) -> &[u8] {
    buffer.get(..held).unwrap_or_default()
}

impl<R> Reader<R> {
    /// What has been read so far.
    pub fn summary(&self) -> &Summary {
        &self.gather.notes.summary
    }

    /// What was noticed since the last statement: at the end, what stands behind it.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.gather.notes.current.kept
    }

    /// The source.
    pub fn get_ref(&self) -> &R {
        &self.source
    }

    /// The source, given back; what was read ahead of the last statement is lost.
    pub fn into_inner(self) -> R {
        self.source
    }
}
