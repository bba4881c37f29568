//! Entries written with their identifiers.

use std::collections::HashSet;
use std::io;

use sha2::{Digest, Sha256};

use super::entry::EntryWriter;
use super::fitid::{self, Key, Keys};
use super::kept::Part;
use super::options::Options;
use super::order::InputOrder;
use super::text::{self, Spelling};
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::{Entry, Statement};

/// Longest FITID that the definition of OFX has, in characters.
const FITID: usize = 255;

/// Writes entries with their identifiers, and keeps the memory of one for the next.
#[derive(Debug)]
pub(super) struct Renderer {
    pub(super) entries: EntryWriter,
    keys: Keys,
    /// How identifiers of the source are spelt: never in ASCII only, for two could become one.
    spelling: Spelling,
    entry: Vec<u8>,
}

impl Renderer {
    pub(super) fn new(options: &Options) -> Renderer {
        let spelling = Spelling::of(options);
        Renderer {
            entries: EntryWriter::new(options.memo.clone(), spelling),
            keys: Keys::new(),
            spelling: spelling.in_full(),
            entry: Vec::new(),
        }
    }

    /// Gives the entries of a statement to `write`, and where their identifier is if it is still to be settled:
    /// if they are not numbered by `order`.
    pub(super) fn render(
        &mut self,
        statement: &Statement<'_>,
        mut order: Option<&mut InputOrder>,
        part: &mut Part,
        mut write: impl FnMut(&mut Part, &[u8], Option<usize>) -> io::Result<()>,
    ) -> io::Result<()> {
        let home = statement.account.currency;
        self.keys.begin(&statement.account);
        for entry in &statement.entries {
            self.entry.clear();
            let mut unsettled = None;
            if let Some(id) = self.given_id(entry) {
                let mut fitid = Vec::with_capacity(id.len());
                text::escape(&id, &mut fitid);
                self.entries.write(entry, home, &fitid, &mut self.entry);
            } else {
                let key = self.keys.key(entry);
                part.count(key);
                let fitid = order.as_mut().map(|order| order.next(entry.booking_date, key));
                let written = fitid.unwrap_or(fitid::hexadecimal(key));
                let place = self.entries.write(entry, home, &written, &mut self.entry);
                unsettled = fitid.is_none().then_some(place);
            }
            write(part, &self.entry, unsettled)?;
        }
        Ok(())
    }

    /// Hashes of the identifiers that the source gives.
    pub(super) fn new_ids(&self, statement: &Statement<'_>, known: &HashSet<Key>) -> Result<HashSet<Key>> {
        let mut ids = HashSet::new();
        for entry in &statement.entries {
            let Some(id) = self.given_id(entry) else { continue };
            let hash = Sha256::digest(&id).first_chunk().copied().unwrap_or_default();
            let code = match () {
                () if self.spelling.count(&id) > FITID => Code::FieldTooLong,
                () if known.contains(&hash) || !ids.insert(hash) => Code::DuplicateId,
                () => continue,
            };
            let refused = Diagnostic::new(code, Severity::Error);
            return Err(match entry.position {
                Some(position) => refused.with_position(position).into(),
                None => refused.into(),
            });
        }
        Ok(ids)
    }

    /// The identifier that the source gives an entry, as it is written.
    #[inline]
    fn given_id(&self, entry: &Entry<'_>) -> Option<Vec<u8>> {
        entry.id.as_deref().map(|id| self.spelling.encoded(id)).filter(|id| !id.is_empty())
    }
}
