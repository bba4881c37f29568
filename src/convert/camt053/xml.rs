//! Elements and their contents, appended to a buffer.
//!
//! The forty elements of an entry as events of a general XML writer took longer than all the rest of the
//! conversion, reading included. So tags are constants here, put together by [`element`], which closes what it
//! opens.

use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use quick_xml::escape::partial_escape;

use super::amount::Amount;
use super::text::{self, Cleaner};
use crate::model::Currency;
use crate::model::digits::iso_day;

/// An element, or one inside the other (`BookgDt / Dt`), around what an expression appends. One that is empty
/// is left out: the schemas have no empty texts.
macro_rules! element {
    ($xml:expr, $($name:ident)/+, $content:expr) => {{
        let _ = $crate::convert::camt053::xml::written!($xml, $($name)/+, $content);
    }};
}

/// The same, saying whether it is there.
macro_rules! written {
    ($xml:expr, $($name:ident)/+, $content:expr) => {{
        let mark = $xml.open(concat!($("<", stringify!($name), ">"),+));
        $content;
        $xml.close(mark, $crate::convert::camt053::xml::closing!($($name)+))
    }};
}

/// The end tags of elements, the last opened first.
macro_rules! closing {
    (@ [$($done:expr),*]) => { concat!($($done),*) };
    (@ [$($done:expr),*] $name:ident $($rest:ident)*) => {
        $crate::convert::camt053::xml::closing!(@ ["</", stringify!($name), ">" $(, $done)*] $($rest)*)
    };
    ($($name:ident)+) => { $crate::convert::camt053::xml::closing!(@ [] $($name)+) };
}

pub(super) use {closing, element, written};

/// Where an element starts, and where its content does.
pub(super) struct Mark {
    before: usize,
    after: usize,
}

/// What is written and not yet given to the medium.
#[derive(Debug, Default)]
pub(super) struct Xml {
    buffer: Vec<u8>,
    cleaner: Cleaner,
    /// How many texts were cut.
    pub(super) cut: u64,
}

impl Xml {
    pub(super) fn new(ascii: bool) -> Xml {
        Xml { cleaner: Cleaner::new(ascii), ..Xml::default() }
    }

    /// How many texts held characters that were replaced.
    pub(super) fn respelt(&self) -> u64 {
        self.cleaner.respelt
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.buffer
    }

    pub(super) fn clear(&mut self) {
        self.buffer.clear();
    }

    /// For [`element`].
    #[inline(always)]
    pub(super) fn open(&mut self, tags: &'static str) -> Mark {
        let before = self.buffer.len();
        self.raw(tags);
        Mark { before, after: self.buffer.len() }
    }

    /// For [`element`].
    #[inline(always)]
    pub(super) fn close(&mut self, mark: Mark, tags: &'static str) -> bool {
        let written = self.buffer.len() > mark.after;
        if written {
            self.raw(tags);
        } else {
            self.buffer.truncate(mark.before);
        }
        written
    }

    /// What needs no escape.
    #[inline(always)]
    pub(super) fn raw(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    /// A text; what goes beyond `most` characters is cut, and counted.
    pub(super) fn text(&mut self, text: &str, most: usize) {
        let whole = self.start_of(text, most);
        self.cut = self.cut.saturating_add(u64::from(!whole));
    }

    /// A text; what goes beyond `most` characters is cut, for it stands elsewhere too.
    pub(super) fn text_whole_elsewhere(&mut self, text: &str, most: usize) {
        self.start_of(text, most);
    }

    /// The first characters of a text. Whether these are all.
    fn start_of(&mut self, text: &str, most: usize) -> bool {
        let text = self.cleaner.clean(text);
        let start = text.first(most);
        escape(&mut self.buffer, start, text.is_plain());
        start.len() == text.as_str().len()
    }

    /// A text of at most `most` characters, or nothing at all. Whether it was written, or there is none.
    pub(super) fn whole(&mut self, text: &str, most: usize) -> bool {
        let text = self.cleaner.clean(text);
        let fits = text.first(most).len() == text.as_str().len();
        if fits {
            escape(&mut self.buffer, text.as_str(), text.is_plain());
        }
        fits
    }

    /// A text in as many elements as it needs, of `most` characters each, divided at blanks. Where it stands, if
    /// that is one.
    pub(super) fn pieces(
        &mut self,
        text: &str,
        most: usize,
        [open, close]: [&'static str; 2],
    ) -> Range<usize> {
        let text = self.cleaner.clean(text);
        let mut rest = text.as_str();
        let mut only = 0..0;
        while !rest.is_empty() {
            let (piece, after) = text::divide(rest, most);
            self.buffer.extend_from_slice(open.as_bytes());
            let start = self.buffer.len();
            escape(&mut self.buffer, piece, text.is_plain());
            if piece.len() == text.as_str().len() {
                only = start..self.buffer.len();
            }
            self.buffer.extend_from_slice(close.as_bytes());
            rest = after;
        }
        only
    }

    /// What stands somewhere in the buffer, once more.
    pub(super) fn again(&mut self, place: Range<usize>) {
        if place.end <= self.buffer.len() {
            self.buffer.extend_from_within(place);
        }
    }

    /// Whether nothing would be written for a text.
    pub(super) fn is_blank(&self, text: &str) -> bool {
        text::is_blank(text, self.cleaner.ascii)
    }

    /// A whole number.
    pub(super) fn number(&mut self, number: usize) {
        self.amount(Amount::whole(number));
    }

    /// An amount without its currency.
    pub(super) fn amount(&mut self, amount: Amount) {
        amount.push(&mut self.buffer);
    }

    /// The element `Amt` with its attribute `Ccy`.
    pub(super) fn money(&mut self, amount: Amount, currency: Currency) {
        self.raw("<Amt Ccy=\"");
        self.buffer.extend_from_slice(currency.as_bytes());
        self.raw("\">");
        self.amount(amount);
        self.raw("</Amt>");
    }

    /// The element `CdtDbtInd`.
    pub(super) fn direction(&mut self, credit: bool) {
        self.raw(match credit {
            true => "<CdtDbtInd>CRDT</CdtDbtInd>",
            false => "<CdtDbtInd>DBIT</CdtDbtInd>",
        });
    }

    /// A day, `YYYY-MM-DD`.
    pub(super) fn date(&mut self, date: NaiveDate) {
        // Other days are refused before anything is written.
        self.buffer.extend_from_slice(&iso_day(date).unwrap_or_default());
    }

    /// A time without a zone, in whole seconds.
    pub(super) fn time(&mut self, time: NaiveDateTime) {
        self.date(time.date());
        let [hour, minute, second] = [digits(time.hour()), digits(time.minute()), digits(time.second())];
        let text = [b'T', hour[0], hour[1], b':', minute[0], minute[1], b':', second[0], second[1]];
        self.buffer.extend_from_slice(&text);
    }
}

/// Quotes need no escape in the content of an element.
fn escape(buffer: &mut Vec<u8>, text: &str, plain: bool) {
    if plain {
        buffer.extend_from_slice(text.as_bytes());
    } else {
        buffer.extend_from_slice(partial_escape(text).as_bytes());
    }
}

/// The last two digits.
fn digits(number: u32) -> [u8; 2] {
    let digit = |number: u32| b'0'.wrapping_add(u8::try_from(number % 10).unwrap_or_default());
    [digit(number / 10), digit(number)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml::default();
        write(&mut xml);
        String::from_utf8(xml.buffer).unwrap()
    }

    #[test]
    fn elements_are_nested_and_never_empty() {
        assert_eq!(written(|xml| element!(xml, A / B / C, xml.raw("x"))), "<A><B><C>x</C></B></A>");
        assert_eq!(
            written(|xml| element!(xml, A, {
                element!(xml, B, xml.text(" \u{7} ", 9));
                element!(xml, C / D, {});
            })),
            ""
        );
    }

    #[test]
    fn texts_are_escaped_and_cut_in_characters() {
        assert_eq!(written(|xml| xml.text("A & B <é> \"'", 140)), "A &amp; B &lt;é&gt; \"'");
        assert_eq!(written(|xml| xml.text("ÉÉÉÉ", 3)), "ÉÉÉ");
        assert_eq!(written(|xml| xml.text("&&&&", 3)), "&amp;&amp;&amp;");
        assert_eq!(written(|xml| assert!(!xml.whole("ABCD", 3))), "");
        assert_eq!(written(|xml| assert!(xml.whole("ABC", 3) && xml.whole("", 3))), "ABC");
        let mut xml = Xml::default();
        xml.text("ABC", 3);
        xml.text("ABCD", 3);
        xml.text_whole_elsewhere("ABCD", 3);
        assert_eq!((xml.cut, xml.as_bytes()), (1, &b"ABCABCABC"[..]));
    }

    #[test]
    fn long_texts_take_several_elements() {
        let pieces = |text: &str| {
            written(|xml| {
                xml.pieces(text, 5, ["<U>", "</U>"]);
            })
        };
        assert_eq!(pieces(""), "");
        assert_eq!(pieces("ABCDE"), "<U>ABCDE</U>");
        assert_eq!(pieces("AB CDE FGHIJKL"), "<U>AB</U><U>CDE</U><U>FGHIJ</U><U>KL</U>");
    }

    #[test]
    fn dates_and_times() {
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(written(|xml| xml.date(day)), "2024-02-29");
        assert_eq!(written(|xml| xml.time(day.and_hms_opt(7, 8, 59).unwrap())), "2024-02-29T07:08:59");
        // A leap second, which the schema does not know.
        let leap = day.and_hms_milli_opt(23, 59, 59, 1_500).unwrap();
        assert_eq!(written(|xml| xml.time(leap)), "2024-02-29T23:59:59");
        assert_eq!(written(|xml| xml.date(NaiveDate::from_ymd_opt(1, 1, 1).unwrap())), "0001-01-01");
    }
}
