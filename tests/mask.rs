//! `cfonb::mask`: nothing of the names is left, and a reader sees no difference.
#![cfg(feature = "mask")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use cfonb::mask::Masker;
use cfonb::wire::ebcdic::{CodePage, EbcdicReader};
use cfonb::wire::layout::{self, Field, FieldSpec, RecordCode};
use cfonb::{Charset, Code, Diagnostic, ErrorKind, Policy, Reader, Record, Statement};
use proptest::prelude::*;

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::{Eol, Options, generate};

const KEY: &[u8] = b"a key for tests";

fn drained(mut masker: Masker<impl Read>) -> Result<Vec<u8>, cfonb::Error> {
    let mut out = Vec::new();
    while let Some(part) = masker.read_part()? {
        out.extend_from_slice(part);
    }
    Ok(out)
}

fn masked(input: &[u8]) -> Result<Vec<u8>, cfonb::Error> {
    drained(Masker::new(input, KEY))
}

/// All test files.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false if path.to_str().unwrap().ends_with(".cfonb") => found.push(path),
            false => {}
        }
    }
    found
}

/// What a diagnostic says without a look at the record.
fn about(said: &Diagnostic) -> String {
    format!("{said} {:?} {:?} {}", said.position, said.columns, said.count)
}

/// All that must not change in a statement: everything but names.
fn facts(statement: &Statement<'_>) -> String {
    let mut out = format!(
        "{} {} {} {} {} {} {}\n",
        statement.account.bank_code,
        statement.account.currency,
        statement.account.decimals,
        statement.opening.date,
        statement.opening.amount,
        statement.incomplete,
        statement.is_balanced(),
    );
    if let Some(closing) = &statement.closing {
        out += &format!("{} {}\n", closing.date, closing.amount);
    }
    for entry in &statement.entries {
        let info = entry.info();
        out += &format!(
            "{} {:?} {} {:?} {:?} {:?} {:?} {:?} {} {} {:?} {:?}\n",
            entry.booking_date,
            entry.value_date,
            entry.amount,
            entry.operation_code,
            entry.internal_code,
            entry.reject_code,
            entry.commission_exempt,
            entry.unavailable,
            entry.entry_number.is_some(),
            entry.label.chars().count(),
            info.original_amount,
            info.fees,
        );
        for detail in &entry.details {
            out +=
                &format!("  {:?} {} {}\n", detail.qualifier, detail.text.chars().count(), detail.is_factor());
        }
    }
    statement.diagnostics().iter().for_each(|said| out += &format!("  {}\n", about(said)));
    out
}

/// What a reader says of a file.
fn read(input: &[u8], policy: Policy) -> Vec<String> {
    let mut reader = Reader::with_policy(input, policy);
    let mut out = Vec::new();
    loop {
        match reader.read_statement() {
            Ok(Some(statement)) => out.push(facts(&statement)),
            Ok(None) => break,
            Err(error) => match error.into_kind() {
                ErrorKind::Refused(said) => out.push(format!("refused: {}", about(&said))),
                other => panic!("{other:?}"),
            },
        }
    }
    out.extend(reader.diagnostics().iter().map(about));
    out
}

fn assert_same_to_a_reader(input: &[u8], masked: &[u8], name: &str) {
    assert_eq!(input.len(), masked.len(), "{name}");
    for (policy, kind) in
        [(Policy::strict(), "strict"), (Policy::default(), "default"), (Policy::lenient(), "lenient")]
    {
        let (before, after) = (read(input, policy.clone()), read(masked, policy));
        let (before, after) = (before.join("\n"), after.join("\n"));
        for (before, after) in before.lines().zip(after.lines()) {
            assert_eq!(before, after, "{name}, {kind}");
        }
        assert_eq!(before.len(), after.len(), "{name}, {kind}");
    }
}

/// Whether columns hold nothing about anybody.
fn stays(spec: &FieldSpec) -> bool {
    use Field::*;
    matches!(
        spec.field,
        RecordCode
            | BankCode
            | InternalCode
            | Currency
            | Decimals
            | OperationCode
            | BalanceDate
            | BookingDate
            | ValueDate
            | RejectCode
            | CommissionExempt
            | Unavailable
            | Amount
            | Qualifier
    )
}

/// The texts of a file that must not be found again: of records all columns but those that stay, of anything else
/// all but what may be the code of a record.
fn secrets(input: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    for record in cfonb::records(input) {
        match record {
            Ok(record) => texts.extend(secrets_of(&record)),
            Err(error) => {
                let raw = error.diagnostic().and_then(Diagnostic::raw).unwrap_or_default();
                texts.push(String::from_utf8_lossy(raw.get(2..).unwrap_or_default()).into_owned());
            }
        }
    }
    texts
}

fn secrets_of(record: &Record<'_>) -> Vec<String> {
    let text: Vec<char> = record.charset().decode(record.raw()).chars().collect();
    let specs = layout::of(record.code()).iter().filter(|spec| !stays(spec));
    let of = |spec: &FieldSpec| {
        let mut from = usize::from(spec.from);
        // Amounts stay.
        if record.code() == RecordCode::Complement && spec.field == Field::Text {
            from = match record.text_of(Field::Qualifier).as_deref() {
                Some("MMO") => 80,
                Some("FEE") => 67,
                _ => from,
            };
        }
        let end = usize::from(spec.to).min(text.len());
        text.get(from - 1..end).unwrap_or_default().iter().collect()
    };
    specs.map(of).collect()
}

/// Words that say something: four letters or digits at least, and not all zeros.
fn words(texts: &[String], least: usize) -> BTreeSet<String> {
    let words = texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let counts = |word: &&str| word.chars().count() >= least && word.chars().any(|c| c != '0');
    words.filter(counts).map(str::to_owned).collect()
}

#[test]
fn no_name_is_left_in_any_test_file() {
    let mut looked_for = 0;
    for path in files(Path::new("testdata")) {
        let input = fs::read(&path).unwrap();
        let name = path.display().to_string();
        let masked = match masked(&input) {
            Ok(masked) => masked,
            Err(error) => {
                assert_eq!(error.diagnostic().unwrap().code, Code::WrongFormat, "{name}");
                continue;
            }
        };
        assert_same_to_a_reader(&input, &masked, &name);
        // Only where something was masked: a date, an amount or a code may read like a word elsewhere.
        let left = secrets(&masked).join("\n");
        for word in words(&secrets(&input), 4) {
            assert!(!left.contains(&word), "{name}: {word}");
            looked_for += 1;
        }
    }
    assert!(looked_for > 1000, "{looked_for}");
}

#[test]
fn no_name_is_left_in_a_large_file() {
    for (eol, accented) in [(Eol::Lf, true), (Eol::Crlf, false), (Eol::None, true)] {
        let input = generate(&Options { eol, accented, ..Options::of_size(1_000_000) });
        let masked = masked(&input).unwrap();
        assert_same_to_a_reader(&input, &masked, "generated");
        let (before, after) = (secrets(&input), secrets(&masked));
        assert_eq!(before.len(), after.len());
        // At its own place no word is left; anywhere, none that is too long to come again by chance.
        for (before, after) in before.iter().zip(&after) {
            let words = |text: &str| -> Vec<String> {
                text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
            };
            let (before, after) = (words(before), words(after));
            assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                assert!(before != after || before.len() < 4 || before.chars().all(|c| c == '0'), "{before}");
            }
        }
        let all: BTreeSet<String> = words(&after, 8);
        let left: Vec<_> = words(&before, 8).into_iter().filter(|word| all.contains(word)).collect();
        assert!(left.is_empty(), "{left:?}");
    }
}

#[test]
fn accounts_stay_apart_and_together() {
    let input = generate(&Options { accounts: 5, ..Options::of_size(200_000) });
    let masked = masked(&input).unwrap();
    let accounts = |file: &[u8]| -> Vec<String> {
        cfonb::statements(file)
            .map(|statement| {
                let account = statement.unwrap().account;
                format!("{} {}", account.branch_code, account.number)
            })
            .collect()
    };
    let (before, after) = (accounts(&input), accounts(&masked));
    for (one, other) in before.iter().zip(&after) {
        assert_ne!(one, other);
    }
    for (at, one) in before.iter().enumerate() {
        for (to, other) in before.iter().enumerate() {
            assert_eq!(one == other, after[at] == after[to]);
        }
    }
}

#[test]
fn the_key_decides_and_nothing_else() {
    let input = fs::read("testdata/sample.cfonb").unwrap();
    assert_eq!(masked(&input).unwrap(), masked(&input).unwrap());
    assert_ne!(masked(&input).unwrap(), drained(Masker::new(&input[..], b"another")).unwrap());
}

#[test]
fn an_entry_number_of_zeros_stays_none() {
    let sample = fs::read_to_string("testdata/sample.cfonb").unwrap();
    for number in [" 000000", "000000 ", "000 000", "       "] {
        let input = sample.replacen("9990001000", &format!("{number}000"), 1);
        assert_ne!(input, sample);
        assert_same_to_a_reader(input.as_bytes(), &masked(input.as_bytes()).unwrap(), number);
    }
}

/// A source that gives a few bytes at once.
struct Drops<'a>(&'a [u8], usize);

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.1);
        self.0.read(&mut buffer[..length])
    }
}

#[test]
fn parts_do_not_matter() {
    let input = generate(&Options { accented: true, ..Options::of_size(30_000) });
    let whole = masked(&input).unwrap();
    for length in [1, 7, 119, 4096] {
        assert!(drained(Masker::new(Drops(&input, length), KEY)).unwrap() == whole, "{length}");
    }
}

#[test]
fn ebcdic_stays_ebcdic() {
    let ascii = fs::read("testdata/sample.cfonb").unwrap();
    let page: Vec<u8> = (0..=255).collect();
    let page = CodePage::Cp1147.decode(&page);
    let encoded: Vec<u8> = ascii
        .iter()
        .map(|byte| match byte {
            b'{' => 0xC0,
            b'}' => 0xD0,
            b'\n' => 0x15,
            byte => page.iter().position(|other| other == byte).unwrap() as u8,
        })
        .collect();
    let out = drained(Masker::with_code_page(&encoded[..], KEY, CodePage::Cp1147)).unwrap();
    let mut text = Vec::new();
    EbcdicReader::new(&out[..]).read_to_end(&mut text).unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), String::from_utf8(masked(&ascii).unwrap()).unwrap());
    let unchanged = |at: usize| encoded[at] == out[at];
    assert!(
        (0..121).filter(|at| *at < 11 || *at > 34).all(unchanged),
        "line ends and amounts are the same bytes"
    );
}

#[test]
fn other_formats_are_refused() {
    for input in [&b"OFXHEADER:100\nDATA"[..], b"{\"statements\":[]}", b"%PDF-1.7"] {
        let error = masked(input).unwrap_err();
        assert_eq!(error.diagnostic().unwrap().code, Code::WrongFormat);
    }
    let page = b"PAGE 1 DE MARTIN\n";
    assert_eq!(masked(page).unwrap(), b"XXXX 9 XX XXXXXX\n");
}

/// Files with a few bytes changed, added or taken away.
fn damaged(eol: Eol, charset: Charset) -> impl Strategy<Value = Vec<u8>> {
    let base = generate(&Options {
        eol,
        accented: true,
        until: generator::Until::Statements(3),
        entries: 0..=4,
        ..Options::default()
    });
    let text = Charset::Windows1252.decode(&base).into_owned();
    let base = charset.encode(&text).unwrap().into_owned();
    let length = base.len();
    let byte = prop_oneof![
        Just(b' '),
        Just(b'\n'),
        Just(b'0'),
        Just(b'4'),
        Just(0xE9),
        Just(0),
        Just(b'X'),
        Just(b'M'),
        any::<u8>()
    ];
    let change = (0..length, byte, 0..3_u8, 1..40_usize);
    prop::collection::vec(change, 0..12).prop_map(move |changes| {
        let mut file = base.clone();
        for (at, byte, kind, count) in changes {
            let at = at.min(file.len().saturating_sub(1));
            let end = (at + count).min(file.len());
            match kind {
                0 => file[at] = byte,
                1 => file.insert(at, byte),
                _ => drop(file.drain(at..end)),
            }
        }
        file
    })
}

proptest! {
    #[test]
    fn a_reader_sees_no_difference_in_damaged_files(
        input in prop_oneof![
            damaged(Eol::Lf, Charset::Windows1252),
            damaged(Eol::None, Charset::Windows1252),
            damaged(Eol::Crlf, Charset::Utf8),
            damaged(Eol::None, Charset::Utf8),
        ]
    ) {
        if let Ok(masked) = masked(&input) {
            assert_same_to_a_reader(&input, &masked, "damaged");
            let left = String::from_utf8_lossy(&masked);
            for word in words(&secrets(&input), 8) {
                let letters = word.chars().filter(char::is_ascii_alphabetic).count();
                assert!(letters < 4 || !left.contains(&word), "{word}");
            }
        }
    }

    #[test]
    fn a_reader_sees_no_difference_in_any_bytes(bytes: Vec<u8>, start in prop::sample::select(vec!["", "01", "04", " 0", "3"])) {
        let input = [start.as_bytes(), &bytes, b"\n", &bytes].concat();
        if let Ok(masked) = masked(&input) {
            assert_same_to_a_reader(&input, &masked, "bytes");
        }
    }
}
