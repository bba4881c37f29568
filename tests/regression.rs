//! What fuzzing found: each once a failure.

use std::io::{self, Read};

use cfonb::{LineEnd, Policy, Reader, Statement, Statements, Writer, WriterOptions};

const OPENING: &str = "0111111    22222EUR2 00123456789  230424                                                  0000000012120{                \n";
const MOVEMENT: &str = "0411111    22222EUR2 0012345678991240424  250424COTISATION                       0000000  0000000000120}                \n";
const COMPLEMENT: &str = "0511111    22222EUR2 0012345678991240424     LIBCARTE                                                                   \n";
const CLOSING: &str = "0711111    22222EUR2 00123456789  240424                                                  0000000012000{                \n";

/// Gives one byte at a time.
struct Bytewise<'a>(&'a [u8]);

impl Read for Bytewise<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}

fn whole(input: &[u8], policy: &Policy) -> Vec<Result<Statement<'static>, Option<Vec<u8>>>> {
    let raw = |error: cfonb::Error| error.diagnostic().unwrap().raw().map(<[u8]>::to_vec);
    let whole: Vec<_> = Statements::with_policy(input, policy.clone())
        .map(|statement| statement.map(Statement::into_owned).map_err(raw))
        .collect();
    let reader = Reader::with_policy(Bytewise(input), policy.clone()).with_chunk(1);
    let bytewise: Vec<_> = reader.into_statements().map(|statement| statement.map_err(raw)).collect();
    assert_eq!(whole, bytewise);
    whole
}

fn round_trip(input: &str) {
    let mut options = WriterOptions::default();
    options.line_end = LineEnd::Lf;
    options.unbalanced = true;
    let mut writer = Writer::with_options(Vec::new(), options);
    for statement in whole(input.as_bytes(), &Policy::default()) {
        writer.write(&statement.unwrap()).unwrap();
    }
    assert_eq!(String::from_utf8(writer.into_inner()).unwrap(), input);
}

#[test]
fn what_is_said_of_blanks_before_a_record_does_not_hang_on_the_buffer() {
    let input = format!("{OPENING}   {MOVEMENT}{CLOSING}");
    assert!(whole(input.as_bytes(), &Policy::default())[0].is_err());
    assert!(whole(input.as_bytes(), &Policy::lenient())[0].is_ok());
}

#[test]
fn a_movement_keeps_fewer_decimals_than_its_old_balance() {
    round_trip(&[&OPENING.replace("EUR2", "EUR6"), MOVEMENT, COMPLEMENT, CLOSING].concat());
}

#[test]
fn a_complement_keeps_what_stands_for_its_decimals() {
    round_trip(&[OPENING, MOVEMENT, &COMPLEMENT.replace("EUR2", "EURx"), CLOSING].concat());
}

/// A source that goes on failing.
struct Failing;

impl std::io::Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the cable is out"))
    }
}

#[test]
fn a_source_that_fails_is_told_once() {
    let results: Vec<_> = cfonb::Reader::new(Failing).into_statements().take(5).collect();
    assert_eq!(results.len(), 1);
    assert!(matches!(results[0].as_ref().unwrap_err().kind(), cfonb::ErrorKind::Io(_)));
}
