//! Any bytes as a file of official wording: read and written again unchanged, or refused with every fault.
#![no_main]

use dualuse::control_list::OfficialText;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match OfficialText::read("wording", bytes) {
        Ok(text) => assert_eq!(OfficialText::read("again", text.to_json_lines().as_bytes()).as_ref(), Ok(&text)),
        Err(error) => assert!(!error.faults.is_empty()),
    }
});
