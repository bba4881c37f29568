//! One entry: the element STMTTRN.

use std::fmt::Display;
use std::io::Write as _;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::text::{self, Spelling};
use crate::convert::memo::{self, Memo};
use crate::convert::{conversions, unsigned_zero};
use crate::model::digits::{Days, plain_day, push_amount};
use crate::model::{Currency, Entry, OriginalAmount, Qualifier};

/// Longest NAME, MEMO, CHECKNUM, REFNUM that the definition of OFX has, in characters.
const NAME: usize = 32;
const MEMO: usize = 255;
const CHECKNUM: usize = 12;
const REFNUM: usize = 32;

/// How many digits a rate has that is computed: enough to get amounts of so many digits back.
const RATE: u32 = 12;

/// As [`escaped`], for an element whose name is known when this is compiled, as all of an entry's are.
macro_rules! text {
    ($name:literal, $value:expr, $out:expr) => {{
        let value: &[u8] = $value;
        if !value.is_empty() {
            $out.extend_from_slice(concat!("<", $name, ">").as_bytes());
            text::escape(value, $out);
            $out.extend_from_slice(concat!("</", $name, ">\r\n").as_bytes());
        }
    }};
}

/// The same for a value that needs no escape.
macro_rules! plain {
    ($name:literal, $value:expr, $out:expr) => {{
        $out.extend_from_slice(concat!("<", $name, ">").as_bytes());
        $out.extend_from_slice($value);
        $out.extend_from_slice(concat!("</", $name, ">\r\n").as_bytes());
    }};
}

/// The same for a text that needs neither an encoding nor an escape and is no longer than `most`; else nothing. Says
/// whether it was written.
macro_rules! short {
    ($name:literal, $value:expr, $most:expr, $out:expr) => {{
        let value: &str = $value;
        let is_short = !value.is_empty() && value.len() <= $most && text::is_plain(value);
        if is_short {
            plain!($name, value.as_bytes(), $out);
        }
        is_short
    }};
}

/// As [`day`], for days that come again.
macro_rules! date {
    ($name:literal, $date:expr, $days:expr, $out:expr) => {
        match $days.text($date) {
            Some(day) => plain!($name, &day, $out),
            None => element($name, Day($date), $out),
        }
    };
}

/// Writes entries, and keeps the memory of one for the next.
#[derive(Debug)]
pub(super) struct EntryWriter {
    memo: Memo,
    spelling: Spelling,
    days: Days<8>,
    /// How many texts held characters outside the character set.
    pub(super) respelt: u64,
    /// How many texts were cut.
    pub(super) cut: u64,
    complement: Vec<u8>,
    title: Vec<u8>,
    text: Vec<u8>,
}

impl EntryWriter {
    pub(super) fn new(memo: Memo, spelling: Spelling) -> EntryWriter {
        EntryWriter {
            memo,
            spelling,
            days: Days::new(plain_day),
            respelt: 0,
            cut: 0,
            complement: Vec::new(),
            title: Vec::new(),
            text: Vec::new(),
        }
    }

    /// Appends an entry of an account in the currency `home`, with its identifier, escaped. Returns where in
    /// `out` the identifier stands.
    pub(super) fn write(
        &mut self,
        entry: &Entry<'_>,
        home: Currency,
        fitid: &[u8],
        out: &mut Vec<u8>,
    ) -> usize {
        out.extend_from_slice(b"<STMTTRN>\r\n");
        plain!("TRNTYPE", entry.ofx_type().as_bytes(), out);
        date!("DTPOSTED", entry.booking_date, self.days, out);
        let other_day = |day: Option<NaiveDate>| day.filter(|day| *day != entry.booking_date);
        if let Some(date) = other_day(entry.operation_date) {
            date!("DTUSER", date, self.days, out);
        }
        if let Some(date) = other_day(entry.value_date) {
            date!("DTAVAIL", date, self.days, out);
        }
        out.extend_from_slice(b"<TRNAMT>");
        push_amount(unsigned_zero(entry.amount), b'.', out);
        out.extend_from_slice(b"</TRNAMT>\r\n");
        let place = out.len().saturating_add("<FITID>".len());
        plain!("FITID", fitid, out);
        self.numbers(entry, out);
        self.wording(entry, out);
        original_currency(entry, home, out);
        out.extend_from_slice(b"</STMTTRN>\r\n");
        place
    }

    fn numbers(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let number = entry.entry_number.as_deref().unwrap_or_default();
        if !number.bytes().all(|byte| byte == b'0') {
            self.encode(number);
            // The end of a long number tells it from the next one.
            self.note_cut(CHECKNUM);
            text!("CHECKNUM", self.spelling.end(&self.text, CHECKNUM), out);
        }
        if let Some(reference) = entry.reference.as_deref()
            && !short!("REFNUM", reference, REFNUM, out)
        {
            self.encode(reference);
            self.note_cut(REFNUM);
            text!("REFNUM", self.spelling.cut(&self.text, REFNUM), out);
        }
    }

    /// Counts `self.text` if it is too long.
    fn note_cut(&mut self, most: usize) {
        let cut = self.text.len() > most && self.spelling.count(&self.text) > most;
        self.cut = self.cut.saturating_add(u64::from(cut));
    }

    /// NAME is the wording as far as it goes; MEMO repeats it whole if it was cut, and adds the complements and
    /// the month of the order, which has no element.
    fn wording(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let is_short = short!("NAME", entry.label.as_ref(), NAME, out);
        let title = if is_short { entry.label.as_ref() } else { self.name(entry, out) };
        self.complement.clear();
        self.memo.append_beside(entry, title, &mut self.complement);
        // Nearly always there is nothing more to do: the pieces of a memo are one line each, and so is what they make.
        if is_short && entry.month.is_none() && self.complement.len() <= MEMO && self.complement.is_ascii() {
            if self.complement != title.as_bytes() {
                text!("MEMO", &self.complement, out);
            }
            return;
        }
        if is_short {
            self.title.clear();
            self.title.extend_from_slice(title.as_bytes());
        }
        self.memo(entry, out);
    }

    /// Writes NAME, from `self.title`.
    fn name<'e>(&mut self, entry: &'e Entry<'_>, out: &mut Vec<u8>) -> &'e str {
        let title = self.title(entry);
        text!("NAME", self.spelling.cut(&self.title, NAME), out);
        title
    }

    /// Writes MEMO, from `self.title` and `self.complement`.
    fn memo(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let name = self.spelling.cut(&self.title, NAME);
        if let Some(month) = &entry.month {
            self.complement.push(b' ');
            self.complement.extend_from_slice(month.as_bytes());
        }
        self.text.clear();
        if name.len() < self.title.len() {
            self.text.extend_from_slice(&self.title);
            if !self.complement.is_empty() {
                self.text.push(b' ');
            }
        }
        let complement = std::str::from_utf8(&self.complement).unwrap_or_default();
        let respelt = self.spelling.encode(complement, &mut self.text);
        self.respelt = self.respelt.saturating_add(u64::from(respelt > 0));
        self.note_cut(MEMO);
        let memo = self.spelling.cut(&self.text, MEMO);
        let name = self.spelling.cut(&self.title, NAME);
        if memo != name {
            text!("MEMO", memo, out);
        }
    }

    /// Puts what to call the entry in `self.title`, never empty: its label, or else the other side's name, the
    /// meaning of its code, or the type.
    fn title<'e>(&mut self, entry: &'e Entry<'_>) -> &'e str {
        let label = Some(entry.label.as_ref()).into_iter();
        let others = [memo::counterparty, |entry: &Entry<'_>| entry.operation_code?.french()];
        for title in label.chain(others.into_iter().filter_map(|title| title(entry))) {
            self.encode(title);
            if !self.text.is_empty() {
                std::mem::swap(&mut self.title, &mut self.text);
                return title;
            }
        }
        let kind = entry.ofx_type();
        self.title.clear();
        self.title.extend_from_slice(kind.as_bytes());
        kind
    }

    fn encode(&mut self, source: &str) {
        self.text.clear();
        let respelt = self.spelling.encode(source, &mut self.text);
        self.respelt = self.respelt.saturating_add(u64::from(respelt > 0));
    }
}

/// Appends the currency in which the order was, if it is another and its rate is known.
fn original_currency(entry: &Entry<'_>, home: Currency, out: &mut Vec<u8>) {
    if !entry.details.iter().any(|detail| detail.qualifier == Some(Qualifier::MMO)) {
        return;
    }
    let Some(original) = entry.info().original_amount else { return };
    if original.currency == home || !original.currency.is_well_formed() {
        return;
    }
    if let Some(rate) = rate(&original, entry.amount) {
        out.extend_from_slice(b"<ORIGCURRENCY>\r\n");
        element("CURRATE", rate, out);
        element("CURSYM", original.currency, out);
        out.extend_from_slice(b"</ORIGCURRENCY>\r\n");
    }
}

/// How much of the account's currency a unit of the original one is worth: the rate, or one by the rate, for
/// which way it is quoted is not said. `None` if neither makes the amount of the original one, up to a unit of
/// its last decimal.
fn rate(original: &OriginalAmount, amount: Decimal) -> Option<Decimal> {
    let quoted = original.exchange_rate?;
    if original.amount.is_zero() || amount.is_zero() {
        return None;
    }
    let rate = match conversions(original.amount, quoted, amount) {
        (None, None) => return None,
        (Some(times), by) if by.is_none_or(|by| times <= by) => quoted,
        _ => Decimal::ONE.checked_div(quoted)?.round_sf(RATE)?,
    };
    Some(rate.normalize())
}

/// Appends an element whose value needs no escape.
pub(super) fn element(name: &str, value: impl Display, out: &mut Vec<u8>) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "<{name}>{value}</{name}>\r\n");
}

/// Appends an element with an encoded text; nothing for an empty one: readers of unclosed elements take an
/// empty one for the start of the rest.
pub(super) fn escaped(name: &str, value: &[u8], out: &mut Vec<u8>) {
    if !value.is_empty() {
        out.push(b'<');
        out.extend_from_slice(name.as_bytes());
        out.push(b'>');
        text::escape(value, out);
        out.extend_from_slice(b"</");
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b">\r\n");
    }
}

/// Appends an element with a day.
pub(super) fn day(name: &str, date: NaiveDate, out: &mut Vec<u8>) {
    match plain_day(date) {
        Some(day) => escaped(name, &day, out),
        None => element(name, Day(date), out),
    }
}

/// A date in eight digits. A longer form moves to the day before in readers that mind time zones.
pub(super) struct Day(pub(super) NaiveDate);

impl Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}
