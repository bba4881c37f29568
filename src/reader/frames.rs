//! Where the records of a statement stand.

use crate::error::Position;
use crate::wire::encoding::Charset;
use crate::wire::layout::{RecordCode, WIDTH};
use crate::wire::line::Run;

/// Where one record of the statement stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) code: RecordCode,
    pub(super) charset: Charset,
    /// In the statement's bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) position: Position,
}

/// One record, or several that need not be remembered one by one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    One(Frame),
    Run(Run, Charset),
}

/// Where the records of a statement stand, in their order.
#[derive(Debug, Default)]
pub(super) struct Frames {
    pieces: Vec<Piece>,
    records: usize,
    movements: usize,
    last: Option<Position>,
}

impl Frames {
    pub(super) fn clear(&mut self) {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.clear();
        *self = Frames { pieces, ..Frames::default() };
    }

    pub(super) fn push(&mut self, frame: Frame) {
        self.records = self.records.saturating_add(1);
        self.movements = self.movements.saturating_add(usize::from(frame.code == RecordCode::Movement));
        self.last = Some(frame.position);
        self.pieces.push(Piece::One(frame));
    }

    /// Adds a run, whose place is in the statement's bytes.
    pub(super) fn push_run(&mut self, run: Run, charset: Charset) {
        self.records = self.records.saturating_add(run.records);
        self.movements = self.movements.saturating_add(run.movements);
        self.last = Some(run.last_position());
        self.pieces.push(Piece::Run(run, charset));
    }

    /// How many records there are.
    pub(super) fn records(&self) -> u64 {
        self.records as u64
    }

    /// How many of them are movements.
    pub(super) fn movements(&self) -> usize {
        self.movements
    }

    /// Where the last record stands.
    pub(super) fn last_position(&self) -> Option<Position> {
        self.last
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The records, one by one, of the statement that has these bytes.
    pub(super) fn iter(&self, bytes: &[u8]) -> impl Iterator<Item = Frame> {
        self.pieces.iter().flat_map(|piece| {
            let (one, run) = match *piece {
                Piece::One(frame) => (Some(frame), None),
                Piece::Run(run, charset) => (None, Some(frames(run, charset, bytes))),
            };
            one.into_iter().chain(run.into_iter().flatten())
        })
    }
}

/// The records of a run, one by one.
fn frames(run: Run, charset: Charset, bytes: &[u8]) -> impl Iterator<Item = Frame> {
    run.places().filter_map(move |(start, position)| {
        let code = RecordCode::of(bytes.get(start..)?)?;
        Some(Frame { code, charset, start, end: start.saturating_add(WIDTH), position })
    })
}
