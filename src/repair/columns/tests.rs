use proptest::prelude::*;

use super::*;

const COTISATION: &str = "0411111    22222EUR2 0012345678991240420  240420Cotisation                       \
                          0000000  0000000000120}                ";

fn line(text: &str) -> Line<'_> {
    Line::new(text.as_bytes(), Charset::Windows1252)
}

fn collapse(text: &str) -> String {
    String::from_utf8(collapsed(text.as_bytes())).unwrap()
}

/// What becomes of a record whose blanks have run together.
fn respread(text: &str) -> Option<(String, bool)> {
    match repair(line(&collapse(text))) {
        Repaired::Spread { columns, sign_lost } => Some((String::from_utf8(columns).unwrap(), sign_lost)),
        Repaired::Unclear => None,
        other => panic!("{other:?}"),
    }
}

fn put(text: &str, column: usize, what: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(column - 1..column - 1 + what.len(), what);
    text
}

#[test]
fn a_sound_record_is_left_alone() {
    assert_eq!(repair(line(COTISATION)), Repaired::Sound);
    assert_eq!(repair(line(COTISATION.trim_end())), Repaired::Sound);
    let complement = "0511111    22222EUR2 0012345678991240420     NPYDURAND SARL";
    assert_eq!(repair(line(complement)), Repaired::Sound);
}

#[test]
fn a_lost_sign_in_its_column_becomes_a_credit() {
    let lost = put(COTISATION, 104, "3");
    let Repaired::Signed(columns) = repair(line(&lost)) else { panic!() };
    assert_eq!(String::from_utf8(columns).unwrap(), put(COTISATION, 104, "C"));
    let Repaired::Signed(columns) = repair(line(lost.trim_end())) else { panic!() };
    assert_eq!(columns.len(), 104);
}

#[test]
fn a_record_one_column_right_has_its_sign_behind() {
    let right = format!("{} {}", &COTISATION[..60], &COTISATION[60..119]);
    assert_eq!(&right[104..105], "}");
    let Repaired::Spread { columns, sign_lost } = repair(line(&right)) else { panic!() };
    assert_eq!((&columns[90..104], sign_lost), (&b"0000000000120}"[..], false));
}

#[test]
fn an_amount_in_its_columns_by_chance_does_not_make_a_record_sound() {
    // The blanks of its start have run together, and as many stand too much before its amount.
    let moved = format!("{}{}   {}", &COTISATION[..8], &COTISATION[11..60], COTISATION[60..].trim_end());
    assert_eq!(&moved[90..104], &COTISATION[90..104]);
    let Repaired::Spread { columns, .. } = repair(line(&moved)) else { panic!() };
    assert_eq!(&columns[..48], &COTISATION.as_bytes()[..48]);
    let complement = "0511111 22222EUR2 0012345678991240420     NPYDURAND SARL";
    assert!(matches!(repair(line(complement)), Repaired::Spread { .. }));
}

#[test]
fn a_record_without_a_gap_is_sound_only_if_no_other_reading_is() {
    let start = "0411111B1SE22222EUR2E001234567899124042010240420COTISATION DE LA CARTE 123";
    // The reference stands in the columns of the amount.
    let moved = format!("{start}X 0000000000120}}1234567890123AXX");
    let Repaired::Spread { columns, .. } = repair(line(&moved)) else { panic!() };
    assert_eq!(&columns[90..104], b"0000000000120}");
    let with_reference = put(COTISATION, 105, "REF");
    assert_eq!(repair(line(with_reference.trim_end())), Repaired::Sound);
    let complement = "0511111B1SE22222EUR2E0012345678991240420X 240420FACTURE";
    assert_eq!(repair(line(complement)), Repaired::Sound);
    assert_eq!(repair(line(&put(complement, 16, "E"))), Repaired::Unclear);
}

#[test]
fn every_column_of_a_start_tells_whether_it_is_in_place() {
    let in_place = |text: &str| is_head(&Record::cut(line(text)).unwrap().head());
    assert!(in_place(COTISATION) && in_place(&put(COTISATION, 17, "    ")));
    for (column, what) in [(3, "1111 "), (12, "2222E"), (17, "EU2"), (17, "E  "), (17, "eur"), (20, "X")] {
        assert!(!in_place(&put(COTISATION, column, what)), "{column} {what}");
    }
}

#[test]
fn digits_that_are_not_the_amount_alone_are_no_lost_sign() {
    let old = "0111111    22222EUR2 00123456789  230420                                                  \
               00000000121203";
    assert!(matches!(repair(line(old)), Repaired::Signed(_)));
    assert_eq!(repair(line(&put(old, 90, "1"))), Repaired::Sound, "it may begin before");
    let alone = put(&put(COTISATION, 82, "       "), 104, "3");
    assert!(matches!(repair(line(&alone)), Repaired::Signed(_)));
    assert_eq!(repair(line(&put(&alone, 105, "7654"))), Repaired::Sound, "it may go on behind");
    // Without its zeros it is no amount, sign or no sign: the reader will say so.
    assert_eq!(repair(line(&put(old, 91, "        "))), Repaired::Sound);
    assert_eq!(repair(line(&put(&put(COTISATION, 91, "        "), 104, "3"))), Repaired::Sound);
}

#[test]
fn blanks_are_put_back() {
    let (columns, sign_lost) = respread(COTISATION).unwrap();
    // A number next to the label belongs to it: nothing tells them apart.
    let expected = put(&put(COTISATION, 82, "       "), 49, "Cotisation 0000000");
    assert_eq!((columns, sign_lost), (expected, false));
    let unsigned = put(COTISATION, 104, "0");
    let (columns, sign_lost) = respread(&unsigned).unwrap();
    assert_eq!((&columns[90..104], sign_lost), ("0000000000120{", true));
}

#[test]
fn every_part_finds_its_place() {
    let full = put(&put(&put(COTISATION, 8, "B1SE"), 21, "E"), 41, "10");
    let full = put(&put(&put(&full, 82, "1234567"), 89, "10"), 105, "REF 5");
    assert_eq!(respread(&full), Some((full.clone(), false)));
    // Neither currency nor decimals, no operation code, no value date.
    let bare = put(&put(&put(COTISATION, 17, "    "), 33, "  "), 43, "      ");
    let (columns, _) = respread(&bare).unwrap();
    assert_eq!(columns[..48], bare[..48]);
    let short = put(COTISATION, 22, "0012345    ");
    assert_eq!(respread(&short).unwrap().0[..48], short[..48]);
    let currency_alone = put(COTISATION, 20, "  ");
    let decimals_alone = put(COTISATION, 17, "   2 ");
    let gap_on_the_left = put(COTISATION, 8, "  AB");
    // Behind a full account, a gap is that of the operation code, whatever the digits of the date.
    let two_dates = put(&put(COTISATION, 33, "  240101"), 41, "16240101");
    for text in [currency_alone, decimals_alone, gap_on_the_left, two_dates] {
        assert_eq!(respread(&text).map(|(columns, _)| columns[..48].to_owned()), Some(text[..48].to_owned()));
    }
}

#[test]
fn a_full_label_does_not_swallow_the_entry_number() {
    let label = put(COTISATION, 49, "COTISATION DE LA CARTE 12345678");
    for (number, flags) in [("       ", "  "), ("1234567", "  "), ("1234567", "1 "), ("   1234", "  ")] {
        let full = put(&put(&label, 82, number), 89, flags);
        assert_eq!(respread(&full), Some((full, false)), "{number} {flags}");
    }
}

#[test]
fn balances_find_their_places() {
    let old = "0111111    22222EUR2 00123456789  230420                                                  \
               0000000012120{";
    assert_eq!(respread(old), Some((format!("{old:120}"), false)));
    let texts = put(&put(old, 42, "00000 M DUPONT"), 33, "00");
    assert_eq!(respread(&texts), Some((format!("{texts:120}"), false)));
    let other_bank = put(&format!("{old:120}"), 105, "230420240420");
    assert_eq!(respread(&other_bank), Some((other_bank.clone(), false)));
    let zeros = put(&put(old, 41, &"0".repeat(50)), 104, "0");
    assert_eq!(respread(&zeros), None, "where the amount begins cannot be told");
}

#[test]
fn complements_find_their_places() {
    for text in [
        "0511111    22222EUR2 0012345678991240420     NPYDURAND SARL",
        "0511111    22222EUR2 0012345678991240420        no qualifier",
        "0511111    22222EUR2 0012345678991240420  240420FACTURE 12",
        "0511111    22222EUR2 0012345678991240420AB   LIBREF1",
        "0511111B1SE22222EUR2E0012345678991240420     RCNREF1",
        "0511111    22222EUR2 0012345678991240420",
    ] {
        assert_eq!(respread(text), Some((format!("{text:120}"), false)), "{text}");
    }
    let long = format!("0511111 22222EUR2 0012345678991240420 LIB{}", "x".repeat(72));
    assert_eq!(repair(line(&long)), Repaired::Unclear);
}

#[test]
fn what_can_be_read_in_two_ways_is_unclear() {
    for text in [
        // Account 00123456789 without an operation code, or with 24 and the date 04/10/01.
        "0411111 22222EUR2 0012345678 24041001041001X 0000000000120}",
        // A sign, or the first letter of a reference.
        "0411111 22222EUR2 0012345678991240420 240420X 00000000001200A",
        // No amount.
        "0411111 22222EUR2 0012345678991240420 240420Cotisation",
        // No account.
        "0411111 22222EUR2 91240420 240420Cotisation 0000000000120}",
        // An account has letters and digits only.
        "0411111 22222EUR2 001234567-891240420 240420Cotisation 0000000000120}",
        "0411111 22222EUR2 001234567-8 240420 240420Cotisation 0000000000120}",
        // Not blanks are lost, but a letter.
        "0411111B1S22222EUR2 0012345678991240420 240420Cotisation 0000000000120}",
        "0411111",
        "04",
    ] {
        assert_eq!(repair(line(text)), Repaired::Unclear, "{text}");
    }
}

#[test]
fn utf8_is_counted_in_characters() {
    let text = "0411111 22222EUR2 0012345678991240420 240420CHÈQUE É 0000000000120}";
    let Repaired::Spread { columns, .. } = repair(Line::new(text.as_bytes(), Charset::Utf8)) else {
        panic!()
    };
    assert_eq!(String::from_utf8(columns).unwrap().chars().count(), 120);
}

#[test]
fn a_character_of_two_bytes_is_not_cut() {
    for text in [
        // Behind a label that is too long, as an entry number of eight bytes.
        "0411111 22222EUR2 0012345678991240420 240420VIREMENT DE MONSIEUR EXEMPLE DE ÇÙÏœ 0000000000120}",
        "0411111 22222EUR2 0012345678991240420 240420X É0000000000120}",
    ] {
        assert_eq!(repair(Line::new(text.as_bytes(), Charset::Utf8)), Repaired::Unclear, "{text}");
    }
}

proptest! {
    /// The essence of a movement survives, or it is unclear: never another amount, account, date or code.
    #[test]
    fn what_is_put_back_is_what_was_there(
        internal in "[A-Z0-9 ]{4}",
        account in "[A-Z0-9]{11}",
        code in "[0-9A-Z]{2}",
        reject in "  |[0-9]{2}",
        value_date in "240420|      |000000",
        label in "[A-Z0-9 ]{31}",
        number in "[0-9]{7}|       |[A-Z0-9]{7}",
        flags in "  |[01 ]{2}",
        minor in 1u64..10_000_000_000,
        sign in "[{}A-R]",
        reference in "[A-Z0-9 ]{16}|                |[0-9]{16}",
        keep_sign: bool,
    ) {
        let sign = if keep_sign { sign } else { (minor % 10).to_string() };
        let text = format!(
            "0411111{internal}22222EUR2 {account}{code}240420{reject}{value_date}{label}  {number}{flags}{:013}{sign}\
             {reference}",
            minor / 10
        );
        prop_assert_eq!(text.len(), 120);
        if let Repaired::Spread { columns, sign_lost } = repair(line(&collapse(&text))) {
            let amount = amount::as_credit(&text.as_bytes()[90..104]).unwrap_or(text.as_bytes()[90..104].try_into().unwrap());
            prop_assert_eq!(&columns[90..104], &amount[..], "{}", text);
            prop_assert_eq!(sign_lost, !keep_sign);
            prop_assert_eq!(&columns[11..40], &text.as_bytes()[11..40], "{}", text);
        }
    }
}
