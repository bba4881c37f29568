//! Damaged copies of a sound file, through every policy and every output. `CFONB_DAMAGED_COPIES` says how many.

use std::io;

use cfonb::convert::{Sink, camt053, csv, json, ofx};
use cfonb::{Code, Diagnostic, Policy, Severity, Statement, Statements, Summary, Writer, WriterOptions};

use crate::desk::Desk;
use crate::generator::{Options, Until, generate};
use crate::number;

/// A generator of numbers (SplitMix64), so that every run damages the same bytes in the same way.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }
}

fn sound() -> Vec<u8> {
    generate(&Options { until: Until::Statements(4), entries: 3..=8, accented: true, ..Options::default() })
}

const KINDS: usize = 14;

/// One damage, of one of the kinds that files suffer.
fn damage(bytes: &mut Vec<u8>, kind: usize, dice: &mut Dice) {
    let at = dice.roll(bytes.len());
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    match kind {
        0 => bytes[at] ^= 1 << dice.roll(8),
        1 => bytes[at] = dice.roll(256) as u8,
        2 => drop(bytes.drain(at..(at + 1 + dice.roll(130)).min(bytes.len()))),
        3 => drop(bytes.splice(at..at, (0..=dice.roll(130)).map(|_| b' ').collect::<Vec<_>>())),
        4 => drop(
            bytes.splice(at..at, (0..=dice.roll(9)).map(|n| (at * 31 + n * 97) as u8).collect::<Vec<_>>()),
        ),
        5..=8 => {
            let mut lines = lines();
            let (one, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
            match kind {
                5 => drop(lines.remove(one)),
                6 => lines.insert(other, lines[one].clone()),
                7 => lines.swap(one, other),
                _ => drop(lines[one].pop()),
            }
            *bytes = lines.concat();
        }
        9 => bytes.truncate(at),
        10 => bytes[at..].iter_mut().take(40).filter(|byte| **byte == b'E').for_each(|byte| *byte = 0xE9),
        11 => drop(bytes.splice(at..=at, "é".bytes())),
        12 => {
            let mut lines = lines();
            let one = dice.roll(lines.len());
            lines[one].dedup_by(|one, other| *one == b' ' && *other == b' ');
            *bytes = lines.concat();
        }
        _ => bytes.dedup_by(|one, other| *one == b' ' && *other == b' '),
    }
}

/// The copy of this number, with one to four damages.
fn copy(sound: &[u8], number: usize) -> Vec<u8> {
    let mut dice = Dice(number as u64);
    let mut bytes = sound.to_vec();
    for _ in 0..=dice.roll(4) {
        if bytes.is_empty() {
            break;
        }
        // Every kind has its turn; the last one damages everything.
        let kind = if dice.roll(20) == 0 { KINDS - 1 } else { (number + dice.roll(4)) % (KINDS - 1) };
        damage(&mut bytes, kind, &mut dice);
    }
    bytes
}

struct Reading<'b> {
    results: Vec<Result<Statement<'b>, cfonb::Error>>,
    behind: Vec<Diagnostic>,
    summary: Summary,
}

impl<'b> Reading<'b> {
    fn of(bytes: &'b [u8], policy: Policy) -> Reading<'b> {
        let mut statements = Statements::with_policy(bytes, policy);
        let results = statements.by_ref().collect();
        Reading { results, behind: statements.diagnostics().to_vec(), summary: statements.summary().clone() }
    }

    /// All that was said, refusals first.
    fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let refusals = self.results.iter().filter_map(|result| result.as_ref().err()?.diagnostic());
        let noticed = self.results.iter().flatten().flat_map(Statement::diagnostics);
        refusals.chain(noticed).chain(&self.behind)
    }

    /// How many records the diagnostics name as left out.
    fn named(&self) -> u64 {
        let left_out = |said: &Diagnostic| match said.code {
            Code::UnknownRecord | Code::StrayRecord | Code::OrphanComplement => said.count.max(1),
            _ if said.severity == Severity::Error => said.count.max(1),
            _ => 0,
        };
        self.diagnostics().map(left_out).sum()
    }
}

/// The records of a file none of whose lines holds more than one, counted without the crate.
fn one_a_line(bytes: &[u8]) -> Option<u64> {
    let lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let is_blank = |line: &&[u8]| line.iter().all(|byte| matches!(byte, b' ' | 0 | 0x1A));
    let lines: Vec<_> = lines.filter(|line| !is_blank(line)).collect();
    let alone = |line: &&[u8]| line.trim_ascii_end().len() <= 120;
    lines.iter().all(alone).then_some(lines.len() as u64)
}

fn every_record_is_read_or_named(bytes: &[u8], number: usize) -> bool {
    let mut policy = Policy::lenient();
    policy.max_diagnostics = usize::MAX;
    let reading = Reading::of(bytes, policy);
    let accounted = reading.summary.records + reading.summary.skipped;
    assert_eq!(accounted, cfonb::records(bytes).count() as u64, "copy {number}");
    let Some(records) = one_a_line(bytes) else { return false };
    assert_eq!(accounted, records, "copy {number}");
    assert_eq!(reading.summary.records + reading.named(), records, "copy {number}");
    true
}

/// All outputs, each of which takes a statement or refuses it with a diagnostic; the JSON Lines.
fn write_all(results: &[Result<Statement<'_>, cfonb::Error>], unbalanced: bool) -> Vec<u8> {
    let mut options = WriterOptions::default();
    options.unbalanced = unbalanced;
    let ofx_options = ofx::Options::default().with_unbalanced(unbalanced);
    let camt_options = camt053::Options::default().with_unbalanced(unbalanced);
    let mut lines = Vec::new();
    let sinks: [Box<dyn Sink>; 6] = [
        Box::new(Writer::with_options(io::sink(), options)),
        Box::new(csv::Writer::new(io::sink(), csv::Options::default())),
        Box::new(ofx::Writer::new(io::sink(), ofx_options)),
        Box::new(camt053::Writer::new(io::sink(), camt_options)),
        Box::new(json::Writer::new(io::sink(), json::Form::Document)),
        Box::new(json::Writer::new(&mut lines, json::Form::Lines)),
    ];
    for mut sink in sinks {
        for statement in results.iter().flatten() {
            if let Err(error) = sink.write(statement) {
                assert!(error.diagnostic().is_some(), "{error}");
            }
        }
        // An output that needs a statement and has none says so.
        let _ = sink.finish();
    }
    lines
}

/// What is written in our own formats reads as what was read.
fn reads_back(results: &[Result<Statement<'_>, cfonb::Error>], lines: &[u8], number: usize) {
    let mut back = Vec::new();
    json::read(lines, |statement| {
        back.push(statement);
        Ok(())
    })
    .unwrap_or_else(|error| panic!("copy {number}: {error}"));
    let entries =
        |statement: &Statement<'_>| (statement.account.clone().into_owned(), statement.entries.len());
    let read: Vec<_> = results.iter().flatten().map(entries).collect();
    assert_eq!(back.iter().map(entries).collect::<Vec<_>>(), read, "copy {number}");
}

#[test]
fn damaged_copies_are_read_or_named_and_written_without_a_panic() {
    let sound = sound();
    let copies = number("CFONB_DAMAGED_COPIES", 200);
    let (mut told_apart, mut read, mut refused, mut skipped) = (0, 0, 0, 0);
    for number in 0..copies {
        let bytes = copy(&sound, number);
        told_apart += usize::from(every_record_is_read_or_named(&bytes, number));
        for policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
            let reading = Reading::of(&bytes, policy);
            let statements = reading.results.iter().flatten().count();
            assert_eq!(reading.summary.statements, statements as u64, "copy {number}");
            (read, refused) = (read + statements, refused + reading.results.len() - statements);
            skipped += reading.summary.skipped;
            write_all(&reading.results, false);
            let lines = write_all(&reading.results, true);
            reads_back(&reading.results, &lines, number);
        }
    }
    println!("{copies} copies: {read} statements read, {refused} refused, {skipped} records left out;");
    println!("in {told_apart} each line held one record, and its records were counted without the crate");
    assert!(told_apart * 3 > copies && read > copies && refused > copies && skipped > copies as u64);
}

#[test]
fn the_command_ends_with_a_status_of_its_own_on_damaged_copies() {
    let (sound, desk) = (sound(), Desk::new());
    let mut seen = [0; 3];
    for number in 0..60 {
        let bytes = copy(&sound, number);
        let policy = ["", " --strict", " --lenient"][number % 3];
        let format = ["cfonb", "csv", "ofx", "camt053", "json", "jsonl"][number % 6];
        let go_on = [" --keep-going", " --unbalanced", ""][number / 6 % 3];
        let args = match number % 10 {
            9 => format!("check{policy}"),
            _ => format!("convert -t {format}{policy}{go_on}"),
        };
        let ran = desk.run_with_input(&args, &bytes);
        assert!(!ran.stderr.contains("panicked"), "copy {number}, {args}: {}", ran.stderr);
        // Done, or something is said.
        assert!(
            ran.status == 0 || !ran.stderr.is_empty() || args.starts_with("check"),
            "copy {number}, {args}"
        );
        seen[ran.status as usize] += 1;
    }
    assert!(seen.iter().all(|count| *count > 3), "{seen:?}");
}
