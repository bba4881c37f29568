//! Lines, blanks, padding, text that is no record.

use super::*;
use crate::support::joined;

fn with_next(first: &[u8]) -> Vec<u8> {
    [first, &file(&next())].concat()
}

/// [`lines`] with some bytes between the 04 and the 05, then a sound statement.
fn between(bytes: &[u8]) -> Vec<u8> {
    let lines = lines();
    with_next(&[&file(&lines[..2]), bytes, &file(&lines[2..])].concat())
}

/// [`lines`] with some bytes right behind the 04, before its line end.
fn behind_movement(bytes: &[u8]) -> Vec<u8> {
    let mut first = file(&lines()[..2]);
    first.pop();
    with_next(&[&first, bytes, b"\n", &file(&lines()[2..])].concat())
}

#[test]
fn any_line_end_is_fine() {
    let all = [lines(), next()].concat();
    for eol in ["\n", "\r\n", "\r", ""] {
        let bytes = joined(&all, eol);
        Deviation::new(Code::BlankLine, bytes.clone()).gives(Accept, Accept, Accept);
        let unfinished = bytes[..bytes.len() - eol.len()].to_vec();
        Deviation::new(Code::BlankLine, unfinished).gives(Accept, Accept, Accept);
    }
    let several: Vec<u8> = all.chunks(2).flat_map(|two| [&joined(two, "")[..], b"\n"].concat()).collect();
    Deviation::new(Code::BlankLine, several).gives(Accept, Accept, Accept);
}

#[test]
fn stripped_blanks() {
    for (at, columns) in [(OLD, 104), (MOVEMENT, 115), (COMPLEMENT, 58), (COMPLEMENT, 40), (NEW, 104)] {
        Deviation::of(Code::StrippedBlanks, at, |line| line.cut(columns))
            .columns(columns as u8 + 1, 120)
            .gives(Refuse, Info, Info);
    }
}

#[test]
fn stripped_blanks_at_the_end_of_a_line_of_several_records() {
    let short = lines()[COMPLEMENT].clone().cut(58);
    let first = [joined(&lines()[..2], ""), short.bytes(), b"\n".to_vec(), file(&lines()[3..])].concat();
    Deviation::new(Code::StrippedBlanks, with_next(&first))
        .at(1, 3)
        .columns(59, 120)
        .raw(short.bytes())
        .gives(Refuse, Info, Info);
}

#[test]
fn blank_lines() {
    for blank in [&b"\n"[..], b"    \n", &[&[b' '; 300][..], b"\n"].concat()] {
        Deviation::new(Code::BlankLine, between(blank)).at(3, 2).gives(Refuse, Info, Info);
    }
    let between_statements = with_next(&[&file(&lines())[..], b"\r\n"].concat());
    Deviation::new(Code::BlankLine, between_statements).at(5, 4).left(2).gives(Refuse, Info, Info);
    let at_the_end = [with_next(&file(&lines())), b"  \n".to_vec()].concat();
    Deviation::new(Code::BlankLine, at_the_end).at(8, 7).left(2).gives(Refuse, Info, Info);
}

#[test]
fn blanks_after_column_120() {
    for blanks in [1, 60, 120, 500] {
        Deviation::new(Code::BlanksAfterRecord, behind_movement(&vec![b' '; blanks]))
            .at(2, 2)
            .gives(Refuse, Info, Info);
    }
}

#[test]
fn byte_order_mark() {
    let bytes = [b"\xEF\xBB\xBF".to_vec(), with_next(&file(&lines()))].concat();
    Deviation::new(Code::ByteOrderMark, bytes).at(1, 0).left(2).gives(Refuse, Info, Info);
}

#[test]
fn padding_at_the_end() {
    for padding in [&b"\x1A"[..], b"\0", b"\x1A\0\0", &[0; 500], b"\x1A\r\n", b"  \0 "] {
        let bytes = [&with_next(&file(&lines()))[..], padding].concat();
        Deviation::new(Code::FilePadding, bytes.clone()).at(8, 7).left(2).gives(Refuse, Info, Info);
        let mut statements = Statements::with_policy(&bytes, Policy::strict());
        assert_eq!(statements.by_ref().count(), 3);
        assert_eq!(statements.summary().skipped, 0, "padding is no record");
    }
}

#[test]
fn padding_behind_a_last_record_without_line_end() {
    for padding in [&b"\x1A"[..], b"\0\0", &[0; 16], &[0; 500]] {
        let mut bytes = with_next(&file(&lines()));
        bytes.pop();
        bytes.extend_from_slice(padding);
        Deviation::new(Code::FilePadding, bytes).at(7, 7).left(2).gives(Refuse, Info, Info);
    }
}

#[test]
fn padding_behind_a_stripped_last_record() {
    // From 16 bytes on they may as well be columns 105-120 of the record.
    for padding in [&b"\x1A"[..], b"\0\0", &[0; 15]] {
        let mut bytes = with_next(&file(&lines()));
        bytes.truncate(bytes.len() - 17);
        bytes.extend_from_slice(padding);
        let reading = Reading::of(&bytes, Policy::default());
        let codes: Vec<_> = reading.said.iter().map(|said| said.code).collect();
        assert_eq!(codes, [Code::StrippedBlanks, Code::FilePadding], "{} bytes", padding.len());
        assert!(reading.statements[1].closing.as_ref().unwrap().zones.is_empty(), "{} bytes", padding.len());
    }
}

#[test]
fn padding_at_the_start() {
    for padding in [
        &b"\0\0\0"[..],
        b"\x1A",
        b"\0\0\0\n",
        b"\0\0\n\0\n",
        b"\0  \0",
        &[0; 119],
        &[0; 120],
        &[0; 121],
        &[0; 500],
    ] {
        let bytes = [padding, &with_next(&file(&lines()))].concat();
        Deviation::new(Code::FilePadding, bytes).at(1, 0).left(2).gives(Refuse, Info, Info);
    }
}

#[test]
fn padding_inside_the_file_is_no_record() {
    Deviation::new(Code::UnknownRecord, between(b"\0\0\n")).at(3, 2).gives(Refuse, Refuse, Warn);
}

#[test]
fn no_record_at_all() {
    let nothing = Deviation::new(Code::UnknownRecord, Vec::new());
    for reading in nothing.gives(Accept, Accept, Accept) {
        assert!(reading.statements.is_empty());
    }
}

#[test]
fn leading_blanks() {
    for width in [120, 58] {
        let first = lines();
        let record = first[COMPLEMENT].clone().cut(width).bytes();
        let all = [file(&first[..2]), b"   ".to_vec(), record, b"\n".to_vec(), file(&first[3..])].concat();
        Deviation::new(Code::LeadingBlanks, with_next(&all))
            .at(3, 2)
            .columns(1, 3)
            .raw(b"   ".to_vec())
            .gives(Refuse, Refuse, Warn);
    }
}

#[test]
fn windows_1252_text() {
    let mut all = lines();
    all[MOVEMENT] = all[MOVEMENT].clone().put(49, "CHÈQUE À L'ÉTÉ");
    Deviation::new(Code::Utf8Text, with_next(&file(&all))).gives(Accept, Accept, Accept);
}

#[test]
fn utf8_text() {
    let mut all = lines();
    all[MOVEMENT] = all[MOVEMENT].clone().put(49, "CHÈQUE À L'ÉTÉ");
    let text: String = all.iter().map(|line| line.text() + "\n").collect();
    Deviation::new(Code::Utf8Text, with_next(text.as_bytes()))
        .at(2, 2)
        .raw(all[MOVEMENT].text().into_bytes())
        .gives(Warn, Accept, Accept);
}

#[test]
fn text_that_is_no_record() {
    for text in ["PAGE SECRET", "03 SECRET", "99", "x"] {
        let bytes = between(format!("{text}\n").as_bytes());
        Deviation::new(Code::UnknownRecord, bytes)
            .at(3, 3)
            .columns(1, text.len().min(2) as u8)
            .raw(text.into())
            .gives(Refuse, Refuse, Warn);
    }
}

#[test]
fn a_file_of_another_format_is_named() {
    for (head, name) in
        [("OFXHEADER:100\n", "OFX"), (":20:RELEVE\n", "MT940"), ("03PI        \n", "CFONB 320")]
    {
        let bytes = with_next(head.as_bytes());
        let named = Deviation::new(Code::WrongFormat, bytes).raw(head.trim_end_matches('\n').into());
        for reading in named.gives(Refuse, Refuse, Refuse) {
            assert!(reading.errors[0].recognised.unwrap().contains(name));
        }
    }
}

#[test]
fn text_behind_column_120() {
    Deviation::new(Code::LongLine, behind_movement(b"SECRET"))
        .at(2, 3)
        .columns(121, 126)
        .raw(b"SECRET".to_vec())
        .gives(Refuse, Refuse, Skip);
}

#[test]
fn columns_of_text_in_utf8_are_characters() {
    let text = "É".repeat(30);
    Deviation::new(Code::LongLine, behind_movement(text.as_bytes()))
        .at(2, 3)
        .columns(121, 150)
        .raw(text.into_bytes())
        .gives(Refuse, Refuse, Skip);
}

#[test]
fn a_record_cut_before_its_mandatory_columns() {
    for (at, columns, last) in [(MOVEMENT, 103, 104), (MOVEMENT, 60, 104), (COMPLEMENT, 39, 40)] {
        Deviation::of(Code::ShortRecord, at, |line| line.cut(columns))
            .columns(columns as u8 + 1, last)
            .gives(Refuse, Refuse, Skip);
    }
    Deviation::of(Code::ShortRecord, OLD, |line| line.cut(103))
        .columns(104, 104)
        .gives(Refuse, Refuse, Refuse);
}
