//! Inputs that are larger than the memory there is: the child gets 20 MB of address space and, streamed to its
//! standard input, more than that.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use cfonb::{Code, Policy, Reader};

use crate::desk::{Desk, Ran, run_fed};
use crate::number;
use crate::support::{complement, joined, movement, new, old};

/// Address space of the child, in kilobytes.
const SPACE: u64 = 20_000;

/// What is given to it, in bytes.
fn size() -> usize {
    24_000_000 * number("CFONB_FAULT_SCALE", 1)
}

/// Writes `start` and then the same bytes again and again, up to a size.
fn pour(out: &mut impl Write, start: &[u8], again: &[u8], size: usize) -> io::Result<()> {
    let block = again.repeat((64 * 1024_usize).div_ceil(again.len()));
    out.write_all(start)?;
    let mut left = size - start.len();
    while left > 0 {
        let now = left.min(block.len());
        out.write_all(&block[..now])?;
        left -= now;
    }
    Ok(())
}

/// The command, given more than fits in its memory.
fn poured(args: &str, start: &[u8], again: &[u8]) -> Ran {
    poured_up_to(size(), args, start, again)
}

fn poured_up_to(size: usize, args: &str, start: &[u8], again: &[u8]) -> Ran {
    let begun = Instant::now();
    let desk = Desk::new();
    let ran = run_fed(desk.command_within(SPACE, args), |stdin| pour(stdin, start, again, size));
    // It takes seconds; a machine that has much else to do may take its time, what is not linear would take hours.
    let allowed = Duration::from_secs(300 * number("CFONB_FAULT_SCALE", 1) as u64);
    assert!(begun.elapsed() < allowed, "{args}: {:?}", begun.elapsed());
    ran
}

#[test]
#[cfg(target_os = "linux")]
fn what_has_neither_lines_nor_records_is_one_error() {
    for byte in [b"0", b"A"] {
        let ran = poured("convert -t json", b"", byte);
        assert_eq!(ran.status, 2, "{}", ran.stderr);
        assert_eq!(ran.stdout, "{\"statements\":[\n", "it stays open");
        let records = size().div_ceil(120);
        assert!(ran.stderr.contains("error[unknown-record]: a record starts with 01, 04, 05 or 07\n --> <stdin>:1 (record 1, columns 1-2)"), "{}", ran.stderr);
        assert_eq!(ran.stderr.matches("[unknown-record]").count(), 1);
        let said: String = ran.stderr.chars().filter(|c| *c != ',').collect();
        assert!(said.contains(&format!("note: {records} records are refused")), "{said}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn going_on_costs_no_memory_either() {
    let ran = poured("convert -t json --keep-going", b"", b"A");
    assert_eq!((ran.status, ran.stdout.as_str()), (1, "{\"statements\":[]}\n"));
    // Text that is no record is what the lenient policy skips: one line, one warning.
    let ran = poured("convert -t json --lenient", b"", b"A");
    assert_eq!((ran.status, ran.stdout.as_str()), (0, "{\"statements\":[]}\n"));
    assert_eq!(ran.stderr.matches("warning[").count(), 1, "{}", ran.stderr);
    let ran = poured_up_to(size() / 10, "convert -t json --lenient", b"", b"AAAA\n");
    assert_eq!(ran.status, 0);
    assert!(ran.stderr.lines().count() < 50, "{}", ran.stderr);
    assert_eq!(poured("check", b"", b"A").status, 1);
}

#[test]
#[cfg(target_os = "linux")]
fn blanks_and_nul_are_no_records() {
    for (byte, size) in [(b" ", size()), (b"\0", size()), (b"\n", size() / 10)] {
        let ran = poured_up_to(size, "convert -t csv", b"", byte);
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{byte:?}");
        assert_eq!(poured_up_to(size / 10, "convert -t csv --strict", b"", byte).status, 2, "{byte:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn junk_that_starts_like_a_record_is_not_kept() {
    for policy in ["", " --lenient"] {
        let ran = poured(&format!("convert -t csv{policy}"), b"04", b"Z");
        let expected = if policy.is_empty() { "error[stray-record]" } else { "error[long-line]" };
        assert!(ran.stderr.contains(expected), "{}", ran.stderr);
        // A record that cannot be read is an error, if it is in a statement or not.
        assert_eq!(ran.status, if policy.is_empty() { 2 } else { 1 });
    }
}

/// A 01 and a 04, before 05s that never end.
fn opened() -> Vec<u8> {
    joined(&[old(0), movement(0, "SANS FIN")], "\n")
}

#[test]
fn ten_million_complements_are_too_large_a_statement() {
    const LIMIT: usize = 1_000_000;
    let records = 10_000 * number("CFONB_FAULT_SCALE", 1);
    let complements = joined(&[complement("LIB", "SUITE")], "\n").repeat(records);
    let sound = joined(&[old(0), new(0)], "\n");
    for mut policy in [Policy::strict(), Policy::default(), Policy::lenient()] {
        policy.max_statement_bytes = LIMIT;
        let file = [opened(), complements.clone(), sound.clone()].concat();
        let mut reader = Reader::with_policy(&file[..], policy);
        let error = reader.read_statement().unwrap_err();
        let diagnostic = error.diagnostic().unwrap();
        assert_eq!(diagnostic.code, Code::StatementTooLarge);
        assert_eq!(diagnostic.count, records as u64 + 2, "all its records are refused");
        let position = diagnostic.position.unwrap();
        assert!(position.byte as usize <= LIMIT && position.byte as usize > LIMIT - 200, "{position:?}");
        assert!(reader.read_statement().unwrap().is_some(), "the next one is read");
    }
}
