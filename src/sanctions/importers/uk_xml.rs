//! UK Sanctions List, XML: one `Designation` a party.

use super::open::Input;
use super::reading::{Reading, joined, listing_act};
use super::xml::{Element, Tree, XmlRecords};
use super::{ImportError, uk};
use crate::sanctions::{BirthDate, ListedParty, NameStrength, NameUse, PartyKind};

/// A repetition of the sanctions imposed, as flags.
const NOT_KEPT: &[&str] = &["SanctionsImposedIndicators"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let mut tree = Tree::default();
    while records.next(&["DateGenerated", "Designation"], &mut tree)? {
        let record = tree.root();
        if record.name() == "DateGenerated" {
            reading.date = BirthDate::read(record.text()).map(|day| day.from);
            reading.version = Some(format!("generated {}", record.text()));
            continue;
        }
        let mut party = party(record, reading);
        if party.entry_id.is_empty() {
            return Err(input.damaged(records.place(), "a Designation without UniqueID".to_owned()));
        }
        for (about, text) in tree.leftovers(NOT_KEPT) {
            party.add_fact(about, text);
        }
        reading.finish(party);
    }
    Ok(())
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let mut party = reading.party(record.text_of("UniqueID"), PartyKind::read(record.text_of("IndividualEntityShip")));
    for name in record.each_in("Names", "Name") {
        let given = name.joined(&["Name1", "Name2", "Name3", "Name4", "Name5"], " ");
        uk::add_name(
            &mut party,
            &given,
            name.text_of("Name6"),
            name.text_of("NameType"),
            name.text_of("AliasStrength"),
        );
    }
    for name in record.each_in("NonLatinNames", "NonLatinName") {
        if let Some(added) = party.add_new_name(name.text_of("NameNonLatinScript"), NameStrength::Alias) {
            added.used_as = NameUse::OriginalScript;
            let language = name.text_of("NonLatinScriptLanguage");
            added.language = (!language.is_empty()).then(|| language.to_owned());
        }
    }
    uk::add_measures(reading, &mut party, record.text_of("SanctionsImposed"));
    let regime = record.text_of("RegimeName");
    party.add_programme(regime);
    party.add_basis(listing_act(regime, "designation"));
    party.listed_on = reading.day(&mut party, "designated on", record.text_of("DateDesignated"));
    party.add_fact("updated", record.text_of("LastUpdated"));
    for at in record.each_in("Addresses", "Address") {
        let lines = [
            "AddressLine1",
            "AddressLine2",
            "AddressLine3",
            "AddressLine4",
            "AddressLine5",
            "AddressLine6",
            "AddressPostalCode",
        ];
        reading.add_address(&mut party, &joined(lines.map(|line| at.text_of(line))), at.text_of("AddressCountry"));
    }
    for person in record.each_in("IndividualDetails", "Individual") {
        individual(person, &mut party, reading);
    }
    for entity in record.each_in("EntityDetails", "Entity") {
        let numbers = entity.each_in("BusinessRegistrationNumbers", "BusinessRegistrationNumber");
        numbers.for_each(|number| party.add_identifier("registration", number.text()));
    }
    for ship in record.each_in("ShipDetails", "Ship") {
        for number in ship.each_in("IMONumbers", "IMONumber") {
            party.add_identifier("imo", number.text().trim_start_matches("IMO").trim());
        }
        for flag in ship.each_in("CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip") {
            reading.add_country(&mut party, "flag", flag.text());
        }
    }
    party
}

fn individual(person: Element, party: &mut ListedParty, reading: &mut Reading) {
    person.each_in("DOBs", "DOB").for_each(|date| reading.add_birth(party, date.text()));
    person.each_in("Nationalities", "Nationality").for_each(|n| reading.add_country(party, "nationality", n.text()));
    for place in person.each_in("BirthDetails", "Location") {
        reading.add_birth_place(party, place.text_of("TownOfBirth"), place.text_of("CountryOfBirth"));
    }
    for (list, one, kind) in [
        ("PassportDetails", "Passport", "passport"),
        ("NationalIdentifierDetails", "NationalIdentifier", "national id"),
    ] {
        for document in person.each_in(list, one) {
            let number = document.text_of(&format!("{one}Number"));
            party.add_identifier(kind, number);
            party.add_fact(format!("{kind} {number}"), document.text_of(&format!("{one}AdditionalInformation")));
        }
    }
    let genders: Vec<_> =
        person.each_in("Genders", "Gender").filter_map(|g| super::reading::gender(g.text())).collect();
    party.gender = genders.first().copied();
}
