//! Reasons of rejects and returns.
//!
//! Two lists share the two digits: one for cheques, one for everything else. Codes and French labels are those
//! of the CFONB's list as other software carries it; the number of one of them (42 for cheques, a tax notice) is
//! inferred from its place in the list.

use super::OperationCode;
use super::code::code_type;

code_type! {
    /// Why an operation was rejected or returned: columns 41-42 of a movement.
    ///
    /// Any two characters are a code; the tables give the known ones a meaning, which depends on the
    /// [family](RejectFamily).
    ///
    /// ```
    /// use cfonb::{OperationCode, RejectCode, RejectFamily};
    /// let code = RejectCode::new("31").unwrap();
    /// assert_eq!(code.english(RejectFamily::of(OperationCode::new("B3"))), Some("No mandate / no order to pay"));
    /// assert_eq!(code.english(RejectFamily::of(OperationCode::new("03"))), Some("Signature does not match"));
    /// ```
    RejectCode, 2
}

/// Which of the two lists a [`RejectCode`] belongs to: the same code means one thing for a cheque and another
/// for everything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RejectFamily {
    /// Transfers, direct debits, bills of exchange.
    Payment,
    /// Cheques.
    Cheque,
}

impl RejectFamily {
    /// The family of an entry with this operation code: [`Cheque`](Self::Cheque) for the codes of cheques (01,
    /// 02, 03, 15, 16, 17), [`Payment`](Self::Payment) for any other and for none.
    ///
    /// Code 32, bills or cheques remitted for discount, counts as a payment: bills are the rule there.
    ///
    /// ```
    /// use cfonb::{OperationCode, RejectFamily};
    /// assert_eq!(RejectFamily::of(OperationCode::new("03")), RejectFamily::Cheque);
    /// assert_eq!(RejectFamily::of(None), RejectFamily::Payment);
    /// ```
    pub fn of(operation: Option<OperationCode>) -> RejectFamily {
        match operation.as_ref().map(OperationCode::as_str) {
            Some("01" | "02" | "03" | "15" | "16" | "17") => RejectFamily::Cheque,
            _ => RejectFamily::Payment,
        }
    }

    fn table(self) -> &'static [Row] {
        match self {
            RejectFamily::Payment => PAYMENT,
            RejectFamily::Cheque => CHEQUE,
        }
    }
}

impl RejectCode {
    /// The known codes of a family, in order: 42 for payments, 19 for cheques.
    ///
    /// ```
    /// use cfonb::{RejectCode, RejectFamily};
    /// assert_eq!(RejectCode::known(RejectFamily::Cheque).count(), 19);
    /// ```
    pub fn known(family: RejectFamily) -> impl Iterator<Item = RejectCode> {
        family.table().iter().filter_map(|row| RejectCode::new(row.code))
    }

    /// The French label; `None` for a code that the family does not have.
    #[doc(alias = "motif de rejet")]
    pub fn french(self, family: RejectFamily) -> Option<&'static str> {
        self.row(family).map(|row| row.french)
    }

    /// A short English label; `None` for a code that the family does not have.
    pub fn english(self, family: RejectFamily) -> Option<&'static str> {
        self.row(family).map(|row| row.english)
    }

    /// The ISO 20022 reason code (such as `AM04`), where exactly one has this meaning.
    ///
    /// The CFONB says that there is a correspondence; the one here was put together again from the labels French
    /// banks give the ISO codes and, for 54, 57, 61 and 65, from the ISO definitions. `None` where no code was
    /// matched (bills and cheques, mostly), and for 62, a regulatory reason, which ISO divides into `RR01` to
    /// `RR04`: which of them it was, two digits do not say.
    ///
    /// ```
    /// use cfonb::{RejectCode, RejectFamily};
    /// let funds = RejectCode::new("20").unwrap();
    /// assert_eq!(funds.iso_reason(RejectFamily::Payment), Some("AM04"));
    /// assert_eq!(RejectCode::new("62").unwrap().iso_reason(RejectFamily::Payment), None);
    /// ```
    pub fn iso_reason(self, family: RejectFamily) -> Option<&'static str> {
        self.row(family).map(|row| row.iso_reason).filter(|reason| !reason.is_empty())
    }

    fn row(self, family: RejectFamily) -> Option<&'static Row> {
        let table = family.table();
        table.binary_search_by(|row| row.code.cmp(self.as_str())).ok().and_then(|found| table.get(found))
    }
}

/// What is known of a code.
struct Row {
    code: &'static str,
    /// Empty if there is none, or more than one.
    iso_reason: &'static str,
    french: &'static str,
    english: &'static str,
}

macro_rules! reasons {
    ($table:ident { $($code:literal $($iso:ident)? $french:literal $english:literal;)* }) => {
        /// In the order of the codes, which the search relies on.
        static $table: &[Row] = &[$(Row {
            code: $code,
            iso_reason: concat!($(stringify!($iso))?),
            french: $french,
            english: $english,
        }),*];
    };
}

reasons! {
    PAYMENT {
        "01"      "Endos erroné" "Faulty endorsement";
        "02"      "Echéance hors limite" "Due date out of range";
        "03"      "Date incohérente" "Impossible date";
        "04"      "Réclamation partielle" "Partial recall by the drawer";
        "05"      "Réclamation totale" "Full recall by the drawer";
        "06"      "Non retour d'acceptation" "Acceptance not returned";
        "11"      "Annulation bancaire" "Bank cancellation";
        "12" AC01 "Coordonnées bancaires inexploitables" "Unusable account details";
        "13"      "Créance non identifiable" "Claim cannot be identified";
        "14" AC04 "Compte soldé, clôturé, viré" "Account closed or transferred";
        "16"      "Destinataire non reconnu" "Beneficiary not recognised";
        "18"      "Emetteur non reconnu" "Originator not recognised";
        "19"      "Créance cédée à autre banque" "Claim assigned to another bank";
        "20" AM04 "Provision insuffisante" "Insufficient funds";
        "31" MD01 "Pas d'autorisation / pas d'ordre de payer" "No mandate / no order to pay";
        "32"      "Décision judiciaire" "Court decision";
        "34" AC06 "Opposition sur compte" "Account blocked";
        "35" MD07 "Titulaire décédé" "Account holder deceased";
        "39"      "Ne paie que LCR acceptée ou BOR" "Pays accepted bills only";
        "52" AG02 "Code opération incorrect" "Wrong operation code";
        "54" BE04 "Adresse invalide" "Invalid address";
        "57" FF01 "Format invalide" "Invalid format";
        "58" MS02 "Sur ordre du client" "By order of the customer";
        "59" MS03 "Raison non communiquée" "Reason not given";
        "60" RC01 "Code banque incorrect" "Wrong bank identifier (BIC)";
        "61" TM01 "Heure limite dépassée" "Cut-off time passed";
        "62"      "Motif réglementaire" "Regulatory reason";
        "63" SL01 "Service spécifique" "Specific service of the debtor bank";
        "64" AM05 "Doublon" "Duplicate";
        "65" FOCR "Retour suite à demande" "Return after a recall request";
        "66" MD02 "Données mandat incorrectes" "Wrong mandate data";
        "70"      "Tirage contesté" "Drawing disputed";
        "71"      "Reçu à tort / déjà réglé" "Received by mistake / already paid";
        "72"      "Code acceptation erroné" "Wrong acceptance code";
        "73"      "Montant contesté" "Amount disputed";
        "74"      "Date d'échéance contestée" "Due date disputed";
        "75"      "Demande de prorogation" "Request for more time";
        "76"      "Réclamation tardive" "Late recall by the originator";
        "80" MD06 "Contestation débiteur" "Disputed by the debtor";
        "88"      "Banque hors échanges" "Bank no longer in the exchanges";
        "90"      "Paiement partiel du tiré" "Partial payment by the drawee";
        "99" AG01 "Opération non admise" "Operation not allowed on this account";
    }
}

reasons! {
    CHEQUE {
        "10" "Perte" "Lost";
        "11" "Vol" "Stolen";
        "12" "Utilisation frauduleuse" "Fraudulent use";
        "13" "Décision judiciaire (porteur)" "Court decision against the bearer";
        "20" "Chèque prescrit" "Cheque out of date";
        "30" "Absence de mention obligatoire" "Mandatory particular missing";
        "31" "Signature non conforme" "Signature does not match";
        "32" "Insuffisance de signature" "Signature missing";
        "33" "Falsification, surcharge" "Altered cheque";
        "34" "Faux chèque" "Forged cheque";
        "35" "Absence ou irrégularité d'endos" "Endorsement missing or irregular";
        "40" "Décision judiciaire (tireur)" "Court decision against the drawer";
        "41" "Saisie" "Attachment or seizure";
        "42" "Avis à tiers détenteur" "Tax notice to third-party holder";
        "43" "Décès du titulaire" "Account holder deceased";
        "44" "Dénonciation de compte collectif" "Joint account agreement terminated";
        "60" "Impayé total" "Unpaid in full";
        "61" "Impayé partiel" "Unpaid in part";
        "62" "Compte clôturé" "Account closed";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(code: &str) -> RejectCode {
        RejectCode::new(code).unwrap()
    }

    #[test]
    fn each_family_is_sorted_and_every_code_is_found() {
        assert_eq!((PAYMENT.len(), CHEQUE.len()), (42, 19));
        for family in [RejectFamily::Payment, RejectFamily::Cheque] {
            let table = family.table();
            assert!(table.is_sorted_by(|a, b| a.code < b.code));
            assert!(table.iter().all(|row| row.code.len() == 2 && !row.french.is_empty()));
            for (known, row) in RejectCode::known(family).zip(table) {
                assert_eq!(known.french(family), Some(row.french));
                assert_eq!(known.english(family), Some(row.english));
            }
            assert_eq!(RejectCode::known(family).count(), table.len());
        }
    }

    #[test]
    fn iso_reasons_are_four_characters_and_never_shared() {
        let mut reasons: Vec<_> = RejectCode::known(RejectFamily::Payment)
            .filter_map(|code| code.iso_reason(RejectFamily::Payment))
            .collect();
        assert!(reasons.iter().all(|reason| reason.len() == 4));
        assert_eq!(reasons.len(), 19);
        reasons.sort_unstable();
        reasons.dedup();
        assert_eq!(reasons.len(), 19);
        assert!(
            RejectCode::known(RejectFamily::Cheque)
                .all(|code| code.iso_reason(RejectFamily::Cheque).is_none())
        );
    }

    #[test]
    fn the_same_digits_mean_two_things() {
        let both = |c: &str| (code(c).french(RejectFamily::Payment), code(c).french(RejectFamily::Cheque));
        assert_eq!(
            both("31"),
            (Some("Pas d'autorisation / pas d'ordre de payer"), Some("Signature non conforme"))
        );
        assert_eq!(both("43"), (None, Some("Décès du titulaire")));
        assert_eq!(both("99"), (Some("Opération non admise"), None));
        assert_eq!(both("00"), (None, None));
        assert_eq!(code("14").iso_reason(RejectFamily::Payment), Some("AC04"));
        assert_eq!(code("12").iso_reason(RejectFamily::Cheque), None);
    }

    #[test]
    fn cheques_are_told_by_their_operation_codes() {
        let cheques: Vec<String> = OperationCode::known()
            .filter(|code| RejectFamily::of(Some(*code)) == RejectFamily::Cheque)
            .map(|code| code.to_string())
            .collect();
        assert_eq!(cheques, ["01", "02", "03", "15", "16", "17"]);
        assert_eq!(RejectFamily::of(OperationCode::new("ZZ")), RejectFamily::Payment);
    }
}
