//! Canadian autonomous sanctions, XML: one `record` a party, without any number of its own. Schedule, item, regime and
//! name together tell a record from the others.

use super::ImportError;
use super::open::Input;
use super::reading::{Reading, listing_act};
use super::xml::{Element, Tree, XmlRecords};
use crate::sanctions::{ListedParty, NameStrength, PartyKind};

/// Words at the beginning of a part of a company's name that go on with the part before it.
const FORMS: &[&str] = &[
    "ltd", "limited", "llc", "inc", "co", "corp", "jsc", "ojsc", "pjsc", "oao", "ooo", "zao", "pao", "ao", "gmbh",
    "s.a", "plc", "sarl", "company",
];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let mut tree = Tree::default();
    while records.next(&["record"], &mut tree)? {
        let mut party = party(tree.root(), reading);
        tree.leftovers(&[]).for_each(|(about, text)| party.add_fact(about, text));
        reading.finish(party);
    }
    reading.date = reading.parties.iter().filter_map(|party| party.listed_on).max();
    reading.version = reading.date.map(|date| format!("newest listing {date}"));
    Ok(())
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let (last, given, entity) =
        (record.text_of("LastName"), record.text_of("GivenName"), record.text_of("EntityOrShip"));
    let imo = record.text_of("ShipIMONumber");
    let (kind, name) = match (entity, imo) {
        ("", _) => (PartyKind::Person, if given.is_empty() { last.to_owned() } else { format!("{last}, {given}") }),
        (entity, "") => (PartyKind::Entity, entity.to_owned()),
        (ship, _) => (PartyKind::Vessel, ship.to_owned()),
    };
    let regime = record.text_of("Country").split(" / ").next().unwrap_or("").trim();
    let (schedule, item) = (record.text_of("Schedule"), record.text_of("Item"));
    let key =
        [schedule, item, regime, name.as_str()].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>();
    let mut party = reading.party(key.join(" | "), kind);
    if let Some(name) = party.add_name(&name, NameStrength::Primary) {
        name.family_name = (kind == PartyKind::Person && !given.is_empty()).then(|| last.to_owned());
    }
    for alias in aliases(record.text_of("Aliases"), kind) {
        party.add_new_name(&alias, NameStrength::Alias);
    }
    party.add_identifier("imo", imo);
    party.add_fact(if kind == PartyKind::Vessel { "vessel type" } else { "title" }, record.text_of("TitleOrShip"));
    let date = record.text_of("DateOfBirthOrShipBuildDate");
    if kind == PartyKind::Person {
        dates(date).iter().for_each(|date| reading.add_birth(&mut party, date));
    } else {
        party.add_fact("built or established", date);
    }
    party.add_programme(regime);
    let provision =
        if schedule.is_empty() { "schedule".to_owned() } else { format!("Schedule {schedule}, item {item}") };
    party.add_basis(listing_act(format!("Special Economic Measures regulations, {regime}"), provision));
    party.listed_on = reading.day(&mut party, "listed on", record.text_of("DateOfListing"));
    party
}

/// Dates joined by "or"; a bare number of five digits counts days as a spreadsheet does.
fn dates(text: &str) -> Vec<String> {
    let parts = text.split(" or ").flat_map(|part| part.split(" OR ")).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| spreadsheet_day(part).unwrap_or_else(|| part.to_owned())).collect()
}

/// A day counted from the end of 1899, as spreadsheets store dates.
pub(super) fn spreadsheet_day(text: &str) -> Option<String> {
    let days: i64 = Some(text).filter(|t| t.len() == 5)?.parse().ok()?;
    let epoch = jiff::civil::Date::constant(1899, 12, 30);
    epoch.checked_add(jiff::Span::new().days(days)).ok().map(|date| date.to_string())
}

/// Aliases joined by `;`, `,` or words such as "a.k.a." and "Russian:". A comma before a legal form joins what belongs
/// together, and one of a person's "Family, Given" is kept where both sides are single words.
fn aliases(text: &str, kind: PartyKind) -> Vec<String> {
    let marks = [
        "a.k.a.",
        "f.k.a.",
        "Russian:",
        "Ukrainian:",
        "Belarusian:",
        "Arabic:",
        "Persian:",
        "formerly known as",
        "also known as",
    ];
    let mut text = text.replace('\n', " ");
    for mark in marks {
        text = text.replace(mark, ";");
    }
    let mut found: Vec<String> = Vec::new();
    for group in text.split(';') {
        let parts: Vec<&str> = group.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        let pair = kind == PartyKind::Person && parts.len() == 2 && !parts[0].contains(' ');
        if pair {
            found.push(parts.join(", "));
            continue;
        }
        for (at, part) in parts.iter().enumerate() {
            let first = part.split([' ', '.']).next().unwrap_or("").to_lowercase();
            match found.last_mut() {
                Some(before)
                    if at > 0 && kind == PartyKind::Entity && FORMS.contains(&first.as_str()) && part.len() < 16 =>
                {
                    before.push_str(", ");
                    before.push_str(part);
                }
                _ => found.push((*part).to_owned()),
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_taken_apart_without_breaking_names() {
        let person = aliases("Anna Petrova, Hanna Petrova; Петрова, Анна", PartyKind::Person);
        assert_eq!(person, ["Anna Petrova", "Hanna Petrova", "Петрова, Анна"]);
        let entity = aliases("First Works Co., Ltd., Works One a.k.a. W1", PartyKind::Entity);
        assert_eq!(entity, ["First Works Co., Ltd.", "Works One", "W1"]);
    }

    #[test]
    fn a_number_of_days_is_a_date() {
        assert_eq!(dates("25569"), ["1970-01-01"]);
        assert_eq!(dates("1965-07-15 OR 1969-09-28"), ["1965-07-15", "1969-09-28"]);
        assert_eq!(dates("1972"), ["1972"]);
    }
}
