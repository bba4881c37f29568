//! Sums that lose nothing.

use rust_decimal::Decimal;

use super::Statement;

/// `a + b` to the last decimal; `None` if that does not fit. `Decimal::checked_add` rounds what does not fit.
#[inline]
pub(crate) fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    if a.scale() == b.scale() {
        return Decimal::try_from_i128_with_scale(a.mantissa().checked_add(b.mantissa())?, a.scale()).ok();
    }
    sum_of_scales(a, b)
}

fn sum_of_scales(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale().max(b.scale());
    let units = |amount: Decimal| {
        let more = scale.checked_sub(amount.scale())?;
        amount.mantissa().checked_mul(10i128.checked_pow(more)?)
    };
    Decimal::try_from_i128_with_scale(units(a)?.checked_add(units(b)?)?, scale).ok()
}

/// The sum of amounts to the last decimal; `None` if that, or the sum of the first of them, does not fit.
pub(crate) fn exact_total(amounts: impl Iterator<Item = Decimal>) -> Option<Decimal> {
    let mut amounts = amounts.peekable();
    // Those of one scale, as they mostly are, are added as whole numbers.
    let Some(scale) = amounts.peek().map(Decimal::scale) else { return Some(Decimal::ZERO) };
    let mut units: i128 = 0;
    while let Some(amount) = amounts.next_if(|amount| amount.scale() == scale) {
        units = units.checked_add(amount.mantissa())?;
        if units.unsigned_abs() >> 96 != 0 {
            return None;
        }
    }
    let total = Decimal::try_from_i128_with_scale(units, scale).ok()?;
    amounts.try_fold(total, exact_sum)
}

impl Statement<'_> {
    /// The balance after each entry, in their order; `None` from where it does not fit in a [`Decimal`] with all its
    /// decimals.
    ///
    /// ```
    /// # fn main() -> Result<(), cfonb::Error> {
    /// # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
    /// let statement = cfonb::statements(&file).next().unwrap()?;
    /// let balances: Vec<_> = statement.running_balances().flatten().map(|balance| balance.to_string()).collect();
    /// assert_eq!(balances, ["1162.00", "1062.00", "1232.00", "1032.00", "1012.00", "1000.00"]);
    /// # Ok(()) }
    /// ```
    pub fn running_balances(&self) -> impl Iterator<Item = Option<Decimal>> + '_ {
        let mut balance = Some(self.opening.amount);
        self.entries.iter().map(move |entry| {
            balance = exact_sum(balance?, entry.amount);
            balance
        })
    }

    /// The sum of the debits (`false`), which is not positive, or credits (`true`); `None` if it does not fit in a
    /// [`Decimal`] with all its decimals.
    pub fn turnover(&self, credit: bool) -> Option<Decimal> {
        let mut entries = self.entries.iter().filter(|entry| entry.is_credit() == credit);
        entries.try_fold(Decimal::new(0, u32::from(self.account.decimals)), |sum, entry| {
            exact_sum(sum, entry.amount)
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Account, Balance, Currency, Entry, Statement};

    fn statement(opening: &str, entry: &str, closing: &str) -> Statement<'static> {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let balance = |amount: &str| Balance::new(day, amount.parse().unwrap());
        let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
        Statement::new(account, balance(opening), balance(closing)).with_entries(vec![Entry::new(
            day,
            entry.parse().unwrap(),
            "",
        )])
    }

    #[test]
    fn a_cent_is_not_rounded_away_however_large_the_balance() {
        let huge = "9999999999999999999999999999";
        let lost = statement(huge, "0.01", huge);
        assert_eq!((lost.expected_closing(), lost.difference(), lost.is_balanced()), (None, None, false));
        assert!(statement(huge, "-1", "9999999999999999999999999998").is_balanced());
    }

    #[test]
    fn debits_and_credits_make_the_sum() {
        let sound = statement("0", "-1.00", "-1.00");
        let of = |credit| sound.turnover(credit).unwrap().to_string();
        assert_eq!([of(false), of(true)], ["-1.00", "0.00"]);
        let beyond = statement("9999999999999999999999999999", "0.01", "0");
        assert_eq!(beyond.running_balances().collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn sums_keep_the_finest_scale() {
        let sound = statement("0", "1.000", "1.00");
        assert_eq!(sound.expected_closing().unwrap().to_string(), "1.000");
        assert_eq!(sound.difference().unwrap().to_string(), "0.000");
    }

    proptest! {
        #[test]
        fn a_total_is_the_sum_of_each_and_the_next(
            amounts in proptest::collection::vec((any::<i128>(), 28u32..120, 1u32..3), 0..6),
        ) {
            let amount = |(units, less, scale): (i128, u32, u32)| {
                Decimal::from_i128_with_scale((units >> less.max(31)) / 2, scale)
            };
            let amounts: Vec<Decimal> = amounts.into_iter().map(amount).collect();
            let one_by_one = amounts.iter().try_fold(Decimal::ZERO, |sum, amount| exact_sum(sum, *amount));
            let total = exact_total(amounts.iter().copied());
            prop_assert_eq!(total.map(|total| total.to_string()), one_by_one.map(|sum| sum.to_string()));
        }

        #[test]
        fn a_sum_is_exact_or_none(a: i64, b: i64, c in 0u32..=28, d in 0u32..=28) {
            let (x, y) = (Decimal::new(a, c), Decimal::new(b, d));
            if let Some(sum) = exact_sum(x, y) {
                prop_assert_eq!(exact_sum(sum, -y), Some(Decimal::try_from_i128_with_scale(
                    x.mantissa() * 10i128.pow(sum.scale() - c), sum.scale()
                ).unwrap()));
            }
            if c.abs_diff(d) < 9 {
                prop_assert_eq!(exact_sum(x, y), x.checked_add(y));
            }
        }
    }
}
