//! The statements of one account that wait for others, and the order in which they go out.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::account::MessageSet;
use super::fitid::Key;
use super::order::InputOrder;
use super::spool::Span;
use crate::check::{self, Period};
use crate::convert::{require_day, span};
use crate::error::{Code, Diagnostic, Result, Severity};
use crate::model::{Account, Statement};
use crate::wire::layout::{Field, RecordCode};

/// What is remembered of an account.
#[derive(Debug)]
pub(super) struct AccountState {
    pub(super) account: Account<'static>,
    pub(super) set: MessageSet,
    /// How many accounts appeared before it.
    pub(super) rank: usize,
    /// Of the statements that were written as they came.
    pub(super) input_order: InputOrder,
    /// Hashes of the identifiers that the source gave.
    pub(super) ids: HashSet<Key>,
    /// The statements that wait.
    pub(super) parts: Vec<Part>,
}

/// One statement, its entries written.
#[derive(Debug)]
pub(super) struct Part {
    /// `None` for a statement without a new balance.
    period: Option<Period>,
    /// Where its entries are.
    pub(super) span: Span,
    /// The first and the last booking date.
    booked: Option<(NaiveDate, NaiveDate)>,
    /// What statements with the same entries have in common, in whatever order.
    content: u128,
    /// The old balance.
    start: (NaiveDate, Decimal),
    pub(super) first_day: NaiveDate,
    pub(super) last_day: NaiveDate,
    pub(super) balance: (NaiveDate, Decimal),
}

impl Part {
    /// The statement without its entries.
    pub(super) fn new(statement: &Statement<'_>) -> Result<Part> {
        let opening = &statement.opening;
        let days = || statement.entries.iter().map(|entry| entry.booking_date);
        let booked = days().min().zip(days().max());
        let (first_day, last_day) = span(statement);
        for day in [first_day, last_day] {
            require_day(day, opening.position, RecordCode::OldBalance, Field::BalanceDate)?;
        }
        let balance = match &statement.closing {
            Some(closing) => (closing.date, closing.amount),
            // OFX cannot do without one; what the entries read so far make of the old balance is true.
            None => {
                let out_of_range = || Diagnostic::new(Code::AmountOutOfRange, Severity::Error);
                (last_day, statement.expected_closing().ok_or_else(out_of_range)?)
            }
        };
        Ok(Part {
            period: Period::of(statement),
            span: Span::default(),
            booked,
            content: 0,
            start: (opening.date, opening.amount),
            first_day,
            last_day,
            balance,
        })
    }

    /// Takes notice of an entry.
    pub(super) fn count(&mut self, key: Key) {
        self.content = self.content.wrapping_add(u128::from_be_bytes(key));
    }

    /// What a copy of the statement has in common with it. `None` for one that moves neither money nor date: of
    /// these an account may have any number.
    fn identity(&self) -> Option<(Period, u128)> {
        let period = self.period?;
        let moves = !self.span.is_empty() || !period.is_followed_by(&period);
        moves.then_some((period, self.content))
    }
}

/// Statements that follow one another, of which there is at least one.
#[derive(Debug, Default)]
pub(super) struct Chain<'p> {
    /// Those with a new balance, in order, or one statement.
    pub(super) whole: Vec<&'p Part>,
    /// Those without that start where they end, each by itself.
    pub(super) open: Vec<&'p Part>,
}

impl<'p> Chain<'p> {
    /// One statement by itself.
    pub(super) fn of(part: &'p Part) -> Chain<'p> {
        Chain { whole: vec![part], open: Vec::new() }
    }

    /// How many statements they make in the output.
    pub(super) fn count(&self) -> usize {
        self.open.len().saturating_add(usize::from(!self.whole.is_empty()))
    }

    /// For each part, whether all that it and the later ones book is later than what was booked before it, so
    /// that none of its entries can be the twin of one that came before.
    pub(super) fn starts_afresh(&self) -> Vec<bool> {
        let parts = || self.whole.iter().chain(&self.open);
        let mut earliest = None;
        let mut firsts: Vec<Option<NaiveDate>> = Vec::with_capacity(self.whole.len());
        for part in parts().rev() {
            earliest = part.booked.map(|(first, _)| first).into_iter().chain(earliest).min();
            firsts.push(earliest);
        }
        let mut latest = None;
        let fresh = parts().zip(firsts.into_iter().rev()).map(|(part, first)| {
            let fresh = first.is_none_or(|first| latest.is_none_or(|latest| latest < first));
            latest = latest.max(part.booked.map(|(_, last)| last));
            fresh
        });
        fresh.collect()
    }
}

/// The parts of one account in as few chains as can be; those without a new balance that continue no chain by
/// themselves, at the end.
///
/// Copies of a statement are in different chains: the first of each in the first ones, and so on.
pub(super) fn chains(parts: &[Part]) -> Vec<Chain<'_>> {
    let (whole, open): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.period.is_some());
    let mut chains: Vec<Chain<'_>> = layers(whole).iter().flat_map(|layer| chains_of(layer)).collect();
    chains.sort_by_key(|chain| {
        let period = chain.whole.first().and_then(|part| part.period);
        period.map(|period| (period.opening_date, period.closing_date))
    });
    if open.is_empty() {
        return chains;
    }
    let ends = chains.iter().enumerate().rev();
    let ends = ends.filter_map(|(index, chain)| Some((chain.whole.last()?.balance, index)));
    let ends: HashMap<(NaiveDate, Decimal), usize> = ends.collect();
    for part in open {
        match ends.get(&part.start).and_then(|index| chains.get_mut(*index)) {
            Some(chain) => chain.open.push(part),
            None => chains.push(Chain::of(part)),
        }
    }
    chains
}

/// The parts without copies, then the second ones of those that have copies, and so on.
fn layers(parts: Vec<&Part>) -> Vec<Vec<&Part>> {
    let mut seen: HashMap<(Period, u128), usize> = HashMap::with_capacity(parts.len());
    let mut layers: Vec<Vec<&Part>> = Vec::new();
    for part in parts {
        let copies = part.identity().map_or(0, |identity| {
            let count = seen.entry(identity).or_default();
            let before = *count;
            *count = count.saturating_add(1);
            before
        });
        match layers.get_mut(copies) {
            Some(layer) => layer.push(part),
            // The copy before it is in the layer before, so one layer lacks at most.
            None => layers.push(vec![part]),
        }
    }
    layers
}

fn chains_of<'p>(layer: &[&'p Part]) -> Vec<Chain<'p>> {
    let periods: Vec<Period> = layer.iter().filter_map(|part| part.period).collect();
    let part = |index: usize| layer.get(index).copied();
    let chain = |indices: Vec<usize>| Chain {
        whole: indices.into_iter().filter_map(part).collect(),
        open: Vec::new(),
    };
    check::chain(&periods).into_iter().map(chain).collect()
}
