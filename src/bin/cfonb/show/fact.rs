//! What is known of a movement beside its dates, amount and label.

use std::borrow::Cow;

use cfonb::{Entry, Info, Party, Qualifier, RejectFamily};

use crate::args::Language;
use crate::text::clean;

/// A kind of fact, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    LabelContinued,
    Operation,
    Reject,
    Debtor,
    UltimateDebtor,
    Creditor,
    UltimateCreditor,
    Remittance,
    CreditorReference,
    EndToEnd,
    Purpose,
    Mandate,
    Batch,
    Instruction,
    Original,
    Fees,
    EntryNumber,
    Reference,
    OperationDate,
    Month,
    Flags,
    Internal,
    Id,
    Other,
}

use Kind::*;

impl Kind {
    /// What it is called.
    pub(super) fn name(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Operation => ("Opération", "Operation"),
            Reject => ("Motif de rejet", "Reject reason"),
            LabelContinued => ("Suite du libellé", "Label continued"),
            Debtor => ("Payeur", "Debtor"),
            UltimateDebtor => ("Tiers débiteur", "Ultimate debtor"),
            Creditor => ("Bénéficiaire", "Creditor"),
            UltimateCreditor => ("Tiers créancier", "Ultimate creditor"),
            Remittance => ("Libellé de client à client", "Remittance"),
            CreditorReference => ("Référence du créancier", "Creditor reference"),
            EndToEnd => ("Référence de client à client", "End-to-end reference"),
            Purpose => ("Nature du paiement", "Purpose"),
            Mandate => ("Mandat", "Mandate"),
            Batch => ("Référence de la remise", "Batch"),
            Instruction => ("Référence de la transaction", "Instruction"),
            Original => ("Montant d'origine", "Original amount"),
            Fees => ("Frais", "Fees"),
            EntryNumber => ("N° d'écriture", "Entry number"),
            Reference => ("Référence", "Reference"),
            OperationDate => ("Date d'opération", "Operation date"),
            Month => ("Mois", "Month"),
            Flags => ("Indices", "Flags"),
            Internal => ("Code de la banque", "Bank's own code"),
            Id => ("Identifiant", "Identifier"),
            Other => ("Autres compléments", "Other complements"),
        };
        language.pick(french, english)
    }

    /// Whether the fact says by itself what it is.
    pub(super) fn speaks(self) -> bool {
        matches!(self, Operation | LabelContinued | Flags | Other)
    }

    /// Whether only the widest table has it.
    pub(super) fn is_technical(self) -> bool {
        matches!(self, Internal | Id)
    }
}

/// The facts of a movement, in order.
pub(super) fn facts(entry: &Entry<'_>, language: Language) -> Vec<(Kind, String)> {
    let info = entry.info();
    let mut facts = Facts(Vec::new());
    facts.add(LabelContinued, info.label_continuation.as_deref());
    facts.add(Operation, operation(entry, language));
    facts.add(Reject, reject(entry, language));
    facts.add(Debtor, party(&info.debtor));
    facts.add(UltimateDebtor, party(&info.ultimate_debtor));
    facts.add(Creditor, party(&info.creditor));
    facts.add(UltimateCreditor, party(&info.ultimate_creditor));
    facts.add(Remittance, info.remittance.as_deref());
    facts.add(CreditorReference, info.creditor_reference.as_deref());
    // What says that there is none.
    facts.add(EndToEnd, info.end_to_end_id.as_deref().filter(|id| *id != "NOTPROVIDED"));
    facts.add(Purpose, info.purpose.as_deref());
    facts.add(Mandate, with_remark(&info.mandate_id, &info.sequence_type));
    facts.add(Batch, info.payment_information_id.as_deref());
    facts.add(Instruction, info.instruction_id.as_deref());
    facts.add(Original, original(&info, language));
    facts.add(Fees, info.fees.map(|fees| format!("{} {}", language.amount(fees.amount), fees.currency)));
    facts.add(EntryNumber, entry.entry_number.as_deref());
    facts.add(Reference, entry.reference.as_deref());
    facts.add(OperationDate, entry.operation_date.map(|date| language.date(date)));
    facts.add(Month, entry.month.as_deref());
    facts.add(Flags, flags(entry, language));
    facts.add(Internal, entry.internal_code.as_ref().map(|code| code.as_str()));
    facts.add(Id, entry.id.as_deref());
    facts.add(Other, other(entry, &info));
    facts.0
}

struct Facts(Vec<(Kind, String)>);

impl Facts {
    fn add<'t>(&mut self, kind: Kind, value: Option<impl Into<Cow<'t, str>>>) {
        let value = value.map(|value| clean(&value.into())).filter(|value| !value.is_empty());
        self.0.extend(value.map(|value| (kind, value)));
    }
}

/// `Prélèvements SEPA domiciliés (B1)`, or the code alone if it is not known.
fn operation(entry: &Entry<'_>, language: Language) -> Option<String> {
    let code = entry.operation_code?;
    Some(match language.pick(code.french(), code.english()) {
        Some(meaning) => format!("{meaning} ({code})"),
        None => format!("{} {code}", language.pick("code opération", "operation code")),
    })
}

fn reject(entry: &Entry<'_>, language: Language) -> Option<String> {
    let (code, family) = (entry.reject_code?, RejectFamily::of(entry.operation_code));
    Some(match language.pick(code.french(family), code.english(family)) {
        Some(meaning) => format!("{meaning} ({code})"),
        None => code.to_string(),
    })
}

/// `DURAND SARL, ABCDFRPP (BICOrBEI), FR76..., FR`
fn party(party: &Party<'_>) -> Option<String> {
    let id = with_remark(&party.id, &party.id_type);
    let text = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
    let parts = [text(&party.name), id, text(&party.account), text(&party.country)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `M-0042 (RCUR)`
fn with_remark(text: &Option<Cow<'_, str>>, remark: &Option<Cow<'_, str>>) -> Option<String> {
    match (text, remark) {
        (Some(text), Some(remark)) => Some(format!("{text} ({remark})")),
        (Some(one), None) | (None, Some(one)) => Some(one.to_string()),
        (None, None) => None,
    }
}

fn original(info: &Info<'_>, language: Language) -> Option<String> {
    let original = info.original_amount?;
    let amount = format!("{}\u{A0}{}", language.amount(original.amount), original.currency);
    Some(match original.exchange_rate {
        Some(rate) => {
            format!("{amount}, {} {}", language.pick("cours", "rate"), language.amount(rate.normalize()))
        }
        None => amount,
    })
}

fn flags(entry: &Entry<'_>, language: Language) -> Option<String> {
    let exempt = language.pick("exonéré de commission", "exempt from commission");
    let unavailable = language.pick("fonds indisponibles", "funds not available yet");
    let flags = [(entry.commission_exempt, exempt), (entry.unavailable, unavailable)];
    let set: Vec<&str> =
        flags.into_iter().filter(|(flag, _)| *flag == Some(true)).map(|(_, text)| text).collect();
    (!set.is_empty()).then(|| set.join(", "))
}

/// Complements that are in no other fact: unknown ones, those of a kind that is there twice, and what has not the
/// form of its kind.
fn other(entry: &Entry<'_>, info: &Info<'_>) -> Option<String> {
    let mut seen: Vec<Qualifier> = Vec::new();
    let mut texts = Vec::new();
    for detail in &entry.details {
        let Some(qualifier) = detail.qualifier.filter(|_| !detail.text.trim().is_empty()) else { continue };
        let first = !seen.contains(&qualifier);
        let told = match qualifier {
            Qualifier::LIB => true,
            Qualifier::MMO => first && info.original_amount.is_some(),
            Qualifier::FEE => first && info.fees.is_some(),
            Qualifier::PDO => first && info.debtor.country.is_some(),
            known => first && known.english().is_some(),
        };
        seen.push(qualifier);
        if !told {
            texts.push(format!("{qualifier} {}", detail.text.trim()));
        }
    }
    (!texts.is_empty()).then(|| texts.join("; "))
}
