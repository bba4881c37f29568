//! Where one record ends and the next begins.

use super::{Case, MOVEMENT, NEW, base, base_with, case, changed, next_day};
use crate::support::{Line, complement, file, joined};

pub(super) fn cases() -> Vec<Case> {
    [line_ends(), stripped(), ends_of_the_file(), between_records(), broken()].into_iter().flatten().collect()
}

fn line_ends() -> Vec<Case> {
    let without_last = |eol: &str| {
        let mut bytes = joined(&base(), eol);
        bytes.truncate(bytes.len() - eol.len());
        bytes
    };
    let two_a_line: Vec<u8> =
        base().chunks(2).flat_map(|two| [joined(two, ""), b"\n".to_vec()].concat()).collect();
    let mixed: Vec<u8> = base()
        .iter()
        .zip(["\n", "\r\n", "\r", ""])
        .flat_map(|(line, eol)| joined(std::slice::from_ref(line), eol))
        .collect();
    vec![
        case("framing/lf", "lines end with LF", file(&base())),
        case("framing/crlf", "lines end with CRLF", joined(&base(), "\r\n")),
        case("framing/cr", "lines end with CR", joined(&base(), "\r")),
        case("framing/none", "no line end at all", joined(&base(), "")),
        case("framing/lf-not-at-the-end", "the final line end is missing", without_last("\n")),
        case("framing/crlf-not-at-the-end", "the final CRLF is missing", without_last("\r\n")),
        case("framing/two-a-line", "two records on each line", two_a_line),
        case("framing/mixed-line-ends", "LF, CRLF and CR in one file", mixed),
        case("framing/crcrlf", "CRCRLF, a CRLF converted twice", joined(&base(), "\r\r\n")),
    ]
}

fn stripped() -> Vec<Case> {
    let stripped: Vec<Line> = base().into_iter().map(Line::stripped).collect();
    let mut groups = joined(&base()[..3], "");
    groups.truncate(2 * 120 + 58);
    groups.push(b'\n');
    groups.extend(joined(&[base()[NEW].clone().stripped()], "\n"));
    let mut at_the_end = joined(&base(), "");
    at_the_end.truncate(3 * 120 + 104);
    let to_116 = base().into_iter().map(|line| line.cut(116)).collect::<Vec<_>>();
    let mut empty_text = base();
    empty_text[2] = complement("", "").cut(40);
    vec![
        case(
            "framing/stripped",
            "trailing blanks stripped: 01, 04, 07 of 104 columns, a 05 of 58",
            file(&stripped),
        ),
        case("framing/stripped-a-little", "every record of 116 columns", file(&to_116)),
        case(
            "framing/stripped-complement-of-40",
            "a 05 of 40 columns, the fewest there can be",
            file(&empty_text),
        ),
        case(
            "framing/stripped-at-the-end-of-groups",
            "several records a line, the last of each stripped",
            groups,
        ),
        case("framing/stripped-none", "no line end, the last record stripped", at_the_end),
    ]
}

fn ends_of_the_file() -> Vec<Case> {
    let base = || file(&base());
    let stripped_and = |end: &[u8]| {
        let mut bytes = base();
        bytes.truncate(3 * 121 + 104);
        [&bytes, end].concat()
    };
    let around = |start: &[u8], end: &[u8]| [start, &base(), end].concat();
    vec![
        case("framing/byte-order-mark", "a BOM at the start", around(b"\xEF\xBB\xBF", b"")),
        case("framing/byte-order-mark-alone", "a BOM and nothing else", *b"\xEF\xBB\xBF"),
        case("framing/sub-at-the-end", "0x1A behind the last line", around(b"", b"\x1A")),
        case("framing/sub-after-a-stripped-record", "0x1A right behind a stripped 07", stripped_and(b"\x1A")),
        case("framing/nul-at-the-end", "NUL up to a block of 1024 bytes", around(b"", &[0; 1024 - 4 * 121])),
        case(
            "framing/nul-after-a-stripped-record",
            "NUL right behind a stripped 07, up to a block of 1024 bytes",
            stripped_and(&[0; 1024 - 3 * 121 - 104]),
        ),
        case("framing/nul-line-at-the-start", "a line of NUL at the start", around(b"\0\0\0\n", b"")),
        case("framing/nul-at-the-start", "NUL right before the first record", around(b"\0\0\0", b"")),
        case("framing/blank-lines-at-the-ends", "blank lines at both ends", around(b"\n   \n", b"\n  \n \n")),
        case("framing/blanks-at-the-end", "blanks behind the last line end", around(b"", &[b' '; 300])),
        case("framing/empty", "no byte at all", *b""),
        case("framing/line-ends-only", "blank lines and no record", *b"\r\n\r\n\n"),
        case("framing/sub-only", "0x1A and nothing else", *b"\x1A"),
    ]
}

fn between_records() -> Vec<Case> {
    let between = |text: &[u8]| {
        let lines = base();
        [&file(&lines[..2]), text, &file(&lines[2..])].concat()
    };
    let with_next = |text: &[u8]| [&file(&base()), text, &file(&next_day())].concat();
    let behind = |text: &str| {
        let mut bytes = joined(&base()[..2], "\n");
        bytes.pop();
        [&bytes, text.as_bytes(), b"\n", &file(&base()[2..])].concat()
    };
    vec![
        case("framing/blank-lines", "blank lines between records", joined(&base(), "\n\n")),
        case("framing/blanks-after-120", "blanks after column 120", joined(&base(), "  \n")),
        case("framing/many-blanks-after-120", "150 blanks after column 120", behind(&" ".repeat(150))),
        case("framing/leading-blanks", "blanks before a 04", between_record_indented()),
        case(
            "framing/leading-blanks-before-a-stripped-record",
            "blanks before a 05 without its own at the end",
            stripped_indented(),
        ),
        case(
            "framing/blanks-before-the-first-record",
            "blanks before the first record are before a record, not at an end of the file",
            [b"  ".to_vec(), file(&base())].concat(),
        ),
        case(
            "framing/tab-before-a-record",
            "a tab before a 04: a tab is no blank",
            changed_first_byte(b'\t'),
        ),
        case("framing/form-feed", "a form feed between records", between(b"\x0C\n")),
        case("framing/nul-in-the-middle", "a line of NUL inside a statement", between(b"\0\0\0\n")),
        case(
            "framing/nul-between-statements",
            "a line of NUL between two statements",
            with_next(b"\0\0\0\n"),
        ),
        case("framing/text-in-the-middle", "a line of text inside a statement", between(b"PAGE 1\n")),
        case(
            "framing/long-text-in-the-middle",
            "300 columns of text: one message",
            between(&[&[b'A'; 300][..], b"\n"].concat()),
        ),
        case("framing/text-after-120", "text after column 120 of a 04", behind("GARBAGE")),
        case(
            "framing/long-text-after-120",
            "150 columns of text after column 120",
            behind(&"GARBAGE ".repeat(20)),
        ),
        case("framing/text-after-the-last-record", "text after column 120 of the 07", text_behind_the_last()),
    ]
}

fn stripped_indented() -> Vec<u8> {
    let mut lines: Vec<_> = base().into_iter().map(|line| line.stripped().bytes()).collect();
    lines[2].splice(0..0, *b"   ");
    lines.iter().flat_map(|line| [&line[..], b"\n"].concat()).collect()
}

fn between_record_indented() -> Vec<u8> {
    let lines = base();
    [&file(&lines[..1]), &b"   "[..], &file(&lines[1..])].concat()
}

fn changed_first_byte(first: u8) -> Vec<u8> {
    let lines = base();
    [&file(&lines[..1]), &[first][..], &file(&lines[1..])].concat()
}

fn text_behind_the_last() -> Vec<u8> {
    let mut bytes = file(&base());
    bytes.pop();
    [&bytes, &b"GARBAGE\n"[..], &file(&next_day())].concat()
}

fn broken() -> Vec<Case> {
    let text = String::from_utf8(file(&base())).unwrap();
    let collapsed = text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let wrapped: Vec<u8> = base()
        .iter()
        .flat_map(|line| {
            let text = line.text();
            [&text.as_bytes()[..90], b"\n", &text.as_bytes()[90..], b"\n"].concat()
        })
        .collect();
    let cut_in_the_middle = file(&base())[..300].to_vec();
    vec![
        case("framing/collapsed-blanks", "runs of blanks became one blank", collapsed),
        case("framing/wrapped", "a line end after column 90 of every record", wrapped),
        case("framing/short-old-balance", "a 01 cut before its amount", changed(0, |line| line.cut(90))),
        case("framing/short-movement", "a 04 cut before its amount", changed(MOVEMENT, |line| line.cut(103))),
        case(
            "framing/short-complement",
            "a 05 cut before its booking date ends",
            changed(2, |line| line.cut(39)),
        ),
        case("framing/short-new-balance", "a 07 cut before its amount", changed(NEW, |line| line.cut(90))),
        case("framing/cut-file", "the file ends inside a 05", cut_in_the_middle),
        case(
            "framing/column-lost",
            "one column of a 04 is lost: the rest of the line is shifted",
            column_lost(),
        ),
        case(
            "framing/column-lost-none",
            "one column of a 04 is lost in a file without line ends",
            column_lost_none(),
        ),
    ]
}

/// A blank of the label is gone: the amount stands one column too far left.
fn column_lost() -> Vec<u8> {
    file(&base_with(MOVEMENT, |line| {
        let text = line.text();
        Line::new("04").put(1, &format!("{}{}", &text[..70], &text[71..])).cut(119)
    }))
}

fn column_lost_none() -> Vec<u8> {
    let mut bytes = joined(&base(), "");
    bytes.remove(120 + 70);
    bytes.extend(joined(&next_day(), ""));
    bytes
}
