//! Who takes part: the element RltdPties.

use super::Version;
use super::entry::REFERENCE;
use super::transaction::Additional;
use super::xml::{Xml, element, written};
use crate::model::{Iban, Info, Party, Qualifier};

const NAME: usize = 140;
const OTHER_ACCOUNT: usize = 34;

/// Types of identifiers that are in the ISO list for organisations.
const ORGANISATION_TYPES: [&str; 12] =
    ["BANK", "CBID", "CHID", "CINC", "COID", "CUST", "DUNS", "EMPL", "GS1G", "SREN", "SRET", "TXID"];

/// A party; version 08 puts one more element around it.
macro_rules! party {
    ($version:expr, $xml:expr, $name:ident, $party:expr) => {
        match $version {
            _ if $party.is_empty() => {}
            Version::V02 => element!($xml, $name, identity($version, $party, $xml)),
            Version::V08 => element!($xml, $name / Pty, identity($version, $party, $xml)),
        }
    };
}

/// Appends the parties, each in its role: the debtor is who pays, whichever way the money of this entry goes.
pub(super) fn write(version: Version, info: &Info<'_>, additional: &mut Additional, xml: &mut Xml) {
    party!(version, xml, Dbtr, &info.debtor);
    if let Some(debtor) = &info.debtor.account {
        element!(xml, DbtrAcct / Id, account(debtor, Qualifier::CPY, additional, xml));
    }
    party!(version, xml, UltmtDbtr, &info.ultimate_debtor);
    party!(version, xml, Cdtr, &info.creditor);
    if let Some(creditor) = &info.creditor.account {
        element!(xml, CdtrAcct / Id, account(creditor, Qualifier::CBE, additional, xml));
    }
    party!(version, xml, UltmtCdtr, &info.ultimate_creditor);
}

fn identity(version: Version, party: &Party<'_>, xml: &mut Xml) {
    if let Some(name) = &party.name {
        element!(xml, Nm, xml.text(name, NAME));
    }
    if let Some(country) = &party.country {
        element!(xml, PstlAdr / Ctry, xml.text(country, 2));
    }
    if let Some(id) = &party.id {
        element!(xml, Id, identifier(version, id, party.id_type.as_deref(), xml));
    }
}

fn identifier(version: Version, id: &str, kind: Option<&str>, xml: &mut Xml) {
    match kind {
        Some(kind) if kind.eq_ignore_ascii_case("BICOrBEI") && is_bic(id) => match version {
            Version::V02 => element!(xml, OrgId / BICOrBEI, xml.raw(id)),
            Version::V08 => element!(xml, OrgId / AnyBIC, xml.raw(id)),
        },
        Some(kind) if kind.eq_ignore_ascii_case("SEPA") => element!(xml, PrvtId / Othr, {
            if written!(xml, Id, xml.text(id, REFERENCE)) {
                xml.raw("<SchmeNm><Prtry>SEPA</Prtry></SchmeNm>");
            }
        }),
        kind => element!(xml, OrgId / Othr, {
            match kind.unwrap_or_default() {
                _ if !written!(xml, Id, xml.text(id, REFERENCE)) => {}
                code if ORGANISATION_TYPES.contains(&code) => element!(xml, SchmeNm / Cd, xml.raw(code)),
                other => element!(xml, SchmeNm / Prtry, xml.text(other, REFERENCE)),
            }
        }),
    }
}

/// Whether it has the form of a BIC in both versions: the older one is the stricter.
fn is_bic(id: &str) -> bool {
    let bytes = id.as_bytes();
    let letters = |byte: &u8| byte.is_ascii_uppercase();
    let (Some(party), Some(seventh), Some(eighth)) = (bytes.get(..6), bytes.get(6), bytes.get(7)) else {
        return false;
    };
    let branch = bytes.get(8..).unwrap_or_default();
    party.iter().all(letters)
        && (letters(seventh) || (b'2'..=b'9').contains(seventh))
        && ((letters(eighth) && *eighth != b'O') || eighth.is_ascii_digit())
        && matches!(branch.len(), 0 | 3)
        && branch.iter().all(|byte| letters(byte) || byte.is_ascii_digit())
}

fn account(account: &str, qualifier: Qualifier, additional: &mut Additional, xml: &mut Xml) {
    if let Ok(iban) = Iban::parse(account) {
        element!(xml, IBAN, xml.raw(iban.as_str()));
        return;
    }
    let fits;
    element!(xml, Othr / Id, fits = xml.whole(account, OTHER_ACCOUNT));
    if !fits {
        additional.push(qualifier.as_str(), account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bics_are_told_from_other_identifiers() {
        for bic in ["ABCDFRPP", "ABCDFRPPXXX", "ABCDFR2A123"] {
            assert!(is_bic(bic), "{bic}");
        }
        for other in
            ["", "ABCDFRP", "ABCDFRPPX", "ABCDFR1A", "ABCDFRPO", "abcdfrpp", "ABCDFRPP é", "AB1DFRPP"]
        {
            assert!(!is_bic(other), "{other}");
        }
    }
}
