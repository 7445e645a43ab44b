//! Figures and units in any text: no panic, finite values in order, spans inside the text.
#![no_main]

use dualuse::quantity::{Unit, read_quantities};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for quantity in read_quantities(text) {
        assert!(quantity.low <= quantity.high && quantity.low.is_finite() && quantity.high.is_finite());
        assert!(text.get(quantity.span.0..quantity.span.1).is_some());
    }
    let _ = Unit::read(text);
    let _ = Unit::parse(text);
});
