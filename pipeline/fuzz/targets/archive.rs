#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| kbc_fuzz::hold("archive", bytes));
