//! The command line itself.

use crate::*;

#[test]
fn mistyped_options_are_guessed() {
    let ran = Desk::new().run("convert --keep-goin -t csv");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: unexpected argument '--keep-goin' found

      tip: a similar argument exists: '--keep-going'

    Usage: cfonb convert --keep-going [FILE]...

    For more information, try '--help'.
    "#);
}

#[test]
fn a_format_is_needed() {
    let ran = Desk::new().run("convert a.cfonb");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: give the format of the output with --to (cfonb, csv, ofx, camt053, json, jsonl), or a file with such an ending with --output

    Usage: cfonb convert [OPTIONS] [FILE]...

    For more information, try '--help'.
    "#);
}

#[test]
fn contradictions_are_refused() {
    let desk = Desk::new();
    for args in [
        "convert -t csv --strict --lenient",
        "convert -t csv -q -v",
        "convert -t camt053",
        "nothing",
        "check --to csv",
    ] {
        assert_eq!(desk.run(args).status, 2, "{args}");
    }
}

#[test]
fn help_teaches() {
    let desk = Desk::new();
    for args in
        ["convert --help", "convert -h", "check --help", "show --help", "inspect --help", "mask --help"]
    {
        let help = desk.run(args).well().stdout;
        assert!(help.contains("Examples:\n") && help.contains("Exit status:"), "{args}: {help}");
    }
    assert!(desk.run("--version").well().stdout.starts_with("cfonb "));
    assert_eq!(desk.run("help").status, 0);
}
