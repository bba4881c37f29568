//! Writes a CFONB 120 file of any size to the standard output. Everything in it is invented.
//!
//! ```text
//! cargo run --release --example generate -- --size 48M > big.cfonb
//! ```

use std::io::{self, Write};
use std::process::ExitCode;

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::{Eol, Options, Until};

const USAGE: &str = "\
Writes a CFONB 120 file to the standard output; the same options give the same bytes.

Usage: generate [OPTIONS]

  --size BYTES        stop at this size, at the end of a statement; K, M and G are powers of 1000
  --statements N      or after this many statements [default: 10]
  --entries N[-M]     entries of a statement [default: 5-45]
  --giant             one statement of the given size
  --accounts N        how many accounts take turns [default: 4]
  --eol EOL           lf, crlf, cr or none [default: lf]
  --currency CODE     [default: EUR]
  --decimals N        0 to 9 [default: 2]
  --accented          also accents, lower case, quotes, `&` and `<`, in Windows-1252
  --seed N            [default: 1]
";

fn main() -> ExitCode {
    let options = match parse(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            // A closed output is no failure of a help text.
            let _ = io::stdout().write_all(USAGE.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match generator::write(&options, &mut out).and_then(|totals| out.flush().map(|()| totals)) {
        Ok(totals) => {
            eprintln!(
                "{} bytes, {} statements, {} entries, {} details",
                totals.bytes, totals.statements, totals.entries, totals.details
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// `None` if help is asked for.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut options = Options::default();
    let (mut size, mut giant) = (None, false);
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{name} lacks its value"));
        match name.as_str() {
            "--size" => size = Some(bytes(&value()?)?),
            "--statements" => options.until = Until::Statements(number(&value()?)?),
            "--entries" => {
                let text = value()?;
                let (from, to) = text.split_once('-').unwrap_or((&text, &text));
                options.entries = number(from)?..=number(to)?;
            }
            "--giant" => giant = true,
            "--accounts" => options.accounts = number(&value()?)?,
            "--eol" => options.eol = eol(&value()?)?,
            "--currency" => options.currency = currency(value()?)?,
            "--decimals" => options.decimals = number(&value()?)?,
            "--accented" => options.accented = true,
            "--seed" => options.seed = number(&value()?)?,
            "--help" | "-h" => return Ok(None),
            _ => return Err(format!("unknown option {name}")),
        }
    }
    if options.entries.is_empty() || options.decimals > 9 {
        return Err("--entries goes from less to more, --decimals is at most 9".into());
    }
    match (size, giant) {
        (Some(size), true) => Ok(Some(options.giant(size))),
        (Some(size), false) => Ok(Some(Options { until: Until::Bytes(size), ..options })),
        (None, true) => Err("--giant needs --size".into()),
        (None, false) => Ok(Some(options)),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number that fits here"))
}

fn bytes(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.as_bytes().last() {
        Some(b'K') => (&text[..text.len() - 1], 1000),
        Some(b'M') => (&text[..text.len() - 1], 1_000_000),
        Some(b'G') => (&text[..text.len() - 1], 1_000_000_000),
        _ => (text, 1),
    };
    number::<u64>(digits)?.checked_mul(unit).ok_or_else(|| format!("{text} is too large"))
}

fn eol(text: &str) -> Result<Eol, String> {
    match text {
        "lf" => Ok(Eol::Lf),
        "crlf" => Ok(Eol::Crlf),
        "cr" => Ok(Eol::Cr),
        "none" => Ok(Eol::None),
        _ => Err(format!("{text} is no line end: lf, crlf, cr or none")),
    }
}

fn currency(text: String) -> Result<String, String> {
    if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase()) {
        Ok(text)
    } else {
        Err(format!("{text} is not three capital letters"))
    }
}
