//! The deviations of which the policy decides, each alone.

use super::{
    COMPLEMENT, Case, MOVEMENT, NEW, OLD, all_changed, base, base_with, case, changed, then_next_day,
};
use crate::support::{Line, complement, file, movement, new, old};

pub(super) fn cases() -> Vec<Case> {
    [reserved(), currency(), codes_and_dates(), repeated(), amounts()].into_iter().flatten().collect()
}

fn reserved() -> Vec<Case> {
    let mut everywhere =
        base_with(OLD, |line| line.put(8, "0000").put(21, "X").put(33, "00").put(41, "000000"));
    everywhere[NEW] =
        everywhere[NEW].clone().put(41, "** PAS DE MOUVEMENT CE JOUR **").put(105, "230420240420");
    let e_in_21 = all_changed(|line| {
        if line.text().starts_with("04") || line.text().starts_with("05") { line.put(21, "E") } else { line }
    });
    vec![
        case(
            "policy/reserved-of-balances",
            "zeros, text and dates in reserved columns of 01 and 07",
            file(&everywhere),
        ),
        case(
            "policy/reserved-sequence-number",
            "a number of the statement at 107-109",
            changed(NEW, |line| line.put(105, "  081")),
        ),
        case("policy/reserved-21", "an E in column 21 of 04 and 05", e_in_21),
        case(
            "policy/reserved-41-of-a-complement",
            "00 in columns 41-42 of a 05",
            changed(COMPLEMENT, |line| line.put(41, "00")),
        ),
        case(
            "policy/reserved-119-of-a-complement",
            "text in columns 119-120 of a 05",
            changed(COMPLEMENT, |line| line.put(119, "XY")),
        ),
    ]
}

fn currency() -> Vec<Case> {
    let balances_without = |lines: Vec<Line>, from: usize| {
        let blank = |line: Line| match &line.text()[..2] {
            "01" | "07" => line.blank(from, 20),
            _ => line,
        };
        file(&lines.into_iter().map(blank).collect::<Vec<_>>())
    };
    let in_francs = |line: Line| line.put(17, "XPF0");
    let francs: Vec<Line> = base().into_iter().map(in_francs).collect();
    vec![
        case(
            "policy/currency-blank",
            "currency and decimals blank on 01 and 07, XPF and 0 on the 04",
            balances_without(francs.clone(), 17),
        ),
        case(
            "policy/currency-blank-everywhere",
            "currency and decimals blank on all records: EUR and 2",
            all_changed(|line| line.blank(17, 20)),
        ),
        case(
            "policy/currency-blank-without-movement",
            "the same without a 04",
            balances_without(vec![old(100_000), new(100_000)], 17),
        ),
        case(
            "policy/decimals-blank",
            "decimals blank on 01 and 07, 0 on the 04",
            balances_without(francs.clone(), 20),
        ),
        case(
            "policy/decimals-blank-everywhere",
            "decimals blank on all records, the currency is XPF: 0 by ISO 4217",
            file(&francs.into_iter().map(|line| line.blank(20, 20)).collect::<Vec<_>>()),
        ),
        case(
            "policy/currency-blank-on-a-movement",
            "currency and decimals blank on the 04",
            changed(MOVEMENT, |line| line.blank(17, 20)),
        ),
        case(
            "policy/decimals-differ",
            "a 04 with three decimals in a statement with two",
            changed(MOVEMENT, |line| line.put(20, "3").put(91, "0000000001234{")),
        ),
        case(
            "policy/decimals-differ-on-a-balance",
            "a 07 with three decimals",
            changed(NEW, |line| line.put(20, "3").put(91, "0000000101234{")),
        ),
    ]
}

fn codes_and_dates() -> Vec<Case> {
    let movement_with = |column: usize, text: &str| changed(MOVEMENT, |line| line.put(column, text));
    let both_without = |from: usize, to: usize| {
        let mut lines = base_with(MOVEMENT, |line| line.blank(from, to));
        lines[COMPLEMENT] = lines[COMPLEMENT].clone().blank(from, to);
        file(&lines)
    };
    vec![
        case("policy/entry-number-blank", "blanks for the entry number", movement_with(82, "       ")),
        case(
            "policy/entry-number-padded",
            "an entry number filled with blanks",
            movement_with(82, "  12345"),
        ),
        case(
            "policy/entry-number-left",
            "an entry number with blanks behind it",
            movement_with(82, "12345  "),
        ),
        case("policy/entry-number-letters", "an entry number with letters", movement_with(82, "AB12345")),
        case(
            "policy/entry-number-zeros-kept",
            "leading zeros of an entry number",
            movement_with(82, "0001234"),
        ),
        case("policy/reject-00", "00 for no reject", movement_with(41, "00")),
        case("policy/operation-code-blank", "no operation code", both_without(33, 34)),
        case("policy/internal-code-blank", "no internal code", both_without(8, 11)),
        case("policy/value-date-blank", "no value date", movement_with(43, "      ")),
        case("policy/value-date-zeros", "zeros for the value date", movement_with(43, "000000")),
        case("policy/value-date-no-date", "a value date that is no date", movement_with(43, "310220")),
        case("policy/value-date-letters", "a value date of letters", movement_with(43, "ABCDEF")),
        case("policy/factor-layout", "a 05 of a factor: a date in 43-48, text in 49-79", factor("")),
        case("policy/factor-layout-and-more", "the same with text behind column 79", factor("RESTE")),
        case("policy/flags-unknown", "flags that are neither 0 nor 1", movement_with(89, "UP")),
    ]
}

fn factor(rest: &str) -> Vec<u8> {
    let text = "  240420SUITE DU LIBELLE 53350";
    changed(COMPLEMENT, |line| line.blank(41, 120).put(41, text).put(90, rest))
}

fn repeated() -> Vec<Case> {
    let of =
        |at: usize, column: usize, text: &str| then_next_day(base_with(at, |line| line.put(column, text)));
    let everywhere = |column: usize, text: &str| all_changed(|line| line.put(column, text));
    vec![
        case("policy/complement-internal-code", "a 05 with another internal code", of(COMPLEMENT, 8, "0002")),
        case(
            "policy/complement-operation-code",
            "a 05 with another operation code",
            of(COMPLEMENT, 33, "18"),
        ),
        case(
            "policy/complement-booking-date",
            "a 05 with another booking date",
            of(COMPLEMENT, 35, "230420"),
        ),
        case("policy/complement-decimals", "a 05 with another number of decimals", of(COMPLEMENT, 20, "3")),
        case("policy/bank-of-a-movement", "a 04 of another bank", of(MOVEMENT, 3, "11112")),
        case("policy/bank-of-a-complement", "a 05 of another bank", of(COMPLEMENT, 3, "11112")),
        case("policy/bank-of-a-new-balance", "a 07 of another bank", of(NEW, 3, "11112")),
        case("policy/branch-of-a-movement", "a 04 of another branch", of(MOVEMENT, 12, "22223")),
        case("policy/branch-of-a-new-balance", "a 07 of another branch", of(NEW, 12, "22223")),
        case("policy/account-of-a-movement", "a 04 of another account", of(MOVEMENT, 22, "00999999999")),
        case("policy/account-of-a-complement", "a 05 of another account", of(COMPLEMENT, 22, "00999999999")),
        case("policy/account-of-a-new-balance", "a 07 of another account", of(NEW, 22, "00999999999")),
        case(
            "policy/account-of-a-movement-blank",
            "a 04 without an account",
            of(MOVEMENT, 22, "           "),
        ),
        case("policy/currency-of-a-movement", "a 04 in another currency", of(MOVEMENT, 17, "USD")),
        case("policy/currency-of-a-new-balance", "a 07 in another currency", of(NEW, 17, "USD")),
        case("policy/account-blank", "a statement without an account", everywhere(22, "           ")),
        case("policy/account-inner-blanks", "an account with blanks inside", everywhere(22, "001 234 567")),
        case(
            "policy/account-short",
            "an account of eight characters, filled with blanks",
            everywhere(22, "00123456   "),
        ),
        case(
            "policy/account-leading-blanks",
            "an account with blanks before it",
            everywhere(22, "   00123456"),
        ),
    ]
}

fn amounts() -> Vec<Case> {
    let of = |at: usize, text: &str| then_next_day(base_with(at, |line| line.put(91, text)));
    let utf8 = |sign: &str| {
        let text: Vec<String> = base_with(MOVEMENT, |line| line.put(91, "0000000000123").put(104, sign))
            .iter()
            .map(Line::text)
            .collect();
        text.join("\n") + "\n"
    };
    let debit = file(&[
        old(100_000),
        movement(-1234, "VIREMENT EMIS").put(104, "m"),
        complement("NBE", "EXEMPLE SA").put(33, "06"),
        new(98_766).put(104, "f"),
    ]);
    vec![
        case("policy/amount-blanks", "blanks for the zeros of a 04", of(MOVEMENT, "          123D")),
        case(
            "policy/amount-blanks-on-an-old-balance",
            "blanks for the zeros of the 01",
            of(OLD, "        10000{"),
        ),
        case(
            "policy/amount-inner-blank",
            "a blank among the digits of an amount",
            of(MOVEMENT, "0000000 00123D"),
        ),
        case("policy/amount-tab", "a tab before the digits of an amount", of(MOVEMENT, "\t000000000123D")),
        case("policy/overpunch-lower-case", "a sign in lower case", debit),
        case("policy/overpunch-e-acute", "é for +0, in Windows-1252", of(MOVEMENT, "0000000000123é")),
        case("policy/overpunch-e-acute-utf-8", "é for +0, in UTF-8", utf8("é")),
        case("policy/sign-e-grave", "è, a zero of either sign", of(MOVEMENT, "0000000000123è")),
        case("policy/sign-e-grave-utf-8", "the same in UTF-8", utf8("è")),
        case("policy/sign-plain-digit", "a plain digit in the sign column", of(MOVEMENT, "00000000001234")),
        case("policy/sign-plain-digit-of-a-new-balance", "the same in a 07", of(NEW, "00000000101234")),
        case("policy/sign-blank", "a blank in the sign column", of(MOVEMENT, "0000000000123 ")),
    ]
}
