//! How systematic names of chemicals are made: tells a name that no entry bears from one that may be a listed chemical's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::vocabulary::KindId;

/// Shortest word that is the name of a chemical, and longest that is looked into, in letters.
const SHORTEST: usize = 5;
const LONGEST: usize = 80;

/// The parts of systematic names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChemicalNames {
    /// The kind of a chemical whose name no entry bears.
    pub(super) kind: Option<KindId>,
    pub(super) parts: BTreeSet<String>,
    /// Words beside a name that say nothing of the substance.
    pub(super) beside: BTreeSet<String>,
    /// Parts that names of listed chemicals hold.
    pub(super) listed_parts: BTreeSet<String>,
}

impl ChemicalNames {
    /// The kind of the goods, where the text is the name of a chemical that no entry bears, or several of its names,
    /// parted by semicolons. A text any part of which may belong to a listed chemical is none.
    pub fn unlisted(&self, text: &str) -> Option<KindId> {
        let kind = self.kind?;
        let named = text.split(';').any(|name| self.is_name(name));
        (named && !self.may_be_listed(text)).then_some(kind)
    }

    /// Whether a text holds a part that stands in names of listed chemicals.
    pub fn may_be_listed(&self, text: &str) -> bool {
        let squeezed: String =
            text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let letters: String = squeezed.chars().filter(char::is_ascii_alphabetic).collect();
        self.listed_parts.iter().any(|part| squeezed.contains(part.as_str()) || letters.contains(part.as_str()))
    }

    /// Whether every word of a text is made of the parts of chemical names.
    fn is_name(&self, text: &str) -> bool {
        let mut long = false;
        // "506-59-2 (hydrochloride)" names a salt of something else.
        if text.split_whitespace().any(crate::text::is_cas_number) {
            return false;
        }
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            let word = word.to_ascii_lowercase();
            if self.beside.contains(&word) {
                continue;
            }
            if !self.is_made_of_parts(&word) {
                return false;
            }
            long |= word.len() >= SHORTEST;
        }
        long
    }

    fn is_made_of_parts(&self, word: &str) -> bool {
        if word.len() > LONGEST || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return false;
        }
        let mut reached = vec![false; word.len() + 1];
        reached[0] = true;
        for end in 1..=word.len() {
            reached[end] = (0..end).any(|start| reached[start] && self.parts.contains(&word[start..end]));
        }
        reached[word.len()]
    }
}

#[cfg(test)]
mod tests {
    use crate::control_list::{ListSource, Register};

    #[test]
    fn a_systematic_name_that_no_entry_bears_is_told_from_one_that_may_be_listed() {
        let register = Register::load(&ListSource::embedded()).unwrap();
        let names = register.vocabulary().chemical_names();
        for text in [
            "1,2-diphenylcyclopropane",
            "ethyl 4-methoxybenzoate; some trade name",
            "BENZYL BUTYRATE 99% 25 KG",
            "2,5-di-tert-pentylhydroquinone",
        ] {
            assert!(names.unlisted(text).is_some(), "{text}");
        }
        for text in [
            "2-chloroethanol",
            "3,3-dimethylbutan-2-one",
            "methyl tert-butyl ketone",
            "diethyl methylphosphonate",
            "N-ethyldiethanolamine",
            "hydroxydiphenylacetic acid",
            "ethyl acetate pump",
            "506-59-2 (hydrochloride)",
            "thermal camera",
            "acid",
            "",
        ] {
            assert_eq!(names.unlisted(text), None, "{text}");
        }
    }

    #[test]
    fn no_name_of_a_listed_substance_passes_for_another_chemical() {
        let register = Register::load(&ListSource::embedded()).unwrap();
        let names = register.vocabulary().chemical_names();
        let listed = register.items().filter(|(_, item)| !item.cas.is_empty()).flat_map(|(_, item)| &item.names);
        let passing: Vec<&String> = listed.filter(|name| names.unlisted(name).is_some()).collect();
        assert!(passing.is_empty(), "{passing:?}");
    }
}
