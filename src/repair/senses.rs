//! Which amounts are debits, where the signs are lost.

/// The most amounts that are tried either way.
const MOST_FREE: usize = 24;

/// An amount without its sign, in the statement's smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unsigned {
    pub(super) units: i128,
    /// Whether its operation code says that it is a credit.
    pub(super) credit: Option<bool>,
}

impl Unsigned {
    /// Neither its code nor zero settles its sense.
    pub(super) fn is_free(&self) -> bool {
        self.credit.is_none() && self.units != 0
    }
}

/// What is known of a statement.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) opening: Balance,
    pub(super) closing: Balance,
    /// The sum of the movements whose sign is there.
    pub(super) known: i128,
    /// The others.
    pub(super) unsigned: Vec<Unsigned>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Balance {
    pub(super) units: i128,
    pub(super) sign_lost: bool,
}

impl Balance {
    fn is_free(self) -> bool {
        self.sign_lost && self.units != 0
    }
}

/// Who is a debit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Debits {
    pub(super) opening: bool,
    pub(super) closing: bool,
    /// One for each of [`Sums::unsigned`].
    pub(super) movements: Vec<bool>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The only choice that adds up.
    One(Debits),
    None,
    Several([Debits; 2]),
    TooMany,
}

/// Finds the only senses with which the money adds up. A balance is a credit if it can be.
pub(super) fn find(sums: &Sums) -> Verdict {
    let free: Vec<i128> = sums.unsigned.iter().filter(|amount| amount.is_free()).map(|a| a.units).collect();
    if free.len() > MOST_FREE {
        return Verdict::TooMany;
    }
    let mut found = Found::default();
    found.search(sums, &free, false, false);
    if found.0.is_empty() {
        for (opening, closing) in [(true, false), (false, true), (true, true)] {
            if (!opening || sums.opening.is_free()) && (!closing || sums.closing.is_free()) {
                found.search(sums, &free, opening, closing);
            }
        }
    }
    let mut found = found.0.into_iter();
    match (found.next(), found.next()) {
        (None, _) => Verdict::None,
        (Some(one), None) => Verdict::One(one),
        (Some(one), Some(other)) => Verdict::Several([one, other]),
    }
}

/// The choices that add up, two at most.
#[derive(Default)]
struct Found(Vec<Debits>);

impl Found {
    fn search(&mut self, sums: &Sums, free: &[i128], opening: bool, closing: bool) {
        let settled = sums.unsigned.iter().filter(|amount| !amount.is_free());
        let settled = settled.map(|amount| signed(amount.units, amount.credit == Some(false)));
        let expected = settled.fold(sums.known, i128::saturating_add);
        let expected = expected.saturating_add(signed(sums.opening.units, opening));
        let missing = signed(sums.closing.units, closing).saturating_sub(expected);
        let all = choices(free, missing, 2usize.saturating_sub(self.0.len()));
        self.0.extend(all.into_iter().map(|chosen| {
            let mut chosen = chosen.into_iter();
            let movements = sums.unsigned.iter().map(|amount| match amount.is_free() {
                true => chosen.next().unwrap_or_default(),
                false => amount.credit == Some(false),
            });
            Debits { opening, closing, movements: movements.collect() }
        }));
    }
}

/// The ways to choose debits among the amounts so that their sum is this, up to so many of them.
///
/// Either half of the amounts has 4096 sums at most: for each of the one, those of the other that fit are looked up.
fn choices(free: &[i128], sum: i128, most: usize) -> Vec<Vec<bool>> {
    let (left, right) = free.split_at_checked(free.len() / 2).unwrap_or_default();
    let mut left = all_sums(left);
    left.sort();
    let mut found = Vec::new();
    for (part, right) in all_sums(right) {
        let missing = sum.saturating_sub(part);
        let first = left.partition_point(|(sum, _)| *sum < missing);
        let fitting = left.iter().skip(first).take_while(|(sum, _)| *sum == missing);
        let room = most.saturating_sub(found.len());
        found.extend(fitting.take(room).map(|(_, left)| [left.as_slice(), &right].concat()));
    }
    found
}

/// Every sum that the amounts can make, with the debits that make it.
fn all_sums(amounts: &[i128]) -> Vec<(i128, Vec<bool>)> {
    amounts.iter().fold(vec![(0, Vec::new())], |sums, units| {
        let with = |(sum, debits): &(i128, Vec<bool>), debit: bool| {
            (i128::saturating_add(*sum, signed(*units, debit)), [debits.as_slice(), &[debit]].concat())
        };
        sums.iter().flat_map(|sum| [with(sum, true), with(sum, false)]).collect()
    })
}

fn signed(units: i128, debit: bool) -> i128 {
    if debit { units.saturating_neg() } else { units }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn credit(units: i128) -> Balance {
        Balance { units, sign_lost: true }
    }

    fn free(units: i128) -> Unsigned {
        Unsigned { units, credit: None }
    }

    fn sums(opening: i128, closing: i128, unsigned: &[Unsigned]) -> Sums {
        Sums { opening: credit(opening), closing: credit(closing), known: 0, unsigned: unsigned.to_vec() }
    }

    fn movements(verdict: Verdict) -> Vec<bool> {
        match verdict {
            Verdict::One(debits) => debits.movements,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn balances_are_credits_and_the_sum_tells_the_rest() {
        let debit = Unsigned { units: 20, credit: Some(false) };
        assert_eq!(movements(find(&sums(100, 73, &[free(12), debit, free(5)]))), [true, true, false]);
        assert_eq!(find(&sums(100, 100, &[])), Verdict::One(Debits::default()));
    }

    #[test]
    fn a_balance_is_a_debit_only_if_nothing_else_adds_up() {
        let debit = Unsigned { units: 30, credit: Some(false) };
        let overdrawn = Debits { opening: false, closing: true, movements: vec![true] };
        assert_eq!(find(&sums(10, 20, &[debit])), Verdict::One(overdrawn));
        // 10 - 10 = 0 as well as -10 + 10 = 0: the first holds, for the balance is a credit.
        assert_eq!(movements(find(&sums(10, 0, &[free(10)]))), [true]);
    }

    #[test]
    fn a_sense_that_is_known_is_never_turned() {
        let debit = Unsigned { units: 20, credit: Some(false) };
        let mut refund = sums(100, 120, &[debit]);
        refund.opening.sign_lost = false;
        refund.closing.sign_lost = false;
        assert_eq!(find(&refund), Verdict::None);
    }

    #[test]
    fn two_choices_are_none() {
        let Verdict::Several([one, other]) = find(&sums(100, 100, &[free(7), free(7)])) else { panic!() };
        assert_ne!(one, other);
        let Verdict::Several(_) =
            find(&sums(10, 10, &[Unsigned { units: 20, credit: Some(true) }, free(20), free(20)]))
        else {
            panic!()
        };
    }

    #[test]
    fn zeros_are_not_free() {
        assert_eq!(movements(find(&sums(0, 0, &[free(0); 100]))), [false; 100]);
    }

    #[test]
    fn twenty_four_are_tried_and_no_more() {
        // Powers of two: the only choice is the last that is tried.
        let powers: Vec<Unsigned> = (0..24).map(|power| free(1 << power)).collect();
        let all = (1 << 24) - 1;
        assert_eq!(movements(find(&sums(0, all, &powers))), [false; 24]);
        assert_eq!(find(&sums(0, all - 1, &powers)), Verdict::None, "its parity is wrong");
        assert_eq!(find(&sums(0, 0, &[free(1); 25])), Verdict::TooMany);
        // As many choices as there can be, and none adds up.
        let thirds: Vec<Unsigned> = (0..24).map(|_| free(3)).collect();
        assert_eq!(find(&sums(0, 1, &thirds)), Verdict::None);
    }

    proptest! {
        #[test]
        fn the_search_finds_what_counting_finds(
            units in prop::collection::vec(1i128..40, 0..9),
            opening in -60i128..60,
            closing in -60i128..60,
        ) {
            let amounts: Vec<Unsigned> = units.iter().copied().map(free).collect();
            let balance = |units| Balance { units, sign_lost: false };
            let sums = Sums { opening: balance(opening), closing: balance(closing), known: 0, unsigned: amounts };
            let choices = (0u32..1 << units.len()).filter(|choice| {
                let signed = units.iter().enumerate().map(|(at, units)| {
                    if choice >> at & 1 == 1 { -units } else { *units }
                });
                opening + signed.sum::<i128>() == closing
            });
            match find(&sums) {
                Verdict::None => prop_assert_eq!(choices.count(), 0),
                Verdict::One(debits) => {
                    let bits = |choice: u32| (0..units.len()).map(|at| choice >> at & 1 == 1).collect::<Vec<_>>();
                    prop_assert_eq!(choices.map(bits).collect::<Vec<_>>(), vec![debits.movements]);
                }
                Verdict::Several(_) => prop_assert!(choices.count() > 1),
                Verdict::TooMany => prop_assert!(false),
            }
        }
    }
}
