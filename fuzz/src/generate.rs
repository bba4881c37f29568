//! Statements that no file gave: whatever the public fields can hold.

use arbitrary::{Arbitrary, Result, Unstructured};
use cfonb::chrono::{NaiveDate, TimeDelta};
use cfonb::rust_decimal::Decimal;
use cfonb::wire::layout::{self, RecordCode};
use cfonb::{
    Account, Balance, Currency, Detail, Entry, InternalCode, OperationCode, Qualifier, RejectCode, Statement,
    Zone, Zones,
};

/// What texts are made of: what banks write, and what has a meaning in one of the formats.
#[rustfmt::skip]
const WORDS: [&str; 40] = [
    "VIREMENT", "FACTURE 2024-01", "DUPONT & FILS", "<SOLDE>", "\"guillemets\"", "'", "=1+1", "+33", "-12", "@x",
    ";", ",", "\t", "\r\n", "\n", "\0", "\u{1A}", "\u{7F}", "\u{85}", "\u{A0}", "\u{FFFE}", "\u{FEFF}", "é", "É",
    "e\u{301}", "œ", "€", "日本", "🎉", "Ã©", "]]>", "&amp;", "NOTPROVIDED", "BICOrBEI", "SEPA", "0000000", "0000042",
    "USD20000000000835806", "EUR200000000000740", "FR7611111222220012345678975",
];

const CODES: [&str; 10] = ["01", "05", "08", "11", "21", "31", "62", "91", "A1", "B5"];
const KINDS: [&str; 6] = ["account", "card", "Carte bleue", "Livret A", "loan", "prêt"];

/// One to three statements.
pub fn statements(input: &mut Unstructured<'_>) -> Result<Vec<Statement<'static>>> {
    let mut statements: Vec<Statement<'static>> = Vec::new();
    for _ in 0..input.int_in_range(1..=3)? {
        let alone = one_in(4, input)?;
        let before = statements.last().filter(|_| !alone);
        let next = statement(input, before)?;
        statements.push(next);
    }
    Ok(statements)
}

/// A statement, which may follow another one of its account.
fn statement(
    input: &mut Unstructured<'_>,
    before: Option<&Statement<'static>>,
) -> Result<Statement<'static>> {
    let account = match before {
        Some(before) => before.account.clone(),
        None => account(input)?,
    };
    let opening = match before.and_then(|before| before.closing.clone()) {
        Some(closing) => closing,
        None => balance(input, RecordCode::OldBalance)?,
    };
    let closing = balance(input, RecordCode::NewBalance)?;
    let mut entries = Vec::new();
    for _ in 0..input.int_in_range(0..=3)? {
        entries.push(entry(input)?);
    }
    let mut statement = Statement::new(account, opening, closing).with_entries(entries);
    let expected = statement.expected_closing();
    if let (Some(closing), Some(expected)) = (&mut statement.closing, expected)
        && !one_in(8, input)?
    {
        closing.amount = expected;
    }
    if one_in(16, input)? {
        statement.closing = None;
    }
    statement.incomplete = statement.closing.is_none() || one_in(32, input)?;
    if one_in(8, input)? {
        statement.source_time = day(input)?.and_hms_opt(input.int_in_range(0..=23)?, 59, 59);
    }
    Ok(statement)
}

fn account(input: &mut Unstructured<'_>) -> Result<Account<'static>> {
    let currency = *input.choose(&["EUR", "EUR", "XPF", "TND", "CLF", "eur", "E&<", "1"])?;
    let currency = Currency::new(currency).unwrap_or(Currency::EUR);
    let mut account = match input.int_in_range(0..=7)? {
        0 => Account::new(text(input)?, text(input)?, text(input)?, currency),
        1 => Account::new("", "", text(input)?, currency),
        2 => Account::new("11111", "22222", text(input)?, currency),
        _ => Account::new("11111", "22222", "00123456789", currency),
    };
    if one_in(8, input)? {
        account.decimals = input.int_in_range(0..=9)?;
    }
    account.name = optional(input, text)?.map(Into::into);
    if one_in(4, input)? {
        account.kind = Some((*input.choose(&KINDS)?).into());
    }
    Ok(account)
}

fn balance(input: &mut Unstructured<'_>, record: RecordCode) -> Result<Balance<'static>> {
    let mut balance = Balance::new(day(input)?, amount(input)?);
    balance.zones = zones(input, record)?;
    Ok(balance)
}

fn entry(input: &mut Unstructured<'_>) -> Result<Entry<'static>> {
    let mut entry = Entry::new(day(input)?, amount(input)?, text(input)?);
    entry.value_date = optional(input, day)?;
    entry.operation_code = OperationCode::new(input.choose(&CODES)?);
    if one_in(8, input)? {
        entry.operation_code = OperationCode::from_bytes(&<[u8; 2]>::arbitrary(input)?);
        entry.internal_code = InternalCode::from_bytes(&<[u8; 4]>::arbitrary(input)?);
        entry.reject_code = RejectCode::from_bytes(&[b'0', input.int_in_range(b'0'..=b'9')?]);
    }
    entry.entry_number = optional(input, text)?.map(Into::into);
    entry.reference = optional(input, text)?.map(Into::into);
    entry.id = optional(input, text)?.map(Into::into);
    if one_in(8, input)? {
        entry.month = Some(text(input)?.into());
        entry.operation_date = Some(day(input)?);
        (entry.commission_exempt, entry.unavailable) =
            (Arbitrary::arbitrary(input)?, Arbitrary::arbitrary(input)?);
    }
    for _ in 0..input.int_in_range(0..=2)? {
        let qualifier = if one_in(8, input)? { None } else { Some(*input.choose(Qualifier::ALL)?) };
        let mut detail = Detail::new(qualifier, text(input)?);
        detail.zones = zones(input, RecordCode::Complement)?;
        entry.details.push(detail);
    }
    entry.zones = zones(input, RecordCode::Movement)?;
    Ok(entry)
}

/// True once in so many times, and never where the input has come to its end.
fn one_in(count: u8, input: &mut Unstructured<'_>) -> Result<bool> {
    Ok(input.int_in_range(1..=count)? == count)
}

fn optional<T>(
    input: &mut Unstructured<'_>,
    value: fn(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    if one_in(3, input)? { value(input).map(Some) } else { Ok(None) }
}

fn day(input: &mut Unstructured<'_>) -> Result<NaiveDate> {
    let days = match input.int_in_range(0..=15)? {
        0 => input.int_in_range(-719_528i64..=2_932_896)?,
        1 => input.int_in_range(-719_528i64 * 4..=2_932_896 * 4)?,
        _ => 19_700 + i64::from(u8::arbitrary(input)? / 8),
    };
    Ok(NaiveDate::default() + TimeDelta::days(days))
}

fn amount(input: &mut Unstructured<'_>) -> Result<Decimal> {
    Ok(match input.int_in_range(0..=15)? {
        0 => Decimal::from_i128_with_scale(i128::from(i64::arbitrary(input)?), input.int_in_range(0..=28)?),
        1 => Decimal::from_i128_with_scale(i128::arbitrary(input)? >> 32, input.int_in_range(0..=28)?),
        2 => *input.choose(&[Decimal::MAX, Decimal::MIN, Decimal::ZERO, -Decimal::ZERO])?,
        3 => Decimal::new(i64::arbitrary(input)? % 100_000_000_000_000, input.int_in_range(0..=9)?),
        _ => Decimal::new(i64::from(i16::arbitrary(input)?), 2),
    })
}

fn text(input: &mut Unstructured<'_>) -> Result<String> {
    let mut text = String::new();
    match input.int_in_range(0..=7)? {
        0 => {}
        1 => text.push_str(<&str>::arbitrary(input)?),
        2 => text = input.choose(&WORDS)?.repeat(input.int_in_range(1..=80)?),
        3 => text = " ".repeat(input.int_in_range(0..=40)?) + input.choose(&WORDS)?,
        count => {
            for _ in 3..count {
                text += input.choose(&WORDS)?;
                text += if bool::arbitrary(input)? { " " } else { "" };
            }
        }
    }
    Ok(text)
}

/// Columns of a record and any text, which need not be what reading leaves there.
fn zones(input: &mut Unstructured<'_>, record: RecordCode) -> Result<Zones<'static>> {
    let mut zones = Zones::default();
    while one_in(8, input)? {
        let spec = input.choose(layout::of(record))?;
        let mut text = text(input)?;
        if !one_in(4, input)? {
            text = text.chars().take(spec.width()).collect();
        }
        zones.push(Zone::new(spec.from, spec.to, text));
    }
    Ok(zones)
}
