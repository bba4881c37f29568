//! What is noticed on the way, kept within bounds.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::{Policy, Reaction};
use crate::error::{Code, Diagnostic, Severity};
use crate::model::{Diagnostics, Statement};

/// What a reader has read so far, and what it noticed, counted.
///
/// ```
/// # fn main() -> Result<(), cfonb::Error> {
/// # let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/sample.cfonb")).unwrap();
/// let mut reader = cfonb::Reader::new(&file[..]);
/// while reader.read_statement()?.is_some() {}
/// let summary = reader.summary();
/// assert_eq!((summary.statements, summary.entries, summary.records), (1, 6, 14));
/// assert_eq!(summary.counts().count(), 0, "nothing was noticed");
/// # Ok(()) }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// Statements given back.
    pub statements: u64,
    /// Entries in them.
    pub entries: u64,
    /// Records in them.
    pub records: u64,
    /// Records, and pieces that are no record, that are in no statement: an error or a diagnostic names them.
    pub skipped: u64,
    counts: BTreeMap<Code, u64>,
}

impl Summary {
    /// How often each diagnostic was made, errors included.
    pub fn counts(&self) -> impl Iterator<Item = (Code, u64)> + '_ {
        self.counts.iter().map(|(code, count)| (*code, *count))
    }

    /// How often this diagnostic was made.
    pub fn count(&self, code: Code) -> u64 {
        self.counts.get(&code).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, code: Code) {
        let count = self.counts.entry(code).or_default();
        *count = count.saturating_add(1);
    }
}

/// The diagnostics of the statement being read, and the summary of the file.
#[derive(Debug)]
pub(crate) struct Notes {
    pub(super) summary: Summary,
    pub(super) current: Diagnostics,
    /// What is said once a file and has been.
    once: BTreeSet<Code>,
    limit: usize,
    /// How things stood when the statement began.
    begun: Option<Begun>,
}

/// What was said and left out before a statement began.
#[derive(Debug, Clone, Copy)]
struct Begun {
    kept: usize,
    dropped: u64,
    beyond: usize,
    skipped: u64,
}

impl Notes {
    pub(super) fn new(policy: &Policy) -> Notes {
        Notes {
            summary: Summary::default(),
            current: Diagnostics::default(),
            once: BTreeSet::new(),
            limit: policy.max_diagnostics,
            begun: None,
        }
    }

    /// A statement begins: what is said from now on is about it.
    pub(super) fn begin(&mut self) {
        let Diagnostics { kept, dropped, beyond } = &self.current;
        let (kept, beyond) = (kept.len(), beyond.len());
        self.begun = Some(Begun { kept, dropped: *dropped, beyond, skipped: self.summary.skipped });
    }

    /// Does what the policy says about a deviation: nothing, a note, or a refusal.
    pub(super) fn react(
        &mut self,
        reaction: Reaction,
        deviation: impl FnOnce() -> Diagnostic,
    ) -> Result<(), Diagnostic> {
        let severity = match reaction {
            Reaction::Accept => return Ok(()),
            Reaction::Info => Severity::Info,
            Reaction::Warn => Severity::Warning,
            Reaction::Refuse => return Err(deviation()),
        };
        let mut diagnostic = deviation();
        diagnostic.severity = severity;
        self.push(diagnostic);
        Ok(())
    }

    /// The same for a deviation that is said once a file and counted from then on.
    pub(super) fn react_once(
        &mut self,
        reaction: Reaction,
        code: Code,
        deviation: impl FnOnce() -> Diagnostic,
    ) -> Result<(), Diagnostic> {
        match reaction {
            Reaction::Info | Reaction::Warn if !self.once.insert(code) => {
                self.summary.add(code);
                Ok(())
            }
            reaction => self.react(reaction, deviation),
        }
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.summary.add(diagnostic.code);
        if self.current.kept.len() < self.limit {
            self.current.kept.push(diagnostic);
        } else {
            self.current.dropped = self.current.dropped.saturating_add(1);
            if !self.current.beyond.contains(&diagnostic.code) {
                self.current.beyond.push(diagnostic.code);
            }
        }
    }

    /// Drops the diagnostics of a statement that is refused: what they said was not said. Gives back how many records
    /// they left out, which the refusal is to name now. What was said before the statement stays.
    pub(super) fn discard(&mut self) -> u64 {
        let Some(begun) = self.begun.take() else { return 0 };
        for dropped in self.current.kept.drain(begun.kept.min(self.current.kept.len())..) {
            self.once.remove(&dropped.code);
        }
        self.current.dropped = begun.dropped;
        self.current.beyond.truncate(begun.beyond);
        let skipped = self.summary.skipped.saturating_sub(begun.skipped);
        self.summary.skipped = begun.skipped;
        skipped
    }

    /// Gives the diagnostics of the statement away.
    pub(super) fn take(&mut self) -> Diagnostics {
        self.begun = None;
        std::mem::take(&mut self.current)
    }

    /// Counts what was noticed about a statement that has been read.
    pub(crate) fn count(&mut self, diagnostics: &[Diagnostic]) {
        diagnostics.iter().for_each(|diagnostic| self.summary.add(diagnostic.code));
    }

    /// Counts a diagnostic under the code that it has been given.
    pub(crate) fn recount(&mut self, before: Code, after: Code) {
        if let Some(count) = self.summary.counts.get_mut(&before) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.summary.counts.remove(&before);
            }
            self.summary.add(after);
        }
    }

    /// Takes back a statement that is refused after all: the refusal names its records.
    pub(crate) fn take_back(&mut self, statement: &Statement<'_>, refused: &Diagnostic) {
        for dropped in statement.diagnostics() {
            self.once.remove(&dropped.code);
        }
        let summary = &mut self.summary;
        summary.add(refused.code);
        summary.statements = summary.statements.saturating_sub(1);
        summary.entries = summary.entries.saturating_sub(statement.entries.len() as u64);
        summary.records = summary.records.saturating_sub(refused.count);
        summary.skipped = summary.skipped.saturating_add(refused.count);
    }
}
