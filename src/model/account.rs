//! Accounts: RIB key and IBAN, both ways.
//!
//! A French account is a bank, a branch and a number; a statement of CFONB 120 says no more. The key of the RIB
//! and the IBAN are computed from them, by the rules of the RIB (a key modulo 97, letters counted 1 to 9) and of
//! ISO 13616 (check digits modulo 97, letters counted 10 to 35).

mod iban;

use std::borrow::Cow;

use super::Currency;
use super::statement::owned;
use iban::Compact;
pub use iban::{AccountError, Iban, Rib, RibKey};

/// An account, as the old balance names it.
///
/// ```
/// use cfonb::{Account, Currency};
/// let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
/// assert_eq!(account.rib_key().unwrap().as_str(), "75");
/// assert_eq!(account.iban().unwrap().to_string(), "FR7611111222220012345678975");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[doc(alias = "compte")]
pub struct Account<'a> {
    /// Bank: 5 digits. Empty for an account without French bank details (a card).
    pub bank_code: Cow<'a, str>,
    /// Branch: 5 digits. Empty for an account without French bank details.
    #[doc(alias = "code guichet")]
    pub branch_code: Cow<'a, str>,
    /// Account number: up to 11 digits and capital letters.
    pub number: Cow<'a, str>,
    /// Currency of the account.
    pub currency: Currency,
    /// Number of decimals of its balances, 0 to 9.
    pub decimals: u8,
    /// Name of the account, where the source has one; CFONB has none.
    pub name: Option<Cow<'a, str>>,
    /// Kind of account (current, savings, card), where the source has one; CFONB has none.
    pub kind: Option<Cow<'a, str>>,
}

impl<'a> Account<'a> {
    /// An account with the usual number of decimals of its currency.
    pub fn new(
        bank_code: impl Into<Cow<'a, str>>,
        branch_code: impl Into<Cow<'a, str>>,
        number: impl Into<Cow<'a, str>>,
        currency: Currency,
    ) -> Account<'a> {
        Account {
            bank_code: bank_code.into(),
            branch_code: branch_code.into(),
            number: number.into(),
            currency,
            decimals: currency.usual_decimals(),
            name: None,
            kind: None,
        }
    }

    /// The key of the RIB, computed; `None` unless the bank and the branch are five digits and the number eleven
    /// digits and capital letters.
    ///
    /// The format is used outside France too (in Tunisia, for one), where such a key means nothing; nothing in a
    /// statement tells.
    ///
    /// ```
    /// use cfonb::{Account, Currency};
    /// let account = Account::new("20041", "01005", "0500013M026", Currency::EUR);
    /// assert_eq!(account.rib_key().unwrap().as_str(), "06");
    /// let card = Account::new("", "", "0012", Currency::EUR);
    /// assert_eq!(card.rib_key(), None);
    /// ```
    #[doc(alias = "clé RIB")]
    pub fn rib_key(&self) -> Option<RibKey> {
        RibKey::of(&self.bank_code, &self.branch_code, &self.number)
    }

    /// The French IBAN, computed; `None` where there is no [`rib_key`](Self::rib_key).
    ///
    /// It starts with `FR` always. An account in Monaco has the same bank details and an IBAN that starts with
    /// `MC`, and an account outside France may look like a French one: a statement does not say which it is.
    ///
    /// ```
    /// use cfonb::{Account, Currency};
    /// let account = Account::new("20041", "01005", "0500013M026", Currency::EUR);
    /// assert_eq!(format!("{:#}", account.iban().unwrap()), "FR14 2004 1010 0505 0001 3M02 606");
    /// ```
    pub fn iban(&self) -> Option<Iban> {
        let key = self.rib_key()?;
        let parts = [&self.bank_code, &self.branch_code, &self.number, key.as_str()];
        Iban::with_check_digits(*b"FR", &parts)
    }

    /// Whether both are one account: same bank, branch, number and currency, whatever their names and decimals.
    ///
    /// ```
    /// use cfonb::{Account, Currency};
    /// let euros = Account::new("11111", "22222", "00123456789", Currency::EUR);
    /// let mut named = euros.clone();
    /// named.name = Some("Compte courant".into());
    /// assert!(euros.same_account(&named));
    /// ```
    pub fn same_account(&self, other: &Account<'_>) -> bool {
        (&self.bank_code, &self.branch_code, &self.number, self.currency)
            == (&other.bank_code, &other.branch_code, &other.number, other.currency)
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Account<'static> {
        Account {
            bank_code: owned(self.bank_code),
            branch_code: owned(self.branch_code),
            number: owned(self.number),
            currency: self.currency,
            decimals: self.decimals,
            name: self.name.map(owned),
            kind: self.kind.map(owned),
        }
    }
}

impl Account<'static> {
    /// The account of a French IBAN (`FR`, or `MC` for Monaco), in a currency.
    ///
    /// An account keeps no country: [`iban`](Self::iban) of one from Monaco gives the French IBAN with the same
    /// bank details.
    ///
    /// # Errors
    ///
    /// [`AccountError::NotFrench`] for another country, [`AccountError::Character`] if bank or branch are not
    /// digits, [`AccountError::RibKey`] if the key does not fit.
    ///
    /// ```
    /// use cfonb::{Account, Currency, Iban};
    /// let iban: Iban = "FR76 1111 1222 2200 1234 5678 975".parse().unwrap();
    /// let account = Account::from_iban(iban, Currency::EUR).unwrap();
    /// assert_eq!((&*account.bank_code, &*account.branch_code, &*account.number), ("11111", "22222", "00123456789"));
    /// assert_eq!(account.iban(), Some(iban));
    /// ```
    pub fn from_iban(iban: Iban, currency: Currency) -> Result<Account<'static>, AccountError> {
        let bban = iban.french_bban().ok_or(AccountError::NotFrench)?;
        Ok(Rib::parse(bban)?.account(currency))
    }

    /// The account of a RIB, in a currency: 5 digits of bank, 5 of branch, 11 characters of number and the key
    /// of two digits, or without the key. Blanks and small letters are accepted.
    ///
    /// # Errors
    ///
    /// [`AccountError::Length`] if it is neither 21 nor 23 characters, [`AccountError::Character`] for
    /// characters out of place, [`AccountError::RibKey`] if the key does not fit.
    ///
    /// ```
    /// use cfonb::{Account, AccountError, Currency};
    /// let account = Account::from_rib("20041 01005 0500013M026 06", Currency::EUR).unwrap();
    /// assert_eq!(account.number, "0500013M026");
    /// let wrong = Account::from_rib("20041 01005 0500013M026 07", Currency::EUR);
    /// assert_eq!(wrong, Err(AccountError::RibKey));
    /// ```
    pub fn from_rib(rib: &str, currency: Currency) -> Result<Account<'static>, AccountError> {
        let compact = Compact::<23>::new(rib)?;
        Ok(Rib::parse(compact.as_str())?.account(currency))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn account(bank: &str, branch: &str, number: &str) -> Account<'static> {
        Account::new(bank.to_owned(), branch.to_owned(), number.to_owned(), Currency::EUR)
    }

    #[test]
    fn known_keys_and_ibans() {
        let of = |bank, branch, number| {
            let account = account(bank, branch, number);
            (account.rib_key().unwrap().to_string(), account.iban().unwrap().to_string())
        };
        assert_eq!(of("11111", "22222", "00123456789"), ("75".into(), "FR7611111222220012345678975".into()));
        assert_eq!(of("20041", "01005", "0500013M026"), ("06".into(), "FR1420041010050500013M02606".into()));
        // All zeros: the remainder is 0 and the key is 97, not 00.
        assert_eq!(of("00000", "00000", "00000000000").0, "97");
    }

    #[test]
    fn what_is_no_french_account_has_no_key() {
        for (bank, branch, number) in [
            ("", "", ""),
            ("11111", "22222", "0012345678"),
            ("11111", "22222", "001234567890"),
            ("1111", "22222", "00123456789"),
            ("1111A", "22222", "00123456789"),
            ("11111", "2222 ", "00123456789"),
            ("11111", "22222", "0012345678a"),
            ("11111", "22222", "0012345678 "),
            ("11111", "22222", "001234567é"),
            ("１1", "22222", "00123456789"),
        ] {
            let account = account(bank, branch, number);
            assert_eq!((account.rib_key(), account.iban()), (None, None), "{account:?}");
        }
    }

    #[test]
    fn an_iban_can_be_right_and_its_rib_wrong() {
        let iban = Iban::with_check_digits(*b"FR", &["11111222220012345678976"]).unwrap();
        assert_eq!(iban.rib(), None);
        assert_eq!(Account::from_iban(iban, Currency::EUR), Err(AccountError::RibKey));
        let iban = Iban::with_check_digits(*b"FR", &["1111A222220012345678976"]).unwrap();
        assert_eq!(Account::from_iban(iban, Currency::EUR), Err(AccountError::Character));
    }

    #[test]
    fn monaco_has_french_bank_details() {
        let iban = Iban::with_check_digits(*b"MC", &["11111222220012345678975"]).unwrap();
        assert_eq!(iban.rib().unwrap().key.as_str(), "75");
        let account = Account::from_iban(iban, Currency::EUR).unwrap();
        assert_eq!(account, self::account("11111", "22222", "00123456789"));
    }

    #[test]
    fn ribs() {
        let rib = |text: &str| Account::from_rib(text, Currency::EUR);
        let expected = account("20041", "01005", "0500013M026");
        for text in ["20041010050500013M02606", "20041010050500013M026", " 20041 01005\t0500013m026 06"] {
            assert_eq!(rib(text).unwrap(), expected);
        }
        for text in ["", "20041010050500013M02", "20041010050500013M0260", "20041010050500013M026060"] {
            assert_eq!(rib(text), Err(AccountError::Length), "{text}");
        }
        assert_eq!(rib("20041010050500013M02605"), Err(AccountError::RibKey));
        assert_eq!(rib("20041010050500013M026AA"), Err(AccountError::RibKey));
        assert_eq!(rib("2004A010050500013M026"), Err(AccountError::Character));
        assert_eq!(rib("20041010050500013É026"), Err(AccountError::Character));
    }

    #[test]
    fn accounts_differ_by_currency() {
        let euros = account("11111", "22222", "00123456789");
        let mut other = euros.clone();
        other.decimals = 3;
        assert!(euros.same_account(&other));
        other.currency = Currency::new("USD").unwrap();
        assert!(!euros.same_account(&other));
    }

    proptest! {
        #[test]
        fn computed_ibans_satisfy_the_oracle(
            bank in "[0-9]{5}", branch in "[0-9]{5}", number in "[0-9A-Z]{11}",
        ) {
            let account = account(&bank, &branch, &number);
            let iban = account.iban().unwrap();
            prop_assert!(iban.as_str().parse::<iban::Iban>().is_ok());
            prop_assert_eq!(Iban::parse(&format!("{iban:#}").to_lowercase()), Ok(iban));
            prop_assert_eq!(Account::from_iban(iban, Currency::EUR), Ok(account.clone()));
            prop_assert_eq!(Account::from_rib(iban.bban(), Currency::EUR), Ok(account.clone()));
            prop_assert_eq!(iban.rib().map(|rib| rib.key), account.rib_key());
        }

        #[test]
        fn the_key_is_that_of_the_formula(
            bank in 0..100_000_u64, branch in 0..100_000_u64, number in 0..100_000_000_000_u64,
        ) {
            let key = 97 - (89 * bank + 15 * branch + 3 * number) % 97;
            let account = account(&format!("{bank:05}"), &format!("{branch:05}"), &format!("{number:011}"));
            prop_assert_eq!(account.rib_key().unwrap().to_string(), format!("{key:02}"));
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = Iban::parse(&text);
            let _ = Account::from_rib(&text, Currency::EUR);
            let _ = account(&text, &text, &text).iban();
        }
    }
}
