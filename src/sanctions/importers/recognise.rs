//! Which format files are in, by what stands at their beginning: the outermost element, the headings, the first row.
//! Names of files decide nothing.

use csv::StringRecord;

use super::open::Input;
use super::rows::Headings;
use super::{Format, ImportError, columns, jp_meti, ofac_csv};

/// Outermost elements of XML and the format each is.
const DOCUMENTS: &[(&str, Format)] = &[
    ("export", Format::EuFsfXml),
    ("CONSOLIDATED_LIST", Format::UnXml),
    ("sdnList", Format::OfacSdnXml),
    ("sanctionsData", Format::OfacEnhancedXml),
    ("Designations", Format::UkXml),
    ("data-set", Format::CaSemaXml),
];

/// Known formats that are not read, and what to take instead.
const NOT_READ: &[(&str, &str)] = &[
    ("WHOLE", "the EU list in its old form 1.0; take the XML or CSV 1.1"),
    ("Sanctions", "the US Treasury's advanced XML; take the SDN or enhanced XML, or the CSV files"),
    ("swiss-sanctions-list", "the Swiss list, for which there is no importer"),
];

/// The format of all inputs together.
pub(super) fn recognise(inputs: &[Input]) -> Result<Format, ImportError> {
    let mut formats = Vec::new();
    for input in inputs {
        formats.push((input, one(input)?));
    }
    let Some((_, format)) = formats.first() else { return Err(ImportError::NoFiles) };
    let same = formats.iter().all(|(_, other)| other == format);
    let several = matches!(format, Format::OfacCsv | Format::EuJournalCsv);
    if same && (several || formats.len() == 1) {
        return Ok(*format);
    }
    Err(ImportError::Mixed(formats.iter().map(|(input, format)| format!("{}: {format}", input.name)).collect()))
}

fn one(input: &Input) -> Result<Format, ImportError> {
    let head = input.head()?;
    if head.starts_with(b"PK\x03\x04") {
        return workbook(input);
    }
    let text = String::from_utf8_lossy(&head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let unknown = |why: &str| ImportError::Unknown { file: input.name.clone(), why: why.to_owned() };
    match text.chars().next() {
        Some('<') => document(input, text),
        Some('{' | '[') => json(text).ok_or_else(|| unknown("JSON, but neither a list of results nor entities")),
        Some('%') if text.starts_with("%PDF") => {
            Err(unknown("a PDF; take the workbook or text the publisher offers beside it"))
        }
        Some(_) if head.starts_with(&[0xD0, 0xCF]) => Err(unknown("an old workbook; save it as .xlsx")),
        Some(_) if text.starts_with("# yaml") || text.starts_with("---") => {
            if text.contains("jp/meti") {
                Ok(Format::JpMeti)
            } else {
                Err(unknown("YAML of another kind"))
            }
        }
        Some(_) => table(input, &head),
        None => Err(ImportError::Empty { file: input.name.clone() }),
    }
}

/// The first element of an XML text that is no declaration, comment or document type.
fn first_element(text: &str) -> &str {
    let mut rest = text;
    loop {
        let Some(at) = rest.find('<') else { return "" };
        rest = &rest[at..];
        let end = match rest {
            _ if rest.starts_with("<!--") => rest.find("-->").map(|at| at + 3),
            _ if rest.starts_with("<?") => rest.find("?>").map(|at| at + 2),
            _ if rest.starts_with("<!") => rest.find('>').map(|at| at + 1),
            _ => {
                let name = rest[1..].split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or("");
                return name.rsplit(':').next().unwrap_or("");
            }
        };
        let Some(end) = end else { return "" };
        rest = &rest[end..];
    }
}

fn document(input: &Input, text: &str) -> Result<Format, ImportError> {
    let name = first_element(text);
    let lower = text.get(..text.len().min(2000)).unwrap_or(text).to_ascii_lowercase();
    if name.eq_ignore_ascii_case("html") || lower.contains("<!doctype html") || lower.contains("<html") {
        let title = lower.find("<title>").and_then(|at| text.get(at + 7..)).and_then(|rest| rest.split('<').next());
        let title = title.map_or("no title", str::trim).chars().take(80).collect();
        return Err(ImportError::WebPage { file: input.name.clone(), title });
    }
    if let Some((_, what)) = NOT_READ.iter().find(|(known, _)| *known == name) {
        return Err(ImportError::NotRead { file: input.name.clone(), what: (*what).to_owned() });
    }
    let known = DOCUMENTS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format);
    let shown: String = name.chars().take(40).collect();
    let why = format!("XML whose outermost element is <{shown}>");
    known.ok_or_else(|| ImportError::Unknown { file: input.name.clone(), why })
}

fn json(text: &str) -> Option<Format> {
    let first = text.lines().next().unwrap_or("");
    if first.contains("\"schema\"") && first.contains("\"properties\"") {
        return Some(Format::Ftm);
    }
    let records =
        text.contains("\"results\"") || text.contains("\"source_list_url\"") || text.contains("\"entity_number\"");
    records.then_some(Format::UsCslJson)
}

/// Headings that only one format has, and the format.
const HEADINGS: &[(&[&str], Format)] = &[
    (&["Entity_LogicalId", "NameAlias_WholeName"], Format::EuFsfCsv),
    (&["programKey", "annex", "measure", "schema", "name"], Format::EuJournalCsv),
    (&["source", "entity_number", "alt_names", "source_list_url"], Format::UsCslCsv),
    (&["Name", "Street_Address", "Effective_Date", "Expiration_Date"], Format::UsDpl),
    (&["name_and_address"], Format::UsDpl),
    (&["Unique ID", "Name 6", "Name type"], Format::UkCsv),
    (&["Group ID", "Name 6", "Group Type"], Format::UkOfsiConList),
];

fn table(input: &Input, head: &[u8]) -> Result<Format, ImportError> {
    let text = String::from_utf8_lossy(head);
    // Remarks of the Treasury hold more semicolons than their rows have commas.
    if first_rows(&text, b',').first().and_then(ofac_csv::part_of).is_some() {
        return Ok(Format::OfacCsv);
    }
    let first_rows = first_rows(&text, columns::delimiter_of(head));
    let Some(first) = first_rows.first() else { return Err(ImportError::Empty { file: input.name.clone() }) };
    for row in &first_rows {
        let headings = Headings::new(row.iter());
        if headings.names().any(|name| name.starts_with("Naal_") || name.eq_ignore_ascii_case("Entity_logical_id")) {
            let what = "the EU list in its old form, CSV 1.0; take the XML or CSV 1.1".to_owned();
            return Err(ImportError::NotRead { file: input.name.clone(), what });
        }
        let known = HEADINGS.iter().find(|(names, _)| names.iter().all(|name| headings.has(name)));
        if let Some((_, format)) = known {
            return Ok(*format);
        }
    }
    let headings = Headings::new(first.iter());
    if columns::is_simple(&headings) {
        return Ok(Format::OpensanctionsSimple);
    }
    if text.contains('\0') || first.len() < 2 && first_rows.len() < 2 {
        let words: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
        return Err(ImportError::Unknown { file: input.name.clone(), why: format!("no table; it begins \"{words}\"") });
    }
    Ok(Format::Own)
}

/// The first rows of a table.
fn first_rows(text: &str, delimiter: u8) -> Vec<StringRecord> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    reader.records().flatten().take(3).collect()
}

fn workbook(input: &Input) -> Result<Format, ImportError> {
    let mut rows: Vec<StringRecord> = Vec::new();
    let read = super::sheet::each_row(input, |cells, _| {
        rows.push(cells);
        // Enough was seen: reading stops with an error that is none.
        if rows.len() >= 10 { Err(ImportError::NoFiles) } else { Ok(()) }
    });
    match read {
        Err(ImportError::NoFiles) | Ok(()) => {}
        Err(error) => return Err(error),
    }
    let Some(first) = rows.first() else { return Err(ImportError::Empty { file: input.name.clone() }) };
    let headings = Headings::new(first.iter());
    if headings.has("Name of Individual or Entity") && headings.has("Reference") {
        return Ok(Format::AuDfatXlsx);
    }
    if rows.iter().any(|row| jp_meti::is_heading(row.iter())) {
        return Ok(Format::JpMeti);
    }
    Ok(Format::Own)
}
