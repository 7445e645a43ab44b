//! The starter list built into the program: persons and entities of the cyber regime of Regulation (EU) 2019/796,
//! one file each under `control_lists/sanctions/eu_cyber/`. It is a beginning, not a replacement for the full list.

use jiff::civil::Date;
use serde::Deserialize;

use super::{Address, BirthDate, Effect, Fact, Faults, Gender, ListedName, ListedParty, NameStrength, PartyKind};
use crate::control_list::{ListFile, ListSource};
use crate::domain::{Identifier, LegalReference, Territory};
use crate::text::names::{Script, script_of};

pub(super) const FOLDER: &str = "sanctions/eu_cyber/";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParty {
    entry_id: String,
    kind: PartyKind,
    listed_on: Date,
    #[serde(default)]
    delisted_on: Option<Date>,
    act: String,
    journal: String,
    #[serde(default)]
    nationalities: Vec<Territory>,
    #[serde(default)]
    gender: Option<Gender>,
    name: Vec<RawName>,
    #[serde(default)]
    birth: Vec<RawBirth>,
    #[serde(default)]
    identifier: Vec<RawIdentifier>,
    #[serde(default)]
    address: Vec<Address>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawName {
    text: String,
    script: Script,
    kind: NameStrength,
    #[serde(default)]
    language: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBirth {
    date: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    country: Option<Territory>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawIdentifier {
    kind: String,
    value: String,
    /// Country that issued it.
    #[serde(default)]
    issuer: Option<Territory>,
}

/// Reads all parties of the starter list, noting every fault.
pub(super) fn read(source: &ListSource, list: &str, faults: &mut Faults) -> Vec<ListedParty> {
    let mut parties = Vec::new();
    for file in source.under(FOLDER) {
        let Some(raw) = faults.read::<RawParty>(file) else { continue };
        check(&raw, file, faults);
        parties.push(listed(raw, list));
    }
    parties
}

fn check(raw: &RawParty, file: &ListFile, faults: &mut Faults) {
    if !file.path.ends_with(&format!("/{}.toml", raw.entry_id)) {
        faults.note_at(file, "entry_id", format!("the file must be named {}.toml, after its entry_id", raw.entry_id));
    }
    if raw.name.iter().filter(|n| n.kind == NameStrength::Primary).count() != 1 {
        faults.note(&file.path, "give exactly one name the kind \"primary\"");
    }
    for name in raw.name.iter().filter(|n| script_of(&n.text) != n.script) {
        faults.note_at(file, &name.text, format!("script must be {:?}, as most of its letters", script_of(&name.text)));
    }
    for birth in raw.birth.iter().filter(|b| BirthDate::read(&b.date).is_none()) {
        faults.note_at(file, &birth.date, "a birth date needs a year of four digits, as in 1970 or 1970-02-13");
    }
}

fn listed(raw: RawParty, list: &str) -> ListedParty {
    let mut names: Vec<ListedName> = raw.name.into_iter().map(name).collect();
    names.sort_by_key(|n| n.strength);
    let provision = if raw.kind == PartyKind::Person { "Annex I, part A" } else { "Annex I, part B" };
    let facts = issued_by(&raw.identifier);
    let place = |b: &RawBirth| Address { text: b.place.clone(), country: b.country.clone() };
    ListedParty {
        list: list.to_owned(),
        kind: raw.kind,
        births: raw.birth.iter().filter_map(|b| BirthDate::read(&b.date)).collect(),
        birth_places: raw.birth.iter().map(place).filter(|p| *p != Address::default()).collect(),
        gender: raw.gender,
        countries: raw.nationalities,
        identifiers: raw.identifier.into_iter().map(|i| Identifier { kind: i.kind, value: i.value }).collect(),
        addresses: raw.address,
        programme: "CYB".to_owned(),
        legal_basis: vec![
            LegalReference::new("Regulation (EU) 2019/796", provision),
            LegalReference::new(raw.act, raw.journal),
        ],
        listed_on: Some(raw.listed_on),
        delisted_on: raw.delisted_on,
        effects: vec![Effect::AssetFreeze],
        facts,
        entry_id: raw.entry_id,
        names,
    }
}

fn issued_by(identifiers: &[RawIdentifier]) -> Vec<Fact> {
    let fact = |i: &RawIdentifier| {
        i.issuer.as_ref().map(|by| Fact { about: format!("{} {}", i.kind, i.value), text: format!("issued by {by}") })
    };
    identifiers.iter().filter_map(fact).collect()
}

fn name(raw: RawName) -> ListedName {
    ListedName { language: raw.language, script: raw.script, ..ListedName::new(raw.text, raw.kind) }
}
