//! Which column says what: recognised by its heading or named by the user.

use super::error::listed;
use super::headings::{Field, HeadingTable, PartyPart, Understood};
use super::{RecordsError, Table};
use crate::domain::PartyRole;

/// A column named by the user: `--map to=G` or `--map to="Ship country"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnChoice {
    /// The field as written.
    pub field: String,
    /// The column as written: a heading or a letter.
    pub column: String,
}

impl std::str::FromStr for ColumnChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((field, column)) if !field.trim().is_empty() && !column.trim().is_empty() => {
                Ok(Self { field: field.trim().to_owned(), column: column.trim().to_owned() })
            }
            _ => Err(format!("`{text}` names no column; write FIELD=COLUMN, as in to=G or description=\"Item text\"")),
        }
    }
}

/// The columns of one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyColumns {
    /// What the party does.
    pub role: PartyRole,
    /// Its name.
    pub name: usize,
    /// Its country.
    pub country: Option<usize>,
    /// Its address, joined.
    pub address: Vec<usize>,
}

/// Which column of a table says what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Columns of each field, in the order in which they are read. Parties stand in `parties`.
    columns: Vec<(Field, usize)>,
    /// The parties.
    pub parties: Vec<PartyColumns>,
    /// Sentences a reader must know: what each column was taken for, what is not used.
    pub notes: Vec<String>,
}

impl Plan {
    /// Recognises the columns of a table. `choices` go before headings; `required` are fields without which
    /// the task has no meaning.
    ///
    /// # Errors
    /// A choice that names no field or no column, two columns with one heading for one field, required fields
    /// that no column holds.
    pub fn recognise(
        table: &Table,
        headings: &HeadingTable,
        choices: &[ColumnChoice],
        required: &[Field],
    ) -> Result<Self, RecordsError> {
        let chosen = chosen(table, headings, choices)?;
        let destination_chosen = chosen.iter().any(|(field, _)| *field == Field::To);
        let chosen_places: Vec<usize> = chosen.iter().map(|(_, place)| *place).collect();
        let mut plan = Self { columns: chosen, ..Self::default() };
        let mut found: Vec<(usize, Understood)> = Vec::new();
        for (place, column) in table.columns.iter().enumerate() {
            if let Some(understood) = headings.understand(&column.name.heading)
                && !plan.columns.iter().any(|(field, at)| *at == place || *field == understood.field)
            {
                found.push((place, understood));
            }
        }
        plan.take(table, found)?;
        if !destination_chosen {
            plan.prefer_the_consignees_country(table, headings);
        }
        plan.take_names_beside(table, headings, &chosen_places);
        plan.group_parties(table);
        plan.check_required(table, headings, required)?;
        plan.say_columns(table);
        Ok(plan)
    }

    /// Takes over what was understood: the plainest column of a field, every column of a joined one.
    fn take(&mut self, table: &Table, found: Vec<(usize, Understood)>) -> Result<(), RecordsError> {
        for (place, understood) in &found {
            let rivals = found.iter().filter(|(at, other)| at != place && other.field == understood.field);
            let key = (understood.weak, understood.rank);
            let better = |(at, other): &&(usize, Understood)| {
                let rival = (other.weak, other.rank);
                rival < key || (rival == key && at < place)
            };
            let keep = match &understood.field {
                // A plainer heading beats a weak one; equals are joined, or all looked at.
                // So are columns known to be of no use, which nobody need be told of.
                Field::Description
                | Field::EndUse
                | Field::Parameter(_)
                | Field::Fact(_)
                | Field::Party(..)
                | Field::Unused => {
                    !understood.weak || !rivals.clone().any(|(_, other)| !other.weak || other.rank < understood.rank)
                }
                _ => rivals.clone().find(better).is_none(),
            };
            if keep {
                self.refuse_doubles(table, *place, understood, rivals)?;
                self.columns.push((understood.field.clone(), *place));
            }
        }
        Ok(())
    }

    /// "Sold-to party" and beside it "Name 1": the number of an account, as a rule, and the name of whom it belongs to.
    fn take_names_beside(&mut self, table: &Table, headings: &HeadingTable, chosen: &[usize]) {
        let other = Field::Party(PartyRole::Other, PartyPart::Name);
        for (field, place) in self.columns.clone() {
            let beside = place + 1;
            let named = table.columns.get(beside).is_some_and(|column| headings.is_name(&column.name.heading));
            let free = |(known, at): &(Field, usize)| *at != beside || *known == other;
            if matches!(field, Field::Party(_, PartyPart::Name))
                && field != other
                && named
                && !chosen.contains(&beside)
                && self.columns.iter().all(free)
            {
                self.columns.retain(|(_, at)| *at != beside);
                self.columns.push((field, beside));
            }
        }
    }

    /// Where no column plainly says the destination, goods go to the consignee: his country counts before a column
    /// that says no more than "country".
    fn prefer_the_consignees_country(&mut self, table: &Table, headings: &HeadingTable) {
        let consignee = Field::Party(PartyRole::Consignee, PartyPart::Country);
        let Some(place) = self.of(&consignee).next() else { return };
        let plain = |at: usize| !headings.understand(&table.columns[at].name.heading).is_some_and(|read| read.weak);
        if self.of(&Field::To).any(plain) {
            return;
        }
        self.columns.retain(|(field, _)| *field != Field::To);
        self.columns.push((Field::To, place));
        let column = &table.columns[place].name;
        self.notes.push(format!("no column says the destination alone; {column} is taken for it"));
    }

    /// Two columns with the same heading for something there is only one of: the user has to say which.
    fn refuse_doubles<'a>(
        &self,
        table: &Table,
        place: usize,
        understood: &Understood,
        mut rivals: impl Iterator<Item = &'a (usize, Understood)>,
    ) -> Result<(), RecordsError> {
        let decisive = [Field::Code, Field::Hs, Field::Cas, Field::To, Field::From, Field::Military];
        let equal = rivals.find(|(_, other)| (other.weak, other.rank) == (understood.weak, understood.rank));
        match equal {
            Some((other, _)) if decisive.contains(&understood.field) => {
                let (one, two) = (&table.columns[place].name, &table.columns[*other].name);
                let (field, letter) = (&understood.field, one.letter.clone().unwrap_or_else(|| one.heading.clone()));
                let place = table.place();
                let what =
                    format!("{place}: {one} and {two} both say \"{field}\"; choose one with --map {field}={letter}");
                Err(RecordsError::Option { what })
            }
            _ => Ok(()),
        }
    }

    fn group_parties(&mut self, table: &Table) {
        let of = |role: PartyRole, part: PartyPart| -> Vec<usize> {
            let wanted = Field::Party(role, part);
            self.columns.iter().filter(|(field, _)| *field == wanted).map(|(_, place)| *place).collect()
        };
        let mut parties = Vec::new();
        let mut notes = Vec::new();
        for role in ROLES {
            let (names, countries, addresses) =
                (of(role, PartyPart::Name), of(role, PartyPart::Country), of(role, PartyPart::Address));
            for (number, name) in names.iter().enumerate() {
                let address = if number == 0 { addresses.clone() } else { Vec::new() };
                parties.push(PartyColumns { role, name: *name, country: countries.get(number).copied(), address });
            }
            if let (true, Some(country)) = (names.is_empty(), countries.first()) {
                let column = &table.columns[*country].name;
                notes.push(format!("{column} is not used: no column holds the name of the {role}"));
            }
        }
        parties.sort_by_key(|party| party.name);
        self.parties = parties;
        self.notes.extend(notes);
    }

    fn check_required(&self, table: &Table, headings: &HeadingTable, required: &[Field]) -> Result<(), RecordsError> {
        let missing: Vec<String> = required
            .iter()
            .filter(|field| !self.columns.iter().any(|(known, _)| known == *field))
            .map(|field| {
                let (meaning, examples) = headings.examples(field);
                let examples = listed(&examples, 8);
                let all = if *field == Field::To { ", or give it for all rows with --to CC" } else { "" };
                format!(
                    "no column says {meaning}; understood are {examples}, or name it with --map {field}=COLUMN{all}"
                )
            })
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let seen: Vec<String> = table
            .columns
            .iter()
            .filter(|column| !column.name.heading.is_empty())
            .map(|column| column.name.heading.clone())
            .collect();
        let place = match table.heading_row {
            0 => table.place(),
            row => format!("{}, row {row}", table.place()),
        };
        Err(RecordsError::MissingColumns { place, missing, seen: listed(&seen, 40) })
    }

    fn say_columns(&mut self, table: &Table) {
        let mut taken: Vec<(usize, String)> = self
            .columns
            .iter()
            .filter(|(field, _)| !matches!(field, Field::Unused | Field::Quantity | Field::Value))
            .map(|(field, place)| (*place, format!("{} as {field}", table.columns[*place].name)))
            .collect();
        taken.sort();
        let taken: Vec<String> = taken.into_iter().map(|(_, words)| words).collect();
        self.notes
            .insert(0, format!("columns read: {}", if taken.is_empty() { "none".into() } else { taken.join("; ") }));
        let used = |place: usize| self.columns.iter().any(|(_, at)| *at == place);
        let left: Vec<&str> = (0..table.columns.len())
            .filter(|place| !used(*place) && !table.columns[*place].name.heading.is_empty())
            .map(|place| table.columns[place].name.heading.as_str())
            .collect();
        if !left.is_empty() {
            self.notes
                .push(format!("columns kept and not used: {} (use one with --map FIELD=COLUMN)", listed(&left, 30)));
        }
    }

    /// Which field each column is read as, in the order of the columns.
    pub fn understood(&self) -> Vec<(&Field, usize)> {
        let mut columns: Vec<(&Field, usize)> = self.columns.iter().map(|(field, place)| (field, *place)).collect();
        columns.sort_by_key(|(field, place)| (*place, field.to_string()));
        columns
    }

    /// The columns of a field, in reading order.
    pub fn of(&self, field: &Field) -> impl Iterator<Item = usize> {
        let wanted = field.clone();
        self.columns.iter().filter(move |(known, _)| *known == wanted).map(|(_, place)| *place)
    }

    /// The parameter columns with their names.
    pub(super) fn parameters(&self) -> impl Iterator<Item = (&str, usize)> {
        self.columns.iter().filter_map(|(field, place)| match field {
            Field::Parameter(name) => Some((name.as_str(), *place)),
            _ => None,
        })
    }

    /// The columns of stated facts with their names.
    pub(super) fn facts(&self) -> impl Iterator<Item = (&str, usize)> {
        self.columns.iter().filter_map(|(field, place)| match field {
            Field::Fact(name) => Some((name.as_str(), *place)),
            _ => None,
        })
    }

    /// Every column that is read, whatever for.
    pub(super) fn read_columns(&self) -> impl Iterator<Item = (&Field, usize)> {
        self.columns.iter().map(|(field, place)| (field, *place))
    }
}

const ROLES: [PartyRole; 9] = [
    PartyRole::Buyer,
    PartyRole::Consignee,
    PartyRole::EndUser,
    PartyRole::Broker,
    PartyRole::Forwarder,
    PartyRole::Bank,
    PartyRole::Owner,
    PartyRole::Vessel,
    PartyRole::Other,
];

fn chosen(
    table: &Table,
    headings: &HeadingTable,
    choices: &[ColumnChoice],
) -> Result<Vec<(Field, usize)>, RecordsError> {
    let mut chosen = Vec::new();
    for choice in choices {
        let field = headings.field(&choice.field)?;
        let place = table.column(&choice.column).ok_or_else(|| {
            let names: Vec<&str> = table.columns.iter().map(|column| column.name.heading.as_str()).collect();
            let seen = listed(&names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>(), 40);
            let what = format!(
                "--map {}={}: {} has no such column; its headings are {seen}",
                choice.field,
                choice.column,
                table.place()
            );
            RecordsError::Option { what }
        })?;
        chosen.push((field, place));
    }
    Ok(chosen)
}
