//! How each file of `testdata/` is made: a few invented records with one thing changed.

mod details;
mod fields;
mod formats;
mod framing;
mod grammar;
mod policy;
mod statements;
mod text;

use crate::support::{Line, complement, file, movement, new, old};

/// One file of `testdata/`.
pub(crate) struct Case {
    /// Folder and name, without the ending.
    pub(crate) path: String,
    /// What it shows.
    pub(crate) about: &'static str,
    pub(crate) bytes: Vec<u8>,
}

fn case(path: &str, about: &'static str, bytes: impl Into<Vec<u8>>) -> Case {
    Case { path: path.to_owned(), about, bytes: bytes.into() }
}

pub(crate) fn all() -> Vec<Case> {
    [
        framing::cases(),
        text::cases(),
        grammar::cases(),
        formats::cases(),
        policy::cases(),
        fields::cases(),
        details::cases(),
        statements::cases(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// 1000.00, a transfer of 12.34 from EXEMPLE SA, 1012.34.
fn base() -> Vec<Line> {
    vec![old(100_000), movement(1234, "VIREMENT RECU"), complement("NPY", "EXEMPLE SA"), new(101_234)]
}

/// The place of each record in [`base`].
const OLD: usize = 0;
const MOVEMENT: usize = 1;
const COMPLEMENT: usize = 2;
const NEW: usize = 3;

/// [`base`] with one record changed.
fn base_with(at: usize, change: impl FnOnce(Line) -> Line) -> Vec<Line> {
    let mut lines = base();
    lines[at] = change(lines[at].clone());
    lines
}

/// The file of [`base_with`].
fn changed(at: usize, change: impl FnOnce(Line) -> Line) -> Vec<u8> {
    file(&base_with(at, change))
}

/// The file of [`base`] with every record changed.
fn all_changed(change: impl FnMut(Line) -> Line) -> Vec<u8> {
    file(&base().into_iter().map(change).collect::<Vec<_>>())
}

/// A second, sound statement, to see that reading goes on.
fn next_day() -> Vec<Line> {
    let day = |line: Line| line.put(35, "270420");
    vec![old(101_234).put(35, "240420"), day(movement(-1234, "VIREMENT EMIS")), day(new(100_000))]
}

/// The file of these lines and a sound statement behind them.
fn then_next_day(mut lines: Vec<Line>) -> Vec<u8> {
    lines.extend(next_day());
    file(&lines)
}
