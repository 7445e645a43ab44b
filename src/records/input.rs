//! An input as its reader meets it: the head of the table first, then its rows one after another. Text and JSON lines
//! are read piece by piece and may be longer than memory; a workbook is held as a whole, within the limits.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use super::delimited::TextRows;
use super::json::{self, JsonRows};
use super::stream::{self, Origin, Survey, TextStream};
use super::{Format, Grid, HeadingTable, RawFile, ReadOptions, RecordsError, Row, Table};

/// Rows looked at before the columns of a text file are taken as known.
const SAMPLE: usize = 2_000;

/// A table whose rows are still to come.
pub struct Input {
    /// Columns, headings, notes; its rows come from [`Input::next_row`].
    pub table: Table,
    /// BLAKE3 of the file.
    pub digest: String,
    /// Bytes of the file.
    pub length: u64,
    waiting: VecDeque<Row>,
    more: More,
    /// Rows given out and the number of the last one.
    given: u64,
    last: u32,
}

/// Where further rows come from.
enum More {
    Nothing,
    Text(Box<TextRows>),
    Lines(Box<JsonRows>),
    #[cfg(feature = "parquet")]
    Columns(Box<super::columnar::ColumnarRows>),
}

impl Input {
    /// Opens a file. What it is follows from its content.
    ///
    /// # Errors
    /// See [`RecordsError`].
    pub fn open(path: &Path, headings: &HeadingTable, options: &ReadOptions) -> Result<Self, RecordsError> {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let head =
            stream::head(path).map_err(|cause| RecordsError::Read { file: path.display().to_string(), cause })?;
        Self::of(Origin::Disk(path.to_owned()), name, &head, headings, options)
    }

    /// Opens a file in memory, such as standard input.
    ///
    /// # Errors
    /// See [`RecordsError`].
    pub fn of_memory(file: RawFile, headings: &HeadingTable, options: &ReadOptions) -> Result<Self, RecordsError> {
        let (name, head) = (file.name.clone(), file.bytes[..file.bytes.len().min(4096)].to_vec());
        Self::of(Origin::Memory(Arc::new(file)), name, &head, headings, options)
    }

    fn of(
        origin: Origin,
        name: String,
        head: &[u8],
        headings: &HeadingTable,
        options: &ReadOptions,
    ) -> Result<Self, RecordsError> {
        let survey = stream::survey(&origin, &name)?;
        if survey.blank {
            return Err(RecordsError::Empty { file: name });
        }
        let opened = Opened { origin, name, survey, headings, options };
        if super::workbook::is_workbook(head) {
            return opened.workbook();
        }
        #[cfg(feature = "parquet")]
        if super::columnar::is_columnar(head) {
            return opened.columnar(head);
        }
        if let Some(what) = super::something_else(head) {
            return Err(RecordsError::NotATable { file: opened.name, what: what.to_owned() });
        }
        if json::looks_like_json(head) { opened.json(head) } else { opened.text(head) }
    }

    /// The next row of the table.
    ///
    /// # Errors
    /// A file that cannot be read on.
    pub fn next_row(&mut self) -> Result<Option<Row>, RecordsError> {
        let next = match self.waiting.pop_front() {
            Some(row) => Some(row),
            None => self.more.next()?.map(|row| self.table.row(row)),
        };
        match &next {
            Some(row) => {
                self.given += 1;
                self.last = row.number;
            }
            None => {
                let rows = u64::from(self.last.saturating_sub(self.table.heading_row)).saturating_sub(self.given);
                self.table.empty_rows = u32::try_from(rows).unwrap_or(u32::MAX);
            }
        }
        Ok(next)
    }

    /// How much of the input was read, as a part of the whole.
    pub fn share_read(&self) -> f64 {
        let whole = |done: u64, all: u64| if all == 0 { 1.0 } else { (done as f64 / all as f64).min(1.0) };
        // Rows that wait were read and not yet given out.
        let given = whole(self.given, self.given + self.waiting.len() as u64);
        match &self.more {
            More::Nothing => given,
            More::Text(rows) => whole(rows.bytes_read(), self.length) * given,
            More::Lines(rows) => whole(rows.bytes_read(), self.length) * given,
            #[cfg(feature = "parquet")]
            More::Columns(rows) => whole(self.given, rows.count()),
        }
    }

    /// Sentences a reader must know, complete once the last row was read.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = self.table.notes.clone();
        if let More::Text(rows) = &self.more {
            notes.extend(rows.note().filter(|note| !notes.contains(note)));
        }
        if self.table.empty_rows > 0 {
            notes.push(format!("empty or ruled rows left out: {}", self.table.empty_rows));
        }
        notes
    }

    /// The whole table with all its rows.
    ///
    /// # Errors
    /// A file that cannot be read on.
    pub fn into_table(mut self) -> Result<Table, RecordsError> {
        let mut rows = Vec::new();
        while let Some(row) = self.next_row()? {
            rows.push(row);
        }
        self.table.notes = self.notes();
        self.table.rows = rows;
        Ok(self.table)
    }
}

impl More {
    fn next(&mut self) -> Result<Option<super::GridRow>, RecordsError> {
        match self {
            Self::Nothing => Ok(None),
            Self::Text(rows) => rows.next(),
            Self::Lines(rows) => rows.next(),
            #[cfg(feature = "parquet")]
            Self::Columns(rows) => rows.next(),
        }
    }
}

/// A file of which is known that it can be read and holds something.
struct Opened<'a> {
    origin: Origin,
    name: String,
    survey: Survey,
    headings: &'a HeadingTable,
    options: &'a ReadOptions,
}

impl Opened<'_> {
    /// The file in memory, within the limits.
    fn in_memory(&self) -> Result<Arc<RawFile>, RecordsError> {
        match &self.origin {
            Origin::Memory(file) => Ok(Arc::clone(file)),
            Origin::Disk(path) => RawFile::open(path, &self.options.limits).map(Arc::new),
        }
    }

    fn workbook(self) -> Result<Input, RecordsError> {
        let file = self.in_memory()?;
        let (asked, limits, headings) = (self.options.sheet.as_deref(), &self.options.limits, self.headings);
        let wanted = |grid: &Grid| {
            super::table::find_headings(grid, headings).is_some_and(|(_, score)| score >= super::CONVINCING)
        };
        let grid = super::workbook::read(&file, asked, limits, &wanted)?;
        drop(file);
        self.input(grid, More::Nothing)
    }

    fn json(self, head: &[u8]) -> Result<Input, RecordsError> {
        let lines = !head.trim_ascii_start().starts_with(b"[");
        let names = if lines { self.json_rows(head, json::Names::default())?.names()? } else { None };
        let Some(names) = names else {
            let grid = json::read(&*self.in_memory()?, &self.options.limits)?;
            return self.input(grid, More::Nothing);
        };
        let mut rows = self.json_rows(head, names)?;
        let mut grid = Grid::new(Format::Json, None);
        sample(&mut grid, || rows.next())?;
        grid.names = Some(rows.names.order.clone());
        self.input(grid, More::Lines(Box::new(rows)))
    }

    fn json_rows(&self, head: &[u8], names: json::Names) -> Result<JsonRows, RecordsError> {
        let (stream, _) = TextStream::open(&self.origin, &self.name, None, head, &self.survey)?;
        Ok(JsonRows::new(stream, names))
    }

    fn text(self, head: &[u8]) -> Result<Input, RecordsError> {
        let asked = self.options.encoding.as_deref();
        let (stream, decoded) = TextStream::open(&self.origin, &self.name, asked, head, &self.survey)?;
        let mut rows = TextRows::new(stream, decoded, self.options.delimiter)?;
        let mut grid = Grid::new(Format::Delimited, None);
        grid.dialect = Some(rows.dialect.clone());
        sample(&mut grid, || rows.next())?;
        grid.notes.extend(rows.note());
        self.input(grid, More::Text(Box::new(rows)))
    }

    #[cfg(feature = "parquet")]
    fn columnar(self, head: &[u8]) -> Result<Input, RecordsError> {
        let bytes = match &self.origin {
            Origin::Memory(file) => super::columnar::Source::Memory(Arc::clone(file)),
            Origin::Disk(path) => super::columnar::Source::Disk(path.clone()),
        };
        let mut rows = super::columnar::ColumnarRows::open(bytes, &self.name, head)?;
        let mut grid = Grid::new(rows.format(), None);
        grid.names = Some(rows.names());
        sample(&mut grid, || rows.next())?;
        self.input(grid, More::Columns(Box::new(rows)))
    }

    /// The input out of its first rows and the source of the others.
    fn input(self, mut grid: Grid, more: More) -> Result<Input, RecordsError> {
        if grid.rows.is_empty() {
            return Err(RecordsError::Empty { file: self.name });
        }
        grid.settle();
        grid.notes.splice(0..0, super::misnamed(&self.name, grid.format));
        let (headings, options) = (self.headings, self.options);
        let mut table = Table::build(&self.name, grid, headings, options.heading_row, &options.limits)?;
        let waiting = std::mem::take(&mut table.rows).into();
        let Survey { digest, length, .. } = self.survey;
        let last = table.heading_row;
        Ok(Input { table, digest, length, waiting, more, given: 0, last })
    }
}

/// Takes the first rows into the grid.
fn sample(
    grid: &mut Grid,
    mut next: impl FnMut() -> Result<Option<super::GridRow>, RecordsError>,
) -> Result<(), RecordsError> {
    while grid.rows.len() < SAMPLE {
        match next()? {
            Some(row) => grid.rows.push(row),
            None => break,
        }
    }
    Ok(())
}
