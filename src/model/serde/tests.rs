use chrono::{NaiveDate, NaiveDateTime};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::model::{Account, Balance, Currency, Detail, Entry, Qualifier, Statement, Zone, Zones};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2020, 4, day).unwrap()
}

fn statement() -> Statement<'static> {
    let account = Account::new("11111", "22222", "00123456789", Currency::EUR);
    let mut entry = Entry::new(day(24), Decimal::new(-1200, 2), "Cotisation");
    entry.value_date = Some(day(25));
    entry.operation_code = crate::OperationCode::new("91");
    entry.details = vec![Detail::new(Some(Qualifier::RCN), "REF1                               SALAIRE")];
    let opening = Balance::new(day(23), Decimal::new(121200, 2));
    Statement::new(account, opening, Balance::new(day(24), Decimal::new(120000, 2))).with_entries(vec![entry])
}

const JSON: &str = concat!(
    r#"{"account":{"bank_code":"11111","branch_code":"22222","number":"00123456789","currency":"EUR","#,
    r#""decimals":2,"rib_key":"75","iban":"FR7611111222220012345678975"},"#,
    r#""opening":{"date":"2020-04-23","amount":"1212.00"},"closing":{"date":"2020-04-24","amount":"1200.00"},"#,
    r#""entries":[{"booking_date":"2020-04-24","value_date":"2020-04-25","amount":"-12.00","#,
    r#""operation_code":"91","internal_code":null,"reject_code":null,"label":"Cotisation","#,
    r#""entry_number":null,"reference":null,"commission_exempt":null,"unavailable":null,"id":null,"#,
    r#""details":[{"qualifier":"RCN","text":"REF1                               SALAIRE"}],"#,
    r#""info":{"end_to_end_id":"REF1","purpose":"SALAIRE"}}]}"#,
);

fn write(statement: &Statement<'_>) -> String {
    serde_json::to_string(statement).unwrap()
}

fn read(json: &str) -> Result<Statement<'static>, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

/// What is said of the document with one piece of its text replaced.
fn fault(from: &str, to: &str) -> String {
    assert!(JSON.contains(from), "{from}");
    read(&JSON.replacen(from, to, 1)).unwrap_err()
}

fn with(from: &str, to: &str) -> Statement<'static> {
    assert!(JSON.contains(from), "{from}");
    read(&JSON.replacen(from, to, 1)).unwrap()
}

#[test]
fn keys_stand_in_the_order_of_the_model() {
    assert_eq!(write(&statement()), JSON);
    assert_eq!(read(JSON).unwrap(), statement());
}

#[test]
fn additive_keys_are_written_only_where_there_is_something() {
    let mut full = statement();
    full.account.name = Some("Compte".into());
    full.account.kind = Some("current".into());
    full.source_time = day(24).and_hms_opt(12, 5, 0);
    full.incomplete = true;
    full.closing = None;
    let zones = |text: &'static str| [Zone::new(105, 120, text)].into_iter().collect::<Zones<'_>>();
    full.opening.zones = zones("  081");
    full.entries[0].zones = zones("A");
    full.entries[0].details[0].zones = [Zone::new(119, 120, "X")].into_iter().collect();
    full.entries[0].month = Some("2020-04".into());
    full.entries[0].operation_date = Some(day(1));
    let json = write(&full);
    for part in [
        r#""iban":"FR7611111222220012345678975","name":"Compte","kind":"current"},"#,
        r#""opening":{"date":"2020-04-23","amount":"1212.00","zones":{"105-120":"  081"}},"closing":null,"#,
        r#"SALAIRE","zones":{"119-120":"X"}}],"info""#,
        r#"},"month":"2020-04","operation_date":"2020-04-01","zones":{"105-120":"A"}}],"#,
        r#""incomplete":true,"source_time":"2020-04-24T12:05:00"}"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    assert_eq!(read(&json).unwrap(), full);
}

#[test]
fn what_is_blank_is_null() {
    let mut blank = statement();
    blank.account.bank_code = "".into();
    blank.account.branch_code = "".into();
    blank.entries[0].label = "".into();
    blank.entries[0].details.clear();
    let json = write(&blank);
    for part in [
        r#"{"bank_code":null,"branch_code":null,"number":"00123456789","#,
        r#""rib_key":null,"iban":null}"#,
        r#""label":null,"#,
        r#""details":[]}"#,
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
    assert_eq!(read(&json).unwrap(), blank);
}

#[test]
fn another_program_writes_it_another_way() {
    let json = r#"{
        "entries": [{"label": "  X ", "extra": {"a": [1.5e300, null]}, "amount": "-5", "booking_date": "2020-04-24",
                     "entry_number": "0000000", "reject_code": "00", "reference": "   ", "operation_code": "  ",
                     "details": null, "commission_exempt": true}],
        "closing": {"amount": "5", "date": "2020-04-24", "zones": null},
        "opening": {"amount": "10.000", "date": "2020-04-23"},
        "account": {"iban": "fr76 1111 1222 2200 1234 5678 975", "currency": "EUR", "number": null},
        "incomplete": false, "version": 3
    }"#;
    let read = read(json).unwrap();
    let entry = &read.entries[0];
    assert_eq!((&*read.account.bank_code, &*read.account.number), ("11111", "00123456789"));
    assert_eq!(read.account.decimals, 3);
    assert_eq!(entry.label, "X");
    assert_eq!((&entry.entry_number, &entry.reference), (&None, &None));
    assert_eq!((entry.reject_code, entry.operation_code), (None, None));
    assert_eq!((entry.commission_exempt, entry.unavailable), (Some(true), None));
    assert_eq!((entry.amount.scale(), entry.amount.to_string()), (0, "-5".to_owned()));
}

#[test]
fn an_amount_is_text_and_keeps_its_decimals() {
    let amount = |text: &str| with(r#""-12.00""#, &format!("\"{text}\"")).entries[0].amount;
    for text in
        ["0", "0.00", "-0.01", "5", "12.345678901", "99999999999999.99", "1234567890123456789012345678"]
    {
        let decimal = amount(text);
        assert_eq!(decimal.to_string(), text);
        let mut again = statement();
        again.entries[0].amount = decimal;
        assert!(write(&again).contains(&format!(r#""amount":"{text}""#)), "{text}");
    }
    assert_eq!(amount("007.50").to_string(), "7.50");
    assert!(!amount("-0.00").is_sign_negative());
    assert_eq!(amount(&format!("0.{}1", "0".repeat(27))).scale(), 28);
}

#[test]
fn an_amount_that_could_be_wrong_is_refused() {
    for value in ["-12.00", "12", "1e2", "1.5e300", "true", "[1]", r#"{"a":1}"#] {
        let said = fault(r#""-12.00""#, value);
        assert!(said.starts_with("entries[0].amount"), "{said}");
        assert!(said.contains("a JSON number may have lost digits"), "{said}");
    }
    for text in
        ["", " ", "1e2", "1E2", "+1", "1,00", "1.", ".5", "-", "--1", "1.2.3", " 1", "١", "0x1", "NaN"]
    {
        let said = fault(r#""-12.00""#, &format!("\"{text}\""));
        assert!(said.starts_with("entries[0].amount (invalid-value)"), "{text}: {said}");
    }
    for text in ["1".repeat(29), format!("0.{}", "0".repeat(29)), "9".repeat(4000)] {
        let said = fault(r#""-12.00""#, &format!("\"{text}\""));
        assert!(said.contains("28 digits"), "{said}");
    }
    assert!(fault(r#""-12.00""#, "null").contains("a value is required"));
}

#[test]
fn a_date_is_ten_characters() {
    assert_eq!(with("2020-04-25", "2020-02-29").entries[0].value_date, NaiveDate::from_ymd_opt(2020, 2, 29));
    assert_eq!(with("\"2020-04-25\"", "null").entries[0].value_date, None);
    for text in [
        "2020-02-30",
        "2021-02-29",
        "20-04-25",
        "2020-4-25",
        "2020/04/25",
        "25/04/2020",
        "",
        "2020-04-25T00:00:00",
        "2020-04-2é",
        "é020-04-25",
        "+202-04-25",
        "2020--4-25",
    ] {
        let said = fault("\"2020-04-25\"", &format!("\"{text}\""));
        assert!(said.starts_with("entries[0].value_date"), "{text}: {said}");
    }
    assert!(fault("\"2020-04-25\"", "20200425").starts_with("entries[0].value_date"));
}

#[test]
fn a_fault_names_its_place_and_not_its_value() {
    let cases = [
        (r#""number":"00123456789""#, r#""number":123456789"#, "account.number"),
        (r#""currency":"EUR""#, r#""currency":"EURO""#, "account.currency"),
        (r#""currency":"EUR""#, r#""currency":"E1""#, "account.currency"),
        (r#""currency":"EUR""#, r#""currency":"eur""#, "account.currency"),
        (r#""currency":"EUR""#, r#""currency":null"#, "account.currency"),
        (r#""currency":"EUR","#, "", "account.currency"),
        (r#""decimals":2"#, r#""decimals":10"#, "account.decimals"),
        (r#""decimals":2"#, r#""decimals":2.0"#, "account.decimals"),
        (r#""decimals":2"#, r#""decimals":-2"#, "account.decimals"),
        (r#""operation_code":"91""#, r#""operation_code":91"#, "entries[0].operation_code"),
        (r#""operation_code":"91""#, r#""operation_code":"918""#, "entries[0].operation_code"),
        (r#""unavailable":null"#, r#""unavailable":"1""#, "entries[0].unavailable"),
        (r#""qualifier":"RCN""#, r#""qualifier":"é""#, "entries[0].details[0].qualifier"),
        (r#""qualifier":"RCN","#, r#""zones":{"41":"X"},"#, "entries[0].details[0].zones"),
        (r#""qualifier":"RCN","#, r#""zones":{"41-121":"X"},"#, "entries[0].details[0].zones"),
        (r#""qualifier":"RCN","#, r#""zones":{"0-1":"X"},"#, "entries[0].details[0].zones"),
        (r#""qualifier":"RCN","#, r#""zones":{"+1-2":"X"},"#, "entries[0].details[0].zones"),
        (r#""qualifier":"RCN","#, r#""zones":{"41-45":7},"#, "entries[0].details[0].zones"),
        (r#""qualifier":"RCN","#, r#""zones":{"41-45":"123456"},"#, "entries[0].details[0].zones"),
        (r#"{"date":"2020-04-24","amount":"1200.00"}"#, "null", "closing"),
        (r#""amount":"1200.00""#, r#""amount":1200.00"#, "closing.amount"),
        (r#""date":"2020-04-23","#, "", "opening.date"),
        (r#""entries""#, r#""entrees""#, "entries"),
        (r#""opening""#, r#""old""#, "opening"),
        (r#""decimals":2"#, r#""decimals":"2""#, "account.decimals"),
    ];
    for (from, to, place) in cases {
        let said = fault(from, to);
        assert!(said.starts_with(&format!("{place} (invalid-value)")), "{to}: {said}");
        assert!(!said.contains("123456789") && !said.contains("918"), "{said}");
    }
    let many =
        JSON.replacen("\"entries\":[", "\"entries\":[{\"booking_date\":\"2020-04-24\",\"amount\":\"1\"},", 1);
    let said = read(&many.replacen("-12.00", "-12,00", 1)).unwrap_err();
    assert!(said.starts_with("entries[1].amount"), "{said}");
}

#[test]
fn what_is_derived_must_agree() {
    let contradiction = |from: &str, to: &str, place: &str| {
        let said = fault(from, to);
        assert!(said.starts_with(&format!("account.{place} (contradiction)")), "{said}");
    };
    contradiction(r#""rib_key":"75""#, r#""rib_key":"74""#, "rib_key");
    contradiction(r#""number":"00123456789""#, r#""number":"00123456788""#, "iban");
    contradiction("FR7611111222220012345678975", "FR1420041010050500013M02606", "iban");
    contradiction(r#""number":"00123456789""#, r#""number":null"#, "iban");
    contradiction(
        r#""bank_code":"11111","branch_code":"22222""#,
        r#""bank_code":null,"branch_code":null"#,
        "iban",
    );
    // Bank details that give no IBAN, and one that is given.
    contradiction(r#""number":"00123456789""#, r#""number":"123456789""#, "iban");
    contradiction("FR7611111222220012345678975", "NO9386011117947", "iban");
    let said = fault("FR7611111222220012345678975", "FR7711111222220012345678975");
    assert!(said.starts_with("account.iban (invalid-value)"), "{said}");

    assert_eq!(with("\"FR7611111222220012345678975\"", "null"), statement());
    assert_eq!(with(r#""rib_key":"75","#, ""), statement());
    assert_eq!(with("FR7611111222220012345678975", "FR76 1111 1222 2200 1234 5678 975"), statement());
    let details = r#""bank_code":"11111","branch_code":"22222","number":"00123456789","#;
    assert_eq!(with(details, ""), statement());
    let no_iban =
        JSON.replace(r#","iban":"FR7611111222220012345678975""#, "").replace(r#","rib_key":"75""#, "");
    assert!(read(&no_iban.replace(details, "")).unwrap_err().starts_with("account.number"));
    assert_eq!(read(&no_iban.replace(details, r#""number":null,"#)).unwrap().account.number, "");
}

#[test]
fn info_makes_details_where_there_are_none() {
    let entry = |info: &str| {
        let json = format!(r#"{{"booking_date":"2020-04-24","amount":"1","details":[],"info":{info}}}"#);
        let start = JSON.find("\"entries\":[").unwrap() + "\"entries\":[".len();
        read(&format!("{}{json}]}}", &JSON[..start])).map(|statement| statement.entries[0].clone())
    };
    let info = concat!(
        r#"{"debtor":{"name":"DURAND","id":"ABCDFRPP","id_type":"BICOrBEI","account":"FR7611111222220012345678975","country":"FR"},"#,
        r#""creditor":{"name":"EAUX DU LAC","id_type":"SEPA"},"ultimate_debtor":{"name":"A"},"#,
        r#""ultimate_creditor":{"id":"B"},"creditor_reference":"RF18","end_to_end_id":"E2E","purpose":"SALAIRE","#,
        r#""payment_information_id":"LOT","instruction_id":"ORDRE","mandate_id":"MANDAT","sequence_type":"RCUR","#,
        r#""original_amount":{"currency":"USD","amount":"83.58","exchange_rate":"1.077"},"#,
        r#""fees":{"currency":"EUR","amount":"0.74"},"label_continuation":"UN\nDEUX"}"#,
    );
    let made = entry(info).unwrap();
    let texts: Vec<_> = made.details.iter().map(|d| format!("{}|{}", d.qualifier.unwrap(), d.text)).collect();
    assert_eq!(
        texts,
        [
            "NPY|DURAND",
            "IPY|ABCDFRPP                           BICOrBEI",
            "CPY|FR7611111222220012345678975",
            "PDO|FR",
            "NBE|EAUX DU LAC",
            "IBE|                                   SEPA",
            "NPO|A",
            "IBU|B",
            "LCS|RF18",
            "RCN|E2E                                SALAIRE",
            "REF|LOT                                ORDRE",
            "RUM|MANDAT                             RCUR",
            "MMO|USD2000000000083580300000001077",
            "FEE|EUR200000000000074",
            "LIB|UN",
            "LIB|DEUX",
        ]
    );
    // What was made says the same.
    let again = write(&statement().with_entries(vec![made]));
    assert!(again.contains(&format!("\"info\":{}", info)), "{again}");

    for (info, place) in [
        (format!(r#"{{"debtor":{{"name":"{}"}}}}"#, "é".repeat(71)), "debtor.name"),
        (format!(r#"{{"creditor":{{"id":"{}"}}}}"#, "A".repeat(36)), "creditor.id"),
        (r#"{"ultimate_debtor":{"account":"FR76"}}"#.to_owned(), "ultimate_debtor.account"),
        (r#"{"creditor":{"country":"FR"}}"#.to_owned(), "creditor.country"),
        (format!(r#"{{"remittance":"{}"}}"#, "A".repeat(141)), "remittance"),
        (r#"{"sequence_type":"RCURR"}"#.to_owned(), "sequence_type"),
        (r#"{"fees":{"currency":"EUR","amount":"-1.00"}}"#.to_owned(), "fees.amount"),
        (r#"{"fees":{"currency":"EUR","amount":"1000000000000.00"}}"#.to_owned(), "fees.amount"),
        (r#"{"fees":{"currency":"EUR","amount":1}}"#.to_owned(), "fees.amount"),
        (r#"{"fees":{"amount":"1"}}"#.to_owned(), "fees.currency"),
        (
            r#"{"original_amount":{"currency":"USD","amount":"1","exchange_rate":"123456789.123"}}"#
                .to_owned(),
            "original_amount.exchange_rate",
        ),
        (format!(r#"{{"label_continuation":"A\n{}"}}"#, "B".repeat(71)), "label_continuation"),
    ] {
        let said = entry(&info).unwrap_err();
        assert!(said.starts_with(&format!("entries[0].info.{place} (")), "{said}");
    }
}

#[test]
fn a_remittance_is_cut_at_seventy_characters() {
    for remittance in ["É".repeat(140), format!("{}{}B", "A".repeat(65), " ".repeat(8)), "COURT".to_owned()]
    {
        let start = JSON.find("\"details\"").unwrap();
        let json = format!("{}\"info\":{{\"remittance\":\"{remittance}\"}}}}]}}", &JSON[..start]);
        let statement = read(&json).unwrap();
        assert_eq!(statement.entries[0].info().remittance.as_deref(), Some(&*remittance));
        assert_eq!(read(&write(&statement)).unwrap(), statement);
    }
}

#[test]
fn a_list_is_no_object() {
    let json = r#"[{"number":"1","currency":"EUR"},{"date":"2020-04-23","amount":"1"},null,[],true]"#;
    assert!(read(json).unwrap_err().contains("expected an object"));
    let said = fault(r#"{"date":"2020-04-23","amount":"1212.00"}"#, r#"["2020-04-23","1212.00"]"#);
    assert!(said.contains("expected an object"), "{said}");
    let said = fault(r#""qualifier":"RCN","#, r#""zones":["41-45"],"#);
    assert!(said.contains("expected an object of columns and their text"), "{said}");
    assert!(read(r#"{"entries":{}}"#).unwrap_err().contains("expected a list of entries"));
}

#[test]
fn info_is_ignored_where_there_are_details() {
    let other =
        with(r#"{"end_to_end_id":"REF1","purpose":"SALAIRE"}"#, r#"{"end_to_end_id":42,"purpose":"X"}"#);
    assert_eq!(other, statement());
}

#[test]
fn a_time_keeps_its_fraction() {
    let mut timed = statement();
    timed.source_time = NaiveDate::from_ymd_opt(2020, 1, 31).unwrap().and_hms_milli_opt(1, 2, 3, 250);
    let json = write(&timed);
    assert!(json.contains(r#""source_time":"2020-01-31T01:02:03.250""#), "{json}");
    assert_eq!(read(&json).unwrap(), timed);
    assert!(read(&json.replace("T01", " 01")).unwrap_err().starts_with("source_time"));
}

prop_compose! {
    fn amount()(units in -99_999_999_999_999_i64..=99_999_999_999_999, scale in 0_u32..=9) -> Decimal {
        Decimal::new(units, scale)
    }
}

prop_compose! {
    fn date()(year in 1900_i32..2100, ordinal in 1_u32..=365) -> NaiveDate {
        NaiveDate::from_yo_opt(year, ordinal).unwrap()
    }
}

prop_compose! {
    fn zones()(zones in vec((1_u8..=50, 0_u8..=69, "( {0,2}[A-Z0-9é]){0,1}"), 0..3)) -> Zones<'static> {
        let zone = |(from, more, text): (u8, u8, String)| Zone::new(from, from + more.max(3), text);
        let mut zones: Vec<_> = zones.into_iter().map(zone).collect();
        // An object has no order and a key once.
        zones.sort_by_key(Zone::to_string);
        zones.dedup_by_key(|zone| zone.to_string());
        zones.into_iter().collect()
    }
}

prop_compose! {
    fn balance()(date in date(), amount in amount(), zones in zones()) -> Balance<'static> {
        let mut balance = Balance::new(date, amount);
        balance.zones = zones;
        balance
    }
}

prop_compose! {
    fn detail()(qualifier in of("[A-Z]{3}|LIB|RCN|MMO"), text in "( {0,40}[A-Z\"\\\\é€/]{1,9}){0,2}", zones in zones())
        -> Detail<'static> {
        let mut detail = Detail::new(qualifier.and_then(|q| Qualifier::new(&q)), text);
        detail.zones = zones;
        detail
    }
}

prop_compose! {
    fn entry()(
        dates in (date(), of(date()), of(date())),
        amount in amount(),
        codes in (of("[A-Z0-9]{2}"), of("[A-Z0-9]{1,4}"), of("[1-9][0-9]")),
        label in "([A-Z\"\\\\\u{1}é](.{0,20}[A-Z])?)?",
        texts in (of("0{0,6}[1-9]"), of("[A-Z]( [A-Z/.]{1,6})?"), of("\\PC{1,12}"), of("2020-0[1-9]")),
        flags in (of(any::<bool>()), of(any::<bool>())),
        details in vec(detail(), 0..4),
        zones in zones(),
    ) -> Entry<'static> {
        let mut entry = Entry::new(dates.0, amount, label).with_details(details);
        (entry.value_date, entry.operation_date) = (dates.1, dates.2);
        entry.operation_code = codes.0.and_then(|code| crate::OperationCode::new(&code));
        entry.internal_code = codes.1.and_then(|code| crate::InternalCode::new(&code));
        entry.reject_code = codes.2.and_then(|code| crate::RejectCode::new(&code));
        entry.entry_number = texts.0.map(Into::into);
        entry.reference = texts.1.map(Into::into);
        entry.id = texts.2.map(Into::into);
        entry.month = texts.3.map(Into::into);
        (entry.commission_exempt, entry.unavailable) = flags;
        entry.zones = zones;
        entry
    }
}

prop_compose! {
    /// Any statement, positions and diagnostics aside.
    pub(crate) fn any_statement()(
        codes in ("[0-9]{5}|", "[0-9]{5}|", "[0-9A-Z]{11}|[0-9]{3}|", "[A-Z]{3}"),
        decimals in 0_u8..=9,
        texts in (of("\\PC{1,9}"), of("current|card")),
        balances in (balance(), balance()),
        entries in vec(entry(), 0..4),
        incomplete in any::<bool>(),
        source_time in of((date(), 0_u32..86_400)),
    ) -> Statement<'static> {
        let currency = Currency::new(&codes.3).unwrap();
        let mut account = Account::new(codes.0, codes.1, codes.2, currency);
        account.decimals = decimals;
        (account.name, account.kind) = (texts.0.map(Into::into), texts.1.map(Into::into));
        let mut statement = Statement::new(account, balances.0, balances.1).with_entries(entries);
        statement.incomplete = incomplete;
        if incomplete && decimals > 4 {
            statement.closing = None;
        }
        statement.source_time = source_time.map(|(date, seconds)| {
            NaiveDateTime::from(date) + chrono::TimeDelta::seconds(seconds.into())
        });
        statement
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(statement in any_statement()) {
        let json = serde_json::to_string(&statement).unwrap();
        let read: Statement<'static> = serde_json::from_str(&json).unwrap();
        for (entry, before) in read.entries.iter().zip(&statement.entries) {
            prop_assert_eq!(entry.amount.scale(), before.amount.scale());
        }
        prop_assert_eq!(&read, &statement);
        prop_assert_eq!(&serde_json::to_string(&read).unwrap(), &json);
        // The same through a value whose keys are in another order.
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Statement<'static>>(value).unwrap(), &statement);
    }

    #[test]
    fn amounts_and_dates_are_written_as_they_are_displayed(
        amount in (any::<i128>(), 0_u32..=28), days in -4_000_000_i32..4_000_000
    ) {
        let mantissa = amount.0 >> 33;
        let decimal = Decimal::from_i128_with_scale(mantissa, amount.1);
        let json = serde_json::to_string(&super::scalar::Amount(decimal)).unwrap();
        prop_assert_eq!(json, format!("\"{decimal}\""));
        let date = NaiveDate::from_epoch_days(days).unwrap();
        let json = serde_json::to_string(&super::scalar::Date(date)).unwrap();
        prop_assert_eq!(json, format!("\"{date}\""));
    }
}
