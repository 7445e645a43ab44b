//! Sheets of a workbook as rows of text, streamed cell by cell. A workbook is looked through before it is read: what an
//! archive declares is not believed, and what is opened in a sheet must be closed.

use std::io::{BufReader, Cursor, Read};

use calamine::{DataRef, Reader as _, Xlsx};
use csv::StringRecord;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::ImportError;
use super::limits::LIMITS;
use super::open::Input;

/// Reads the first sheet that holds cells, handing on each row with its number from 1.
pub(super) fn each_row(
    input: &Input,
    mut take: impl FnMut(StringRecord, u64) -> Result<(), ImportError>,
) -> Result<(), ImportError> {
    let bytes = input.workbook()?;
    look_through(input, bytes)?;
    let damaged =
        |error: calamine::XlsxError| input.damaged("the workbook", format!("{error}; save it again as .xlsx"));
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let Some(name) = book.sheet_names().first().cloned() else {
        return Err(input.damaged("the workbook", "it has no sheet".to_owned()));
    };
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut row: Vec<String> = Vec::new();
    let mut at = 0;
    loop {
        let cell = cells.next_cell().map_err(damaged)?;
        let (place, text) = match &cell {
            Some(cell) => (cell.get_position(), text_of(cell.get_value())),
            None => ((u32::MAX, 0), String::new()),
        };
        if place.0 != at {
            if row.iter().any(|text| !text.is_empty()) {
                take(row.iter().map(String::as_str).collect(), u64::from(at) + 1)?;
            }
            row.clear();
            at = place.0;
        }
        if cell.is_none() {
            return Ok(());
        }
        if place.0 > LIMITS.rows || place.1 > LIMITS.columns {
            let place = format!("row {}, column {}", place.0 + 1, place.1 + 1);
            let why = format!("beyond {} rows and {} columns", LIMITS.rows, LIMITS.columns);
            return Err(ImportError::Limit { file: input.name.clone(), place, why });
        }
        row.resize((place.1 as usize).max(row.len()), String::new());
        row.push(text);
    }
}

fn text_of(value: &DataRef) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(day) if day.is_datetime() => {
            let (year, month, date, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{date:02}")
        }
        DataRef::Bool(yes) => if *yes { "1" } else { "0" }.to_owned(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(number) => number.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Reads through every XML part of the workbook and sees that what is opened is closed: the reader of cells waits for ever
/// for an end that does not come.
fn look_through(input: &Input, bytes: &[u8]) -> Result<(), ImportError> {
    let damaged = |place: &str, why: String| input.damaged(place, format!("{why}; save the workbook again"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged("the archive", e.to_string()))?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| damaged("the archive", e.to_string()))?;
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            closed(BufReader::new(part.take(LIMITS.unpacked))).map_err(|why| damaged(&name, why))?;
        }
    }
    Ok(())
}

fn closed(part: impl std::io::BufRead) -> Result<(), String> {
    let mut reader = Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut open = 0_u64;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| error.to_string())? {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::DocType(_) => return Err("it declares a document type".to_owned()),
            Event::Eof if open > 0 => return Err("it breaks off".to_owned()),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
