//! FollowTheMoney entities, one JSON object a line: persons, companies and ships, and the sanctions, documents, addresses
//! and connections that name them by their numbers, in any order.

use std::collections::BTreeMap;

use serde_json::Value;

use super::measures::effects_of;
use super::open::Input;
use super::reading::{Reading, gender, listing_act};
use super::text::Letters;
use super::{ImportError, NoteKind};
use crate::sanctions::{Effect, ListedParty, NameStrength, NameUse, PartyKind};

/// Schemas of things that can be a party.
const PARTIES: [&str; 8] =
    ["Person", "Company", "LegalEntity", "Organization", "PublicBody", "Vessel", "Airplane", "Asset"];

/// Properties of numbers.
const NUMBERS: [&str; 16] = [
    "passportNumber",
    "idNumber",
    "taxNumber",
    "innCode",
    "ogrnCode",
    "kppCode",
    "okpoCode",
    "leiCode",
    "swiftBic",
    "registrationNumber",
    "imoNumber",
    "mmsi",
    "vatCode",
    "uscCode",
    "publicKey",
    "callSign",
];

/// What a topic says of a party.
const TOPICS: [(&str, Effect); 8] = [
    ("debarment", Effect::Debarred),
    ("export.control", Effect::EntityList),
    ("export.risk", Effect::EndUserConcern),
    ("crime", Effect::Interest),
    ("role", Effect::Interest),
    ("wanted", Effect::Interest),
    ("poi", Effect::Interest),
    ("reg", Effect::Interest),
];

/// Properties under which an entity names another.
const LINKS: [&str; 12] = [
    "entity",
    "holder",
    "owner",
    "asset",
    "director",
    "organization",
    "person",
    "relative",
    "member",
    "subject",
    "object",
    "employee",
];

/// An entity of the file with its properties.
struct Entity {
    id: String,
    schema: String,
    target: bool,
    properties: BTreeMap<String, Vec<String>>,
}

impl Entity {
    fn read(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let mut properties = BTreeMap::new();
        for (name, values) in value.get("properties")?.as_object()? {
            // A nested file holds whole entities where others hold their number; a value may stand alone.
            let alone = std::slice::from_ref(values);
            let values = values.as_array().map_or(alone, Vec::as_slice);
            let texts = values.iter().filter_map(|v| v.as_str().or_else(|| v.get("id")?.as_str()));
            properties.insert(name.clone(), texts.map(str::to_owned).collect());
        }
        let target = value.get("target").and_then(Value::as_bool).unwrap_or(false);
        Some(Self { id: text("id")?, schema: text("schema")?, target, properties })
    }

    fn all(&self, name: &str) -> &[String] {
        self.properties.get(name).map_or(&[], Vec::as_slice)
    }

    fn first(&self, name: &str) -> &str {
        self.all(name).first().map_or("", String::as_str)
    }
}

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut parties: Vec<(Entity, ListedParty)> = Vec::new();
    let mut others: Vec<Entity> = Vec::new();
    super::json::each_line(input, input.text(Letters::Utf8)?, |line, value| {
        let Some(entity) = Entity::read(&value) else {
            return Err(
                input.damaged(format!("line {line}"), "no id, schema or properties; is it an entity?".to_owned())
            );
        };
        if PARTIES.contains(&entity.schema.as_str()) {
            let party = party(&entity, reading);
            parties.push((entity, party));
        } else {
            others.push(entity);
        }
        Ok(())
    })?;
    let places: BTreeMap<String, usize> = parties.iter().enumerate().map(|(at, (e, _))| (e.id.clone(), at)).collect();
    let mut listed: Vec<bool> = parties.iter().map(|(entity, _)| entity.target).collect();
    for other in &others {
        link(other, &places, &mut parties, &mut listed, reading);
    }
    reading.date = parties
        .iter()
        .chain([])
        .filter_map(|(_, p)| p.facts.iter().find(|f| f.about == "last seen"))
        .filter_map(|f| crate::sanctions::BirthDate::read(&f.text))
        .map(|d| d.from)
        .max();
    for ((_, party), listed) in parties.into_iter().zip(listed) {
        if listed {
            reading.finish(party);
        } else {
            let what = "an entity that is no target itself, named as a connection of one";
            reading.notes.note(NoteKind::Skipped, what, || party.entry_id.clone());
        }
    }
    Ok(())
}

fn party(entity: &Entity, reading: &mut Reading) -> ListedParty {
    let mut party = reading.party(entity.id.clone(), PartyKind::read(&entity.schema));
    for name in entity.all("name") {
        party.add_new_name(name, NameStrength::Primary);
    }
    for (property, strength, used_as) in [
        ("alias", NameStrength::Alias, NameUse::Current),
        ("previousName", NameStrength::Alias, NameUse::Former),
        ("weakAlias", NameStrength::Weak, NameUse::Current),
    ] {
        for text in entity.all(property) {
            if let Some(name) = party.add_new_name(text, strength) {
                name.used_as = used_as;
            }
        }
    }
    for property in ["nationality", "citizenship", "country", "jurisdiction", "flag"] {
        entity.all(property).iter().for_each(|country| reading.add_country(&mut party, property, country));
    }
    entity.all("birthDate").iter().for_each(|date| reading.add_birth(&mut party, date));
    for place in entity.all("birthPlace") {
        reading.add_birth_place(&mut party, place, super::ofac::country_at_end(place));
    }
    party.gender = gender(entity.first("gender"));
    for property in NUMBERS {
        for number in entity.all(property) {
            let number = if property == "imoNumber" { number.trim_start_matches("IMO") } else { number };
            party.add_identifier(&spaced(property), number);
        }
    }
    entity.all("address").iter().for_each(|address| reading.add_address(&mut party, address, ""));
    entity.all("programId").iter().for_each(|programme| party.add_programme(programme));
    let topics = entity.all("topics");
    let sanctioned = topics.iter().any(|topic| topic.starts_with("sanction"));
    let known = topics.iter().filter_map(|topic| TOPICS.iter().find(|(start, _)| topic.starts_with(start)));
    let effects: Vec<Effect> = known.map(|(_, effect)| *effect).collect();
    party.set_effects(if sanctioned {
        effects.into_iter().chain([reading.definition.effect]).collect()
    } else {
        effects
    });
    rest(entity, &mut party);
    party
}

/// Properties without a place of their own are facts.
fn rest(entity: &Entity, party: &mut ListedParty) {
    const PLACED: [&str; 15] = [
        "name",
        "alias",
        "previousName",
        "weakAlias",
        "nationality",
        "citizenship",
        "country",
        "jurisdiction",
        "flag",
        "birthDate",
        "birthPlace",
        "gender",
        "address",
        "programId",
        "addressEntity",
    ];
    let unplaced = |name: &str| !PLACED.contains(&name) && !NUMBERS.contains(&name);
    for (name, values) in entity.properties.iter().filter(|(name, _)| unplaced(name)) {
        values.iter().for_each(|value| party.add_fact(spaced(name), value));
    }
}

/// `passportNumber` → `passport number`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            out.push(' ');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Hands on what a sanction, a document, an address or a connection says of the parties it names.
fn link(
    other: &Entity,
    places: &BTreeMap<String, usize>,
    parties: &mut [(Entity, ListedParty)],
    listed: &mut [bool],
    reading: &mut Reading,
) {
    if other.schema == "Address" {
        let named = |entity: &Entity| entity.all("addressEntity").contains(&other.id);
        for (_, party) in parties.iter_mut().filter(|(entity, _)| named(entity)) {
            reading.add_address(party, other.first("full"), other.first("country"));
        }
        return;
    }
    let ends: Vec<usize> =
        LINKS.iter().flat_map(|link| other.all(link)).filter_map(|id| places.get(id).copied()).collect();
    if ends.is_empty() {
        let what = format!("an entity of schema {}, which names no party here", other.schema);
        reading.notes.note(NoteKind::Skipped, what, || other.id.clone());
    }
    let names: Vec<String> = ends.iter().map(|at| parties[*at].1.primary_name().to_owned()).collect();
    for (at, own) in ends.iter().zip(&names) {
        let party = &mut parties[*at].1;
        match other.schema.as_str() {
            "Sanction" => {
                listed[*at] = true;
                sanction(other, party, reading);
            }
            "Passport" | "Identification" => {
                let kind = if other.schema == "Passport" { "passport" } else { "id" };
                let written = if other.first("type").is_empty() { kind } else { other.first("type") };
                other.all("number").iter().for_each(|number| party.add_identifier(written, number));
            }
            schema => {
                names.iter().filter(|name| *name != own).for_each(|name| party.add_fact(spaced(schema).trim(), name))
            }
        }
    }
}

fn sanction(sanction: &Entity, party: &mut ListedParty, reading: &mut Reading) {
    let effects: Vec<Effect> = ["provisions", "measures", "program"]
        .iter()
        .flat_map(|name| sanction.all(name))
        .flat_map(|text| effects_of(text))
        .collect();
    let stated = !effects.is_empty() && party.effects == [reading.definition.effect];
    if stated {
        party.set_effects(effects);
    } else {
        party.effects.extend(effects);
    }
    sanction.all("program").iter().for_each(|programme| party.add_programme(programme));
    party.add_basis(listing_act(sanction.first("authority"), sanction.first("program")));
    let from =
        [sanction.first("startDate"), sanction.first("listingDate")].into_iter().find(|d| !d.is_empty()).unwrap_or("");
    let listed = reading.day(party, "listed on", from);
    party.listed_on = [party.listed_on, listed].into_iter().flatten().min();
    if let Some(end) = reading.day(party, "end date", sanction.first("endDate")) {
        party.delisted_on = [party.delisted_on, Some(end)].into_iter().flatten().max();
    }
    for (name, values) in &sanction.properties {
        let placed = ["entity", "program", "authority", "startDate", "listingDate", "endDate"].contains(&name.as_str());
        values
            .iter()
            .filter(|_| !placed)
            .for_each(|value| party.add_fact(format!("sanction, {}", spaced(name)), value));
    }
}
