//! How much a file may hold. A small archive can unpack to more than any memory; these bounds are checked first.

use super::RecordsError;

/// Bounds on what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Cells of the table, empty ones between others counted. Default 20 million.
    pub cells: u64,
    /// Bytes an archive may unpack to. Default 1 GiB.
    pub unpacked: u64,
    /// Bytes of the file itself. Default 1 GiB.
    pub file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { cells: 20_000_000, unpacked: 1 << 30, file: 1 << 30 }
    }
}

impl Limits {
    /// Checks the text of all cells together. A workbook keeps a text once and may name it in every cell, so that what
    /// is unpacked says nothing of it.
    ///
    /// # Errors
    /// More text than an archive may unpack to.
    pub fn check_text(&self, file: &str, bytes: u64) -> Result<(), RecordsError> {
        if bytes <= self.unpacked {
            return Ok(());
        }
        let what = format!(
            "its cells hold more than {} bytes of text; split it, or raise --max-unpacked if that is meant",
            self.unpacked
        );
        Err(RecordsError::TooLarge { file: file.to_owned(), what })
    }

    /// Checks a number of cells.
    ///
    /// # Errors
    /// More cells than allowed.
    pub fn check_cells(&self, file: &str, cells: u64) -> Result<(), RecordsError> {
        if cells <= self.cells {
            return Ok(());
        }
        let what = format!(
            "its cells span {cells}, and {} are read; delete stray cells far from the table, split the file, or raise --max-cells",
            self.cells
        );
        Err(RecordsError::TooLarge { file: file.to_owned(), what })
    }
}
