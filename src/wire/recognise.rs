//! Files of other formats, given by mistake.

use super::layout::WIDTH;

/// A name, and what helps with any other form of a statement.
macro_rules! ask {
    ($name:literal) => {
        concat!($name, "; ask the bank for the statement in CFONB 120 (AFB 120)")
    };
}

/// A name of files that go to the bank or come back from it, with what they are not.
macro_rules! other_cfonb {
    ($name:literal) => {
        concat!($name, ", which is no statement; ask the bank for the statement in CFONB 120 (AFB 120)")
    };
}

const GZIP: &str = "a gzip file; unpack it first (gzip -dc FILE | cfonb ...)";
const BZIP2: &str = "a bzip2 file; unpack it first (bzip2 -dc FILE | cfonb ...)";
const XZ: &str = "an xz file; unpack it first (xz -dc FILE | cfonb ...)";
const ZSTD: &str = "a Zstandard file; unpack it first (zstd -dc FILE | cfonb ...)";
const ARCHIVE: &str = "an archive; unpack it first";
const ZIP: &str = "a ZIP archive; unpack it first";
const WORKBOOK: &str = ask!("a workbook of a spreadsheet program (XLSX, ODS)");
const OLE: &str = ask!("an old document of Excel or Word (XLS, DOC)");
const PDF: &str = ask!("a PDF document");
const RTF: &str = ask!("a document in RTF");
const UTF_16_LE: &str = "UTF-16 text; convert it first (iconv -f UTF-16LE -t UTF-8 FILE | cfonb ...)";
const UTF_16_BE: &str = "UTF-16 text; convert it first (iconv -f UTF-16BE -t UTF-8 FILE | cfonb ...)";
const JSON: &str = "JSON; name its format with --from json or --from iswigo";
const EBCDIC: &str = "CFONB 120 in EBCDIC; name it with --encoding ebcdic";
const OFX: &str = ask!("OFX");
const QIF: &str = ask!("QIF");
const MT940: &str = ask!("SWIFT MT940");
const MT942: &str = ask!("SWIFT MT942 (movements of the day)");
const CSV: &str = ask!("CSV");
const E_MAIL: &str = "an e-mail; save the file that is attached to it";

/// The format that an input which is no CFONB 120 seems to be in, from its first bytes, and what to do about it.
///
/// ```
/// use cfonb::wire::recognise::other_format;
/// assert!(other_format(b"%PDF-1.7").unwrap().starts_with("a PDF document"));
/// assert_eq!(other_format(b"hello"), None);
/// ```
pub fn other_format(start: &[u8]) -> Option<&'static str> {
    let text = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    binary(start)
        .or_else(|| utf_16(start))
        .or_else(|| markup(text))
        .or_else(|| marked(text))
        // What follows is less certain: a few words may stand before the records of a sound file.
        .or_else(|| {
            if has_record(text) {
                None
            } else {
                orders(text).or_else(|| e_mail(text)).or_else(|| table(text))
            }
        })
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(text, needle).is_some()
}

/// Files that begin with a signature of their own.
fn binary(start: &[u8]) -> Option<&'static str> {
    let signatures: [(&[u8], &str); 11] = [
        (b"%PDF", PDF),
        (b"\x1F\x8B", GZIP),
        (b"BZh", BZIP2),
        (b"\xFD7zXZ\0", XZ),
        (b"\x28\xB5\x2F\xFD", ZSTD),
        (b"7z\xBC\xAF\x27\x1C", ARCHIVE),
        (b"Rar!\x1A\x07", ARCHIVE),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OLE),
        (b"{\\rtf", RTF),
        (b"\xF0\xF1", EBCDIC),
        (b"PK\x03\x04", ZIP),
    ];
    let name = signatures.into_iter().find(|(signature, _)| start.starts_with(signature))?.1;
    let workbook = [&b"[Content_Types].xml"[..], b"_rels/.rels", b"opendocument.spreadsheet", b"xl/"];
    Some(match name {
        ZIP if workbook.into_iter().any(|entry| contains(start, entry)) => WORKBOOK,
        name => name,
    })
}

fn utf_16(start: &[u8]) -> Option<&'static str> {
    let is_text = |byte: u8| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\r' | b'\n');
    match *start {
        [0xFF, 0xFE, ..] => Some(UTF_16_LE),
        [0xFE, 0xFF, ..] => Some(UTF_16_BE),
        [one, 0, other, 0, ..] if is_text(one) && is_text(other) => Some(UTF_16_LE),
        [0, one, 0, other, ..] if is_text(one) && is_text(other) => Some(UTF_16_BE),
        _ => None,
    }
}

fn markup(text: &[u8]) -> Option<&'static str> {
    if !text.starts_with(b"<") {
        return None;
    }
    let names: [(&[u8], &str); 9] = [
        (b"camt.052", ask!("camt.052 (movements of the day)")),
        (b"camt.053", ask!("camt.053")),
        (b"camt.054", ask!("camt.054 (notifications)")),
        (b"xsd:pain.002", other_cfonb!("pain.002 (the state of payment orders)")),
        (b"xsd:pain.", other_cfonb!("pain (payment orders)")),
        (b"<OFX", OFX),
        (b"<?OFX", OFX),
        (b"office:spreadsheet", ask!("a workbook of Excel in XML")),
        (b"<HTML", ask!("a web page (HTML)")),
    ];
    let name = names.into_iter().find(|(needle, _)| contains(text, needle)).map(|(_, name)| name);
    let lower = text.get(..1024).unwrap_or(text).to_ascii_lowercase();
    let is_html = contains(&lower, b"<html") || contains(&lower, b"<!doctype html");
    name.or(is_html.then_some(ask!("a web page (HTML)"))).or(Some(ask!("XML")))
}

/// Text that begins with a mark of its format.
fn marked(text: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 10] = [
        (b"OFXHEADER", OFX),
        (b"!Type:", QIF),
        (b"!Account", QIF),
        (b"!Option:", QIF),
        (b"!Clear:", QIF),
        (b"{1:F", MT940),
        (b":20:", MT940),
        (b"{", JSON),
        (b"[", JSON),
        (b"03PI", other_cfonb!("CFONB 320 (international transfer orders)")),
    ];
    let name = marks.into_iter().find(|(mark, _)| text.starts_with(mark))?.1;
    let of_the_day = [&b"{2:O942"[..], b"{2:I942", b"\n:34F:", b"\n:13D:"];
    Some(match name {
        MT940 if of_the_day.into_iter().any(|mark| contains(text, mark)) => MT942,
        name => name,
    })
}

/// Whether a line starts like an old balance: code 01 and a bank of five digits.
fn has_record(text: &[u8]) -> bool {
    lines(text).any(|line| {
        let line = line.trim_ascii_start();
        line.starts_with(b"01") && line.get(2..7).is_some_and(|bank| bank.iter().all(u8::is_ascii_digit))
    })
}

/// The lines that are not blank.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.trim_ascii().is_empty())
}

/// CFONB of other widths: its lines are longer than those of a statement, or begin with what none of its lines has.
fn orders(text: &[u8]) -> Option<&'static str> {
    let codes: [(&[u8], &str); 6] = [
        (b"0302", other_cfonb!("CFONB 160 (transfer orders)")),
        (b"0382", other_cfonb!("CFONB 160 (transfer orders)")),
        (b"0308", other_cfonb!("CFONB 160 (direct debit orders)")),
        (b"0385", other_cfonb!("CFONB 160 (direct debit orders)")),
        (b"0306", other_cfonb!("CFONB 160 (bills of exchange)")),
        (b"0360", other_cfonb!("CFONB 160 (bills of exchange)")),
    ];
    let line = lines(text).next()?;
    let is_long = line.len() > WIDTH;
    let name = codes.into_iter().find(|(code, _)| line.starts_with(code)).map(|(_, name)| name);
    let blanks = line.get(4..12).is_some_and(|columns| columns.iter().all(|byte| *byte == b' '));
    match name {
        Some(name) if is_long || blanks => Some(name),
        None if is_long && line.starts_with(b"31") => Some(other_cfonb!("CFONB 240 (unpaid items)")),
        _ => None,
    }
}

/// Two header lines at the start, such as `From: ` and `Subject: `.
fn e_mail(text: &[u8]) -> Option<&'static str> {
    const HEADERS: [&[u8]; 11] = [
        b"return-path:",
        b"received:",
        b"delivered-to:",
        b"from:",
        b"to:",
        b"cc:",
        b"subject:",
        b"date:",
        b"message-id:",
        b"mime-version:",
        b"content-type:",
    ];
    let is_header = |line: &&[u8]| {
        let lower = line.to_ascii_lowercase();
        HEADERS.into_iter().any(|header| lower.starts_with(header)) || lower.starts_with(b"x-")
    };
    let mut lines = lines(text);
    let first = lines.next()?;
    // A long header goes on after a blank.
    let second = lines.find(|line| !line.starts_with(b" ") && !line.starts_with(b"\t"))?;
    let starts = is_header(&first) || first.starts_with(b"From ");
    (starts && is_header(&second)).then_some(E_MAIL)
}

/// Two lines with the same columns, or one that names them.
fn table(text: &[u8]) -> Option<&'static str> {
    [(b';', 1), (b'\t', 1), (b',', 2)].into_iter().find_map(|(separator, least)| {
        let columns = |line: &[u8]| line.iter().filter(|byte| **byte == separator).count();
        let named = lines(text).take(1).any(|line| names_columns(line) && columns(line) >= least);
        let mut before = 0;
        let repeated = lines(text).take(12).any(|line| {
            let now = columns(line);
            now >= least && std::mem::replace(&mut before, now) == now
        });
        (named || repeated).then_some(CSV)
    })
}

/// Whether a line begins with `date`, `compte` or the like, in quotes or not.
fn names_columns(line: &[u8]) -> bool {
    const NAMES: [&[u8]; 9] =
        [b"date", b"\"date", b"compte", b"\"compte", b"account", b"\"account", b"num", b"\"num", b"libell"];
    let lower = line.to_ascii_lowercase();
    NAMES.into_iter().any(|name| lower.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::other_format;

    fn named(start: impl AsRef<[u8]>, name: &str) {
        let start = start.as_ref();
        let found = other_format(start).unwrap_or_default();
        assert!(found.contains(name), "{}: {found}, not {name}", start.escape_ascii());
        assert!(found.contains("; "), "{found}: what to do");
    }

    fn line(start: &str, width: usize) -> String {
        format!("{start:<width$}\n")
    }

    #[test]
    fn other_files_of_a_bank() {
        named(line("0302        123456       24040EXEMPLE SA", 160), "CFONB 160 (transfer");
        named(line("0308        123456       24040EXEMPLE SA", 160), "CFONB 160 (direct debit");
        named(line("0360 1      123456", 160).trim_end().to_owned() + &line("", 200), "CFONB 160 (bills");
        named(line("3180", 240), "CFONB 240");
        named(line("03PI1", 320), "CFONB 320");
        named("0302        123456", "CFONB 160");
        let iso = |name: &str| {
            format!("<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:{name}\">")
        };
        for name in ["camt.052", "camt.053", "camt.054", "pain.002"] {
            named(iso(&format!("{name}.001.02")), name);
        }
        named(iso("pain.001.001.03"), "payment orders");
        named("<?xml version=\"1.0\"?><?OFX OFXHEADER=\"200\"?>", "OFX");
        named("OFXHEADER:100\r\nDATA:OFXSGML", "OFX");
        named("\r\n:20:940S\r\n:25:1", "MT940");
        named("{1:F01EXEMFRPPAXXX0000000000}{2:O9401200}", "MT940");
        named(":20:S\r\n:25:1\r\n:28C:1/1\r\n:34F:EUR0,\r\n", "MT942");
        named("!Type:Bank\nD01/02/2024\n", "QIF");
        named([0xF0, 0xF1, 0xF1], "EBCDIC");
    }

    #[test]
    fn documents_and_archives() {
        named("%PDF-1.7", "PDF");
        named("PK\x03\x04\x14\0\0\0", "ZIP");
        named("PK\x03\x04\x14\0\x06\0[Content_Types].xml", "XLSX");
        named(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "XLS");
        for (signature, name) in [
            (&b"\x1F\x8B\x08"[..], "gzip"),
            (b"BZh91AY&SY", "bzip2"),
            (b"\xFD7zXZ\0", "xz"),
            (b"\x28\xB5\x2F\xFD\x04", "zstd"),
            (b"7z\xBC\xAF\x27\x1C", "archive"),
        ] {
            named(signature, name);
        }
        named("<!DOCTYPE html>\n<html lang=\"fr\">", "HTML");
        named("<HTML><HEAD>", "HTML");
        named("<?xml version=\"1.0\"?><note/>", "XML");
        named("{\\rtf1\\ansi", "RTF");
        named("{\"statements\":[]}", "--from");
        named("\u{FEFF}[{\"a\":1}]", "--from");
        named("Return-Path: <a@example.org>\r\nReceived: from b\r\n by c\r\nSubject: x\r\n", "e-mail");
        named("From a@example.org Mon\nDate: x\n", "e-mail");
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        for text in ["0111111    22222", "\u{FEFF}0111111", "date;montant"] {
            named(text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), "UTF-16LE");
            named(text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>(), "UTF-16BE");
        }
    }

    #[test]
    fn tables_of_banks() {
        for table in [
            "Date;Date de valeur;D\u{e9}bit;Cr\u{e9}dit;Libell\u{e9};Solde\n",
            "\"Date\",\"Label\",\"Amount\"",
            "dateOp\tdateVal\tlabel\tamount\n",
            "Num\u{e9}ro Compte   ;00123456789\nType         ;CCP\nCompte tenu en  ;euros\n",
            "Compte courant n\u{b0} 00123456789;;\n\n24/04/2020;VIREMENT;12,00\n25/04/2020;CHEQUE;-5,00\n",
            "2024-01-02,VIREMENT,12.00\n2024-01-03,CHEQUE,-5.00\n",
            "31/01/2024;VIREMENT;12,00\r\n31/01/2024;CHEQUE;5,00\r\n",
        ] {
            named(table, "CSV");
        }
    }

    #[test]
    fn what_is_nothing_of_this_is_not_named() {
        let record = line("0111111    22222EUR2 00123456789  240420", 120);
        for start in [
            "",
            "ab,",
            "ab",
            "0111111",
            "0",
            "1",
            "31/01/2024 Vos op\u{e9}rations",
            "31 ",
            "PI\u{c8}CE JOINTE",
            "0302",
            "03021",
            "Bonjour, monsieur, voici, le, relev\u{e9}",
            "Bonjour,\nvoici le relev\u{e9}.\n",
            "Date: 24/04/2020\n",
            "BZ",
        ] {
            assert_eq!(other_format(start.as_bytes()), None, "{start}");
            // Nor what stands before a record.
            assert_eq!(other_format(format!("{start}\n{record}").as_bytes()), None, "{start}");
        }
        for start in ["a;b\nc;d", "Date;Compte;Nom", "From: a\nSubject: b", "0302        123456"] {
            assert!(other_format(start.as_bytes()).is_some(), "{start}");
            assert_eq!(other_format(format!("{start}\n{record}").as_bytes()), None, "{start}");
        }
    }
}
