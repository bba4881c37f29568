//! One entry: the element STMTTRN.

use std::fmt::Display;
use std::io::Write as _;

use chrono::{Datelike, NaiveDate};

use super::text;
use crate::convert::memo::{self, Memo};
use crate::convert::unsigned_zero;
use crate::model::Entry;

/// Longest NAME, MEMO, CHECKNUM, REFNUM that the definition of OFX has, in characters.
const NAME: usize = 32;
const MEMO: usize = 255;
const CHECKNUM: usize = 12;
const REFNUM: usize = 32;

/// Writes entries, and keeps the memory of one for the next.
#[derive(Debug, Default)]
pub(super) struct EntryWriter {
    memo: Memo,
    ascii: bool,
    /// How many texts held characters outside the character set.
    pub(super) respelt: u64,
    /// How many texts were cut.
    pub(super) cut: u64,
    complement: String,
    title: Vec<u8>,
    text: Vec<u8>,
}

impl EntryWriter {
    pub(super) fn new(memo: Memo, ascii: bool) -> EntryWriter {
        EntryWriter { memo, ascii, ..EntryWriter::default() }
    }

    /// Appends an entry with its identifier, not escaped. Gives back where the identifier stands.
    pub(super) fn write(&mut self, entry: &Entry<'_>, fitid: &[u8], out: &mut Vec<u8>) -> usize {
        out.extend_from_slice(b"<STMTTRN>\r\n");
        element("TRNTYPE", entry.ofx_type(), out);
        element("DTPOSTED", Day(entry.booking_date), out);
        let other_day = |day: Option<NaiveDate>| day.filter(|day| *day != entry.booking_date);
        if let Some(day) = other_day(entry.operation_date) {
            element("DTUSER", Day(day), out);
        }
        if let Some(day) = other_day(entry.value_date) {
            element("DTAVAIL", Day(day), out);
        }
        element("TRNAMT", unsigned_zero(entry.amount), out);
        let place = out.len().saturating_add("<FITID>".len());
        escaped("FITID", fitid, out);
        self.numbers(entry, out);
        self.wording(entry, out);
        out.extend_from_slice(b"</STMTTRN>\r\n");
        place
    }

    fn numbers(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let number = entry.entry_number.as_deref().unwrap_or_default();
        if !number.bytes().all(|byte| byte == b'0') {
            self.encode(number);
            // The end of a long number tells it from the next one.
            let from = self.text.len().saturating_sub(CHECKNUM);
            self.cut = self.cut.saturating_add(u64::from(from > 0));
            escaped("CHECKNUM", self.text.get(from..).unwrap_or_default().trim_ascii(), out);
        }
        self.encode(entry.reference.as_deref().unwrap_or_default());
        self.cut = self.cut.saturating_add(u64::from(self.text.len() > REFNUM));
        escaped("REFNUM", text::cut(&self.text, REFNUM), out);
    }

    /// NAME is the wording as far as it goes; MEMO repeats it whole if it was cut, and adds the complements.
    fn wording(&mut self, entry: &Entry<'_>, out: &mut Vec<u8>) {
        let title = self.title(entry);
        let name = text::cut(&self.title, NAME);
        escaped("NAME", name, out);

        self.complement.clear();
        self.memo.append_beside(entry, title, &mut self.complement);
        self.text.clear();
        if name.len() < self.title.len() {
            self.text.extend_from_slice(&self.title);
            if !self.complement.is_empty() {
                self.text.push(b' ');
            }
        }
        let respelt = text::encode(&self.complement, self.ascii, &mut self.text);
        self.respelt = self.respelt.saturating_add(u64::from(respelt > 0));
        self.cut = self.cut.saturating_add(u64::from(self.text.len() > MEMO));
        let memo = text::cut(&self.text, MEMO);
        if memo != name {
            escaped("MEMO", memo, out);
        }
    }

    /// Puts what to call the entry in `self.title`, never empty: its label, or else the other side's name, the
    /// meaning of its code, or the type.
    fn title<'e>(&mut self, entry: &'e Entry<'_>) -> &'e str {
        let meaning = entry.operation_code.and_then(|code| code.french());
        let titles = [Some(entry.label.as_ref()), memo::counterparty(entry), meaning];
        for title in titles.into_iter().flatten() {
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
        let respelt = text::encode(source, self.ascii, &mut self.text);
        self.respelt = self.respelt.saturating_add(u64::from(respelt > 0));
    }
}

/// Appends an element whose value needs no escape.
pub(super) fn element(name: &str, value: impl Display, out: &mut Vec<u8>) {
    // Writing to a vector cannot fail.
    let _ = write!(out, "<{name}>{value}</{name}>\r\n");
}

/// Appends an element with an encoded text; nothing for an empty one: readers of unclosed elements take an
/// empty one for the start of the rest.
pub(super) fn escaped(name: &str, value: &[u8], out: &mut Vec<u8>) {
    if value.is_empty() {
        return;
    }
    let _ = write!(out, "<{name}>");
    text::escape(value, out);
    let _ = write!(out, "</{name}>\r\n");
}

/// A date in eight digits. A longer form moves to the day before in readers that mind time zones.
pub(super) struct Day(pub(super) NaiveDate);

impl Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}{:02}{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}
