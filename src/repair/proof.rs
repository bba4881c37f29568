//! That a repaired statement adds up, and with which senses.

use rust_decimal::Decimal;

use super::restorer::{Guess, GuessKind};
use super::senses::{self, Balance, Debits, Sums, Unsigned, Verdict};
use crate::error::{Code, Diagnostic, Position, Severity};
use crate::model::{Entry, Sense, Statement};
use crate::wire::layout::Field;

/// Gives the amounts whose signs are lost the only senses that add up. The guesses are in order.
pub(super) fn settle(
    statement: &mut Statement<'_>,
    guesses: &[&Guess],
) -> Result<Vec<Diagnostic>, Box<Diagnostic>> {
    let guesses = Guesses(guesses);
    let unclear =
        guesses.0.iter().find(|guess| guess.kind == GuessKind::Unclear && is_used(statement, guess));
    if let Some(guess) = unclear {
        return Err(Box::new(guess.diagnostic(Code::BlanksUnclear, Severity::Error)));
    }
    if guesses.applied().next().is_none() {
        return Ok(Vec::new());
    }
    let debits = guesses.debits(statement)?;
    guesses.apply(statement, &debits);
    if statement.require_balanced().is_err() || is_in_doubt(statement) {
        return Err(refusal(statement, Code::RepairUnproven));
    }
    Ok(guesses.warnings(statement))
}

/// Whether something that a policy lets pass takes the proof away: another account, something left out.
fn is_in_doubt(statement: &Statement<'_>) -> bool {
    const DOUBTS: [Code; 8] = [
        Code::AccountDiffers,
        Code::BankDiffers,
        Code::BranchDiffers,
        Code::CurrencyDiffers,
        Code::LongLine,
        Code::OrphanComplement,
        Code::StrayRecord,
        Code::UnknownRecord,
    ];
    let first = statement.opening.position;
    let mut inside = statement.diagnostics().iter().filter(|diagnostic| diagnostic.position >= first);
    inside.any(|diagnostic| DOUBTS.contains(&diagnostic.code))
        || statement.codes_beyond().iter().any(|code| DOUBTS.contains(code))
}

/// Whether the statement has an amount from this record.
fn is_used(statement: &Statement<'_>, guess: &Guess) -> bool {
    let balances = [Some(&statement.opening), statement.closing.as_ref()];
    balances.into_iter().flatten().any(|balance| balance.position == Some(guess.position))
        || entry_at(statement, guess.position).is_some()
}

/// The entry whose movement stands there; entries are in the order of their movements.
fn entry_at<'s>(statement: &'s Statement<'_>, position: Position) -> Option<&'s Entry<'s>> {
    let at = statement.entries.partition_point(|entry| entry.position.is_some_and(|place| place < position));
    statement.entries.get(at).filter(|entry| entry.position == Some(position))
}

/// The refusal of the whole statement.
pub(super) fn refusal(statement: &Statement<'_>, code: Code) -> Box<Diagnostic> {
    let mut diagnostic = Diagnostic::new(code, Severity::Error);
    diagnostic.position = statement.opening.position;
    Box::new(diagnostic)
}

/// What was guessed about the records of one statement.
struct Guesses<'g>(&'g [&'g Guess]);

impl<'g> Guesses<'g> {
    fn applied(&self) -> impl Iterator<Item = &'g Guess> {
        self.0.iter().copied().filter(|guess| guess.kind != GuessKind::Unclear)
    }

    /// Whether the record at this place has lost its sign.
    fn sign_lost(&self, position: Option<Position>) -> bool {
        let Some(record) = position.map(|position| position.record) else { return false };
        let at = self.0.partition_point(|guess| guess.position.record < record);
        self.0.get(at).is_some_and(|guess| guess.position.record == record && guess.sign_lost())
    }

    fn unsigned<'s>(&self, statement: &'s Statement<'_>) -> impl Iterator<Item = &'s Entry<'s>> {
        statement.entries.iter().filter(|entry| self.sign_lost(entry.position))
    }

    fn debits(&self, statement: &Statement<'_>) -> Result<Debits, Box<Diagnostic>> {
        let sums = self.sums(statement).ok_or_else(|| refusal(statement, Code::RepairUnproven))?;
        let (code, choices) = match senses::find(&sums) {
            Verdict::One(debits) => return Ok(debits),
            Verdict::None => (Code::RepairUnproven, None),
            Verdict::TooMany => (Code::TooManySenses, None),
            Verdict::Several(choices) => {
                let records = |debits| self.records_of(statement, &sums, debits);
                let mut choices = choices.each_ref().map(records);
                choices.sort();
                (Code::SensesAmbiguous, Some(Box::new(choices)))
            }
        };
        let mut refusal = refusal(statement, code);
        refusal.choices = choices;
        Err(refusal)
    }

    /// The records that a choice takes for debits, without those whose operation code says so.
    fn records_of(&self, statement: &Statement<'_>, sums: &Sums, debits: &Debits) -> Vec<u64> {
        let movements = self.unsigned(statement).zip(&sums.unsigned).zip(&debits.movements);
        let movements = movements
            .filter(|((_, unsigned), debit)| unsigned.is_free() && **debit)
            .map(|((entry, _), _)| entry.position);
        let opening = debits.opening.then_some(statement.opening.position);
        let closing = debits.closing.then(|| statement.closing.as_ref().and_then(|closing| closing.position));
        opening
            .into_iter()
            .chain(movements)
            .chain(closing)
            .flatten()
            .map(|position| position.record)
            .collect()
    }

    /// Everything in the smallest unit of the statement; `None` if it has no new balance.
    fn sums(&self, statement: &Statement<'_>) -> Option<Sums> {
        let closing = statement.closing.as_ref()?;
        let amounts = statement.entries.iter().map(|entry| entry.amount);
        let scale =
            amounts.chain([statement.opening.amount, closing.amount]).map(|amount| amount.scale()).max()?;
        let units = |amount: Decimal| {
            let more = scale.checked_sub(amount.scale())?;
            amount.mantissa().checked_mul(10i128.checked_pow(more)?)
        };
        let balance =
            |amount, position| Some(Balance { units: units(amount)?, sign_lost: self.sign_lost(position) });
        let mut sums = Sums {
            opening: balance(statement.opening.amount, statement.opening.position)?,
            closing: balance(closing.amount, closing.position)?,
            ..Sums::default()
        };
        for entry in &statement.entries {
            let units = units(entry.amount)?;
            match self.sign_lost(entry.position) {
                true => sums.unsigned.push(Unsigned { units, credit: credit(entry) }),
                false => sums.known = sums.known.checked_add(units)?,
            }
        }
        Some(sums)
    }

    fn apply(&self, statement: &mut Statement<'_>, debits: &Debits) {
        if debits.opening {
            negate(&mut statement.opening.amount);
        }
        if let Some(closing) = statement.closing.as_mut().filter(|_| debits.closing) {
            negate(&mut closing.amount);
        }
        let unsigned = statement.entries.iter_mut().filter(|entry| self.sign_lost(entry.position));
        for (entry, _) in unsigned.zip(&debits.movements).filter(|(_, debit)| **debit) {
            negate(&mut entry.amount);
        }
    }

    /// What was guessed, and why.
    fn warnings(&self, statement: &Statement<'_>) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        for guess in self.applied() {
            if let GuessKind::Spread { .. } = guess.kind {
                warnings.push(guess.diagnostic(Code::BlanksRestored, Severity::Warning));
            }
            if guess.sign_lost() {
                warnings.push(guess.sign_diagnostic(reason(statement, guess.position)));
            }
        }
        warnings
    }
}

/// Whether the operation code says that it is a credit, or a debit.
fn credit(entry: &Entry<'_>) -> Option<bool> {
    match entry.operation_code?.sense()? {
        Sense::Credit => Some(true),
        Sense::Debit => Some(false),
        Sense::Either => None,
    }
}

fn negate(amount: &mut Decimal) {
    if !amount.is_zero() {
        amount.set_sign_negative(amount.is_sign_positive());
    }
}

/// Why the amount at this place has the sense that it has.
fn reason(statement: &Statement<'_>, position: Position) -> Code {
    let entry = entry_at(statement, position);
    let closing = statement.closing.as_ref().filter(|closing| closing.position == Some(position));
    match (entry, closing.unwrap_or(&statement.opening).amount) {
        (Some(entry), _) if credit(entry).is_some() => Code::SignFromOperationCode,
        (Some(_), _) => Code::SignFromBalance,
        (None, balance) if balance.is_sign_negative() => Code::SignFromBalance,
        (None, _) => Code::SignAssumedCredit,
    }
}

impl Guess {
    /// A diagnostic about the record, shown as it stands in the input.
    fn diagnostic(&self, code: Code, severity: Severity) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(code, severity).with_position(self.position);
        diagnostic.record_code = Some(self.code);
        match &self.raw {
            Some(raw) => diagnostic.with_raw(raw),
            None => diagnostic,
        }
    }

    fn sign_diagnostic(&self, code: Code) -> Diagnostic {
        let diagnostic = match self.kind {
            GuessKind::Signed => self.diagnostic(code, Severity::Warning),
            // Its columns are not those of the record that would be shown.
            _ => Diagnostic::new(code, Severity::Warning).with_position(self.position),
        };
        diagnostic.with_field(self.code, Field::Amount)
    }
}
