//! The table of interbank operation codes.

use super::{BankTransactionCode, Mapping};

/// What is known of a code.
pub(super) struct Row {
    pub(super) code: &'static str,
    /// One for each sign the operation has.
    pub(super) triples: &'static [Triple],
    pub(super) french: &'static str,
    pub(super) english: &'static str,
}

pub(super) struct Triple {
    pub(super) credit: bool,
    pub(super) mapping: Mapping,
    pub(super) code: BankTransactionCode,
}

// Capital letter: published; small letter: inferred.
macro_rules! way {
    (D) => {
        (false, Mapping::Published)
    };
    (C) => {
        (true, Mapping::Published)
    };
    (d) => {
        (false, Mapping::Inferred)
    };
    (c) => {
        (true, Mapping::Inferred)
    };
}

macro_rules! operations {
    ($($code:literal $($way:ident $domain:ident/$family:ident/$subfamily:ident),+
       $french:literal $english:literal;)*) => {
        /// In the order of the codes, which the search relies on.
        pub(super) static TABLE: &[Row] = &[$(Row {
            code: $code,
            triples: &[$(Triple {
                credit: way!($way).0,
                mapping: way!($way).1,
                code: BankTransactionCode {
                    domain: stringify!($domain),
                    family: stringify!($family),
                    subfamily: stringify!($subfamily),
                },
            }),+],
            french: $french,
            english: $english,
        }),*];
    };
}

operations! {
    "01" D PMNT/ICHQ/CCHQ "Chèques payés" "Cheques paid";
    "02" C PMNT/RCHQ/CCHQ "Remises de chèques" "Cheque deposits";
    "03" D PMNT/RCHQ/UPCQ "Chèques impayés" "Unpaid cheques";
    "04" C PMNT/CCRD/CDPT "Versements espèces" "Cash deposits";
    "05" C PMNT/RCDT/DMCT "Virements reçus" "Transfers received";
    "06" D PMNT/ICDT/DMCT "Virements émis" "Transfers issued";
    "07" D PMNT/DRFT/STAM "LCR/BOR domiciliés" "Bills of exchange and promissory notes paid (drawee)";
    "08" D PMNT/RDDT/OTHR
        "Prélèvements, TIP et télérèglements domiciliés" "National direct debits, TIP and telepayments paid";
    "09" C PMNT/IDDT/OTHR
        "Prélèvements, TIP et télérèglements émis" "National direct debits, TIP and telepayments collected";
    "10" d PMNT/IDDT/UPDD, C PMNT/RDDT/UPDD
        "Prélèvements, TIP et télérèglements rejetés/impayés"
        "National direct debits, TIP and telepayments rejected or unpaid";
    "11" d PMNT/CCRD/POSD, C PMNT/CCRD/RIMB
        "Factures cartes de paiement / DAB-GAB" "Card payments and cash withdrawals";
    "12" C PMNT/ICDT/RRTN "Rejets/retours de virement" "Transfers rejected or returned";
    "13" C PMNT/RCCN/ICCT "Virements de trésorerie reçus" "Treasury (urgent) transfers received";
    "14" D PMNT/ICCN/ICCT "Virements de trésorerie émis" "Treasury (urgent) transfers issued";
    "15" C PMNT/RCHQ/CCHQ "Remises de chèques sur caisse" "Cheque deposits drawn on the same branch";
    "16" c PMNT/RCHQ/CCHQ "Remises de chèques sur rayon" "Cheque deposits, local clearing area";
    "17" c PMNT/RCHQ/CCHQ "Remises de chèques hors rayon" "Cheque deposits, outside the local clearing area";
    "18" C PMNT/RCDT/DMCT "Autres virements reçus" "Other transfers received";
    "19" d PMNT/ICDT/DMCT "Virements à échéance émis E-2" "Dated transfers issued, D-2";
    "20" d PMNT/ICDT/DMCT "Virements à échéance émis E-3" "Dated transfers issued, D-3";
    "21" D PMNT/ICDT/DMCT "Autres virements émis" "Other transfers issued";
    "22" D PMNT/RDDT/OODD "TIP domiciliés" "TIP payment slips paid";
    "23" d PMNT/RDDT/OTHR "Prélèvements domiciliés" "National direct debits paid";
    "24" C PMNT/IDDT/OODD "TIP émis" "TIP payment slips collected";
    "25" c PMNT/IDDT/OTHR "Prélèvements émis" "National direct debits collected";
    "26" D PMNT/IDDT/UPDD "TIP rejetés/impayés" "TIP rejected or unpaid";
    "27" d PMNT/IDDT/UPDD, C PMNT/RDDT/UPDD
        "Prélèvements rejetés/impayés" "National direct debits rejected or unpaid";
    "28" D PMNT/CCRD/POSD "Factures cartes payées" "Card payments";
    "29" D PMNT/CCRD/CWDL "Retraits DAB-GAB" "Cash machine withdrawals";
    "30" C PMNT/MCRD/POSC "Factures cartes remises" "Card acceptance (merchant) settlements";
    "31" C PMNT/DRFT/STAM "Remises d'effets à l'encaissement" "Bills remitted for collection";
    "32" C PMNT/DRFT/DDFT
        "Remises à l'escompte (papier commercial/chèques)" "Bills or cheques remitted for discount";
    "33" D PMNT/DRFT/UDFT "Effets impayés" "Unpaid bills";
    "34" D PMNT/DRFT/OTHR, C PMNT/DRFT/OTHR "Incidents sur effets" "Incidents on bills";
    "35" C PMNT/DRFT/STAM "Remises de LCR/BOR à l'encaissement" "LCR/BOR remitted for collection";
    "36" D PMNT/MCRD/DAJT "Remises de factures CB crédit" "Merchant card credit (refund) remittances";
    "37" C PMNT/DRFT/DDFT "Remises de LCR/BOR à l'escompte" "LCR/BOR remitted for discount";
    "38" D PMNT/MCRD/UPCT "Factures CB impayées/rejetées" "Merchant card payments unpaid or rejected";
    "39" C PMNT/RCDT/XBCT "Virements d'origine extérieure (VOE) reçus" "Transfers of foreign origin received";
    "40" c PMNT/RCDT/DMCT "Virements EDI reçus" "EDI transfers received";
    "41" D PMNT/ICDT/XBCT, c PMNT/RCDT/XBCT
        "Transferts vers/en provenance de l'étranger" "Transfers to or from abroad";
    "42" D FORX/MDOP/OTHR, c FORX/MCOP/OTHR "Achats/ventes de devises" "Foreign currency purchases and sales";
    "43" D PMNT/MDOP/OTHR, c PMNT/MCOP/OTHR
        "Autres opérations avec l'étranger" "Other operations with foreign countries";
    "44" D PMNT/ICDT/XBCT "Virements internationaux émis" "International transfers issued";
    "45" C PMNT/RCDT/XBCT "Virements internationaux reçus" "International transfers received";
    "46" D FORX/SPOT/OTHR "Achats de devises au comptant" "Spot currency purchases";
    "47" C FORX/SPOT/OTHR "Ventes de devises au comptant" "Spot currency sales";
    "48" D FORX/FWRD/OTHR "Levées sur achat à terme" "Forward purchase taken up";
    "49" C FORX/FWRD/OTHR "Livraisons sur vente à terme" "Forward sale delivered";
    "50" d PMNT/ICDT/DMCT "Virements EDI émis" "EDI transfers issued";
    "51" D SECU/SETT/SUBS, c SECU/SETT/REDM "Achats et ventes de titres" "Securities purchases and sales";
    "52" D SECU/MDOP/OTHR, c SECU/MCOP/OTHR "Diverses opérations sur titres" "Sundry securities operations";
    "53" D SECU/SETT/SUBS
        "Achats/souscriptions VM/BF" "Purchases/subscriptions of securities (French exchanges)";
    "54" C SECU/SETT/REDM "Ventes de VM/BF" "Sales of securities (French exchanges)";
    "55" D SECU/CASH/OTHR, C SECU/CASH/OTHR
        "Solde de liquidation - BF" "Settlement balance (French exchanges)";
    "56" D SECU/SETT/SUBS "Achats OPCVM" "Fund (UCITS) purchases";
    "57" C SECU/SETT/REDM "Ventes OPCVM" "Fund (UCITS) sales";
    "58" D SECU/SETT/SUBS "Achats TCN" "Purchases of negotiable debt securities";
    "59" C SECU/SETT/REDM "Ventes TCN" "Sales of negotiable debt securities";
    "61" D ACMT/MDOP/INTR, c ACMT/MCOP/INTR "Agios" "Interest and charges on overdraft";
    "62" D ACMT/MDOP/COMM
        "Commissions et frais divers, dont intérêts compensatoires"
        "Commissions and sundry fees, including compensatory interest";
    "63" C ACMT/MCOP/INTR "Produits financiers" "Financial income";
    "64" D ACMT/MDOP/COMI "Commissions y compris taxes" "Commissions including tax";
    "65" D ACMT/MDOP/COME "Commissions hors taxes" "Commissions excluding tax";
    "66" D ACMT/MDOP/COMT "Commissions non taxables" "Commissions not subject to tax";
    "67" D ACMT/MDOP/TAXE "Taxes" "Taxes";
    "68" D FORX/MDOP/OTHR "Autres opérations avec l'étranger - Débit" "Other foreign operations, debit";
    "69" C FORX/MCOP/OTHR "Autres opérations avec l'étranger - Crédit" "Other foreign operations, credit";
    "70" D ACMT/MDOP/INTR "Charges financières" "Financial charges";
    "71" C LDAS/CSLN/DDWN "Tirage de crédits" "Loan drawdown";
    "72" D LDAS/CSLN/PPAY "Echéance crédits" "Loan instalment";
    "73" C SECU/CORP/OTHR "Emission de valeurs mobilières" "Issue of securities";
    "74" C SECU/CORP/OTHR "Emission de titres de créances" "Issue of debt securities";
    "75" D LDAS/CSLN/RIMB "Remboursement" "Loan repayment";
    "76" D LDAS/FTDP/DPST "Dépôt à terme" "Term deposit placed";
    "77" C LDAS/FTDP/RPMT "Echéance dépôt à terme" "Term deposit matured";
    "78" c PMNT/RCDT/DMCT "Virements référencés reçus" "Referenced transfers received";
    "79" d PMNT/ICDT/DMCT "Virements référencés émis" "Referenced transfers issued";
    "80" D SECU/SETT/SUBS "Achats autres TC" "Purchases of other debt securities";
    "81" C SECU/SETT/REDM "Ventes autres TC" "Sales of other debt securities";
    "82" d SECU/SETT/SUBS, C SECU/SETT/REDM "Contrats" "Futures contracts";
    "83" d SECU/SETT/SUBS, C SECU/SETT/REDM "Options" "Options";
    "84" D SECU/SETT/SUBS "Achats bourses étrangères" "Purchases on foreign exchanges";
    "85" C SECU/SETT/REDM "Ventes bourses étrangères" "Sales on foreign exchanges";
    "86" D SECU/MDOP/OTHR, c SECU/MCOP/OTHR
        "Opérations sur titres" "Corporate actions / operations on securities";
    "87" C SECU/CUST/DVCA "Revenus sur titres" "Income on securities";
    "88" D SECU/CUST/COMM "Commissions et droits de garde" "Custody fees and commissions";
    "89" C SECU/CUST/TREC "Remboursement impôts étrangers" "Foreign tax reclaim";
    "90" D PMNT/ICDT/IADD "Facture acceptée à échéance émise" "Accepted dated invoice payment issued";
    "91" d ACMT/MDOP/OTHR, C ACMT/MCOP/OTHR "Opérations diverses" "Sundry operations";
    "92" D CAMT/ACCB/OTHR, C CAMT/ACCB/OTHR "Centralisation de recettes" "Cash pooling of receipts";
    "93" D CAMT/ACCB/OTHR, C CAMT/ACCB/OTHR "Centralisation de dépenses" "Cash pooling of expenses";
    "94" C CAMT/CAPL/OTHR "Centralisation de trésorerie - Crédit" "Cash pooling, credit";
    "95" D CAMT/CAPL/OTHR "Centralisation de trésorerie - Débit" "Cash pooling, debit";
    "96" D PMNT/RDDT/PADD "Télérèglements domiciliés" "Telepayments paid";
    "97" C PMNT/IDDT/PADD "Télérèglements émis" "Telepayments collected";
    "98" D PMNT/IDDT/UPDD "Télérèglements rejetés/impayés" "Telepayments rejected or unpaid";
    "99" d ACMT/MDOP/ADJT, C ACMT/MCOP/ADJT "Annulations et régularisations" "Cancellations and adjustments";
    "A1" C PMNT/IDDT/ESDD "Prélèvements SEPA émis" "SEPA Core direct debits collected";
    "A2" C PMNT/IDDT/BBDD "Prélèvements SEPA interentreprises émis" "SEPA B2B direct debits collected";
    "A3" C PMNT/RDDT/UPDD
        "Prélèvements SEPA rejetés/impayés émis (par le débiteur ou sa banque)"
        "SEPA Core direct debits rejected/returned by the debtor side";
    "A4" C PMNT/RDDT/UPDD
        "Prélèvements SEPA interentreprises rejetés/impayés émis (par le débiteur ou sa banque)"
        "SEPA B2B direct debits rejected/returned by the debtor side";
    "A5" D PMNT/IDDT/PRDD
        "Prélèvements SEPA - reversements émis (par le créancier ou sa banque)"
        "SEPA Core direct debit reversals issued by the creditor";
    "A6" D PMNT/IDDT/PRDD
        "Prélèvements SEPA interentreprises - reversements émis (par le créancier ou sa banque)"
        "SEPA B2B direct debit reversals issued by the creditor";
    "B1" D PMNT/RDDT/ESDD "Prélèvements SEPA domiciliés" "SEPA Core direct debits paid";
    "B2" D PMNT/RDDT/BBDD "Prélèvements SEPA interentreprises domiciliés" "SEPA B2B direct debits paid";
    "B3" D PMNT/IDDT/UPDD
        "Prélèvements SEPA rejetés/impayés reçus (par le créancier)"
        "SEPA Core direct debits rejected/returned, received by the creditor";
    "B4" D PMNT/IDDT/UPDD
        "Prélèvements SEPA interentreprises rejetés/impayés reçus (par le créancier)"
        "SEPA B2B direct debits rejected/returned, received by the creditor";
    "B5" C PMNT/RDDT/PRDD
        "Prélèvements SEPA - reversements reçus (par le débiteur)"
        "SEPA Core direct debit reversals received by the debtor";
    "B6" C PMNT/RDDT/PRDD
        "Prélèvements SEPA interentreprises - reversements reçus (par le débiteur)"
        "SEPA B2B direct debit reversals received by the debtor";
    "C1" D PMNT/IRCT/ESCT "Virement SEPA instantané émis" "SEPA instant transfer issued";
    "C2" C PMNT/RRCT/ESCT "Virement SEPA instantané reçu" "SEPA instant transfer received";
    "C3" C PMNT/IRCT/RPCR
        "Crédit suite à demande de retour de fonds (recall) d'un virement SEPA instantané, émise par le donneur d'ordre"
        "Credit after a recall of an instant transfer asked by the payer";
    "C4" D PMNT/RRCT/RPCR
        "Débit suite à demande de retour de fonds (recall) d'un virement SEPA instantané, reçue par le bénéficiaire"
        "Debit after a recall of an instant transfer received by the payee";
    "C5" C PMNT/IRCT/RIMB
        "Recrédit du donneur d'ordre" "Re-credit of the payer (instant transfer not executed)";
}
