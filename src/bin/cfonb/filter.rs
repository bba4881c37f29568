//! Which statements are wanted: whole statements, by account and by closing date.

use cfonb::chrono::NaiveDate;
use cfonb::{Account, Currency, Iban, Statement};

use crate::args::{InputFormat, Selection};
use crate::report::counted;

/// Length of an account number in a record.
const NUMBER: usize = 11;

/// The statements that are wanted; all of them by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Any of these accounts; all accounts if there is none.
    pub(crate) accounts: Vec<AccountFilter>,
    /// Closed on this day or later.
    pub(crate) since: Option<NaiveDate>,
    /// Closed on this day or before.
    pub(crate) until: Option<NaiveDate>,
    /// Statements looked at, and those of them that are wanted.
    read: u64,
    wanted: u64,
}

impl Filter {
    /// What the options ask for.
    pub(crate) fn of(selection: &Selection) -> Filter {
        let accounts = selection.account.clone();
        Filter { accounts, since: selection.since, until: selection.until, ..Filter::default() }
    }

    /// What to say if the options leave none of the statements that were read.
    pub(crate) fn remark(&self) -> Option<String> {
        let options = [
            ("--account", !self.accounts.is_empty()),
            ("--since", self.since.is_some()),
            ("--until", self.until.is_some()),
        ];
        let given = options.into_iter().filter_map(|(name, is_given)| is_given.then_some(name));
        let given = given.collect::<Vec<_>>();
        let read = counted(self.read, "statement", "statements");
        let (s, given) = (if given.len() == 1 { "s" } else { "" }, given.join(" and "));
        (!given.is_empty() && self.wanted == 0 && self.read > 0)
            .then(|| format!("{given} leave{s} nothing of {read}; `cfonb check` lists accounts and days"))
    }

    /// How many statements were looked at.
    pub(crate) fn read(&self) -> u64 {
        self.read
    }

    /// Whether a statement that was read from this format is wanted; those of the API were made as they are wanted.
    pub(crate) fn wants(&mut self, from: InputFormat, statement: &Statement<'_>) -> bool {
        let wanted = from == InputFormat::Iswigo || self.takes(statement);
        self.read = self.read.saturating_add(1);
        self.wanted = self.wanted.saturating_add(u64::from(wanted));
        wanted
    }

    /// Whether a statement is to be made of the account.
    pub(crate) fn wants_of(&mut self, account: &Account<'_>) -> bool {
        let wanted = self.takes_account(account);
        self.read = self.read.saturating_add(u64::from(!wanted));
        wanted
    }

    /// Whether the statement is wanted.
    fn takes(&self, statement: &Statement<'_>) -> bool {
        let date = closing_date(statement);
        self.since.is_none_or(|since| date >= since)
            && self.until.is_none_or(|until| date <= until)
            && self.takes_account(&statement.account)
    }

    /// Whether statements of the account are wanted.
    fn takes_account(&self, account: &Account<'_>) -> bool {
        self.accounts.is_empty() || self.accounts.iter().any(|filter| filter.takes(account))
    }
}

/// The day a statement was closed; where that is unknown, the last day it speaks of.
fn closing_date(statement: &Statement<'_>) -> NaiveDate {
    let entries = statement.entries.iter().map(|entry| entry.booking_date).max();
    match &statement.closing {
        Some(closing) => closing.date,
        None => entries.map_or(statement.opening.date, |last| last.max(statement.opening.date)),
    }
}

/// An account as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AccountFilter {
    /// Bank, branch and number: from an IBAN or a RIB.
    Whole { bank: String, branch: String, number: String },
    /// The number alone, with its leading zeros.
    Number(String),
}

impl AccountFilter {
    /// Reads an IBAN, a RIB (with or without its key) or an account number, in any case and with blanks.
    pub(crate) fn parse(text: &str) -> Result<AccountFilter, String> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if compact.is_empty() || !compact.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err("an account is an IBAN, a RIB or an account number: letters and digits".to_owned());
        }
        if compact.len() <= NUMBER {
            return Ok(AccountFilter::Number(padded(&compact)));
        }
        let account = match compact.as_bytes() {
            [a, b, ..] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => Iban::parse(&compact)
                .and_then(|iban| Account::from_iban(iban, Currency::EUR))
                .map_err(|error| format!("as an IBAN: {error}"))?,
            _ => Account::from_rib(&compact, Currency::EUR).map_err(|error| format!("as a RIB: {error}"))?,
        };
        Ok(AccountFilter::Whole {
            bank: account.bank_code.into_owned(),
            branch: account.branch_code.into_owned(),
            number: account.number.into_owned(),
        })
    }

    fn takes(&self, account: &Account<'_>) -> bool {
        match self {
            AccountFilter::Number(number) => *number == padded(&account.number),
            AccountFilter::Whole { bank, branch, number } => {
                *bank == account.bank_code
                    && *branch == account.branch_code
                    && *number == padded(&account.number)
            }
        }
    }
}

/// People leave the leading zeros of a number out.
fn padded(number: &str) -> String {
    format!("{number:0>NUMBER$}")
}

#[cfg(test)]
mod tests {
    use cfonb::Balance;
    use cfonb::rust_decimal::Decimal;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn statement() -> Statement<'static> {
        let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
        let balance = |date| Balance::new(day(date), Decimal::ZERO);
        Statement::new(account, balance("2024-01-31"), balance("2024-02-29"))
    }

    fn by_account(text: &str) -> bool {
        let filter = AccountFilter::parse(text).unwrap();
        Filter { accounts: vec![filter], ..Filter::default() }.takes(&statement())
    }

    #[test]
    fn an_account_has_many_names() {
        for name in [
            "FR7611111222220012345678975",
            "fr76 1111 1222 2200 1234 5678 975",
            "111112222200123456789",
            "11111 22222 00123456789 75",
            "00123456789",
            "123456789",
        ] {
            assert!(by_account(name), "{name}");
        }
        for name in ["20041010050500013M02606", "123456788", "FR1420041010050500013M02606"] {
            assert!(!by_account(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_account_is_refused() {
        for name in [
            "",
            "  ",
            "FR7611111222220012345678976",
            "11111222220012345678976",
            "0012-345",
            "DE123",
            "1234567890123",
        ] {
            let read = AccountFilter::parse(name);
            // A short name is a number, whatever its letters.
            assert!(read.is_err() || name == "DE123", "{name}: {read:?}");
        }
    }

    #[test]
    fn a_statement_belongs_to_the_day_it_was_closed() {
        let takes = |since: Option<&str>, until: Option<&str>| {
            Filter { since: since.map(day), until: until.map(day), ..Filter::default() }.takes(&statement())
        };
        assert!(takes(None, None));
        assert!(takes(Some("2024-02-29"), Some("2024-02-29")));
        assert!(!takes(Some("2024-03-01"), None));
        assert!(!takes(None, Some("2024-02-28")));
    }
}
