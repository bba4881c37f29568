use super::*;
use crate::model::Zone;
use crate::model::samples::{account, balance, cents, day};

fn statement(closing: i64) -> Statement<'static> {
    let entry = Entry::new(day(31), cents(-1200), "COTISATION");
    Statement::new(account("00123456789"), balance(31, 121_200), balance(31, closing))
        .with_entries(vec![entry])
}

#[test]
fn an_output_that_states_a_balance_takes_a_whole_statement_that_adds_up() {
    let refused = |statement: &Statement<'_>| statement.require_balanced().map_err(|refused| refused.code);
    let sound = statement(120_000);
    assert_eq!(refused(&sound), Ok(()));
    assert_eq!(refused(&statement(120_001)), Err(Code::Unbalanced));
    assert_eq!(refused(&Statement { incomplete: true, ..sound.clone() }), Err(Code::Incomplete));
    assert_eq!(refused(&Statement { closing: None, ..sound }), Err(Code::Incomplete));
}

#[test]
fn a_refusal_is_where_the_old_balance_is() {
    let mut unbalanced = statement(0);
    assert_eq!(unbalanced.require_balanced().unwrap_err().position, None);
    let position = Some(Position::new(1, 1, 0));
    unbalanced.opening.position = position;
    assert_eq!(unbalanced.require_balanced().unwrap_err().position, position);
}

#[test]
fn the_factor_layout_has_a_value_date_and_no_qualifier() {
    let with_zone = |qualifier: Option<&str>, from: u8, to: u8| {
        let mut detail = Detail::new(qualifier.and_then(Qualifier::new), "SUITE");
        detail.zones.push(Zone::new(from, to, "250420"));
        detail
    };
    assert!(with_zone(None, 43, 48).is_factor());
    assert!(!with_zone(Some("NPY"), 43, 48).is_factor());
    assert!(!with_zone(None, 41, 45).is_factor());
    assert!(!Detail::new(None, "SUITE").is_factor());
}
