//! See `fuzz/src/exporters.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::exporters::check(data));
