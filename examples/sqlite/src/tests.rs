use super::*;

const SAMPLE: &str = include_str!("../../../testdata/sample.cfonb");
const ONE_A_DAY: &str = include_str!("../../../testdata/statements/one-a-day.cfonb");
const IDENTICAL: &str = include_str!("../../../testdata/statements/identical-entries.cfonb");
const TWICE: &str = include_str!("../../../testdata/statements/twice.cfonb");
const TWO_CURRENCIES: &str = include_str!("../../../testdata/statements/two-currencies.cfonb");
const UNBALANCED: &str = include_str!("../../../testdata/statements/unbalanced.cfonb");

fn import() -> Import {
    Import::into(Connection::open_in_memory().unwrap()).unwrap()
}

impl Import {
    fn text(&mut self, text: &str) -> (usize, usize) {
        self.file(text.as_bytes()).unwrap()
    }

    /// One row of text.
    fn row(&self, query: &str) -> String {
        self.connection.query_row(query, [], |row| row.get(0)).unwrap()
    }
}

#[test]
fn amounts_are_whole_cents_that_add_up() {
    let mut import = import();
    assert_eq!(import.text(SAMPLE), (1, 6));
    let sum = "SELECT opening || ' ' || (SELECT sum(amount) FROM entries) || ' ' || closing FROM statements";
    assert_eq!(import.row(sum), "121200 -21200 100000");
    assert_eq!(import.row("SELECT iban FROM accounts"), "FR7611111222220012345678975");
    let of_reference = "SELECT amount || ' ' || details FROM entries WHERE label LIKE 'VIR%'";
    let details = "NPY DURAND ET FILS\nRCN FACTURE-2020-04                    SUPP";
    assert_eq!(import.row(of_reference), format!("17000 {details}"));
}

#[test]
fn a_file_imported_again_adds_nothing() {
    for (text, added) in [(SAMPLE, (1, 6)), (ONE_A_DAY, (2, 2)), (IDENTICAL, (1, 3)), (TWICE, (1, 1))] {
        let mut first = import();
        assert_eq!(first.text(text), added);
        assert_eq!(first.text(text), (0, 0));
        // By another run too.
        let mut second = Import::into(first.connection).unwrap();
        assert_eq!(second.text(text), (0, 0));
    }
}

#[test]
fn days_that_two_exports_have_in_common_are_added_once() {
    let lines: Vec<&str> = ONE_A_DAY.lines().collect();
    assert!(lines[3].starts_with("07") && lines[4].starts_with("01"));
    let both = [&lines[..3], &lines[5..]].concat().join("\n");
    let mut import = import();
    assert_eq!(import.text(ONE_A_DAY), (2, 2));
    assert_eq!(import.text(&both), (1, 0));
}

#[test]
fn twins_in_statements_of_one_day_are_both_there() {
    let record = |code: &str, columns: &str, amount: &str| {
        format!("{code}11111    22222EUR2 00123456789{columns:58}{amount}{:16}\n", "")
    };
    let statement = |before: &str, after: &str| {
        record("01", "  240420", before)
            + &record("04", "05240420  240420TICKET", "0000000000100{")
            + &record("07", "  240420", after)
    };
    let day = statement("0000000001000{", "0000000001100{") + &statement("0000000001100{", "0000000001200{");
    let mut import = import();
    assert_eq!(import.text(&day), (2, 2));
    assert_eq!(import.text(&day), (0, 0));
}

#[test]
fn currencies_are_accounts_of_their_own() {
    let mut import = import();
    assert_eq!(import.text(TWO_CURRENCIES), (2, 2));
    assert_eq!(import.row("SELECT count(*) || '' FROM accounts"), "2");
}

#[test]
fn nothing_is_kept_of_a_file_that_does_not_add_up() {
    let mut import = import();
    let error = import.file((SAMPLE.to_owned() + UNBALANCED).as_bytes()).unwrap_err().to_string();
    assert!(error.contains("unbalanced"), "{error}");
    assert_eq!(
        import.row("SELECT (SELECT count(*) FROM accounts) || ' ' || (SELECT count(*) FROM entries)"),
        "0 0"
    );
    assert_eq!(import.text(SAMPLE), (1, 6));
}

#[test]
fn an_amount_is_never_rounded() {
    assert_eq!(minor_units(Decimal::new(-1250, 2), 2).unwrap(), -1250);
    assert_eq!(minor_units(Decimal::new(-125, 1), 2).unwrap(), -1250);
    assert!(minor_units(Decimal::new(12345, 3), 2).is_err());
}
