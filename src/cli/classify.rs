//! `dualuse classify`: what Annex I says of goods, from a description or a file of descriptions.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use super::{Common, ExitStatus, Format};
use crate::classification::{Classification, Classifier, Context, Outcome};
use crate::domain::{ControlCode, Item, StatedParameter};
use crate::report::classification_page;
use crate::screening::AnnexI;

/// Classify goods against Annex I.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// What the goods are, in the exporter's words.
    #[arg(required_unless_present = "input")]
    description: Vec<String>,
    /// A CSV file with a column `description` (and `id` or `qid`).
    #[arg(short, long, value_name = "FILE", conflicts_with = "description")]
    input: Option<PathBuf>,
    /// A property stated apart, such as "sample rate=1.5 GSPS" or "radiation hardened=no".
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// CAS number of a chemical.
    #[arg(long)]
    cas: Option<String>,
    /// A control code the exporter claims.
    #[arg(long)]
    code: Option<ControlCode>,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    description: &'a str,
    #[serde(flatten)]
    classification: &'a Classification,
}

/// Runs the command.
///
/// # Errors
/// Lists with faults, a file that cannot be read, a parameter the register does not know.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let lists = AnnexI::load(&common.lists()?)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut worst = ExitStatus::NothingFound;
    for (id, item) in items(args)? {
        let classification = classified(&lists, &item)?;
        match args.format {
            Format::Table => write!(out, "{}", classification_page(&classification, lists.register(), common.page()))?,
            Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&row(&id, &item, &classification))?)?,
            Format::Ndjson => writeln!(out, "{}", serde_json::to_string(&row(&id, &item, &classification))?)?,
        }
        worst = worst.max(if classification.outcome == Outcome::NotListed {
            ExitStatus::NothingFound
        } else {
            ExitStatus::Needed
        });
    }
    out.flush()?;
    Ok(worst)
}

fn classified(lists: &AnnexI, item: &Item) -> anyhow::Result<Classification> {
    let suggest = |description: &str| lists.suggestions(description);
    let context = Context { cwc_party: None, suggest: Some(&suggest) };
    Classifier::new(lists.register(), lists.kinds()).classify(item, &context).map_err(|faults| {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", all.join("\n       "))
    })
}

fn row<'a>(id: &'a str, item: &'a Item, classification: &'a Classification) -> Row<'a> {
    Row { id, description: &item.description, classification }
}

fn items(args: &Args) -> anyhow::Result<Vec<(String, Item)>> {
    let parameters = super::stated_parameters(&args.params)?;
    let Some(path) = &args.input else {
        let description = args.description.join(" ");
        anyhow::ensure!(!description.trim().is_empty(), "the description is empty; say what the goods are");
        let item =
            Item { description, claimed_code: args.code.clone(), hs_code: None, cas: args.cas.clone(), parameters };
        return Ok(vec![("1".to_owned(), item)]);
    };
    let mut reader = csv::Reader::from_path(path).map_err(|e| anyhow::anyhow!("{}: {e}", path.display()))?;
    let headings = reader.headers()?.clone();
    let column = |names: &[&str]| headings.iter().position(|h| names.contains(&h.trim().to_lowercase().as_str()));
    let Some(description) = column(&["description"]) else {
        anyhow::bail!(
            "{}: no column `description`; the headings are: {}",
            path.display(),
            headings.iter().collect::<Vec<_>>().join(", ")
        );
    };
    let id = column(&["id", "qid"]);
    read_rows(&mut reader, description, id, &parameters)
}

fn read_rows(
    reader: &mut csv::Reader<std::fs::File>,
    description: usize,
    id: Option<usize>,
    parameters: &[StatedParameter],
) -> anyhow::Result<Vec<(String, Item)>> {
    let mut items = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record?;
        let id = id.and_then(|at| record.get(at)).map_or_else(|| (number + 1).to_string(), str::to_owned);
        let description = record.get(description).unwrap_or_default().to_owned();
        items.push((id, Item { description, parameters: parameters.to_vec(), ..Item::default() }));
    }
    Ok(items)
}
