//! What happened in a run, as JSON: what was read, what the answers rest on, how many rows got which verdict. `merge`
//! joins parts of a divided run only where their summaries agree.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::domain::Severity;
use crate::report::columns::Counts;

/// Version of the summary.
pub(in crate::cli) const SCHEMA: u32 = 1;

/// A file by name, with its digest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::cli) struct FileDigest {
    /// Name without its folder.
    pub(in crate::cli) file: String,
    /// Sheet, in a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) sheet: Option<String>,
    /// What it is.
    pub(in crate::cli) format: String,
    /// BLAKE3 of its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::cli) blake3: Option<String>,
}

/// What happened in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::cli) struct Summary {
    /// Version of this document.
    pub(in crate::cli) schema: u32,
    /// Whether all rows were answered.
    pub(in crate::cli) complete: bool,
    /// The exit code.
    pub(in crate::cli) exit_code: u8,
    /// What was read.
    pub(in crate::cli) input: FileDigest,
    /// What was written.
    pub(in crate::cli) output: Option<FileDigest>,
    /// The part of a divided run, as `2/8`.
    pub(in crate::cli) shard: Option<String>,
    /// Rows answered.
    pub(in crate::cli) rows: u64,
    /// Rows of them that could not be read.
    pub(in crate::cli) unread: u64,
    /// The most severe verdict.
    pub(in crate::cli) worst: Option<Severity>,
    /// Rows by verdict.
    pub(in crate::cli) verdicts: BTreeMap<String, usize>,
    /// Documents by verdict; empty where no column names one.
    pub(in crate::cli) documents: BTreeMap<String, usize>,
    /// The day of the check.
    pub(in crate::cli) day: String,
    /// Everything but the rows that the answers depend on, digested: program, lists, rules, options, columns.
    pub(in crate::cli) basis_digest: String,
    /// What the answers rest on.
    pub(in crate::cli) basis: serde_json::Value,
    /// How the table was read, and what else a reader must know.
    pub(in crate::cli) notes: Vec<String>,
    /// Seconds from the first row to the last.
    pub(in crate::cli) seconds: f64,
}

impl Summary {
    /// Reads a summary.
    ///
    /// # Errors
    /// A file that is missing or no summary, with what to do.
    pub(in crate::cli) fn load(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|cause| anyhow::anyhow!("cannot read the summary {}: {cause}", path.display()))?;
        let summary: Self = serde_json::from_str(&text)
            .map_err(|error| anyhow::anyhow!("{} is no summary of a run: {error}", path.display()))?;
        anyhow::ensure!(
            summary.schema == SCHEMA,
            "{} is a summary of version {}, and {SCHEMA} is read",
            path.display(),
            summary.schema
        );
        Ok(summary)
    }

    /// The summary as text.
    pub(in crate::cli) fn text(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }
}

/// Counts by the words of the severities.
pub(in crate::cli) fn by_code(counts: &Counts) -> BTreeMap<String, usize> {
    counts.iter().map(|(severity, count)| (severity.code().to_owned(), *count)).collect()
}

/// The summary that lies beside a part: `part.csv.summary.json`.
pub(in crate::cli) fn beside(part: &Path) -> std::path::PathBuf {
    let mut name = part.file_name().unwrap_or_default().to_owned();
    name.push(".summary.json");
    part.with_file_name(name)
}
