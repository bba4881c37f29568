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
fn what_was_meant_is_guessed() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let mut said = String::new();
    for args in [
        "conver a.cfonb",
        "convert a.cfonb --form json",
        "convert a.cfonb -t oxf",
        "convert a.cfonb -t camt",
        "convert a.cfonb -t xml",
        "check a.cfonb --frobnicate",
        "convert a.cfonb -t csv --dialect french",
        "check a.cfonb --to csv",
        "--to csv a.cfonb",
        "a.cfonb",
        "nothing",
    ] {
        let ran = desk.run(args);
        let tip = ran.stderr.lines().find(|line| line.contains("tip:")).unwrap_or("-");
        said += &format!("{args}: {} {}\n", ran.status, tip.trim());
    }
    insta::assert_snapshot!(said, @r"
    conver a.cfonb: 2 tip: a similar subcommand exists: 'convert'
    convert a.cfonb --form json: 2 tip: a similar argument exists: '--from'
    convert a.cfonb -t oxf: 2 tip: a similar value exists: 'ofx'
    convert a.cfonb -t camt: 0 -
    convert a.cfonb -t xml: 0 -
    check a.cfonb --frobnicate: 2 -
    convert a.cfonb -t csv --dialect french: 2 tip: a similar value exists: 'fr'
    check a.cfonb --to csv: 2 tip: '--to' is an option of `cfonb convert`
    --to csv a.cfonb: 2 tip: '--to' is an option of `cfonb convert`
    a.cfonb: 2 tip: say what to do with the file: `cfonb show a.cfonb`, `cfonb check a.cfonb` ...
    nothing: 2 -
    ");
}

#[test]
fn options_say_what_they_take() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    let mut said = String::new();
    for args in [
        "convert a.cfonb -o a.xlsx",
        "convert a.cfonb -o a.txt",
        "convert a.cfonb -o {ibn}.ofx",
        "convert a.cfonb -t csv --since 31/01/2024",
        "convert a.cfonb -t csv --closing 1,5",
        "convert a.cfonb -t csv --closing 1",
        "convert a.cfonb -t csv --account FR7611111222220012345678976",
        "inspect a.cfonb",
        "inspect a.cfonb --record 0",
        "inspect a.cfonb:15",
        "convert . -t csv",
        "convert a.cfonb -t csv --account 1 --until 2001-01-01",
    ] {
        let ran = desk.run(args);
        said += &format!("$ {args}\n{}\n", ran.stderr.lines().next().unwrap_or_default());
    }
    insta::assert_snapshot!(said, @r"
    $ convert a.cfonb -o a.xlsx
    error: a.xlsx is not among the formats; a spreadsheet opens a .csv: give --output such a name, and --dialect fr for a spreadsheet in French
    $ convert a.cfonb -o a.txt
    error: give the format of the output with --to (cfonb, csv, ofx, camt053, json, jsonl), or --output a name that ends in .cfonb, .csv, .ofx, .xml (camt053), .json or .jsonl
    $ convert a.cfonb -o {ibn}.ofx
    error: --output: {ibn} is not one of {iban}, {bank}, {branch}, {account}, {currency}
    $ convert a.cfonb -t csv --since 31/01/2024
    error: invalid value '31/01/2024' for '--since <DATE>': a date is a day of the calendar, written YYYY-MM-DD like 2024-01-31
    $ convert a.cfonb -t csv --closing 1,5
    error: invalid value '1,5' for '--closing <AMOUNT>': an amount has a decimal point and no blanks, like -1212.00
    $ convert a.cfonb -t csv --closing 1
    error: --closing is for input in iswigo, the JSON of an account aggregator
    $ convert a.cfonb -t csv --account FR7611111222220012345678976
    error: invalid value 'FR7611111222220012345678976' for '--account <IBAN|RIB|NUMBER>': as an IBAN: the check digits of the IBAN do not fit
    $ inspect a.cfonb
    error: say which record is meant: FILE:LINE (lines count from 1), or FILE --record N
    $ inspect a.cfonb --record 0
    error: invalid value '0' for '--record <N>': records and lines are counted from 1
    $ inspect a.cfonb:15
    error: there is no line 15: a.cfonb has 14 lines
    $ convert . -t csv
    error: cannot read .: it is a directory; name the files in it
    $ convert a.cfonb -t csv --account 1 --until 2001-01-01
    warning: --account and --until leave nothing of 1 statement; `cfonb check` lists accounts and days
    ");
}

#[test]
fn a_format_is_needed() {
    let ran = Desk::new().run("convert a.cfonb");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: give the format of the output with --to (cfonb, csv, ofx, camt053, json, jsonl), or --output a name that ends in .cfonb, .csv, .ofx, .xml (camt053), .json or .jsonl

    Usage: cfonb convert [OPTIONS] [FILE]...

    For more information, try '--help'.
    ");
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

/// Everything that `--help` shows is done as it stands there.
#[test]
#[cfg(unix)]
fn examples_work() {
    let desk = Desk::with(&[
        ("releve.cfonb", SAMPLE),
        ("2024-01.cfonb", &quiet_statement("00123456789", "311223", "310124")),
        ("accounts.json", include_str!("../../testdata/iswigo/accounts.json")),
        ("transactions.json", include_str!("../../testdata/iswigo/transactions.json")),
    ]);
    for folder in [".local/share/bash-completion/completions", ".zfunc", ".config/fish/completions", "bin"] {
        fs::create_dir_all(desk.path(folder)).unwrap();
    }
    let link =
        |from: &str, name: &str| std::os::unix::fs::symlink(from, desk.path("bin").join(name)).unwrap();
    link(env!("CARGO_BIN_EXE_cfonb"), "cfonb");
    // Whatever shows pages to a person.
    for name in ["less", "man"] {
        let script = desk.path("bin").join(name);
        fs::write(&script, "#!/bin/sh\nexec cat\n").unwrap();
        fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", desk.path("bin").display(), std::env::var("PATH").unwrap());
    for subcommand in ["convert", "check", "show", "inspect", "mask", "completions", "man"] {
        let help = desk.run(&format!("{subcommand} --help")).well().stdout;
        let (_, examples) = help.split_once("Examples").unwrap();
        let examples: Vec<&str> =
            examples.lines().filter(|line| line.starts_with("  cfonb ")).map(str::trim).collect();
        assert!(examples.len() >= 2, "{help}");
        for example in examples {
            let mut shell = Command::new("sh");
            shell.args(["-c", example]).current_dir(desk.path("")).stdin(Stdio::null());
            shell.env("PATH", &path).env("HOME", desk.path("")).env("SECRET", "a secret");
            let ran = Ran::from(shell.output().unwrap()).well();
            let written = example.contains('>') || example.contains(" -o ") || example.contains("--output");
            assert!(written || !ran.stdout.is_empty(), "{example}");
        }
    }
    let names = desk.names();
    for name in
        ["releve.ofx", "exemple.cfonb", "2024.csv", "2024-masked.cfonb", "FR7611111222220012345678975.ofx"]
    {
        assert!(names.iter().any(|there| there == name), "{name}: {names:?}");
    }
}
