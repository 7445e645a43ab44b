//! US Treasury lists as CSV without headings: a main file of twelve columns, addresses (six), other names (five), and the
//! ends of remarks that were cut at 1,000 characters (two). Which file is which is told by its columns. Null is `-0- `;
//! the files end with the byte 0x1A.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::open::Input;
use super::reading::Reading;
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, NoteKind, ofac, ofac_remarks};
use crate::sanctions::{ListedParty, NameStrength, NameUse, PartyKind};

const STYLE: Style = Style { delimiter: b',', utf8: false };
/// Remarks are cut at this many characters and go on in the file of comments.
const CUT: usize = 1000;

/// Which of the files one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Main,
    Addresses,
    Names,
    Comments,
}

/// Which of the files one is, by its first row: its first cell is a number, and the number of columns tells.
pub(super) fn part_of(first: &StringRecord) -> Option<Part> {
    let number = first.get(0)?.trim();
    if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match first.len() {
        12 => Some(Part::Main),
        6 => Some(Part::Addresses),
        5 => Some(Part::Names),
        2 => Some(Part::Comments),
        _ => None,
    }
}

type Details = BTreeMap<u64, Vec<StringRecord>>;

pub(super) fn read(inputs: &[Input], reading: &mut Reading) -> Result<(), ImportError> {
    let mut parts: BTreeMap<Part, &Input> = BTreeMap::new();
    for input in inputs {
        let first = Rows::open(input, STYLE)?.next()?.map(|(cells, _)| cells);
        let Some(part) = first.as_ref().and_then(part_of) else {
            return Err(
                input.damaged("row 1", "not a row of a Treasury file: a number and 12, 6, 5 or 2 columns".to_owned())
            );
        };
        if let Some(other) = parts.insert(part, input) {
            let both = vec![format!("{} and {} are both the file of {part:?}", other.name, input.name)];
            return Err(ImportError::Mixed(both));
        }
    }
    let Some(main) = parts.get(&Part::Main) else {
        let names = inputs.iter().map(|input| format!("{}: details only", input.name)).collect::<Vec<_>>();
        return Err(ImportError::Mixed(
            [names, vec!["the main file (sdn.csv or cons_prim.csv) is missing".to_owned()]].concat(),
        ));
    };
    for (part, what) in [(Part::Names, "other names (alt.csv)"), (Part::Addresses, "addresses (add.csv)")] {
        if !parts.contains_key(&part) {
            let what = format!("the file of {what} was not given: the list is read without them");
            reading.notes.note(NoteKind::Incomplete, what, String::new);
        }
    }
    let details = |part: Part, columns: usize| match parts.get(&part) {
        Some(input) => details_of(input, columns),
        None => Ok(Details::new()),
    };
    let mut names = details(Part::Names, 5)?;
    let mut addresses = details(Part::Addresses, 6)?;
    let mut comments = details(Part::Comments, 2)?;
    let mut known = std::collections::BTreeSet::new();
    let headings = Headings::default();
    let mut rows = Rows::open(main, STYLE)?;
    while let Some((cells, number)) = rows.next()? {
        let Some(id) = id_of(main, &cells, 12, number)? else { continue };
        known.insert(id);
        let row = headings.row(cells, number);
        let (names, addresses, comments) = (of_id(&names, id), of_id(&addresses, id), of_id(&comments, id));
        let party = party(reading, id, &row, names, addresses, comments);
        reading.finish(party);
    }
    for (details, what) in [(&mut names, "other names"), (&mut addresses, "addresses"), (&mut comments, "comments")] {
        details.retain(|id, _| !known.contains(id));
        for id in details.keys() {
            let what = format!("{what} of a party the main file does not hold; are the files of the same day?");
            reading.notes.note(NoteKind::Incomplete, what, || format!("number {id}"));
        }
    }
    Ok(())
}

/// The details of a party; a number that stands twice has them at both places.
fn of_id(details: &Details, id: u64) -> &[StringRecord] {
    details.get(&id).map_or(&[], Vec::as_slice)
}

/// The number of a row; nothing for the end mark 0x1A.
fn id_of(input: &Input, cells: &StringRecord, columns: usize, row: u64) -> Result<Option<u64>, ImportError> {
    let first = cells.get(0).unwrap_or("").trim_matches(['\u{1a}', ' ']);
    if first.is_empty() && cells.len() == 1 {
        return Ok(None);
    }
    match first.parse() {
        Ok(id) if cells.len() == columns => Ok(Some(id)),
        _ => {
            let why =
                format!("{} columns instead of {columns}, or no number in the first; fetch it again", cells.len());
            Err(input.damaged(format!("row {row}"), why))
        }
    }
}

fn details_of(input: &Input, columns: usize) -> Result<Details, ImportError> {
    let mut details = Details::new();
    let mut rows = Rows::open(input, STYLE)?;
    while let Some((cells, number)) = rows.next()? {
        if let Some(id) = id_of(input, &cells, columns, number)? {
            details.entry(id).or_default().push(cells);
        }
    }
    Ok(details)
}

/// A cell; null is nothing.
fn cell<'r>(row: &'r Row, column: usize) -> &'r str {
    match row.at(column) {
        "-0-" => "",
        text => text,
    }
}

fn of(cells: &StringRecord, column: usize) -> &str {
    match cells.get(column).unwrap_or("").trim() {
        "-0-" => "",
        text => text,
    }
}

fn party(
    reading: &mut Reading,
    id: u64,
    row: &Row,
    names: &[StringRecord],
    addresses: &[StringRecord],
    comments: &[StringRecord],
) -> ListedParty {
    let kind = PartyKind::read(cell(row, 2));
    let person = kind == PartyKind::Person;
    let mut party = reading.party(id.to_string(), kind);
    ofac::add_name(&mut party, cell(row, 1), NameStrength::Primary, NameUse::Current, person);
    cell(row, 3).split("] [").for_each(|programme| party.add_programme(programme.trim_matches(['[', ']', ' '])));
    for (column, about) in
        [(4, "title"), (6, "vessel type"), (7, "tonnage"), (8, "gross registered tonnage"), (10, "vessel owner")]
    {
        party.add_fact(about, cell(row, column));
    }
    party.add_identifier("call sign", cell(row, 5));
    reading.add_country(&mut party, "flag", cell(row, 9));
    for name in names {
        ofac::add_name(&mut party, of(name, 3), NameStrength::Alias, ofac::use_of(of(name, 2)), person);
        party.add_fact("alias", of(name, 4));
    }
    for address in addresses {
        reading.add_address(&mut party, &super::reading::joined([of(address, 2), of(address, 3)]), of(address, 4));
        party.add_fact("address", of(address, 5));
    }
    let mut remarks = cell(row, 11).to_owned();
    if remarks.chars().count() == CUT && comments.is_empty() {
        let what = "remarks cut at 1,000 characters, whose end stands in the file of comments (sdn_comments.csv)";
        reading.notes.note(NoteKind::Incomplete, what, || format!("number {id}"));
    }
    // The end goes on in the middle of a word.
    comments.iter().for_each(|comment| remarks.push_str(of(comment, 1)));
    ofac_remarks::read(reading, &mut party, &remarks);
    party
}
