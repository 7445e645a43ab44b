//! US Treasury lists in the XML of the SDN schema: `sdn.xml` and `consolidated.xml`. Two namespaces are in use, so elements
//! are known by their local names.

use jiff::civil::Date;

use super::open::Input;
use super::reading::{Reading, joined};
use super::xml::{Element, Tree, XmlRecords};
use super::{ImportError, NoteKind, ofac};
use crate::sanctions::{ListedParty, NameStrength, NameUse, PartyKind};

/// Numbers of the file's own rows.
const NOT_KEPT: &[&str] = &["uid", "mainEntry"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut records = XmlRecords::open(input)?;
    let mut stated = None;
    let mut tree = Tree::default();
    while records.next(&["publshInformation", "sdnEntry"], &mut tree)? {
        let record = tree.root();
        if record.name() == "publshInformation" {
            let published = record.text_of("Publish_Date");
            reading.date = us_date(published);
            reading.version = Some(format!("published {published}"));
            stated = record.text_of("Record_Count").parse::<usize>().ok();
            continue;
        }
        let mut party = party(record, reading);
        if party.entry_id.is_empty() {
            return Err(input.damaged(records.place(), "an sdnEntry without uid".to_owned()));
        }
        tree.leftovers(NOT_KEPT).for_each(|(about, text)| party.add_fact(about, text));
        reading.finish(party);
    }
    if let Some(stated) = stated.filter(|stated| *stated != reading.parties.len()) {
        let what = format!("the file says it holds {stated} records, {} were read", reading.parties.len());
        reading.notes.note(NoteKind::Incomplete, what, String::new);
    }
    Ok(())
}

/// `03/28/2025` → 28 March 2025.
pub(super) fn us_date(text: &str) -> Option<Date> {
    let mut parts = text.trim().split('/');
    let (month, day, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Date::new(year, month, day).ok()
}

fn party(record: Element, reading: &mut Reading) -> ListedParty {
    let kind = PartyKind::read(record.text_of("sdnType"));
    let person = kind == PartyKind::Person;
    let mut party = reading.party(record.text_of("uid"), kind);
    ofac::add_name(&mut party, &whole(record), NameStrength::Primary, NameUse::Current, person);
    for alias in record.each_in("akaList", "aka") {
        let weak = alias.text_of("category").eq_ignore_ascii_case("weak");
        let strength = if weak { NameStrength::Weak } else { NameStrength::Alias };
        ofac::add_name(&mut party, &whole(alias), strength, ofac::use_of(alias.text_of("type")), person);
    }
    record.each_in("programList", "program").for_each(|programme| party.add_programme(programme.text()));
    party.add_fact("title", record.text_of("title"));
    party.add_fact("remark", record.text_of("remarks"));
    for number in record.each_in("idList", "id") {
        let value = number.text_of("idNumber");
        ofac::add_typed(reading, &mut party, number.text_of("idType"), value, number.text_of("idCountry"));
        for (part, words) in [("issueDate", "issued"), ("expirationDate", "expires")] {
            let date = number.text_of(part);
            if !date.is_empty() {
                party.add_fact(format!("{} {value}", number.text_of("idType")), &format!("{words} {date}"));
            }
        }
    }
    for at in record.each_in("addressList", "address") {
        let text = joined(
            ["address1", "address2", "address3", "city", "stateOrProvince", "postalCode"].map(|p| at.text_of(p)),
        );
        reading.add_address(&mut party, &text, at.text_of("country"));
    }
    record
        .each_in("dateOfBirthList", "dateOfBirthItem")
        .for_each(|b| reading.add_birth(&mut party, b.text_of("dateOfBirth")));
    for place in record.each_in("placeOfBirthList", "placeOfBirthItem") {
        ofac::add_typed(reading, &mut party, "POB", place.text_of("placeOfBirth"), "");
    }
    for (list, one) in [("nationalityList", "nationality"), ("citizenshipList", "citizenship")] {
        record.each_in(list, one).for_each(|n| reading.add_country(&mut party, one, n.text_of("country")));
    }
    if let Some(vessel) = record.child("vesselInfo") {
        party.add_identifier("call sign", vessel.text_of("callSign"));
        reading.add_country(&mut party, "flag", vessel.text_of("vesselFlag"));
    }
    party
}

/// `LAST, First`; what has one part is that part.
fn whole(element: Element) -> String {
    joined([element.text_of("lastName"), element.text_of("firstName")])
}
