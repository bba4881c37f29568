//! What complements say: qualifiers, and the typed view of an entry's details.
//!
//! The qualifiers are those of the CFONB's publication of March 2010 on SEPA transfers and direct debits, with
//! the older `LIB` and `MMO`, and two that a bank adds of its own (`FEE`, `PDO`).

mod info;

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::Currency;
use super::code::code_type;
use super::statement::owned;
use crate::wire::field;
#[cfg(any(feature = "csv", feature = "ofx", feature = "mask"))]
pub(crate) use info::{fees, original_amount};

code_type! {
    /// What the text of a complement is: columns 46-48.
    ///
    /// Any three characters are a qualifier; the table gives the known ones a meaning.
    ///
    /// ```
    /// use cfonb::Qualifier;
    /// let qualifier = Qualifier::new("NPY").unwrap();
    /// assert_eq!(qualifier, Qualifier::NPY);
    /// assert_eq!(qualifier.french(), Some("Nom du payeur"));
    /// assert_eq!(Qualifier::new("XYZ").unwrap().english(), None);
    /// ```
    Qualifier, 3
}

/// A part of a complement's text and its columns: [`Qualifier::sub_zones`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct SubZone {
    /// First column of the record, from 1; the text starts at 49.
    pub from: u8,
    /// Last column, inclusive; the text ends at 118.
    pub to: u8,
    /// French name.
    pub french: &'static str,
    /// English name.
    pub english: &'static str,
}

impl SubZone {
    /// This part of a complement's text, without blanks at its ends. Columns are counted in characters; a text
    /// may end before them.
    ///
    /// ```
    /// use cfonb::Qualifier;
    /// let text = format!("{:<35}{}", "RUM-2024-0001", "RCUR");
    /// let parts: Vec<&str> = Qualifier::RUM.sub_zones().iter().map(|zone| zone.of(&text)).collect();
    /// assert_eq!(parts, ["RUM-2024-0001", "RCUR"]);
    /// ```
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        trim(columns(text, self.from, self.to))
    }
}

/// As `str::trim`, which looks for blanks of all scripts from the start.
fn trim(text: &str) -> &str {
    let text = text.get(..field::trim_end(text.as_bytes()).len()).unwrap_or_default();
    match text.as_bytes() {
        [] | [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'] => text,
        _ => text.trim(),
    }
}

/// Columns of the record in the text of a complement, which starts at column 49.
fn columns(text: &str, from: u8, to: u8) -> &str {
    let ascii = text.is_ascii();
    let offset = |column: u8| {
        let characters = usize::from(column.saturating_sub(49));
        if ascii {
            return characters.min(text.len());
        }
        text.char_indices().nth(characters).map_or(text.len(), |(offset, _)| offset)
    };
    text.get(offset(from)..offset(to.saturating_add(1))).unwrap_or_default()
}

struct Row {
    sub_zones: &'static [SubZone],
    french: &'static str,
    english: &'static str,
}

const fn three(name: &str) -> [u8; 3] {
    match name.as_bytes() {
        [a, b, c] => [*a, *b, *c],
        _ => [b'?'; 3],
    }
}

macro_rules! qualifiers {
    ($($name:ident $french:literal $english:literal {
        $($from:literal-$to:literal $zone_french:literal $zone_english:literal;)+
    })*) => {
        impl Qualifier {
            $(#[doc = concat!("`", stringify!($name), "`, *", $french, "*: ", $english, ".")]
            pub const $name: Qualifier = Qualifier(three(stringify!($name)));)*

            /// Every known qualifier.
            pub const ALL: &'static [Qualifier] = &[$(Qualifier::$name,)*];

            /// Its place in the table; `None` for an unknown one.
            #[inline(always)]
            pub(crate) fn place(self) -> Option<usize> {
                Some(match self {
                    $(Qualifier::$name => Known::$name as usize,)*
                    _ => return None,
                })
            }
        }

        // They are called as in the publication.
        #[allow(clippy::upper_case_acronyms)]
        enum Known {
            $($name,)*
        }

        static TABLE: &[Row] = &[$(Row {
            sub_zones: &[$(SubZone {
                from: $from,
                to: $to,
                french: $zone_french,
                english: $zone_english,
            },)+],
            french: $french,
            english: $english,
        },)*];
    };
}

qualifiers! {
    LIB "Libellé libre complémentaire" "continuation of the label" {
        49-118 "libellé" "text";
    }
    NPY "Nom du payeur" "name of the debtor" {
        49-118 "nom" "name";
    }
    IPY "Identifiant du payeur" "identifier of the debtor" {
        49-83 "identifiant" "identifier";
        84-118 "type d'identifiant" "type of the identifier";
    }
    NBE "Nom du bénéficiaire" "name of the creditor" {
        49-118 "nom" "name";
    }
    IBE "Identifiant du bénéficiaire" "identifier of the creditor" {
        49-83 "identifiant" "identifier";
        84-118 "type d'identifiant" "type of the identifier";
    }
    NPO "Nom de l'Ultimate Debtor (tiers débiteur)" "name of the ultimate debtor" {
        49-118 "nom" "name";
    }
    IPO "Identifiant de l'Ultimate Debtor" "identifier of the ultimate debtor" {
        49-83 "identifiant" "identifier";
        84-118 "type d'identifiant" "type of the identifier";
    }
    NBU "Nom de l'Ultimate Creditor (tiers créancier)" "name of the ultimate creditor" {
        49-118 "nom" "name";
    }
    IBU "Identifiant de l'Ultimate Creditor" "identifier of the ultimate creditor" {
        49-83 "identifiant" "identifier";
        84-118 "type d'identifiant" "type of the identifier";
    }
    LCC "Libellé de client à client, ligne 1 (non structuré)" "remittance information, characters 1-70" {
        49-118 "libellé" "text";
    }
    LC2 "Libellé de client à client, ligne 2 (non structuré)" "remittance information, characters 71-140" {
        49-118 "libellé" "text";
    }
    LCS "Libellé de client à client structuré" "structured creditor reference" {
        49-83 "référence" "reference";
    }
    RCN "Référence de client à client / nature du paiement" "end-to-end reference and purpose" {
        49-83 "référence de client à client" "end-to-end reference";
        84-118 "nature du paiement" "purpose";
    }
    REF "Référence de la remise / référence de la transaction" "references of the batch and the transaction" {
        49-83 "référence de la remise" "payment information identifier";
        84-118 "référence de la transaction" "instruction identifier";
    }
    MMO "Monnaie et montant d'origine, taux de change" "original currency, amount and exchange rate" {
        49-51 "devise" "currency";
        52-52 "nombre de décimales" "number of decimals";
        53-66 "montant" "amount";
        67-68 "nombre de décimales du taux" "number of decimals of the rate";
        69-79 "taux de change" "exchange rate";
    }
    CBE "Compte du bénéficiaire" "account of the creditor" {
        49-83 "compte" "account";
    }
    RUM "Référence unique de mandat / séquence de présentation" "mandate and sequence of the direct debit" {
        49-83 "référence du mandat" "mandate identifier";
        84-87 "séquence" "sequence type";
    }
    CPY "Compte débiteur (compte du payeur)" "account of the debtor" {
        49-83 "compte" "account";
    }
    FEE "Frais" "fees taken; not published" {
        49-51 "devise" "currency";
        52-52 "nombre de décimales" "number of decimals";
        53-66 "montant" "amount";
    }
    PDO "Pays du donneur d'ordre" "country of the debtor; not published" {
        49-50 "code pays" "country code";
        52-118 "nom du pays" "name of the country";
    }
}

impl Qualifier {
    /// The French label; `None` for an unknown qualifier.
    #[doc(alias = "qualifiant")]
    pub fn french(self) -> Option<&'static str> {
        self.row().map(|row| row.french)
    }

    /// A short English label; `None` for an unknown qualifier.
    pub fn english(self) -> Option<&'static str> {
        self.row().map(|row| row.english)
    }

    /// The parts of the text, in order; empty for an unknown qualifier. Columns that no part covers are unused.
    pub fn sub_zones(self) -> &'static [SubZone] {
        self.row().map_or(&[], |row| row.sub_zones)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.get(self.place()?)
    }
}

/// The typed view of an entry's details: [`Entry::info`](crate::Entry::info).
///
/// Text has no blanks at its ends and is never empty.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Info<'a> {
    /// Who pays (NPY, IPY, CPY, PDO).
    pub debtor: Party<'a>,
    /// Who is paid (NBE, IBE, CBE).
    pub creditor: Party<'a>,
    /// On whose behalf the debtor pays (NPO, IPO).
    pub ultimate_debtor: Party<'a>,
    /// For whom the creditor is paid (NBU, IBU).
    pub ultimate_creditor: Party<'a>,
    /// Unstructured remittance information, up to 140 characters (LCC, LC2).
    pub remittance: Option<Cow<'a, str>>,
    /// Structured creditor reference (LCS).
    pub creditor_reference: Option<Cow<'a, str>>,
    /// End-to-end reference (RCN), as it is written: `NOTPROVIDED`, which says that there is none, included.
    pub end_to_end_id: Option<Cow<'a, str>>,
    /// Nature of the payment (RCN).
    pub purpose: Option<Cow<'a, str>>,
    /// Reference of the batch (REF).
    pub payment_information_id: Option<Cow<'a, str>>,
    /// Reference of the transaction (REF).
    pub instruction_id: Option<Cow<'a, str>>,
    /// Reference of the mandate (RUM).
    pub mandate_id: Option<Cow<'a, str>>,
    /// Sequence of the direct debit: OOFF, FRST, RCUR, FNAL (RUM).
    pub sequence_type: Option<Cow<'a, str>>,
    /// Amount in the currency of the order (MMO). Some banks repeat the entry's own amount here.
    pub original_amount: Option<OriginalAmount>,
    /// Fees taken (FEE).
    pub fees: Option<Fees>,
    /// What continues the label (LIB, blank qualifiers, the factor layout), a line each.
    pub label_continuation: Option<Cow<'a, str>>,
}

impl<'a> Info<'a> {
    /// Whether the details say nothing that is known here.
    ///
    /// ```
    /// assert!(cfonb::Info::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        let Info { debtor, creditor, ultimate_debtor, ultimate_creditor, original_amount, fees, .. } = self;
        let parties = [debtor, creditor, ultimate_debtor, ultimate_creditor];
        parties.into_iter().all(Party::is_empty)
            && self.texts().iter().all(|text| text.is_none())
            && original_amount.is_none()
            && fees.is_none()
    }

    /// All of its own texts.
    fn texts(&self) -> [&Option<Cow<'a, str>>; 9] {
        [
            &self.remittance,
            &self.creditor_reference,
            &self.end_to_end_id,
            &self.purpose,
            &self.payment_information_id,
            &self.instruction_id,
            &self.mandate_id,
            &self.sequence_type,
            &self.label_continuation,
        ]
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Info<'static> {
        Info {
            debtor: self.debtor.into_owned(),
            creditor: self.creditor.into_owned(),
            ultimate_debtor: self.ultimate_debtor.into_owned(),
            ultimate_creditor: self.ultimate_creditor.into_owned(),
            remittance: self.remittance.map(owned),
            creditor_reference: self.creditor_reference.map(owned),
            end_to_end_id: self.end_to_end_id.map(owned),
            purpose: self.purpose.map(owned),
            payment_information_id: self.payment_information_id.map(owned),
            instruction_id: self.instruction_id.map(owned),
            mandate_id: self.mandate_id.map(owned),
            sequence_type: self.sequence_type.map(owned),
            original_amount: self.original_amount,
            fees: self.fees,
            label_continuation: self.label_continuation.map(owned),
        }
    }
}

/// One side of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Party<'a> {
    /// Name.
    pub name: Option<Cow<'a, str>>,
    /// Identifier.
    pub id: Option<Cow<'a, str>>,
    /// Type of the identifier: `BICOrBEI`, `SEPA` ...
    pub id_type: Option<Cow<'a, str>>,
    /// Account, in practice an IBAN.
    pub account: Option<Cow<'a, str>>,
    /// Country: two letters of ISO 3166 (PDO, so of a debtor only).
    pub country: Option<Cow<'a, str>>,
}

impl<'a> Party<'a> {
    /// Whether nothing is known of it.
    ///
    /// ```
    /// assert!(cfonb::Party::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        let Party { name, id, id_type, account, country } = self;
        [name, id, id_type, account, country].into_iter().all(Option::is_none)
    }

    /// The same, owning its text.
    pub fn into_owned(self) -> Party<'static> {
        Party {
            name: self.name.map(owned),
            id: self.id.map(owned),
            id_type: self.id_type.map(owned),
            account: self.account.map(owned),
            country: self.country.map(owned),
        }
    }
}

/// The amount of an order in its own currency, and the exchange rate if it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct OriginalAmount {
    /// Currency.
    pub currency: Currency,
    /// Amount, without a sign.
    pub amount: Decimal,
    /// Rate, never zero; which way it is quoted is not said.
    pub exchange_rate: Option<Decimal>,
}

/// Fees taken on an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fees {
    /// Currency.
    pub currency: Currency,
    /// Amount, without a sign.
    pub amount: Decimal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_qualifier_has_labels_and_zones_in_order() {
        assert_eq!(Qualifier::ALL.len(), 20);
        for (place, (qualifier, row)) in Qualifier::ALL.iter().zip(TABLE).enumerate() {
            assert_eq!(qualifier.place(), Some(place));
            assert_eq!(qualifier.as_bytes().len(), qualifier.as_str().len());
            assert_eq!(qualifier.french(), Some(row.french));
            assert_eq!(qualifier.english(), Some(row.english));
            let mut last = 48;
            for zone in qualifier.sub_zones() {
                assert!(last < zone.from && zone.from <= zone.to && zone.to <= 118, "{qualifier}");
                last = zone.to;
            }
        }
        let published: Vec<_> =
            Qualifier::ALL.iter().filter(|q| q.english().is_some_and(|e| !e.contains(';'))).collect();
        assert_eq!(published.len(), 18);
    }

    #[test]
    fn unknown_qualifiers_have_no_meaning() {
        for unknown in ["AAA", "npy", "N Y", "423"] {
            let unknown = Qualifier::new(unknown).unwrap();
            assert_eq!((unknown.french(), unknown.english()), (None, None));
            assert!(unknown.sub_zones().is_empty());
        }
    }

    #[test]
    fn every_blank_is_trimmed() {
        for text in ["", " ", "A", " A ", "\u{b}A\u{b}", "\u{a0}A B\u{3000} ", "É ", " \u{85}"] {
            assert_eq!(trim(text), text.trim(), "{text:?}");
        }
    }

    #[test]
    fn columns_are_characters() {
        assert_eq!(columns("ÉTÉ 2024", 49, 51), "ÉTÉ");
        assert_eq!(columns("ÉTÉ 2024", 53, 118), "2024");
        assert_eq!(columns("ÉTÉ", 51, 51), "É");
        assert_eq!(columns("ÉTÉ", 52, 118), "");
        assert_eq!(columns("", 49, 49), "");
        assert_eq!(columns("ABC", 51, 50), "");
    }
}
