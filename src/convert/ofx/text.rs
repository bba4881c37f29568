//! Text of an element: one line of Windows-1252, at most so many characters.

use crate::convert::memo::is_blank;
use crate::wire::encoding::{Charset, to_ascii};

/// Appends a text in Windows-1252, a byte per character, not escaped: blanks collapsed and none at either
/// end, decomposed letters composed, other characters in their nearest spelling. Returns how many characters
/// had to be respelt.
pub(super) fn encode(text: &str, ascii: bool, out: &mut Vec<u8>) -> u64 {
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
        let mut bytes = [0; 4];
        let written: &str = composed.unwrap_or(character).encode_utf8(&mut bytes);
        match Charset::Windows1252.encode(written) {
            Some(byte) if !ascii || written.is_ascii() => out.extend_from_slice(&byte),
            encoded => {
                // With `ascii` the respelling of what the character set has is asked for, hence no loss.
                respelt = respelt.saturating_add(u64::from(encoded.is_none()));
                for byte in to_ascii(written).bytes() {
                    if byte.is_ascii_graphic() { out.push(byte) } else { blank(out, start) }
                }
            }
        }
    }
    if out.len() > start && out.ends_with(b" ") {
        out.pop();
    }
    respelt
}

fn blank(out: &mut Vec<u8>, start: usize) {
    if out.len() > start && !out.ends_with(b" ") {
        out.push(b' ');
    }
}

/// The first `count` characters of an encoded text, without a blank at the end.
pub(super) fn cut(text: &[u8], count: usize) -> &[u8] {
    text.get(..count).unwrap_or(text).trim_ascii_end()
}

/// Appends an encoded text, with the three characters that SGML needs escaped. No other escape may be
/// written: readers drop or keep literally even `&apos;`.
pub(super) fn escape(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            byte => out.push(*byte),
        }
    }
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

    fn encoded(text: &str, ascii: bool) -> (String, u64) {
        let mut out = b"x".to_vec();
        let respelt = encode(text, ascii, &mut out);
        (Charset::Windows1252.decode(&out[1..]).into_owned(), respelt)
    }

    #[test]
    fn text_is_one_line_of_the_character_set() {
        let cases = [
            ("", "", 0),
            (" \t\u{a0} ", "", 0),
            (" A\r\nB\u{202f}\u{7}C ", "A B C", 0),
            ("L'ÉPI d’or – 10 €", "L'ÉPI d’or – 10 €", 0),
            ("E\u{301}te\u{301} c\u{327}a", "Été ça", 0),
            ("Łódź", "Lódz", 2),
            ("\u{81}A", "A", 0),
            ("A\u{fffd}", "A?", 1),
        ];
        for (text, expected, respelt) in cases {
            assert_eq!(encoded(text, false), (expected.to_owned(), respelt), "{text:?}");
        }
    }

    #[test]
    fn ascii_is_asked_for() {
        assert_eq!(encoded("Œuvre à 10 €", true), ("OEuvre a 10 EUR".to_owned(), 0));
        assert_eq!(encoded("e\u{301}", true), ("e".to_owned(), 0));
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
        assert_eq!(cut(b"AB CD", 3), b"AB");
        assert_eq!(cut(b"AB", 3), b"AB");
        let mut out = Vec::new();
        escape(b"A&B <'\">", &mut out);
        assert_eq!(out, b"A&amp;B &lt;'\"&gt;");
    }
}
