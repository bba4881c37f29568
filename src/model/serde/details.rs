//! Details made from their typed view, for a program that knows the view only.

use rust_decimal::Decimal;

use super::scalar::{Amount, Fault, Field, Object, Text};
use crate::model::{Currency, Detail, Qualifier};

/// Columns of a complement's text.
const WHOLE: usize = 70;
/// Columns of each half, where the text has two parts.
const HALF: usize = 35;
/// Columns of a country's code.
const COUNTRY: usize = 2;
/// Columns of the sequence type of a mandate.
const SEQUENCE: usize = 4;
/// Digits of an original amount or fees.
const AMOUNT: usize = 14;
/// Digits of an exchange rate.
const RATE: usize = 11;

const TOO_LONG: &str = "the text fits in its columns: 70, or 35 where a complement has two parts";

/// `info` as its document has it.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct RawInfo {
    debtor: Option<Object<RawParty>>,
    creditor: Option<Object<RawParty>>,
    ultimate_debtor: Option<Object<RawParty>>,
    ultimate_creditor: Option<Object<RawParty>>,
    remittance: Field<Text>,
    creditor_reference: Field<Text>,
    end_to_end_id: Field<Text>,
    purpose: Field<Text>,
    payment_information_id: Field<Text>,
    instruction_id: Field<Text>,
    mandate_id: Field<Text>,
    sequence_type: Field<Text>,
    original_amount: Option<Object<RawAmount>>,
    fees: Option<Object<RawAmount>>,
    label_continuation: Field<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawParty {
    name: Field<Text>,
    id: Field<Text>,
    id_type: Field<Text>,
    account: Field<Text>,
    country: Field<Text>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawAmount {
    currency: Field<Currency>,
    amount: Field<Amount>,
    exchange_rate: Field<Amount>,
}

impl RawInfo {
    /// The complements that say the same, in the order of the publication.
    pub(super) fn into_details(self) -> Result<Vec<Detail<'static>>, Fault> {
        let mut details = Details(Vec::new());
        details.party(
            "debtor",
            self.debtor,
            [Qualifier::NPY, Qualifier::IPY],
            [Some(Qualifier::CPY), Some(Qualifier::PDO)],
        )?;
        details.party(
            "creditor",
            self.creditor,
            [Qualifier::NBE, Qualifier::IBE],
            [Some(Qualifier::CBE), None],
        )?;
        details.party(
            "ultimate_debtor",
            self.ultimate_debtor,
            [Qualifier::NPO, Qualifier::IPO],
            [None, None],
        )?;
        details.party(
            "ultimate_creditor",
            self.ultimate_creditor,
            [Qualifier::NBU, Qualifier::IBU],
            [None, None],
        )?;
        details.remittance(self.remittance)?;
        details.one(Qualifier::LCS, ("creditor_reference", self.creditor_reference), HALF)?;
        details.two(
            Qualifier::RCN,
            ("end_to_end_id", self.end_to_end_id),
            ("purpose", self.purpose),
            HALF,
        )?;
        let batch = ("payment_information_id", self.payment_information_id);
        details.two(Qualifier::REF, batch, ("instruction_id", self.instruction_id), HALF)?;
        let sequence = ("sequence_type", self.sequence_type);
        details.two(Qualifier::RUM, ("mandate_id", self.mandate_id), sequence, SEQUENCE)?;
        if let Some(Object(amount)) = self.original_amount {
            let text = amount.original_amount().map_err(|fault| fault.within("original_amount"))?;
            details.push(Qualifier::MMO, text);
        }
        if let Some(Object(fees)) = self.fees {
            let text = fees.fees().map_err(|fault| fault.within("fees"))?;
            details.push(Qualifier::FEE, text);
        }
        if let Some(Text(lines)) = self.label_continuation.optional("label_continuation")? {
            for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
                details.push(Qualifier::LIB, fitting("label_continuation", line, WHOLE)?.to_owned());
            }
        }
        Ok(details.0)
    }
}

/// A key of `info` and its value.
type Part = (&'static str, Field<Text>);

struct Details(Vec<Detail<'static>>);

impl Details {
    fn push(&mut self, qualifier: Qualifier, text: String) {
        self.0.push(Detail::new(Some(qualifier), text));
    }

    /// A complement of one text, if there is one.
    fn one(&mut self, qualifier: Qualifier, (key, text): Part, width: usize) -> Result<(), Fault> {
        if let Some(Text(text)) = text.optional(key)? {
            fitting(key, &text, width)?;
            self.push(qualifier, text);
        }
        Ok(())
    }

    /// A complement of two texts, the second one in its column whatever the first one is.
    fn two(&mut self, qualifier: Qualifier, first: Part, second: Part, width: usize) -> Result<(), Fault> {
        let ((first_key, first), (second_key, second)) = (first, second);
        let first = first.optional(first_key)?.map(|Text(text)| text).unwrap_or_default();
        let second = second.optional(second_key)?.map(|Text(text)| text).unwrap_or_default();
        fitting(first_key, &first, HALF)?;
        fitting(second_key, &second, width)?;
        match (first.is_empty(), second.is_empty()) {
            (true, true) => {}
            (false, true) => self.push(qualifier, first),
            (_, false) => self.push(qualifier, format!("{first:HALF$}{second}")),
        }
        Ok(())
    }

    /// `only` are the qualifiers that one side alone has, for an account and a country.
    fn party(
        &mut self,
        key: &str,
        party: Option<Object<RawParty>>,
        [name, id]: [Qualifier; 2],
        only: [Option<Qualifier>; 2],
    ) -> Result<(), Fault> {
        let Some(Object(party)) = party else { return Ok(()) };
        let [account, country] = only;
        let parts = || {
            self.one(name, ("name", party.name), WHOLE)?;
            self.two(id, ("id", party.id), ("id_type", party.id_type), HALF)?;
            self.one_of(account, ("account", party.account), HALF)?;
            self.one_of(country, ("country", party.country), COUNTRY)
        };
        parts().map_err(|fault: Fault| fault.within(key))
    }

    /// A complement of one text that not every party has.
    fn one_of(&mut self, qualifier: Option<Qualifier>, part: Part, width: usize) -> Result<(), Fault> {
        match (qualifier, part) {
            (Some(qualifier), part) => self.one(qualifier, part, width),
            (None, (_, Field::Absent | Field::Null)) => Ok(()),
            (None, (key, _)) => Err(Fault::new(key, "no complement says this of this party")),
        }
    }

    /// Up to 140 characters, in two complements.
    fn remittance(&mut self, text: Field<Text>) -> Result<(), Fault> {
        let Some(Text(text)) = text.optional("remittance")? else { return Ok(()) };
        let cut = text.char_indices().nth(WHOLE).map_or(text.len(), |(byte, _)| byte);
        let (first, second) = text.split_at(cut);
        fitting("remittance", second, WHOLE)?;
        self.push(Qualifier::LCC, first.trim_end_matches(' ').to_owned());
        if !second.is_empty() {
            self.push(Qualifier::LC2, second.to_owned());
        }
        Ok(())
    }
}

impl RawAmount {
    /// Currency, decimals, 14 digits.
    fn fees(self) -> Result<String, Fault> {
        let currency = self.currency.required("currency")?;
        let Amount(amount) = self.amount.required("amount")?;
        let digits = digits(amount, AMOUNT).filter(|_| amount.scale() <= 9);
        let digits = digits
            .ok_or_else(|| Fault::new("amount", "without a sign, at most 14 digits, 9 of them decimals"))?;
        Ok(format!("{currency:3}{}{digits}", amount.scale()))
    }

    /// The same, and two digits of decimals and 11 of the rate.
    fn original_amount(self) -> Result<String, Fault> {
        let rate = match &self.exchange_rate {
            Field::Value(Amount(rate)) => Some(*rate),
            Field::Wrong(reason) => return Err(Fault::new("exchange_rate", reason)),
            Field::Absent | Field::Null => None,
        };
        let mut text = self.fees()?;
        if let Some(rate) = rate.filter(|rate| !rate.is_zero()) {
            let digits = digits(rate, RATE)
                .ok_or_else(|| Fault::new("exchange_rate", "without a sign, at most 11 digits"))?;
            text.push_str(&format!("{:02}{digits}", rate.scale()));
        }
        Ok(text)
    }
}

/// The digits of an amount, zeros before them; `None` if there are more, or for a negative amount.
fn digits(amount: Decimal, width: usize) -> Option<String> {
    let mantissa = u128::try_from(amount.mantissa()).ok()?;
    Some(format!("{mantissa:0width$}")).filter(|digits| digits.len() == width)
}

fn fitting<'t>(key: &str, text: &'t str, width: usize) -> Result<&'t str, Fault> {
    if text.chars().count() > width { Err(Fault::new(key, TOO_LONG)) } else { Ok(text) }
}
