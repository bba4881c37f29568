//! What is written beside each file.

use std::fmt::Write;

use cfonb::{Diagnostic, Policy, Statement, Statements, Summary};

/// A preset and its name.
type Preset = (&'static str, fn() -> Policy);

pub(crate) const POLICIES: [Preset; 3] =
    [("strict", Policy::strict), ("default", Policy::default), ("lenient", Policy::lenient)];

/// All that comes of reading an input.
#[derive(Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) results: Vec<Result<Statement<'static>, Diagnostic>>,
    /// What was noticed behind the last statement.
    pub(crate) after: Vec<Diagnostic>,
    pub(crate) summary: Summary,
}

pub(crate) fn read_slice(bytes: &[u8], policy: Policy) -> Outcome {
    let mut statements = Statements::with_policy(bytes, policy);
    let own = |error: cfonb::Error| error.diagnostic().expect("a slice does not fail").clone();
    let results = statements.by_ref().map(|result| result.map(Statement::into_owned).map_err(own)).collect();
    Outcome { results, after: statements.diagnostics().to_vec(), summary: statements.summary().clone() }
}

/// The text of an `.err` file.
pub(crate) fn messages(about: &str, bytes: &[u8]) -> String {
    let mut text = format!("# {about}\n");
    for (name, policy) in POLICIES {
        let outcome = read_slice(bytes, policy());
        writeln!(text, "{name}: {}", counts(&outcome)).unwrap();
        for result in &outcome.results {
            match result {
                Ok(statement) => {
                    statement.diagnostics().iter().for_each(|said| say(&mut text, name, said));
                    let whole = if statement.incomplete { "incomplete" } else { "read" };
                    let balance = if statement.is_balanced() { "balanced" } else { "not balanced" };
                    writeln!(text, "{name}: {whole}, {} entries, {balance}", statement.entries.len())
                        .unwrap();
                }
                Err(error) => {
                    say(&mut text, name, error);
                    writeln!(text, "{name}: refused").unwrap();
                }
            }
        }
        outcome.after.iter().for_each(|said| say(&mut text, name, said));
    }
    text
}

fn counts(outcome: &Outcome) -> String {
    let read = outcome.results.iter().flatten();
    let incomplete = read.clone().filter(|statement| statement.incomplete).count();
    let (read, results, summary) = (read.count(), outcome.results.len(), &outcome.summary);
    assert_eq!(summary.statements, read as u64);
    format!(
        "{} read, {incomplete} incomplete, {} refused; records: {} read, {} skipped",
        read - incomplete,
        results - read,
        summary.records,
        summary.skipped
    )
}

fn say(text: &mut String, policy: &str, said: &Diagnostic) {
    write!(text, "{policy}: {}[{}]", said.severity, said.code).unwrap();
    if let Some(position) = said.position {
        write!(text, " line {}, record {}, byte {}", position.line, position.record, position.byte).unwrap();
    }
    if let Some((from, to)) = said.columns {
        write!(text, ", columns {from}-{to}").unwrap();
    }
    if let Some(spec) = said.spec() {
        write!(text, ", {}", spec.english).unwrap();
    }
    if let Some(name) = said.recognised {
        write!(text, ", {name}").unwrap();
    }
    if said.count != 1 {
        write!(text, " ({} records)", said.count).unwrap();
    }
    text.push('\n');
}

/// The text of the `.json` and `.lenient.json` files; the latter only where it says something else.
#[cfg(feature = "json")]
pub(crate) fn json(bytes: &[u8]) -> [(&'static str, Option<String>); 2] {
    let default = document(bytes, Policy::default());
    let lenient = document(bytes, Policy::lenient()).filter(|lenient| Some(lenient) != default.as_ref());
    [(".json", default), (".lenient.json", lenient)]
}

/// The statements that can be read, as a document; `None` if there is none.
#[cfg(feature = "json")]
fn document(bytes: &[u8], policy: Policy) -> Option<String> {
    use cfonb::convert::Sink;
    use cfonb::convert::json::{Form, Writer, read};

    let statements: Vec<Statement<'static>> =
        read_slice(bytes, policy).results.into_iter().flatten().collect();
    if statements.is_empty() {
        return None;
    }
    let document = |statements: &[Statement<'_>]| {
        let mut writer = Writer::new(Vec::new(), Form::Document);
        statements.iter().for_each(|statement| writer.write(statement).unwrap());
        writer.finish().unwrap();
        writer.into_inner().unwrap()
    };
    let written = document(&statements);
    let pretty =
        serde_json::to_string_pretty(&std::collections::BTreeMap::from([("statements", &statements)]));
    let pretty = pretty.unwrap() + "\n";
    let value = |json: &[u8]| serde_json::from_slice::<serde_json::Value>(json).unwrap();
    assert_eq!(value(&written), value(pretty.as_bytes()), "the document says the same, on fewer lines");

    let mut back = Vec::new();
    read(&written[..], |statement| {
        back.push(statement);
        Ok(())
    })
    .unwrap();
    assert_eq!(document(&back), written, "JSON is read as it was written");
    let (back, direct) = (crate::written(&back), crate::written(&statements));
    assert!(back == direct, "and is written back as the same records: {}", crate::show(&back));
    Some(pretty)
}
