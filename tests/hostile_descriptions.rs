//! Whatever is written in a description: an answer, never a panic, and never "not listed" for what was not read.

#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use dualuse::classification::{Classification, Classifier, Context, Ground, KindIndex, Outcome};
use dualuse::control_list::{ListSource, Register};
use dualuse::domain::Item;
use proptest::prelude::*;

static ANNEX_I: LazyLock<(Register, KindIndex)> = LazyLock::new(|| {
    let register = Register::load(&ListSource::embedded()).unwrap();
    let kinds = KindIndex::new(&register);
    (register, kinds)
});

fn classify(text: &str) -> Classification {
    let (register, kinds) = &*ANNEX_I;
    let item = Item { description: text.to_owned(), ..Item::default() };
    Classifier::new(register, kinds).classify(&item, &Context::default()).unwrap()
}

/// What holds of every answer.
fn is_sound(text: &str, found: &Classification) -> Result<(), TestCaseError> {
    for test in found.candidates.iter().flat_map(|candidate| &candidate.tests) {
        if let Some((start, end)) = test.span {
            prop_assert!(text.get(start..end).is_some(), "{start}..{end} lies outside the description");
        }
    }
    for quantity in &found.understood.quantities {
        prop_assert!(text.get(quantity.span.0..quantity.span.1).is_some());
    }
    prop_assert!(found.candidates.iter().all(|candidate| (0.0..=1.0).contains(&candidate.score)));
    prop_assert!(found.outcome != Outcome::Undetermined || !found.questions.is_empty());
    prop_assert!(!found.reason.is_empty());
    Ok(())
}

const WORDS: &[&str] = &[
    "ADC",
    "12 bit",
    "8 bit",
    "10.25 GSPS",
    "milling machine",
    "5 axes",
    "0,8 µm",
    "-5 mm",
    "1e999 m",
    "0x1F",
    "mit",
    "ohne",
    "for",
    "not",
    "3A001",
    "ECCN 5A992",
    "CAS 7664-39-3",
    "EAR99",
    "HS 8542.31",
    "≤",
    "±",
    "45 x 20 x 10 cm",
    "640x512",
    "Kamera",
    "thermique",
    "\u{202e}",
    "\u{0}",
    "٣ µm",
    "५ mm",
    "½ in",
    "10⁹⁹⁹ Hz",
    "1..2..3 mm",
    "--",
    ",",
    ";",
    "(",
    "@ 300 K",
    "at 1 kHz",
    "3 zorkmids",
    "1e-400 Gy",
    "9999999999999999999999 GHz",
    "%",
    "x",
    "10 x",
    "x 10",
    "P/N 4711-0815-A",
    "20 MJ",
    "1 MGY",
    "1200 user I/O",
    "2-chloranylethanol",
    "benzyl butyrate",
    "CAS 7664-39-4",
    "Unterwasser-Manipulator",
    "SENSOR, HUMIDITY",
    "0.8 nmi/h",
    "software",
    "2300 DN250",
];

proptest! {
    // PROPTEST_CASES=100000 runs as many of each.

    #[test]
    fn any_text_gets_a_sound_answer(text in "\\PC{0,200}") {
        is_sound(&text, &classify(&text))?;
    }

    #[test]
    fn any_characters_of_every_plane_get_a_sound_answer(text in proptest::collection::vec(any::<char>(), 0..120)) {
        let text: String = text.into_iter().collect();
        is_sound(&text, &classify(&text))?;
    }

    #[test]
    fn pieces_of_real_descriptions_in_any_order_get_a_sound_answer(
        pieces in proptest::collection::vec(proptest::sample::select(WORDS), 0..14)
    ) {
        let text = pieces.join(" ");
        is_sound(&text, &classify(&text))?;
    }

    #[test]
    fn control_characters_and_direction_marks_change_no_outcome(at in 0_usize..60, mark in proptest::sample::select(
        vec!['\u{0}', '\u{7}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{200b}']
    )) {
        let text = "uncooled thermal imaging camera, 640x512, 12 µm pitch, 30 Hz";
        let spaces: Vec<usize> = text.match_indices(' ').map(|(space, _)| space).collect();
        let mut marked = text.to_owned();
        marked.insert(spaces[at % spaces.len()], mark);
        prop_assert_eq!(classify(&marked).outcome, classify(text).outcome);
    }
}

#[test]
fn a_description_longer_than_what_is_read_is_never_not_listed() {
    let filler = "steel screw M8 zinc plated; ".repeat(4000);
    assert!(filler.len() > 100_000);
    let found = classify(&filler);
    assert_eq!((found.outcome, found.ground), (Outcome::Undetermined, Ground::NotUnderstood));
    assert!(found.reason.contains("longer"), "{}", found.reason);
    assert!(found.questions[0].text.contains("longer"), "{}", found.questions[0].text);
    let many_words = "a ".repeat(6000);
    assert_eq!(classify(&many_words).outcome, Outcome::Undetermined);
}

#[test]
fn impossible_figures_meet_no_threshold() {
    for text in
        ["milling machine, positioning repeatability -0.1 um", "ADC 1e999 bit 1e999 GSPS", "ADC 0x10 bit, 0xFFF GSPS"]
    {
        let found = classify(text);
        assert_ne!(found.outcome, Outcome::Listed, "{text}: {:?}", found.candidates.first());
    }
}

#[test]
fn contradictory_figures_are_never_read_the_convenient_way() {
    let found = classify("ADC 8 bit 12 bit 10.25 GSPS");
    assert_eq!(found.outcome, Outcome::Listed);
}
