//! Exchange rates: which way they are quoted is not said, and has to follow from the amounts.

use rust_decimal::Decimal;

use super::xml::{Xml, element};
use crate::convert::conversions;
use crate::model::{Currency, OriginalAmount};

/// Most digits of a rate, and most decimals.
const DIGITS: u32 = 11;
const DECIMALS: u32 = 10;

/// A rate that explains an entry's amount.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Exchange {
    source: Currency,
    target: Currency,
    /// Of which currency the rate is the price, where only one of the two can be meant.
    unit: Option<Currency>,
    rate: Decimal,
}

impl Exchange {
    /// `None` unless the original amount, times or by the rate, is the entry's up to one unit of its last
    /// decimal, or if the rate does not fit.
    pub(super) fn of(
        original: &OriginalAmount,
        rate: Decimal,
        amount: Decimal,
        target: Currency,
    ) -> Option<Exchange> {
        let rate = rate.normalize();
        let fits = rate.scale() <= DECIMALS && rate.mantissa() < 10_i128.pow(DIGITS);
        if !fits || original.currency == target {
            return None;
        }
        let unit = match conversions(original.amount, rate, amount) {
            (None, None) => return None,
            (Some(times), Some(by)) if times == by => None,
            (Some(times), by) if by.is_none_or(|by| times < by) => Some(original.currency),
            _ => Some(target),
        };
        Some(Exchange { source: original.currency, target, unit, rate })
    }

    /// Appends what CcyXchg holds.
    pub(super) fn write(&self, xml: &mut Xml) {
        element!(xml, SrcCcy, xml.raw(self.source.as_str()));
        element!(xml, TrgtCcy, xml.raw(self.target.as_str()));
        if let Some(unit) = self.unit {
            element!(xml, UnitCcy, xml.raw(unit.as_str()));
        }
        element!(xml, XchgRate, xml.raw(&self.rate.to_string()));
    }
}
