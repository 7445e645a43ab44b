//! `dualuse compare-names`: scores pairs of names in a CSV file, for measuring and for deciding on a threshold.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use rayon::prelude::*;

use super::{Common, ExitStatus};
use crate::name_matching::{NameTables, compare_texts, kind_of_schema, second_opinion};

/// Scores pairs of names: reads columns name1, name2 and schema, and appends score (0 to 1).
#[derive(Debug, Args)]
pub struct CompareNames {
    /// CSV file with the columns name1, name2 and, where known, schema (Person, Company, Organization, Vessel, …).
    #[arg(short, long, value_name = "PAIRS.csv")]
    input: PathBuf,
    /// CSV file to write: all columns of the input, and score.
    #[arg(short, long, value_name = "SCORED.csv")]
    output: PathBuf,
    /// Add a column second_opinion: the score by the published way of the search tool of the United States' sanctions office.
    #[arg(long)]
    second_opinion: bool,
    /// Add a column explanation: which words answer to each other, and why.
    #[arg(long)]
    explain: bool,
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
        let found = compare_texts(cell(first), cell(second), kind, &tables);
        let mut added = vec![format!("{:.4}", found.score)];
        if arguments.second_opinion {
            added.push(format!("{:.4}", second_opinion(cell(first), cell(second))));
        }
        if arguments.explain {
            added.push(found.line());
        }
        added
    };
    let scores: Vec<Vec<String>> = rows.par_iter().map(score).collect();
    let output = arguments.output.display();
    let mut writer = csv::Writer::from_path(&arguments.output).with_context(|| format!("cannot write {output}"))?;
    let added = [("score", true), ("second_opinion", arguments.second_opinion), ("explanation", arguments.explain)];
    writer.write_record(heading.iter().chain(added.into_iter().filter(|(_, wanted)| *wanted).map(|(name, _)| name)))?;
    for (row, scores) in rows.iter().zip(&scores) {
        writer.write_record(row.iter().chain(scores.iter().map(String::as_str)))?;
    }
    writer.flush().with_context(|| format!("cannot write {output}"))?;
    Ok(ExitStatus::NothingFound)
}
