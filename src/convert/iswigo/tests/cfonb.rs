//! What CFONB becomes of it.

use super::*;
use crate::error::Error;
use crate::{Writer, WriterOptions};

/// The records, and what was said about them.
fn cfonb(statement: &Statement<'_>) -> std::result::Result<(String, Vec<Code>), Error> {
    let options = WriterOptions { ascii: true, fill_operation_code: true, ..WriterOptions::default() };
    let mut writer = Writer::with_options(Vec::new(), options);
    writer.write(statement)?;
    let said = writer.diagnostics().iter().map(|diagnostic| diagnostic.code).collect();
    Ok((String::from_utf8(writer.into_inner()).unwrap(), said))
}

#[test]
fn it_becomes_cfonb_and_comes_back() {
    let label = "Prélèvement de la mutuelle générale, cœur de métier".repeat(3);
    let text = "œ".repeat(70);
    let rows = [
        transaction("t", "2024-01-15", "-1.5", &format!("\"wording\":\"{label}\",\"interbank_code\":null")),
        transaction("u", "2024-01-16", "3", &format!("\"text\":\"{text}\",\"check_number\":\"9990007\"")),
    ];
    let statement = statement(&[CURRENT, &rows.join("")], &Options::default());
    let (records, said) = cfonb(&statement).unwrap();
    assert!(records.is_ascii() && records.lines().all(|line| line.len() == 120));
    assert_eq!(said, [Code::OperationCodeMissing, Code::TextTransliterated]);
    let back = crate::statements(records.as_bytes()).next().unwrap().unwrap();
    assert!(back.is_balanced());
    assert_eq!((balances(&back), back.sum()), (balances(&statement), statement.sum()));
    assert_eq!(back.entries[0].operation_code.unwrap().as_str(), "91");
    assert_eq!(back.entries[0].entry_number, None);
    assert_eq!(back.entries[1].entry_number.as_deref(), Some("9990007"));
    let whole = |entry: &crate::Entry<'_>| {
        let details = entry.details.iter().map(|detail| detail.text.as_ref());
        std::iter::once(entry.label.as_ref()).chain(details).collect::<String>()
    };
    assert_eq!(whole(&back.entries[0]), label.replace(['é', 'è'], "e").replace('œ', "oe"));
    assert_eq!(whole(&back.entries[1]), format!("Achat{}", "oe".repeat(70)));
}

#[test]
fn what_does_not_fit_in_cfonb_has_its_place() {
    let refused = |account: &str, amount: &str, more: &str| {
        let row = transaction("t", "2024-01-15", amount, more);
        let error = cfonb(&statement(&[account, &row], &Options::default())).unwrap_err();
        let diagnostic = error.diagnostic().unwrap();
        (diagnostic.code, diagnostic.path.as_deref().unwrap_or_default().to_owned())
    };
    let entry = |code| (code, "entries[0]".to_owned());
    assert_eq!(refused(CURRENT, "1", r#""check_number":99900071"#), entry(Code::FieldTooLong));
    let date = r#""operation_date":"1969-12-31""#;
    assert_eq!(refused(CURRENT, "1", date), (Code::DateOutOfRange, "opening".to_owned()));
    let date = r#""value_date":"2099-12-31""#;
    assert_eq!(refused(CURRENT, "1", date), entry(Code::DateOutOfRange));
    assert_eq!(refused(CURRENT, "1e12", ""), entry(Code::AmountOutOfRange));
    let card = CARD.replace("\"c\"", "\"a\"");
    assert_eq!(refused(&card, "1", ""), (Code::AccountIncomplete, "opening".to_owned()));
}
