//! Arbitrary statements, and records with arbitrary damage.

use cfonb::chrono::{NaiveDate, TimeDelta};
use cfonb::rust_decimal::Decimal;
use cfonb::{
    Account, Balance, Currency, Detail, Entry, InternalCode, OperationCode, Qualifier, RejectCode, Statement,
};
use proptest::prelude::*;

use crate::support::{complement, halves, movement, new, old};

/// Capitals, digits, punctuation, lower case and accents. No two of them together are a character of UTF-8 when
/// they are written in Windows-1252, or the record would rightly be taken for UTF-8.
const TEXT: &str = "[A-Za-z0-9*./(),'&<;=+éèàçùôÉÀ ]";

fn text(most: usize) -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just(String::new()),
        prop::string::string_regex(&format!("{TEXT}{{0,{most}}}")).unwrap(),
        Just("É".repeat(most)),
    ];
    text.prop_map(|text| text.trim().to_owned())
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (0..36_525i64).prop_map(|days| NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + TimeDelta::days(days))
}

fn amount(decimals: u8) -> impl Strategy<Value = Decimal> {
    let largest = 99_999_999_999_999i64;
    prop_oneof![-20..=20i64, -largest..=largest, Just(largest), Just(-largest)]
        .prop_map(move |minor| Decimal::new(minor, u32::from(decimals)))
}

fn balance(decimals: u8) -> impl Strategy<Value = Balance<'static>> {
    (date(), amount(decimals)).prop_map(|(date, amount)| Balance::new(date, amount))
}

fn detail() -> impl Strategy<Value = Detail<'static>> {
    let qualifier = prop_oneof![
        Just(None),
        prop::sample::select(Qualifier::ALL).prop_map(Some),
        "[ -~]{3}".prop_map(|code| Qualifier::new(&code)),
    ];
    let indented = (text(30), 0..40usize).prop_map(|(text, indent)| " ".repeat(indent) + &text);
    let text = prop_oneof![text(70), indented].prop_map(|text| text.trim_end().to_owned());
    (qualifier, text).prop_map(|(qualifier, text)| Detail::new(qualifier, text))
}

fn entry(decimals: u8) -> impl Strategy<Value = Entry<'static>> {
    let number = prop_oneof![
        Just(None),
        "[0-9]{7}".prop_map(|number| Some(number).filter(|number| number != "0000000")),
        "[A-Z][0-9A-Z]{0,6}".prop_map(Some),
    ];
    let codes =
        ("[ -~]{2}", "[ -~]{4}", prop_oneof![Just(String::new()), "[0-9A-Z]{2}".prop_map(String::from)]);
    let texts = (text(31), number, text(16));
    let flags = (any::<Option<bool>>(), any::<Option<bool>>());
    let rest = (flags, prop::collection::vec(detail(), 0..4));
    (date(), prop::option::of(date()), amount(decimals), codes, texts, rest).prop_map(
        |(
            booking_date,
            value_date,
            amount,
            (operation, internal, reject),
            (label, number, reference),
            rest,
        )| {
            let mut entry = Entry::new(booking_date, amount, label);
            entry.value_date = value_date;
            entry.operation_code = OperationCode::new(&operation);
            entry.internal_code = InternalCode::new(&internal);
            entry.reject_code = RejectCode::new(&reject).filter(|code| code.as_str() != "00");
            entry.entry_number = number.map(Into::into);
            entry.reference = Some(reference).filter(|text| !text.is_empty()).map(Into::into);
            ((entry.commission_exempt, entry.unavailable), entry.details) = rest;
            entry
        },
    )
}

pub(crate) fn any_statement() -> impl Strategy<Value = Statement<'static>> {
    let account = ("[0-9]{5}", "[0-9]{5}", "[0-9A-Z]{1,11}", "[A-Z]{3}", 0..=9u8);
    account.prop_flat_map(|(bank, branch, number, currency, decimals)| {
        let mut account = Account::new(bank, branch, number, Currency::new(&currency).unwrap());
        account.decimals = decimals;
        let entries = prop::collection::vec(entry(decimals), 0..5);
        (Just(account), balance(decimals), entries, balance(decimals)).prop_map(
            |(account, opening, entries, closing)| {
                Statement::new(account, opening, closing).with_entries(entries)
            },
        )
    })
}

/// Bytes that a failure shows as text.
#[derive(Clone)]
pub(crate) struct Bytes(pub(crate) Vec<u8>);

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

/// The lines of a file whose lines end with LF.
pub(crate) fn lines_of(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

/// The four records of a sound statement.
fn sound() -> Vec<Vec<u8>> {
    let lines = [
        old(100_000),
        movement(1234, "VIREMENT EXEMPLE SA").put(105, "REF-EXEMPLE"),
        complement("RCN", &halves("EXEMPLE-0042", "SALA")),
        new(101_234),
    ];
    lines.iter().map(crate::support::Line::bytes).collect()
}

/// A byte that is no line end: any, or one that means something somewhere.
fn byte() -> impl Strategy<Value = u8> {
    let any = any::<u8>().prop_filter("a line end", |byte| !matches!(byte, b'\n' | b'\r'));
    prop_oneof![any, prop::sample::select(&b" 0123456789{}AJRajrEUX\xE8\xE9\0"[..])]
}

/// The records of a statement, some columns of which hold anything; none of them is UTF-8.
pub(crate) fn any_record() -> impl Strategy<Value = Vec<Bytes>> {
    // Mostly where anything may stand, or few of the records could be read.
    let column = prop_oneof![1 => 2..120usize, 2 => 40..90usize, 2 => 104..120usize, 1 => 7..11usize];
    let change = (0..4usize, column, prop::collection::vec(byte(), 1..8));
    let cuts = (0..4usize, 104..=120usize);
    (prop::collection::vec(change, 1..5), cuts, prop::option::of("[A-Z]{3}")).prop_map(
        |(changes, (cut, width), currency)| {
            let mut lines = sound();
            if let Some(currency) = currency {
                lines.iter_mut().for_each(|line| line[16..19].copy_from_slice(currency.as_bytes()));
            }
            for (at, column, bytes) in changes {
                for (offset, byte) in bytes.into_iter().enumerate().take(120 - column) {
                    lines[at][column + offset] = byte;
                }
            }
            lines[cut].truncate(width);
            let utf8 = |line: &Vec<u8>| !line.is_ascii() && std::str::from_utf8(line).is_ok();
            let lines = if lines.iter().any(utf8) { sound() } else { lines };
            lines.into_iter().map(Bytes).collect()
        },
    )
}

#[derive(Debug, Clone)]
enum Damage {
    Delete(usize, usize),
    Insert(usize, Vec<u8>),
    Swap(usize, usize),
    Overwrite(usize, u8),
    Repeat(usize),
    Drop(usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let garbage = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..130),
        Just(b"\0\0\0".to_vec()),
        Just(b"\x1A".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(vec![b' '; 125]),
        Just("É".as_bytes().to_vec()),
        Just(b"\xC9".to_vec()),
        Just(b"\xEF\xBB\xBF".to_vec()),
        Just(b"01".to_vec()),
        Just(b"04".to_vec()),
    ];
    prop_oneof![
        (any::<usize>(), 1..130usize).prop_map(|(at, count)| Damage::Delete(at, count)),
        (any::<usize>(), garbage).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (any::<usize>(), byte()).prop_map(|(at, byte)| Damage::Overwrite(at, byte)),
        any::<usize>().prop_map(Damage::Repeat),
        any::<usize>().prop_map(Damage::Drop),
    ]
}

/// Two or three sound statements, damaged.
pub(crate) fn damaged() -> impl Strategy<Value = Bytes> {
    let eol = prop::sample::select(&["\n", "\r\n", "\r", ""][..]);
    (1..4usize, eol, prop::collection::vec(damage(), 0..6), any::<bool>()).prop_map(
        |(statements, eol, damages, stripped)| {
            let mut lines: Vec<_> = std::iter::repeat_with(sound).take(statements).flatten().collect();
            if stripped && !eol.is_empty() {
                lines.iter_mut().for_each(|line| line.truncate(line.trim_ascii_end().len().max(104)));
            }
            for damage in &damages {
                damage.lines(&mut lines);
            }
            let mut bytes: Vec<u8> = lines.iter().flat_map(|line| [line, eol.as_bytes()].concat()).collect();
            for damage in damages {
                damage.bytes(&mut bytes);
            }
            Bytes(bytes)
        },
    )
}

impl Damage {
    /// Damage to the order of lines.
    fn lines(&self, lines: &mut Vec<Vec<u8>>) {
        let count = lines.len().max(1);
        match *self {
            Damage::Swap(a, b) if !lines.is_empty() => lines.swap(a % count, b % count),
            Damage::Repeat(at) if !lines.is_empty() => lines.insert(at % count, lines[at % count].clone()),
            Damage::Drop(at) if !lines.is_empty() => drop(lines.remove(at % count)),
            _ => {}
        }
    }

    /// Damage to bytes, wherever they stand.
    fn bytes(self, bytes: &mut Vec<u8>) {
        let place = |at: usize| at % (bytes.len() + 1);
        match self {
            Damage::Delete(at, count) => {
                let start = place(at);
                let end = (start + count).min(bytes.len());
                bytes.drain(start..end);
            }
            Damage::Insert(at, garbage) => {
                let start = place(at);
                bytes.splice(start..start, garbage);
            }
            Damage::Overwrite(at, byte) if !bytes.is_empty() => {
                let at = at % bytes.len();
                bytes[at] = byte;
            }
            _ => {}
        }
    }
}

/// Damaged statements, arbitrary bytes, and lines that only start like records.
pub(crate) fn any_input() -> impl Strategy<Value = Bytes> {
    let stubs = prop::collection::vec("(01|04|05|07|03|0|31|  04|)[0-9 A{}]{0,130}(\n|\r\n|\r|)", 0..12);
    prop_oneof![
        4 => damaged(),
        1 => prop::collection::vec(any::<u8>(), 0..700).prop_map(Bytes),
        2 => stubs.prop_map(|lines| Bytes(lines.concat().into_bytes())),
    ]
}
