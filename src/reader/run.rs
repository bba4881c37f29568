//! Runs of movements and complements: by the book, as nearly all are, at a glance; the others one by one.

use super::assemble::{At, Before, Built, Reading, Stop};
use super::plain::{PlainRecord, PlainRecords};
use crate::wire::encoding::Charset;
use crate::wire::layout::RecordCode;
use crate::wire::record::Line;

impl<'b> Reading<'_, 'b> {
    pub(super) fn run(
        &mut self,
        mut records: PlainRecords<'b>,
        charset: Charset,
        built: &mut Built<'b>,
    ) -> Result<(), Stop> {
        while let Some((record, rest)) = self.by_the_book(records, built) {
            let line = Line::new(record.bytes, charset);
            let at = At { position: record.position, code: record.code(), line };
            // Counted for a movement alone: for each complement, those behind it would be looked at again.
            let counts = at.code == RecordCode::Movement && self.policy.keep_details;
            let complements = if counts { rest.complements() } else { 0 };
            self.record(at, complements, built)?;
            records = rest;
        }
        Ok(())
    }

    /// Reads records that are by the book. Gives back the first that is none, and what comes behind it.
    #[inline(never)] // What every record needs is at hand in a function of its own.
    fn by_the_book(
        &mut self,
        mut records: PlainRecords<'b>,
        built: &mut Built<'b>,
    ) -> Option<(PlainRecord<'b>, PlainRecords<'b>)> {
        let keeps = self.policy.keep_details;
        loop {
            if let (Before::Plain(movement), Some(entry)) = (&built.movement, built.entries.last_mut()) {
                records.take_details(movement.bytes, keeps.then_some(&mut entry.details));
            }
            let record = records.next()?;
            if self.plain_entry(record, &records, built).is_none() {
                return Some((record, records));
            }
            built.movement = Before::Plain(record);
        }
    }

    /// Adds a movement that is by the book; `None` if it is none. `rest` is what comes behind it.
    #[inline(always)]
    fn plain_entry(
        &mut self,
        record: PlainRecord<'b>,
        rest: &PlainRecords<'_>,
        built: &mut Built<'b>,
    ) -> Option<()> {
        // Something is to be said of complements that cannot be read, before the next movement.
        if record.code() != RecordCode::Movement || matches!(built.movement, Before::Unreadable(_)) {
            return None;
        }
        let details = if self.policy.keep_details { rest.complements() } else { 0 };
        self.plain.as_ref()?.entry(record, self.dates, details, &mut built.entries)
    }
}
