//! Hostile and damaged input, full disks, killed processes: what is said, what is left over, and how much memory
//! and time it takes.
//!
//! The sizes are such that all of it takes seconds in a debug build. `CFONB_FAULT_SCALE=20` makes the inputs of
//! `memory` twenty times larger, under the same limits; `CFONB_DAMAGED_COPIES=10000` makes `damage` read so many
//! copies. Both are meant for `cargo test --release --all-features --test faults`.
#![cfg(feature = "cli")]

mod damage;
mod fields;
mod files;
mod json;
mod memory;

#[path = "../../benches/generator/mod.rs"]
mod generator;

#[path = "../support/desk.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod desk;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod support;

const SAMPLE: &str = include_str!("../../testdata/sample.cfonb");

/// A number from the environment, or the one that suits a debug build.
fn number(variable: &str, otherwise: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.map_or(otherwise, |given| given.parse().unwrap_or_else(|_| panic!("{variable}: {given}")))
}
