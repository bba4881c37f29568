//! See `fuzz/src/roundtrip.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::roundtrip::check(data));
