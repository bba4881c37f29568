//! `cfonb::inspect` says of a record what a reader says of it.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use cfonb::inspect::{Found, Place, inspect};
use cfonb::{Charset, Code, Diagnostic, ErrorKind, Policy, Reader};
use proptest::prelude::*;

/// All files of a folder and those below it that end so.
fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path, end)),
            false if path.to_str().unwrap().ends_with(end) => found.push(path),
            false => {}
        }
    }
    found
}

fn diagnostics(input: &[u8]) -> Vec<Diagnostic> {
    let mut reader = Reader::with_policy(input, Policy::lenient());
    let mut all = Vec::new();
    loop {
        match reader.read_statement() {
            Ok(Some(statement)) => all.extend_from_slice(statement.diagnostics()),
            Ok(None) => break,
            Err(error) => match error.into_kind() {
                ErrorKind::Refused(diagnostic) => all.push(diagnostic),
                other => panic!("{other:?}"),
            },
        }
    }
    all.extend_from_slice(reader.diagnostics());
    all
}

#[test]
fn what_the_reader_says_of_a_record_is_said() {
    let between = [
        Code::MissingNewBalance,
        Code::BlankLine,
        Code::BlanksAfterRecord,
        Code::ByteOrderMark,
        Code::FilePadding,
        Code::LeadingBlanks,
        // Of the file, not of a record.
        Code::WrongFormat,
    ];
    let mut compared = 0;
    for path in files(Path::new("testdata"), ".cfonb") {
        let input = fs::read(&path).unwrap();
        for said in diagnostics(&input) {
            let Some(position) = said.position.filter(|_| !between.contains(&said.code)) else { continue };
            let found = inspect(&input[..], Place::Record(position.record), Charset::default()).unwrap();
            let Found::Records { records, .. } = found else { panic!("{}: {said}", path.display()) };
            // What is between records has the number of the one before it.
            if records[0].position != position {
                continue;
            }
            let same = |other: &&Diagnostic| (other.code, other.columns) == (said.code, said.columns);
            assert!(
                records[0].diagnostics.iter().any(|other| same(&other)),
                "{}: {said}: {records:?}",
                path.display()
            );
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

/// A source that fails once it has given so much.
struct Fails<'a>(&'a [u8]);

impl Read for Fails<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            0 => Err(io::Error::other("read too far")),
            length => Ok(length),
        }
    }
}

#[test]
fn it_reads_no_further_than_it_must() {
    let input = fs::read("testdata/sample.cfonb").unwrap();
    assert!(matches!(
        inspect(Fails(&input), Place::Record(3), Charset::default()),
        Ok(Found::Records { .. })
    ));
    assert!(matches!(inspect(Fails(&input), Place::Line(3), Charset::default()), Ok(Found::Records { .. })));
    assert!(inspect(Fails(&input), Place::Record(99), Charset::default()).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_inspected(bytes: Vec<u8>, start in prop::sample::select(vec!["", "01", "04", "05", "07"]), place in 1..4_u64) {
        let input = [start.as_bytes(), &bytes, b"\n04", &bytes, b"05", &bytes].concat();
        for place in [Place::Record(place), Place::Line(place)] {
            if let Found::Records { records, .. } = inspect(&input[..], place, Charset::default()).unwrap() {
                for record in records {
                    let text: usize = record.fields.iter().map(|field| field.text.chars().count()).sum();
                    prop_assert!(record.fields.is_empty() || text == record.text.chars().count().min(120));
                }
            }
        }
    }
}
