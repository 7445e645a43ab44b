//! A list that is a plain table with one party a row: a company's own list, or `targets.simple.csv`. Which column holds
//! what is said by the headings in several languages, or by the user.

use std::collections::BTreeMap;

use super::measures::effects_of;
use super::open::Input;
use super::reading::Reading;
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, NoteKind};
use crate::sanctions::{Effect, ListedParty, NameStrength, NameUse, PartyKind};

/// Fields of a party and headings that mean them; the first is the field's own name.
const FIELDS: &[&[&str]] = &[
    &["id", "entry_id", "reference", "ref", "number", "no", "no.", "nr", "nr.", "nummer", "uid"],
    &[
        "name",
        "full name",
        "party",
        "party name",
        "company",
        "company name",
        "entity",
        "firma",
        "firmenname",
        "nom",
        "raison sociale",
        "nombre",
        "nome",
    ],
    &["first_name", "first name", "given name", "vorname", "prénom", "nombre de pila"],
    &["last_name", "last name", "surname", "family name", "nachname", "familienname"],
    &[
        "aliases",
        "alias",
        "aka",
        "a.k.a.",
        "also known as",
        "other names",
        "alternative names",
        "weitere namen",
        "aliasnamen",
    ],
    &["weak_aliases", "weak alias", "low quality a.k.a."],
    &["former_names", "former name", "fka", "f.k.a.", "frühere namen"],
    &["schema", "kind", "type", "party type", "entity type", "typ", "art"],
    &["birth_date", "dob", "date of birth", "born", "geburtsdatum", "date de naissance"],
    &["birth_place", "place of birth", "geburtsort", "lieu de naissance"],
    &["gender", "sex", "geschlecht"],
    &[
        "countries",
        "country",
        "nationality",
        "nationalities",
        "citizenship",
        "land",
        "staat",
        "staatsangehörigkeit",
        "pays",
        "país",
    ],
    &["addresses", "address", "street", "adresse", "anschrift", "strasse", "straße"],
    &[
        "identifiers",
        "identifier",
        "id number",
        "registration number",
        "passport",
        "imo",
        "tax number",
        "vat",
        "registernummer",
    ],
    &["program_ids", "programme", "program", "list", "regime", "liste"],
    &["sanctions", "reason", "legal basis", "grund", "motif"],
    &["effect", "measure", "measures", "massnahme", "maßnahme"],
    &["listed_on", "start date", "listed", "from", "gültig ab"],
    &["delisted_on", "end date", "until", "gültig bis"],
];

/// Which heading holds which field.
pub(super) struct Columns {
    of: BTreeMap<&'static str, Vec<String>>,
}

impl Columns {
    /// By what the user said, else by the headings.
    ///
    /// # Errors
    /// A field or a column that does not exist, or no name.
    pub fn find(headings: &Headings, said: &[(String, String)], input: &Input) -> Result<Self, ImportError> {
        let mut of: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let mut faults = Vec::new();
        for (field, column) in said {
            match FIELDS.iter().find(|words| words[0] == field) {
                _ if !headings.has(column) => faults.push(format!("there is no column \"{column}\" for {field}")),
                Some(words) => of.entry(words[0]).or_default().push(column.clone()),
                None => faults.push(format!("{field} is no field; write one of {}", fields())),
            }
        }
        for words in FIELDS.iter().filter(|words| !said.iter().any(|(field, _)| field == words[0])) {
            let named = headings.names().filter(|name| words.iter().any(|word| word.eq_ignore_ascii_case(name)));
            let named: Vec<String> = named.map(str::to_owned).collect();
            if !named.is_empty() {
                of.insert(words[0], named);
            }
        }
        if !of.contains_key("name") && !of.contains_key("last_name") {
            let seen = headings.names().collect::<Vec<_>>().join(", ");
            faults.push(format!("no column holds the name (headings: {seen}); say which with name=COLUMN"));
        }
        if faults.is_empty() { Ok(Self { of }) } else { Err(input.damaged("the headings", faults.join("; "))) }
    }

    /// The first cell of the field that is not empty.
    fn one<'r>(&'r self, row: &'r Row, field: &str) -> &'r str {
        self.cells(row, field).map(|(_, text)| text).next().unwrap_or("")
    }

    /// Heading and text of every cell of the field that is not empty.
    fn cells<'r>(&'r self, row: &'r Row, field: &str) -> impl Iterator<Item = (&'r str, &'r str)> {
        let columns = self.of.get(field).map_or(&[][..], Vec::as_slice);
        let cells: Vec<(&str, &str)> = columns.iter().map(|column| (column.as_str(), row.get(column))).collect();
        cells.into_iter().filter(|(_, text)| !text.is_empty())
    }

    /// Heading and value of everything in the field; values of a cell are joined by `;`.
    fn many<'r>(&'r self, row: &'r Row, field: &str) -> Vec<(&'r str, &'r str)> {
        let cells = self.cells(row, field);
        let values = cells.flat_map(|(column, text)| text.split([';', '\n']).map(move |value| (column, value.trim())));
        values.filter(|(_, value)| !value.is_empty()).collect()
    }
}

/// All fields a column may be said to hold.
fn fields() -> String {
    FIELDS.iter().map(|words| words[0]).collect::<Vec<_>>().join(", ")
}

/// Reads a CSV file.
pub(super) fn read_csv(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut rows = Rows::open(input, Style { delimiter: delimiter_of(&input.head()?), utf8: false })?;
    super::uk::note_letters(reading, rows.is_windows());
    let mut table = Table::default();
    while let Some((cells, number)) = rows.next()? {
        table.row(cells, number, input, reading)?;
    }
    table.end(input)
}

/// Reads the first sheet of a workbook.
pub(super) fn read_sheet(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut table = Table::default();
    super::sheet::each_row(input, |cells, number| table.row(cells, number, input, reading))?;
    table.end(input)
}

/// The character that stands most often in the first line.
pub(super) fn delimiter_of(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or(head);
    let often = |mark: &u8| line.iter().filter(|b| *b == mark).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(often).unwrap_or(b',')
}

/// The table while it is read; rows that cannot be used are all reported at once.
#[derive(Default)]
struct Table {
    found: Option<(Headings, Columns)>,
    faults: Vec<String>,
}

impl Table {
    fn row(
        &mut self,
        cells: csv::StringRecord,
        number: u64,
        input: &Input,
        reading: &mut Reading,
    ) -> Result<(), ImportError> {
        let Some((headings, columns)) = &self.found else {
            let headings = Headings::new(cells.iter());
            let columns = Columns::find(&headings, reading.context.columns, input)?;
            self.found = Some((headings, columns));
            return Ok(());
        };
        let row = headings.row(cells, number);
        let party = party(&row, columns, reading);
        if party.names.is_empty() {
            self.faults.push(format!("row {number}: the name is empty"));
        } else {
            reading.finish(party);
        }
        Ok(())
    }

    fn end(self, input: &Input) -> Result<(), ImportError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let shown = self.faults.iter().take(20).cloned().collect::<Vec<_>>().join("; ");
        let more = self.faults.len().saturating_sub(20);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        Err(input.damaged("the table", format!("{shown}{more}; state a name in every row")))
    }
}

fn party(row: &Row, columns: &Columns, reading: &mut Reading) -> ListedParty {
    let id = columns.one(row, "id");
    let id = if id.is_empty() { format!("row {}", row.number) } else { id.to_owned() };
    let mut party = reading.party(id, PartyKind::read(columns.one(row, "schema")));
    let (first, last) = (columns.one(row, "first_name"), columns.one(row, "last_name"));
    let name = columns.one(row, "name");
    let whole = if name.is_empty() { format!("{first} {last}") } else { name.to_owned() };
    party.add_name(&whole, NameStrength::Primary);
    for (field, strength, used_as) in [
        ("aliases", NameStrength::Alias, NameUse::Current),
        ("former_names", NameStrength::Alias, NameUse::Former),
        ("weak_aliases", NameStrength::Weak, NameUse::Current),
    ] {
        for (_, alias) in columns.many(row, field) {
            if let Some(name) = party.add_new_name(alias, strength) {
                name.used_as = used_as;
            }
        }
    }
    columns.many(row, "birth_date").iter().for_each(|(_, date)| reading.add_birth(&mut party, date));
    columns.many(row, "birth_place").iter().for_each(|(_, place)| reading.add_birth_place(&mut party, place, ""));
    party.gender = super::reading::gender(columns.one(row, "gender"));
    columns
        .many(row, "countries")
        .iter()
        .for_each(|(column, country)| reading.add_country(&mut party, column, country));
    columns.many(row, "addresses").iter().for_each(|(_, address)| reading.add_address(&mut party, address, ""));
    for (column, number) in columns.many(row, "identifiers") {
        let imo = number.strip_prefix("IMO").filter(|rest| rest.trim().len() == 7);
        let generic = matches!(column.to_lowercase().as_str(), "identifiers" | "identifier" | "id number");
        match (imo, number.split_once(':')) {
            (Some(imo), _) => party.add_identifier("imo", imo.trim()),
            (_, Some((kind, value))) if generic && !kind.contains('/') => party.add_identifier(kind, value),
            _ => party.add_identifier(if generic { "" } else { column }, number),
        }
    }
    columns.many(row, "program_ids").iter().for_each(|(_, programme)| party.add_programme(programme));
    for (_, reason) in columns.many(row, "sanctions") {
        let reason = reason.trim_matches('"');
        if !reason.is_empty() {
            party.add_basis(super::reading::listing_act(reason, "listing"));
        }
    }
    effects(row, columns, &mut party, reading);
    dates(row, columns, &mut party, reading);
    row.leftovers().for_each(|(about, text)| party.add_fact(about, text));
    party
}

fn effects(row: &Row, columns: &Columns, party: &mut ListedParty, reading: &mut Reading) {
    let mut effects = Vec::new();
    for (column, word) in columns.many(row, "effect") {
        let known = Effect::ALL.into_iter().find(|e| e.code() == word || e.label().eq_ignore_ascii_case(word));
        let found = known.map_or_else(|| effects_of(word), |effect| vec![effect]);
        if found.is_empty() {
            let what = "a measure whose effect is not known";
            reading.notes.note(NoteKind::AsWritten, what, || format!("row {}, \"{word}\"", row.number));
        }
        effects.extend(found);
        party.add_fact(column, word);
    }
    party.set_effects(effects);
}

fn dates(row: &Row, columns: &Columns, party: &mut ListedParty, reading: &mut Reading) {
    party.listed_on = reading.day(party, "listed on", columns.one(row, "listed_on"));
    party.delisted_on = reading.day(party, "delisted on", columns.one(row, "delisted_on"));
}

/// Whether these headings are those of `targets.simple.csv`.
pub(super) fn is_simple(headings: &Headings) -> bool {
    ["id", "schema", "name", "aliases", "dataset", "first_seen", "last_seen"].iter().all(|name| headings.has(name))
}
