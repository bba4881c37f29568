//! What the generator of `benches/generator` promises.

use std::collections::{HashMap, HashSet};

#[path = "../benches/generator/mod.rs"]
mod generator;

use generator::{Eol, Options, Until, generate};

/// The records of a file with line feeds.
fn records(file: &[u8]) -> Vec<&[u8]> {
    file.strip_suffix(b"\n").unwrap().split(|&byte| byte == b'\n').collect()
}

#[test]
fn every_record_has_120_columns_whatever_ends_it() {
    for (eol, width) in [(Eol::Lf, 121), (Eol::Crlf, 122), (Eol::Cr, 121), (Eol::None, 120)] {
        let file = generate(&Options { eol, accented: true, ..Options::default() });
        assert_eq!(file.len() % width, 0);
        for record in file.chunks(width) {
            assert!([&b"01"[..], b"04", b"05", b"07"].contains(&&record[..2]));
            assert_eq!(&record[120..], eol.bytes());
        }
    }
}

#[test]
fn the_mix_of_records_is_that_of_real_files() {
    let file = generate(&Options::of_size(3_000_000));
    let all = records(&file);
    let share = |codes: &[&[u8]]| {
        let count = all.iter().filter(|record| codes.contains(&&record[..2])).count();
        100.0 * count as f64 / all.len() as f64
    };
    assert!((2.5..4.0).contains(&share(&[b"01", b"07"])), "{}", share(&[b"01", b"07"]));
    assert!((37.0..41.0).contains(&share(&[b"04"])), "{}", share(&[b"04"]));
    assert!((56.0..60.0).contains(&share(&[b"05"])), "{}", share(&[b"05"]));
}

#[test]
fn every_qualifier_appears() {
    let file = generate(&Options::of_size(1_000_000));
    let seen: HashSet<&[u8]> =
        records(&file).into_iter().filter(|r| r.starts_with(b"05")).map(|r| &r[45..48]).collect();
    for qualifier in [
        "LIB", "NPY", "IPY", "NBE", "IBE", "NPO", "IPO", "NBU", "IBU", "LCC", "LC2", "LCS", "RCN", "REF",
        "MMO", "CBE", "RUM", "CPY", "FEE", "PDO",
    ] {
        assert!(seen.contains(qualifier.as_bytes()), "{qualifier}");
    }
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let options = Options { accented: true, ..Options::of_size(100_000) };
    assert_eq!(generate(&options), generate(&options));
    assert_ne!(generate(&options), generate(&Options { seed: 2, ..options }));
}

#[test]
fn plain_text_stays_within_the_published_characters() {
    let published = |byte: &u8| {
        matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'*' | b'-' | b'.' | b'/' | b'(' | b')')
            || matches!(byte, b'{' | b'}' | b'\n' | b'a'..=b'z')
    };
    // Lower case: the scheme `BICOrBEI` is written so by the publication.
    assert!(generate(&Options::of_size(300_000)).iter().all(published));
    assert!(!generate(&Options { accented: true, ..Options::of_size(300_000) }).is_ascii());
}

/// A reader of its own: amounts of 01 and 07 and the sum between, by hand.
fn amount(record: &[u8]) -> i64 {
    let digits: i64 = std::str::from_utf8(&record[90..103]).unwrap().parse().unwrap();
    match record[103] {
        b'{' => digits * 10,
        b'}' => -digits * 10,
        letter @ b'A'..=b'I' => digits * 10 + i64::from(letter - b'A') + 1,
        letter => -(digits * 10 + i64::from(letter - b'J') + 1),
    }
}

#[test]
fn every_statement_adds_up_and_follows_the_one_before() {
    let file = generate(&Options { accounts: 3, entries: 0..=9, ..Options::of_size(500_000) });
    let mut last: HashMap<Vec<u8>, (Vec<u8>, i64)> = HashMap::new();
    let mut balance = 0;
    for record in records(&file) {
        let account = record[2..32].to_vec();
        match &record[..2] {
            b"01" => {
                balance = amount(record);
                if let Some((date, closing)) = last.get(&account) {
                    assert_eq!((&record[34..40], balance), (&date[..], *closing));
                }
            }
            b"04" => balance += amount(record),
            b"07" => {
                assert_eq!(balance, amount(record));
                last.insert(account, (record[34..40].to_vec(), balance));
            }
            _ => {}
        }
    }
    assert_eq!(last.len(), 3);
}

#[test]
fn shapes() {
    let totals = |options: &Options| generator::write(options, &mut std::io::sink()).unwrap();
    let giant = totals(&Options::default().giant(1_000_000));
    assert_eq!(giant.statements, 1);
    assert!((900_000..1_100_000).contains(&giant.bytes), "{giant:?}");
    let small = totals(&Options { entries: 0..=2, until: Until::Statements(500), ..Options::default() });
    assert_eq!(small.statements, 500);
    assert!(small.entries < 1000);
    let francs = generate(&Options { currency: "XPF".into(), decimals: 0, ..Options::default() });
    assert!(francs.chunks(121).all(|record| &record[16..20] == b"XPF0"));
}

#[test]
fn another_account_takes_over_before_the_years_run_out() {
    let options =
        Options { accounts: 1, entries: 0..=0, until: Until::Statements(30_000), ..Options::default() };
    let file = generate(&options);
    let accounts: HashSet<&[u8]> = records(&file).into_iter().map(|record| &record[2..32]).collect();
    assert_eq!(accounts.len(), 2);
}

#[test]
fn an_iban_has_its_check_digits() {
    let mut random = generator::random::Random::new(7);
    for _ in 0..100 {
        let iban = generator::text::iban(&mut random);
        assert_eq!(iban.len(), 27);
        assert_eq!(generator::text::modulo_97(&format!("{}1527{}", &iban[4..], &iban[2..4])), 1);
        assert_eq!(generator::text::modulo_97(&iban[4..]), 0);
    }
}
