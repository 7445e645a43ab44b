//! What can be wrong with a file as a whole, and what can be wrong with one of its rows.
//! Each says where, what, and what to do.

use std::fmt;
use std::io;

use serde::Serialize;

/// A file that cannot be read as a table of transactions.
#[derive(Debug, thiserror::Error)]
pub enum RecordsError {
    /// The file cannot be opened or read.
    #[error("cannot read {file}: {cause}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        cause: io::Error,
    },
    /// There is no row to read.
    #[error("{file} is empty; export the order lines again")]
    Empty {
        /// The file, with its sheet.
        file: String,
    },
    /// The workbook is protected by a password.
    #[error("{file} is protected by a password and cannot be read; open it, save it without a password, and try again")]
    Encrypted {
        /// The file.
        file: String,
    },
    /// The file is something else.
    #[error("{file} is not a table this program reads: {what}; save it as .xlsx, .csv or .ndjson")]
    NotATable {
        /// The file.
        file: String,
        /// What it is.
        what: String,
    },
    /// The file breaks off or contradicts itself.
    #[error("{file} is damaged: {what}; open it in a spreadsheet program and save it again")]
    Damaged {
        /// The file.
        file: String,
        /// Where reading stopped.
        what: String,
    },
    /// The file is larger than the limits allow.
    #[error("{file} is too large: {what}")]
    TooLarge {
        /// The file.
        file: String,
        /// What was counted, the limit, and what to do.
        what: String,
    },
    /// The named sheet is not there.
    #[error("{file} has no sheet \"{sheet}\"; its sheets are {seen}")]
    NoSheet {
        /// The file.
        file: String,
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        seen: String,
    },
    /// No row reads as a heading row.
    #[error(
        "{place}: no heading row found; the first row with words reads {seen}. Understood are headings such as {understood}; \
         name the row with --heading-row and the columns with --map FIELD=COLUMN"
    )]
    NoHeadings {
        /// File and sheet.
        place: String,
        /// The first row's words.
        seen: String,
        /// Examples of headings.
        understood: String,
    },
    /// Columns the task needs are not there.
    #[error("{place}: {}. The headings there are {seen}", missing.join("; "))]
    MissingColumns {
        /// File, sheet and heading row.
        place: String,
        /// One sentence a missing column, with headings that would be understood.
        missing: Vec<String>,
        /// The headings there are.
        seen: String,
    },
    /// An option that contradicts the file.
    #[error("{what}")]
    Option {
        /// What is wrong with it, and what to write instead.
        what: String,
    },
    /// The table of headings has faults.
    #[error("control_lists/headings.toml has {} fault(s):\n{}", faults.len(), faults.join("\n"))]
    HeadingTable {
        /// Every fault.
        faults: Vec<String>,
    },
}

/// A column as people find it: its heading and its letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnName {
    /// The heading as written, or a field name in NDJSON.
    pub heading: String,
    /// The letter in a spreadsheet; nothing in NDJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.letter {
            Some(letter) if self.heading.is_empty() => write!(f, "column {letter}"),
            Some(letter) => write!(f, "column \"{}\" ({letter})", self.heading),
            None => write!(f, "field \"{}\"", self.heading),
        }
    }
}

/// Where a row stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowAddress {
    /// File name without its folder, or `standard input`.
    pub file: String,
    /// Sheet, in a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row as a spreadsheet program numbers it, from 1.
    pub row: u32,
    /// Line in the file where that is another number: text rows may span lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
}

impl fmt::Display for RowAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet \"{sheet}\"")?;
        }
        write!(f, ", row {}", self.row)?;
        self.line.map_or(Ok(()), |line| write!(f, " (line {line})"))
    }
}

/// One thing wrong with one row: where, what, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The row.
    pub address: RowAddress,
    /// The column, where the fault is in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<ColumnName>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Fault {
    /// The fault without file and sheet, for the row's own line in a report.
    pub fn in_row(&self) -> String {
        let place = self.column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default();
        format!("{place}{}; {}", self.what, self.remedy)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.address)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}; {}", self.what, self.remedy)
    }
}

/// Several names as a sentence holds them: `"a", "b" and 12 more`.
pub(crate) fn listed<T: AsRef<str>>(names: &[T], most: usize) -> String {
    let quoted: Vec<String> =
        names.iter().take(most).map(|name| format!("\"{}\"", super::cell::shortened(name.as_ref(), 40))).collect();
    match (quoted.len(), names.len().saturating_sub(most)) {
        (0, _) => "none".to_owned(),
        (_, 0) => quoted.join(", "),
        (_, more) => format!("{} and {more} more", quoted.join(", ")),
    }
}
