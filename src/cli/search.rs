//! `dualuse search WORDS`: provisions that hold these words, best first.

use clap::Args as ClapArgs;
use serde::Serialize;

use super::{Common, ExitStatus, Format};
use crate::report::Tone;
use crate::screening::Lists;
use crate::search::SearchIndex;

/// Find provisions by words.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Words in English, German or French.
    #[arg(required = true)]
    words: Vec<String>,
    /// How many to show.
    #[arg(long, value_name = "N", default_value_t = 15)]
    top: usize,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct Row<'r> {
    code: &'r str,
    title: &'r str,
    score: f64,
    regimes: Vec<&'static str>,
}

/// Runs the command.
///
/// # Errors
/// Lists with faults; a failure of the search engine.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let register = Lists::register_of(&common.lists()?)?;
    let words = args.words.join(" ");
    anyhow::ensure!(words.chars().any(char::is_alphanumeric), "nothing to search for; write one or more words");
    let found = SearchIndex::of_provisions(&register)?.find(&words, args.top)?;
    let rows: Vec<Row<'_>> = found
        .iter()
        .filter_map(|one| {
            let item = register.get(one.item)?;
            let regimes = item.regimes.iter().map(|r| r.abbreviation()).collect();
            Some(Row {
                code: item.code.as_str(),
                title: &item.title,
                score: (one.score * 100.0).round() / 100.0,
                regimes,
            })
        })
        .collect();
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&rows)?),
        Format::Ndjson => {
            for row in &rows {
                println!("{}", serde_json::to_string(row)?);
            }
        }
        Format::Table if rows.is_empty() => {
            println!("no provision holds any of these words; that says nothing about whether goods are listed")
        }
        Format::Table => {
            let mut page = common.page();
            let lines =
                rows.iter().map(|r| (Tone::Plain, vec![r.code.to_owned(), r.title.to_owned(), r.regimes.join(" ")]));
            page.table(&["code", "provision", "regime"], &lines.collect::<Vec<_>>());
            print!("{}", page.into_text());
        }
    }
    Ok(ExitStatus::NothingFound)
}
