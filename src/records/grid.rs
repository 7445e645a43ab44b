//! The cells of one sheet or text file with their addresses, before anybody knows which row holds the headings.
//! Rows are sparse: a stray cell in the last column costs one cell.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Cell;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Excel workbook of today (`.xlsx`, `.xlsm`).
    Xlsx,
    /// Excel binary workbook (`.xlsb`).
    Xlsb,
    /// Excel 97-2003 workbook (`.xls`).
    Xls,
    /// OpenDocument spreadsheet (`.ods`).
    Ods,
    /// Text with a delimiter (`.csv`, `.tsv`, `.txt`).
    Delimited,
    /// One JSON object a line (`.ndjson`, `.jsonl`), or an array of objects (`.json`).
    Json,
    /// Parquet (`.parquet`).
    Parquet,
    /// Arrow IPC, as a file or a stream (`.arrow`, `.feather`).
    Arrow,
}

impl Format {
    /// The format's name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "Excel workbook",
            Self::Xlsb => "Excel binary workbook",
            Self::Xls => "Excel 97-2003 workbook",
            Self::Ods => "OpenDocument spreadsheet",
            Self::Delimited => "delimited text",
            Self::Json => "JSON lines",
            Self::Parquet => "Parquet",
            Self::Arrow => "Arrow IPC",
        }
    }
}

/// How a text file separates and encodes its fields, so that the answer can be written the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between two fields.
    pub delimiter: char,
    /// The encoding read, such as `UTF-8` or `windows-1252`.
    pub encoding: &'static str,
    /// Whether the encoding is a guess.
    pub assumed: bool,
    /// Whether a byte order mark stands first.
    pub marked: bool,
}

/// What is wrong with a row before its columns are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// One row that holds something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GridRow {
    /// Row as a spreadsheet program numbers it, from 1.
    pub number: u32,
    /// Line in the file, where that is another number.
    pub line: Option<u32>,
    /// Column (from 0) and cell, in order of columns; empty cells may be left out.
    pub cells: Vec<(u32, Cell)>,
    /// Fields in the row of a text file, empty ones counted.
    pub fields: Option<u32>,
    /// Columns whose formula has no stored value.
    pub unvalued: Vec<u32>,
    /// A fault of the row as a whole.
    pub problem: Option<RowProblem>,
    /// The JSON object the row came from.
    pub original: Option<Box<Map<String, Value>>>,
}

/// Cells merged into one, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First and last row, from 1.
    pub rows: (u32, u32),
    /// First and last column, from 0.
    pub columns: (u32, u32),
}

/// One sheet or text file.
#[derive(Clone, Debug)]
pub struct Grid {
    /// What the file is.
    pub format: Format,
    /// The sheet's name, in a workbook.
    pub sheet: Option<String>,
    /// Rows that hold something, in order.
    pub rows: Vec<GridRow>,
    /// Field names in NDJSON, by column.
    pub names: Option<Vec<String>>,
    /// Merged cells.
    pub merges: Vec<Merge>,
    /// Hidden rows, from 1, as first and last.
    pub hidden_rows: Vec<(u32, u32)>,
    /// Hidden columns, from 0, as first and last.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Formula cells seen.
    pub formulas: u64,
    /// The first number or date format other than the general one, by column.
    pub formats: BTreeMap<u32, String>,
    /// Delimiter and encoding of a text file.
    pub dialect: Option<Dialect>,
    /// The upper row of headings that stand in two rows.
    pub upper_headings: Option<u32>,
    /// Sentences a reader must know.
    pub notes: Vec<String>,
}

impl Grid {
    /// A grid without rows.
    pub fn new(format: Format, sheet: Option<String>) -> Self {
        Self {
            format,
            sheet,
            rows: Vec::new(),
            names: None,
            merges: Vec::new(),
            hidden_rows: Vec::new(),
            hidden_columns: Vec::new(),
            formulas: 0,
            formats: BTreeMap::new(),
            dialect: None,
            upper_headings: None,
            notes: Vec::new(),
        }
    }

    /// Adds a cell; cells come in any order within a row, rows in any order.
    pub(super) fn put(&mut self, row: u32, column: u32, cell: Cell) {
        if self.rows.last().is_none_or(|last| last.number != row) {
            self.rows.push(GridRow { number: row, ..GridRow::default() });
        }
        if let Some(last) = self.rows.last_mut() {
            last.cells.push((column, cell));
        }
    }

    /// Brings rows and cells into order, joins rows that came in pieces, and drops rows without a cell to read.
    pub(super) fn settle(&mut self) {
        self.hidden_rows.sort_unstable();
        self.hidden_columns.sort_unstable();
        if !self.rows.is_sorted_by(|a, b| a.number < b.number) {
            self.rows.sort_by_key(|row| row.number);
            self.rows.dedup_by(|later, earlier| {
                let same = later.number == earlier.number;
                if same {
                    earlier.cells.append(&mut later.cells);
                    earlier.unvalued.append(&mut later.unvalued);
                }
                same
            });
        }
        for row in &mut self.rows {
            if !row.cells.is_sorted_by(|a, b| a.0 < b.0) {
                row.cells.sort_by_key(|(column, _)| *column);
                row.cells.dedup_by_key(|(column, _)| *column);
            }
        }
        self.rows.retain(|row| row.problem.is_some() || !row.unvalued.is_empty() || row.holds_something());
    }
}

impl GridRow {
    /// Whether any cell can be read.
    pub fn holds_something(&self) -> bool {
        self.cells.iter().any(|(_, cell)| !cell.is_empty())
    }
}
