//! Character sets, and text that other formats would trip over.

use cfonb::Charset;

use super::{Case, MOVEMENT, all_changed, base_with, case, changed};
use crate::support::{Line, complement, file, halves, joined, movement, new, old};

const ACCENTS: &str = "CHÈQUE À L'ÉTÉ n° 12 ÇÙÏœ";

fn accents() -> Vec<Line> {
    vec![
        old(100_000),
        movement(1234, ACCENTS).put(105, "Référence là"),
        complement("RCN", &halves("REÇU-À-L'ÉTÉ", "PRÊT ÉTUDIANT")),
        new(101_234),
    ]
}

fn in_utf8(lines: &[Line], eol: &str) -> Vec<u8> {
    lines.iter().flat_map(|line| format!("{}{eol}", line.text()).into_bytes()).collect()
}

pub(super) fn cases() -> Vec<Case> {
    let label = |text: &str| changed(MOVEMENT, |line| line.blank(49, 79).put(49, text));
    let one_line_utf8 =
        [file(&accents()[..1]), in_utf8(&accents()[1..2], "\n"), file(&accents()[2..])].concat();
    let stripped: Vec<Line> = accents().into_iter().map(Line::stripped).collect();
    let iso = |line: Line| line.bytes_in(Charset::Iso8859_15);
    let euro = base_with(MOVEMENT, |line| line.put(49, "VIREMENT 12 €"));
    let mut nul = file(&base_with(MOVEMENT, |line| line.put(49, "VIREMENT?RECU")));
    nul.iter_mut().filter(|byte| **byte == b'?').for_each(|byte| *byte = 0);
    let lost = in_utf8(&base_with(MOVEMENT, |line| line.put(49, "12 345\u{FFFD}67 EUR")), "\n");
    vec![
        case("text/windows-1252", "accents in Windows-1252, one byte each", file(&accents())),
        case("text/windows-1252-none", "the same without line ends", joined(&accents(), "")),
        case("text/utf-8", "accents in UTF-8: 120 characters, more bytes", in_utf8(&accents(), "\n")),
        case("text/utf-8-none", "the same without line ends: cut by characters", in_utf8(&accents(), "")),
        case("text/utf-8-stripped", "the same with trailing blanks stripped", in_utf8(&stripped, "\n")),
        case(
            "text/utf-8-in-one-line",
            "one line of UTF-8 among Windows-1252: decided line by line",
            one_line_utf8,
        ),
        case(
            "text/iso-8859-15",
            "a euro sign in ISO-8859-15, read as the currency sign that it is in Windows-1252",
            euro.iter().flat_map(|line| [iso(line.clone()), b"\n".to_vec()].concat()).collect::<Vec<u8>>(),
        ),
        case(
            "text/utf-8-cut-at-120-bytes",
            "lines of UTF-8 cut after 120 bytes: their last blanks are lost",
            cut_by_bytes("\n"),
        ),
        case(
            "text/utf-8-cut-at-120-bytes-none",
            "the same without line ends: nothing says where a record ends",
            cut_by_bytes(""),
        ),
        case(
            "text/ambiguous",
            "Windows-1252 that happens to be UTF-8 is taken for UTF-8, so the amount is not where it should be",
            ambiguous(),
        ),
        case(
            "text/mixed-in-one-line",
            "UTF-8 and Windows-1252 in one line: counted in bytes, so the amount is not where it should be",
            mixed(),
        ),
        case(
            "text/lower-case",
            "lower case, of which the publication knows nothing",
            label("Virement reçu de m. Durand"),
        ),
        case("text/lost-character", "a character lost to a blank", label("FRAIS CARTE  TRANGER")),
        case("text/replacement-character", "a character lost to U+FFFD", lost),
        case(
            "text/control-characters",
            "a tab and a unit separator in a label",
            label("VIREMENT\tRECU\u{1F}X"),
        ),
        case("text/nul-in-a-label", "a NUL in a label: it is text like any other", nul),
        case(
            "text/markup",
            "what SGML, XML and spreadsheets give a meaning",
            label("=1+2;\"A & B\" <EXEMPLE> 'C'\\"),
        ),
        case("text/blanks-before-a-label", "a label that starts with blanks", label("   VIREMENT RECU")),
        case(
            "text/no-break-space",
            "a no-break space at both ends of a label: no blank",
            label("\u{A0}VIREMENT\u{A0}"),
        ),
        case(
            "text/full-label",
            "a label of 31 columns and text in the two behind it",
            label("ABCDEFGHIJKLMNOPQRSTUVWXYZ01234").into_iter().collect::<Vec<u8>>(),
        ),
        case("text/label-of-33", "a label that goes on in the reserved columns 80-81", long_label()),
        case(
            "text/accents-in-the-account",
            "an account number outside ASCII",
            all_changed(|line| line.put(22, "0012345678É")),
        ),
        case(
            "text/accents-in-codes",
            "operation, internal and qualifier codes outside ASCII",
            accents_in_codes(),
        ),
    ]
}

/// Text whose bytes in Windows-1252 happen to be UTF-8.
fn ambiguous() -> Vec<u8> {
    changed(MOVEMENT, |line| line.put(49, "VIREMENT REÃ‡U"))
}

/// Every line of UTF-8 cut after 120 bytes.
fn cut_by_bytes(eol: &str) -> Vec<u8> {
    let cut = |line: &Line| [&line.text().as_bytes()[..120], eol.as_bytes()].concat();
    accents().iter().flat_map(cut).collect()
}

/// UTF-8 and Windows-1252 in one line, which makes it neither.
fn mixed() -> Vec<u8> {
    let mut bytes = file(&base_with(MOVEMENT, |line| line.put(49, "VIREMENT REÇU ?")));
    let at = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes.splice(at..=at, "É".bytes());
    bytes
}

fn long_label() -> Vec<u8> {
    changed(MOVEMENT, |line| line.put(49, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"))
}

fn accents_in_codes() -> Vec<u8> {
    file(&[
        old(100_000),
        movement(1234, "VIREMENT RECU").put(8, "É001").put(33, "É5").put(41, "É4"),
        complement("ÉÉÉ", "EXEMPLE SA").put(8, "É001").put(33, "É5"),
        new(101_234),
    ])
}
