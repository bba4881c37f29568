//! The form that the conversion takes.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::Path;

use cfonb::convert::{Sink, camt053, csv, json, ofx};
use cfonb::{Code, Diagnostic, LineEnd, Result, Severity, Statement, Writer, WriterOptions};

use crate::args::{CamtVersion, Convert, Dialect, Eol, InputFormat, OfxVersion, OutputFormat, Writing};
use crate::destination::Shared;

/// How much is gathered before it is written.
const BUFFER: usize = 128 << 10;

/// The format that a file name asks for.
pub(crate) fn format_of(path: &Path) -> Option<OutputFormat> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "cfonb" | "cfo" | "afb" | "afb120" => Some(OutputFormat::Cfonb),
        "csv" => Some(OutputFormat::Csv),
        "ofx" => Some(OutputFormat::Ofx),
        "xml" => Some(OutputFormat::Camt053),
        "json" => Some(OutputFormat::Json),
        "jsonl" => Some(OutputFormat::Jsonl),
        _ => None,
    }
}

/// Whether a format states balances, which are wrong for a statement that does not add up.
pub(crate) fn states_balances(format: OutputFormat) -> bool {
    matches!(format, OutputFormat::Cfonb | OutputFormat::Ofx | OutputFormat::Camt053)
}

/// An option that does nothing for this format, and the formats it is for.
pub(crate) fn idle_option(format: OutputFormat, writing: &Writing) -> Option<(&'static str, &'static str)> {
    use OutputFormat::{Camt053, Cfonb, Csv, Ofx};
    let options: [(&str, bool, &[OutputFormat], &str); 11] = [
        ("--dialect", writing.dialect.is_some(), &[Csv], "csv"),
        ("--delimiter", writing.delimiter.is_some(), &[Csv], "csv"),
        ("--formula-guard", writing.formula_guard, &[Csv], "csv"),
        ("--no-formula-guard", writing.no_formula_guard, &[Csv], "csv"),
        ("--memo", writing.memo.is_some(), &[Csv, Ofx], "csv and ofx"),
        ("--ofx-version", writing.ofx_version.is_some(), &[Ofx], "ofx"),
        ("--no-merge", writing.no_merge, &[Ofx], "ofx"),
        ("--camt-version", writing.camt_version.is_some(), &[Camt053], "camt053"),
        ("--ascii", writing.ascii, &[Ofx, Camt053, Cfonb], "ofx, camt053 and cfonb"),
        ("--no-ascii", writing.no_ascii, &[Ofx, Cfonb], "ofx and cfonb"),
        ("--eol", writing.eol.is_some(), &[Cfonb], "cfonb"),
    ];
    let idle = options.into_iter().find(|(_, given, formats, _)| *given && !formats.contains(&format));
    idle.map(|(name, _, _, formats)| (name, formats))
}

/// A writer of one of the formats.
pub(crate) enum Target {
    Csv(csv::Writer<Shared>),
    Ofx(Box<ofx::Writer<Shared>>),
    Camt053(camt053::Writer<Shared>),
    Json(Json),
    Cfonb(Box<Cfonb>),
}

impl Target {
    pub(crate) fn new(format: OutputFormat, args: &Convert, out: Shared) -> Target {
        let writing = &args.writing;
        match format {
            OutputFormat::Csv => Target::Csv(csv::Writer::new(out, csv_options(writing))),
            OutputFormat::Ofx => Target::Ofx(Box::new(ofx::Writer::new(out, ofx_options(args)))),
            OutputFormat::Camt053 => Target::Camt053(camt053::Writer::new(out, camt053_options(args))),
            OutputFormat::Json => Target::Json(Json::new(out, json::Form::Document)),
            OutputFormat::Jsonl => Target::Json(Json::new(out, json::Form::Lines)),
            OutputFormat::Cfonb => Target::Cfonb(Box::new(Cfonb::new(out, args))),
        }
    }

    /// What follows comes from an input in this format.
    pub(crate) fn begin(&mut self, from: InputFormat) {
        if let Target::Cfonb(cfonb) = self {
            cfonb.begin(from);
        }
    }

    /// Writes a statement.
    pub(crate) fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        match self {
            Target::Csv(writer) => writer.write(statement),
            Target::Ofx(writer) => writer.write(statement),
            Target::Camt053(writer) => writer.write(statement),
            Target::Json(writer) => writer.write(statement),
            Target::Cfonb(writer) => writer.write(statement),
        }
    }

    /// Closes the document.
    pub(crate) fn finish(&mut self) -> Result<()> {
        match self {
            Target::Csv(writer) => writer.finish(),
            Target::Ofx(writer) => writer.finish(),
            Target::Camt053(writer) => writer.finish(),
            Target::Json(json) => json.writer.finish(),
            Target::Cfonb(writer) => writer.finish(),
        }
    }

    /// Leaves the document in such a state that the next program cannot take it for whole.
    pub(crate) fn abandon(self) -> Result<()> {
        match self {
            Target::Json(writer) => writer.abandon(),
            // An empty output is no OFX and no XML either; CSV and CFONB have no end to lack.
            Target::Csv(_) | Target::Ofx(_) | Target::Camt053(_) | Target::Cfonb(_) => Ok(()),
        }
    }

    /// What the output lacks of the input, counted.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Target::Csv(_) | Target::Json(_) => Vec::new(),
            Target::Ofx(writer) => writer.diagnostics(),
            Target::Camt053(writer) => writer.diagnostics(),
            Target::Cfonb(writer) => writer.diagnostics(),
        }
    }
}

fn csv_options(writing: &Writing) -> csv::Options {
    let mut options = csv::Options::default();
    options.dialect = match writing.dialect {
        Some(Dialect::Fr) => csv::Dialect::French,
        Some(Dialect::Rfc4180) | None => csv::Dialect::Rfc4180,
    };
    options.delimiter = writing.delimiter;
    options.formula_guard = match (writing.formula_guard, writing.no_formula_guard) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    options.memo = writing.memo.clone().unwrap_or_default();
    options
}

fn ofx_options(args: &Convert) -> ofx::Options {
    let version = match args.writing.ofx_version {
        Some(OfxVersion::V1) | None => ofx::Version::V102,
        Some(OfxVersion::V2) => ofx::Version::V211,
    };
    ofx::Options::default()
        .with_version(version)
        .with_unbalanced(args.unbalanced)
        .with_merge(!args.writing.no_merge)
        .with_memo(args.writing.memo.clone().unwrap_or_default())
        .with_ascii(args.writing.ascii)
}

fn camt053_options(args: &Convert) -> camt053::Options {
    let version = match args.writing.camt_version {
        Some(CamtVersion::V02) => camt053::Version::V02,
        Some(CamtVersion::V08) | None => camt053::Version::V08,
    };
    camt053::Options::default()
        .with_version(version)
        .with_unbalanced(args.unbalanced)
        .with_ascii(args.writing.ascii)
}

/// JSON, which an error leaves open even before its first statement.
pub(crate) struct Json {
    writer: json::Writer<Shared>,
    form: json::Form,
    empty: bool,
}

impl Json {
    fn new(out: Shared, form: json::Form) -> Json {
        Json { writer: json::Writer::new(out, form), form, empty: true }
    }

    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        self.empty = false;
        self.writer.write(statement)
    }

    fn abandon(self) -> Result<()> {
        if self.empty && self.form == json::Form::Document {
            // Nothing at all would be read as no statement by many programs.
            self.writer.into_inner()?.write_all(b"{\"statements\":[\n")?;
        }
        Ok(())
    }
}

/// CFONB, whose options depend on where a statement comes from.
pub(crate) struct Cfonb {
    /// Always there, but for the moment in which it is exchanged.
    writer: Option<Writer<BufWriter<Shared>>>,
    options: WriterOptions,
    ascii: Option<bool>,
    /// Of the writers that were exchanged.
    changes: BTreeMap<Code, u64>,
}

impl Cfonb {
    fn new(out: Shared, args: &Convert) -> Cfonb {
        let writing = &args.writing;
        let mut options = WriterOptions::default();
        options.unbalanced = args.unbalanced;
        options.line_end = match writing.eol {
            Some(Eol::Lf) | None => LineEnd::Lf,
            Some(Eol::Crlf) => LineEnd::CrLf,
            Some(Eol::None) => LineEnd::None,
        };
        let ascii = (writing.ascii || writing.no_ascii).then_some(writing.ascii);
        let out = BufWriter::with_capacity(BUFFER, out);
        let writer = Some(Writer::with_options(out, options.clone()));
        Cfonb { writer, options, ascii, changes: BTreeMap::new() }
    }

    /// From CFONB, records stay as they are. From elsewhere they take the form that every reader understands:
    /// ASCII, and never without an operation code.
    fn begin(&mut self, from: InputFormat) {
        let foreign = from != InputFormat::Cfonb;
        let mut options = self.options.clone();
        options.ascii = self.ascii.unwrap_or(foreign);
        options.fill_operation_code = foreign;
        self.count_changes();
        self.writer = self.writer.take().map(|writer| Writer::with_options(writer.into_inner(), options));
    }

    fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        self.writer.as_mut().map_or(Ok(()), |writer| writer.write(statement))
    }

    fn finish(&mut self) -> Result<()> {
        self.count_changes();
        self.writer.as_mut().map_or(Ok(()), Writer::flush)
    }

    fn count_changes(&mut self) {
        for change in self.writer.iter().flat_map(Writer::diagnostics) {
            let count = self.changes.entry(change.code).or_default();
            *count = count.saturating_add(change.count);
        }
    }

    fn diagnostics(&self) -> Vec<Diagnostic> {
        let counted =
            |(code, count): (&Code, &u64)| Diagnostic::new(*code, Severity::Warning).with_count(*count);
        self.changes.iter().map(counted).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_name_formats() {
        let of = |name: &str| format_of(Path::new(name));
        assert_eq!(of("a.CSV"), Some(OutputFormat::Csv));
        assert_eq!(of("b/c.d.ofx"), Some(OutputFormat::Ofx));
        assert_eq!(of("a.xml"), Some(OutputFormat::Camt053));
        for name in ["a.cfonb", "a.cfo", "a.afb", "a.AFB120"] {
            assert_eq!(of(name), Some(OutputFormat::Cfonb), "{name}");
        }
        for name in ["csv", ".csv", "a", "a.txt", "a.", ""] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
