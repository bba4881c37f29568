//! Text in a terminal: how wide it is, and where it may break.

use std::iter;

use unicode_width::UnicodeWidthChar;

/// How many places a text takes: those of its characters, as terminals count.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).fold(0, usize::saturating_add)
}

/// The text on one line, with one blank between words, and a dot for what could act on the terminal: controls and
/// marks of direction.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(|c| if acts(c) { '·' } else { c }));
    }
    out
}

/// Whether a character takes one place and does nothing else.
pub(crate) fn is_plain(character: char) -> bool {
    character.width() == Some(1) && !acts(character)
}

fn acts(character: char) -> bool {
    character.width().is_none()
        || matches!(character, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// The text on lines of at most so many places, broken between words where it can be.
pub(crate) fn wrapped(text: &str, places: usize) -> Vec<String> {
    let places = places.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut taken = 0_usize;
    for word in text.split(' ') {
        for piece in pieces(word, places) {
            let wide = width(&piece);
            let with_blank = taken.saturating_add(usize::from(taken > 0)).saturating_add(wide);
            if taken > 0 && with_blank > places {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            if taken > 0 {
                line.push(' ');
                taken = taken.saturating_add(1);
            }
            line.push_str(&piece);
            taken = taken.saturating_add(wide);
        }
    }
    lines.push(line);
    lines
}

/// A word, in several pieces if it is wider than a line.
fn pieces(word: &str, places: usize) -> impl Iterator<Item = String> {
    let mut characters = word.chars().peekable();
    iter::from_fn(move || {
        let mut piece = String::new();
        let mut taken = 0_usize;
        while let Some(next) = characters.peek() {
            let wide = taken.saturating_add(next.width().unwrap_or(0));
            if wide > places && !piece.is_empty() {
                break;
            }
            taken = wide;
            piece.extend(characters.next());
        }
        (!piece.is_empty()).then_some(piece)
    })
}

/// The text filled with blanks up to so many places, at its end or at its start.
pub(crate) fn padded(text: &str, places: usize, right: bool) -> String {
    let blanks = " ".repeat(places.saturating_sub(width(text)));
    if right { blanks + text } else { text.to_owned() + &blanks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("un deux trois", 8), ["un deux", "trois"]);
        assert_eq!(wrapped("un deux trois", 80), ["un deux trois"]);
        assert_eq!(wrapped("", 8), [""]);
        assert_eq!(wrapped("a 1234567890 b", 4), ["a", "1234", "5678", "90 b"]);
        assert_eq!(wrapped("1\u{A0}000 2", 5), ["1\u{A0}000", "2"]);
    }

    #[test]
    fn places_are_not_characters() {
        assert_eq!(padded("Été", 5, false), "Été  ");
        assert_eq!(padded("E\u{301}te\u{301}", 5, true), "  E\u{301}te\u{301}");
        assert_eq!(padded("中文", 5, false), "中文 ");
        assert_eq!(wrapped("中文中", 4), ["中文", "中"]);
    }

    #[test]
    fn nothing_acts_on_the_terminal() {
        assert_eq!(clean(" a\x1b[2J  b\u{202e}c\nd\te\u{85} "), "a·[2J b·c d·e·");
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_wide(text: String, places in 2..20_usize) {
            let text = clean(&text);
            for line in wrapped(&text, places) {
                assert!(width(&line) <= places, "{line:?}");
            }
            assert_eq!(wrapped(&text, usize::MAX), [text]);
        }
    }
}
