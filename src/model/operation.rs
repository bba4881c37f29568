//! Interbank operation codes: what kind of operation an entry is.
//!
//! Codes and French labels are those of the CFONB's lists: 2004, 2010 (SEPA direct debits) and V5.0 of November
//! 2018. The ISO 20022 triples marked [published](Mapping::Published) are those of V5.0 as other software carries
//! them; the brochure itself was not at hand.

mod table;

use std::fmt;

use rust_decimal::Decimal;

use super::code::code_type;
use super::statement::Entry;
use table::{Row, TABLE, Triple};

code_type! {
    /// What kind of operation an entry is: columns 33-34 of a movement, the codes all French banks share.
    ///
    /// Any two characters are a code; the tables give the known ones a meaning.
    ///
    /// ```
    /// use cfonb::{OperationCode, Sense};
    /// let code = OperationCode::new("B1").unwrap();
    /// assert_eq!(code.french(), Some("Prélèvements SEPA domiciliés"));
    /// assert_eq!(code.sense(), Some(Sense::Debit));
    /// assert_eq!(code.bank_transaction_code(false).to_string(), "PMNT/RDDT/ESDD");
    /// assert_eq!(code.ofx_type(false), "DIRECTDEBIT");
    /// assert!(!OperationCode::new("ZZ").unwrap().is_known());
    /// ```
    OperationCode, 2
}

/// Which way the money of an operation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// Money out, a negative amount.
    Debit,
    /// Money in, a positive amount.
    Credit,
    /// Either.
    Either,
}

impl Sense {
    /// Whether a credit (`true`) or a debit (`false`) is what the sense foresees.
    ///
    /// ```
    /// use cfonb::{OperationCode, Sense};
    /// assert_eq!(OperationCode::new("01").unwrap().sense().map(|sense| sense.allows(true)), Some(false));
    /// assert!(Sense::Either.allows(true));
    /// ```
    pub fn allows(self, credit: bool) -> bool {
        match self {
            Sense::Debit => !credit,
            Sense::Credit => credit,
            Sense::Either => true,
        }
    }
}

/// An ISO 20022 bank transaction code: domain, family, subfamily.
///
/// `Display` joins the three with slashes: `PMNT/RCDT/ESCT`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BankTransactionCode {
    /// Domain, such as `PMNT`.
    pub domain: &'static str,
    /// Family, such as `RCDT`.
    pub family: &'static str,
    /// Subfamily, such as `ESCT`.
    pub subfamily: &'static str,
}

impl BankTransactionCode {
    /// What an entry gets of which only the sign is known: another operation of the customer, `PMNT/MCOP/OTHR`
    /// for a credit (`true`) and `PMNT/MDOP/OTHR` for a debit.
    ///
    /// ```
    /// use cfonb::BankTransactionCode;
    /// assert_eq!(BankTransactionCode::fallback(true).to_string(), "PMNT/MCOP/OTHR");
    /// ```
    pub fn fallback(credit: bool) -> BankTransactionCode {
        let family = if credit { "MCOP" } else { "MDOP" };
        BankTransactionCode { domain: "PMNT", family, subfamily: "OTHR" }
    }
}

impl fmt::Display for BankTransactionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.domain, self.family, self.subfamily)
    }
}

/// Where the ISO 20022 triple of an operation code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mapping {
    /// The CFONB's table has it for this code and sense. It gives one triple a code; of a code that goes either
    /// way it is the one whose family has that sense.
    Published,
    /// Ours, from the ISO table of combinations: the mirror of a published one for the other sense, or that of
    /// the code's successor.
    Inferred,
    /// No triple for this code and sense: [`BankTransactionCode::fallback`].
    Fallback,
}

impl OperationCode {
    /// All 115 known codes, in order.
    ///
    /// ```
    /// use cfonb::OperationCode;
    /// assert_eq!(OperationCode::known().count(), 115);
    /// ```
    pub fn known() -> impl Iterator<Item = OperationCode> {
        TABLE.iter().filter_map(|row| OperationCode::new(row.code))
    }

    /// Whether the code is in the table.
    pub fn is_known(self) -> bool {
        self.row().is_some()
    }

    /// The French label, as published; `None` for an unknown code.
    #[doc(alias = "libellé")]
    pub fn french(self) -> Option<&'static str> {
        self.row().map(|row| row.french)
    }

    /// A short English label; `None` for an unknown code.
    pub fn english(self) -> Option<&'static str> {
        self.row().map(|row| row.english)
    }

    /// Which way the money goes; `None` for an unknown code. Banks write the other sign when they cancel an
    /// operation.
    pub fn sense(self) -> Option<Sense> {
        let has = |credit: bool| self.triples().iter().any(|triple| triple.credit == credit);
        match (has(false), has(true)) {
            (true, true) => Some(Sense::Either),
            (true, false) => Some(Sense::Debit),
            (false, true) => Some(Sense::Credit),
            (false, false) => None,
        }
    }

    /// The ISO 20022 bank transaction code of a credit (`true`) or debit with this operation code; the
    /// [fallback](BankTransactionCode::fallback) where the table has no such pair. [`mapping`](Self::mapping)
    /// tells which it is.
    ///
    /// ```
    /// use cfonb::{Mapping, OperationCode};
    /// let received = OperationCode::new("05").unwrap();
    /// assert_eq!(received.bank_transaction_code(true).to_string(), "PMNT/RCDT/DMCT");
    /// assert_eq!(received.mapping(true), Mapping::Published);
    /// assert_eq!(received.bank_transaction_code(false).to_string(), "PMNT/MDOP/OTHR");
    /// assert_eq!(received.mapping(false), Mapping::Fallback);
    /// ```
    pub fn bank_transaction_code(self, credit: bool) -> BankTransactionCode {
        self.triple(credit).map_or_else(|| BankTransactionCode::fallback(credit), |triple| triple.code)
    }

    /// Where [`bank_transaction_code`](Self::bank_transaction_code) has its answer from.
    pub fn mapping(self, credit: bool) -> Mapping {
        self.triple(credit).map_or(Mapping::Fallback, |triple| triple.mapping)
    }

    /// The OFX transaction type (`TRNTYPE`) of a credit (`true`) or debit with this operation code.
    ///
    /// A type never contradicts the sign: what is exact for one sign is `CREDIT` or `DEBIT` for the other
    /// (a card refund is a `CREDIT`), and so is an unknown code. Interest goes either way.
    ///
    /// ```
    /// use cfonb::OperationCode;
    /// let card = OperationCode::new("28").unwrap();
    /// assert_eq!((card.ofx_type(false), card.ofx_type(true)), ("POS", "CREDIT"));
    /// ```
    pub fn ofx_type(self, credit: bool) -> &'static str {
        match (&self.0, credit) {
            (b"01", false) => "CHECK",
            (b"02" | b"04" | b"15", true) => "DEP",
            (b"08" | b"22" | b"96" | b"B1" | b"B2", false) => "DIRECTDEBIT",
            (b"11" | b"28", false) => "POS",
            (b"29", false) => "ATM",
            (b"61" | b"63" | b"70", _) => "INT",
            (b"62" | b"64" | b"65" | b"66" | b"88", false) => "FEE",
            (b"87", true) => "DIV",
            (_, true) => "CREDIT",
            (_, false) => "DEBIT",
        }
    }

    fn row(self) -> Option<&'static Row> {
        let [first, second] = self.0;
        let place = place(first)?.saturating_mul(36).saturating_add(place(second)?);
        TABLE.get(usize::from(*INDEX.get(place)?))
    }

    fn triples(self) -> &'static [Triple] {
        self.row().map_or(&[], |row| row.triples)
    }

    fn triple(self, credit: bool) -> Option<&'static Triple> {
        self.triples().iter().find(|triple| triple.credit == credit)
    }
}

impl Entry<'_> {
    /// Whether the entry is a credit. Zero is one, as in ISO 20022.
    ///
    /// ```
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// # use rust_decimal::Decimal;
    /// assert!(cfonb::Entry::new(day, Decimal::ZERO, "RIEN").is_credit());
    /// assert!(!cfonb::Entry::new(day, Decimal::NEGATIVE_ONE, "FRAIS").is_credit());
    /// ```
    pub fn is_credit(&self) -> bool {
        self.amount >= Decimal::ZERO
    }

    /// The ISO 20022 bank transaction code, by operation code and sign: see
    /// [`OperationCode::bank_transaction_code`]; the [fallback](BankTransactionCode::fallback) without a code.
    ///
    /// ```
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// let entry = cfonb::Entry::new(day, rust_decimal::Decimal::new(-1200, 2), "COTISATION");
    /// assert_eq!(entry.bank_transaction_code().to_string(), "PMNT/MDOP/OTHR");
    /// ```
    pub fn bank_transaction_code(&self) -> BankTransactionCode {
        let credit = self.is_credit();
        self.operation_code
            .map_or_else(|| BankTransactionCode::fallback(credit), |code| code.bank_transaction_code(credit))
    }

    /// The OFX transaction type, by operation code and sign: see [`OperationCode::ofx_type`]; `CREDIT` or
    /// `DEBIT` without a code.
    ///
    /// ```
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// use cfonb::{Entry, OperationCode};
    /// let entry = Entry::new(day, rust_decimal::Decimal::new(-4000, 2), "RETRAIT DAB");
    /// assert_eq!(entry.ofx_type(), "DEBIT");
    /// let entry = entry.with_operation_code(OperationCode::new("29").unwrap());
    /// assert_eq!(entry.ofx_type(), "ATM");
    /// ```
    pub fn ofx_type(&self) -> &'static str {
        match (self.operation_code, self.is_credit()) {
            (Some(code), credit) => code.ofx_type(credit),
            (None, true) => "CREDIT",
            (None, false) => "DEBIT",
        }
    }
}

/// The place of a digit or a capital letter among all of them.
const fn place(character: u8) -> Option<usize> {
    match character {
        b'0'..=b'9' => Some(character.wrapping_sub(b'0') as usize),
        b'A'..=b'Z' => Some(character.wrapping_sub(b'A').wrapping_add(10) as usize),
        _ => None,
    }
}

/// By the places of its two characters, where a code stands in the table: a search would take as many steps as the
/// processor guesses wrong. 255 for those that are not in it.
static INDEX: [u8; 36 * 36] = index();

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::cast_possible_truncation)] // When compiled.
const fn index() -> [u8; 36 * 36] {
    let mut index = [u8::MAX; 36 * 36];
    let mut row = 0;
    while row < TABLE.len() {
        if let [first, second] = TABLE[row].code.as_bytes()
            && let (Some(first), Some(second)) = (place(*first), place(*second))
        {
            index[first * 36 + second] = row as u8;
        }
        row += 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn code(code: &str) -> OperationCode {
        OperationCode::new(code).unwrap()
    }

    fn triples() -> impl Iterator<Item = &'static Triple> {
        TABLE.iter().flat_map(|row| row.triples)
    }

    #[test]
    fn the_table_is_sorted_and_every_code_is_found() {
        assert_eq!(TABLE.len(), 115);
        assert!(TABLE.is_sorted_by(|a, b| a.code < b.code));
        assert!(TABLE.iter().all(|row| row.code.len() == 2));
        for (known, row) in OperationCode::known().zip(TABLE) {
            assert!(known.is_known());
            assert_eq!((known.french(), known.english()), (Some(row.french), Some(row.english)));
        }
        let labels: BTreeSet<_> = TABLE.iter().map(|row| row.french).collect();
        assert_eq!(labels.len(), 115);
        let labels: BTreeSet<_> = TABLE.iter().map(|row| row.english).collect();
        assert_eq!(labels.len(), 115);
    }

    #[test]
    fn the_codes_are_those_of_the_brochures() {
        // 01 to 99 but 60, then A1-A6, B1-B6, C1-C5.
        let mut expected: Vec<String> = (1..=99).filter(|n| *n != 60).map(|n| format!("{n:02}")).collect();
        expected.extend((1..=6).map(|n| format!("A{n}")));
        expected.extend((1..=6).map(|n| format!("B{n}")));
        expected.extend((1..=5).map(|n| format!("C{n}")));
        let known: Vec<String> = OperationCode::known().map(|code| code.to_string()).collect();
        assert_eq!(known, expected);
    }

    #[test]
    fn each_sense_has_one_triple() {
        for row in TABLE {
            match row.triples {
                [_] => {}
                [first, second] => assert!(!first.credit && second.credit, "{}", row.code),
                _ => panic!("{}", row.code),
            }
        }
        let count = |mapping: Mapping| triples().filter(|triple| triple.mapping == mapping).count();
        // 105 published rows, of which four (34, 55, 92, 93) serve both senses.
        assert_eq!(count(Mapping::Published), 109);
        assert_eq!(count(Mapping::Inferred), 24);
        let senses = |sense| OperationCode::known().filter(|code| code.sense() == Some(sense)).count();
        assert_eq!([senses(Sense::Debit), senses(Sense::Credit), senses(Sense::Either)], [50, 47, 18]);
    }

    #[test]
    fn the_parts_of_a_triple_are_four_capital_letters() {
        for triple in triples() {
            let BankTransactionCode { domain, family, subfamily } = triple.code;
            for part in [domain, family, subfamily] {
                assert!(part.len() == 4 && part.bytes().all(|b| b.is_ascii_uppercase()), "{}", triple.code);
            }
            assert!(["PMNT", "FORX", "SECU", "ACMT", "LDAS", "CAMT"].contains(&domain));
            // A family that has a sense of its own agrees with the sign; reversals and returns do not count.
            match family {
                "MCOP" | "RCCN" => assert!(triple.credit, "{}", triple.code),
                "MDOP" | "ICCN" | "ICHQ" => assert!(!triple.credit, "{}", triple.code),
                _ => {}
            }
        }
    }

    #[test]
    fn a_published_triple_comes_before_an_inferred_one() {
        let triple = |c: &str, credit| code(c).bank_transaction_code(credit).to_string();
        assert_eq!(triple("04", true), "PMNT/CCRD/CDPT");
        assert_eq!(triple("05", true), "PMNT/RCDT/DMCT");
        assert_eq!(triple("06", false), "PMNT/ICDT/DMCT");
        assert_eq!(triple("10", true), "PMNT/RDDT/UPDD");
        assert_eq!(triple("10", false), "PMNT/IDDT/UPDD");
        assert_eq!(code("10").mapping(false), Mapping::Inferred);
        assert_eq!(triple("93", true), triple("93", false));
        assert_eq!(triple("C5", true), "PMNT/IRCT/RIMB");
        assert_eq!(triple("76", false), "LDAS/FTDP/DPST");
    }

    #[test]
    fn the_other_sense_and_unknown_codes_fall_back() {
        assert_eq!(code("01").bank_transaction_code(true), BankTransactionCode::fallback(true));
        assert_eq!(code("01").mapping(true), Mapping::Fallback);
        for unknown in ["60", "00", "A7", "ZZ", "1", " 1", "a1"] {
            let unknown = code(unknown);
            assert!(!unknown.is_known());
            assert_eq!((unknown.french(), unknown.english(), unknown.sense()), (None, None, None));
            assert_eq!(unknown.bank_transaction_code(false), BankTransactionCode::fallback(false));
            assert_eq!((unknown.ofx_type(true), unknown.ofx_type(false)), ("CREDIT", "DEBIT"));
        }
    }

    #[test]
    fn ofx_types_agree_with_the_sign() {
        let debits = ["CHECK", "DIRECTDEBIT", "POS", "ATM", "INT", "FEE", "DEBIT"];
        let credits = ["DEP", "INT", "DIV", "CREDIT"];
        for code in OperationCode::known() {
            assert!(debits.contains(&code.ofx_type(false)), "{code}");
            assert!(credits.contains(&code.ofx_type(true)), "{code}");
            // A type that says more than the sign is one of a sense the code has.
            for credit in [true, false] {
                let exact = !["CREDIT", "DEBIT"].contains(&code.ofx_type(credit));
                let either_way = code.ofx_type(credit) == "INT";
                assert!(!exact || either_way || code.sense().unwrap().allows(credit), "{code}");
            }
        }
        let types = |c: &str| (code(c).ofx_type(false), code(c).ofx_type(true));
        assert_eq!(types("01"), ("CHECK", "CREDIT"));
        assert_eq!(types("04"), ("DEBIT", "DEP"));
        assert_eq!(types("70"), ("INT", "INT"));
        assert_eq!(types("87"), ("DEBIT", "DIV"));
        assert_eq!(types("66"), ("FEE", "CREDIT"));
        assert_eq!(types("76"), ("DEBIT", "CREDIT"));
    }

    #[test]
    fn an_entry_of_zero_is_a_credit() {
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let mut zero = Decimal::new(0, 2);
        zero.set_sign_negative(true);
        let entry = Entry::new(day, zero, "");
        assert!(entry.is_credit());
        assert_eq!(entry.ofx_type(), "CREDIT");
        assert_eq!(entry.bank_transaction_code().family, "MCOP");
        let entry = Entry::new(day, Decimal::new(-1, 2), "").with_operation_code(code("62"));
        assert_eq!((entry.ofx_type(), entry.bank_transaction_code().subfamily), ("FEE", "COMM"));
    }

    proptest! {
        #[test]
        fn the_answers_agree_for_any_code(text in "[ -~]{1,2}", credit: bool) {
            let Some(code) = OperationCode::new(&text) else { return Ok(()) };
            prop_assert_eq!(code.is_known(), code.sense().is_some());
            let found = code.sense().is_some_and(|sense| sense.allows(credit));
            prop_assert_eq!(found, code.mapping(credit) != Mapping::Fallback);
        }
    }
}
