//! See `fuzz/src/reader.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| cfonb_fuzz::reader::check(data));
