//! CSV: one row per entry.
//!
//! | | [`Dialect::French`] | [`Dialect::Rfc4180`] |
//! |---|---|---|
//! | for | a French Excel | programs |
//! | bytes | UTF-8 with a byte order mark | UTF-8 |
//! | between cells | `;` | `,` |
//! | dates, decimals | `31/01/2024`, `-12,00` | `2024-01-31`, `-12.00` |
//! | guard against formulas | on | off: it alters the data |
//!
//! Both end every row with CRLF, put quotes only around the cells that need them, and start with one header
//! row. The columns of the French dialect are `Date`, `Date de valeur`, `Libellé`, `Libellé complémentaire`,
//! `Débit` and `Crédit` (both positive), `Montant` (signed), `Devise`, `Code opération`, `Numéro de chèque`,
//! `Référence`, `Compte`; those of the other `date`, `value_date`, `description`, `memo`, `amount`,
//! `currency`, `balance` (after the entry), `type_code`, `check_number`, `transaction_id`, `account`.
//!
//! `Référence` and `transaction_id` are the identifier that the source gives the entry, or else the entry's
//! reference; `Compte` and `account` the IBAN, or else bank, branch and account number run together. Line ends,
//! tabs and control characters inside a text are written as blanks.
//!
//! The guard puts `'` before a text that starts with `=`, `+`, `-` or `@`, which a spreadsheet would take for
//! a formula: wordings are chosen by third parties. Amounts and dates are never guarded.
//!
//! A statement that does not add up is written as it is: a spreadsheet is where one looks for the fault.

use std::fmt;
use std::io;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::memo::Memo;
use super::{Sink, require_days, unsigned_zero};
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::digits::{Days, french_day, iso_day, push_amount};
use crate::model::{Entry, Statement, exact_sum};
use crate::wire::words::{any_word, has, has_control, has_other};

const FRENCH: &[&str] = &[
    "\u{feff}Date",
    "Date de valeur",
    "Libellé",
    "Libellé complémentaire",
    "Débit",
    "Crédit",
    "Montant",
    "Devise",
    "Code opération",
    "Numéro de chèque",
    "Référence",
    "Compte",
];

const ENGLISH: &[&str] = &[
    "date",
    "value_date",
    "description",
    "memo",
    "amount",
    "currency",
    "balance",
    "type_code",
    "check_number",
    "transaction_id",
    "account",
];

/// How much is gathered before it is written.
const BUFFER: usize = 1 << 16;

/// A way of writing CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// For a French Excel: a double click on the file shows the columns.
    French,
    /// For programs, after RFC 4180.
    #[default]
    Rfc4180,
}

/// How to write CSV.
///
/// ```
/// use cfonb::convert::csv::{Dialect, Options};
/// let options = Options::default().with_dialect(Dialect::French).with_delimiter(b'\t');
/// assert_eq!(options.delimiter, Some(b'\t'));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Options {
    /// The way of writing: columns, dates, decimals, byte order mark.
    pub dialect: Dialect,
    /// The byte between cells, where it is not the dialect's: ASCII punctuation or a tab, no quote.
    pub delimiter: Option<u8>,
    /// Whether texts that a spreadsheet would take for formulas are guarded, where it is not as the dialect has it.
    pub formula_guard: Option<bool>,
    /// Which complements go into the memo.
    pub memo: Memo,
}

impl Options {
    /// The same in another dialect.
    #[must_use]
    pub fn with_dialect(mut self, dialect: Dialect) -> Options {
        self.dialect = dialect;
        self
    }

    /// The same with another byte between cells. A byte that cannot stand there is refused by the first
    /// [`write`](Sink::write).
    #[must_use]
    pub fn with_delimiter(mut self, delimiter: u8) -> Options {
        self.delimiter = Some(delimiter);
        self
    }

    /// The same with the guard against formulas on or off.
    #[must_use]
    pub fn with_formula_guard(mut self, guard: bool) -> Options {
        self.formula_guard = Some(guard);
        self
    }

    /// The same with other complements in the memo.
    #[must_use]
    pub fn with_memo(mut self, memo: Memo) -> Options {
        self.memo = memo;
        self
    }

    fn delimiter(&self) -> u8 {
        self.delimiter.unwrap_or(match self.dialect {
            Dialect::French => b';',
            Dialect::Rfc4180 => b',',
        })
    }

    fn guards(&self) -> bool {
        self.formula_guard.unwrap_or(self.dialect == Dialect::French)
    }
}

/// Writes statements as CSV.
///
/// ```
/// use cfonb::convert::{Sink, csv};
/// use cfonb::{Account, Balance, Currency, Entry, Statement};
/// # fn main() -> Result<(), cfonb::Error> {
/// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
/// # let cents = |cents| rust_decimal::Decimal::new(cents, 2);
/// let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// let statement = Statement::new(account, Balance::new(day, cents(10000)), Balance::new(day, cents(8800)))
///     .with_entries(vec![Entry::new(day, cents(-1200), "COTISATION")]);
///
/// let mut out = Vec::new();
/// let mut writer = csv::Writer::new(&mut out, csv::Options::default());
/// writer.write(&statement)?;
/// writer.finish()?;
/// drop(writer);
/// let text = String::from_utf8(out).unwrap();
/// assert!(text.ends_with("\r\n2024-01-31,,COTISATION,,-12.00,EUR,88.00,,,,FR7611111222220012345678975\r\n"));
/// # Ok(()) }
/// ```
pub struct Writer<W: io::Write> {
    out: W,
    options: Options,
    delimiter: u8,
    /// Dates and numbers do not hold the delimiter.
    plain_values: bool,
    guard: bool,
    started: bool,
    /// Cells, each with the delimiter behind it, that are not passed on yet.
    rows: Vec<u8>,
    /// The cells that are the same in all rows of a statement.
    currency: Vec<u8>,
    account: Vec<u8>,
    text: String,
    memo: Vec<u8>,
    days: Days<10>,
    /// Before the decimals.
    point: u8,
}

impl<W: io::Write> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("options", &self.options).finish_non_exhaustive()
    }
}

impl Dialect {
    /// What dates and numbers are written with beside digits.
    fn values(self) -> &'static [u8] {
        match self {
            Dialect::French => b"/,-",
            Dialect::Rfc4180 => b"-.",
        }
    }
}

impl<W: io::Write> Writer<W> {
    /// A writer to `out`, which needs no buffer of its own. If it is dropped before it is [finished](Sink::finish), what
    /// it was given is still written, but nobody hears of errors.
    pub fn new(out: W, options: Options) -> Writer<W> {
        let (day, point): (fn(NaiveDate) -> _, _) = match options.dialect {
            Dialect::French => (french_day, b','),
            Dialect::Rfc4180 => (iso_day, b'.'),
        };
        Writer {
            out,
            delimiter: options.delimiter(),
            plain_values: !options.dialect.values().contains(&options.delimiter()),
            guard: options.guards(),
            options,
            started: false,
            rows: Vec::new(),
            currency: Vec::new(),
            account: Vec::new(),
            text: String::new(),
            memo: Vec::new(),
            days: Days::new(day),
            point,
        }
    }

    fn start(&mut self) -> Result<()> {
        if self.started {
            return Ok(());
        }
        let delimiter = self.delimiter;
        if delimiter == b'"' || !(delimiter.is_ascii_punctuation() || matches!(delimiter, b'\t' | b' ')) {
            let refused = Diagnostic::new(Code::InvalidValue, Severity::Error).with_path("delimiter");
            return Err(refused.into());
        }
        self.started = true;
        let header = match self.options.dialect {
            Dialect::French => FRENCH,
            Dialect::Rfc4180 => ENGLISH,
        };
        header.iter().for_each(|name| self.cell(name.as_bytes()));
        self.end_row()
    }

    /// Ends a row, and passes rows on once there are many.
    fn end_row(&mut self) -> Result<()> {
        self.rows.pop();
        self.rows.extend_from_slice(b"\r\n");
        if self.rows.len() < BUFFER { Ok(()) } else { self.pass_on() }
    }

    fn pass_on(&mut self) -> Result<()> {
        let written = self.out.write_all(&self.rows);
        self.rows.clear();
        Ok(written?)
    }

    fn row(&mut self, entry: &Entry<'_>, balance: Option<Decimal>) -> Result<()> {
        let french = self.options.dialect == Dialect::French;
        let amount = unsigned_zero(entry.amount);
        self.date(Some(entry.booking_date));
        self.date(entry.value_date);
        self.text(&entry.label);
        self.memo(entry);
        if french {
            let debit = amount.is_sign_negative();
            self.number(debit.then(|| amount.abs()));
            self.number((!debit).then_some(amount));
        }
        self.number(Some(amount));
        self.rows.extend_from_slice(&self.currency);
        if !french {
            self.number(balance);
        }
        match &entry.operation_code {
            Some(code) if code.as_bytes().iter().fold(true, |all, byte| all & is_alphanumeric(*byte)) => {
                self.rows.extend_from_slice(code.as_bytes());
                self.rows.push(self.delimiter);
            }
            code => self.text(code.as_ref().map_or("", |code| code.as_str())),
        }
        self.text(entry.entry_number.as_deref().unwrap_or_default());
        self.text(entry.id.as_deref().or(entry.reference.as_deref()).unwrap_or_default());
        self.rows.extend_from_slice(&self.account);
        self.end_row()
    }

    /// Writes a text, or the text with a guard or blanks for control characters.
    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return self.rows.push(self.delimiter);
        }
        if self.is_plain(text)
            && !text.starts_with(' ')
            && !text.ends_with(' ')
            && !self.needs_guard(text.as_bytes())
        {
            self.rows.extend_from_slice(text.as_bytes());
            return self.rows.push(self.delimiter);
        }
        let text = text.trim_matches(|character: char| character == ' ' || character.is_control());
        if !self.needs_guard(text.as_bytes()) && !may_have_control(text) {
            return self.cell(text.as_bytes());
        }
        let mut cell = std::mem::take(&mut self.text);
        cell.clear();
        if self.needs_guard(text.as_bytes()) {
            cell.push('\'');
        }
        let blank = |character: char| if character.is_control() { ' ' } else { character };
        cell.extend(text.chars().map(blank));
        self.cell(cell.as_bytes());
        self.text = cell;
    }

    /// The cell of a text, which stands in many rows.
    fn apart(&mut self, text: &str) -> Vec<u8> {
        let start = self.rows.len();
        self.text(text);
        self.rows.split_off(start)
    }

    fn memo(&mut self, entry: &Entry<'_>) {
        let mut memo = std::mem::take(&mut self.memo);
        memo.clear();
        self.options.memo.append_beside(entry, &entry.label, &mut memo);
        if self.needs_guard(&memo) {
            memo.insert(0, b'\'');
        }
        self.cell(&memo);
        self.memo = memo;
    }

    fn date(&mut self, date: Option<NaiveDate>) {
        let Some(date) = date else { return self.rows.push(self.delimiter) };
        match (self.days.text(date), self.options.dialect) {
            (Some(written), _) => self.value(&written),
            (None, Dialect::French) => {
                let (day, month, year) = (date.day(), date.month(), date.year());
                self.cell(format!("{day:02}/{month:02}/{year:04}").as_bytes());
            }
            (None, Dialect::Rfc4180) => self.cell(date.to_string().as_bytes()),
        }
    }

    #[inline]
    fn number(&mut self, number: Option<Decimal>) {
        match number {
            Some(number) if self.plain_values => {
                push_amount(number, self.point, &mut self.rows);
                self.rows.push(self.delimiter);
            }
            Some(number) => {
                let mut text = Vec::new();
                push_amount(number, self.point, &mut text);
                self.cell(&text);
            }
            None => self.rows.push(self.delimiter),
        }
    }

    #[inline]
    fn value(&mut self, value: &[u8]) {
        if !self.plain_values {
            return self.cell(value);
        }
        self.rows.extend_from_slice(value);
        self.rows.push(self.delimiter);
    }

    /// Adds a cell, in quotes if it needs them.
    fn cell(&mut self, cell: &[u8]) {
        let delimiter = self.delimiter;
        let special = |word| has(word, delimiter) | has(word, b'"') | has(word, b'\n') | has(word, b'\r');
        if any_word(cell, special) {
            self.rows.push(b'"');
            for byte in cell {
                self.rows.extend_from_slice(if *byte == b'"' { b"\"\"" } else { std::slice::from_ref(byte) });
            }
            self.rows.push(b'"');
        } else {
            self.rows.extend_from_slice(cell);
        }
        self.rows.push(delimiter);
    }

    /// Whether a text is printable ASCII that needs no quotes, as nearly all are.
    fn is_plain(&self, text: &str) -> bool {
        let delimiter = self.delimiter;
        let special = |word| has(word, delimiter) | has(word, b'"') | has(word, 0x7F);
        !any_word(text.as_bytes(), |word| special(word) | has_control(word) | has_other(word))
    }

    /// Whether a spreadsheet would take the text for a formula. An empty text is none.
    fn needs_guard(&self, text: &[u8]) -> bool {
        self.guard && matches!(text, [b'=' | b'+' | b'-' | b'@', ..])
    }
}

/// As a `BufWriter` does it: where a conversion stops, the statements before are written.
impl<W: io::Write> Drop for Writer<W> {
    fn drop(&mut self) {
        let _ = self.pass_on();
    }
}

impl<W: io::Write> Sink for Writer<W> {
    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        require_days(statement)?;
        self.start()?;
        let account = &statement.account;
        self.currency = self.apart(account.currency.as_str());
        let name = match account.iban() {
            Some(iban) => iban.to_string(),
            None => [&account.bank_code, &account.branch_code, &account.number].map(AsRef::as_ref).concat(),
        };
        self.account = self.apart(&name);
        let mut balance = Some(statement.opening.amount);
        for entry in &statement.entries {
            balance = balance.and_then(|balance| exact_sum(balance, entry.amount));
            self.row(entry, balance)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.start()?;
        self.pass_on()?;
        Ok(self.out.flush()?)
    }
}

/// As `u8::is_ascii_alphanumeric`, without a branch: which of them it is, no processor can foresee.
fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_digit() | byte.is_ascii_alphabetic()
}

fn may_have_control(text: &str) -> bool {
    // Two bytes start a character of U+0080 to U+00BF, of which the first half are control characters.
    text.bytes().any(|byte| byte < b' ' || byte == 0x7F || byte == 0xC2)
}

#[cfg(test)]
mod tests;
