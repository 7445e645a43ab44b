//! UK Sanctions List, CSV: a line with the date of the report, the headings, then many rows a party, each with one
//! combination of its names, addresses and numbers.

use std::collections::HashMap;

use super::open::Input;
use super::reading::{Reading, gender, joined, listing_act};
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, uk};
use crate::sanctions::{BirthDate, ListedParty, NameStrength, NameUse, PartyKind};

const STYLE: Style = Style { delimiter: b',', utf8: false };
const GIVEN: [&str; 5] = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut rows = Rows::open(input, STYLE)?;
    uk::note_letters(reading, rows.is_windows());
    let mut headings = Headings::default();
    while !headings.has("Unique ID") {
        let Some((cells, number)) = rows.next()? else {
            return Err(input.damaged("the headings", "no column \"Unique ID\"; fetch the file again".to_owned()));
        };
        if number <= 2 {
            let first = cells.iter().collect::<Vec<_>>().join(" ");
            if let Some(date) = first.trim_start_matches('\u{feff}').strip_prefix("Report Date:") {
                reading.date = BirthDate::read(date.trim()).map(|day| day.from);
                reading.version = Some(format!("report of {}", date.trim()));
            }
        }
        headings = Headings::new(cells.iter());
    }
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parties: Vec<ListedParty> = Vec::new();
    while let Some((cells, number)) = rows.next()? {
        let row = headings.row(cells, number);
        let id = row.get("Unique ID").to_owned();
        if id.is_empty() {
            return Err(input
                .damaged(format!("row {number}"), "column \"Unique ID\" is empty; fetch the file again".to_owned()));
        }
        let place = *places.entry(id.clone()).or_insert_with(|| {
            parties.push(reading.party(id, PartyKind::read(row.get("Designation Type"))));
            parties.len() - 1
        });
        detail(&row, &mut parties[place], reading);
    }
    parties.into_iter().for_each(|party| reading.finish(party));
    Ok(())
}

fn detail(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    uk::add_name(party, &row.joined(&GIVEN, " "), row.get("Name 6"), row.get("Name type"), row.get("Alias strength"));
    if let Some(name) = party.add_new_name(row.get("Name non-latin script"), NameStrength::Alias) {
        name.used_as = NameUse::OriginalScript;
        let language = row.get("Non-latin script language");
        name.language = (!language.is_empty()).then(|| language.to_owned());
    }
    uk::add_measures(reading, party, row.get("Sanctions Imposed"));
    let regime = row.get("Regime Name");
    party.add_programme(regime);
    party.add_basis(listing_act(regime, "designation"));
    let listed = reading.day(party, "designated on", row.get("Date Designated"));
    party.listed_on = [party.listed_on, listed].into_iter().flatten().min();
    let lines = [
        "Address Line 1",
        "Address Line 2",
        "Address Line 3",
        "Address Line 4",
        "Address Line 5",
        "Address Line 6",
        "Address Postal Code",
    ];
    reading.add_address(party, &joined(lines.map(|line| row.get(line))), row.get("Address Country"));
    reading.add_birth(party, row.get("D.O.B"));
    reading.add_birth_place(party, row.get("Town of birth"), row.get("Country of birth"));
    party.gender = party.gender.or_else(|| gender(row.get("Gender")));
    for column in ["Nationality(/ies)", "Current believed flag of ship"] {
        uk::enumerated(row.get(column)).iter().for_each(|country| reading.add_country(party, column, country));
    }
    for (column, kind, about) in [
        ("Passport number", "passport", "Passport additional information"),
        ("National Identifier number", "national id", "National Identifier additional information"),
        ("Business registration number (s)", "registration", ""),
        ("IMO number", "imo", ""),
        ("Hull identification number (HIN)", "hull", ""),
    ] {
        let number = row.get(column).trim_start_matches("IMO").trim();
        party.add_identifier(kind, number);
        party.add_fact(format!("{kind} {number}"), row.get(about));
    }
    row.leftovers().for_each(|(about, text)| party.add_fact(about, text));
}
