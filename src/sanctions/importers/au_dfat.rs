//! Australian consolidated list, workbook: one row a name. `2`, `2a` and `2b` are names of one party, not always in
//! neighbouring rows; cells hold numbers, texts and days mixed.

use std::collections::HashMap;

use super::ImportError;
use super::measures::effects_of;
use super::open::Input;
use super::reading::{Reading, clean, listing_act};
use super::rows::{Headings, Row};
use crate::sanctions::{BirthDate, Effect, ListedParty, NameStrength, NameUse, PartyKind};

/// Columns of yes or no, and the effect each states.
const MEASURES: [&str; 4] = ["Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut headings: Option<Headings> = None;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parties: Vec<ListedParty> = Vec::new();
    super::sheet::each_row(input, |cells, number| {
        let Some(known) = &headings else {
            headings = Some(Headings::new(cells.iter()));
            return Ok(());
        };
        let row = known.row(cells, number);
        let reference = row.get("Reference");
        let id = reference.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        if id.is_empty() {
            return Err(input
                .damaged(format!("row {number}"), "column \"Reference\" is empty; fetch the file again".to_owned()));
        }
        let place = *places.entry(id.clone()).or_insert_with(|| {
            parties.push(reading.party(id, PartyKind::read(row.get("Type"))));
            parties.len() - 1
        });
        detail(&row, &mut parties[place], reading);
        Ok(())
    })?;
    let newest = parties.iter().flat_map(|party| party.facts.iter().filter(|fact| fact.about == "control date"));
    reading.date = newest.filter_map(|fact| BirthDate::read(&fact.text)).map(|day| day.from).max();
    reading.version = reading.date.map(|date| format!("newest control date {date}"));
    parties.into_iter().for_each(|party| reading.finish(party));
    Ok(())
}

fn detail(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    let kind = row.get("Name Type").to_lowercase();
    let weak = row.get("Alias Strength").eq_ignore_ascii_case("weak");
    let strength = match kind.as_str() {
        _ if weak => NameStrength::Weak,
        "primary name" => NameStrength::Primary,
        _ => NameStrength::Alias,
    };
    if let Some(name) = party.add_new_name(row.get("Name of Individual or Entity"), strength) {
        name.used_as = if kind == "original script" { NameUse::OriginalScript } else { NameUse::Current };
    }
    for date in row.get("Date of Birth").split([',', ';']).map(str::trim).filter(|date| !date.is_empty()) {
        let counted = super::ca_sema::spreadsheet_day(date);
        reading.add_birth(party, counted.as_deref().unwrap_or(date));
    }
    for place in lettered(row.get("Place of Birth")) {
        reading.add_birth_place(party, &place, super::ofac::country_at_end(&place));
    }
    for country in row.get("Citizenship").split([';', ',']).map(str::trim) {
        reading.add_country(party, "citizenship", country);
    }
    for address in lettered(row.get("Address")) {
        reading.add_address(party, &address, super::ofac::country_at_end(&address));
    }
    party.add_identifier("imo", row.get("IMO Number"));
    party.add_programme(row.get("Committees"));
    party.add_basis(listing_act(clean(row.get("Instrument of Designation")), "designation"));
    let mut effects: Vec<Effect> = Vec::new();
    for measure in MEASURES {
        let stated = matches!(row.get(measure).to_lowercase().as_str(), "1" | "true" | "yes" | "y" | "1.0");
        if stated {
            effects.extend(effects_of(measure));
        }
    }
    party.set_effects(effects);
    let controlled = row.get("Control Date");
    let controlled = super::ca_sema::spreadsheet_day(controlled).unwrap_or_else(|| controlled.to_owned());
    party.add_fact("control date", &controlled);
    row.leftovers().for_each(|(about, text)| party.add_fact(about.to_lowercase(), &clean(text)));
}

/// Takes "a) Kabul b) Herat" apart.
fn lettered(text: &str) -> Vec<String> {
    let text = clean(text);
    let mut parts: Vec<String> = Vec::new();
    let mut expected = b'a';
    let mut rest = text.as_str();
    while let Some(at) = find_letter(rest, expected) {
        parts.push(rest[..at].to_owned());
        rest = &rest[at + 2..];
        expected += 1;
    }
    parts.push(rest.to_owned());
    parts
        .iter()
        .map(|part| part.trim().trim_end_matches([';', ',']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

fn find_letter(text: &str, letter: u8) -> Option<usize> {
    let mark = [letter, b')'];
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(1)).find(|&at| bytes[at..at + 2] == mark && (at == 0 || bytes[at - 1] == b' '))
}

#[cfg(test)]
mod tests {
    use super::lettered;

    #[test]
    fn lettered_values_are_taken_apart() {
        assert_eq!(
            lettered("a) Kabul, Afghanistan b) Herat, Afghanistan"),
            ["Kabul, Afghanistan", "Herat, Afghanistan"]
        );
        assert_eq!(lettered("Kabul_x000D_\r\n(capital)"), ["Kabul (capital)"]);
    }
}
