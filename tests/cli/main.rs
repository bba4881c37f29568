//! The `cfonb` command, run as people and pipelines run it.
#![cfg(feature = "cli")]

mod accounts;
mod balances;
mod check;
mod files;
mod formats;
mod iswigo;
mod messages;
mod repair;
mod selection;
mod usage;

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const SAMPLE: &str = include_str!("../../testdata/sample.cfonb");

/// A directory with files in it, in which the command runs.
struct Desk(TempDir);

impl Desk {
    fn new() -> Desk {
        Desk(TempDir::new().unwrap())
    }

    fn with(files: &[(&str, &str)]) -> Desk {
        let desk = Desk::new();
        for (name, text) in files {
            fs::write(desk.path(name), text).unwrap();
        }
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cfonb"));
        command.current_dir(self.0.path()).args(args.split(' ')).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &str) -> Ran {
        Ran::from(self.command(args).output().unwrap())
    }

    fn run_with_input(&self, args: &str, input: &[u8]) -> Ran {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // It may end before it has read all.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::from(child.wait_with_output().unwrap())
    }

    /// The names of all files, so that none is left over.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// What a run came to.
#[derive(Debug)]
struct Ran {
    status: i32,
    stdout: String,
    stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Done, without a word.
    fn well(self) -> Ran {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:?}");
        self
    }
}

/// The sample with the amount of its second movement damaged.
fn broken() -> String {
    let text = SAMPLE.replacen("1000}PRL0042", "10X0}PRL0042", 1);
    assert_ne!(text, SAMPLE);
    text
}

/// The sample with one euro too much in its new balance.
fn unbalanced() -> String {
    let text = SAMPLE.replacen("0000000010000{", "0000000010010{", 1);
    assert_ne!(text, SAMPLE);
    text
}

/// A statement without movements.
fn quiet_statement(number: &str, from: &str, to: &str) -> String {
    let record = |code: &str, date: &str| {
        format!("{code}11111    22222EUR2 {number}  {date}{:50}0000000010000{{{:16}\n", "", "")
    };
    record("01", from) + &record("07", to)
}
