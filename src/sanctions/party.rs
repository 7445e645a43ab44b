//! A listed party: its names, what identifies it, where the listing is written and what it means.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{BirthDate, Effect};
use crate::domain::{Identifier, LegalReference, Territory};
use crate::text::names::{Script, script_of};

/// What kind of thing is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A natural person.
    Person,
    /// A company, authority, group or body.
    Entity,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
}

impl PartyKind {
    /// The word in input and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Entity => "entity",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
        }
    }

    /// Reads the words lists use: `Person`, `P`, `individual`, `Company`, `Vessel`, `ship`, …; anything unknown is an entity.
    pub fn read(word: &str) -> Self {
        match word.trim().to_lowercase().as_str() {
            "person" | "p" | "individual" | "natural person" => Self::Person,
            "vessel" | "ship" => Self::Vessel,
            "airplane" | "aircraft" => Self::Aircraft,
            _ => Self::Entity,
        }
    }
}

impl fmt::Display for PartyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What a name of a listed party is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameStrength {
    /// The name the list gives first.
    Primary,
    /// Another name, good enough to identify.
    Alias,
    /// A name the list itself calls weak or of low quality.
    Weak,
}

/// What a name is to the party that bears it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameUse {
    /// A name borne now, or one of which the list says nothing else.
    #[default]
    Current,
    /// A name borne before ("f.k.a.", "formerly").
    Former,
    /// The list's own other spelling of a name.
    Spelling,
    /// The name in the party's own alphabet.
    OriginalScript,
}

/// A name of a listed party, as the list writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedName {
    /// As written, blanks trimmed.
    pub text: String,
    /// Its alphabet.
    pub script: Script,
    /// What it is worth.
    pub strength: NameStrength,
    /// What it is to the party.
    #[serde(default)]
    pub used_as: NameUse,
    /// Language code as the list gives it.
    #[serde(default)]
    pub language: Option<String>,
    /// The family name within it, where the list says which words those are.
    #[serde(default)]
    pub family_name: Option<String>,
}

impl ListedName {
    /// A name with its alphabet found from its letters.
    pub fn new(text: impl Into<String>, strength: NameStrength) -> Self {
        let text = text.into();
        Self { script: script_of(&text), text, strength, used_as: NameUse::Current, language: None, family_name: None }
    }
}

/// A place connected with a listed party.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street, town and so on, as written.
    #[serde(default)]
    pub text: String,
    /// Country, where known.
    #[serde(default)]
    pub country: Option<Territory>,
}

/// Gender as the list states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Gender {
    Female,
    Male,
}

/// One record of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedParty {
    /// Name of the list, such as `eu-fsf`.
    pub list: String,
    /// The identifier the source gives, such as `EU.5701.88`.
    pub entry_id: String,
    /// What is listed.
    pub kind: PartyKind,
    /// Its names; the first is the one to show.
    pub names: Vec<ListedName>,
    /// Birth dates, each as written.
    #[serde(default)]
    pub births: Vec<BirthDate>,
    /// Places of birth as written.
    #[serde(default)]
    pub birth_places: Vec<Address>,
    /// Gender, where the list states it.
    #[serde(default)]
    pub gender: Option<Gender>,
    /// Nationalities, flags or countries of establishment.
    #[serde(default)]
    pub countries: Vec<Territory>,
    /// Passport, registration, IMO and other numbers.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// Addresses.
    #[serde(default)]
    pub addresses: Vec<Address>,
    /// Programme of the list, such as `CYB`; several joined by `; `.
    #[serde(default)]
    pub programme: String,
    /// The act that lists the party.
    #[serde(default)]
    pub legal_basis: Vec<LegalReference>,
    /// Day of listing, where known.
    #[serde(default)]
    pub listed_on: Option<Date>,
    /// Day of de-listing: from that day the record no longer matches.
    #[serde(default)]
    pub delisted_on: Option<Date>,
    /// What the listing means, gravest first; never empty.
    pub effects: Vec<Effect>,
    /// Everything else the source states: remarks, functions, details of documents, and what could only be kept as written.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// Something the source states that has no place of its own in [`ListedParty`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about, such as `remark`, `function`, `passport AB123`.
    pub about: String,
    /// As written.
    pub text: String,
}

impl ListedParty {
    /// A record that so far holds nothing but its place in the list and its gravest effect.
    pub fn new(list: impl Into<String>, entry_id: impl Into<String>, kind: PartyKind, effect: Effect) -> Self {
        Self {
            list: list.into(),
            entry_id: entry_id.into(),
            kind,
            names: Vec::new(),
            births: Vec::new(),
            birth_places: Vec::new(),
            gender: None,
            countries: Vec::new(),
            identifiers: Vec::new(),
            addresses: Vec::new(),
            programme: String::new(),
            legal_basis: Vec::new(),
            listed_on: None,
            delisted_on: None,
            effects: vec![effect],
            facts: Vec::new(),
        }
    }

    /// The gravest thing the listing means.
    pub fn effect(&self) -> Effect {
        self.effects.first().copied().unwrap_or(Effect::EndUserConcern)
    }

    /// Adds what people write for an organisation whose listed name goes on in brackets: "Main Centre (MC) of the …" is
    /// also written "Main Centre", "Front/Army of the …" is also written with one of the two. Counts as a weak name; short heads of one or two words say too little.
    pub(super) fn add_short_names(&mut self) {
        if self.kind != PartyKind::Entity {
            return;
        }
        let heads = self.names.iter().filter_map(|name| head_before_brackets(&name.text));
        let beside = self.names.iter().flat_map(|name| names_beside_each_other(&name.text));
        let added: Vec<String> = heads.chain(beside).collect();
        for head in added {
            if !self.names.iter().any(|name| name.text == head) {
                self.names.push(ListedName::new(head, NameStrength::Weak));
            }
        }
    }

    /// The name the list gives first.
    pub fn primary_name(&self) -> &str {
        self.names.first().map_or("", |name| &name.text)
    }

    /// True where the listing is in force on that day. A record without a date of listing is taken as in force.
    pub fn in_force(&self, day: Date) -> bool {
        self.listed_on.is_none_or(|from| from <= day) && self.delisted_on.is_none_or(|until| day < until)
    }

    /// All countries connected with the party: nationality and addresses.
    pub fn all_countries(&self) -> impl Iterator<Item = &Territory> {
        self.countries.iter().chain(self.addresses.iter().filter_map(|a| a.country.as_ref()))
    }
}

/// The names of an organisation that stand beside each other with a stroke between them; none where a part is too short
/// to be a name of its own.
pub fn names_beside_each_other(text: &str) -> Vec<String> {
    const SHORTEST: usize = 6;
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let names =
        parts.len() > 1 && parts.iter().all(|part| part.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST);
    if names { parts.into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// The part of a name before its first bracket, where it has three words or more.
fn head_before_brackets(text: &str) -> Option<String> {
    let head = text.split_once('(')?.0.trim();
    (head.split_whitespace().count() >= 3).then(|| head.to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// Formats without field names cannot leave a field out: every record must come back, the emptiest included.
    #[test]
    fn records_come_back_whole_from_a_format_without_field_names() {
        let empty = ListedParty::new("eu-fsf", "EU.1.1", PartyKind::Vessel, Effect::VesselBan);
        let mut full = ListedParty::new("eu-fsf", "EU.1.2", PartyKind::Person, Effect::AssetFreeze);
        full.names.push(ListedName { language: Some("ru".into()), ..ListedName::new("Анна", NameStrength::Weak) });
        full.names.push(ListedName {
            family_name: Some("Petrova".into()),
            ..ListedName::new("Petrova, Anna", NameStrength::Alias)
        });
        full.births.extend(BirthDate::read("circa 1970"));
        full.addresses.push(Address { text: "Road 1".into(), country: None });
        full.addresses.push(Address { text: String::new(), country: "RU".parse().ok() });
        full.identifiers.push(Identifier { kind: "imo".into(), value: "1234567".into() });
        full.legal_basis
            .push(LegalReference { celex: Some("32014R0833".into()), ..LegalReference::new("act", "annex") });
        full.legal_basis.push(LegalReference { verified: false, ..LegalReference::new("act", "annex") });
        (full.gender, full.listed_on, full.delisted_on) =
            (Some(Gender::Female), Some(date(2020, 1, 1)), Some(date(2024, 1, 1)));
        full.effects.push(Effect::TravelBan);
        full.facts.push(Fact { about: "remark".into(), text: "as written".into() });
        let parties = vec![empty.clone(), full, empty];
        let bytes = postcard::to_stdvec(&parties).expect("records can be written");
        assert_eq!(postcard::from_bytes::<Vec<ListedParty>>(&bytes).expect("records can be read"), parties);
        let text = serde_json::to_string(&parties).expect("records can be written");
        assert_eq!(serde_json::from_str::<Vec<ListedParty>>(&text).expect("records can be read"), parties);
    }

    #[test]
    fn a_record_is_in_force_from_its_listing_to_its_de_listing() {
        let mut party = ListedParty::new("us-dpl", "1", PartyKind::Entity, Effect::DeniedPerson);
        assert!(party.in_force(date(1990, 1, 1)), "without dates it is taken as in force");
        (party.listed_on, party.delisted_on) = (Some(date(2020, 1, 1)), Some(date(2024, 1, 1)));
        let days = [date(2019, 12, 31), date(2020, 1, 1), date(2023, 12, 31), date(2024, 1, 1)];
        assert_eq!(days.map(|day| party.in_force(day)), [false, true, true, false]);
    }
}
