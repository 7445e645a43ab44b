//! Excel workbooks of today: values streamed by calamine, layout by our own scan.

use std::io::Cursor;
use std::thread;

use calamine::{Data, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::layout::{self, Layout};
use super::{READER_THREAD, SheetName, archive, choose, damaged, values};
use crate::records::{Cell, Format, Grid, GridRow, Limits, RawFile, RecordsError};

pub(super) fn read(
    file: &RawFile,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &dyn Fn(&Grid) -> bool,
) -> Result<Grid, RecordsError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(file.bytes.as_slice())).map_err(|error| explain(file, &error))?;
    let sheets: Vec<SheetName> = worksheets(&book);
    choose(file, &sheets, asked, wanted, |sheet| {
        // Values and layout are two readings of one sheet; they need not wait for each other.
        thread::scope(|scope| {
            let layout = thread::Builder::new().name(READER_THREAD.to_owned());
            let layout = layout.spawn_scoped(scope, || layout_of(file, &sheet.name));
            let mut grid = sheet_cells(file, &mut book, sheet, limits)?;
            let layout = layout.map_err(|cause| RecordsError::Read { file: file.name.clone(), cause })?.join();
            apply(&mut grid, layout.map_err(|_| damaged(file, "its records contradict each other"))?);
            Ok(grid)
        })
    })
}

fn layout_of(file: &RawFile, sheet: &str) -> Layout {
    let Ok((mut archive, _)) = archive::open(file) else { return Layout::default() };
    let path = layout::sheet_path(&mut archive, sheet);
    path.map(|path| layout::read(&mut archive, &path)).unwrap_or_default()
}

/// The sheets that hold cells, in the order of the workbook.
pub(super) fn worksheets<'a, R: Reader<Cursor<&'a [u8]>>>(book: &R) -> Vec<SheetName> {
    let sheets = book.sheets_metadata();
    let with_cells = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    with_cells
        .map(|sheet| SheetName { name: sheet.name.clone(), visible: sheet.visible == SheetVisible::Visible })
        .collect()
}

fn explain(file: &RawFile, error: &XlsxError) -> RecordsError {
    match error {
        XlsxError::Password => RecordsError::Encrypted { file: file.name.clone() },
        other => damaged(file, other),
    }
}

fn sheet_cells(
    file: &RawFile,
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &SheetName,
    limits: &Limits,
) -> Result<Grid, RecordsError> {
    let mut grid = Grid::new(Format::Xlsx, Some(sheet.name.clone()));
    let mut cells = match book.worksheet_cells_reader(&sheet.name) {
        Ok(cells) => cells,
        Err(error) => return Err(explain(file, &error)),
    };
    let (mut count, mut text) = (0, 0);
    loop {
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(found)) => found,
            Ok(None) => break,
            // An error value newer than the reader; the layout holds its text.
            Err(XlsxError::CellError(_)) => continue,
            Err(error) => return Err(explain(file, &error)),
        };
        count += 1;
        limits.check_cells(&file.name, count)?;
        let (row, column) = cell.get_position();
        let value = values::from_ref(cell.get_value());
        text += value.text_bytes() as u64;
        limits.check_text(&file.name, text)?;
        if matches!(value, Cell::Number(_) | Cell::Date(_)) && !grid.formats.contains_key(&column) {
            let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
            if let Some(format) = format.filter(|format| format.format_code != "General") {
                grid.formats.insert(column, format.format_code.clone());
            }
        }
        if value != Cell::Empty {
            grid.put(row.saturating_add(1), column, value);
        }
    }
    Ok(grid)
}

/// Adds to the values what the layout knows. `Grid::settle` brings the pieces of a row together, values first.
fn apply(grid: &mut Grid, layout: Layout) {
    for (row, column, text) in layout.errors {
        grid.put(row, column, Cell::Error(text));
    }
    let alone = |(row, column)| GridRow { number: row, unvalued: vec![column], ..GridRow::default() };
    grid.rows.extend(layout.unvalued.into_iter().map(alone));
    grid.formulas = layout.formulas;
    grid.hidden_rows = layout.hidden_rows;
    grid.hidden_columns = layout.hidden_columns;
    grid.merges = layout.merges;
}

/// Adds the cells of a filled rectangle whose upper left cell is `start` (row and column from 0).
pub(super) fn put_rows<'a>(grid: &mut Grid, start: (u32, u32), rows: impl Iterator<Item = &'a [Data]>) {
    for (down, row) in (0_u32..).zip(rows) {
        for (right, value) in (0_u32..).zip(row) {
            let value = values::from_data(value);
            if value != Cell::Empty {
                grid.put(start.0.saturating_add(down).saturating_add(1), start.1.saturating_add(right), value);
            }
        }
    }
}
