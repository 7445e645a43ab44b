//! Where the rows of a batch go, one format a file. A sink takes rows in their order and is closed once; it computes
//! nothing and keeps no more than its format needs.

use super::columns::{About, Counts, Documents, ResultRow};
use super::output::{OutputError, OutputFile, PartFile};
use crate::records::{Row, Table};

/// An answered row.
pub struct AnsweredRow<'a> {
    /// The row as the user has it.
    pub row: &'a Row,
    /// The answer in words.
    pub answer: &'a ResultRow,
}

/// What is known when all rows are through.
pub struct Closing<'a> {
    /// The table's head.
    pub table: &'a Table,
    /// Labels and sentences: input, policy, sources, what was not checked.
    pub about: &'a About,
    /// Verdicts of rows.
    pub counts: &'a Counts,
    /// Verdicts of documents.
    pub documents: &'a Documents,
    /// Whether all rows were answered.
    pub complete: bool,
    /// Where the file goes instead of its own place.
    pub place: Option<OutputFile>,
}

impl Closing<'_> {
    /// Puts a file that is written to its end in its place.
    ///
    /// # Errors
    /// A disk that is full.
    pub fn finish(&self, mut file: PartFile) -> Result<(), OutputError> {
        if let Some(place) = &self.place {
            file.redirect(place);
        }
        file.finish()
    }
}

/// A format being written.
pub trait Sink: Send {
    /// Takes the next row.
    ///
    /// # Errors
    /// A disk that is full, a table the format cannot hold.
    fn row(&mut self, table: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError>;

    /// Writes what stands around the rows and ends the file.
    ///
    /// # Errors
    /// A disk that is full.
    fn close(self: Box<Self>, closing: &Closing<'_>) -> Result<(), OutputError>;
}
