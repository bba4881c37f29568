//! The bytes of one record.

use std::borrow::Cow;

use super::encoding::Charset;
use super::field;
use super::layout::WIDTH;

/// The bytes of one record, and how they are counted and decoded.
///
/// They are borrowed from the input. Fewer than 120 columns means that trailing blanks were stripped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) charset: Charset,
}

impl<'a> Line<'a> {
    pub(crate) fn new(bytes: &'a [u8], charset: Charset) -> Line<'a> {
        Line { bytes, charset }
    }

    /// Its bytes if they are 120 columns.
    #[inline]
    pub(crate) fn full(&self) -> Option<&'a [u8; WIDTH]> {
        self.bytes.first_chunk().filter(|_| self.charset != Charset::Utf8)
    }

    /// The text of some of its bytes.
    #[inline]
    pub(crate) fn decode(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.charset.decode(bytes)
    }

    /// The text of some of its bytes without blanks at both ends.
    #[inline]
    pub(crate) fn trimmed(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.decode(field::trim(bytes))
    }

    /// The bytes in columns `from` to `to`.
    pub(crate) fn range(&self, from: u8, to: u8) -> &'a [u8] {
        let (skip, end) = (usize::from(from).saturating_sub(1), usize::from(to));
        let at = |columns: usize| match self.charset {
            Charset::Utf8 => field::bytes_of_characters(self.bytes, columns),
            _ => columns.min(self.bytes.len()),
        };
        self.bytes.get(at(skip)..at(end)).unwrap_or_default()
    }

    /// How many columns there are.
    pub(crate) fn width(&self) -> usize {
        self.charset.width(self.bytes)
    }
}

impl std::fmt::Debug for Line<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes of {}", self.bytes.len(), self.charset.name())
    }
}
