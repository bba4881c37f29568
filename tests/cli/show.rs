//! `cfonb show`.

use crate::*;

const ACCOUNTS: &str = include_str!("../../testdata/iswigo/accounts.json");
const TRANSACTIONS: &str = include_str!("../../testdata/iswigo/transactions.json");

/// A desk where the locale is that of nobody.
fn show(desk: &Desk, args: &str) -> Ran {
    let mut command = desk.command(args);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    Ran::from(command.output().unwrap())
}

/// The sample with more complements of one movement, known and not.
fn rich() -> String {
    let complements = [
        "NPYSOCIETE GENERALE D'EXPLOITATION",
        "CPYFR7611111222220012345678975",
        "LCCFACTURE 2020-04-0012 DU 15/04/2020 SELON DEVIS 77 ET AVENANT NUMERO TR",
        "LC2OIS",
        "MMOUSD2000000001883130400000011077",
        "FEEEUR200000000000740",
        "RCNNOTPROVIDED",
        "XYZRIEN DE CONNU",
        "LIBSUITE DU LIBELLE",
        "NPYUN AUTRE NOM",
    ];
    let mut text = String::new();
    for line in SAMPLE.lines() {
        text += line;
        text.push('\n');
        if line.contains("VIR SEPA RECU") {
            for complement in complements {
                let record = format!("05{}     {complement}", &line[2..40]);
                text += &format!("{record:<120}\n");
            }
        }
    }
    text
}

#[test]
fn a_page_in_english() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let ran = show(&desk, "show a.cfonb").well();
    insta::assert_snapshot!(ran.stdout, @r"
    Statement in EUR from 2020-04-23 to 2020-04-24
    Bank 11111  Branch 22222  Account 00123456789  Key 75
    IBAN FR76 1111 1222 2200 1234 5678 975
    a.cfonb:1

    Date        Value  Label                                 Debit  Credit   Balance
    ──────────  ─────  ───────────────────────────────────  ──────  ──────  ────────
    2020-04-23         Old balance                                          1,212.00
    2020-04-24  04-24  CHEQUE 9990001                        50.00          1,162.00
                       Cheques paid (01)
                       Entry number: 9990001
    2020-04-24  04-24  PRLV SEPA ENERGIE EXEMPLE            100.00          1,062.00
                       SEPA Core direct debits paid (B1)
                       Creditor: ENERGIE EXEMPLE SA, FR00ZZZ000000 (SEPA)
                       Remittance: CONTRAT 0042 AVRIL 2020
                       Mandate: MANDAT-0042 (RCUR)
                       Reference: PRL0042
    2020-04-24  04-24  VIR SEPA RECU DURAND ET FILS                 170.00  1,232.00
                       Other transfers received (18)
                       Debtor: DURAND ET FILS
                       End-to-end reference: FACTURE-2020-04
                       Purpose: SUPP
    2020-04-24  04-24  CHEQUE 9990002                       200.00          1,032.00
                       Cheques paid (01)
                       Entry number: 9990002
    2020-04-24  04-25  CARTE 23/04 STATION SERVICE           20.00          1,012.00
                       Card payments (28)
    2020-04-24  04-24  COTISATION CARTE                      12.00          1,000.00
                       Commissions and sundry fees, including compensatory
                         interest (62)
    ──────────  ─────  ───────────────────────────────────  ──────  ──────  ────────
                       Totals: 5 debits, 1 credit           382.00  170.00
    2020-04-24         New balance                                          1,000.00

    It adds up: old balance + movements = new balance.
    ");
    assert_eq!(
        desk.run_with_input("show --lang en", SAMPLE.as_bytes()).well().stdout,
        ran.stdout.replace("a.cfonb", "<stdin>")
    );
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn a_page_in_french_with_all_that_complements_say() {
    let desk = Desk::with(&[("a.cfonb", &rich())]);
    let ran = show(&desk, "show --lang fr a.cfonb").well();
    insta::assert_snapshot!(ran.stdout.replace('\u{A0}', " "), @r"
    Relevé de compte en EUR du 23/04/2020 au 24/04/2020
    Banque 11111  Guichet 22222  Compte 00123456789  Clé 75
    IBAN FR76 1111 1222 2200 1234 5678 975
    a.cfonb:1

    Date        Valeur  Libellé                              Débit  Crédit     Solde
    ──────────  ──────  ──────────────────────────────────  ──────  ──────  ────────
    23/04/2020          Ancien solde                                        1 212,00
    24/04/2020  24/04   CHEQUE 9990001                       50,00          1 162,00
                        Chèques payés (01)
                        N° d'écriture : 9990001
    24/04/2020  24/04   PRLV SEPA ENERGIE EXEMPLE           100,00          1 062,00
                        Prélèvements SEPA domiciliés (B1)
                        Bénéficiaire : ENERGIE EXEMPLE SA, FR00ZZZ000000 (SEPA)
                        Libellé de client à client : CONTRAT 0042 AVRIL 2020
                        Mandat : MANDAT-0042 (RCUR)
                        Référence : PRL0042
    24/04/2020  24/04   VIR SEPA RECU DURAND ET FILS                170,00  1 232,00
                        SUITE DU LIBELLE
                        Autres virements reçus (18)
                        Payeur : SOCIETE GENERALE D'EXPLOITATION,
                          FR7611111222220012345678975
                        Libellé de client à client : FACTURE 2020-04-0012 DU
                          15/04/2020 SELON DEVIS 77 ET AVENANT NUMERO TROIS
                        Montant d'origine : 1 883,13 USD, cours 1,1077
                        Frais : 7,40 EUR
                        XYZ RIEN DE CONNU; NPY UN AUTRE NOM; NPY DURAND ET FILS;
                          RCN FACTURE-2020-04 SUPP
    24/04/2020  24/04   CHEQUE 9990002                      200,00          1 032,00
                        Chèques payés (01)
                        N° d'écriture : 9990002
    24/04/2020  25/04   CARTE 23/04 STATION SERVICE          20,00          1 012,00
                        Factures cartes payées (28)
    24/04/2020  24/04   COTISATION CARTE                     12,00          1 000,00
                        Commissions et frais divers, dont intérêts compensatoires
                          (62)
    ──────────  ──────  ──────────────────────────────────  ──────  ──────  ────────
                        Totaux : 5 débits, 1 crédit         382,00  170,00
    24/04/2020          Nouveau solde                                       1 000,00

    Le compte est bon : ancien solde + mouvements = nouveau solde.
    ");
    let mut command = desk.command("show a.cfonb");
    command.env_remove("LC_ALL").env("LC_MESSAGES", "fr_FR.UTF-8").env("LANG", "en_GB.UTF-8");
    assert_eq!(Ran::from(command.output().unwrap()).well().stdout, ran.stdout);
}

#[test]
fn a_wide_page() {
    let desk = Desk::with(&[("a.cfonb", &rich())]);
    insta::assert_snapshot!(show(&desk, "show --wide a.cfonb").well().stdout, @r"
    Statement in EUR from 2020-04-23 to 2020-04-24
    Bank 11111  Branch 22222  Account 00123456789  Key 75
    IBAN FR76 1111 1222 2200 1234 5678 975
    a.cfonb:1

    Date        Value       Label                          Debit  Credit   Balance  Label continued   Operation                                                          Debtor                                                        Creditor                                  Remittance                                                                 Mandate             Original amount            Fees      Entry number  Reference  Bank's own code  Other complements
    ──────────  ──────────  ────────────────────────────  ──────  ──────  ────────  ────────────────  ─────────────────────────────────────────────────────────────────  ────────────────────────────────────────────────────────────  ────────────────────────────────────────  ─────────────────────────────────────────────────────────────────────────  ──────────────────  ─────────────────────────  ────────  ────────────  ─────────  ───────────────  ─────────────────────────────────────────────────────────────────────────────────
    2020-04-23              Old balance                                   1,212.00
    2020-04-24  2020-04-24  CHEQUE 9990001                 50.00          1,162.00                    Cheques paid (01)                                                                                                                                                                                                                                                                                              9990001                  0001
    2020-04-24  2020-04-24  PRLV SEPA ENERGIE EXEMPLE     100.00          1,062.00                    SEPA Core direct debits paid (B1)                                                                                                ENERGIE EXEMPLE SA, FR00ZZZ000000 (SEPA)  CONTRAT 0042 AVRIL 2020                                                    MANDAT-0042 (RCUR)                                                     PRL0042    0002
    2020-04-24  2020-04-24  VIR SEPA RECU DURAND ET FILS          170.00  1,232.00  SUITE DU LIBELLE  Other transfers received (18)                                      SOCIETE GENERALE D'EXPLOITATION, FR7611111222220012345678975                                            FACTURE 2020-04-0012 DU 15/04/2020 SELON DEVIS 77 ET AVENANT NUMERO TROIS                      1,883.13 USD, rate 1.1077  7.40 EUR                           0003             XYZ RIEN DE CONNU; NPY UN AUTRE NOM; NPY DURAND ET FILS; RCN FACTURE-2020-04 SUPP
    2020-04-24  2020-04-24  CHEQUE 9990002                200.00          1,032.00                    Cheques paid (01)                                                                                                                                                                                                                                                                                              9990002                  0004
    2020-04-24  2020-04-25  CARTE 23/04 STATION SERVICE    20.00          1,012.00                    Card payments (28)                                                                                                                                                                                                                                                                                                                      0005
    2020-04-24  2020-04-24  COTISATION CARTE               12.00          1,000.00                    Commissions and sundry fees, including compensatory interest (62)                                                                                                                                                                                                                                                                       0006
    ──────────  ──────────  ────────────────────────────  ──────  ──────  ────────  ────────────────  ─────────────────────────────────────────────────────────────────  ────────────────────────────────────────────────────────────  ────────────────────────────────────────  ─────────────────────────────────────────────────────────────────────────  ──────────────────  ─────────────────────────  ────────  ────────────  ─────────  ───────────────  ─────────────────────────────────────────────────────────────────────────────────
                            Totals: 5 debits, 1 credit    382.00  170.00
    2020-04-24              New balance                                   1,000.00

    It adds up: old balance + movements = new balance.
    ");
}

#[test]
fn what_does_not_add_up() {
    let desk = Desk::with(&[("a.cfonb", &unbalanced().replacen("10010{", "10120{", 1))]);
    let ran = show(&desk, "show a.cfonb");
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    let verdict = |text: &str| text.split("New balance").nth(1).unwrap_or(text).to_owned();
    insta::assert_snapshot!(verdict(&ran.stdout), @r"
                                              1,012.00

    It does not add up: old balance and movements make 1,000.00 EUR, the new balance
    is 1,012.00 EUR; the difference is 12.00 EUR.
    - perhaps a movement there twice: line 13, -12.00 of 2020-04-24
    ");
    let ran = show(&desk, "show --lang fr a.cfonb");
    let text = ran.stdout.replace('\u{A0}', " ");
    insta::assert_snapshot!(text.split("Nouveau solde").nth(1).unwrap(), @r"
                                           1 012,00

    Le compte n'est pas bon : ancien solde et mouvements font 1 000,00 EUR, le
    nouveau solde est de 1 012,00 EUR ; la différence est de 12,00 EUR.
    - peut-être un mouvement en double : ligne 13, -12,00 du 24/04/2020
    ");
}

#[test]
fn what_is_incomplete() {
    let desk = Desk::with(&[("a.cfonb", &broken()), ("b.cfonb", SAMPLE.split("07111").next().unwrap())]);
    let ran = show(&desk, "show --lenient -q a.cfonb b.cfonb");
    assert_eq!(ran.status, 1);
    let last: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("incomplete")).collect();
    insta::assert_snapshot!(last.join("\n"), @r"
    The statement is incomplete: not all of it could be read; what is missing comes
    The statement is incomplete: it has no new balance.
    ");
}

#[test]
fn it_reads_on_after_errors() {
    let desk = Desk::with(&[("a.cfonb", &(broken() + SAMPLE))]);
    let ran = show(&desk, "show a.cfonb none.cfonb");
    assert_eq!(ran.status, 2);
    assert!(ran.stdout.contains("a.cfonb:15\n") && ran.stdout.contains("It adds up"), "{}", ran.stdout);
    assert!(ran.stderr.contains("--> a.cfonb:3 (record 3") && ran.stderr.contains("cannot read none.cfonb"));
}

#[test]
fn json_is_shown_too() {
    let desk =
        Desk::with(&[("a.cfonb", &rich()), ("accounts.json", ACCOUNTS), ("transactions.json", TRANSACTIONS)]);
    let ours = show(&desk, "show a.cfonb").well().stdout;
    desk.run("convert a.cfonb -o a.json").well();
    assert_eq!(show(&desk, "show a.json").well().stdout, ours.replace("a.cfonb:1\n", "a.json\n"));
    let page = show(&desk, "show accounts.json transactions.json").well().stdout;
    for text in [
        "Compte pro, account\n",
        "VIR SEPA GARAGE DE L'ÉTOILE       ",
        "Operation date: 2024-03-14\n",
        "1,212.00\n",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    // An accent takes one place.
    let ends: Vec<usize> =
        page.lines().filter(|line| line.starts_with("2024")).map(|line| line.chars().count()).collect();
    assert!(ends.iter().all(|end| *end == 80), "{ends:?}");
}

#[test]
fn statements_are_chosen() {
    let desk =
        Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &quiet_statement("00000000001", "311223", "310124"))]);
    let ran = show(&desk, "show --account 1 a.cfonb b.cfonb").well();
    assert!(!ran.stdout.contains("a.cfonb") && ran.stdout.contains("b.cfonb:1\n"));
    let ran = show(&desk, "show --since 2024-02-01 a.cfonb b.cfonb");
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stderr, @"warning: --since leaves nothing of 2 statements; `cfonb check` lists accounts and days");
    assert_eq!(show(&desk, "show --since 2024-02-01 --until 2024-01-01 a.cfonb").status, 2);
}

#[test]
fn colours_are_for_terminals_or_by_wish() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let plain = show(&desk, "show a.cfonb").well().stdout;
    assert!(!plain.contains('\x1b'));
    let colored = show(&desk, "show --color always a.cfonb").well().stdout;
    assert!(colored.contains("\x1b[1m") && colored.contains("\x1b[32mIt adds up"), "{colored}");
}

#[test]
fn nothing_acts_on_the_terminal() {
    let evil = SAMPLE.replacen("PRLV SEPA", "\x1b[2J\x07\u{85}ABC", 1);
    let desk = Desk::with(&[("a.cfonb", &evil)]);
    let ran = show(&desk, "show a.cfonb");
    assert!(ran.stdout.contains("·[2J··ABC"), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\x1b'));
}

#[test]
fn an_empty_page_is_explained() {
    let ran = Desk::with(&[("empty.cfonb", "")]).run("show empty.cfonb");
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""));
    assert_eq!(ran.stderr, "warning: there is no statement in the input\n");
}

/// What stands in a column 16 places wide does not tear numbers from what they count.
#[test]
#[cfg(target_os = "linux")]
fn a_narrow_terminal_has_a_page_as_narrow() {
    let desk = Desk::with(&[("a.cfonb", &SAMPLE.replace("000000001212", "000009121212"))]);
    let said = on_terminal(&desk, "stty cols 60 rows 24; $CFONB show --lang fr --color never a.cfonb");
    let (_, end) = said.split_once("COTISATION").unwrap();
    insta::assert_snapshot!(end.replace('\u{A0}', "~").replace('\r', ""), @r"
     CARTE   12,00          9~121~000,00
                        Commissions et frais divers, dont intérêts
                          compensatoires (62)
    ──────────  ──────  ────────────────  ──────  ──────  ────────────
                        Totaux~:          382,00  170,00
                        5~débits,
                        1~crédit
    24/04/2020          Nouveau solde                         1~000,00

    Le compte n'est pas bon~: ancien solde et mouvements font
    9~121~000,00~EUR, le nouveau solde est de 1~000,00~EUR~; la
    différence est de -9~120~000,00~EUR.
    ");
}
