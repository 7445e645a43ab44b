//! What an `.xlsx` sheet says around its values: hidden rows and columns, merged cells, formulas without a stored
//! value, errors newer than the value reader knows.

use std::io::{BufRead, BufReader};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::{Archive, part};
use crate::records::cell::column_number;
use crate::records::grid::Merge;

/// The layout of one sheet.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) hidden_rows: Vec<(u32, u32)>,
    pub(super) hidden_columns: Vec<(u32, u32)>,
    pub(super) merges: Vec<Merge>,
    /// Formula cells.
    pub(super) formulas: u64,
    /// Row from 1 and column from 0 of formula cells without a stored value.
    pub(super) unvalued: Vec<(u32, u32)>,
    /// Error cells with their text.
    pub(super) errors: Vec<(u32, u32, String)>,
}

/// An attribute's value by the local part of its name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), |value| value.into_owned()),
    )
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.parse().ok()
}

fn truth(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| value == "1" || value == "true")
}

/// Row from 1 and column from 0 of an address such as `B17`.
fn address(text: &str) -> Option<(u32, u32)> {
    let split = text.bytes().position(|b| b.is_ascii_digit())?;
    Some((text[split..].parse().ok()?, column_number(&text[..split])?))
}

/// The path of a sheet inside the archive.
pub(super) fn sheet_path(archive: &mut Archive<'_>, sheet: &str) -> Option<String> {
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.replace('\\', "/")).collect();
    let book = names.iter().find(|name| name.to_lowercase().ends_with("workbook.xml"))?;
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", book));
    let id = elements(&part(archive, book)?, "sheet")
        .into_iter()
        .find(|element| attribute(element, "name").as_deref() == Some(sheet))
        .and_then(|element| attribute(&element, "id"))?;
    let relations = part(archive, &format!("{folder}/_rels/{file}.rels"))?;
    let target = elements(&relations, "Relationship")
        .into_iter()
        .find(|element| attribute(element, "Id").as_deref() == Some(id.as_str()))
        .and_then(|element| attribute(&element, "Target"))?;
    Some(match target.strip_prefix('/') {
        Some(from_the_root) => from_the_root.to_owned(),
        None => format!("{folder}/{target}"),
    })
}

fn elements(xml: &[u8], name: &str) -> Vec<BytesStart<'static>> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    let mut found = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == name => {
                found.push(element.into_owned());
            }
            Ok(Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}

/// Reads the layout of the sheet at `path`; what cannot be read is left out.
pub(super) fn read(archive: &mut Archive<'_>, path: &str) -> Layout {
    let wanted = path.to_lowercase();
    let index = (0..archive.len()).find(|index| {
        let name = archive.name_for_index(*index).and_then(Result::ok);
        name.is_some_and(|name| name.replace('\\', "/").to_lowercase() == wanted)
    });
    match index.map(|index| archive.by_index(index)) {
        Some(Ok(part)) => scan(BufReader::with_capacity(1 << 16, part)),
        _ => Layout::default(),
    }
}

/// Where the scan stands within the sheet.
#[derive(Default)]
struct Scan {
    layout: Layout,
    row: u32,
    column: u32,
    cell: Option<CellInside>,
}

#[derive(Default)]
struct CellInside {
    error: bool,
    formula: bool,
    in_value: bool,
    valued: bool,
    error_text: String,
}

fn scan(source: impl BufRead) -> Layout {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut scan = Scan::default();
    let mut buffer = Vec::with_capacity(1024);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => scan.start(&element),
            Ok(Event::End(element)) => scan.end(element.local_name().as_ref()),
            Ok(Event::Text(text)) => scan.text(&text),
            Ok(Event::GeneralRef(_)) => scan.text("&"),
            Ok(Event::Eof) | Err(_) => return scan.layout,
            Ok(_) => {}
        }
    }
}

impl Scan {
    fn start(&mut self, element: &BytesStart<'_>) {
        match element.local_name().as_ref() {
            "row" => {
                self.row = number(element, "r").unwrap_or(self.row.saturating_add(1));
                self.column = 0;
                if truth(element, "hidden") {
                    self.layout.hidden_rows.push((self.row, self.row));
                }
            }
            "c" => self.start_cell(element),
            "f" => self.cell.iter_mut().for_each(|cell| cell.formula = true),
            "v" | "is" => self.cell.iter_mut().for_each(|cell| cell.in_value = true),
            "col" if truth(element, "hidden") => self.hide_columns(element),
            "mergeCell" => self.layout.merges.extend(merge(element)),
            _ => {}
        }
    }

    /// Millions of cells pass here: attributes are looked at in place.
    fn start_cell(&mut self, element: &BytesStart<'_>) {
        let mut cell = CellInside::default();
        for attribute in element.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => (self.row, self.column) = address(&attribute.value).unwrap_or((self.row, self.column)),
                "t" => cell.error = attribute.value == "e",
                _ => {}
            }
        }
        self.cell = Some(cell);
    }

    fn hide_columns(&mut self, element: &BytesStart<'_>) {
        if let (Some(first), Some(last)) = (number(element, "min"), number(element, "max")) {
            self.layout.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell
            && cell.in_value
        {
            cell.valued |= !text.is_empty();
            if cell.error {
                cell.error_text.push_str(text);
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "is" => self.cell.iter_mut().for_each(|cell| cell.in_value = false),
            "c" => {
                if let Some(cell) = self.cell.take() {
                    self.note(cell);
                }
                self.column = self.column.saturating_add(1);
            }
            _ => {}
        }
    }

    fn note(&mut self, cell: CellInside) {
        self.layout.formulas += u64::from(cell.formula);
        if cell.error {
            self.layout.errors.push((self.row, self.column, cell.error_text));
        } else if cell.formula && !cell.valued {
            self.layout.unvalued.push((self.row, self.column));
        }
    }
}

fn merge(element: &BytesStart<'_>) -> Option<Merge> {
    let range = attribute(element, "ref")?;
    let range = range.replace('$', "");
    let (from, to) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (address(from)?, address(to)?);
    Some(Merge { rows: (top.min(bottom), top.max(bottom)), columns: (left.min(right), left.max(right)) })
}
