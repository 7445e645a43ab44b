//! The columns an answer appends to the user's own.

use crate::domain::Severity;

/// A column of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumn {
    /// Its heading.
    pub heading: &'static str,
    /// Its width in a workbook, in characters.
    pub width: f64,
}

/// The answer for one row.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultRow {
    /// The verdict; decides colours, never text.
    pub severity: Severity,
    /// One text a column.
    pub values: Vec<String>,
}

/// The appended columns with a row for each row of the user's table, in the same order.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumns {
    /// The columns.
    pub columns: Vec<ResultColumn>,
    /// The rows.
    pub rows: Vec<ResultRow>,
    /// The column that carries the verdict.
    pub verdict: usize,
}

/// What a reader must know beside the table: labels and sentences, in order.
pub type About = Vec<(String, String)>;
