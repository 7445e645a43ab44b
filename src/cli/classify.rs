//! `dualuse classify`: what Annex I says of goods, from a description or a file of descriptions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use rayon::prelude::*;
use serde::Serialize;

use super::interview::{Interview, Turn};
use super::official_text;
use super::terminal::print;
use super::{Common, ExitStatus, Format};
use crate::classification::{Answers, Classification, Classifier, Context, Outcome, ParameterFault, Status};
use crate::control_list::{OfficialLine, OfficialText};
use crate::domain::{ControlCode, Item};
use crate::licensing::{CatchAllHints, Hint};
use crate::records::{
    Field, Format as RecordFormat, HeadingTable, Limits, Plan, RawFile, ReadOptions, Row as TableRow, Table, read_table,
};
use crate::report::{ClassificationNotes, classification_page};
use crate::screening::AnnexI;
use crate::text::is_cas_number;

/// Rows classified before they are written.
const CHUNK: usize = 250;

/// Classify goods against Annex I.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// What the goods are, in the exporter's words.
    #[arg(required_unless_present = "input")]
    description: Vec<String>,
    /// A file with a column `description` (and `id` or `qid`): CSV, JSON lines or a workbook.
    #[arg(short, long, value_name = "FILE", conflicts_with = "description")]
    input: Option<PathBuf>,
    /// A property stated apart, such as "sample rate=1.5 GSPS" or "radiation hardened=no".
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// CAS number of a chemical.
    #[arg(long)]
    cas: Option<String>,
    /// Customs tariff number: a hint, and the key to the common high priority list.
    #[arg(long, value_name = "H")]
    hs: Option<String>,
    /// A control code the exporter claims.
    #[arg(long)]
    code: Option<ControlCode>,
    /// Ask the open questions in the terminal, one at a time.
    #[arg(long, conflicts_with = "input")]
    interview: bool,
    /// Output format.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: &'a str,
    description: &'a str,
    #[serde(flatten)]
    classification: &'a Classification,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hints: Vec<Hint>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    official_text: BTreeMap<&'a ControlCode, Vec<&'a OfficialLine>>,
    #[serde(skip_serializing_if = "<[Turn]>::is_empty")]
    interview: &'a [Turn],
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a str>,
}

/// Goods to be classified, with the reference of their row and what is wrong with it.
struct Goods {
    id: String,
    item: Item,
    fault: Option<String>,
}

/// What every answer draws on.
struct Desk<'a> {
    annex_i: AnnexI,
    hints: CatchAllHints,
    official: Option<OfficialText>,
    format: Format,
    common: &'a Common,
}

/// Runs the command.
///
/// # Errors
/// Lists with faults, a file that cannot be read, a parameter the register does not know.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    let source = common.lists()?;
    let goods = goods(args, common)?;
    let desk = Desk {
        annex_i: AnnexI::load(&source)?,
        hints: CatchAllHints::load(&source)?,
        official: official_text::load(common)?,
        format: args.format,
        common,
    };
    if args.interview {
        return desk.interview(goods);
    }
    let mut worst = ExitStatus::NothingFound;
    for chunk in goods.chunks(CHUNK) {
        let answer = |one: &Goods| desk.answer(one, &Answers::new(), &[]);
        // One answer needs no threads: starting them takes longer than the answer.
        let answers: Vec<anyhow::Result<(String, ExitStatus)>> = match chunk {
            [one] => vec![answer(one)],
            _ => chunk.par_iter().map(answer).collect(),
        };
        for answer in answers {
            let (text, status) = answer?;
            print(&text);
            worst = worst.max(status);
        }
    }
    // The process ends here: giving back the register piece by piece would only take time.
    std::mem::forget(desk);
    Ok(worst)
}

impl Desk<'_> {
    fn classified(&self, item: &Item, answers: &Answers) -> Result<Classification, Vec<ParameterFault>> {
        let suggest = |description: &str, tariff: &[&str]| self.annex_i.suggestions(description, tariff);
        let context = Context { suggest: Some(&suggest), answers: Some(answers), ..Context::default() };
        Classifier::new(self.annex_i.register(), self.annex_i.kinds()).classify(item, &context)
    }

    fn interview(&self, goods: Vec<Goods>) -> anyhow::Result<ExitStatus> {
        let mut worst = ExitStatus::NothingFound;
        for mut one in goods {
            let mut interview = Interview::default();
            let classify = |item: &Item, answers: &Answers| self.classified(item, answers);
            interview.hold(&mut one.item, &classify, &mut std::io::stdin().lock(), &mut std::io::stderr())?;
            let (text, status) = self.answer(&one, &interview.answers, &interview.turns)?;
            print(&text);
            worst = worst.max(status);
        }
        Ok(worst)
    }

    fn answer(&self, goods: &Goods, answers: &Answers, turns: &[Turn]) -> anyhow::Result<(String, ExitStatus)> {
        let classification = self.classified(&goods.item, answers).map_err(|faults| told(&faults))?;
        let tariff = goods.item.hs_code.iter().chain(&classification.understood.tariff_numbers);
        let listed = classification.outcome == Outcome::Listed;
        let hints = self.hints.of(&goods.item.description, tariff.map(String::as_str), listed);
        let status = match classification.outcome {
            _ if goods.fault.is_some() => ExitStatus::NotCarriedOut,
            Outcome::NotListed if hints.is_empty() => ExitStatus::NothingFound,
            _ => ExitStatus::Needed,
        };
        let answered = Answered {
            id: &goods.id,
            description: &goods.item.description,
            official_text: self.wording(&classification),
            classification: &classification,
            hints,
            interview: turns,
            fault: goods.fault.as_deref(),
        };
        Ok((self.in_format(&answered)?, status))
    }

    /// The official wording of the provisions that are met or open, where the user has loaded it.
    fn wording<'a>(&'a self, found: &'a Classification) -> BTreeMap<&'a ControlCode, Vec<&'a OfficialLine>> {
        let Some(official) = &self.official else { return BTreeMap::new() };
        let live = found.candidates.iter().filter(|candidate| candidate.status != Status::Excluded);
        live.map(|candidate| (&candidate.code, official.in_context(&candidate.code)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect()
    }

    fn in_format(&self, answered: &Answered<'_>) -> anyhow::Result<String> {
        Ok(match self.format {
            Format::Json => serde_json::to_string_pretty(answered)? + "\n",
            Format::Ndjson => serde_json::to_string(answered)? + "\n",
            Format::Table => {
                let record: Vec<(String, String)> =
                    answered.interview.iter().map(|turn| (turn.question.clone(), turn.answer.clone())).collect();
                let notes = ClassificationNotes {
                    hints: &answered.hints,
                    official_text: &answered.official_text,
                    interview: &record,
                    fault: answered.fault,
                };
                classification_page(answered.classification, &notes, self.annex_i.register(), self.common.page())
            }
        })
    }
}

/// All faults of stated parameters in one error.
pub(super) fn told(faults: &[ParameterFault]) -> anyhow::Error {
    let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", all.join("\n       "))
}

fn goods(args: &Args, common: &Common) -> anyhow::Result<Vec<Goods>> {
    let parameters = super::stated_parameters(&args.params)?;
    let hs_code = args.hs.as_deref().map(tariff_number).transpose()?;
    let item = |description: String| Item {
        description,
        claimed_code: args.code.clone(),
        hs_code: hs_code.clone(),
        cas: args.cas.clone(),
        parameters: parameters.clone(),
    };
    if let Some(cas) = args.cas.as_ref().filter(|cas| !is_cas_number(cas)) {
        anyhow::bail!("--cas \"{cas}\": form or check digit is wrong; write it as in 7664-39-3");
    }
    match &args.input {
        Some(path) => rows(path, common, &item),
        None => {
            let description = args.description.join(" ");
            anyhow::ensure!(!description.trim().is_empty(), "the description is empty; say what the goods are");
            Ok(vec![Goods { id: "1".to_owned(), item: item(description), fault: None }])
        }
    }
}

/// A tariff number as people write it, digits only.
fn tariff_number(text: &str) -> anyhow::Result<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '.')).collect();
    let fits = (4..=12).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    anyhow::ensure!(fits, "--hs \"{text}\": write 4 to 12 digits, as in 8542.31");
    Ok(digits)
}

/// Every row of a file, none left out: one with a fault is answered as far as it can be read, with the fault.
fn rows(path: &Path, common: &Common, item: &dyn Fn(String) -> Item) -> anyhow::Result<Vec<Goods>> {
    let headings = HeadingTable::load(&common.lists()?)?;
    let limits = Limits::default();
    let file = if path == Path::new("-") { RawFile::standard_input(&limits)? } else { RawFile::open(path, &limits)? };
    let table = read(&file, &headings)?;
    let columns = columns(&table, &headings)?;
    let text = |row: &TableRow, at: usize| row.cells.get(at).map(|cell| cell.text()).unwrap_or_default();
    let goods = |(number, row): (usize, &TableRow)| {
        let id = columns.id.map(|at| text(row, at)).filter(|id| !id.is_empty());
        let words: Vec<String> =
            columns.description.iter().map(|at| text(row, *at)).filter(|t| !t.is_empty()).collect();
        Goods {
            id: id.unwrap_or_else(|| number.to_string()),
            item: item(words.join("; ")),
            fault: row.problem.as_ref().map(|p| format!("{}: {}; {}", table.address(row), p.what, p.remedy)),
        }
    };
    Ok((1..).zip(&table.rows).map(goods).collect())
}

/// The table of a file; headings in the first row are taken before any search for them.
fn read(file: &RawFile, headings: &HeadingTable) -> anyhow::Result<Table> {
    let first = ReadOptions { heading_row: Some(1), ..ReadOptions::default() };
    match read_table(file, headings, &first) {
        Ok(table) if table.format != RecordFormat::Json && named(&table, "description").is_some() => Ok(table),
        _ => Ok(read_table(file, headings, &ReadOptions::default())?),
    }
}

struct Columns {
    id: Option<usize>,
    description: Vec<usize>,
}

fn named(table: &Table, heading: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name.heading.trim().eq_ignore_ascii_case(heading))
}

/// The columns called `description` and `id`, else those that are understood as such.
fn columns(table: &Table, headings: &HeadingTable) -> anyhow::Result<Columns> {
    let id = named(table, "id").or_else(|| named(table, "qid"));
    if let Some(description) = named(table, "description") {
        return Ok(Columns { id, description: vec![description] });
    }
    let plan = Plan::recognise(table, headings, &[], &[Field::Description])?;
    let id = id.or_else(|| plan.of(&Field::Id).next());
    Ok(Columns { id, description: plan.of(&Field::Description).collect() })
}
