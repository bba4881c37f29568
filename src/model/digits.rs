//! Numbers and dates as text, on the stack: through `fmt` they were half of the time of a conversion.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::wire::words::each;

/// Text filled from its end.
#[derive(Debug, Clone, Copy)]
struct Digits {
    bytes: [u8; 40],
    start: usize,
}

impl Digits {
    fn new() -> Digits {
        Digits { bytes: [b'0'; 40], start: 40 }
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    #[inline(always)]
    fn push(&mut self, byte: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.bytes.get_mut(self.start) {
            *place = byte;
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
}

/// Appends an amount with all its decimals; a zero has no sign.
#[inline]
pub(crate) fn push_amount(amount: Decimal, point: u8, out: &mut Vec<u8>) {
    push_decimal(amount, amount.scale(), point, out);
}

/// Appends an amount in units of its last decimal.
#[cfg(feature = "ofx")]
pub(crate) fn push_mantissa(amount: Decimal, out: &mut Vec<u8>) {
    push_decimal(amount, 0, b'.', out);
}

fn push_decimal(amount: Decimal, scale: u32, point: u8, out: &mut Vec<u8>) {
    let parts = amount.unpack();
    let number = u64::from(parts.mid) << 32 | u64::from(parts.lo);
    if parts.hi != 0 || number >= SIXTEEN_DIGITS || !matches!(scale, 0 | 2) {
        let mut text = Digits::new();
        text.push_units(amount.mantissa(), scale, point);
        return out.extend_from_slice(text.as_bytes());
    }
    push_first([b'-'], usize::from(parts.negative && number != 0), out);
    let (first, last) = (number / EIGHT_DIGITS, number % EIGHT_DIGITS);
    let mut least = if scale == 2 { 3 } else { 1 };
    if first > 0 {
        let (text, count) = without_zeros(eight_digits(first), 1);
        push_first(text, count, out);
        least = 8;
    }
    let digits = eight_digits(last);
    let (text, count) = without_zeros(digits, least);
    if scale == 2 {
        let [.., tens, units] = (digits | each(b'0')).to_le_bytes();
        push_first(text, count.saturating_sub(2), out);
        out.extend_from_slice(&[point, tens, units]);
    } else {
        push_first(text, count, out);
    }
}

/// Eight digits as text without the zeros before them, but for `least` of them; and how many are left.
#[inline(always)]
fn without_zeros(digits: u64, least: u32) -> ([u8; 8], usize) {
    let zeros = (digits.trailing_zeros() / 8).min(8u32.saturating_sub(least));
    let text = (digits | each(b'0')) >> zeros.wrapping_mul(8);
    (text.to_le_bytes(), usize::try_from(8u32.saturating_sub(zeros)).unwrap_or_default())
}

/// Appends the first ones of some bytes. All are copied and the others cut off: nothing waits for how many there are.
#[inline(always)]
fn push_first<const N: usize>(bytes: [u8; N], count: usize, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(&bytes);
    out.truncate(start.saturating_add(count));
}

/// One more than eight digits can say.
const EIGHT_DIGITS: u64 = 100_000_000;

/// One more than sixteen digits can say.
const SIXTEEN_DIGITS: u64 = 10_000_000_000_000_000;

/// The digits of a number that has no more than eight, a byte each, the first one lowest: the number is cut into two
/// fours, these into pairs and the pairs into digits, each time all together. The divisions are multiplications that are
/// exact for numbers so small.
#[inline]
fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = (fours.wrapping_mul(5243) >> 19) & 0x0000_007F_0000_007F;
    let pairs = hundreds | fours.wrapping_sub(hundreds.wrapping_mul(100)) << 16;
    let tens = (pairs.wrapping_mul(103) >> 10) & 0x000F_000F_000F_000F;
    tens | pairs.wrapping_sub(tens.wrapping_mul(10)) << 8
}

/// A day as `2024-01-31`; `None` for a year that has not four digits.
#[inline]
pub(crate) fn iso_day(date: NaiveDate) -> Option<[u8; 10]> {
    let [year, month, day] = parts(date)?;
    let text = year | u128::from(b'-') << 32 | month << 40 | u128::from(b'-') << 56 | day << 64;
    text.to_le_bytes().first_chunk().copied()
}

/// A day as `31/01/2024`; `None` for a year that has not four digits.
#[cfg(feature = "csv")]
#[inline]
pub(crate) fn french_day(date: NaiveDate) -> Option<[u8; 10]> {
    let [year, month, day] = parts(date)?;
    let text = day | u128::from(b'/') << 16 | month << 24 | u128::from(b'/') << 40 | year << 48;
    text.to_le_bytes().first_chunk().copied()
}

/// A day as `20240131`; `None` for a year that has not four digits.
#[cfg(feature = "ofx")]
#[inline]
pub(crate) fn plain_day(date: NaiveDate) -> Option<[u8; 8]> {
    let [year, month, day] = parts(date)?;
    (year | month << 32 | day << 48).to_le_bytes().first_chunk().copied()
}

/// Days as text. A file says the same few again and again: of those that are a multiple of 64 days apart in their
/// years, the last one is kept.
#[cfg(any(feature = "csv", feature = "ofx"))]
#[derive(Debug, Clone)]
pub(crate) struct Days<const N: usize> {
    write: fn(NaiveDate) -> Option<[u8; N]>,
    kept: Box<[KeptDay<N>; DAYS]>,
}

#[cfg(any(feature = "csv", feature = "ofx"))]
type KeptDay<const N: usize> = Option<(NaiveDate, [u8; N])>;

/// As many as two months have, and a power of two.
#[cfg(any(feature = "csv", feature = "ofx"))]
const DAYS: usize = 64;

#[cfg(any(feature = "csv", feature = "ofx"))]
impl<const N: usize> Days<N> {
    /// Days as this function writes them.
    pub(crate) fn new(write: fn(NaiveDate) -> Option<[u8; N]>) -> Days<N> {
        Days { write, kept: Box::new([None; DAYS]) }
    }

    #[inline]
    pub(crate) fn text(&mut self, day: NaiveDate) -> Option<[u8; N]> {
        let place = usize::try_from(day.ordinal()).unwrap_or_default() % DAYS;
        match self.kept.get(place) {
            Some(Some((kept, text))) if *kept == day => Some(*text),
            _ => self.other(day, place),
        }
    }

    fn other(&mut self, day: NaiveDate, place: usize) -> Option<[u8; N]> {
        let text = (self.write)(day)?;
        *self.kept.get_mut(place)? = Some((day, text));
        Some(text)
    }
}

/// Year, month and day as text, the first digit of each lowest.
#[inline]
fn parts(date: NaiveDate) -> Option<[u128; 3]> {
    let year = u64::try_from(date.year()).ok().filter(|year| *year <= 9999)?;
    let month = u64::from(date.month()).wrapping_mul(100);
    let number = year.wrapping_mul(10_000).wrapping_add(month).wrapping_add(date.day().into());
    let text = u128::from(eight_digits(number) | each(b'0'));
    Some([text & 0xFFFF_FFFF, text >> 32 & 0xFFFF, text >> 48])
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
        let mut digits = Digits::new();
        digits.push_units(largest.mantissa(), largest.scale(), b'.');
        assert_eq!(text(digits), largest.to_string());
    }

    #[test]
    fn a_year_has_four_digits() {
        let year = |year| iso_day(NaiveDate::from_ymd_opt(year, 1, 2).unwrap());
        assert_eq!([year(0), year(987)], [Some(*b"0000-01-02"), Some(*b"0987-01-02")]);
        assert_eq!([year(-1), year(10_000)], [None, None]);
    }

    #[test]
    fn pairs_and_digits_are_cut_exactly() {
        for number in 0..10_000u64 {
            let digits = format!("{number:04}{number:04}").into_bytes();
            let expected: Vec<u8> = digits.iter().map(|digit| digit - b'0').collect();
            assert_eq!(eight_digits(number * 10_000 + number).to_le_bytes().to_vec(), expected);
        }
    }

    proptest! {
        #[test]
        fn an_amount_is_what_its_display_is(
            units in prop_oneof![any::<i64>(), -20_000..20_000i64, -20_000_000_000_000_000..20_000_000_000_000_000i64],
            scale in prop_oneof![Just(2), Just(0), 0u32..=28],
        ) {
            prop_assume!(units != 0);
            let amount = Decimal::new(units, scale);
            let mut digits = Digits::new();
            digits.push_units(amount.mantissa(), amount.scale(), b'.');
            prop_assert_eq!(text(digits), amount.to_string());
            let mut out = Vec::new();
            push_amount(amount, b'.', &mut out);
            prop_assert_eq!(String::from_utf8(out).unwrap(), amount.to_string());
        }

        #[test]
        fn a_date_is_what_its_display_is(day in 0i64..3_000_000) {
            let date = NaiveDate::from_ymd_opt(0, 1, 1).unwrap() + chrono::TimeDelta::days(day);
            let written = |day: Option<[u8; 10]>| String::from_utf8(day.unwrap().to_vec()).unwrap();
            #[cfg(any(feature = "csv", feature = "ofx"))]
            {
                let mut days = Days::new(iso_day);
                for other in [0, 1, 64, -64, 0] {
                    let other = date + chrono::TimeDelta::days(other);
                    prop_assert_eq!(days.text(other), iso_day(other));
                }
                prop_assert_eq!(days.text(NaiveDate::MAX), None);
            }
            prop_assert_eq!(written(iso_day(date)), date.to_string());
            #[cfg(feature = "csv")]
            prop_assert_eq!(written(french_day(date)), date.format("%d/%m/%Y").to_string());
            #[cfg(feature = "ofx")]
            prop_assert_eq!(plain_day(date).unwrap().to_vec(), date.format("%Y%m%d").to_string().into_bytes());
        }
    }
}
