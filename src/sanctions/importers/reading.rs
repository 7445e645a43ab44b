//! What all importers share: the list being read, countries looked up once, and records filled field by field, so that
//! what cannot be read as what it claims to be is kept as written and noted.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Context, NoteKind, Notes};
use crate::domain::{Identifier, LegalReference, Territory};
use crate::sanctions::identifiers::kind_of;
use crate::sanctions::{
    Address, BirthDate, Effect, Fact, Gender, ListDefinition, ListedName, ListedParty, NameStrength, PartyKind,
};

/// A list while it is read.
pub(super) struct Reading<'c> {
    /// Its definition.
    pub definition: &'c ListDefinition,
    /// What the caller gave.
    pub context: &'c Context<'c>,
    /// Notes so far.
    pub notes: Notes,
    /// Records so far.
    pub parties: Vec<ListedParty>,
    /// Date of the list as the file states it.
    pub date: Option<Date>,
    /// Version as the file states it.
    pub version: Option<String>,
    countries: HashMap<String, Option<Territory>>,
    /// How often each identifier of a record stands in the file.
    seen: HashMap<String, usize>,
}

impl<'c> Reading<'c> {
    pub fn new(definition: &'c ListDefinition, context: &'c Context<'c>) -> Self {
        Self {
            definition,
            context,
            notes: Notes::default(),
            parties: Vec::new(),
            date: None,
            version: None,
            countries: HashMap::new(),
            seen: HashMap::new(),
        }
    }

    /// A record of this list with the effect of the list.
    pub fn party(&self, entry_id: impl Into<String>, kind: PartyKind) -> ListedParty {
        ListedParty::new(&*self.definition.name, entry_id, kind, self.definition.effect)
    }

    /// The code of a country written as a name or a code.
    pub fn country(&mut self, text: &str) -> Option<Territory> {
        let text = text.trim();
        if text.is_empty() || text == "00" {
            return None;
        }
        if let Some(known) = self.countries.get(text) {
            return known.clone();
        }
        let found = (self.context.country)(text).or_else(|| look_inside(text, self.context.country));
        self.countries.insert(text.to_owned(), found.clone());
        found
    }

    /// Adds a nationality, flag or country of establishment; one that is not known is kept as written.
    pub fn add_country(&mut self, party: &mut ListedParty, about: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.country(text) {
            Some(country) if party.countries.contains(&country) => {}
            Some(country) => party.countries.push(country),
            None => self.as_written(party, about, text, "a country that is not known"),
        }
    }

    /// Adds an address of several parts; a country that is not known stays in its text.
    pub fn add_address(&mut self, party: &mut ListedParty, text: &str, country: &str) {
        let address = self.address(text, country);
        if address != Address::default() && !party.addresses.contains(&address) {
            party.addresses.push(address);
        }
    }

    /// An address from its text and its country.
    pub fn address(&mut self, text: &str, country: &str) -> Address {
        let (text, found) = (clean(text), self.country(country));
        let unknown = found.is_none() && !country.is_empty() && !matches!(country, "00" | "UNKNOWN");
        let text = if unknown { joined([text.as_str(), country]) } else { text };
        Address { text, country: found }
    }

    /// Adds a birth date; what is no date is kept as written.
    pub fn add_birth(&mut self, party: &mut ListedParty, text: &str) {
        if text.is_empty() {
            return;
        }
        match BirthDate::read(text) {
            Some(birth) if party.births.contains(&birth) => {}
            Some(birth) => party.births.push(birth),
            None => self.as_written(party, "birth date", text, "a birth date without a year"),
        }
    }

    /// Adds a place of birth.
    pub fn add_birth_place(&mut self, party: &mut ListedParty, text: &str, country: &str) {
        let place = self.address(text, country);
        if place != Address::default() && !party.birth_places.contains(&place) {
            party.birth_places.push(place);
        }
    }

    /// The first day a date as written can mean; what is no date is kept as written.
    pub fn day(&mut self, party: &mut ListedParty, about: &str, text: &str) -> Option<Date> {
        if text.is_empty() {
            return None;
        }
        let found = BirthDate::read(text).map(|span| span.from);
        if found.is_none() {
            self.as_written(party, about, text, "a date that cannot be read");
        }
        found
    }

    /// Keeps a text as a fact and notes why it is no more than that.
    pub fn as_written(&mut self, party: &mut ListedParty, about: &str, text: &str, why: &str) {
        let place = format!("{} \"{text}\"", party.entry_id);
        self.notes.note(NoteKind::AsWritten, why, || place);
        party.add_fact(about, text);
    }

    /// Takes a finished record; one without a name is noted and left out.
    pub fn finish(&mut self, mut party: ListedParty) {
        if party.names.is_empty() {
            self.notes.note(NoteKind::Skipped, "a record without any name", || party.entry_id.clone());
            return;
        }
        let times = self.seen.entry(party.entry_id.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            party.entry_id = format!("{} ({times})", party.entry_id);
            let what = "records under one number, told apart by (2), (3) and so on";
            self.notes.note(NoteKind::AsWritten, what, || party.entry_id.clone());
        }
        party.names.sort_by_key(|name| name.strength != NameStrength::Primary);
        party.effects.sort();
        party.effects.dedup();
        party.facts.dedup();
        self.parties.push(party);
    }
}

/// A country named together with something else: "Belarus / Bélarus", "Afghanistan (since 2009)", "China, CN".
fn look_inside(text: &str, country: &dyn Fn(&str) -> Option<Territory>) -> Option<Territory> {
    let ends = ['/', '(', ',', ';'];
    text.split(ends).map(str::trim).filter(|part| part.len() > 1).find_map(|part| country(part.trim_end_matches(')')))
}

/// Text with single blanks, without control characters and invisible marks at its ends.
pub(super) fn clean(text: &str) -> String {
    let visible = text.replace("_x000D_", " ");
    let visible = visible.replace(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{feff}'), " ");
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The parts that are not empty, joined by commas.
pub(super) fn joined<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// A reference to an act as a list names it, not checked against the act.
pub(super) fn listing_act(act: impl Into<String>, provision: impl Into<String>) -> LegalReference {
    LegalReference { verified: false, ..LegalReference::new(act, provision) }
}

impl ListedParty {
    /// Adds a name as written; one without letters is left out. Returns it for further details.
    pub(super) fn add_name(&mut self, text: &str, strength: NameStrength) -> Option<&mut ListedName> {
        let text = clean(text);
        if !text.chars().any(char::is_alphanumeric) {
            self.add_fact("name", &text);
            return None;
        }
        let second = self.names.iter().any(|name| name.strength == NameStrength::Primary);
        let strength = if strength == NameStrength::Primary && second { NameStrength::Alias } else { strength };
        self.names.push(ListedName::new(text, strength));
        self.names.last_mut()
    }

    /// Adds a name that is not there yet.
    pub(super) fn add_new_name(&mut self, text: &str, strength: NameStrength) -> Option<&mut ListedName> {
        let known = clean(text);
        if self.names.iter().any(|name| name.text == known) { None } else { self.add_name(text, strength) }
    }

    /// Adds a fact, unless it is empty or there already.
    pub(super) fn add_fact(&mut self, about: impl Into<String>, text: &str) {
        let text = text.trim();
        let fact = Fact { about: about.into(), text: text.to_owned() };
        if !text.is_empty() && !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }

    /// Adds a number under the kind its written type means; a type not known is kept as the kind itself.
    pub(super) fn add_identifier(&mut self, written: &str, value: &str) {
        let (written, value) = (written.trim(), clean(value));
        if value.is_empty() {
            return;
        }
        let kind = kind_of(written).map_or_else(|| written.to_lowercase(), str::to_owned);
        if !written.is_empty() && !written.eq_ignore_ascii_case(&kind) {
            self.add_fact(format!("{kind} {value}"), written);
        }
        let identifier = Identifier { kind, value };
        if !self.identifiers.contains(&identifier) {
            self.identifiers.push(identifier);
        }
    }

    /// Adds an effect; the first one that a record states takes the place of the list's own.
    pub(super) fn set_effects(&mut self, effects: impl IntoIterator<Item = Effect>) {
        let stated: Vec<Effect> = effects.into_iter().collect();
        if !stated.is_empty() {
            self.effects = stated;
        }
    }

    /// Adds the programme, where it is new.
    pub(super) fn add_programme(&mut self, programme: &str) {
        let programme = programme.trim();
        if programme.is_empty() || self.programme.split("; ").any(|known| known == programme) {
            return;
        }
        if !self.programme.is_empty() {
            self.programme.push_str("; ");
        }
        self.programme.push_str(programme);
    }

    /// Adds an act, where it is new.
    pub(super) fn add_basis(&mut self, reference: LegalReference) {
        if !reference.act.is_empty() && !self.legal_basis.contains(&reference) {
            self.legal_basis.push(reference);
        }
    }
}

/// A gender as lists write it.
pub(super) fn gender(text: &str) -> Option<Gender> {
    match text.trim().to_lowercase().as_str() {
        "m" | "male" => Some(Gender::Male),
        "f" | "female" => Some(Gender::Female),
        _ => None,
    }
}
