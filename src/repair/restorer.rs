//! The input with its records in their columns, as a [`Read`] that the reader reads.

use std::collections::VecDeque;
use std::io::{self, Read};

use super::columns::{self, Repaired};
use crate::error::Position;
use crate::reader::Policy;
use crate::wire::encoding::Charset;
use crate::wire::layout::{RecordCode, WIDTH};
use crate::wire::line::{Piece, PieceKind, Step};
use crate::wire::pieces::Window;
use crate::wire::record::Line;

/// How many guesses about records that are read ahead are kept.
const AHEAD: usize = 4096;
/// Of how many guesses at once the record is kept, to be shown.
const SHOWN: usize = 256;

/// What was done to one record.
#[derive(Debug)]
pub(super) struct Guess {
    /// Where the record stands in the input.
    pub(super) position: Position,
    pub(super) code: RecordCode,
    pub(super) kind: GuessKind,
    /// The record as it stands in the input, of the first guesses.
    pub(super) raw: Option<Box<[u8]>>,
    /// Where the record ends in what the reader sees.
    end: u64,
    /// How much further the input is from there on.
    ahead: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GuessKind {
    /// Blanks were put back.
    Spread { sign_lost: bool },
    /// A credit was put where the sign is lost.
    Signed,
    /// Nothing could be done.
    Unclear,
}

impl Guess {
    /// Whether the sense of the record's amount is not known.
    pub(super) fn sign_lost(&self) -> bool {
        matches!(self.kind, GuessKind::Signed | GuessKind::Spread { sign_lost: true })
    }
}

/// Reads a source and puts its records right, one at a time; all else passes as it is.
#[derive(Debug)]
pub(super) struct Restorer<R> {
    window: Window<R>,
    ended: bool,
    output: Vec<u8>,
    /// How much of the output was given away.
    given: usize,
    /// How much was put out, in all.
    written: u64,
    guesses: VecDeque<Guess>,
    /// How many guesses are kept.
    limit: usize,
    /// The last record of which a guess was not kept.
    not_kept: u64,
    /// A statement has begun.
    is_inside: bool,
    /// How much further the input is than the output, at the end and before the first guess.
    ahead: i64,
    ahead_before: i64,
}

impl<R: Read> Restorer<R> {
    pub(super) fn new(source: R, policy: &Policy) -> Restorer<R> {
        Restorer {
            window: Window::new(source, policy.charset),
            ended: false,
            output: Vec::new(),
            given: 0,
            written: 0,
            guesses: VecDeque::new(),
            // Whole records; those that are cut can be more.
            limit: (policy.max_statement_bytes / WIDTH).saturating_add(AHEAD),
            not_kept: 0,
            is_inside: false,
            ahead: 0,
            ahead_before: 0,
        }
    }

    /// Whether all guesses about the records from this one on were kept.
    pub(super) fn knows(&self, first: u64) -> bool {
        self.not_kept < first
    }

    /// The guesses about the records from `first` to `last`; those before are forgotten.
    pub(super) fn guesses(&mut self, first: u64, last: u64) -> impl Iterator<Item = &Guess> {
        while self.guesses.front().is_some_and(|guess| guess.position.record < first) {
            self.forget_first();
        }
        self.guesses.iter().take_while(move |guess| guess.position.record <= last)
    }

    /// Where something that the reader saw stands in the input.
    pub(super) fn in_input(&self, position: Position) -> Position {
        let before = self.guesses.partition_point(|guess| guess.end <= position.byte);
        let guess = before.checked_sub(1).and_then(|at| self.guesses.get(at));
        let ahead = guess.map_or(self.ahead_before, |guess| guess.ahead);
        Position { byte: position.byte.saturating_add_signed(ahead), ..position }
    }

    /// Whether the columns of the record with this number could not be told.
    pub(super) fn is_unclear(&self, record: u64) -> bool {
        let at = self.guesses.partition_point(|guess| guess.position.record < record);
        let guess = self.guesses.get(at).filter(|guess| guess.position.record == record);
        guess.is_some_and(|guess| guess.kind == GuessKind::Unclear)
    }

    fn forget_first(&mut self) {
        if let Some(guess) = self.guesses.pop_front() {
            self.ahead_before = guess.ahead;
        }
    }

    /// Puts right what has been read.
    fn restore(&mut self) {
        loop {
            match self.window.step() {
                Step::Piece(piece) => {
                    match piece.kind {
                        PieceKind::Record(code, charset) => self.put_record(piece, code, charset),
                        _ => self.put(piece.start, piece.end),
                    }
                    // Its line end.
                    self.put(piece.end, self.window.done().len());
                }
                Step::NeedMore => return,
                Step::End => {
                    self.ended = true;
                    return;
                }
            }
        }
    }

    fn put_record(&mut self, piece: Piece, code: RecordCode, charset: Charset) {
        // What is in no statement is not looked at.
        let is_outside = !self.is_inside && code != RecordCode::OldBalance;
        self.is_inside = !is_outside && code != RecordCode::NewBalance;
        if is_outside {
            return self.put(piece.start, piece.end);
        }
        let raw = self.window.buffer.get(piece.start..piece.end).unwrap_or_default();
        let (kind, columns) = match columns::repair(Line::new(raw, charset)) {
            Repaired::Sound => return self.put(piece.start, piece.end),
            Repaired::Signed(columns) => (GuessKind::Signed, columns),
            Repaired::Spread { columns, sign_lost } => (GuessKind::Spread { sign_lost }, columns),
            Repaired::Unclear => (GuessKind::Unclear, raw.to_vec()),
        };
        let length = |bytes: &[u8]| i64::try_from(bytes.len()).unwrap_or_default();
        self.ahead = self.ahead.saturating_add(length(raw)).saturating_sub(length(&columns));
        self.written = self.written.saturating_add(columns.len() as u64);
        self.output.extend_from_slice(&columns);
        let (ahead, end) = (self.ahead, self.written);
        let raw = (self.guesses.len() < SHOWN).then(|| raw.into());
        self.guesses.push_back(Guess { position: piece.position, code, kind, raw, end, ahead });
        if self.guesses.len() > self.limit {
            self.not_kept = self.guesses.front().map_or(self.not_kept, |guess| guess.position.record);
            self.forget_first();
        }
    }

    fn put(&mut self, start: usize, end: usize) {
        let bytes = self.window.buffer.get(start..end).unwrap_or_default();
        self.written = self.written.saturating_add(bytes.len() as u64);
        self.output.extend_from_slice(bytes);
    }
}

impl<R: Read> Read for Restorer<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let ready = self.output.get(self.given..).unwrap_or_default();
            if !ready.is_empty() {
                let length = ready.len().min(buffer.len());
                if let (Some(buffer), Some(ready)) = (buffer.get_mut(..length), ready.get(..length)) {
                    buffer.copy_from_slice(ready);
                }
                self.given = self.given.saturating_add(length);
                return Ok(length);
            }
            if self.ended {
                return Ok(0);
            }
            self.output.clear();
            self.given = 0;
            self.window.refill()?;
            self.restore();
        }
    }
}
