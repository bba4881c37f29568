//! One record whose blanks have run together, back in its columns.
//!
//! Bank, branch, account, currency, operation code, dates and amount must come out in one way only. Texts take one
//! fixed preference where there are several: a value date is there if six digits that are a date follow, digits next
//! to a label belong to it unless the flags or the amount touch them, a known qualifier wins over a blank one.

use super::anchor::{self, Anchor, Before};
use crate::model::Qualifier;
use crate::wire::amount::{self, AmountError};
use crate::wire::encoding::Charset;
use crate::wire::field::{self, Century};
use crate::wire::layout::{FieldSpec, RecordCode, WIDTH, complement, factor, movement, old_balance};
use crate::wire::record::{Head, Line, Record};

/// What a record is like, and what it becomes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Repaired {
    /// Nothing can be said against its columns, or nothing can be done about them.
    Sound,
    /// It is well but for the sign of its amount; these are its columns with a credit.
    Signed(Vec<u8>),
    /// Its blanks were put back; if its sign was lost, too, it is a credit now.
    Spread { columns: Vec<u8>, sign_lost: bool },
    /// Its blanks have run together, and its columns cannot be told, or not in one way only.
    Unclear,
}

/// Puts a record right, as far as that can be done without the others of its statement.
pub(super) fn repair(line: Line<'_>) -> Repaired {
    let Some(record) = Record::cut(line) else { return Repaired::Unclear };
    // Nearly every record has two blanks in a row somewhere, unless its blanks have run together.
    let has_gap = line.bytes.windows(2).any(|pair| pair == b"  ");
    match condition(&record, line, has_gap) {
        Condition::Sound => Repaired::Sound,
        Condition::SignLost => with_credit(line).map_or(Repaired::Unclear, Repaired::Signed),
        Condition::Damaged => {
            let text = collapsed(line.bytes);
            match spread(record.code(), &text, line.charset) {
                // A record that has its gaps has at most moved: a number without a sign may stand in its label.
                Some((_, true)) if has_gap => Repaired::Sound,
                Some((columns, sign_lost)) => Repaired::Spread { columns, sign_lost },
                // What is wrong with it is something else: the reader will say what.
                None if has_gap => Repaired::Sound,
                None => Repaired::Unclear,
            }
        }
    }
}

enum Condition {
    Sound,
    SignLost,
    Damaged,
}

fn condition(record: &Record<'_>, line: Line<'_>, has_gap: bool) -> Condition {
    let width = line.width();
    let (head, date, amount) = match record {
        Record::OldBalance(old) => (old.head(), old.date, Some(old.amount)),
        Record::NewBalance(new) => (new.head(), new.date, Some(new.amount)),
        Record::Movement(movement) => (movement.head(), movement.booking_date, Some(movement.amount)),
        Record::Complement(complement) => (complement.head(), complement.booking_date, None),
    };
    let is_full = width >= WIDTH;
    let in_place = width >= record.code().minimum_width() && is_head(&head) && is_date(date);
    let Some(column) = amount else {
        let is_sound = is_full || (in_place && (has_gap || begins_like_a_complement(line)));
        return if is_sound { Condition::Sound } else { Condition::Damaged };
    };
    match amount::decode(column) {
        _ if !is_full && !in_place => Condition::Damaged,
        // Without a gap, what stands where the amount should be may be the end of the reference.
        Ok(_) if is_full || has_gap || width == usize::from(movement::AMOUNT.to) => Condition::Sound,
        Err(AmountError::SignMissing) if is_amount_in_place(record, line) => Condition::SignLost,
        _ => Condition::Damaged,
    }
}

fn is_head(head: &Head<'_>) -> bool {
    let is_digits = |column: &[u8]| column.len() == 5 && column.iter().all(u8::is_ascii_digit);
    let is_currency = field::is_blank(head.currency) || is_capitals(head.currency);
    let is_decimals = matches!(head.decimals, [b'0'..=b'9' | b' ']);
    is_digits(head.bank_code) && is_digits(head.branch_code) && is_currency && is_decimals
}

fn is_capitals(text: &[u8]) -> bool {
    text.len() == 3 && text.iter().all(u8::is_ascii_uppercase)
}

fn is_date(column: &[u8]) -> bool {
    field::date(column, Century::default()).is_some()
}

/// Whether columns 43-45 are blank, or a date begins there.
fn begins_like_a_complement(line: Line<'_>) -> bool {
    let date = factor::VALUE_DATE;
    field::is_blank(line.range(date.from, 45)) || is_date(line.range(date.from, date.to))
}

/// Whether fourteen digits in the columns of the amount are the amount, and not part of it with a flag or a piece of
/// the reference, as in a record that has lost or won a column on the way.
fn is_amount_in_place(record: &Record<'_>, line: Line<'_>) -> bool {
    let spec = movement::AMOUNT;
    let column = line.range(spec.from, spec.to);
    let (before, behind) = (spec.from.saturating_sub(1), spec.to.saturating_add(1));
    let goes_on = |column: &[u8]| column.iter().any(|byte| byte.is_ascii_digit() || amount::is_sign(*byte));
    let movement = match record {
        Record::Movement(movement) => movement,
        // Nothing stands before the amount of a balance.
        _ => return amount::as_credit(column).is_some() && !goes_on(line.range(before, before)),
    };
    let has_entry_number = movement.entry_number.iter().all(u8::is_ascii_digit);
    let is_alone = [movement.entry_number, movement.commission_exempt, movement.unavailable]
        .iter()
        .all(|column| field::is_blank(column))
        && !goes_on(line.range(behind, behind));
    amount::as_credit(column).is_some()
        && field::is_blank(movement.reserved_80)
        && (has_entry_number || is_alone)
}

/// The record with a credit where the sign of its amount is lost.
fn with_credit(line: Line<'_>) -> Option<Vec<u8>> {
    let spec = movement::AMOUNT;
    let credit = amount::as_credit(line.range(spec.from, spec.to))?;
    let (before, behind) =
        (line.range(1, spec.from.checked_sub(1)?), line.range(spec.to.checked_add(1)?, 120));
    Some([before, &credit, behind].concat())
}

/// The text with one blank for each run of blanks, and none at its end.
fn collapsed(text: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    text.dedup_by(|next, before| (*next, *before) == (b' ', b' '));
    text.truncate(field::trim_end(&text).len());
    text
}

/// The 120 columns of a record, and whether the sign of its amount was lost.
fn spread(code: RecordCode, text: &[u8], charset: Charset) -> Option<(Vec<u8>, bool)> {
    let start = start(code, text)?;
    let mut columns = Columns { bytes: Vec::with_capacity(WIDTH), charset };
    start.put(&mut columns, code)?;
    let sign_lost = match code {
        RecordCode::Movement => put_movement(&mut columns, start.rest)?,
        RecordCode::Complement => put_complement(&mut columns, start.rest)?,
        RecordCode::OldBalance | RecordCode::NewBalance => put_balance(&mut columns, start.rest)?,
    };
    Some((columns.bytes, sign_lost))
}

/// Columns 1 to 40 of a record, and what follows them.
#[derive(Debug, Clone, Copy, Default)]
struct Start<'t> {
    bank_code: &'t [u8],
    internal_code: &'t [u8],
    branch_code: &'t [u8],
    currency: &'t [u8],
    decimals: &'t [u8],
    reserved_21: &'t [u8],
    account_number: &'t [u8],
    operation_code: &'t [u8],
    date: &'t [u8],
    rest: &'t [u8],
}

impl Start<'_> {
    fn put(&self, columns: &mut Columns, code: RecordCode) -> Option<()> {
        use movement::*;
        columns.put(RECORD_CODE, code.digits().as_bytes())?;
        columns.put(BANK_CODE, self.bank_code)?;
        // " AB" has its gap on the left.
        match self.internal_code.first() {
            Some(b' ') => columns.put_right(INTERNAL_CODE, field::trim(self.internal_code))?,
            _ => columns.put(INTERNAL_CODE, self.internal_code)?,
        }
        columns.put(BRANCH_CODE, self.branch_code)?;
        columns.put(CURRENCY, self.currency)?;
        columns.put(DECIMALS, self.decimals)?;
        columns.put(RESERVED_21, self.reserved_21)?;
        columns.put(ACCOUNT_NUMBER, self.account_number)?;
        columns.put(OPERATION_CODE, self.operation_code)?;
        columns.put(BOOKING_DATE, self.date)
    }
}

/// The start of a record, if it can be read in one way only.
fn start(code: RecordCode, text: &[u8]) -> Option<Start<'_>> {
    let (bank_code, rest) = digits(text.get(2..)?, movement::BANK_CODE)?;
    let mut found: Option<Start<'_>> = None;
    for length in 1..=movement::INTERNAL_CODE.width() {
        let Some((internal_code, rest)) = rest.split_at_checked(length) else { continue };
        // What is shorter than its columns has a gap.
        if length < movement::INTERNAL_CODE.width() && !internal_code.contains(&b' ') {
            continue;
        }
        let Some((branch_code, rest)) = digits(rest, movement::BRANCH_CODE) else { continue };
        for money in money(rest).into_iter().flatten() {
            for start in account(code, Start { bank_code, internal_code, branch_code, ..money }) {
                if found.replace(start).is_some() {
                    return None;
                }
            }
        }
    }
    found
}

fn digits(text: &[u8], spec: FieldSpec) -> Option<(&[u8], &[u8])> {
    text.split_at_checked(spec.width()).filter(|(digits, _)| digits.iter().all(u8::is_ascii_digit))
}

/// Currency, number of decimals and column 21: all there, one of the first two, or none.
fn money(text: &[u8]) -> [Option<Start<'_>>; 4] {
    let currency = text.split_at_checked(3).filter(|(currency, _)| is_capitals(currency));
    let decimals = currency.and_then(|(currency, rest)| match rest {
        [b'0'..=b'9', _, ..] => {
            let ((decimals, rest), start) =
                (rest.split_at_checked(1)?, Start { currency, ..Start::default() });
            let (reserved_21, rest) = rest.split_at_checked(1)?;
            Some(Start { decimals, reserved_21, rest, ..start })
        }
        _ => None,
    });
    let alone = currency.and_then(|(currency, rest)| {
        rest.strip_prefix(b" ").map(|rest| Start { currency, rest, ..Start::default() })
    });
    let none = text.strip_prefix(b" ").map(|rest| Start { rest, ..Start::default() });
    let no_currency = none.and_then(|none| match none.rest {
        [b'0'..=b'9', b' ', ..] => {
            let (decimals, rest) = none.rest.split_at_checked(1)?;
            Some(Start { decimals, rest: rest.strip_prefix(b" ")?, ..none })
        }
        _ => None,
    });
    [decimals, alone, no_currency, none]
}

/// The ways to read account, operation code and date.
fn account<'t>(code: RecordCode, start: Start<'t>) -> impl Iterator<Item = Start<'t>> {
    let spec = movement::ACCOUNT_NUMBER;
    let full = start.rest.split_at_checked(spec.width()).filter(|(account, _)| is_word(account));
    let word = word(start.rest).filter(|(word, _)| word.len() <= spec.width());
    // What some banks write behind the account of a balance may be part of a shorter account, unless it ends there.
    let full = full.filter(|_| is_movement(code) || start.rest.get(19) == Some(&b' '));
    let coded = |found: Option<(&'t [u8], &'t [u8])>| {
        let (account_number, rest) = found?;
        let (operation_code, rest) = rest.split_at_checked(2).filter(|(code, _)| is_word(code))?;
        Some(Start { account_number, operation_code, rest, ..start })
    };
    let bare = word.map(|(account_number, rest)| Start { account_number, rest, ..start });
    let short = word.filter(|(word, _)| word.len() < spec.width());
    [coded(full), coded(short), bare].into_iter().flatten().filter_map(|start| {
        let (date, rest) = start.rest.split_at_checked(6).filter(|(date, _)| is_date(date))?;
        Some(Start { date, rest, ..start })
    })
}

fn is_movement(code: RecordCode) -> bool {
    matches!(code, RecordCode::Movement | RecordCode::Complement)
}

fn is_word(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_alphanumeric)
}

/// The letters and digits up to the next blank, and what follows that.
fn word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b' ')?;
    let (word, rest) = text.split_at_checked(end)?;
    (!word.is_empty() && is_word(word)).then_some((word, rest.strip_prefix(b" ")?))
}

fn put_balance(columns: &mut Columns, rest: &[u8]) -> Option<bool> {
    use old_balance::{RESERVED_41, RESERVED_105};
    let anchor = anchor::amount(rest, Before::Reserved, columns.charset)?;
    columns.put(RESERVED_41, rest.get(..anchor.start)?)?;
    columns.put_amount(rest, anchor)?;
    columns.put(RESERVED_105, rest.get(anchor.end..)?)?;
    Some(anchor.unsigned)
}

fn put_movement(columns: &mut Columns, rest: &[u8]) -> Option<bool> {
    use movement::*;
    let (reject_code, rest) = match rest {
        [b' ', rest @ ..] => (&b""[..], rest),
        _ => rest.split_at_checked(REJECT_CODE.width())?,
    };
    columns.put(REJECT_CODE, reject_code)?;
    let is_none = rest.starts_with(b"000000") && !rest.get(6).is_some_and(u8::is_ascii_digit);
    let value_date = rest.get(..VALUE_DATE.width()).filter(|date| is_none || is_date(date));
    // Behind a reject code, its columns end with a date or are blank.
    let value_date = match value_date {
        None if !reject_code.is_empty() && !rest.starts_with(b" ") => return None,
        value_date => value_date.unwrap_or_default(),
    };
    columns.put(VALUE_DATE, value_date)?;
    let rest = rest.get(value_date.len()..)?;
    let anchor = anchor::amount(rest, Before::Label, columns.charset)?;
    let texts = texts(rest.get(..anchor.start)?, columns.charset)?;
    columns.put(LABEL, texts.label)?;
    columns.put(RESERVED_80, b"")?;
    columns.put_right(ENTRY_NUMBER, texts.entry_number)?;
    columns.put_right(COMMISSION_EXEMPT, texts.flags.0)?;
    columns.put(UNAVAILABLE, texts.flags.1)?;
    columns.put_amount(rest, anchor)?;
    columns.put(REFERENCE, rest.get(anchor.end..)?)?;
    Some(anchor.unsigned)
}

/// What stands between the value date and the amount of a movement.
struct Texts<'t> {
    label: &'t [u8],
    entry_number: &'t [u8],
    flags: (&'t [u8], &'t [u8]),
}

fn texts(text: &[u8], charset: Charset) -> Option<Texts<'_>> {
    let (mut label, touching) = split_last_word(text);
    // Its length is that of its columns.
    if !touching.is_ascii() {
        return None;
    }
    let (entry_number, flags) = match touching.len() {
        0 | 1 => (&b""[..], touching),
        2..=9 => touching.split_at_checked(touching.len().saturating_sub(2))?,
        _ => return None,
    };
    let mut texts =
        Texts { label, entry_number, flags: flags.split_at_checked(flags.len().saturating_sub(1))? };
    if charset.width(field::trim(label)) > movement::LABEL.width() && entry_number.is_empty() {
        // It holds the entry number, too.
        (label, texts.entry_number) = split_last_word(field::trim_end(label));
        if !texts.entry_number.is_ascii() {
            return None;
        }
        if flags.is_empty() && texts.entry_number.len() == 8 {
            (texts.entry_number, texts.flags.0) = texts.entry_number.split_at_checked(7)?;
        }
    }
    texts.label = field::trim(label);
    Some(texts)
}

/// A text and the word that it ends with, which is empty if it ends with a blank.
fn split_last_word(text: &[u8]) -> (&[u8], &[u8]) {
    let start = text.iter().rposition(|byte| *byte == b' ').map_or(0, |at| at.saturating_add(1));
    text.split_at_checked(start).unwrap_or((text, b""))
}

fn put_complement(columns: &mut Columns, rest: &[u8]) -> Option<bool> {
    use complement::*;
    let (reserved, rest) = split_first_word(rest);
    columns.put(RESERVED_41, reserved)?;
    if let Some((date, text)) = rest.split_at_checked(6).filter(|(date, _)| is_date(date)) {
        // The layout of factoring companies, whose date begins in the reserved columns.
        columns.bytes.truncate(columns.bytes.len().saturating_sub(3));
        columns.put(factor::VALUE_DATE, date)?;
        columns.put(factor::TEXT, text)?;
        columns.put(factor::RESERVED_80, b"")?;
        return Some(false);
    }
    let known =
        |text: &[u8]| Qualifier::from_bytes(text).is_some_and(|qualifier| qualifier.english().is_some());
    let (qualifier, text) =
        rest.split_at_checked(QUALIFIER.width()).filter(|(text, _)| known(text)).unwrap_or((b"", rest));
    columns.put(QUALIFIER, qualifier)?;
    columns.put(TEXT, text)?;
    columns.put(RESERVED_119, b"")?;
    Some(false)
}

/// The word that a text begins with, which is empty if it begins with a blank, and what follows.
fn split_first_word(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| *byte == b' ').unwrap_or(0);
    let (word, rest) = text.split_at_checked(end).unwrap_or((b"", text));
    (word, rest.strip_prefix(b" ").unwrap_or(rest))
}

/// A record as it is put together, from left to right.
struct Columns {
    bytes: Vec<u8>,
    charset: Charset,
}

impl Columns {
    /// Adds a field, filled with blanks on its right; `None` if it is too long.
    fn put(&mut self, spec: FieldSpec, text: &[u8]) -> Option<()> {
        let blanks = spec.width().checked_sub(self.charset.width(text))?;
        self.bytes.extend_from_slice(text);
        self.blank(blanks);
        Some(())
    }

    /// The same, filled with blanks on its left.
    fn put_right(&mut self, spec: FieldSpec, text: &[u8]) -> Option<()> {
        let blanks = spec.width().checked_sub(self.charset.width(text))?;
        self.blank(blanks);
        self.bytes.extend_from_slice(text);
        Some(())
    }

    fn put_amount(&mut self, text: &[u8], anchor: Anchor) -> Option<()> {
        let column = text.get(anchor.start..anchor.end)?;
        match anchor.unsigned {
            true => self.put(movement::AMOUNT, &amount::as_credit(column)?),
            false => self.put(movement::AMOUNT, column),
        }
    }

    fn blank(&mut self, columns: usize) {
        self.bytes.resize(self.bytes.len().saturating_add(columns), b' ');
    }
}

#[cfg(test)]
mod tests;
