//! Framing: where one record ends and the next begins.
//!
//! Lines end with LF, CRLF, CR or not at all; one line may hold several records; the trailing blanks of the
//! last record of a line may be missing. The framer looks at a bounded window, never at a whole line, so a file
//! without line ends costs no memory.

use std::str;

use memchr::memchr2;

use super::encoding::Charset;
use super::field::{bytes_of_characters, is_ascii, is_printable_ascii};
use super::layout::{RecordCode, WIDTH};
use crate::error::Position;

/// 120 characters of UTF-8 and one byte more, to see a line end behind them.
const WINDOW: usize = WIDTH * 4 + 1;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// One piece of the input: a record, or what stands between records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) kind: PieceKind,
    /// First byte, in the buffer.
    pub(crate) start: usize,
    /// Byte after the last, in the buffer; a line end is not part of the piece.
    pub(crate) end: usize,
    pub(crate) position: Position,
    /// Whether it begins its line.
    pub(crate) starts_line: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// Starts like a record; may still be cut short.
    Record(RecordCode, Charset),
    /// Text that is no record.
    Text,
    /// Blanks before a record.
    Indent,
    /// A blank line, or blanks after column 120.
    Blank,
    /// NUL and 0x1A.
    Padding,
    /// A byte order mark.
    ByteOrderMark,
}

/// Movements and complements by the book, one behind the other with the same line end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    /// First byte of the first, in the buffer.
    pub(crate) start: usize,
    /// From the start of one to that of the next.
    pub(crate) stride: usize,
    /// Where the first stands.
    pub(crate) position: Position,
    pub(crate) records: usize,
    pub(crate) movements: usize,
}

impl Run {
    /// Where each of them begins.
    pub(crate) fn places(self) -> impl Iterator<Item = (usize, Position)> {
        (0..self.records)
            .map(move |index| (self.start.saturating_add(index.saturating_mul(self.stride)), self.nth(index)))
    }

    /// Where the last one stands.
    pub(crate) fn last_position(self) -> Position {
        self.nth(self.records.saturating_sub(1))
    }

    /// Where one of them stands.
    #[inline]
    pub(crate) fn nth(self, index: usize) -> Position {
        let (records, bytes) = (index as u64, index.saturating_mul(self.stride) as u64);
        let Position { line, record, byte } = self.position;
        Position::new(
            line.saturating_add(records),
            record.saturating_add(records),
            byte.saturating_add(bytes),
        )
    }

    /// Its bytes, each record with its line end.
    pub(crate) fn bytes(self, buffer: &[u8]) -> &[u8] {
        let end = self.start.saturating_add(self.records.saturating_mul(self.stride));
        buffer.get(self.start..end).unwrap_or_default()
    }
}

pub(crate) enum Step {
    Piece(Piece),
    /// The buffer ends before the framer can decide.
    NeedMore,
    End,
}

/// Where the framer stands. A copy taken before a step takes the step back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Framer {
    single_byte: Charset,
    /// Place in the buffer.
    at: usize,
    /// Offset in the input of the buffer's first byte.
    base: u64,
    line: u64,
    record: u64,
    starts_line: bool,
}

impl Framer {
    /// At the start of an input whose text is in this set where it is not UTF-8.
    pub(crate) fn new(single_byte: Charset) -> Framer {
        Framer { single_byte, at: 0, base: 0, line: 1, record: 0, starts_line: true }
    }

    /// Place in the buffer of the first byte that no piece holds yet.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether it stands before the first byte of the input.
    #[cfg(feature = "mask")]
    pub(crate) fn is_at_start(&self) -> bool {
        self.base == 0 && self.at == 0
    }

    /// The buffer has lost its first bytes.
    pub(crate) fn shift(&mut self, bytes: usize) {
        self.at = self.at.saturating_sub(bytes);
        self.base = self.base.saturating_add(bytes as u64);
    }

    /// The next piece of the buffer. `last` says that the input ends with it.
    #[inline]
    pub(crate) fn step(&mut self, buffer: &[u8], last: bool) -> Step {
        match self.plain_record(buffer) {
            Some(piece) => Step::Piece(piece),
            None => self.any_step(buffer, last),
        }
    }

    /// Steps over the movements and complements by the book that stand here. `has_movement` says whether a complement
    /// may be the first.
    pub(crate) fn plain_run(&mut self, buffer: &[u8], has_movement: bool) -> Option<Run> {
        let start = self.at;
        let mut rest = buffer.get(start..)?;
        let stride = match rest.get(WIDTH..)? {
            [b'\n', ..] => WIDTH.saturating_add(1),
            [b'\r', b'\n', ..] => WIDTH.saturating_add(2),
            _ => return None,
        };
        let (mut records, mut movements) = (0usize, 0usize);
        while let Some((record, line_end)) = rest.split_first_chunk::<WIDTH>()
            && let Some(after) = rest.get(stride..)
        {
            // All is looked at before anything is decided: which kind comes next, no processor can foresee.
            let (is_movement, is_complement) = (record.starts_with(b"04"), record.starts_with(b"05"));
            let is_expected = is_movement | (is_complement & (has_movement | (movements > 0)));
            let is_same_end =
                if stride > WIDTH + 1 { line_end.starts_with(b"\r\n") } else { line_end.starts_with(b"\n") };
            if !(is_expected & is_same_end & is_printable_ascii(record)) {
                break;
            }
            records = records.saturating_add(1);
            movements = movements.saturating_add(usize::from(is_movement));
            rest = after;
        }
        if records == 0 {
            return None;
        }
        let position = self.position(1);
        self.at = start.saturating_add(records.saturating_mul(stride));
        self.line = self.line.saturating_add(records as u64);
        self.record = self.record.saturating_add(records as u64);
        self.starts_line = true;
        Some(Run { start, stride, position, records, movements })
    }

    /// Where the record stands that is so many behind the last one.
    fn position(&self, records: u64) -> Position {
        let byte = self.base.saturating_add(self.at as u64);
        Position::new(self.line, self.record.saturating_add(records), byte)
    }

    /// The next piece if it is what nearly all are: a record of 120 printable ASCII characters, with its line
    /// end behind it.
    #[inline]
    fn plain_record(&mut self, buffer: &[u8]) -> Option<Piece> {
        let rest = buffer.get(self.at..)?.first_chunk::<{ WIDTH + 2 }>()?;
        let (record, line_end) = rest.split_first_chunk::<WIDTH>()?;
        let code = RecordCode::of(record)?;
        if !matches!(line_end, [b'\n', _] | b"\r\n") || !is_printable_ascii(record) {
            return None;
        }
        let piece = self.take(PieceKind::Record(code, self.single_byte), record);
        self.end_line(line_end);
        Some(piece)
    }

    fn any_step(&mut self, buffer: &[u8], last: bool) -> Step {
        let Some(rest) = buffer.get(self.at..).filter(|rest| !rest.is_empty()) else {
            return if last { Step::End } else { Step::NeedMore };
        };
        let Some(content) = self.content(rest, last) else {
            return Step::NeedMore;
        };
        let after_content = rest.get(content.length..).unwrap_or_default();
        // A CR at the buffer's end may be half a CRLF.
        if after_content == b"\r" && !last {
            return Step::NeedMore;
        }
        let text = rest.get(..content.length).unwrap_or_default();
        let kind = self.kind(text, content.utf8);
        let piece = self.take(kind, text);
        // A record behind what stands before it on its line is the next piece.
        if piece.end.saturating_sub(piece.start) == text.len() {
            self.end_line(after_content);
        }
        Step::Piece(piece)
    }

    /// How much of the rest is one piece.
    #[inline]
    fn content(&self, rest: &[u8], last: bool) -> Option<Content> {
        let head = rest.get(..=WIDTH).unwrap_or(rest);
        if let Some(length) = memchr2(b'\n', b'\r', head) {
            return Some(Content { length, utf8: None });
        }
        if head.len() <= WIDTH {
            // All 120 columns belong to the record, whatever is in them.
            let length = if head.len() == WIDTH { WIDTH } else { without_padding(head) };
            return last.then_some(Content { length, utf8: None });
        }
        match head.get(..WIDTH) {
            Some(record) if is_ascii(record) => Some(Content { length: WIDTH, utf8: Some(false) }),
            _ => wide_content(rest, last),
        }
    }

    #[inline]
    fn kind(&self, text: &[u8], utf8: Option<bool>) -> PieceKind {
        if let Some(code) = RecordCode::of(text) {
            let utf8 = utf8.unwrap_or_else(|| !is_ascii(text) && str::from_utf8(text).is_ok());
            return PieceKind::Record(code, if utf8 { Charset::Utf8 } else { self.single_byte });
        }
        let first_of_input = self.base == 0 && self.at == 0;
        // Before the first record, padding may stand on its line.
        let no_text = if self.record == 0 { padding(text) } else { 0 };
        match text.get(indent(text)..).unwrap_or_default() {
            [] => PieceKind::Blank,
            [0 | 0x1A, ..] if starts_record(text.get(no_text..)) => PieceKind::Padding,
            _ if first_of_input && text.starts_with(BYTE_ORDER_MARK) => PieceKind::ByteOrderMark,
            text if text.iter().all(|byte| matches!(byte, b' ' | 0 | 0x1A)) => PieceKind::Padding,
            record if RecordCode::of(record).is_some() => PieceKind::Indent,
            _ => PieceKind::Text,
        }
    }

    #[inline]
    fn take(&mut self, kind: PieceKind, text: &[u8]) -> Piece {
        let (length, records) = match kind {
            // The record itself is the next piece.
            PieceKind::Indent => (indent(text), 0),
            PieceKind::ByteOrderMark => (BYTE_ORDER_MARK.len(), 0),
            PieceKind::Record(..) | PieceKind::Text => (text.len(), 1),
            PieceKind::Padding => (padding(text), 0),
            PieceKind::Blank => (text.len(), 0),
        };
        let position = self.position(records);
        self.record = self.record.saturating_add(records);
        let (start, end) = (self.at, self.at.saturating_add(length));
        self.at = end;
        Piece { kind, start, end, position, starts_line: self.starts_line }
    }

    /// Steps over the line end behind a piece, if there is one.
    #[inline]
    fn end_line(&mut self, after: &[u8]) {
        let length = match after {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
        self.at = self.at.saturating_add(length);
        self.starts_line = length > 0;
        self.line = self.line.saturating_add(u64::from(length > 0));
    }
}

struct Content {
    length: usize,
    /// Whether it is UTF-8 with characters of several bytes, where that is known.
    utf8: Option<bool>,
}

/// A piece of 120 columns that is not ASCII: 120 characters if they are UTF-8, else 120 bytes.
#[cold]
fn wide_content(rest: &[u8], last: bool) -> Option<Content> {
    if rest.len() < WINDOW && !last {
        return None;
    }
    let window = rest.get(..WINDOW).unwrap_or(rest);
    let line = window.get(..memchr2(b'\n', b'\r', window).unwrap_or(window.len())).unwrap_or_default();
    let characters = bytes_of_characters(line, WIDTH);
    let utf8 = line.get(..characters).is_some_and(|text| str::from_utf8(text).is_ok());
    let short =
        utf8 && characters == rest.len() && bytes_of_characters(rest, WIDTH.saturating_sub(1)) == rest.len();
    let length = match utf8 {
        true if short => without_padding(rest),
        true => characters,
        false => WIDTH,
    };
    Some(Content { length, utf8: Some(utf8) })
}

/// The length of the input's last piece without the NUL and 0x1A behind it; all of it if there is nothing else.
fn without_padding(text: &[u8]) -> usize {
    match text.iter().rposition(|byte| !matches!(byte, 0 | 0x1A)) {
        Some(at) => at.saturating_add(1),
        None => text.len(),
    }
}

/// How many blanks, NUL and 0x1A a text starts with.
fn padding(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | 0 | 0x1A)).count()
}

/// Whether a record starts here, or may: the piece may end with the first digit of its code.
fn starts_record(text: Option<&[u8]>) -> bool {
    text.is_some_and(|text| text == b"0" || RecordCode::of(text).is_some())
}

/// How many blanks a text starts with.
fn indent(text: &[u8]) -> usize {
    text.iter().take_while(|byte| **byte == b' ').count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use PieceKind::*;

    const WINDOWS: Charset = Charset::Windows1252;

    /// The pieces of an input given in chunks of `chunk` bytes: kind, length, line, record.
    fn pieces(input: &[u8], chunk: usize) -> Vec<(PieceKind, usize, u64, u64)> {
        let mut framer = Framer::new(WINDOWS);
        let mut pieces = Vec::new();
        let mut given = chunk.min(input.len());
        loop {
            match framer.step(&input[..given], given == input.len()) {
                Step::Piece(Piece { kind, start, end, position, .. }) => {
                    assert_eq!(position.byte, start as u64);
                    pieces.push((kind, end - start, position.line, position.record));
                }
                Step::NeedMore => given = (given + chunk).min(input.len()),
                Step::End => break pieces,
            }
        }
    }

    fn framed(input: &[u8]) -> Vec<(PieceKind, usize, u64, u64)> {
        let whole = pieces(input, input.len().max(1));
        for chunk in [1, 2, 7, 119, 120, 121, 481] {
            assert_eq!(pieces(input, chunk), whole, "in chunks of {chunk}");
        }
        whole
    }

    fn record(code: &str, filler: &str) -> String {
        let filler = filler.repeat(120);
        let text: String = code.chars().chain(filler.chars()).take(120).collect();
        assert_eq!(text.chars().count(), 120);
        text
    }

    #[test]
    fn every_line_end_and_none() {
        let (one, two) = (record("01", "x"), record("07", "y"));
        for (eol, second_line) in [("\n", 2), ("\r\n", 2), ("\r", 2), ("", 1)] {
            let expected = vec![
                (Record(RecordCode::OldBalance, WINDOWS), 120, 1, 1),
                (Record(RecordCode::NewBalance, WINDOWS), 120, second_line, 2),
            ];
            assert_eq!(framed(format!("{one}{eol}{two}{eol}").as_bytes()), expected, "{eol:?}");
            assert_eq!(framed(format!("{one}{eol}{two}").as_bytes()), expected, "{eol:?}, not at the end");
        }
    }

    #[test]
    fn several_records_a_line_and_a_short_last_one() {
        let (one, short) = (record("01", "x"), &record("04", "y")[..104]);
        let expected = vec![
            (Record(RecordCode::OldBalance, WINDOWS), 120, 1, 1),
            (Record(RecordCode::Movement, WINDOWS), 104, 1, 2),
            (Record(RecordCode::OldBalance, WINDOWS), 120, 2, 3),
        ];
        assert_eq!(framed(format!("{one}{short}\n{one}").as_bytes()), expected);
    }

    #[test]
    fn utf8_is_counted_in_characters_and_the_rest_in_bytes() {
        let utf8 = record("04", "é");
        let expected = (Record(RecordCode::Movement, Charset::Utf8), 238, 1, 1);
        assert_eq!(framed(utf8.as_bytes()), [expected]);
        assert_eq!(framed(format!("{utf8}{utf8}").as_bytes())[0], expected);
        assert_eq!(framed(format!("{utf8}\n").as_bytes()), [expected]);
        let single_byte: Vec<u8> = utf8.chars().map(|c| if c == 'é' { 0xE9 } else { c as u8 }).collect();
        let expected = (Record(RecordCode::Movement, WINDOWS), 120, 1, 1);
        assert_eq!(framed(&single_byte), [expected]);
        assert_eq!(framed(&[&single_byte[..], b"\n"].concat()), [expected]);
        assert_eq!(framed(&single_byte.repeat(3)).len(), 3);
        assert_eq!(framed(&[utf8.as_bytes(), &single_byte].concat()).len(), 2, "one after the other");
    }

    #[test]
    fn a_short_utf8_line_is_utf8() {
        let line = "04é".to_owned() + &"x".repeat(101) + "\n";
        assert_eq!(framed(line.as_bytes()), [(Record(RecordCode::Movement, Charset::Utf8), 105, 1, 1)]);
    }

    #[test]
    fn what_is_between_records_is_told_apart() {
        let one = record("01", "x");
        let input = format!("\u{FEFF}{one}\n\n   \n{one}     \n  {one}\nhello\n{one}\n\u{1A}\0");
        let kinds: Vec<_> = framed(input.as_bytes()).into_iter().map(|(kind, ..)| kind).collect();
        let old = Record(RecordCode::OldBalance, WINDOWS);
        assert_eq!(kinds, [ByteOrderMark, old, Blank, Blank, old, Blank, Indent, old, Text, old, Padding],);
    }

    #[test]
    fn padding_behind_a_short_last_record_is_no_part_of_it() {
        let short = &record("07", "x")[..104];
        let expected = vec![(Record(RecordCode::NewBalance, WINDOWS), 104, 1, 1), (Padding, 2, 1, 1)];
        assert_eq!(framed(format!("{short}\u{1A}\0").as_bytes()), expected);
    }

    #[test]
    fn a_byte_order_mark_behind_a_blank_is_text() {
        assert_eq!(framed(" \u{FEFF}\n".as_bytes()), [(Text, 4, 1, 1)]);
    }

    #[test]
    fn padding_behind_a_short_record_in_utf8_is_no_part_of_it() {
        let whole = record("07", "é");
        let short: String = whole.chars().take(104).collect();
        let code = RecordCode::NewBalance;
        let expected = [(Record(code, Charset::Utf8), short.len(), 1, 1), (Padding, 2, 1, 1)];
        assert_eq!(framed(format!("{short}\u{1A}\0").as_bytes()), expected);
        let full: String = whole.chars().take(119).chain(['\u{1A}']).collect();
        assert_eq!(framed(full.as_bytes()), [(Record(code, Charset::Utf8), full.len(), 1, 1)]);
    }

    #[test]
    fn only_the_first_bytes_are_a_byte_order_mark() {
        let (one, two) = (record("01", "x"), &record("07", "x")[..117]);
        let expected = [(Record(RecordCode::OldBalance, WINDOWS), 120, 1, 1), (Text, 120, 2, 2)];
        assert_eq!(framed(format!("{one}\n\u{FEFF}{two}").as_bytes()), expected);
    }

    #[test]
    fn padding_before_text_is_text() {
        assert_eq!(framed(b"\0hello\n"), [(Text, 6, 1, 1)]);
    }

    #[test]
    fn the_line_end_behind_the_widest_characters_is_theirs() {
        assert_eq!(framed(("😀".repeat(120) + "\n").as_bytes()), [(Text, 480, 1, 1)]);
    }

    #[test]
    fn a_long_text_is_cut_in_pieces() {
        let pieces = framed(&b"A".repeat(300));
        assert_eq!(
            pieces.iter().map(|(kind, length, ..)| (*kind, *length)).collect::<Vec<_>>(),
            [(Text, 120), (Text, 120), (Text, 60)]
        );
    }

    proptest::proptest! {
        #[test]
        fn every_byte_is_in_a_piece_or_a_line_end(input: Vec<u8>, chunk in 1..600usize) {
            let mut seen = 0;
            let mut framer = Framer::new(WINDOWS);
            while let Step::Piece(piece) = framer.step(&input, true) {
                assert!(input[seen..piece.start].iter().all(|byte| matches!(byte, b'\n' | b'\r')));
                assert!(framer.at() > seen, "it goes on");
                assert!(piece.end <= framer.at());
                seen = piece.end;
            }
            assert!(input[seen..].iter().all(|byte| matches!(byte, b'\n' | b'\r')));
            assert_eq!(pieces(&input, chunk), pieces(&input, input.len().max(1)));
        }
    }
}
