//! The figures of the name comparison as `weights.toml` states them.

use serde::Deserialize;

use crate::sanctions::Faults;

/// All figures; what each means stands in `control_lists/names/weights.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    pub words: WordWeights,
    pub likeness: Likeness,
    pub person: KindWeights,
    pub entity: KindWeights,
    pub whole: Whole,
    pub limits: Limits,
    pub evidence: EvidenceWeights,
    pub candidates: CandidateLimits,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WordWeights {
    pub title: f64,
    pub particle: f64,
    pub filiation: f64,
    pub initial: f64,
    pub number: f64,
    pub place: f64,
    pub place_in_brackets: f64,
    pub patronymic: f64,
    pub short: f64,
    pub syllable: f64,
    pub abjad: f64,
    pub letter: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Likeness {
    pub variant: f64,
    pub sound: f64,
    pub sound_short: f64,
    pub scrambled: f64,
    pub nickname: f64,
    pub initial: f64,
    pub skeleton: f64,
    pub abjad: f64,
    pub abjad_short: f64,
    pub joined: f64,
    pub joined_bones: f64,
    pub abjad_joined: f64,
    pub abjad_least: f64,
    pub letters_per_error: f64,
    pub errors: f64,
    pub at_limit: f64,
    pub least: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindWeights {
    pub conflict: f64,
    pub extra: f64,
    pub extra_poor: f64,
    pub enough: f64,
    pub family: f64,
    pub order: f64,
    pub filiation: f64,
    pub single: f64,
    pub turned_syllables: f64,
    pub number_alone: f64,
    pub bones_alone: f64,
    pub other_gender: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Whole {
    pub at_limit: f64,
    pub beyond: f64,
    pub spacing: f64,
    pub acronym: f64,
    pub skeleton: f64,
    pub skeleton_short: f64,
    pub skeleton_least: f64,
    pub near: f64,
    pub near_person: f64,
    pub long_word: usize,
    pub fewest: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Limits {
    pub other_order: f64,
    pub other_script: f64,
    pub other_form: f64,
    pub weak_alias: f64,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EvidenceWeights {
    pub birth_day_agrees: f64,
    pub birth_year_agrees: f64,
    pub birth_near: f64,
    pub birth_differs: f64,
    pub country_agrees: f64,
    pub country_differs: f64,
    pub identifier_agrees: f64,
    pub identifier_differs: f64,
    pub gender_differs: f64,
    pub birth_place_agrees: f64,
    pub birth_place_differs: f64,
    pub address_agrees: f64,
}

/// How many names the search may propose for comparing, and from when on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CandidateLimits {
    pub likeness: f64,
    pub slack: f64,
    pub other_letters: u32,
    pub long_word: usize,
    pub edits_short: u8,
    pub edits_long: u8,
    pub by_words: usize,
    pub by_letters: usize,
    pub by_consonants: usize,
    pub bones_share: f64,
    pub runs_read: usize,
}

impl CandidateLimits {
    /// By how many letters the keys of like words of so many letters may differ.
    pub fn edits(&self, letters: usize) -> u8 {
        if letters >= self.long_word { self.edits_long } else { self.edits_short }
    }
}

impl Weights {
    /// Notes figures outside the range in which the comparison keeps its promises (0 to 1, finite).
    pub fn check(&self, file: &str, faults: &mut Faults) {
        let (l, w, e) = (&self.likeness, &self.limits, &self.evidence);
        let shares = [
            ("likeness.variant", l.variant),
            ("likeness.sound", l.sound),
            ("likeness.sound_short", l.sound_short),
            ("likeness.scrambled", l.scrambled),
            ("likeness.nickname", l.nickname),
            ("likeness.initial", l.initial),
            ("likeness.skeleton", l.skeleton),
            ("likeness.abjad", l.abjad),
            ("likeness.joined", l.joined),
            ("likeness.at_limit", l.at_limit),
            ("likeness.least", l.least),
            ("whole.at_limit", self.whole.at_limit),
            ("whole.spacing", self.whole.spacing),
            ("whole.acronym", self.whole.acronym),
            ("whole.skeleton", self.whole.skeleton),
            ("limits.other_order", w.other_order),
            ("limits.other_script", w.other_script),
            ("limits.other_form", w.other_form),
            ("limits.weak_alias", w.weak_alias),
            ("evidence.birth_day_agrees", e.birth_day_agrees),
            ("evidence.birth_year_agrees", e.birth_year_agrees),
            ("evidence.birth_near", e.birth_near),
            ("evidence.birth_differs", e.birth_differs),
            ("evidence.country_agrees", e.country_agrees),
            ("evidence.country_differs", e.country_differs),
            ("evidence.identifier_agrees", e.identifier_agrees),
            ("evidence.identifier_differs", e.identifier_differs),
            ("evidence.gender_differs", e.gender_differs),
            ("evidence.birth_place_agrees", e.birth_place_agrees),
            ("evidence.birth_place_differs", e.birth_place_differs),
            ("evidence.address_agrees", e.address_agrees),
        ];
        for (name, value) in shares.into_iter().filter(|(_, v)| !(0.0..=1.0).contains(v)) {
            faults.note(file, format!("{name} = {value}: must lie between 0 and 1"));
        }
        if l.letters_per_error <= 0.0 || l.errors <= 0.0 {
            faults.note(file, "likeness.letters_per_error and likeness.errors must be above 0");
        }
    }
}
