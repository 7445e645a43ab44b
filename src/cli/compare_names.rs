//! `dualuse compare-names`: scores pairs of names in a CSV file, for measuring and for deciding on a threshold.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use rayon::prelude::*;

use super::{Common, ExitStatus};
use crate::name_matching::{NameTables, compare_texts, kind_of_schema};

/// Scores pairs of names: reads columns name1, name2 and schema, and appends score (0 to 1).
#[derive(Debug, Args)]
pub struct CompareNames {
    /// CSV file with the columns name1, name2 and, where known, schema (Person, Company, Organization, Vessel, …).
    #[arg(short, long, value_name = "PAIRS.csv")]
    input: PathBuf,
    /// CSV file to write: all columns of the input, and score.
    #[arg(short, long, value_name = "SCORED.csv")]
    output: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or written, or that lacks a needed column.
pub fn run(arguments: &CompareNames, common: &Common) -> anyhow::Result<ExitStatus> {
    let tables = NameTables::from_source(&common.lists()?)?;
    let input = arguments.input.display();
    let mut reader = csv::Reader::from_path(&arguments.input).with_context(|| format!("cannot read {input}"))?;
    let heading = reader.headers().with_context(|| format!("{input}: no heading row"))?.clone();
    let column = |name: &str| heading.iter().position(|h| h.trim() == name);
    let needed = |name: &str| column(name).with_context(|| format!("{input}: column \"{name}\" is missing"));
    let (first, second, schema) = (needed("name1")?, needed("name2")?, column("schema"));
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().with_context(|| format!("{input}: not CSV"))?;
    let score = |row: &csv::StringRecord| {
        let cell = |at: usize| row.get(at).unwrap_or("");
        let kind = schema.and_then(|at| kind_of_schema(cell(at)));
        compare_texts(cell(first), cell(second), kind, &tables).score
    };
    let scores: Vec<f64> = rows.par_iter().map(score).collect();
    let output = arguments.output.display();
    let mut writer = csv::Writer::from_path(&arguments.output).with_context(|| format!("cannot write {output}"))?;
    writer.write_record(heading.iter().chain(["score"]))?;
    for (row, score) in rows.iter().zip(scores) {
        let score = format!("{score:.4}");
        writer.write_record(row.iter().chain([score.as_str()]))?;
    }
    writer.flush().with_context(|| format!("cannot write {output}"))?;
    Ok(ExitStatus::NothingFound)
}
