//! The order of records, and records that cannot be read.

use super::{COMPLEMENT, Case, MOVEMENT, NEW, OLD, base, base_with, case, next_day, then_next_day};
use crate::support::{Line, complement, file, joined, movement, new, old};

pub(super) fn cases() -> Vec<Case> {
    [order(), unreadable()].into_iter().flatten().collect()
}

fn order() -> Vec<Case> {
    let stray = |line: Line| [vec![line], next_day()].concat();
    let between = |line: Line| [base(), vec![line], next_day()].concat();
    let without = |at: usize| {
        let mut lines = base();
        lines.remove(at);
        lines
    };
    let unknown = |code: &str| {
        let mut lines = base();
        lines.insert(2, movement(500, "INCONNU").put(1, code));
        lines
    };
    let cheque_late =
        vec![old(100_000), complement("NPY", "EXEMPLE SA"), movement(1234, "VIREMENT RECU"), new(101_234)];
    vec![
        case("order/movement-first", "a 04 before any 01", file(&stray(movement(500, "PERDU")))),
        case("order/complement-first", "a 05 before any 01", file(&stray(complement("NPY", "PERDU SA")))),
        case("order/new-balance-first", "a 07 before any 01", file(&stray(new(500)))),
        case("order/movement-between", "a 04 between two statements", file(&between(movement(500, "PERDU")))),
        case(
            "order/complement-between",
            "a 05 behind a 07 belongs to nothing",
            file(&between(complement("NPY", "PERDU SA"))),
        ),
        case("order/new-balance-twice", "two 07", file(&between(new(101_234)))),
        case(
            "order/complement-before-movement",
            "a 05 before the first 04 of its statement",
            then_next_day(cheque_late),
        ),
        case("order/new-balance-missing", "a 01 before the 07", then_next_day(without(NEW))),
        case("order/new-balance-missing-at-the-end", "the file ends before the 07", file(&without(NEW))),
        case("order/old-balance-missing", "a statement without its 01", then_next_day(without(OLD))),
        case("order/old-balance-only", "a 01 and nothing else", file(&base()[..1])),
        case("order/unknown-code-03", "a record 03 among the others", then_next_day(unknown("03"))),
        case("order/unknown-code-03-none", "the same without line ends", joined(&unknown("03"), "")),
        case("order/unknown-code-99", "a record 99 among the others", then_next_day(unknown("99"))),
    ]
}

fn unreadable() -> Vec<Case> {
    let bad =
        |at: usize, column: usize, text: &str| then_next_day(base_with(at, |line| line.put(column, text)));
    let mut two_complements = base_with(MOVEMENT, |line| line.put(91, "0000000A0012C{"));
    two_complements.insert(3, complement("LCC", "FACTURE 42"));
    two_complements.insert(4, movement(500, "AUTRE VIREMENT"));
    two_complements.insert(5, complement("NPY", "AUTRE SA"));
    vec![
        case("unreadable/old-balance-date", "a 01 whose date is letters", bad(OLD, 35, "  CART")),
        case("unreadable/old-balance-amount", "a 01 whose amount ends with Y", bad(OLD, 104, "Y")),
        case("unreadable/old-balance-bank", "a 01 whose bank has a letter", bad(OLD, 3, "1111A")),
        case(
            "unreadable/old-balance-currency",
            "a 01 whose currency is no three letters",
            bad(OLD, 17, "E1R"),
        ),
        case(
            "unreadable/old-balance-decimals",
            "a 01 whose number of decimals is a letter",
            bad(OLD, 20, "X"),
        ),
        case(
            "unreadable/movement-amount",
            "a 04 with a letter in its amount, and its 05s",
            then_next_day(two_complements),
        ),
        case("unreadable/movement-sign-column", "a 04 whose amount ends with Y", bad(MOVEMENT, 104, "Y")),
        case("unreadable/movement-date", "a 04 booked in month 13", bad(MOVEMENT, 35, "241320")),
        case("unreadable/movement-date-day-0", "a 04 booked on day 00", bad(MOVEMENT, 35, "000420")),
        case(
            "unreadable/movement-date-29-february",
            "a 04 booked on 29/02/2021",
            bad(MOVEMENT, 35, "290221"),
        ),
        case("unreadable/movement-date-blank", "a 04 without a booking date", bad(MOVEMENT, 35, "      ")),
        case(
            "unreadable/movement-decimals",
            "a 04 whose number of decimals is a letter",
            bad(MOVEMENT, 20, "X"),
        ),
        case("unreadable/movement-bank", "a 04 whose bank is blank", bad(MOVEMENT, 3, "     ")),
        case("unreadable/movement-branch", "a 04 whose branch has a letter", bad(MOVEMENT, 12, "2222A")),
        case("unreadable/complement-bank", "a 05 whose bank has a letter", bad(COMPLEMENT, 3, "1111A")),
        case(
            "unreadable/new-balance-amount",
            "a 07 with blanks for its amount",
            bad(NEW, 91, "              "),
        ),
        case("unreadable/new-balance-date", "a 07 with zeros for its date", bad(NEW, 35, "000000")),
        case("unreadable/amount-with-a-minus", "a minus in an amount", bad(MOVEMENT, 91, "-000000000123D")),
    ]
}
