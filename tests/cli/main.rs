//! The `cfonb` command, run as people and pipelines run it.
#![cfg(feature = "cli")]

mod accounts;
mod ahead;
mod balances;
mod check;
mod files;
mod formats;
mod inspect;
mod iswigo;
mod manual;
mod mask;
mod messages;
mod progress;
mod repair;
mod selection;
mod show;
mod usage;

#[path = "../support/desk.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod desk;

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use desk::{Desk, Ran, SAMPLE, broken};

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

/// What a terminal gets of a shell's commands.
#[cfg(target_os = "linux")]
fn on_terminal(desk: &Desk, commands: &str) -> String {
    let mut script = Command::new("script");
    script.args(["--quiet", "--command", commands, "/dev/null"]);
    script
        .current_dir(desk.path(""))
        .env("CFONB", env!("CARGO_BIN_EXE_cfonb"))
        .env("TERM", "xterm")
        .stdin(Stdio::null());
    let output = script.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
