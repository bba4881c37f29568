//! What can be asked of the subcommands for people.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Color, Encoding, InputFormat, Messages, Reading, Selection};

pub(super) const SHOW_EXAMPLES: &str = "\
Examples:
  cfonb show releve.cfonb | less
      each statement with the meaning of its codes, the running balance and the totals
  cfonb show --lang en --wide --since 2024-01-01 *.cfonb | less -S
      in English, everything on one line a movement, the statements closed since 1 January

Exit status: 0 all is shown, 1 a statement does not add up or is incomplete, 2 an input, or a \
statement in it, cannot be read.";

/// Show statements as tables for a person.
///
/// Each statement comes with its account and IBAN, its movements with the meanings of their codes and all that their
/// complements say, the running balance, the totals, and whether it adds up. It reads on after errors.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Files to read; none or `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Format of the input [default: told from the content]
    #[arg(short, long, value_name = "FORMAT", value_enum)]
    pub(crate) from: Option<InputFormat>,

    /// Language of the tables [default: that of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    pub(crate) lang: Option<Language>,

    /// One line a movement and a column for each thing known, however wide [default: as wide as the terminal, or 80]
    #[arg(long)]
    pub(crate) wide: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

pub(super) const INSPECT_EXAMPLES: &str = "\
Examples:
  cfonb inspect releve.cfonb:12
      line 12, as a message of `cfonb convert` or `cfonb check` names it
  cfonb inspect releve.cfonb --record 3
      the third record, in a file without line ends too

Exit status: 0 nothing is wrong with the record, 1 something is, 2 there is no such record, or \
the input cannot be read.";

/// Show one record under a ruler, field by field.
///
/// Every field comes with its columns, its name (on a wide terminal in French and English), what stands there (blanks
/// as ·) and what that means; and with what is wrong with it, so that a damaged record can be understood. Records and lines are counted as
/// in messages. Nothing behind the record is read.
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    /// File and line, or the file alone with --record or --line; `-` is standard input
    #[arg(value_name = "FILE[:LINE]")]
    pub(crate) place: PathBuf,

    /// Number of the record, from 1
    #[arg(short, long, value_name = "N", value_parser = number)]
    pub(crate) record: Option<u64>,

    /// Number of the line, from 1
    #[arg(short, long, value_name = "N", value_parser = number, conflicts_with = "record")]
    pub(crate) line: Option<u64>,

    /// Character set of the input [default: windows-1252; UTF-8 and EBCDIC are recognised]
    #[arg(long, value_name = "SET", value_enum)]
    pub(crate) encoding: Option<Encoding>,

    /// Language of the meanings [default: that of LC_ALL, LC_MESSAGES or LANG]
    #[arg(long, value_name = "LANGUAGE", value_enum)]
    pub(crate) lang: Option<Language>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

pub(super) const MASK_EXAMPLES: &str = "\
Examples:
  cfonb mask releve.cfonb -o exemple.cfonb
      a copy to attach to a question: the same records and amounts, no names
  cfonb mask --key \"$SECRET\" 2024-*.cfonb > 2024-masked.cfonb
      a test file in which nobody without the key can look for an account

Exit status: 0 done, 2 not done (an input that is no CFONB 120, or cannot be read or written).";

/// Write the same file without names, accounts, references and labels.
///
/// Letters become other letters and digits other digits, so that lines keep their length and columns, the money adds up
/// and `cfonb check` says the same of the copy, also of a damaged one. Dates, amounts, currencies, bank codes,
/// operation codes and qualifiers stay. Account and branch numbers, labels, references, entry numbers, what
/// complements say and text that is no record are masked: the same account and the same word always in the
/// same way, with the same key. Amounts and dates that cannot be read, and records that are too short, become X and 9.
///
/// Without a key, or with one that is known, somebody who has an account number or a name in mind can find out
/// whether it was there: give a secret --key where that matters, and look at the copy before you publish it.
#[derive(Debug, Args)]
pub(crate) struct Mask {
    /// Files to read, in order; none or `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// File to write, whole or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Secret that the masks depend on [default: none]
    #[arg(short, long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) key: String,

    /// Character set of the input [default: windows-1252; UTF-8 and EBCDIC are recognised]
    #[arg(long, value_name = "SET", value_enum)]
    pub(crate) encoding: Option<Encoding>,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// A language that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// French
    Fr,
    /// English
    En,
}

fn number(text: &str) -> Result<u64, String> {
    let number = text.parse::<u64>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "records and lines are counted from 1".to_owned())
}
