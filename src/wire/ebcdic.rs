//! EBCDIC files: code pages 297 (France) and 1147 (297 with the euro sign).
//!
//! The 2004 brochure foresees CFONB files in EBCDIC. [`EbcdicReader`] stands between such a file and a
//! [`Reader`](crate::Reader) and turns it, byte for byte, into Windows-1252: columns and offsets stay.
//!
//! Three things are not what a conversion tool does:
//!
//! - The sign of an amount is written C0 (credit) or D0 (debit) for a units digit of zero. In these code pages
//!   C0 is `é` and D0 is `è`, where CFONB means `{` and `}`. After a digit, where alone a sign can stand, they
//!   become `{` and `}`; anywhere else they are the letters.
//! - New line (15) and line feed (25) both become a line feed.
//! - Controls without a counterpart become 1A, SUBSTITUTE: a byte from 80 to 9F would be a letter or a symbol
//!   in Windows-1252.

use std::io::{self, Read};

use super::layout::RecordCode;

/// An EBCDIC code page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum CodePage {
    /// IBM code page 297, France.
    Cp297,
    /// IBM code page 1147: 297, with the euro sign in the place of the currency sign. The default: no bank
    /// writes a currency sign (`¤`).
    #[default]
    Cp1147,
}

impl CodePage {
    /// The page called so, in any case: `297`, `cp297`, `ibm297`, `ibm-297`, and so for 1147.
    ///
    /// ```
    /// use cfonb::wire::ebcdic::CodePage;
    /// assert_eq!(CodePage::from_name("IBM297"), Some(CodePage::Cp297));
    /// assert_eq!(CodePage::from_name("cp1147"), Some(CodePage::Cp1147));
    /// assert_eq!(CodePage::from_name("cp1252"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<CodePage> {
        let name = name.to_ascii_lowercase();
        let bare = name.strip_prefix("ibm").or_else(|| name.strip_prefix("cp")).unwrap_or(&name);
        match bare.strip_prefix('-').unwrap_or(bare) {
            "297" => Some(CodePage::Cp297),
            "1147" | "01147" => Some(CodePage::Cp1147),
            _ => None,
        }
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            CodePage::Cp297 => "ibm297",
            CodePage::Cp1147 => "ibm1147",
        }
    }

    /// The Windows-1252 bytes of these EBCDIC bytes, as many.
    ///
    /// ```
    /// use cfonb::wire::ebcdic::CodePage;
    /// let amount = CodePage::Cp297.decode(b"\xF1\xF2\xC0");
    /// assert_eq!(amount, b"12{");
    /// assert_eq!(CodePage::Cp1147.decode(b"\xC3\xC1\xC6\xC0\x40\x9F"), b"CAF\xE9 \x80");
    /// ```
    pub fn decode(self, bytes: &[u8]) -> Vec<u8> {
        let mut text = bytes.to_vec();
        self.decode_in_place(&mut text, None);
        text
    }

    /// Decodes a part of a file, given the byte before it; gives back its last byte.
    pub(crate) fn decode_in_place(self, bytes: &mut [u8], before: Option<u8>) -> Option<u8> {
        let mut previous = before;
        for byte in bytes {
            let read = *byte;
            *byte = match read {
                POSITIVE_ZERO if is_digit(previous) => b'{',
                NEGATIVE_ZERO if is_digit(previous) => b'}',
                CURRENCY if self == CodePage::Cp1147 => EURO,
                // The table has all 256, so there is always one.
                _ => TO_WINDOWS_1252.get(usize::from(read)).copied().unwrap_or(SUBSTITUTE),
            };
            previous = Some(read);
        }
        previous
    }
}

/// The EBCDIC byte of a letter or digit in Windows-1252.
#[cfg(feature = "mask")]
pub(crate) fn encoded(letter: u8) -> Option<u8> {
    let place = TO_WINDOWS_1252.iter().position(|byte| *byte == letter)?;
    u8::try_from(place).ok()
}

/// `+0` in a sign column; `é` in text.
const POSITIVE_ZERO: u8 = 0xC0;
/// `-0` in a sign column; `è` in text.
const NEGATIVE_ZERO: u8 = 0xD0;
/// The currency sign of 297, the euro of 1147.
const CURRENCY: u8 = 0x9F;
/// The euro in Windows-1252.
const EURO: u8 = 0x80;
/// In the place of a control that Windows-1252 has not.
const SUBSTITUTE: u8 = 0x1A;

fn is_digit(byte: Option<u8>) -> bool {
    matches!(byte, Some(0xF0..=0xF9))
}

/// Whether a file that starts with these bytes is EBCDIC: blanks and line ends, then the code of one of the
/// four records in EBCDIC digits. No file in ASCII or UTF-8 starts so.
///
/// ```
/// use cfonb::wire::ebcdic::is_ebcdic;
/// assert!(is_ebcdic(b"\xF0\xF1\xF1\xF1\xF1"));
/// assert!(!is_ebcdic(b"0111111"));
/// ```
pub fn is_ebcdic(start: &[u8]) -> bool {
    let blanks = start.iter().take_while(|byte| matches!(byte, 0x40 | 0x15 | 0x25 | 0x0D)).count();
    match start.get(blanks..) {
        Some([first @ 0xF0, second @ 0xF0..=0xF9, ..]) => {
            RecordCode::of(&CodePage::Cp297.decode(&[*first, *second])).is_some()
        }
        _ => false,
    }
}

/// Reads an EBCDIC file as Windows-1252.
///
/// ```
/// use std::io::Read;
/// use cfonb::wire::ebcdic::EbcdicReader;
/// let mut text = String::new();
/// EbcdicReader::new(&b"\xF0\xF1\xF1\xF1\xF1\xF1\xF1\x15"[..]).read_to_string(&mut text)?;
/// assert_eq!(text, "0111111\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EbcdicReader<R> {
    inner: R,
    page: CodePage,
    previous: Option<u8>,
}

impl<R: Read> EbcdicReader<R> {
    /// Reads code page 1147, the default.
    pub fn new(inner: R) -> EbcdicReader<R> {
        EbcdicReader::with_code_page(inner, CodePage::default())
    }

    /// Reads the given code page.
    pub fn with_code_page(inner: R, page: CodePage) -> EbcdicReader<R> {
        EbcdicReader { inner, page, previous: None }
    }

    /// What is read from.
    pub fn get_ref(&self) -> &R {
        &self.inner
    }

    /// Gives back what was read from.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Read for EbcdicReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        if let Some(bytes) = buffer.get_mut(..length) {
            self.previous = self.page.decode_in_place(bytes, self.previous);
        }
        Ok(length)
    }
}

/// Code page 297 in Windows-1252, where C0 and D0 are letters.
#[rustfmt::skip]
const TO_WINDOWS_1252: [u8; 256] = [
    // 0_ to 3_: controls.
    0x00, 0x01, 0x02, 0x03, 0x1A, 0x09, 0x1A, 0x7F, 0x1A, 0x1A, 0x1A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
    0x10, 0x11, 0x12, 0x13, 0x1A, 0x0A, 0x08, 0x1A, 0x18, 0x19, 0x1A, 0x1A, 0x1C, 0x1D, 0x1E, 0x1F,
    0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x0A, 0x17, 0x1B, 0x1A, 0x1A, 0x1A, 0x1A, 0x1A, 0x05, 0x06, 0x07,
    0x1A, 0x1A, 0x16, 0x1A, 0x1A, 0x1A, 0x1A, 0x04, 0x1A, 0x1A, 0x1A, 0x1A, 0x14, 0x15, 0x1A, 0x1A,
    // 4_: blank, no-break space, â ä @ á ã å \ ñ ° . < ( + !
    b' ', 0xA0, 0xE2, 0xE4, b'@', 0xE1, 0xE3, 0xE5, b'\\', 0xF1, 0xB0, b'.', b'<', b'(', b'+', b'!',
    // 5_: & { ê ë } í î ï ì ß § $ * ) ; ^
    b'&', b'{', 0xEA, 0xEB, b'}', 0xED, 0xEE, 0xEF, 0xEC, 0xDF, 0xA7, b'$', b'*', b')', b';', b'^',
    // 6_: - / Â Ä À Á Ã Å Ç Ñ ù , % _ > ?
    b'-', b'/', 0xC2, 0xC4, 0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xD1, 0xF9, b',', b'%', b'_', b'>', b'?',
    // 7_: ø É Ê Ë È Í Î Ï Ì µ : £ à ' = "
    0xF8, 0xC9, 0xCA, 0xCB, 0xC8, 0xCD, 0xCE, 0xCF, 0xCC, 0xB5, b':', 0xA3, 0xE0, b'\'', b'=', b'"',
    // 8_: Ø a-i « » ð ý þ ±
    0xD8, b'a', b'b', b'c', b'd', b'e', b'f', b'g', b'h', b'i', 0xAB, 0xBB, 0xF0, 0xFD, 0xFE, 0xB1,
    // 9_: [ j-r ª º æ ¸ Æ ¤
    b'[', b'j', b'k', b'l', b'm', b'n', b'o', b'p', b'q', b'r', 0xAA, 0xBA, 0xE6, 0xB8, 0xC6, 0xA4,
    // A_: ` ¨ s-z ¡ ¿ Ð Ý Þ ®
    b'`', 0xA8, b's', b't', b'u', b'v', b'w', b'x', b'y', b'z', 0xA1, 0xBF, 0xD0, 0xDD, 0xDE, 0xAE,
    // B_: ¢ # ¥ · © ] ¶ ¼ ½ ¾ ¬ | ¯ ~ ´ ×
    0xA2, b'#', 0xA5, 0xB7, 0xA9, b']', 0xB6, 0xBC, 0xBD, 0xBE, 0xAC, b'|', 0xAF, b'~', 0xB4, 0xD7,
    // C_: é A-I, soft hyphen, ô ö ò ó õ
    0xE9, b'A', b'B', b'C', b'D', b'E', b'F', b'G', b'H', b'I', 0xAD, 0xF4, 0xF6, 0xF2, 0xF3, 0xF5,
    // D_: è J-R ¹ û ü ¦ ú ÿ
    0xE8, b'J', b'K', b'L', b'M', b'N', b'O', b'P', b'Q', b'R', 0xB9, 0xFB, 0xFC, 0xA6, 0xFA, 0xFF,
    // E_: ç ÷ S-Z ² Ô Ö Ò Ó Õ
    0xE7, 0xF7, b'S', b'T', b'U', b'V', b'W', b'X', b'Y', b'Z', 0xB2, 0xD4, 0xD6, 0xD2, 0xD3, 0xD5,
    // F_: 0-9 ³ Û Ü Ù Ú, a control
    b'0', b'1', b'2', b'3', b'4', b'5', b'6', b'7', b'8', b'9', 0xB3, 0xDB, 0xDC, 0xD9, 0xDA, 0x1A,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::encoding::Charset;

    fn text(bytes: &[u8]) -> String {
        Charset::Windows1252.decode(&CodePage::Cp297.decode(bytes)).into_owned()
    }

    #[test]
    fn digits_and_letters_stand_where_all_ebcdic_pages_have_them() {
        let digits: Vec<u8> = (0xF0..=0xF9).collect();
        assert_eq!(text(&digits), "0123456789");
        let capitals: Vec<u8> = (0xC1..=0xC9).chain(0xD1..=0xD9).chain(0xE2..=0xE9).collect();
        assert_eq!(text(&capitals), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        let small: Vec<u8> = capitals.iter().map(|byte| byte - 0x40).collect();
        assert_eq!(text(&small), "abcdefghijklmnopqrstuvwxyz");
        assert_eq!(text(b"\x40\x4B\x5C\x60\x61\x4D\x5D"), " .*-/()");
    }

    #[test]
    fn french_letters_stand_where_page_297_has_them() {
        assert_eq!(text(b"\x7C\xE0\x6A\x52\xCB\x44\x79\x5A"), "àçùêô@µ§");
        assert_eq!(text(b"\xC3\xC1\xC6\xC0\x40\xC3\xD9\xD0\xD4\xC5"), "CAFé CRèME");
        assert_eq!(text(b"\x71\x74\x64\xFD\x68\x42\x57\xDB"), "ÉÈÀÙÇâïû");
        assert_eq!(text(b"\x51\x54\x90\xB5\x48\xBB\xA0\x5F\xBD\xB1\x7B\x5B\x9F"), "{}[]\\|`^~#£$¤");
    }

    #[test]
    fn the_euro_makes_1147() {
        let differences: Vec<u8> = (0..=255)
            .filter(|&byte| CodePage::Cp297.decode(&[byte]) != CodePage::Cp1147.decode(&[byte]))
            .collect();
        assert_eq!(differences, [0x9F]);
        assert_eq!(CodePage::Cp1147.decode(b"\x9F"), b"\x80");
        assert_eq!(Charset::Windows1252.decode(b"\x80"), "€");
    }

    #[test]
    fn signs_are_braces_after_a_digit_and_letters_elsewhere() {
        assert_eq!(CodePage::Cp297.decode(b"\xF0\xC0\xF1\xD0"), b"0{1}");
        assert_eq!(text(b"\xC0\x40\xC0\xD0\xC1\xD0"), "é éèAè");
        let signs: Vec<u8> = (0xC1..=0xC9).chain(0xD1..=0xD9).collect();
        assert_eq!(CodePage::Cp297.decode(&signs), b"ABCDEFGHIJKLMNOPQR");
    }

    #[test]
    fn each_character_has_one_place() {
        let mut bytes: Vec<u8> = (0x40..=0xFE).collect();
        bytes = bytes.iter().flat_map(|&byte| CodePage::Cp297.decode(&[byte])).collect();
        bytes.sort_unstable();
        let printable: Vec<u8> = (0x20..=0x7E).chain(0xA0..=0xFF).collect();
        assert_eq!(bytes, printable);
    }

    #[test]
    fn a_page_is_found_by_its_names() {
        for page in [CodePage::Cp297, CodePage::Cp1147] {
            assert_eq!(CodePage::from_name(page.name()), Some(page));
        }
        for name in ["297", "cp297", "CP-297", "ibm-297"] {
            assert_eq!(CodePage::from_name(name), Some(CodePage::Cp297), "{name}");
        }
        assert_eq!(CodePage::from_name("IBM01147"), Some(CodePage::Cp1147));
        assert_eq!(CodePage::from_name("500"), None);
    }

    #[test]
    fn line_ends() {
        assert_eq!(CodePage::Cp297.decode(b"\x15\x25\x0D"), b"\n\n\r");
    }

    #[test]
    fn a_sign_at_the_edge_of_a_read_is_still_a_sign() {
        let mut reader = EbcdicReader::with_code_page(&b"\xF1\xC0\xD6\xD0"[..], CodePage::Cp297);
        let mut bytes = Vec::new();
        let mut one = [0];
        while reader.read(&mut one).unwrap() == 1 {
            bytes.extend(one);
        }
        assert_eq!(bytes, b"1{O\xE8");
    }

    #[test]
    fn detection() {
        for code in [b"\xF0\xF1", b"\xF0\xF4", b"\xF0\xF5", b"\xF0\xF7"] {
            assert!(is_ebcdic(code));
        }
        assert!(is_ebcdic(b"\x15\x40\x25\xF0\xF1"));
        for other in [&b""[..], b"\xF0", b"01", b"@@@", b"\xF0\xF3", "ðñ".as_bytes(), b"%\r\n01"] {
            assert!(!is_ebcdic(other), "{other:?}");
        }
    }
}
