//! One account and its transactions, made into a statement that adds up.

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::amount::{Exact, in_decimals};
use super::gather::{Account, Booked, Gathered, Known, error};
use super::{Options, Outcome};
use crate::error::{Code, Diagnostic, Error, Result, Severity};
use crate::model::{Balance, Diagnostics, Entry, Fault, Statement};

/// The statements of all accounts that are wanted.
pub(super) fn build(gathered: Gathered, options: &Options) -> Result<Outcome> {
    if let (Some(since), Some(until)) = (options.since, options.until)
        && since > until
    {
        return Err(error(Fault::contradiction("since", "a period does not end before it starts"), None));
    }
    check_ids(&gathered.transactions)?;
    let known = gathered.known;
    let mut transactions = by_account(&known, gathered.transactions)?;
    let mut candidates = Vec::new();
    let mut diagnostics = Vec::new();
    let is_alone = gathered.accounts.iter().filter(|account| account.is_wanted).count() == 1;
    for account in gathered.accounts.into_iter().filter(|account| account.is_wanted) {
        let booked = transactions.get_mut(account.key).map(std::mem::take).unwrap_or_default();
        let has_option = is_alone && (options.opening.is_some() || options.closing.is_some());
        if booked.is_empty() && account.says_nothing() && !has_option {
            diagnostics.push(account.origin.note(Code::AccountLeftOut, Severity::Info));
        } else {
            let changed = known.get(account.key).and_then(|known| known.changed);
            candidates.push(Candidate { account, booked, changed });
        }
    }
    check_options(&candidates, diagnostics.len(), options)?;
    if candidates.is_empty() {
        // Whoever gets nothing at all wants to know why.
        diagnostics.iter_mut().for_each(|diagnostic| diagnostic.severity = Severity::Warning);
    }
    let statements = candidates.into_iter().map(|candidate| candidate.statement(options));
    Ok(Outcome { statements: statements.collect::<Result<_>>()?, diagnostics })
}

/// Refuses two transactions of one identifier.
fn check_ids(transactions: &[Booked]) -> Result<()> {
    let mut ids = HashSet::with_capacity(transactions.len());
    match transactions.iter().find(|booked| !ids.insert(booked.inner.entry.id.as_deref())) {
        None => Ok(()),
        Some(booked) => Err(booked.origin.error(Fault {
            path: "transaction_id".to_owned(),
            code: Code::DuplicateId,
            reason: "a transaction before it has the same",
        })),
    }
}

/// The transactions by the keys of their accounts, each in the order of the input.
fn by_account(known: &[Known], transactions: Vec<Booked>) -> Result<Vec<Vec<Booked>>> {
    let mut grouped: Vec<Vec<Booked>> = Vec::new();
    grouped.resize_with(known.len(), Vec::new);
    for booked in transactions {
        let group = grouped.get_mut(booked.key);
        match group.filter(|_| known.get(booked.key).is_some_and(|known| known.is_account)) {
            Some(group) => group.push(booked),
            None => {
                let is_alone = !known.iter().any(|known| known.is_account);
                return Err(booked.origin.error(Fault {
                    path: "account_id".to_owned(),
                    code: Code::UnknownAccount,
                    reason: match is_alone {
                        true => "there are transactions and no accounts; the accounts are needed too",
                        false => "no account has this account_id",
                    },
                }));
            }
        }
    }
    Ok(grouped)
}

/// Refuses options for one account where there are several. Those left out have no bank details.
fn check_options(candidates: &[Candidate], left_out: usize, options: &Options) -> Result<()> {
    let lacking = candidates.iter().filter(|candidate| !candidate.account.inner.has_details).count();
    let one = |name| Fault::contradiction(name, "it is for one account; choose one of several (--account)");
    let fault = match () {
        () if options.bank_details.is_some() && lacking > 1 => one("bank_details"),
        () if options.opening.is_some() && candidates.len() > 1 => one("opening"),
        () if options.closing.is_some() && candidates.len() > 1 => one("closing"),
        () if options.bank_details.is_some() && lacking == 0 && left_out == 0 => {
            Fault::contradiction("bank_details", "every account has its own")
        }
        () => return Ok(()),
    };
    Err(error(fault, None))
}

impl Account {
    fn says_nothing(&self) -> bool {
        !self.inner.has_details && self.inner.balance.is_none()
    }

    fn fault(&self, field: &str, code: Code, reason: &'static str) -> Error {
        self.origin.error(Fault { path: field.to_owned(), code, reason })
    }
}

/// An account that gets a statement.
struct Candidate {
    account: Account,
    booked: Vec<Booked>,
    /// When it last changed.
    changed: Option<NaiveDateTime>,
}

/// A sum of money in units of the last decimal; `None` once it is too large.
type Sum = Option<i128>;

/// What the transactions come to.
struct Movements {
    entries: Vec<Entry<'static>>,
    /// Of the entries, of those after the period, and of all that were given.
    sum: Sum,
    later: Sum,
    total: Sum,
}

impl Candidate {
    fn statement(mut self, options: &Options) -> Result<Statement<'static>> {
        let details = &self.account.inner;
        if !details.has_details && details.account.number.is_empty() {
            let reason = "an account without a bban needs a number";
            return Err(self.account.fault("account_number", Code::InvalidValue, reason));
        }
        let booked = std::mem::take(&mut self.booked);
        let movements = self.movements(booked, options)?;
        let (opening, closing, assumed) = self.balances(&movements, options)?;
        let (opening_date, closing_date) = self.dates(&movements.entries, options)?;

        let source_time = self.changed.or(self.account.inner.seen);
        let opening = Balance::new(opening_date, opening);
        let closing = Balance::new(closing_date, closing);
        let account = self.account.inner.account;
        let mut statement = Statement::new(account, opening, closing).with_entries(movements.entries);
        statement.source_time = source_time;
        statement.require_balanced()?;
        let kept = assumed.into_iter().collect();
        Ok(statement.with_diagnostics(Diagnostics { kept, ..Diagnostics::default() }, false))
    }

    /// The entries of the period, in the order of their booking dates.
    fn movements(&self, mut booked: Vec<Booked>, options: &Options) -> Result<Movements> {
        let decimals = self.account.inner.account.decimals;
        booked.sort_by_key(|booked| booked.inner.entry.booking_date);
        let mut movements = Movements {
            entries: Vec::with_capacity(booked.len()),
            sum: Some(0),
            later: Some(0),
            total: Some(0),
        };
        for Booked { origin, inner, .. } in booked {
            let wrong = |reason| origin.error(Fault::new("amount", reason));
            let units = inner.amount.units(decimals).map_err(wrong)?;
            let add = |sum: &mut Sum| *sum = sum.and_then(|sum| sum.checked_add(units));
            add(&mut movements.total);
            let date = inner.entry.booking_date;
            if options.until.is_some_and(|until| date > until) {
                add(&mut movements.later);
            } else if options.since.is_none_or(|since| date >= since) {
                add(&mut movements.sum);
                let mut entry = *inner.entry;
                entry.amount = in_decimals(units, decimals).map_err(wrong)?;
                movements.entries.push(entry);
            }
        }
        Ok(movements)
    }

    /// The old and the new balance, and what was assumed for them.
    fn balances(
        &self,
        movements: &Movements,
        options: &Options,
    ) -> Result<(Decimal, Decimal, Option<Diagnostic>)> {
        let decimals = self.account.inner.account.decimals;
        let given = |amount: Option<Decimal>, name: &str| {
            let units = amount.map(|amount| Exact::from(amount).units(decimals)).transpose();
            units.map_err(|reason| error(Fault::new(name, reason), None))
        };
        let too_large = || self.account.fault("balance", Code::AmountOutOfRange, "the balance is too large");
        let sum = movements.sum.ok_or_else(too_large)?;
        let mut assumed = None;
        let (opening, closing) =
            match (given(options.opening, "opening")?, given(options.closing, "closing")?) {
                (Some(opening), Some(closing)) => {
                    if opening.checked_add(sum) != Some(closing) {
                        let reason = "the entries do not lead from the old balance to the new one";
                        return Err(error(Fault::contradiction("closing", reason), None));
                    }
                    (Some(opening), Some(closing))
                }
                (Some(opening), None) => (Some(opening), opening.checked_add(sum)),
                (None, closing) => {
                    let closing = match closing {
                        Some(closing) => Some(closing),
                        None => {
                            let (balance, note) = self.last_balance(movements)?;
                            assumed = note;
                            balance
                                .zip(movements.later)
                                .and_then(|(balance, later)| balance.checked_sub(later))
                        }
                    };
                    (closing.and_then(|closing| closing.checked_sub(sum)), closing)
                }
            };
        let amount =
            |units: Sum| units.and_then(|units| in_decimals(units, decimals).ok()).ok_or_else(too_large);
        Ok((amount(opening)?, amount(closing)?, assumed))
    }

    /// The balance after all that was given.
    fn last_balance(&self, movements: &Movements) -> Result<(Sum, Option<Diagnostic>)> {
        let details = &self.account.inner;
        match details.balance {
            Some(balance) => {
                let units = balance.units(details.account.decimals);
                let wrong = |reason| self.account.origin.error(Fault::new("balance", reason));
                Ok((Some(units.map_err(wrong)?), None))
            }
            None if details.is_card => {
                let mut note = self.account.origin.note(Code::BalanceAssumed, Severity::Warning);
                note.path = Some(format!("{}.balance", self.account.origin).into());
                Ok((movements.total, Some(note)))
            }
            None => {
                let reason =
                    "the account has no balance: give the closing (or the opening) balance by option";
                Err(self.account.fault("balance", Code::BalanceMissing, reason))
            }
        }
    }

    /// The dates of the old and the new balance.
    fn dates(&self, entries: &[Entry<'_>], options: &Options) -> Result<(NaiveDate, NaiveDate)> {
        let before = options.since.map(|since| since.pred_opt().unwrap_or(since));
        let last = entries.last().map(|entry| entry.booking_date);
        let known =
            [self.account.inner.seen, self.changed].into_iter().flatten().next().map(|time| time.date());
        let closing = options.until.or(last).or(known.max(before)).ok_or_else(|| {
            let reason = "an account without transactions needs a date: this, or the option until";
            self.account.fault("last_time_found", Code::DateMissing, reason)
        })?;
        let first = entries.first().map(|entry| entry.booking_date);
        Ok((before.or(first).unwrap_or(closing), closing))
    }
}
