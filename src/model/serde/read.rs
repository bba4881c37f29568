//! Reading the JSON model: any order of keys, unknown keys ignored, a clear word on what cannot be used.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::details::RawInfo;
use super::scalar::{Amount, Columns, Date, Fault, Field, Moment, Object, Plain, Text};
use crate::model::{
    Account, Balance, Currency, Detail, Entry, Iban, InternalCode, OperationCode, Qualifier, RejectCode,
    Statement, Zone, Zones,
};
use crate::wire::layout;

impl<'de> Deserialize<'de> for Statement<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Statement<'static>, D::Error> {
        Object::<RawStatement>::deserialize(deserializer)?.0.into_statement().map_err(D::Error::custom)
    }
}

/// A statement as its document has it, not checked yet.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(crate) struct RawStatement {
    account: Option<Object<RawAccount>>,
    opening: Option<Object<RawBalance>>,
    closing: Option<Object<RawBalance>>,
    entries: Option<Entries>,
    incomplete: Field<bool>,
    source_time: Field<Moment>,
}

impl RawStatement {
    /// The statement, if every value can be used.
    pub(crate) fn into_statement(self) -> Result<Statement<'static>, Fault> {
        let missing = |name: &'static str| move || Fault::new(name, "a value is required");
        let Object(account) = self.account.ok_or_else(missing("account"))?;
        let Object(opening) = self.opening.ok_or_else(missing("opening"))?;
        let opening = opening.into_balance().map_err(|fault| fault.within("opening"))?;
        let account = account.into_account(&opening).map_err(|fault| fault.within("account"))?;
        let closing = self.closing.map(|Object(balance)| balance.into_balance()).transpose();
        let closing = closing.map_err(|fault| fault.within("closing"))?;
        let incomplete = self.incomplete.optional("incomplete")?.unwrap_or_default();
        if closing.is_none() && !incomplete {
            return Err(Fault::new("closing", "only a statement with \"incomplete\": true has no closing"));
        }
        let Entries(entries) = self.entries.ok_or_else(missing("entries"))?;
        // Whatever stands here gives way to the closing just read.
        let mut statement = Statement::new(account, opening.clone(), opening).with_entries(entries?);
        statement.closing = closing;
        statement.incomplete = incomplete;
        statement.source_time = self.source_time.optional("source_time")?.map(|Moment(time)| time);
        Ok(statement)
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawAccount {
    bank_code: Field<Text>,
    branch_code: Field<Text>,
    number: Field<Text>,
    currency: Field<Currency>,
    decimals: Field<u8>,
    rib_key: Field<Text>,
    iban: Field<Text>,
    name: Field<Plain>,
    kind: Field<Plain>,
}

impl RawAccount {
    fn into_account(self, opening: &Balance<'_>) -> Result<Account<'static>, Fault> {
        let text = |field: Field<Text>, name| {
            field.optional(name).map(|text| text.map(|Text(text)| text).unwrap_or_default())
        };
        let no_number = self.number.is_absent();
        let bank_code = text(self.bank_code, "bank_code")?;
        let branch_code = text(self.branch_code, "branch_code")?;
        let number = text(self.number, "number")?;
        let iban = text(self.iban, "iban")?;
        let rib_key = text(self.rib_key, "rib_key")?;
        let currency = self.currency.required("currency")?;

        let no_details = bank_code.is_empty() && branch_code.is_empty() && number.is_empty();
        let mut account = Account::new(bank_code, branch_code, number, currency);
        if !iban.is_empty() {
            let iban = Iban::parse(&iban)
                .map_err(|_| Fault::new("iban", "the length and the check digits of an IBAN fit"))?;
            if no_details {
                account = Account::from_iban(iban, currency)
                    .map_err(|_| Fault::new("iban", "an account without a number needs a French IBAN"))?;
            }
            check_iban(&account, &iban)?;
        } else if no_number {
            return Err(Fault::new("number", "a value is required; it may be null"));
        }
        if !rib_key.is_empty() && account.rib_key().is_none_or(|derived| derived.as_str() != rib_key) {
            return Err(Fault::contradiction("rib_key", "not the key of this bank, branch and number"));
        }
        account.decimals = match self.decimals.optional("decimals")? {
            Some(decimals) => decimals,
            None => u8::try_from(opening.amount.scale())
                .ok()
                .filter(|decimals| *decimals <= 9)
                .ok_or_else(|| Fault::new("decimals", "a number of decimals is 0 to 9"))?,
        };
        account.name = self.name.optional("name")?.map(|Plain(name)| name.into());
        account.kind = self.kind.optional("kind")?.map(|Plain(kind)| kind.into());
        Ok(account)
    }
}

/// An IBAN of Monaco has the bank details of a French one, and an account keeps no country.
fn check_iban(account: &Account<'_>, iban: &Iban) -> Result<(), Fault> {
    let derived = account.iban();
    let french = matches!(iban.country(), "FR" | "MC");
    if french && derived.is_some_and(|derived| derived.bban() == iban.bban()) {
        return Ok(());
    }
    Err(Fault::contradiction("iban", "not the IBAN of this bank, branch and number"))
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawBalance {
    date: Field<Date>,
    amount: Field<Amount>,
    zones: Option<RawZones>,
}

impl RawBalance {
    fn into_balance(self) -> Result<Balance<'static>, Fault> {
        let Date(date) = self.date.required("date")?;
        let Amount(amount) = self.amount.required("amount")?;
        let mut balance = Balance::new(date, amount);
        balance.zones = zones(self.zones)?;
        Ok(balance)
    }
}

/// Entries, each converted as soon as it is read: no second list of them in memory.
struct Entries(Result<Vec<Entry<'static>>, Fault>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries, D::Error> {
        struct EntriesVisitor;

        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of entries")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(Object(entry)) = seq.next_element::<Object<RawEntry>>()? {
                    match entry.into_entry() {
                        Ok(entry) => entries.push(entry),
                        Err(fault) => {
                            while seq.next_element::<IgnoredAny>()?.is_some() {}
                            let place = format_args!("entries[{}]", entries.len()).to_string();
                            return Ok(Entries(Err(fault.within(place))));
                        }
                    }
                }
                Ok(Entries(Ok(entries)))
            }
        }

        deserializer.deserialize_seq(EntriesVisitor)
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawEntry {
    booking_date: Field<Date>,
    value_date: Field<Date>,
    amount: Field<Amount>,
    operation_code: Field<OperationCode>,
    internal_code: Field<InternalCode>,
    reject_code: Field<RejectCode>,
    label: Field<Text>,
    entry_number: Field<Text>,
    reference: Field<Text>,
    commission_exempt: Field<bool>,
    unavailable: Field<bool>,
    id: Field<Plain>,
    month: Field<Plain>,
    operation_date: Field<Date>,
    details: Option<Vec<Object<RawDetail>>>,
    info: Option<Object<RawInfo>>,
    zones: Option<RawZones>,
}

impl RawEntry {
    fn into_entry(self) -> Result<Entry<'static>, Fault> {
        let text = |field: Field<Text>, name| {
            field.optional(name).map(|text| text.map(|Text(text)| Cow::<str>::Owned(text)))
        };
        let plain = |field: Field<Plain>, name| {
            field.optional(name).map(|text| text.map(|Plain(text)| Cow::<str>::Owned(text)))
        };
        let Date(booking_date) = self.booking_date.required("booking_date")?;
        let Amount(amount) = self.amount.required("amount")?;
        let label = text(self.label, "label")?.unwrap_or_default();
        let mut entry = Entry::new(booking_date, amount, label);
        entry.value_date = self.value_date.optional("value_date")?.map(|Date(date)| date);
        entry.operation_code = self.operation_code.optional("operation_code")?;
        entry.internal_code = self.internal_code.optional("internal_code")?;
        let reject_code = self.reject_code.optional("reject_code")?;
        entry.reject_code = reject_code.filter(|code| code.as_str() != "00");
        let entry_number = text(self.entry_number, "entry_number")?;
        entry.entry_number = entry_number.filter(|number| number.bytes().any(|byte| byte != b'0'));
        entry.reference = text(self.reference, "reference")?;
        entry.commission_exempt = self.commission_exempt.optional("commission_exempt")?;
        entry.unavailable = self.unavailable.optional("unavailable")?;
        entry.id = plain(self.id, "id")?;
        entry.month = plain(self.month, "month")?;
        entry.operation_date = self.operation_date.optional("operation_date")?.map(|Date(date)| date);
        entry.zones = zones(self.zones)?;
        entry.details = match (self.details.unwrap_or_default(), self.info) {
            (details, Some(Object(info))) if details.is_empty() => {
                info.into_details().map_err(|fault| fault.within("info"))?
            }
            (details, _) => {
                let details = details.into_iter().enumerate().map(|(index, Object(detail))| {
                    detail.into_detail().map_err(|fault| fault.within(format_args!("details[{index}]")))
                });
                details.collect::<Result<_, _>>()?
            }
        };
        Ok(entry)
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct RawDetail {
    qualifier: Field<Qualifier>,
    text: Field<Columns>,
    zones: Option<RawZones>,
}

impl RawDetail {
    fn into_detail(self) -> Result<Detail<'static>, Fault> {
        let qualifier = self.qualifier.optional("qualifier")?;
        let text = self.text.optional("text")?.map(|Columns(text)| text).unwrap_or_default();
        let mut detail = Detail::new(qualifier, text);
        detail.zones = zones(self.zones)?;
        Ok(detail)
    }
}

/// `{"105-120":"  081"}`.
struct RawZones(Result<Zones<'static>, &'static str>);

fn zones(raw: Option<RawZones>) -> Result<Zones<'static>, Fault> {
    raw.map_or_else(|| Ok(Zones::default()), |RawZones(zones)| zones.map_err(|r| Fault::new("zones", r)))
}

impl<'de> Deserialize<'de> for RawZones {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RawZones, D::Error> {
        struct ZonesVisitor;

        impl<'de> Visitor<'de> for ZonesVisitor {
            type Value = RawZones;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of columns and their text")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawZones, A::Error> {
                let mut zones = Ok(Zones::default());
                while let Some((columns, text)) = map.next_entry::<String, Field<Columns>>()? {
                    match (&mut zones, zone(&columns, text)) {
                        (Ok(zones), Ok(zone)) => zones.push(zone),
                        (Ok(_), Err(reason)) => zones = Err(reason),
                        (Err(_), _) => {}
                    }
                }
                Ok(RawZones(zones))
            }
        }

        deserializer.deserialize_map(ZonesVisitor)
    }
}

fn zone(columns: &str, text: Field<Columns>) -> Result<Zone<'static>, &'static str> {
    let column = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let column = text.parse::<u8>().ok().filter(|_| digits);
        column.filter(|column| (1..=layout::WIDTH).contains(&usize::from(*column)))
    };
    let range = columns.split_once('-').and_then(|(from, to)| Some((column(from)?, column(to)?)));
    let (from, to) = range.filter(|(from, to)| from <= to).ok_or("columns are written 105-120")?;
    let text = match text {
        Field::Absent | Field::Null => String::new(),
        Field::Value(Columns(text)) => text,
        Field::Wrong(reason) => return Err(reason),
    };
    if text.chars().count() > usize::from(to.saturating_sub(from)).saturating_add(1) {
        return Err("the text fits in its columns");
    }
    Ok(Zone::new(from, to, text))
}
