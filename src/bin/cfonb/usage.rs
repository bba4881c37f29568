//! What is said of a command line that cannot be understood.

use std::path::Path;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, Error, Parser};

use crate::Status;
use crate::args::Cli;

/// Reads the command line; ends the process if there is nothing to do but to print.
pub(crate) fn parse() -> Cli {
    Cli::try_parse().unwrap_or_else(|mut error| {
        advise(&mut error);
        error.exit()
    })
}

/// Says what is wrong with the options of a subcommand.
pub(crate) fn refuse(subcommand: &str, kind: ErrorKind, text: &str) -> Status {
    let mut command = Cli::command();
    command.build();
    let error = match command.find_subcommand_mut(subcommand) {
        Some(subcommand) => subcommand.error(kind, text),
        None => command.error(kind, text),
    };
    // There is no other place to complain to.
    let _ = error.print();
    Status::Failed
}

/// Adds what may have been meant, where clap does not see it.
fn advise(error: &mut Error) {
    match error.kind() {
        ErrorKind::InvalidValue => suggest_value(error),
        ErrorKind::UnknownArgument => suggest_subcommand(error),
        ErrorKind::InvalidSubcommand => suggest_what_to_do(error),
        _ => {}
    }
}

/// Letters in a wrong order: in words of three, clap finds them too different.
fn suggest_value(error: &mut Error) {
    let given = text(error, ContextKind::InvalidValue).map(|given| letters(&given));
    let Some(ContextValue::Strings(known)) = error.get(ContextKind::ValidValue) else { return };
    if let Some(meant) = known.iter().find(|known| Some(letters(known)) == given).cloned() {
        error.insert(ContextKind::SuggestedValue, ContextValue::String(meant));
    }
}

fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// An option of another subcommand.
fn suggest_subcommand(error: &mut Error) {
    let Some(given) = text(error, ContextKind::InvalidArg) else { return };
    // That it could be the name of a file helps nobody who has mistyped an option.
    error.remove(ContextKind::Suggested);
    let command = Cli::command();
    let has = |subcommand: &&clap::Command| {
        let mut options = subcommand.get_arguments();
        options.any(|option| option.get_long().is_some_and(|long| given.strip_prefix("--") == Some(long)))
    };
    let having: Vec<String> =
        command.get_subcommands().filter(has).map(|found| format!("`cfonb {}`", found.get_name())).collect();
    if !having.is_empty() && error.get(ContextKind::SuggestedArg).is_none() {
        advice(error, format!("'{given}' is an option of {}", having.join(", ")));
    }
}

/// A file where a subcommand should be.
fn suggest_what_to_do(error: &mut Error) {
    let Some(given) = text(error, ContextKind::InvalidSubcommand) else { return };
    if Path::new(&given).exists() {
        advice(
            error,
            format!("say what to do with the file: `cfonb show {given}`, `cfonb check {given}` ..."),
        );
    }
}

fn text(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    }
}

fn advice(error: &mut Error, text: String) {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![StyledStr::from(text)]));
}
