//! Numbers and dates as text, on the stack: through `fmt` they were half of the time of a conversion.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

/// Text filled from its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digits {
    bytes: [u8; 40],
    start: usize,
}

impl Digits {
    fn new() -> Digits {
        Digits { bytes: [b'0'; 40], start: 40 }
    }

    /// An amount with all its decimals; a zero has no sign.
    pub(crate) fn amount(amount: Decimal, point: u8) -> Digits {
        let mut text = Digits::new();
        text.push_units(amount.mantissa(), amount.scale(), point);
        text
    }

    /// A whole number.
    #[cfg(feature = "ofx")]
    pub(crate) fn whole(number: i128) -> Digits {
        let mut text = Digits::new();
        text.push_units(number, 0, b'.');
        text
    }

    /// The first and the last of some columns.
    #[cfg(feature = "serde")]
    pub(crate) fn range(first: u8, last: u8) -> Digits {
        let mut text = Digits::new();
        text.push_units(last.into(), 0, b'.');
        text.push(b'-');
        text.push_units(first.into(), 0, b'.');
        text
    }

    /// Year, month and day; `None` for a year that has not four digits.
    #[inline(always)]
    pub(crate) fn year_first(date: NaiveDate, separator: &[u8]) -> Option<Digits> {
        let [century, year] = year(date)?;
        let mut text = Digits::new();
        text.put(&two(date.day().into()));
        text.put(separator);
        text.put(&two(date.month().into()));
        text.put(separator);
        text.put(&two(year));
        text.put(&two(century));
        Some(text)
    }

    /// Day, month and year; `None` for a year that has not four digits.
    #[cfg(feature = "csv")]
    #[inline(always)]
    pub(crate) fn day_first(date: NaiveDate, separator: &[u8]) -> Option<Digits> {
        let [century, year] = year(date)?;
        let mut text = Digits::new();
        text.put(&two(year));
        text.put(&two(century));
        text.put(separator);
        text.put(&two(date.month().into()));
        text.put(separator);
        text.put(&two(date.day().into()));
        Some(text)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    #[cfg(feature = "serde")]
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
        }
    }

    /// Puts bytes before those that are there.
    #[inline(always)]
    fn put(&mut self, bytes: &[u8]) {
        let end = self.start;
        self.start = end.saturating_sub(bytes.len());
        if let Some(place) = self.bytes.get_mut(self.start..end).filter(|place| place.len() == bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    /// Puts digits, the last one first, as `next` gives them, which says when no more are needed.
    #[inline(always)]
    fn push_digits(&mut self, decimals: u32, point: u8, mut next: impl FnMut() -> (u8, bool)) {
        for _ in 0..decimals {
            self.push(b'0'.wrapping_add(next().0));
        }
        if decimals > 0 {
            self.push(point);
        }
        loop {
            let (digit, last) = next();
            self.push(b'0'.wrapping_add(digit));
            if last {
                return;
            }
        }
    }

    fn push_units(&mut self, units: i128, scale: u32, point: u8) {
        // Division of 128 bits is slow, and nearly no amount needs it.
        match u64::try_from(units.unsigned_abs()) {
            Ok(units) if scale == 2 => self.push_cents(units, point),
            Ok(mut rest) => self.push_digits(scale, point, || {
                let digit = (rest % 10) as u8;
                rest /= 10;
                (digit, rest == 0)
            }),
            Err(_) => {
                let mut rest = units.unsigned_abs();
                self.push_digits(scale, point, || {
                    let digit = (rest % 10) as u8;
                    rest /= 10;
                    (digit, rest == 0)
                });
            }
        }
        if units < 0 {
            self.push(b'-');
        }
    }

    /// An amount of two decimals, as nearly all are, two digits at a time.
    #[inline(always)]
    fn push_cents(&mut self, cents: u64, point: u8) {
        let [tens, units] = two(cents);
        self.put(&[point, tens, units]);
        let mut rest = cents / 100;
        while rest >= 10 {
            self.put(&two(rest));
            rest /= 100;
        }
        // No zero before other digits.
        if rest > 0 || cents < 1000 {
            self.push(b'0'.wrapping_add((rest % 10) as u8));
        }
    }
}

/// The two halves of a year of four digits.
#[inline]
fn year(date: NaiveDate) -> Option<[u64; 2]> {
    let year = u64::try_from(date.year()).ok().filter(|year| *year <= 9999)?;
    Some([year / 100, year % 100])
}

/// The last two digits.
#[inline]
fn two(number: u64) -> [u8; 2] {
    let number = (number % 100) as u8;
    [b'0'.wrapping_add(number / 10), b'0'.wrapping_add(number % 10)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(digits: Digits) -> String {
        String::from_utf8(digits.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn the_largest_amount_fits() {
        let largest = Decimal::from_i128_with_scale(-79_228_162_514_264_337_593_543_950_335, 28);
        assert_eq!(text(Digits::amount(largest, b'.')), largest.to_string());
    }

    #[test]
    fn a_year_has_four_digits() {
        let year = |year| Digits::year_first(NaiveDate::from_ymd_opt(year, 1, 2).unwrap(), b"-").map(text);
        assert_eq!([year(0).as_deref(), year(987).as_deref()], [Some("0000-01-02"), Some("0987-01-02")]);
        assert_eq!([year(-1), year(10_000)], [None, None]);
    }

    proptest! {
        #[test]
        fn an_amount_is_what_its_display_is(
            units in prop_oneof![any::<i64>(), -20_000..20_000i64],
            scale in prop_oneof![Just(2), 0u32..=28],
        ) {
            prop_assume!(units != 0);
            let amount = Decimal::new(units, scale);
            prop_assert_eq!(text(Digits::amount(amount, b'.')), amount.to_string());
        }

        #[test]
        fn a_date_is_what_its_display_is(day in 0i64..3_000_000) {
            let date = NaiveDate::from_ymd_opt(0, 1, 1).unwrap() + chrono::TimeDelta::days(day);
            prop_assert_eq!(text(Digits::year_first(date, b"-").unwrap()), date.to_string());
        }
    }
}
