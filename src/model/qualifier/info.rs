//! From details to their typed view.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{Fees, Info, OriginalAmount, Party, Qualifier, columns, trim};
use crate::model::{Currency, Detail, Entry, OperationCode};

impl OperationCode {
    /// Whether the operation undoes or returns another one, whose parties keep the roles they had in it: the debtor of a
    /// rejected direct debit is the debtor still when the money comes back to it.
    pub(crate) fn keeps_roles(self) -> bool {
        matches!(
            self.as_bytes(),
            b"10"
                | b"12"
                | b"26"
                | b"27"
                | b"98"
                | b"A3"
                | b"A4"
                | b"A5"
                | b"A6"
                | b"B3"
                | b"B4"
                | b"B5"
                | b"B6"
                | b"C3"
                | b"C4"
                | b"C5"
        )
    }
}

/// The most decimals that a [`Decimal`] holds.
const MOST_DECIMALS: u32 = 28;

impl Entry<'_> {
    /// What the details say, by the meaning of their qualifiers.
    ///
    /// Parts of a text stand at fixed columns, counted in characters; each is without blanks at its ends, and
    /// absent if it is blank. Of a qualifier given twice the first one that is not blank counts, but `LIB` and
    /// blank qualifiers continue the label, a line each. Unknown qualifiers and whatever has not the form of its
    /// qualifier (an amount with letters) are left out here; [`details`](Entry::details) has everything.
    ///
    /// ```
    /// use cfonb::{Detail, Entry, Qualifier};
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// let entry = Entry::new(day, rust_decimal::Decimal::new(150_000, 2), "VIR RECU").with_details(vec![
    ///     Detail::new(Some(Qualifier::NPY), "DURAND SARL"),
    ///     Detail::new(Some(Qualifier::RCN), format!("{:<35}{}", "FACTURE-42", "SALAIRE")),
    /// ]);
    /// let info = entry.info();
    /// assert_eq!(info.debtor.name.as_deref(), Some("DURAND SARL"));
    /// assert_eq!(info.end_to_end_id.as_deref(), Some("FACTURE-42"));
    /// assert_eq!(info.purpose.as_deref(), Some("SALAIRE"));
    /// ```
    pub fn info(&self) -> Info<'_> {
        let mut info = Info::default();
        let mut texts = Texts::default();
        for detail in &self.details {
            texts.read(detail, &mut info);
        }
        info.remittance = texts.remittance();
        info
    }

    /// The name of the other side of the operation, if the details have one: see [`Info::counterparty`].
    ///
    /// ```
    /// use cfonb::{Detail, Entry, Qualifier};
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// let entry = Entry::new(day, rust_decimal::Decimal::new(-9_900, 2), "PRLV")
    ///     .with_details(vec![Detail::new(Some(Qualifier::NBE), "EAUX DU LAC")]);
    /// assert_eq!(entry.counterparty_name().as_deref(), Some("EAUX DU LAC"));
    /// ```
    pub fn counterparty_name(&self) -> Option<Cow<'_, str>> {
        self.info().counterparty(self)?.name.clone()
    }
}

/// What is known of the details of an entry while they are read.
#[derive(Default)]
struct Texts<'e> {
    /// By the place of a qualifier, whether a text was read that is not blank: what comes after it does not count.
    read: u32,
    /// The halves of the remittance.
    first_half: Option<&'e str>,
    second_half: Option<&'e str>,
}

impl<'e> Texts<'e> {
    /// Adds what one detail says.
    fn read(&mut self, detail: &'e Detail<'_>, info: &mut Info<'e>) {
        let whole = trim(&detail.text);
        if whole.is_empty() {
            return;
        }
        let Some(qualifier) = detail.qualifier.filter(|qualifier| *qualifier != Qualifier::LIB) else {
            // The factor layout has no qualifier either.
            return continue_label(&mut info.label_continuation, whole);
        };
        let Some(place) = qualifier.place() else { return };
        let bit = 1 << place;
        if self.read & bit == 0 {
            self.read |= bit;
            self.first_of(qualifier, &detail.text, whole, info);
        }
    }

    fn first_of(&mut self, qualifier: Qualifier, text: &'e str, whole: &'e str, info: &mut Info<'e>) {
        let first_part = || part(text, 49, 83);
        let second_part = || part(text, 84, 118);
        let identify = |party: &mut Party<'e>| (party.id, party.id_type) = (first_part(), second_part());
        match qualifier {
            Qualifier::NPY => info.debtor.name = Some(whole.into()),
            Qualifier::IPY => identify(&mut info.debtor),
            Qualifier::CPY => info.debtor.account = first_part(),
            Qualifier::PDO => info.debtor.country = country(text).map(Cow::Borrowed),
            Qualifier::NBE => info.creditor.name = Some(whole.into()),
            Qualifier::IBE => identify(&mut info.creditor),
            Qualifier::CBE => info.creditor.account = first_part(),
            Qualifier::NPO => info.ultimate_debtor.name = Some(whole.into()),
            Qualifier::IPO => identify(&mut info.ultimate_debtor),
            Qualifier::NBU => info.ultimate_creditor.name = Some(whole.into()),
            Qualifier::IBU => identify(&mut info.ultimate_creditor),
            Qualifier::LCC => self.first_half = Some(text),
            Qualifier::LC2 => self.second_half = Some(text),
            Qualifier::LCS => info.creditor_reference = first_part(),
            Qualifier::RCN => (info.end_to_end_id, info.purpose) = (first_part(), second_part()),
            Qualifier::REF => {
                (info.payment_information_id, info.instruction_id) = (first_part(), second_part());
            }
            Qualifier::RUM => (info.mandate_id, info.sequence_type) = (first_part(), part(text, 84, 87)),
            Qualifier::MMO => info.original_amount = original_amount(text),
            Qualifier::FEE => info.fees = fees(text),
            _ => {}
        }
    }

    /// One text of 140 characters, of which LC2 is the second half wherever the first ends.
    fn remittance(&self) -> Option<Cow<'e, str>> {
        match (self.first_half, self.second_half) {
            (Some(first), Some(second)) => Some(Cow::Owned(format!("{first:<70}{second}").trim().to_owned())),
            (first, second) => first.or(second).map(|text| Cow::Borrowed(trim(text))),
        }
    }
}

/// The text in some columns of the record; `None` if there is none.
#[inline]
fn part(text: &str, from: u8, to: u8) -> Option<Cow<'_, str>> {
    let part = trim(columns(text, from, to));
    (!part.is_empty()).then_some(Cow::Borrowed(part))
}

fn continue_label<'e>(label: &mut Option<Cow<'e, str>>, line: &'e str) {
    match label {
        None => *label = Some(Cow::Borrowed(line)),
        Some(text) => {
            let text = text.to_mut();
            text.push('\n');
            text.push_str(line);
        }
    }
}

impl<'a> Info<'a> {
    /// The other side of the entry that this is the info of: the debtor of a credit, the creditor of a debit.
    ///
    /// In a reject, return, reversal or recall (operation codes 10, 12, 26, 27, 98, A3 to A6, B3 to B6, C3 to C5)
    /// the parties keep the roles of the first operation, so there it is the creditor of a credit and the debtor
    /// of a debit. If that side has no name and the opposite has one, it is the opposite: a bank that names one
    /// side only names the other one.
    ///
    /// ```
    /// use cfonb::{Detail, Entry, OperationCode, Qualifier};
    /// # let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
    /// let entry = Entry::new(day, rust_decimal::Decimal::new(5_000, 2), "PRLV REJETE")
    ///     .with_operation_code(OperationCode::new("A3").unwrap())
    ///     .with_details(vec![
    ///         Detail::new(Some(Qualifier::NPY), "MARTIN"),
    ///         Detail::new(Some(Qualifier::NBE), "EAUX DU LAC"),
    ///     ]);
    /// let info = entry.info();
    /// assert_eq!(info.counterparty(&entry).unwrap().name.as_deref(), Some("EAUX DU LAC"));
    /// ```
    pub fn counterparty(&self, entry: &Entry<'_>) -> Option<&Party<'a>> {
        let keeps_roles = entry.operation_code.is_some_and(OperationCode::keeps_roles);
        let (side, opposite) = match entry.is_credit() != keeps_roles {
            true => (&self.debtor, &self.creditor),
            false => (&self.creditor, &self.debtor),
        };
        match (&side.name, &opposite.name) {
            (None, Some(_)) => Some(opposite),
            _ => Some(side).filter(|side| !side.is_empty()),
        }
    }
}

/// `FR FRANCE`: two letters and a blank, or nothing more.
fn country(text: &str) -> Option<&str> {
    let country = columns(text, 49, 50);
    let well_formed = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    (well_formed && columns(text, 51, 51).trim().is_empty()).then_some(country)
}

/// The fees that the text of a FEE states.
pub(crate) fn fees(text: &str) -> Option<Fees> {
    let (currency, amount) = unsigned_amount(text)?;
    Some(Fees { currency, amount })
}

/// The amount in another currency that the text of an MMO states.
pub(crate) fn original_amount(text: &str) -> Option<OriginalAmount> {
    let (currency, amount) = unsigned_amount(text)?;
    Some(OriginalAmount { currency, amount, exchange_rate: exchange_rate(text) })
}

/// Columns 49-66: a currency, a number of decimals, 14 digits without a sign.
fn unsigned_amount(text: &str) -> Option<(Currency, Decimal)> {
    let currency = Currency::new(columns(text, 49, 51)).filter(|currency| currency.is_well_formed())?;
    let decimals = number(columns(text, 52, 52), 1)?;
    let units = number(columns(text, 53, 66), 14)?;
    Some((currency, scaled(units, decimals)?))
}

/// Columns 67-79: two digits of decimals and eleven of rate; or, as some banks write it, one digit of decimals,
/// eleven of rate and a blank. A rate of zero is none.
fn exchange_rate(text: &str) -> Option<Decimal> {
    let zone = columns(text, 67, 79);
    let (decimals, rate) = match zone.trim_end().len() {
        13 => (number(zone.get(..2)?, 2)?, number(zone.get(2..)?, 11)?),
        12 => (number(zone.get(..1)?, 1)?, number(zone.get(1..12)?, 11)?),
        _ => return None,
    };
    scaled(rate, decimals).filter(|rate| !rate.is_zero())
}

/// Exactly this many digits.
fn number(text: &str, width: usize) -> Option<i64> {
    let digits = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

fn scaled(units: i64, decimals: i64) -> Option<Decimal> {
    let decimals = u32::try_from(decimals).ok().filter(|decimals| *decimals <= MOST_DECIMALS)?;
    Decimal::try_from_i128_with_scale(i128::from(units), decimals).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Detail, OperationCode, Zone};

    fn entry(amount: i64, details: &[(&str, &str)]) -> Entry<'static> {
        let day = chrono::NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let detail = |(qualifier, text): &(&str, &str)| {
            Detail::new(Qualifier::new(qualifier), text.trim_end().to_owned())
        };
        Entry::new(day, Decimal::new(amount, 2), "VIREMENT")
            .with_details(details.iter().map(detail).collect())
    }

    fn info(details: &[(&str, &str)]) -> Info<'static> {
        entry(100, details).info().into_owned()
    }

    fn halves(first: &str, second: &str) -> String {
        format!("{first:<35}{second:<35}")
    }

    #[test]
    fn nothing_known_is_empty() {
        assert!(info(&[]).is_empty());
        assert!(info(&[("AAA", "TEXTE"), ("NPY", ""), ("RCN", "   "), ("LIB", "")]).is_empty());
        assert!(info(&[("NPY", "  ")]).debtor.is_empty());
        assert!(!info(&[("LIB", "X")]).is_empty());
    }

    #[test]
    fn each_qualifier_has_its_place() {
        let id = halves("FR00ZZZ123456", "SEPA");
        let info = info(&[
            ("NPY", " DURAND SARL "),
            ("IPY", &halves("ABCDFRPP", "BICOrBEI")),
            ("CPY", "FR7611111222220012345678975"),
            ("NBE", "EAUX DU LAC"),
            ("IBE", &id),
            ("CBE", "FR1420041010050500013M02606"),
            ("NPO", "FILIALE"),
            ("IPO", &halves("", "SIREN")),
            ("NBU", "TIERS"),
            ("IBU", "987"),
            ("LCS", "RF18539007547034"),
            ("REF", &halves("REMISE 1", "ORDRE 2")),
            ("RUM", &halves("MANDAT", "RCUR")),
            ("RCN", "NOTPROVIDED"),
        ]);
        let party = |name, id, id_type, account| {
            let text = |t: &'static str| (!t.is_empty()).then_some(Cow::Borrowed(t));
            Party {
                name: text(name),
                id: text(id),
                id_type: text(id_type),
                account: text(account),
                country: None,
            }
        };
        assert_eq!(info.debtor, party("DURAND SARL", "ABCDFRPP", "BICOrBEI", "FR7611111222220012345678975"));
        assert_eq!(
            info.creditor,
            party("EAUX DU LAC", "FR00ZZZ123456", "SEPA", "FR1420041010050500013M02606")
        );
        assert_eq!(info.ultimate_debtor, party("FILIALE", "", "SIREN", ""));
        assert_eq!(info.ultimate_creditor, party("TIERS", "987", "", ""));
        assert_eq!(info.creditor_reference.as_deref(), Some("RF18539007547034"));
        assert_eq!(info.payment_information_id.as_deref(), Some("REMISE 1"));
        assert_eq!(info.instruction_id.as_deref(), Some("ORDRE 2"));
        assert_eq!(info.mandate_id.as_deref(), Some("MANDAT"));
        assert_eq!(info.sequence_type.as_deref(), Some("RCUR"));
        assert_eq!(info.end_to_end_id.as_deref(), Some("NOTPROVIDED"));
        assert_eq!((info.purpose, info.remittance, info.fees), (None, None, None));
    }

    #[test]
    fn parts_stand_at_columns_counted_in_characters() {
        let rcn = info(&[("RCN", &halves("ÉTÉ", "PRÊT ÉTÉ"))]);
        assert_eq!((rcn.end_to_end_id.as_deref(), rcn.purpose.as_deref()), (Some("ÉTÉ"), Some("PRÊT ÉTÉ")));
        // A blank first part does not shift the second one.
        let rcn = info(&[("RCN", &halves("", "SALAIRE"))]);
        assert_eq!((rcn.end_to_end_id, rcn.purpose.as_deref()), (None, Some("SALAIRE")));
        let full = info(&[("RCN", &format!("{}{}", "A".repeat(35), "B".repeat(35)))]);
        assert_eq!(full.purpose, Some("B".repeat(35).into()));
        let reference = info(&[("LCS", &"1234567".repeat(10))]);
        assert_eq!(reference.creditor_reference.unwrap().len(), 35);
        let rum = info(&[("RUM", &halves("M", "FRSTX"))]);
        assert_eq!(rum.sequence_type.as_deref(), Some("FRST"));
    }

    #[test]
    fn remittance_is_one_text() {
        let remittance = |details: &[(&str, &str)]| info(details).remittance.map(Cow::into_owned);
        assert_eq!(remittance(&[("LCC", " FACTURE 12 ")]).unwrap(), "FACTURE 12");
        assert_eq!(remittance(&[("LC2", "SUITE")]).unwrap(), "SUITE");
        let full = "É".repeat(70);
        assert_eq!(remittance(&[("LCC", &full), ("LC2", "SUITE")]).unwrap(), format!("{full}SUITE"));
        let padded = format!("A{}B", " ".repeat(69));
        assert_eq!(remittance(&[("LCC", "A"), ("LC2", "B")]).unwrap(), padded);
        assert_eq!(remittance(&[("LC2", "B"), ("LCC", "A")]).unwrap(), padded);
        assert_eq!(remittance(&[("LCC", ""), ("LC2", " B")]).unwrap(), "B");
    }

    #[test]
    fn the_label_continues_a_line_each() {
        let text = |details: &[(&str, &str)]| info(details).label_continuation.map(Cow::into_owned);
        assert_eq!(text(&[("LIB", " UN")]).unwrap(), "UN");
        assert_eq!(
            text(&[("LIB", "UN"), ("   ", "DEUX"), ("LIB", ""), ("LIB", "TROIS")]).unwrap(),
            "UN\nDEUX\nTROIS"
        );
        let mut factor = entry(1, &[("", "N 53350")]);
        factor.details[0].zones = [Zone::new(43, 48, "050423")].into_iter().collect();
        assert!(factor.details[0].is_factor());
        assert_eq!(factor.info().label_continuation, Some(Cow::Borrowed("N 53350")));
    }

    #[test]
    fn the_first_of_two_counts() {
        let info =
            info(&[("NPY", ""), ("NPY", "UN"), ("NPY", "DEUX"), ("IPY", "1"), ("IPY", &halves("2", "SEPA"))]);
        assert_eq!(info.debtor.name.as_deref(), Some("UN"));
        // Parts of two different identifiers are not put together.
        assert_eq!((info.debtor.id.as_deref(), info.debtor.id_type), (Some("1"), None));
    }

    fn original(text: &str) -> Option<(String, Option<String>)> {
        let amount = info(&[("MMO", text)]).original_amount?;
        Some((
            format!("{} {}", amount.amount, amount.currency),
            amount.exchange_rate.map(|rate| rate.to_string()),
        ))
    }

    #[test]
    fn original_amounts() {
        let with_rate = |rate: &str| original(&format!("USD200000000083580{rate}")).unwrap().1;
        assert_eq!(original("USD200000000083580"), Some(("835.80 USD".into(), None)));
        assert_eq!(original("JPY000000000083580"), Some(("83580 JPY".into(), None)));
        assert_eq!(original("TND300000000000000"), Some(("0.000 TND".into(), None)));
        assert_eq!(original("EUR999999999999999").unwrap().0, "99999.999999999 EUR");
        assert_eq!(with_rate("0400000011077").as_deref(), Some("1.1077"));
        assert_eq!(with_rate("300000001077").as_deref(), Some("1.077"));
        assert_eq!(with_rate("300000001077 RESERVE").as_deref(), Some("1.077"));
        assert_eq!(with_rate("0000000000007RESERVE").as_deref(), Some("7"));
        assert_eq!(with_rate("2800000000001").as_deref(), Some("0.0000000000000000000000000001"));
        for none in [
            "2900000000001",
            "0000000000000",
            "             04",
            " 300000001077",
            "30000000107",
            "30000000107A",
            "040000001107é",
            "+400000011077",
        ] {
            assert_eq!(with_rate(none), None, "{none}");
        }
        for none in [
            "USD",
            "USD20000000008358",
            "USD20000000008358A",
            "USD2-0000000083580",
            "USD 00000000083580",
            "usd200000000083580",
            "   200000000083580",
            "US 200000000083580",
            "ÉUR200000000083580",
        ] {
            assert_eq!(original(none), None, "{none}");
        }
    }

    #[test]
    fn fees_and_countries() {
        let fees = info(&[("FEE", "EUR200000000000740")]).fees.unwrap();
        assert_eq!((fees.currency, fees.amount.to_string()), (Currency::EUR, "7.40".into()));
        assert_eq!(info(&[("FEE", "EUR20000000000074}")]).fees, None);
        let country = |text| info(&[("PDO", text)]).debtor.country.map(Cow::into_owned);
        assert_eq!(country("FR FRANCE").as_deref(), Some("FR"));
        assert_eq!(country("FR").as_deref(), Some("FR"));
        assert_eq!(
            (country("FRANCE"), country("F"), country("fr FRANCE"), country("É")),
            (None, None, None, None)
        );
    }

    #[test]
    fn text_is_borrowed_where_it_can_be() {
        let entry = entry(1, &[("NPY", "DURAND"), ("LCC", "A"), ("LIB", "B"), ("RCN", &halves("C", "D"))]);
        let info = entry.info();
        for text in [info.debtor.name, info.remittance, info.label_continuation, info.purpose] {
            assert!(matches!(text, Some(Cow::Borrowed(_))));
        }
    }

    #[test]
    fn the_counterparty_depends_on_sign_and_code() {
        let both = [("NPY", "PAYEUR"), ("NBE", "CREANCIER")];
        let name = |code: &str, amount, details: &[(&str, &str)]| {
            let mut entry = entry(amount, details);
            entry.operation_code = OperationCode::new(code);
            entry.counterparty_name().map(Cow::into_owned)
        };
        assert_eq!(name("", 0, &both).as_deref(), Some("PAYEUR"));
        assert_eq!(name("05", 1, &both).as_deref(), Some("PAYEUR"));
        assert_eq!(name("06", -1, &both).as_deref(), Some("CREANCIER"));
        for (code, amount) in
            [("12", 1), ("A3", 1), ("A4", 1), ("B5", 1), ("B6", 1), ("C3", 1), ("C5", 1), ("10", 1)]
        {
            assert_eq!(name(code, amount, &both).as_deref(), Some("CREANCIER"), "{code}");
        }
        for (code, amount) in
            [("B3", -1), ("B4", -1), ("A5", -1), ("A6", -1), ("C4", -1), ("27", -1), ("98", -1)]
        {
            assert_eq!(name(code, amount, &both).as_deref(), Some("PAYEUR"), "{code}");
        }
        assert_eq!(name("05", 1, &both[1..]).as_deref(), Some("CREANCIER"));
        assert_eq!(name("06", -1, &both[..1]).as_deref(), Some("PAYEUR"));
        assert_eq!(name("05", 1, &[("CBE", "FR76")]), None);
        let unnamed = entry(1, &[("CPY", "FR76")]);
        assert_eq!(unnamed.info().counterparty(&unnamed).unwrap().account.as_deref(), Some("FR76"));
        assert_eq!(unnamed.counterparty_name(), None);
    }

    proptest! {
        #[test]
        fn any_details_are_read(details in prop::collection::vec(("[A-Z0-9 ]{3}", ".{0,80}"), 0..8), known in 0..20_usize) {
            let mut entry = entry(1, &[]);
            entry.details = details.iter().map(|(q, text)| Detail::new(Qualifier::new(q), text.as_str())).collect();
            entry.details.extend(details.iter().map(|(_, text)| Detail::new(Some(Qualifier::ALL[known]), text.as_str())));
            let info = entry.info();
            prop_assert_eq!(info.is_empty(), info.clone().into_owned() == Info::default());
            for text in [&info.remittance, &info.purpose, &info.debtor.name, &info.label_continuation].into_iter().flatten() {
                prop_assert!(!text.is_empty() && text.trim() == text);
            }
            let _ = entry.counterparty_name();
        }

        #[test]
        fn the_table_says_where_the_parts_are(first in "[A-Z]{1,35}", second in "[A-Z]{1,4}") {
            let text = halves(&first, &second);
            for qualifier in [Qualifier::RCN, Qualifier::REF, Qualifier::RUM, Qualifier::IPY] {
                let parts: Vec<&str> = qualifier.sub_zones().iter().map(|zone| zone.of(&text)).collect();
                prop_assert_eq!(parts, [first.as_str(), second.as_str()]);
            }
        }
    }
}
