//! The JSON of an aggregator's API: nothing can be made of one input before the last was read.

use std::io::{self, Read};

use cfonb::convert::iswigo::{Collection, Options, Outcome};
use cfonb::{Error, ErrorKind};

use crate::Stop;
use crate::args::InputFormat;
use crate::input::Visitor;

/// All inputs of the API.
pub(crate) struct Api {
    collection: Collection,
    names: Vec<String>,
    /// One of them cannot be read, and every balance may be wrong without it.
    has_failed: bool,
}

impl Api {
    pub(crate) fn new(options: Options) -> Api {
        Api { collection: Collection::new(options), names: Vec::new(), has_failed: false }
    }

    /// Whether an input was in this format.
    pub(crate) fn is_used(&self) -> bool {
        !self.names.is_empty()
    }

    /// Reads one more input.
    pub(crate) fn add(
        &mut self,
        name: &str,
        source: impl Read,
        visitor: &mut impl Visitor,
    ) -> Result<(), Stop> {
        self.names.push(name.to_owned());
        if self.has_failed {
            return Ok(());
        }
        let Err(error) = self.collection.add(source) else { return Ok(()) };
        self.has_failed = true;
        let ended = refuse(&error, visitor);
        visitor.end(None, &[]);
        ended
    }

    /// Hands over the statements of all inputs.
    pub(crate) fn finish(mut self, visitor: &mut impl Visitor) -> Result<(), Stop> {
        if !self.is_used() || self.has_failed {
            return Ok(());
        }
        let names = self.names;
        let name = |input: Option<usize>| match input.and_then(|input| names.get(input)) {
            Some(name) => name.clone(),
            None => names.join(", "),
        };
        self.collection.retain(|account| visitor.wants(account));
        match self.collection.statements() {
            Ok(outcome) => hand_over(&outcome, name, visitor),
            Err(error) => {
                visitor.resume(&name(error.diagnostic().and_then(|found| found.input)), InputFormat::Iswigo);
                let ended = refuse(&error, visitor);
                visitor.end(None, &[]);
                ended
            }
        }
    }
}

fn hand_over(
    outcome: &Outcome,
    name: impl Fn(Option<usize>) -> String,
    visitor: &mut impl Visitor,
) -> Result<(), Stop> {
    for diagnostic in &outcome.diagnostics {
        visitor.resume(&name(diagnostic.input), InputFormat::Iswigo);
        visitor.end(None, std::slice::from_ref(diagnostic));
    }
    for statement in &outcome.statements {
        let input = statement.diagnostics().iter().find_map(|diagnostic| diagnostic.input);
        visitor.resume(&name(input), InputFormat::Iswigo);
        let ended = visitor.statement(statement);
        visitor.end(None, &[]);
        ended?;
    }
    Ok(())
}

fn refuse(error: &Error, visitor: &mut impl Visitor) -> Result<(), Stop> {
    match error.kind() {
        ErrorKind::Io(error) => visitor.unreadable(&io::Error::new(error.kind(), error.to_string())),
        _ => visitor.refused(error),
    }
}
