//! Statements of one account put in order: each closing balance is the next opening balance.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::Statement;

/// A balance at a date: where one statement ends and the next one starts.
pub(super) type Point = (NaiveDate, Decimal);

/// What a statement covers: from one balance to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Period {
    /// Date of the old balance.
    pub opening_date: NaiveDate,
    /// Amount of the old balance.
    pub opening_amount: Decimal,
    /// Date of the new balance.
    pub closing_date: NaiveDate,
    /// Amount of the new balance.
    pub closing_amount: Decimal,
}

impl Period {
    /// A period from its old balance and its new one.
    pub fn new(opening: (NaiveDate, Decimal), closing: (NaiveDate, Decimal)) -> Period {
        Period {
            opening_date: opening.0,
            opening_amount: opening.1,
            closing_date: closing.0,
            closing_amount: closing.1,
        }
    }

    /// The period of a statement; `None` if it has no new balance.
    pub fn of(statement: &Statement<'_>) -> Option<Period> {
        let (opening, closing) = (&statement.opening, statement.closing.as_ref()?);
        Some(Period::new((opening.date, opening.amount), (closing.date, closing.amount)))
    }

    /// Whether `next` starts where this one ends: same date, same amount.
    pub fn is_followed_by(&self, next: &Period) -> bool {
        self.end() == next.start()
    }

    pub(super) fn start(&self) -> Point {
        (self.opening_date, self.opening_amount)
    }

    pub(super) fn end(&self) -> Point {
        (self.closing_date, self.closing_amount)
    }
}

/// Puts statements of one account in order: as few chains as can be, in each of which every closing balance
/// is the next opening balance, date and amount.
///
/// The answer holds indices into `periods`, each exactly once. Chains come by the dates of their first
/// statement; where nothing else decides, the order of the input does. Statements of a single day (several
/// of them, empty ones, days that come back to the same balance) are ordered by their amounts. Of two copies
/// of a statement one continues the chain and the other starts one of its own: leave copies out beforehand.
///
/// Time is that of a sort, whatever the input.
///
/// ```
/// use cfonb::check::{Period, chain};
/// let day = |day| chrono::NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
/// let euros = |amount| rust_decimal::Decimal::new(amount, 0);
/// // Newest first, and the statement from the 3rd to the 4th is not there.
/// let periods = [
///     Period::new((day(4), euros(70)), (day(5), euros(80))),
///     Period::new((day(2), euros(50)), (day(3), euros(60))),
///     Period::new((day(1), euros(10)), (day(2), euros(50))),
/// ];
/// assert_eq!(chain(&periods), [vec![2, 1], vec![0]]);
/// ```
pub fn chain(periods: &[Period]) -> Vec<Vec<usize>> {
    // Balances are the nodes of a graph and statements its edges: a chain is a trail, and the fewest trails
    // that use every edge once are found as Euler's are, in linear time.
    let mut graph = Graph::new(periods);
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for start in graph.starts(periods) {
        chains.push(graph.walk(start));
    }
    // What is left leads back to where it starts: into the chain that passes there, else by itself.
    for chain in &mut chains {
        *chain = graph.with_circuits(chain);
    }
    for edge in 0..periods.len() {
        if let Some(node) = graph.from.get(edge).copied() {
            let circuit = graph.circuit(node);
            if !circuit.is_empty() {
                chains.push(circuit);
            }
        }
    }
    chains.sort_by_cached_key(|chain| {
        let first = chain.first().copied();
        let period = first.and_then(|index| periods.get(index));
        (period.map(|period| (period.opening_date, period.closing_date)), first)
    });
    chains
}

/// Balances as nodes, statements as edges.
struct Graph {
    /// The node where each edge starts.
    from: Vec<usize>,
    /// The node where each edge ends.
    to: Vec<usize>,
    /// The edges that start at each node and are not used yet, the first one last.
    unused: Vec<Vec<usize>>,
    /// How many edges end at each node.
    incoming: Vec<usize>,
}

impl Graph {
    fn new(periods: &[Period]) -> Graph {
        let mut points: Vec<Point> = periods.iter().flat_map(|p| [p.start(), p.end()]).collect();
        points.sort_unstable();
        points.dedup();
        // Every point is there, so either arm is its place.
        let node = |point: Point| match points.binary_search(&point) {
            Ok(index) | Err(index) => index,
        };
        let mut graph = Graph {
            from: periods.iter().map(|period| node(period.start())).collect(),
            to: periods.iter().map(|period| node(period.end())).collect(),
            unused: vec![Vec::new(); points.len()],
            incoming: vec![0; points.len()],
        };
        for (edge, node) in graph.from.iter().enumerate().rev() {
            if let Some(edges) = graph.unused.get_mut(*node) {
                edges.push(edge);
            }
        }
        for node in &graph.to {
            if let Some(count) = graph.incoming.get_mut(*node) {
                *count = count.saturating_add(1);
            }
        }
        graph
    }

    /// Where chains start: at the nodes that more edges leave than reach, once for each edge in excess.
    fn starts(&self, periods: &[Period]) -> Vec<usize> {
        let mut starts = Vec::new();
        for (node, (edges, incoming)) in self.unused.iter().zip(&self.incoming).enumerate() {
            let first = edges.last().copied();
            let date = first.and_then(|edge| periods.get(edge)).map(|period| period.opening_date);
            // Of one date: first what nothing leads to, so that a fork does not cut the chain that reaches it.
            let key = (date, *incoming > 0, first, node);
            starts.extend(std::iter::repeat_n(key, edges.len().saturating_sub(*incoming)));
        }
        starts.sort_unstable();
        starts.into_iter().map(|(.., node)| node).collect()
    }

    /// Uses up the first unused edge of a node: the edge, and the node where it ends.
    fn take(&mut self, node: usize) -> Option<(usize, usize)> {
        let edge = self.unused.get_mut(node)?.pop()?;
        Some((edge, *self.to.get(edge)?))
    }

    /// Follows unused edges until there is none.
    fn walk(&mut self, mut node: usize) -> Vec<usize> {
        let mut trail = Vec::new();
        while let Some((edge, next)) = self.take(node) {
            trail.push(edge);
            node = next;
        }
        trail
    }

    /// All that can be reached from a node in one trail back to it, once every node has as many unused edges
    /// that leave it as reach it.
    fn circuit(&mut self, start: usize) -> Vec<usize> {
        let mut pending = vec![(start, None)];
        let mut trail = Vec::new();
        while let Some((node, _)) = pending.last() {
            match self.take(*node) {
                Some((edge, next)) => pending.push((next, Some(edge))),
                None => trail.extend(pending.pop().and_then(|(_, edge)| edge)),
            }
        }
        trail.reverse();
        trail
    }

    /// The trail with the circuits of the nodes it passes.
    fn with_circuits(&mut self, trail: &[usize]) -> Vec<usize> {
        let mut whole = Vec::with_capacity(trail.len());
        for edge in trail {
            if let Some(node) = self.from.get(*edge).copied() {
                whole.extend(self.circuit(node));
            }
            whole.push(*edge);
        }
        if let Some(node) = trail.last().and_then(|edge| self.to.get(*edge)).copied() {
            whole.extend(self.circuit(node));
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;

    use super::*;
    use crate::model::samples::{cents, day};

    /// A period from (day, amount) to (day, amount).
    fn period(from: (u32, i64), to: (u32, i64)) -> Period {
        let point = |(on, amount): (u32, i64)| (day(on), cents(amount));
        Period::new(point(from), point(to))
    }

    #[test]
    fn nothing_makes_no_chain() {
        assert!(chain(&[]).is_empty());
    }

    #[test]
    fn days_out_of_order_are_one_chain() {
        let periods = [
            period((3, 30), (4, 40)),
            period((1, 10), (2, 20)),
            period((4, 40), (5, 50)),
            period((2, 20), (3, 30)),
        ];
        assert_eq!(chain(&periods), [[1, 3, 0, 2]]);
    }

    #[test]
    fn the_scale_of_an_amount_does_not_matter() {
        let mut periods = [period((1, 0), (2, 1000)), period((2, 1000), (3, 0))];
        periods[1].opening_amount = Decimal::new(10, 0);
        assert_eq!(chain(&periods), [[0, 1]]);
        periods[0].closing_amount = -Decimal::ZERO;
        periods[1].opening_amount = Decimal::ZERO;
        assert_eq!(chain(&periods), [[0, 1]]);
    }

    #[test]
    fn a_date_or_an_amount_that_differs_breaks_the_chain() {
        assert_eq!(chain(&[period((1, 1), (2, 2)), period((3, 2), (4, 3))]), [[0], [1]]);
        assert_eq!(chain(&[period((1, 1), (2, 2)), period((2, 3), (4, 3))]), [[0], [1]]);
    }

    #[test]
    fn statements_of_one_day_are_ordered_by_their_amounts() {
        let periods = [
            period((2, 50), (2, 30)),
            period((2, 70), (2, 50)),
            period((2, 30), (3, 10)),
            period((1, 90), (2, 70)),
        ];
        assert_eq!(chain(&periods), [[3, 1, 0, 2]]);
    }

    #[test]
    fn empty_statements_of_a_day_go_where_their_balance_is() {
        let periods = [
            period((2, 70), (3, 80)),
            period((2, 70), (2, 70)),
            period((1, 90), (2, 70)),
            period((2, 70), (2, 70)),
        ];
        assert_eq!(chain(&periods), [[2, 1, 3, 0]]);
        let alone = [period((2, 70), (2, 70)), period((2, 70), (2, 70))];
        assert_eq!(chain(&alone), [[0, 1]]);
    }

    #[test]
    fn a_day_that_comes_back_to_its_balance_is_part_of_the_chain() {
        let periods = [
            period((2, 70), (3, 80)),
            period((2, 50), (2, 70)),
            period((1, 90), (2, 70)),
            period((2, 70), (2, 50)),
        ];
        assert_eq!(chain(&periods), [[2, 3, 1, 0]]);
    }

    #[test]
    fn a_copy_does_not_cut_the_chain() {
        let periods =
            [period((1, 1), (2, 2)), period((2, 2), (3, 3)), period((2, 2), (3, 3)), period((3, 3), (4, 4))];
        assert_eq!(chain(&periods), [vec![0, 1, 3], vec![2]]);
    }

    #[test]
    fn a_fork_does_not_cut_the_chain_that_reaches_it() {
        let periods = [period((1, 20), (1, 30)), period((1, 20), (1, 40)), period((1, 10), (1, 20))];
        assert_eq!(chain(&periods), [vec![1], vec![2, 0]]);
    }

    #[test]
    fn overlapping_exports_make_two_chains() {
        let month = period((1, 1), (9, 9));
        let days = [period((1, 1), (5, 5)), period((5, 5), (9, 9))];
        let periods = [days[1], month, days[0], period((9, 9), (10, 0))];
        assert_eq!(chain(&periods), [[2, 0], [1, 3]]);
    }

    #[test]
    fn many_statements_of_one_day_take_no_quadratic_time() {
        let start = Instant::now();
        let same: Vec<_> = (0..100_000).map(|_| period((1, 5), (1, 5))).collect();
        assert_eq!(chain(&same), [(0..100_000).collect::<Vec<_>>()]);
        let ladder: Vec<_> = (0..100_000).rev().map(|i| period((1, i), (1, i + 1))).collect();
        assert_eq!(chain(&ladder), [(0..100_000).rev().collect::<Vec<_>>()]);
        let star: Vec<_> = (0..100_000).map(|i| period((1, 0), (1, i + 1))).collect();
        assert_eq!(chain(&star).len(), 100_000);
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    }

    proptest! {
        #[test]
        fn chains_hold_every_statement_once_and_are_as_few_as_can_be(
            raw in proptest::collection::vec(((1_u32..4, 0_i64..4), (1_u32..4, 0_i64..4)), 0..24)
        ) {
            let periods: Vec<_> = raw.iter().map(|(from, to)| period(*from, *to)).collect();
            let chains = chain(&periods);
            let mut all: Vec<usize> = chains.iter().flatten().copied().collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..periods.len()).collect::<Vec<_>>());
            for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
                prop_assert!(periods[pair[0]].is_followed_by(&periods[pair[1]]));
            }
            // No two chains could be put end to end: then there would be one fewer.
            for (i, a) in chains.iter().enumerate() {
                for (j, b) in chains.iter().enumerate() {
                    if let (true, Some(last), Some(first)) = (i != j, a.last(), b.first()) {
                        prop_assert!(!periods[*last].is_followed_by(&periods[*first]));
                    }
                }
            }
        }
    }
}
