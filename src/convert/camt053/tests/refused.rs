//! What does not fit.

use super::*;

#[test]
fn message_ids_that_do_not_fit_are_refused() {
    let with = |id: &str| refused(Options::default().with_message_id(id), &statement((1, 0), 2, vec![]));
    assert_eq!(with(&"x".repeat(36)), Code::FieldTooLong);
    assert_eq!(with(" \u{1}"), Code::InvalidValue);
}

#[test]
fn accounts_without_a_french_iban() {
    let account_of = |account: Account<'static>| {
        let mut statement = statement((1, 0), 2, vec![]);
        statement.account = account;
        values("Acct", &document(Options::default(), &[statement])).concat()
    };
    insta::assert_snapshot!(account_of(account("0012")), @r"<Id><Othr><Id>11111222220012</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><Othr><Id>11111</Id><Issr>CFONB</Issr></Othr></FinInstnId></Svcr>");
    insta::assert_snapshot!(account_of(account("12 é")), @r"<Id><Othr><Id>111112222212 é</Id></Othr></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><Othr><Id>11111</Id><Issr>CFONB</Issr></Othr></FinInstnId></Svcr>");
    let mut card = Account::new("", "", "1234 & 5", Currency::EUR);
    card.kind = Some("card".into());
    card.name = Some("N".repeat(80).into());
    insta::assert_snapshot!(account_of(card), @r"<Id><Othr><Id>1234 &amp; 5</Id></Othr></Id><Tp><Prtry>card</Prtry></Tp><Ccy>EUR</Ccy><Nm>NNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNNN</Nm>");

    let refused = |change: fn(&mut Account<'static>)| {
        let mut statement = statement((1, 0), 2, vec![]);
        change(&mut statement.account);
        self::refused(Options::default(), &statement)
    };
    assert_eq!(refused(|account| account.number = " ".into()), Code::AccountIncomplete);
    assert_eq!(refused(|account| account.number = "1".repeat(25).into()), Code::FieldTooLong);
    assert_eq!(refused(|account| account.currency = Currency::new("E1").unwrap()), Code::InvalidCurrency);
}

#[test]
fn what_does_not_add_up_is_refused() {
    let mut wrong = statement((1, 0), 2, vec![entry(5, "05", &[])]);
    wrong.closing = Some(Balance::new(day(2), cents(999)));
    assert_eq!(refused(Options::default(), &wrong), Code::Unbalanced);
    let open = Options::default().with_unbalanced(true);
    assert!(document(open.clone(), &[wrong]).contains(">9.99<"));

    let mut cut = statement((1, 100), 2, vec![entry(500, "05", &[])]);
    cut.entries[0].booking_date = day(3);
    (cut.closing, cut.incomplete) = (None, true);
    assert_eq!(refused(Options::default(), &cut), Code::Incomplete);
    let text = document(open, &[cut]);
    assert!(text.contains("OPBD") && !text.contains("CLBD"));
    assert_eq!(values("ToDtTm", &text), ["2024-01-03T23:59:59"]);
}

#[test]
fn what_the_schema_has_no_room_for_is_refused() {
    let with = |change: fn(&mut Statement<'static>)| {
        let mut statement = statement((1, 0), 2, vec![entry(5, "05", &[]), entry(-5, "06", &[])]);
        change(&mut statement);
        refused(Options::default().with_unbalanced(true), &statement)
    };
    let large = |units: i128| Decimal::from_i128_with_scale(units, 2);
    assert_eq!(large(10_i128.pow(18)).to_string(), "10000000000000000.00");
    assert_eq!(
        with(|s| s.entries[1].amount = Decimal::from_i128_with_scale(10_i128.pow(18), 2)),
        Code::AmountOutOfRange
    );
    assert_eq!(with(|s| s.entries[0].amount = Decimal::new(1, 6)), Code::AmountOutOfRange);
    assert_eq!(with(|s| s.opening.amount = Decimal::MAX), Code::AmountOutOfRange);
    assert_eq!(with(|s| s.closing.as_mut().unwrap().amount = Decimal::MIN), Code::AmountOutOfRange);
    // Each fits, and their sum does not.
    assert_eq!(
        with(|s| s
            .entries
            .iter_mut()
            .for_each(|entry| entry.amount = Decimal::new(999_999_999_999_999_999, 2))),
        Code::AmountOutOfRange
    );
    assert_eq!(
        with(|s| s.entries[0].value_date = NaiveDate::from_ymd_opt(10_000, 1, 1)),
        Code::DateOutOfRange
    );
    assert_eq!(with(|s| s.opening.date = NaiveDate::MIN), Code::DateOutOfRange);
}

#[test]
fn a_refused_statement_leaves_nothing_behind() {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, Options::default());
    let sound = statement((1, 0), 2, vec![entry(5, "05", &[])]);
    writer.write(&sound).unwrap();
    let mut wrong = sound.clone();
    wrong.entries[0].amount = Decimal::new(1, 7);
    assert!(writer.write(&wrong).is_err());
    writer.write(&sound).unwrap();
    writer.finish().unwrap();
    drop(writer);
    assert_eq!(String::from_utf8(out).unwrap(), document(Options::default(), &[sound.clone(), sound]));
}
