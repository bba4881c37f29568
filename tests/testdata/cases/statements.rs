//! Files of several statements, and statements that are odd as a whole.

use super::{Case, MOVEMENT, base, case, changed, next_day, then_next_day};
use crate::support::{Line, file, movement, new, old};

pub(super) fn cases() -> Vec<Case> {
    let other_account = |line: Line| line.put(22, "00123456790");
    let in_dollars = |line: Line| line.put(17, "USD");
    let each = |change: fn(Line) -> Line| base().into_iter().map(change).collect::<Vec<_>>();
    let same_day = vec![old(100_000).put(35, "240420"), movement(1234, "VIREMENT RECU"), new(101_234)];
    let weekend = vec![old(100_000).put(35, "240420"), new(100_000).put(35, "270420")];
    let three_times: Vec<Line> = [old(100_000)]
        .into_iter()
        .chain(std::iter::repeat_n(movement(-250, "BILLET DE TRAIN"), 3))
        .chain([new(99_250)])
        .collect();
    vec![
        case("statements/one-a-day", "two days of one account, chained", then_next_day(base())),
        case(
            "statements/newest-first",
            "two days of one account, the second one first",
            file(&[next_day(), base()].concat()),
        ),
        case(
            "statements/two-accounts",
            "two accounts in turn",
            file(&[base(), each(other_account)].concat()),
        ),
        case(
            "statements/two-currencies",
            "one account in two currencies",
            file(&[base(), each(in_dollars)].concat()),
        ),
        case("statements/without-entries", "01 and 07 only", file(&[old(100_000), new(100_000)])),
        case("statements/same-day", "the 07 has the date of the 01", file(&same_day)),
        case("statements/weekend", "the 07 comes two days after the 01", file(&weekend)),
        case("statements/identical-entries", "three equal entries on one day", file(&three_times)),
        case(
            "statements/unbalanced",
            "old balance + entries is not the new balance",
            changed(MOVEMENT, |line| line.put(104, "E")),
        ),
        case("statements/twice", "the same statement twice", file(&[base(), base()].concat())),
        case("statements/bad-between-good", "one bad statement does not hide the others", bad_between_good()),
    ]
}

fn bad_between_good() -> Vec<u8> {
    let bad: Vec<Line> = base().into_iter().map(|line| line.put(104, "?")).collect();
    file(&[base(), bad, next_day()].concat())
}
