//! Text of a statement read from a slice is not copied: it points into the slice.

use std::borrow::Cow;
use std::ops::Range;

use cfonb::{Policy, Statement, Statements};

use crate::support::{Line, complement, halves, joined, movement, new, old};

/// Every text of a statement.
fn texts<'s, 'a>(statement: &'s Statement<'a>) -> Vec<&'s Cow<'a, str>> {
    let account = &statement.account;
    let mut texts = vec![&account.bank_code, &account.branch_code, &account.number];
    for entry in &statement.entries {
        texts.push(&entry.label);
        texts.extend(&entry.entry_number);
        texts.extend(&entry.reference);
        texts.extend(entry.details.iter().map(|detail| &detail.text));
        texts.extend(entry.zones.iter().map(|zone| &zone.text));
        texts.extend(entry.details.iter().flat_map(|detail| &detail.zones).map(|zone| &zone.text));
    }
    texts.extend(statement.opening.zones.iter().map(|zone| &zone.text));
    texts.extend(statement.closing.iter().flat_map(|closing| &closing.zones).map(|zone| &zone.text));
    texts
}

fn assert_borrowed(input: &[u8], least: usize) {
    let Range { start, end } = input.as_ptr_range();
    let mut seen = 0;
    for statement in Statements::with_policy(input, Policy::default()) {
        let statement = statement.unwrap();
        for text in texts(&statement) {
            assert!(matches!(text, Cow::Borrowed(_)), "{text:?} is a copy");
            let place = text.as_bytes().as_ptr_range();
            assert!(text.is_empty() || (start <= place.start && place.end <= end), "{text:?} is elsewhere");
            seen += usize::from(!text.is_empty());
        }
    }
    assert_eq!(seen, least, "texts seen");
}

fn statement(label: &str) -> Vec<Line> {
    vec![
        old(100_000).put(41, "EXEMPLE SA"),
        movement(1234, label).put(82, "0001234").put(105, "REFERENCE"),
        complement("RCN", &halves("FACTURE", "SALA")).put(119, "XY"),
        complement("LIB", "SUITE"),
        new(101_234).put(105, "  081"),
    ]
}

/// Bank, branch, account, label, entry number, reference, two details, three zones.
const TEXTS: usize = 11;

#[test]
fn ascii_with_any_line_end() {
    let lines = statement("VIREMENT RECU");
    for eol in ["\n", "\r\n", "\r", ""] {
        assert_borrowed(&joined(&lines, eol), TEXTS);
    }
}

#[test]
fn several_records_a_line_and_short_lines() {
    let lines = statement("VIREMENT RECU");
    let several: Vec<u8> = lines.chunks(2).flat_map(|two| [&joined(two, "")[..], b"\n"].concat()).collect();
    assert_borrowed(&several, TEXTS);
    let short: Vec<Line> = lines.into_iter().map(Line::stripped).collect();
    assert_borrowed(&joined(&short, "\n"), TEXTS);
}

#[test]
fn utf8_counted_in_characters() {
    let lines = statement("CHÈQUE À L'ÉTÉ");
    for eol in ["\n", ""] {
        let utf8: String = lines.iter().map(|line| line.text() + eol).collect();
        assert_borrowed(utf8.as_bytes(), TEXTS);
    }
}

#[test]
fn only_the_fields_with_accents_are_copied_from_windows_1252() {
    let bytes = joined(&statement("CHÈQUE À L'ÉTÉ"), "\n");
    for statement in cfonb::statements(&bytes) {
        let statement = statement.unwrap();
        let owned: Vec<_> =
            texts(&statement).into_iter().filter(|text| matches!(text, Cow::Owned(_))).collect();
        assert_eq!(owned, ["CHÈQUE À L'ÉTÉ"]);
    }
}
