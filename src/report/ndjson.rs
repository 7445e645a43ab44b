//! One JSON object a row: the user's own fields as they came, and `dualuse` with the answer.

use serde::Serialize;
use serde_json::{Map, Value};

use super::columns::verdict;
use super::output::OutputError;
use crate::domain::Severity;
use crate::records::{Cell, Fault, Record, Row, RowAddress, Table};
use crate::screening::Screening;

/// Version of the schema of the answer, `docs/schema/batch-row.schema.json`. A field that goes or changes its meaning
/// raises it; a further field does not.
pub const SCHEMA: u32 = 1;

/// The answer for a row that could not be read.
#[derive(Serialize)]
struct Unread<'a> {
    schema: u32,
    id: &'a str,
    verdict: Severity,
    address: &'a RowAddress,
    notes: &'a [String],
    faults: &'a [Fault],
}

/// The answer for a row that was screened.
#[derive(Serialize)]
struct Read<'a> {
    schema: u32,
    address: &'a RowAddress,
    notes: &'a [String],
    #[serde(flatten)]
    screening: &'a Screening,
}

/// The row as one line with its line break.
///
/// # Errors
/// A value JSON cannot hold.
pub fn line(table: &Table, row: &Row, record: &Record, screening: Option<&Screening>) -> Result<String, OutputError> {
    let (address, notes) = (&record.address, record.notes.as_slice());
    let answer = match (screening, &record.transaction) {
        (Some(screening), _) => serde_json::to_value(Read { schema: SCHEMA, address, notes, screening }),
        (None, outcome) => {
            let faults = outcome.as_ref().err().map(Vec::as_slice).unwrap_or_default();
            serde_json::to_value(Unread {
                schema: SCHEMA,
                id: &record.id,
                verdict: verdict(None),
                address,
                notes,
                faults,
            })
        }
    };
    let fail = |error: serde_json::Error| OutputError::Format { format: "JSON", cause: error.to_string() };
    let mut object = own_fields(table, row);
    object.insert("dualuse".to_owned(), answer.map_err(fail)?);
    Ok(serde_json::to_string(&object).map_err(fail)? + "\n")
}

/// The user's object, or his columns under their headings; headings that occur twice carry their letter.
fn own_fields(table: &Table, row: &Row) -> Map<String, Value> {
    if let Some(original) = &row.original {
        return original.as_ref().clone();
    }
    let mut object = Map::new();
    for (column, cell) in table.columns.iter().zip(&row.cells) {
        let letter = column.name.letter.as_deref().unwrap_or_default();
        let mut name = column.name.heading.clone();
        if name.is_empty() && *cell == Cell::Empty {
            continue;
        }
        if name.is_empty() || object.contains_key(&name) {
            name = format!("{name} ({letter})").trim().to_owned();
        }
        object.insert(name, value(cell));
    }
    object
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(*number as i64),
        Cell::Number(number) => serde_json::Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Cell::Bool(yes) => Value::Bool(*yes),
        Cell::Nested(value) => value.as_ref().clone(),
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Date(_) | Cell::Error(_) => Value::String(cell.text()),
    }
}
