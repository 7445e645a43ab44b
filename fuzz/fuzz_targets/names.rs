//! Any two texts: normalising twice is once, the score lies between 0 and 1, is the same both ways, and finishes.
#![no_main]

use std::sync::OnceLock;

use dualuse::control_list::ListSource;
use dualuse::name_matching::{NameKind, NameTables, compare_texts, second_opinion};
use dualuse::text::names::{latin, native};
use libfuzzer_sys::fuzz_target;

fn tables() -> &'static NameTables {
    static TABLES: OnceLock<NameTables> = OnceLock::new();
    TABLES.get_or_init(|| NameTables::from_source(&ListSource::embedded()).expect("the embedded tables have no fault"))
}

fuzz_target!(|names: (&str, &str)| {
    let (a, b) = names;
    for text in [a, b] {
        let once = latin(text);
        assert_eq!(latin(&once), once);
        let own = native(text);
        assert_eq!(native(&own), own);
    }
    for kind in [NameKind::Person, NameKind::Entity] {
        let (there, back) = (compare_texts(a, b, Some(kind), tables()).score, compare_texts(b, a, Some(kind), tables()).score);
        assert!((0.0..=1.0).contains(&there) && (there - back).abs() < 1e-9, "{there} {back}");
    }
    assert!((0.0..=1.0).contains(&second_opinion(a, b)));
});
