//! The objects of the API as a document has them, and what becomes of each by itself.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::amount::{Amount, Exact};
use crate::model::{
    Account, Currency, Date, Detail, Entry, Fault, Field, Iban, OperationCode, Plain, Qualifier, Scalar,
};
use crate::wire::layout::complement;
use crate::writer::split_text;

/// Any object of the API: whether it is an account or a transaction is known once its keys are.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct RawObject {
    account_id: Field<Name>,
    transaction_id: Field<Name>,

    #[serde(rename = "type")]
    kind: Field<Plain>,
    name: Field<Plain>,
    account_number: Field<Name>,
    bban: Field<Plain>,
    balance: Amount,
    currency: Field<Currency>,
    parent_account_id: Field<Name>,
    last_time_found: Field<Stamp>,

    operation_date: Field<Date>,
    value_date: Field<Date>,
    accounting_date: Field<Date>,
    cc_order_month: Field<Name>,
    interbank_code: Field<OperationCode>,
    check_number: Field<Digits>,
    amount: Amount,
    wording: Field<Plain>,
    text: Field<Plain>,
    update_time: Field<Stamp>,
    is_deleted: Field<bool>,
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Account,
    Transaction,
}

/// An account, without its statement.
pub(super) struct ApiAccount {
    pub(super) id: String,
    pub(super) account: Account<'static>,
    pub(super) balance: Option<Exact>,
    /// Whether it comes with bank details.
    pub(super) has_details: bool,
    /// Whether a balance may be missing.
    pub(super) is_card: bool,
    pub(super) seen: Option<NaiveDateTime>,
}

/// A transaction whose account may not be known yet, nor with it the decimals of its amount.
pub(super) struct Transaction {
    pub(super) amount: Exact,
    /// Complete but for its amount; in a box, for it is moved more than once.
    pub(super) entry: Box<Entry<'static>>,
}

impl RawObject {
    pub(super) fn kind(&self) -> Option<Kind> {
        match (self.transaction_id.is_absent(), self.account_id.is_absent()) {
            (false, _) => Some(Kind::Transaction),
            (true, false) => Some(Kind::Account),
            (true, true) => None,
        }
    }

    /// The account; one without bank details takes those given.
    pub(super) fn into_account(self, details: Option<Iban>) -> Result<ApiAccount, Fault> {
        let Name(id) = self.account_id.required("account_id")?;
        let currency = self.currency.required("currency")?;
        let number = self.account_number.optional("account_number")?.map(|Name(number)| number);
        let bban = self.bban.optional("bban")?.map(|Plain(bban)| bban).filter(|bban| !bban.trim().is_empty());
        let kind = self.kind.optional("type")?.map(|Plain(kind)| kind);
        let has_details = bban.is_some();
        let mut account = match (&bban, details) {
            (Some(bban), _) => from_bban(bban, number.as_deref(), currency)?,
            (None, Some(iban)) => Account::from_iban(iban, currency)
                .map_err(|_| Fault::new("bban", "the bank details given for it are not French ones"))?,
            (None, None) => Account::new("", "", number.unwrap_or_default(), currency),
        };
        account.name = self.name.optional("name")?.map(|Plain(name)| name.into());
        let has_parent = self.parent_account_id.optional("parent_account_id")?.is_some();
        let is_card = !has_details || has_parent || kind.as_deref().is_some_and(names_a_card);
        account.kind = kind.map(Cow::Owned);
        let balance = self.balance.0.optional("balance")?;
        let seen = self.last_time_found.optional("last_time_found")?.map(|Stamp(time)| time);
        Ok(ApiAccount { id, account, balance, has_details, is_card, seen })
    }

    /// Whether the transaction counts, and if not, whose it was and when it was deleted.
    pub(super) fn deleted(&self) -> Result<Option<(&str, Option<NaiveDateTime>)>, Fault> {
        match (&self.is_deleted, &self.account_id, &self.update_time) {
            (Field::Wrong(reason), _, _) => Err(Fault::new("is_deleted", reason)),
            (Field::Value(true), Field::Value(Name(id)), Field::Value(Stamp(time))) => {
                Ok(Some((id, Some(*time))))
            }
            // Nothing else of it matters.
            (Field::Value(true), _, _) => Ok(Some(("", None))),
            _ => Ok(None),
        }
    }

    /// The transaction, the account it belongs to and when it last changed.
    pub(super) fn into_transaction(self) -> Result<(Transaction, String, Option<NaiveDateTime>), Fault> {
        let Name(id) = self.transaction_id.required("transaction_id")?;
        let Name(account_id) = self.account_id.required("account_id")?;
        let date = |field: Field<Date>, name| field.optional(name).map(|date| date.map(|Date(date)| date));
        let operation_date = date(self.operation_date, "operation_date")?;
        let accounting_date = date(self.accounting_date, "accounting_date")?;
        let Some(booking_date) = accounting_date.or(operation_date) else {
            return Err(Fault::new("operation_date", "an accounting_date or an operation_date is required"));
        };
        let amount = self.amount.0.required("amount")?;
        let line = |field: Field<Plain>, name| {
            field.optional(name).map(|text| text.map(|Plain(text)| one_line(&text)).unwrap_or_default())
        };
        let label = line(self.wording, "wording")?;
        let text = line(self.text, "text")?;
        let details = if says_something(&text, &label) { in_complements(&text) } else { Vec::new() };

        let mut entry = Entry::new(booking_date, Decimal::ZERO, label).with_details(details);
        entry.value_date = date(self.value_date, "value_date")?;
        entry.operation_date = operation_date.filter(|date: &NaiveDate| *date != booking_date);
        entry.operation_code = self.interbank_code.optional("interbank_code")?;
        let number = self.check_number.optional("check_number")?.map(|Digits(number)| number);
        entry.entry_number = number.filter(|number| number != "0").map(Cow::Owned);
        entry.month = self.cc_order_month.optional("cc_order_month")?.map(|Name(month)| month.into());
        entry.id = Some(id.into());
        let updated = self.update_time.optional("update_time")?.map(|Stamp(time)| time);
        Ok((Transaction { amount, entry: Box::new(entry) }, account_id, updated))
    }
}

/// The account of a BBAN, with which its number must agree.
fn from_bban(bban: &str, number: Option<&str>, currency: Currency) -> Result<Account<'static>, Fault> {
    use crate::model::AccountError;
    let account = Account::from_rib(bban, currency).map_err(|error| match error {
        AccountError::RibKey => {
            Fault::contradiction("bban", "its last two digits are not the key of the rest")
        }
        AccountError::Length => Fault::new("bban", "a French bban has 21 characters, or 23 with its key"),
        _ => {
            Fault::new("bban", "bank and branch are five digits each, the number digits and capital letters")
        }
    })?;
    match number.filter(|number| !is_masked(number)).map(compact) {
        Some(number) if !agrees(&number, &account) => {
            Err(Fault::contradiction("account_number", "not the last eleven characters of the bban"))
        }
        _ => Ok(account),
    }
}

/// Whether an account number says the same as the bban: the number, with or without the zeros before it, or the
/// whole bban.
fn agrees(number: &str, account: &Account<'_>) -> bool {
    let significant = |number: &str| number.trim_start_matches('0').to_owned();
    let whole = [&account.bank_code, &account.branch_code, &account.number].map(AsRef::as_ref).concat();
    let key = account.rib_key().map(|key| key.to_string()).unwrap_or_default();
    significant(number) == significant(&account.number)
        || number == whole
        || number.strip_prefix(&whole) == Some(key.as_str())
}

/// Whether part of a number is hidden: by small letters x, which no account number has, by a run of capital
/// ones before it, or by signs.
fn is_masked(number: &str) -> bool {
    number.contains(['x', '*', '#', '.', '•', '…']) || number.trim_start().starts_with("XXXX")
}

fn compact(number: &str) -> String {
    number.chars().filter(|character| !character.is_whitespace()).collect::<String>().to_ascii_uppercase()
}

fn names_a_card(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    kind.contains("card") || kind.contains("carte")
}

fn says_something(text: &str, label: &str) -> bool {
    !text.is_empty() && text != "." && text != label
}

/// The text in as many complements as it takes.
fn in_complements(text: &str) -> Vec<Detail<'static>> {
    let mut details = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = split_text(rest, complement::TEXT.width());
        details.push(Detail::new(Some(Qualifier::LIB), part.to_owned()));
        rest = after;
    }
    details
}

/// The text without blanks at its ends; tabs, line ends and other controls are blanks.
fn one_line(text: &str) -> String {
    let blank = |character: char| character.is_whitespace() || character.is_control();
    let line: String = text.chars().map(|character| if blank(character) { ' ' } else { character }).collect();
    line.trim_matches(' ').to_owned()
}

/// What names something: an identifier, a month. Numbers are taken as they are written.
pub(super) struct Name(pub(super) String);

impl Scalar for Name {
    const EXPECTED: &'static str = "a string is expected";

    fn from_text(text: &str) -> Result<Option<Name>, &'static str> {
        let text = text.trim();
        Ok((!text.is_empty()).then(|| Name(text.to_owned())))
    }

    fn from_number(number: u64) -> Result<Name, &'static str> {
        Ok(Name(number.to_string()))
    }
}

/// The number of a cheque; one of zeros is none.
struct Digits(String);

impl Scalar for Digits {
    const EXPECTED: &'static str = "the number of a cheque is digits";

    fn from_text(text: &str) -> Result<Option<Digits>, &'static str> {
        let text = text.trim();
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Self::EXPECTED);
        }
        Ok(text.bytes().any(|byte| byte != b'0').then(|| Digits(text.to_owned())))
    }

    fn from_number(number: u64) -> Result<Digits, &'static str> {
        Ok(Digits(number.to_string()))
    }
}

/// A date and time. One of a time zone is kept as it is written: nothing in the model has a zone.
struct Stamp(NaiveDateTime);

impl Scalar for Stamp {
    const EXPECTED: &'static str = "a time is a string YYYY-MM-DD HH:MM:SS";

    fn from_text(text: &str) -> Result<Option<Stamp>, &'static str> {
        let naive = |format| NaiveDateTime::parse_from_str(text, format).ok();
        let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|time| time.naive_local());
        let time = naive("%Y-%m-%d %H:%M:%S%.f").or_else(|| naive("%Y-%m-%dT%H:%M:%S%.f")).or_else(zoned);
        time.map(|time| Some(Stamp(time))).ok_or(Self::EXPECTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_hide_something_are_not_checked() {
        for masked in ["xxxxxxxxxx785213", "****6789", "XXXXXXX6789", "1234 #### 6789", "...6789"] {
            assert!(is_masked(masked), "{masked}");
        }
        for whole in ["00123456789", "0500013M026", "X0123456789", "0012 3456 789"] {
            assert!(!is_masked(whole), "{whole}");
        }
    }

    #[test]
    fn an_account_number_agrees_with_its_bban() {
        let bban = "111112222200123456789";
        for number in
            ["00123456789", "123456789", "0012 3456 789", bban, "11111222220012345678975", "xxxx6780"]
        {
            assert!(from_bban(bban, Some(number), Currency::EUR).is_ok(), "{number}");
        }
        for number in ["00123456780", "1234567890", "11111222220012345678976", "0", "FR76"] {
            let fault = from_bban(bban, Some(number), Currency::EUR).unwrap_err();
            assert_eq!(fault.path, "account_number", "{number}");
        }
    }

    #[test]
    fn long_texts_take_several_complements_and_lose_nothing() {
        let words = "mot de passe ".repeat(20);
        let details = in_complements(words.trim());
        assert_eq!(details.len(), 4);
        assert!(details.iter().all(|detail| detail.text.chars().count() <= 70));
        let joined: String = details.iter().map(|detail| detail.text.as_ref()).collect();
        assert_eq!(joined, words.trim());
    }

    #[test]
    fn times_have_several_forms() {
        let read = |text: &str| Stamp::from_text(text).ok().flatten().map(|Stamp(time)| time.to_string());
        for text in [
            "2020-04-24 16:10:24",
            "2020-04-24T16:10:24",
            "2020-04-24T16:10:24Z",
            "2020-04-24T16:10:24+02:00",
        ] {
            assert_eq!(read(text).as_deref(), Some("2020-04-24 16:10:24"), "{text}");
        }
        for text in ["", "2020-04-24", "24/04/2020 16:10", "2020-04-31 00:00:00"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
