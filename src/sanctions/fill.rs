//! What a whole list must hold besides enough records, and which formats it may come in: the part of a list's definition
//! that importing rests on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::importers::Format;
use super::{Effect, ListDefinition, ListedParty, PartyKind};

/// What must be filled in a whole list: where fewer records have it, the file or its reading is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FillRate {
    /// The kind of record; all kinds where absent.
    #[serde(default)]
    pub kind: Option<PartyKind>,
    /// What is counted.
    pub field: Field,
    /// Least share of records that have it, in percent.
    pub least: u8,
}

/// Something a record may state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// More than one name.
    Alias,
    /// A birth date.
    BirthDate,
    /// A place of birth.
    BirthPlace,
    /// A nationality, flag or country of establishment, or that of an address.
    Country,
    /// A number that identifies.
    Identifier,
    /// An address.
    Address,
    /// A programme.
    Programme,
    /// The act behind the listing.
    LegalBasis,
    /// The day of listing.
    ListedOn,
}

impl Field {
    /// Whether a record states it.
    pub fn stands_in(self, party: &ListedParty) -> bool {
        match self {
            Self::Alias => party.names.len() > 1,
            Self::BirthDate => !party.births.is_empty(),
            Self::BirthPlace => !party.birth_places.is_empty(),
            Self::Country => party.all_countries().next().is_some(),
            Self::Identifier => !party.identifiers.is_empty(),
            Self::Address => !party.addresses.is_empty(),
            Self::Programme => !party.programme.is_empty(),
            Self::LegalBasis => !party.legal_basis.is_empty(),
            Self::ListedOn => party.listed_on.is_some(),
        }
    }
}

impl ListDefinition {
    /// A list the user gives for one search: any format, no minimum, no age.
    pub fn of_user(name: impl Into<String>, effect: Effect) -> Self {
        Self {
            name: name.into(),
            title: "list given by the user".to_owned(),
            publisher: "the user".to_owned(),
            jurisdiction: "own".to_owned(),
            effect,
            legal_basis: Vec::new(),
            addresses: Vec::new(),
            page: None,
            format: ANY_FORMAT.to_owned(),
            minimum: BTreeMap::new(),
            fill: Vec::new(),
            max_age_days: None,
            wanted: true,
            superseded_by: None,
            note: String::new(),
        }
    }

    /// Whether files of that format can be this list.
    pub fn reads(&self, format: Format) -> bool {
        self.formats().any(|code| code == ANY_FORMAT || code == format.code())
    }

    /// What is wrong with it: the words it stands at, and what to do.
    pub(super) fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        for code in self.formats().filter(|code| ![ANY_FORMAT, STARTER_FORMAT].contains(code)) {
            if Format::of_code(code).is_none() {
                let known = Format::ALL.map(Format::code).join(", ");
                faults.push(("format", format!("`{code}` is no format; write one of {known}")));
            }
        }
        for rate in self.fill.iter().filter(|rate| rate.least > 100) {
            faults.push(("fill", format!("at least {} percent can never be", rate.least)));
        }
        faults
    }

    fn formats(&self) -> impl Iterator<Item = &str> {
        self.format.split(',').map(str::trim)
    }
}

/// The word for a list that may come in every format.
const ANY_FORMAT: &str = "any";

/// The format of lists written in this folder itself.
const STARTER_FORMAT: &str = "eu-cyber-toml";
