//! `cfonb check`: what is wrong, in each statement and between them.

mod ahead;

use std::io;
use std::path::Path;

use cfonb::check::{AccountReport, Checker, Report};
use cfonb::convert::iswigo;
use cfonb::{Account, Diagnostic, Error, Statement, Summary};

use crate::args::{Check, InputFormat};
use crate::convert::files;
use crate::input::{self, Request, Visitor};
use crate::progress;
use crate::report::{Failure, Message, Reporter, Totals, counted};
use crate::{Status, Stop};

/// Checks all the files together.
pub(crate) fn run(args: &Check) -> Status {
    let charset = input::charset(&args.reading);
    progress::begin(args.messages.quiet, false);
    let mut errors = Reporter::to_stderr(&args.messages, charset);
    let mut checking = Checking {
        report: Reporter::to_stdout(&args.messages, charset),
        errors: &mut errors,
        checker: Checker::new(),
        file: String::new(),
        from: InputFormat::Cfonb,
        opened: 0,
        unreadable: false,
    };
    let request = Request {
        files: &files(&args.files),
        format: args.from,
        reading: &args.reading,
        details: false,
        api: iswigo::Options::default(),
    };
    // Whatever stops it has been said.
    let _ = ahead::read(&request, &mut checking);
    let unreadable = checking.unreadable;
    let mut report = checking.report;
    let totals = conclude(&mut report, &checking.checker.finish(), checking.opened);
    match report.failure() {
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Status::Done,
        Some(error) => {
            errors.say_failure(Failure::Write, "<stdout>", error);
            Status::Failed
        }
        None if unreadable => Status::Failed,
        None if totals.errors > 0 || totals.warnings > 0 => Status::Findings,
        None => Status::Done,
    }
}

/// Says what lies between statements, and what was checked.
fn conclude(report: &mut Reporter, checked: &Report, files: u64) -> Totals {
    report.say_findings(&checked.findings);
    let totals = report.totals();
    if report.is_summarised() {
        for account in &checked.accounts {
            report.line(&account_line(account));
        }
        let what = [
            counted(files, "file", "files"),
            counted(checked.statements, "statement", "statements"),
            counted(checked.entries, "movement", "movements"),
        ];
        let what = what.join(", ");
        match checked.statements {
            0 if totals.errors == 0 => report.line(&format!("{what}: there is nothing to check")),
            _ => report.line(&format!("{what}: {totals}")),
        }
    }
    totals
}

/// `FR76...: 2 statements, 6 movements, from 1212.00 EUR on 2020-04-23 to 1000.00 EUR on 2020-04-24`
fn account_line(checked: &AccountReport) -> String {
    let mut line = format!(
        "{}: {}, {}",
        checked.account_name(),
        counted(checked.statements, "statement", "statements"),
        counted(checked.entries, "movement", "movements")
    );
    if let (Some((first, old)), Some((last, new))) = (checked.opening, checked.closing) {
        let currency = checked.account.currency;
        line.push_str(&format!(", from {old} {currency} on {first} to {new} {currency} on {last}"));
    }
    line
}

/// One run.
struct Checking<'c> {
    /// The output.
    report: Reporter,
    /// What keeps the command from its work.
    errors: &'c mut Reporter,
    checker: Checker,
    file: String,
    from: InputFormat,
    /// How many files could be opened.
    opened: u64,
    unreadable: bool,
}

impl Checking<'_> {
    /// Goes on, as long as there is somebody to listen.
    fn go_on(&self) -> Result<(), Stop> {
        if self.report.failure().is_some() { Err(Stop::Failed) } else { Ok(()) }
    }

    /// Says what was noticed about a statement.
    fn notice(&mut self, diagnostics: &[Diagnostic], dropped: u64) -> Result<(), Stop> {
        self.report.say_all(&self.file, diagnostics, dropped);
        self.go_on()
    }

    /// Says why a statement is not checked.
    fn refuse(&mut self, diagnostic: &Diagnostic, notes: &[String]) -> Result<(), Stop> {
        self.report.say(&Message { notes, refusal: true, ..Message::new(&self.file, diagnostic) });
        self.go_on()
    }
}

impl Visitor for Checking<'_> {
    fn open(&mut self, path: &Path, name: String) {
        self.file = name;
        input::announce(path, self.errors);
    }

    fn resume(&mut self, name: &str, from: InputFormat) {
        name.clone_into(&mut self.file);
        self.from = from;
    }

    fn wants(&mut self, _: &Account<'_>) -> bool {
        true
    }

    fn begin(&mut self, from: InputFormat) {
        self.from = from;
        self.opened = self.opened.saturating_add(1);
    }

    fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Stop> {
        self.checker.push(statement, Some(&self.file));
        self.notice(statement.diagnostics(), statement.diagnostics_dropped())
    }

    fn refused(&mut self, error: &Error) -> Result<(), Stop> {
        match error.diagnostic() {
            Some(diagnostic) => self.refuse(diagnostic, &input::notes(error, self.from)),
            None => self.go_on(),
        }
    }

    fn unreadable(&mut self, error: &io::Error) -> Result<(), Stop> {
        self.unreadable = true;
        self.errors.say_failure(Failure::Read, &self.file, error);
        Ok(())
    }

    fn end(&mut self, summary: Option<&Summary>, behind: &[Diagnostic]) {
        self.report.say_all(&self.file, behind, 0);
        self.report.end(&self.file, summary);
    }
}
