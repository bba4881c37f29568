//! From pieces of the input to the records of one statement.
//!
//! This is the grammar: a statement is a 01, then 04s each with its 05s, then a 07. It borrows nothing from the
//! buffer, so that the reader may refill it at any point; the records are decoded afterwards, by `assemble`.

use super::frames::{Frame, Frames};
use super::notes::Notes;
use super::plain::Dates;
use super::policy::{Policy, Reaction};
use crate::error::{Code, Diagnostic, Position, Severity};
use crate::wire::encoding::Charset;
use crate::wire::layout::{RecordCode, WIDTH};
use crate::wire::line::{Framer, Piece, PieceKind, Step};
use crate::wire::recognise;
use crate::wire::record::Line;

/// How many bytes are looked at to recognise a file of another format.
const RECOGNISED: usize = 1024;

/// What a look at the buffer came to.
#[derive(Debug)]
pub(super) enum Outcome {
    NeedMore,
    /// The records of a statement are in [`Gather::frames`].
    Statement,
    /// Reading goes on with the next statement.
    Failed(Box<Diagnostic>),
    End,
}

#[derive(Debug)]
enum State {
    Outside,
    Inside,
    /// After an error, up to the next 01. The diagnostic counts what is skipped.
    Skipping(Box<Diagnostic>),
}

/// What the piece before this one was, on the same line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Record,
    Text,
    Other,
}

#[derive(Debug)]
pub(super) struct Gather {
    pub(super) policy: Policy,
    pub(super) notes: Notes,
    pub(super) dates: Dates,
    framer: Framer,
    state: State,
    before: Before,
    /// The first record has come.
    started: bool,
    /// NUL or 0x1A behind a record, which may still turn out not to be at the end of the file.
    padding: Option<Position>,
    /// Where the statement begins in the buffer.
    base: usize,
    pub(super) frames: Frames,
    pub(super) incomplete: bool,
    /// The last 04 was kept, so a 05 has something to belong to.
    has_movement: bool,
}

impl Gather {
    pub(super) fn new(policy: Policy) -> Gather {
        Gather {
            notes: Notes::new(&policy),
            dates: Dates::new(policy.century),
            framer: Framer::new(policy.charset),
            policy,
            state: State::Outside,
            before: Before::Other,
            started: false,
            padding: None,
            base: 0,
            frames: Frames::default(),
            incomplete: false,
            has_movement: false,
        }
    }

    /// The bytes of the buffer that are no longer needed.
    pub(super) fn done_with(&self) -> usize {
        match self.state {
            State::Inside => self.base,
            _ => self.framer.at(),
        }
    }

    /// The buffer has lost its first bytes, none of them needed.
    pub(super) fn shift(&mut self, bytes: usize) {
        self.base = self.base.saturating_sub(bytes);
        self.framer.shift(bytes);
    }

    /// The bytes of the statement.
    pub(super) fn bytes<'b>(&self, buffer: &'b [u8]) -> &'b [u8] {
        buffer.get(self.base..).unwrap_or_default()
    }

    /// Goes on through the buffer until a statement is whole, something is wrong, or the buffer is used up.
    /// `last` says that the input ends with the buffer.
    pub(super) fn advance(&mut self, buffer: &[u8], last: bool) -> Outcome {
        if matches!(self.state, State::Outside) {
            self.clear();
        }
        loop {
            self.plain_records(buffer);
            let framer = self.framer;
            let piece = match self.framer.step(buffer, last) {
                Step::Piece(piece) => piece,
                Step::End => return self.end(),
                Step::NeedMore => return Outcome::NeedMore,
            };
            let counts = matches!(piece.kind, PieceKind::Record(..) | PieceKind::Text);
            if let Err(diagnostic) = self.between_or_too_large(piece, buffer, counts) {
                self.skip_from(diagnostic, 0);
            }
            let step = match piece.kind {
                PieceKind::Record(code, charset) => self.record(piece, code, charset, buffer),
                PieceKind::Text => self.text(piece, buffer, last),
                _ => continue,
            };
            match step {
                Ok(Next::Go) => {}
                Ok(Next::Statement) => return Outcome::Statement,
                Ok(Next::Again(outcome)) => {
                    self.framer = framer;
                    return outcome;
                }
                Err(diagnostic) => self.skip_from(diagnostic, 1),
            }
        }
    }

    /// Takes the movements and complements that need no second look, which nearly all are.
    fn plain_records(&mut self, buffer: &[u8]) {
        if !matches!(self.state, State::Inside) || self.padding.is_some() {
            return;
        }
        let limit = self.base.saturating_add(self.policy.max_statement_bytes).min(buffer.len());
        let within = buffer.get(..limit).unwrap_or_default();
        while let Some(mut run) = self.framer.plain_run(within, self.has_movement) {
            run.start = run.start.saturating_sub(self.base);
            self.frames.push_run(run, self.policy.charset);
            self.has_movement = true;
            self.before = Before::Record;
        }
    }

    fn clear(&mut self) {
        self.frames.clear();
        self.incomplete = false;
        self.has_movement = false;
    }

    /// Drops the statement; its error is told at the next 01, when it is known how many records went with it.
    fn skip_from(&mut self, mut diagnostic: Diagnostic, records: u64) {
        if matches!(self.state, State::Skipping(_)) {
            return;
        }
        diagnostic.severity = Severity::Error;
        let gathered = self.frames.records().saturating_add(records);
        diagnostic.count = gathered.saturating_add(self.notes.discard());
        self.clear();
        self.state = State::Skipping(Box::new(diagnostic));
    }

    /// The error held back, if there is one.
    fn held_back(&mut self) -> Option<Outcome> {
        match std::mem::replace(&mut self.state, State::Outside) {
            State::Skipping(diagnostic) => Some(self.fail(diagnostic)),
            state => {
                self.state = state;
                None
            }
        }
    }

    fn fail(&mut self, diagnostic: Box<Diagnostic>) -> Outcome {
        self.count_failure(&diagnostic);
        Outcome::Failed(diagnostic)
    }

    /// Enters an error, and the records that go down with it, into the summary.
    pub(super) fn count_failure(&mut self, diagnostic: &Diagnostic) {
        self.notes.summary.add(diagnostic.code);
        self.skipped(diagnostic.count);
    }

    fn skipped(&mut self, records: u64) {
        self.notes.summary.skipped = self.notes.summary.skipped.saturating_add(records);
    }

    /// Counts a piece that goes down with the error held back.
    fn is_skipped(&mut self) -> bool {
        match &mut self.state {
            State::Skipping(diagnostic) => {
                diagnostic.count = diagnostic.count.saturating_add(1);
                true
            }
            _ => false,
        }
    }

    fn record(
        &mut self,
        piece: Piece,
        code: RecordCode,
        charset: Charset,
        buffer: &[u8],
    ) -> Result<Next, Diagnostic> {
        if code == RecordCode::OldBalance {
            if let Some(outcome) = self.held_back() {
                return Ok(Next::Again(outcome));
            }
            if matches!(self.state, State::Inside) {
                return Ok(Next::Again(self.end_without_new_balance(Some(piece.position))));
            }
        }
        self.before = Before::Record;
        if self.is_skipped() {
            return Ok(Next::Go);
        }
        self.started = true;
        let line = Line::new(buffer.get(piece.start..piece.end).unwrap_or_default(), charset);
        let place = Place { position: piece.position, code, raw: line.bytes };
        if code == RecordCode::OldBalance {
            self.state = State::Inside;
            self.base = piece.start;
            self.notes.begin();
        } else if !matches!(self.state, State::Inside) {
            return self.out_of_order(place.diagnostic(Code::StrayRecord)).map(|()| Next::Go);
        }
        let columns = line.width();
        if columns < code.minimum_width() {
            self.has_movement &= code != RecordCode::Movement;
            return self.unreadable(place.short(columns)).map(|()| Next::Go);
        }
        if code == RecordCode::Complement && !self.has_movement {
            return self.out_of_order(place.diagnostic(Code::OrphanComplement)).map(|()| Next::Go);
        }
        self.width_and_charset(&place, columns, charset)?;
        Ok(self.keep(piece, code, charset))
    }

    fn width_and_charset(
        &mut self,
        place: &Place<'_>,
        columns: usize,
        charset: Charset,
    ) -> Result<(), Diagnostic> {
        if columns < WIDTH {
            let missing = || place.diagnostic(Code::StrippedBlanks).with_columns(column(columns, 1), 120);
            self.notes.react(self.policy.stripped_blanks, missing)?;
        }
        if charset == Charset::Utf8 && !place.raw.is_ascii() {
            self.notes.react(self.policy.utf8_text, || place.diagnostic(Code::Utf8Text))?;
        }
        Ok(())
    }

    /// Adds a record to the statement.
    #[inline]
    fn keep(&mut self, piece: Piece, code: RecordCode, charset: Charset) -> Next {
        let (start, end) = (piece.start.saturating_sub(self.base), piece.end.saturating_sub(self.base));
        self.frames.push(Frame { code, charset, start, end, position: piece.position });
        self.has_movement |= code == RecordCode::Movement;
        if code != RecordCode::NewBalance {
            return Next::Go;
        }
        self.state = State::Outside;
        Next::Statement
    }

    fn text(&mut self, piece: Piece, buffer: &[u8], last: bool) -> Result<Next, Diagnostic> {
        let rest = buffer.get(piece.start..).unwrap_or_default();
        if !self.started && rest.len() < RECOGNISED && !last {
            return Ok(Next::Again(Outcome::NeedMore));
        }
        let same_line = !piece.starts_line;
        let before = std::mem::replace(&mut self.before, Before::Text);
        if self.is_skipped() {
            return Ok(Next::Go);
        }
        if same_line && before == Before::Text {
            // More of what the last diagnostic named.
            self.skipped(1);
            return Ok(Next::Go);
        }
        let raw = buffer.get(piece.start..piece.end).unwrap_or_default();
        let diagnostic =
            |code| Diagnostic::new(code, Severity::Error).with_position(piece.position).with_raw(raw);
        // Unless it is a page number or the like it may have been a movement, and complements behind it its own.
        self.has_movement &= raw.len() < RecordCode::Complement.minimum_width();
        // A full record with a code that is none is on its own, with or without a line end before it.
        let other_code = raw.len() >= WIDTH && matches!(raw, [b'0', b'0'..=b'9', ..]);
        if same_line && before == Before::Record && !other_code {
            let charset = if std::str::from_utf8(raw).is_ok() { Charset::Utf8 } else { self.policy.charset };
            let columns = Line::new(raw, charset).width();
            let long = diagnostic(Code::LongLine).with_columns(121, column(columns, 120));
            return self.unreadable(long).map(|()| Next::Go);
        }
        if !self.started
            && let Some(name) = recognise::other_format(rest.get(..RECOGNISED).unwrap_or(rest))
        {
            let mut wrong = diagnostic(Code::WrongFormat);
            wrong.recognised = Some(name);
            return Err(wrong);
        }
        self.notes.react(self.policy.unknown_record, || {
            diagnostic(Code::UnknownRecord).with_columns(1, column(raw.len().min(2), 0))
        })?;
        self.skipped(1);
        Ok(Next::Go)
    }

    /// What has to be settled before a piece is looked at as a record or as text.
    fn between_or_too_large(&mut self, piece: Piece, buffer: &[u8], counts: bool) -> Result<(), Diagnostic> {
        if matches!(self.state, State::Inside)
            && piece.end.saturating_sub(self.base) > self.policy.max_statement_bytes
        {
            let diagnostic = Diagnostic::new(Code::StatementTooLarge, Severity::Error);
            return Err(diagnostic.with_position(piece.position));
        }
        if counts { self.padding_was_not_at_the_end() } else { self.between(piece, buffer) }
    }

    /// Blanks, padding and the like.
    fn between(&mut self, piece: Piece, buffer: &[u8]) -> Result<(), Diagnostic> {
        self.before = if piece.starts_line { Before::Other } else { self.before };
        if matches!(self.state, State::Skipping(_)) {
            return Ok(());
        }
        let (reaction, code) = match piece.kind {
            PieceKind::Indent => (self.policy.leading_blanks, Code::LeadingBlanks),
            PieceKind::ByteOrderMark => (self.policy.file_padding, Code::ByteOrderMark),
            PieceKind::Padding if self.started => {
                self.padding.get_or_insert(piece.position);
                return Ok(());
            }
            PieceKind::Padding => (self.policy.file_padding, Code::FilePadding),
            _ if piece.starts_line => (self.policy.stripped_blanks, Code::BlankLine),
            _ => (self.policy.stripped_blanks, Code::BlanksAfterRecord),
        };
        // The blanks alone: how much of the record stands behind them depends on what the buffer holds.
        let raw = buffer.get(piece.start..piece.end).unwrap_or_default();
        self.notes.react(reaction, || {
            let diagnostic = Diagnostic::new(code, Severity::Error).with_position(piece.position);
            match code {
                Code::LeadingBlanks => diagnostic
                    .with_columns(1, column(piece.end.saturating_sub(piece.start), 0))
                    .with_raw(raw.get(..WIDTH).unwrap_or(raw)),
                _ => diagnostic,
            }
        })
    }

    /// A record or text comes after NUL or 0x1A: they were text that is no record.
    fn padding_was_not_at_the_end(&mut self) -> Result<(), Diagnostic> {
        let Some(position) = self.padding.take() else { return Ok(()) };
        self.notes.react(self.policy.unknown_record, || {
            Diagnostic::new(Code::UnknownRecord, Severity::Error).with_position(position)
        })
    }

    fn out_of_order(&mut self, diagnostic: Diagnostic) -> Result<(), Diagnostic> {
        self.notes.react(self.policy.record_order, || diagnostic)?;
        self.skipped(1);
        Ok(())
    }

    /// A record that cannot be read is skipped if the policy says so; without its 01 there is no statement.
    fn unreadable(&mut self, diagnostic: Diagnostic) -> Result<(), Diagnostic> {
        let opening = diagnostic.record_code == Some(RecordCode::OldBalance);
        if opening || self.policy.unreadable_record == Reaction::Refuse {
            return Err(diagnostic);
        }
        self.notes.push(diagnostic);
        self.incomplete |= matches!(self.state, State::Inside);
        self.skipped(1);
        Ok(())
    }

    fn end_without_new_balance(&mut self, position: Option<Position>) -> Outcome {
        self.state = State::Outside;
        self.incomplete = true;
        let mut diagnostic = Diagnostic::new(Code::MissingNewBalance, Severity::Error);
        diagnostic.position = position.or(self.frames.last_position());
        match self.notes.react(self.policy.record_order, || diagnostic) {
            Ok(()) => Outcome::Statement,
            Err(diagnostic) => {
                let records = self.frames.records().saturating_add(self.notes.discard());
                self.fail(Box::new(diagnostic.with_count(records)))
            }
        }
    }

    fn end(&mut self) -> Outcome {
        if let Some(outcome) = self.held_back() {
            return outcome;
        }
        if matches!(self.state, State::Inside) {
            return self.end_without_new_balance(None);
        }
        if let Some(position) = self.padding.take() {
            let padding = || Diagnostic::new(Code::FilePadding, Severity::Error).with_position(position);
            if let Err(diagnostic) = self.notes.react(self.policy.file_padding, padding) {
                return self.fail(Box::new(diagnostic.with_count(0)));
            }
        }
        Outcome::End
    }
}

/// What follows from one piece.
enum Next {
    Go,
    Statement,
    /// The piece belongs to what comes next: look at it again after this.
    Again(Outcome),
}

/// A record, to speak about.
struct Place<'b> {
    position: Position,
    code: RecordCode,
    raw: &'b [u8],
}

impl Place<'_> {
    fn diagnostic(&self, code: Code) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::new(code, Severity::Error).with_position(self.position).with_raw(self.raw);
        diagnostic.record_code = Some(self.code);
        diagnostic
    }

    fn short(&self, columns: usize) -> Diagnostic {
        let minimum = column(self.code.minimum_width(), 0);
        self.diagnostic(Code::ShortRecord).with_columns(column(columns, 1), minimum)
    }
}

/// A number of columns, and some more, as a column.
fn column(columns: usize, more: usize) -> u8 {
    u8::try_from(columns.saturating_add(more)).unwrap_or(u8::MAX)
}
