//! `dualuse batch`: every row of a workbook, a text file or JSON lines, with the answers appended to the user's columns.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use rayon::prelude::*;

use super::terminal::print;
use super::{Common, ExitStatus};
use crate::domain::{Act, Severity, Territory};
use crate::name_matching::MatchPolicy;
use crate::records::{
    ColumnChoice, Defaults, Field, HeadingTable, Limits, Plan, READER_THREAD, RawFile, ReadOptions, Record, Resolved,
    Row, Table, read_table,
};
use crate::report::columns::{self, About, Counts, ResultColumns, ResultRow};
use crate::report::output::{OutputError, OutputFile, PartFile};
use crate::report::{Tone, csv, ndjson, tone, xlsx};
use crate::screening::{Lists, Policy, screen};

/// Rows screened before their answers are written: enough for all threads, few enough for any memory.
const CHUNK: usize = 512;
/// Rows shown on a page.
const SHOWN_FAULTS: usize = 20;

/// Check every row of a file: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv, .ndjson.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// The file, or - for standard input (text or JSON lines).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the answer goes: .xlsx, .csv or .ndjson; without it the answer is printed.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Overwrite the output if it is there.
    #[arg(long)]
    force: bool,
    /// How the answer is printed where no output is named.
    #[arg(long, value_enum, default_value_t = Printed::Table)]
    format: Printed,
    /// A column by its heading or letter, as in to=G or description="Item text"; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<ColumnChoice>,
    /// The sheet, by name or number (default: the first with headings that are understood).
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// The row that holds the headings; 0 for none.
    #[arg(long, value_name = "ROW")]
    heading_row: Option<u32>,
    /// The character between two fields of a text file.
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,
    /// Encoding of a text file, such as windows-1252.
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Destination of rows that name none.
    #[arg(long, value_name = "CC")]
    to: Option<String>,
    /// Where the goods of rows that do not say it leave from.
    #[arg(long, value_name = "CC", default_value = "DE")]
    from: String,
    /// The end use or the end users are military, in every row.
    #[arg(long)]
    military: bool,
    /// The kind of act, in every row.
    #[arg(long, value_name = "ACT", default_value = "export", value_parser = super::check::act)]
    act: Act,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Least score of a party match to show, 0 to 1.
    #[arg(long, value_name = "S", default_value_t = MatchPolicy::default().min_score)]
    min_score: f64,
    /// Cells read at most.
    #[arg(long, value_name = "N", default_value_t = Limits::default().cells)]
    max_cells: u64,
    /// Bytes a workbook may unpack to.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().unpacked)]
    max_unpacked: u64,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Printed {
    /// A page for people.
    Table,
    /// The table with the answers appended.
    Csv,
    /// One JSON object a row.
    Ndjson,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page,
    Csv,
    Xlsx,
    Ndjson,
}

/// Runs the command.
///
/// # Errors
/// A file, option or list that stops the whole batch; faults of rows do not.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    quiet_reader();
    anyhow::ensure!(
        (0.0..=1.0).contains(&args.min_score),
        "--min-score {}: a score lies between 0 and 1",
        args.min_score
    );
    let kind = kind(args)?;
    let output = args.output.as_ref().map(|path| OutputFile::claim(path, &[&args.file], args.force)).transpose()?;
    let source = common.lists()?;
    let headings = HeadingTable::load(&source)?;
    let (file, table) = read(args, &headings)?;
    let required: &[Field] = if args.to.is_some() { &[Field::Description] } else { &[Field::Description, Field::To] };
    let plan = Plan::recognise(&table, &headings, &args.map, required)?;
    let lists = Lists::with_parties(&source, common.sanctions(&source)?)?;
    let defaults = defaults(args, &lists)?;
    let policy = Policy { matching: MatchPolicy { min_score: args.min_score, ..MatchPolicy::default() } };
    let batch = Batch { table: &table, plan: &plan, headings: &headings, lists: &lists, policy, defaults };
    let answers = batch.screen(kind, output.as_ref())?;
    let about = about(args, &file, &batch, &answers);
    deliver(kind, output.as_ref(), &batch, &answers, &about)?;
    summary(kind, args, common, &batch, &answers);
    Ok(answers.worst)
}

/// A damaged workbook is told as an error of the file; the reader's own words about it would only confuse.
fn quiet_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(READER_THREAD) {
            usual(panic);
        }
    }));
}

fn kind(args: &Args) -> anyhow::Result<Kind> {
    let Some(path) = &args.output else {
        return Ok(match args.format {
            Printed::Table => Kind::Page,
            Printed::Csv => Kind::Csv,
            Printed::Ndjson => Kind::Ndjson,
        });
    };
    let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    Ok(match extension.as_str() {
        "xlsx" => Kind::Xlsx,
        "csv" | "tsv" | "txt" => Kind::Csv,
        "ndjson" | "jsonl" => Kind::Ndjson,
        _ => anyhow::bail!("-o {}: write .xlsx, .csv or .ndjson", path.display()),
    })
}

fn read(args: &Args, headings: &HeadingTable) -> anyhow::Result<(RawFile, Table)> {
    let limits = Limits { cells: args.max_cells, unpacked: args.max_unpacked, ..Limits::default() };
    let file = if args.file == Path::new("-") {
        RawFile::standard_input(&limits)?
    } else {
        RawFile::open(&args.file, &limits)?
    };
    let options = ReadOptions {
        sheet: args.sheet.clone(),
        heading_row: args.heading_row,
        delimiter: args.delimiter,
        encoding: args.encoding.clone(),
        limits,
    };
    let table = read_table(&file, headings, &options)?;
    Ok((file, table))
}

fn defaults(args: &Args, lists: &Lists) -> anyhow::Result<Defaults> {
    let territory = |option: &str, text: &String| -> anyhow::Result<Territory> {
        lists.destination(text).map(|found| found.code.clone()).map_err(|e| anyhow::anyhow!("{option} {text}: {e}"))
    };
    Ok(Defaults {
        from: territory("--from", &args.from)?,
        to: args.to.as_ref().map(|to| territory("--to", to)).transpose()?,
        date: args.as_of.unwrap_or_else(|| jiff::Zoned::now().date()),
        act: args.act,
        military: args.military,
    })
}

struct Batch<'a> {
    table: &'a Table,
    plan: &'a Plan,
    headings: &'a HeadingTable,
    lists: &'a Lists,
    policy: Policy,
    defaults: Defaults,
}

/// The answer for one row, in words.
struct Answer {
    row: ResultRow,
    line: Option<Result<String, OutputError>>,
    faults: Vec<String>,
    sources: About,
}

/// What is kept of all rows once they are written.
struct Answers {
    worst: ExitStatus,
    counts: Counts,
    rows: ResultColumns,
    faults: Vec<String>,
    /// What the answers rest on.
    sources: About,
}

impl Batch<'_> {
    fn record(&self, row: &Row) -> Record {
        let resolve = |text: &str| match self.lists.rules().destinations.lookup(text) {
            Ok(found) => {
                let note = found.presumption.map(str::to_owned);
                Ok(Resolved { territory: found.destination.code.clone(), note })
            }
            Err(error) => Err(error.to_string()),
        };
        self.plan.read(self.table, row, self.headings, &self.defaults, &resolve)
    }

    /// Reads and screens one row and puts the answer into words.
    fn answer(&self, row: &Row, kind: Kind) -> Answer {
        let record = self.record(row);
        let screening = record.transaction.as_ref().ok().map(|read| screen(read, self.lists, &self.policy));
        let screening = screening.as_ref();
        Answer {
            row: columns::result_row(&record, screening),
            line: (kind == Kind::Ndjson).then(|| ndjson::line(self.table, row, &record, screening)),
            faults: record.transaction.as_ref().err().into_iter().flatten().map(ToString::to_string).collect(),
            sources: screening.map(columns::sources).unwrap_or_default(),
        }
    }

    /// Screens all rows on all threads; answers keep the order of the rows.
    fn screen(&self, kind: Kind, output: Option<&OutputFile>) -> anyhow::Result<Answers> {
        let mut answers = Answers {
            worst: ExitStatus::NothingFound,
            counts: Counts::new(),
            rows: ResultColumns::empty(),
            faults: Vec::new(),
            sources: About::new(),
        };
        let mut lines = Lines::begin(kind, output)?;
        let progress = progress(self.table.rows.len());
        for chunk in self.table.rows.chunks(CHUNK) {
            let answered: Vec<Answer> = chunk
                .par_iter()
                .map(|row| {
                    let answer = self.answer(row, kind);
                    progress.inc(1);
                    answer
                })
                .collect();
            for mut answer in answered {
                lines.write(answer.line.take().transpose()?.as_deref())?;
                answers.take(answer);
            }
        }
        progress.finish_and_clear();
        lines.finish()?;
        Ok(answers)
    }
}

impl Answers {
    fn take(&mut self, answer: Answer) {
        let verdict = answer.row.severity;
        self.worst = self.worst.max(verdict.into());
        *self.counts.entry(verdict).or_default() += 1;
        self.faults.extend(answer.faults);
        if answer.sources.len() > self.sources.len() {
            self.sources = answer.sources;
        }
        self.rows.rows.push(answer.row);
    }
}

/// JSON lines, written as they come; nothing for other kinds.
enum Lines {
    None,
    Printed,
    File(PartFile),
}

impl Lines {
    fn begin(kind: Kind, output: Option<&OutputFile>) -> anyhow::Result<Self> {
        Ok(match (kind, output) {
            (Kind::Ndjson, Some(file)) => Self::File(file.begin()?),
            (Kind::Ndjson, None) => Self::Printed,
            _ => Self::None,
        })
    }

    fn write(&mut self, line: Option<&str>) -> anyhow::Result<()> {
        match (self, line) {
            (Self::Printed, Some(line)) => print(line),
            (Self::File(file), Some(line)) => file.write(line.as_bytes())?,
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        if let Self::File(file) = self {
            file.finish()?;
        }
        Ok(())
    }
}

fn progress(rows: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(rows as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len} rows, {per_sec}, {eta} left");
    style.map_or_else(|_| ProgressBar::hidden(), |style| bar.with_style(style))
}

/// Everything beside the rows: what was read how, what the answers rest on, what they do not cover.
fn about(args: &Args, file: &RawFile, batch: &Batch<'_>, answers: &Answers) -> About {
    let mut about: About = vec![
        ("Input".to_owned(), format!("{}, BLAKE3 {}", batch.table.place(), blake3::hash(&file.bytes).to_hex())),
        ("Day of the check".to_owned(), batch.defaults.date.to_string()),
        ("Rows".to_owned(), format!("{}: {}", batch.table.rows.len(), columns::counts_in_words(&answers.counts))),
    ];
    let from = format!("goods leave from {} unless a row says otherwise", batch.defaults.from);
    about.push(("Taken for granted".to_owned(), from));
    if let Some(to) = &batch.defaults.to {
        about.push(("Taken for granted".to_owned(), format!("goods go to {to} unless a row says otherwise")));
    }
    about.push(("Policy".to_owned(), format!("party matches from score {} on", args.min_score)));
    let notes = batch.table.notes.iter().chain(&batch.plan.notes);
    about.extend(notes.map(|note| ("Reading".to_owned(), note.clone())));
    about.extend(answers.sources.iter().cloned());
    for missing in [
        "the military list, national lists of other Member States, and the law of other countries",
        "owners and controllers of the parties stated",
    ] {
        about.push(("Not checked in any row".to_owned(), missing.to_owned()));
    }
    about
}

fn deliver(
    kind: Kind,
    output: Option<&OutputFile>,
    batch: &Batch<'_>,
    answers: &Answers,
    about: &About,
) -> anyhow::Result<()> {
    let bytes = match kind {
        Kind::Page | Kind::Ndjson => return Ok(()),
        Kind::Xlsx => xlsx::write(batch.table, &answers.rows, about, batch.defaults.date)?,
        Kind::Csv => csv::write(batch.table, &answers.rows, output.is_some() && csv::wants_mark(batch.table))?,
    };
    match output {
        Some(file) => file.write(&bytes)?,
        None => {
            let _ = std::io::stdout().lock().write_all(&bytes);
        }
    }
    Ok(())
}

/// What happened, for people: on the page, or on standard error where standard output carries the answer.
fn summary(kind: Kind, args: &Args, common: &Common, batch: &Batch<'_>, answers: &Answers) {
    let mut page = common.page();
    let words = columns::counts_in_words(&answers.counts);
    let rows = batch.table.rows.len();
    let total = format!("{rows} row{} of {}: {words}", if rows == 1 { "" } else { "s" }, batch.table.place());
    if kind == Kind::Page {
        let rows: Vec<(Tone, Vec<String>)> =
            batch.table.rows.iter().zip(&answers.rows.rows).map(|(row, answer)| page_row(row, answer)).collect();
        page.table(&["Verdict", "Row", "Annex I", "Why"], &rows);
    } else {
        for fault in answers.faults.iter().take(SHOWN_FAULTS) {
            page.hanging(0, "fault: ", fault);
        }
        let more = answers.faults.len().saturating_sub(SHOWN_FAULTS);
        if more > 0 {
            page.paragraph(0, &format!("and {more} more faults; every row of the answer says its own"));
        }
    }
    for note in batch.table.notes.iter().chain(&batch.plan.notes) {
        page.hanging(0, "note: ", note);
    }
    page.paragraph(0, &total);
    if let Some(output) = &args.output {
        page.paragraph(0, &format!("written: {}", output.display()));
    }
    if kind == Kind::Page { print(&page.into_text()) } else { eprint!("{}", page.into_text()) }
}

fn page_row(row: &Row, answer: &ResultRow) -> (Tone, Vec<String>) {
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
    (tone(answer.severity), vec![answer.severity.label().to_owned(), row.number.to_string(), found, why])
}
