//! What is read, and what is no input.

use super::*;
use crate::error::ErrorKind;

#[test]
fn what_is_no_such_json_is_an_error() {
    let none = &Options::default();
    for (json, code, path) in [
        ("{}", Code::InvalidValue, "[0]"),
        (r#"[{"id":1}]"#, Code::InvalidValue, "[0]"),
        ("[7]", Code::InvalidValue, "line 1, column 3"),
        ("[[]]", Code::InvalidValue, "line 1, column 2"),
        ("null", Code::InvalidValue, "line 1, column 4"),
        ("[{]", Code::InvalidJson, "line 1, column 3"),
        ("\n0111111", Code::InvalidJson, "line 2, column 2"),
        (r#"{"account_id":"a","account_id":"b"}"#, Code::InvalidValue, "line 1, column 31"),
    ] {
        assert_eq!(fault(&["", json], none), (code, path.to_owned(), Some(1)), "{json}");
    }
    let all = format!("[{CURRENT},{}", &transactions()[1..]);
    for end in (1..all.len()).filter(|end| all.is_char_boundary(*end)) {
        assert_eq!(fault(&[&all[..end]], none).0, Code::InvalidJson, "cut at {end}");
    }
    let (code, path, _) = fault(&[&transactions()], none);
    assert_eq!((code, &*path), (Code::UnknownAccount, "transactions[0].account_id"));
}

#[test]
fn memory_is_bounded() {
    let all = transactions();
    let size = u64::try_from(CURRENT.len() + all.len()).unwrap();
    let within = |bytes| outcome(&[CURRENT, &all], &Options::default().with_max_bytes(bytes));
    assert!(within(size).is_ok());
    let error = within(CURRENT.len() as u64).unwrap_err();
    let diagnostic = error.diagnostic().unwrap();
    assert_eq!((diagnostic.code, diagnostic.input), (Code::InputTooLarge, Some(1)));
}

#[test]
fn an_input_that_fails_is_an_error_of_the_medium() {
    struct Failing;
    impl io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let mut collection = Collection::new(Options::default());
    let error = collection.add(Failing).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Io(error) if error.to_string() == "gone"));
}

#[test]
fn the_api_is_recognised() {
    for start in [
        CURRENT,
        CARD,
        &transactions(),
        "\u{feff} [ {\"x\":{\"statements\":[{}]},\"transaction_id\"",
        "[]\n[{\"account_id\":\"",
        "{\"a\":1,\"account_id\":",
    ] {
        assert!(is_recognised(start.as_bytes()), "{start}");
        let formatted = start.replace(',', " ,\n ");
        assert!(is_recognised(formatted.as_bytes()), "{start}");
    }
    for start in [
        "",
        "[]",
        "0111111",
        "{\"statements\":[{\"account_id\":\"a\"}]}",
        "{\"account\":{\"account_id\":1}}",
        "[\"account_id\"]",
        "{\"a\":\"account_id\"",
        "{\"accoun",
        "[{}, {\"account_id\":1}]",
    ] {
        assert!(!is_recognised(start.as_bytes()), "{start}");
    }
}
