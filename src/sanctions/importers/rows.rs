//! CSV read row by row, with headings, the row for messages, and a mark on every cell an importer used, so that whatever
//! is left over can be kept as a fact.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Read;

use csv::{ByteRecord, StringRecord};

use super::ImportError;
use super::limits::LIMITS;
use super::open::Input;
use super::text::{Letters, TextReader, limit_of};

/// The rows of a CSV file.
pub(super) struct Rows<'i, 'a> {
    input: &'i Input<'a>,
    reader: csv::Reader<TextReader<'a>>,
    raw: ByteRecord,
    /// The letters are those of Windows, not UTF-8.
    windows: bool,
    row: u64,
}

/// One row.
pub(super) struct Row<'h> {
    headings: &'h Headings,
    cells: StringRecord,
    used: Vec<Cell<bool>>,
    /// Row of the file, from 1.
    pub number: u64,
}

/// The headings of a file and where they stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Headings {
    names: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Headings {
    /// Headings in order, trimmed.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: Vec<String> =
            names.into_iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        let mut places = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.to_lowercase()).or_insert(at);
        }
        Self { names, places }
    }

    /// Whether there is such a column, in any case of letters.
    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(&name.to_lowercase())
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The headings in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// A row of these columns.
    pub fn row(&self, cells: StringRecord, number: u64) -> Row<'_> {
        Row { used: vec![Cell::new(false); cells.len()], headings: self, cells, number }
    }
}

impl Row<'_> {
    /// The cell under that heading, trimmed; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        let known = self.headings.places.get(name).or_else(|| self.headings.places.get(&name.to_lowercase()));
        known.map_or("", |at| self.at(*at))
    }

    /// The cell in that column, from 0, trimmed.
    pub fn at(&self, column: usize) -> &str {
        if let Some(used) = self.used.get(column) {
            used.set(true);
        }
        self.cells.get(column).unwrap_or("").trim()
    }

    /// The cell in that column, from 0, without counting it as used.
    pub fn peek(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("")
    }

    /// Cells of the row.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The cells under those headings that are not empty, joined.
    pub fn joined(&self, names: &[&str], by: &str) -> String {
        names.iter().map(|name| self.get(name)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(by)
    }

    /// Heading and text of every cell that was not asked for.
    pub fn leftovers(&self) -> impl Iterator<Item = (&str, &str)> {
        let named = |at: usize| self.headings.names.get(at).map_or("further column", String::as_str);
        let unused = self.used.iter().enumerate().filter(|(_, used)| !used.get());
        unused
            .map(move |(at, _)| (named(at), self.cells.get(at).unwrap_or("").trim()))
            .filter(|(_, text)| !text.is_empty())
    }
}

/// How a CSV file is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Character between cells.
    pub delimiter: u8,
    /// Whether the file must be UTF-8; where not, letters that are not are read as those of Windows-1252.
    pub utf8: bool,
}

impl<'i, 'a> Rows<'i, 'a> {
    /// Opens a file; the headings are for the caller to read.
    pub fn open(input: &'i Input<'a>, style: Style) -> Result<Self, ImportError> {
        let windows = !style.utf8 && !is_utf8(input)?;
        let letters = if style.utf8 { Letters::Utf8 } else { Letters::Any };
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(style.delimiter)
            .from_reader(input.text(letters)?);
        Ok(Self { input, reader, raw: ByteRecord::new(), windows, row: 0 })
    }

    /// Whether the letters were read as those of Windows-1252.
    pub fn is_windows(&self) -> bool {
        self.windows
    }

    /// The next row, or nothing at the end. Rows without any text are passed over.
    pub fn next(&mut self) -> Result<Option<(StringRecord, u64)>, ImportError> {
        loop {
            self.reader.get_mut().begin_record();
            let more = self.reader.read_byte_record(&mut self.raw);
            self.row += 1;
            match more {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(self.explain(&error)),
            }
            if self.raw.len() > LIMITS.columns as usize {
                let why = format!("{} cells in one row, more than {}", self.raw.len(), LIMITS.columns);
                return Err(ImportError::Limit { file: self.input.name.clone(), place: self.place(), why });
            }
            if self.raw.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                return Ok(Some((self.decoded(), self.row)));
            }
        }
    }

    fn decoded(&self) -> StringRecord {
        let letters = |cell: &[u8]| match std::str::from_utf8(cell) {
            Ok(text) if !self.windows => text.to_owned(),
            _ => encoding_rs::WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
        };
        match StringRecord::from_byte_record(self.raw.clone()) {
            Ok(record) if !self.windows => record,
            _ => self.raw.iter().map(letters).collect(),
        }
    }

    fn explain(&self, error: &csv::Error) -> ImportError {
        match error.kind() {
            csv::ErrorKind::Io(error) if limit_of(error).is_some() => {
                let why = limit_of(error).unwrap_or_default() + "; is a quotation mark opened and never closed?";
                ImportError::Limit { file: self.input.name.clone(), place: self.place(), why }
            }
            csv::ErrorKind::Io(error) => self.input.unreadable(&self.place(), error),
            _ => self.input.damaged(self.place(), error.to_string()),
        }
    }

    /// The row being read, for messages.
    pub fn place(&self) -> String {
        format!("row {}", self.row)
    }
}

/// Whether a file is UTF-8 from beginning to end; bytes for control do not count.
fn is_utf8(input: &Input) -> Result<bool, ImportError> {
    let mut reader = input.text(Letters::Any)?;
    let mut bytes = Vec::new();
    loop {
        reader.begin_record();
        let kept = bytes.len();
        let chunk = (&mut reader).take(1 << 20).read_to_end(&mut bytes);
        let got = chunk.map_err(|error| input.unreadable("the file", &error))?;
        let valid = match std::str::from_utf8(&bytes) {
            Ok(_) => bytes.len(),
            Err(error) if error.error_len().is_none() && got > 0 => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if got == 0 && kept == 0 {
            return Ok(true);
        }
        bytes.drain(..valid);
    }
}
