//! EU consolidated list of financial sanctions, CSV 1.1: `;` between cells, many rows a party, each row with one detail.

use std::collections::HashMap;

use jiff::civil::Date;

use super::eu_fsf::{self, Birth};
use super::open::Input;
use super::reading::{Reading, gender, joined};
use super::rows::{Headings, Row, Rows, Style};
use super::{ImportError, NoteKind};
use crate::domain::LegalReference;
use crate::sanctions::{BirthDate, ListedParty, NameStrength};

const STYLE: Style = Style { delimiter: b';', utf8: true };
/// Words in the headings of columns that say nothing about a party: the act of each detail, numbers of the file's rows.
const NOT_KEPT: &[&str] = &["_Regulation_", "RegulationLanguage", "_LogicalId", "fileGenerationDate"];

pub(super) fn read(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut rows = Rows::open(input, STYLE)?;
    let Some((first, _)) = rows.next()? else { return Err(ImportError::Empty { file: input.name.clone() }) };
    let headings = Headings::new(first.iter());
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut parties: Vec<ListedParty> = Vec::new();
    while let Some((cells, number)) = rows.next()? {
        let row = headings.row(cells, number);
        let id = row.get("Entity_LogicalId").to_owned();
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
            let why = format!(
                "Entity_LogicalId is \"{id}\", not a number: is a quotation mark opened and never closed above?"
            );
            return Err(input.damaged(format!("row {number}"), why));
        }
        if swallows(&row) {
            let why = "a cell holds the beginning of another row: a quotation mark is opened and never closed; fetch the file again";
            return Err(input.damaged(format!("row {number}"), why.to_owned()));
        }
        if row.len() > headings.len() {
            let why = format!("{} cells under {} headings; fetch the file again", row.len(), headings.len());
            return Err(input.damaged(format!("row {number}"), why));
        }
        if row.len() < headings.len() {
            let what = "a row with fewer cells than headings, read as far as it goes";
            reading.notes.note(NoteKind::AsWritten, what, || format!("row {number}"));
        }
        let place = *places.entry(id).or_insert_with(|| {
            parties.push(begin(&row, reading));
            parties.len() - 1
        });
        detail(&row, &mut parties[place], reading);
    }
    for mut party in parties {
        eu_fsf::choose_primary(&mut party);
        reading.finish(party);
    }
    Ok(())
}

/// Whether a cell goes on into the next rows: one of its lines begins as every row does, with the date of the file.
fn swallows(row: &Row) -> bool {
    let start = format!("{};", row.get("fileGenerationDate"));
    let follows = |cell: &str| cell.lines().skip(1).any(|line| line.starts_with(&start));
    start.len() > 1 && (0..row.len()).any(|column| row.peek(column).contains('\n') && follows(row.peek(column)))
}

fn begin(row: &Row, reading: &mut Reading) -> ListedParty {
    if reading.date.is_none() {
        let generated = row.get("fileGenerationDate");
        reading.date = BirthDate::read(generated).map(|day| day.from);
        reading.version = Some(format!("generated {generated}"));
    }
    let (number, reference) = (row.get("Entity_LogicalId"), row.get("Entity_EU_ReferenceNumber"));
    let kind = eu_fsf::kind(row.get("Entity_SubjectType"), row.get("Entity_SubjectType_ClassificationCode"));
    let mut party = reading.party(if reference.is_empty() { number } else { reference }, kind);
    if !reference.is_empty() {
        party.add_fact("logical id", number);
    }
    party
}

/// Everything one row says.
fn detail(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    let programme = row.get("Entity_Regulation_Programme");
    party.add_programme(programme);
    let title = row.get("Entity_Regulation_NumberTitle");
    if !title.is_empty() {
        party.add_basis(LegalReference::new(format!("Regulation {title}"), format!("programme {programme}")));
    }
    party.add_fact("act published at", row.get("Entity_Regulation_PublicationUrl"));
    party.add_fact("remark", row.get("Entity_Remark"));
    party.add_fact("United Nations id", row.get("Entity_UnitedNationId"));
    first_day(row, party);
    name(row, party);
    address(row, party, reading);
    birth(row, party, reading);
    identification(row, party);
    let (code, country) = (row.get("Citizenship_CountryIso2Code"), row.get("Citizenship_CountryDescription"));
    eu_fsf::country(reading, party, code, country);
    for (about, text) in row.leftovers() {
        let said = !matches!(text, "false" | "UNKNOWN" | "00" | "?");
        if said && !NOT_KEPT.iter().any(|part| about.contains(part)) && !about.starts_with("Entity_SubjectType") {
            party.add_fact(about.replace('_', " "), text);
        }
    }
}

/// The earliest day any act of the record was published or in force.
fn first_day(row: &Row, party: &mut ListedParty) {
    let columns = [
        "Entity_DesignationDate",
        "Entity_Regulation_EntryIntoForceDate",
        "Entity_Regulation_PublicationDate",
        "NameAlias_Regulation_PublicationDate",
        "Address_Regulation_PublicationDate",
        "BirthDate_Regulation_PublicationDate",
        "Identification_Regulation_PublicationDate",
        "Citizenship_Regulation_PublicationDate",
    ];
    let days = columns.iter().map(|column| row.get(column)).filter(|text| !text.is_empty());
    let read = |text: &str| text.parse::<Date>().ok().or_else(|| BirthDate::read(text).map(|day| day.from));
    party.listed_on = days.filter_map(read).chain(party.listed_on).min();
}

fn name(row: &Row, party: &mut ListedParty) {
    let parts = ["NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_LastName"].map(|part| row.get(part));
    let whole = row.get("NameAlias_WholeName");
    let text = if whole.is_empty() { parts.map(str::to_owned).join(" ").trim().to_owned() } else { whole.to_owned() };
    let remark = row.get("NameAlias_Remark");
    let strength = if eu_fsf::says_weak(remark) { NameStrength::Weak } else { NameStrength::Alias };
    if !text.is_empty() {
        eu_fsf::add_name(party, &text, strength, row.get("NameAlias_NameLanguage"), parts[2]);
        party.add_fact(format!("name {text}"), remark);
    }
    party.gender = party.gender.or_else(|| gender(row.get("NameAlias_Gender")));
    party.add_fact("function", row.get("NameAlias_Function"));
    party.add_fact("title", row.get("NameAlias_Title"));
}

fn address(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    let columns =
        ["Address_Street", "Address_PoBox", "Address_ZipCode", "Address_City", "Address_Place", "Address_Region"];
    let text = joined(columns.map(|column| row.get(column)));
    let (code, country) = (row.get("Address_CountryIso2Code"), row.get("Address_CountryDescription"));
    reading.add_address(party, &text, eu_fsf::written_country(code, country));
    party.add_fact("contact", row.get("Address_ContactInfo"));
    if row.get("Address_AsAtListingTime") == "true" {
        party.add_fact(format!("address {text}"), "as it was when listed");
    }
}

fn birth(row: &Row, party: &mut ListedParty, reading: &mut Reading) {
    let birth = Birth {
        date: row.get("BirthDate_BirthDate"),
        day: row.get("BirthDate_Day"),
        month: row.get("BirthDate_Month"),
        year: row.get("BirthDate_Year"),
        from: row.get("BirthDate_YearRangeFrom"),
        to: row.get("BirthDate_YearRangeTo"),
        circa: row.get("BirthDate_Circa") == "true",
        calendar: row.get("BirthDate_CalendarType"),
    };
    eu_fsf::add_birth(reading, party, &birth);
    let columns = ["BirthDate_Place", "BirthDate_City", "BirthDate_ZipCode", "BirthDate_Region"];
    let (code, country) = (row.get("BirthDate_CountryIso2Code"), row.get("BirthDate_CountryDescription"));
    let place = joined(columns.map(|column| row.get(column)));
    reading.add_birth_place(party, &place, eu_fsf::written_country(code, country));
}

fn identification(row: &Row, party: &mut ListedParty) {
    let (code, number) = (row.get("Identification_TypeCode"), row.get("Identification_Number"));
    party.add_identifier(code, number);
    let about = format!("{code} {number}");
    for flag in ["Diplomatic", "KnownExpired", "KnownFalse", "ReportedLost", "RevokedByIssuer"] {
        if row.get(&format!("Identification_{flag}")) == "true" {
            party.add_fact(about.clone(), eu_fsf::flag(flag));
        }
    }
    let issued = eu_fsf::issued(row.get("Identification_IssuedBy"), row.get("Identification_CountryIso2Code"));
    party.add_fact(about.clone(), &issued);
    let latin = row.get("Identification_LatinNumber");
    if latin != number {
        party.add_identifier(code, latin);
    }
    row.get("Identification_CountryDescription");
    party.add_fact(about, row.get("Identification_Remark"));
}
