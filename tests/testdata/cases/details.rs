//! What complements say: every qualifier, and the ways banks bend them.

use super::{COMPLEMENT, Case, case, changed};
use crate::support::{Line, complement, file, halves, movement, new, old};

/// A statement whose only entry has these details.
fn with(details: &[(&str, String)]) -> Vec<u8> {
    let mut lines = vec![old(100_000), movement(1234, "VIREMENT RECU")];
    lines.extend(details.iter().map(|(qualifier, text)| complement(qualifier, text)));
    lines.push(new(101_234));
    file(&lines)
}

fn one(qualifier: &str, text: &str) -> Vec<u8> {
    with(&[(qualifier, text.to_owned())])
}

pub(super) fn cases() -> Vec<Case> {
    [parties(), references(), amounts(), other()].into_iter().flatten().collect()
}

fn parties() -> Vec<Case> {
    let id = |id: &str, kind: &str| halves(id, kind);
    vec![
        case(
            "details/npy",
            "name of the debtor, over all 70 columns",
            one("NPY", &"EXEMPLE SA ".repeat(7)[..70]),
        ),
        case(
            "details/ipy",
            "identifier of the debtor and its type",
            one("IPY", &id("EXEMFRPPXXX", "BICOrBEI")),
        ),
        case("details/nbe", "name of the creditor", one("NBE", "DURAND ET FILS")),
        case(
            "details/ibe",
            "identifier of the creditor and its type",
            one("IBE", &id("FR00ZZZ000000", "SEPA")),
        ),
        case("details/npo", "name of the ultimate debtor", one("NPO", "FILIALE EXEMPLE")),
        case("details/ipo", "identifier of the ultimate debtor, its type blank", one("IPO", "000000042")),
        case("details/nbu", "name of the ultimate creditor", one("NBU", "TIERS EXEMPLE")),
        case("details/ibu", "type of the identifier without the identifier", one("IBU", &id("", "SIREN"))),
        case("details/cbe", "account of the creditor", one("CBE", "COMPTE-EXEMPLE-0001")),
        case("details/cpy", "account of the debtor", one("CPY", "COMPTE-EXEMPLE-0002")),
        case("details/pdo", "country of the debtor, as one bank writes it", one("PDO", "FR FRANCE")),
        case("details/pdo-without-a-code", "the country's name only", one("PDO", "FRANCE")),
    ]
}

fn references() -> Vec<Case> {
    let full = |letter: &str| letter.repeat(70);
    vec![
        case("details/lcc", "remittance information, 70 columns", one("LCC", &full("A"))),
        case("details/lc2", "its second half, without the first", one("LC2", "FIN DU TEXTE")),
        case(
            "details/lcc-and-lc2",
            "both halves are one text of 140 columns",
            with(&[("LCC", full("A")), ("LC2", full("B"))]),
        ),
        case(
            "details/lcc-short-and-lc2",
            "the second half starts at its 71st column wherever the first ends",
            with(&[("LCC", "DEBUT".into()), ("LC2", "FIN".into())]),
        ),
        case(
            "details/lcs",
            "structured reference: 35 columns, not what stands behind",
            one("LCS", &halves("RF00EXEMPLE", "AUTRE")),
        ),
        case("details/rcn", "end-to-end reference and purpose", one("RCN", &halves("FACTURE-0042", "SALA"))),
        case(
            "details/rcn-second-half-only",
            "a blank first half does not shift the second",
            one("RCN", &halves("", "SALA")),
        ),
        case("details/rcn-notprovided", "no end-to-end reference", one("RCN", "NOTPROVIDED")),
        case(
            "details/ref",
            "references of the batch and of the transaction",
            one("REF", &halves("REMISE-0042", "ORDRE-0001")),
        ),
        case(
            "details/ref-full-halves",
            "both halves without a blank between them",
            one("REF", &format!("{}{}", "A".repeat(35), "B".repeat(35))),
        ),
        case("details/rum", "mandate and sequence", one("RUM", &halves("MANDAT-0042", "RCUR"))),
        case("details/rum-without-sequence", "mandate without sequence", one("RUM", "MANDAT-0042")),
    ]
}

fn amounts() -> Vec<Case> {
    vec![
        case(
            "details/mmo",
            "original amount and rate as published: 2 digits of decimals, 11 of rate",
            one("MMO", "USD2000000000083580400000010770"),
        ),
        case(
            "details/mmo-one-digit-of-decimals",
            "the variant with 1 digit of decimals and a blank behind the rate",
            one("MMO", "USD200000000008358300000001077"),
        ),
        case("details/mmo-without-rate", "the rate is blank", one("MMO", "USD200000000008358")),
        case(
            "details/mmo-rate-zero",
            "the rate is zeros: none",
            one("MMO", "USD2000000000083580000000000000"),
        ),
        case(
            "details/mmo-own-currency",
            "the entry's own currency and amount",
            one("MMO", "EUR200000000001234"),
        ),
        case("details/mmo-decimals-0", "an amount without decimals", one("MMO", "JPY000000000008358")),
        case("details/mmo-decimals-3", "an amount with three decimals", one("MMO", "TND300000000008358")),
        case(
            "details/mmo-reserved-not-blank",
            "text in the unused columns behind a blank rate",
            one("MMO", "EUR200000001875625             04"),
        ),
        case(
            "details/mmo-malformed-amount",
            "a letter in the amount: kept as text",
            one("MMO", "USD20000000000835X"),
        ),
        case(
            "details/mmo-malformed-currency",
            "two letters of currency: kept as text",
            one("MMO", "US 200000000008358"),
        ),
        case(
            "details/mmo-malformed-rate",
            "a rate of seven digits: left out",
            one("MMO", "USD2000000000083584000107"),
        ),
        case(
            "details/mmo-overpunched",
            "an amount with a sign, which it should not have",
            one("MMO", "USD20000000000835H"),
        ),
        case("details/fee", "fees, as one bank writes them", one("FEE", "EUR200000000000740")),
        case("details/fee-decimals-0", "fees without decimals", one("FEE", "XPF000000000000740")),
        case("details/fee-malformed", "a fee with a letter: kept as text", one("FEE", "EUR2000000000007A0")),
    ]
}

fn other() -> Vec<Case> {
    let bic = one("LIB", "LIBEXEMFRPPXXX");
    let continued = file(&[
        old(100_000),
        movement(1234, "VIREMENT RECU DE L'ENTREPRISE E"),
        complement("LIB", "XEMPLE SA POUR LA FACTURE 42"),
        new(101_234),
    ]);
    let many = with(&(0..6).map(|n| (["LIB", "AAA"][n % 2], format!("LIGNE {n}"))).collect::<Vec<_>>());
    let zone = |line: Line| line.blank(46, 118);
    vec![
        case("details/lib", "continuation of the label", one("LIB", "SUITE DU LIBELLE")),
        case(
            "details/lib-twice",
            "the same qualifier twice, in order",
            with(&[("LIB", "UN".into()), ("LIB", "DEUX".into())]),
        ),
        case("details/lib-with-a-bic", "a BIC in LIB: words are not split", bic),
        case("details/lib-continues-a-word", "the label is cut inside a word and continued", continued),
        case("details/blank-qualifier", "no qualifier: free text", one("   ", "TEXTE LIBRE")),
        case("details/unknown-qualifier", "a qualifier that no list has", one("AAA", "TEXTE")),
        case(
            "details/unknown-qualifiers-repeated",
            "LIB and unknown qualifiers mixed: all kept, in order",
            many,
        ),
        case(
            "details/qualifier-with-punctuation",
            "a blank and an apostrophe in qualifiers",
            with(&[("N Y", "UN".into()), ("2'C", "DEUX".into())]),
        ),
        case("details/qualifier-of-digits", "digits that are the end of no date", one("423", "TEXTE")),
        case("details/lower-case-qualifier", "npy is not NPY", one("npy", "exemple sa")),
        case("details/empty", "a qualifier without text", one("NPY", "")),
        case("details/all-blank", "neither qualifier nor text", changed(COMPLEMENT, zone)),
        case("details/text-indented", "blanks before the text are part of it", one("LCC", "    INDENTE")),
    ]
}
