//! One entry: the element Ntry.

use std::borrow::Cow;

use super::Version;
use super::amount::Amount;
use super::transaction::{Additional, Transaction};
use super::xml::{Xml, element};
use crate::model::{Currency, Entry, OperationCode};

pub(super) const REFERENCE: usize = 35;
const CODE: usize = 35;
const ADDITIONAL: usize = 500;

/// Operations by which the creditor of a SEPA direct debit gives the money back: each reverses an entry.
const REVERSALS: [&[u8; 2]; 4] = [b"A5", b"A6", b"B5", b"B6"];
/// Operations whose entry number is that of a cheque or a slip of cheques.
const CHEQUES: [&[u8; 2]; 4] = [b"01", b"02", b"03", b"15"];

/// Writes entries, and keeps the memory of one for the next.
#[derive(Debug)]
pub(super) struct EntryWriter {
    version: Version,
    additional: Additional,
}

impl EntryWriter {
    pub(super) fn new(version: Version) -> EntryWriter {
        EntryWriter { version, additional: Additional::default() }
    }

    /// Appends an entry, whose amount fits.
    pub(super) fn write(&mut self, number: usize, entry: &Entry<'_>, currency: Currency, xml: &mut Xml) {
        let Some(amount) = Amount::new(entry.amount, currency.usual_decimals()) else { return };
        let mut transaction = Transaction::new(self.version, entry, (amount, currency), &mut self.additional);
        xml.raw("<Ntry>");
        element!(xml, NtryRef, xml.number(number));
        xml.money(amount, currency);
        xml.direction(entry.is_credit());
        if is_one_of(entry.operation_code, &REVERSALS) {
            xml.raw("<RvslInd>true</RvslInd>");
        }
        xml.raw(match self.version {
            Version::V02 => "<Sts>BOOK</Sts>",
            Version::V08 => "<Sts><Cd>BOOK</Cd></Sts>",
        });
        element!(xml, BookgDt / Dt, xml.date(entry.booking_date));
        if let Some(day) = entry.value_date {
            element!(xml, ValDt / Dt, xml.date(day));
        }
        element!(xml, AcctSvcrRef, transaction.servicer_reference(xml));
        element!(xml, BkTxCd, bank_transaction_code(entry, xml));
        if let Some(exempt) = entry.commission_exempt {
            element!(xml, ComssnWvrInd, xml.raw(if exempt { "true" } else { "false" }));
        }
        element!(xml, NtryDtls / TxDtls, transaction.write(xml));
        element!(xml, AddtlNtryInf, transaction.wording(ADDITIONAL, xml));
        xml.raw("</Ntry>\n");
    }
}

fn bank_transaction_code(entry: &Entry<'_>, xml: &mut Xml) {
    let code = entry.bank_transaction_code();
    element!(xml, Domn, {
        element!(xml, Cd, xml.raw(code.domain));
        element!(xml, Fmly, {
            element!(xml, Cd, xml.raw(code.family));
            element!(xml, SubFmlyCd, xml.raw(code.subfamily));
        });
    });
    if let Some(code) = entry.operation_code {
        element!(xml, Prtry, {
            element!(xml, Cd, xml.text(code.as_str(), CODE));
            xml.raw("<Issr>CFONB</Issr>");
        });
    }
}

fn is_one_of(code: Option<OperationCode>, list: &[&[u8; 2]]) -> bool {
    code.is_some_and(|code| list.contains(&code.as_bytes()))
}

/// Whether the entry number is a cheque's.
pub(super) fn is_cheque(entry: &Entry<'_>) -> bool {
    is_one_of(entry.operation_code, &CHEQUES)
}

/// What identifies the entry at its bank: its identifier, or else its reference, or else its number where it is
/// no cheque's.
pub(super) fn servicer_reference<'e>(entry: &'e Entry<'_>) -> Option<(Source, Cow<'e, str>)> {
    if let Some(id) = &entry.id {
        return Some((Source::Identifier, without_dashes(id)));
    }
    if let Some(reference) = &entry.reference {
        return Some((Source::Reference, Cow::Borrowed(reference)));
    }
    let number = entry.entry_number.as_deref().filter(|_| !is_cheque(entry))?;
    Some((Source::Number, Cow::Borrowed(number)))
}

/// Where a reference was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Identifier,
    Reference,
    Number,
}

impl Source {
    /// What it is called where it does not fit in its element.
    pub(super) fn name(self) -> &'static str {
        match self {
            Source::Identifier => "ID",
            Source::Reference => "REFERENCE",
            Source::Number => "NUMERO ECRITURE",
        }
    }
}

/// A UUID is 36 characters with its dashes, one more than a reference may have.
fn without_dashes(id: &str) -> Cow<'_, str> {
    let dashes = id.bytes().enumerate().filter(|(_, byte)| *byte == b'-').map(|(place, _)| place);
    let uuid = id.len() == 36
        && dashes.eq([8, 13, 18, 23])
        && id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if uuid { Cow::Owned(id.replace('-', "")) } else { Cow::Borrowed(id) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_fits_without_its_dashes() {
        let uuid = "0b1c6d4e-1f2a-4b3c-8d5e-6f708192a3b2";
        assert_eq!(without_dashes(uuid), "0b1c6d4e1f2a4b3c8d5e6f708192a3b2");
        for other in
            ["A-1", "", "0b1c6d4e-1f2a-4b3c-8d5e-6f708192a3bz", "0b1c6d4e1f2a-4b3c-8d5e-6f708192-a3b2"]
        {
            assert_eq!(without_dashes(other), other);
        }
    }
}
