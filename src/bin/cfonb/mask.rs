//! `cfonb mask`: the same file without the names in it.

use std::io::{self, Read, Write};
use std::path::Path;

use cfonb::ErrorKind;
use cfonb::mask::Masker;
use cfonb::wire::ebcdic::CodePage;

use crate::args::{InputFormat, Mask, Messages};
use crate::convert::files;
use crate::input::{self, Opened};
use crate::output::{self, Output};
use crate::progress;
use crate::report::{Failure, Message, Reporter};
use crate::{Status, Stop};

/// Masks all files, one behind the other.
pub(crate) fn run(args: &Mask) -> Status {
    let charset = input::charset_of(args.encoding);
    progress::begin(false, output::is_stdout(args.output.as_deref()));
    let name =
        args.output.as_deref().map_or_else(|| "<stdout>".to_owned(), |path| path.display().to_string());
    let reporter = Reporter::to_stderr(&Messages::in_color(args.color), charset);
    let mut masking = Masking { args, reporter, name, ends_line: true };
    match masking.run() {
        Ok(()) => Status::Done,
        Err(stop) => stop.into(),
    }
}

/// One run.
struct Masking<'m> {
    args: &'m Mask,
    reporter: Reporter,
    /// What messages call the output.
    name: String,
    /// The last byte written ended a line, or there is none.
    ends_line: bool,
}

impl Masking<'_> {
    fn run(&mut self) -> Result<(), Stop> {
        let output = Output::open(self.args.output.as_deref());
        let mut output = output.map_err(|error| self.not_written(&error))?;
        for path in files(&self.args.files) {
            input::announce(&path, &mut self.reporter);
            let opened = input::open(&path, self.args.encoding);
            let opened = opened.map_err(|error| self.not_read(&path, &error))?;
            self.file(&path, opened, &mut output)?;
        }
        output.prepared().and_then(Output::persist).map_err(|error| self.not_written(&error))
    }

    fn file(&mut self, path: &Path, opened: Opened, output: &mut Output) -> Result<(), Stop> {
        let Opened { source, format, is_ebcdic } = opened;
        if format != InputFormat::Cfonb {
            let error = io::Error::other(
                "it is JSON; only CFONB 120 is masked (`cfonb convert --to cfonb` makes it)",
            );
            return Err(self.not_read(path, &error));
        }
        let (key, charset) = (self.args.key.as_bytes(), input::charset_of(self.args.encoding));
        let masker = match is_ebcdic {
            true => Masker::with_code_page(source, key, CodePage::default()),
            false => Masker::with_charset(source, key, charset),
        };
        // A record must not go on with the next file's.
        if !self.ends_line && !is_ebcdic {
            output.write_all(b"\n").map_err(|error| self.not_written(&error))?;
        }
        self.copy(path, masker, output)
    }

    fn copy(&mut self, path: &Path, mut masker: Masker<impl Read>, output: &mut Output) -> Result<(), Stop> {
        loop {
            let part = match masker.read_part() {
                Ok(Some(part)) => part,
                Ok(None) => return Ok(()),
                Err(error) => return Err(self.refused(path, &error)),
            };
            self.ends_line = matches!(part.last(), Some(b'\n' | b'\r'));
            output.write_all(part).map_err(|error| self.not_written(&error))?;
        }
    }

    fn refused(&mut self, path: &Path, error: &cfonb::Error) -> Stop {
        if let ErrorKind::Io(error) = error.kind() {
            return self.not_read(path, error);
        }
        if let Some(diagnostic) = error.diagnostic() {
            self.reporter.say(&Message::new(&input::name(path), diagnostic));
        }
        Stop::Failed
    }

    fn not_read(&mut self, path: &Path, error: &io::Error) -> Stop {
        self.reporter.say_failure(Failure::Read, &input::name(path), error);
        Stop::Failed
    }

    /// Says that the output failed, unless its reader just went away.
    fn not_written(&mut self, error: &io::Error) -> Stop {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Stop::BrokenPipe;
        }
        self.reporter.say_failure(Failure::Write, &self.name, error);
        Stop::Failed
    }
}
