//! A file for each account.

use crate::*;

const FIRST: &str = "FR7611111222220000000000192";

fn desk() -> Desk {
    let text = quiet_statement("00000000001", "311223", "310124")
        + &quiet_statement("00000000002", "311223", "310124")
        + &quiet_statement("00000000001", "310124", "290224");
    let desk = Desk::with(&[("a.cfonb", &text)]);
    fs::create_dir(desk.path("out")).unwrap();
    desk
}

fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.path("out")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Runs with a template, which a shell would have been told not to touch.
fn convert(desk: &Desk, output: &str, more: &str) -> Ran {
    desk.run(&format!("convert a.cfonb -o {output}{more}"))
}

#[test]
fn each_account_has_its_file_in_each_format() {
    for (ending, start) in [
        ("ofx", "OFXHEADER"),
        ("csv", "date,"),
        ("cfonb", "0111111"),
        ("json", "{\"statements\":["),
        ("jsonl", "{\"account\""),
    ] {
        let desk = desk();
        convert(&desk, &format!("out/{{iban}}.{ending}"), "").well();
        let files = names(&desk);
        assert_eq!(files.len(), 2, "{files:?}");
        let texts: Vec<String> = files.iter().map(|name| desk.read(&format!("out/{name}"))).collect();
        assert!(texts.iter().all(|text| text.starts_with(start)), "{ending}");
    }
}

#[test]
fn the_statements_of_an_account_come_together() {
    let desk = desk();
    convert(&desk, "out/{bank}_{branch}_{account}.{currency}.cfonb", "").well();
    assert_eq!(names(&desk), ["11111_22222_00000000001.EUR.cfonb", "11111_22222_00000000002.EUR.cfonb"]);
    let both = quiet_statement("00000000001", "311223", "310124")
        + &quiet_statement("00000000001", "310124", "290224");
    assert_eq!(desk.read("out/11111_22222_00000000001.EUR.cfonb"), both);
    // A file that is there is replaced.
    convert(&desk, "out/{bank}_{branch}_{account}.{currency}.cfonb", " --until 2024-01-31").well();
    assert_eq!(desk.read("out/11111_22222_00000000001.EUR.cfonb").lines().count(), 2);
}

#[test]
fn all_are_written_or_none() {
    let desk = desk();
    let text = desk.read("a.cfonb") + &broken();
    fs::write(desk.path("a.cfonb"), text).unwrap();
    fs::write(desk.path("out/11111.ofx"), "precious").unwrap();
    let ran = convert(&desk, "out/{account}.ofx", "");
    assert_eq!(ran.status, 2);
    assert!(
        ran.stderr
            .ends_with("out/{account}.ofx is not written; --keep-going writes all that can be converted\n")
    );
    assert_eq!(names(&desk), ["11111.ofx"]);
    assert_eq!(convert(&desk, "out/{account}.ofx", " --keep-going").status, 1);
    assert_eq!(names(&desk), ["00000000001.ofx", "00000000002.ofx", "11111.ofx"]);
    // One that cannot be made.
    let fresh = self::desk();
    fs::create_dir(fresh.path("out/00000000002.csv")).unwrap();
    let ran = convert(&fresh, "out/{account}.csv", "");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: cannot write out/00000000002.csv: it is a directory; give the name of a file
    error: out/{account}.csv is not written
    ");
    assert_eq!(names(&fresh), ["00000000002.csv"]);
}

#[test]
fn two_accounts_never_share_a_file() {
    let desk = desk();
    let ran = convert(&desk, "out/{bank}.ofx", "");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: cannot write out/11111.ofx: two accounts would be written to it; tell them apart with {account} or {currency}
    error: out/{bank}.ofx is not written
    ");
    assert!(names(&desk).is_empty());
    convert(&desk, "out/{bank}.ofx", " --account 1").well();
    assert_eq!(names(&desk), ["11111.ofx"]);
}

#[test]
fn an_account_must_have_what_its_name_is_made_of() {
    let desk = desk();
    let text = desk.read("a.cfonb") + &quiet_statement("0000000000a", "311223", "310124");
    fs::write(desk.path("a.cfonb"), text).unwrap();
    let ran = convert(&desk, "out/{iban}.csv", "");
    assert_eq!(ran.status, 2);
    insta::assert_snapshot!(ran.stderr, @r"
    error[account-incomplete]: this output needs a bank code (5 digits), a branch code (5 digits) and an account number (1 to 11 characters)
     --> a.cfonb: account.iban
      = note: it is statement 4 of those read
      = help: the account has no IBAN; a name with {account} needs none

    error: out/{iban}.csv is not written; --keep-going writes all that can be converted
    ");
    assert!(names(&desk).is_empty());
    let ran = convert(&desk, "out/{iban}.csv", " --keep-going");
    assert_eq!((ran.status, names(&desk).len()), (1, 2));
    assert!(names(&desk)[0].starts_with(FIRST), "{:?}", names(&desk));
    assert_eq!(convert(&desk, "out/{account}.csv", "").status, 0);
}

#[test]
fn names_that_cannot_be_meant_are_refused() {
    let desk = desk();
    for output in ["out/{name}.ofx", "out/{.ofx", "out/iban}.ofx", "out/{{x}}.ofx"] {
        let ran = convert(&desk, output, "");
        assert_eq!(ran.status, 2, "{output}");
        assert!(ran.stderr.starts_with("error: --output: "), "{}", ran.stderr);
    }
    let ran = convert(&desk, "none/{account}.ofx", "");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("there is no folder none"), "{}", ran.stderr);
    let ran = convert(&desk, "out/{account}.ofx", " --account 7");
    assert_eq!((ran.status, names(&desk).len()), (0, 0));
    fs::write(desk.path("a.cfonb"), "").unwrap();
    let ran = convert(&desk, "out/{account}.ofx", "");
    assert_eq!(ran.status, 0);
    assert_eq!(ran.stderr, "warning: there is no statement, and so no file out/{account}.ofx\n");
}
