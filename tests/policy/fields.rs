//! Values of fields: reserved columns, currency, dates, codes, amounts.

use cfonb::OperationCode;

use super::*;

fn movement_with(code: Code, column: usize, text: &str) -> Deviation {
    Deviation::of(code, MOVEMENT, |line| line.put(column, text))
}

#[test]
fn reserved_columns() {
    let cases = [
        (OLD, RecordCode::OldBalance, 8, "0000", (8, 11)),
        (OLD, RecordCode::OldBalance, 33, "00", (33, 34)),
        (NEW, RecordCode::NewBalance, 41, "** PAS DE MOUVEMENT **", (41, 90)),
        (NEW, RecordCode::NewBalance, 105, "230420240420", (105, 120)),
        (MOVEMENT, RecordCode::Movement, 21, "E", (21, 21)),
        (MOVEMENT, RecordCode::Movement, 80, "XY", (80, 81)),
        (COMPLEMENT, RecordCode::Complement, 21, "E", (21, 21)),
        (COMPLEMENT, RecordCode::Complement, 41, "00", (41, 45)),
        (COMPLEMENT, RecordCode::Complement, 119, "XY", (119, 120)),
    ];
    for (at, record, column, text, (from, to)) in cases {
        let deviation = Deviation::of(Code::ReservedNotBlank, at, |line| line.put(column, text));
        let readings = deviation.columns(from, to).field(record, Field::Reserved).gives(Info, Accept, Accept);
        for Reading { statements, .. } in readings {
            let (statement, entry) = (&statements[0], &statements[0].entries[0]);
            let closing = &statement.closing.as_ref().unwrap().zones;
            let zones = [&statement.opening.zones, &entry.zones, &entry.details[0].zones, closing];
            let order = [OLD, MOVEMENT, COMPLEMENT, NEW];
            let zones = zones[order.iter().position(|place| *place == at).unwrap()];
            assert_eq!(zones.get(from, to), Some(text), "kept in the zones");
        }
    }
}

#[test]
fn reserved_columns_are_said_once_a_file() {
    let all: Vec<Line> = [lines(), next()].concat().into_iter().map(|line| line.put(21, "E")).collect();
    let bytes = file(&all);
    let mut statements = Statements::with_policy(&bytes, Policy::strict());
    let said: usize = statements.by_ref().map(|statement| statement.unwrap().diagnostics().len()).sum();
    assert_eq!((said, statements.summary().count(Code::ReservedNotBlank)), (1, 7));
}

#[test]
fn reserved_columns_are_said_although_the_first_statement_is_refused() {
    let mut all: Vec<Line> = [lines(), next()].concat().into_iter().map(|line| line.put(21, "E")).collect();
    all[NEW] = all[NEW].clone().put(104, "?");
    let reading = Reading::of(&file(&all), Policy::strict());
    assert_eq!((reading.errors.len(), reading.statements.len()), (1, 1));
    assert_eq!(reading.said.len(), 1, "the statement that is given back has reserved columns too");
}

#[test]
fn currency_blank() {
    for (at, record) in [(OLD, RecordCode::OldBalance), (NEW, RecordCode::NewBalance)] {
        let blank = Deviation::of(Code::CurrencyMissing, at, |line| line.blank(17, 19));
        let readings = blank.columns(17, 19).field(record, Field::Currency).gives(Refuse, Warn, Warn);
        assert_eq!(readings[1].statements[0].account.currency.as_str(), "EUR");
        assert_eq!(readings[1].statements[0].entries[0].amount.to_string(), "987654.30");
    }
}

#[test]
fn decimals_blank() {
    for (at, record) in [(OLD, RecordCode::OldBalance), (NEW, RecordCode::NewBalance)] {
        let blank = Deviation::of(Code::DecimalsMissing, at, |line| line.blank(20, 20));
        let readings = blank.columns(20, 20).field(record, Field::Decimals).gives(Refuse, Warn, Warn);
        assert!(readings[1].statements[0].is_balanced());
    }
}

#[test]
fn currency_and_decimals_come_from_the_movements_then_from_the_currency_then_from_the_euro() {
    let blank_balances = |code: &str, from: usize| {
        let change = |line: Line| match line.text().as_bytes()[1] {
            b'1' | b'7' => line.put(17, code).blank(from, 20),
            _ => line.put(17, code),
        };
        file(&lines().into_iter().map(change).collect::<Vec<_>>())
    };
    let first = |bytes: &[u8]| {
        let statement = Reading::of(bytes, Policy::default()).statements.remove(0);
        format!("{} {}", statement.opening.amount, statement.account.currency)
    };
    assert_eq!(first(&blank_balances("XPF0", 17)), "100000 XPF");
    assert_eq!(first(&blank_balances("TND1", 20)), "10000.0 TND", "the movement's, not the usual three");
    let without_movement = |code: &str, from: usize| {
        file(&[old(100_000), new(100_000)].map(|line| line.put(17, code).blank(from, 20)))
    };
    assert_eq!(first(&without_movement("XPF0", 20)), "100000 XPF");
    assert_eq!(first(&without_movement("TND3", 20)), "100.000 TND");
    assert_eq!(first(&without_movement("XPF0", 17)), "1000.00 EUR");
}

#[test]
fn decimals_that_differ() {
    let three = |line: Line| line.put(20, "3").put(91, "0000098765430{");
    let differ = Deviation::of(Code::DecimalsDiffer, MOVEMENT, three);
    let readings =
        differ.columns(20, 20).field(RecordCode::Movement, Field::Decimals).gives(Warn, Accept, Accept);
    for reading in readings {
        assert_eq!(reading.statements[0].entries[0].amount.to_string(), "987654.300", "its own decimals");
        assert!(reading.statements[0].is_balanced());
    }
}

#[test]
fn codes_and_numbers_that_any_policy_takes() {
    let none = |column, text| movement_with(Code::InvalidCode, column, text).gives(Accept, Accept, Accept);
    let entry = |readings: [Reading; 3]| {
        let [strict, default, lenient] =
            readings.map(|mut reading| reading.statements.remove(0).entries.remove(0));
        assert!(strict == default && default == lenient);
        default
    };
    assert_eq!(entry(none(82, "       ")).entry_number, None);
    assert_eq!(entry(none(82, "AB 12-X")).entry_number.as_deref(), Some("AB 12-X"));
    assert_eq!(entry(none(82, "  12345")).entry_number.as_deref(), Some("12345"));
    assert_eq!(entry(none(41, "00")).reject_code, None);
    let both = |from: usize, to: usize| {
        let mut all = lines();
        all[MOVEMENT] = all[MOVEMENT].clone().blank(from, to);
        all[COMPLEMENT] = all[COMPLEMENT].clone().blank(from, to);
        entry(Deviation::new(Code::InvalidCode, file(&all)).gives(Accept, Accept, Accept))
    };
    assert_eq!(both(33, 34).operation_code, None);
    assert_eq!(both(33, 34).internal_code.unwrap().as_str(), "0001");
    assert_eq!(both(8, 11).internal_code, None);
    assert_eq!(both(8, 11).operation_code, OperationCode::new("05"));
    let qualifier = |text: &str| {
        let with = Deviation::of(Code::InvalidCode, COMPLEMENT, |line| line.put(46, text));
        entry(with.gives(Accept, Accept, Accept)).details.remove(0).qualifier
    };
    assert_eq!(qualifier("   "), None);
    assert_eq!(qualifier("ZZZ").unwrap().as_str(), "ZZZ");
    assert_eq!(qualifier("N Y").unwrap().as_str(), "N Y");
}

#[test]
fn value_date_blank_or_zeros() {
    for text in ["      ", "000000"] {
        for reading in movement_with(Code::InvalidValueDate, 43, text).gives(Accept, Accept, Accept) {
            assert_eq!(reading.statements[0].entries[0].value_date, None);
        }
    }
}

#[test]
fn value_date_that_is_no_date() {
    for text in ["310220", "2404 0", "ABCDEF", "     0"] {
        let invalid = movement_with(Code::InvalidValueDate, 43, text).columns(43, 48);
        let readings = invalid.field(RecordCode::Movement, Field::ValueDate).gives(Refuse, Warn, Warn);
        for reading in &readings[1..] {
            let entry = &reading.statements[0].entries[0];
            assert_eq!((entry.value_date, entry.zones.get(43, 48)), (None, Some(text)));
        }
    }
}

#[test]
fn factor_layout() {
    let factor = Deviation::of(Code::FactorLayout, COMPLEMENT, |line| {
        line.blank(41, 120).put(43, "240420").put(49, "SUITE SECRET")
    });
    let readings =
        factor.columns(43, 48).field(RecordCode::Complement, Field::ValueDate).gives(Warn, Accept, Accept);
    assert_eq!(readings[0].said[0].spec().unwrap().english, "value date", "the name of what stands there");
    for reading in readings {
        let entry = &reading.statements[0].entries[0];
        assert!(entry.details[0].is_factor());
        assert_eq!((entry.details[0].qualifier, &*entry.details[0].text), (None, "SUITE SECRET"));
        assert_eq!(entry.info().label_continuation.as_deref(), Some("SUITE SECRET"));
    }
}

#[test]
fn amount_with_blanks_for_leading_zeros() {
    let cases = [
        (OLD, RecordCode::OldBalance, "        10000{"),
        (MOVEMENT, RecordCode::Movement, "      9876543{"),
        (NEW, RecordCode::NewBalance, " 000009886543{"),
    ];
    for (at, record, text) in cases {
        let blanks = Deviation::of(Code::AmountBlanks, at, |line| line.put(91, text)).columns(91, 104);
        let readings = blanks.field(record, Field::Amount).gives(Refuse, Refuse, Warn);
        assert!(readings[2].statements[0].is_balanced());
    }
}

#[test]
fn overpunch_in_lower_case_and_e_acute() {
    for (sign, amount) in [("h", "987654.38"), ("q", "-987654.38"), ("r", "-987654.39"), ("é", "987654.30")]
    {
        let text = format!("0000009876543{sign}");
        let variant = movement_with(Code::OverpunchVariant, 91, &text).columns(91, 104);
        let readings = variant.field(RecordCode::Movement, Field::Amount).gives(Refuse, Refuse, Warn);
        assert_eq!(readings[2].statements[0].entries[0].amount.to_string(), amount);
    }
}

#[test]
fn a_lost_sign_is_never_guessed() {
    for text in ["00000098765430", "0000009876543è"] {
        for (at, record) in
            [(OLD, RecordCode::OldBalance), (MOVEMENT, RecordCode::Movement), (NEW, RecordCode::NewBalance)]
        {
            let lost = Deviation::of(Code::SignMissing, at, |line| line.put(91, text)).columns(91, 104);
            lost.field(record, Field::Amount).gives(Refuse, Refuse, Refuse);
        }
    }
}
