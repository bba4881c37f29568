//! Amounts whose last digit carries the sign ("overpunch"), both directions.
//!
//! 13 digits, then one character: `{ABCDEFGHI` for 0 to 9 in credit, `}JKLMNOPQR` in debit. A credit is
//! positive. How many of the fourteen digits are decimals stands in another column.

use super::words::each;

/// What is wrong with the columns of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AmountError {
    /// The sign column holds a plain digit, or `è`, which stands for a zero of either sign.
    SignMissing,
    /// The columns cannot be read.
    Invalid,
}

/// An amount as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// Minor units, credit positive.
    pub(crate) minor: i64,
    /// Whether [`encode`] gives the same columns back.
    pub(crate) canonical: bool,
    /// Blanks stood for leading zeros.
    pub(crate) blanks: bool,
    /// The sign is lower case or `é`.
    pub(crate) variant: bool,
}

const CREDIT: &[u8; 10] = b"{ABCDEFGHI";
const DEBIT: &[u8; 10] = b"}JKLMNOPQR";

/// What each byte says at the end of an amount: its digit, and [`IS_DEBIT`]; [`NO_SIGN`] for most.
const SIGNS: [u8; 256] = signs();
const IS_DEBIT: u8 = 0x10;
const NO_SIGN: u8 = 0xFF;

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "evaluated by the compiler")]
const fn signs() -> [u8; 256] {
    let mut signs = [NO_SIGN; 256];
    let mut digit = 0;
    while digit < 10 {
        signs[CREDIT[digit as usize] as usize] = digit;
        signs[DEBIT[digit as usize] as usize] = digit | IS_DEBIT;
        digit += 1;
    }
    signs
}

/// The last character of an amount: its digit, and whether it is a debit.
#[inline]
fn sign(byte: u8) -> Option<(i64, bool)> {
    // Looked up: which sign comes next, no processor can foresee.
    let sign = SIGNS.get(usize::from(byte)).copied().unwrap_or(NO_SIGN);
    (sign != NO_SIGN).then_some((i64::from(sign & 0x0F), sign & IS_DEBIT != 0))
}

/// Whether a character is a digit with its sign, as the publication writes it.
pub(crate) fn is_sign(byte: u8) -> bool {
    sign(byte).is_some()
}

/// The columns of an amount that has lost its sign, as a credit; `None` if they are not its digits.
pub(crate) fn as_credit(column: &[u8]) -> Option<[u8; 14]> {
    let (digits, sign) = split_sign(column).ok()?;
    let digits: [u8; 13] = digits.try_into().ok().filter(|digits: &[u8; 13]| is_digits(digits))?;
    let units = match column.last() {
        _ if sign.is_some() => return None,
        Some(last @ b'0'..=b'9') => last.wrapping_sub(b'0'),
        // è
        _ => 0,
    };
    let mut credit = [*CREDIT.get(usize::from(units))?; 14];
    credit.first_chunk_mut().map(|start| *start = digits)?;
    Some(credit)
}

fn is_digits(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_digit)
}

/// Reads the columns of an amount.
#[inline(always)]
pub(crate) fn decode(column: &[u8]) -> Result<Decoded, AmountError> {
    if let Some((digits, [last])) = column.split_last_chunk::<1>()
        && let (Ok(digits), Some((units, debit))) = (<&[u8; 13]>::try_from(digits), sign(*last))
        && let Some(tens) = thirteen_digits(digits)
    {
        let minor = signed(tens, units, debit);
        return Ok(Decoded { minor, canonical: minor != 0 || !debit, blanks: false, variant: false });
    }
    decode_variant(column)
}

/// The number that thirteen digits make: of the first five, behind three zeros, and of the last eight.
#[inline(always)]
fn thirteen_digits(digits: &[u8; 13]) -> Option<i64> {
    let (first, last) = (digits.first_chunk().copied()?, digits.last_chunk().copied()?);
    let first = (u64::from_le_bytes(first) << 24) | u64::from_le_bytes(*b"000\0\0\0\0\0");
    let first = eight_digits(first)?;
    let last = eight_digits(u64::from_le_bytes(last))?;
    Some(first.wrapping_mul(100_000_000).wrapping_add(last))
}

/// The number that eight digits make, the first of which is the lowest byte: neighbours are put together to pairs,
/// pairs to fours, and these to the whole.
#[inline]
fn eight_digits(digits: u64) -> Option<i64> {
    const HIGH_HALVES: u64 = each(0xF0);
    // A digit has 3 in its high half, and still has it with six more.
    let with_six = digits.wrapping_add(each(6));
    if digits & HIGH_HALVES != each(0x30) || with_six & HIGH_HALVES != each(0x30) {
        return None;
    }
    let ones = digits & each(0x0F);
    let pairs = ones.wrapping_mul(10).wrapping_add(ones >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    let whole = fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF;
    i64::try_from(whole).ok()
}

/// What the lenient policy accepts: blanks for leading zeros, signs in lower case, `é` for a positive zero.
#[cold]
fn decode_variant(column: &[u8]) -> Result<Decoded, AmountError> {
    let (digits, sign) = split_sign(column)?;
    let zeros = digits.iter().take_while(|byte| **byte == b' ').count();
    let written = digits.get(zeros..).unwrap_or_default();
    if digits.len() != 13 || !written.iter().all(u8::is_ascii_digit) {
        return Err(AmountError::Invalid);
    }
    let tens = written
        .iter()
        .fold(0i64, |tens, byte| tens.wrapping_mul(10).wrapping_add(i64::from(byte.wrapping_sub(b'0'))));
    let Some((units, debit, variant)) = sign else {
        return Err(AmountError::SignMissing);
    };
    Ok(Decoded { minor: signed(tens, units, debit), canonical: false, blanks: zeros > 0, variant })
}

/// The digits before the last character, and what that says: digit, debit, unusual; `None` for a lost sign.
#[allow(clippy::type_complexity)]
fn split_sign(column: &[u8]) -> Result<(&[u8], Option<(i64, bool, bool)>), AmountError> {
    // é and è in Windows-1252 and ISO-8859-15, and in UTF-8.
    for (e_acute, e_grave) in [(&b"\xE9"[..], &b"\xE8"[..]), (b"\xC3\xA9", b"\xC3\xA8")] {
        if let Some(digits) = column.strip_suffix(e_acute) {
            return Ok((digits, Some((0, false, true))));
        }
        if let Some(digits) = column.strip_suffix(e_grave) {
            return Ok((digits, None));
        }
    }
    let (last, digits) = column.split_last().ok_or(AmountError::Invalid)?;
    if last.is_ascii_digit() {
        return Ok((digits, None));
    }
    match sign(last.to_ascii_uppercase()) {
        Some((units, debit)) => Ok((digits, Some((units, debit, last.is_ascii_lowercase())))),
        None => Err(AmountError::Invalid),
    }
}

/// Thirteen digits and one more never exceed an `i64`.
#[inline]
fn signed(tens: i64, units: i64, debit: bool) -> i64 {
    let minor = tens.wrapping_mul(10).wrapping_add(units);
    if debit { minor.wrapping_neg() } else { minor }
}

/// The fourteen columns of an amount in minor units; `None` beyond fourteen digits.
pub(crate) fn encode(minor: i64) -> Option<[u8; 14]> {
    let mut column = [b'0'; 14];
    let mut left = minor.unsigned_abs();
    let signs = if minor < 0 { DEBIT } else { CREDIT };
    let (last, digits) = column.split_last_mut()?;
    *last = *signs.get(usize::try_from(left % 10).ok()?)?;
    left /= 10;
    for digit in digits.iter_mut().rev() {
        *digit = b'0'.checked_add(u8::try_from(left % 10).ok()?)?;
        left /= 10;
    }
    (left == 0).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minor(column: &[u8]) -> Result<i64, AmountError> {
        decode(column).map(|decoded| decoded.minor)
    }

    #[test]
    fn the_published_table() {
        for (digit, (credit, debit)) in CREDIT.iter().zip(DEBIT).enumerate() {
            let column = |sign: u8| [&b"0000000000012"[..], &[sign]].concat();
            assert_eq!(minor(&column(*credit)), Ok(120 + digit as i64));
            assert_eq!(minor(&column(*debit)), Ok(-(120 + digit as i64)));
        }
        assert_eq!(minor(b"0000000001904}"), Ok(-19040));
        assert_eq!(minor(b"9999999999999R"), Ok(-99_999_999_999_999));
    }

    #[test]
    fn what_has_lost_its_sign_becomes_a_credit() {
        assert_eq!(as_credit(b"00000000001234"), Some(*b"0000000000123D"));
        assert_eq!(as_credit(b"0000000000120\xE8"), Some(*b"0000000000120{"));
        assert_eq!(as_credit("0000000000120è".as_bytes()), Some(*b"0000000000120{"));
        for column in [&b"0000000000123D"[..], b"0000000000120\xE9", b"000000000012 4", b"1234", b""] {
            assert_eq!(as_credit(column), None);
        }
    }

    #[test]
    fn a_debit_zero_is_zero_but_not_canonical() {
        assert_eq!(
            decode(b"0000000000000}"),
            Ok(Decoded { minor: 0, canonical: false, blanks: false, variant: false })
        );
        assert!(decode(b"0000000000000{").unwrap().canonical);
    }

    #[test]
    fn variants_are_told_apart() {
        let variant = |column: &[u8]| decode(column).map(|d| (d.minor, d.blanks, d.variant));
        assert_eq!(variant(b"           12C"), Ok((123, true, false)));
        assert_eq!(variant(b"0000000000012c"), Ok((123, false, true)));
        assert_eq!(variant(b"0000000000012l"), Ok((-123, false, true)));
        assert_eq!(variant(b"0000000000012\xE9"), Ok((120, false, true)));
        assert_eq!(variant("0000000000012é".as_bytes()), Ok((120, false, true)));
    }

    #[test]
    fn a_lost_sign_is_never_guessed() {
        for column in
            [&b"00000000001200"[..], b"0000000000120\xE8", "0000000000120è".as_bytes(), b"            12"]
        {
            assert_eq!(decode(column), Err(AmountError::SignMissing), "{column:?}");
        }
    }

    #[test]
    fn the_rest_is_refused() {
        let bad: [&[u8]; 9] = [
            b"",
            b"{",
            b"000000000A904{",
            b"0000000166956Y",
            b"00000000 0120{",
            b"              ",
            b"000000000012{",
            b"000000000000012{",
            b"-000000000012C",
        ];
        for column in bad {
            assert_eq!(decode(column), Err(AmountError::Invalid), "{column:?}");
        }
    }

    #[test]
    fn fifteen_digits_do_not_fit() {
        assert_eq!(encode(99_999_999_999_999).as_ref(), Some(b"9999999999999I"));
        assert_eq!(encode(100_000_000_000_000), None);
        assert_eq!(encode(i64::MIN), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(minor in -99_999_999_999_999i64..=99_999_999_999_999) {
            let column = encode(minor).unwrap();
            prop_assert_eq!(decode(&column), Ok(Decoded { minor, canonical: true, blanks: false, variant: false }));
        }

        #[test]
        fn what_is_canonical_is_written_back(column in "[0-9 ]{13}[{}A-Ra-r0-9]") {
            if let Ok(decoded) = decode(column.as_bytes()) {
                prop_assert_eq!(decoded.canonical, encode(decoded.minor).unwrap() == column.as_bytes());
            }
        }

        #[test]
        fn digits_by_words_are_digits_one_by_one(text in "[0-9]{13}", at in 0..13usize, byte: Option<u8>) {
            let mut column: [u8; 13] = text.as_bytes().try_into().unwrap();
            column[at] = byte.unwrap_or(column[at]);
            let one_by_one = column.iter().try_fold(0i64, |number, byte| {
                byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
            });
            prop_assert_eq!(thirteen_digits(&column), one_by_one);
        }

        #[test]
        fn no_bytes_panic(column in proptest::collection::vec(any::<u8>(), 0..20)) {
            let _ = decode(&column);
        }
    }
}
