//! Statements out, as records of 120 columns.

mod plain;
mod render;

use std::io;

use self::render::Render;
use crate::error::{Code, Diagnostic, Position, Result, Severity};
use crate::model::{Balance, Detail, Entry, Qualifier, Statement};
use crate::wire::encoding::Charset;
use crate::wire::field::Century;
use crate::wire::layout::{complement, movement};

/// What stands behind each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum LineEnd {
    /// A line feed, the form that every reader tried takes.
    #[default]
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Nothing: records of 120 bytes follow one another.
    None,
}

/// How statements are written.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// # let statement = cfonb::statements(&file).next().unwrap()?;
/// let mut options = cfonb::WriterOptions::default();
/// options.line_end = cfonb::LineEnd::CrLf;
/// let mut writer = cfonb::Writer::with_options(Vec::new(), options);
/// writer.write(&statement)?;
/// assert_eq!(writer.into_inner().len(), 14 * 122);
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct WriterOptions {
    /// What stands behind each record.
    pub line_end: LineEnd,
    /// The character set. What it lacks is spelled in ASCII, with a diagnostic.
    pub charset: Charset,
    /// Spell everything in ASCII, with a diagnostic where that changes the text.
    pub ascii: bool,
    /// Write statements that do not add up, or were not read whole, instead of refusing them.
    pub unbalanced: bool,
    /// Write 91 (sundry operations), with a diagnostic, where an entry has no operation code.
    pub fill_operation_code: bool,
    /// The hundred years in which two digits of a year will be read back.
    pub century: Century,
}

/// Writes statements as CFONB 120.
///
/// A record that was read is written back byte for byte: its fields are rendered, and what the fields do not
/// say is put back from the zones, as long as it still says what the fields say. A label longer than its 31
/// columns continues in LIB complements. What does not fit is an error; nothing is cut.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let mut writer = cfonb::Writer::new(Vec::new());
/// for statement in cfonb::statements(&file) {
///     writer.write(&statement?)?;
/// }
/// assert_eq!(writer.into_inner(), file);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    options: WriterOptions,
    render: Render,
    diagnostics: Vec<Diagnostic>,
}

impl<W: io::Write> Writer<W> {
    /// Writes with the default options.
    pub fn new(out: W) -> Writer<W> {
        Writer::with_options(out, WriterOptions::default())
    }

    /// Writes with these options.
    pub fn with_options(out: W, options: WriterOptions) -> Writer<W> {
        let render = Render::new(&options);
        Writer { out, options, render, diagnostics: Vec::new() }
    }

    /// Writes one statement: 01, each 04 with its 05s, 07.
    ///
    /// # Errors
    ///
    /// [`Code::Unbalanced`] and [`Code::Incomplete`] unless the options say otherwise; what does not fit in its
    /// columns: [`Code::FieldTooLong`], [`Code::AmountOutOfRange`], [`Code::DateOutOfRange`],
    /// [`Code::AccountIncomplete`], [`Code::InvalidCurrency`]. Nothing of the statement is written then.
    pub fn write(&mut self, statement: &Statement<'_>) -> Result<()> {
        if !self.options.unbalanced {
            statement.require_balanced()?;
        }
        // A statement that does not fit leaves no half of it behind.
        self.render.clear();
        self.statement(statement)?;
        self.out.write_all(self.render.bytes())?;
        Ok(())
    }

    /// Hands everything on to the medium.
    ///
    /// # Errors
    ///
    /// If the medium fails.
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.out.flush()?)
    }

    /// What was changed or filled in to write what was given: one for each code, at its first place and with a
    /// count.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The medium, given back.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn statement(&mut self, statement: &Statement<'_>) -> Result<()> {
        let opening = Place::of_balance(&statement.opening, "opening");
        self.render.opening(statement).map_err(|error| opening.name(error))?;
        self.note_changes(&opening);
        for (index, entry) in statement.entries.iter().enumerate() {
            let place = Place { position: entry.position, part: "entries", index: Some(index) };
            self.entry(statement, entry, &place).map_err(|error| place.name(error))?;
        }
        if let Some(closing) = &statement.closing {
            let place = Place::of_balance(closing, "closing");
            self.render.closing(statement, closing).map_err(|error| place.name(error))?;
            self.note_changes(&place);
        }
        Ok(())
    }

    fn entry(
        &mut self,
        statement: &Statement<'_>,
        entry: &Entry<'_>,
        place: &Place,
    ) -> Result<(), Diagnostic> {
        if !self.render.plain_movement(entry) {
            self.movement(statement, entry, place)?;
        }
        for detail in &entry.details {
            if self.render.plain_complement(detail) {
                continue;
            }
            // A spelling in ASCII may be longer than the text was.
            if detail.qualifier == Some(Qualifier::LIB) && !detail.text.is_ascii() {
                let text = self.render.encoded(detail.text.trim_end_matches(' '));
                if text.chars().count() > complement::TEXT.width() {
                    self.continuation(statement, entry, &text)?;
                    continue;
                }
            }
            self.render.complement(statement, entry, detail)?;
        }
        self.note_changes(place);
        Ok(())
    }

    /// Writes a movement, and the rest of a label that is too long for it.
    fn movement(
        &mut self,
        statement: &Statement<'_>,
        entry: &Entry<'_>,
        place: &Place,
    ) -> Result<(), Diagnostic> {
        let label = self.render.encoded(entry.label.trim_matches(' '));
        let (label, rest) = split_text(&label, movement::LABEL.width());
        if entry.operation_code.is_none() && self.options.fill_operation_code {
            self.note(Code::OperationCodeMissing, place);
        }
        self.render.movement(statement, entry, label)?;
        self.continuation(statement, entry, rest)
    }

    /// Writes a text in as many LIB complements as it takes.
    fn continuation(
        &mut self,
        statement: &Statement<'_>,
        entry: &Entry<'_>,
        mut rest: &str,
    ) -> Result<(), Diagnostic> {
        while !rest.is_empty() {
            let (text, after) = split_text(rest, complement::TEXT.width());
            self.render.complement(statement, entry, &Detail::new(Some(Qualifier::LIB), text))?;
            rest = after;
        }
        Ok(())
    }

    /// Notes that the text just rendered had to change.
    fn note_changes(&mut self, place: &Place) {
        if self.render.take_changed() {
            self.note(Code::TextTransliterated, place);
        }
    }

    fn note(&mut self, code: Code, place: &Place) {
        match self.diagnostics.iter_mut().find(|noted| noted.code == code) {
            Some(noted) => noted.count = noted.count.saturating_add(1),
            None => self.diagnostics.push(place.name(Diagnostic::new(code, Severity::Warning))),
        }
    }
}

/// A part of a statement, to speak about: where it was read, or what it is called.
struct Place {
    position: Option<Position>,
    part: &'static str,
    index: Option<usize>,
}

impl Place {
    fn of_balance(balance: &Balance<'_>, part: &'static str) -> Place {
        Place { position: balance.position, part, index: None }
    }

    fn name(&self, diagnostic: Diagnostic) -> Diagnostic {
        match (self.position, self.index) {
            (Some(position), _) => diagnostic.with_position(position),
            (None, Some(index)) => diagnostic.with_path(format!("{}[{index}]", self.part)),
            (None, None) => diagnostic.with_path(self.part),
        }
    }
}

/// The first `width` characters of a text, and the rest. A blank at the cut goes to the rest, or it would be
/// lost at the end of its columns.
pub(crate) fn split_text(text: &str, width: usize) -> (&str, &str) {
    if text.len() <= width {
        return (text, "");
    }
    let Some((end, _)) = text.char_indices().nth(width) else { return (text, "") };
    let (first, _) = text.split_at_checked(end).unwrap_or((text, ""));
    let kept = first.trim_end_matches(' ');
    // Nothing but blanks would never come to an end.
    let kept = if kept.is_empty() { first } else { kept };
    text.split_at_checked(kept.len()).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests;
