//! Annex I as the program knows it: entries, items, tests, exclusions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::Definition;
use super::general_note::GeneralNote;
use super::table::FactTable;
use super::test_line::Test;
use super::vocabulary::{KindId, Silence, Vocabulary};
use crate::domain::{ControlCode, Regime};

/// The act the register stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListVersion {
    /// The act and annex.
    pub act: String,
    /// CELEX number of the consolidated version.
    pub celex: String,
    /// Date of the consolidated version.
    pub version: String,
    /// First day on which this version applies.
    pub applies_from: Option<jiff::civil::Date>,
    /// Link to the official text.
    pub source: String,
    /// How many entries each category must have.
    pub entries: BTreeMap<u8, usize>,
    /// How many definitions and general notes there must be.
    pub beside: BTreeMap<String, usize>,
}

/// Whether an entry's provisions are written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Depth {
    /// Every provision.
    Full,
    /// Only the heading.
    Title,
}

/// How sub-items count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Combine {
    /// Each is a provision of its own.
    #[default]
    Any,
    /// They are conditions; all must hold.
    All,
}

/// Index of an item in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId(pub(super) u32);

impl ItemId {
    /// The item at this place of the register.
    pub fn at(place: u32) -> Self {
        Self(place)
    }

    /// Its place in the register.
    pub fn index(self) -> u32 {
        self.0
    }
}

/// A five-character entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Its code.
    pub code: ControlCode,
    /// Whether its provisions are written out.
    pub depth: Depth,
    /// Further words an exporter might use.
    pub search: Vec<String>,
    /// The item that stands for the entry as a whole.
    pub root: ItemId,
    /// The version of the list it was read against.
    pub checked_against: String,
    /// Its file, relative to `control_lists/`.
    pub file: String,
}

/// A provision.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// Its code.
    pub code: ControlCode,
    /// What it covers, in our words.
    pub title: String,
    /// Kinds of thing it covers, its own or its parent's.
    pub kinds: Vec<KindId>,
    /// Whether `kinds` are its own.
    pub own_kinds: bool,
    /// Tests that must all hold.
    pub when: Vec<Test>,
    /// Alternatives, one of which must hold in full.
    pub any_of: Vec<Vec<Test>>,
    /// How its sub-items count.
    pub combine: Combine,
    /// CAS numbers of the substance it is.
    pub cas: Vec<String>,
    /// CAS numbers its text names without the goods being that substance: what they hold, or protect against.
    pub mentions_cas: Vec<String>,
    /// Names of the substance, organism or toxin it is.
    pub names: Vec<String>,
    /// Whether specially designed components are covered too.
    pub components: bool,
    /// What saying nothing means here and below, where it differs from the vocabulary.
    pub silence: Option<Silence>,
    /// Regimes the control was agreed in.
    pub regimes: Vec<Regime>,
    /// Cross references.
    pub see_also: Vec<String>,
    /// What no test can carry.
    pub note: Option<String>,
    /// A question for a person.
    pub question: Option<String>,
    /// Mark on the Wassenaar lists.
    pub sensitive: Option<String>,
    /// Position among the Category I items of the Missile Technology Control Regime, with its limits.
    pub mtcr_category_i: Option<String>,
    /// A table each row of which is one way to meet the item; its rows close `any_of`.
    pub table: Option<FactTable>,
    /// What notes take out again.
    pub exclusions: Vec<Exclusion>,
    /// The item one level up.
    pub parent: Option<ItemId>,
    /// Its sub-items, in order.
    pub children: Vec<ItemId>,
}

/// What a note takes out again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exclusion {
    /// What it takes out, in our words.
    pub note: String,
    /// Kinds it is limited to; empty for all.
    pub kinds: Vec<KindId>,
    /// Tests that must all hold.
    pub when: Vec<Test>,
    /// Alternatives, one of which must hold in full.
    pub any_of: Vec<Vec<Test>>,
    /// Sub-items it is limited to; empty for all.
    pub only: Vec<ControlCode>,
    /// What saying nothing means for it.
    pub silence: Silence,
}

/// The register.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Register {
    pub(super) version: ListVersion,
    pub(super) digest: String,
    pub(super) entries: Vec<Entry>,
    pub(super) items: Vec<Item>,
    pub(super) by_code: BTreeMap<ControlCode, ItemId>,
    pub(super) by_cas: BTreeMap<String, Vec<ItemId>>,
    pub(super) mentioned: BTreeMap<String, Vec<ItemId>>,
    pub(super) vocabulary: Vocabulary,
    pub(super) general_notes: Vec<GeneralNote>,
    pub(super) definitions: Vec<Definition>,
    /// The defined terms each item uses, by their places.
    pub(super) defined_in: BTreeMap<ItemId, Vec<u16>>,
}

impl Register {
    /// The act and version it stands for.
    pub fn version(&self) -> &ListVersion {
        &self.version
    }

    /// Digest over all its files.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// All entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of this five-character code.
    pub fn entry(&self, code: &str) -> Option<&Entry> {
        self.entries.binary_search_by(|entry| entry.code.as_str().cmp(code)).ok().map(|at| &self.entries[at])
    }

    /// The item at an index.
    pub fn item(&self, id: ItemId) -> &Item {
        &self.items[id.0 as usize]
    }

    /// The item at an index that came from outside, such as a search index.
    pub fn get(&self, id: ItemId) -> Option<&Item> {
        self.items.get(id.0 as usize)
    }

    /// All items, entry roots included, in order of the list.
    pub fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        (0..).map(ItemId).zip(&self.items)
    }

    /// The item of this code.
    pub fn find(&self, code: &ControlCode) -> Option<ItemId> {
        self.by_code.get(code).copied()
    }

    /// Items of this CAS number.
    pub fn with_cas(&self, cas: &str) -> &[ItemId] {
        self.by_cas.get(cas).map_or(&[], Vec::as_slice)
    }

    /// Items whose text names this CAS number for something else than the goods themselves.
    pub fn mentioning_cas(&self, cas: &str) -> &[ItemId] {
        self.mentioned.get(cas).map_or(&[], Vec::as_slice)
    }

    /// The vocabulary.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The notes that stand above the entries.
    pub fn general_notes(&self) -> &[GeneralNote] {
        &self.general_notes
    }

    /// All defined terms.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The defined terms an item itself uses, in order of their names.
    pub fn defined_terms(&self, id: ItemId) -> impl Iterator<Item = &Definition> {
        let places = self.defined_in.get(&id).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|at| self.definitions.get(usize::from(*at)))
    }

    /// The item and everything above it, the entry first.
    pub fn path(&self, id: ItemId) -> Vec<ItemId> {
        let mut path = vec![id];
        let mut at = id;
        while let Some(parent) = self.item(at).parent {
            path.push(parent);
            at = parent;
        }
        path.reverse();
        path
    }

    /// The titles from just below the entry down to the item, as one line: what a provision covers in its context.
    pub fn heading(&self, id: ItemId) -> String {
        let path = self.path(id);
        let below = if path.len() > 1 { &path[1..] } else { &path[..] };
        below.iter().map(|step| self.item(*step).title.as_str()).collect::<Vec<_>>().join(" › ")
    }

    /// Codes nearest to one that does not exist, the nearest first.
    pub fn nearest_codes(&self, code: &ControlCode) -> Vec<&ControlCode> {
        let shared =
            |other: &ControlCode| other.as_str().bytes().zip(code.as_str().bytes()).take_while(|(a, b)| a == b).count();
        let mut all: Vec<&ControlCode> = self.by_code.keys().collect();
        all.sort_by_key(|other| {
            (
                std::cmp::Reverse(shared(other)),
                other.as_str().len().abs_diff(code.as_str().len()),
                strsim::levenshtein(other.as_str(), code.as_str()),
            )
        });
        all.truncate(3);
        all
    }
}
