//! The parties of a row: columns by role, the list of all parties, and the account numbers that stand where a name should.

use serde_json::Value;

use super::Reader;
use crate::domain::{Party, PartyRole};
use crate::records::Cell;
use crate::records::cell::shortened;
use crate::records::headings::Field;
use crate::records::plan::PartyColumns;

impl Reader<'_> {
    pub(super) fn parties(&mut self) -> Vec<Party> {
        let plan = self.plan;
        let mut parties: Vec<Party> = Vec::new();
        for columns in &plan.parties {
            if is_account(&self.words(columns.name)) {
                self.account(columns);
            } else {
                parties.extend(self.party(columns));
            }
        }
        for place in plan.of(&Field::Parties) {
            parties.extend(self.listed_parties(place));
        }
        parties
    }

    /// The number of an account where a name should stand: passed over where another column names the party, a fault
    /// otherwise, because no list can be searched for it.
    fn account(&mut self, columns: &PartyColumns) {
        let number = self.words(columns.name);
        let named = self.plan.parties.iter().find(|other| {
            let name = self.words(other.name);
            other.role == columns.role && !name.is_empty() && !is_account(&name)
        });
        let column = |place: usize| self.table.columns[place].name.to_string();
        if let Some(other) = named {
            let (column, other) = (column(columns.name), column(other.name));
            self.notes.push(format!("{column}: {number} is a number; the {} is named in {other}", columns.role));
        } else {
            let what = format!("{number} is a number, and lists are searched for names");
            let remedy = format!("name the column that holds the name, as in --map {}=COLUMN", columns.role.code());
            self.fault(Some(columns.name), what, remedy);
        }
    }

    fn party(&mut self, columns: &PartyColumns) -> Option<Party> {
        let country = columns.country.and_then(|place| self.country(place));
        let name = self.words(columns.name);
        if name.is_empty() || self.unreadable(columns.name) || self.headings.means_no_party(&name) {
            return None;
        }
        let address: Vec<String> =
            columns.address.iter().map(|place| self.words(*place)).filter(|text| !text.is_empty()).collect();
        let address = Some(address.join(", ")).filter(|text| !text.is_empty());
        Some(Party { name, country, role: columns.role, address, ..Party::default() })
    }

    /// The parties of a JSON array: `[{"name": "…", "country": "CN", "role": "consignee"}]`.
    fn listed_parties(&mut self, place: usize) -> Vec<Party> {
        let cell = self.cell(place).clone();
        let list = match &cell {
            Cell::Empty => return Vec::new(),
            Cell::Nested(value) => value.as_array().cloned(),
            Cell::Text(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        let Some(list) = list else {
            let what = format!("{} is no list of parties", cell.in_words());
            self.fault(Some(place), what, "write [{\"name\": \"…\", \"country\": \"CN\", \"role\": \"consignee\"}]");
            return Vec::new();
        };
        list.iter().filter_map(|value| self.listed_party(place, value)).collect()
    }

    fn listed_party(&mut self, place: usize, value: &Value) -> Option<Party> {
        let mut value = value.clone();
        if let Value::String(name) = &value {
            return Some(Party { name: name.trim().to_owned(), ..Party::default() });
        }
        let country = value.get("country").and_then(Value::as_str).map(str::to_owned).filter(|c| !c.trim().is_empty());
        let role = value.get("role").and_then(Value::as_str).map(str::to_owned);
        if let Some(object) = value.as_object_mut() {
            object.remove("country");
            object.remove("role");
        }
        let mut party: Party = match serde_json::from_value(value) {
            Ok(party) => party,
            Err(error) => {
                let remedy = "a party has a name and may have country, role, born, address and identifiers";
                self.fault(Some(place), format!("a party cannot be read ({error})"), remedy);
                return None;
            }
        };
        match role.as_deref().unwrap_or_default().parse::<PartyRole>() {
            Ok(role) => party.role = role,
            Err(sentence) => self.fault(Some(place), format!("party \"{}\"", shortened(&party.name, 40)), sentence),
        }
        if let Some(country) = country {
            match self.resolve.territory(&country) {
                Ok(resolved) => party.country = Some(self.resolved(resolved, Some(place))),
                Err(sentence) => self.fault(Some(place), format!("party \"{}\"", shortened(&party.name, 40)), sentence),
            }
        }
        Some(party)
    }
}

/// Whether this is the number of a customer's account and no name: digits alone, at least four.
fn is_account(name: &str) -> bool {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    digits >= 4 && name.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::fixtures::{file, read};
    use crate::records::tests::records;

    #[test]
    fn the_number_of_an_account_is_no_name_to_search() {
        let csv = "description;destination;Auftraggeber;Name Auftraggeber\npump;CH;0000100231;Muster AG\npump;CH;100231;\npump;CH;;3M\n";
        let read = records(&read(&file("o.csv", csv)).unwrap());
        let names = |row: usize| -> Vec<String> {
            read[row].transaction.as_ref().unwrap().parties.iter().map(|party| party.name.clone()).collect()
        };
        assert_eq!(names(0), ["Muster AG"]);
        assert!(read[0].notes.iter().any(|note| note.contains("0000100231 is a number")), "{:?}", read[0].notes);
        let faults = read[1].transaction.as_ref().unwrap_err();
        assert!(faults.len() == 1 && faults[0].to_string().contains("--map buyer=COLUMN"), "{faults:?}");
        assert_eq!(names(2), ["3M"]);
    }

    #[test]
    fn a_name_beside_the_number_of_an_account_is_the_name_of_whom_it_belongs_to() {
        let csv = "Verkaufsbeleg;Pos.;Bezeichnung;Auftraggeber;Name 1;Warenempfänger;Name;Land\n4711;10;pump;100231;Müller & Söhne;100232;Muster AG;CH\n";
        let read = records(&read(&file("o.csv", csv)).unwrap()).remove(0);
        let parties = read.transaction.unwrap().parties;
        let named: Vec<(PartyRole, &str)> = parties.iter().map(|party| (party.role, party.name.as_str())).collect();
        assert_eq!(named, [(PartyRole::Buyer, "Müller & Söhne"), (PartyRole::Consignee, "Muster AG")]);
        assert!(
            read.notes.iter().any(|note| note.contains("the consignee is named in column \"Name\"")),
            "{:?}",
            read.notes
        );
    }
}
