//! Text of an element: one line, at most so many characters.

use super::options::{Options, Version};
use crate::convert::memo::is_blank;
use crate::wire::encoding::{Charset, to_ascii};
use crate::wire::words::{any_word, each, has, is_line_without, is_one_line};

/// The character set of texts, which are bytes from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spelling {
    /// UTF-8, else Windows-1252.
    utf_8: bool,
    /// Only the part of it that is ASCII.
    ascii: bool,
}

impl Spelling {
    pub(super) fn of(options: &Options) -> Spelling {
        Spelling { utf_8: options.version != Version::V102, ascii: options.ascii }
    }

    /// With all characters of the character set.
    pub(super) fn in_full(self) -> Spelling {
        Spelling { ascii: false, ..self }
    }

    /// Appends a text, not escaped: blanks collapsed and none at either end, decomposed letters composed, other
    /// characters in their nearest spelling. Returns how many characters had to be respelt.
    pub(super) fn encode(self, text: &str, out: &mut Vec<u8>) -> u64 {
        if is_one_line(text) {
            out.extend_from_slice(text.as_bytes());
            return 0;
        }
        let start = out.len();
        let mut respelt: u64 = 0;
        let mut chars = text.chars().peekable();
        while let Some(character) = chars.next() {
            if let Ok(byte @ b'!'..=b'~') = u8::try_from(character)
                && chars.peek().is_none_or(char::is_ascii)
            {
                out.push(byte);
                continue;
            }
            if is_blank(character) {
                blank(out, start);
                continue;
            }
            let composed = chars.peek().and_then(|mark| compose(character, *mark));
            if composed.is_some() {
                chars.next();
            }
            respelt = respelt.saturating_add(self.character(composed.unwrap_or(character), start, out));
        }
        if out.len() > start && out.ends_with(b" ") {
            out.pop();
        }
        respelt
    }

    /// A text encoded by itself.
    pub(super) fn encoded(self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len());
        self.encode(text, &mut out);
        out
    }

    /// Appends a character; 1 if it had to be respelt.
    fn character(self, character: char, start: usize, out: &mut Vec<u8>) -> u64 {
        let mut bytes = [0; 4];
        let written: &str = character.encode_utf8(&mut bytes);
        if self.utf_8 && is_no_character(character) {
            return 1;
        }
        let encoded =
            if self.utf_8 { Some(written.as_bytes().into()) } else { Charset::Windows1252.encode(written) };
        match encoded {
            Some(bytes) if !self.ascii || written.is_ascii() => {
                out.extend_from_slice(&bytes);
                0
            }
            encoded => {
                for byte in to_ascii(written).bytes() {
                    if byte.is_ascii_graphic() { out.push(byte) } else { blank(out, start) }
                }
                // The respelling of what the character set has was asked for, hence no loss.
                u64::from(encoded.is_none())
            }
        }
    }

    /// The number of characters of an encoded text.
    pub(super) fn count(self, text: &[u8]) -> usize {
        text.iter().filter(|byte| self.starts_character(**byte)).count()
    }

    /// The first `count` characters of an encoded text, without a blank at the end.
    pub(super) fn cut(self, text: &[u8], count: usize) -> &[u8] {
        if text.len() <= count {
            return text.trim_ascii_end();
        }
        let end = self.starts(text).nth(count).unwrap_or(text.len());
        text.get(..end).unwrap_or(text).trim_ascii_end()
    }

    /// The last `count` characters of an encoded text, without blanks at their ends.
    pub(super) fn end(self, text: &[u8], count: usize) -> &[u8] {
        let start = self.starts(text).rev().nth(count.saturating_sub(1)).unwrap_or_default();
        text.get(start..).unwrap_or(text).trim_ascii()
    }

    /// Where the characters of an encoded text start.
    fn starts(self, text: &[u8]) -> impl DoubleEndedIterator<Item = usize> {
        let starts = text.iter().enumerate().filter(move |(_, byte)| self.starts_character(**byte));
        starts.map(|(index, _)| index)
    }

    fn starts_character(self, byte: u8) -> bool {
        !(self.utf_8 && matches!(byte, 0x80..=0xBF))
    }
}

/// Whether XML cannot hold it, not even escaped; control characters are blanks here.
fn is_no_character(character: char) -> bool {
    matches!(character, '\u{FFFE}' | '\u{FFFF}')
}

fn blank(out: &mut Vec<u8>, start: usize) {
    if out.len() > start && !out.ends_with(b" ") {
        out.push(b' ');
    }
}

/// Whether a text is the same encoded and escaped, as nearly all are.
#[inline]
pub(super) fn is_plain(text: &str) -> bool {
    is_line_without(text, has_markup)
}

/// Appends an encoded text, with the three characters that SGML and XML need escaped. No other escape may be
/// written: readers drop or keep literally even `&apos;`.
pub(super) fn escape(text: &[u8], out: &mut Vec<u8>) {
    if !any_word(text, has_markup) {
        return out.extend_from_slice(text);
    }
    for byte in text {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            byte => out.push(*byte),
        }
    }
}

/// One of the characters that need an escape.
#[inline]
fn has_markup(word: u64) -> u64 {
    // Two of them differ in one bit.
    has(word, b'&') | has(word | each(b'<' ^ b'>'), b'<' | b'>')
}

/// The letter of Windows-1252 that is this letter with this combining mark: texts from a Mac come decomposed.
fn compose(letter: char, mark: char) -> Option<char> {
    let (letters, composed) = match mark {
        '\u{300}' => ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        '\u{301}' => ("AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
        '\u{302}' => ("AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        '\u{303}' => ("ANOano", "ÃÑÕãñõ"),
        '\u{308}' => ("AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
        '\u{30A}' => ("Aa", "Åå"),
        '\u{30C}' => ("SZsz", "ŠŽšž"),
        '\u{327}' => ("Cc", "Çç"),
        _ => return None,
    };
    letters.chars().zip(composed.chars()).find(|(from, _)| *from == letter).map(|(_, to)| to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOWS: Spelling = Spelling { utf_8: false, ascii: false };
    const UTF_8: Spelling = Spelling { utf_8: true, ascii: false };

    fn encoded(spelling: Spelling, text: &str) -> (String, u64) {
        let mut out = b"x".to_vec();
        let respelt = spelling.encode(text, &mut out);
        let charset = if spelling.utf_8 { Charset::Utf8 } else { Charset::Windows1252 };
        (charset.decode(&out[1..]).into_owned(), respelt)
    }

    #[test]
    fn text_is_one_line_of_the_character_set() {
        let cases = [
            ("", "", "", 0),
            (" \t\u{a0} ", "", "", 0),
            (" A\r\nB\u{202f}\u{7}C ", "A B C", "A B C", 0),
            ("L'ÉPI d’or – 10 €", "L'ÉPI d’or – 10 €", "L'ÉPI d’or – 10 €", 0),
            ("E\u{301}te\u{301} c\u{327}a", "Été ça", "Été ça", 0),
            ("Łódź", "Lódz", "Łódź", 2),
            ("\u{81}A", "A", "A", 0),
            ("A\u{fffd}", "A?", "A\u{fffd}", 1),
            ("日本 😀", "RiBen grinning", "日本 😀", 3),
        ];
        for (text, windows, utf_8, respelt) in cases {
            assert_eq!(encoded(WINDOWS, text), (windows.to_owned(), respelt), "{text:?}");
            assert_eq!(encoded(UTF_8, text), (utf_8.to_owned(), 0), "{text:?}");
        }
        assert_eq!(encoded(UTF_8, "A\u{fffe}\u{ffff}B"), ("AB".to_owned(), 2));
    }

    #[test]
    fn ascii_is_asked_for() {
        for utf_8 in [false, true] {
            let ascii = Spelling { utf_8, ascii: true };
            assert_eq!(encoded(ascii, "Œuvre à 10 €"), ("OEuvre a 10 EUR".to_owned(), 0));
            assert_eq!(encoded(ascii, "e\u{301}"), ("e".to_owned(), 0));
            assert_eq!(encoded(ascii.in_full(), "é"), ("é".to_owned(), 0));
        }
    }

    #[test]
    fn only_characters_of_xml_are_written() {
        let every: String = (0..=u32::from(char::MAX)).filter_map(char::from_u32).collect();
        for character in encoded(UTF_8, &every).0.chars() {
            let valid = matches!(character, ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
            assert!(valid, "{character:?}");
        }
    }

    #[test]
    fn every_composition_is_in_the_character_set() {
        for mark in ['\u{300}', '\u{301}', '\u{302}', '\u{303}', '\u{308}', '\u{30A}', '\u{30C}', '\u{327}'] {
            for letter in ('A'..='Z').chain('a'..='z') {
                let Some(composed) = compose(letter, mark) else { continue };
                assert!(Charset::Windows1252.encode(&composed.to_string()).is_some());
                assert_eq!(to_ascii(&composed.to_string()), letter.to_string());
            }
        }
    }

    #[test]
    fn a_cut_leaves_no_blank() {
        assert_eq!(WINDOWS.cut(b"AB CD", 3), b"AB");
        assert_eq!(WINDOWS.cut(b"AB", 3), b"AB");
        assert_eq!(WINDOWS.cut(b"\xC9\x80\xC9", 2), b"\xC9\x80");
        let text = "É€😀 D";
        for (count, expected) in
            [(0, ""), (1, "É"), (2, "É€"), (3, "É€😀"), (4, "É€😀"), (5, text), (9, text)]
        {
            assert_eq!(UTF_8.cut(text.as_bytes(), count), expected.as_bytes(), "{count}");
        }
        for (count, expected) in [(1, "D"), (2, "D"), (3, "😀 D"), (5, text), (9, text)] {
            assert_eq!(UTF_8.end(text.as_bytes(), count), expected.as_bytes(), "{count}");
        }
        assert_eq!((UTF_8.count(text.as_bytes()), WINDOWS.count(b"\xC9\x80")), (5, 2));
    }

    #[test]
    fn three_characters_are_escaped() {
        let mut out = Vec::new();
        escape(b"A&B <'\">", &mut out);
        assert_eq!(out, b"A&amp;B &lt;'\"&gt;");
    }
}
