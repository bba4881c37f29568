//! Copies that were damaged on the way.

use super::*;

/// The sample as a web page shows it.
fn collapsed() -> String {
    let mut lines = SAMPLE.lines().map(|line| line.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
    let mut text: String = lines.by_ref().map(|line| line + "\n").collect();
    for (sign, digit) in [("{", "0"), ("}", "0"), ("120}", "1200")] {
        text = text.replace(sign, digit);
    }
    text
}

#[test]
fn a_copy_from_a_web_page_comes_back_with_its_money() {
    let desk = Desk::with(&[("page.txt", &collapsed()), ("sample.cfonb", SAMPLE)]);
    let refused = desk.run("convert page.txt -t csv");
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("help: ") && refused.stderr.contains("--repair"), "{}", refused.stderr);
    let amounts = |csv: &str| -> Vec<String> {
        csv.lines().map(|line| line.split(',').nth(4).unwrap().to_owned()).collect()
    };
    let repaired = desk.run("convert page.txt -t csv --repair");
    let truth = desk.run("convert sample.cfonb -t csv").well();
    assert_eq!((repaired.status, amounts(&repaired.stdout)), (0, amounts(&truth.stdout)));
    assert!(repaired.stderr.contains("warning[blanks-restored]"), "{}", repaired.stderr);
    assert_eq!(desk.run("check page.txt --repair").status, 1, "warnings are findings");
}

#[test]
fn lost_signs_are_named_one_by_one_with_their_reason() {
    let unsigned = SAMPLE.replace(['{', '}'], "0");
    let desk = Desk::with(&[("a.cfonb", &unsigned)]);
    let refused = desk.run("convert a.cfonb -t csv");
    assert!(refused.status == 2 && refused.stderr.contains("--repair"), "{}", refused.stderr);
    let repaired = desk.run("convert a.cfonb -t cfonb --repair --message-format json");
    assert_eq!((repaired.status, repaired.stdout.replace("\r\n", "\n")), (0, SAMPLE.replace("\r\n", "\n")));
    for reason in ["sign-assumed-credit", "sign-from-operation-code"] {
        assert!(
            repaired.stderr.contains(&format!("{{\"code\":\"{reason}\"")),
            "{reason}: {}",
            repaired.stderr
        );
    }
}

#[test]
fn a_statement_with_two_solutions_is_refused_and_they_are_named() {
    let twins = "\
0111111 22222EUR2 00123456789 230420 00000000001000
0411111 22222EUR2 0012345678991240420 240420TWIN 00000000000040
0411111 22222EUR2 0012345678991240420 240420TWIN 00000000000040
0711111 22222EUR2 00123456789 240420 00000000001000
";
    let desk = Desk::with(&[("a.txt", twins)]);
    let ran = desk.run("convert a.txt -t csv --repair");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[senses-ambiguous]: the signs of this statement are lost, and it adds up in more than one way
     --> a.txt:1 (record 1)
      = note: 4 records are refused, up to the next old balance (01)
      = note: the debits are either record 2, or record 3
      = help: get the file as the bank wrote it, or put the signs of these records back by hand

    error: the output ends before its time; --keep-going writes all that can be converted
    ");
    let json = desk.run("check a.txt --repair --message-format json");
    assert!(json.stdout.contains(r#""choices":[[2],[3]]"#), "{}", json.stdout);
}

#[test]
fn ebcdic_is_not_repaired() {
    let desk = Desk::new();
    fs::write(desk.path("a.ebc"), [0xF0, 0xF1].repeat(60)).unwrap();
    let ran = desk.run("convert a.ebc -t csv --repair");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("EBCDIC"), "{}", ran.stderr);
}
