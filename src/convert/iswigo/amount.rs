//! Amounts from the text of JSON numbers: exact, never through a float.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::model::{Field, decimal};

/// An amount is a 1 with at most so many zeros before or behind it.
const MAX_EXPONENT: i32 = 28;

const FORM: &str =
    "an amount is a number, or a string of digits with a minus before and a point between them";
const TOO_PRECISE: &str = "an amount has no more decimals than its currency";
const TOO_LARGE: &str = "an amount has at most 28 digits";

/// `mantissa` × 10^`exponent`, whatever the currency has for decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exact {
    mantissa: i128,
    exponent: i32,
}

impl Exact {
    /// Reads `-12`, `-12.50` or `1e3`.
    pub(super) fn parse(text: &str) -> Result<Exact, &'static str> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, read_exponent(exponent)?),
            None => (text, 0),
        };
        let number = Exact::from(decimal(number)?);
        Ok(Exact { exponent: number.exponent.saturating_add(exponent), ..number })
    }

    /// The amount in units of the last of `decimals` decimals.
    pub(super) fn units(self, decimals: u8) -> Result<i128, &'static str> {
        let power = self.exponent.saturating_add(i32::from(decimals));
        let factor = 10_i128.checked_pow(power.unsigned_abs());
        let units = match (self.mantissa, power) {
            (0, _) => 0,
            (mantissa, 0..) => factor.and_then(|factor| mantissa.checked_mul(factor)).ok_or(TOO_LARGE)?,
            (mantissa, _) => {
                let whole = |factor: &i128| mantissa.checked_rem(*factor) == Some(0);
                let factor = factor.filter(whole).ok_or(TOO_PRECISE)?;
                mantissa.checked_div(factor).ok_or(TOO_PRECISE)?
            }
        };
        in_decimals(units, decimals).map(|_| units)
    }
}

impl From<Decimal> for Exact {
    fn from(number: Decimal) -> Exact {
        let exponent = i32::try_from(number.scale()).unwrap_or_default().saturating_neg();
        Exact { mantissa: number.mantissa(), exponent }
    }
}

/// The amount of so many units of the last decimal.
pub(super) fn in_decimals(units: i128, decimals: u8) -> Result<Decimal, &'static str> {
    Decimal::try_from_i128_with_scale(units, u32::from(decimals)).map_err(|_| TOO_LARGE)
}

fn read_exponent(text: &str) -> Result<i32, &'static str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FORM);
    }
    let exponent = text.parse::<i32>().ok().filter(|exponent| exponent.abs() <= MAX_EXPONENT);
    exponent.ok_or("the exponent of an amount is at most 28")
}

/// An amount in a document: a number, a string or null, kept as it is written.
#[derive(Default)]
pub(super) struct Amount(pub(super) Field<Exact>);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = match raw.get().as_bytes().first() {
            Some(b'n') => return Ok(Amount(Field::Null)),
            Some(b'"') => serde_json::from_str::<String>(raw.get()).unwrap_or_default(),
            _ => raw.get().to_owned(),
        };
        Ok(Amount(match text.trim() {
            "" => Field::Null,
            text => Exact::parse(text).map_or_else(Field::Wrong, Field::Value),
        }))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Amount")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euros(text: &str) -> Result<String, &'static str> {
        let units = Exact::parse(text)?.units(2)?;
        Ok(in_decimals(units, 2)?.to_string())
    }

    #[test]
    fn amounts_are_exact() {
        for (text, amount) in [
            ("-12", "-12.00"),
            ("0", "0.00"),
            ("-0", "0.00"),
            ("-0.0", "0.00"),
            ("1e3", "1000.00"),
            ("1E+3", "1000.00"),
            ("-1.25e1", "-12.50"),
            ("1250e-2", "12.50"),
            ("12.5000", "12.50"),
            ("0e28", "0.00"),
            ("1e25", "10000000000000000000000000.00"),
            ("10000000000000000000000000.01", "10000000000000000000000000.01"),
            ("0.1", "0.10"),
        ] {
            assert_eq!(euros(text).as_deref(), Ok(amount), "{text}");
        }
    }

    #[test]
    fn what_is_not_exact_is_refused() {
        for (text, reason) in [
            ("12.345", TOO_PRECISE),
            ("1e-3", TOO_PRECISE),
            ("-12.340000000000001", TOO_PRECISE),
            ("1.23456789e-28", TOO_PRECISE),
            ("1e28", TOO_LARGE),
            ("1e29", "the exponent of an amount is at most 28"),
            ("0e99999999999999999999", "the exponent of an amount is at most 28"),
            ("1e", FORM),
            ("1e+-3", FORM),
            ("1e1.5", FORM),
        ] {
            assert_eq!(euros(text), Err(reason), "{text}");
        }
        for text in
            ["", "12,50", "1 000", "+1", "--1", ".5", "5.", "true", "[1]", "{}", "NaN", "1e3e3", "\u{661}"]
        {
            assert!(euros(text).is_err(), "{text}");
        }
        assert_eq!(Exact::parse("1.5").unwrap().units(0), Err(TOO_PRECISE));
        assert_eq!(Exact::parse("1.5").unwrap().units(3), Ok(1500));
    }

    #[test]
    fn numbers_and_strings_are_taken() {
        let read = |json: &str| serde_json::from_str::<Amount>(json).unwrap().0;
        let value = |json: &str| match read(json) {
            Field::Value(exact) => exact.units(2).unwrap(),
            _ => panic!("{json}"),
        };
        assert_eq!([value("-12.5"), value("\" -12.50 \""), value("\"1\\u0030\"")], [-1250, -1250, 1000]);
        assert!(matches!(read("null"), Field::Null) && matches!(read("\" \""), Field::Null));
        for wrong in ["true", "[1]", "{\"a\":1}", "\"EUR 1\""] {
            assert!(matches!(read(wrong), Field::Wrong(_)), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[-+0-9.eE]{0,40}", decimals in 0..10_u8) {
            let _ = Exact::parse(&text).and_then(|exact| exact.units(decimals));
        }

        #[test]
        fn what_is_written_is_read(units in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0..9_u32) {
            let amount = Decimal::new(units, scale);
            let decimals = u8::try_from(scale).unwrap();
            prop_assert_eq!(Exact::parse(&amount.to_string()).unwrap().units(decimals), Ok(i128::from(units)));
            let scientific = format!("{units}e-{scale}");
            prop_assert_eq!(Exact::parse(&scientific).unwrap().units(decimals), Ok(i128::from(units)));
        }
    }
}
