//! Excel 97-2003 workbooks. The container is read by us and handed on in a plain one; the reach of every sheet and the
//! text of its cells are checked before calamine fills its rectangles.

use std::io::Cursor;

use calamine::{Reader, Xls, XlsError};

use super::biff::{self, Sheet, Survey};
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
    let mut stream = workbook_stream(file)?;
    let survey = biff::survey(&stream);
    if survey.encrypted {
        return Err(RecordsError::Encrypted { file: file.name.clone() });
    }
    if let Some(fault) = survey.fault {
        return Err(damaged(file, fault));
    }
    let sum = |of: fn(&Sheet) -> u64| survey.sheets.iter().map(of).fold(0, u64::saturating_add);
    limits.check_cells(&file.name, sum(|sheet| sheet.cells))?;
    survey.sheets.iter().try_for_each(|sheet| limits.check_spread(&file.name, sheet.records, sheet.cells))?;
    limits.check_text(&file.name, sum(|sheet| sheet.text))?;
    biff::without_formulas(&mut stream, &survey);
    let plain = ole::wrap("Workbook", &stream);
    drop(stream);
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
    if let Some(seen) = place.and_then(|place| survey.sheets.get(place)) {
        grid.formulas = seen.formulas;
        grid.hidden_rows.clone_from(&seen.hidden_rows);
        grid.hidden_columns.clone_from(&seen.hidden_columns);
    }
    Ok(grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::fixtures::{biff_records, headings, words, xls_of};
    use crate::records::{ReadOptions, Table, read_table};

    type Bodies = Vec<(u16, Vec<u8>)>;

    fn read(file: &RawFile, limits: Limits) -> Result<Table, RecordsError> {
        read_table(file, &headings(), &ReadOptions { limits, ..ReadOptions::default() })
    }

    /// The shared texts of a workbook, the last of them cut into pieces of 8,000 bytes.
    fn shared(texts: &[&str]) -> Bodies {
        let mut table = vec![0; 8];
        for text in texts {
            table.extend((text.len() as u16).to_le_bytes());
            table.push(0);
            table.extend(text.as_bytes());
        }
        let mut pieces = table.chunks(8_000);
        let first = pieces.next().map(|piece| (0x00FC, piece.to_vec()));
        first.into_iter().chain(pieces.map(|piece| (0x003C, [&[0], piece].concat()))).collect()
    }

    /// A cell that names a shared text.
    fn named(row: u16, column: u16, text: u16) -> (u16, Vec<u8>) {
        (0x00FD, words(&[row, column, 0, text, 0]))
    }

    fn heads() -> Bodies {
        vec![named(0, 0, 0), named(0, 1, 1)]
    }

    #[test]
    fn a_shared_text_is_counted_as_often_as_cells_name_it() {
        let long = "x".repeat(32_767);
        let book = shared(&["Description", "Destination", "CH", &long]);
        let once = [heads(), vec![named(1, 0, 3), named(1, 1, 2)]].concat();
        let table = read(&xls_of(&biff_records(&book, &once, 1)), Limits::default()).unwrap();
        assert_eq!(table.rows[0].cells[0].text().len(), 32_767);
        // A megabyte of file that would come to two gigabytes of text.
        let often: Bodies = heads().into_iter().chain((1..=u16::MAX).map(|row| named(row, 0, 3))).collect();
        let bomb = xls_of(&biff_records(&book, &often, 1));
        assert!(bomb.bytes.len() < 2 << 20, "{}", bomb.bytes.len());
        let error = read(&bomb, Limits::default()).unwrap_err().to_string();
        assert!(error.contains("bytes of text"), "{error}");
    }

    #[test]
    fn a_text_that_says_it_is_longer_than_it_is_counts_as_long_as_it_says() {
        let label = |row: u16| (0x0204, [words(&[row, 0, 0, u16::MAX]), b"\0x".to_vec()].concat());
        let sheet: Bodies = (0..u16::MAX).map(label).collect();
        let error = read(&xls_of(&biff_records(&[], &sheet, 1)), Limits::default()).unwrap_err().to_string();
        assert!(error.contains("bytes of text"), "{error}");
    }

    #[test]
    fn cells_written_again_and_again_are_counted_each_time() {
        let limits = Limits { cells: 1_000, ..Limits::default() };
        let book = shared(&["Description", "Destination"]);
        let sheet: Bodies = (0..1_001).map(|_| named(0, 0, 0)).collect();
        let error = read(&xls_of(&biff_records(&book, &sheet, 1)), limits).unwrap_err().to_string();
        assert!(error.contains("--max-cells"), "{error}");
        // Numbers of one row in one record: the first column is 0, the last 899.
        let numbers = |row: u16| {
            let body = [words(&[row, 0]), words(&[0, 0, 0]).repeat(900), words(&[899])].concat();
            (0x00BD, body)
        };
        let sheet = [heads(), vec![numbers(1), numbers(1)]].concat();
        let error = read(&xls_of(&biff_records(&book, &sheet, 1)), limits).unwrap_err().to_string();
        assert!(error.contains("--max-cells"), "{error}");
    }

    #[test]
    fn a_few_cells_over_the_whole_sheet_are_refused_before_it_is_filled() {
        let book = shared(&["Description", "Destination", "CH"]);
        let far = [heads(), vec![named(1, 0, 2), named(65_535, 255, 2)]].concat();
        let error = read(&xls_of(&biff_records(&book, &far, 1)), Limits::default()).unwrap_err().to_string();
        assert!(error.contains("4 cells are strewn") && error.contains("stray cells"), "{error}");
        let near = [heads(), vec![named(1, 0, 2), named(1, 1, 2), named(65_535, 9, 2)]].concat();
        assert!(read(&xls_of(&biff_records(&book, &near, 1)), Limits::default()).is_ok());
    }

    #[test]
    fn what_only_wears_the_reader_out_is_a_damaged_file() {
        let told = |stream: &[u8]| read(&xls_of(stream), Limits::default()).unwrap_err().to_string();
        let book = shared(&["Description", "Destination"]);
        let error = told(&biff_records(&book, &heads(), 200));
        assert!(error.contains("two of its sheets lie in one place"), "{error}");
        let pieces = [book.clone(), vec![(0x003C, Vec::new()); 70_000]].concat();
        let error = told(&biff_records(&pieces, &heads(), 1));
        assert!(error.contains("cut into more pieces"), "{error}");
        // A size that ends before it begins, which would be four billion rows.
        let backwards = [10, 0, 5, 0, 0, 1, 0].iter().flat_map(|word: &u16| word.to_le_bytes()).collect();
        let error = told(&biff_records(&book, &[heads(), vec![(0x0200, backwards)]].concat(), 1));
        assert!(error.contains("stray cells"), "{error}");
    }

    #[test]
    fn a_formula_is_read_by_its_value_and_its_text_is_not_made() {
        let book = shared(&["Description", "Destination", "pump", "CH", "Quantity"]);
        // 2 + 3, with the value 5.
        let parsed = [0x1E, 2, 0, 0x1E, 3, 0, 0x03];
        let head = [words(&[1, 2, 0]), 5_f64.to_le_bytes().to_vec(), words(&[0, 0, 0, 7])].concat();
        let sheet = [
            heads(),
            vec![named(0, 2, 4), named(1, 0, 2), named(1, 1, 3)],
            vec![(0x0006, [&head, &parsed[..]].concat())],
        ];
        let mut stream = biff_records(&book, &sheet.concat(), 1);
        let table = read(&xls_of(&stream), Limits::default()).unwrap();
        assert_eq!(table.rows[0].cells[2].text(), "5");
        let survey = biff::survey(&stream);
        assert_eq!(survey.sheets[0].formulas, 1);
        let place =
            stream.windows(2 + parsed.len()).position(|bytes| bytes == [&[7, 0][..], &parsed].concat()).unwrap();
        biff::without_formulas(&mut stream, &survey);
        assert_eq!(stream[place..place + 2], [0, 0]);
    }
}
