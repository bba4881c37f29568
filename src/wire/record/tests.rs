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
fn errors_and_debug_do_not_show_what_is_written() {
    let text = MOVEMENT.replace("12000J", "12000Y");
    let record = cut(&text, Charset::Windows1252);
    let Record::Movement(movement) = record else { panic!() };
    let error = movement.amount().unwrap_err();
    for text in [error.to_string(), format!("{error:?}"), format!("{record:?}")] {
        assert!(!text.contains("CHEQUE") && !text.contains("00123456789"), "{text}");
    }
    assert_eq!(error.diagnostic().unwrap().raw(), Some(text.as_bytes()));
}
