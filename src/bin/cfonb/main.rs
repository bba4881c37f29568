//! The `cfonb` command.
//!
//! `args` says what can be asked for; the module of each subcommand does it, with statements from `input` (and
//! `api`), places to write from `destination` and `output`, a form from `target`, words from `language`, columns
//! from `table` and `text`, and `report` to tell people what was noticed. `usage` says what is wrong with a command
//! line, `manual` writes what the command says about itself.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation
    )
)]

mod api;
mod args;
mod check;
mod convert;
mod destination;
mod filter;
mod input;
mod inspect;
mod language;
mod manual;
mod mask;
mod output;
mod progress;
mod report;
mod show;
mod style;
mod table;
mod target;
mod temporary;
mod text;
mod usage;

use std::process::ExitCode;

use self::args::Command;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// All was done, or whoever read the output wanted no more of it.
    Done,
    /// All was done that could be, and something is to be looked at.
    Findings,
    /// The work was not done.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::Findings => 1,
            Status::Failed => 2,
        })
    }
}

/// Why a run ends before its time; whoever stops it has said why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// The reader of the output went away, which is no fault.
    BrokenPipe,
    /// The work cannot be done.
    Failed,
}

impl From<Stop> for Status {
    fn from(stop: Stop) -> Status {
        match stop {
            Stop::BrokenPipe => Status::Done,
            Stop::Failed => Status::Failed,
        }
    }
}

fn main() -> ExitCode {
    let status = match usage::parse().command {
        Command::Convert(args) => convert::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Mask(args) => mask::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    status.into()
}
