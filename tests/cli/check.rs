//! `cfonb check`.

use crate::*;

#[test]
fn a_sound_file() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let ran = desk.run("check a.cfonb").well();
    insta::assert_snapshot!(ran.stdout, @r"
    FR7611111222220012345678975: 1 statement, 6 movements, from 1212.00 EUR on 2020-04-23 to 1000.00 EUR on 2020-04-24
    1 file, 1 statement, 6 movements: nothing is wrong
    ");
    assert_eq!(desk.run_with_input("check", SAMPLE.as_bytes()).well().stdout, ran.stdout);
    assert_eq!(desk.run("check -q a.cfonb").well().stdout, "");
}

#[test]
fn findings_across_files() {
    let desk = Desk::with(&[
        ("january.cfonb", &quiet_statement("00000000001", "311223", "310124")),
        ("april.cfonb", &quiet_statement("00000000001", "310324", "300424").replace("10000{", "20000{")),
        ("may.cfonb", &unbalanced()),
    ]);
    let ran = desk.run("check may.cfonb april.cfonb january.cfonb");
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(ran.stdout, @r"
    error[unbalanced]: old balance and entries make 1000.00 EUR, the new balance is 1001.00; the difference is 1.00
     --> may.cfonb:1, 2020-04-23 to 2020-04-24
      = account: FR7611111222220012345678975
      = help: `cfonb show may.cfonb` shows the balance after each movement

    error[gap]: the statement before it (january.cfonb:1, 2023-12-31 to 2024-01-31) ends with 1000.00 EUR, this one starts with 2000.00; statements from 2024-01-31 to 2024-03-31 are missing
     --> april.cfonb:1, 2024-03-31 to 2024-04-30
      = account: FR7611111222220000000000192

    FR7611111222220012345678975: 1 statement, 6 movements, from 1212.00 EUR on 2020-04-23 to 1001.00 EUR on 2020-04-24
    FR7611111222220000000000192: 2 statements, 0 movements, from 1000.00 EUR on 2023-12-31 to 2000.00 EUR on 2024-04-30
    3 files, 3 statements, 6 movements: 2 errors
    ");
    let quiet = desk.run("check -q may.cfonb april.cfonb january.cfonb").stdout;
    assert!(quiet.starts_with("error[") && ran.stdout.starts_with(quiet.trim_end()), "{quiet}");
    assert!(!quiet.contains("3 files"), "{quiet}");
}

#[test]
fn it_reads_on_after_errors() {
    let desk = Desk::with(&[("a.cfonb", &(broken() + SAMPLE))]);
    let ran = desk.run("check a.cfonb none.cfonb");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @"error: cannot read none.cfonb: No such file or directory (os error 2)");
    insta::assert_snapshot!(ran.stdout, @r"
    error[invalid-amount]: an amount is 13 digits and one of { A-I (credit) or } J-R (debit)
     --> a.cfonb:3 (record 3, 04 movement, columns 91-104)
      |
    3 | 0411111000222222EUR2 00123456789B1240420  240420PRLV SEPA ENERGIE EXEMPLE        00000000000000000010X0}PRL0042
      |                                                                                           ^^^^^^^^^^^^^^ amount of the movement (montant du mouvement)
      = note: 14 records are refused, up to the next old balance (01)
      = help: get the file as the bank wrote it; --lenient leaves out what cannot be read, and says so
      = help: `cfonb inspect a.cfonb:3` shows the record field by field

    FR7611111222220012345678975: 1 statement, 6 movements, from 1212.00 EUR on 2020-04-23 to 1000.00 EUR on 2020-04-24
    1 file, 1 statement, 6 movements: 1 error
    ");
    assert_eq!(desk.run("check a.cfonb").status, 1);
}

#[test]
fn json_lines_for_programs() {
    let desk = Desk::with(&[("a.cfonb", &(broken() + &unbalanced()))]);
    let ran = desk.run("check --message-format json a.cfonb");
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""));
    insta::assert_snapshot!(ran.stdout, @r#"
    {"code":"invalid-amount","severity":"error","file":"a.cfonb","line":3,"record":3,"byte":242,"record_code":"04","columns":[91,104],"field":{"english":"amount of the movement","french":"montant du mouvement"},"path":null,"rule":"an amount is 13 digits and one of { A-I (credit) or } J-R (debit)","hint":"get the file as the bank wrote it; --lenient leaves out what cannot be read, and says so","recognised":null,"choices":null,"count":14}
    {"code":"unbalanced","severity":"error","file":"a.cfonb","line":15,"record":15,"byte":1694,"account":"FR7611111222220012345678975","opening_date":"2020-04-23","closing_date":"2020-04-24","difference":"1.00","message":"account FR7611111222220012345678975 (a.cfonb:15, 2020-04-23 to 2020-04-24): old balance and entries make 1000.00 EUR, the new balance is 1001.00; the difference is 1.00"}
    "#);
    for line in ran.stdout.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object());
    }
}

#[test]
fn nothing_to_check() {
    let ran = Desk::new().run_with_input("check", b"").well();
    assert_eq!(ran.stdout, "1 file, 0 statements, 0 movements: there is nothing to check\n");
}

#[test]
fn what_is_only_worth_knowing_is_counted() {
    // Booked on the day of the old balance, which banks do.
    let early = SAMPLE.replace("B1240420", "B1230420");
    let mut text = String::new();
    for number in 1..=9 {
        text += &early.replace("00123456789", &format!("0000000000{number}"));
    }
    let desk = Desk::with(&[("a.cfonb", &text)]);
    let ran = desk.run("check a.cfonb").well();
    assert_eq!(ran.stdout.matches("info[date-outside-period]: an entry").count(), 3, "{}", ran.stdout);
    assert!(ran.stdout.contains("info[date-outside-period]: … and 6 more\n"), "{}", ran.stdout);
    assert!(
        ran.stdout.ends_with("9 statements, 54 movements: nothing is wrong, 9 infos\n"),
        "{}",
        ran.stdout
    );
    assert_eq!(desk.run("check -v a.cfonb").stdout.matches("= account: FR").count(), 9);
}

#[test]
fn infos_of_a_refused_statement_are_counted() {
    let stripped: String = broken().lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let desk = Desk::with(&[("a.cfonb", &stripped)]);
    let ran = desk.run("check a.cfonb");
    assert_eq!(ran.status, 1);
    assert!(ran.stdout.contains("info[stripped-blanks]: a record has 120 columns"), "{}", ran.stdout);
    assert!(ran.stdout.contains(" times in a.cfonb\n"), "{}", ran.stdout);
}
