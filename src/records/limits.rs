//! How much a file may hold. A small archive can unpack to more than any memory; these bounds are checked first.

use super::RecordsError;

/// A rectangle of so many cells is read however few of them hold anything: some 300 MB at most.
const FREE_SPAN: u64 = 4_000_000;
/// Beyond that, one cell in so many holds something in a table.
const THINNEST: u64 = 50;

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

    /// Checks how far the cells of a sheet lie apart, for formats whose reader fills the whole rectangle around them.
    ///
    /// # Errors
    /// A few cells strewn over a sheet, as no table has them.
    pub fn check_spread(&self, file: &str, filled: u64, span: u64) -> Result<(), RecordsError> {
        if span <= FREE_SPAN || span / THINNEST <= filled {
            return Ok(());
        }
        let what = format!(
            "{filled} cells are strewn over a rectangle of {span}; delete stray cells far from the table, or save it as .xlsx or .csv"
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

#[cfg(test)]
mod tests {
    use super::super::fixtures::*;
    use super::super::{Limits, RawFile, ReadOptions, read_table};

    #[test]
    fn one_text_named_by_many_cells_is_counted_as_often() {
        let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let told = |file: &RawFile| read_table(file, &headings(), &options).unwrap_err().to_string();
        let long = "x".repeat(30_000);
        let shared = xlsx(|sheet| {
            line(sheet, 0, &["Description", "Destination"]);
            (1..60).for_each(|row| line(sheet, row, &[&long, "CH"]));
        });
        let error = told(&shared);
        assert!(error.contains("bytes of text"), "{error}");
        let cell = |times: u32| {
            format!(
                "<table:table-cell office:value-type=\"string\" table:number-columns-repeated=\"{times}\"><text:p>{long}</text:p></table:table-cell>"
            )
        };
        let row = |cells: &str, times: u32| {
            format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
        };
        for repeated in [row(&cell(60), 1), row(&cell(1), 60), row(&cell(8), 8)] {
            let error = told(&ods(&format!("{}{repeated}", ods_row(&["Description", "Destination"]))));
            assert!(error.contains("bytes of text"), "{error}");
        }
        let endless = xlsx(|sheet| {
            line(sheet, 0, &["Description", "Destination"]);
            line(sheet, 1, &[&long, "CH"]);
        });
        assert!(read_table(&endless, &headings(), &options).is_ok(), "once is no fault");
    }
}
