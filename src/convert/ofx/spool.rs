//! Written entries that wait until it is known in which order they go out: in memory, and beyond some amount in a
//! temporary file without a name, which the system removes in any case.

use std::env;
use std::io::{self, BufReader, BufWriter, Read, Write};

use tempfile::SpooledTempFile;

use super::fitid::{Fitid, Key, Occurrences, hexadecimal};

/// How much is kept in memory.
const IN_MEMORY: usize = 64 << 20;

/// How much is written to the file at a time.
const WRITE: usize = 64 << 10;

/// How much is read from it at a time: little, for what follows may be of another account.
const READ: usize = 8 << 10;

/// Entries, one after the other, each behind its [`Frame`].
#[derive(Debug)]
pub(super) struct Spool {
    file: BufWriter<SpooledTempFile>,
    length: u64,
}

/// Where the entries of one statement lie.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Span {
    start: u64,
    length: u64,
}

impl Span {
    /// Whether there is no entry.
    pub(super) fn is_empty(self) -> bool {
        self.length == 0
    }
}

/// What stands before each entry: in this way nothing of an entry stays in memory but what is written of it.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Number of bytes that follow.
    length: u16,
    /// Where among them the identifier is that still lacks its occurrence number; 0 if it lacks nothing.
    fitid: u16,
}

impl Frame {
    const BYTES: u64 = 4;

    fn encode(self) -> [u8; 4] {
        let ([a, b], [c, d]) = (self.length.to_be_bytes(), self.fitid.to_be_bytes());
        [a, b, c, d]
    }

    fn decode([a, b, c, d]: [u8; 4]) -> Frame {
        Frame { length: u16::from_be_bytes([a, b]), fitid: u16::from_be_bytes([c, d]) }
    }
}

impl Default for Spool {
    fn default() -> Spool {
        Spool::in_memory_up_to(IN_MEMORY)
    }
}

impl Spool {
    pub(super) fn in_memory_up_to(bytes: usize) -> Spool {
        Spool { file: BufWriter::with_capacity(WRITE, SpooledTempFile::new(bytes)), length: 0 }
    }

    /// Where the next entry will lie.
    pub(super) fn span(&self) -> Span {
        Span { start: self.length, length: 0 }
    }

    /// Adds an entry to the last span. `fitid` is where in it the identifier is that its chain decides about.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or the entry is longer than its elements can be.
    pub(super) fn push(&mut self, entry: &[u8], fitid: Option<usize>, span: &mut Span) -> io::Result<()> {
        let short = |number: usize| u16::try_from(number).map_err(io::Error::other);
        let length = short(entry.len())?;
        let frame = Frame { length, fitid: short(fitid.unwrap_or_default())? };
        let written = self.file.write_all(&frame.encode()).and_then(|()| self.file.write_all(entry));
        written.map_err(|error| in_temporary_file(&error))?;
        let whole = u64::from(length).saturating_add(Frame::BYTES);
        self.length = self.length.saturating_add(whole);
        span.length = span.length.saturating_add(whole);
        Ok(())
    }

    /// Ends writing.
    pub(super) fn into_reader(self) -> io::Result<SpoolReader> {
        let file = self.file.into_inner().map_err(|error| in_temporary_file(error.error()))?;
        let mut file = BufReader::with_capacity(READ, file);
        io::Seek::rewind(&mut file)?;
        Ok(SpoolReader { file, position: 0, entry: Vec::new() })
    }
}

/// What a [`Spool`] holds.
#[derive(Debug)]
pub(super) struct SpoolReader {
    file: BufReader<SpooledTempFile>,
    position: u64,
    entry: Vec<u8>,
}

impl SpoolReader {
    /// Gives the entries of a span one by one to `write`, their identifiers settled.
    pub(super) fn replay(
        &mut self,
        span: Span,
        occurrences: &mut Occurrences,
        mut write: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.seek(span.start).map_err(|error| in_temporary_file(&error))?;
        let end = span.start.saturating_add(span.length);
        while self.position < end {
            let fitid = self.next().map_err(|error| in_temporary_file(&error))?;
            settle(&mut self.entry, fitid, occurrences);
            write(&self.entry)?;
        }
        Ok(())
    }

    fn seek(&mut self, position: u64) -> io::Result<()> {
        let [to, from] =
            [position, self.position].map(|place| i64::try_from(place).map_err(io::Error::other));
        // What is in the buffer stays there.
        self.file.seek_relative(to?.saturating_sub(from?))?;
        self.position = position;
        Ok(())
    }

    /// Reads an entry; gives back where its identifier is.
    fn next(&mut self) -> io::Result<usize> {
        let mut frame = [0; 4];
        self.file.read_exact(&mut frame)?;
        let frame = Frame::decode(frame);
        self.entry.resize(frame.length.into(), 0);
        self.file.read_exact(&mut self.entry)?;
        self.position = self.position.saturating_add(u64::from(frame.length)).saturating_add(Frame::BYTES);
        Ok(frame.fitid.into())
    }
}

/// The same error, saying that it is not about the output.
fn in_temporary_file(error: &io::Error) -> io::Error {
    let place = env::temp_dir();
    io::Error::new(error.kind(), format!("temporary file in {}: {error}", place.display()))
}

/// Puts the identifier of an entry in the place where its key is.
fn settle(entry: &mut [u8], fitid: usize, occurrences: &mut Occurrences) {
    if fitid == 0 {
        return;
    }
    if let Some(place) = entry.get_mut(fitid..).and_then(|rest| rest.first_chunk_mut::<32>()) {
        *place = occurrences.next(key_of(place));
    }
}

/// The key that is written in hexadecimal.
fn key_of(text: &Fitid) -> Key {
    let mut key = Key::default();
    for (byte, pair) in key.iter_mut().zip(text.chunks_exact(2)) {
        let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        *byte = pair.iter().filter_map(value).fold(0, |byte, digit| byte << 4 | digit);
    }
    debug_assert_eq!(hexadecimal(key), *text);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries of an identifier that repeats, and of one that is given; every third span is empty.
    fn spool(in_memory: usize) -> (Spool, Vec<(Span, Vec<String>)>) {
        let mut spool = Spool::in_memory_up_to(in_memory);
        let spans = (0..100_u8).map(|index| {
            let mut span = spool.span();
            let mut texts = Vec::new();
            for entry in 0..index % 3 {
                let key = [entry; 16];
                let text = format!("{index}:{}", String::from_utf8(hexadecimal(key).to_vec()).unwrap());
                let place = text.len() - 32;
                spool.push(text.as_bytes(), (entry == 0).then_some(place), &mut span).unwrap();
                texts.push(text);
            }
            (span, texts)
        });
        let spans = spans.collect();
        (spool, spans)
    }

    #[test]
    fn spans_come_back_in_any_order_from_memory_and_from_a_file() {
        for in_memory in [0, 1000, 1 << 20] {
            let (spool, spans) = spool(in_memory);
            let mut reader = spool.into_reader().unwrap();
            assert_eq!(reader.file.get_ref().is_rolled(), in_memory < 1 << 20);
            let order = (0..100).rev().chain((0..100).map(|index| index * 37 % 100));
            for index in order {
                let (span, texts) = &spans[index];
                let mut found = Vec::new();
                let mut occurrences = Occurrences::default();
                let write = |entry: &[u8]| {
                    found.push(String::from_utf8(entry.to_vec()).unwrap());
                    Ok(())
                };
                reader.replay(*span, &mut occurrences, write).unwrap();
                assert_eq!(found, *texts, "{index}");
                assert_eq!(span.is_empty(), texts.is_empty());
            }
        }
    }

    #[test]
    fn only_identifiers_of_ours_are_settled() {
        let (spool, spans) = spool(0);
        let mut reader = spool.into_reader().unwrap();
        let mut occurrences = Occurrences::default();
        let mut ends = Vec::new();
        for _ in 0..2 {
            let write = |entry: &[u8]| {
                ends.push(entry.last_chunk::<32>().copied().unwrap());
                Ok(())
            };
            reader.replay(spans[2].0, &mut occurrences, write).unwrap();
        }
        let mut expected = Occurrences::default();
        let (first, second) = (expected.next([0; 16]), expected.next([0; 16]));
        assert_eq!(ends, [first, hexadecimal([1; 16]), second, hexadecimal([1; 16])]);
    }

    #[test]
    fn an_entry_is_not_cut() {
        let mut spool = Spool::default();
        let mut span = spool.span();
        assert!(spool.push(&[b'A'; 65_535], None, &mut span).is_ok());
        assert!(spool.push(&[b'A'; 65_536], None, &mut span).is_err());
    }
}
