//! camt.053, the bank-to-customer statement of ISO 20022.
//!
//! Version 08 (`camt.053.001.08`) by default, which the schemas of 09 to 14 take too with another namespace, or
//! 02. UTF-8 in the default namespace; one document whatever the number of accounts and days, one `Stmt` a
//! statement, in the order they come. An entry is a line.
//!
//! | statement | camt.053 |
//! |---|---|
//! | account | `Acct/Id/IBAN`, or `Othr` with bank, branch and number; `Svcr` with the bank code, issuer CFONB |
//! | number, currency, period | `Id`; of the first statement also `MsgId` |
//! | columns 105-120 of the old balance, if they are one to three digits | `ElctrncSeqNb` |
//! | when the source last changed, else the end of the last day | `CreDtTm` |
//! | from the day after the old balance to the new one, and every booking date | `FrToDt` |
//! | old balance, new balance | `Bal` OPBD, dated the first day of the period; CLBD |
//! | entries | `TxsSummry`, `Ntry` |
//!
//! | entry | camt.053 |
//! |---|---|
//! | place in the statement | `NtryRef` |
//! | amount | `Amt` with the decimals of its currency, `CdtDbtInd`; zero is a credit |
//! | reversal of a SEPA direct debit (A5, A6, B5, B6) | `RvslInd` |
//! | booking date, value date | `BookgDt/Dt`, `ValDt/Dt` |
//! | identifier, else reference, else entry number | `AcctSvcrRef`, of the entry and of its details |
//! | operation code | `BkTxCd/Domn` by [`Entry::bank_transaction_code`]; `Prtry/Cd`, issuer CFONB |
//! | exempt from commission | `ComssnWvrInd` |
//! | entry number | `ChqNb` for 01, 02, 03 and 15; where it is not in `AcctSvcrRef`, `Refs/Prtry` |
//! | label and its continuation (LIB) | `AddtlNtryInf`; without LCC also `RmtInf/Ustrd` |
//! | reject code | `RtrInf/Rsn`: the ISO reason, else the two digits; `AddtlInf`: the French label |
//! | day of the operation, if it is another than the booking date | `RltdDts/Prtry` |
//!
//! | complement | camt.053, in `NtryDtls/TxDtls` |
//! |---|---|
//! | NPY, IPY, CPY, PDO | `Dbtr`, `DbtrAcct` |
//! | NBE, IBE, CBE | `Cdtr`, `CdtrAcct` |
//! | NPO, IPO; NBU, IBU | `UltmtDbtr`; `UltmtCdtr` |
//! | LCC and LC2; LCS | `RmtInf/Ustrd`; `RmtInf/Strd/CdtrRefInf/Ref` |
//! | RCN | `EndToEndId`, unless `NOTPROVIDED`; `Purp`, as `Cd` if it is a code of the ISO list |
//! | REF | `PmtInfId`, `InstrId` |
//! | RUM | `MndtId`; the sequence in `AddtlTxInf` |
//! | MMO | `AmtDtls/InstdAmt`; `CcyXchg` if amount times or by rate is the entry's amount |
//! | FEE | `Chrgs` |
//! | any other, a second one, one without its form | `AddtlTxInf` |
//!
//! The debtor is who pays in the payment meant; in one that comes back it still is, whichever way the money
//! goes. An identifier is a BIC or BEI (`OrgId`), a SEPA creditor identifier (`PrvtId`) or another
//! (`OrgId/Othr` with its type). An account is an `IBAN` only if its check digits are right, else `Othr`.
//!
//! Texts hold any character but control characters, which become blanks. A remittance longer than 140
//! characters goes on in another `Ustrd`. A reference or account number that does not fit in its element is not
//! cut but stands in `AddtlTxInf`; other texts are cut. Where what was cut off stands nowhere else, that is
//! counted: [`Writer::diagnostics`].
//!
//! The bank's own operation code and the flag for funds not yet available have no place here.

mod amount;
mod entry;
mod exchange;
mod party;
mod purpose;
mod statement;
#[cfg(test)]
mod tests;
mod text;
mod totals;
mod transaction;
mod xml;

use std::fmt;
use std::io;

use chrono::NaiveDateTime;

use self::entry::EntryWriter;
use self::statement::{Head, IDENTIFIER};
use self::xml::{Xml, element};
use super::Sink;
use crate::error::{Code, Diagnostic, Result, Severity};
#[cfg(doc)]
use crate::model::Entry;
use crate::model::Statement;

/// How much is gathered before it is given to the medium.
const BUFFER: usize = 1 << 16;

/// A version of the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Version {
    /// `camt.053.001.02`, of 2009.
    V02,
    /// `camt.053.001.08`, of 2019.
    #[default]
    V08,
}

impl Version {
    /// The name of the message: `camt.053.001.08`.
    pub fn name(self) -> &'static str {
        match self {
            Version::V02 => "camt.053.001.02",
            Version::V08 => "camt.053.001.08",
        }
    }
}

/// How to write camt.053.
///
/// ```
/// use cfonb::convert::camt053::{Options, Version};
/// let options = Options::default().with_version(Version::V02).with_message_id("RELEVES-2024-01");
/// assert_eq!(options.version.name(), "camt.053.001.02");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// The version of the message.
    pub version: Version,
    /// Whether statements that do not add up, or were not read whole, are written all the same. One without a
    /// new balance has no CLBD then.
    pub unbalanced: bool,
    /// What to write for MsgId, up to 35 characters. By default the `Id` of the first statement, so that two
    /// documents that start with the same statement have the same.
    pub message_id: Option<String>,
    /// What to write for CreDtTm, of the message and of every statement. By default when the source last
    /// changed, if it says so, else the end of the statement's last day; the message has that of its first
    /// statement.
    pub creation_time: Option<NaiveDateTime>,
    /// Whether texts are written in ASCII, in their nearest spelling.
    pub ascii: bool,
}

impl Options {
    /// The same in another version.
    #[must_use]
    pub fn with_version(mut self, version: Version) -> Options {
        self.version = version;
        self
    }

    /// The same, writing statements that do not add up or not.
    #[must_use]
    pub fn with_unbalanced(mut self, unbalanced: bool) -> Options {
        self.unbalanced = unbalanced;
        self
    }

    /// The same with another MsgId.
    #[must_use]
    pub fn with_message_id(mut self, message_id: impl Into<String>) -> Options {
        self.message_id = Some(message_id.into());
        self
    }

    /// The same with a time for CreDtTm.
    #[must_use]
    pub fn with_creation_time(mut self, creation_time: NaiveDateTime) -> Options {
        self.creation_time = Some(creation_time);
        self
    }

    /// The same in ASCII or not.
    #[must_use]
    pub fn with_ascii(mut self, ascii: bool) -> Options {
        self.ascii = ascii;
        self
    }
}

/// Writes statements as camt.053.
///
/// ```
/// use cfonb::convert::{Sink, camt053};
/// use cfonb::{Account, Balance, Currency, Entry, Statement};
/// # fn main() -> Result<(), cfonb::Error> {
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let cents = |cents| rust_decimal::Decimal::new(cents, 2);
/// let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// let statement = Statement::new(account, Balance::new(day, cents(10000)), Balance::new(day, cents(8800)))
///     .with_entries(vec![Entry::new(day, cents(-1200), "COTISATION")]);
///
/// let mut out = Vec::new();
/// let mut writer = camt053::Writer::new(&mut out, camt053::Options::default());
/// writer.write(&statement)?;
/// writer.finish()?;
/// drop(writer);
/// let text = String::from_utf8(out).unwrap();
/// assert!(text.contains("<IBAN>FR7611111222220012345678975</IBAN>"));
/// assert!(text.contains(r#"<Amt Ccy="EUR">12.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"#));
/// # Ok(()) }
/// ```
///
/// Nothing of a statement is written that is refused:
///
/// - [`Code::Unbalanced`], [`Code::Incomplete`], unless [`Options::unbalanced`];
/// - [`Code::AccountIncomplete`] without an account number, [`Code::FieldTooLong`] for one that does not fit;
/// - [`Code::InvalidCurrency`] for a currency of the account that is not three capital letters;
/// - [`Code::AmountOutOfRange`] for an amount or sum of more than 18 digits or five decimals;
/// - [`Code::DateOutOfRange`] for a year that has not four digits.
///
/// The schemas have no document without a statement: [`finish`](Sink::finish) then says [`Code::NoStatement`]
/// and has written nothing.
pub struct Writer<W: io::Write> {
    out: W,
    options: Options,
    xml: Xml,
    entries: EntryWriter,
    started: bool,
}

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<W: io::Write> Writer<W> {
    /// A writer to `out`, which needs no buffer of its own. The last of what was written stays in the writer's
    /// until [`finish`](Sink::finish).
    pub fn new(out: W, options: Options) -> Writer<W> {
        let (xml, entries) = (Xml::new(options.ascii), EntryWriter::new(options.version));
        Writer { out, options, xml, entries, started: false }
    }

    /// What the output lacks of the input so far: texts that were cut ([`Code::FieldTooLong`]), texts with
    /// characters that XML has not ([`Code::TextTransliterated`]), each with its count.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let counts = [(Code::FieldTooLong, self.xml.cut), (Code::TextTransliterated, self.xml.respelt())];
        let happened = counts.into_iter().filter(|(_, count)| *count > 0);
        happened.map(|(code, count)| Diagnostic::new(code, Severity::Warning).with_count(count)).collect()
    }

    fn start(&mut self, head: &Head<'_>) -> Result<()> {
        if self.started {
            return Ok(());
        }
        let id = match &self.options.message_id {
            Some(id) if id.chars().count() > IDENTIFIER => return Err(refused(Code::FieldTooLong)),
            Some(id) if text::is_blank(id, self.options.ascii) => return Err(refused(Code::InvalidValue)),
            Some(id) => id.clone(),
            None => head.id(),
        };
        self.started = true;
        let xml = &mut self.xml;
        xml.raw(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:",
        );
        xml.raw(self.options.version.name());
        xml.raw("\">\n<BkToCstmrStmt>\n<GrpHdr>");
        element!(xml, MsgId, xml.text(&id, IDENTIFIER));
        element!(xml, CreDtTm, xml.time(head.created));
        xml.raw("<MsgPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>\n");
        Ok(())
    }

    fn flush(&mut self, beyond: usize) -> Result<()> {
        if self.xml.as_bytes().len() > beyond {
            self.out.write_all(self.xml.as_bytes())?;
            self.xml.clear();
        }
        Ok(())
    }
}

impl<W: io::Write> Sink for Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        if !self.options.unbalanced {
            statement.require_balanced()?;
        }
        let head = Head::new(statement, &self.options)?;
        self.start(&head)?;
        head.write(self.options.version, &mut self.xml);
        for (index, entry) in statement.entries.iter().enumerate() {
            self.entries.write(index.saturating_add(1), entry, head.currency, &mut self.xml);
            self.flush(BUFFER)?;
        }
        self.xml.raw("</Stmt>\n");
        self.flush(BUFFER)
    }

    fn finish(&mut self) -> Result<()> {
        if !self.started {
            return Err(Diagnostic::new(Code::NoStatement, Severity::Error).into());
        }
        self.xml.raw("</BkToCstmrStmt>\n</Document>\n");
        self.flush(0)?;
        self.out.flush().map_err(Into::into)
    }
}

fn refused(code: Code) -> crate::error::Error {
    Diagnostic::new(code, Severity::Error).with_path("message_id").into()
}
