//! OFX 1.02, which accounting and personal finance programs import.
//!
//! SGML in Windows-1252, the one variant that every reader takes with its accents; every element is closed.
//! An account is written as in France: bank, branch, account number, and the RIB key where there is one.
//!
//! - DTPOSTED is the booking date, DTUSER the day the operation was made and DTAVAIL the value date, both only
//!   where they differ from it; dates are eight digits, which no reader moves to another time zone.
//! - NAME is the label, cut after 32 characters; where it is empty, the other side's name, the meaning of the
//!   operation code, or the type. MEMO, up to 255 characters, is the whole label if it was cut, and what
//!   [`Memo`] chooses of the complements. What is cut is counted: [`Writer::diagnostics`].
//! - TRNTYPE is [`Entry::ofx_type`](crate::Entry::ofx_type), CHECKNUM the last 12 characters of the entry number,
//!   REFNUM the reference.
//! - LEDGERBAL is the new balance; there is no AVAILBAL, which a statement does not know.
//!
//! # Merging
//!
//! Banks send a statement a day. Statements of one account that follow one another (new balance = next old
//! balance, amount and date) become one, wherever they stand in the input; for this all entries are kept in
//! memory, as written, until [`finish`](Sink::finish). [`Options::merge`] `= false` writes each at once.
//! Either way some dozen bytes stay in memory for each entry of an account, by which its twins are known.
//!
//! # Identifiers
//!
//! Readers drop in silence an entry whose FITID they know already, so it must be unique in its account and the
//! same in every export, for ever. The identifier that the source gives an entry is taken as it is; two that are
//! equal in one account are an error. CFONB has none; there the FITID is the first 128 bits, in 32 lower-case
//! hexadecimal digits, of the SHA-256 of fourteen fields separated by the byte 1F:
//!
//! 1. `v1`
//! 2. bank code
//! 3. branch code
//! 4. account number
//! 5. currency of the account
//! 6. booking date, `YYYY-MM-DD`
//! 7. value date, `YYYY-MM-DD`, or nothing
//! 8. interbank operation code, or nothing
//! 9. amount in minor units: its digits without a decimal point, `-` before a debit
//! 10. number of decimals of the amount
//! 11. entry number, or nothing where it is blank or zeros
//! 12. reference, or nothing
//! 13. label
//! 14. occurrence number, from 1
//!
//! Fields 2 to 5, 8 and 11 to 13 are normalised, so that a statement gives the same identifiers in whatever
//! character set it comes:
//!
//! - blanks and control characters (U+0000 to U+0020, U+007F to U+00A0, U+1680, U+2000 to U+200A, U+2028, U+2029,
//!   U+202F, U+205F, U+3000) become one blank, and none at either end;
//! - small letters of ASCII become capitals;
//! - letters of Windows-1252 with a diacritic become the capital without it, and `Æ` AE, `Ð` D, `ƒ` F, `Œ` OE,
//!   `ß` SS, `Þ` TH, `ª` A, `º` O, `µ` U, `¹²³` 1 2 3, `€` EUR, `™` TM; `‘’‚‹›` become `'`, `“”„«»` become `"`,
//!   `–` and `—` become `-`, `…` becomes `...`; combining marks (U+0300 to U+036F) and U+00AD are left out;
//! - every other character is kept, in UTF-8.
//!
//! The occurrence number tells entries apart that have the other thirteen fields in common (two train tickets
//! on one day). It counts within one account along statements that follow one another (the old balance is the
//! new balance, date and amount, of the one before), wherever they stand in the input, and starts again with
//! each such chain. So an entry has the same number in two exports that overlap, in an input that holds a
//! statement twice, and whether the days come oldest or newest first. With [`Options::merge`] `= false`, which
//! cannot look ahead, it counts in the order of the input: give the days in theirs.
//!
//! What it cannot tell apart are such entries of one day in two statements that are converted one at a time.
//!
//! Complements, the bank's own code, the place in the file and balances are not part of it.
//!
//! For example the first entry of −12.00 EUR with code 91 and the label `Cotisation  carte Privilège`, booked
//! on account 11111 22222 00123456789 on 24 April 2020 with value on the 25th, without number or reference
//! (`|` stands for the byte 1F), gives `5f08996642a721679975e56025a8a0a6`:
//!
//! ```text
//! v1|11111|22222|00123456789|EUR|2020-04-24|2020-04-25|91|-1200|2|||COTISATION CARTE PRIVILEGE|1
//! ```
//!
//! None of this can change: readers would take every entry they know for a new one.

mod document;
mod entry;
mod fitid;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use self::document::{Document, Part};
use self::entry::EntryWriter;
use self::fitid::{Identifiers, InOrder, Numbers};
use super::Sink;
use super::memo::Memo;
use crate::check;
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::{Account, Currency, Statement};

/// Longest FITID that the definition of OFX has, in characters.
const FITID: usize = 255;

/// A version of OFX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Version {
    /// 1.02, in SGML.
    #[default]
    V102,
}

/// How to write OFX.
///
/// ```
/// use cfonb::convert::{memo::Memo, ofx::Options};
/// let options = Options::default().with_merge(false).with_memo(Memo::none());
/// assert!(!options.merge && !options.unbalanced);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The version of OFX.
    pub version: Version,
    /// Whether statements that do not add up, or were not read whole, are written all the same.
    pub unbalanced: bool,
    /// Whether statements of one account that follow one another become one; they do by default.
    pub merge: bool,
    /// Which complements go into MEMO.
    pub memo: Memo,
    /// Whether texts are written in ASCII, in their nearest spelling.
    pub ascii: bool,
    /// What to write for DTSERVER, the time of the server's answer. By default when the source last changed, if
    /// it says so, else the last closing date; with `merge` off that is the first statement's.
    pub server_date: Option<NaiveDateTime>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            version: Version::default(),
            unbalanced: false,
            merge: true,
            memo: Memo::default(),
            ascii: false,
            server_date: None,
        }
    }
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

    /// The same, merging statements that follow one another or not.
    #[must_use]
    pub fn with_merge(mut self, merge: bool) -> Options {
        self.merge = merge;
        self
    }

    /// The same with other complements in MEMO.
    #[must_use]
    pub fn with_memo(mut self, memo: Memo) -> Options {
        self.memo = memo;
        self
    }

    /// The same in ASCII or not.
    #[must_use]
    pub fn with_ascii(mut self, ascii: bool) -> Options {
        self.ascii = ascii;
        self
    }

    /// The same with a time for DTSERVER.
    #[must_use]
    pub fn with_server_date(mut self, server_date: NaiveDateTime) -> Options {
        self.server_date = Some(server_date);
        self
    }
}

/// Writes statements as OFX.
///
/// ```
/// use cfonb::convert::{Sink, ofx};
/// use cfonb::{Account, Balance, Currency, Entry, Statement};
/// # fn main() -> Result<(), cfonb::Error> {
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let cents = |cents| rust_decimal::Decimal::new(cents, 2);
/// let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// let statement = Statement::new(account, Balance::new(day, cents(10000)), Balance::new(day, cents(8800)))
///     .with_entries(vec![Entry::new(day, cents(-1200), "COTISATION")]);
///
/// let mut out = Vec::new();
/// let mut writer = ofx::Writer::new(&mut out, ofx::Options::default());
/// writer.write(&statement)?;
/// writer.finish()?;
/// drop(writer);
/// let text = String::from_utf8(out).unwrap();
/// assert!(text.contains("<TRNAMT>-12.00</TRNAMT>"));
/// assert!(text.contains("<ACCTKEY>75</ACCTKEY>"));
/// # Ok(()) }
/// ```
pub struct Writer<W: io::Write> {
    document: Document<W>,
    options: Options,
    accounts: HashMap<Key, AccountState>,
    entries: EntryWriter,
    not_chained: u64,
}

/// Bank, branch, number, currency.
type Key = (String, String, String, Currency);

/// What is remembered of an account.
#[derive(Debug)]
struct AccountState {
    account: Account<'static>,
    /// How many accounts appeared before it.
    rank: usize,
    identifiers: Identifiers,
    order: InOrder,
    /// The identifiers that the source gave.
    ids: HashSet<Box<[u8]>>,
    parts: Vec<Part>,
}

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<W: io::Write> Writer<W> {
    /// A writer to `out`, which needs no buffer of its own.
    pub fn new(out: W, options: Options) -> Writer<W> {
        let entries = EntryWriter::new(options.memo.clone(), options.ascii);
        Writer {
            document: Document::new(out, options.server_date),
            options,
            accounts: HashMap::new(),
            entries,
            not_chained: 0,
        }
    }

    /// What the output lacks of the input, once it is finished: texts that were cut
    /// ([`Code::FieldTooLong`]) or respelt ([`Code::TextTransliterated`]), statements that do not follow the
    /// others of their account ([`Code::NotChained`]), each with its count.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let counts = [
            (Code::FieldTooLong, self.entries.cut),
            (Code::TextTransliterated, self.entries.respelt),
            (Code::NotChained, self.not_chained),
        ];
        let happened = counts.into_iter().filter(|(_, count)| *count > 0);
        happened.map(|(code, count)| Diagnostic::new(code, Severity::Warning).with_count(count)).collect()
    }

    /// Writes the chains of each account, in the order in which accounts appeared.
    fn write_kept(&mut self) -> Result<()> {
        let mut accounts: Vec<AccountState> = std::mem::take(&mut self.accounts).into_values().collect();
        accounts.sort_by_key(|state| state.rank);
        for mut state in accounts {
            let chains = chains(&state.parts);
            number(&mut state.parts, &chains, &mut state.identifiers);
            let others = u64::try_from(chains.len()).unwrap_or(u64::MAX).saturating_sub(1);
            self.not_chained = self.not_chained.saturating_add(others);
            for chain in chains {
                let parts: Vec<&Part> = chain.iter().filter_map(|index| state.parts.get(*index)).collect();
                self.document.statement(&state.account, &parts)?;
            }
        }
        Ok(())
    }
}

impl<W: io::Write> Sink for Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        if !self.options.unbalanced {
            statement.require_balanced()?;
        }
        document::require_account(statement)?;
        let mut part = Part::new(statement)?;

        let rank = self.accounts.len();
        let state = self.accounts.entry(key(&statement.account)).or_insert_with(|| AccountState {
            account: statement.account.clone().into_owned(),
            rank,
            identifiers: Identifiers::default(),
            order: InOrder::default(),
            ids: HashSet::new(),
            parts: Vec::new(),
        });
        let ids = new_ids(statement, &state.ids)?;
        for entry in &statement.entries {
            match entry.id.as_deref().map(id_bytes).filter(|id| !id.is_empty()) {
                Some(id) => {
                    self.entries.write(entry, &id, &mut part.entries);
                }
                None => {
                    let key = state.identifiers.key(&statement.account, entry);
                    let fitid = state.identifiers.fitid(key, 1);
                    let place = self.entries.write(entry, &fitid, &mut part.entries);
                    part.fitids.push((place, key));
                }
            }
        }
        state.ids.extend(ids);

        self.document.date(statement);
        if self.options.merge {
            state.parts.push(part);
            return Ok(());
        }
        let (numbers, chained) = state.order.start(statement);
        part.number(numbers, &mut state.identifiers);
        self.not_chained = self.not_chained.saturating_add(u64::from(!chained));
        self.document.statement(&statement.account, &[&part])
    }

    fn finish(&mut self) -> Result<()> {
        self.write_kept()?;
        self.document.finish()
    }
}

fn key(account: &Account<'_>) -> Key {
    let text = |text: &str| text.to_owned();
    (text(&account.bank_code), text(&account.branch_code), text(&account.number), account.currency)
}

/// The identifiers that the source gives, as they are written.
fn new_ids(statement: &Statement<'_>, known: &HashSet<Box<[u8]>>) -> Result<HashSet<Box<[u8]>>> {
    let mut ids = HashSet::new();
    for entry in &statement.entries {
        let Some(id) = entry.id.as_deref().map(id_bytes).filter(|id| !id.is_empty()) else { continue };
        let code = match () {
            () if id.len() > FITID => Code::FieldTooLong,
            () if known.contains(id.as_slice()) || !ids.insert(id.into_boxed_slice()) => Code::DuplicateId,
            () => continue,
        };
        let refused = Diagnostic::new(code, Severity::Error);
        return Err(entry
            .position
            .map_or(refused.clone(), |position| refused.with_position(position))
            .into());
    }
    Ok(ids)
}

fn id_bytes(id: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(id.len());
    text::encode(id, false, &mut bytes);
    bytes
}

/// The parts of one account in as few chains as can be; those without a new balance by themselves, at the end.
fn chains(parts: &[Part]) -> Vec<Vec<usize>> {
    let (complete, incomplete): (Vec<usize>, Vec<usize>) =
        (0..parts.len()).partition(|index| parts.get(*index).is_some_and(|part| part.period.is_some()));
    let periods: Vec<check::Period> = parts.iter().filter_map(|part| part.period).collect();
    let part = |index: usize| complete.get(index).copied();
    let mut chains: Vec<Vec<usize>> = check::chain(&periods)
        .into_iter()
        .map(|chain| chain.into_iter().filter_map(part).collect())
        .collect();
    chains.extend(incomplete.into_iter().map(|part| vec![part]));
    chains
}

/// Numbers the entries along each chain, so that the order of the input does not matter.
fn number(parts: &mut [Part], chains: &[Vec<usize>], identifiers: &mut Identifiers) {
    let mut ended: HashMap<(NaiveDate, Decimal), Numbers> = HashMap::new();
    for chain in chains {
        let mut numbers = Numbers::default();
        let mut end = None;
        for index in chain {
            let Some(part) = parts.get_mut(*index) else { continue };
            // A statement without an end stands by itself, but may go on from another one.
            if part.period.is_none() {
                numbers = ended.remove(&part.start).unwrap_or_default();
            }
            part.number(&mut numbers, identifiers);
            end = part.period.map(|period| (period.closing_date, period.closing_amount));
        }
        if let Some(end) = end {
            ended.insert(end, numbers);
        }
    }
}
