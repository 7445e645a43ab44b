//! What is known of a list before it is loaded: one file under `control_lists/sanctions/sources/`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Effect, Faults, FillRate, PartyKind};
use crate::control_list::ListSource;
use crate::domain::LegalReference;

/// A list as its file describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListDefinition {
    /// Name used on the command line, such as `eu-fsf`.
    pub name: String,
    /// What it is, in a few words.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// Whose law it is: `EU`, `UN`, `US`, `GB`, …, or `own`.
    pub jurisdiction: String,
    /// What being on it means, unless the record says otherwise.
    pub effect: Effect,
    /// The acts behind it.
    pub legal_basis: Vec<LegalReference>,
    /// Where the file is published, best first: each address alone gives the whole list.
    #[serde(default)]
    pub addresses: Vec<String>,
    /// Where a person finds the file, when no address gives it without one.
    #[serde(default)]
    pub page: Option<String>,
    /// Its format, such as `eu-fsf-xml`.
    pub format: String,
    /// Fewest records of each kind a whole list holds.
    #[serde(default)]
    pub minimum: BTreeMap<PartyKind, usize>,
    /// How well the records of a whole list are filled.
    #[serde(default)]
    pub fill: Vec<FillRate>,
    /// Days after which the list is too old to be relied on; none where its age says nothing.
    #[serde(default)]
    pub max_age_days: Option<i32>,
    /// Whether the policy wants it searched unless the user decides otherwise.
    pub wanted: bool,
    /// A list that holds all of this one: once that is loaded, this one is not searched.
    #[serde(default)]
    pub superseded_by: Option<String>,
    /// What a reader must know.
    #[serde(default)]
    pub note: String,
}

/// Reads all definitions, noting every fault.
pub(super) fn read_definitions(
    source: &ListSource,
    starter: &str,
    faults: &mut Faults,
) -> BTreeMap<String, ListDefinition> {
    let mut definitions = BTreeMap::new();
    for file in source.under("sanctions/sources/") {
        let Some(definition) = faults.read::<ListDefinition>(file) else { continue };
        if file.path != format!("sanctions/sources/{}.toml", definition.name) {
            faults.note_at(file, "name", format!("the file must be named {}.toml, after its list", definition.name));
        }
        for (words, text) in definition.faults() {
            faults.note_at(file, words, text);
        }
        definitions.insert(definition.name.clone(), definition);
    }
    if !definitions.contains_key(starter) {
        faults.note(&format!("sanctions/sources/{starter}.toml"), "missing: the starter list needs its definition");
    }
    definitions
}
