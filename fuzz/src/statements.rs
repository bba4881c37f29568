//! What several checks do with statements.

use cfonb::{
    Account, Balance, Charset, Diagnostic, Entry, LineEnd, Statement, Statements, Summary, Writer,
    WriterOptions,
};

/// Everything that reading gives.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    pub results: Vec<Result<Statement<'static>, Diagnostic>>,
    pub after: Vec<Diagnostic>,
    pub summary: Summary,
}

impl Outcome {
    /// What a slice gives.
    pub fn of_slice(mut statements: Statements<'_>) -> Outcome {
        let results = statements.by_ref().map(own).collect();
        Outcome { results, after: statements.diagnostics().to_vec(), summary: statements.summary().clone() }
    }
}

/// A statement without its input.
pub fn own(result: cfonb::Result<Statement<'_>>) -> Result<Statement<'static>, Diagnostic> {
    result
        .map(Statement::into_owned)
        .map_err(|error| error.diagnostic().expect("no medium that fails").clone())
}

/// What a statement says: all but the places of its records and what was noticed.
pub type Parts = (Account<'static>, Balance<'static>, Vec<Entry<'static>>, Option<Balance<'static>>);

pub fn parts(statement: Statement<'_>) -> Parts {
    let mut statement = statement.into_owned();
    statement.opening.position = None;
    statement.entries.iter_mut().for_each(|entry| entry.position = None);
    statement.closing.iter_mut().for_each(|closing| closing.position = None);
    (statement.account, statement.opening, statement.entries, statement.closing)
}

/// The records of a statement that was read, without line ends.
pub fn written(statement: &Statement<'_>, charset: Charset) -> Vec<u8> {
    let mut options = WriterOptions::default();
    (options.line_end, options.charset, options.unbalanced) = (LineEnd::None, charset, true);
    let mut writer = Writer::with_options(Vec::new(), options);
    writer.write(statement).expect("what was read can be written");
    assert_eq!(writer.diagnostics(), [], "and nothing of it changes");
    writer.into_inner()
}
