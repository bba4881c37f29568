//! What stands around the entries: header, signature, accounts, balances.

use std::io;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::entry::{Day, element, escaped};
use super::fitid::{Identifiers, Key, Numbers};
use super::text;
use crate::check::Period;
use crate::convert::unsigned_zero;
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::{Account, Statement};
use crate::wire::layout::{Field, RecordCode};

/// Longest BANKID, BRANCHID and ACCTID that the definition of OFX has, in characters.
const BANKID: usize = 9;
const BRANCHID: usize = 22;
const ACCTID: usize = 22;

/// Windows-1252 is `1252` and nothing else: readers refuse `8859-1` and `ISO-8859-1`.
const HEADER: &[u8] = b"OFXHEADER:100\r\n\
    DATA:OFXSGML\r\n\
    VERSION:102\r\n\
    SECURITY:NONE\r\n\
    ENCODING:USASCII\r\n\
    CHARSET:1252\r\n\
    COMPRESSION:NONE\r\n\
    OLDFILEUID:NONE\r\n\
    NEWFILEUID:NONE\r\n\
    \r\n";

const STATUS: &[u8] = b"<STATUS>\r\n<CODE>0</CODE>\r\n<SEVERITY>INFO</SEVERITY>\r\n</STATUS>\r\n";

/// One statement, its entries written.
#[derive(Debug)]
pub(super) struct Part {
    /// `None` for a statement without a new balance.
    pub(super) period: Option<Period>,
    /// The entries' elements.
    pub(super) entries: Vec<u8>,
    /// Where in them the identifiers stand that a number may change.
    pub(super) fitids: Vec<(usize, Key)>,
    /// The old balance.
    pub(super) start: (NaiveDate, Decimal),
    first_day: NaiveDate,
    last_day: NaiveDate,
    balance: (NaiveDate, Decimal),
}

impl Part {
    /// The statement without its entries' elements.
    pub(super) fn new(statement: &Statement<'_>) -> Result<Part> {
        let opening = &statement.opening;
        let days = || statement.entries.iter().map(|entry| entry.booking_date);
        let last_booking = days().max().unwrap_or(opening.date);
        let balance = match &statement.closing {
            Some(closing) => (closing.date, closing.amount),
            // OFX cannot do without one; what the entries read so far make of the old balance is true.
            None => {
                let out_of_range = || Diagnostic::new(Code::AmountOutOfRange, Severity::Error);
                (last_booking.max(opening.date), statement.expected_closing().ok_or_else(out_of_range)?)
            }
        };
        let start = opening.date.succ_opt().unwrap_or(opening.date);
        Ok(Part {
            period: Period::of(statement),
            entries: Vec::new(),
            fitids: Vec::new(),
            start: (opening.date, opening.amount),
            first_day: days().min().unwrap_or(start).min(start).min(balance.0),
            last_day: last_booking.max(balance.0),
            balance,
        })
    }
}

impl Part {
    /// Gives the entries the identifiers of their numbers; they have those of the first until then.
    pub(super) fn number(&mut self, numbers: &mut Numbers, identifiers: &mut Identifiers) {
        for (place, key) in &self.fitids {
            let number = numbers.next(*key);
            let fitid = identifiers.fitid(*key, number);
            if let Some(written) = self.entries.get_mut(*place..).and_then(<[u8]>::first_chunk_mut) {
                *written = fitid;
            }
        }
    }
}

/// Refuses an account that has no French bank details, or any that do not fit.
pub(super) fn require_account(statement: &Statement<'_>) -> Result<()> {
    let account = &statement.account;
    let parts = [
        (&account.bank_code, BANKID, Field::BankCode),
        (&account.branch_code, BRANCHID, Field::BranchCode),
        (&account.number, ACCTID, Field::AccountNumber),
    ];
    for (part, longest, field) in parts {
        let mut encoded = Vec::new();
        text::encode(part, false, &mut encoded);
        let code = match encoded.len() {
            0 => Code::AccountIncomplete,
            length if length > longest => Code::FieldTooLong,
            _ => continue,
        };
        let refused = Diagnostic::new(code, Severity::Error).with_field(RecordCode::OldBalance, field);
        return Err(match statement.opening.position {
            Some(position) => refused.with_position(position).into(),
            None => refused.into(),
        });
    }
    Ok(())
}

/// The document being written.
#[derive(Debug)]
pub(super) struct Document<W> {
    out: W,
    buffer: Vec<u8>,
    server_date: Option<NaiveDateTime>,
    /// When the source last changed.
    source_time: Option<NaiveDateTime>,
    /// The last closing date.
    last_day: Option<NaiveDate>,
    started: bool,
    /// How many statements were written.
    count: u64,
}

impl<W: io::Write> Document<W> {
    pub(super) fn new(out: W, server_date: Option<NaiveDateTime>) -> Document<W> {
        Document {
            out,
            buffer: Vec::new(),
            server_date,
            source_time: None,
            last_day: None,
            started: false,
            count: 0,
        }
    }

    /// Takes notice of a statement's dates, of which one dates the document.
    pub(super) fn date(&mut self, statement: &Statement<'_>) {
        self.source_time = self.source_time.max(statement.source_time);
        self.last_day = self.last_day.max(statement.closing.as_ref().map(|closing| closing.date));
    }

    /// Writes parts of one account that follow one another as one statement.
    pub(super) fn statement(&mut self, account: &Account<'_>, parts: &[&Part]) -> Result<()> {
        let (Some(first_day), Some(last_day), Some(last)) = (
            parts.iter().map(|part| part.first_day).min(),
            parts.iter().map(|part| part.last_day).max(),
            parts.last(),
        ) else {
            return Ok(());
        };
        self.start();
        let out = &mut self.buffer;
        if self.count == 0 {
            out.extend_from_slice(b"<BANKMSGSRSV1>\r\n");
        }
        out.extend_from_slice(b"<STMTTRNRS>\r\n");
        element("TRNUID", self.count, out);
        out.extend_from_slice(STATUS);
        out.extend_from_slice(b"<STMTRS>\r\n");
        text_element("CURDEF", account.currency.as_str(), out);
        bank_account(account, out);
        out.extend_from_slice(b"<BANKTRANLIST>\r\n");
        element("DTSTART", Day(first_day), out);
        element("DTEND", Day(last_day), out);
        self.flush()?;
        for part in parts {
            self.out.write_all(&part.entries)?;
        }
        let out = &mut self.buffer;
        out.extend_from_slice(b"</BANKTRANLIST>\r\n<LEDGERBAL>\r\n");
        element("BALAMT", unsigned_zero(last.balance.1), out);
        element("DTASOF", Day(last.balance.0), out);
        out.extend_from_slice(b"</LEDGERBAL>\r\n</STMTRS>\r\n</STMTTRNRS>\r\n");
        self.count = self.count.saturating_add(1);
        self.flush()
    }

    /// Closes the document.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.start();
        if self.count > 0 {
            self.buffer.extend_from_slice(b"</BANKMSGSRSV1>\r\n");
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
        out.extend_from_slice(HEADER);
        out.extend_from_slice(b"<OFX>\r\n<SIGNONMSGSRSV1>\r\n<SONRS>\r\n");
        out.extend_from_slice(STATUS);
        match (self.server_date.or(self.source_time), self.last_day) {
            (Some(time), _) => {
                element("DTSERVER", format_args!("{}{}", Day(time.date()), time.format("%H%M%S")), out);
            }
            // Without a statement there is no date, and the clock would make the output another each time.
            (None, day) => element("DTSERVER", Day(day.unwrap_or_default()), out),
        }
        // ISO 639-2 has FRE and FRA for French; banks write FRA, and strict readers take no other.
        element("LANGUAGE", "FRA", out);
        out.extend_from_slice(b"</SONRS>\r\n</SIGNONMSGSRSV1>\r\n");
    }

    fn flush(&mut self) -> Result<()> {
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

fn bank_account(account: &Account<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<BANKACCTFROM>\r\n");
    text_element("BANKID", &account.bank_code, out);
    text_element("BRANCHID", &account.branch_code, out);
    text_element("ACCTID", &account.number, out);
    element("ACCTTYPE", account_type(account.kind.as_deref()), out);
    if let Some(key) = account.rib_key() {
        element("ACCTKEY", key, out);
    }
    out.extend_from_slice(b"</BANKACCTFROM>\r\n");
}

fn account_type(kind: Option<&str>) -> &'static str {
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "savings" | "livret" => "SAVINGS",
        "loan" | "credit" => "CREDITLINE",
        _ => "CHECKING",
    }
}

fn text_element(name: &str, value: &str, out: &mut Vec<u8>) {
    let mut encoded = Vec::new();
    text::encode(value, false, &mut encoded);
    escaped(name, &encoded, out);
}
