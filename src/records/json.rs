//! JSON lines: one object a line, or one array of objects. Nested objects become columns with dotted names
//! (`consignee.country`); the object itself is kept for the output.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::grid::{GridRow, RowProblem};
use super::stream::TextStream;
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

/// A value, or why it is none.
type Parsed = Result<Value, String>;

/// A value with its number.
type Numbered = (u32, Parsed);

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

/// JSON lines, one after another.
pub(super) struct JsonRows {
    stream: TextStream,
    /// The names of all fields.
    pub(super) names: Names,
    line: u32,
}

impl JsonRows {
    /// Rows whose fields have the places of `names`; further names get further places.
    pub(super) fn new(stream: TextStream, names: Names) -> Self {
        Self { stream, names, line: 0 }
    }

    /// The next line that holds something.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn next(&mut self) -> Result<Option<GridRow>, RecordsError> {
        while let Some((line, value)) = self.value()? {
            if let Some(value) = value {
                return Ok(Some(row(&mut self.names, line, value)));
            }
        }
        Ok(None)
    }

    /// The names of all fields of all lines; nothing where the first line is no object of its own.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn names(mut self) -> Result<Option<Names>, RecordsError> {
        let mut first = true;
        while let Some(row) = self.next()? {
            if first && row.original.is_none() {
                return Ok(None);
            }
            first = false;
        }
        Ok(Some(self.names))
    }

    /// The next line's number and value; a blank line has none.
    fn value(&mut self) -> Result<Option<(u32, Option<Parsed>)>, RecordsError> {
        let end = loop {
            match self.stream.rest().find('\n') {
                Some(end) => break end,
                None if self.stream.ended => break self.stream.rest().len(),
                None => self.stream.fill()?,
            }
        };
        let text = &self.stream.rest()[..end];
        if text.is_empty() && self.stream.ended && self.stream.rest().is_empty() {
            return Ok(None);
        }
        let blank = text.trim().is_empty();
        let value = (!blank).then(|| serde_json::from_str(text).map_err(|error| error.to_string()));
        self.line = self.line.saturating_add(1);
        let past = (end + 1).min(self.stream.rest().len());
        self.stream.take(past);
        Ok(Some((self.line, value)))
    }

    /// Bytes read so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.stream.passed()
    }
}

/// The names of fields with their places.
#[derive(Default)]
pub(super) struct Names {
    /// In the order in which they first occur.
    pub(super) order: Vec<String>,
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
