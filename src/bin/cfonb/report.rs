//! What is said to people and programs about the input and the output.

mod human;
mod json;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use cfonb::check::Finding;
use cfonb::wire::layout::{FieldSpec, RecordCode};
use cfonb::{Charset, Code, Diagnostic, Severity, Summary};

use crate::args::{Color, MessageFormat, Messages};
use crate::progress;

/// How often a warning is shown for one file; the rest is counted.
const WARNINGS: u64 = 5;

/// How many findings of a kind that is only worth knowing are shown; the rest is counted.
const INFOS: u64 = 3;

/// What messages call standard input.
pub(crate) const STDIN: &str = "<stdin>";

/// One message about a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Message<'m> {
    pub(crate) file: &'m str,
    pub(crate) diagnostic: &'m Diagnostic,
    /// What else there is to say.
    pub(crate) notes: &'m [String],
    /// What to try, where it is not what the code's hint says.
    pub(crate) hint: Option<&'m str>,
    /// Whether this is why a whole statement is left out.
    pub(crate) refusal: bool,
}

impl<'m> Message<'m> {
    pub(crate) fn new(file: &'m str, diagnostic: &'m Diagnostic) -> Message<'m> {
        Message { file, diagnostic, notes: &[], hint: None, refusal: false }
    }

    /// What to try, in terms of this command.
    fn hint(&self) -> String {
        let hint = self.hint.unwrap_or(self.diagnostic.code.hint());
        let hint = hint.replace("the lenient policy", "--lenient").replace("the strict policy", "--strict");
        let Diagnostic { code, record_code, .. } = self.diagnostic;
        // Without its old balance, a statement is refused by any policy.
        let unreadable = matches!(code, Code::InvalidAmount | Code::InvalidDate | Code::InvalidDigits);
        let is_lost = unreadable && *record_code == Some(RecordCode::OldBalance);
        // What is no refusal comes of not being strict, or of being lenient already.
        let of_policy = |part: &str| part.contains("--lenient") || part.contains("--strict");
        let parts = hint.split("; ").filter(|part| !of_policy(part) || (self.refusal && !is_lost));
        parts.collect::<Vec<_>>().join("; ")
    }

    /// The command that shows a record which cannot be read.
    fn inspection(&self) -> Option<String> {
        let position = self.diagnostic.position.filter(|_| self.refusal && self.file != STDIN)?;
        self.diagnostic.record_code.and(self.diagnostic.raw())?;
        let file = quoted(self.file);
        Some(match position.line == position.record {
            true => format!("cfonb inspect {file}:{}", position.line),
            false => format!("cfonb inspect {file} --record {}", position.record),
        })
    }

    /// The field concerned, if it is one and no more.
    fn field(&self) -> Option<&'static FieldSpec> {
        let (_, to) = self.diagnostic.columns?;
        self.diagnostic.spec().filter(|spec| to <= spec.to)
    }
}

/// How often something was noticed in a file.
#[derive(Debug, Clone, Copy)]
struct Count {
    severity: Severity,
    shown: u64,
    /// Shown, held back, or about statements that are not wanted.
    seen: u64,
    passed_over: u64,
}

/// Writes messages, each whole, as soon as they come.
pub(crate) struct Reporter {
    out: AutoStream<Box<dyn Write>>,
    format: MessageFormat,
    lowest: Severity,
    verbose: bool,
    /// Columns of the terminal, if it is one.
    width: Option<usize>,
    /// That of the records' text.
    charset: Charset,
    counts: BTreeMap<Code, Count>,
    totals: Totals,
    /// More was noticed than the statements say.
    dropped: bool,
    failure: Option<io::Error>,
}

impl Reporter {
    /// Messages on standard error. Infos are for those who ask for them.
    pub(crate) fn to_stderr(messages: &Messages, charset: Charset) -> Reporter {
        let stderr = io::stderr();
        let automatic = AutoStream::choice(&stderr);
        let width = stderr_width();
        let lowest = if messages.verbose { Severity::Info } else { Severity::Warning };
        Reporter::new(Box::new(stderr), automatic, width, lowest, messages, charset)
    }

    /// Messages, infos too, as the output of the command.
    pub(crate) fn to_stdout(messages: &Messages, charset: Charset) -> Reporter {
        let stdout = io::stdout();
        let automatic = AutoStream::choice(&stdout);
        let width = stdout_width();
        Reporter::new(Box::new(stdout), automatic, width, Severity::Info, messages, charset)
    }

    fn new(
        out: Box<dyn Write>,
        automatic: ColorChoice,
        width: Option<usize>,
        lowest: Severity,
        messages: &Messages,
        charset: Charset,
    ) -> Reporter {
        let choice = match messages.message_format {
            MessageFormat::Json => ColorChoice::Never,
            MessageFormat::Human => choice(messages.color, automatic),
        };
        Reporter {
            out: AutoStream::new(out, choice),
            format: messages.message_format,
            lowest: if messages.quiet { Severity::Error } else { lowest },
            verbose: messages.verbose,
            width,
            charset,
            counts: BTreeMap::new(),
            totals: Totals::default(),
            dropped: false,
            failure: None,
        }
    }

    /// Why messages can no longer be written.
    pub(crate) fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref()
    }

    /// Whether a summary is wanted.
    pub(crate) fn is_summarised(&self) -> bool {
        !self.is_json() && self.lowest < Severity::Error
    }

    fn is_json(&self) -> bool {
        self.format == MessageFormat::Json
    }

    /// What was said, or would have been but for its number, in the files that have ended.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// Says what was noticed, unless it was said often enough.
    pub(crate) fn say(&mut self, message: &Message<'_>) {
        let severity = message.diagnostic.severity;
        let most = self.most(severity);
        let count = self.count(message.diagnostic);
        count.seen = count.seen.saturating_add(1);
        if count.shown >= most {
            return;
        }
        count.shown = count.shown.saturating_add(1);
        let text = match self.format {
            MessageFormat::Human => human::message(message, self.charset, self.width),
            MessageFormat::Json => json::message(message),
        };
        self.write(&text);
    }

    /// How many warnings or infos of a kind make it sure that no more of it is said about one file, if any number does.
    pub(crate) fn enough(&self) -> Option<u64> {
        (!self.is_verbose()).then_some(WARNINGS)
    }

    /// Says what was noticed about a statement.
    pub(crate) fn say_all(&mut self, file: &str, diagnostics: &[Diagnostic], dropped: u64) {
        self.dropped |= dropped > 0;
        let mut diagnostics: Vec<&Diagnostic> = diagnostics.iter().collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.position.map(|position| position.record));
        for diagnostic in diagnostics {
            self.say(&Message::new(file, diagnostic));
        }
    }

    /// Takes note of what is not worth saying: it concerns a statement that nobody asked for.
    pub(crate) fn pass_over(&mut self, diagnostics: &[Diagnostic]) {
        for diagnostic in diagnostics {
            let count = self.count(diagnostic);
            count.passed_over = count.passed_over.saturating_add(1);
        }
    }

    /// Ends a file: says how often was noticed what was not said.
    pub(crate) fn end(&mut self, file: &str, summary: Option<&Summary>) {
        let unseen = if std::mem::take(&mut self.dropped) { Severity::Warning } else { Severity::Info };
        let mut counts = std::mem::take(&mut self.counts);
        for (code, total) in summary.into_iter().flat_map(Summary::counts) {
            let count = counts.entry(code).or_insert(Count::new(unseen));
            count.seen = count.seen.max(total.saturating_sub(count.passed_over));
        }
        for (code, count) in counts {
            self.totals.add(count.severity, count.seen);
            let more = count.seen.saturating_sub(count.shown);
            if more > 0 && count.severity >= self.lowest {
                let text = match self.format {
                    MessageFormat::Human => {
                        human::more(file, code, count.severity, (more, count.shown > 0), self.width)
                    }
                    MessageFormat::Json => json::more(file, code, count.severity, more),
                };
                self.write(&text);
            }
        }
    }

    /// Says what a check found; of what is only worth knowing, a few of each kind.
    pub(crate) fn say_findings(&mut self, findings: &[Finding]) {
        let mut held_back: BTreeMap<&'static str, u64> = BTreeMap::new();
        for finding in findings {
            self.totals.add(finding.severity, 1);
            let name = finding.kind.name();
            let is_info = finding.severity < Severity::Warning;
            if finding.severity < self.lowest {
                continue;
            }
            if is_info && !self.is_verbose() {
                let seen = held_back.entry(name).or_default();
                *seen = seen.saturating_add(1);
                if *seen > INFOS {
                    continue;
                }
            }
            let text = match self.format {
                MessageFormat::Human => human::finding(finding, self.width),
                MessageFormat::Json => json::finding(finding),
            };
            self.write(&text);
        }
        for (name, seen) in held_back.into_iter().filter(|(_, seen)| *seen > INFOS) {
            self.write(&human::more_findings(name, seen.saturating_sub(INFOS)));
        }
    }

    /// Says that a file or stream failed.
    pub(crate) fn say_failure(&mut self, what: Failure, file: &str, error: &io::Error) {
        let text = match self.format {
            MessageFormat::Human => human::failure(what, file, error, self.width),
            MessageFormat::Json => json::failure(what, file, error),
        };
        self.write(&text);
    }

    /// Says how a run ends that came to an error; programs know it from the exit status.
    pub(crate) fn say_stopped(&mut self, text: &str) {
        if self.is_summarised() {
            self.write(&human::stopped(text, self.width));
        }
    }

    /// Warns of something that is about no place in a file.
    pub(crate) fn remark(&mut self, code: &str, text: &str) {
        if self.lowest > Severity::Warning {
            return;
        }
        let text = match self.format {
            MessageFormat::Human => human::remark(text, self.width),
            MessageFormat::Json => json::remark(code, text),
        };
        self.write(&text);
    }

    /// Writes a line that is no message.
    pub(crate) fn line(&mut self, text: &str) {
        self.write(&human::line(text, self.width));
    }

    fn count(&mut self, diagnostic: &Diagnostic) -> &mut Count {
        let count = self.counts.entry(diagnostic.code).or_insert(Count::new(diagnostic.severity));
        count.severity = count.severity.max(diagnostic.severity);
        count
    }

    /// How often the same is said about one file.
    fn most(&self, severity: Severity) -> u64 {
        match severity {
            _ if severity < self.lowest => 0,
            Severity::Error => u64::MAX,
            _ if self.is_verbose() => u64::MAX,
            Severity::Warning => WARNINGS,
            _ => 1,
        }
    }

    fn is_verbose(&self) -> bool {
        self.verbose || self.is_json()
    }

    fn write(&mut self, text: &str) {
        if self.failure.is_none() {
            progress::clear();
            let written = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
            self.failure = written.err();
        }
    }
}

impl Count {
    fn new(severity: Severity) -> Count {
        Count { severity, shown: 0, seen: 0, passed_over: 0 }
    }
}

/// How much was said, by severity.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Totals {
    pub(crate) errors: u64,
    pub(crate) warnings: u64,
    pub(crate) infos: u64,
}

impl Totals {
    fn add(&mut self, severity: Severity, count: u64) {
        let total = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            _ => &mut self.infos,
        };
        *total = total.saturating_add(count);
    }
}

impl fmt::Display for Totals {
    /// `1 error, 2 warnings`, or `nothing is wrong`; infos only if there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.errors, self.warnings) {
            (0, 0) => f.write_str("nothing is wrong")?,
            (errors, 0) => f.write_str(&counted(errors, "error", "errors"))?,
            (0, warnings) => f.write_str(&counted(warnings, "warning", "warnings"))?,
            (errors, warnings) => {
                let (errors, warnings) =
                    (counted(errors, "error", "errors"), counted(warnings, "warning", "warnings"));
                write!(f, "{errors}, {warnings}")?;
            }
        }
        match self.infos {
            0 => Ok(()),
            infos => write!(f, ", {}", counted(infos, "info", "infos")),
        }
    }
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "._/-+,=".contains(c);
    if name.chars().all(is_plain) { name.to_owned() } else { format!("'{}'", name.replace('\'', r"'\''")) }
}

/// `1 file`, `12,345 files`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len().saturating_sub(index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// What failed about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Read,
    Write,
}

impl Failure {
    /// For programs.
    fn name(self) -> &'static str {
        match self {
            Failure::Read => "cannot-read",
            Failure::Write => "cannot-write",
        }
    }
}

/// Standard output for pages, with colours where they are wanted.
pub(crate) fn stdout(color: Color) -> AutoStream<Stdout> {
    let stdout = io::stdout();
    let automatic = AutoStream::choice(&stdout);
    AutoStream::new(stdout, choice(color, automatic))
}

/// Columns of the terminal that standard error is, if it is one.
pub(crate) fn stderr_width() -> Option<usize> {
    io::stderr().is_terminal().then(width).flatten()
}

/// Columns of the terminal that standard output is, if it is one.
pub(crate) fn stdout_width() -> Option<usize> {
    io::stdout().is_terminal().then(width).flatten()
}

fn choice(color: Color, automatic: ColorChoice) -> ColorChoice {
    match color {
        Color::Never => ColorChoice::Never,
        Color::Always => ColorChoice::Always,
        Color::Auto => automatic,
    }
}

/// Columns of the terminal.
fn width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_take_the_plural() {
        assert_eq!([1, 999, 1000, 1234567].map(grouped), ["1", "999", "1,000", "1,234,567"]);
        assert_eq!(counted(1, "file", "files"), "1 file");
        assert_eq!(counted(0, "file", "files"), "0 files");
    }

    #[test]
    fn totals_name_what_there_is() {
        let totals = |errors, warnings, infos| Totals { errors, warnings, infos }.to_string();
        assert_eq!(totals(0, 0, 0), "nothing is wrong");
        assert_eq!(totals(0, 0, 2), "nothing is wrong, 2 infos");
        assert_eq!(totals(1, 0, 0), "1 error");
        assert_eq!(totals(2, 1, 1), "2 errors, 1 warning, 1 info");
    }
}
