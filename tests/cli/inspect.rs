//! `cfonb inspect`.

use std::io::{Read, Write};

use crate::*;

const MMO: &[u8] = include_bytes!("../../testdata/details/mmo.cfonb");
const NO_LINES: &[u8] = include_bytes!("../../testdata/framing/none.cfonb");

fn inspect(desk: &Desk, args: &str) -> Ran {
    desk.run(&format!("inspect --lang en {args}"))
}

#[test]
fn a_movement() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let ran = inspect(&desk, "a.cfonb:3").well();
    insta::assert_snapshot!(ran.stdout, @r"
    a.cfonb:3, record 3: 04 movement (mouvement)

            10        20        30        40        50        60        70        80        90       100       110       120
    123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
    0411111000222222EUR2·00123456789B1240420··240420PRLV·SEPA·ENERGIE·EXEMPLE········0000000000000000001000}PRL0042·········

    Columns  Field                                       Text                          Meaning
    1-2      record code / code enregistrement           04                            movement
    3-7      bank code / code banque                     11111
    8-11     internal operation code / code opération    0002
             interne
    12-16    branch code / code guichet                  22222
    17-19    currency / code devise                      EUR
    20       number of decimals / nombre de décimales    2
    21       reserved / zone réservée                    ·
    22-32    account number / numéro de compte           00123456789
    33-34    interbank operation code / code opération   B1                            SEPA Core direct debits paid
             interbancaire
    35-40    booking date / date de comptabilisation     240420                        2020-04-24
    41-42    reject reason / code motif de rejet         ··
    43-48    value date / date de valeur                 240420                        2020-04-24
    49-79    label / libellé                             PRLV·SEPA·ENERGIE·EXEMPLE·×6
    80-81    reserved / zone réservée                    ··
    82-88    entry number / numéro d'écriture            0000000
    89       commission exemption flag / indice          0                             no
             d'exonération de commission
    90       unavailability flag / indice                0                             no
             d'indisponibilité
    91-104   amount of the movement / montant du         0000000001000}                -100.00 EUR, debit
             mouvement
    105-120  reference / zone référence                  PRL0042·×9
    ");
    assert_eq!(inspect(&desk, "a.cfonb --record 3").well().stdout, ran.stdout);
    assert_eq!(inspect(&desk, "a.cfonb --line 3").well().stdout, ran.stdout);
    let stdin = desk.run_with_input("inspect --lang en - -r 3", SAMPLE.as_bytes()).well();
    assert_eq!(stdin.stdout, ran.stdout.replace("a.cfonb", "<stdin>"));
}

#[test]
fn a_complement_and_its_parts_in_french() {
    let desk = Desk::new();
    let ran = desk.run_with_input("inspect --lang fr - --record 3", MMO).well();
    insta::assert_snapshot!(ran.stdout.replace('\u{A0}', " "), @r"
    <stdin>:3, record 3: 05 complement (complément)

            10        20        30        40        50        60        70        80        90       100       110       120
    123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
    0511111000122222EUR2·0012345678905240420·····MMOUSD2000000000083580400000010770·········································

    Colonnes  Zone                                        Contenu                          Sens
    1-2       code enregistrement / record code           05                               complément
    3-7       code banque / bank code                     11111
    8-11      code opération interne / internal           0001
              operation code
    12-16     code guichet / branch code                  22222
    17-19     code devise / currency                      EUR
    20        nombre de décimales / number of decimals    2
    21        zone réservée / reserved                    ·
    22-32     numéro de compte / account number           00123456789
    33-34     code opération interbancaire / interbank    05                               Virements reçus
              operation code
    35-40     date de comptabilisation / booking date     240420                           24/04/2020
    41-45     zone réservée / reserved                    ·×5
    46-48     qualifiant / qualifier                      MMO                              Monnaie et montant d'origine,
                                                                                           taux de change
    49-118    informations complémentaires / information  USD2000000000083580400000010770
                                                          ·×39
    49-51     - devise / currency                         USD
    52        - nombre de décimales / number of decimals  2
    53-66     - montant / amount                          00000000008358                   83,58 USD
    67-68     - nombre de décimales du taux / number of   04
              decimals of the rate
    69-79     - taux de change / exchange rate            00000010770
    119-120   zone réservée / reserved                    ··
    ");
}

#[test]
fn all_that_is_wrong_with_a_record() {
    let damaged =
        broken().replace("PRLV SEPA", "PRL\u{7}\u{301}SEPA").replace("B1240420  240420", "B1240420  310220");
    let damaged = damaged.replacen("000222222EUR2", "000222223EUR2", 1);
    let desk = Desk::with(&[("a.cfonb", &damaged)]);
    let ran = inspect(&desk, "a.cfonb:3");
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(ran.stdout, @r"
    a.cfonb:3, record 3: 04 movement (mouvement)

            10        20        30        40        50        60        70        80        90       100       110       120
    123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
    0411111000222223EUR2·00123456789B1240420··310220PRL��SEPA·ENERGIE·EXEMPLE········00000000000000000010X0}PRL0042·········
               ^^^^^                          ^^^^^^                                          ^^^^^^^^^^^^^^

    Columns  Field                                       Text                          Meaning
    1-2      record code / code enregistrement           04                            movement
    3-7      bank code / code banque                     11111
    8-11     internal operation code / code opération    0002
             interne
    12-16    branch code / code guichet                  22223
             warning[branch-differs]: all records of a statement have the branch code of its old balance
    17-19    currency / code devise                      EUR
    20       number of decimals / nombre de décimales    2
    21       reserved / zone réservée                    ·
    22-32    account number / numéro de compte           00123456789
    33-34    interbank operation code / code opération   B1                            SEPA Core direct debits paid
             interbancaire
    35-40    booking date / date de comptabilisation     240420                        2020-04-24
    41-42    reject reason / code motif de rejet         ··
    43-48    value date / date de valeur                 310220
             warning[invalid-value-date]: a value date is DDMMYY, blank or zeros; any other is left out
    49-79    label / libellé                             PRL��SEPA·ENERGIE·EXEMPLE·×6
    80-81    reserved / zone réservée                    ··
    82-88    entry number / numéro d'écriture            0000000
    89       commission exemption flag / indice          0                             no
             d'exonération de commission
    90       unavailability flag / indice                0                             no
             d'indisponibilité
    91-104   amount of the movement / montant du         00000000010X0}
             mouvement
             error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
    105-120  reference / zone référence                  PRL0042·×9
    info[utf8-text]: CFONB is written in a single-byte character set; this record is UTF-8 and was counted in characters
    ");
}

#[test]
fn short_lines_and_text() {
    let desk = Desk::with(&[("a.cfonb", &format!("{}\nPAGE 2 \n{}", &SAMPLE[..110], &SAMPLE[..60]))]);
    let ran = inspect(&desk, "a.cfonb:1").well();
    let last: Vec<&str> = ran.stdout.lines().skip_while(|line| !line.starts_with("91-104")).collect();
    insta::assert_snapshot!(last.join("\n"), @r"
    91-104   amount of the old balance / montant de      0000000012120{  1,212.00 EUR, credit
             l'ancien solde
    105-120  reserved / zone réservée                    ·×6             10 columns are missing
             info[stripped-blanks]: a record has 120 columns; the trailing blanks of this one
               were stripped
    ");
    insta::assert_snapshot!(inspect(&desk, "a.cfonb:2").stdout, @r"
    a.cfonb:2, record 2: text that is no record

    1234567
    PAGE·2·
    ^^

    warning[unknown-record]: a record starts with 01, 04, 05 or 07
    ");
    let ran = inspect(&desk, "a.cfonb:3");
    assert!(
        ran.stdout.contains("error[short-record]") && ran.stdout.contains("14 columns are missing\n"),
        "{}",
        ran.stdout
    );
}

#[test]
fn several_records_on_a_line() {
    let desk = Desk::new();
    let titles = |input: &[u8]| {
        let ran = desk.run_with_input("inspect - --line 1", input).well();
        let title = |line: &&str| line.contains(", record ") || line.contains("--record");
        ran.stdout.lines().filter(title).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(titles(NO_LINES), @r"
    <stdin>:1, record 1: 01 old balance (ancien solde)
    <stdin>:1, record 2: 04 movement (mouvement)
    <stdin>:1, record 3: 05 complement (complément)
    <stdin>:1, record 4: 07 new balance (nouveau solde)
    ");
    let titles = titles(&NO_LINES.repeat(1000));
    assert_eq!(titles.lines().count(), 11);
    assert!(
        titles.ends_with("The line goes on with record 11; --record N shows any one of them."),
        "{titles}"
    );
}

#[test]
fn other_character_sets() {
    let desk = Desk::new();
    let record: String = SAMPLE.lines().nth(7).unwrap().replace("DURAND", "ÉTÉ ÀÇ");
    let latin = cfonb::Charset::Windows1252.encode(&record).unwrap().into_owned();
    for bytes in [record.as_bytes(), &latin] {
        let ran = desk.run_with_input("inspect - -r 1", bytes);
        assert!(ran.stdout.contains("ÉTÉ·ÀÇ·ET·FILS"), "{}", ran.stdout);
    }
    let ebcdic = |byte: u8| match byte {
        b'0'..=b'9' => byte - b'0' + 0xF0,
        b'A'..=b'I' => byte - b'A' + 0xC1,
        b'J'..=b'R' => byte - b'J' + 0xD1,
        b'S'..=b'Z' => byte - b'S' + 0xE2,
        b'{' => 0xC0,
        _ => 0x40,
    };
    let record: Vec<u8> = SAMPLE.bytes().take(120).map(ebcdic).collect();
    let ran = desk.run_with_input("inspect --lang en - -r 1", &record).well();
    assert!(ran.stdout.contains("1,212.00\u{A0}EUR, credit\n"), "{}", ran.stdout);
}

#[test]
fn a_wrong_place_is_told_with_the_range() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", "\n"), ("c.json", "{\"statements\":[]}")]);
    let said = |args: &str| {
        let ran = inspect(&desk, args);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
        ran.stderr.lines().next().unwrap_or_default().to_owned()
    };
    let all: Vec<String> = [
        "a.cfonb:15",
        "a.cfonb -r 99",
        "b.cfonb:1",
        "a.cfonb",
        "a.cfonb:0",
        "a.cfonb:x",
        "none:1",
        "c.json:1",
    ]
    .map(|args| format!("{args}: {}", said(args)))
    .into();
    insta::assert_snapshot!(all.join("\n"), @r"
    a.cfonb:15: error: there is no line 15: a.cfonb has 14 lines
    a.cfonb -r 99: error: there is no record 99: a.cfonb has 14 records
    b.cfonb:1: error: there is no record on line 1 of b.cfonb: it is blank
    a.cfonb: error: say which record is meant: FILE:LINE (lines count from 1), or FILE --record N
    a.cfonb:0: error: say which record is meant: FILE:LINE (lines count from 1), or FILE --record N
    a.cfonb:x: error: say which record is meant: FILE:LINE (lines count from 1), or FILE --record N
    none:1: error: cannot read none: No such file or directory (os error 2)
    c.json:1: error: cannot read c.json: it is JSON, which has no records; `cfonb show` shows what it says
    ");
    assert_eq!(inspect(&desk, "a.cfonb -r 0").status, 2);
}

#[test]
fn nothing_behind_the_record_is_read() {
    let desk = Desk::new();
    let mut command = desk.command("inspect - -r 2");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than is read at once, and no end; it may be left before it has it all.
    let _ = input.write_all(&SAMPLE.repeat(200).into_bytes());
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("record 2: 04 movement"), "{text}");
    assert!(child.wait().unwrap().success());
    drop(input);
}

#[test]
#[cfg(target_os = "linux")]
fn a_narrow_terminal_has_names_in_one_language() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    let said =
        on_terminal(&desk, "stty cols 80 rows 24; $CFONB inspect --lang fr --color never releve.cfonb:3");
    insta::assert_snapshot!(said.replace('\u{A0}', " ").replace('\r', ""), @r"
    releve.cfonb:3, record 3: 04 movement (mouvement)

            10        20        30        40        50        60        70        80
    12345678901234567890123456789012345678901234567890123456789012345678901234567890
    0411111000222222EUR2·00123456789B1240420··240420PRLV·SEPA·ENERGIE·EXEMPLE·······
            90       100       110       120
    1234567890123456789012345678901234567890
    ·00000000000000000010X0}PRL0042·········
              ^^^^^^^^^^^^^^

    Colonnes  Zone                        Contenu              Sens
    1-2       code enregistrement         04                   mouvement
    3-7       code banque                 11111
    8-11      code opération interne      0002
    12-16     code guichet                22222
    17-19     code devise                 EUR
    20        nombre de décimales         2
    21        zone réservée               ·
    22-32     numéro de compte            00123456789
    33-34     code opération              B1                   Prélèvements SEPA
              interbancaire                                    domiciliés
    35-40     date de comptabilisation    240420               24/04/2020
    41-42     code motif de rejet         ··
    43-48     date de valeur              240420               24/04/2020
    49-79     libellé                     PRLV·SEPA·ENERGIE·E
                                          XEMPLE·×6
    80-81     zone réservée               ··
    82-88     numéro d'écriture           0000000
    89        indice d'exonération de     0                    non
              commission
    90        indice d'indisponibilité    0                    non
    91-104    montant du mouvement        00000000010X0}
              error[invalid-amount]: an amount is 13 digits and one of { A-I
                (credit) or } J-R (debit)
    105-120   zone référence              PRL0042·×9
    ");
}
