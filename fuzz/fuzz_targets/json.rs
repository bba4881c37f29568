//! See `fuzz/src/json.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::json::check(data));
