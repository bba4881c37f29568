//! Statements as JSON text: the keys and values that `Serialize` gives them, which a property holds to. The general
//! serializer asks of every byte of every key and value whether it needs an escape, which took longer than all the rest
//! of the conversion.
//!
//! Each member is written with a comma behind it, and the end of its object takes the place of the last one.

use std::fmt::Write as _;
use std::io;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::digits::{iso_day, push_amount};
use crate::model::{Account, Balance, Detail, Entry, Info, Moment, Party, Statement, Zones};
use crate::wire::words::{any_word, has, has_control};

/// How much is gathered before it is written.
const BUFFER: usize = 64 << 10;

/// Appends a key, which needs no escape.
macro_rules! key {
    ($out:expr, $name:literal) => {
        $out.extend_from_slice(concat!("\"", $name, "\":").as_bytes())
    };
}

/// Appends members whose values are texts; `null` for those that are not there.
macro_rules! texts {
    ($out:expr, $($name:literal $text:expr;)+) => {$(
        key!($out, $name);
        nullable($text, $out);
    )+};
}

/// Appends those of these members that are there.
macro_rules! known {
    ($out:expr, $($name:literal $text:expr;)+) => {$(
        if let Some(known) = $text {
            key!($out, $name);
            text(known, $out);
        }
    )+};
}

/// Writes a statement to `out`, its end maybe to `buffer` only, which is written before it.
pub(super) fn write(
    statement: &Statement<'_>,
    buffer: &mut Vec<u8>,
    out: &mut impl io::Write,
) -> io::Result<()> {
    buffer.push(b'{');
    key!(buffer, "account");
    account(&statement.account, buffer);
    key!(buffer, "opening");
    balance(&statement.opening, buffer);
    key!(buffer, "closing");
    match &statement.closing {
        Some(closing) => balance(closing, buffer),
        None => buffer.extend_from_slice(b"null,"),
    }
    key!(buffer, "entries");
    buffer.push(b'[');
    for one in &statement.entries {
        entry(one, buffer, out)?;
        pass_on(buffer, out)?;
    }
    close(b"],", buffer);
    if statement.incomplete {
        key!(buffer, "incomplete");
        buffer.extend_from_slice(b"true,");
    }
    if let Some(time) = statement.source_time {
        key!(buffer, "source_time");
        serde_json::to_writer(&mut *buffer, &Moment(time))?;
    }
    close(b"}", buffer);
    Ok(())
}

/// Empties the buffer once it is full, but for the comma at its end.
fn pass_on(buffer: &mut Vec<u8>, out: &mut impl io::Write) -> io::Result<()> {
    if buffer.len() >= BUFFER && buffer.pop().is_some() {
        out.write_all(buffer)?;
        buffer.clear();
        buffer.push(b',');
    }
    Ok(())
}

/// Puts the end of an object or a list in the place of the comma behind its last member.
fn close(end: &[u8], out: &mut Vec<u8>) {
    if out.ends_with(b",") {
        out.pop();
    }
    out.extend_from_slice(end);
}

fn account(account: &Account<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    let filled = |text| Some(text).filter(|text: &&str| !text.is_empty());
    texts! { out,
        "bank_code" filled(&account.bank_code);
        "branch_code" filled(&account.branch_code);
        "number" filled(&account.number);
        "currency" Some(account.currency.as_str());
    }
    key!(out, "decimals");
    push_amount(account.decimals.into(), b'.', out);
    out.push(b',');
    let (rib_key, iban) = (account.rib_key(), account.iban());
    texts! { out,
        "rib_key" rib_key.as_ref().map(|key| key.as_str());
        "iban" iban.as_ref().map(|iban| iban.as_str());
    }
    known! { out,
        "name" account.name.as_deref();
        "kind" account.kind.as_deref();
    }
    close(b"},", out);
}

fn balance(balance: &Balance<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    key!(out, "date");
    day(balance.date, out);
    key!(out, "amount");
    amount(balance.amount, out);
    zones(&balance.zones, out);
    close(b"},", out);
}

fn entry(entry: &Entry<'_>, out: &mut Vec<u8>, medium: &mut impl io::Write) -> io::Result<()> {
    out.push(b'{');
    key!(out, "booking_date");
    day(entry.booking_date, out);
    key!(out, "value_date");
    match entry.value_date {
        Some(date) => day(date, out),
        None => out.extend_from_slice(b"null,"),
    }
    key!(out, "amount");
    amount(entry.amount, out);
    texts! { out,
        "operation_code" entry.operation_code.as_ref().map(|code| code.as_bytes().trim_ascii_end());
        "internal_code" entry.internal_code.as_ref().map(|code| code.as_bytes().trim_ascii_end());
        "reject_code" entry.reject_code.as_ref().map(|code| code.as_bytes().trim_ascii_end());
        "label" Some(entry.label.as_ref()).filter(|label| !label.is_empty());
        "entry_number" entry.entry_number.as_deref();
        "reference" entry.reference.as_deref();
    }
    key!(out, "commission_exempt");
    flag(entry.commission_exempt, out);
    key!(out, "unavailable");
    flag(entry.unavailable, out);
    texts! { out, "id" entry.id.as_deref(); }
    key!(out, "details");
    out.push(b'[');
    for one in &entry.details {
        detail(one, out);
        pass_on(out, medium)?;
    }
    close(b"],", out);
    if !entry.details.is_empty() {
        info(&entry.info(), out);
    }
    known! { out, "month" entry.month.as_deref(); }
    if let Some(date) = entry.operation_date {
        key!(out, "operation_date");
        day(date, out);
    }
    zones(&entry.zones, out);
    close(b"},", out);
    Ok(())
}

fn detail(detail: &Detail<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    texts! { out,
        "qualifier" detail.qualifier.as_ref().map(|code| code.as_bytes().trim_ascii_end());
        "text" Some(detail.text.as_ref());
    }
    zones(&detail.zones, out);
    close(b"},", out);
}

/// The member `zones`, if there is any.
fn zones(zones: &Zones<'_>, out: &mut Vec<u8>) {
    if zones.is_empty() {
        return;
    }
    key!(out, "zones");
    out.push(b'{');
    for zone in zones {
        let _ = write!(Bytes(out), "\"{zone}\":");
        text(zone.text.as_ref(), out);
    }
    close(b"},", out);
}

/// The member `info`, if anything is known.
fn info(info: &Info<'_>, out: &mut Vec<u8>) {
    if info.is_empty() {
        return;
    }
    key!(out, "info");
    out.push(b'{');
    let parties = [
        (concat!("\"", "debtor", "\":"), &info.debtor),
        (concat!("\"", "creditor", "\":"), &info.creditor),
        (concat!("\"", "ultimate_debtor", "\":"), &info.ultimate_debtor),
        (concat!("\"", "ultimate_creditor", "\":"), &info.ultimate_creditor),
    ];
    for (key, party) in parties.into_iter().filter(|(_, party)| !party.is_empty()) {
        out.extend_from_slice(key.as_bytes());
        self::party(party, out);
    }
    known! { out,
        "remittance" info.remittance.as_deref();
        "creditor_reference" info.creditor_reference.as_deref();
        "end_to_end_id" info.end_to_end_id.as_deref();
        "purpose" info.purpose.as_deref();
        "payment_information_id" info.payment_information_id.as_deref();
        "instruction_id" info.instruction_id.as_deref();
        "mandate_id" info.mandate_id.as_deref();
        "sequence_type" info.sequence_type.as_deref();
    }
    if let Some(original) = info.original_amount {
        key!(out, "original_amount");
        out.push(b'{');
        texts! { out, "currency" Some(original.currency.as_str()); }
        key!(out, "amount");
        amount(original.amount, out);
        if let Some(rate) = original.exchange_rate {
            key!(out, "exchange_rate");
            amount(rate, out);
        }
        close(b"},", out);
    }
    if let Some(fees) = info.fees {
        key!(out, "fees");
        out.push(b'{');
        texts! { out, "currency" Some(fees.currency.as_str()); }
        key!(out, "amount");
        amount(fees.amount, out);
        close(b"},", out);
    }
    known! { out, "label_continuation" info.label_continuation.as_deref(); }
    close(b"},", out);
}

fn party(party: &Party<'_>, out: &mut Vec<u8>) {
    out.push(b'{');
    known! { out,
        "name" party.name.as_deref();
        "id" party.id.as_deref();
        "id_type" party.id_type.as_deref();
        "account" party.account.as_deref();
        "country" party.country.as_deref();
    }
    close(b"},", out);
}

fn day(date: NaiveDate, out: &mut Vec<u8>) {
    match iso_day(date) {
        Some(day) => {
            let [a, b, c, d, e, f, g, h, i, j] = day;
            out.extend_from_slice(&[b'"', a, b, c, d, e, f, g, h, i, j, b'"', b',']);
        }
        None => displayed(date, out),
    }
}

fn amount(amount: Decimal, out: &mut Vec<u8>) {
    out.push(b'"');
    push_amount(amount, b'.', out);
    out.extend_from_slice(b"\",");
}

fn flag(flag: Option<bool>, out: &mut Vec<u8>) {
    out.extend_from_slice(match flag {
        None => b"null,".as_slice(),
        Some(true) => b"true,",
        Some(false) => b"false,",
    });
}

#[inline]
fn nullable(value: Option<impl AsRef<[u8]>>, out: &mut Vec<u8>) {
    match value {
        Some(value) => text(value, out),
        None => out.extend_from_slice(b"null,"),
    }
}

/// A value whose text needs no escape.
fn displayed(value: impl std::fmt::Display, out: &mut Vec<u8>) {
    // Writing to a vector cannot fail.
    let _ = write!(Bytes(out), "\"{value}\",");
}

fn text(text: impl AsRef<[u8]>, out: &mut Vec<u8>) {
    let text = text.as_ref();
    out.push(b'"');
    if any_word(text, |word| has_control(word) | has(word, b'"') | has(word, b'\\')) {
        escaped(text, out);
    } else {
        out.extend_from_slice(text);
    }
    out.extend_from_slice(b"\",");
}

fn escaped(text: &[u8], out: &mut Vec<u8>) {
    for byte in text {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            0x08 => out.extend_from_slice(b"\\b"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            0x0C => out.extend_from_slice(b"\\f"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0..=0x1F => _ = write!(Bytes(out), "\\u{byte:04x}"),
            byte => out.push(*byte),
        }
    }
}

/// Bytes that text can be formatted into.
struct Bytes<'o>(&'o mut Vec<u8>);

impl std::fmt::Write for Bytes<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_statement_is_written_on_the_way() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let (euros, account) =
            (Decimal::new(100, 0), Account::new("11111", "22222", "1", crate::Currency::EUR));
        let statement = Statement::new(account, Balance::new(day, euros), Balance::new(day, euros))
            .with_entries(vec![Entry::new(day, Decimal::ZERO, "LIBELLE"); 2000]);
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        write(&statement, &mut buffer, &mut out).unwrap();
        assert!(out.len() >= 2 * BUFFER && buffer.len() < BUFFER);
        out.append(&mut buffer);
        assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&statement).unwrap());
        let mut full = [0; 8];
        let failed = write(&statement, &mut Vec::new(), &mut &mut full[..]).unwrap_err();
        assert_eq!(failed.kind(), io::ErrorKind::WriteZero);
    }

    #[test]
    fn an_entry_with_many_details_is_written_on_the_way() {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let details = vec![Detail::new(None, "TEXTE"); 5000];
        let entry = Entry::new(day, Decimal::ZERO, "LIBELLE").with_details(details);
        let (mut buffer, mut out) = (Vec::new(), Vec::new());
        super::entry(&entry, &mut buffer, &mut out).unwrap();
        assert!(out.len() >= 2 * BUFFER);
    }

    proptest! {
        #[test]
        fn a_statement_is_what_its_serialization_is(statement in crate::model::serde_tests::any_statement()) {
            let mut out = Vec::new();
            write(&statement, &mut out, &mut io::sink()).unwrap();
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&statement).unwrap());
        }

        #[test]
        fn a_text_is_what_the_general_serializer_makes_of_it(value in "[\\x00-\\x7f\\u{80}-\\u{ffff}]{0,40}") {
            let mut out = Vec::new();
            text(&value, &mut out);
            let general = serde_json::to_string(&value).unwrap() + ",";
            prop_assert_eq!(String::from_utf8(out).unwrap(), general);
        }
    }
}
