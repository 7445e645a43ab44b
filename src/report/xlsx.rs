//! A table of the user's with appended columns, as an Excel workbook. Texts are written as texts, so that nothing from
//! outside becomes a formula; the same answer gives the same bytes.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, IgnoreError, Workbook, Worksheet, XlsxError,
};

use super::columns::{About, ResultColumns};
use super::output::OutputError;
use crate::domain::Severity;
use crate::records::{Cell, Table};

const MOST_ROWS: usize = 1_048_575;
const MOST_COLUMNS: usize = 16_384;
/// Characters a cell holds.
const MOST_CHARACTERS: usize = 32_767;

impl From<XlsxError> for OutputError {
    fn from(error: XlsxError) -> Self {
        Self::Format { format: "a workbook", cause: error.to_string() }
    }
}

/// Fill and letter colour of a severity; nothing for what needs no attention.
fn colours(severity: Severity) -> Option<(u32, u32)> {
    Some(match severity {
        Severity::Prohibited => (0x9C_0006, 0xFF_FFFF),
        Severity::NotifyAuthority => (0xD9_3025, 0xFF_FFFF),
        Severity::LicenceRequired | Severity::TransferLicenceRequired => (0xF4_B183, 0x00_0000),
        Severity::NotChecked => (0xBF_BFBF, 0x00_0000),
        Severity::NeedsSubitem | Severity::Review => (0xFF_E699, 0x00_0000),
        Severity::GeneralAvailable => (0xBD_D7EE, 0x00_0000),
        Severity::NoLicenceFound => return None,
    })
}

/// What each severity means, for the legend.
fn legend(severity: Severity) -> &'static str {
    match severity {
        Severity::Prohibited => "the transaction is forbidden",
        Severity::NotifyAuthority => "tell the authority and await its decision",
        Severity::LicenceRequired => "an authorisation is needed before the goods leave",
        Severity::TransferLicenceRequired => "a transfer inside the Union needs an authorisation",
        Severity::NotChecked => "the check could not be carried out; the row says why",
        Severity::NeedsSubitem => "the sub-item of the entry decides and is not known yet",
        Severity::Review => "a person has to look",
        Severity::GeneralAvailable => "a general authorisation can be used, with its duties",
        Severity::NoLicenceFound => "nothing found in the lists named below; not a clearance",
    }
}

/// The workbook as bytes. `day` is the day of the check; it is the workbook's date of creation.
///
/// # Errors
/// A table larger than a sheet.
pub fn write(table: &Table, results: &ResultColumns, about: &About, day: Date) -> Result<Vec<u8>, OutputError> {
    let columns = table.columns.len() + results.columns.len();
    for (what, count, most) in [("rows", results.rows.len(), MOST_ROWS), ("columns", columns, MOST_COLUMNS)] {
        if count > most {
            return Err(OutputError::TooLarge { what, count, most });
        }
    }
    let mut book = Workbook::new();
    let created = ExcelDateTime::from_ymd(day.year().max(1900) as u16, day.month() as u8, day.day() as u8)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(table))?;
    let mut writer = Writer { sheet, styles: BTreeMap::new(), cut: 0 };
    writer.headings(table, results)?;
    writer.rows(table, results)?;
    writer.finish(table, results)?;
    let cut = writer.cut;
    write_about(&mut book, about, cut)?;
    Ok(book.save_to_buffer()?)
}

/// The user's sheet name where Excel takes it.
fn sheet_name(table: &Table) -> String {
    let name = table.sheet.clone().unwrap_or_else(|| "Orders".to_owned());
    let plain: String = name.chars().filter(|c| !r"[]:*?/\".contains(*c)).take(31).collect();
    let plain = plain.trim_matches('\'').trim().to_owned();
    let reserved = plain.is_empty() || plain.eq_ignore_ascii_case("history") || plain == ABOUT;
    if reserved { "Orders".to_owned() } else { plain }
}

const ABOUT: &str = "About this check";

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    /// Number formats of the user's columns.
    styles: BTreeMap<String, Format>,
    /// Texts that were too long for a cell.
    cut: usize,
}

fn base() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

impl Writer<'_> {
    fn headings(&mut self, table: &Table, results: &ResultColumns) -> Result<(), XlsxError> {
        let plain = base().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
        let own = plain.clone().set_background_color(Color::RGB(0xE7_E6E6));
        let added = plain.set_background_color(Color::RGB(0x1F_3864)).set_font_color(Color::White);
        for (at, column) in (0..).zip(&table.columns) {
            self.sheet.write_string_with_format(0, at, &column.name.heading, &own)?;
            self.sheet.set_column_width(at, width(table, usize::from(at)))?;
        }
        let first = table.columns.len() as u16;
        for (at, column) in (first..).zip(&results.columns) {
            self.sheet.write_string_with_format(0, at, column.heading, &added)?;
            self.sheet.set_column_width(at, column.width)?;
        }
        Ok(())
    }

    fn rows(&mut self, table: &Table, results: &ResultColumns) -> Result<(), XlsxError> {
        let first = table.columns.len() as u16;
        let wrapped = base().set_text_wrap();
        let verdicts: BTreeMap<Severity, Format> = Severity::ALL.into_iter().map(|s| (s, verdict_style(s))).collect();
        for (number, (row, result)) in (1..).zip(table.rows.iter().zip(&results.rows)) {
            for (at, (cell, column)) in (0..).zip(row.cells.iter().zip(&table.columns)) {
                self.cell(number, at, cell, column.format.as_deref())?;
            }
            for (at, (place, value)) in (first..).zip(result.values.iter().enumerate()) {
                let style = if place == results.verdict { &verdicts[&result.severity] } else { &wrapped };
                self.text(number, at, value, style)?;
            }
        }
        Ok(())
    }

    fn text(&mut self, row: u32, column: u16, text: &str, style: &Format) -> Result<(), XlsxError> {
        if text.is_empty() && row > 0 {
            self.sheet.write_blank(row, column, style)?;
            return Ok(());
        }
        if text.chars().count() > MOST_CHARACTERS {
            self.cut += 1;
            let head: String = text.chars().take(MOST_CHARACTERS - 1).chain(['…']).collect();
            self.sheet.write_string_with_format(row, column, head, style)?;
        } else {
            self.sheet.write_string_with_format(row, column, text, style)?;
        }
        Ok(())
    }

    fn cell(&mut self, row: u32, column: u16, cell: &Cell, format: Option<&str>) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => {}
            Cell::Number(number) if number.is_finite() => {
                let style = self.style(format.unwrap_or("General"));
                self.sheet.write_number_with_format(row, column, *number, &style)?;
            }
            Cell::Bool(yes) => {
                self.sheet.write_boolean_with_format(row, column, *yes, &base())?;
            }
            Cell::Date(moment) => match excel_date(*moment) {
                Some(date) => {
                    let plain = if moment.time() == Time::midnight() { "yyyy-mm-dd" } else { "yyyy-mm-dd hh:mm" };
                    let style = self.style(format.unwrap_or(plain));
                    self.sheet.write_datetime_with_format(row, column, &date, &style)?;
                }
                None => self.text(row, column, &cell.text(), &base())?,
            },
            Cell::Text(text) => self.text(row, column, text, &base())?,
            other => self.text(row, column, &other.text(), &base())?,
        }
        Ok(())
    }

    fn style(&mut self, format: &str) -> Format {
        self.styles.entry(format.to_owned()).or_insert_with(|| base().set_num_format(format)).clone()
    }

    /// Frozen headings, a filter over everything, and no green corners at digits kept as text.
    fn finish(&mut self, table: &Table, results: &ResultColumns) -> Result<(), XlsxError> {
        let last_row = results.rows.len() as u32;
        let last_column = (table.columns.len() + results.columns.len()).saturating_sub(1) as u16;
        self.sheet.set_freeze_panes(1, 0)?;
        self.sheet.autofilter(0, 0, last_row, last_column)?;
        self.sheet.ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
        Ok(())
    }
}

fn verdict_style(severity: Severity) -> Format {
    let style = base().set_bold().set_text_wrap();
    match colours(severity) {
        Some((fill, letters)) => style.set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(letters)),
        None => style,
    }
}

/// A width that shows most of a column's first rows: 6 to 45 characters.
fn width(table: &Table, column: usize) -> f64 {
    let heading = table.columns[column].name.heading.chars().count().min(20);
    let longest = table.rows.iter().take(200).filter_map(|row| row.cells.get(column));
    let longest = longest.map(|cell| cell.text().chars().count()).max().unwrap_or(0);
    (longest.max(heading) + 2).clamp(6, 45) as f64
}

fn excel_date(moment: DateTime) -> Option<ExcelDateTime> {
    let year = u16::try_from(moment.year()).ok().filter(|year| *year >= 1900)?;
    let day = ExcelDateTime::from_ymd(year, moment.month() as u8, moment.day() as u8).ok()?;
    day.and_hms(moment.hour() as u16, moment.minute() as u8, f64::from(moment.second())).ok()
}

fn write_about(book: &mut Workbook, about: &About, cut: usize) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(ABOUT)?;
    sheet.set_column_width(0, 34)?;
    sheet.set_column_width(1, 110)?;
    let label = base().set_bold().set_text_wrap();
    let text = base().set_text_wrap();
    sheet.write_string_with_format(0, 0, "Colours", &label)?;
    let mut row = 1;
    for severity in Severity::ALL.into_iter().rev() {
        sheet.write_string_with_format(row, 0, severity.label(), &verdict_style(severity))?;
        sheet.write_string_with_format(row, 1, legend(severity), &text)?;
        row += 1;
    }
    row += 1;
    let cut = (cut > 0).then(|| ("Cut".to_owned(), format!("texts longer than a cell holds, cut at its end: {cut}")));
    for (name, words) in about.iter().cloned().chain(cut) {
        let words: String = words.chars().take(MOST_CHARACTERS).collect();
        sheet.write_string_with_format(row, 0, name, &label)?;
        sheet.write_string_with_format(row, 1, words, &text)?;
        row += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control_list::ListSource;
    use crate::records::{HeadingTable, RawFile, ReadOptions, read_table};
    use crate::report::columns::{ResultColumn, ResultRow};

    fn read(name: &str, bytes: Vec<u8>) -> Table {
        let headings = HeadingTable::load(&ListSource::embedded()).unwrap();
        read_table(&RawFile { name: name.into(), bytes }, &headings, &ReadOptions::default()).unwrap()
    }

    fn results(table: &Table) -> ResultColumns {
        let columns = vec![
            ResultColumn { heading: "dualuse verdict", width: 20.0 },
            ResultColumn { heading: "dualuse reason", width: 60.0 },
        ];
        let rows = table.rows.iter().map(|_| vec!["REVIEW".to_owned(), "=1+1".to_owned()]).map(|values| ResultRow {
            severity: Severity::Review,
            unread: false,
            values,
        });
        ResultColumns { columns, rows: rows.collect(), verdict: 0 }
    }

    #[test]
    fn the_users_columns_come_back_as_they_were_and_texts_stay_texts() {
        let csv = "ID;Description;Destination;Price\n007;=2+2;NO;1,50\n5E002;@x;DE;-3\n";
        let table = read("o.csv", csv.into());
        let day = jiff::civil::date(2026, 11, 23);
        let about = vec![("Lists".to_owned(), "none".to_owned())];
        let bytes = write(&table, &results(&table), &about, day).unwrap();
        let back = read("o.xlsx", bytes.clone());
        assert_eq!(back.columns.len(), 6);
        for (row, again) in table.rows.iter().zip(&back.rows) {
            assert_eq!(row.cells, again.cells[..4]);
            assert_eq!(again.cells[5], Cell::Text("=1+1".into()));
        }
        assert!(!back.notes.iter().any(|note| note.contains("formula")), "{:?}", back.notes);
        assert_eq!(bytes, write(&table, &results(&table), &about, day).unwrap(), "same answer, same bytes");
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
        let bytes = write(&table, &results(&table), &Vec::new(), jiff::civil::date(2026, 11, 23)).unwrap();
        let back = read("o.xlsx", bytes);
        assert_eq!(table.rows[0].cells, back.rows[0].cells[..5]);
        let formats = |table: &Table| table.columns[..5].iter().map(|c| c.format.clone()).collect::<Vec<_>>();
        assert_eq!(formats(&table), formats(&back));
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_said() {
        let table = read("o.csv", format!("Description;Destination\n{};DE\n", "x".repeat(40_000)).into());
        let bytes = write(&table, &results(&table), &Vec::new(), jiff::civil::date(2026, 11, 23)).unwrap();
        let back = read("o.xlsx", bytes);
        assert_eq!(back.rows[0].cells[0].text().chars().count(), MOST_CHARACTERS);
    }
}
