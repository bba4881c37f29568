use super::*;

const MOVEMENT: &str = concat!(
    "0411111A1B222222EUR2E00123456789B124042064250420",
    "CHEQUE n'9990001               ",
    "  001234510",
    "0000000012000J04/12/2025.2    "
);

fn cut(text: &str, charset: Charset) -> Record<'_> {
    Record::cut(Line::new(text.as_bytes(), charset)).unwrap()
}

#[test]
fn the_columns_of_every_record_give_the_record_back() {
    let bytes: Vec<u8> = (0..120u8).map(|n| b' ' + n % 90).collect();
    for code in RecordCode::ALL {
        let mut bytes = bytes.clone();
        bytes[..2].copy_from_slice(code.digits().as_bytes());
        let record = Record::cut(Line::new(&bytes, Charset::Windows1252)).unwrap();
        assert_eq!(record.code(), code);
        for spec in layout::of(code) {
            let expected = &bytes[usize::from(spec.from) - 1..usize::from(spec.to)];
            assert_eq!(record.line().range(spec.from, spec.to), expected);
        }
    }
}

#[test]
fn a_full_line_has_the_columns_that_are_cut_from_any() {
    let line = Line::new(MOVEMENT.as_bytes(), Charset::Windows1252);
    let full = line.full().unwrap();
    assert!(Movement::of_full(line, full) == Movement::of(line));
    assert!(Complement::of_full(line, full) == Complement::of(line));
    assert!(OldBalance::of_full(line, full) == OldBalance::of(line));
    assert!(NewBalance::of_full(line, full) == NewBalance::of(line));
}

/// The struct's columns, joined, are the line: every row of the table is cut once, in order.
#[test]
fn a_cut_consumes_the_line() {
    let text = format!("{MOVEMENT}rest");
    let line = Line::new(text.as_bytes(), Charset::Windows1252);
    let (rest, movement) = Movement::cut::<false>(line).unwrap();
    assert_eq!(rest, b"rest");
    let joined = [
        movement._record_code,
        movement.bank_code,
        movement.internal_code,
        movement.branch_code,
        movement.currency,
        movement.decimals,
        movement.reserved_21,
        movement.account_number,
        movement.operation_code,
        movement.booking_date,
        movement.reject_code,
        movement.value_date,
        movement.label,
        movement.reserved_80,
        movement.entry_number,
        movement.commission_exempt,
        movement.unavailable,
        movement.amount,
        movement.reference,
    ]
    .concat();
    assert_eq!(joined, MOVEMENT.as_bytes());
    let complement = format!("05{}rest", &MOVEMENT[2..]);
    let line = Line::new(complement.as_bytes(), Charset::Windows1252);
    assert_eq!(Complement::cut::<false>(line).unwrap().0, b"rest");
    assert_eq!(OldBalance::cut::<false>(line).unwrap().0, b"rest");
    assert_eq!(NewBalance::cut::<true>(line).unwrap().0, b"rest");
}

#[test]
fn a_utf8_line_is_cut_by_characters() {
    let text = MOVEMENT.replace("CHEQUE", "CHÈQUÉ");
    let Record::Movement(movement) = cut(&text, Charset::Utf8) else { panic!() };
    assert_eq!(movement.label(), "CHÈQUÉ n'9990001");
    assert_eq!(movement.reference(), "04/12/2025.2");
    assert_eq!(movement.amount().unwrap().minor_units, -120_001);
    assert_eq!(movement.line.width(), 120);
}

#[test]
fn missing_columns_are_empty() {
    let Record::Movement(movement) = cut(&MOVEMENT[..104], Charset::Windows1252) else { panic!() };
    assert_eq!(movement.reference(), "");
    assert_eq!(movement.reference, b"");
    let Record::Movement(movement) = cut("04", Charset::Utf8) else { panic!() };
    assert_eq!(movement.amount().unwrap_err().diagnostic().unwrap().code, Code::InvalidAmount);
    assert_eq!(movement.bank_code().unwrap_err().diagnostic().unwrap().columns, Some((3, 7)));
}

#[test]
fn a_movement_has_its_columns() {
    let Record::Movement(movement) = cut(MOVEMENT, Charset::Windows1252) else { panic!() };
    assert_eq!((movement.bank_code().unwrap(), movement.branch_code().unwrap()), ("11111", "22222"));
    assert_eq!((&*movement.currency(), movement.decimals().unwrap()), ("EUR", Some(2)));
    assert_eq!((&*movement.account_number(), movement.raw()), ("00123456789", MOVEMENT.as_bytes()));
    assert_eq!((&*movement.internal_code(), &*movement.operation_code()), ("A1B2", "B1"));
    assert_eq!((&*movement.reject_code(), &*movement.label()), ("64", "CHEQUE n'9990001"));
    assert_eq!(&*movement.entry_number(), "0012345");
    assert_eq!((&*movement.commission_exempt(), &*movement.unavailable()), ("1", "0"));
    assert_eq!(movement.booking_date(Century::default()).unwrap().to_string(), "2020-04-24");
    assert_eq!(movement.value_date(Century::default()).unwrap().unwrap().to_string(), "2020-04-25");
    assert_eq!(movement.amount().unwrap(), Amount { minor_units: -120_001, decimals: Some(2) });
    assert_eq!(&*movement.reference(), "04/12/2025.2");
}

#[test]
fn a_complement_has_its_columns() {
    let text = format!("05{}     NPY  DURAND SARL  ", &MOVEMENT[2..40]);
    let Record::Complement(complement) = cut(&text, Charset::Windows1252) else { panic!() };
    assert_eq!((&*complement.internal_code(), &*complement.operation_code()), ("A1B2", "B1"));
    assert_eq!(complement.booking_date(Century::default()).unwrap().to_string(), "2020-04-24");
    assert_eq!((&*complement.qualifier(), &*complement.text()), ("NPY", "  DURAND SARL"));
}

#[test]
fn a_factor_writes_a_value_date_into_a_complement() {
    let is_factor = |columns_41_to_48: &str| {
        let text = format!("05{}{columns_41_to_48}SUITE", &MOVEMENT[2..40]);
        let Record::Complement(complement) = cut(&text, Charset::Windows1252) else { panic!() };
        complement.is_factor(Century::default())
    };
    assert!(is_factor("  250420"));
    assert!(!is_factor("X 250420") && !is_factor("     NPY") && !is_factor("   25042"));
}

#[test]
fn a_value_date_may_be_missing_but_not_wrong() {
    let read = |written: &str| {
        let text = format!("{}{written}{}", &MOVEMENT[..42], &MOVEMENT[48..]);
        let Record::Movement(movement) = cut(&text, Charset::Windows1252) else { panic!() };
        movement.value_date(Century::default()).map_err(|error| error.diagnostic().unwrap().code)
    };
    assert_eq!((read("      "), read("000000")), (Ok(None), Ok(None)));
    assert_eq!((read("310420"), read("000001")), (Err(Code::InvalidValueDate), Err(Code::InvalidValueDate)));
}

#[test]
fn decimals_may_be_missing_but_not_wrong() {
    let read = |written: &str| {
        let text = format!("{}{written}{}", &MOVEMENT[..19], &MOVEMENT[20..]);
        let Record::Movement(movement) = cut(&text, Charset::Windows1252) else { panic!() };
        let code = |error: Error| error.diagnostic().unwrap().code;
        (movement.decimals().map_err(code), movement.amount().map(|amount| amount.decimals).map_err(code))
    };
    assert_eq!(read(" "), (Ok(None), Ok(None)));
    assert_eq!(read("X"), (Err(Code::InvalidDigits), Err(Code::InvalidDigits)));
}

#[test]
fn an_amount_that_only_the_lenient_reader_takes_is_an_error() {
    let read = |written: &str| {
        let text = format!("{}{written}{}", &MOVEMENT[..90], &MOVEMENT[104..]);
        let Record::Movement(movement) = cut(&text, Charset::Windows1252) else { panic!() };
        movement.amount().unwrap_err().diagnostic().unwrap().code
    };
    assert_eq!(read("       012000J"), Code::InvalidAmount);
    assert_eq!(read("0000000012000j"), Code::InvalidAmount);
    assert_eq!(read("00000000120001"), Code::SignMissing);
}

#[test]
fn a_field_is_read_by_its_name() {
    let text = MOVEMENT.replace("CHEQUE n'9990001   ", "  CHÈQUE n'9990001 ");
    let record = cut(&text, Charset::Utf8);
    assert_eq!(record.text_of(Field::Label).unwrap(), format!("  CHÈQUE n'9990001{}", " ".repeat(13)));
    assert_eq!(record.text_of(Field::Reference).unwrap(), "04/12/2025.2    ");
    assert_eq!(record.text_of(Field::Reserved).unwrap(), "E");
    assert_eq!(record.text_of(Field::Qualifier), None);
    assert_eq!((record.raw(), record.charset()), (text.as_bytes(), Charset::Utf8));
}

#[test]
fn errors_and_debug_do_not_show_what_is_written() {
    let text = MOVEMENT.replace("12000J", "12000Y");
    let record = cut(&text, Charset::Windows1252);
    let Record::Movement(movement) = record else { panic!() };
    let error = movement.amount().unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), format!("{record:?}")] {
        assert!(!text.contains("CHEQUE") && !text.contains("00123456789"), "{text}");
    }
    assert_eq!(format!("{record:?}"), "Movement(Movement { line: 120 bytes of windows-1252, .. })");
    assert_eq!(error.diagnostic().unwrap().raw(), Some(text.as_bytes()));
}
