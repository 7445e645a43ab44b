//! Words in a stated end use or a description that make a closer look necessary. They ask; they never make the exporter aware.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use super::fault::Reader;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    concern: Vec<WordGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordGroup {
    id: String,
    says: String,
    words: Vec<String>,
}

/// The word lists, ready to search.
#[derive(Clone, Debug)]
pub(super) struct EndUseWords {
    search: Option<AhoCorasick>,
    group_of: Vec<usize>,
    groups: Vec<(String, String)>,
}

/// Words found for one concern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordsFound<'a> {
    pub(super) concern: &'a str,
    pub(super) says: &'a str,
    pub(super) words: String,
}

impl EndUseWords {
    /// Loads the word list at `path`.
    pub(super) fn load(reader: &mut Reader<'_>, path: &str) -> Self {
        let mut loaded = Self { search: None, group_of: Vec::new(), groups: Vec::new() };
        let Some((file, content)) = reader.one::<WordsFile>(path) else { return loaded };
        let mut patterns = Vec::new();
        for (number, group) in content.concern.into_iter().enumerate() {
            patterns.extend(group.words.iter().map(|word| word.to_lowercase()));
            loaded.group_of.resize(patterns.len(), number);
            loaded.groups.push((group.id, group.says));
        }
        match AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns) {
            Ok(search) => loaded.search = Some(search),
            Err(error) => reader.at(file, "concern", error.to_string()),
        }
        loaded
    }

    /// The words of concern in a text, one entry for each concern, in the order of the file.
    pub(super) fn find(&self, text: &str) -> Vec<WordsFound<'_>> {
        let Some(search) = &self.search else { return Vec::new() };
        let text = text.to_lowercase();
        let mut found: Vec<WordsFound<'_>> = Vec::new();
        for hit in search.find_iter(&text) {
            let Some((concern, says)) = self.groups.get(self.group_of[hit.pattern().as_usize()]) else { continue };
            let word = &text[hit.start()..hit.end()];
            if !stands_alone(&text, hit.start(), hit.end()) || denied(&text[..hit.start()]) {
                continue;
            }
            match found.iter_mut().find(|known| known.concern == concern) {
                Some(known) if known.words.split(", ").any(|other| other == word) => {}
                Some(known) => known.words = format!("{}, {word}", known.words),
                None => found.push(WordsFound { concern, says, words: word.to_owned() }),
            }
        }
        found
    }
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    before && text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric())
}

fn denied(before: &str) -> bool {
    let word = before.trim_end_matches([' ', '-', '\u{a0}', '\u{2011}']).rsplit(|c: char| !c.is_alphanumeric()).next();
    matches!(
        word.unwrap_or(""),
        "non"
            | "not"
            | "no"
            | "nicht"
            | "kein"
            | "keine"
            | "keinen"
            | "keinem"
            | "ohne"
            | "sans"
            | "pas"
            | "without"
            | "sin"
            | "senza"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control_list::ListSource;

    #[test]
    fn a_denied_word_or_a_part_of_a_word_does_not_count() {
        let source = ListSource::embedded();
        let mut reader = Reader::new(&source);
        let words = EndUseWords::load(&mut reader, "licensing/end_use_words.toml");
        assert_eq!(reader.faults, []);
        for (text, expected) in [
            ("spare parts for the federal police", vec!["security"]),
            ("non-military research", vec![]),
            ("keine militärische Verwendung", vec![]),
            ("Ersatzteile für die Bundeswehr", vec!["military"]),
            ("submarine cable", vec![]),
            ("ballistic missile test stand of the air force", vec!["wmd", "military"]),
            ("armchair production", vec![]),
            ("seals for storage tanks", vec![]),
            ("câble blindé, chantier naval", vec![]),
            ("repair of marine diesel engines", vec![]),
            ("plastics reprocessing", vec![]),
            ("Futtermittel und Heu", vec![]),
            ("ICBM guidance section", vec!["wmd"]),
            ("turret of a main battle tank", vec!["military"]),
            ("Gaszentrifugen zur Urananreicherung", vec!["wmd"]),
            ("Ersatzteil für Fregatten", vec!["military"]),
            ("министерство обороны", vec!["military"]),
            ("", vec![]),
        ] {
            let found: Vec<_> = words.find(text).iter().map(|found| found.concern).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
