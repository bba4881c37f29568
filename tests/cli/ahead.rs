//! `cfonb check` of several files, of which every other one is read by a second thread before its turn: nobody can tell.

use crate::*;

/// What a terminal would show, standard output and standard error in one, and the exit status.
fn shown(desk: &Desk, args: &str) -> (String, Option<i32>) {
    let log = fs::File::create(desk.path("log")).unwrap();
    let mut command = desk.command(args);
    command.stdin(fs::File::open(desk.path("stdin")).unwrap());
    let status = command.stdout(log.try_clone().unwrap()).stderr(log).status().unwrap();
    (fs::read_to_string(desk.path("log")).unwrap(), status.code())
}

/// Runs with each file in its turn, and with each file before its turn; an empty file between them says nothing.
fn both_ways(desk: &Desk, options: &str, files: &[&str]) -> [(String, Option<i32>); 2] {
    let in_turn = files.iter().flat_map(|file| [*file, "empty"]);
    let ahead = files.iter().flat_map(|file| ["empty", *file]);
    let run = |files: Vec<&str>| shown(desk, &format!("check {options} {}", files.join(" ")));
    [run(in_turn.collect()), run(ahead.collect())]
}

/// A desk with one file of each kind.
fn desk() -> Desk {
    let stripped: String = SAMPLE.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    // More than a statement keeps of what was noticed about it, and what comes then is graver.
    let lines: Vec<&str> = SAMPLE.lines().collect();
    let zero = lines[1].replace(&lines[1][90..104], "0000000000000{").trim_end().to_owned() + "\n";
    let other_branch = lines[1..].join("\n").replacen("000122222", "000133333", 1);
    let noisy = format!("{}\n{}{other_branch}\n", lines[0], zero.repeat(120));
    let monthly = |from, to| quiet_statement("00000000001", from, to);
    let desk = Desk::with(&[
        ("empty", ""),
        // Standard input is `-` all the same.
        ("-", SAMPLE),
        ("stdin", &monthly("300424", "310524")),
        ("sample", SAMPLE),
        ("twice", &SAMPLE.repeat(2)),
        ("broken", &(broken().repeat(7) + SAMPLE)),
        ("unbalanced", &unbalanced()),
        ("cut", &SAMPLE.lines().take(5).collect::<Vec<_>>().join("\n")),
        ("junk", &format!("JUNK\n{SAMPLE}JUNK\n")),
        ("stripped", &stripped.repeat(9)),
        ("noisy", &(stripped.clone() + &noisy.repeat(3))),
        ("unsigned", &SAMPLE.replace(['{', '}'], "0").repeat(3)),
        ("january", &monthly("311223", "310124")),
        ("april", &monthly("310324", "300424").replace("10000{", "20000{")),
        ("transactions", include_str!("../../testdata/iswigo/transactions.json")),
        ("accounts", include_str!("../../testdata/iswigo/accounts.json")),
    ]);
    fs::write(desk.path("ebcdic"), [0xF0, 0xF1].repeat(60)).unwrap();
    fs::create_dir(desk.path("directory")).unwrap();
    desk.run("convert sample -t json -o json").well();
    desk
}

const FILES: [&str; 18] = [
    "april",
    "stripped",
    "broken",
    "none",
    "accounts",
    "noisy",
    "json",
    "sample",
    "-",
    "unbalanced",
    "directory",
    "junk",
    "january",
    "ebcdic",
    "cut",
    "transactions",
    "unsigned",
    "twice",
];

#[test]
fn whoever_reads_a_file_says_the_same() {
    let desk = desk();
    let mut reversed = FILES;
    reversed.reverse();
    for options in [
        "--color never",
        "--color always",
        "-v",
        "-q",
        "--message-format json",
        "--strict",
        "--lenient",
        "--repair",
        "--from cfonb",
        "--encoding ebcdic",
    ] {
        for files in [FILES, reversed] {
            let [in_turn, ahead] = both_ways(&desk, options, &files);
            assert_eq!(in_turn, ahead, "{options}");
            let (plain, status) = shown(&desk, &format!("check {options} {}", files.join(" ")));
            let but_count =
                |said: &str| -> String { said.lines().filter(|line| !line.contains(" files, ")).collect() };
            assert_eq!((but_count(&plain), status), (but_count(&in_turn.0), in_turn.1), "{options}");
        }
    }
    for file in FILES {
        for options in ["--color never", "--lenient", "--repair"] {
            let [in_turn, ahead] = both_ways(&desk, options, &[file]);
            assert_eq!(in_turn, ahead, "{options} {file}");
        }
    }
}

#[test]
fn the_files_are_what_they_are_meant_to_be() {
    let (said, status) = shown(&desk(), &format!("check --lenient {}", FILES.join(" ")));
    assert_eq!(status, Some(2));
    for part in [
        "info[stripped-blanks]: … and 125 more in stripped",
        "info[stripped-blanks]: … and 373 more in noisy",
        " records of a statement have the branch code of its old balance: 3 times in noisy",
        "error[invalid-amount]",
        "--> junk:1 ",
        "error[sign-missing]",
        "error: cannot read directory",
        "error: cannot read none",
        "error[gap]: the statement before it (april:1, ",
        " --> <stdin>:1, ",
        " --> accounts, transactions, ",
        "warning[duplicate-statement]: the same statement was there before (stripped:1, 2020-04-23 to 2020-04-24)\n --> json, ",
        "\n16 files, 32 statements, ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

/// Where standard output is full, what is said on standard error.
#[test]
#[cfg(target_os = "linux")]
fn whoever_reads_a_file_stops_at_the_same_place() {
    let desk = desk();
    let on_full = |files: [&str; 8]| {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = desk.command(&format!("check {}", files.join(" ")));
        let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        (String::from_utf8(output.stderr).unwrap(), output.status.code())
    };
    for file in ["sample", "stripped", "junk", "cut", "directory", "ebcdic"] {
        let in_turn = on_full([file, "empty", "none", "empty", "sample", "empty", "directory", "empty"]);
        assert_eq!(
            on_full(["empty", file, "empty", "none", "empty", "sample", "empty", "directory"]),
            in_turn
        );
        assert!(in_turn.0.ends_with("error: cannot write <stdout>: No space left on device (os error 28)\n"));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_can_be_read_once_is_read_in_its_turn() {
    let ran = Desk::new().run_with_input("check - /dev/stdin", &unbalanced().repeat(2000).into_bytes());
    assert!(ran.stdout.contains("<stdin>:1, ") && !ran.stdout.contains("/dev/stdin"), "{}", ran.stdout);
    assert!(ran.stdout.contains("2 files, 2,000 statements, "), "{}", ran.stdout);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_read_before_its_turn_says_nothing_into_the_progress_of_another() {
    let desk = Desk::with(&[("a.cfonb", SAMPLE), ("b.cfonb", &broken())]);
    let said =
        on_terminal(&desk, "(cat a.cfonb; sleep 2.4; cat a.cfonb) | $CFONB check --color never - b.cfonb");
    let after = said.trim_start_matches("\r<stdin>: 0 MB\x1b[K");
    assert!(after.len() < said.len() && after.starts_with("\r\x1b[Kerror[invalid-amount]"), "{said:?}");
    assert!(!after.contains("MB"), "{said:?}");
}
