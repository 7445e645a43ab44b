//! The retired list of the UK's Office of Financial Sanctions Implementation, CSV: a line with the date, the headings (29, or 36
//! since 2022), one row a name, not UTF-8.

use std::collections::HashMap;

use super::open::Input;
use super::reading::{Reading, gender, joined, listing_act};
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, uk};
use crate::sanctions::{BirthDate, ListedParty, NameStrength, NameUse, PartyKind};

const STYLE: Style = Style { delimiter: b',', utf8: false };

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut rows = Rows::open(input, STYLE)?;
    uk::note_letters(reading, rows.is_windows());
    let mut headings = Headings::default();
    while !headings.has("Group ID") {
        let Some((cells, _)) = rows.next()? else {
            return Err(input.damaged("the headings", "no column \"Group ID\"; fetch the file again".to_owned()));
        };
        if cells.get(0).is_some_and(|cell| cell.trim_start_matches('\u{feff}').starts_with("Last Updated"))
            && reading.date.is_none()
        {
            let date = cells.get(1).unwrap_or("").trim();
            reading.date = BirthDate::read(date).map(|day| day.from);
            reading.version = Some(format!("last updated {date}"));
        }
        headings = Headings::new(cells.iter());
    }
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parties: Vec<ListedParty> = Vec::new();
    while let Some((cells, number)) = rows.next()? {
        let row = headings.row(cells, number);
        let id = row.get("Group ID").to_owned();
        if id.is_empty() {
            return Err(
                input.damaged(format!("row {number}"), "column \"Group ID\" is empty; fetch the file again".to_owned())
            );
        }
        let place = *places.entry(id.clone()).or_insert_with(|| {
            parties.push(reading.party(id, PartyKind::read(row.get("Group Type"))));
            parties.len() - 1
        });
        detail(&row, &mut parties[place], reading);
    }
    parties.into_iter().for_each(|party| reading.finish(party));
    Ok(())
}

fn detail(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    let given = row.joined(&["Name 1", "Name 2", "Name 3", "Name 4", "Name 5"], " ");
    uk::add_name(party, &given, row.get("Name 6"), row.get("Alias Type"), row.get("Alias Quality"));
    if let Some(name) = party.add_new_name(row.get("Name Non-Latin Script"), NameStrength::Alias) {
        name.used_as = NameUse::OriginalScript;
    }
    reading.add_birth(party, row.get("DOB"));
    let towns = uk::enumerated(row.get("Town of Birth"));
    let countries = uk::enumerated(row.get("Country of Birth"));
    for at in 0..towns.len().max(countries.len()) {
        let of = |list: &[&str]| list.get(at).copied().unwrap_or("").to_owned();
        reading.add_birth_place(party, &of(&towns), &of(&countries));
    }
    for nationality in uk::enumerated(row.get("Nationality")) {
        reading.add_country(party, "nationality", nationality);
    }
    for (column, kind) in [
        ("Passport Details", "passport"),
        ("Passport Number", "passport"),
        ("NI Number", "national id"),
        ("National Identification Number", "national id"),
    ] {
        for text in uk::enumerated(row.get(column)) {
            let (number, rest) = text.split_once([' ', '(']).unwrap_or((text, ""));
            // Prose such as "Passport No: 592667 (Qatari …)": only what looks like a number is one.
            if number.bytes().any(|b| b.is_ascii_digit()) {
                party.add_identifier(kind, number.trim_end_matches(['.', ',']));
                party.add_fact(format!("{kind} {number}"), rest);
            } else {
                party.add_fact(column, text);
            }
        }
    }
    let lines = ["Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code"];
    reading.add_address(party, &joined(lines.map(|line| row.get(line))), row.get("Country"));
    party.gender = party.gender.or_else(|| gender(row.get("Gender")));
    let regime = row.get("Regime");
    party.add_programme(regime);
    party.add_basis(listing_act(regime, "designation"));
    let listed = reading.day(party, "listed on", row.get("Listed On"));
    party.listed_on = [party.listed_on, listed].into_iter().flatten().min();
    for text in uk::enumerated(row.get("Position")) {
        party.add_fact("function", text);
    }
    row.leftovers().for_each(|(about, text)| party.add_fact(about, text));
}
