//! Bytes that are no text in every field of every record.

use cfonb::wire::layout::{self, RecordCode};
use cfonb::{Policy, Statement, Statements, Writer, WriterOptions};

use crate::support::{Line, complement, file, movement, new, old};

/// What a field is filled with: NUL, a byte that is never UTF-8, a character cut short, a character of three bytes
/// of which there is only one, line ends, controls.
const FILLERS: [&[u8]; 12] = [
    b"\0",
    b"\xFF",
    b"\xC3\x28",
    b"\xE8",
    b"\xC3\xA9",
    b"\xEF\xBB\xBF",
    b"\x1A",
    b"\x7F",
    b"\x1B[2J",
    b"\t",
    b"\r",
    b"\n",
];

fn statement() -> Vec<Line> {
    vec![
        old(100_000),
        movement(1234, "VIREMENT RECU").put(105, "REFERENCE"),
        complement("NPY", "EXEMPLE SA"),
        new(101_234),
    ]
}

fn written(statements: &[Statement<'_>]) -> Vec<u8> {
    let mut options = WriterOptions::default();
    options.unbalanced = true;
    let mut writer = Writer::with_options(Vec::new(), options);
    statements.iter().for_each(|statement| writer.write(statement).unwrap());
    writer.into_inner()
}

/// The file with these columns of one record filled, by the byte.
fn filled(at: usize, (from, to): (u8, u8), filler: &[u8]) -> Vec<u8> {
    let mut bytes = file(&statement());
    let start = at * 121 + usize::from(from) - 1;
    let field = &mut bytes[start..=start + usize::from(to - from)];
    field.iter_mut().zip(filler.iter().cycle()).for_each(|(byte, filler)| *byte = *filler);
    bytes
}

#[test]
fn the_file_of_these_tests_is_sound() {
    let bytes = file(&statement());
    let statements: Vec<_> = Statements::with_policy(&bytes, Policy::strict()).map(Result::unwrap).collect();
    assert_eq!(written(&statements), bytes);
}

#[test]
fn every_field_with_bytes_that_are_no_text_is_kept_or_named() {
    let codes =
        [RecordCode::OldBalance, RecordCode::Movement, RecordCode::Complement, RecordCode::NewBalance];
    let (mut kept, mut named) = (0, 0);
    for (at, code) in codes.into_iter().enumerate() {
        for spec in layout::of(code) {
            for filler in FILLERS {
                let bytes = filled(at, spec.columns(), filler);
                for policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
                    match kept_or_named(&bytes, policy) {
                        Ok(true) => kept += 1,
                        Ok(false) => named += 1,
                        Err(what) => panic!("{code} {} {filler:?}: {what}", spec.english),
                    }
                }
            }
        }
    }
    assert!(kept > 200 && named > 200, "{kept} kept, {named} named");
}

/// Whether all bytes are written back; else something must have been said, at the place.
fn kept_or_named(bytes: &[u8], policy: Policy) -> Result<bool, String> {
    let mut reading = Statements::with_policy(bytes, policy);
    let results: Vec<_> = reading.by_ref().collect();
    let statements: Vec<_> = results.iter().flatten().cloned().collect();
    let said = statements.iter().map(|statement| statement.diagnostics().len()).sum::<usize>()
        + results.iter().filter(|result| result.is_err()).count()
        + reading.diagnostics().len();
    // Line ends in a field make other lines of it; they need not be written back, but be told.
    if results.len() == statements.len() && written(&statements) == bytes {
        return Ok(true);
    }
    if said == 0 {
        return Err(format!("lost in silence: {}", written(&statements).escape_ascii()));
    }
    Ok(false)
}
