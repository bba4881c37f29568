//! What can be asked for on the command line.

mod people;

use std::path::PathBuf;

use cfonb::chrono::NaiveDate;
use cfonb::convert::memo::Memo;
use cfonb::rust_decimal::Decimal;
use cfonb::{Account, Currency, Iban};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::people::{Inspect, Language, Mask, Show};

use crate::filter::AccountFilter;

/// French bank statements (CFONB 120): convert them, check that the money adds up.
#[derive(Debug, Parser)]
#[command(name = "cfonb", version, propagate_version = true, after_help = EXIT, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(after_help = CONVERT_EXAMPLES)]
    Convert(Convert),
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    #[command(after_help = people::SHOW_EXAMPLES)]
    Show(Show),
    #[command(after_help = people::INSPECT_EXAMPLES)]
    Inspect(Inspect),
    #[command(after_help = people::MASK_EXAMPLES)]
    Mask(Mask),
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions(Completions),
    #[command(after_help = MAN_EXAMPLES)]
    Man(Man),
}

const EXIT: &str = "\
Exit status: 0 done, 1 something is to be looked at, 2 not done (wrong usage, input that cannot \
be read, output that cannot be written).";

const CONVERT_EXAMPLES: &str = "\
Examples:
  cfonb convert releve.cfonb -o releve.ofx
      the statement for an accounting program; releve.ofx appears only if all went well
  cfonb convert --to csv --dialect fr --since 2024-01-01 *.cfonb > 2024.csv
      the statements closed since 1 January, for a French spreadsheet
  cfonb convert accounts.json transactions.json -o '{iban}.ofx'
      the JSON of an account aggregator: a statement, and a file, for each account

Exit status: 0 done, 1 written but something is to be looked at (a statement that does not add \
up; with --keep-going, a statement left out), 2 not done.";

const CHECK_EXAMPLES: &str = "\
Examples:
  cfonb check releve.cfonb
      whether old balance + movements = new balance, and all that is odd in the file
  cfonb check 2024-*.cfonb
      also whether each statement starts where the one before it ended

Exit status: 0 nothing is wrong, 1 there are findings, 2 a file could not be read.";

const COMPLETIONS_EXAMPLES: &str = "\
Examples (the folders must be there):
  cfonb completions bash > ~/.local/share/bash-completion/completions/cfonb
  cfonb completions zsh > ~/.zfunc/_cfonb
  cfonb completions fish > ~/.config/fish/completions/cfonb.fish";

const MAN_EXAMPLES: &str = "\
Examples:
  cfonb man | man -l -
      the page of the command
  cfonb man --output ~/.local/share/man/man1
      the pages of the command and its subcommands, as files";

/// Write what lets a shell complete options.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// For which shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Write the manual page.
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// Folder for the pages of the command and of each subcommand [default: the first, on standard output]
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

/// Convert statements to another format.
///
/// The input format is told from the content. Statements go out one by one, in the order of the files. The first
/// error stops the work: with --output nothing appears then, and on standard output the document stays unclosed.
#[derive(Debug, Args)]
pub(crate) struct Convert {
    /// Files to read, in order; none or `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Format of the input [default: told from the content]
    #[arg(short, long, value_name = "FORMAT", value_enum)]
    pub(crate) from: Option<InputFormat>,

    /// Format of the output [default: told from the ending of --output]
    #[arg(short, long, value_name = "FORMAT", value_enum)]
    pub(crate) to: Option<OutputFormat>,

    /// File to write, whole or not at all [default: standard output]
    ///
    /// A name with {iban}, {bank}, {branch}, {account} or {currency} gives each account a file of its own: all of
    /// them appear, or none.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Leave out what cannot be converted, say so, and write the rest
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Convert statements that do not add up or are incomplete as if they were sound, with a warning
    ///
    /// OFX, camt.053 and CFONB state a balance and refuse them otherwise; CSV and JSON always write them, with exit status 1
    /// unless this is given.
    #[arg(long)]
    pub(crate) unbalanced: bool,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) api: Api,
    #[command(flatten)]
    pub(crate) selection: Selection,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Check that the money adds up.
///
/// Checks that each statement adds up (old balance + movements = new balance), that the statements of an account
/// follow one another, that none is there twice and that the dates fit, across all the files given. It reads on after
/// errors and gives its report on standard output.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files to read; none or `-` is standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Format of the input [default: told from the content]
    #[arg(short, long, value_name = "FORMAT", value_enum)]
    pub(crate) from: Option<InputFormat>,

    #[command(flatten)]
    pub(crate) reading: Reading,
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// How CFONB input is taken.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading CFONB")]
pub(crate) struct Reading {
    /// Refuse what the publication does not foresee
    #[arg(long, conflicts_with = "lenient")]
    pub(crate) strict: bool,

    /// Skip records that cannot be read; money and dates are not guessed
    #[arg(long)]
    pub(crate) lenient: bool,

    /// Put back blanks and signs that were lost on the way, where the statement then adds up
    ///
    /// For copies damaged by a web page, an e-mail or a clipboard: every guess is told with its reason, and a statement
    /// that does not add up with what was put back, or adds up in several ways, is refused. Not for EBCDIC.
    #[arg(long)]
    pub(crate) repair: bool,

    /// Character set of the input [default: windows-1252; UTF-8 and EBCDIC are recognised]
    #[arg(long, value_name = "SET", value_enum)]
    pub(crate) encoding: Option<Encoding>,
}

/// How the JSON of an aggregator's API is taken.
///
/// All such inputs are read together: accounts and transactions may stand in several files.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Reading the JSON of an account aggregator (iswigo)")]
pub(crate) struct Api {
    /// Balance before the first movement, whatever the account says
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    pub(crate) opening: Option<Decimal>,

    /// Balance after the last movement, whatever the account says
    #[arg(long, value_name = "AMOUNT", value_parser = amount, allow_negative_numbers = true)]
    pub(crate) closing: Option<Decimal>,

    /// Bank details for the account that has none, such as a card
    #[arg(long, value_name = "IBAN|RIB", value_parser = bank_details)]
    pub(crate) bank_details: Option<Iban>,
}

impl Api {
    /// The first option that is given.
    pub(crate) fn given(&self) -> Option<&'static str> {
        let options = [
            ("--opening", self.opening.is_some()),
            ("--closing", self.closing.is_some()),
            ("--bank-details", self.bank_details.is_some()),
        ];
        options.into_iter().find_map(|(name, is_given)| is_given.then_some(name))
    }
}

/// Which statements are wanted.
#[derive(Debug, Args)]
#[command(next_help_heading = "Choosing statements")]
pub(crate) struct Selection {
    /// Only the statements of this account; may be repeated
    #[arg(long, value_name = "IBAN|RIB|NUMBER", value_parser = AccountFilter::parse)]
    pub(crate) account: Vec<AccountFilter>,

    /// Only the statements closed on this day or later (YYYY-MM-DD)
    ///
    /// Statements are taken whole, by the date of their new balance, and never cut. From the JSON of an aggregator,
    /// of which statements are made, it takes the movements booked since then.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) since: Option<NaiveDate>,

    /// Only the statements closed on this day or before (YYYY-MM-DD)
    ///
    /// From the JSON of an aggregator: the movements booked until then.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) until: Option<NaiveDate>,
}

impl Messages {
    /// For people, with colours as they are wanted.
    pub(crate) fn in_color(color: Color) -> Messages {
        Messages { message_format: MessageFormat::Human, quiet: false, verbose: false, color }
    }
}

impl Selection {
    /// What is wrong with the dates together.
    pub(crate) fn conflict(&self) -> Option<String> {
        let (since, until) = (self.since?, self.until?);
        (since > until).then(|| format!("--since {since} is after --until {until}"))
    }
}

/// How each format is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub(crate) struct Writing {
    /// csv: for a French spreadsheet, or for programs [default: rfc4180]
    #[arg(long, value_enum)]
    pub(crate) dialect: Option<Dialect>,

    /// csv: the character between cells, or `tab` [default: `;` for fr, `,` for rfc4180]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    pub(crate) delimiter: Option<u8>,

    /// csv: guard texts that a spreadsheet would take for formulas [default for fr]
    #[arg(long, overrides_with = "no_formula_guard")]
    pub(crate) formula_guard: bool,

    /// csv: leave such texts as they are [default for rfc4180]
    #[arg(long)]
    pub(crate) no_formula_guard: bool,

    /// csv, ofx: qualifiers of the complements that go into the memo (LCC,RCN), or `all`, `none`
    #[arg(long, value_name = "LIST", value_parser = memo)]
    pub(crate) memo: Option<Memo>,

    /// ofx: 1 for 1.02 in Windows-1252, which every program reads, 2 for 2.11 in UTF-8 [default: 1]
    #[arg(long, value_name = "VERSION", value_enum)]
    pub(crate) ofx_version: Option<OfxVersion>,

    /// ofx: one statement for each of the input, even if they follow one another
    #[arg(long)]
    pub(crate) no_merge: bool,

    /// camt053: version of the message, camt.053.001.08 or .02 [default: 08]
    #[arg(long, value_name = "VERSION", value_enum)]
    pub(crate) camt_version: Option<CamtVersion>,

    /// ofx, camt053, cfonb: text in ASCII, in its nearest spelling [default for cfonb from JSON]
    #[arg(long, overrides_with = "no_ascii")]
    pub(crate) ascii: bool,

    /// ofx, cfonb: text with its accents [default otherwise]
    #[arg(long)]
    pub(crate) no_ascii: bool,

    /// cfonb: what ends a record [default: lf]
    #[arg(long, value_enum)]
    pub(crate) eol: Option<Eol>,
}

/// What is said, and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Messages")]
pub(crate) struct Messages {
    /// For people, or one JSON object per line (without the text of records)
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub(crate) message_format: MessageFormat,

    /// Say errors only
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Say everything: also what is only worth knowing, and every occurrence of it
    #[arg(short, long, conflicts_with = "quiet")]
    pub(crate) verbose: bool,

    /// When to use colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    /// CFONB 120, also called AFB 120
    Cfonb,
    /// JSON as this command writes it: a document, or a statement a line
    #[value(alias = "jsonl")]
    Json,
    /// JSON of an account aggregator's API: accounts and transactions
    Iswigo,
}

/// A format that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// CFONB 120, also called AFB 120
    Cfonb,
    /// A row for each movement
    Csv,
    /// OFX, for accounting programs
    Ofx,
    /// ISO 20022 bank-to-customer statement
    #[value(aliases = ["camt", "camt.053", "xml"])]
    Camt053,
    /// One document
    Json,
    /// A statement a line
    #[value(alias = "ndjson")]
    Jsonl,
}

/// A character set of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Encoding {
    #[value(name = "windows-1252", aliases = ["cp1252", "iso-8859-1", "latin1"])]
    Windows1252,
    #[value(name = "iso-8859-15", alias = "latin9")]
    Iso8859_15,
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    #[value(name = "ebcdic")]
    Ebcdic,
}

/// A way of writing CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dialect {
    /// French column names, `;` and decimal commas
    Fr,
    /// English column names, `,` and decimal points
    Rfc4180,
}

/// A version of OFX.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OfxVersion {
    /// 1.02: SGML in Windows-1252
    #[value(name = "1", alias = "1.02")]
    V1,
    /// 2.11: XML in UTF-8
    #[value(name = "2", alias = "2.11")]
    V2,
}

/// A version of camt.053.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CamtVersion {
    /// Of 2019
    #[value(name = "08", aliases = ["8", "camt.053.001.08"])]
    V08,
    /// Of 2009
    #[value(name = "02", aliases = ["2", "camt.053.001.02"])]
    V02,
}

/// What ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Eol {
    Lf,
    Crlf,
    /// Nothing: the next record follows
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "a date is a day of the calendar, written YYYY-MM-DD like 2024-01-31".to_owned())
}

fn amount(text: &str) -> Result<Decimal, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let amount = Decimal::from_str_exact(text).ok().filter(|_| plain);
    amount.ok_or_else(|| "an amount has a decimal point and no blanks, like -1212.00".to_owned())
}

fn bank_details(text: &str) -> Result<Iban, String> {
    let is_iban = text.trim_start().starts_with(|first: char| first.is_ascii_alphabetic());
    let account = match is_iban {
        true => Iban::parse(text).and_then(|iban| Account::from_iban(iban, Currency::EUR)),
        false => Account::from_rib(text, Currency::EUR),
    };
    let iban = account.map_err(|error| error.to_string())?.iban();
    iban.ok_or_else(|| "an IBAN or a RIB is expected".to_owned())
}

fn memo(text: &str) -> Result<Memo, String> {
    Memo::parse(text)
        .ok_or_else(|| "a list of qualifiers of three characters (LCC,RCN), `all` or `none`".to_owned())
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte @ (b'\t' | b' ')] => Ok(*byte),
        [byte] if byte.is_ascii_punctuation() && *byte != b'"' => Ok(*byte),
        _ => Err("one ASCII punctuation mark that is no quote, or `tab`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn amounts() {
        assert_eq!(amount("-1212.5").unwrap().to_string(), "-1212.5");
        for refused in ["", "1,5", "1 000", "1_000", "1e3", "-", "1.2.3", "EUR"] {
            assert!(amount(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn bank_details_are_those_of_an_account() {
        let iban = Iban::parse("FR7611111222220012345678975");
        for text in
            ["FR76 1111 1222 2200 1234 5678 975", "11111 22222 00123456789 75", "111112222200123456789"]
        {
            assert_eq!(bank_details(text).ok(), iban.ok(), "{text}");
        }
        for refused in ["", "FR7611111222220012345678976", "00123456789", "BE68539007547034"] {
            assert!(bank_details(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn delimiters() {
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        assert_eq!(delimiter("|"), Ok(b'|'));
        for refused in ["", "a", "\"", "é", ";;", "\n"] {
            assert!(delimiter(refused).is_err(), "{refused:?}");
        }
    }
}
