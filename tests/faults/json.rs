//! JSON that is deep, huge, or says what no statement can hold.

use crate::desk::{Desk, Ran, run_fed};

const FORMATS: [&str; 2] = ["json", "iswigo"];

/// A statement of our model with this in place of an amount of 1.00, and this after its label.
fn statement(amount: &str, more: &str) -> String {
    format!(
        r#"{{"account":{{"bank_code":"11111","branch_code":"22222","number":"00123456789","currency":"EUR","decimals":2}},
"opening":{{"date":"2020-04-23","amount":"0.00"}},"closing":{{"date":"2020-04-24","amount":"1.00"}},
"entries":[{{"booking_date":"2020-04-24","amount":{amount},"label":"VIREMENT"{more}}}]}}"#
    )
}

fn convert(input: &str) -> Ran {
    Desk::new().run_with_input("convert --from json -t csv", input.as_bytes())
}

#[test]
fn a_statement_of_these_tests_is_sound() {
    convert(&statement("\"1.00\"", "")).well();
}

#[test]
fn deep_nesting_is_an_error() {
    let deep = [
        "[".repeat(2_000_000),
        "{\"a\":".repeat(1_000_000),
        statement("\"1.00\"", &format!(",\"details\":{}", "[".repeat(1_000_000))),
        format!("[{{\"account_id\":{}", "{\"a\":".repeat(1_000_000)),
    ];
    for input in deep {
        for format in FORMATS {
            let args = format!("convert --from {format} -t csv");
            let ran = Desk::new().run_with_input(&args, input.as_bytes());
            assert_eq!(ran.status, 2, "{format}: {}", ran.stderr);
            assert!(ran.stderr.starts_with("error[in"), "{format}: {}", ran.stderr);
        }
    }
}

#[test]
fn numbers_are_exact_or_refused() {
    for refused in [
        "\"1e400\"",
        "\"1e-400\"",
        "\"1e2\"",
        "\"\"",
        "\"NaN\"",
        "\"1.\"",
        "\".5\"",
        "\"+1\"",
        "\" 1\"",
        "\"0x1\"",
        "\"1,00\"",
        "1e400",
        "1",
        "null",
        "[]",
        "{}",
        "true",
        "NaN",
        "-",
        "01",
        &format!("\"{}\"", "9".repeat(400)),
        &format!("\"0.{}\"", "0".repeat(400)),
        &"9".repeat(400),
        "\"\\u0000\"",
        "\"\\ud800\"",
    ] {
        let ran = convert(&statement(refused, ""));
        assert_eq!(ran.status, 2, "{refused}: {}", ran.stdout);
        assert!(ran.stderr.starts_with("error[invalid-"), "{refused}: {}", ran.stderr);
        if refused.len() > 10 {
            assert!(!ran.stderr.contains("9999999999"), "{}", ran.stderr);
        }
    }
    let ran = convert(&statement("\"-0\"", "").replace("\"1.00\"}", "\"0.00\"}"));
    assert_eq!(ran.well().stdout.lines().count(), 2);
}

#[test]
fn numbers_of_the_api_are_exact_or_refused() {
    let accounts = |balance: &str| {
        format!(
            r#"[{{"account_id":"a1","bban":"111112222200123456789","balance":{balance},"currency":"EUR","last_time_found":"2024-01-31 18:00:00"}}]"#
        )
    };
    let run = |balance: &str| {
        Desk::new().run_with_input("convert --from iswigo -t json", accounts(balance).as_bytes())
    };
    for refused in ["1e400", "1e-400", "\"1e400\"", "1.234", "NaN", "true", "[]", &"9".repeat(400)] {
        let ran = run(refused);
        assert_eq!(ran.status, 2, "{refused}: {}", ran.stdout);
        assert!(ran.stderr.starts_with("error["), "{refused}: {}", ran.stderr);
        assert!(!ran.stderr.contains("9999999999"), "{}", ran.stderr);
    }
    for (given, kept) in [("-0", "0.00"), ("1.20e1", "12.00"), ("1e2", "100.00"), ("\"1212\"", "1212.00")] {
        let ran = run(given).well();
        assert!(ran.stdout.contains(&format!("\"amount\":\"{kept}\"")), "{given}: {}", ran.stdout);
    }
}

#[test]
fn a_key_given_twice_is_refused() {
    for more in [",\"label\":\"AUTRE\"", ",\"amount\":\"2.00\"", ",\"details\":[],\"details\":[]"] {
        let ran = convert(&statement("\"1.00\"", more));
        assert_eq!(ran.status, 2, "{more}: {}", ran.stdout);
    }
}

#[test]
fn what_json_is_cut_or_mangled_is_refused() {
    let whole = statement("\"1.00\"", "");
    for end in (1..whole.len()).step_by(7) {
        let ran = convert(&whole[..end]);
        assert_eq!(ran.status, 2, "{end} bytes");
    }
    for (from, to) in
        [("VIREMENT", "VIR\0MENT"), ("VIREMENT", "VIR\nMENT"), ("11111", "\\ud83d"), ("{", "{{")]
    {
        assert_eq!(convert(&whole.replacen(from, to, 1)).status, 2, "{from} {to:?}");
    }
    let mut bytes = whole.into_bytes();
    bytes.iter_mut().filter(|byte| **byte == b'V').for_each(|byte| *byte = 0xFF);
    assert_eq!(Desk::new().run_with_input("convert --from json -t csv", &bytes).status, 2);
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_passed_over_costs_no_memory() {
    use std::io::Write;

    // Unknown keys are skipped, however large, as long as a statement may be.
    let desk = Desk::new();
    let ran = run_fed(desk.command_within(32_000, "convert --from json -t csv"), |stdin| {
        stdin.write_all(b"{\"unknown\":[")?;
        (0..400).try_for_each(|_| stdin.write_all(&b"[],".repeat(10_000)))?;
        stdin.write_all(b"0],\"statements\":[]}")
    });
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
}
