//! Texts as XML takes them.

use std::borrow::Cow;

use crate::wire::encoding::to_ascii;
use crate::wire::words::{any_word, has, has_control, has_other};

/// Cleans texts, and keeps the memory of one for the next.
#[derive(Debug, Default)]
pub(super) struct Cleaner {
    pub(super) ascii: bool,
    cleaned: String,
    /// How many texts held characters that were replaced.
    pub(super) respelt: u64,
}

/// A text without blanks at its ends and without characters that XML forbids.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clean<'t> {
    text: &'t str,
    /// One byte a character, and none that needs an escape.
    plain: bool,
}

impl Cleaner {
    pub(super) fn new(ascii: bool) -> Cleaner {
        Cleaner { ascii, ..Cleaner::default() }
    }

    /// The text without blanks at its ends; tabs, line ends and control characters are blanks.
    pub(super) fn clean<'t>(&'t mut self, text: &'t str) -> Clean<'t> {
        let text = text.trim_ascii();
        if is_plain(text) { Clean { text, plain: true } } else { self.rewrite(text) }
    }

    fn rewrite(&mut self, text: &str) -> Clean<'_> {
        let text = if self.ascii { to_ascii(text) } else { Cow::Borrowed(text) };
        let mut replaced = false;
        let allowed = |character: char| match character {
            '\t' | '\n' | '\r' => ' ',
            '\u{FFFE}' | '\u{FFFF}' => {
                replaced = true;
                '\u{FFFD}'
            }
            character if character.is_control() => {
                replaced = true;
                ' '
            }
            character => character,
        };
        self.cleaned.clear();
        self.cleaned.extend(text.chars().map(allowed));
        self.respelt = self.respelt.saturating_add(u64::from(replaced));
        Clean { text: self.cleaned.trim(), plain: false }
    }
}

impl<'t> Clean<'t> {
    pub(super) fn as_str(self) -> &'t str {
        self.text
    }

    pub(super) fn is_plain(self) -> bool {
        self.plain
    }

    /// Its first characters, without a blank at the end.
    pub(super) fn first(self, most: usize) -> &'t str {
        match split(self.text, most) {
            (whole, "") => whole,
            (first, _) => first.trim_end(),
        }
    }
}

/// The first `most` characters and the rest.
fn split(text: &str, most: usize) -> (&str, &str) {
    if text.len() <= most {
        return (text, "");
    }
    let end = text.char_indices().nth(most).map_or(text.len(), |(offset, _)| offset);
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// As many words as fit in `most` characters (or as much of a longer one) and the rest, without the blank
/// between them.
pub(super) fn divide(text: &str, most: usize) -> (&str, &str) {
    let (head, tail) = split(text, most);
    if tail.is_empty() || tail.starts_with(' ') {
        return (head.trim_end_matches(' '), tail.trim_start_matches(' '));
    }
    match head.rsplit_once(' ').map(|(words, begun)| (words.trim_end_matches(' '), begun)) {
        Some((words, begun)) if !words.is_empty() => {
            let rest = head.len().saturating_sub(begun.len());
            (words, text.get(rest..).unwrap_or_default())
        }
        _ => (head, tail),
    }
}

/// Whether nothing of a text would be left.
pub(super) fn is_blank(text: &str, ascii: bool) -> bool {
    let nothing = |character: char| character.is_whitespace() || character.is_control();
    // A combining mark by itself has no spelling.
    if ascii { to_ascii(text).chars().all(nothing) } else { text.chars().all(nothing) }
}

/// Whether every character is printable ASCII, and none needs an escape.
fn is_plain(text: &str) -> bool {
    let escaped = |word| has(word, b'&') | has(word, b'<') | has(word, b'>');
    !any_word(text.as_bytes(), |word| escaped(word) | has_control(word) | has_other(word) | has(word, 0x7F))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_hold_what_xml_allows() {
        let cases = [
            ("", "", 0),
            ("  VIR SEPA  ", "VIR SEPA", 0),
            ("A & B", "A & B", 0),
            ("\tA\r\nB\n", "A  B", 0),
            ("A\u{0}B\u{1b}C\u{7f}D\u{85}\u{9f}", "A B C D", 1),
            ("A\u{fffe}\u{ffff}", "A\u{fffd}\u{fffd}", 1),
            ("\u{a0}É\u{a0}", "É", 0),
            ("œuvre 10 € 日 🎉", "œuvre 10 € 日 🎉", 0),
            ("\u{1}\u{2}", "", 1),
        ];
        for (text, expected, respelt) in cases {
            let mut cleaner = Cleaner::default();
            assert_eq!(cleaner.clean(text).as_str(), expected, "{text:?}");
            assert_eq!(cleaner.respelt, respelt, "{text:?}");
        }
    }

    #[test]
    fn ascii_is_asked_for() {
        let mut cleaner = Cleaner::new(true);
        assert_eq!(cleaner.clean("L'œuvre à 10 €").as_str(), "L'oeuvre a 10 EUR");
        assert_eq!(cleaner.respelt, 0);
    }

    #[test]
    fn plain_texts_are_told_from_others() {
        assert!(is_plain("AZ az 09 .,'\"/~") && is_plain(""));
        for other in ["&", "<", ">", "é", "\n", "\u{7f}"] {
            assert!(!is_plain(&format!("VIREMENT {other}")), "{other:?}");
        }
    }

    #[test]
    fn long_texts_are_divided_at_blanks() {
        assert_eq!(divide("AB CD", 5), ("AB CD", ""));
        assert_eq!(divide("AB CD EF", 5), ("AB CD", "EF"));
        assert_eq!(divide("AB CD EF", 4), ("AB", "CD EF"));
        assert_eq!(divide("ABCDEF", 4), ("ABCD", "EF"));
        assert_eq!(divide("ÉÉ ÉÉ", 4), ("ÉÉ", "ÉÉ"));
        assert_eq!(divide("A    B", 3), ("A", "B"));
        assert_eq!(divide("", 3), ("", ""));
    }
}
