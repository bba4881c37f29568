//! See `fuzz/src/repair.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::repair::check(data));
