//! The order of records, records that cannot be read, and other formats.

use super::{COMPLEMENT, Case, MOVEMENT, NEW, OLD, base, base_with, case, changed, next_day, then_next_day};
use crate::support::{Line, complement, file, joined, movement, new, old};

pub(super) fn cases() -> Vec<Case> {
    [order(), unreadable(), formats()].into_iter().flatten().collect()
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

fn formats() -> Vec<Case> {
    let line_160 = format!("0302{:<156}\n", "        123456       240420EXEMPLE SA");
    let line_240 = format!("31{:<238}\n", "  EXEMPLE SA");
    let line_320 = format!("03PI{:<316}\n", "EXEMPLE SA");
    let camt =
        "<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"/>\n";
    let digits = |byte: u8| if byte.is_ascii_digit() { byte - b'0' + 0xF0 } else { 0x40 };
    let ebcdic: Vec<u8> = base()[0].bytes().into_iter().map(digits).collect();
    let utf16: Vec<u8> = "\u{FEFF}01111".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        case("formats/cfonb-160", "transfer orders of 160 columns", line_160),
        case("formats/cfonb-240", "unpaid items of 240 columns", line_240),
        case("formats/cfonb-320", "international orders of 320 columns", line_320),
        case("formats/camt-053", "the head of a camt.053", camt),
        case("formats/ofx", "the head of an OFX file", "OFXHEADER:100\nDATA:OFXSGML\n"),
        case("formats/mt940", "the head of an MT940", "{1:F01EXEMFRPPXXXX0000000000}\n:20:RELEVE\n"),
        case("formats/json", "a JSON document", "{\"statements\":[]}\n"),
        case("formats/pdf", "the head of a PDF", "%PDF-1.7\n"),
        case("formats/zip", "the head of a ZIP", *b"PK\x03\x04\x14\0\0\0"),
        case("formats/ebcdic", "a 01 in EBCDIC", ebcdic),
        case("formats/utf-16", "UTF-16 with a byte order mark", utf16),
        case("formats/text", "text of no known format", "Bonjour,\nvoici le relevé.\n"),
        case("formats/four-letters", "a word", "abcd"),
        case(
            "formats/movement-date-only",
            "a line that starts like a 04",
            changed(MOVEMENT, |_| Line::new("04").cut(12)),
        ),
    ]
}
