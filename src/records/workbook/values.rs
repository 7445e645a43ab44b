//! From calamine's cell values to ours. Its types stay in this folder.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};
use jiff::civil::{Date, DateTime, Time};

use crate::records::Cell;

/// Bytes of text read of one cell. Spreadsheet programs keep 32,767 characters at most.
const MOST_TEXT: usize = 1 << 20;

/// A text, or the fault of one that no spreadsheet program writes.
fn text(text: &str) -> Cell {
    if text.len() <= MOST_TEXT {
        return Cell::text_of(text);
    }
    Cell::Error(format!("a text of {} bytes, and {MOST_TEXT} are read", text.len()))
}

pub(super) fn from_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(words) => text(words),
        DataRef::SharedString(words) => text(words),
        DataRef::Bool(yes) => Cell::Bool(*yes),
        DataRef::DateTime(moment) => from_serial(moment),
        DataRef::DateTimeIso(text) => from_iso(text),
        DataRef::DurationIso(text) => Cell::text_of(text.as_str()),
        DataRef::Error(error) => from_error(error),
    }
}

pub(super) fn from_data(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::String(words) => text(words),
        Data::Bool(yes) => Cell::Bool(*yes),
        Data::DateTime(moment) => from_serial(moment),
        Data::DateTimeIso(text) => from_iso(text),
        Data::DurationIso(text) => Cell::text_of(text.as_str()),
        Data::Error(error) => from_error(error),
    }
}

fn from_error(error: &CellErrorType) -> Cell {
    Cell::Error(error.to_string())
}

/// A day count of the workbook; durations and what is no date stay numbers.
fn from_serial(moment: &ExcelDateTime) -> Cell {
    let number = moment.as_f64();
    if !moment.is_datetime() || !(0.0..2_958_466.0).contains(&number) {
        return Cell::Number(number);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = i16::try_from(year).ok().and_then(|year| Date::new(year, month as i8, day as i8).ok());
    let time = Time::new(hour as i8, minute as i8, second as i8, 0).ok();
    match (date, time) {
        (Some(date), Some(time)) => Cell::Date(DateTime::from_parts(date, time)),
        _ => Cell::Number(number),
    }
}

fn from_iso(text: &str) -> Cell {
    let date = text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0)));
    date.map_or_else(|_| Cell::text_of(text), Cell::Date)
}
