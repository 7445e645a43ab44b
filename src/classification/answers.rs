//! What a person said to questions that only a person can answer, by the question's own words.

use std::collections::BTreeMap;

/// An answer to a question in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// The person does not know; the question stays open and is not put again before others.
    Unknown,
}

impl Answer {
    /// Reads an answer as people give it, in English, German or French.
    pub fn read(text: &str) -> Option<Self> {
        match text.trim().trim_end_matches(['.', '!']).to_lowercase().as_str() {
            "yes" | "y" | "true" | "ja" | "j" | "oui" | "o" => Some(Self::Yes),
            "no" | "n" | "false" | "nein" | "non" => Some(Self::No),
            "" | "?" | "don't know" | "dont know" | "don’t know" | "do not know" | "dk" | "unknown" | "weiss nicht"
            | "weiß nicht" | "unbekannt" | "je ne sais pas" | "inconnu" => Some(Self::Unknown),
            _ => None,
        }
    }

    /// The word shown to people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "don't know",
        }
    }
}

/// Answers by the words of their questions.
pub type Answers = BTreeMap<String, Answer>;
