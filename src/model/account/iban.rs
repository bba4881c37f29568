//! The key of the RIB, and IBANs.

use std::fmt;
use std::str::FromStr;

use super::Account;
use crate::model::Currency;

/// Why something is no IBAN or no RIB. It says nothing of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AccountError {
    /// Too short or too long.
    Length,
    /// A character where it cannot stand: a letter for a digit, punctuation.
    Character,
    /// The check digits of the IBAN do not fit the rest.
    CheckDigits,
    /// The key of the RIB does not fit the rest.
    RibKey,
    /// An IBAN of another country than France or Monaco.
    NotFrench,
}

impl fmt::Display for AccountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            AccountError::Length => {
                "an IBAN has 15 to 34 characters (27 in France), a RIB 23 (21 without its key)"
            }
            AccountError::Character => "a character that cannot stand there",
            AccountError::CheckDigits => "the check digits of the IBAN do not fit",
            AccountError::RibKey => "the key of the RIB does not fit",
            AccountError::NotFrench => "the IBAN is not French",
        })
    }
}

impl std::error::Error for AccountError {}

/// The key of a RIB: two digits, `01` to `97`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[doc(alias = "clé RIB")]
pub struct RibKey([u8; 2]);

impl RibKey {
    /// The key of a bank (5 digits), a branch (5 digits) and a number (11 digits and capital letters); `None` if
    /// they have another form.
    ///
    /// ```
    /// use cfonb::RibKey;
    /// assert_eq!(RibKey::of("11111", "22222", "00123456789").unwrap().to_string(), "75");
    /// ```
    pub fn of(bank_code: &str, branch_code: &str, number: &str) -> Option<RibKey> {
        let digits = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = digits(bank_code) && digits(branch_code) && number.len() == 11;
        if !well_formed {
            return None;
        }
        let mut written = 0;
        for byte in [bank_code, branch_code, number, "00"].iter().flat_map(|part| part.bytes()) {
            written = append(written, rib_value(byte)?);
        }
        Some(RibKey(two_digits(97_u32.saturating_sub(remainder(written)))))
    }

    /// The two digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for RibKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RibKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RibKey({:?})", self.as_str())
    }
}

/// French bank details with their key, checked: [`Iban::rib`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "BBAN")]
pub struct Rib<'a> {
    /// Bank: 5 digits.
    pub bank_code: &'a str,
    /// Branch: 5 digits.
    pub branch_code: &'a str,
    /// Account number: 11 digits and capital letters.
    pub number: &'a str,
    /// Key.
    pub key: RibKey,
}

impl<'a> Rib<'a> {
    /// From 21 characters, or 23 with the key, without blanks.
    pub(super) fn parse(text: &'a str) -> Result<Rib<'a>, AccountError> {
        let part = |from: usize, to: usize| text.get(from..to).ok_or(AccountError::Length);
        let (bank_code, branch_code, number) = (part(0, 5)?, part(5, 10)?, part(10, 21)?);
        let key = RibKey::of(bank_code, branch_code, number).ok_or(AccountError::Character)?;
        match part(21, text.len())? {
            "" => {}
            written if written == key.as_str() => {}
            written if written.len() == 2 => return Err(AccountError::RibKey),
            _ => return Err(AccountError::Length),
        }
        Ok(Rib { bank_code, branch_code, number, key })
    }

    pub(super) fn account(self, currency: Currency) -> Account<'static> {
        let Rib { bank_code, branch_code, number, .. } = self;
        Account::new(bank_code.to_owned(), branch_code.to_owned(), number.to_owned(), currency)
    }
}

/// An IBAN of any country, its check digits verified.
///
/// Its length is checked for France and Monaco, and for no other country: the list of national forms is not
/// kept here. `Display` writes it without blanks; `{:#}` in groups of four.
///
/// ```
/// use cfonb::{AccountError, Iban};
/// let iban: Iban = "fr76 1111 1222 2200 1234 5678 975".parse().unwrap();
/// assert_eq!(iban.as_str(), "FR7611111222220012345678975");
/// assert_eq!(format!("{iban:#}"), "FR76 1111 1222 2200 1234 5678 975");
/// assert_eq!("FR77 1111 1222 2200 1234 5678 975".parse::<Iban>(), Err(AccountError::CheckDigits));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(Compact<34>);

impl Iban {
    /// Reads an IBAN; blanks and small letters are accepted.
    ///
    /// # Errors
    ///
    /// [`AccountError::Length`], [`AccountError::Character`] or [`AccountError::CheckDigits`].
    ///
    /// ```
    /// use cfonb::Iban;
    /// assert_eq!(Iban::parse("NO93 8601 1117 947").unwrap().country(), "NO");
    /// ```
    pub fn parse(text: &str) -> Result<Iban, AccountError> {
        let iban = Iban(Compact::new(text)?);
        let (country, digits) = (iban.country(), iban.columns(2, 4));
        let letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
        let length = iban.as_str().len();
        if !(15..=34).contains(&length) || (matches!(country, "FR" | "MC") && length != 27) {
            return Err(AccountError::Length);
        }
        if !letters(country) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AccountError::Character);
        }
        // 00, 01 and 99 are congruent to 97, 98 and 02, which are the digits that the computation gives.
        if matches!(digits, "00" | "01" | "99") || iban.remainder() != 1 {
            return Err(AccountError::CheckDigits);
        }
        Ok(iban)
    }

    /// The IBAN without blanks: the electronic form.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The two letters of the country.
    pub fn country(&self) -> &str {
        self.columns(0, 2)
    }

    /// What follows the check digits, in the form of the country.
    ///
    /// ```
    /// let iban = cfonb::Iban::parse("NO9386011117947").unwrap();
    /// assert_eq!(iban.bban(), "86011117947");
    /// ```
    pub fn bban(&self) -> &str {
        self.columns(4, self.as_str().len())
    }

    /// Bank, branch, number and key of an IBAN of France or Monaco; `None` for another country, and if the
    /// national key does not fit.
    ///
    /// ```
    /// let iban = cfonb::Iban::parse("FR1420041010050500013M02606").unwrap();
    /// let rib = iban.rib().unwrap();
    /// assert_eq!((rib.bank_code, rib.branch_code, rib.number), ("20041", "01005", "0500013M026"));
    /// assert_eq!(rib.key.as_str(), "06");
    /// ```
    pub fn rib(&self) -> Option<Rib<'_>> {
        Rib::parse(self.french_bban()?).ok()
    }

    pub(super) fn french_bban(&self) -> Option<&str> {
        matches!(self.country(), "FR" | "MC").then(|| self.bban())
    }

    /// The IBAN of a French number of 23 characters, in any parts, its check digits computed.
    pub(super) fn with_check_digits(country: [u8; 2], bban: &[&str]) -> Option<Iban> {
        let mut draft = Compact::new(std::str::from_utf8(&country).ok()?).ok()?;
        std::iter::once(&"00").chain(bban).try_for_each(|part| draft.push(part)).ok()?;
        let mut iban = Iban(draft);
        let digits = two_digits(98_u32.checked_sub(iban.remainder())?);
        *iban.0.bytes.get_mut(2..)?.first_chunk_mut()? = digits;
        Some(iban)
    }

    /// The number modulo 97: country and check digits last, letters counted 10 to 35. 1 if they fit.
    fn remainder(&self) -> u32 {
        let (country, bban) = self.0.as_bytes().split_at_checked(4).unwrap_or_default();
        let values = bban.iter().chain(country).filter_map(|byte| char::from(*byte).to_digit(36));
        remainder(values.fold(0, append))
    }

    fn columns(&self, from: usize, to: usize) -> &str {
        self.as_str().get(from..to).unwrap_or_default()
    }
}

impl FromStr for Iban {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Iban, AccountError> {
        Iban::parse(text)
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !f.alternate() {
            return f.pad(self.as_str());
        }
        let groups: Vec<&str> = (0..self.as_str().len())
            .step_by(4)
            .map(|from| self.columns(from, from.saturating_add(4).min(self.as_str().len())))
            .collect();
        f.pad(&groups.join(" "))
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({:?})", self.as_str())
    }
}

/// Up to `N` digits and capital letters, by value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Compact<const N: usize> {
    // The rest is zeros, so that equality and order are those of the text.
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Compact<N> {
    /// The text without blanks, in capitals.
    pub(super) fn new(text: &str) -> Result<Compact<N>, AccountError> {
        let mut compact = Compact { bytes: [0; N], length: 0 };
        compact.push(text).map(|()| compact)
    }

    /// Appends another text.
    fn push(&mut self, text: &str) -> Result<(), AccountError> {
        for c in text.chars() {
            let byte = u8::try_from(c).ok().filter(u8::is_ascii_alphanumeric);
            let Some(byte) = byte else {
                if c.is_whitespace() {
                    continue;
                }
                return Err(AccountError::Character);
            };
            *self.bytes.get_mut(self.length).ok_or(AccountError::Length)? = byte.to_ascii_uppercase();
            self.length = self.length.saturating_add(1);
        }
        Ok(())
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

/// A number with one more value of one digit, or of two, behind it; or one with the same remainder that is not as long.
fn append(number: u64, value: u32) -> u64 {
    let short = if number < 1 << 52 { number } else { number % 97 };
    let shift = if value < 10 { 10 } else { 100 };
    short.wrapping_mul(shift).wrapping_add(value.into())
}

/// What is left of a number modulo 97.
fn remainder(number: u64) -> u32 {
    u32::try_from(number % 97).unwrap_or_default()
}

/// What a character counts in the key of a RIB; `None` if it has no place there.
fn rib_value(byte: u8) -> Option<u32> {
    Some(match byte {
        b'0'..=b'9' => u32::from(byte.wrapping_sub(b'0')),
        b'A' | b'J' => 1,
        b'B' | b'K' | b'S' => 2,
        b'C' | b'L' | b'T' => 3,
        b'D' | b'M' | b'U' => 4,
        b'E' | b'N' | b'V' => 5,
        b'F' | b'O' | b'W' => 6,
        b'G' | b'P' | b'X' => 7,
        b'H' | b'Q' | b'Y' => 8,
        b'I' | b'R' | b'Z' => 9,
        _ => return None,
    })
}

/// A number below 100 in two digits.
fn two_digits(number: u32) -> [u8; 2] {
    let digit = |n: u32| u8::try_from(n % 10).unwrap_or_default().wrapping_add(b'0');
    [digit(number / 10), digit(number)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Strings that look like an IBAN, one in a hundred of them valid.
    const LIKELY: &str = "(FR|MC)[0-9]{2}[0-9]{10}[0-9A-Z]{11}[0-9]{2}|[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}";

    #[test]
    fn ibans_of_other_countries() {
        for valid in ["GB29NWBK60161331926819", "DE89370400440532013000", "MT84MALT011000012345MTLCAST001S"] {
            let iban = Iban::parse(valid).unwrap();
            assert_eq!(iban.to_string(), valid);
            assert_eq!(iban.rib(), None);
            assert_eq!(Account::from_iban(iban, Currency::EUR), Err(AccountError::NotFrench));
        }
    }

    #[test]
    fn what_is_no_iban() {
        let error = |text: &str| Iban::parse(text).unwrap_err();
        assert_eq!(error(""), AccountError::Length);
        assert_eq!(error("FR76"), AccountError::Length);
        assert_eq!(error(&"A".repeat(35)), AccountError::Length);
        assert_eq!(error("FR761111122222001234567897"), AccountError::Length);
        assert_eq!(error("FR76-1111-1222-2200-1234-5678-975"), AccountError::Character);
        assert_eq!(error("F176111112222200123456789 75"), AccountError::Character);
        assert_eq!(error("FRA611111222220012345678975"), AccountError::Character);
        assert_eq!(error("FR76111112222200123456789é5"), AccountError::Character);
        assert_eq!(error("FR7611111222220012345678976"), AccountError::CheckDigits);
        assert!(!format!("{} {0:?}", error("FR7611111222220012345678976")).contains("11111"));
    }

    #[test]
    fn errors_say_what_is_wrong() {
        use AccountError::*;
        let said = [Length, Character, CheckDigits, RibKey, NotFrench].map(|error| error.to_string());
        assert!(said[2].contains("check digits of the IBAN") && said[3].contains("key of the RIB"));
        let different: std::collections::BTreeSet<_> = said.iter().collect();
        assert_eq!(different.len(), said.len());
    }

    #[test]
    fn check_digits_are_02_to_98() {
        for wrong in ["00", "01", "99"] {
            let found = (0..97_u32).find_map(|n| {
                let iban = format!("DE{wrong}{n:018}");
                (Iban(Compact::new(&iban).unwrap()).remainder() == 1).then_some(iban)
            });
            assert_eq!(Iban::parse(&found.unwrap()), Err(AccountError::CheckDigits));
        }
    }

    #[test]
    fn formats_pad() {
        let iban = Iban::parse("NO9386011117947").unwrap();
        assert_eq!(format!("{iban:>17}|{iban:#20}|"), "  NO9386011117947|NO93 8601 1117 947  |");
        assert_eq!(format!("{iban:?}"), "Iban(\"NO9386011117947\")");
        let key = RibKey::of("11111", "22222", "00123456789").unwrap();
        assert_eq!(format!("{key:>3} {key:?}"), " 75 RibKey(\"75\")");
    }

    proptest! {
        #[test]
        fn ibans_are_those_of_the_oracle(text in LIKELY, digits in "[0-9]{2}") {
            // The oracle has no lengths of its own and lets 99 through.
            let ours = Iban::parse(&text);
            let theirs = text.parse::<iban::BaseIban>().is_ok();
            let french = matches!(&text[..2], "FR" | "MC");
            if !french || text.len() == 27 {
                prop_assert_eq!(ours.is_ok(), theirs && &text[2..4] != "99");
            }
            // One of the hundred check digits fits.
            if let Some(right) = Iban::with_check_digits([text.as_bytes()[0], text.as_bytes()[1]], &[&text[4..]]) {
                let guess = [&text[..2], &digits, &text[4..]].concat();
                prop_assert_eq!(Iban::parse(&guess).is_ok(), guess == right.as_str());
                prop_assert!(right.as_str().parse::<iban::BaseIban>().is_ok());
            }
        }
    }
}
