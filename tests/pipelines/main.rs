//! The command between other programs, in pipelines of the shell like those of the README.
//!
//! They need programs that a fresh machine may lack (`bash`, `jq`, `curl` ...). There a test says what it lacks and is
//! left out, so that `cargo test --all-features` needs nothing but Rust; where `CI` is set, it fails.
#![cfg(all(unix, feature = "cli"))]

mod aggregator;
mod api;
mod files;
mod readme;

#[path = "../support/desk.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod desk;

use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use desk::{Desk, Ran, SAMPLE, broken};

/// The sample for another account.
fn of_another_account() -> String {
    SAMPLE.replace("00123456789", "00000000042")
}

/// A program of a pipeline and the Debian package that has it.
const PACKAGES: [(&str, &str); 8] = [
    ("bash", "bash"),
    ("cmp", "diffutils"),
    ("curl", "curl"),
    ("find", "findutils"),
    ("gzip", "gzip"),
    ("jq", "jq"),
    ("less", "less"),
    ("xargs", "findutils"),
];

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Whether one of these programs is missing here, which is said, or else, where `CI` is set, a failure.
fn lacks(programs: &[&str]) -> bool {
    let missing = |&(program, _): &&(&str, &str)| programs.contains(program) && !is_installed(program);
    let packages: Vec<&str> = PACKAGES.iter().filter(missing).map(|&(_, package)| package).collect();
    if packages.is_empty() {
        return false;
    }
    let thread = std::thread::current();
    let test = thread.name().unwrap_or_default();
    let message = format!("{test} needs more programs: apt-get install {}", packages.join(" "));
    assert!(std::env::var_os("CI").is_none(), "{message}");
    // Not by `eprintln!`, of which a test that passes shows nothing; at once, since others write too.
    io::stderr().write_all(format!("left out: {message}\n").as_bytes()).unwrap();
    true
}

/// Runs a script in which `cfonb` is the command, in this directory, with these variables.
fn bash_with(desk: &Desk, variables: &[(&str, &str)], script: &str) -> Ran {
    let mut path = vec![Path::new(env!("CARGO_BIN_EXE_cfonb")).parent().unwrap().to_owned()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut command = Command::new("bash");
    command.args(["--norc", "-c", script]).current_dir(desk.path("")).stdin(Stdio::null());
    // What somebody has set up for themselves is no part of the tests.
    command.env("HOME", desk.path("")).env("no_proxy", "127.0.0.1").env("LC_ALL", "C.UTF-8");
    command.env("PATH", std::env::join_paths(path).unwrap()).envs(variables.iter().copied());
    Ran::from(command.output().unwrap())
}

fn bash(desk: &Desk, script: &str) -> Ran {
    bash_with(desk, &[], script)
}
