//! Invented names and wordings, and text of fixed width in Windows-1252.

use super::random::Random;

pub const PEOPLE: [&str; 10] = [
    "DUPONT TEST",
    "MME MARTIN EXEMPLE",
    "DURAND FICTIF SARL",
    "SCI LES TILLEULS INVENTES",
    "M. OU MME PETIT MODELE",
    "ETS ROBERT ESSAI (LYON)",
    "SYNDICAT DES COPROPRIETAIRES DE LA RUE IMAGINAIRE 12-14-16",
    "MUTUELLE FICTIVE DE L OUEST",
    "ASSOCIATION SPORTIVE MODELE",
    "NOBODY LTD",
];

pub const ACCENTED_PEOPLE: [&str; 8] = [
    "Société Générique d'Électricité",
    "Mme Zoé Lefèvre-Exemple",
    "DUPOND & FILS <TEST>",
    "CŒUR DE CRÈME \"L'ŒUVRE\"",
    "=1+1 Formule SA; Paris",
    "Garçon Noël, père et fils",
    "L'ÉPI D'OR à 10 €",
    "-Tiret en tête",
];

pub const SHOPS: [&str; 8] = [
    "BOULANGERIE MODELE",
    "SUPERMARCHE EXEMPLE NORD",
    "GARAGE DU TEST",
    "LIBRAIRIE FICTIVE",
    "STATION SERVICE A12",
    "PHARMACIE IMAGINAIRE DE LA GRANDE PLACE",
    "RESTO (LE CHIFFRE)",
    "TRAIN.EXEMPLE",
];

pub const TOWNS: [&str; 6] =
    ["VILLEMODELE", "ST TEST SUR EXEMPLE", "BOURG FICTIF", "NULLEPART CEDEX 09", "L ESSAI", "PORT INVENTE"];

pub const REMITTANCES: [&str; 7] = [
    "FACTURE 2020-04",
    "LOYER ET CHARGES",
    "SALAIRE DU MOIS",
    "REGLEMENT DES FACTURES F-1001 F-1002 F-1003 F-1004 F-1005 ET AVOIR A-17 SUIVANT RELEVE DU MOIS PASSE",
    "ACOMPTE 30 P. CENT DEVIS D-88",
    "COTISATION TRIMESTRIELLE CONTRAT 000123456",
    "REMBOURSEMENT",
];

/// A person or firm; a third of them outside the published character set if that is wanted.
pub fn party(accented: bool, random: &mut Random) -> &'static str {
    if accented && random.chance(1, 3) { random.pick(&ACCENTED_PEOPLE) } else { random.pick(&PEOPLE) }
}

/// `N` columns of text, cut or filled with blanks.
pub fn columns<const N: usize>(text: &str) -> [u8; N] {
    let mut columns = [b' '; N];
    for (column, character) in columns.iter_mut().zip(text.chars()) {
        *column = windows_1252(character);
    }
    columns
}

fn windows_1252(character: char) -> u8 {
    match character {
        '€' => 0x80,
        'Œ' => 0x8C,
        'œ' => 0x9C,
        _ => u8::try_from(character).expect("the texts of this module are Windows-1252"),
    }
}

/// A French IBAN with all its check digits, of an invented account.
pub fn iban(random: &mut Random) -> String {
    let bank = random.pick(&["11111", "22222", "55555", "66666"]);
    let (branch, account) = (random.below(100_000), random.below(10_000_000_000));
    let number = format!("{bank}{branch:05}{account:011}");
    // The key of the RIB makes the 23 digits divisible by 97, those of the IBAN 1 modulo 97; `FR` is 1527.
    let key = 97 - modulo_97(&format!("{number}00"));
    let rib = format!("{number}{key:02}");
    let check = 98 - modulo_97(&format!("{rib}152700"));
    format!("FR{check:02}{rib}")
}

pub fn modulo_97(digits: &str) -> u32 {
    digits.bytes().fold(0, |rest, digit| (rest * 10 + u32::from(digit - b'0')) % 97)
}
