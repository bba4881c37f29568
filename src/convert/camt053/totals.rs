//! The money of a statement, checked before any of it is written.

use rust_decimal::Decimal;

use super::Version;
use super::amount::Amount;
use super::xml::{Xml, element};
use crate::convert::{refuse, require_days};
use crate::error::{Code, Error, Result};
use crate::model::{Balance, Entry, Statement};
use crate::wire::layout::{Field, RecordCode};

/// Balances and sums in the form of the schemas.
pub(super) struct Totals {
    pub(super) opening: Amount,
    pub(super) closing: Option<Amount>,
    credits: (usize, Amount),
    debits: (usize, Amount),
    /// Credits and debits, both positive.
    sum: Amount,
    /// Credits less debits, and whether it is a credit.
    net: (Amount, bool),
}

impl Totals {
    /// Refuses amounts and dates that do not fit.
    pub(super) fn of(statement: &Statement<'_>) -> Result<Totals> {
        require_days(statement)?;
        let usual = statement.account.currency.usual_decimals();
        let (mut credits, mut debits) = ((0_usize, Decimal::ZERO), (0_usize, Decimal::ZERO));
        for entry in &statement.entries {
            require_entry(entry, usual)?;
            let sum = if entry.is_credit() { &mut credits } else { &mut debits };
            sum.0 = sum.0.saturating_add(1);
            sum.1 = sum.1.checked_add(entry.amount.abs()).ok_or_else(|| too_large(statement))?;
        }
        let of = |sum: Option<Decimal>| {
            sum.and_then(|sum| Amount::new(sum, usual)).ok_or_else(|| too_large(statement))
        };
        let net = credits.1.checked_sub(debits.1);
        Ok(Totals {
            opening: balance(&statement.opening, usual, RecordCode::OldBalance)?,
            closing: match &statement.closing {
                Some(closing) => Some(balance(closing, usual, RecordCode::NewBalance)?),
                None => None,
            },
            sum: of(credits.1.checked_add(debits.1))?,
            net: (of(net)?, net.is_none_or(|net| net >= Decimal::ZERO)),
            credits: (credits.0, of(Some(credits.1))?),
            debits: (debits.0, of(Some(debits.1))?),
        })
    }

    /// Appends what TxsSummry holds.
    pub(super) fn write(&self, version: Version, entries: usize, xml: &mut Xml) {
        let total = |xml: &mut Xml, (count, sum): (usize, Amount)| {
            element!(xml, NbOfNtries, xml.number(count));
            element!(xml, Sum, xml.amount(sum));
        };
        let (net, credit) = self.net;
        element!(xml, TtlNtries, {
            total(xml, (entries, self.sum));
            match version {
                Version::V02 => {
                    element!(xml, TtlNetNtryAmt, xml.amount(net));
                    xml.direction(credit);
                }
                Version::V08 => element!(xml, TtlNetNtry, {
                    element!(xml, Amt, xml.amount(net));
                    xml.direction(credit);
                }),
            }
        });
        element!(xml, TtlCdtNtries, total(xml, self.credits));
        element!(xml, TtlDbtNtries, total(xml, self.debits));
    }
}

fn balance(balance: &Balance<'_>, usual_decimals: u8, record: RecordCode) -> Result<Amount> {
    Amount::new(balance.amount, usual_decimals)
        .ok_or_else(|| refuse(Code::AmountOutOfRange, balance.position, record, Field::Amount))
}

fn require_entry(entry: &Entry<'_>, usual_decimals: u8) -> Result<()> {
    match Amount::new(entry.amount, usual_decimals) {
        Some(_) => Ok(()),
        None => Err(refuse(Code::AmountOutOfRange, entry.position, RecordCode::Movement, Field::Amount)),
    }
}

fn too_large(statement: &Statement<'_>) -> Error {
    refuse(Code::AmountOutOfRange, statement.opening.position, RecordCode::OldBalance, Field::Amount)
}
