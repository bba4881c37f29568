//! Values of fields that conform, and the edges of what they can say.

use super::{COMPLEMENT, Case, MOVEMENT, all_changed, base_with, case, changed};
use crate::support::{Line, complement, file, movement, new, old};

pub(super) fn cases() -> Vec<Case> {
    let movement_with = |column: usize, text: &str| changed(MOVEMENT, |line| line.put(column, text));
    vec![
        case("fields/amounts", "every sign column: credits and debits from 0 to 9", every_sign()),
        case("fields/amount-under-ten-cents", "an amount shorter than its decimals", of(&[-9], 2)),
        case("fields/amount-negative-zero", "} for zero on 01, 04 and 07", negative_zero()),
        case(
            "fields/amount-largest",
            "fourteen nines, both signs",
            of(&[99_999_999_999_999, -99_999_999_999_999], 2),
        ),
        case("fields/decimals-0", "XPF without decimals", in_currency("XPF", 0)),
        case("fields/decimals-3", "TND with three decimals", in_currency("TND", 3)),
        case("fields/decimals-9", "nine decimals, the most there can be", in_currency("XXX", 9)),
        case(
            "fields/decimals-of-the-record",
            "JPY with two decimals: the record says it, not ISO 4217",
            in_currency("JPY", 2),
        ),
        case(
            "fields/account-with-letters",
            "an account number with letters",
            all_changed(|line| line.put(22, "00410EXMP01")),
        ),
        case(
            "fields/reference-of-any-kind",
            "a reference with punctuation",
            movement_with(105, "04/12/2025.2 N*1"),
        ),
        case(
            "fields/reference-indented",
            "a reference with blanks before it",
            movement_with(105, "    REF 42"),
        ),
        case("fields/flags", "both flags set", movement_with(89, "11")),
        case("fields/flags-blank", "both flags blank", movement_with(89, "  ")),
        case("fields/reject-code", "a rejected transfer", movement_with(41, "64")),
        case("fields/internal-code-alphanumeric", "an internal code with letters", both_with(8, "36BZ")),
        case("fields/internal-code-one-character", "an internal code of one character", both_with(8, " 7  ")),
        case("fields/operation-code-alphanumeric", "an operation code with a letter", both_with(33, "B1")),
        case("fields/operation-code-unknown", "an operation code that no list has", both_with(33, "ZZ")),
        case("fields/year-69", "the last year of the century: 2069", dated("311269")),
        case("fields/year-70", "the first year of the century: 1970", dated("010170")),
        case("fields/29-february", "a day of a leap year", dated("290220")),
        case(
            "fields/value-date-before-and-after",
            "value dates before and after the booking date",
            value_dates(),
        ),
        case("fields/every-field", "every optional field of a 04 filled", every_field()),
    ]
}

fn every_sign() -> Vec<u8> {
    of(&(0..10).flat_map(|digit| [10 + digit, -10 - digit]).collect::<Vec<_>>(), 2)
}

/// A statement of these entries.
fn of(amounts: &[i64], decimals: u8) -> Vec<u8> {
    let mut lines = vec![old(0)];
    lines.extend(amounts.iter().map(|minor| movement(*minor, "VIREMENT")));
    lines.push(new(amounts.iter().sum()));
    let digit = decimals.to_string();
    file(&lines.into_iter().map(|line| line.put(20, &digit)).collect::<Vec<_>>())
}

fn in_currency(currency: &str, decimals: u8) -> Vec<u8> {
    let code = format!("{currency}{decimals}");
    all_changed(|line| line.put(17, &code))
}

fn negative_zero() -> Vec<u8> {
    let zero = "0000000000000}";
    file(&[old(0).put(91, zero), movement(0, "FRAIS OFFERTS").put(91, zero), new(0).put(91, zero)])
}

fn both_with(column: usize, text: &str) -> Vec<u8> {
    let mut lines = base_with(MOVEMENT, |line| line.put(column, text));
    lines[COMPLEMENT] = lines[COMPLEMENT].clone().put(column, text);
    file(&lines)
}

fn dated(date: &str) -> Vec<u8> {
    let day = |line: Line| line.put(35, date);
    file(&[
        day(old(100_000)),
        day(movement(1234, "VIREMENT RECU")).put(43, date),
        day(complement("NPY", "EXEMPLE SA")),
        day(new(101_234)),
    ])
}

fn value_dates() -> Vec<u8> {
    file(&[
        old(100_000),
        movement(1000, "REMISE DE CHEQUE").put(43, "300420"),
        movement(-1000, "CARTE DU 21/04").put(43, "210420"),
        new(100_000),
    ])
}

fn every_field() -> Vec<u8> {
    let full = movement(1234, "VIREMENT REJETE EXEMPLE SA 0042")
        .put(8, "9162")
        .put(33, "A3")
        .put(41, "64")
        .put(43, "220420")
        .put(82, "765432110")
        .put(105, "REFERENCE-000042");
    file(&[old(100_000), full, new(101_234)])
}
