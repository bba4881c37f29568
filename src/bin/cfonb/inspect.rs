//! `cfonb inspect`: one record under a ruler, field by field.

mod field;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use cfonb::inspect::{Found, Inspected, Place, inspect};
use cfonb::wire::ebcdic::EbcdicReader;
use cfonb::wire::layout::WIDTH;
use cfonb::{Diagnostic, Severity};
use clap::error::ErrorKind as UsageError;

use crate::Status;
use crate::args::{InputFormat, Inspect, Language, Messages};
use crate::input::{self, Opened};
use crate::report::{self, Failure, Reporter, counted};
use crate::style::{BOLD, DIM, GREEN, RED, RESET, YELLOW};
use crate::text::clean;

/// Narrower terminals are treated as if they were so wide.
const NARROWEST: usize = 60;

/// Shows the record that was asked for.
pub(crate) fn run(args: &Inspect) -> Status {
    let (path, place) = match place(args) {
        Ok(asked) => asked,
        Err(text) => return crate::usage::refuse("inspect", UsageError::ValueValidation, &text),
    };
    let name = input::name(&path);
    let mut reporter = Reporter::to_stderr(&Messages::in_color(args.color), input::charset_of(args.encoding));
    input::announce(&path, &mut reporter);
    let found = match find(args, &path, place) {
        Ok(found) => found,
        Err(error) => {
            reporter.say_failure(Failure::Read, &name, &error);
            return Status::Failed;
        }
    };
    let (records, more) = match found {
        Found::Records { records, more } => (records, more),
        other => {
            reporter.say_stopped(&absent(&name, place, &other));
            return Status::Failed;
        }
    };
    let mut view = View {
        out: BufWriter::new(report::stdout(args.color)),
        language: args.lang.unwrap_or_else(Language::of_locale),
        places: report::stdout_width().map(|places| places.max(NARROWEST)),
    };
    match view.write(&name, &records, more) {
        Ok(()) if records.iter().any(is_wrong) => Status::Findings,
        Ok(()) => Status::Done,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Err(error) => {
            reporter.say_failure(Failure::Write, "<stdout>", &error);
            Status::Failed
        }
    }
}

/// Whether there is more to say of a record than what is only worth knowing.
fn is_wrong(record: &Inspected) -> bool {
    record.diagnostics.iter().any(|said| said.severity > Severity::Info)
}

/// The file and the place in it.
fn place(args: &Inspect) -> Result<(PathBuf, Place), String> {
    if let Some(place) = args.record.map(Place::Record).or(args.line.map(Place::Line)) {
        return Ok((args.place.clone(), place));
    }
    let line_of = |text: &str| {
        let (file, line) = text.rsplit_once(':')?;
        let line = line.parse::<u64>().ok().filter(|line| *line > 0)?;
        (!file.is_empty()).then(|| (PathBuf::from(file), Place::Line(line)))
    };
    args.place.to_str().and_then(line_of).ok_or_else(|| {
        "say which record is meant: FILE:LINE (lines count from 1), or FILE --record N".to_owned()
    })
}

fn find(args: &Inspect, path: &Path, place: Place) -> io::Result<Found> {
    let Opened { source, format, is_ebcdic } = input::open(path, args.encoding)?;
    if format != InputFormat::Cfonb {
        return Err(io::Error::other("it is JSON, which has no records; `cfonb show` shows what it says"));
    }
    let charset = input::charset_of(args.encoding);
    let found = match is_ebcdic {
        true => inspect(EbcdicReader::new(source), place, charset),
        false => inspect(source, place, charset),
    };
    found.map_err(io::Error::other)
}

/// Why there is nothing to show.
fn absent(name: &str, place: Place, found: &Found) -> String {
    match (found, place) {
        (Found::Beyond { records, .. }, Place::Record(number)) => {
            let has = counted(*records, "record", "records");
            format!("there is no record {number}: {name} has {has}")
        }
        (Found::Beyond { lines, .. }, Place::Line(number)) => {
            format!("there is no line {number}: {name} has {}", counted(*lines, "line", "lines"))
        }
        (_, Place::Line(number)) => format!("there is no record on line {number} of {name}: it is blank"),
        (_, Place::Record(number)) => format!("there is no record {number} in {name}"),
    }
}

/// What is written, and how.
struct View<W> {
    out: W,
    language: Language,
    /// Of the terminal, if it is one.
    places: Option<usize>,
}

impl<W: Write> View<W> {
    fn write(&mut self, file: &str, records: &[Inspected], more: bool) -> io::Result<()> {
        for record in records {
            self.title(file, record)?;
            self.ruler(record)?;
            self.fields(record)?;
            writeln!(self.out)?;
        }
        if more {
            let last = records.last().map_or(0, |record| record.position.record).saturating_add(1);
            writeln!(self.out, "The line goes on with record {last}; --record N shows any one of them.")?;
        }
        self.out.flush()
    }

    fn title(&mut self, file: &str, record: &Inspected) -> io::Result<()> {
        let what = match record.code {
            Some(code) => format!("{code} ({})", code.french()),
            None => "text that is no record".to_owned(),
        };
        let (line, number) = (record.position.line, record.position.record);
        writeln!(self.out, "{BOLD}{}:{line}, record {number}: {what}{RESET}\n", clean(file))
    }

    /// The record with the numbers of its columns above it and carets under what is wrong, in as many parts as
    /// the terminal makes needful.
    fn ruler(&mut self, record: &Inspected) -> io::Result<()> {
        let text: Vec<char> = record.text.chars().map(field::visible).collect();
        let part = match self.places {
            Some(places) if places < WIDTH => (places / 10).saturating_mul(10),
            _ => WIDTH,
        };
        let columns = text.len().max(if record.code.is_some() { WIDTH } else { 1 });
        let wrong = |column: usize| record.diagnostics.iter().any(|said| concerns(said, column));
        for start in (0..columns).step_by(part.max(1)) {
            let end = start.saturating_add(part).min(columns);
            let numbers = start.saturating_add(1)..=end;
            let tens: String =
                numbers.clone().filter(|column| column % 10 == 0).map(|ten| format!("{ten:>10}")).collect();
            let units: String = numbers.clone().map(|column| (column % 10).to_string()).collect();
            let shown: String = text.iter().skip(start).take(part).collect();
            let carets: String = numbers.map(|column| if wrong(column) { '^' } else { ' ' }).collect();
            if !tens.is_empty() {
                writeln!(self.out, "{DIM}{tens}{RESET}")?;
            }
            writeln!(self.out, "{DIM}{units}{RESET}\n{shown}")?;
            if !carets.trim().is_empty() {
                writeln!(self.out, "{RED}{}{RESET}", carets.trim_end())?;
            }
        }
        writeln!(self.out)
    }

    fn fields(&mut self, record: &Inspected) -> io::Result<()> {
        let words = field::Words::of(self.language, self.places);
        let table = field::table(record, words, self.places);
        if !record.fields.is_empty() {
            write!(self.out, "{BOLD}{}{RESET}", table.head())?;
        }
        let mut told = 0_usize;
        for field in &record.fields {
            write!(self.out, "{}", table.row(&field::cells(field, words)))?;
            for part in field::parts(record, field, words) {
                write!(self.out, "{}", table.row(&part))?;
            }
            for said in record.diagnostics.iter().skip(told) {
                let (last, _) = said.columns.unwrap_or((u8::MAX, u8::MAX));
                if last > field.spec.to {
                    break;
                }
                told = told.saturating_add(1);
                self.said(&table.note(1, &sentence(said)), said)?;
            }
        }
        for said in record.diagnostics.iter().skip(told) {
            self.said(&format!("{}\n", sentence(said)), said)?;
        }
        Ok(())
    }

    fn said(&mut self, text: &str, said: &Diagnostic) -> io::Result<()> {
        let color = match said.severity {
            Severity::Error => RED,
            Severity::Warning => YELLOW,
            _ => GREEN,
        };
        write!(self.out, "{color}{text}{RESET}")
    }
}

/// `error[invalid-amount]: an amount is ...`
fn sentence(said: &Diagnostic) -> String {
    let recognised = said.recognised.map(|name| format!("; it looks like {name}")).unwrap_or_default();
    format!("{}[{}]: {}{recognised}", said.severity, said.code, said.code.rule())
}

fn concerns(said: &Diagnostic, column: usize) -> bool {
    said.columns.is_some_and(|(from, to)| (usize::from(from)..=usize::from(to)).contains(&column))
}
