//! The printed page of a batch: one line a row, the most urgent words first.

use super::super::terminal::print;
use crate::domain::Severity;
use crate::records::Table;
use crate::report::columns::ResultRow;
use crate::report::output::OutputError;
use crate::report::sink::{AnsweredRow, Closing, Sink};
use crate::report::{Page, Tone, tone};

/// Rows a page shows.
const MOST: usize = 5_000;

/// Rows of a printed page.
pub(super) struct PageSink {
    page: Page,
    rows: Vec<(Tone, Vec<String>)>,
    beyond: usize,
}

impl PageSink {
    /// A page without rows.
    pub(super) fn new(page: Page) -> Self {
        Self { page, rows: Vec::new(), beyond: 0 }
    }
}

impl Sink for PageSink {
    fn row(&mut self, _: &Table, answered: &AnsweredRow<'_>) -> Result<(), OutputError> {
        if self.rows.len() < MOST {
            self.rows.push(page_row(answered.row.number, answered.answer));
        } else {
            self.beyond += 1;
        }
        Ok(())
    }

    fn close(mut self: Box<Self>, _: &Closing<'_>) -> Result<(), OutputError> {
        self.page.table(&["Verdict", "Row", "Annex I", "Why"], &self.rows);
        if self.beyond > 0 {
            self.page.paragraph(0, &format!("and {} rows more; write them to a file with -o", self.beyond));
        }
        print(&self.page.into_text());
        Ok(())
    }
}

fn page_row(number: u32, answer: &ResultRow) -> (Tone, Vec<String>) {
    let first = |column: &str| answer.first_line(column).to_owned();
    let unchecked = first("dualuse not checked");
    let mut why = first("dualuse reasons");
    if why.is_empty() || (answer.severity == Severity::NotChecked && !unchecked.is_empty() && !answer.unread) {
        why = unchecked;
    }
    let mut found = answer.value("dualuse control codes").to_owned();
    if found.is_empty() {
        found = first("dualuse Annex I");
    }
    (tone(answer.severity), vec![answer.severity.label().to_owned(), number.to_string(), found, why])
}
