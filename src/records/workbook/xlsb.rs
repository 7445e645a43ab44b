//! Excel binary workbooks, streamed by calamine. Hidden rows, columns and merged cells are not looked at.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Reader, Xlsb, XlsbError};

use super::xlsx::worksheets;
use super::{SheetName, choose, damaged, values};
use crate::records::{Cell, Format, Grid, GridRow, Limits, RawFile, RecordsError};

type Book<'a> = Xlsb<Cursor<&'a [u8]>>;

pub(super) fn read(
    file: &RawFile,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &dyn Fn(&Grid) -> bool,
) -> Result<Grid, RecordsError> {
    let mut book: Book<'_> = Xlsb::new(Cursor::new(file.bytes.as_slice())).map_err(|error| explain(file, &error))?;
    let sheets = worksheets(&book);
    choose(file, &sheets, asked, wanted, |sheet| sheet_cells(file, &mut book, sheet, limits))
}

fn explain(file: &RawFile, error: &XlsbError) -> RecordsError {
    match error {
        XlsbError::Password => RecordsError::Encrypted { file: file.name.clone() },
        other => damaged(file, other),
    }
}

fn sheet_cells(file: &RawFile, book: &mut Book<'_>, sheet: &SheetName, limits: &Limits) -> Result<Grid, RecordsError> {
    let mut grid = Grid::new(Format::Xlsb, Some(sheet.name.clone()));
    grid.notes.push("hidden rows, hidden columns and merged cells are not recognised in .xlsb; save as .xlsx".into());
    let (mut valued, mut text) = (BTreeSet::new(), 0);
    let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|error| explain(file, &error))?;
    while let Some(cell) = cells.next_cell().map_err(|error| explain(file, &error))? {
        let (row, column) = cell.get_position();
        limits.check_cells(&file.name, valued.len() as u64)?;
        valued.insert((row, column));
        let value = values::from_ref(cell.get_value());
        text += value.text_bytes() as u64;
        limits.check_text(&file.name, text)?;
        if value != Cell::Empty {
            grid.put(row.saturating_add(1), column, value);
        }
    }
    drop(cells);
    let mut formulas = book.worksheet_cells_reader(&sheet.name).map_err(|error| explain(file, &error))?;
    // A formula whose text the reader does not understand ends the look for formulas, not the reading.
    while let Ok(Some(cell)) = formulas.next_formula() {
        grid.formulas += 1;
        let (row, column) = cell.get_position();
        if !valued.contains(&(row, column)) {
            grid.rows.push(GridRow { number: row.saturating_add(1), unvalued: vec![column], ..GridRow::default() });
        }
    }
    Ok(grid)
}
