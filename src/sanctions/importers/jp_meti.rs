//! Japanese End User List: the ministry's workbook (number, country in two languages, organisation, other names, weapons),
//! or the same list as YAML with one entity after the other.

use std::io::BufRead;

use super::ImportError;
use super::open::Input;
use super::reading::{Reading, clean};
use super::rows::Headings;
use super::text::Letters;
use crate::sanctions::{BirthDate, ListedParty, NameStrength, PartyKind};

/// Words in the headings of the workbook.
const COLUMNS: [(&str, [&str; 2]); 4] = [
    ("country", ["country", "国名"]),
    ("name", ["organization", "組織"]),
    ("aliases", ["also known", "別名"]),
    ("weapons", ["wmd", "懸念区分"]),
];

/// Whether a row of a sheet holds the headings of this list.
pub(super) fn is_heading<'c>(cells: impl Iterator<Item = &'c str> + Clone) -> bool {
    let holds =
        |words: &[&str; 2]| cells.clone().any(|cell| words.iter().any(|word| cell.to_lowercase().contains(word)));
    COLUMNS.iter().all(|(_, words)| holds(words))
}

pub(super) fn read_sheet(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut headings: Option<Headings> = None;
    super::sheet::each_row(input, |cells, number| {
        if headings.is_none() {
            if is_heading(cells.iter()) {
                let named = cells.iter().enumerate().map(|(at, cell)| {
                    let cell = cell.to_lowercase();
                    let known = COLUMNS.iter().find(|(_, words)| words.iter().any(|word| cell.contains(word)));
                    known.map_or(if at == 0 { "number" } else { "further" }, |(name, _)| *name)
                });
                headings = Some(Headings::new(named.collect::<Vec<_>>()));
            }
            return Ok(());
        }
        let Some(known) = &headings else { return Ok(()) };
        let row = known.row(cells, number);
        if row.get("name").is_empty() {
            return Ok(());
        }
        let mut party = reading.party(row.get("number"), PartyKind::Entity);
        add_name(&mut party, row.get("name"));
        row.get("aliases").split(['・', '\n']).for_each(|alias| add_alias(&mut party, alias));
        let country = row.get("country").lines().last().unwrap_or("").trim().to_owned();
        reading.add_country(&mut party, "country", &country);
        party.add_fact("type of weapons", &clean(row.get("weapons")));
        row.leftovers().for_each(|(about, text)| party.add_fact(about, text));
        reading.finish(party);
        Ok(())
    })
}

/// A name; a name in Japanese brackets behind it is another.
fn add_name(party: &mut ListedParty, text: &str) {
    let (name, own) = text.split_once('（').unwrap_or((text, ""));
    party.add_name(name, NameStrength::Primary);
    add_alias(party, own.trim_end_matches('）'));
}

fn add_alias(party: &mut ListedParty, text: &str) {
    if text.chars().any(char::is_alphanumeric) {
        party.add_new_name(text, NameStrength::Alias);
    }
}

/// Reads the list as YAML. Only the form of this list is understood: mappings of texts and lists of texts.
pub(super) fn read_yaml(input: &Input, reading: &mut Reading) -> Result<(), ImportError> {
    let mut text = input.text(Letters::Utf8)?;
    let mut entity: Option<ListedParty> = None;
    let mut within = String::new();
    let mut line = String::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        text.begin_record();
        number += 1;
        let place = format!("line {number}");
        if text.read_line(&mut line).map_err(|error| input.unreadable(&place, &error))? == 0 {
            break;
        }
        let content = line.trim_start();
        let depth = line.len() - content.len();
        let content = content.trim_end();
        if content.is_empty() || content.starts_with('#') || content == "---" {
            continue;
        }
        if let Some(id) = line.strip_prefix("  - id: ").map(scalar).filter(|id| id.contains(".ful.")) {
            if let Some(party) = entity.take() {
                reading.finish(party);
            }
            entity = Some(reading.party(id, PartyKind::Entity));
            within.clear();
            continue;
        }
        let (item, content) = content.strip_prefix("- ").map_or((false, content), |content| (true, content));
        let (key, value) = content
            .split_once(": ")
            .or_else(|| content.strip_suffix(':').map(|key| (key, "")))
            .unwrap_or(("", content));
        if depth == 4 && !item {
            key.clone_into(&mut within);
        }
        let value = scalar(value);
        match entity.as_mut() {
            None if key == "publish_date" => {
                reading.date = BirthDate::read(&value).map(|day| day.from);
                reading.version = Some(format!("published {value}"));
            }
            None => {}
            Some(party) => field(party, &within, key, &value, reading),
        }
    }
    let Some(last) = entity else {
        return Err(input.damaged("the file", "no entity of the End User List in it; fetch it again".to_owned()));
    };
    reading.finish(last);
    Ok(())
}

fn field(party: &mut ListedParty, within: &str, key: &str, value: &str, reading: &mut Reading) {
    match (within, key) {
        ("name", "en") => {
            party.add_name(value, NameStrength::Primary);
        }
        ("name", "ja") | ("aliases", "") => {
            party.add_new_name(value, NameStrength::Alias);
        }
        // An alias that holds a colon.
        ("aliases", key) if key != "aliases" => {
            party.add_new_name(&format!("{key}: {value}"), NameStrength::Alias);
        }
        ("country_code", _) => reading.add_country(party, "country", value),
        ("effective_date", _) => party.listed_on = reading.day(party, "listed on", value),
        ("reason", "en" | "ja") => party.add_fact("reason", value),
        ("measures", "en") => party.add_fact("measure", value),
        ("type" | "sanction_list" | "source_file" | "source_url" | "country_name" | "measures", _) | (_, "") => {}
        (within, key) => party.add_fact(format!("{within} {key}"), value),
    }
}

/// A text without the quotation marks of YAML.
fn scalar(text: &str) -> String {
    let text = text.trim();
    let quoted = |mark: char| text.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark));
    match (quoted('\''), quoted('"')) {
        (Some(inner), _) => inner.replace("''", "'"),
        (_, Some(inner)) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => text.to_owned(),
    }
}
