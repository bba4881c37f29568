//! Messages for programs: one JSON object a line, without the text of records.

use std::io;

use cfonb::check::{Finding, FindingKind};
use cfonb::chrono::NaiveDate;
use cfonb::{Code, Severity};
use serde::Serialize;

use super::{Failure, Message};

/// A message. Every key is always there.
#[derive(Debug, Default, Serialize)]
struct Line<'m> {
    code: &'m str,
    severity: &'static str,
    file: Option<&'m str>,
    line: Option<u64>,
    record: Option<u64>,
    byte: Option<u64>,
    record_code: Option<&'static str>,
    columns: Option<(u8, u8)>,
    field: Option<Field>,
    path: Option<&'m str>,
    rule: &'m str,
    hint: Option<&'m str>,
    recognised: Option<&'static str>,
    choices: Option<&'m [Vec<u64>; 2]>,
    count: u64,
}

#[derive(Debug, Serialize)]
struct Field {
    english: &'static str,
    french: &'static str,
}

pub(super) fn message(message: &Message<'_>) -> String {
    let diagnostic = message.diagnostic;
    let position = diagnostic.position;
    let hint = message.hint();
    line(&Line {
        code: diagnostic.code.name(),
        severity: severity(diagnostic.severity),
        file: Some(message.file),
        line: position.map(|position| position.line),
        record: position.map(|position| position.record),
        byte: position.map(|position| position.byte),
        record_code: diagnostic.record_code.map(|code| code.digits()),
        columns: diagnostic.columns,
        field: message.field().map(|spec| Field { english: spec.english, french: spec.french }),
        path: diagnostic.path.as_deref(),
        rule: diagnostic.code.rule(),
        hint: (!hint.is_empty()).then_some(hint.as_str()),
        recognised: diagnostic.recognised,
        choices: diagnostic.choices.as_deref(),
        count: diagnostic.count,
    })
}

pub(super) fn more(file: &str, code: Code, of: Severity, count: u64) -> String {
    let (code, rule) = (code.name(), code.rule());
    line(&Line { code, severity: severity(of), file: Some(file), rule, count, ..Line::default() })
}

pub(super) fn failure(what: Failure, file: &str, error: &io::Error) -> String {
    let rule = error.to_string();
    line(&Line {
        code: what.name(),
        severity: severity(Severity::Error),
        file: Some(file),
        rule: &rule,
        count: 1,
        ..Line::default()
    })
}

pub(super) fn remark(code: &str, text: &str) -> String {
    line(&Line { code, severity: severity(Severity::Warning), rule: text, count: 1, ..Line::default() })
}

/// A finding of a check. Every key is always there.
#[derive(Debug, Serialize)]
struct FindingLine<'m> {
    code: &'m str,
    severity: &'static str,
    file: Option<&'m str>,
    line: Option<u64>,
    record: Option<u64>,
    byte: Option<u64>,
    account: String,
    opening_date: NaiveDate,
    closing_date: Option<NaiveDate>,
    difference: Option<String>,
    message: String,
}

pub(super) fn finding(finding: &Finding) -> String {
    let (statement, account) = (&finding.statement, &finding.account);
    let position = statement.position;
    let difference = match &finding.kind {
        FindingKind::Unbalanced { difference, .. } => Some(*difference),
        FindingKind::Incomplete { difference } => *difference,
        _ => None,
    };
    line(&FindingLine {
        code: finding.kind.name(),
        severity: severity(finding.severity),
        file: statement.source.as_deref(),
        line: position.map(|position| position.line),
        record: position.map(|position| position.record),
        byte: position.map(|position| position.byte),
        account: match account.iban() {
            Some(iban) => iban.to_string(),
            None => [account.bank_code.as_ref(), &account.branch_code, &account.number].concat(),
        },
        opening_date: statement.opening.0,
        closing_date: statement.closing.map(|(date, _)| date),
        difference: difference.map(|difference| difference.to_string()),
        message: finding.to_string(),
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        _ => "info",
    }
}

fn line(line: &impl Serialize) -> String {
    // Text and numbers always become JSON.
    let mut json = serde_json::to_string(line).unwrap_or_default();
    json.push('\n');
    json
}
