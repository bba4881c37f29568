//! What is said about input that is not as it should be.

use crate::*;

#[test]
fn an_error_shows_the_record() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    let ran = desk.run("convert releve.cfonb -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
     --> releve.cfonb:3 (record 3, 04 movement, columns 91-104)
      |
    3 | 0411111000222222EUR2 00123456789B1240420  240420PRLV SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
      = note: 14 records are refused, up to the next old balance (01)

    error: the output ends before its time; --keep-going writes all that can be converted
    "#);
}

#[test]
fn lenient_says_all_that_is_wrong() {
    let mut text = broken();
    text.insert_str(0, "RELEVE DE COMPTE\n");
    text.truncate(text.trim_end().rfind('\n').unwrap());
    let desk = Desk::with(&[("releve.cfonb", &text)]);
    let ran = desk.run("convert --lenient releve.cfonb -t csv");
    assert_eq!(ran.status, 1);
    assert_eq!(ran.stdout.lines().count(), 6, "{}", ran.stdout);
    insta::assert_snapshot!(ran.stderr, @r#"
    warning[unknown-record]: a record starts with 01, 04, 05 or 07
     --> releve.cfonb:1 (record 1, columns 1-2)
      |
    1 | RELEVE DE COMPTE
      | ^^

    error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
     --> releve.cfonb:4 (record 4, 04 movement, columns 91-104)
      |
    4 | 0411111000222222EUR2 00123456789B1240420  240420PRLV SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)

    error[orphan-complement]: a complement (05) follows its movement (04) (4 times)
     --> releve.cfonb:5 (record 5, 05 complement, columns 1-2)
      |
    5 | 0511111000222222EUR2 00123456789B1240420     NBEENERGIE EXEMPLE SA
      | ^^ record code (code enregistrement)

    warning[missing-new-balance]: a statement ends with a new balance (07)
      --> releve.cfonb:14 (record 14)
       = help: the file is probably cut: get it again

    warning[incomplete]: the statement was not read whole
     --> releve.cfonb:2 (record 2)
      = help: it is written as it is; see the messages above
    "#);
}

#[test]
fn programs_get_json_without_the_record() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    let ran = desk.run("convert releve.cfonb -t csv --message-format json");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"{"code":"invalid-amount","severity":"error","file":"releve.cfonb","line":3,"record":3,"byte":242,"record_code":"04","columns":[91,104],"field":{"english":"amount of the movement","french":"montant du mouvement"},"path":null,"rule":"an amount is 13 digits and one of { A-I (credit) or } J-R (debit)","hint":null,"recognised":null,"choices":null,"count":14}"#);
    let ran = desk.run("convert none.cfonb -t csv --message-format json");
    insta::assert_snapshot!(ran.stderr, @r#"{"code":"cannot-read","severity":"error","file":"none.cfonb","line":null,"record":null,"byte":null,"record_code":null,"columns":null,"field":null,"path":null,"rule":"No such file or directory (os error 2)","hint":null,"recognised":null,"choices":null,"count":1}"#);
}

#[test]
fn colours_are_for_terminals() {
    let desk = Desk::with(&[("releve.cfonb", &broken())]);
    assert!(!desk.run("convert releve.cfonb -t csv").stderr.contains('\x1b'));
    assert!(!desk.run("convert releve.cfonb -t csv --color never").stderr.contains('\x1b'));
    assert!(desk.run("convert releve.cfonb -t csv --color always").stderr.contains("\x1b[1;31merror"));
    let json = desk.run("convert releve.cfonb -t csv --color always --message-format json");
    assert!(!json.stderr.contains('\x1b'));
}

#[test]
fn infos_are_for_those_who_ask() {
    let stripped: String = SAMPLE.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let desk = Desk::with(&[("a.cfonb", &stripped)]);
    desk.run("convert a.cfonb -t csv").well();
    let ran = desk.run("convert -v a.cfonb -t csv");
    assert_eq!((ran.status, ran.stderr.matches("info[stripped-blanks]").count()), (0, 14));
    assert_eq!(desk.run("convert --strict a.cfonb -t csv").status, 2);
}

#[test]
fn the_same_is_not_said_a_hundred_times() {
    let blank = SAMPLE.replacen("22222EUR2 00123456789  230420", "22222     00123456789  230420", 1);
    let desk = Desk::with(&[("a.cfonb", &blank.repeat(40))]);
    let ran = desk.run("convert a.cfonb -t csv");
    assert_eq!(ran.status, 0);
    assert_eq!(ran.stderr.matches("warning[currency-missing]").count(), 6, "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[currency-missing]: … and 35 more in a.cfonb\n"), "{}", ran.stderr);
    let all = desk.run("convert -v a.cfonb -t csv");
    assert_eq!(all.stderr.matches("warning[currency-missing]").count(), 40);
    assert_eq!(desk.run("convert -q a.cfonb -t csv").well().stdout, ran.stdout);
    let json = desk.run("convert a.cfonb -t csv --message-format json");
    assert_eq!(json.stderr.matches("\"currency-missing\"").count(), 40);
}

#[test]
fn other_formats_are_named_with_what_to_do() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/formats");
    let mut said = String::new();
    for name in ["cfonb-160", "csv-semicolons", "gzip", "utf-16-no-mark", "json"] {
        let file = folder.join(format!("{name}.cfonb"));
        let ran = Desk::new().run(&format!("convert --from cfonb -t csv {}", file.display()));
        assert_eq!(ran.status, 2, "{name}");
        said += ran.stderr.lines().next().unwrap();
        said += "\n";
    }
    insta::assert_snapshot!(said, @r#"
    error[wrong-format]: this is not a CFONB 120 statement; it looks like CFONB 160 (transfer orders), which is no statement; ask the bank for the statement in CFONB 120 (AFB 120)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like CSV; ask the bank for the statement in CFONB 120 (AFB 120)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like a gzip file; unpack it first (gzip -dc FILE | cfonb ...)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like UTF-16 text; convert it first (iconv -f UTF-16LE -t UTF-8 FILE | cfonb ...)
    error[wrong-format]: this is not a CFONB 120 statement; it looks like JSON; name its format with --from json or --from iswigo
    "#);
}

#[test]
fn json_that_cannot_be_used_is_told_where() {
    let desk =
        Desk::with(&[("a.json", r#"{"statements":[{"account":{}}]}"#), ("b.json", "{\"statements\":[\n{")]);
    let ran = desk.run("convert a.json -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error[invalid-value]: a value must have the form that the model asks for
     --> a.json: statements[0].opening
      = note: opening (invalid-value): a value is required
      = note: what follows in this input is not read

    error: the output ends before its time; --keep-going writes all that can be converted
    "#);
    assert!(desk.run("convert b.json -t csv").stderr.contains("error[invalid-json]"));
}
