//! `cfonb show`: statements as tables for a person.

mod fact;
mod page;
mod verdict;

use std::io::{self, BufWriter, Stdout, Write};
use std::path::Path;

use anstream::AutoStream;
use cfonb::convert::iswigo;
use cfonb::{Account, Diagnostic, Error, Statement, Summary};
use clap::error::ErrorKind as UsageError;

use self::page::Style;
use crate::args::{InputFormat, Language, Show};
use crate::convert::files;
use crate::filter::Filter;
use crate::input::{self, Request, Visitor};
use crate::report::{self, Failure, Message, Reporter};
use crate::text::clean;
use crate::{Status, Stop};

/// As wide as a page is where nothing says otherwise.
const USUAL_PLACES: usize = 80;

/// Shows all that was asked for.
pub(crate) fn run(args: &Show) -> Status {
    if let Some(text) = args.selection.conflict() {
        return crate::usage::refuse("show", UsageError::ArgumentConflict, &text);
    }
    let places = report::stdout_width().unwrap_or(USUAL_PLACES);
    let style = Style {
        language: args.lang.unwrap_or_else(Language::of_locale),
        places: (!args.wide).then_some(places),
    };
    let mut showing = Showing {
        out: BufWriter::new(report::stdout(args.messages.color)),
        style,
        filter: Filter::of(&args.selection),
        reporter: Reporter::to_stderr(&args.messages, input::charset(&args.reading)),
        file: String::new(),
        from: InputFormat::Cfonb,
        status: Status::Done,
    };
    let mut options = iswigo::Options::default();
    options.since = args.selection.since;
    options.until = args.selection.until;
    let files = files(&args.files);
    let request =
        Request { files: &files, format: args.from, reading: &args.reading, details: true, api: options };
    if let Err(stop) = input::read(&request, &mut showing) {
        return stop.into();
    }
    if let Some(text) = showing.filter.remark() {
        showing.reporter.remark("no-statement", &text);
    } else if showing.status == Status::Done && showing.filter.read() == 0 {
        showing.reporter.remark("no-statement", "there is no statement in the input");
    }
    showing.status
}

/// One run.
struct Showing {
    out: BufWriter<AutoStream<Stdout>>,
    style: Style,
    filter: Filter,
    reporter: Reporter,
    file: String,
    from: InputFormat,
    status: Status,
}

impl Showing {
    /// Where a statement stands, as messages say it.
    fn place(&self, statement: &Statement<'_>) -> String {
        let file = clean(&self.file);
        match statement.opening.position {
            Some(position) => format!("{file}:{}", position.line),
            None => file,
        }
    }

    fn page(&mut self, statement: &Statement<'_>) -> io::Result<()> {
        let place = self.place(statement);
        page::write(statement, &place, self.style, &mut self.out)?;
        // Before anything is said about the next one.
        self.out.flush()
    }
}

impl Visitor for Showing {
    fn open(&mut self, path: &Path, name: String) {
        self.file = name;
        input::announce(path, &mut self.reporter);
    }

    fn begin(&mut self, from: InputFormat) {
        self.from = from;
    }

    fn resume(&mut self, name: &str, from: InputFormat) {
        name.clone_into(&mut self.file);
        self.from = from;
    }

    fn wants(&mut self, account: &Account<'_>) -> bool {
        self.filter.wants_of(account)
    }

    fn statement(&mut self, statement: &Statement<'_>) -> Result<(), Stop> {
        if !self.filter.wants(self.from, statement) {
            self.reporter.pass_over(statement.diagnostics());
            return Ok(());
        }
        self.reporter.say_all(&self.file, statement.diagnostics(), statement.diagnostics_dropped());
        if statement.require_balanced().is_err() && self.status == Status::Done {
            self.status = Status::Findings;
        }
        self.page(statement).map_err(|error| match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::BrokenPipe,
            _ => {
                self.reporter.say_failure(Failure::Write, "<stdout>", &error);
                Stop::Failed
            }
        })
    }

    fn refused(&mut self, error: &Error) -> Result<(), Stop> {
        self.status = Status::Failed;
        if let Some(diagnostic) = error.diagnostic() {
            let notes = input::notes(error, self.from);
            let message = Message::new(&self.file, diagnostic);
            self.reporter.say(&Message { notes: &notes, refusal: true, ..message });
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &io::Error) -> Result<(), Stop> {
        self.status = Status::Failed;
        self.reporter.say_failure(Failure::Read, &self.file, error);
        Ok(())
    }

    fn end(&mut self, summary: Option<&Summary>, behind: &[Diagnostic]) {
        self.reporter.say_all(&self.file, behind, 0);
        self.reporter.end(&self.file, summary);
    }
}
