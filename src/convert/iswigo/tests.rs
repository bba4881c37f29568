use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::error::{Code, Severity};
use crate::model::{OperationCode, Qualifier};

mod cfonb;
mod input;

const CURRENT: &str = r#"{"account_id":"a","type":"account","name":"Compte courant","account_number":"00123456789",
    "bban":"111112222200123456789","balance":1000,"currency":"EUR","is_professional":false,
    "parent_account_id":null,"last_time_found":"2024-03-04 10:00:00"}"#;
const CARD: &str = r#"{"account_id":"c","type":"deferred credit card","name":"Carte","account_number":"xxxxxxxxxx004217",
    "bban":null,"balance":null,"currency":"EUR","parent_account_id":"a"}"#;

/// A transaction of the account `a` with other keys, or the same ones again: the last counts.
fn transaction(id: &str, date: &str, amount: &str, more: &str) -> String {
    let mut object: serde_json::Value = serde_json::from_str(&format!(
        r#"{{"transaction_id":"{id}","account_id":"a","operation_date":"{date}","value_date":"{date}",
            "accounting_date":null,"cc_order_month":null,"interbank_code":"91","check_number":null,
            "wording":"Achat","text":".","update_time":"2024-03-03 06:00:00","is_deleted":false}}"#
    ))
    .unwrap();
    let more: serde_json::Value = serde_json::from_str(&format!("{{{more}}}")).unwrap();
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let text = object.to_string();
    // Not through a float.
    format!("{},\"amount\":{amount}}}", text.strip_suffix('}').unwrap())
}

/// January, February, March: -10, -20 and +5.
fn transactions() -> String {
    let rows = [
        transaction("t3", "2024-03-01", "5", ""),
        transaction("t1", "2024-01-15", "-10.00", ""),
        transaction("t2", "2024-02-15", "-2e1", ""),
    ];
    format!("[{}]", rows.join(","))
}

fn outcome(inputs: &[&str], options: &Options) -> Result<Outcome> {
    read(inputs.iter().map(|input| input.as_bytes()), options)
}

fn statement(inputs: &[&str], options: &Options) -> Statement<'static> {
    let mut outcome = outcome(inputs, options).unwrap();
    assert_eq!(outcome.statements.len(), 1, "{inputs:?}");
    outcome.statements.pop().unwrap()
}

/// What an error says: its code, place and input.
fn fault(inputs: &[&str], options: &Options) -> (Code, String, Option<usize>) {
    let error = outcome(inputs, options).unwrap_err();
    let diagnostic = error.diagnostic().unwrap();
    (diagnostic.code, diagnostic.path.as_deref().unwrap_or_default().to_owned(), diagnostic.input)
}

/// The place of the error that a transaction with these keys gives.
fn bad(more: &str) -> (Code, String) {
    let good = transaction("t0", "2024-01-01", "1", "");
    let row = transaction("t1", "2024-01-15", "-10", more);
    let (code, path, input) = fault(&[CURRENT, &format!("[{good},{row}]")], &Options::default());
    assert_eq!(input, Some(1));
    (code, path)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `opening date amount, closing date amount`
fn balances(statement: &Statement<'_>) -> String {
    let closing = statement.closing.as_ref().unwrap();
    let opening = &statement.opening;
    assert!(statement.is_balanced());
    format!("{} {} {} {}", opening.date, opening.amount, closing.date, closing.amount)
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn an_account_becomes_a_statement() {
    let statement = statement(&[CURRENT, &transactions()], &Options::default());
    assert_eq!(balances(&statement), "2024-01-15 1025.00 2024-03-01 1000.00");
    let account = &statement.account;
    assert_eq!(account.iban().unwrap().to_string(), "FR7611111222220012345678975");
    assert_eq!((account.name.as_deref(), account.kind.as_deref()), (Some("Compte courant"), Some("account")));
    let ids: Vec<_> = statement.entries.iter().map(|entry| entry.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["t1", "t2", "t3"]);
    assert!(statement.entries.iter().all(|entry| entry.amount.scale() == 2));
    assert_eq!(statement.source_time.unwrap().to_string(), "2024-03-03 06:00:00");
    assert!(statement.diagnostics().is_empty());
}

#[test]
fn objects_stand_in_any_order_and_number_of_documents() {
    let (one, list) = (transaction("t", "2024-01-15", "-1", ""), transactions());
    let none = &Options::default();
    let expected = statement(&[CURRENT, &list, &one], none);
    assert_eq!(expected.entries.len(), 4);
    let mixed = list.replacen('[', &format!("[{CURRENT},"), 1);
    for inputs in [
        &[&*format!("{CURRENT}{list}{one}")][..],
        &[&*format!("\u{feff}[{CURRENT}]\n{list}\n\n{one}\n")],
        &[&*list, "", "[]", &*format!("[{CURRENT}]"), &*one],
        &[&*list, &*format!("{one}\n{CURRENT}")],
        &[&*mixed, &*one],
        &["\u{feff}", &*mixed, &*one],
    ] {
        assert_eq!(statement(inputs, none), expected, "{inputs:?}");
    }
    for nothing in [&[][..], &[""], &["[]", " [] "], &["\u{feff}"]] {
        assert_eq!(outcome(nothing, none).unwrap(), Outcome::default());
    }
}

#[test]
fn a_period_is_cut_out() {
    let all = transactions();
    let inputs = &[CURRENT, &*all];
    let none = Options::default();
    let until = |date| none.clone().with_until(day(date));
    let cut = |options: &Options| {
        let statement = statement(inputs, options);
        (balances(&statement), statement.entries.len())
    };
    let february = until("2024-02-29").with_since(day("2024-02-01"));
    assert_eq!(cut(&february), ("2024-01-31 1015.00 2024-02-29 995.00".to_owned(), 1));
    assert_eq!(cut(&until("2024-02-15")), ("2024-01-15 1025.00 2024-02-15 995.00".to_owned(), 2));
    assert_eq!(cut(&until("2023-12-31")), ("2023-12-31 1025.00 2023-12-31 1025.00".to_owned(), 0));
    let march = none.clone().with_since(day("2024-03-01"));
    assert_eq!(cut(&march), ("2024-02-29 995.00 2024-03-01 1000.00".to_owned(), 1));
    // Nothing that late: the account was seen on 4 March.
    assert_eq!(cut(&none.clone().with_since(day("2024-03-02"))).0, "2024-03-01 1000.00 2024-03-04 1000.00");
    assert_eq!(cut(&none.clone().with_since(day("2024-05-02"))).0, "2024-05-01 1000.00 2024-05-01 1000.00");
    let reversed = until("2024-01-01").with_since(day("2024-01-02"));
    assert_eq!(fault(inputs, &reversed), (Code::Contradiction, "since".to_owned(), None));
}

#[test]
fn an_account_without_transactions_has_balances_only() {
    let none = Options::default();
    let january = none.clone().with_until(day("2024-01-31"));
    for empty in [&[CURRENT, "[]"][..], &[CURRENT]] {
        assert_eq!(balances(&statement(empty, &january)), "2024-01-31 1000.00 2024-01-31 1000.00");
        assert_eq!(balances(&statement(empty, &none)), "2024-03-04 1000.00 2024-03-04 1000.00");
    }
    let unseen = CURRENT.replace("last_time_found", "x");
    let deleted = transaction("t", "2024-01-15", "-1", r#""is_deleted":true"#);
    assert_eq!(balances(&statement(&[&unseen, &deleted], &none)), "2024-03-03 1000.00 2024-03-03 1000.00");
    assert_eq!(
        fault(&[&unseen], &none),
        (Code::DateMissing, "accounts[0].last_time_found".to_owned(), Some(0))
    );
}

#[test]
fn balances_can_be_given() {
    let all = transactions();
    let null = CURRENT.replace("1000", "null");
    let none = Options::default();
    for account in [CURRENT, &null] {
        let with = |options: &Options| balances(&statement(&[account, &all], options));
        let (opening, closing) = (decimal("100"), decimal("75.0"));
        assert_eq!(with(&none.clone().with_opening(opening)), "2024-01-15 100.00 2024-03-01 75.00");
        assert_eq!(with(&none.clone().with_closing(closing)), "2024-01-15 100.00 2024-03-01 75.00");
        let both = none.clone().with_opening(opening).with_closing(closing);
        assert_eq!(with(&both), "2024-01-15 100.00 2024-03-01 75.00");
        let wrong = none.clone().with_opening(opening).with_closing(decimal("75.01"));
        assert_eq!(fault(&[account, &all], &wrong), (Code::Contradiction, "closing".to_owned(), None));
        // They are those of the period.
        let january = none.clone().with_until(day("2024-01-31")).with_closing(closing);
        assert_eq!(with(&january), "2024-01-15 85.00 2024-01-31 75.00");
        let cents = none.clone().with_closing(decimal("1.005"));
        assert_eq!(fault(&[account, &all], &cents), (Code::InvalidValue, "closing".to_owned(), None));
    }
    for data in [&[&*null, &*all][..], &[&*null]] {
        assert_eq!(fault(data, &none), (Code::BalanceMissing, "accounts[0].balance".to_owned(), Some(0)));
    }
    let other = CURRENT.replace("\"a\"", "\"b\"");
    let given = none.with_closing(Decimal::ZERO);
    assert_eq!(fault(&[CURRENT, &other, &all], &given), (Code::Contradiction, "closing".to_owned(), None));
    // The card has nothing to say, so there is one account.
    assert_eq!(statement(&[CURRENT, CARD, &all], &given).entries.len(), 3);
}

#[test]
fn dates_of_a_transaction() {
    let rows = [
        r#""operation_date":"2024-01-10","accounting_date":"2024-01-12","value_date":"2024-01-13""#,
        r#""operation_date":"2024-01-11","accounting_date":"2024-01-11","value_date":null"#,
        r#""operation_date":null,"accounting_date":"2024-01-11""#,
    ];
    let rows: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(id, more)| transaction(&id.to_string(), "2024-01-01", "1", more))
        .collect();
    let statement = statement(&[CURRENT, &rows.join("\n")], &Options::default());
    let dates = |index: usize| {
        let entry = &statement.entries[index];
        (entry.id.as_deref().unwrap(), entry.booking_date, entry.value_date, entry.operation_date)
    };
    assert_eq!(dates(0), ("1", day("2024-01-11"), None, None));
    assert_eq!(dates(1), ("2", day("2024-01-11"), Some(day("2024-01-01")), None));
    let last = ("0", day("2024-01-12"), Some(day("2024-01-13")), Some(day("2024-01-10")));
    assert_eq!(dates(2), last);
}

#[test]
fn texts_and_numbers_of_a_transaction() {
    let with = |more: &str| {
        let row = transaction("t", "2024-01-15", "-1", more);
        statement(&[CURRENT, &row], &Options::default()).entries.pop().unwrap()
    };
    let entry = with(
        r#""wording":" Chèque\tn° 7 ","text":"Remis\r\nà l'agence","interbank_code":"01","check_number":"0009990007",
           "cc_order_month":"2024-02","unknown":{"a":[1,{}]}"#,
    );
    assert_eq!((&*entry.label, entry.month.as_deref()), ("Chèque n° 7", Some("2024-02")));
    assert_eq!(entry.entry_number.as_deref(), Some("0009990007"));
    assert_eq!(entry.operation_code, OperationCode::new("01"));
    assert_eq!(entry.details[0].qualifier, Some(Qualifier::LIB));
    assert_eq!(entry.details[0].text, "Remis  à l'agence");
    for silent in [".", "", "  ", " . ", "Achat", " Achat "] {
        assert!(with(&format!("\"text\":\"{silent}\"")).details.is_empty(), "{silent:?}");
    }
    assert!(with(r#""text":null,"wording":null,"interbank_code":null"#).label.is_empty());
    assert_eq!(with(&format!("\"text\":\"{}\"", "a".repeat(141))).details.len(), 3);
    for (json, number) in
        [("9990007", Some("9990007")), ("0", None), ("\"0000\"", None), ("\"\"", None), ("null", None)]
    {
        let entry = with(&format!("\"check_number\":{json}"));
        assert_eq!(entry.entry_number.as_deref(), number, "{json}");
    }
}

#[test]
fn errors_have_their_place() {
    let value = |field: &str| (Code::InvalidValue, format!("transactions[1].{field}"));
    for date in ["\"2024-02-30\"", "\"15/01/2024\"", "20240115", "\"\"", "[]"] {
        assert_eq!(bad(&format!("\"operation_date\":{date}")), value("operation_date"), "{date}");
        assert_eq!(bad(&format!("\"accounting_date\":{date}")), value("accounting_date"), "{date}");
        assert_eq!(bad(&format!("\"value_date\":{date}")), value("value_date"), "{date}");
    }
    assert_eq!(bad(r#""operation_date":null"#), value("operation_date"));
    assert_eq!(bad(r#""account_id":null"#), value("account_id"));
    assert_eq!(bad(r#""transaction_id":"""#), value("transaction_id"));
    assert_eq!(bad(r#""check_number":"CHQ 7""#), value("check_number"));
    assert_eq!(bad(r#""check_number":-7"#), value("check_number"));
    assert_eq!(bad(r#""interbank_code":76"#), value("interbank_code"));
    assert_eq!(bad(r#""wording":7"#), value("wording"));
    assert_eq!(bad(r#""update_time":"now""#), value("update_time"));
    assert_eq!(bad(r#""is_deleted":"yes""#), value("is_deleted"));
    assert_eq!(bad(r#""account_id":"b""#), (Code::UnknownAccount, "transactions[1].account_id".to_owned()));
    assert_eq!(
        bad(r#""transaction_id":"t0""#),
        (Code::DuplicateId, "transactions[1].transaction_id".to_owned())
    );
    for amount in ["null", "\"12,50\"", "true", "1e29", "-12.005", "1e27", "{}"] {
        let row = transaction("t", "2024-01-15", amount, "");
        let expected = (Code::InvalidValue, "transactions[0].amount".to_owned(), Some(1));
        assert_eq!(fault(&[CURRENT, &row], &Options::default()), expected, "{amount}");
    }
}

#[test]
fn errors_of_accounts_have_their_place() {
    let with = |from: &str, to: &str| {
        let account = CURRENT.replacen(from, to, 1);
        assert_ne!(account, CURRENT);
        let (code, path, _) = fault(&[&account], &Options::default());
        (code, path)
    };
    let value = |field: &str| (Code::InvalidValue, format!("accounts[0].{field}"));
    assert_eq!(with("\"111112222200123456789\"", "\"11111222220012345678\""), value("bban"));
    assert_eq!(with("\"111112222200123456789\"", "\"1111A2222200123456789\""), value("bban"));
    assert_eq!(
        with("\"111112222200123456789\"", "\"11111222220012345678976\""),
        (Code::Contradiction, "accounts[0].bban".to_owned())
    );
    assert_eq!(
        with("\"00123456789\"", "\"00123456780\""),
        (Code::Contradiction, "accounts[0].account_number".to_owned())
    );
    assert_eq!(with("\"EUR\"", "\"Eur\""), value("currency"));
    assert_eq!(with("\"EUR\"", "null"), value("currency"));
    assert_eq!(with("1000", "1000.001"), value("balance"));
    assert_eq!(with("1000", "\"mille\""), value("balance"));
    assert_eq!(with("\"a\"", "null"), value("account_id"));
    assert_eq!(
        fault(&[CURRENT, "[]", CURRENT], &Options::default()),
        (Code::DuplicateId, "accounts[0].account_id".to_owned(), Some(2))
    );
    let keyed = CURRENT.replace("\"111112222200123456789\"", "\"11111222220012345678975\"");
    assert_eq!(statement(&[&keyed], &Options::default()), statement(&[CURRENT], &Options::default()));
}

#[test]
fn errors_do_not_print_what_was_read() {
    let secret = transaction("t", "2024-01-15", "\"SECRET\"", r#""update_time":"SECRET","wording":"SECRET""#);
    for json in [&*secret, "SECRET", r#"{"SECRET":1}"#, r#"{"account_id":"SECRET","currency":"SECRET"}"#] {
        let error = outcome(&[json], &Options::default()).unwrap_err();
        let source = std::error::Error::source(&error).unwrap();
        for text in [error.to_string(), source.to_string(), format!("{:?}", error.diagnostic())] {
            assert!(!text.contains("SECRET"), "{text}");
        }
    }
    let mut collection = Collection::new(Options::default());
    collection.add(CURRENT.as_bytes()).unwrap();
    assert!(!format!("{collection:?}").contains("courant"));
}

#[test]
fn cards() {
    let bought = transaction("t", "2024-02-10", "-30.5", r#""account_id":"c","cc_order_month":"2024-02""#);
    let more = transaction("u", "2024-03-10", "-1", r#""account_id":"c""#);
    let none = Options::default();
    let card = statement(&[CARD, &bought, &more], &none);
    assert_eq!(balances(&card), "2024-02-10 0.00 2024-03-10 -31.50");
    let account = &card.account;
    assert_eq!((&*account.bank_code, &*account.number), ("", "xxxxxxxxxx004217"));
    assert_eq!((account.kind.as_deref(), account.iban()), (Some("deferred credit card"), None));
    let said = &card.diagnostics()[0];
    assert_eq!((said.code, said.severity), (Code::BalanceAssumed, Severity::Warning));
    assert_eq!((said.path.as_deref(), said.input), (Some("accounts[0].balance"), Some(0)));
    // A period starts where the one before it ended.
    let march = statement(&[CARD, &bought, &more], &none.clone().with_since(day("2024-03-01")));
    assert_eq!(balances(&march), "2024-02-29 -30.50 2024-03-10 -31.50");

    let given = statement(&[CARD, &bought], &none.clone().with_closing(decimal("0")));
    assert_eq!(balances(&given), "2024-02-10 30.50 2024-02-10 0.00");
    assert!(given.diagnostics().is_empty());
    let iban = "FR7611111222220012345678975".parse().unwrap();
    let known = statement(&[CARD, &bought], &none.clone().with_bank_details(iban));
    assert_eq!((known.account.iban(), known.account.name.as_deref()), (Some(iban), Some("Carte")));

    let nameless = CARD.replace("\"xxxxxxxxxx004217\"", "null");
    let expected = (Code::InvalidValue, "accounts[0].account_number".to_owned(), Some(0));
    assert_eq!(fault(&[&nameless, &bought], &none), expected);
}

#[test]
fn an_account_with_nothing_to_say_is_left_out() {
    let none = Options::default();
    let all = transactions();
    let both = outcome(&[CURRENT, CARD, &all], &none).unwrap();
    assert_eq!(both.statements.len(), 1);
    let said = &both.diagnostics[0];
    assert_eq!((said.code, said.severity), (Code::AccountLeftOut, Severity::Info));
    assert_eq!((said.path.as_deref(), said.input), (Some("accounts[0]"), Some(1)));
    let alone = outcome(&[CARD], &none).unwrap();
    assert_eq!((alone.statements.len(), alone.diagnostics[0].severity), (0, Severity::Warning));
    // With a balance it has something to say.
    let options = none.clone().with_closing(Decimal::ZERO).with_until(day("2024-01-31"));
    assert_eq!(balances(&statement(&[CARD], &options)), "2024-01-31 0.00 2024-01-31 0.00");

    let iban = "FR7611111222220012345678975".parse().unwrap();
    let details = none.with_bank_details(iban);
    let contradiction = (Code::Contradiction, "bank_details".to_owned(), None);
    assert_eq!(fault(&[CURRENT, &all], &details), contradiction);
    assert_eq!(statement(&[CURRENT, CARD, &all], &details).entries.len(), 3);
    let cards =
        [CARD, &CARD.replace("\"c\"", "\"d\"")].map(|card| card.replace("\"balance\":null", "\"balance\":1"));
    assert_eq!(fault(&[&cards[0], &cards[1]], &details), contradiction);
}

#[test]
fn accounts_can_be_left_out() {
    let other =
        CURRENT.replace("\"a\"", "\"b\"").replace("00123456789", "00123456780").replace("1000", "null");
    let theirs = transaction("x", "2024-01-15", "-1", r#""account_id":"b""#);
    let mut collection = Collection::new(Options::default().with_closing(decimal("1")));
    for input in [&other, CURRENT, &theirs, &transactions()] {
        collection.add(input.as_bytes()).unwrap();
    }
    collection.retain(|account| account.number.ends_with('9'));
    let statements = collection.statements().unwrap().statements;
    assert_eq!(statements.len(), 1);
    assert_eq!(balances(&statements[0]), "2024-01-15 26.00 2024-03-01 1.00");
}

#[test]
fn several_accounts_come_in_their_order() {
    let other = CURRENT
        .replace("\"a\"", "\"b\"")
        .replace("111112222200123456789", "111112222200000000017")
        .replace("00123456789", "17")
        .replace("EUR", "TND")
        .replace("1000", "\"10.125\"");
    let theirs = transaction("x", "2024-01-15", "-0.125", r#""account_id":"b""#);
    let outcome = outcome(&[&theirs, &transactions(), &format!("[{other},{CURRENT}]")], &Options::default());
    let statements = outcome.unwrap().statements;
    let all: Vec<String> = statements.iter().map(balances).collect();
    assert_eq!(all, ["2024-01-15 10.250 2024-01-15 10.125", "2024-01-15 1025.00 2024-03-01 1000.00"]);
}

#[test]
fn sums_that_do_not_fit_are_refused() {
    let rows = [
        transaction("t", "2024-01-15", "1e25", ""),
        transaction("u", "2024-01-15", "7e26", ""),
        transaction("v", "2024-01-15", "7e26", ""),
    ];
    let (code, path, _) = fault(&[CURRENT, &rows.join("")], &Options::default());
    assert_eq!((code, &*path), (Code::AmountOutOfRange, "accounts[0].balance"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn periods_follow_one_another(
        rows in proptest::collection::vec((1..28_u32, 1..4_u32, -100_000..100_000_i64), 0..20),
        cut in (1..28_u32, 1..4_u32),
        balance in -100_000..100_000_i64,
    ) {
        let rows: Vec<String> = rows.iter().enumerate().map(|(id, (day, month, cents))| {
            let date = format!("2024-{month:02}-{day:02}");
            transaction(&id.to_string(), &date, &Decimal::new(*cents, 2).to_string(), "")
        }).collect();
        let account = CURRENT.replace("1000", &Decimal::new(balance, 2).to_string());
        let inputs = [&*account, &rows.join("\n")];
        let cut = day(&format!("2024-{:02}-{:02}", cut.1, cut.0));
        let none = Options::default();
        let whole = statement(&inputs, &none);
        let before = statement(&inputs, &none.clone().with_until(cut));
        let after = statement(&inputs, &none.with_since(cut.succ_opt().unwrap()));
        let closing = before.closing.as_ref().unwrap();
        prop_assert_eq!((closing.date, closing.amount), (after.opening.date, after.opening.amount));
        prop_assert_eq!(before.opening.amount, whole.opening.amount);
        prop_assert_eq!(&after.closing.as_ref().unwrap().amount, &Decimal::new(balance, 2));
        let entries: Vec<_> = before.entries.iter().chain(&after.entries).collect();
        prop_assert!(entries.iter().copied().eq(&whole.entries));
        prop_assert!(before.is_balanced() && after.is_balanced() && whole.is_balanced());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:0-9a-z_ ]{0,60}") {
        let _ = outcome(&[&text], &Options::default());
        let _ = is_recognised(text.as_bytes());
    }
}
