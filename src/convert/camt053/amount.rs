//! Amounts as the schemas have them: unsigned, with a point, at most 18 digits of which five are decimals.

use rust_decimal::Decimal;

use crate::model::digits::push_amount;

/// One more than 18 digits can say.
const TOO_LARGE: u64 = 1_000_000_000_000_000_000;
/// Most decimals.
const DECIMALS: u8 = 5;

/// An amount that the schemas take, without its sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    units: u64,
    decimals: u8,
}

impl Amount {
    /// With the decimals that its currency usually has, or more where they are not zeros; `None` if it does not
    /// fit.
    pub(super) fn new(amount: Decimal, usual_decimals: u8) -> Option<Amount> {
        let mut units = amount.mantissa().unsigned_abs();
        let mut decimals = u8::try_from(amount.scale()).ok()?;
        while decimals > usual_decimals && units.is_multiple_of(10) {
            units /= 10;
            decimals = decimals.saturating_sub(1);
        }
        while decimals < usual_decimals {
            units = units.checked_mul(10)?;
            decimals = decimals.saturating_add(1);
        }
        let units = u64::try_from(units).ok()?;
        (units < TOO_LARGE && decimals <= DECIMALS).then_some(Amount { units, decimals })
    }

    /// A whole number.
    pub(super) fn whole(number: usize) -> Amount {
        Amount { units: u64::try_from(number).unwrap_or(u64::MAX), decimals: 0 }
    }

    /// Appends its text.
    pub(super) fn push(self, out: &mut Vec<u8>) {
        push_amount(Decimal::from_i128_with_scale(self.units.into(), self.decimals.into()), b'.', out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(units: i128, scale: u32, usual: u8) -> Option<String> {
        let amount = Amount::new(Decimal::from_i128_with_scale(units, scale), usual)?;
        let mut out = Vec::new();
        amount.push(&mut out);
        Some(String::from_utf8(out).unwrap())
    }

    #[test]
    fn decimals_are_those_of_the_currency() {
        let cases = [
            ((-1200, 2, 2), "12.00"),
            ((0, 2, 2), "0.00"),
            ((0, 0, 0), "0"),
            ((5, 2, 2), "0.05"),
            ((12, 0, 2), "12.00"),
            ((12_000, 3, 2), "12.00"),
            ((12_500, 0, 0), "12500"),
            ((12_500, 2, 0), "125"),
            ((1, 3, 3), "0.001"),
            ((1, 0, 3), "1.000"),
            ((12_345, 3, 2), "12.345"),
            ((100_001, 5, 2), "1.00001"),
            ((1, 0, 4), "1.0000"),
        ];
        for ((units, scale, usual), expected) in cases {
            assert_eq!(text(units, scale, usual).as_deref(), Some(expected), "{units} {scale} {usual}");
        }
    }

    #[test]
    fn what_the_schema_does_not_take_is_refused() {
        assert_eq!(text(999_999_999_999_999_999, 2, 2).unwrap(), "9999999999999999.99");
        assert_eq!(text(-999_999_999_999_999_999, 0, 0).unwrap(), "999999999999999999");
        assert_eq!(text(1_000_000_000_000_000_000, 2, 2), None);
        // Its zeros need not be written.
        assert_eq!(text(1_000_000_000_000_000_000, 3, 2).unwrap(), "1000000000000000.00");
        assert_eq!(text(999_999_999_999_999_999, 0, 2), None);
        assert_eq!(text(1, 6, 2), None);
        assert_eq!(text(10, 6, 2).unwrap(), "0.00001");
        assert_eq!(Amount::new(Decimal::MAX, 2), None);
        let zero = Decimal::from_i128_with_scale(0, 28);
        assert_eq!(Amount::new(-zero, 2), Amount::new(Decimal::ZERO, 2));
    }

    #[test]
    fn any_number_has_a_text() {
        for number in [0, 7, 1234, usize::MAX] {
            let mut out = Vec::new();
            Amount::whole(number).push(&mut out);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }
}
