//! Media that fail: full disks, closed pipes, files that are not what they seem, processes that are killed.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::SAMPLE;
use crate::desk::{Desk, Ran, run_fed};

const FORMATS: [&str; 6] = ["cfonb", "csv", "ofx", "camt053", "json", "jsonl"];

fn sample() -> Desk {
    Desk::with(&[("a.cfonb", SAMPLE)])
}

/// A file that is larger than every buffer on the way: 4 MB.
fn large() -> String {
    SAMPLE.repeat(2_500)
}

#[test]
fn an_empty_input_is_no_statement() {
    let desk = Desk::with(&[("empty", "")]);
    for input in ["empty", "/dev/null", "-"] {
        for format in FORMATS.into_iter().filter(|format| *format != "camt053") {
            desk.run(&format!("convert {input} -t {format}")).well();
        }
        let ran = desk.run(&format!("convert {input} -t camt053"));
        assert_eq!(ran.status, 2, "its schema wants a statement");
        assert!(ran.stderr.starts_with("error[no-statement]"), "{}", ran.stderr);
        assert_eq!(desk.run(&format!("check {input}")).status, 0, "{input}");
    }
}

#[test]
fn a_directory_is_no_input() {
    let desk = sample();
    for args in ["convert . -t csv", "convert a.cfonb . -o out.csv", "check ."] {
        let ran = desk.run(args);
        assert_eq!(ran.status, 2, "{args}");
        assert!(ran.stderr.contains("error: cannot read .: it is a directory"), "{}", ran.stderr);
    }
    assert_eq!(desk.names(), ["a.cfonb"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told_whatever_is_written() {
    let desk = sample();
    for format in FORMATS {
        let ran = desk.run(&format!("convert a.cfonb -t {format} -o /dev/full"));
        let said = "error: cannot write /dev/full: No space left on device (os error 28)\n";
        assert_eq!((ran.status, ran.stderr.as_str()), (2, said), "{format}");
    }
    for args in [
        "convert a.cfonb -t csv",
        "convert a.cfonb -t json",
        "check a.cfonb",
        "check a.cfonb a.cfonb a.cfonb",
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = desk.command(args).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
        let output = ran.wait_with_output().unwrap();
        let said = "error: cannot write <stdout>: No space left on device (os error 28)\n";
        assert_eq!(output.status.code(), Some(2), "{args}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), said, "{args}");
    }
}

#[test]
#[cfg(unix)]
fn messages_that_cannot_be_written_do_not_stop_the_work() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let desk = Desk::with(&[("a.cfonb", &format!("JUNK\n{SAMPLE}"))]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let status = desk.command("convert a.cfonb --lenient -o out.csv").stderr(full).status().unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(desk.read("out.csv").lines().count(), 7);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let desk = Desk::with(&[("a.cfonb", &large()), ("b.cfonb", &format!("{SAMPLE}{SAMPLE}").repeat(500))]);
    let formats = FORMATS.map(|format| format!("convert a.cfonb -t {format} --no-merge"));
    let formats = formats.iter().map(|args| match args.contains("ofx") {
        true => args.clone(),
        false => args.replace(" --no-merge", ""),
    });
    for args in formats.chain(
        ["", "b.cfonb b.cfonb b.cfonb "].map(|more| format!("check {more}b.cfonb --message-format json")),
    ) {
        let mut command = desk.command(&args);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdout.take().unwrap().read_exact(&mut [0; 10]).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args}");
        assert_eq!(output.status.code(), Some(0), "{args}");
    }
}

/// The process reads a file up to where its output is full; then the file changes.
fn changed_while_read(change: impl FnOnce(&fs::File)) -> Ran {
    let desk = Desk::with(&[("a.cfonb", &large())]);
    let mut child = desk
        .command("convert a.cfonb -t jsonl")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 10]).unwrap();
    change(&fs::File::options().append(true).open(desk.path("a.cfonb")).unwrap());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    let output = child.wait_with_output().unwrap();
    Ran { stdout: rest, ..Ran::from(output) }
}

#[test]
fn what_is_added_to_a_file_while_it_is_read_is_read_too() {
    let ran = changed_while_read(|mut file| file.write_all(SAMPLE.as_bytes()).unwrap());
    assert_eq!((ran.status, ran.stderr.as_str(), ran.stdout.lines().count()), (0, "", 2_501));
}

#[test]
fn a_file_that_is_cut_while_it_is_read_ends_in_an_error() {
    let half = large().len() / 2 + SAMPLE.len() / 2;
    let ran = changed_while_read(|file| file.set_len(half as u64).unwrap());
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.starts_with("error[missing-new-balance]"), "{}", ran.stderr);
    assert!(ran.stdout.lines().count() < 1_300);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_fifo_may_be_the_input() {
        let desk = Desk::new();
        assert!(Command::new("mkfifo").arg(desk.path("in")).status().unwrap().success());
        let mut command = desk.command("convert in -t cfonb");
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let ran = std::thread::scope(|scope| {
            scope.spawn(|| fs::write(desk.path("in"), large()).unwrap());
            Ran::from(child.wait_with_output().unwrap())
        });
        assert!(ran.well().stdout == large());
    }

    #[test]
    fn the_output_may_be_the_input_by_any_name() {
        let text = SAMPLE.replace('\n', "\r\n");
        let desk = Desk::with(&[("a.cfonb", &text)]);
        symlink("a.cfonb", desk.path("link.cfonb")).unwrap();
        desk.run("convert a.cfonb -o link.cfonb").well();
        assert_eq!(desk.read("a.cfonb"), SAMPLE);
        assert!(fs::symlink_metadata(desk.path("link.cfonb")).unwrap().is_symlink());
        // Another name of the same file is another file from then on: the one that was not named stays as it was.
        fs::write(desk.path("b.cfonb"), &text).unwrap();
        fs::hard_link(desk.path("b.cfonb"), desk.path("hard.cfonb")).unwrap();
        desk.run("convert b.cfonb -o hard.cfonb").well();
        assert_eq!((desk.read("b.cfonb"), desk.read("hard.cfonb").as_str()), (text, SAMPLE));
        assert_eq!(desk.names(), ["a.cfonb", "b.cfonb", "hard.cfonb", "link.cfonb"]);
    }

    /// Each byte read would make another to read. Should it start, the limit on the size of files ends it.
    #[test]
    fn what_standard_output_is_appended_to_is_no_input() {
        let desk = Desk::with(&[("a.cfonb", &large())]);
        for args in ["a.cfonb", "-", "a.cfonb -o /dev/stdout", "a.cfonb -o -"] {
            let limited = format!("ulimit -f 20000; exec \"$0\" convert {args} -t cfonb");
            let mut command = Command::new("sh");
            command.args(["-c", &limited, env!("CARGO_BIN_EXE_cfonb")]).current_dir(desk.path("."));
            let open = || fs::File::options().read(true).append(true).open(desk.path("a.cfonb")).unwrap();
            let output = command.stdin(open()).stdout(open()).stderr(Stdio::piped()).output().unwrap();
            let name = if args == "-" { "<stdin>" } else { "a.cfonb" };
            let said = format!("error: cannot read {name}: it is the output too\n");
            assert_eq!(String::from_utf8(output.stderr).unwrap(), said, "{args}");
            assert_eq!(output.status.code(), Some(2), "{args}");
            assert!(desk.read("a.cfonb") == large(), "{args}: it is as it was");
        }
    }

    #[test]
    fn a_directory_that_takes_no_files_is_named() {
        let desk = sample();
        fs::create_dir(desk.path("closed")).unwrap();
        fs::set_permissions(desk.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
        // Root writes everywhere else; nobody makes files in /proc.
        let closed = if fs::write(desk.path("closed/x"), "").is_ok() { "/proc" } else { "closed" };
        let ran = desk.run(&format!("convert a.cfonb -o {closed}/out.csv"));
        assert_eq!(ran.status, 2);
        let said = format!("error: cannot write {closed}/out.csv: no file can be made in {closed}: ");
        assert!(ran.stderr.starts_with(&said), "{}", ran.stderr);
    }

    /// Starts a long conversion to a file, and stops it once it has read a megabyte.
    fn killed_by(signal: &str, output: &str) -> Desk {
        let desk = Desk::with(&[("out.json", "precious")]);
        let mut child = desk
            .command(&format!("convert -o {output}"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // More than a pipe holds: it is all written only when the process has read most of it.
        stdin.write_all(SAMPLE.repeat(1_000_000 / SAMPLE.len()).as_bytes()).unwrap();
        let kill = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(kill.success());
        let status = child.wait().unwrap();
        assert_eq!(status.code(), None, "{signal} ends it");
        drop(stdin);
        desk
    }

    /// On Linux what is written has no name before it is whole, if the file system can do that; most can.
    #[test]
    #[cfg(target_os = "linux")]
    fn a_process_that_is_killed_leaves_the_target_as_it_was_and_nothing_beside_it() {
        // Not -INT and -HUP: whoever started the tests in the background may have had them ignored.
        for signal in ["-KILL", "-TERM"] {
            let desk = killed_by(signal, "out.json");
            assert_eq!(desk.read("out.json"), "precious", "{signal}");
            assert_eq!(desk.names(), ["out.json"], "{signal}");
        }
        for output in ["new.ofx", "{iban}.csv"] {
            assert_eq!(killed_by("-KILL", output).names(), ["out.json"], "{output}");
        }
    }

    #[test]
    fn a_conversion_that_waits_for_its_input_has_written_nothing_yet() {
        let desk = Desk::new();
        let ran = run_fed(desk.command("convert -o out.csv"), |stdin| {
            stdin.write_all(SAMPLE.as_bytes())?;
            assert!(!desk.path("out.csv").exists());
            Ok(())
        });
        ran.well();
        assert_eq!(desk.names(), ["out.csv"]);
    }
}
