//! What several checks do with statements.

use std::borrow::Cow;

use cfonb::{
    Account, Balance, Charset, Diagnostic, Entry, LineEnd, Statement, Statements, Summary, Writer,
    WriterOptions, Zone, Zones,
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

/// The statement as a document gives it: without blanks at the ends of texts, `None` for what is blank, no place.
pub fn canonical(statement: Statement<'_>) -> Statement<'static> {
    let (incomplete, source_time) = (statement.incomplete, statement.source_time);
    let (mut account, mut opening, mut entries, mut closing) = parts(statement);
    for text in [&mut account.bank_code, &mut account.branch_code, &mut account.number] {
        *text = trimmed(text);
    }
    account.name = account.name.filter(|name| !name.is_empty());
    account.kind = account.kind.filter(|kind| !kind.is_empty());
    for balance in closing.iter_mut().chain([&mut opening]) {
        balance.zones = canonical_zones(&balance.zones);
    }
    for entry in &mut entries {
        entry.label = trimmed(&entry.label);
        entry.entry_number =
            filled(&entry.entry_number).filter(|number| number.bytes().any(|byte| byte != b'0'));
        entry.reference = filled(&entry.reference);
        entry.reject_code = entry.reject_code.filter(|code| code.as_str() != "00");
        entry.id = entry.id.take().filter(|id| !id.is_empty());
        entry.month = entry.month.take().filter(|month| !month.is_empty());
        entry.zones = canonical_zones(&entry.zones);
        for detail in &mut entry.details {
            detail.text = Cow::Owned(detail.text.trim_end_matches(' ').to_owned());
            detail.zones = canonical_zones(&detail.zones);
        }
    }
    let mut canonical = Statement::new(account, opening.clone(), opening).with_entries(entries);
    canonical.closing = closing;
    (canonical.incomplete, canonical.source_time) = (incomplete, source_time);
    canonical
}

type Text = Cow<'static, str>;

fn trimmed(text: &str) -> Text {
    Cow::Owned(text.trim_matches(' ').to_owned())
}

fn filled(text: &Option<Text>) -> Option<Text> {
    text.as_deref().map(trimmed).filter(|text| !text.is_empty())
}

fn canonical_zones(zones: &Zones<'_>) -> Zones<'static> {
    zones
        .iter()
        .map(|zone| Zone::new(zone.from, zone.to, zone.text.trim_end_matches(' ').to_owned()))
        .collect()
}
