//! What the fuzz targets check (`fuzz/`), with stable Rust and without libFuzzer: of each target the inputs that
//! once failed, all files of `testdata`, and some inputs made by chance, the same ones each time.

#![cfg(feature = "full")]

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

#[path = "../benches/generator/random.rs"]
#[allow(missing_docs, unreachable_pub, dead_code, reason = "a module of benches and an example")]
mod random;
#[path = "../fuzz/src/lib.rs"]
#[allow(missing_docs, unreachable_pub, dead_code, reason = "a crate of its own for libFuzzer")]
mod targets;

use random::Random;
use targets::seeds::{files, seeds};
use targets::{TARGETS, Target};

/// How many inputs of each target are made by chance.
const COUNT: usize = 2000;

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// Checks an input, and names it if it fails.
fn check(target: &Target, name: &str, input: &[u8]) {
    let checked = catch_unwind(AssertUnwindSafe(|| (target.check)(input)));
    assert!(checked.is_ok(), "{} fails with {name}: {}", target.name, input.escape_ascii());
}

#[test]
fn what_once_failed_does_not_fail_again() {
    let mut inputs = files(&testdata().join("crashers"));
    assert!(!inputs.is_empty());
    for target in &TARGETS {
        let folder = testdata().join("crashers").join(target.name);
        for path in inputs.extract_if(.., |path| path.starts_with(&folder)) {
            check(target, &path.display().to_string(), &fs::read(&path).unwrap());
        }
    }
    assert!(inputs.is_empty(), "of no target: {inputs:?}");
}

#[test]
fn every_file_of_the_test_data() {
    for target in &TARGETS {
        let seeds = seeds(&testdata(), target.seeds);
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        seeds.iter().for_each(|(name, input)| check(target, name, input));
    }
}

#[test]
fn inputs_made_by_chance() {
    let mut random = Random::new(120);
    for target in &TARGETS {
        let seeds = seeds(&testdata(), target.seeds);
        for index in 0..COUNT {
            let input = if index % 2 == 0 { noise(&mut random) } else { damaged(&seeds, &mut random) };
            check(target, &format!("input {index}"), &input);
        }
    }
}

fn noise(random: &mut Random) -> Vec<u8> {
    let length = random.below(300);
    (0..length).map(|_| random.next() as u8).collect()
}

/// A seed, read in some other way, with some other bytes.
fn damaged(seeds: &[(String, Vec<u8>)], random: &mut Random) -> Vec<u8> {
    let mut input = seeds[random.below(seeds.len() as u64) as usize].1.clone();
    if let Some(choice) = input.get_mut(1) {
        *choice = random.next() as u8;
    }
    for _ in 0..random.below(6) {
        let place = random.below(input.len() as u64) as usize;
        input[place] =
            if random.chance(1, 2) { random.next() as u8 } else { random.pick(b" 019{}AJ\n\xE8\xE9") };
    }
    input
}
