//! What stands around the entries: header, signature, accounts, balances.

use std::io;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::account::{self, MessageSet};
use super::entry::{Day, day, element, escaped};
use super::kept::Part;
use super::options::{Options, Version};
use super::text::Spelling;
use crate::convert::unsigned_zero;
use crate::error::Result;
use crate::model::digits::push_amount;
use crate::model::{Account, Statement};

/// How much is gathered before it is written.
const BUFFER: usize = 64 << 10;

/// Windows-1252 is `1252` and nothing else: readers refuse `8859-1` and `ISO-8859-1`.
const HEADER_1: &[u8] = b"OFXHEADER:100\r\n\
    DATA:OFXSGML\r\n\
    VERSION:102\r\n\
    SECURITY:NONE\r\n\
    ENCODING:USASCII\r\n\
    CHARSET:1252\r\n\
    COMPRESSION:NONE\r\n\
    OLDFILEUID:NONE\r\n\
    NEWFILEUID:NONE\r\n\
    \r\n";

const HEADER_2: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\r\n\
    <?OFX OFXHEADER=\"200\" VERSION=\"211\" SECURITY=\"NONE\" OLDFILEUID=\"NONE\" NEWFILEUID=\"NONE\"?>\r\n";

const STATUS: &[u8] = b"<STATUS>\r\n<CODE>0</CODE>\r\n<SEVERITY>INFO</SEVERITY>\r\n</STATUS>\r\n";

/// The document being written.
#[derive(Debug)]
pub(super) struct Document<W> {
    out: W,
    buffer: Vec<u8>,
    version: Version,
    spelling: Spelling,
    server_date: Option<NaiveDateTime>,
    /// When the source last changed.
    source_time: Option<NaiveDateTime>,
    /// The last closing date.
    last_day: Option<NaiveDate>,
    started: bool,
    /// The message set that is being written: bank statements come before those of cards.
    set: Option<MessageSet>,
    /// How many statements were written.
    count: u64,
}

impl<W: io::Write> Document<W> {
    pub(super) fn new(out: W, options: &Options) -> Document<W> {
        Document {
            out,
            buffer: Vec::new(),
            version: options.version,
            spelling: Spelling::of(options).in_full(),
            server_date: options.server_date,
            source_time: None,
            last_day: None,
            started: false,
            set: None,
            count: 0,
        }
    }

    /// Takes notice of a statement's dates, of which one dates the document.
    pub(super) fn date(&mut self, statement: &Statement<'_>) {
        self.source_time = self.source_time.max(statement.source_time);
        self.last_day = self.last_day.max(statement.closing.as_ref().map(|closing| closing.date));
    }

    /// Starts a statement that is made of parts of one account that follow one another.
    pub(super) fn begin(&mut self, account: &Account<'_>, chain: &[&Part]) -> io::Result<()> {
        self.start();
        let out = &mut self.buffer;
        let set = MessageSet::of(account, self.spelling);
        let [messages, answer, statement] = set.names();
        if self.set != Some(set) {
            if let Some([before, ..]) = self.set.replace(set).map(MessageSet::names) {
                end_tag(before, out);
            }
            start_tag(messages, out);
        }
        start_tag(answer, out);
        element("TRNUID", self.count, out);
        out.extend_from_slice(STATUS);
        start_tag(statement, out);
        escaped("CURDEF", account.currency.as_str().as_bytes(), out);
        account::write(account, self.spelling, out);
        out.extend_from_slice(b"<BANKTRANLIST>\r\n");
        let (first_day, last_day) =
            (chain.iter().map(|part| part.first_day).min(), chain.iter().map(|part| part.last_day).max());
        day("DTSTART", first_day.unwrap_or_default(), out);
        day("DTEND", last_day.unwrap_or_default(), out);
        self.flush_full()
    }

    /// Writes entries of the statement.
    pub(super) fn entries(&mut self, entries: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(entries);
        self.flush_full()
    }

    /// Ends the statement with its balance.
    pub(super) fn end(&mut self, (date, amount): (NaiveDate, Decimal)) -> io::Result<()> {
        let out = &mut self.buffer;
        out.extend_from_slice(b"</BANKTRANLIST>\r\n<LEDGERBAL>\r\n");
        out.extend_from_slice(b"<BALAMT>");
        push_amount(unsigned_zero(amount), b'.', out);
        out.extend_from_slice(b"</BALAMT>\r\n");
        day("DTASOF", date, out);
        out.extend_from_slice(b"</LEDGERBAL>\r\n");
        if let Some([_, answer, statement]) = self.set.map(MessageSet::names) {
            end_tag(statement, out);
            end_tag(answer, out);
        }
        self.count = self.count.saturating_add(1);
        self.flush_full()
    }

    /// Closes the document.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.start();
        if let Some([messages, ..]) = self.set.map(MessageSet::names) {
            end_tag(messages, &mut self.buffer);
        }
        self.buffer.extend_from_slice(b"</OFX>\r\n");
        self.flush()?;
        self.out.flush().map_err(Into::into)
    }

    fn start(&mut self) {
        if self.started {
            return;
        }
        self.started = true;
        let out = &mut self.buffer;
        let (header, language): (&[u8], _) = match self.version {
            // ISO 639-2 has FRE and FRA for French; banks write FRA, and strict readers take no other.
            Version::V102 => (HEADER_1, "FRA"),
            // The schema has FRE only, those readers have not.
            Version::V211 => (HEADER_2, "ENG"),
        };
        out.extend_from_slice(header);
        out.extend_from_slice(b"<OFX>\r\n<SIGNONMSGSRSV1>\r\n<SONRS>\r\n");
        out.extend_from_slice(STATUS);
        match (self.server_date.or(self.source_time), self.last_day) {
            (Some(time), _) => {
                element("DTSERVER", format_args!("{}{}", Day(time.date()), time.format("%H%M%S")), out);
            }
            // Without a statement there is no date, and the clock would make the output another each time.
            (None, day) => element("DTSERVER", Day(day.unwrap_or_default()), out),
        }
        element("LANGUAGE", language, out);
        out.extend_from_slice(b"</SONRS>\r\n</SIGNONMSGSRSV1>\r\n");
    }

    fn flush_full(&mut self) -> io::Result<()> {
        if self.buffer.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

fn start_tag(name: &str, out: &mut Vec<u8>) {
    [b"<", name.as_bytes(), b">\r\n"].iter().for_each(|part| out.extend_from_slice(part));
}

fn end_tag(name: &str, out: &mut Vec<u8>) {
    [b"</", name.as_bytes(), b">\r\n"].iter().for_each(|part| out.extend_from_slice(part));
}
