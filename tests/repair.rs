//! Sound files, damaged on purpose and repaired: the same money comes back, or an error.

use std::fs;
use std::path::Path;

#[path = "../benches/generator/mod.rs"]
mod generator;

use cfonb::rust_decimal::Decimal;
use cfonb::wire::layout::RecordCode;
use cfonb::{Code, Diagnostic, OperationCode, Policy, Statement, repair};
use generator::{Options, generate};

/// What must not change: account, balances, and of each movement date, operation code and amount.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Money {
    account: String,
    balances: [(String, Decimal); 2],
    movements: Vec<(String, Option<String>, Decimal)>,
}

impl Money {
    fn of(statement: &Statement<'_>) -> Option<Money> {
        let account = &statement.account;
        let closing = statement.closing.as_ref().filter(|_| !statement.incomplete)?;
        Some(Money {
            account: format!(
                "{} {} {} {}",
                account.bank_code, account.branch_code, account.number, account.currency
            ),
            balances: [&statement.opening, closing].map(|balance| (balance.date.to_string(), balance.amount)),
            movements: statement
                .entries
                .iter()
                .map(|entry| {
                    let code = entry.operation_code.map(|code| code.to_string());
                    (entry.booking_date.to_string(), code, entry.amount)
                })
                .collect(),
        })
    }

    /// Whether it is not what one would think without its signs: a balance in debit, or a movement that goes the
    /// other way than its operation code says. Then every sense may come back turned.
    fn is_unlikely(&self) -> bool {
        let refund = |(_, code, amount): &(String, Option<String>, Decimal)| {
            let sense = code.as_deref().and_then(OperationCode::new).and_then(OperationCode::sense);
            sense.is_some_and(|sense| !sense.allows(amount.is_sign_positive()))
        };
        self.balances.iter().any(|(_, amount)| amount.is_sign_negative()) || self.movements.iter().any(refund)
    }

    fn sizes(&self) -> Vec<Decimal> {
        let movements = self.movements.iter().map(|(.., amount)| amount.abs());
        self.balances.iter().map(|(_, amount)| amount.abs()).chain(movements).collect()
    }
}

/// The statements of a file that is sound throughout; none of any other.
fn sound(file: &[u8]) -> Option<Vec<Money>> {
    let read: Result<Vec<_>, _> = cfonb::statements(file).collect();
    let statements = read.ok()?;
    statements.iter().map(|statement| Money::of(statement).filter(|_| statement.is_balanced())).collect()
}

/// The files of `testdata/`.
fn testdata() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "cfonb") {
                files.push((path.display().to_string(), fs::read(path).unwrap()));
            }
        }
    }
    files
}

/// The sound files of `testdata/` whose records have a line each, and a generated one.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = testdata();
    files.push(("generated".to_owned(), generate(&Options::of_size(6_000))));
    files.retain(|(_, file)| {
        sound(file).is_some() && file.split(|byte| *byte == b'\n').all(|line| line.len() < 140)
    });
    assert!(files.len() > 80, "{}", files.len());
    files
}

fn collapse(line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    line.dedup_by(|next, before| (*next, *before) == (b' ', b' '));
    line
}

fn strip_sign(line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    if !line.starts_with(b"05")
        && let Some(sign) = line.get_mut(103)
    {
        *sign = match *sign {
            b'{' | b'}' => b'0',
            letter @ b'A'..=b'I' => letter - b'A' + b'1',
            letter @ b'J'..=b'R' => letter - b'J' + b'1',
            other => other,
        };
    }
    line
}

fn both(line: &[u8]) -> Vec<u8> {
    collapse(&strip_sign(line))
}

/// The file with these lines damaged.
fn damaged(file: &[u8], damage: fn(&[u8]) -> Vec<u8>, which: impl Fn(usize) -> bool) -> Vec<u8> {
    let lines = file.split(|byte| *byte == b'\n').enumerate();
    lines
        .map(|(at, line)| if which(at) { damage(line) } else { line.to_vec() })
        .collect::<Vec<_>>()
        .join(&b'\n')
}

/// How many statements came back, and how many were refused.
#[derive(Debug, Default)]
struct Tally {
    same: usize,
    turned: usize,
    refused: usize,
}

fn compare(name: &str, damaged: &[u8], truth: &[Money], policies: &[Policy], tally: &mut Tally) {
    for policy in policies {
        for statement in repair::Reader::with_policy(damaged, policy.clone()).into_statements() {
            let Ok(statement) = statement else {
                tally.refused += 1;
                continue;
            };
            let Some(money) = Money::of(&statement) else {
                tally.refused += 1;
                continue;
            };
            assert!(statement.is_balanced(), "{name}");
            if truth.contains(&money) {
                tally.same += 1;
            } else {
                // What is guessed of a balance is said.
                let of_balance = |guess: &Diagnostic| {
                    matches!(guess.code, Code::SignAssumedCredit | Code::SignFromBalance)
                        && matches!(guess.record_code, Some(RecordCode::OldBalance | RecordCode::NewBalance))
                };
                assert!(statement.diagnostics().iter().any(of_balance), "{name}: {money:?}");
                let turned = truth.iter().any(|truth| truth.is_unlikely() && truth.sizes() == money.sizes());
                assert!(turned, "{name}: {money:?}\n{}", String::from_utf8_lossy(damaged));
                tally.turned += 1;
            }
        }
    }
}

fn policies() -> [Policy; 2] {
    [Policy::default(), Policy::lenient()]
}

#[test]
fn whatever_record_is_damaged_the_money_is_the_same_or_refused() {
    let mut tallies = Vec::new();
    for damage in [collapse as fn(&[u8]) -> Vec<u8>, strip_sign, both] {
        let mut tally = Tally::default();
        for (name, file) in files() {
            let truth = sound(&file).unwrap();
            let lines = file.split(|byte| *byte == b'\n').count();
            for at in 0..lines {
                compare(
                    &name,
                    &damaged(&file, damage, |line| line == at),
                    &truth,
                    &[Policy::default()],
                    &mut tally,
                );
            }
            compare(&name, &damaged(&file, damage, |_| true), &truth, &policies(), &mut tally);
        }
        // Most of it comes back.
        assert!(tally.same > 4 * tally.refused && tally.same > 100 * tally.turned, "{tally:?}");
        tallies.push(tally);
    }
    println!("collapsed, stripped, both: {tallies:?}");
}

#[test]
fn a_whole_file_damaged_comes_back() {
    let file = generate(&Options { accented: true, ..Options::of_size(300_000) });
    let truth = sound(&file).unwrap();
    for (damage, all) in [(collapse as fn(&[u8]) -> Vec<u8>, true), (strip_sign, true), (both, false)] {
        let mut tally = Tally::default();
        compare("generated", &damaged(&file, damage, |_| true), &truth, &policies(), &mut tally);
        // An amount without a sign and a reference that begins with a digit cannot be told apart.
        assert_eq!(tally.refused == 0, all, "{tally:?}");
        assert_eq!(tally.turned, 0);
    }
}

#[test]
fn a_sound_file_reads_as_ever() {
    for (name, file) in files() {
        let plain: Vec<_> = cfonb::statements(&file).map(|read| read.unwrap().into_owned()).collect();
        let repaired: Vec<_> = repair::statements(&file).map(Result::unwrap).collect();
        assert_eq!(repaired, plain, "{name}");
    }
}

#[test]
fn what_is_refused_without_repair_is_refused_with_it() {
    let mut seen = 0;
    for (name, file) in testdata() {
        let plain: Vec<_> = cfonb::statements(&file).collect();
        let repaired: Vec<_> = repair::statements(&file).collect();
        assert_eq!(plain.len(), repaired.len(), "{name}");
        for pair in plain.into_iter().zip(repaired) {
            match pair {
                (Ok(plain), Ok(repaired)) => assert_eq!(plain, repaired, "{name}"),
                (Err(plain), Err(repaired)) => {
                    let place = |error: &cfonb::Error| error.diagnostic().and_then(|said| said.position);
                    let proof = repaired.diagnostic().is_some_and(|said| said.code == Code::RepairUnproven);
                    assert!(proof || place(&plain) == place(&repaired), "{name}: {plain} {repaired}");
                    seen += 1;
                }
                (Err(_), Ok(repaired)) => {
                    assert!(repaired.is_balanced() && !repaired.incomplete);
                    let is_guess = |said: &Diagnostic| {
                        said.code.name().starts_with("sign-") || said.code == Code::BlanksRestored
                    };
                    assert!(repaired.diagnostics().iter().any(is_guess), "{name}");
                }
                (Ok(_), Err(error)) => panic!("{name}: {error}"),
            }
        }
    }
    assert!(seen > 30, "{seen}");
}
