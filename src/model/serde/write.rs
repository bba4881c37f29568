//! Views of the model with the keys of the JSON model, in its order. They borrow everything.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::scalar::{Amount, Date, Moment};
use crate::model::{
    Account, Balance, Detail, Entry, Fees, Info, OperationCode, OriginalAmount, Party, Statement, Zones,
};

impl Serialize for Statement<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        StatementView {
            account: AccountView::new(&self.account),
            opening: BalanceView::new(&self.opening),
            closing: self.closing.as_ref().map(BalanceView::new),
            entries: Each(&self.entries, EntryView::new),
            incomplete: self.incomplete,
            source_time: self.source_time.map(Moment),
        }
        .serialize(serializer)
    }
}

#[derive(serde::Serialize)]
struct StatementView<'s> {
    account: AccountView<'s>,
    opening: BalanceView<'s>,
    closing: Option<BalanceView<'s>>,
    entries: Each<'s, Entry<'s>, EntryView<'s>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_time: Option<Moment>,
}

/// A list, each element through its view.
struct Each<'s, T, V>(&'s [T], fn(&'s T) -> V);

impl<T, V: Serialize> Serialize for Each<'_, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// A value written as it is displayed.
struct Displayed<T>(T);

impl<T: std::fmt::Display> Serialize for Displayed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Text, `None` where it is empty.
fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[derive(serde::Serialize)]
struct AccountView<'s> {
    bank_code: Option<&'s str>,
    branch_code: Option<&'s str>,
    number: Option<&'s str>,
    currency: &'s str,
    decimals: u8,
    rib_key: Option<Displayed<crate::model::RibKey>>,
    iban: Option<Displayed<crate::model::Iban>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'s str>,
}

impl<'s> AccountView<'s> {
    fn new(account: &'s Account<'_>) -> AccountView<'s> {
        AccountView {
            bank_code: filled(&account.bank_code),
            branch_code: filled(&account.branch_code),
            number: filled(&account.number),
            currency: account.currency.as_str(),
            decimals: account.decimals,
            rib_key: account.rib_key().map(Displayed),
            iban: account.iban().map(Displayed),
            name: account.name.as_deref(),
            kind: account.kind.as_deref(),
        }
    }
}

#[derive(serde::Serialize)]
struct BalanceView<'s> {
    date: Date,
    amount: Amount,
    #[serde(skip_serializing_if = "ZonesView::is_empty")]
    zones: ZonesView<'s>,
}

impl<'s> BalanceView<'s> {
    fn new(balance: &'s Balance<'_>) -> BalanceView<'s> {
        BalanceView {
            date: Date(balance.date),
            amount: Amount(balance.amount),
            zones: ZonesView(&balance.zones),
        }
    }
}

#[derive(serde::Serialize)]
struct EntryView<'s> {
    booking_date: Date,
    value_date: Option<Date>,
    amount: Amount,
    operation_code: Option<&'s str>,
    internal_code: Option<&'s str>,
    reject_code: Option<&'s str>,
    label: Option<&'s str>,
    entry_number: Option<&'s str>,
    reference: Option<&'s str>,
    commission_exempt: Option<bool>,
    unavailable: Option<bool>,
    id: Option<&'s str>,
    details: Each<'s, Detail<'s>, DetailView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<InfoView<'s>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation_date: Option<Date>,
    #[serde(skip_serializing_if = "ZonesView::is_empty")]
    zones: ZonesView<'s>,
}

impl<'s> EntryView<'s> {
    fn new(entry: &'s Entry<'s>) -> EntryView<'s> {
        let info = (!entry.details.is_empty()).then(|| entry.info());
        EntryView {
            booking_date: Date(entry.booking_date),
            value_date: entry.value_date.map(Date),
            amount: Amount(entry.amount),
            operation_code: entry.operation_code.as_ref().map(OperationCode::as_str),
            internal_code: entry.internal_code.as_ref().map(|code| code.as_str()),
            reject_code: entry.reject_code.as_ref().map(|code| code.as_str()),
            label: filled(&entry.label),
            entry_number: entry.entry_number.as_deref(),
            reference: entry.reference.as_deref(),
            commission_exempt: entry.commission_exempt,
            unavailable: entry.unavailable,
            id: entry.id.as_deref(),
            details: Each(&entry.details, DetailView::new),
            info: info.filter(|info| !info.is_empty()).map(InfoView),
            month: entry.month.as_deref(),
            operation_date: entry.operation_date.map(Date),
            zones: ZonesView(&entry.zones),
        }
    }
}

#[derive(serde::Serialize)]
struct DetailView<'s> {
    qualifier: Option<&'s str>,
    text: &'s str,
    #[serde(skip_serializing_if = "ZonesView::is_empty")]
    zones: ZonesView<'s>,
}

impl<'s> DetailView<'s> {
    fn new(detail: &'s Detail<'_>) -> DetailView<'s> {
        DetailView {
            qualifier: detail.qualifier.as_ref().map(|qualifier| qualifier.as_str()),
            text: &detail.text,
            zones: ZonesView(&detail.zones),
        }
    }
}

/// `{"105-120":"  081"}`.
struct ZonesView<'s>(&'s Zones<'s>);

impl ZonesView<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for ZonesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for zone in self.0 {
            map.serialize_entry(&zone.to_string(), &zone.text)?;
        }
        map.end()
    }
}

/// The typed view of the details, only what is known.
struct InfoView<'s>(Info<'s>);

impl Serialize for InfoView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let info = &self.0;
        let mut map = serializer.serialize_map(None)?;
        let parties = [
            ("debtor", &info.debtor),
            ("creditor", &info.creditor),
            ("ultimate_debtor", &info.ultimate_debtor),
            ("ultimate_creditor", &info.ultimate_creditor),
        ];
        for (key, party) in parties {
            if !party.is_empty() {
                map.serialize_entry(key, &PartyView(party))?;
            }
        }
        let texts = [
            ("remittance", &info.remittance),
            ("creditor_reference", &info.creditor_reference),
            ("end_to_end_id", &info.end_to_end_id),
            ("purpose", &info.purpose),
            ("payment_information_id", &info.payment_information_id),
            ("instruction_id", &info.instruction_id),
            ("mandate_id", &info.mandate_id),
            ("sequence_type", &info.sequence_type),
        ];
        known(&mut map, texts)?;
        if let Some(original) = info.original_amount {
            map.serialize_entry("original_amount", &OriginalAmountView(original))?;
        }
        if let Some(fees) = info.fees {
            map.serialize_entry("fees", &FeesView(fees))?;
        }
        known(&mut map, [("label_continuation", &info.label_continuation)])?;
        map.end()
    }
}

type Text<'s> = Option<std::borrow::Cow<'s, str>>;

fn known<'s, M: SerializeMap, const N: usize>(
    map: &mut M,
    texts: [(&str, &Text<'s>); N],
) -> Result<(), M::Error> {
    for (key, text) in texts {
        if let Some(text) = text {
            map.serialize_entry(key, text)?;
        }
    }
    Ok(())
}

struct PartyView<'s>(&'s Party<'s>);

impl Serialize for PartyView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Party { name, id, id_type, account, country } = self.0;
        let mut map = serializer.serialize_map(None)?;
        known(
            &mut map,
            [("name", name), ("id", id), ("id_type", id_type), ("account", account), ("country", country)],
        )?;
        map.end()
    }
}

struct OriginalAmountView(OriginalAmount);

impl Serialize for OriginalAmountView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("currency", self.0.currency.as_str())?;
        map.serialize_entry("amount", &Amount(self.0.amount))?;
        if let Some(rate) = self.0.exchange_rate {
            map.serialize_entry("exchange_rate", &Amount(rate))?;
        }
        map.end()
    }
}

struct FeesView(Fees);

impl Serialize for FeesView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("currency", self.0.currency.as_str())?;
        map.serialize_entry("amount", &Amount(self.0.amount))?;
        map.end()
    }
}
