//! `cfonb convert`: statements from any input to one output.

use std::io;
use std::path::{Path, PathBuf};

use cfonb::convert::iswigo;
use cfonb::rust_decimal::Decimal;
use cfonb::{Account, Code, Diagnostic, Error, ErrorKind, Severity, Statement, Summary};
use clap::error::ErrorKind as UsageError;

use crate::args::{Convert, InputFormat, OutputFormat};
use crate::destination::{Destination, Template};
use crate::filter::Filter;
use crate::input::{self, Request, Visitor};
use crate::output;
use crate::progress;
use crate::report::{Failure, Message, Reporter};
use crate::target;
use crate::{Status, Stop};

/// Converts all that was asked for.
pub(crate) fn run(args: &Convert) -> Status {
    let (format, template) = match plan(args) {
        Ok(plan) => plan,
        Err((kind, text)) => return usage(kind, &text),
    };
    let mut reporter = Reporter::to_stderr(&args.messages, input::charset(&args.reading));
    progress::begin(args.messages.quiet, output::is_stdout(args.output.as_deref()));
    let files = files(&args.files);
    if let Some(path) = output::endless(&files, args.output.as_deref()) {
        let error = io::Error::other("it is the output too");
        reporter.say_failure(Failure::Read, &input::name(path), &error);
        return Status::Failed;
    }
    let name =
        args.output.as_deref().map_or_else(|| "<stdout>".to_owned(), |path| path.display().to_string());
    let destination = match Destination::open(format, args, template, &name) {
        Ok(destination) => destination,
        Err(error) => return write_failure(&mut reporter, &name, &error).into(),
    };
    let conversion = Conversion::new(args, format, destination, &mut reporter, &name);
    let (findings, destination) = match conversion.run(&files) {
        Ok(converted) => converted,
        Err(stop) => return stop.into(),
    };
    match destination.commit() {
        Ok(()) if findings => Status::Findings,
        Ok(()) => Status::Done,
        Err((name, error)) => write_failure(&mut reporter, &name, &error).into(),
    }
}

/// The files to read.
pub(crate) fn files(files: &[PathBuf]) -> Vec<PathBuf> {
    if files.is_empty() { vec![PathBuf::from("-")] } else { files.to_vec() }
}

/// The output format and the names of the files, if there are several and the options fit together.
fn plan(args: &Convert) -> Result<(OutputFormat, Option<Template>), (UsageError, String)> {
    args.selection.conflict().map_or(Ok(()), |text| Err((UsageError::ArgumentConflict, text)))?;
    if let (Some(InputFormat::Cfonb | InputFormat::Json), Some(option)) = (args.from, args.api.given()) {
        return Err((UsageError::ArgumentConflict, for_the_api(option)));
    }
    let template = args.output.as_deref().map_or(Ok(None), Template::parse);
    let template = template.map_err(|text| (UsageError::InvalidValue, format!("--output: {text}")))?;
    let from_name = args.output.as_deref().and_then(target::format_of);
    let format = args
        .to
        .or(from_name)
        .ok_or_else(|| (UsageError::MissingRequiredArgument, no_format(args.output.as_deref())))?;
    match target::idle_option(format, &args.writing) {
        None => Ok((format, template)),
        Some((option, formats)) => {
            Err((UsageError::ArgumentConflict, format!("{option} is for output in {formats}")))
        }
    }
}

/// What to say where nothing names the format of the output.
fn no_format(output: Option<&Path>) -> String {
    let ending = output.and_then(Path::extension).map(|ending| ending.to_ascii_lowercase());
    let is_workbook =
        ending.is_some_and(|ending| ["xls", "xlsx", "ods"].iter().any(|known| ending == *known));
    match output {
        Some(output) if is_workbook => format!(
            "{} is not among the formats; a spreadsheet opens a .csv: give --output such a name, and --dialect fr \
             for a spreadsheet in French",
            output.display()
        ),
        _ => "give the format of the output with --to (cfonb, csv, ofx, camt053, json, jsonl), or --output a name \
              that ends in .cfonb, .csv, .ofx, .xml (camt053), .json or .jsonl"
            .to_owned(),
    }
}

fn for_the_api(option: &str) -> String {
    format!("{option} is for input in iswigo, the JSON of an account aggregator")
}

fn usage(kind: UsageError, text: &str) -> Status {
    crate::usage::refuse("convert", kind, text)
}

/// Says that the output failed, unless its reader just went away.
fn write_failure(reporter: &mut Reporter, name: &str, error: &io::Error) -> Stop {
    if error.kind() == io::ErrorKind::BrokenPipe {
        return Stop::BrokenPipe;
    }
    reporter.say_failure(Failure::Write, name, error);
    Stop::Failed
}

/// One run.
struct Conversion<'c> {
    args: &'c Convert,
    format: OutputFormat,
    filter: Filter,
    destination: Destination<'c>,
    reporter: &'c mut Reporter,
    output_name: &'c str,
    file: String,
    from: InputFormat,
    findings: bool,
    /// There is nothing that could be converted all the same.
    hopeless: bool,
}

impl<'c> Conversion<'c> {
    fn new(
        args: &'c Convert,
        format: OutputFormat,
        destination: Destination<'c>,
        reporter: &'c mut Reporter,
        output_name: &'c str,
    ) -> Conversion<'c> {
        Conversion {
            args,
            format,
            filter: Filter::of(&args.selection),
            destination,
            reporter,
            output_name,
            file: String::new(),
            from: InputFormat::Cfonb,
            findings: false,
            hopeless: false,
        }
    }

    /// Whether there is something to be looked at, and what is to be made final.
    fn run(mut self, files: &[PathBuf]) -> Result<(bool, Destination<'c>), Stop> {
        match self.read(files) {
            Ok(()) => {}
            Err(Stop::Failed) => {
                self.say_stopped();
                // If this fails too, the run has failed already, and said so.
                let _ = self.destination.abandon();
                return Err(Stop::Failed);
            }
            Err(stop) => return Err(stop),
        }
        if let Err(error) = self.destination.finish() {
            return Err(self.output_error(&error));
        }
        for (name, diagnostic) in self.destination.diagnostics() {
            let cut = "what does not fit is cut off; csv and json hold all of it";
            let hint = (diagnostic.code == Code::FieldTooLong).then_some(cut);
            self.reporter.say(&Message { hint, ..Message::new(&name, &diagnostic) });
            self.reporter.end(&name, None);
        }
        if let Some(text) = self.filter.remark() {
            self.reporter.remark("no-statement", &text);
        } else if self.destination.is_empty() {
            let text = format!("there is no statement, and so no file {}", self.output_name);
            self.reporter.remark("no-statement", &text);
        }
        Ok((self.findings, self.destination))
    }

    fn read(&mut self, files: &[PathBuf]) -> Result<(), Stop> {
        let (api, selection) = (&self.args.api, &self.args.selection);
        let mut options = iswigo::Options::default();
        options.since = selection.since;
        options.until = selection.until;
        options.opening = api.opening;
        options.closing = api.closing;
        options.bank_details = api.bank_details;
        let request = Request {
            files,
            format: self.args.from,
            reading: &self.args.reading,
            details: true,
            api: options,
        };
        let is_used = input::read(&request, self)?;
        match api.given() {
            // A balance that is not heeded must not be taken for one that is.
            Some(option) if !is_used => {
                usage(UsageError::ArgumentConflict, &for_the_api(option));
                self.hopeless = true;
                Err(Stop::Failed)
            }
            _ => Ok(()),
        }
    }

    fn say_stopped(&mut self) {
        let name = self.output_name;
        let what = match self.args.output {
            Some(_) => format!("{name} is not written"),
            None => "the output ends before its time".to_owned(),
        };
        let advice = if self.hopeless { "" } else { "; --keep-going writes all that can be converted" };
        self.reporter.say_stopped(&format!("{what}{advice}"));
    }

    /// What an error of the output comes to.
    fn output_error(&mut self, error: &Error) -> Stop {
        match error.kind() {
            ErrorKind::Io(error) => {
                self.hopeless = true;
                write_failure(self.reporter, self.destination.name(), error)
            }
            ErrorKind::Refused(diagnostic) | ErrorKind::Foreign(diagnostic, _) => {
                self.reporter.say(&Message::new(self.destination.name(), diagnostic));
                Stop::Failed
            }
            _ => Stop::Failed,
        }
    }

    /// Whether there is no input but this one.
    fn is_alone(&self) -> bool {
        self.args.files.len() < 2
    }

    /// Says that something is left out, which ends the work unless it is to go on.
    fn leave_out(&mut self, diagnostic: &Diagnostic, notes: &[String]) -> Result<(), Stop> {
        self.findings = true;
        self.hopeless = self.is_alone() && diagnostic.code == Code::WrongFormat;
        let hint = self.hint(diagnostic);
        self.reporter.say(&Message { notes, hint, refusal: true, ..Message::new(&self.file, diagnostic) });
        if self.args.keep_going { Ok(()) } else { Err(Stop::Failed) }
    }

    /// What to try, where the code alone does not say.
    fn hint(&self, diagnostic: &Diagnostic) -> Option<&'static str> {
        if diagnostic.code != Code::AccountIncomplete {
            return None;
        }
        match diagnostic.path.as_deref() {
            Some("account.iban") => Some("the account has no IBAN; a name with {account} needs none"),
            Some(path) if path.starts_with("account.") => {
                Some("a name with {account} needs no more than that")
            }
            _ if self.from == InputFormat::Iswigo => {
                Some("--bank-details gives them for a card; --account leaves such accounts out")
            }
            _ => None,
        }
    }

    /// Lets a statement pass, or not, whose balance is wrong.
    fn unsound(&mut self, statement: &Statement<'_>, mut diagnostic: Diagnostic) -> Result<bool, Stop> {
        let notes = describe(statement, &diagnostic);
        if target::states_balances(self.format) && !self.args.unbalanced {
            return self.leave_out(&diagnostic, &notes).map(|()| false);
        }
        self.findings |= !self.args.unbalanced;
        diagnostic.severity = Severity::Warning;
        let hint = match diagnostic.code {
            Code::Unbalanced => "it is written as it is; see what `cfonb check` says",
            _ => "it is written as it is; see the messages above",
        };
        let message = Message { notes: &notes, hint: Some(hint), ..Message::new(&self.file, &diagnostic) };
        self.reporter.say(&message);
        Ok(true)
    }
}

impl Visitor for Conversion<'_> {
    fn open(&mut self, path: &Path, name: String) {
        self.file = name;
        input::announce(path, self.reporter);
    }

    fn begin(&mut self, from: InputFormat) {
        self.from = from;
        self.destination.begin(from);
    }

    fn resume(&mut self, name: &str, from: InputFormat) {
        name.clone_into(&mut self.file);
        self.begin(from);
    }

    fn wants(&mut self, account: &Account<'_>) -> bool {
        self.filter.wants_of(account)
    }

    fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Stop> {
        if !self.filter.wants(self.from, statement) {
            self.reporter.pass_over(statement.diagnostics());
            return Ok(());
        }
        let diagnostics = statement.diagnostics();
        self.findings |= diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        self.reporter.say_all(&self.file, diagnostics, statement.diagnostics_dropped());
        if let Err(diagnostic) = statement.require_balanced()
            && !self.unsound(statement, diagnostic)?
        {
            return Ok(());
        }
        match self.destination.write(statement) {
            Ok(()) => Ok(()),
            Err(error) => match error.diagnostic() {
                Some(diagnostic) if diagnostic.position.is_none() => {
                    let which = format!("it is statement {} of those read", self.filter.read());
                    self.leave_out(diagnostic, &[which])
                }
                Some(diagnostic) => self.leave_out(diagnostic, &[]),
                None => Err(self.output_error(&error)),
            },
        }
    }

    fn refused(&mut self, error: &Error) -> Result<(), Stop> {
        match error.diagnostic() {
            Some(diagnostic) => self.leave_out(diagnostic, &input::notes(error, self.from)),
            None => Err(Stop::Failed),
        }
    }

    fn unreadable(&mut self, error: &io::Error) -> Result<(), Stop> {
        self.findings = true;
        self.hopeless = self.is_alone();
        self.reporter.say_failure(Failure::Read, &self.file, error);
        if self.args.keep_going { Ok(()) } else { Err(Stop::Failed) }
    }

    fn end(&mut self, summary: Option<&Summary>, behind: &[Diagnostic]) {
        self.findings |= behind.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        self.reporter.say_all(&self.file, behind, 0);
        self.reporter.end(&self.file, summary);
    }
}

/// The sums of a statement that does not add up.
fn describe(statement: &Statement<'_>, diagnostic: &Diagnostic) -> Vec<String> {
    let (Code::Unbalanced, Some(closing)) = (diagnostic.code, &statement.closing) else { return Vec::new() };
    let text =
        |amount: Option<Decimal>| amount.map_or_else(|| "too large".to_owned(), |amount| amount.to_string());
    vec![format!(
        "old balance {} of {}, movements {}, new balance {} of {}: the difference is {}",
        statement.opening.amount,
        statement.opening.date,
        text(statement.sum()),
        closing.amount,
        closing.date,
        text(statement.difference()),
    )]
}
