//! Order lines as people and ERP systems hand them over: workbooks, delimited text, JSON lines.
//!
//! Two steps, never mixed. First a file becomes a [`Table`]: its cells with their addresses, its headings found, nothing
//! interpreted, so that the user's own columns can be written back as they came. Then a [`Plan`] says what each column
//! means, and [`Plan::read`] turns a row into a [`Transaction`](crate::domain::Transaction) or into all its faults at once.

mod cell;
#[cfg(feature = "parquet")]
mod columnar;
mod delimited;
mod encoding;
mod error;
mod grid;
mod headings;
mod input;
mod json;
mod limits;
mod meaning;
mod plan;
mod row;
mod source;
mod stream;
mod table;
mod workbook;

pub use cell::{Cell, column_letters, column_number};
pub use error::{ColumnName, Fault, RecordsError, RowAddress};
pub use grid::{Dialect, Format, Grid, GridRow, Merge, RowProblem};
pub use headings::{Field, HeadingTable, PartyPart, Understood};
pub use input::Input;
pub use limits::Limits;
pub use plan::{ColumnChoice, PartyColumns, Plan};
pub use row::{Defaults, Record, Resolved, Resolver};
pub use source::RawFile;
pub use table::{Column, Row, Table};
pub use workbook::READER_THREAD;

/// How a file is to be read, where the file does not say it well enough itself.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The sheet, by name or by number from 1; otherwise the first visible one with headings that are understood.
    pub sheet: Option<String>,
    /// The heading row, from 1; 0 for a file without headings.
    pub heading_row: Option<u32>,
    /// Delimiter of a text file.
    pub delimiter: Option<char>,
    /// Encoding of a text file, such as `windows-1252`.
    pub encoding: Option<String>,
    /// How much is read.
    pub limits: Limits,
}

/// A heading row that makes a sheet the one to read: at least two columns understood.
const CONVINCING: usize = 2;

/// Reads a file in memory into a table. What the file is follows from its content; its name is only compared.
///
/// # Errors
/// See [`RecordsError`].
pub fn read_table(file: &RawFile, headings: &HeadingTable, options: &ReadOptions) -> Result<Table, RecordsError> {
    Input::of_memory(file.clone(), headings, options)?.into_table()
}

/// Files that are often handed over by mistake, by their first bytes.
fn something_else(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = String::from_utf8_lossy(&head[..head.len().min(400)]).trim_start().to_ascii_lowercase();
    let begins = [
        ("%pdf", "a PDF document"),
        ("{\\rtf", "an RTF document"),
        ("<!doctype html", "a web page"),
        ("<html", "a web page"),
    ];
    let by_text = begins.iter().find(|(start, _)| text.starts_with(start)).map(|(_, what)| *what);
    by_text.or_else(|| {
        if text.starts_with("<?xml") || text.starts_with("<") {
            let excel = text.contains("mso-application") || text.contains("office:spreadsheet");
            return Some(if excel { "an XML spreadsheet of 2003" } else { "an XML document" });
        }
        let image = [&b"\x89PNG"[..], b"\xff\xd8\xff", b"GIF8"].iter().any(|magic| bytes.starts_with(magic));
        let packed = [&b"\x1f\x8b"[..], b"7z\xbc\xaf", b"Rar!"].iter().any(|magic| bytes.starts_with(magic));
        let program = [&b"\x7fELF"[..], b"MZ"].iter().any(|magic| bytes.starts_with(magic)) && bytes.contains(&0);
        let parquet = bytes.starts_with(b"PAR1") || bytes.starts_with(b"ARROW1");
        match (image, packed, program, parquet) {
            (true, ..) => Some("a picture"),
            (_, true, ..) => Some("a compressed archive"),
            (_, _, true, _) => Some("a program"),
            (_, _, _, true) => Some("a Parquet or Arrow file, which this build does not read"),
            _ => None,
        }
    })
}

/// A note where the name promises another format than the content holds.
fn misnamed(file: &str, format: Format) -> Option<String> {
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let fits = match extension.as_str() {
        "xlsx" | "xlsm" | "xltx" | "xltm" => format == Format::Xlsx,
        "xlsb" => format == Format::Xlsb,
        "xls" => format == Format::Xls,
        "ods" | "ots" => format == Format::Ods,
        "csv" | "tsv" => format == Format::Delimited,
        "json" | "ndjson" | "jsonl" => format == Format::Json,
        "parquet" => format == Format::Parquet,
        "arrow" | "arrows" | "feather" | "ipc" => format == Format::Arrow,
        _ => true,
    };
    (!fits).then(|| format!("the file is named .{extension} and holds: {}; it was read as such", format.name()))
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
