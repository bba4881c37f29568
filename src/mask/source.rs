//! Where the bytes come from, and how masked ones go back to their encoding.

use std::io::{self, Read};

use crate::wire::ebcdic::{CodePage, encoded};

/// A source, read as text in a single-byte set.
#[derive(Debug)]
pub(super) struct Source<R> {
    inner: R,
    ebcdic: Option<Ebcdic>,
}

/// What is needed to give EBCDIC back byte for byte where nothing was masked: several bytes may be one in the text.
#[derive(Debug)]
struct Ebcdic {
    page: CodePage,
    /// The bytes read and not given back yet.
    bytes: Vec<u8>,
    /// The last byte read, and the last given back: what a sign is depends on the byte before it.
    last_read: Option<u8>,
    last_given: Option<u8>,
    out: Vec<u8>,
}

impl<R> Source<R> {
    pub(super) fn plain(inner: R) -> Source<R> {
        Source { inner, ebcdic: None }
    }

    pub(super) fn ebcdic(inner: R, page: CodePage) -> Source<R> {
        let ebcdic = Ebcdic { page, bytes: Vec::new(), last_read: None, last_given: None, out: Vec::new() };
        Source { inner, ebcdic: Some(ebcdic) }
    }

    /// The next bytes of the source, as they are once their text is this.
    pub(super) fn encoded<'s>(&'s mut self, masked: &'s [u8]) -> &'s [u8] {
        match &mut self.ebcdic {
            None => masked,
            Some(ebcdic) => ebcdic.encoded(masked),
        }
    }
}

impl Ebcdic {
    fn encoded(&mut self, masked: &[u8]) -> &[u8] {
        let length = masked.len().min(self.bytes.len());
        self.out.clear();
        self.out.extend(self.bytes.drain(..length));
        let mut text = self.out.clone();
        self.last_given = self.page.decode_in_place(&mut text, self.last_given);
        for ((byte, text), masked) in self.out.iter_mut().zip(text).zip(masked) {
            if text != *masked {
                // Letters and digits have a byte each.
                *byte = encoded(*masked).unwrap_or(*byte);
            }
        }
        &self.out
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        if let (Some(ebcdic), Some(bytes)) = (&mut self.ebcdic, buffer.get_mut(..length)) {
            ebcdic.bytes.extend_from_slice(bytes);
            ebcdic.last_read = ebcdic.page.decode_in_place(bytes, ebcdic.last_read);
        }
        Ok(length)
    }
}
