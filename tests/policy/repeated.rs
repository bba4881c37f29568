//! Columns that records repeat from the old balance or from their movement.

use super::*;

const RECORDS: [(usize, RecordCode); 3] =
    [(MOVEMENT, RecordCode::Movement), (COMPLEMENT, RecordCode::Complement), (NEW, RecordCode::NewBalance)];

fn differs(code: Code, field: Field, column: usize, text: &str, columns: (u8, u8), does: [Does; 3]) {
    for (at, record) in RECORDS {
        let deviation = Deviation::of(code, at, |line| line.put(column, text));
        let deviation = deviation.columns(columns.0, columns.1).field(record, field);
        for reading in deviation.gives(does[0], does[1], does[2]) {
            let account = reading.statements.last().map(|statement| statement.account.clone());
            assert_eq!(account.unwrap().number, "00123456789", "the account is the old balance's");
        }
    }
}

#[test]
fn bank_that_differs() {
    differs(Code::BankDiffers, Field::BankCode, 3, "11112", (3, 7), [Refuse, Warn, Warn]);
}

#[test]
fn branch_that_differs() {
    differs(Code::BranchDiffers, Field::BranchCode, 12, "22223", (12, 16), [Refuse, Warn, Warn]);
}

#[test]
fn account_that_differs() {
    let does = [Refuse, Refuse, Warn];
    differs(Code::AccountDiffers, Field::AccountNumber, 22, "00999999999", (22, 32), does);
    differs(Code::AccountDiffers, Field::AccountNumber, 22, "           ", (22, 32), does);
}

#[test]
fn currency_that_differs() {
    differs(Code::CurrencyDiffers, Field::Currency, 17, "USD", (17, 19), [Refuse, Refuse, Warn]);
}

#[test]
fn account_that_is_blank_or_has_blanks_inside() {
    for number in ["           ", "001 3456789"] {
        let all: Vec<Line> = lines().into_iter().map(|line| line.put(22, number)).collect();
        let raw = all[OLD].bytes();
        let bytes = file(&[all, next()].concat());
        let odd = Deviation::new(Code::AccountForm, bytes).raw(raw).columns(22, 32);
        let readings = odd.field(RecordCode::OldBalance, Field::AccountNumber).gives(Refuse, Warn, Warn);
        assert_eq!(readings[1].statements[0].account.number, number.trim());
    }
}

#[test]
fn complement_that_does_not_repeat_its_movement() {
    let cases = [
        (8, "9999", (8, 11), Field::InternalCode),
        (33, "18", (33, 34), Field::OperationCode),
        (35, "230420", (35, 40), Field::BookingDate),
    ];
    for (column, text, (from, to), field) in cases {
        let differs = Deviation::of(Code::ComplementDiffers, COMPLEMENT, |line| line.put(column, text));
        let differs = differs.columns(from, to).field(RecordCode::Complement, field);
        for reading in differs.gives(Warn, Info, Info) {
            let entry = &reading.statements[0].entries[0];
            assert_eq!((entry.details.len(), entry.internal_code.unwrap().as_str()), (1, "0001"));
            assert_eq!(entry.operation_code.unwrap().as_str(), "05");
        }
    }
}
