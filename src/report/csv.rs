//! A table of the user's with appended columns, as delimited text in UTF-8.
//!
//! A text that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, as narrow or as wide letters, a
//! tab or a line break) gets an apostrophe in front; numbers and dates such as `-5,00` stay as they are.

use std::borrow::Cow;

use super::columns::{ResultRow, result_columns};
use super::output::OutputError;
use crate::records::{Cell, Row, Table};

/// The heading line. `mark` puts a byte order mark first, by which Excel knows UTF-8.
///
/// # Errors
/// A heading that cannot be written.
pub fn head(table: &Table, mark: bool) -> Result<String, OutputError> {
    let own = table.columns.iter().map(|column| guarded(&column.name.heading).into_owned());
    let headings = own.chain(result_columns().map(|column| column.heading.to_owned()));
    let line = record(table, headings)?;
    Ok(if mark { format!("\u{feff}{line}") } else { line })
}

/// The line of one row: the user's fields, then the answer.
///
/// # Errors
/// A field that cannot be written.
pub fn line(table: &Table, row: &Row, answer: &ResultRow) -> Result<String, OutputError> {
    let own = row.cells.iter().map(field);
    record(table, own.chain(answer.values.iter().map(|value| guarded(value).into_owned())))
}

fn record(table: &Table, fields: impl Iterator<Item = String>) -> Result<String, OutputError> {
    let fail = |cause: String| OutputError::Format { format: "delimited text", cause };
    let delimiter = table.dialect.as_ref().map_or(',', |dialect| dialect.delimiter);
    let delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii).unwrap_or(b',');
    let mut writer = ::csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    writer.write_record(fields.map(String::into_bytes)).map_err(|error| fail(error.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| fail(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| fail(error.to_string()))
}

/// Whether the answer to this table should begin with a mark: the user's own file did, or was no plain UTF-8.
pub fn wants_mark(table: &Table) -> bool {
    match &table.dialect {
        Some(dialect) => dialect.marked || dialect.encoding != "UTF-8",
        None => table.format != crate::records::Format::Json,
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text).into_owned(),
        Cell::Nested(_) => guarded(&cell.text()).into_owned(),
        other => other.text(),
    }
}

/// The text with an apostrophe in front where a spreadsheet would calculate it.
fn guarded(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n']);
    let harmless = |c: char| c.is_ascii_digit() || " .,+-()/%:\u{a0}".contains(c);
    if begins && !text.chars().all(harmless) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_never_becomes_a_formula_and_a_number_stays_one() {
        let cases = [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3+A1", "'-2+3+A1"),
            ("\t=1+A1", "'\t=1+A1"),
            ("\n=1+A1", "'\n=1+A1"),
            ("＝1+A1", "'＝1+A1"),
            ("-5,00", "-5,00"),
            ("+49 30 1234-0", "+49 30 1234-0"),
            ("-", "-"),
            ("5E002", "5E002"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(guarded(text), expected);
        }
    }
}
