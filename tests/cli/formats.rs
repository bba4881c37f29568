//! What is read and written, and how its form is chosen.

use crate::*;

#[test]
fn each_output_is_written() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let starts = |format: &str, start: &str| {
        let ran = desk.run(&format!("convert a.cfonb --to {format}")).well();
        assert!(ran.stdout.starts_with(start), "{format}: {}", ran.stdout);
    };
    starts("csv", "date,value_date,");
    starts("ofx", "OFXHEADER:100");
    starts("camt053", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document xmlns=");
    starts("camt", "<?xml ");
    starts("json", "{\"statements\":[");
    starts("jsonl", "{\"account\":");
    starts("cfonb", "0111111");
}

#[test]
fn the_ending_of_the_output_names_its_format() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    for name in ["b.csv", "b.OFX", "b.xml", "b.json", "b.jsonl", "b.cfonb", "b.cfo", "b.afb", "b.afb120"] {
        desk.run(&format!("convert a.cfonb -o {name}")).well();
    }
    assert_eq!(desk.read("b.afb"), SAMPLE);
    assert!(desk.read("b.OFX").contains("<TRNAMT>"));
    assert!(desk.read("b.xml").ends_with("</Document>\n"));
    desk.run("convert a.cfonb -o b.csv -t json").well();
    assert!(desk.read("b.csv").starts_with('{'));

    assert_eq!(desk.run("convert a.cfonb -o b.txt").status, 2);
    assert!(!desk.names().contains(&"b.txt".to_owned()));
}

#[test]
fn json_comes_back_as_it_was() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    desk.run("convert a.cfonb -o a.json").well();
    desk.run("convert a.cfonb -o a.jsonl").well();
    assert_eq!(desk.run("convert a.json -t cfonb").well().stdout, SAMPLE);
    assert_eq!(desk.run("convert a.jsonl -t cfonb").well().stdout, SAMPLE);
    let blank = format!("\u{feff}\r\n  {}", desk.read("a.json"));
    assert_eq!(desk.run_with_input("convert -t cfonb", blank.as_bytes()).well().stdout, SAMPLE);
    // Told to be what it is not.
    let ran = desk.run("convert --from cfonb a.json -t csv");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("error[wrong-format]") && ran.stderr.contains("JSON"), "{}", ran.stderr);
    assert_eq!(desk.run("convert --from json a.cfonb -t csv").status, 2);
}

#[test]
fn ebcdic_is_recognised() {
    let ebcdic: Vec<u8> = quiet_statement("00123456789", "310124", "290224").bytes().map(to_ebcdic).collect();
    let desk = Desk::new();
    let plain = desk.run_with_input("convert -t csv", &ebcdic).well();
    assert_eq!(desk.run_with_input("convert -t csv --encoding ebcdic", &ebcdic).well().stdout, plain.stdout);
    assert_eq!(
        desk.run_with_input("convert -t cfonb", &ebcdic).well().stdout,
        quiet_statement("00123456789", "310124", "290224")
    );
    let ran = desk.run_with_input("convert -t csv --encoding windows-1252", &ebcdic);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--encoding ebcdic"), "{}", ran.stderr);
}

fn to_ebcdic(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0' + 0xF0,
        b'A'..=b'I' => byte - b'A' + 0xC1,
        b'J'..=b'R' => byte - b'J' + 0xD1,
        b'S'..=b'Z' => byte - b'S' + 0xE2,
        b'{' => 0xC0,
        b'\n' => 0x25,
        _ => 0x40,
    }
}

#[test]
fn the_character_set_can_be_named() {
    let desk = Desk::new();
    let mut bytes = SAMPLE.replacen("CHEQUE", "CH QUE", 1).into_bytes();
    let blank = bytes.windows(6).position(|window| window == b"CH QUE").unwrap() + 2;
    bytes[blank] = 0xA4;
    let csv = |args: &str| desk.run_with_input(&format!("convert -t csv {args}"), &bytes).well().stdout;
    assert!(csv("--encoding windows-1252").contains("CH¤QUE"));
    assert!(csv("--encoding latin1").contains("CH¤QUE"));
    assert!(csv("--encoding iso-8859-15").contains("CH€QUE"));
    let utf8 = SAMPLE.replacen("CHEQUE", "CHÈQUE", 1);
    for args in ["convert -t csv", "convert -t csv --encoding utf-8"] {
        assert!(desk.run_with_input(args, utf8.as_bytes()).well().stdout.contains("CHÈQUE"), "{args}");
    }
}

#[test]
fn cfonb_from_json_is_ascii_unless_told() {
    let desk = Desk::new();
    let utf8 = SAMPLE.replacen("CHEQUE", "CHÈQUE", 1);
    let json = desk.run_with_input("convert -t json", utf8.as_bytes()).well().stdout;
    let ran = desk.run_with_input("convert -t cfonb", json.as_bytes());
    assert_eq!((ran.status, ran.stdout.as_str()), (0, SAMPLE));
    insta::assert_snapshot!(ran.stderr, @r#"
    warning[text-transliterated]: characters outside the output's character set were replaced by their nearest spelling
     --> <stdout>
    "#);
    let mut latin = desk.command("convert -t cfonb --no-ascii -o latin.cfonb");
    fs::write(desk.path("a.json"), json).unwrap();
    assert!(latin.arg("a.json").status().unwrap().success());
    assert!(fs::read(desk.path("latin.cfonb")).unwrap().windows(6).any(|window| window == b"CH\xC8QUE"));
    // From CFONB, what is there stays.
    let kept = desk.run("convert -t csv latin.cfonb").well().stdout;
    assert!(kept.contains("CHÈQUE"));
    assert!(desk.run("convert -t cfonb --ascii latin.cfonb").stdout.contains("CHEQUE"));
}

#[test]
fn options_of_the_outputs() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let stdout = |args: &str| desk.run(&format!("convert a.cfonb {args}")).well().stdout;
    let french = stdout("-t csv --dialect fr");
    assert!(french.starts_with('\u{feff}') && french.contains(";-50,00;"), "{french}");
    assert!(stdout("-t csv --delimiter tab").contains("date\tvalue_date"));
    assert!(!stdout("-t csv --memo none").contains("FACTURE"));
    assert!(stdout("-t csv --memo rcn").contains("FACTURE"));
    assert!(stdout("-t camt053").contains("camt.053.001.08"));
    assert!(stdout("-t camt053 --camt-version 08").contains("<Sts><Cd>BOOK</Cd></Sts>"));
    assert!(stdout("-t camt053 --camt-version 02").contains("<Sts>BOOK</Sts>"));
    assert!(stdout("-t cfonb --eol crlf").contains("\r\n"));
    assert_eq!(stdout("-t cfonb --eol none").len(), 14 * 120);
    assert!(stdout("-t ofx --ofx-version 1").starts_with("OFXHEADER:100"));
    assert!(stdout("-t ofx --ofx-version 2").starts_with("<?xml"));
    assert_eq!(desk.run("convert a.cfonb a.cfonb -t ofx --no-merge").stdout.matches("<STMTRS>").count(), 2);
}

#[test]
fn options_of_another_output_are_refused() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    for option in [
        "--memo all",
        "--dialect fr",
        "--eol lf",
        "--ascii",
        "--no-merge",
        "--no-formula-guard",
        "--ofx-version 2",
        "--camt-version 02",
    ] {
        let ran = desk.run(&format!("convert a.cfonb -t json {option}"));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{option}");
        assert!(ran.stderr.contains("is for output in"), "{}", ran.stderr);
    }
}

#[test]
fn camt_053_holds_the_statements_of_all_files() {
    let desk = Desk::with(&[
        ("a.cfonb", SAMPLE),
        ("quiet.cfonb", &quiet_statement("00123456789", "310124", "290224")),
        ("utf8.cfonb", &SAMPLE.replacen("CHEQUE", "CHÈQUE", 1)),
    ]);
    let both = desk.run("convert a.cfonb quiet.cfonb -t camt053").well().stdout;
    assert_eq!((both.matches("<GrpHdr>").count(), both.matches("</Stmt>").count()), (1, 2));
    assert_eq!(desk.run("convert a.cfonb quiet.cfonb -t camt053").well().stdout, both);
    let json = desk.run("convert a.cfonb quiet.cfonb -t json").well().stdout;
    assert_eq!(desk.run_with_input("convert -t camt053", json.as_bytes()).well().stdout, both);
    assert!(desk.run("convert utf8.cfonb -t camt053").well().stdout.contains("CHÈQUE"));
    assert_eq!(
        desk.run("convert utf8.cfonb -t camt053 --ascii").well().stdout,
        desk.run("convert a.cfonb -t camt053").well().stdout
    );
}

#[test]
fn camt_053_states_balances() {
    let desk =
        Desk::with(&[("wrong.cfonb", &unbalanced()), ("broken.cfonb", &broken()), ("empty.cfonb", "")]);
    let ran = desk.run("convert wrong.cfonb -t camt053 -o out.xml");
    assert_eq!((ran.status, desk.names().contains(&"out.xml".to_owned())), (2, false), "{}", ran.stderr);
    assert!(ran.stderr.contains("error[unbalanced]"), "{}", ran.stderr);
    let ran = desk.run("convert wrong.cfonb -t camt053 --unbalanced");
    assert!(ran.status == 0 && ran.stdout.ends_with("</Document>\n"), "{}", ran.stderr);
    // After an error the document stays open.
    let ran = desk.run("convert broken.cfonb -t camt053");
    assert_eq!((ran.status, ran.stdout.contains("</Document>")), (2, false));
    // The schemas have no document without a statement.
    let ran = desk.run("convert empty.cfonb -t camt053");
    assert_eq!((ran.status, ran.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(ran.stderr, @r"
    error[no-statement]: this output holds at least one statement, and there is none
     --> <stdout>
      = help: see whether this is the right file; csv and json can do without
    ");
}
