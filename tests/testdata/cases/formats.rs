//! Files of other formats, given by mistake: their first lines.

use super::{Case, MOVEMENT, base, case, changed, next_day};
use crate::support::{Line, file};

pub(super) fn cases() -> Vec<Case> {
    [cfonb(), statements(), tables(), packed(), texts()].into_iter().flatten().collect()
}

fn named(name: &str, about: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    case(&format!("formats/{name}"), about, bytes)
}

/// A line of so many columns.
fn line(text: &str, width: usize) -> String {
    format!("{text:<width$}\n")
}

fn cfonb() -> Vec<Case> {
    let ebcdic = |byte: u8| if byte.is_ascii_digit() { byte - b'0' + 0xF0 } else { 0x40 };
    let ebcdic: Vec<u8> = base()[0].bytes().into_iter().map(ebcdic).collect();
    let stripped = "0302        123456       24040EXEMPLE SA\n0602        123456   EXEMPLE\n";
    vec![
        named(
            "cfonb-160",
            "transfer orders of 160 columns",
            line("0302        123456       240420EXEMPLE SA", 160),
        ),
        named("cfonb-160-stripped", "the same with trailing blanks stripped", stripped),
        named(
            "cfonb-160-debits",
            "direct debit orders",
            line("0308        123456       24040EXEMPLE SA", 160),
        ),
        named("cfonb-160-bills", "bills of exchange", line("0360 000001  123456      240420EXEMPLE SA", 160)),
        named("cfonb-240", "unpaid items of 240 columns", line("31  EXEMPLE SA", 240)),
        named(
            "cfonb-240-none",
            "the same without line ends",
            line("31  EXEMPLE SA", 240).trim_end_matches('\n').repeat(2),
        ),
        named("cfonb-320", "international orders of 320 columns", line("03PIEXEMPLE SA", 320)),
        named("ebcdic", "a 01 in EBCDIC", ebcdic),
        named(
            "movement-date-only",
            "a line that starts like a 04",
            changed(MOVEMENT, |_| Line::new("04").cut(12)),
        ),
    ]
}

fn statements() -> Vec<Case> {
    let iso = |message: &str| {
        format!("<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{message}\"/>\n")
    };
    vec![
        named("camt-053", "the head of a camt.053", iso("camt.053.001.08")),
        named("camt-052", "the head of a camt.052", iso("camt.052.001.02")),
        named("camt-054", "the head of a camt.054", iso("camt.054.001.02")),
        named("pain-001", "the head of a pain.001", iso("pain.001.001.03")),
        named("pain-002", "the head of a pain.002", iso("pain.002.001.03")),
        named("ofx", "the head of an OFX file", "OFXHEADER:100\nDATA:OFXSGML\n"),
        named(
            "ofx-2",
            "the head of an OFX file in XML",
            "<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?>\n<OFX/>\n",
        ),
        named("mt940", "the head of an MT940", "{1:F01EXEMFRPPXXXX0000000000}\n:20:RELEVE\n"),
        named(
            "mt940-bare",
            "the same without its envelope",
            "\r\n:20:RELEVE\r\n:25:11111/00123456789\r\n:28C:1/1\r\n",
        ),
        named("mt942", "the head of an MT942", ":20:RELEVE\n:25:11111/00123456789\n:28C:1/1\n:34F:EUR0,\n"),
        named("qif", "the head of a QIF file", "!Type:Bank\nD24/04/2020\nT-12.00\nPVIREMENT\n^\n"),
    ]
}

fn tables() -> Vec<Case> {
    let french =
        "Date;Date de valeur;Débit;Crédit;Libellé;Solde\n24/04/2020;24/04/2020;12,00;;VIREMENT;1000,00\n";
    let preamble =
        "Numéro Compte   ;00123456789\nType         ;CCP\nCompte tenu en  ;euros\n\nDate;Libellé;Montant\n";
    vec![
        named("csv-semicolons", "a bank's table with French names of columns", french),
        named("csv-preamble", "a bank's table with words about the account before it", preamble),
        named(
            "csv-commas",
            "a table with commas and quotes",
            "\"Date\",\"Label\",\"Amount\"\n\"2020-04-24\",\"VIREMENT\",\"12.00\"\n",
        ),
        named(
            "csv-tabs",
            "a table with tabs",
            "dateOp\tdateVal\tlabel\tamount\n24/04/2020\t24/04/2020\tVIREMENT\t12,00\n",
        ),
        named(
            "csv-dates-of-31",
            "a table whose first line starts like CFONB 240",
            "31/01/2020;VIREMENT;12,00\n31/01/2020;CHEQUE;5,00\n",
        ),
        named("comma", "a short line with a comma is no table", "ab,"),
    ]
}

fn packed() -> Vec<Case> {
    vec![
        named("pdf", "the head of a PDF", "%PDF-1.7\n"),
        named("zip", "the head of a ZIP", *b"PK\x03\x04\x14\0\0\0"),
        named("xlsx", "the head of a workbook", *b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml"),
        named("xls", "the head of an old workbook", *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0"),
        named("gzip", "the head of a gzip file", *b"\x1F\x8B\x08\0\0\0\0\0\0\x03"),
        named("bzip2", "the head of a bzip2 file", *b"BZh91AY&SY"),
        named("xz", "the head of an xz file", *b"\xFD7zXZ\0\0\x04"),
        named("zstd", "the head of a Zstandard file", *b"\x28\xB5\x2F\xFD\x04\0"),
    ]
}

fn texts() -> Vec<Case> {
    let utf_16 =
        |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let record = base()[0].text() + "\n";
    let junk = |text: &str| [text.as_bytes(), &file(&next_day())].concat();
    let mail = "Return-Path: <compta@example.org>\r\nReceived: from a.example.org\r\n\tby b.example.org\r\nSubject: releve\r\n\r\n";
    vec![
        named("json", "a JSON document", "{\"statements\":[]}\n"),
        named("utf-16", "UTF-16 with a byte order mark", utf_16("\u{FEFF}01111", u16::to_le_bytes)),
        named("utf-16-be", "the same, the other way round", utf_16("\u{FEFF}01111", u16::to_be_bytes)),
        named("utf-16-no-mark", "UTF-16 without a byte order mark", utf_16(&record, u16::to_le_bytes)),
        named("utf-16-be-no-mark", "the same, the other way round", utf_16(&record, u16::to_be_bytes)),
        named("html", "the head of a web page", "<!DOCTYPE html>\n<html lang=\"fr\"><head>\n"),
        named("rtf", "the head of a document in RTF", "{\\rtf1\\ansi\\deff0\n"),
        named("e-mail", "the head of an e-mail", mail),
        named("text", "text of no known format", "Bonjour,\nvoici le relevé.\n"),
        named("four-letters", "a word", "abcd"),
        named(
            "columns-before-records",
            "what looks like a table stands before the records",
            junk("Date;Compte;Nom\nx;y;z\n"),
        ),
        named(
            "header-before-records",
            "headers of an e-mail stand before the records",
            junk("From: a\nSubject: releve\n\n"),
        ),
        named(
            "orders-before-records",
            "a 03 stands before the records",
            junk(&line("0302        123456", 120)),
        ),
    ]
}
