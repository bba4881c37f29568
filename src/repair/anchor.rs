//! Where the amount is, in a record whose columns have run together.

use crate::wire::amount;
use crate::wire::encoding::Charset;

/// How many columns follow an amount: the reference, or what is reserved.
const BEHIND: usize = 16;
/// How many digits of an entry number and its flags may touch an amount.
const ENTRY_NUMBER: usize = 9;

/// What may stand before an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// The reserved columns of a balance.
    Reserved,
    /// Label, entry number and flags of a movement.
    Label,
}

impl Before {
    /// How many columns that is.
    fn width(self) -> usize {
        match self {
            Before::Reserved => 50,
            Before::Label => 42,
        }
    }
}

/// An amount that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Anchor {
    pub(super) start: usize,
    pub(super) end: usize,
    /// It is written without a sign.
    pub(super) unsigned: bool,
    /// Its digits are no others: with digits before it or behind it, it may begin elsewhere.
    is_clear: bool,
}

/// The only place of a text that may be an amount; none if there is no such place, or a second one.
pub(super) fn amount(text: &[u8], before: Before, charset: Charset) -> Option<Anchor> {
    let mut found: Option<Anchor> = None;
    for candidate in candidates(text, before, charset) {
        let (left, right) = (text.get(..candidate.start)?, text.get(candidate.end..)?);
        if charset.width(left) > before.width() || charset.width(right) > BEHIND {
            continue;
        }
        match found {
            None => found = Some(candidate),
            // Blanks stand between a label and an amount: without them, this is part of the reference.
            Some(first) if text.get(first.end..candidate.start).is_some_and(|gap| !gap.contains(&b' ')) => {}
            Some(_) => return None,
        }
    }
    found.filter(|anchor| anchor.is_clear)
}

/// Every place that looks like an amount, by its start.
fn candidates(text: &[u8], before: Before, charset: Charset) -> Vec<Anchor> {
    let mut found = Vec::new();
    let mut digits = 0usize;
    for (end, byte) in text.iter().enumerate() {
        if byte.is_ascii_digit() {
            digits = digits.saturating_add(1);
            continue;
        }
        found.extend(at_end_of_run(text, end, digits, before, charset));
        digits = 0;
    }
    found.extend(at_end_of_run(text, text.len(), digits, before, charset));
    found
}

/// The amount that a run of digits which ends here may be.
fn at_end_of_run(text: &[u8], end: usize, digits: usize, before: Before, charset: Charset) -> Option<Anchor> {
    let behind = text.get(end..)?;
    let start = end.checked_sub(digits)?;
    let run = text.get(start..end).filter(|run| run.len() >= 13)?;
    let with_sign = |length: usize, unsigned| {
        let start = end.checked_sub(13)?;
        Some(Anchor { start, end: end.saturating_add(length), unsigned, is_clear: true })
    };
    let e_grave = e_grave(charset);
    match behind.first() {
        Some(b'{' | b'}') => with_sign(1, false),
        _ if behind.starts_with(e_grave) => with_sign(e_grave.len(), true),
        // A letter may be a sign, or begin the reference.
        letter => {
            let letter = letter.is_some_and(|letter| amount::is_sign(*letter));
            let unclear = Reading { before: 0, unsigned: true };
            let begins_word = start.checked_sub(1).is_none_or(|before| text.get(before) == Some(&b' '));
            let may_touch = before == Before::Label && begins_word;
            let reading = reading(run, letter, may_touch);
            if reading.is_none() && run.len() == 13 {
                return None;
            }
            let Reading { before, unsigned } = reading.unwrap_or(unclear);
            let start = start.saturating_add(before);
            Some(Anchor { start, end: start.saturating_add(14), unsigned, is_clear: reading.is_some() })
        }
    }
}

/// How a run of digits is read: so many stand before the amount.
#[derive(Debug, Clone, Copy)]
struct Reading {
    before: usize,
    /// The amount is the next fourteen; or else thirteen and the letter behind them.
    unsigned: bool,
}

/// The only way to read a run of digits that a letter may follow, which may be a sign; other digits `may_touch` the
/// amount: flags, each 0 or 1, the entry number before them, or the reference behind.
///
/// The digits before are a whole entry number with its flags if there are nine. Where neither a sign nor a gap ends the
/// amount, the first fourteen digits must be no amount, and the rest a reference: an amount that is not zero starts
/// with a zero. Or the digits before are flags of 1.
fn reading(run: &[u8], letter: bool, may_touch: bool) -> Option<Reading> {
    // Ten digits before an amount with a sign are none that may stand there.
    let letter = letter && run.len() != ENTRY_NUMBER.saturating_add(14);
    let before = run.len().checked_sub(if letter { 13 } else { 14 })?;
    let touching = run.get(..before)?;
    let is_amount = match before {
        0 => true,
        _ if !may_touch => false,
        1 | 2 => touching.iter().all(|flag| *flag == b'1'),
        ENTRY_NUMBER => {
            let has_flags = touching.iter().skip(7).all(|flag| matches!(flag, b'0' | b'1'));
            let begins_otherwise = !run.starts_with(b"0") || run.iter().take(14).all(|digit| *digit == b'0');
            has_flags && (letter || begins_otherwise)
        }
        _ => false,
    };
    is_amount.then_some(Reading { before, unsigned: !letter })
}

/// What stands for a zero of either sign: the bracket of both, in the French character set of old.
fn e_grave(charset: Charset) -> &'static [u8] {
    match charset {
        Charset::Utf8 => "è".as_bytes(),
        _ => b"\xE8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&str, bool)> {
        let anchor = amount(text.as_bytes(), Before::Label, Charset::Windows1252)?;
        Some((&text[anchor.start..anchor.end], anchor.unsigned))
    }

    #[test]
    fn a_sign_or_the_number_of_digits_tells_an_amount() {
        assert_eq!(found("Cotisation 0000000000120}"), Some(("0000000000120}", false)));
        assert_eq!(found("Cotisation 0000000000000000000120}"), Some(("0000000000120}", false)));
        assert_eq!(
            found("X 00012340000000000120}"),
            Some(("0000000000120}", false)),
            "what stands before is no sum"
        );
        assert_eq!(found("Cotisation 00000000001200"), Some(("00000000001200", true)));
        assert_eq!(found("Cotisation 00000000000000000001200"), Some(("00000000001200", true)));
        assert_eq!(found("cheque n 9990004 1 00000000012000"), Some(("00000000012000", true)));
        assert_eq!(found("cheque n 9990004"), None);
        assert_eq!(found("Cotisation 0000000001200"), None, "thirteen digits");
        assert_eq!(found("Cotisation 100000000001200"), Some(("00000000001200", true)));
        assert_eq!(found("Cotisation 00000000000000000001200 REF"), Some(("00000000001200", true)));
        assert_eq!(found("X 00000000000000000001200REF"), Some(("00000000001200", true)));
        assert_eq!(found("X 0000000010000000000120JREF"), Some(("0000000000120J", false)));
        assert_eq!(found("Cotisation 000000000012001"), None, "a flag, or a reference");
        assert_eq!(found("Cotisation 00000000001200123456789"), None, "the same");
    }

    #[test]
    fn a_reference_is_no_second_amount() {
        assert_eq!(found("Cotisation 0000000000120}1234567890123A"), Some(("0000000000120}", false)));
        assert_eq!(found("Cotisation 0000000000120}12345678901234"), Some(("0000000000120}", false)));
        assert_eq!(
            found("Cotisation 0000000000120}1234567890123ABC"),
            Some(("0000000000120}", false)),
            "16 columns"
        );
    }

    #[test]
    fn thirteen_digits_of_a_label_are_no_second_amount() {
        assert_eq!(found("X 1234567890123 0000000000120}"), Some(("0000000000120}", false)));
    }

    #[test]
    fn what_does_not_fit_before_it_is_no_amount() {
        let label = format!("{:42}", "Cotisation");
        assert_eq!(found(&format!("{label}0000000000120}}")), Some(("0000000000120}", false)));
        assert_eq!(found(&format!("{label}00000000001200 1234567890123A")), Some(("00000000001200", true)));
        assert_eq!(found(&format!("{label} 0000000000120}}")), None);
    }

    #[test]
    fn two_places_are_none() {
        assert_eq!(found("REF 1234567890123A 00000000001200"), None);
        assert_eq!(found("Cotisation 0000000000120} 1234567890123A"), None);
        assert_eq!(found("Cotisation 00000000001200AB"), None, "a sign, or a reference");
        assert_eq!(found("REF 12345678901234 00000000001200"), None);
    }

    #[test]
    fn digits_that_touch_an_amount_are_told_from_it_or_it_is_unclear() {
        for text in [
            // A reference of nine digits, or an entry number: one as likely as the other.
            "X 00000000000005123456789",
            "X 00012340000000001200",
            // Flags, or the start of an amount.
            "X 100001921428847B00000000000",
            "X 000036373687273",
        ] {
            assert_ne!(found(text).map(|(_, unsigned)| unsigned), Some(true), "{text}");
        }
        let balance = |text: &str| amount(text.as_bytes(), Before::Reserved, Charset::Windows1252);
        assert_eq!(balance("00000000000000000000123"), None, "a balance has no entry number");
        assert_eq!(balance("00000000000005587080827"), None);
        assert!(balance("0000000012120A 230420").is_some());
    }

    #[test]
    fn what_is_too_far_from_the_end_is_text() {
        assert_eq!(found("REF 12345678901234 VIREMENT 0000000000120A"), Some(("0000000000120A", false)));
        assert_eq!(found("0000000000120A 17 columns are 2 many"), None);
    }

    #[test]
    fn e_grave_is_a_zero_without_a_sign() {
        let windows = amount(b"AGIOS 0000000000120\xE8", Before::Label, Charset::Windows1252).unwrap();
        assert_eq!((windows.start, windows.end, windows.unsigned), (6, 20, true));
        let utf8 = amount("AGIOS 0000000000120è".as_bytes(), Before::Label, Charset::Utf8).unwrap();
        assert_eq!((utf8.start, utf8.end, utf8.unsigned), (6, 21, true));
    }
}
