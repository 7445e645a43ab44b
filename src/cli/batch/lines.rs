//! The answer line by line as it grows: printed, or in an unfinished file that becomes the answer. Formats that are put
//! together at the end keep their rows in such a file too, so that a crash loses nothing: each with its length before it.

use std::io::{BufRead, BufWriter, Read, Stdout, Write, stdout};

use serde_json::Value;

use super::kind::Kind;
use crate::domain::Severity;
use crate::records::Table;
use crate::report::columns::{ResultRow, VERDICT};
use crate::report::csv;
use crate::report::output::{OutputError, OutputFile};
use crate::report::partial::{Earlier, Partial, Progress};

/// Where lines go.
pub(super) enum Lines {
    /// The kind has none: it is printed at the end.
    None,
    /// Standard output.
    Printed(BufWriter<Stdout>),
    /// The unfinished file.
    File(Box<Partial>),
}

/// What an earlier run left of a row.
pub(super) enum Kept {
    /// Its verdict; the line itself stands in the file.
    Verdict(Severity),
    /// The whole answer.
    Answer(Box<ResultRow>),
}

impl Lines {
    /// Opens the place of the lines, with the progress of an earlier run.
    ///
    /// # Errors
    /// See [`Partial::open`].
    pub(super) fn open(
        kind: Kind,
        output: Option<&OutputFile>,
        earlier: Earlier,
        fingerprint: &str,
        table: &Table,
    ) -> anyhow::Result<(Self, Progress)> {
        let Some(output) = output else {
            let lines = if kind.is_lines() { Self::Printed(BufWriter::new(stdout())) } else { Self::None };
            return lines.headed(kind, table, Progress::default());
        };
        let name = output.path().extension().unwrap_or_default().to_string_lossy().into_owned();
        let extension = if kind.is_lines() { name.as_str() } else { "journal" };
        let (partial, progress) = Partial::open(output, extension, earlier, fingerprint)?;
        output.sweep();
        Self::File(Box::new(partial)).headed(kind, table, progress)
    }

    /// Writes the heading line of a fresh CSV file.
    fn headed(mut self, kind: Kind, table: &Table, progress: Progress) -> anyhow::Result<(Self, Progress)> {
        if kind == Kind::Csv && progress.bytes == 0 {
            let mark = matches!(self, Self::File(_)) && csv::wants_mark(table);
            self.write(csv::head(table, mark)?.as_bytes())?;
        }
        Ok((self, progress))
    }

    /// Appends a line, or a row of [`journal`].
    ///
    /// # Errors
    /// A disk that is full, a reader that went away.
    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), OutputError> {
        match self {
            Self::None => Ok(()),
            Self::Printed(out) => out.write_all(line).map_err(printed),
            Self::File(file) => file.append(line),
        }
    }

    /// Hands over what is held back, and notes in the unfinished file how far it is valid.
    ///
    /// # Errors
    /// A disk that is full, a reader that went away.
    pub(super) fn mark(&mut self, progress: Progress) -> Result<(), OutputError> {
        match self {
            Self::None => Ok(()),
            Self::Printed(out) => out.flush().map_err(printed),
            Self::File(file) => file.mark(progress),
        }
    }

    /// What an earlier run left, row by row.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(super) fn kept(&self, kind: Kind, table: &Table) -> anyhow::Result<Box<dyn Iterator<Item = Option<Kept>>>> {
        let Self::File(file) = self else { return Ok(Box::new(std::iter::empty())) };
        let held = file.held()?;
        Ok(match kind {
            Kind::Csv => {
                let delimiter = table.dialect.as_ref().map_or(',', |dialect| dialect.delimiter);
                let delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii).unwrap_or(b',');
                let verdict = table.columns.len() + VERDICT;
                let reader = ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(held);
                let of = move |record: ::csv::StringRecord| record.get(verdict).and_then(by_label);
                Box::new(reader.into_records().map(move |record| record.ok().and_then(of).map(Kept::Verdict)))
            }
            Kind::Ndjson => Box::new(held.lines().map(|line| verdict_of(&line.ok()?).map(Kept::Verdict))),
            _ => Box::new(rows_of(held)),
        })
    }

    /// Throws the unfinished file away.
    ///
    /// # Errors
    /// A folder that may not be written to.
    pub(super) fn discard(self) -> Result<(), OutputError> {
        if let Self::File(file) = self { file.discard() } else { Ok(()) }
    }

    /// Ends the lines: the unfinished file becomes the answer, or goes where the answer was put together.
    ///
    /// # Errors
    /// A disk that is full.
    pub(super) fn finish(self, kind: Kind, output: Option<&OutputFile>) -> Result<(), OutputError> {
        match (self, output) {
            (Self::File(file), Some(output)) if kind.is_lines() => file.into_output(output),
            (Self::File(file), _) => file.discard(),
            (Self::Printed(mut out), _) => out.flush().map_err(printed),
            (Self::None, _) => Ok(()),
        }
    }
}

/// A row as formats that are put together at the end keep it.
///
/// # Errors
/// A text of more than four gigabytes.
pub(super) fn journal(answer: &ResultRow) -> Result<Vec<u8>, OutputError> {
    let fail = |cause: String| OutputError::Format { format: "an unfinished answer", cause };
    let row = postcard::to_stdvec(answer).map_err(|error| fail(error.to_string()))?;
    let length = u32::try_from(row.len()).map_err(|error| fail(error.to_string()))?;
    Ok([&length.to_le_bytes()[..], &row].concat())
}

/// The rows that [`journal`] made; nothing for one that cannot be read.
fn rows_of(mut held: impl BufRead) -> impl Iterator<Item = Option<Kept>> {
    std::iter::from_fn(move || {
        let mut length = [0; 4];
        held.read_exact(&mut length).ok()?;
        let mut row = Vec::new();
        held.by_ref().take(u32::from_le_bytes(length).into()).read_to_end(&mut row).ok()?;
        Some(postcard::from_bytes(&row).ok().map(|answer| Kept::Answer(Box::new(answer))))
    })
}

fn printed(cause: std::io::Error) -> OutputError {
    OutputError::Write { path: "standard output".into(), cause }
}

fn by_label(label: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.label() == label)
}

fn verdict_of(line: &str) -> Option<Severity> {
    let value: Value = serde_json::from_str(line).ok()?;
    serde_json::from_value(value.get("dualuse")?.get("verdict")?.clone()).ok()
}
