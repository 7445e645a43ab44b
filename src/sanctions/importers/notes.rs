//! What an import has to say besides its records: what was kept only as written, what was left out and why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What kind of note it is, gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Something is missing that a whole list has, such as the file of aliases.
    Incomplete,
    /// A row or record that names no party.
    Skipped,
    /// Kept among the facts of the record exactly as written, because it could not be read as what it claims to be.
    AsWritten,
    /// Fields that say nothing about a party and are not kept.
    NotKept,
}

/// One thing worth knowing, with how often it occurred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportNote {
    /// What kind of note it is.
    pub kind: NoteKind,
    /// What happened.
    pub what: String,
    /// How often.
    pub count: usize,
    /// Where it occurred first.
    pub first: String,
}

impl std::fmt::Display for ImportNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.what)?;
        if self.count > 1 {
            write!(f, ", {} times", self.count)?;
        }
        if self.first.is_empty() { Ok(()) } else { write!(f, " (first: {})", self.first) }
    }
}

/// Notes being collected: the same note is counted, not repeated.
#[derive(Clone, Debug, Default)]
pub struct Notes(BTreeMap<(NoteKind, String), (usize, String)>);

impl Notes {
    /// Notes something at a place.
    pub fn note(&mut self, kind: NoteKind, what: impl Into<String>, place: impl FnOnce() -> String) {
        let entry = self.0.entry((kind, what.into())).or_insert_with(|| (0, place()));
        entry.0 += 1;
    }

    /// All notes, gravest first.
    pub fn into_notes(self) -> Vec<ImportNote> {
        let note = |((kind, what), (count, first))| ImportNote { kind, what, count, first };
        self.0.into_iter().map(note).collect()
    }
}
