//! What stands before a statement's entries: account, balances, totals.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;

use super::text::is_blank;
use super::totals::Totals;
use super::xml::{Xml, element, written};
use super::{Options, Version};
use crate::convert::{refuse, require_day, span};
use crate::error::{Code, Result};
use crate::model::{Account, Balance, Currency, Iban, Statement};
use crate::wire::layout::{Field, RecordCode};

/// Most characters of an account number that is no IBAN, and of a name.
const OTHER_ACCOUNT: usize = 34;
const ACCOUNT_NAME: usize = 70;
pub(super) const IDENTIFIER: usize = 35;
/// Columns of the old balance that are reserved, and in which some banks number their statements.
const SEQUENCE_NUMBER: (u8, u8) = (105, 120);

/// A statement whose money and dates fit, so that writing it fails only if the medium does.
pub(super) struct Head<'s> {
    statement: &'s Statement<'s>,
    pub(super) currency: Currency,
    iban: Option<Iban>,
    first_day: NaiveDate,
    last_day: NaiveDate,
    pub(super) created: NaiveDateTime,
    totals: Totals,
}

impl<'s> Head<'s> {
    /// Refuses a statement that does not fit.
    pub(super) fn new(statement: &'s Statement<'s>, options: &Options) -> Result<Head<'s>> {
        let account = &statement.account;
        let iban = account.iban();
        let refused = match () {
            () if !account.currency.is_well_formed() => Some((Code::InvalidCurrency, Field::Currency)),
            () if is_blank(&account.number, options.ascii) => {
                Some((Code::AccountIncomplete, Field::AccountNumber))
            }
            () if iban.is_none() && other_account(account).chars().count() > OTHER_ACCOUNT => {
                Some((Code::FieldTooLong, Field::AccountNumber))
            }
            () => None,
        };
        let position = statement.opening.position;
        if let Some((code, field)) = refused {
            return Err(refuse(code, position, RecordCode::OldBalance, field));
        }
        let totals = Totals::of(statement)?;
        let (first_day, last_day) = span(statement);
        let created = options.creation_time.or(statement.source_time).unwrap_or_else(|| end_of(last_day));
        for day in [first_day, last_day, created.date()] {
            require_day(day, position, RecordCode::OldBalance, Field::BalanceDate)?;
        }
        Ok(Head { statement, currency: account.currency, iban, first_day, last_day, created, totals })
    }

    /// Number of the account, currency, period: what tells the statement from others of its bank.
    pub(super) fn id(&self) -> String {
        let number = self.statement.account.number.chars().filter(char::is_ascii_alphanumeric);
        let mut number: String = number.collect();
        // The end of a long number tells it from the next one.
        number.drain(..number.len().saturating_sub(11));
        let (first, last) = (self.first_day.format("%Y%m%d"), self.last_day.format("%Y%m%d"));
        format!("{number}-{}-{first}-{last}", self.currency)
    }

    /// Appends all up to the first entry.
    pub(super) fn write(&self, version: Version, xml: &mut Xml) {
        xml.raw("<Stmt>\n");
        element!(xml, Id, xml.text(&self.id(), IDENTIFIER));
        if let Some(number) = sequence_number(&self.statement.opening) {
            element!(xml, ElctrncSeqNb, xml.number(number));
        }
        element!(xml, CreDtTm, xml.time(self.created));
        xml.raw("<FrToDt><FrDtTm>");
        xml.date(self.first_day);
        xml.raw("T00:00:00</FrDtTm><ToDtTm>");
        xml.date(self.last_day);
        xml.raw("T23:59:59</ToDtTm></FrToDt>\n");
        element!(xml, Acct, self.account(xml));
        xml.raw("\n");
        self.balances(xml);
        element!(xml, TxsSummry, self.totals.write(version, self.statement.entries.len(), xml));
        xml.raw("\n");
    }

    fn account(&self, xml: &mut Xml) {
        let account = &self.statement.account;
        match &self.iban {
            Some(iban) => element!(xml, Id / IBAN, xml.raw(iban.as_str())),
            None => element!(xml, Id / Othr, {
                let other = other_account(account);
                element!(xml, Id, xml.text(&other, OTHER_ACCOUNT));
                if !account.bank_code.is_empty() && other.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                    xml.raw("<SchmeNm><Cd>BBAN</Cd></SchmeNm>");
                }
            }),
        }
        if let Some(kind) = &account.kind {
            match account_type(kind) {
                Some(code) => element!(xml, Tp / Cd, xml.raw(code)),
                None => element!(xml, Tp / Prtry, xml.text(kind, IDENTIFIER)),
            }
        }
        element!(xml, Ccy, xml.raw(self.currency.as_str()));
        element!(xml, Nm, xml.text(account.name.as_deref().unwrap_or_default(), ACCOUNT_NAME));
        // Of the forms that the schemas have, some readers take a BIC, which is not known, and this only.
        element!(xml, Svcr / FinInstnId / Othr, {
            if written!(xml, Id, xml.text(&account.bank_code, IDENTIFIER)) {
                xml.raw("<Issr>CFONB</Issr>");
            }
        });
    }

    /// The old balance at the start of the first day, the new one at the end of its day.
    fn balances(&self, xml: &mut Xml) {
        let mut balance = |kind: &'static str, amount, date, of: &Balance<'_>| {
            element!(xml, Bal, {
                element!(xml, Tp / CdOrPrtry / Cd, xml.raw(kind));
                xml.money(amount, self.currency);
                xml.direction(of.amount >= Decimal::ZERO);
                element!(xml, Dt / Dt, xml.date(date));
            });
            xml.raw("\n");
        };
        balance("OPBD", self.totals.opening, self.first_day, &self.statement.opening);
        if let (Some(amount), Some(closing)) = (self.totals.closing, &self.statement.closing) {
            balance("CLBD", amount, closing.date, closing);
        }
    }
}

fn end_of(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default())
}

fn other_account(account: &Account<'_>) -> String {
    [&account.bank_code, &account.branch_code, &account.number].map(|part| part.trim()).concat()
}

/// A number of one to three digits, where nothing else stands beside it.
fn sequence_number(opening: &Balance<'_>) -> Option<usize> {
    let text = opening.zones.get(SEQUENCE_NUMBER.0, SEQUENCE_NUMBER.1)?.trim();
    let number = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    number.then(|| text.parse().ok()).flatten().filter(|number| *number > 0)
}

fn account_type(kind: &str) -> Option<&'static str> {
    Some(match kind.trim().to_ascii_lowercase().as_str() {
        "account" | "checking" | "current" | "courant" => "CACC",
        "savings" | "livret" => "SVGS",
        "loan" | "credit" => "LOAN",
        _ => return None,
    })
}
