//! Excel 97-2003 workbooks. The container is read by us and handed on in a plain one; the reach of every sheet is
//! checked before calamine fills its rectangles.

use std::io::Cursor;

use calamine::{Reader, Xls, XlsError};

use super::biff::{self, Survey};
use super::ole::{self, Container};
use super::xlsx::{put_rows, worksheets};
use super::{SheetName, choose, damaged};
use crate::records::grid::Merge;
use crate::records::{Format, Grid, Limits, RawFile, RecordsError};

pub(super) fn read(
    file: &RawFile,
    asked: Option<&str>,
    limits: &Limits,
    wanted: &dyn Fn(&Grid) -> bool,
) -> Result<Grid, RecordsError> {
    let stream = workbook_stream(file)?;
    let survey = biff::survey(&stream);
    if survey.encrypted {
        return Err(RecordsError::Encrypted { file: file.name.clone() });
    }
    let cells = survey.sheets.iter().fold(0_u64, |sum, (_, sheet)| sum.saturating_add(sheet.area));
    limits.check_cells(&file.name, cells)?;
    let plain = ole::wrap("Workbook", &stream);
    let mut book: Xls<_> = Xls::new(Cursor::new(plain.as_slice())).map_err(|error| explain(file, &error))?;
    let positions: Vec<String> = book.sheet_names();
    let sheets = worksheets(&book);
    choose(file, &sheets, asked, wanted, |sheet| {
        let place = positions.iter().position(|name| *name == sheet.name);
        sheet_cells(file, &mut book, sheet, &survey, place)
    })
}

fn workbook_stream(file: &RawFile) -> Result<Vec<u8>, RecordsError> {
    let container = Container::open(&file.bytes).ok_or_else(|| damaged(file, "its OLE container is broken"))?;
    if container.holds("EncryptedPackage") || container.holds("EncryptionInfo") {
        return Err(RecordsError::Encrypted { file: file.name.clone() });
    }
    if let Some(stream) = ["Workbook", "Book"].iter().find_map(|name| container.stream(name)) {
        return Ok(stream);
    }
    if container.holds("Workbook") || container.holds("Book") {
        return Err(damaged(file, "its workbook stream breaks off"));
    }
    let what = if container.holds("WordDocument") { "a Word document" } else { "an OLE container without a workbook" };
    Err(RecordsError::NotATable { file: file.name.clone(), what: what.to_owned() })
}

fn explain(file: &RawFile, error: &XlsError) -> RecordsError {
    match error {
        XlsError::Password => RecordsError::Encrypted { file: file.name.clone() },
        other => damaged(file, other),
    }
}

fn sheet_cells(
    file: &RawFile,
    book: &mut Xls<Cursor<&[u8]>>,
    sheet: &SheetName,
    survey: &Survey,
    place: Option<usize>,
) -> Result<Grid, RecordsError> {
    let mut grid = Grid::new(Format::Xls, Some(sheet.name.clone()));
    // The one call that fills a rectangle: its size was checked in `read`.
    let range = book.worksheet_range(&sheet.name).map_err(|error| explain(file, &error))?;
    put_rows(&mut grid, range.start().unwrap_or_default(), range.rows());
    let merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
    grid.merges.extend(merges.iter().map(|merge| Merge {
        rows: (merge.start.0.saturating_add(1), merge.end.0.saturating_add(1)),
        columns: (merge.start.1, merge.end.1),
    }));
    if let Some((_, seen)) = place.and_then(|place| survey.sheets.get(place)) {
        grid.formulas = seen.formulas;
        grid.hidden_rows.clone_from(&seen.hidden_rows);
        grid.hidden_columns.clone_from(&seen.hidden_columns);
    }
    Ok(grid)
}
