//! A table of the user's with appended columns, as an Excel workbook: the rows with the answers and a place for the
//! reviewer's decision, a summary, the findings, the documents, and what the answers rest on. Texts are written as
//! texts, so that nothing from outside becomes a formula; the same answer gives the same bytes.

mod sheets;
mod styles;

use std::any::Any;
use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jiff::civil::{Date, DateTime, Time};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet,
    XlsxError,
};

use self::sheets::Findings;
use self::styles::{answer_heading, base, own_heading, review_cell, review_heading, verdict_style, wrapped};
use super::columns::{ResultRow, VERDICT, result_columns};
use super::output::{OutputError, PartFile};
use super::sink::{AnsweredRow, Closing, Sink};
use crate::domain::Severity;
use crate::records::{Cell, Row, Table};

const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// Characters a cell holds.
const MOST_CHARACTERS: usize = 32_767;
/// Height of a line of text, and the lines of a row that are shown at first.
const LINE: f64 = 15.0;
const MOST_LINES: usize = 6;
/// How hard the workbook is packed, 1 to 9: a little larger than usual, in half the time.
const PACKED: u8 = 3;
/// Height of the headings: two lines.
const HEADING: f64 = 2.0 * LINE + 2.0;
/// Columns at the left that stay in sight, and on every printed page: no wider than this together, in characters.
const KEPT_IN_SIGHT: f64 = 24.0;
/// The printed page: as much of the answer as fits beside the columns kept in sight.
const PRINTED_PERCENT: u16 = 42;
/// What the reviewer fills in, with widths.
const REVIEW: [(&str, f64); 4] =
    [("review decision", 18.0), ("review by", 16.0), ("review on", 14.0), ("review remark", 40.0)];
/// The decisions a reviewer chooses from.
const DECISIONS: [&str; 5] = ["released", "stopped", "licence applied for", "false positive", "question sent"];

impl From<XlsxError> for OutputError {
    fn from(error: XlsxError) -> Self {
        Self::Format { format: "a workbook", cause: error.to_string() }
    }
}

/// Rows of a workbook.
pub struct XlsxSink {
    file: PartFile,
    book: Workbook,
    styles: Styles,
    findings: Findings,
    rows: usize,
    /// Texts that were too long for a cell.
    cut: usize,
}

/// Formats made once.
struct Styles {
    base: Format,
    verdicts: BTreeMap<Severity, Format>,
    /// Number formats of the user's columns.
    numbers: BTreeMap<String, Format>,
}

impl XlsxSink {
    /// A workbook for the rows of `table`. `day` is the day of the check; it is the workbook's date of creation.
    ///
    /// # Errors
    /// A table wider than a sheet.
    pub fn new(file: PartFile, table: &Table, day: Date) -> Result<Self, OutputError> {
        let count = table.columns.len() + result_columns().count() + REVIEW.len();
        if count > MOST_COLUMNS {
            return Err(OutputError::TooLarge { what: "columns", count, most: MOST_COLUMNS });
        }
        let mut book = Workbook::new();
        let created = ExcelDateTime::from_ymd(day.year().max(1900) as u16, day.month() as u8, day.day() as u8)?;
        let properties = DocProperties::new().set_title("Export check").set_creation_datetime(&created);
        book.set_properties(&properties);
        book.set_zip_compression_level(PACKED);
        // The rows wait on disk until the workbook is whole: beside it, where there is room for it, if anywhere.
        if let Some(folder) = file.folder() {
            book.set_tempdir(folder)?;
        }
        let sheet = book.add_worksheet_with_low_memory()?;
        sheet.set_name(sheet_name(table))?;
        headings(sheet, table)?;
        let styles = Styles {
            base: base(),
            verdicts: Severity::ALL.into_iter().map(|severity| (severity, verdict_style(severity))).collect(),
            numbers: BTreeMap::new(),
        };
        Ok(Self { file, book, styles, findings: Findings::default(), rows: 0, cut: 0 })
    }
}

/// How the writer of workbooks begins to say, in a panic, that the rows which wait on disk cannot be written.
const FULL_DISK: &str = "Couldn't write to xml file";

/// Whether this is a panic that [`XlsxSink`] tells as an error.
pub fn is_full_disk(panic: &(dyn Any + Send)) -> bool {
    panic.downcast_ref::<String>().is_some_and(|words| words.starts_with(FULL_DISK))
}

impl XlsxSink {
    /// Does a piece of work on the workbook; a panic of its writer over a full disk becomes an error.
    fn on_disk<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, OutputError>) -> Result<T, OutputError> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or_else(|panic| {
            if !is_full_disk(panic.as_ref()) {
                resume_unwind(panic);
            }
            Err(self.file.failed(std::io::Error::other("its rows cannot be kept on disk; make room in its folder")))
        })
    }

    fn put(&mut self, table: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        self.rows += 1;
        if self.rows > MOST_ROWS {
            return Err(OutputError::TooLarge { what: "rows", count: self.rows, most: MOST_ROWS });
        }
        self.findings.count(answered.row.number, answered.answer);
        let sheet = self.book.worksheet_from_index(0)?;
        sheet.set_row_height(self.rows as u32, LINE * lines_shown(answered.answer) as f64)?;
        let mut writer = RowWriter { sheet, styles: &mut self.styles, row: self.rows as u32, cut: &mut self.cut };
        writer.own(table, answered.row)?;
        writer.answer(table.columns.len(), answered.answer)?;
        Ok(())
    }

    /// The finished workbook.
    fn packed(&mut self, closing: &Closing<'_>) -> Result<Vec<u8>, OutputError> {
        let sheet = self.book.worksheet_from_index(0)?;
        finish_rows(sheet, closing.table, self.rows as u32)?;
        sheets::summary(&mut self.book, closing)?;
        self.findings.write(&mut self.book)?;
        sheets::documents(&mut self.book, closing)?;
        sheets::about(&mut self.book, closing, self.cut)?;
        Ok(self.book.save_to_buffer()?)
    }
}

impl Sink for XlsxSink {
    fn row(&mut self, table: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        self.on_disk(|sink| sink.put(table, answered))
    }

    fn close(mut self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError> {
        let bytes = self.on_disk(|sink| sink.packed(closing))?;
        self.file.write_all(&bytes).map_err(|cause| self.file.failed(cause))?;
        closing.finish(self.file)
    }
}

/// Lines the longest text of the answer takes in its column. Programs do not all fit rows to their texts.
fn lines_shown(answer: &ResultRow) -> usize {
    let most = answer.values.iter().zip(result_columns()).map(|(text, column)| lines_of(text, column.width)).max();
    most.unwrap_or(1).clamp(1, MOST_LINES)
}

/// Lines a text takes in a column of this width.
fn lines_of(text: &str, width: f64) -> usize {
    // Bytes are no fewer than characters.
    if text.len() as f64 * 1.1 <= width && !text.contains('\n') {
        return usize::from(!text.is_empty());
    }
    text.lines().map(|line| (line.chars().count() as f64 * 1.1 / width).ceil().max(1.0) as usize).sum()
}

/// How many columns at the left stay in sight: the order and its line, as a rule.
fn kept_in_sight(table: &Table) -> u16 {
    let mut room = KEPT_IN_SIGHT;
    let fits = |place: &usize| {
        room -= width(table, *place);
        room >= 0.0
    };
    (0..table.columns.len().saturating_sub(1)).take_while(fits).count() as u16
}

/// The user's sheet name where Excel takes it.
fn sheet_name(table: &Table) -> String {
    let name = table.sheet.clone().unwrap_or_else(|| "Orders".to_owned());
    let plain: String = name.chars().filter(|c| !r"[]:*?/\".contains(*c)).take(31).collect();
    let plain = plain.trim_matches('\'').trim().to_owned();
    let reserved = ["history", sheets::SUMMARY, sheets::FINDINGS, sheets::DOCUMENTS, sheets::ABOUT];
    let taken = plain.is_empty() || reserved.iter().any(|name| plain.eq_ignore_ascii_case(name));
    if taken { "Orders".to_owned() } else { plain }
}

/// Headings, widths, and the format of each column: what a cell does not say itself it has from its column, because a
/// format given with a cell costs as much again as the cell.
fn headings(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    sheet.set_row_height(0, HEADING)?;
    for (at, column) in (0..).zip(&table.columns) {
        sheet.write_string_with_format(0, at, &column.name.heading, &own_heading())?;
        sheet.set_column_width(at, width(table, usize::from(at)))?.set_column_format(at, &base())?;
    }
    let first = table.columns.len() as u16;
    let answer = result_columns().map(|column| (column.heading, column.width, answer_heading()));
    let review = REVIEW.iter().map(|(heading, width)| (*heading, *width, review_heading()));
    for (at, (heading, width, style)) in (first..).zip(answer.chain(review)) {
        sheet.write_string_with_format(0, at, heading, &style)?;
        sheet.set_column_width(at, width)?.set_column_format(at, &wrapped())?;
    }
    Ok(())
}

struct RowWriter<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a mut Styles,
    row: u32,
    cut: &'a mut usize,
}

impl RowWriter<'_> {
    fn own(&mut self, table: &Table, row: &Row) -> Result<(), XlsxError> {
        for (at, (cell, column)) in (0..).zip(row.cells.iter().zip(&table.columns)) {
            self.cell(at, cell, column.format.as_deref())?;
        }
        Ok(())
    }

    fn answer(&mut self, own: usize, answer: &ResultRow) -> Result<(), XlsxError> {
        let first = own as u16;
        for (at, (place, value)) in (first..).zip(answer.values.iter().enumerate()) {
            let verdict = (place == VERDICT).then(|| self.styles.verdicts.get(&answer.severity)).flatten();
            match verdict {
                Some(style) => {
                    self.sheet.write_string_with_format(self.row, at, value, style)?;
                }
                None => write_text(self.sheet, (self.row, at), value, self.cut)?,
            }
        }
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell, format: Option<&str>) -> Result<(), XlsxError> {
        let row = self.row;
        match cell {
            Cell::Empty => {}
            Cell::Number(number) if number.is_finite() => {
                let style = self.styles.number(format.unwrap_or("General"));
                self.sheet.write_number_with_format(row, column, *number, style)?;
            }
            Cell::Bool(yes) => {
                self.sheet.write_boolean(row, column, *yes)?;
            }
            Cell::Date(moment) => match excel_date(*moment) {
                Some(date) => {
                    let plain = if moment.time() == Time::midnight() { "yyyy-mm-dd" } else { "yyyy-mm-dd hh:mm" };
                    let style = self.styles.number(format.unwrap_or(plain));
                    self.sheet.write_datetime_with_format(row, column, &date, style)?;
                }
                None => write_text(self.sheet, (row, column), &cell.text(), self.cut)?,
            },
            Cell::Text(text) => write_text(self.sheet, (row, column), text, self.cut)?,
            other => write_text(self.sheet, (row, column), &other.text(), self.cut)?,
        }
        Ok(())
    }
}

impl Styles {
    fn number(&mut self, format: &str) -> &Format {
        if !self.numbers.contains_key(format) {
            self.numbers.insert(format.to_owned(), base().set_num_format(format));
        }
        self.numbers.get(format).unwrap_or(&self.base)
    }
}

/// A text as a text, cut at what a cell holds; nothing for an empty one.
fn write_text(sheet: &mut Worksheet, (row, column): (u32, u16), text: &str, cut: &mut usize) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    if text.len() > MOST_CHARACTERS && text.chars().count() > MOST_CHARACTERS {
        *cut += 1;
        let head: String = text.chars().take(MOST_CHARACTERS - 1).chain(['…']).collect();
        sheet.write_string(row, column, head)?;
    } else {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

/// Frozen headings and order numbers, a filter over everything, decisions to choose from, no green corners at digits kept as text, and
/// headings on every printed page.
fn finish_rows(sheet: &mut Worksheet, table: &Table, last_row: u32) -> Result<(), XlsxError> {
    let review = (table.columns.len() + result_columns().count()) as u16;
    let last_column = review + REVIEW.len() as u16 - 1;
    let kept = kept_in_sight(table);
    sheet.set_freeze_panes(1, kept)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    let decisions = DataValidation::new()
        .allow_list_strings(&DECISIONS)?
        .set_input_title("Decision")?
        .set_input_message("Choose what was decided; the remark says why.")?
        .set_error_title("Not a decision")?
        .set_error_message("Choose one of the list, or leave the cell empty.")?;
    sheet.add_data_validation(1, review, last_row.max(1), review, &decisions)?;
    let to_be_filled_in = ConditionalFormatFormula::new().set_rule("TRUE").set_format(review_cell());
    sheet.add_conditional_format(1, review, last_row.max(1), last_column, &to_be_filled_in)?;
    sheet.set_landscape().set_paper_size(8).set_print_scale(PRINTED_PERCENT).set_print_gridlines(true);
    sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    // The answer begins on a page of its own, and so does what follows from it.
    let own = table.columns.len() as u16;
    let duties = result_columns().position(|column| column.heading == "dualuse duties").unwrap_or(0) as u16;
    sheet.set_vertical_page_breaks(&[u32::from(own), u32::from(own + duties)])?;
    sheet.set_repeat_rows(0, 0)?;
    if kept > 0 {
        sheet.set_repeat_columns(0, kept - 1)?;
    }
    sheet.set_footer("&L&F&RPage &P of &N");
    Ok(())
}

/// A width that shows most of a column's first rows: 6 to 45 characters.
fn width(table: &Table, column: usize) -> f64 {
    let column = &table.columns[column];
    let heading = column.name.heading.chars().count().min(20);
    (column.longest.max(heading) + 2).clamp(6, 45) as f64
}

fn excel_date(moment: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(moment.year()).ok().filter(|year| *year >= 1900)?;
    let day = ExcelDateTime::from_ymd(year, moment.month() as u8, moment.day() as u8).ok()?;
    day.and_hms(moment.hour() as u16, moment.minute() as u8, f64::from(moment.second())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control_list::ListSource;
    use crate::records::{HeadingTable, Input, RawFile, ReadOptions, read_table};
    use crate::report::columns::{About, Counts, Documents, FindingLine};
    use crate::report::output::OutputFile;

    fn read(name: &str, bytes: Vec<u8>) -> Table {
        let headings = HeadingTable::load(&ListSource::embedded()).unwrap();
        read_table(&RawFile { name: name.into(), bytes }, &headings, &ReadOptions::default()).unwrap()
    }

    fn answer() -> ResultRow {
        let mut values = vec![String::new(); result_columns().count()];
        values[VERDICT] = "REVIEW".to_owned();
        values[5] = "=1+1".to_owned();
        let finding = FindingLine {
            severity: Severity::Review,
            code: "x".to_owned(),
            sentence: "=cmd()".to_owned(),
            basis: String::new(),
            evidence: String::new(),
            settled_by: String::new(),
        };
        ResultRow {
            id: "1".to_owned(),
            document: Some("=D1".to_owned()),
            goods: String::new(),
            to: String::new(),
            severity: Severity::Review,
            unread: false,
            values,
            findings: vec![finding],
        }
    }

    /// The table written with the same answer to every row.
    fn written(table: &Table) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("o.xlsx");
        let file = OutputFile::claim(&path, &[], false).unwrap().begin().unwrap();
        let mut sink = XlsxSink::new(file, table, jiff::civil::date(2026, 11, 23)).unwrap();
        let mut documents = Documents::default();
        for row in &table.rows {
            documents.count("=D1", Severity::Review);
            sink.row(table, &AnsweredRow { row, answer: &answer() }).unwrap();
        }
        let about: About = vec![("Lists".to_owned(), "=none".to_owned())];
        let counts = Counts::from([(Severity::Review, table.rows.len())]);
        let closing =
            Closing { table, about: &about, counts: &counts, documents: &documents, complete: true, place: None };
        Box::new(sink).close(&closing).unwrap();
        std::fs::read(path).unwrap()
    }

    #[test]
    fn the_users_columns_come_back_as_they_were_and_texts_stay_texts() {
        let csv = "ID;Description;Destination;Price\n007;=2+2;NO;1,50\n5E002;@x;DE;-3\n";
        let table = read("o.csv", csv.into());
        let bytes = written(&table);
        let back = read("o.xlsx", bytes.clone());
        for (row, again) in table.rows.iter().zip(&back.rows) {
            assert_eq!(row.cells, again.cells[..4]);
            assert_eq!(again.cells[4 + 5], Cell::Text("=1+1".into()));
        }
        assert!(!back.notes.iter().any(|note| note.contains("formula")), "{:?}", back.notes);
        assert_eq!(bytes, written(&table), "same answer, same bytes");
    }

    #[test]
    fn no_sheet_of_the_answer_holds_a_formula() {
        let table = read("o.csv", "ID;Description;Destination\n007;=2+2;NO\n".into());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(written(&table))).unwrap();
        let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_string()).collect();
        let sheets: Vec<&String> = names.iter().filter(|name| name.starts_with("xl/worksheets/sheet")).collect();
        assert_eq!(sheets.len(), 5, "{names:?}");
        for name in sheets {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
            assert!(!text.contains("<f>"), "{name}");
        }
    }

    #[test]
    fn numbers_dates_and_formats_come_back() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for (column, heading) in (0..).zip(["Description", "Destination", "Price", "Date", "Flag"]) {
            sheet.write_string(0, column, heading).unwrap();
        }
        sheet.write_string(1, 0, "pump").unwrap();
        sheet.write_number_with_format(1, 2, 1234.5, &Format::new().set_num_format("#,##0.00")).unwrap();
        let day = ExcelDateTime::from_ymd(2026, 5, 2).unwrap();
        sheet.write_datetime_with_format(1, 3, &day, &Format::new().set_num_format("dd.mm.yyyy")).unwrap();
        sheet.write_boolean(1, 4, true).unwrap();
        let table = read("o.xlsx", book.save_to_buffer().unwrap());
        let back = read("o.xlsx", written(&table));
        assert_eq!(table.rows[0].cells, back.rows[0].cells[..5]);
        let formats = |table: &Table| table.columns[..5].iter().map(|c| c.format.clone()).collect::<Vec<_>>();
        assert_eq!(formats(&table), formats(&back));
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_said() {
        let table = read("o.csv", format!("Description;Destination\n{};DE\n", "x".repeat(40_000)).into());
        let back = read("o.xlsx", written(&table));
        assert_eq!(back.rows[0].cells[0].text().chars().count(), MOST_CHARACTERS);
    }

    #[test]
    fn the_head_of_a_table_knows_the_width_of_its_columns() {
        let headings = HeadingTable::load(&ListSource::embedded()).unwrap();
        let file = RawFile { name: "o.csv".into(), bytes: b"Description;To\nlong description of goods;DE\n".to_vec() };
        let input = Input::of_memory(file, &headings, &ReadOptions::default()).unwrap();
        assert_eq!(input.table.columns.iter().map(|column| column.longest).collect::<Vec<_>>(), [25, 2]);
    }
}
