//! Measures in the words of the lists ("Asset freeze", "Transportation restrictions"), and the effects they have.

use crate::sanctions::Effect;

/// Words and the effect they stand for; every entry whose words occur counts.
const MEASURES: &[(&str, Effect)] = &[
    ("asset freeze", Effect::AssetFreeze),
    ("assets freeze", Effect::AssetFreeze),
    ("freezing of", Effect::AssetFreeze),
    ("financial sanction", Effect::AssetFreeze),
    ("transaction ban", Effect::TransactionBan),
    ("prevention of business arrangements", Effect::TransactionBan),
    ("arms embargo", Effect::ArmsEmbargo),
    ("export control", Effect::DualUseBan),
    ("transportation restriction", Effect::VesselBan),
    ("maritime restriction", Effect::VesselBan),
    ("shipping", Effect::VesselBan),
    ("of ships", Effect::VesselBan),
    ("port entry", Effect::VesselBan),
    ("deflag", Effect::VesselBan),
    ("financial restriction", Effect::FinancialRestriction),
    ("investment ban", Effect::FinancialRestriction),
    ("capital market", Effect::FinancialRestriction),
    ("correspondent bank", Effect::FinancialRestriction),
    ("services ban", Effect::ServicesRestriction),
    ("trust services", Effect::ServicesRestriction),
    ("director disqualification", Effect::ServicesRestriction),
    ("technical assistance", Effect::ServicesRestriction),
    ("representative offices", Effect::ServicesRestriction),
    ("internet services", Effect::ServicesRestriction),
    ("crew servicing", Effect::ServicesRestriction),
    ("travel ban", Effect::TravelBan),
    ("debar", Effect::Debarred),
];

/// The effects a measure in words has, gravest first; empty where no word of it is known.
pub(super) fn effects_of(written: &str) -> Vec<Effect> {
    let words = written.to_lowercase();
    let mut effects: Vec<Effect> =
        MEASURES.iter().filter(|(phrase, _)| words.contains(phrase)).map(|(_, effect)| *effect).collect();
    effects.sort();
    effects.dedup();
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_in_words_have_their_effects_whatever_the_spelling() {
        let cases: [(&str, &[Effect]); 6] = [
            ("Asset freeze", &[Effect::AssetFreeze]),
            (" Asset Freeze\u{202f}", &[Effect::AssetFreeze]),
            ("Targeted arms embargo", &[Effect::ArmsEmbargo]),
            ("Prevention of chartering of ships and aircraft", &[Effect::VesselBan]),
            ("Shipping & Trade Sanctions: see the notice", &[Effect::VesselBan]),
            ("Something new", &[]),
        ];
        for (written, effects) in cases {
            assert_eq!(effects_of(written), effects, "{written}");
        }
    }
}
