//! Hints that goods which Annex I does not list may need an authorisation all the same: cyber-surveillance items of Article 5
//! by what the description says, and common high priority goods by tariff number. A hint asks; it never decides.

use serde::Serialize;

use super::end_use_words::EndUseWords;
use super::fault::{Reader, RulesError};
use super::tables::{HighPriority, TariffMatch};
use crate::control_list::ListSource;
use crate::domain::{Finding, LegalReference, Severity};

/// What the goods call to mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HintKind {
    /// Goods of Article 5 interest.
    CyberSurveillance,
    /// Common high priority goods.
    HighPriorityGoods,
    /// A tariff number too short to say whether the goods are of the common high priority list.
    HighPriorityDigits,
}

/// A hint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// What the goods call to mind.
    pub kind: HintKind,
    /// One sentence for the reader.
    pub sentence: String,
    /// The words or the number that led to it.
    pub words: String,
    /// Where it is written.
    pub legal_basis: LegalReference,
    /// What would settle it.
    pub settled_by: &'static str,
}

/// The word lists and tariff numbers of the hints.
#[derive(Clone, Debug)]
pub struct CatchAllHints {
    surveillance: EndUseWords,
    priority: HighPriority,
}

impl CatchAllHints {
    /// Loads them from the control lists.
    ///
    /// # Errors
    /// Every fault of the two files.
    pub fn load(source: &ListSource) -> Result<Self, RulesError> {
        let mut reader = Reader::new(source);
        let surveillance = EndUseWords::load(&mut reader, "licensing/cyber_surveillance.toml");
        match reader.one::<HighPriority>("licensing/high_priority_goods.toml") {
            Some((_, priority)) if reader.faults.is_empty() => Ok(Self { surveillance, priority }),
            _ => Err(RulesError(reader.faults)),
        }
    }

    /// The hints that a description and tariff numbers (digits only) raise. `listed` goods are beyond Article 5.
    pub fn of<'n>(&self, description: &str, tariff: impl IntoIterator<Item = &'n str>, listed: bool) -> Vec<Hint> {
        let mut hints = Vec::new();
        for found in self.surveillance.find(description).iter().filter(|_| !listed) {
            hints.push(Hint {
                kind: HintKind::CyberSurveillance,
                sentence: format!("The description speaks of {}: Article 5 may reach such goods though Annex I does not list them", found.says),
                words: found.words.clone(),
                legal_basis: LegalReference::dual_use("Articles 2(20) and 5"),
                settled_by: "Say whether the goods are specially designed for covert surveillance of natural persons, and who will use them",
            });
        }
        for number in tariff {
            hints.extend(self.priority_goods(number).filter(|hint| !hints.contains(hint)));
        }
        hints
    }

    fn priority_goods(&self, number: &str) -> Option<Hint> {
        if number.len() < 4 {
            return None;
        }
        let clause = &self.priority.clause;
        let legal_basis = LegalReference::new(&clause.act, &clause.provision);
        match self.priority.meets(number) {
            TariffMatch::Listed(goods) => Some(Hint {
                kind: HintKind::HighPriorityGoods,
                sentence: format!(
                    "Tariff number {number} is on the common high priority list, tier {} ({})",
                    goods.tier, goods.name
                ),
                words: number.to_owned(),
                legal_basis,
                settled_by: "Look closer at buyer, route and end user; outside the partner countries the contract has to forbid re-export to Russia",
            }),
            TariffMatch::Perhaps(goods) => Some(Hint {
                kind: HintKind::HighPriorityDigits,
                sentence: format!(
                    "With more digits tariff number {number} may be on the common high priority list ({}, {})",
                    goods.hs, goods.name
                ),
                words: number.to_owned(),
                legal_basis,
                settled_by: "State six digits or more",
            }),
            TariffMatch::None => None,
        }
    }
}

impl Hint {
    /// The hint as a finding of a screening. What a tariff number says is told; licensing draws the consequences.
    pub fn finding(&self) -> Finding {
        let (code, severity, place) = match self.kind {
            HintKind::CyberSurveillance => ("cyber-surveillance-interest", Severity::Review, "description"),
            HintKind::HighPriorityGoods => ("common-high-priority-goods", Severity::NoLicenceFound, "hs_code"),
            HintKind::HighPriorityDigits => ("high-priority-digits", Severity::Review, "hs_code"),
        };
        Finding::new(code, severity, self.sentence.clone())
            .basis(self.legal_basis.clone())
            .because(place, self.words.clone())
            .settled_by(self.settled_by)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surveillance_goods_and_priority_numbers_raise_their_own_hints() {
        let hints = CatchAllHints::load(&ListSource::embedded()).unwrap();
        let kinds = |text: &str, tariff: &[&str], listed: bool| {
            let found = hints.of(text, tariff.iter().copied(), listed);
            found.iter().map(|hint| hint.kind).collect::<Vec<_>>()
        };
        for text in [
            "IMSI-Catcher, tragbar",
            "video software with facial recognition",
            "logiciel espion pour smartphone",
            "Handyforensik-Koffer",
        ] {
            assert_eq!(kinds(text, &[], false), [HintKind::CyberSurveillance], "{text}");
            assert_eq!(kinds(text, &[], true), [], "{text}");
        }
        for text in ["camera without facial recognition", "steel screws", "CCTV camera", ""] {
            assert_eq!(kinds(text, &[], false), [], "{text}");
        }
        assert_eq!(kinds("chip", &["85423190", "854231"], true).len(), 2);
        assert_eq!(kinds("chip", &["854231", "854231"], true), [HintKind::HighPriorityGoods]);
        assert_eq!(kinds("chip", &["8542"], false), [HintKind::HighPriorityDigits]);
        assert_eq!(kinds("screws", &["731815", "1"], false), []);
    }
}
