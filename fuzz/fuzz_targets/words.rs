//! Tokens, word forms, CAS numbers and control codes in any text.
#![no_main]

use dualuse::domain::ControlCode;
use dualuse::text::{find_cas_numbers, is_cas_number, tokenize};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut at = 0;
    for token in tokenize(text) {
        assert!(token.span.0 >= at && token.span.0 < token.span.1);
        assert!(!token.written(text).is_empty());
        at = token.span.1;
    }
    for (span, cas) in find_cas_numbers(text) {
        assert!(is_cas_number(cas) && &text[span.0..span.1] == cas);
    }
    if let Ok(code) = text.parse::<ControlCode>() {
        assert_eq!(code.as_str().parse::<ControlCode>().as_ref(), Ok(&code));
    }
});
