//! US Denied Persons List: cells between tabs in quotation marks, one row an address. Expired orders stay in the file; the
//! last day of the order decides whether it still matches. The newer page of the authority exports CSV with fewer columns.

use super::open::Input;
use super::reading::{Reading, joined, listing_act};
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, ofac_sdn_xml::us_date};
use crate::sanctions::{ListedParty, NameStrength, PartyKind};

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let head = input.head()?;
    let first = head.split(|b| *b == b'\n').next().unwrap_or(&head);
    let delimiter = if first.contains(&b'\t') { b'\t' } else { b',' };
    let mut rows = Rows::open(input, Style { delimiter, utf8: false })?;
    super::uk::note_letters(reading, rows.is_windows());
    let Some((first, _)) = rows.next()? else { return Err(ImportError::Empty { file: input.name.clone() }) };
    let headings = Headings::new(first.iter());
    while let Some((cells, number)) = rows.next()? {
        let row = headings.row(cells, number);
        if row.len() != headings.len() {
            let why = format!("{} cells under {} headings; fetch the file again", row.len(), headings.len());
            return Err(input.damaged(format!("row {number}"), why));
        }
        let party = party(&row, reading);
        reading.finish(party);
    }
    reading.date = reading.parties.iter().filter_map(|party| party.listed_on).max();
    reading.version = reading.date.map(|date| format!("newest order {date}"));
    Ok(())
}

fn party(row: &Row, reading: &mut Reading) -> ListedParty {
    let whole = row.get("name_and_address");
    let (name, address) = match whole.split_once(',') {
        Some((name, address)) if row.get("Name").is_empty() => (name, address.trim()),
        _ if !whole.is_empty() => (whole, ""),
        _ => (row.get("Name"), ""),
    };
    let (from, to) = (
        first_of(row, &["Effective_Date", "effective_date", "start_date"]),
        first_of(row, &["Expiration_Date", "expiration_date", "end_date"]),
    );
    let mut party = reading.party(format!("{} | {from}", name.trim()), PartyKind::Entity);
    party.add_name(name, NameStrength::Primary);
    let street =
        joined([address, row.get("Street_Address"), row.get("City"), row.get("State"), row.get("Postal_Code")]);
    reading.add_address(&mut party, &street, row.get("Country"));
    party.listed_on = us_date(from).or_else(|| reading.day(&mut party, "effective date", from));
    let last = us_date(to).or_else(|| reading.day(&mut party, "expiration date", to));
    // The order holds on its last day too.
    party.delisted_on = last.and_then(|day| day.tomorrow().ok());
    let citation = first_of(row, &["FR_Citation", "citation", "federal_register_citation"]);
    party.add_basis(listing_act("Denial order under 15 CFR 764.3(a)(2)", citation));
    row.leftovers().for_each(|(about, text)| party.add_fact(about.replace('_', " ").to_lowercase(), text));
    party
}

fn first_of<'r>(row: &'r Row, columns: &[&str]) -> &'r str {
    columns.iter().map(|column| row.get(column)).find(|text| !text.is_empty()).unwrap_or("")
}
