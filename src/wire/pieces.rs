//! The pieces of an input that is read in chunks: a window that moves on.

use std::io::{self, Read};

use super::encoding::Charset;
use super::line::{Framer, Step};

/// How much is read at once.
const CHUNK: usize = 128 << 10;

/// A source and the part of it that is framed.
#[derive(Debug)]
pub(crate) struct Window<R> {
    pub(crate) source: R,
    /// What was read and is not dropped yet; whoever owns the window may change bytes that a piece has had.
    pub(crate) buffer: Vec<u8>,
    framer: Framer,
    last: bool,
    /// What is read into.
    chunk: Vec<u8>,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(source: R, charset: Charset) -> Window<R> {
        Window {
            source,
            buffer: Vec::new(),
            framer: Framer::new(charset),
            last: false,
            chunk: vec![0; CHUNK],
        }
    }

    /// The next piece of what was read. After [`Step::NeedMore`], [`refill`](Window::refill) is the way on.
    pub(crate) fn step(&mut self) -> Step {
        self.framer.step(&self.buffer, self.last)
    }

    /// The bytes that are done with: all pieces so far and what stands between them.
    pub(crate) fn done(&self) -> &[u8] {
        self.buffer.get(..self.framer.at()).unwrap_or_default()
    }

    /// Whether no piece was asked for yet, and the source has more than was read.
    #[cfg(feature = "mask")]
    pub(crate) fn is_at_start(&self) -> bool {
        self.framer.is_at_start() && !self.last
    }

    /// Drops what is done with and reads more.
    pub(crate) fn refill(&mut self) -> io::Result<()> {
        let done = self.done().len();
        self.buffer.drain(..done);
        self.framer.shift(done);
        let read = loop {
            match self.source.read(&mut self.chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.buffer.extend_from_slice(self.chunk.get(..read).unwrap_or_default());
        self.last = read == 0;
        Ok(())
    }
}
