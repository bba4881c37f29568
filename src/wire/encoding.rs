//! Character sets: bytes to text and back.
//!
//! CFONB is a single-byte format. Banks write Windows-1252 (of which ASCII and ISO-8859-1 are parts) or
//! ISO-8859-15; files that a tool has re-encoded are UTF-8 and are counted in characters.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_8859_15, WINDOWS_1252};

/// A character set that a record can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Charset {
    /// Windows-1252, a superset of ASCII and of the printable part of ISO-8859-1.
    #[default]
    Windows1252,
    /// ISO-8859-15 (Latin-9), with the euro sign.
    Iso8859_15,
    /// UTF-8: columns are characters.
    Utf8,
}

impl Charset {
    /// The set called so, in any case: `windows-1252`, `cp1252`, `latin1`, `iso-8859-15`, `utf-8` ...
    ///
    /// ```
    /// use cfonb::wire::encoding::Charset;
    /// assert_eq!(Charset::from_name("CP1252"), Some(Charset::Windows1252));
    /// assert_eq!(Charset::from_name("utf-16"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Charset> {
        let encoding = Encoding::for_label(name.as_bytes());
        match encoding {
            Some(encoding) if encoding == WINDOWS_1252 => Some(Charset::Windows1252),
            Some(encoding) if encoding == ISO_8859_15 => Some(Charset::Iso8859_15),
            Some(encoding) if encoding == encoding_rs::UTF_8 => Some(Charset::Utf8),
            _ => None,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Windows1252 => "windows-1252",
            Charset::Iso8859_15 => "iso-8859-15",
            Charset::Utf8 => "utf-8",
        }
    }

    /// The text of these bytes; borrowed if they are ASCII or UTF-8. A single-byte set gives every byte a
    /// character, so that nothing is lost; in UTF-8 an ill-formed sequence becomes U+FFFD.
    ///
    /// ```
    /// use cfonb::wire::encoding::Charset;
    /// assert_eq!(Charset::Windows1252.decode(b"CH\xC8QUE"), "CHÈQUE");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        if bytes.is_ascii() {
            // The bytes are valid, so this never takes the second way.
            return std::str::from_utf8(bytes).map_or(Cow::Borrowed(""), Cow::Borrowed);
        }
        self.encoding().decode_without_bom_handling(bytes).0
    }

    /// The bytes of a text; `None` if it has a character outside the set.
    ///
    /// ```
    /// use cfonb::wire::encoding::Charset;
    /// assert_eq!(Charset::Windows1252.encode("CHÈQUE").as_deref(), Some(&b"CH\xC8QUE"[..]));
    /// assert_eq!(Charset::Windows1252.encode("日"), None);
    /// ```
    pub fn encode(self, text: &str) -> Option<Cow<'_, [u8]>> {
        let (bytes, _, unmappable) = self.encoding().encode(text);
        (!unmappable).then_some(bytes)
    }

    /// How many columns a text takes.
    pub(crate) fn width(self, text: &[u8]) -> usize {
        match self {
            Charset::Utf8 => text.iter().filter(|byte| **byte & 0xC0 != 0x80).count(),
            _ => text.len(),
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Charset::Windows1252 => WINDOWS_1252,
            Charset::Iso8859_15 => ISO_8859_15,
            Charset::Utf8 => encoding_rs::UTF_8,
        }
    }
}

/// The nearest ASCII spelling: `è` gives `e`, `œ` gives `oe`; a character without one gives `?`. Borrowed if
/// the text is ASCII already.
///
/// ```
/// assert_eq!(cfonb::wire::encoding::to_ascii("Chèque à l'œuvre"), "Cheque a l'oeuvre");
/// ```
pub fn to_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(deunicode::deunicode_with_tofu(text, "?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_found_by_its_names() {
        for charset in [Charset::Windows1252, Charset::Iso8859_15, Charset::Utf8] {
            assert_eq!(Charset::from_name(charset.name()), Some(charset));
        }
        for name in ["cp1252", "CP1252", "latin1", "ISO-8859-1"] {
            assert_eq!(Charset::from_name(name), Some(Charset::Windows1252), "{name}");
        }
        assert_eq!(Charset::from_name("utf-16"), None);
    }

    #[test]
    fn every_byte_of_a_single_byte_set_comes_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for charset in [Charset::Windows1252, Charset::Iso8859_15] {
            let text = charset.decode(&bytes);
            assert_eq!(text.chars().count(), 256);
            assert_eq!(charset.encode(&text).unwrap(), bytes, "{}", charset.name());
        }
    }

    #[test]
    fn ascii_is_borrowed() {
        let bytes = *b"VIREMENT";
        for charset in [Charset::Windows1252, Charset::Iso8859_15, Charset::Utf8] {
            assert!(matches!(charset.decode(&bytes), Cow::Borrowed(_)));
        }
    }

    #[test]
    fn the_sets_differ_where_they_should() {
        assert_eq!(Charset::Windows1252.decode(b"\x80\xA4"), "€¤");
        assert_eq!(Charset::Iso8859_15.decode(b"\xA4"), "€");
        assert_eq!(Charset::Utf8.decode("é".as_bytes()), "é");
    }
}
