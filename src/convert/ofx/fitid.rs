//! The identifier of an entry, version 1: see the parent module for what it is made of.
//!
//! Nothing of this can change, or readers would take every entry they know for a new one.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write as _;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::model::digits::{Days, iso_day, push_mantissa};
use crate::model::{Account, Entry};
use crate::wire::words::{each, has_small, is_line_without, is_one_line};

/// Between fields; no field holds it, being a control character.
const SEPARATOR: u8 = 0x1F;

/// A table that is cleared instead of made anew has room for at most so many keys, or a few more.
const FEW: usize = 4096;

/// 32 hexadecimal digits.
pub(super) type Fitid = [u8; 32];

/// What entries with the same identifier, but for their occurrence number, have in common.
pub(super) type Key = [u8; 16];

/// The keys of the entries of one account after another.
#[derive(Debug)]
pub(super) struct Keys {
    bytes: Vec<u8>,
    /// How many of them say the account.
    account: usize,
    days: Days<10>,
}

impl Keys {
    pub(super) fn new() -> Keys {
        Keys { bytes: Vec::new(), account: 0, days: Days::new(iso_day) }
    }

    /// Those that follow are of this account.
    pub(super) fn begin(&mut self, account: &Account<'_>) {
        self.bytes.clear();
        self.bytes.extend_from_slice(b"v1");
        normal(&account.bank_code, &mut self.bytes);
        normal(&account.branch_code, &mut self.bytes);
        normal(&account.number, &mut self.bytes);
        normal(account.currency.as_str(), &mut self.bytes);
        self.account = self.bytes.len();
    }

    /// The key of an entry.
    pub(super) fn key(&mut self, entry: &Entry<'_>) -> Key {
        self.bytes.truncate(self.account);
        self.fields(entry);
        first_half(&Sha256::digest(&self.bytes))
    }

    /// Appends the eight fields that the version and the account do not make.
    fn fields(&mut self, entry: &Entry<'_>) {
        let Keys { bytes: out, days, .. } = self;
        out.push(SEPARATOR);
        put_date(days, entry.booking_date, out);
        out.push(SEPARATOR);
        if let Some(date) = entry.value_date {
            put_date(days, date, out);
        }
        match entry.operation_code.as_ref().map(|code| code.as_bytes()) {
            Some([one, other]) if one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric() => {
                let code = [*one, *other].map(|byte| byte.to_ascii_uppercase());
                out.push(SEPARATOR);
                out.extend_from_slice(&code);
            }
            _ => normal(entry.operation_code.as_ref().map_or("", |code| code.as_str()), out),
        }
        out.push(SEPARATOR);
        push_mantissa(entry.amount, out);
        out.push(SEPARATOR);
        match u8::try_from(entry.amount.scale()) {
            Ok(digit @ 0..=9) => out.push(b'0'.wrapping_add(digit)),
            _ => put(out, format_args!("{}", entry.amount.scale())),
        }
        let number = entry.entry_number.as_deref().unwrap_or_default();
        normal(if number.bytes().all(|byte| byte == b'0') { "" } else { number }, out);
        normal(entry.reference.as_deref().unwrap_or_default(), out);
        normal(&entry.label, out);
    }
}

/// Tells the entries of one chain apart that have their key in common.
#[derive(Debug, Clone, Default)]
pub(super) struct Occurrences(HashMap<u128, u32, Secret>);

impl Occurrences {
    /// The identifier of the next entry with this key.
    pub(super) fn next(&mut self, key: Key) -> Fitid {
        let count = self.count(key);
        if count == 1 { hexadecimal(key) } else { repeated(key, count) }
    }

    /// Counts one more entry with this key.
    pub(super) fn count(&mut self, key: Key) -> u32 {
        // As a number it is hashed at once.
        let count = self.0.entry(u128::from_ne_bytes(key)).or_insert(0);
        *count = count.saturating_add(1);
        *count
    }

    /// Forgets all entries, as none of their keys can come again.
    pub(super) fn clear(&mut self) {
        if self.0.capacity() <= FEW {
            self.0.clear();
        } else {
            // To clear it takes as long as it is large, and what is counted next may be small each time.
            self.0 = HashMap::default();
        }
    }
}

/// Hashes keys, which are hashes already, with a secret: whoever makes a file can search for texts whose keys are alike
/// in some bits, but not in bits that depend on what is drawn when it is read.
#[derive(Debug, Clone)]
struct Secret(u64, u64);

impl Default for Secret {
    fn default() -> Secret {
        let random = RandomState::new();
        Secret(random.hash_one(0), random.hash_one(1))
    }
}

impl BuildHasher for Secret {
    type Hasher = KeyHasher;

    fn build_hasher(&self) -> KeyHasher {
        KeyHasher { secret: self.clone(), hash: 0 }
    }
}

struct KeyHasher {
    secret: Secret,
    hash: u64,
}

impl Hasher for KeyHasher {
    fn write(&mut self, bytes: &[u8]) {
        let Secret(one, other) = self.secret;
        // A key, and nothing else.
        for key in bytes.as_chunks().0 {
            let (low, high) = halves(u128::from_ne_bytes(*key));
            let (low, high) = halves(u128::from(low ^ one).wrapping_mul(u128::from(high ^ other)));
            self.hash ^= low ^ high;
        }
    }

    fn finish(&self) -> u64 {
        self.hash
    }
}

#[allow(clippy::cast_possible_truncation, reason = "it is what halves are")]
fn halves(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}

/// The identifier of an entry with this key that is not the first one.
fn repeated(key: Key, count: u32) -> Fitid {
    let mut bytes = Vec::with_capacity(48);
    bytes.extend_from_slice(b"v1");
    bytes.push(SEPARATOR);
    bytes.extend_from_slice(&hexadecimal(key));
    bytes.push(SEPARATOR);
    put(&mut bytes, format_args!("{count}"));
    hexadecimal(first_half(&Sha256::digest(&bytes)))
}

fn put_date(days: &mut Days<10>, date: NaiveDate, out: &mut Vec<u8>) {
    match days.text(date) {
        Some(day) => out.extend_from_slice(&day),
        None => put(out, format_args!("{date}")),
    }
}

fn put(out: &mut Vec<u8>, text: std::fmt::Arguments<'_>) {
    // Writing to a vector cannot fail.
    let _ = out.write_fmt(text);
}

/// Appends a separator and a normalised text.
fn normal(text: &str, out: &mut Vec<u8>) {
    out.push(SEPARATOR);
    if text.is_empty() {
        return;
    }
    let start = out.len();
    // What the rules below leave as it is, or but for its case.
    if is_line_without(text, has_small) {
        return out.extend_from_slice(text.as_bytes());
    }
    if is_one_line(text) {
        out.extend_from_slice(text.as_bytes());
        return out.get_mut(start..).unwrap_or_default().make_ascii_uppercase();
    }
    for character in text.chars() {
        if is_blank(character) {
            if out.len() > start && !out.ends_with(b" ") {
                out.push(b' ');
            }
        } else if let Some(spelling) = spelling(character) {
            out.extend_from_slice(spelling.as_bytes());
        } else {
            let character = character.to_ascii_uppercase();
            out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    if out.len() > start && out.ends_with(b" ") {
        out.pop();
    }
}

/// The blanks of version 1: a list of its own, for it can never follow a new release of Unicode.
fn is_blank(character: char) -> bool {
    matches!(character,
        '\0'..=' ' | '\u{7F}'..='\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}' | '\u{2029}'
        | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// How version 1 respells letters and signs of Windows-1252 and ISO-8859-15; `None` for what it keeps. A table
/// of its own, for it can never follow a new release of a transliteration.
fn spelling(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' | 'à'..='å' | 'ª' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' => "C",
        'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' => "E",
        'ƒ' => "F",
        'Ì'..='Ï' | 'ì'..='ï' => "I",
        'Ñ' | 'ñ' => "N",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'º' => "O",
        'Œ' | 'œ' => "OE",
        'Š' | 'š' => "S",
        'ß' | 'ẞ' => "SS",
        'Þ' | 'þ' => "TH",
        'Ù'..='Ü' | 'ù'..='ü' | 'µ' => "U",
        'Ý' | 'ý' | 'Ÿ' | 'ÿ' => "Y",
        'Ž' | 'ž' => "Z",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '€' => "EUR",
        '™' => "TM",
        '‘' | '’' | '‚' | '‹' | '›' => "'",
        '“' | '”' | '„' | '«' | '»' => "\"",
        '–' | '—' => "-",
        '…' => "...",
        '\u{AD}' | '\u{300}'..='\u{36F}' => "",
        _ => return None,
    })
}

fn first_half(hash: &[u8]) -> Key {
    hash.first_chunk().copied().unwrap_or_default()
}

pub(super) fn hexadecimal(bytes: Key) -> Fitid {
    let mut text = [0; 32];
    for (eight, four) in text.as_chunks_mut::<8>().0.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *eight = eight_digits(u32::from_be_bytes(*four)).to_be_bytes();
    }
    text
}

/// Eight digits, the first one highest: the number is cut into halves, these into bytes and the bytes into digits, each
/// time all together.
fn eight_digits(number: u32) -> u64 {
    let cut = |number: u64, bits: u32, half: u64| (number & half << bits) << bits | number & half;
    let halves = cut(number.into(), 16, 0xFFFF);
    let bytes = cut(halves, 8, 0x0000_00FF_0000_00FF);
    let digits = cut(bytes, 4, 0x000F_000F_000F_000F);
    // One in the place of each digit that is a letter.
    let letters = digits.wrapping_add(each(6)) >> 4 & each(1);
    digits.wrapping_add(each(b'0')).wrapping_add(letters.wrapping_mul(u64::from(b'a' - b'9' - 1)))
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::model::{Currency, OperationCode};
    use crate::wire::encoding::Charset;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2020, 4, day).unwrap()
    }

    fn account() -> Account<'static> {
        Account::new("11111", "22222", "00123456789", Currency::EUR)
    }

    fn example(label: &'static str) -> Entry<'static> {
        let mut entry = Entry::new(day(24), Decimal::new(-1200, 2), label);
        entry.value_date = Some(day(25));
        entry.operation_code = OperationCode::new("91");
        entry
    }

    fn hashed(entry: &Entry<'_>) -> (String, String) {
        let mut keys = Keys::new();
        keys.begin(&account());
        let fitid = hexadecimal(keys.key(entry));
        let bytes = String::from_utf8(keys.bytes).unwrap().replace('\x1F', "|");
        (bytes, String::from_utf8(fitid.to_vec()).unwrap())
    }

    /// This test must never have to change.
    #[test]
    fn version_1_is_pinned() {
        let entry = example("Cotisation  carte Privilège");
        let (bytes, fitid) = hashed(&entry);
        assert_eq!(
            bytes,
            "v1|11111|22222|00123456789|EUR|2020-04-24|2020-04-25|91|-1200|2|||COTISATION CARTE PRIVILEGE"
        );
        assert_eq!(fitid, "51abcfad6b203d27e7ea235b74ae6987");
        let mut keys = Keys::new();
        keys.begin(&account());
        let key = keys.key(&entry);
        let mut twins = Occurrences::default();
        assert_eq!(twins.next(key), hexadecimal(key));
        assert_eq!(twins.next(key), *b"b6736a91bccdd8f87c29a13ed505c34d");
        assert_eq!(twins.next(key), *b"9ef72fb025879cd4bc3d356891dacd93");
        assert_eq!(repeated(key, 10), *b"df99836767a2999b8482fe031d75f178");

        let mut full = example(" chèque\u{a0}n°\t1 ");
        full.entry_number = Some("0000123".into());
        full.reference = Some(" Réf. 7 ".into());
        full.value_date = None;
        full.operation_code = None;
        full.amount = Decimal::new(1_500, 0);
        let (bytes, fitid) = hashed(&full);
        assert_eq!(bytes, "v1|11111|22222|00123456789|EUR|2020-04-24|||1500|0|0000123|REF. 7|CHEQUE N° 1");
        assert_eq!(fitid, "c9eaace43f2565e5724f48cf7b97b41a");
    }

    /// This test must never have to change either.
    #[test]
    fn every_character_of_windows_1252_is_pinned() {
        let bytes: Vec<u8> = (0..=255).collect();
        let normalised = |bytes: &[u8]| {
            let mut out = Vec::new();
            normal(&Charset::Windows1252.decode(bytes), &mut out);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(normalised(&bytes[..0x21]), "\x1F");
        insta::assert_snapshot!(&normalised(&bytes)[1..], @r##"!"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ{|}~ EUR 'F"...†‡ˆ‰S'OE Z ''""•--˜TMS'OE ZY ¡¢£¤¥¦§¨©A"¬®¯°±23´U¶·¸1O"¼½¾¿AAAAAAAECEEEEIIIIDNOOOOO×OUUUUYTHSSAAAAAAAECEEEEIIIIDNOOOOO÷OUUUUYTHY"##);
    }

    #[test]
    fn a_large_table_is_not_kept() {
        let mut occurrences = Occurrences::default();
        (0..2 * FEW as u128).for_each(|key| _ = occurrences.count(key.to_be_bytes()));
        occurrences.clear();
        assert!(occurrences.0.is_empty() && occurrences.0.capacity() <= FEW);
    }

    #[test]
    fn the_same_text_gives_the_same_identifier() {
        let (_, fitid) = hashed(&example("Dépôt à l’œuvre"));
        for same in ["DEPOT A L'OEUVRE", "De\u{301}po\u{302}t  à l'œuvre ", "dépôt\tà\u{202f}l'Œuvre"] {
            assert_eq!(hashed(&example(same)).1, fitid, "{same}");
        }
        // Characters without a spelling are kept, in their case.
        assert!(hashed(&example("Łódź")).0.ends_with("|ŁODź"));
        let mut zeros = example("Dépôt à l’œuvre");
        zeros.entry_number = Some("0000000".into());
        zeros.reference = Some("  ".into());
        assert_eq!(hashed(&zeros).1, fitid);
    }

    #[test]
    fn each_field_counts_and_none_runs_into_the_next() {
        let base = example("A");
        let mut entries = vec![base.clone(); 8];
        entries[1].label = "B".into();
        entries[2].reference = Some("A".into());
        entries[2].label = "".into();
        entries[3].entry_number = Some("A".into());
        entries[3].label = "".into();
        entries[4].amount = Decimal::new(-120, 1);
        entries[5].value_date = None;
        entries[6].booking_date = day(25);
        entries[7].operation_code = None;
        let distinct: std::collections::HashSet<_> = entries.iter().map(|entry| hashed(entry).1).collect();
        assert_eq!(distinct.len(), entries.len());
    }
}
