//! Lists as plain CSV, one party a row, several values of a cell joined by `;`: the layout of OpenSanctions'
//! `targets.simple.csv`, and of in-house lists that follow it (`id,schema,name,aliases,birth_date,countries,…`).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Address, BirthDate, Effect, ListedName, ListedParty, LoadedList, NameStrength, PartyKind};
use crate::domain::{Identifier, LegalReference, Territory};

/// Why a CSV list cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CsvListError {
    /// The file is not CSV, or not UTF-8.
    #[error("{list}: not readable as CSV: {cause}; save it as CSV in UTF-8 with a heading row")]
    NotCsv {
        /// Name of the list.
        list: String,
        /// What the reader met.
        cause: csv::Error,
    },
    /// A needed column is missing.
    #[error("{list}: column \"{column}\" is missing; the heading row must name at least id and name")]
    NoColumn {
        /// Name of the list.
        list: String,
        /// Its heading.
        column: &'static str,
    },
    /// Rows that cannot be used, all of them.
    #[error("{list}: {}", .rows.join("; "))]
    Rows {
        /// Name of the list.
        list: String,
        /// Row by row, what is missing.
        rows: Vec<String>,
    },
    /// No party at all: an empty file never replaces a list.
    #[error("{list}: no party in it; an empty file is not taken as a list")]
    Empty {
        /// Name of the list.
        list: String,
    },
}

/// Reads a list. `country` turns a country's name or code into a code; countries it does not know are left out.
///
/// # Errors
/// A file that is not CSV, lacks `id` or `name`, holds rows without them, or holds no party.
pub fn read_simple_csv(
    list: &str,
    bytes: &[u8],
    effect: Effect,
    country: &dyn Fn(&str) -> Option<Territory>,
) -> Result<LoadedList, CsvListError> {
    let not_csv = |cause| CsvListError::NotCsv { list: list.to_owned(), cause };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let heading = reader.headers().map_err(not_csv)?.clone();
    let columns: BTreeMap<&str, usize> = heading.iter().enumerate().map(|(at, name)| (name.trim(), at)).collect();
    for column in ["id", "name"] {
        if !columns.contains_key(column) {
            return Err(CsvListError::NoColumn { list: list.to_owned(), column });
        }
    }
    let (mut parties, mut faults) = (Vec::new(), Vec::new());
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(not_csv)?;
        let cell = |column: &str| columns.get(column).and_then(|at| record.get(*at)).unwrap_or("").trim();
        match party(list, effect, &cell, country) {
            Some(party) => parties.push(party),
            None => faults.push(format!("row {}: id or name is empty", row + 2)),
        }
    }
    whole(list, bytes, parties, faults)
}

fn whole(list: &str, bytes: &[u8], parties: Vec<ListedParty>, rows: Vec<String>) -> Result<LoadedList, CsvListError> {
    let list = list.to_owned();
    if !rows.is_empty() {
        return Err(CsvListError::Rows { list, rows });
    }
    if parties.is_empty() {
        return Err(CsvListError::Empty { list });
    }
    let digest = blake3::hash(bytes).to_hex().to_string();
    Ok(LoadedList { name: list, version: digest[..12].to_owned(), date: None, digest, parties })
}

fn party<'a>(
    list: &str,
    effect: Effect,
    cell: &dyn Fn(&str) -> &'a str,
    country: &dyn Fn(&str) -> Option<Territory>,
) -> Option<ListedParty> {
    let many = |column: &str| cell(column).split(';').map(str::trim).filter(|v| !v.is_empty());
    let (entry_id, name) = (cell("id"), cell("name"));
    if entry_id.is_empty() || name.is_empty() {
        return None;
    }
    let mut names = vec![ListedName::new(name, NameStrength::Primary)];
    names.extend(many("aliases").map(|alias| ListedName::new(alias, NameStrength::Alias)));
    names.extend(many("weak_aliases").map(|alias| ListedName::new(alias, NameStrength::Weak)));
    Some(ListedParty {
        list: list.to_owned(),
        entry_id: entry_id.to_owned(),
        kind: PartyKind::read(cell("schema")),
        names,
        births: many("birth_date").filter_map(BirthDate::read).collect(),
        birth_places: Vec::new(),
        gender: None,
        countries: many("countries").filter_map(country).collect(),
        identifiers: many("identifiers").map(|v| Identifier { kind: String::new(), value: v.to_owned() }).collect(),
        addresses: many("addresses").map(|a| Address { text: a.to_owned(), country: None }).collect(),
        programme: cell("program_ids").to_owned(),
        legal_basis: many("sanctions")
            .map(|s| LegalReference { verified: false, ..LegalReference::new(s, "listing") })
            .collect(),
        listed_on: cell("listed_on").parse::<Date>().ok(),
        delisted_on: cell("delisted_on").parse::<Date>().ok(),
        effects: vec![effect],
        facts: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<LoadedList, CsvListError> {
        read_simple_csv("own", text.as_bytes(), Effect::EndUserConcern, &|code| code.parse().ok())
    }

    #[test]
    fn values_joined_by_semicolons_are_taken_apart() {
        let list = read("\u{feff}id,schema,name,aliases,birth_date,countries\n7,Person,Ana Petrova,Anna P.;Аня,1970;1971-02-03,BG;RS\n").expect("a list");
        let party = &list.parties[0];
        assert_eq!((party.names.len(), party.births.len(), party.countries.len()), (3, 2, 2));
        assert_eq!(party.kind, PartyKind::Person);
    }

    #[test]
    fn a_list_that_cannot_be_whole_is_refused_with_its_reason() {
        let cases = [
            ("id,schema\n1,Person\n", "column \"name\" is missing"),
            ("id,name\n", "an empty file is not taken as a list"),
            ("id,name\n1,Ana\n,Bo\n3,\n", "row 3: id or name is empty; row 4"),
        ];
        for (text, reason) in cases {
            let error = read(text).map(|_| ()).expect_err(text).to_string();
            assert!(error.contains(reason), "{error}");
        }
    }
}
