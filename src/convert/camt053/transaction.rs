//! What an entry's complements say: the element TxDtls.

use std::borrow::Cow;
use std::ops::Range;

use rust_decimal::Decimal;

use super::Version;
use super::amount::Amount;
use super::entry::{REFERENCE, Source, is_cheque, servicer_reference};
use super::exchange::Exchange;
use super::xml::{Xml, element};
use super::{party, purpose};
use crate::model::{Currency, Entry, Info, OriginalAmount, Qualifier, RejectFamily};

const REMITTANCE: usize = 140;
const PURPOSE: usize = 35;
const RETURN_REASON: usize = 105;
const ADDITIONAL: usize = 500;

/// The details of one entry.
pub(super) struct Transaction<'e, 'w> {
    version: Version,
    entry: &'e Entry<'e>,
    info: Info<'e>,
    amount: Amount,
    currency: Currency,
    reference: Option<(Source, Cow<'e, str>)>,
    /// Where the wording stands, if it is as short as a remittance; else empty.
    wording: Range<usize>,
    additional: &'w mut Additional,
}

impl<'e, 'w> Transaction<'e, 'w> {
    pub(super) fn new(
        version: Version,
        entry: &'e Entry<'e>,
        (amount, currency): (Amount, Currency),
        additional: &'w mut Additional,
    ) -> Transaction<'e, 'w> {
        additional.0.clear();
        let reference = servicer_reference(entry);
        Transaction {
            version,
            entry,
            info: entry.info(),
            amount,
            currency,
            reference,
            wording: 0..0,
            additional,
        }
    }

    /// Appends what TxDtls holds.
    pub(super) fn write(&mut self, xml: &mut Xml) {
        element!(xml, Refs, self.references(xml));
        self.amounts(xml);
        if let Some((currency, amount)) = self.fees() {
            match self.version {
                Version::V02 => element!(xml, Chrgs, xml.money(amount, currency)),
                Version::V08 => element!(xml, Chrgs / Rcrd, xml.money(amount, currency)),
            }
        }
        element!(xml, RltdPties, party::write(self.version, &self.info, self.additional, xml));
        if let Some(text) = &self.info.purpose {
            match purpose::is_code(text) {
                true => element!(xml, Purp / Cd, xml.raw(text)),
                false => element!(xml, Purp / Prtry, xml.text(text, PURPOSE)),
            }
        }
        element!(xml, RmtInf, self.remittance(xml));
        if let Some(day) = self.entry.operation_date.filter(|day| *day != self.entry.booking_date) {
            element!(xml, RltdDts / Prtry, {
                xml.raw("<Tp>OPERATION</Tp>");
                element!(xml, Dt / Dt, xml.date(day));
            });
        }
        element!(xml, RtrInf, self.return_reason(xml));
        self.collect();
        element!(xml, AddtlTxInf, xml.text(&self.additional.0, ADDITIONAL));
    }

    /// Appends what identifies the entry at its bank, if that fits.
    pub(super) fn servicer_reference(&self, xml: &mut Xml) {
        if let Some((_, reference)) = &self.reference {
            xml.whole(reference, REFERENCE);
        }
    }

    /// Appends the label and what continues it.
    pub(super) fn wording(&self, most: usize, xml: &mut Xml) {
        match self.info.remittance {
            Some(_) => xml.text(&self.label(), most),
            // It stands in the place of the remittance too, in as many parts as it needs.
            None if self.wording.is_empty() => xml.text_whole_elsewhere(&self.label(), most),
            None => xml.again(self.wording.clone()),
        }
    }

    fn label(&self) -> Cow<'_, str> {
        let label = self.entry.label.as_ref();
        match self.info.label_continuation.as_deref() {
            Some(continuation) if label.is_empty() => Cow::Borrowed(continuation),
            Some(continuation) => Cow::Owned([label, continuation].join(" ")),
            None => Cow::Borrowed(label),
        }
    }

    fn references(&mut self, xml: &mut Xml) {
        let (entry, source) = (self.entry, self.reference.as_ref().map(|(source, _)| *source));
        if let Some((source, reference)) = &self.reference {
            let fits;
            element!(xml, AcctSvcrRef, fits = xml.whole(reference, REFERENCE));
            if !fits {
                self.additional.push(source.name(), reference);
            }
        }
        if let Some(id) = &self.info.payment_information_id {
            element!(xml, PmtInfId, xml.text(id, REFERENCE));
        }
        if let Some(id) = &self.info.instruction_id {
            element!(xml, InstrId, xml.text(id, REFERENCE));
        }
        // The word for none hides better references in some readers.
        let is_given = |id: &&Cow<'_, str>| !id.eq_ignore_ascii_case("NOTPROVIDED");
        if let Some(id) = self.info.end_to_end_id.as_ref().filter(is_given) {
            element!(xml, EndToEndId, xml.text(id, REFERENCE));
        }
        if let Some(id) = &self.info.mandate_id {
            element!(xml, MndtId, xml.text(id, REFERENCE));
        }
        if let Some(number) = entry.entry_number.as_deref().filter(|_| source != Some(Source::Number)) {
            self.number(number, is_cheque(entry), xml);
        }
        if source == Some(Source::Identifier) {
            self.additional.push(Source::Reference.name(), entry.reference.as_deref().unwrap_or_default());
        }
    }

    fn number(&mut self, number: &str, cheque: bool, xml: &mut Xml) {
        let name = Source::Number.name();
        match cheque {
            _ if number.chars().count() > REFERENCE => self.additional.push(name, number),
            true => element!(xml, ChqNb, xml.text(number, REFERENCE)),
            false if xml.is_blank(number) => {}
            false => element!(xml, Prtry, {
                element!(xml, Tp, xml.raw(name));
                element!(xml, Ref, xml.text(number, REFERENCE));
            }),
        }
    }

    fn amounts(&mut self, xml: &mut Xml) {
        if self.version == Version::V08 {
            xml.money(self.amount, self.currency);
            xml.direction(self.entry.is_credit());
        }
        element!(xml, AmtDtls, {
            if let Some((original, amount)) = self.original() {
                element!(xml, InstdAmt, self.instructed(&original, amount, xml));
            }
            if self.version == Version::V02 {
                element!(xml, TxAmt, xml.money(self.amount, self.currency));
            }
        });
    }

    fn instructed(&mut self, original: &OriginalAmount, amount: Amount, xml: &mut Xml) {
        xml.money(amount, original.currency);
        let Some(rate) = original.exchange_rate else { return };
        match Exchange::of(original, rate, self.entry.amount, self.currency) {
            Some(exchange) => element!(xml, CcyXchg, exchange.write(xml)),
            None if original.currency == self.currency && rate == Decimal::ONE => {}
            None => {
                let text = format!("{} {} {rate}", original.currency, original.amount);
                self.additional.push(Qualifier::MMO.as_str(), &text);
            }
        }
    }

    fn original(&self) -> Option<(OriginalAmount, Amount)> {
        let original = self.info.original_amount?;
        Some((original, Amount::new(original.amount, original.currency.usual_decimals())?))
    }

    fn fees(&self) -> Option<(Currency, Amount)> {
        let fees = self.info.fees?;
        Some((fees.currency, Amount::new(fees.amount, fees.currency.usual_decimals())?))
    }

    fn remittance(&mut self, xml: &mut Xml) {
        let tags = ["<Ustrd>", "</Ustrd>"];
        match &self.info.remittance {
            Some(text) => _ = xml.pieces(text, REMITTANCE, tags),
            None => self.wording = xml.pieces(&self.label(), REMITTANCE, tags),
        }
        if let Some(reference) = &self.info.creditor_reference {
            element!(xml, Strd / CdtrRefInf / Ref, xml.text(reference, REFERENCE));
        }
    }

    fn return_reason(&self, xml: &mut Xml) {
        let Some(code) = self.entry.reject_code else { return };
        let family = RejectFamily::of(self.entry.operation_code);
        match code.iso_reason(family) {
            Some(reason) => element!(xml, Rsn / Cd, xml.raw(reason)),
            None => element!(xml, Rsn / Prtry, xml.text(code.as_str(), REFERENCE)),
        }
        element!(xml, AddtlInf, xml.text(code.french(family).unwrap_or_default(), RETURN_REASON));
    }

    /// Gathers what has no element, or did not fit in its own.
    fn collect(&mut self) {
        let additional = &mut *self.additional;
        if let Some(kind) = &self.info.sequence_type {
            additional.push(Qualifier::RUM.as_str(), kind);
        }
        if let Some(month) = &self.entry.month {
            additional.push("MONTH", month);
        }
        let mut seen = [false; Qualifier::ALL.len()];
        for detail in &self.entry.details {
            let text = detail.text.as_ref();
            let Some(qualifier) = detail.qualifier.filter(|qualifier| *qualifier != Qualifier::LIB) else {
                continue;
            };
            if text.trim_start().is_empty() {
                continue;
            }
            let seen = qualifier.place().and_then(|place| seen.get_mut(place));
            let again = seen.is_none_or(|seen| std::mem::replace(seen, true));
            let unread = match again || self.is_unread(qualifier) {
                true => text,
                false => behind_its_columns(qualifier, text),
            };
            if !unread.is_empty() {
                self.additional.push(qualifier.as_str(), unread);
            }
        }
    }

    /// Whether a complement has not the form of its qualifier.
    fn is_unread(&self, qualifier: Qualifier) -> bool {
        match qualifier {
            Qualifier::MMO => self.original().is_none(),
            Qualifier::FEE => self.fees().is_none(),
            Qualifier::PDO => self.info.debtor.country.is_none(),
            _ => false,
        }
    }
}

/// What follows the last column that the qualifier gives a meaning. Texts in one part are taken whole.
fn behind_its_columns(qualifier: Qualifier, text: &str) -> &str {
    let last = match qualifier.sub_zones() {
        [only] if only.to == 118 => return "",
        zones => zones.last().map_or(118, |zone| zone.to),
    };
    let characters = usize::from(last.saturating_sub(48));
    if text.len() <= characters {
        return "";
    }
    text.char_indices().nth(characters).and_then(|(offset, _)| text.get(offset..)).unwrap_or_default()
}

/// What has no element of its own, each text under the name it has in the source.
#[derive(Debug, Default)]
pub(super) struct Additional(String);

impl Additional {
    /// Adds a text that is not blank.
    pub(super) fn push(&mut self, name: &str, text: &str) {
        let text = text.trim();
        // What is there already says that it does not fit.
        let full = self.0.len() > ADDITIONAL.saturating_mul(4);
        if text.is_empty() || full {
            return;
        }
        let separator = if self.0.is_empty() { "" } else { " / " };
        for part in [separator, name, " ", text] {
            self.0.push_str(part);
        }
    }
}
