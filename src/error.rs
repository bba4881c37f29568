//! What can go wrong, and where.
//!
//! One type says what is noticed about a file: [`Diagnostic`]. An [`Error`] is a diagnostic that stopped the
//! work, or a failure of the medium. Neither prints the content of a field: bank data stays out of logs. The
//! record itself can be asked for with [`Diagnostic::raw`].

mod code;

use std::fmt;
use std::io;

pub use self::code::Code;
use crate::wire::layout::{self, Field, RecordCode};

/// How grave a [`Diagnostic`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing was changed or guessed.
    Info,
    /// Something was inherited, skipped or read in a way the publication does not foresee.
    Warning,
    /// The record or the statement cannot be used.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// Where a record stands in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub struct Position {
    /// Physical line, from 1. A file without line ends is one line.
    pub line: u64,
    /// Number of the record in the input, from 1; pieces that are no record count too.
    pub record: u64,
    /// Offset in bytes of the record's first byte, from 0.
    pub byte: u64,
}

impl Position {
    /// A position from its line (from 1), record number (from 1) and byte offset (from 0).
    pub fn new(line: u64, record: u64, byte: u64) -> Position {
        Position { line, record, byte }
    }
}

/// One thing noticed about the input or the output: what, how grave, and where.
///
/// `Display` and `Debug` name the place and the rule and never print what a field holds; [`raw`](Self::raw)
/// gives the record to whoever may see it.
///
/// ```
/// # let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let broken = file.replace("120}", "120X");
/// let error = cfonb::statements(broken.as_bytes()).next().unwrap().unwrap_err();
/// let diagnostic = error.diagnostic().unwrap();
/// assert_eq!(diagnostic.code.name(), "invalid-amount");
/// assert_eq!(diagnostic.position.unwrap().line, 13);
/// assert_eq!(diagnostic.columns, Some((91, 104)));
/// assert_eq!(diagnostic.spec().unwrap().french, "montant du mouvement");
/// assert_eq!(diagnostic.raw().unwrap()[90..104], *b"0000000000120X");
/// assert!(!error.to_string().contains("120X"), "no content in what may go to a log");
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// What is said.
    pub code: Code,
    /// How grave it is.
    pub severity: Severity,
    /// Where the record stands, where one is concerned.
    pub position: Option<Position>,
    /// Code of the record concerned.
    pub record_code: Option<RecordCode>,
    /// Field concerned.
    pub field: Option<Field>,
    /// First and last column concerned, 1-based and inclusive.
    pub columns: Option<(u8, u8)>,
    /// Where a value stands in a JSON document: `statements[0].entries[2].amount`.
    pub path: Option<Box<str>>,
    /// Which input, from 0, where several are read together.
    pub input: Option<usize>,
    /// How many records (or occurrences) this speaks of, where it is more than the one at `position`.
    pub count: u64,
    /// The name of the format that was recognised instead, for [`Code::WrongFormat`].
    pub recognised: Option<&'static str>,
    /// For [`Code::SensesAmbiguous`]: the numbers of the records that would be debits, one list for each of two
    /// choices that add up.
    pub choices: Option<Box<[Vec<u64>; 2]>>,
    raw: Option<Box<[u8]>>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: Code, severity: Severity) -> Diagnostic {
        Diagnostic {
            code,
            severity,
            position: None,
            record_code: None,
            field: None,
            columns: None,
            path: None,
            input: None,
            count: 1,
            recognised: None,
            choices: None,
            raw: None,
        }
    }

    /// The same, at a position.
    #[must_use]
    pub fn with_position(mut self, position: Position) -> Diagnostic {
        self.position = Some(position);
        self
    }

    /// The same, about a field of a record; its columns come from the layout.
    #[must_use]
    pub fn with_field(mut self, record: RecordCode, field: Field) -> Diagnostic {
        self.record_code = Some(record);
        self.field = Some(field);
        self.columns =
            layout::of(record).iter().find(|spec| spec.field == field).map(|spec| (spec.from, spec.to));
        self
    }

    /// The same, with the columns given.
    #[must_use]
    pub fn with_columns(mut self, from: u8, to: u8) -> Diagnostic {
        self.columns = Some((from, to));
        self
    }

    /// The same, with the place in a JSON document.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<Box<str>>) -> Diagnostic {
        self.path = Some(path.into());
        self
    }

    /// The same, with the input it is about, counted from 0.
    #[must_use]
    pub fn with_input(mut self, input: usize) -> Diagnostic {
        self.input = Some(input);
        self
    }

    /// The same, speaking of `count` records.
    #[must_use]
    pub fn with_count(mut self, count: u64) -> Diagnostic {
        self.count = count;
        self
    }

    /// The same, holding the record's bytes.
    #[must_use]
    pub fn with_raw(mut self, raw: &[u8]) -> Diagnostic {
        self.raw = Some(raw.into());
        self
    }

    /// The bytes of the record concerned, as they stand in the file. This is bank data: show it only to
    /// whoever may see the file.
    pub fn raw(&self) -> Option<&[u8]> {
        self.raw.as_deref()
    }

    /// The [`choices`](Self::choices) as a sentence: `the debits are either records 3 and 5, or record 4`.
    pub fn choices_in_words(&self) -> Option<String> {
        let choice = |records: &Vec<u64>| match records.as_slice() {
            [] => "none".to_owned(),
            [record] => format!("record {record}"),
            [records @ .., last] => {
                let records: Vec<String> = records.iter().map(u64::to_string).collect();
                format!("records {} and {last}", records.join(", "))
            }
        };
        let [one, other] = self.choices.as_deref()?;
        Some(format!("the debits are either {}, or {}", choice(one), choice(other)))
    }

    /// What the columns concerned are called in the record concerned.
    pub fn spec(&self) -> Option<&'static layout::FieldSpec> {
        let (record, columns) = (self.record_code?, self.columns?);
        let factor = layout::factor::FIELDS.iter().filter(|_| record == RecordCode::Complement);
        let named = |spec: &&layout::FieldSpec| Some(spec.field) == self.field && spec.columns() == columns;
        let at = |spec: &&layout::FieldSpec| spec.from <= columns.0 && columns.0 <= spec.to;
        let fields = layout::of(record).iter();
        fields.clone().chain(factor).find(named).or_else(|| fields.clone().find(at))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.code)?;
        if let Some(input) = self.input {
            write!(f, " input {},", input.saturating_add(1))?;
        }
        if let Some(position) = self.position {
            write!(f, " line {}, record {}", position.line, position.record)?;
        }
        if let Some(record) = self.record_code {
            write!(f, " ({record})")?;
        }
        if let Some((from, to)) = self.columns {
            write!(f, ", columns {from}-{to}")?;
        }
        if let Some(spec) = self.spec() {
            write!(f, " ({}, {})", spec.english, spec.french)?;
        }
        if let Some(path) = &self.path {
            write!(f, " {path}")?;
        }
        write!(f, ": {}", self.code.rule())?;
        if let Some(name) = self.recognised {
            write!(f, "; it looks like {name}")?;
        }
        if let Some(choices) = self.choices_in_words() {
            write!(f, "; {choices}")?;
        }
        if self.count > 1 {
            write!(f, " ({} records)", self.count)?;
        }
        Ok(())
    }
}

impl fmt::Debug for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Diagnostic")
            .field("code", &self.code)
            .field("severity", &self.severity)
            .field("position", &self.position)
            .field("record_code", &self.record_code)
            .field("field", &self.field)
            .field("columns", &self.columns)
            .field("path", &self.path)
            .field("input", &self.input)
            .field("count", &self.count)
            .field("recognised", &self.recognised)
            .field("choices", &self.choices)
            .finish_non_exhaustive()
    }
}

/// Why the work stopped.
///
/// ```
/// let error = cfonb::statements(b"ab").next().unwrap().unwrap_err();
/// assert_eq!(error.diagnostic().unwrap().code, cfonb::Code::UnknownRecord);
/// assert_eq!(
///     error.to_string(),
///     "error[unknown-record] line 1, record 1, columns 1-2: a record starts with 01, 04, 05 or 07",
/// );
/// ```
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`]. Neither does its `Debug` print what a field holds.
#[non_exhaustive]
pub enum ErrorKind {
    /// The medium failed.
    Io(io::Error),
    /// The input breaks a rule of its format, or the statement does not fit in the output's.
    Refused(Diagnostic),
    /// The same, found by another crate; its error is the [`source`](std::error::Error::source) and may quote
    /// the input.
    Foreign(Diagnostic, Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Debug for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorKind::Io(error) => f.debug_tuple("Io").field(error).finish(),
            ErrorKind::Refused(diagnostic) => f.debug_tuple("Refused").field(diagnostic).finish(),
            // The source may quote the input; whoever may see it asks for it.
            ErrorKind::Foreign(diagnostic, _) => {
                f.debug_tuple("Foreign").field(diagnostic).finish_non_exhaustive()
            }
        }
    }
}

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What kind of error this is.
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// The kind, given away.
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// What is wrong with the input or output; `None` if the medium failed.
    pub fn diagnostic(&self) -> Option<&Diagnostic> {
        match self.kind() {
            ErrorKind::Io(_) => None,
            ErrorKind::Refused(diagnostic) | ErrorKind::Foreign(diagnostic, _) => Some(diagnostic),
        }
    }

    /// The same, about one of several inputs.
    #[cfg_attr(not(feature = "json"), allow(dead_code))]
    pub(crate) fn in_input(mut self, input: usize) -> Error {
        match self.0.as_mut() {
            ErrorKind::Io(_) => {}
            ErrorKind::Refused(diagnostic) | ErrorKind::Foreign(diagnostic, _) => {
                diagnostic.input = Some(input)
            }
        }
        self
    }

    /// An error of another crate, described by a diagnostic.
    #[cfg_attr(not(feature = "json"), allow(dead_code))]
    pub(crate) fn foreign(
        diagnostic: Diagnostic,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error(Box::new(ErrorKind::Foreign(diagnostic, source.into())))
    }
}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Error {
        Error(Box::new(ErrorKind::Refused(diagnostic)))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error(Box::new(ErrorKind::Io(error)))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Io(error) => error.fmt(f),
            ErrorKind::Refused(diagnostic) | ErrorKind::Foreign(diagnostic, _) => diagnostic.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => Some(error),
            ErrorKind::Refused(_) => None,
            ErrorKind::Foreign(_, source) => Some(source.as_ref()),
        }
    }
}
