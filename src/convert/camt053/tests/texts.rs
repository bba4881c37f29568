//! Texts: where they stand, how long, of what characters.

use super::*;

#[test]
fn a_remittance_takes_the_place_of_the_label() {
    let ustrd = |details: &[(&str, &str)]| {
        let text = one(Version::V08, entry(1, "05", details));
        (values("Ustrd", &text).join("|"), values("AddtlNtryInf", &text).join("|"))
    };
    let expected = |ustrd: &str, additional: &str| (ustrd.to_owned(), additional.to_owned());
    assert_eq!(ustrd(&[]), expected("LABEL", "LABEL"));
    assert_eq!(ustrd(&[("LIB", "MORE")]), expected("LABEL MORE", "LABEL MORE"));
    assert_eq!(ustrd(&[("LCC", "MSG"), ("LIB", "MORE")]), expected("MSG", "LABEL MORE"));
    let full = "É".repeat(70);
    let both = ustrd(&[("LCC", &full), ("LC2", &full)]);
    assert_eq!(both, (full.repeat(2), "LABEL".to_owned()));
    let mut unlabelled = entry(1, "05", &[]);
    unlabelled.label = "".into();
    let text = one(Version::V08, unlabelled);
    assert!(!text.contains("RmtInf") && !text.contains("AddtlNtryInf"));
}

#[test]
fn long_texts_are_whole_somewhere_or_counted() {
    let long = vec![("LIB", "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789"); 10];
    let with = |details: &[(&str, &str)]| {
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, Options::default());
        writer.write(&statement((1, 0), 2, vec![entry(1, "05", details)])).unwrap();
        writer.finish().unwrap();
        let counted: Vec<_> =
            writer.diagnostics().iter().map(|noticed| (noticed.code, noticed.count)).collect();
        drop(writer);
        (String::from_utf8(out).unwrap(), counted)
    };
    let (text, counted) = with(&long);
    assert_eq!(counted, []);
    assert_eq!(values("AddtlNtryInf", &text)[0].len(), 500);
    assert!(values("Ustrd", &text).iter().all(|piece| piece.len() <= 140));
    assert_eq!(values("Ustrd", &text).concat().matches("0123456789").count(), 60);

    let mut with_remittance = long.clone();
    with_remittance.push(("LCC", "MSG"));
    assert_eq!(with(&with_remittance).1, [(Code::FieldTooLong, 1)]);
    let unknown = vec![("XYZ", "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789"); 100];
    let (text, counted) = with(&unknown);
    assert_eq!(counted, [(Code::FieldTooLong, 1)]);
    assert_eq!(values("AddtlTxInf", &text)[0].chars().count(), 500);
}

#[test]
fn texts_are_of_characters_that_xml_has() {
    let mut odd = entry(1, "05", &[("LCC", "L'ÉPI \"d'or\"\u{1b} & <b>\ttab\u{fffe} 🎉")]);
    odd.label = "É\u{0}".into();
    let text = document(Options::default(), &[statement((1, 0), 2, vec![odd.clone()])]);
    assert_eq!(values("Ustrd", &text), ["L'ÉPI \"d'or\"  &amp; &lt;b&gt; tab\u{fffd} 🎉"]);
    assert_eq!(values("AddtlNtryInf", &text), ["É"]);
    let mut writer = Writer::new(Vec::new(), Options::default());
    writer.write(&statement((1, 0), 2, vec![odd.clone()])).unwrap();
    let counted: Vec<_> = writer.diagnostics().iter().map(|noticed| (noticed.code, noticed.count)).collect();
    assert_eq!(counted, [(Code::TextTransliterated, 2)]);
    let ascii = document(Options::default().with_ascii(true), &[statement((1, 0), 2, vec![odd])]);
    assert!(ascii.is_ascii() && ascii.contains("L'EPI"));
}

#[test]
fn what_has_no_element_is_additional() {
    let additional =
        |details: &[(&str, &str)]| values("AddtlTxInf", &one(Version::V08, entry(1, "05", details))).concat();
    assert_eq!(additional(&[("NPY", "A"), ("LIB", "B"), ("", "C"), ("LC2", "D"), ("REF", "E")]), "");
    assert_eq!(
        additional(&[("XYZ", " A "), ("RUM", &halves("", "FRST")), ("XYZ", "B")]),
        "RUM FRST / XYZ A / XYZ B"
    );
    assert_eq!(additional(&[("NPY", ""), ("NPY", "A"), ("NPY", "B")]), "NPY B");
    assert_eq!(additional(&[("PDO", "FRANCE"), ("PDO", "FR FRANCE")]), "PDO FRANCE / PDO FR FRANCE");
    assert_eq!(additional(&[("CBE", &halves("FR7611111222220012345678975", "REST"))]), "CBE REST");
    let long = "1".repeat(35);
    assert_eq!(additional(&[("CBE", &long)]), format!("CBE {long}"));
    let mut card = entry(-1, "28", &[]);
    card.month = Some("2024-01".into());
    assert_eq!(values("AddtlTxInf", &one(Version::V08, card)), ["MONTH 2024-01"]);
}
