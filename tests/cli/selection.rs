//! Which statements are converted.

use crate::*;

fn desk() -> Desk {
    let text = quiet_statement("00000000001", "311223", "310124")
        + &quiet_statement("00000000002", "311223", "310124")
        + &quiet_statement("00000000001", "310124", "290224");
    Desk::with(&[("a.cfonb", &text)])
}

fn kept(args: &str) -> usize {
    desk().run(&format!("convert a.cfonb -t cfonb {args}")).well().stdout.lines().count() / 2
}

#[test]
fn by_account() {
    assert_eq!(kept("--account 1"), 2);
    assert_eq!(kept("--account 111112222200000000002"), 1);
    assert_eq!(kept("--account 1 --account 2"), 3);
}

#[test]
fn by_closing_date() {
    assert_eq!(kept("--since 2024-01-31"), 3);
    assert_eq!(kept("--since 2024-02-01"), 1);
    assert_eq!(kept("--until 2024-01-31"), 2);
    assert_eq!(kept("--since 2024-01-31 --until 2024-01-31 --account 2"), 1);
}

#[test]
fn nothing_left_is_said() {
    let ran = desk().run("convert a.cfonb -t csv --account 5");
    assert_eq!(ran.status, 0);
    insta::assert_snapshot!(ran.stderr, @"warning: --account leaves nothing of 3 statements; `cfonb check` lists accounts and days");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    for args in [
        "--account FR7611111222220012345678976",
        "--since 31/01/2024",
        "--since 2024-02-01 --until 2024-01-01",
    ] {
        let ran = desk().run(&format!("convert a.cfonb -t csv {args}"));
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args}");
    }
    insta::assert_snapshot!(desk().run("convert a.cfonb -t csv --account FR7611111222220012345678976").stderr, @r#"
    error: invalid value 'FR7611111222220012345678976' for '--account <IBAN|RIB|NUMBER>': as an IBAN: the check digits of the IBAN do not fit

    For more information, try '--help'.
    "#);
}
