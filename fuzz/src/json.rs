//! JSON, ours and the aggregator's: it is read or refused, and what was read can be written in every form.

use cfonb::Statement;
use cfonb::chrono::NaiveDate;
use cfonb::convert::{iswigo, json};

use super::exporters::export;
use super::statements::canonical;

/// Our model and the aggregator's objects, by the book, to be damaged.
const OURS: &str = r#"{"statements":[{"account":{"bank_code":"11111","branch_code":"22222","number":"00123456789","currency":"EUR","decimals":2,"rib_key":"75","iban":"FR7611111222220012345678975"},"opening":{"date":"2020-04-24","amount":"1212.00"},"closing":{"date":"2020-04-24","amount":"1200.00","zones":{"105-120":"  081"}},"entries":[{"booking_date":"2020-04-24","value_date":"2020-04-24","amount":"-12.00","operation_code":"91","internal_code":null,"reject_code":null,"label":"COTISATION","entry_number":"42","reference":null,"commission_exempt":false,"unavailable":null,"id":"1","details":[{"qualifier":"RCN","text":"REF1"}],"info":{"end_to_end_id":"REF1","debtor":{"name":"DUPONT"},"fees":{"currency":"EUR","amount":"1.00"}}}]}]}"#;
const THEIRS: &str = r#"[{"account_id":"a1","type":"account","name":"Compte","account_number":"00123456789","bban":"111112222200123456789","balance":1000,"currency":"EUR","last_time_found":"2024-01-31 18:00:00"}][{"transaction_id":"t1","account_id":"a1","operation_date":"2024-01-15","value_date":"2024-01-16","accounting_date":null,"interbank_code":"01","check_number":null,"amount":-12.5,"wording":"Ch\u00e8que","text":".","update_time":"2024-01-16 06:00:00","is_deleted":false}]"#;

/// Pieces of JSON, one a byte from 128 on; those below stand for themselves.
#[rustfmt::skip]
const PIECES: [&str; 64] = [
    r#"{"account_id":"a1","balance":1"#, r#"{"transaction_id":"t1","account_id":"a1","amount":1"#, "}", "]", "[", "{",
    r#""account_id":"#, r#""transaction_id":"#, r#""type":"#, r#""name":"#, r#""account_number":"#, r#""bban":"#,
    r#""balance":"#, r#""currency":"#, r#""operation_date":"#, r#""value_date":"#, r#""accounting_date":"#,
    r#""interbank_code":"#, r#""check_number":"#, r#""amount":"#, r#""wording":"#, r#""text":"#, r#""is_deleted":"#,
    r#""update_time":"#, r#""cc_order_month":"#, r#""parent_account_id":"#, r#""last_time_found":"#, "null", "true",
    "false", r#""a1""#, r#""t1""#, r#""2024-01-15""#, r#""9999-12-31""#, r#""111112222200123456789""#, r#""EUR""#,
    r#""card""#, "-12.5", "1e3", "1e-28", "0.1", "79228162514264337593543950335", r#""12.30""#, ",",
    r#""statements":["#, r#""account":{"#, r#""opening":{"#, r#""closing":{"#, r#""entries":["#, r#""date":"#,
    r#""booking_date":"2024-01-15""#, r#""label":"#, r#""details":["#, r#""qualifier":"#, r#""info":{"#,
    r#""debtor":{"#, r#""zones":{"#, r#""105-120":"#, r#""iban":"FR7611111222220012345678975""#,
    r#""original_amount":{"#, r#""incomplete":true"#, r#""entry_number":"#, r#""\u00e9\ud83c\udf89\u0000""#, "\n",
];

pub fn check(data: &[u8]) {
    let [form, way, ..] = data else { return };
    let mut statements = Vec::new();
    let keep = |statement: Statement<'static>| {
        statements.push(statement);
        Ok(())
    };
    if let Err(error) = json::read(&our_text(data)[..], keep) {
        assert!(error.diagnostic().is_some(), "a slice does not fail: {error}");
    }
    for statement in &statements {
        assert!(statement.closing.is_some() || statement.incomplete);
        assert_eq!(&canonical(statement.clone()), statement);
    }
    export(&statements, *form, *way);
}

pub fn aggregator(data: &[u8]) {
    let [form, way, ..] = data else { return };
    let mut options = iswigo::Options::default();
    let day = NaiveDate::from_ymd_opt(2024, 1, 15);
    options.since = day.filter(|_| form & 8 != 0);
    options.until = day.filter(|_| form & 16 != 0);
    match iswigo::read([&aggregators_text(data)[..]], &options) {
        Ok(outcome) => {
            assert!(
                outcome.statements.iter().all(|statement| statement.is_balanced() && !statement.incomplete)
            );
            export(&outcome.statements, *form, *way);
        }
        Err(error) => assert!(error.diagnostic().is_some(), "a slice does not fail: {error}"),
    }
}

/// The text of an input for our own model.
pub fn our_text(data: &[u8]) -> Vec<u8> {
    text(data, OURS)
}

/// The text of an input for the aggregator's model.
pub fn aggregators_text(data: &[u8]) -> Vec<u8> {
    text(data, THEIRS)
}

/// The first two bytes say what becomes of the statements, the third one how the text is made of the rest: the bytes
/// as they are, pieces, or a sound text with some bytes exchanged.
fn text(data: &[u8], sound: &str) -> Vec<u8> {
    let Some((&how, rest)) = data.get(2..).and_then(<[u8]>::split_first) else { return Vec::new() };
    match how % 4 {
        0 => rest.to_vec(),
        1 => rest.iter().flat_map(piece).copied().collect(),
        _ => damaged(sound, rest),
    }
}

fn piece(byte: &u8) -> &[u8] {
    match PIECES.get(usize::from(byte.wrapping_sub(128))) {
        Some(piece) => piece.as_bytes(),
        None => std::slice::from_ref(byte),
    }
}

/// Two bytes say where, one how many bytes are taken out there, one what piece is put there.
fn damaged(sound: &str, damage: &[u8]) -> Vec<u8> {
    let mut text = sound.as_bytes().to_vec();
    for change in damage.chunks_exact(4) {
        let start = usize::from(u16::from_le_bytes([change[0], change[1]])) % (text.len() + 1);
        let end = text.len().min(start + usize::from(change[2] % 32));
        text.splice(start..end, piece(&change[3]).iter().copied());
    }
    text
}
