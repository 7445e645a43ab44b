//! The formats of an answer: what its name says, what can be printed.

use std::path::Path;

use clap::ValueEnum;

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Printed {
    /// A page for people.
    Table,
    /// The table with the answers appended.
    Csv,
    /// One JSON object a row.
    Ndjson,
    /// A page for a browser, complete in itself.
    Html,
    /// A test report for pipelines.
    Junit,
    /// Findings for tools that gather them.
    Sarif,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Page,
    Csv,
    Ndjson,
    Xlsx,
    Html,
    Parquet,
    Junit,
    Sarif,
}

impl Kind {
    /// The kind the name of the output says, or else the printed one.
    ///
    /// # Errors
    /// A name no format bears.
    pub(super) fn of(output: Option<&Path>, printed: Printed) -> anyhow::Result<Self> {
        let Some(path) = output else {
            return Ok(match printed {
                Printed::Table => Self::Page,
                Printed::Csv => Self::Csv,
                Printed::Ndjson => Self::Ndjson,
                Printed::Html => Self::Html,
                Printed::Junit => Self::Junit,
                Printed::Sarif => Self::Sarif,
            });
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        Ok(match () {
            () if ends(&[".xlsx"]) => Self::Xlsx,
            () if ends(&[".csv", ".tsv", ".txt"]) => Self::Csv,
            () if ends(&[".ndjson", ".jsonl"]) => Self::Ndjson,
            () if ends(&[".html", ".htm"]) => Self::Html,
            () if ends(&[".parquet"]) => parquet(path)?,
            () if ends(&[".xml"]) => Self::Junit,
            () if ends(&[".sarif", ".sarif.json"]) => Self::Sarif,
            () => anyhow::bail!(
                "-o {}: write .xlsx, .csv or .ndjson; or .html, .parquet, .junit.xml, .sarif",
                path.display()
            ),
        })
    }

    /// Whether the answer grows line by line; others are put together at the end.
    pub(super) fn is_lines(self) -> bool {
        matches!(self, Self::Csv | Self::Ndjson)
    }

    /// The word in a summary.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Xlsx => "xlsx",
            Self::Html => "html",
            Self::Parquet => "parquet",
            Self::Junit => "junit",
            Self::Sarif => "sarif",
        }
    }
}

fn parquet(path: &Path) -> anyhow::Result<Kind> {
    anyhow::ensure!(
        cfg!(feature = "parquet"),
        "-o {}: this build writes no Parquet; write .csv or .ndjson",
        path.display()
    );
    Ok(Kind::Parquet)
}
