use std::io::{self, Read};

use proptest::prelude::*;

use super::*;
use crate::error::ErrorKind;
use crate::model::serde_tests::any_statement;

const ONE: &str = concat!(
    r#"{"account":{"number":"1","currency":"EUR"},"opening":{"date":"2024-01-01","amount":"1.00"},"#,
    r#""closing":{"date":"2024-01-02","amount":"1.00"},"entries":[]}"#,
);

/// The account numbers read, and the error that stopped the reading.
fn read_all(json: impl AsRef<[u8]>) -> (Vec<String>, Option<Error>) {
    let mut numbers = Vec::new();
    // One byte at a time: what a slow pipe gives.
    let result = read(Slow(json.as_ref()), |statement| {
        numbers.push(statement.account.number.into_owned());
        Ok(())
    });
    (numbers, result.err())
}

struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(1);
        self.0.read(&mut buffer[..count])
    }
}

fn one(number: &str) -> String {
    ONE.replacen("\"1\"", &format!("\"{number}\""), 1)
}

fn numbers(json: impl AsRef<[u8]>) -> Vec<String> {
    let (numbers, error) = read_all(json);
    assert!(error.is_none(), "{error:?}");
    numbers
}

/// The statements read before the error, its code and its place.
fn fault(json: impl AsRef<[u8]>) -> (usize, Code, String) {
    let (numbers, error) = read_all(json);
    let error = error.unwrap();
    let diagnostic = error.diagnostic().unwrap();
    assert!(std::error::Error::source(&error).is_some());
    (numbers.len(), diagnostic.code, diagnostic.path.as_deref().unwrap_or_default().to_owned())
}

fn write(form: Form, statements: &[Statement<'_>]) -> String {
    let mut writer = Writer::new(Vec::new(), form);
    for statement in statements {
        writer.write(statement).unwrap();
    }
    writer.finish().unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn statements(json: &str) -> Vec<Statement<'static>> {
    let mut all = Vec::new();
    read(json.as_bytes(), |statement| {
        all.push(statement);
        Ok(())
    })
    .unwrap();
    all
}

#[test]
fn nothing_is_no_statement() {
    for json in ["", " \n\t\r\n", "\u{feff}", "\u{feff}\n", "{\"statements\":[]}", "[]", "[] []"] {
        assert!(numbers(json).is_empty(), "{json:?}");
    }
}

#[test]
fn the_forms_are_told_apart() {
    let (a, b) = (one("A"), one("B"));
    for json in [
        format!("{{\"statements\":[{a},{b}]}}"),
        format!(
            "\u{feff}{{\"version\":{{\"account\":1}},\"x\":[1],\"statements\":[\n{a},\n{b}\n],\"opening\":null}}\n\n"
        ),
        format!("{a}\n{b}\n"),
        format!("{a}\r\n\r\n{b}"),
        format!("{a}{b}"),
        format!("[{a},{b}]"),
        format!("{{\"statements\":[{a}]}}\n[{b}]"),
        a.replacen('{', "{\"id\":7,", 1) + &b,
    ] {
        assert_eq!(numbers(&json), ["A", "B"], "{json}");
    }
    let reordered = r#"{"entries":[],"closing":{"date":"2024-01-02","amount":"1"},"opening":
        {"date":"2024-01-02","amount":"1"},"account":{"currency":"EUR","number":"A"}}"#;
    assert_eq!(numbers(reordered), ["A"]);
}

#[test]
fn what_follows_a_document_is_an_error() {
    for tail in ["x", "}", "]", ",", "1", "\"text\"", "\0", "{", "{}", "null"] {
        let (count, code, path) = fault(format!("{{\"statements\":[{ONE}]}}\n{tail}"));
        assert_eq!(count, 1, "{tail}");
        assert!(matches!(code, Code::InvalidJson | Code::InvalidValue), "{tail}");
        assert!(path.starts_with("line 2, column "), "{tail}: {path}");
    }
}

#[test]
fn a_cut_document_is_an_error() {
    let document = format!("{{\"statements\":[{ONE},{ONE}]}}");
    for end in 1..document.len() {
        let (_, error) = read_all(&document[..end]);
        let code = error.unwrap_or_else(|| panic!("cut at {end}")).diagnostic().unwrap().code;
        assert_eq!(code, Code::InvalidJson, "cut at {end}");
    }
    assert_eq!(
        fault(&document[..document.len() - 30]),
        (1, Code::InvalidJson, format!("statements[1], line 1, column {}", document.len() - 30))
    );
}

#[test]
fn errors_have_their_place() {
    let bad = ONE.replace("\"1.00\"", "1.00");
    assert_eq!(
        fault(format!("{{\"statements\":[{ONE},{bad}]}}")),
        (1, Code::InvalidValue, "statements[1].opening.amount".to_owned())
    );
    assert_eq!(fault(format!("[{bad}]")), (0, Code::InvalidValue, "[0].opening.amount".to_owned()));
    assert_eq!(
        fault(format!("{ONE}\n{ONE}\n{bad}\n")),
        (2, Code::InvalidValue, "line 3, opening.amount".to_owned())
    );
    let contradiction = ONE.replace("\"currency\"", "\"iban\":\"FR7611111222220012345678975\",\"currency\"");
    assert_eq!(fault(&contradiction), (0, Code::Contradiction, "line 1, account.iban".to_owned()));
    assert_eq!(fault("{\"a\":1}").1, Code::InvalidValue);
    assert_eq!(fault("{\"statements\":{}}").1, Code::InvalidValue);
    assert_eq!(fault("{\"statements\":[7]}").2, "statements[0], line 1, column 17");
    assert_eq!(fault(format!("{{\"statements\":[{ONE}],\"statements\":[]}}")).1, Code::InvalidValue);
    assert_eq!(fault(ONE.replace("[]", "{}")).1, Code::InvalidValue);
    assert_eq!(fault(ONE.replace("[]", "[],\"entries\":[]")).1, Code::InvalidValue);
}

#[test]
fn errors_do_not_print_what_was_read() {
    let secret = ONE.replace("\"1.00\"", "\"SECRET\"").replace("[]", "[{\"details\":\"SECRET\"}]");
    for json in [secret.clone(), ONE.replace("\"1.00\"", "\"SECRET\""), "SECRET".to_owned()] {
        let error = read_all(json).1.unwrap();
        assert!(!error.to_string().contains("SECRET"), "{error}");
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("{{\"x\":{}", "[".repeat(200_000));
    assert_eq!(fault(deep).1, Code::InvalidJson);
    assert_eq!(fault("[".repeat(200_000)).1, Code::InvalidValue);
    let inside = ONE.replace("[]", &format!("[],\"x\":{}", "{\"x\":".repeat(200_000)));
    assert_eq!(fault(inside).1, Code::InvalidJson);
}

#[test]
fn text_that_is_no_utf_8_is_an_error() {
    let mut bytes = ONE.replace("\"1\"", "\"?\"").into_bytes();
    let place = bytes.iter().position(|byte| *byte == b'?').unwrap();
    bytes[place] = 0xe9;
    assert_eq!(fault(bytes).1, Code::InvalidJson);
}

#[test]
fn the_memory_of_a_statement_is_bounded() {
    let count = |limit, json: &str| {
        let mut count = 0;
        let result = read_within(limit, json.as_bytes(), |_| {
            count += 1;
            Ok(())
        });
        (count, result.err().map(|error| error.diagnostic().unwrap().code))
    };
    let lines = format!("{ONE}\n").repeat(5_000);
    assert_eq!(count(100_000, &lines), (5_000, None));
    let long = ONE.replace("\"1\"", &format!("\"{}\"", "1".repeat(300_000)));
    assert_eq!(count(100_000, &long), (0, Some(Code::StatementTooLarge)));
    assert_eq!(count(1_000_000, &long), (1, None));
    // In memory an empty object is larger than in the text.
    let empty = |objects: usize| {
        let details = vec!["{}"; objects].join(",");
        let entry = format!(r#"{{"booking_date":"2024-01-02","amount":"0","details":[{details}]}}"#);
        ONE.replace("[]", &format!("[{entry}]"))
    };
    assert_eq!(count(1_000_000, &empty(1_000)), (1, None));
    assert_eq!(count(1_000_000, &empty(50_000)), (0, Some(Code::StatementTooLarge)));
}

#[test]
fn an_error_of_the_caller_stops_the_reading() {
    for json in
        [format!("{{\"statements\":[{ONE},{ONE}]}}"), format!("{ONE}\n{ONE}"), format!("[{ONE},{ONE}]")]
    {
        let mut count = 0;
        let error = read(json.as_bytes(), |_| {
            count += 1;
            Err(io::Error::other("full").into())
        });
        assert!(matches!(error.unwrap_err().kind(), ErrorKind::Io(error) if error.to_string() == "full"));
        assert_eq!(count, 1);
    }
}

#[test]
fn an_error_of_the_medium_stays_one() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::new(io::ErrorKind::ConnectionReset, "gone"))
        }
    }
    for head in ["", "   ", ONE, "{\"statements\":["] {
        let error = read(head.as_bytes().chain(Broken), |_| Ok(())).unwrap_err();
        assert!(
            matches!(error.kind(), ErrorKind::Io(error) if error.kind() == io::ErrorKind::ConnectionReset)
        );
    }
}

#[test]
fn statements_are_handed_over_before_the_input_ends() {
    let mut seen = 0;
    let json = format!("{{\"statements\":[{ONE},{ONE},oops");
    assert!(
        read(json.as_bytes(), |_| {
            seen += 1;
            Ok(())
        })
        .is_err()
    );
    assert_eq!(seen, 2);
}

#[test]
fn a_document_is_closed_only_at_the_end() {
    assert_eq!(write(Form::Document, &[]), "{\"statements\":[]}\n");
    assert_eq!(write(Form::Lines, &[]), "");
    let statement = statements(ONE).remove(0);
    let document = write(Form::Document, &[statement.clone(), statement.clone()]);
    let lines: Vec<&str> = document.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[3]), (4, "{\"statements\":[", "]}"));
    assert_eq!(lines[1], format!("{},", lines[2]));
    assert_eq!(write(Form::Lines, std::slice::from_ref(&statement)), format!("{}\n", lines[2]));

    let mut writer = Writer::new(Vec::new(), Form::Document);
    writer.write(&statement).unwrap();
    let open = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&open).is_err());
}

#[test]
fn a_medium_that_is_full_is_an_error() {
    let statement = statements(ONE).remove(0);
    let mut small = [0_u8; 10];
    let mut writer = Writer::new(&mut small[..], Form::Lines);
    let result = writer.write(&statement).and_then(|()| writer.finish());
    assert!(matches!(result.unwrap_err().kind(), ErrorKind::Io(_)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_forms_are_read_back(all in proptest::collection::vec(any_statement(), 0..3)) {
        for form in [Form::Document, Form::Lines] {
            let json = write(form, &all);
            prop_assert_eq!(&statements(&json), &all);
            if form == Form::Lines {
                prop_assert_eq!(json.lines().count(), all.len());
            }
        }
    }

    #[test]
    fn no_input_panics(bytes in proptest::collection::vec(any::<u8>(), 0..64), text in "[\\[\\]{}\":,a-z0-9 ]{0,40}") {
        let _ = read_all(bytes);
        let _ = read_all(text);
    }
}

#[test]
fn a_year_has_four_digits() {
    let mut late = statements(ONE).remove(0);
    late.opening.date = chrono::NaiveDate::from_ymd_opt(10_000, 1, 1).unwrap();
    let error = Writer::new(Vec::new(), Form::Lines).write(&late).unwrap_err();
    assert_eq!(error.diagnostic().unwrap().code, Code::DateOutOfRange);
    let error = read_all(ONE.replace("2024-", "0000-")).1.unwrap();
    assert_eq!(error.diagnostic().unwrap().code, Code::InvalidValue);
}

#[test]
fn errors_do_not_show_what_is_written() {
    let wrong = r#"{"account":{},"opening":{},"closing":{},"entries":"SECRET"}"#;
    let error = read(wrong.as_bytes(), |_| Ok(())).unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), format!("{:?}", error.kind())] {
        assert!(!text.contains("SECRET"), "{text}");
    }
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("SECRET"));
}
