//! See `fuzz/src/record.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::record::check(data));
