//! United Nations Security Council consolidated list, XML. Read leniently: elements come and go from file to file, and
//! thousands of them are empty.

use super::ImportError;
use super::open::Input;
use super::reading::{Reading, gender, joined, listing_act};
use super::xml::{Element, Tree, XmlRecords};
use crate::sanctions::{BirthDate, ListedParty, NameStrength, NameUse, PartyKind};

/// Numbers and sort keys of the file's own, and a flag that the link beside it repeats.
const NOT_KEPT: &[&str] = &["VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE", "HAS_INTERPOL_LINK"];

const NAMES: [&str; 4] = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let generated = records.document().attribute("dateGenerated").to_owned();
    reading.date = BirthDate::read(&generated).map(|day| day.from);
    reading.version = (!generated.is_empty()).then(|| format!("generated {generated}"));
    let mut tree = Tree::default();
    while records.next(&["INDIVIDUAL", "ENTITY"], &mut tree)? {
        let mut party = party(tree.root(), reading);
        if party.entry_id.is_empty() {
            return Err(input.damaged(records.place(), "a record with neither REFERENCE_NUMBER nor DATAID".to_owned()));
        }
        for (about, text) in tree.leftovers(NOT_KEPT) {
            party.add_fact(about.to_lowercase().replace('_', " "), text);
        }
        reading.finish(party);
    }
    Ok(())
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let person = record.name() == "INDIVIDUAL";
    let (number, reference) = (record.text_of("DATAID"), record.text_of("REFERENCE_NUMBER"));
    let kind = if person { PartyKind::Person } else { PartyKind::Entity };
    let mut party = reading.party(if reference.is_empty() { number } else { reference }, kind);
    party.add_fact("data id", number);
    party.add_name(&record.joined(&NAMES, " "), NameStrength::Primary);
    if let Some(name) = party.add_name(record.text_of("NAME_ORIGINAL_SCRIPT"), NameStrength::Alias) {
        name.used_as = NameUse::OriginalScript;
    }
    let of = |end: &str| format!("{}_{end}", record.name());
    record.each(&of("ALIAS")).for_each(|alias| add_alias(alias, &mut party));
    for nationality in record.each_in("NATIONALITY", "VALUE") {
        reading.add_country(&mut party, "nationality", nationality.text());
    }
    record.each(&of("ADDRESS")).for_each(|at| add_address(at, &mut party, reading));
    record.each(&of("DATE_OF_BIRTH")).for_each(|date| add_birth(date, &mut party, reading));
    record.each(&of("PLACE_OF_BIRTH")).for_each(|place| {
        reading.add_birth_place(
            &mut party,
            &joined(["CITY", "STATE_PROVINCE"].map(|p| place.text_of(p))),
            place.text_of("COUNTRY"),
        );
        party.add_fact("birth place", place.text_of("NOTE"));
    });
    record.each(&of("DOCUMENT")).for_each(|document| add_document(document, &mut party));
    party.gender = gender(record.text_of("GENDER"));
    party.add_programme(record.text_of("UN_LIST_TYPE"));
    party.add_basis(listing_act("United Nations Security Council consolidated list", party.entry_id.clone()));
    party.listed_on = reading.day(&mut party, "listed on", record.text_of("LISTED_ON"));
    party.delisted_on = reading.day(&mut party, "delisted on", record.text_of("DELISTED_ON"));
    party.add_fact("remark", record.text_of("COMMENTS1"));
    for (list, about) in [("TITLE", "title"), ("DESIGNATION", "function"), ("LAST_DAY_UPDATED", "updated")] {
        record.each_in(list, "VALUE").for_each(|value| party.add_fact(about, value.text()));
    }
    party
}

/// An alias; several may be joined by `; `.
fn add_alias(alias: Element, party: &mut ListedParty) {
    let quality = alias.text_of("QUALITY").to_lowercase();
    let strength = if quality == "low" { NameStrength::Weak } else { NameStrength::Alias };
    for text in alias.text_of("ALIAS_NAME").split(';').map(str::trim).filter(|text| !text.is_empty()) {
        if let Some(name) = party.add_name(text, strength) {
            name.used_as = if quality.starts_with("f.k.a") { NameUse::Former } else { NameUse::Current };
        }
    }
    for (part, about) in [
        ("NOTE", "alias"),
        ("DATE_OF_BIRTH", "birth date of an alias"),
        ("CITY_OF_BIRTH", "birth place of an alias"),
        ("COUNTRY_OF_BIRTH", "birth country of an alias"),
    ] {
        party.add_fact(about, alias.text_of(part));
    }
}

/// An address; the postal code may hold a region.
fn add_address(at: Element, party: &mut ListedParty, reading: &mut Reading) {
    let text = joined(["STREET", "CITY", "ZIP_CODE", "STATE_PROVINCE"].map(|part| at.text_of(part)));
    reading.add_address(party, &text, at.text_of("COUNTRY"));
    party.add_fact("address", at.text_of("NOTE"));
}

fn add_birth(date: Element, party: &mut ListedParty, reading: &mut Reading) {
    let circa = if date.text_of("TYPE_OF_DATE").starts_with("APPROX") { "circa " } else { "" };
    let (day, year) = (date.text_of("DATE"), date.text_of("YEAR"));
    let (from, to) = (date.text_of("FROM_YEAR"), date.text_of("TO_YEAR"));
    let written = match (day, year, from) {
        ("", "", "") => String::new(),
        ("", "", from) => format!("{circa}{from} to {}", if to.is_empty() { from } else { to }),
        ("", year, _) => format!("{circa}{year}"),
        (day, _, _) => format!("{circa}{day}"),
    };
    reading.add_birth(party, &written);
    party.add_fact("birth date", date.text_of("NOTE"));
}

fn add_document(document: Element, party: &mut ListedParty) {
    let written = document.joined(&["TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"], ", ");
    let number = document.text_of("NUMBER");
    party.add_identifier(&written, number);
    let about = format!("{written} {number}");
    for (part, words) in [
        ("ISSUING_COUNTRY", "issued by"),
        ("COUNTRY_OF_ISSUE", "issued in"),
        ("CITY_OF_ISSUE", "issued at"),
        ("DATE_OF_ISSUE", "issued on"),
        ("DATE_OF_EXPIRY", "expires on"),
        ("NOTE", "note:"),
    ] {
        let text = document.text_of(part);
        if !text.is_empty() {
            party.add_fact(about.trim().to_owned(), &format!("{words} {text}"));
        }
    }
}
