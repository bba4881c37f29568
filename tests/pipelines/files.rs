//! Files through pipes: joined, unpacked, found, filtered, given up halfway.

use crate::*;

#[test]
fn files_joined_on_the_way_are_the_same_as_files_named() {
    if lacks(&["bash"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &of_another_account())]);
    for format in ["csv", "ofx", "camt053", "json", "jsonl", "cfonb"] {
        let named = desk.run(&format!("convert a.cfonb b.cfonb --to {format}")).well().stdout;
        let joined = bash(&desk, &format!("cat a.cfonb b.cfonb | cfonb convert --to {format}")).well().stdout;
        assert!(!joined.is_empty() && joined == named, "{format}");
        let substituted = format!("cfonb convert <(cat a.cfonb) <(cat b.cfonb) --to {format}");
        assert_eq!(bash(&desk, &substituted).well().stdout, named, "{format}");
    }
}

#[test]
fn compressed_files_are_unpacked_on_the_way() {
    if lacks(&["bash", "gzip"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &broken())]);
    bash(&desk, "gzip a.cfonb b.cfonb").well();
    let sound = bash(&desk, "gzip -dc a.cfonb.gz | cfonb check").well();
    insta::assert_snapshot!(sound.stdout, @"
    FR7611111222220012345678975: 1 statement, 6 movements, from 1212.00 EUR on 2020-04-23 to 1000.00 EUR on 2020-04-24
    1 file, 1 statement, 6 movements: nothing is wrong
    ");
    let refused = bash(&desk, "gzip -dc b.cfonb.gz | cfonb check");
    assert_eq!((refused.status, refused.stderr.as_str()), (1, ""));
    assert!(refused.stdout.contains("--> <stdin>:3 (record 3, 04 movement, columns 91-104)"), "{refused:?}");
    // Not unpacked, it says how.
    let packed = bash(&desk, "cfonb convert a.cfonb.gz --to csv");
    assert!(packed.status == 2 && packed.stderr.contains("gzip -dc FILE | cfonb"), "{packed:?}");
}

#[test]
fn jq_reads_a_statement_a_line() {
    if lacks(&["bash", "cmp", "jq"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &of_another_account())]);
    let closings = bash(&desk, "cfonb convert *.cfonb --to jsonl | jq -r '.account.number, .closing.amount'");
    assert_eq!(closings.well().stdout, "00123456789\n1000.00\n00000000042\n1000.00\n");
    let debits = "cfonb convert a.cfonb --to json \
                  | jq -r '.statements[].entries[] | select(.amount | startswith(\"-\")) | .amount'";
    assert_eq!(bash(&desk, debits).well().stdout, "-50.00\n-100.00\n-200.00\n-20.00\n-12.00\n");
    // What jq lets through is read again.
    let chosen = "cfonb convert *.cfonb --to jsonl | jq -c 'select(.account.number == \"00000000042\")' \
                  | cfonb convert --to cfonb | cmp - b.cfonb";
    assert_eq!(bash(&desk, chosen).well().stdout, "");
}

#[test]
fn the_command_reads_what_it_writes() {
    if lacks(&["bash", "cmp"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE)]);
    for way in ["--to json | cfonb convert", "--to jsonl | cfonb convert", "--to cfonb | cfonb convert"] {
        bash(&desk, &format!("cfonb convert a.cfonb {way} --to cfonb | cmp - a.cfonb")).well();
    }
    let masked = bash(&desk, "cfonb mask --key secret a.cfonb | cfonb check").well().stdout;
    assert!(masked.ends_with("1 file, 1 statement, 6 movements: nothing is wrong\n"), "{masked}");
}

#[test]
fn found_files_are_checked_whatever_their_names() {
    if lacks(&["bash", "find", "xargs"]) {
        return;
    }
    let desk = Desk::with(&[("relevé n° 1.cfonb", SAMPLE), ("-o\n2.cfonb", &of_another_account())]);
    let check = "find . -name '*.cfonb' -print0 | xargs -0 cfonb check";
    let sound = bash(&desk, check).well().stdout;
    assert!(sound.ends_with("2 files, 2 statements, 12 movements: nothing is wrong\n"), "{sound}");
    std::fs::write(desk.path("broken.cfonb"), broken()).unwrap();
    let found = bash(&desk, check);
    // The exit status of xargs when a command that it ran has one from 1 to 125.
    assert_eq!((found.status, found.stderr.as_str()), (123, ""), "{found:?}");
    assert!(found.stdout.contains("--> ./broken.cfonb:3 "), "{found:?}");
}

#[test]
fn who_has_read_enough_is_no_fault() {
    if lacks(&["bash"]) {
        return;
    }
    // More than pipes hold.
    let desk = Desk::with(&[("a.cfonb", &SAMPLE.repeat(1000))]);
    let commands = [
        "convert a.cfonb --to csv",
        "convert a.cfonb --to jsonl",
        "convert a.cfonb --to ofx --no-merge",
        "convert a.cfonb --to camt053",
        "show a.cfonb",
        "mask --key secret a.cfonb",
    ];
    for command in commands {
        let head = bash(&desk, &format!("set -o pipefail; cfonb {command} | head -n 2"));
        assert_eq!(head.well().stdout.lines().count(), 2, "{command}");
    }
    let upstream = "cat a.cfonb | cfonb convert --to csv | head -n 1; echo \"${PIPESTATUS[@]:1}\"";
    assert!(bash(&desk, upstream).well().stdout.ends_with("\n0 0\n"));
}

#[test]
fn a_pipeline_with_broken_input_fails() {
    if lacks(&["bash"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &broken())]);
    let formats =
        [("ofx", "</OFX>"), ("ofx --no-merge", "</OFX>"), ("camt053", "</Document>"), ("json", "\n]}")];
    for (format, end) in formats {
        let sound = bash(&desk, &format!("cfonb convert a.cfonb --to {format} | cat")).well().stdout;
        assert!(sound.trim_end().ends_with(end), "{format}: {sound}");
        let script = format!("set -o pipefail; cat a.cfonb b.cfonb | cfonb convert --to {format} | cat");
        let failed = bash(&desk, &script);
        assert_eq!(failed.status, 2, "{format}: {failed:?}");
        assert!(!failed.stdout.trim_end().ends_with(end), "{format}: {failed:?}");
        assert!(failed.stderr.starts_with("error[invalid-amount]: "), "{format}: {failed:?}");
        assert!(failed.stderr.contains("--> <stdin>:17 (record 17, 04 movement"), "{format}: {failed:?}");
        let last = "error: the output ends before its time; --keep-going writes all that can be converted\n";
        assert!(failed.stderr.ends_with(last), "{format}: {failed:?}");
    }
}

/// Nobody need set `pipefail` for this.
#[test]
fn the_next_program_fails_at_an_unclosed_document() {
    if lacks(&["bash", "jq"]) {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &broken())]);
    let script =
        |options: &str| format!("cfonb convert *.cfonb --to json {options} | jq -c '.statements | length'");
    let failed = bash(&desk, &script(""));
    assert!(failed.status != 0 && failed.stdout.is_empty(), "{failed:?}");
    let whole = bash(&desk, &script("--keep-going"));
    assert_eq!((whole.status, whole.stdout.as_str()), (0, "1\n"), "{whole:?}");
}
