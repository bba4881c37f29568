//! What holds for any statement.

use proptest::prelude::*;
use quick_xml::events::BytesStart;

use super::*;

/// Longest texts that the schemas have, and the usual one.
fn longest(name: &str) -> usize {
    match name {
        "Ustrd" | "Nm" => 140,
        "AddtlNtryInf" | "AddtlTxInf" => 500,
        "AddtlInf" => 105,
        _ => 35,
    }
}

fn name(start: &BytesStart<'_>) -> String {
    start.name().as_ref().to_owned()
}

/// Reads the document: elements nested, none empty, no text too long, no character that XML has not.
fn check(xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<(String, usize, bool)> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                if let Some(parent) = open.last_mut() {
                    parent.2 = true;
                }
                open.push((name(&start), 0, false));
            }
            Event::Text(text) => {
                assert!(
                    text.chars()
                        .all(|c| c == '\n' || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}'))
                );
                if let Some(parent) = open.last_mut() {
                    parent.1 += text.trim_matches('\n').chars().count();
                }
            }
            Event::GeneralRef(_) => open.last_mut().unwrap().1 += 1,
            Event::End(_) => {
                let (name, length, has_children) = open.pop().unwrap();
                assert!(has_children != (length > 0) && length <= longest(&name), "{name} {length}");
            }
            Event::Eof => break,
            Event::Decl(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,60}",
        "[A-Z0-9 ]{0,80}",
        "[\u{0}-\u{20}&<>\"'\u{80}-\u{a0}\u{fffe}]{0,40}",
        "[ -~éœ€]{0,700}",
    ]
}

fn entries() -> impl Strategy<Value = Vec<Entry<'static>>> {
    let detail = (0..Qualifier::ALL.len() + 2, text()).prop_map(|(place, text)| {
        let other = Qualifier::new(if place % 2 == 0 { "X<&" } else { "   " });
        Detail::new(Qualifier::ALL.get(place).copied().or(other), text)
    });
    let optional = || prop::option::of(text());
    let texts = (text(), optional(), optional(), optional(), optional());
    let codes = ("[ -~]{2}", "[ -~]{2}");
    let one = (-100_000_i64..100_000, texts, codes, prop::collection::vec(detail, 0..9));
    let entry = one.prop_map(|(amount, (label, number, reference, id, month), (code, reject), details)| {
        let mut entry = Entry::new(day(2), cents(amount), label).with_details(details);
        entry.operation_code = OperationCode::new(&code);
        entry.reject_code = RejectCode::new(&reject);
        (entry.entry_number, entry.reference) = (number.map(Into::into), reference.map(Into::into));
        (entry.id, entry.month) = (id.map(Into::into), month.map(Into::into));
        entry
    });
    prop::collection::vec(entry, 0..4)
}

proptest! {
    #[test]
    fn any_statement_makes_a_sound_document(
        entries in entries(), number in "[0-9A-Z&< é\u{1}]{1,24}", bank in text(), name in text(), kind in text(),
        old: bool, ascii: bool,
    ) {
        let mut statement = statement((1, 0), 31, entries);
        statement.account.number = number.into();
        statement.account.bank_code = bank.chars().take(5).collect::<String>().into();
        (statement.account.name, statement.account.kind) = (Some(name.into()), Some(kind.into()));
        let version = if old { Version::V02 } else { Version::V08 };
        let mut out = Vec::new();
        let mut writer = Writer::new(&mut out, Options::default().with_version(version).with_ascii(ascii));
        if let Err(error) = writer.write(&statement) {
            let code = error.diagnostic().unwrap().code;
            prop_assert!(matches!(code, Code::AccountIncomplete | Code::FieldTooLong), "{}", code);
            return Ok(());
        }
        writer.finish().unwrap();
        drop(writer);
        check(&String::from_utf8(out).unwrap());
    }
}
