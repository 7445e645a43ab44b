//! US Consolidated Screening List, CSV and JSON: the same fields, one record a party. Each record names the list it comes
//! from, and that list decides what it means.

use serde_json::Value;

use super::open::Input;
use super::reading::{Reading, joined, listing_act};
use super::rows::{Headings, Row, Rows, Style};
use super::text::Letters;
use super::{ImportError, NoteKind, ofac};
use crate::sanctions::{Effect, ListedParty, NameStrength, NameUse, PartyKind};

const STYLE: Style = Style { delimiter: b',', utf8: true };

/// Codes of the lists within this one, as they stand in brackets or alone, and what each means.
const LISTS: &[(&str, Effect)] = &[
    ("SDN", Effect::AssetFreeze),
    ("EL", Effect::EntityList),
    ("DPL", Effect::DeniedPerson),
    ("DTC", Effect::Debarred),
    ("ISN", Effect::Nonproliferation),
    ("UVL", Effect::EndUserConcern),
    ("MEU", Effect::MilitaryEndUser),
    ("SSI", Effect::FinancialRestriction),
    ("PLC", Effect::FinancialRestriction),
    ("CMIC", Effect::FinancialRestriction),
    ("CAP", Effect::FinancialRestriction),
    ("MBS", Effect::FinancialRestriction),
    ("NS-MBS List", Effect::FinancialRestriction),
    ("FSE", Effect::TransactionBan),
];

/// Fields that say nothing about a party: where the lists are published.
const NOT_KEPT: [&str; 3] = ["_id", "source_list_url", "source_information_url"];

/// A record, however it is written.
struct Record<'r> {
    text: &'r dyn Fn(&str) -> String,
    /// The values of a field that holds several.
    many: &'r dyn Fn(&str) -> Vec<String>,
    /// Street and country of each address.
    addresses: Vec<(String, String)>,
    /// Type, number and country of each number.
    numbers: Vec<[String; 3]>,
}

pub(super) fn read_csv(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut rows = Rows::open(input, STYLE)?;
    let Some((first, _)) = rows.next()? else { return Err(ImportError::Empty { file: input.name.clone() }) };
    let headings = Headings::new(first.iter());
    while let Some((cells, number)) = rows.next()? {
        let row = headings.row(cells, number);
        if row.get("name") == "name" && row.get("source") == "source" {
            reading.notes.note(NoteKind::Skipped, "the headings again, among the records", || format!("row {number}"));
            continue;
        }
        if row.len() > headings.len() {
            let why = format!("{} cells under {} headings; fetch the file again", row.len(), headings.len());
            return Err(input.damaged(format!("row {number}"), why));
        }
        let many = |field: &str| split(row.get(field));
        let record = Record {
            text: &|field| row.get(field).to_owned(),
            many: &many,
            addresses: split(row.get("addresses")).into_iter().map(|text| address(&text)).collect(),
            numbers: split(row.get("ids")).iter().map(|text| number_of(text)).collect(),
        };
        let mut party = party(&record, reading);
        keep_rest(&row, &mut party);
        reading.finish(party);
    }
    dated_by_records(reading);
    Ok(())
}

fn keep_rest(row: &Row, party: &mut ListedParty) {
    let rest = row.leftovers().filter(|(field, _)| !NOT_KEPT.contains(field));
    rest.for_each(|(field, text)| party.add_fact(field.replace('_', " "), text));
}

/// Values joined by `; `, the last perhaps with "and".
fn split(cell: &str) -> Vec<String> {
    let parts = cell.split(';').map(|part| part.trim().trim_start_matches("and ").trim());
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// `Dongjiaduan, Zhuzhou, CN` → text and country.
fn address(text: &str) -> (String, String) {
    let code = |end: &str| end.len() == 2 && end.bytes().all(|b| b.is_ascii_uppercase());
    match text.rsplit_once(", ") {
        Some((street, country)) if code(country) => (street.to_owned(), country.to_owned()),
        None if code(text) => (String::new(), text.to_owned()),
        _ => (text.to_owned(), String::new()),
    }
}

/// `QA, 2014-08-30, 28940000602, Passport` → type, number, country: the type stands last, a country first, dates between.
fn number_of(text: &str) -> [String; 3] {
    let mut parts: Vec<&str> = text.split(", ").map(str::trim).collect();
    let written = parts.pop().unwrap_or("");
    if parts.is_empty() {
        return [String::new(), written.to_owned(), String::new()];
    }
    let country = if parts.len() > 1 && parts[0].len() == 2 { parts.remove(0) } else { "" };
    let date = |part: &&str| part.len() == 10 && part.bytes().filter(|b| *b == b'-').count() == 2;
    if parts.len() > 1 && crate::sanctions::identifiers::kind_of(written).is_some() {
        parts.retain(|part| !date(part));
    }
    [written.to_owned(), parts.join(", "), country.to_owned()]
}

pub(super) fn read_json(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let text = input.text(Letters::Utf8)?;
    super::json::each_in_array(input, text, "results", |place, value| {
        if let Value::Object(fields) = &value
            && fields.values().any(says_something)
        {
            let party = json_party(&value, reading);
            reading.finish(party);
        } else {
            reading.notes.note(NoteKind::Skipped, "an empty record", || place.to_owned());
        }
        Ok(())
    })?;
    dated_by_records(reading);
    Ok(())
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => values.iter().any(says_something),
        Value::Object(fields) => fields.values().any(says_something),
        _ => true,
    }
}

fn json_party(value: &Value, reading: &mut Reading) -> ListedParty {
    let text = |value: &Value| match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let field = |name: &str| value.get(name).map(text).unwrap_or_default();
    let many = |name: &str| match value.get(name) {
        Some(Value::Array(values)) => values.iter().map(text).filter(|t| !t.is_empty()).collect(),
        Some(Value::String(joined)) => split(joined),
        _ => Vec::new(),
    };
    let objects = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let part = |object: &Value, name: &str| object.get(name).map(text).unwrap_or_default();
    let addresses = objects("addresses").into_iter().map(|object| {
        let street = ["address", "city", "state", "postal_code"].map(|name| part(&object, name));
        (joined(street.iter().map(String::as_str)), part(&object, "country"))
    });
    let numbers = objects("ids");
    let record = Record {
        text: &field,
        many: &many,
        addresses: addresses.collect(),
        numbers: numbers.iter().map(|object| ["type", "number", "country"].map(|name| part(object, name))).collect(),
    };
    let mut party = party(&record, reading);
    for object in &numbers {
        for (name, words) in [("issue_date", "issued"), ("expiration_date", "expires")] {
            let date = part(object, name);
            if !date.is_empty() {
                party.add_fact(
                    format!("{} {}", part(object, "type"), part(object, "number")),
                    &format!("{words} {date}"),
                );
            }
        }
    }
    for name in OTHER {
        party.add_fact(name.replace('_', " "), &field(name));
    }
    party
}

/// Fields of the JSON without a place of their own in a record; in the CSV they are what is left over.
const OTHER: [&str; 10] = [
    "title",
    "federal_register_notice",
    "standard_order",
    "license_requirement",
    "license_policy",
    "vessel_type",
    "gross_tonnage",
    "gross_registered_tonnage",
    "vessel_owner",
    "remarks",
];

fn party(record: &Record, reading: &mut Reading) -> ListedParty {
    let (number, id) = ((record.text)("entity_number"), (record.text)("_id"));
    let source = (record.text)("source");
    let kind = PartyKind::read(&(record.text)("type"));
    let person = kind == PartyKind::Person;
    let name = (record.text)("name");
    let id = [number, id].into_iter().find(|id| !id.is_empty()).unwrap_or_else(|| format!("{source}: {name}"));
    let mut party = reading.party(id, kind);
    // "Address 04" stands for an address alone; as a name it finds nobody.
    let weak = name.strip_prefix("Address ").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    let strength = if weak { NameStrength::Weak } else { NameStrength::Primary };
    ofac::add_name(&mut party, &name, strength, NameUse::Current, person);
    for alias in (record.many)("alt_names") {
        let (used_as, alias) = match alias.strip_prefix("f.k.a.") {
            Some(former) => (NameUse::Former, former.trim_start_matches([',', ' '])),
            None => (NameUse::Current, alias.trim_start_matches("a.k.a.").trim_start_matches([',', ' '])),
        };
        ofac::add_name(&mut party, alias, NameStrength::Alias, used_as, person);
    }
    match effect_of(&source) {
        Some(effect) => party.set_effects([effect]),
        None => reading.notes.note(NoteKind::AsWritten, "a list whose meaning is not known", || source.clone()),
    }
    party.add_fact("list", &source);
    (record.many)("programs").iter().for_each(|programme| party.add_programme(programme));
    party.add_basis(listing_act(source.split(" - ").next().unwrap_or(""), (record.text)("federal_register_notice")));
    party.listed_on = reading.day(&mut party, "start date", &(record.text)("start_date"));
    let end = reading.day(&mut party, "end date", &(record.text)("end_date"));
    party.delisted_on = end.and_then(|day| day.tomorrow().ok());
    for (street, country) in &record.addresses {
        reading.add_address(&mut party, street, country);
    }
    for field in ["nationalities", "citizenships"] {
        (record.many)(field).iter().for_each(|country| reading.add_country(&mut party, field, country));
    }
    reading.add_country(&mut party, "flag", &(record.text)("vessel_flag"));
    (record.many)("dates_of_birth").iter().for_each(|date| reading.add_birth(&mut party, date));
    for place in (record.many)("places_of_birth") {
        reading.add_birth_place(&mut party, &place, ofac::country_at_end(&place));
    }
    party.add_identifier("call sign", &(record.text)("call_sign"));
    for [written, number, country] in &record.numbers {
        ofac::add_typed(reading, &mut party, written, number, country);
    }
    party
}

/// What the list of that name means: `Entity List (EL) - Bureau of Industry and Security`, or `EL` alone.
fn effect_of(source: &str) -> Option<Effect> {
    let codes = source.split(['(', ')']).map(str::trim);
    codes.filter_map(|code| LISTS.iter().find(|(known, _)| *known == code)).map(|(_, effect)| *effect).next()
}

/// The files carry no date of their own; the newest listing is the least they can be.
fn dated_by_records(reading: &mut Reading) {
    reading.date = reading.parties.iter().filter_map(|party| party.listed_on).max();
    reading.version = reading.date.map(|date| format!("newest listing {date}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_apart_from_their_end() {
        assert_eq!(number_of("PK, 2013-09-09, 2008-09-09, 4117921, Passport"), ["Passport", "4117921", "PK"]);
        assert_eq!(number_of("www.example.test, Website"), ["Website", "www.example.test", ""]);
        assert_eq!(number_of("Male, Gender"), ["Gender", "Male", ""]);
        assert_eq!(number_of("alone"), ["", "alone", ""]);
    }

    #[test]
    fn every_source_list_has_its_own_meaning() {
        assert_eq!(effect_of("Entity List (EL) - Bureau of Industry and Security"), Some(Effect::EntityList));
        assert_eq!(
            effect_of("Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department"),
            Some(Effect::FinancialRestriction)
        );
        assert_eq!(effect_of("SDN"), Some(Effect::AssetFreeze));
        assert_eq!(effect_of("A new list (NEW)"), None);
    }
}
