//! OpenDocument spreadsheets. A first pass over the content counts what repeated rows and cells come to and notes what
//! is hidden; only then calamine fills its rectangles.

use std::io::{BufRead, BufReader, Cursor};

use calamine::{Ods, OdsError, Reader as _};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::Archive;
use super::xlsx::{put_rows, worksheets};
use super::{SheetName, choose, damaged};
use crate::records::grid::{GridRow, Merge};
use crate::records::{Format, Grid, Limits, RawFile, RecordsError};

/// What a table of the document looks like before its values are read.
#[derive(Debug, Default)]
struct Table {
    name: String,
    formulas: u64,
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    merges: Vec<Merge>,
    unvalued: Vec<(u32, u32)>,
    /// Cells the value reader holds at once.
    cells: u64,
    /// Cells of its rows, a repeated row counted once.
    elements: u64,
    /// Repeated spaces it writes out, 16 for a cell.
    spaces: u64,
    /// Bytes of text of all cells, with repeated cells and rows as often as they come.
    text: u64,
}

pub(super) fn read(
    file: &RawFile,
    archive: &mut Archive<'_>,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &dyn Fn(&Grid) -> bool,
) -> Result<Grid, RecordsError> {
    let content = archive.by_name("content.xml").map_err(|error| damaged(file, error))?;
    let tables = survey(BufReader::new(content), limits.cells);
    let cells = tables.iter().fold(0_u64, |sum, table| sum.saturating_add(table.cells).saturating_add(table.spaces));
    limits.check_cells(&file.name, cells)?;
    tables.iter().try_for_each(|table| limits.check_spread(&file.name, table.elements, table.cells))?;
    let text = tables.iter().fold(0_u64, |sum, table| sum.saturating_add(table.text));
    limits.check_text(&file.name, text)?;
    let mut book: Ods<_> = Ods::new(Cursor::new(file.bytes.as_slice())).map_err(|error| explain(file, &error))?;
    let sheets = worksheets(&book);
    choose(file, &sheets, asked, wanted, |sheet| sheet_cells(file, &mut book, sheet, &tables))
}

fn explain(file: &RawFile, error: &OdsError) -> RecordsError {
    match error {
        OdsError::Password => RecordsError::Encrypted { file: file.name.clone() },
        other => damaged(file, other),
    }
}

fn sheet_cells(
    file: &RawFile,
    book: &mut Ods<Cursor<&[u8]>>,
    sheet: &SheetName,
    tables: &[Table],
) -> Result<Grid, RecordsError> {
    let mut grid = Grid::new(Format::Ods, Some(sheet.name.clone()));
    // The one call that fills a rectangle: its size was checked in `read`.
    let range = book.worksheet_range(&sheet.name).map_err(|error| explain(file, &error))?;
    put_rows(&mut grid, range.start().unwrap_or_default(), range.rows());
    if let Some(table) = tables.iter().find(|table| table.name == sheet.name) {
        grid.formulas = table.formulas;
        grid.hidden_rows.clone_from(&table.hidden_rows);
        grid.hidden_columns.clone_from(&table.hidden_columns);
        grid.merges.clone_from(&table.merges);
        let unvalued = table.unvalued.iter();
        grid.rows.extend(unvalued.map(|(row, column)| GridRow {
            number: *row,
            unvalued: vec![*column],
            ..GridRow::default()
        }));
    }
    Ok(grid)
}

/// Where the survey stands within a table.
#[derive(Default)]
struct Place {
    row: u64,
    column: u64,
    repeats: u64,
    columns_declared: u64,
    /// Rows above that hold nothing and so far count for nothing.
    empty_rows: u64,
    widest: u64,
    filled: u64,
    /// Rows up to the last that holds something.
    rows: u64,
    /// How often the cell comes, and the bytes of text of the row so far.
    cell_repeats: u64,
    text: u64,
}

fn survey(source: impl BufRead, most: u64) -> Vec<Table> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut tables: Vec<Table> = Vec::new();
    let mut place = Place::default();
    let mut buffer = Vec::with_capacity(1024);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element)) => match (element.name().as_ref(), tables.last_mut()) {
                ("table:table", _) => {
                    place = Place::default();
                    let name = text(&element, "table:name").unwrap_or_default();
                    tables.push(Table { name, ..Table::default() });
                }
                ("table:table-column", Some(table)) => place.column_starts(table, &element),
                ("table:table-row", Some(table)) => place.row_starts(table, &element),
                ("table:table-cell" | "table:covered-table-cell", Some(table)) => place.cell_starts(table, &element),
                ("text:s", Some(table)) => table.spaces = table.spaces.saturating_add(repeats(&element, "text:c") / 16),
                _ => {}
            },
            Ok(Event::Text(words)) => place.text_comes(words.len()),
            Ok(Event::CData(words)) => place.text_comes(words.len()),
            Ok(Event::End(element)) if element.name().as_ref() == "table:table-row" => {
                if let Some(table) = tables.last_mut() {
                    place.row_ends(table);
                }
            }
            Ok(Event::Eof) | Err(_) => return tables,
            Ok(_) => {}
        }
        if tables.last().is_some_and(|table| table.cells > most) {
            return tables;
        }
    }
}

fn text(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.try_get_attribute(name).ok().flatten()?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), |value| value.into_owned()),
    )
}

fn repeats(element: &BytesStart<'_>, name: &str) -> u64 {
    text(element, name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

fn hidden(element: &BytesStart<'_>) -> bool {
    text(element, "table:visibility").is_some_and(|kind| kind == "collapse" || kind == "filter")
}

fn to_u32(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Place {
    fn column_starts(&mut self, table: &mut Table, element: &BytesStart<'_>) {
        let times = repeats(element, "table:number-columns-repeated");
        let first = self.columns_declared;
        self.columns_declared = first.saturating_add(times);
        if hidden(element) {
            table.hidden_columns.push((to_u32(first), to_u32(self.columns_declared.saturating_sub(1))));
        }
    }

    fn row_starts(&mut self, table: &mut Table, element: &BytesStart<'_>) {
        self.repeats = repeats(element, "table:number-rows-repeated");
        self.column = 0;
        self.filled = 0;
        (self.cell_repeats, self.text) = (0, 0);
        if hidden(element) {
            let last = self.row.saturating_add(self.repeats);
            table.hidden_rows.push((to_u32(self.row.saturating_add(1)), to_u32(last)));
        }
    }

    fn cell_starts(&mut self, table: &mut Table, element: &BytesStart<'_>) {
        let times = repeats(element, "table:number-columns-repeated").min(16_384);
        let formula = text(element, "table:formula").is_some();
        let kind = text(element, "office:value-type");
        if formula {
            table.formulas += 1;
            if kind.is_none() {
                table.unvalued.push((to_u32(self.row.saturating_add(1)), to_u32(self.column)));
            }
        }
        let span = |name: &str| repeats(element, name).clamp(1, 1_048_576);
        let (down, right) = (span("table:number-rows-spanned"), span("table:number-columns-spanned"));
        if down * right > 1 {
            table.merges.push(Merge {
                rows: (to_u32(self.row + 1), to_u32(self.row + down)),
                columns: (to_u32(self.column), to_u32(self.column + right - 1)),
            });
        }
        self.column = self.column.saturating_add(times);
        self.cell_repeats = times;
        self.text_comes(text(element, "office:string-value").map_or(0, |words| words.len()));
        if formula || kind.is_some() {
            self.filled = self.column.min(16_384);
        }
    }

    fn text_comes(&mut self, bytes: usize) {
        self.text = self.text.saturating_add((bytes as u64).saturating_mul(self.cell_repeats));
    }

    fn row_ends(&mut self, table: &mut Table) {
        let times = self.repeats.min(1_048_576);
        table.text = table.text.saturating_add(self.text.saturating_mul(times));
        if self.filled == 0 {
            self.empty_rows = self.empty_rows.saturating_add(times);
        } else {
            self.widest = self.widest.max(self.filled);
            self.rows = self.rows.saturating_add(times).saturating_add(std::mem::take(&mut self.empty_rows));
            table.elements = table.elements.saturating_add(self.filled);
            let held = self.widest.saturating_mul(self.rows).saturating_add(table.elements);
            table.cells = table.cells.max(held);
        }
        self.row = self.row.saturating_add(self.repeats);
    }
}
