//! Parsers of the field classes, over bytes.
//!
//! A record is read from left to right: `columns` takes the next field off the input, `digits` and
//! `date` read what it took. Nothing of nom leaves the crate.

use chrono::NaiveDate;
use nom::IResult;
use nom::error::{ErrorKind, ParseError};

use super::layout::{FieldSpec, WIDTH};
use super::words::each;

/// The class of a field does not allow what is written in it. What it should have been, the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Malformed;

impl<I> ParseError<I> for Malformed {
    fn from_error_kind(_: I, _: ErrorKind) -> Malformed {
        Malformed
    }

    fn append(_: I, _: ErrorKind, other: Malformed) -> Malformed {
        other
    }
}

pub(crate) type Parsed<'a, T> = IResult<&'a [u8], T, Malformed>;

/// Takes the columns of one field: as many bytes, or characters if the line is UTF-8, as it is wide.
///
/// A line whose trailing blanks were stripped has fewer; then this takes what there is, which may be nothing.
/// It never fails.
#[inline]
pub(crate) fn columns<'a, const UTF8: bool>(spec: &FieldSpec) -> impl Fn(&'a [u8]) -> Parsed<'a, &'a [u8]> {
    let width = spec.width();
    move |input| {
        let end = if UTF8 { bytes_of_characters(input, width) } else { width.min(input.len()) };
        match input.split_at_checked(end) {
            Some((column, rest)) => Ok((rest, column)),
            None => Ok((&[], input)),
        }
    }
}

/// The length in bytes of the first `count` characters of UTF-8 text, or of all if there are fewer.
#[cold]
pub(crate) fn bytes_of_characters(text: &[u8], count: usize) -> usize {
    let mut starts = text.iter().enumerate().filter(|(_, byte)| **byte & 0xC0 != 0x80).map(|(at, _)| at);
    starts.nth(count).unwrap_or(text.len())
}

/// Exactly `width` digits.
pub(crate) fn digits(column: &[u8], width: usize) -> Option<&str> {
    if is_digits(column, width) { std::str::from_utf8(column).ok() } else { None }
}

/// Whether these are exactly `width` digits.
#[inline]
pub(crate) fn is_digits(column: &[u8], width: usize) -> bool {
    column.iter().fold(column.len() == width, |digits, byte| digits & byte.is_ascii_digit())
}

/// The hundred years that two digits of a year stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Century {
    first_year: u16,
}

impl Century {
    /// The hundred years from `first_year`.
    ///
    /// ```
    /// use cfonb::wire::field::Century;
    /// assert_eq!((Century::default().year(69), Century::default().year(70)), (2069, 1970));
    /// assert_eq!(Century::from_year(1961).year(60), 2060);
    /// ```
    pub fn from_year(first_year: u16) -> Century {
        Century { first_year }
    }

    /// The year that two digits stand for.
    pub fn year(self, two_digits: u8) -> i32 {
        let first = i32::from(self.first_year);
        let after_first = i32::from(two_digits).saturating_sub(first).rem_euclid(100);
        first.saturating_add(after_first)
    }

    /// Whether a year is one of the hundred.
    pub fn contains(self, year: i32) -> bool {
        let first = i32::from(self.first_year);
        (first..first.saturating_add(100)).contains(&year)
    }
}

impl Default for Century {
    /// 1970 to 2069.
    fn default() -> Century {
        Century::from_year(1970)
    }
}

/// A date DDMMYY that exists.
#[inline]
pub(crate) fn date(column: &[u8], century: Century) -> Option<NaiveDate> {
    let (_, (day, month, year)) = day_month_year(column).ok().filter(|(rest, _)| rest.is_empty())?;
    NaiveDate::from_ymd_opt(century.year(year), u32::from(month), u32::from(day))
}

#[inline]
fn day_month_year(input: &[u8]) -> Parsed<'_, (u8, u8, u8)> {
    let (input, day) = two_digits(input)?;
    let (input, month) = two_digits(input)?;
    let (input, year) = two_digits(input)?;
    Ok((input, (day, month, year)))
}

#[inline]
fn two_digits(input: &[u8]) -> Parsed<'_, u8> {
    match input {
        [tens @ b'0'..=b'9', units @ b'0'..=b'9', rest @ ..] => {
            let (tens, units) = (tens.wrapping_sub(b'0'), units.wrapping_sub(b'0'));
            Ok((rest, tens.wrapping_mul(10).wrapping_add(units)))
        }
        _ => Err(nom::Err::Error(Malformed)),
    }
}

/// Whether a column holds nothing.
#[inline]
pub(crate) fn is_blank(column: &[u8]) -> bool {
    let (words, rest) = column.as_chunks::<8>();
    words.iter().all(|word| word == b"        ") && rest.iter().fold(0, |text, byte| text | byte ^ b' ') == 0
}

/// The column without the blanks at its end, many at a time: most of a record is blank.
#[inline]
pub(crate) fn trim_end(mut column: &[u8]) -> &[u8] {
    while let Some((rest, last)) = column.split_last_chunk::<16>() {
        // Zero bytes where there are blanks; the last column is the most significant.
        let text = u128::from_le_bytes(*last) ^ u128::from_ne_bytes([b' '; 16]);
        // Whether there is any text in the last of them needs no answer.
        if rest.is_empty() || text != 0 {
            return without(column, text.leading_zeros());
        }
        column = rest;
    }
    while let Some((rest, last)) = column.split_last_chunk::<8>() {
        let text = u64::from_le_bytes(*last) ^ each(b' ');
        if text != 0 {
            return without(column, text.leading_zeros());
        }
        column = rest;
    }
    while let [rest @ .., b' '] = column {
        column = rest;
    }
    column
}

/// The column without the bytes at its end that are blank in all their bits, of which there are so many.
#[inline]
fn without(column: &[u8], blank_bits: u32) -> &[u8] {
    let blanks = usize::try_from(blank_bits / 8).unwrap_or_default();
    column.get(..column.len().saturating_sub(blanks)).unwrap_or_default()
}

/// Whether all bytes are ASCII, eight at a time.
#[inline]
pub(crate) fn is_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().fold(0, |all, word| all | u64::from_ne_bytes(*word));
    words & 0x8080_8080_8080_8080 == 0 && rest.is_ascii()
}

/// Whether all characters of a record are ASCII, and none a control character but DEL.
#[inline]
pub(crate) fn is_printable_ascii(record: &[u8; WIDTH]) -> bool {
    // All that is below a blank comes out above it. The halves share eight bytes: many at a time go into 64.
    let (Some(half), Some(other)) = (record.first_chunk::<64>(), record.last_chunk::<64>()) else {
        return false;
    };
    let from_blank = |byte: &u8| byte.wrapping_sub(b' ');
    let most = half
        .iter()
        .zip(other)
        .fold(0, |most: u8, (one, other)| most.max(from_blank(one)).max(from_blank(other)));
    most <= from_blank(&0x7F)
}

/// The column without the blanks at both ends.
#[inline]
pub(crate) fn trim(column: &[u8]) -> &[u8] {
    let mut column = trim_end(column);
    while let [b' ', rest @ ..] = column {
        column = rest;
    }
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::layout::movement;
    use proptest::prelude::*;

    #[test]
    fn columns_takes_what_there_is() {
        let take = columns::<false>(&movement::CURRENCY);
        assert_eq!(take(b"EUR2"), Ok((&b"2"[..], &b"EUR"[..])));
        assert_eq!(take(b"EU"), Ok((&b""[..], &b"EU"[..])));
        assert_eq!(take(b""), Ok((&b""[..], &b""[..])));
        let take = columns::<true>(&movement::CURRENCY);
        assert_eq!(take("éàü2".as_bytes()), Ok((&b"2"[..], "éàü".as_bytes())));
        assert_eq!(take("é".as_bytes()), Ok((&b""[..], "é".as_bytes())));
    }

    #[test]
    fn digits_are_digits_to_the_full_width() {
        assert_eq!(digits(b"01234", 5), Some("01234"));
        for bad in [&b"1234"[..], b"123456", b"1234 ", b"-1234", b"1234\xB2", b""] {
            assert_eq!(digits(bad, 5), None, "{bad:?}");
        }
    }

    #[test]
    fn a_date_exists() {
        let read = |text: &[u8]| date(text, Century::default()).map(|date| date.to_string());
        assert_eq!(read(b"290224").as_deref(), Some("2024-02-29"));
        assert_eq!(read(b"311299").as_deref(), Some("1999-12-31"));
        for bad in
            [&b"290223"[..], b"000000", b"      ", b"320124", b"011324", b"1 0124", b"01012", b"0101244", b""]
        {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn a_century_starts_anywhere() {
        let century = Century::from_year(1961);
        assert_eq!(
            [century.year(61), century.year(99), century.year(0), century.year(60)],
            [1961, 1999, 2000, 2060]
        );
        assert!(
            century.contains(1961)
                && century.contains(2060)
                && !century.contains(2061)
                && !century.contains(1960)
        );
    }

    #[test]
    fn words_of_the_same_letters_are_not_ascii_together() {
        assert!(!is_ascii("é".repeat(8).as_bytes()));
    }

    proptest! {
        #[test]
        fn trimming_by_words_is_trimming(bytes in proptest::collection::vec(prop_oneof![Just(b' '), any::<u8>()], 0..80)) {
            let naive_end = bytes.iter().rposition(|b| *b != b' ').map_or(0, |at| at + 1);
            let naive_start = bytes.iter().position(|b| *b != b' ').unwrap_or(0);
            prop_assert_eq!(trim_end(&bytes), &bytes[..naive_end]);
            prop_assert_eq!(trim(&bytes), &bytes[naive_start.min(naive_end)..naive_end]);
            prop_assert_eq!(is_blank(&bytes), naive_end == 0);
            prop_assert_eq!(is_ascii(&bytes), bytes.is_ascii());
        }

        #[test]
        fn printable_ascii_is_from_blank_to_del(at in 0..WIDTH, byte: u8) {
            let mut record = [b'~'; WIDTH];
            record[at] = byte;
            prop_assert_eq!(is_printable_ascii(&record), matches!(byte, b' '..=0x7F));
        }

        #[test]
        fn every_date_of_the_century_comes_back(days in 0..36_524i64) {
            let day = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::TimeDelta::days(days);
            prop_assert_eq!(date(day.format("%d%m%y").to_string().as_bytes(), Century::default()), Some(day));
        }
    }
}
