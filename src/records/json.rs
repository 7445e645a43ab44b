//! JSON lines: one object a line, or one array of objects. Nested objects become columns with dotted names
//! (`consignee.country`); the object itself is kept for the output.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::grid::{GridRow, RowProblem};
use super::{Cell, Format, Grid, Limits, RawFile, RecordsError, encoding};

/// Objects nested deeper than this stay one value.
const DEPTH: usize = 3;

/// Whether a text file looks like JSON: its first letter opens an object, or an array of objects.
pub(super) fn looks_like_json(bytes: &[u8]) -> bool {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut letters = head.iter().filter(|b| !b.is_ascii_whitespace());
    match letters.next() {
        Some(b'{') => true,
        Some(b'[') => matches!(letters.next(), Some(b'{' | b']')),
        _ => false,
    }
}

/// Reads JSON lines or an array of objects.
///
/// # Errors
/// An empty file, an array that does not parse, more cells than the limits allow.
pub(super) fn read(file: &RawFile, limits: &Limits) -> Result<Grid, RecordsError> {
    let decoded = encoding::decode(&file.bytes, None)?;
    let mut grid = Grid::new(Format::Json, None);
    grid.notes.extend(decoded.note);
    let mut names = Names::default();
    let mut cells = 0;
    for (number, value) in values(file, &decoded.text)? {
        let row = row(&mut names, number, value);
        cells += row.cells.len() as u64;
        limits.check_cells(&file.name, cells)?;
        grid.rows.push(row);
    }
    grid.names = Some(names.order);
    if grid.rows.is_empty() { Err(RecordsError::Empty { file: file.name.clone() }) } else { Ok(grid) }
}

/// A value with its number, or why it is none.
type Numbered = (u32, Result<Value, String>);

/// The values with their numbers: lines, or places in the array.
fn values(file: &RawFile, text: &str) -> Result<Vec<Numbered>, RecordsError> {
    if text.trim_start().starts_with('[') {
        let parsed: Vec<Value> = serde_json::from_str(text)
            .map_err(|error| RecordsError::Damaged { file: file.name.clone(), what: format!("JSON array: {error}") })?;
        return Ok((1..).zip(parsed.into_iter().map(Ok)).collect());
    }
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let read: Vec<Numbered> =
        lines.map(|(n, line)| (n, serde_json::from_str(line).map_err(|error| error.to_string()))).collect();
    // One object printed over several lines.
    if read.first().is_some_and(|(_, first)| first.is_err())
        && let Ok(whole @ Value::Object(_)) = serde_json::from_str(text)
    {
        return Ok(vec![(1, Ok(whole))]);
    }
    Ok(read)
}

#[derive(Default)]
struct Names {
    order: Vec<String>,
    places: BTreeMap<String, u32>,
}

impl Names {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.order.len() as u32;
        self.order.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }
}

fn row(names: &mut Names, number: u32, value: Result<Value, String>) -> GridRow {
    let mut row = GridRow { number, ..GridRow::default() };
    let problem = |what: String| {
        let remedy = "write one JSON object a line, as in {\"description\": \"…\", \"to\": \"CH\"}".to_owned();
        Some(RowProblem { what, remedy })
    };
    match value {
        Ok(Value::Object(object)) => {
            flatten(names, "", &object, 1, &mut row.cells);
            row.cells.sort_by_key(|(column, _)| *column);
            row.cells.dedup_by_key(|(column, _)| *column);
            if !row.holds_something() {
                row.problem = problem("the object says nothing".to_owned());
            }
            row.original = Some(Box::new(object));
        }
        Ok(other) => {
            row.problem =
                problem(format!("the line is no JSON object but {}", Cell::Nested(Box::new(other)).in_words()))
        }
        Err(error) => row.problem = problem(format!("the line is not valid JSON ({error})")),
    }
    row
}

fn flatten(names: &mut Names, prefix: &str, object: &Map<String, Value>, depth: usize, cells: &mut Vec<(u32, Cell)>) {
    for (key, value) in object {
        let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Object(inner) if depth < DEPTH && !inner.is_empty() => {
                flatten(names, &name, inner, depth + 1, cells)
            }
            other => cells.push((names.place(&name), cell(other))),
        }
    }
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::String(text) => Cell::text_of(text.as_str()),
        Value::Bool(yes) => Cell::Bool(*yes),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.abs() < 9e15 => Cell::Number(float),
            _ => Cell::Nested(Box::new(value.clone())),
        },
        other => Cell::Nested(Box::new(other.clone())),
    }
}
