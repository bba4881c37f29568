//! Statements that do not add up or are incomplete.

use crate::*;

#[test]
fn csv_and_json_show_what_does_not_add_up() {
    let desk = Desk::with(&[("a.cfonb", &unbalanced())]);
    for format in ["csv", "json", "jsonl"] {
        let ran = desk.run(&format!("convert a.cfonb -t {format}"));
        assert_eq!(ran.status, 1, "{format}");
        assert!(ran.stdout.contains("FACTURE-2020-04"), "{format}");
    }
    insta::assert_snapshot!(desk.run("convert a.cfonb -t csv").stderr, @r#"
    warning[unbalanced]: old balance and movements must make the new balance
     --> a.cfonb:1 (record 1)
      = note: old balance 1212.00 of 2020-04-23, movements -212.00, new balance 1001.00 of 2020-04-24: the difference is 1.00
      = help: it is written as it is; see what `cfonb check` says
    "#);
    assert_eq!(desk.run("convert a.cfonb -t csv --unbalanced").status, 0);
}

#[test]
fn ofx_and_cfonb_refuse_it() {
    let desk = Desk::with(&[("a.cfonb", &unbalanced()), ("b.cfonb", SAMPLE)]);
    for format in ["ofx", "cfonb"] {
        let ran = desk.run(&format!("convert a.cfonb -o out.{format}"));
        assert_eq!((ran.status, desk.names().len()), (2, 2), "{format}");
        assert!(ran.stderr.starts_with("error[unbalanced]"), "{}", ran.stderr);
        let ran = desk.run(&format!("convert a.cfonb -t {format} --unbalanced"));
        assert_eq!(ran.status, 0);
        assert!(ran.stderr.starts_with("warning[unbalanced]") && !ran.stdout.is_empty());
    }
    let ran = desk.run("convert a.cfonb b.cfonb -t cfonb --keep-going");
    assert_eq!((ran.status, ran.stdout.as_str()), (1, SAMPLE));
}

#[test]
fn an_incomplete_statement_is_a_finding() {
    let cut = SAMPLE.lines().take(10).map(|line| format!("{line}\n")).collect::<String>();
    let desk = Desk::with(&[("a.cfonb", &cut)]);
    assert_eq!(desk.run("convert a.cfonb -t csv").status, 2);
    let ran = desk.run("convert --lenient a.cfonb -t csv");
    assert_eq!((ran.status, ran.stdout.lines().count()), (1, 4));
    assert!(ran.stderr.contains("warning[missing-new-balance]"), "{}", ran.stderr);
    assert!(ran.stderr.contains("warning[incomplete]"), "{}", ran.stderr);
    assert_eq!(desk.run("convert --lenient a.cfonb -t ofx").status, 2);
    assert_eq!(desk.run("convert --lenient --unbalanced a.cfonb -t ofx").status, 0);
}
