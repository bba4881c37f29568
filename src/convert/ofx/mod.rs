//! OFX, which accounting and personal finance programs import.
//!
//! [1.02](Version::V102), SGML in Windows-1252, is the one variant that every reader takes with its accents;
//! [2.11](Version::V211), XML in UTF-8, has every character. Both hold the same elements, every one closed.
//!
//! An account is written as in France: bank, branch, account number, and the RIB key where there is one; its
//! [kind](crate::Account::kind) says whether it is one of savings or a loan. What has a number but no bank code is
//! a card: its statements are credit-card statements, behind those of all other accounts.
//!
//! - DTPOSTED is the booking date, DTUSER the day the operation was made and DTAVAIL the value date, both only
//!   where they differ from it; dates are eight digits, which no reader moves to another time zone.
//! - NAME is the label, cut after 32 characters; where it is empty, the other side's name, the meaning of the
//!   operation code, or the type. MEMO, up to 255 characters, is the whole label if it was cut, what
//!   [`Memo`](super::memo::Memo) chooses of the complements, and the month of a deferred order. What is cut is
//!   counted: [`Writer::diagnostics`].
//! - TRNTYPE is [`Entry::ofx_type`](crate::Entry::ofx_type), CHECKNUM the last 12 characters of the entry number,
//!   REFNUM the reference.
//! - ORIGCURRENCY is the currency of the order ([`Info::original_amount`](crate::Info::original_amount)), if it is
//!   not the account's. CURRATE is how much of the account's currency one unit of it is worth: the rate of the
//!   source or one by that rate, whichever makes the amount of the original amount, up to one unit of its last
//!   decimal. If neither does, or there is no rate, ORIGCURRENCY is left out. (libofx passes over it and says so.)
//! - LEDGERBAL is the new balance; there is no AVAILBAL, which a statement does not know.
//!
//! # Merging
//!
//! Banks send a statement a day. Statements of one account that follow one another (new balance = next old
//! balance, amount and date) become one, a chain, wherever they stand in the input; for this all entries are
//! kept, as written, until [`finish`](Sink::finish): up to 64 MiB in memory, more in an unnamed temporary file
//! ([`std::env::temp_dir`]). Of a statement that the input holds twice the copy is in another chain.
//!
//! [`Options::merge`] `= false` writes each statement at once, but for those of cards, whose place is at the end;
//! then 16 bytes stay in memory for each entry of an account, by which its twins are known.
//!
//! # Identifiers
//!
//! Readers drop in silence an entry whose FITID they know already, so it must be unique in its account and the
//! same in every export, for ever. The identifier that the source gives an entry is taken as it is; two that are
//! equal in one account are an error. CFONB has none; there the FITID is made of the entry's key, the first 128
//! bits of the SHA-256 of thirteen fields separated by the byte 1F:
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
//! Entries that have all this in common (two train tickets on one day) are told apart by counting. The FITID of
//! the first one is the key, in 32 lower-case hexadecimal digits. That of the n-th one, n being 2 or more, is
//! the first 128 bits, in such digits, of the SHA-256 of three fields separated by the byte 1F: `v1`, the key in
//! such digits, and n in decimal digits.
//!
//! Entries are counted along a chain, each chain by itself: in the order of its statements and of the entries in
//! each, and on into a statement whose new balance was not read. So it does not matter in which order statements
//! come, in which exports they are or how often: an entry has the same FITID in all, as long as an export does
//! not start between two entries of one day that have the same key. Without [`Options::merge`] entries are counted
//! in the order of the input, and from 1 again at each statement whose old balance is not the new balance, date
//! and amount, of the account's statement before it: this is the same for an input that has the statements of an
//! account in order.
//!
//! Complements, the bank's own code, the place in the file and balances are not part of it.
//!
//! For example the entry of −12.00 EUR with code 91 and the label `Cotisation  carte Privilège`, booked
//! on account 11111 22222 00123456789 on 24 April 2020 with value on the 25th, without number or reference
//! (`|` stands for the byte 1F), gives `51abcfad6b203d27e7ea235b74ae6987`, from
//!
//! ```text
//! v1|11111|22222|00123456789|EUR|2020-04-24|2020-04-25|91|-1200|2|||COTISATION CARTE PRIVILEGE
//! ```
//!
//! and a second one like it gives `b6736a91bccdd8f87c29a13ed505c34d`, from
//!
//! ```text
//! v1|51abcfad6b203d27e7ea235b74ae6987|2
//! ```
//!
//! None of this can change: readers would take every entry they know for a new one.

mod account;
mod document;
mod entry;
mod fitid;
mod kept;
mod options;
mod order;
mod render;
mod spool;
#[cfg(test)]
mod tests;
mod text;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io;

use self::account::MessageSet;
use self::document::Document;
use self::fitid::Occurrences;
use self::kept::{AccountState, Chain, Part, chains};
pub use self::options::{Options, Version};
use self::order::InputOrder;
use self::render::Renderer;
use self::spool::{Spool, SpoolReader};
use self::text::Spelling;
use super::{Sink, require_days};
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::{Account, Currency, Statement};

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
    accounts: HashMap<AccountKey, AccountState>,
    spool: Spool,
    renderer: Renderer,
    not_chained: u64,
}

/// Bank, branch, number, currency.
type AccountKey = (String, String, String, Currency);

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("options", &self.options).finish_non_exhaustive()
    }
}

impl<W: io::Write> Writer<W> {
    /// A writer to `out`, which needs no buffer of its own.
    pub fn new(out: W, options: Options) -> Writer<W> {
        Writer {
            document: Document::new(out, &options),
            accounts: HashMap::new(),
            spool: Spool::default(),
            renderer: Renderer::new(&options),
            options,
            not_chained: 0,
        }
    }

    /// What the output lacks of the input, once it is finished: texts that were cut
    /// ([`Code::FieldTooLong`]) or respelt ([`Code::TextTransliterated`]), statements that do not follow the
    /// others of their account ([`Code::NotChained`]), each with its count.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let counts = [
            (Code::FieldTooLong, self.renderer.entries.cut),
            (Code::TextTransliterated, self.renderer.entries.respelt),
            (Code::NotChained, self.not_chained),
        ];
        let happened = counts.into_iter().filter(|(_, count)| *count > 0);
        happened.map(|(code, count)| Diagnostic::new(code, Severity::Warning).with_count(count)).collect()
    }

    /// Writes the chains of each account, in the order in which accounts appeared, cards last.
    fn write_kept(&mut self) -> Result<()> {
        let mut spool = std::mem::take(&mut self.spool).into_reader()?;
        let mut accounts: Vec<AccountState> = std::mem::take(&mut self.accounts).into_values().collect();
        accounts.sort_by_key(|state| (state.set, state.rank));
        for state in accounts {
            if !self.options.merge {
                for part in &state.parts {
                    self.write_chain(&state.account, &Chain::of(part), &mut spool)?;
                }
                continue;
            }
            let chains = chains(&state.parts);
            let statements: usize = chains.iter().map(Chain::count).sum();
            let others = u64::try_from(statements).unwrap_or(u64::MAX).saturating_sub(1);
            self.not_chained = self.not_chained.saturating_add(others);
            for chain in chains {
                self.write_chain(&state.account, &chain, &mut spool)?;
            }
        }
        Ok(())
    }

    fn write_chain(
        &mut self,
        account: &Account<'_>,
        chain: &Chain<'_>,
        spool: &mut SpoolReader,
    ) -> Result<()> {
        let document = &mut self.document;
        let mut occurrences = Occurrences::default();
        if let Some(last) = chain.whole.last() {
            document.begin(account, &chain.whole)?;
            for (part, afresh) in chain.whole.iter().zip(chain.starts_afresh()) {
                if afresh {
                    occurrences.clear();
                }
                spool.replay(part.span, &mut occurrences, |entry| document.entries(entry))?;
            }
            document.end(last.balance)?;
        }
        for part in &chain.open {
            document.begin(account, &[part])?;
            spool.replay(part.span, &mut occurrences.clone(), |entry| document.entries(entry))?;
            document.end(part.balance)?;
        }
        Ok(())
    }
}

impl<W: io::Write> Sink for Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        if !self.options.unbalanced {
            statement.require_balanced()?;
        }
        require_days(statement)?;
        let in_full = Spelling::of(&self.options).in_full();
        account::require(statement, in_full)?;
        let mut part = Part::new(statement)?;

        let rank = self.accounts.len();
        let state = self.accounts.entry(key(&statement.account)).or_insert_with(|| AccountState {
            account: statement.account.clone().into_owned(),
            set: MessageSet::of(&statement.account, in_full),
            rank,
            input_order: InputOrder::default(),
            ids: HashSet::new(),
            parts: Vec::new(),
        });
        state.ids.extend(self.renderer.new_ids(statement, &state.ids)?);
        self.document.date(statement);

        let order = if self.options.merge {
            None
        } else {
            let chained = state.input_order.start(statement);
            self.not_chained = self.not_chained.saturating_add(u64::from(!chained));
            Some(&mut state.input_order)
        };
        if order.is_some() && state.set == MessageSet::Bank {
            self.document.begin(&statement.account, &[&part])?;
            self.renderer.render(statement, order, &mut part, |_, entry, _| self.document.entries(entry))?;
            return Ok(self.document.end(part.balance)?);
        }
        // Statements of cards come after those of all banks.
        part.span = self.spool.span();
        self.renderer.render(statement, order, &mut part, |part, entry, fitid| {
            self.spool.push(entry, fitid, &mut part.span)
        })?;
        state.parts.push(part);
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.write_kept()?;
        self.document.finish()
    }
}

fn key(account: &Account<'_>) -> AccountKey {
    let text = |text: &str| text.to_owned();
    (text(&account.bank_code), text(&account.branch_code), text(&account.number), account.currency)
}
