//! `dualuse batch`: every row of a workbook, a text file, JSON lines, Parquet or Arrow, with the answers appended to the
//! user's columns. Rows are screened by all threads and written in their order, however long the input is.

mod dry_run;
mod kind;
mod lines;
mod page;
mod profile;
mod progress;
mod run;
mod shard;
pub(in crate::cli) mod summary;

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use jiff::civil::Date;

use self::kind::{Kind, Printed};
use self::profile::Profile;
use self::run::Batch;
use self::shard::Shard;
use super::data_folder::note_indexes;
use super::stated_facts::FactArgs;
use super::{Common, ExitStatus};
use crate::domain::{Act, Severity, Territory};
use crate::name_matching::MatchPolicy;
use crate::records::{
    ColumnChoice, Defaults, Field, HeadingTable, Input, Limits, Plan, READER_THREAD, RawFile, ReadOptions, Resolver,
};
use crate::report::output::OutputFile;
use crate::report::partial::Earlier;
use crate::report::xlsx::is_full_disk;
use crate::screening::{Lists, Policy};

/// What a column may be read as, for `--help`.
const COLUMNS: &str = "\
Columns are recognised by their headings (see --dry-run) or named with --map FIELD=COLUMN. Fields:
  id, order, line              your reference; rows of one order are one document
  description                  what the goods are; several columns are joined
  code, hs, cas                control code already given, customs tariff number, CAS number
  to, from                     destination and country of dispatch, by code or name
  buyer, consignee, end_user, forwarder, bank, broker, owner, vessel, other
                               the name of a party; consignee.country and consignee.address say more
  parties                      all parties, as a JSON array
  end_use                      what the goods will be used for
  military                     whether end use or end user is military: yes, no, or empty for nothing said
  act                          export, re_export, electronic_transmission, brokering, technical_assistance, transit,
                               intra_union_transfer
  param:NAME                   a figure or property of the goods, as in a column headed \"param: sample rate\"
  fact:NAME                    a fact of the case, as in a column headed \"fact: end_user\"; `dualuse licence --help` lists them
A row's own cell goes before the flag that holds for all rows.";

/// Check every row of a file: .xlsx, .xlsm, .xlsb, .xls, .ods, .csv, .tsv, .ndjson, .parquet, .arrow.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = COLUMNS)]
pub struct Args {
    /// The file, or - for standard input (text, JSON lines or an Arrow stream).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where the answer goes: .xlsx, .html, .csv, .ndjson, .parquet, .junit.xml or .sarif; without it the answer is printed.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Overwrite the output if it is there, and throw unfinished work away.
    #[arg(long)]
    force: bool,
    /// Continue a run that was stopped or crashed.
    #[arg(long, conflicts_with = "force", requires = "output")]
    resume: bool,
    /// How the answer is printed where no output is named.
    #[arg(long, value_enum, default_value_t = Printed::Table)]
    format: Printed,
    /// Show how each column is understood, with three rows; check nothing.
    #[arg(long)]
    dry_run: bool,
    /// A column by its heading or letter, as in to=G or description="Item text"; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN")]
    map: Vec<ColumnChoice>,
    /// A file that says how a table is read: columns, sheet, delimiter, defaults. Flags go before it.
    #[arg(long, value_name = "FILE.toml")]
    profile: Option<PathBuf>,
    /// Write how this table is read into a file for --profile.
    #[arg(long, value_name = "FILE.toml")]
    save_profile: Option<PathBuf>,
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
    /// Where the goods of rows that do not say it leave from (default: DE).
    #[arg(long, value_name = "CC")]
    from: Option<String>,
    #[command(flatten)]
    facts: FactArgs,
    /// The kind of act of rows that do not say it.
    #[arg(long, value_name = "ACT", default_value = "export", value_parser = super::check::act)]
    act: Act,
    /// Day for which the answer is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Least score of a party match to show, 0 to 1.
    #[arg(long, value_name = "S", default_value_t = MatchPolicy::default().min_score)]
    min_score: f64,
    /// Exit with 1 only from this severity on, such as licence_required. Rows that were not checked still give 2.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    fail_on: Option<Severity>,
    /// Check only a part of the rows, as in 2/8. Lines of one document stay together; `merge` joins the parts.
    #[arg(long, value_name = "I/N", requires = "output")]
    shard: Option<Shard>,
    /// Write what happened as JSON: counts, verdicts, lists, digests.
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Threads that screen (default: all processors).
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Cells read at most of a workbook.
    #[arg(long, value_name = "N", default_value_t = Limits::default().cells)]
    max_cells: u64,
    /// Bytes a workbook may unpack to.
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().unpacked)]
    max_unpacked: u64,
}

/// Reads the word of a severity.
///
/// # Errors
/// A word that names none, with those that do.
pub(super) fn severity(word: &str) -> Result<Severity, String> {
    let plain = word.trim().to_lowercase().replace(['-', ' '], "_");
    Severity::ALL.into_iter().find(|severity| severity.code() == plain).ok_or_else(|| {
        let known: Vec<&str> = Severity::ALL.iter().map(|severity| severity.code()).collect();
        format!("write one of {}", known.join(", "))
    })
}

/// Runs the command.
///
/// # Errors
/// A file, option or list that stops the whole batch; faults of rows do not.
pub fn run(args: &Args, common: &Common) -> anyhow::Result<ExitStatus> {
    quiet_workbooks();
    anyhow::ensure!(
        (0.0..=1.0).contains(&args.min_score),
        "--min-score {}: a score lies between 0 and 1",
        args.min_score
    );
    let kind = Kind::of(args.output.as_deref(), args.format)?;
    let profile = args.profile.as_deref().map(Profile::load).transpose()?.unwrap_or_default();
    // Input and options are looked at before any list is loaded: a wrong path is told at once.
    let output = claim(args)?;
    let source = common.lists()?;
    let headings = HeadingTable::load(&source)?;
    let input = open(args, &profile, &headings)?;
    let destination = args.to.is_some() || profile.to.is_some();
    let required: &[Field] = if destination { &[Field::Description] } else { &[Field::Description, Field::To] };
    let choices = profile.choices(&args.map);
    if args.dry_run {
        return dry_run::run(input, &headings, &choices, required, common);
    }
    let plan = Plan::recognise(&input.table, &headings, &choices, required)?;
    if let Some(path) = &args.save_profile {
        Profile::of(args, &profile, &input.table, &plan).save(path, args.force)?;
    }
    let lists = Lists::with_parties(&source, common.sanctions(&source)?)?;
    note_indexes(lists.screener());
    let defaults = defaults(args, &profile, &lists)?;
    let policy = Policy { matching: MatchPolicy { min_score: args.min_score, ..MatchPolicy::default() } };
    let basis = lists.basis(defaults.date);
    let batch = Batch { args, kind, plan, headings: &headings, lists: &lists, policy: &policy, defaults, basis };
    in_threads(args.threads, || batch.run(input, output.as_ref(), common))?
}

/// The place of the answer. The lock against a second run is taken when rows are written.
fn claim(args: &Args) -> anyhow::Result<Option<OutputFile>> {
    if args.dry_run {
        return Ok(None);
    }
    let inputs: &[&Path] = &[&args.file];
    if let Some(path) = &args.summary {
        OutputFile::claim(path, inputs, args.force || args.resume)?;
        anyhow::ensure!(args.output.as_ref() != Some(path), "--summary and --output name one file");
    }
    Ok(args.output.as_ref().map(|path| OutputFile::claim(path, inputs, args.force)).transpose()?)
}

impl Args {
    /// What happens to unfinished work of an earlier run.
    fn earlier(&self) -> Earlier {
        match (self.resume, self.force) {
            (true, _) => Earlier::Continue,
            (_, true) => Earlier::Discard,
            _ => Earlier::Refuse,
        }
    }
}

/// Runs the work with as many threads as were asked for.
fn in_threads<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    let Some(threads) = threads else { return Ok(work()) };
    anyhow::ensure!((1..=1024).contains(&threads), "--threads {threads}: write a number from 1 to 1024");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    Ok(pool.install(work))
}

/// A damaged workbook is told as an error of the file, a full disk as one of the answer; what the reader and the writer
/// of workbooks say of them would only confuse.
fn quiet_workbooks() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_full_disk(panic.payload()) && std::thread::current().name() != Some(READER_THREAD) {
            usual(panic);
        }
    }));
}

fn open(args: &Args, profile: &Profile, headings: &HeadingTable) -> anyhow::Result<Input> {
    let limits = Limits { cells: args.max_cells, unpacked: args.max_unpacked, ..Limits::default() };
    let options = ReadOptions {
        sheet: args.sheet.clone().or_else(|| profile.sheet.clone()),
        heading_row: args.heading_row.or(profile.heading_row),
        delimiter: args.delimiter.or(profile.delimiter),
        encoding: args.encoding.clone().or_else(|| profile.encoding.clone()),
        limits,
    };
    Ok(if args.file == Path::new("-") {
        Input::of_memory(RawFile::standard_input(&limits)?, headings, &options)?
    } else {
        Input::open(&args.file, headings, &options)?
    })
}

fn defaults(args: &Args, profile: &Profile, lists: &Lists) -> anyhow::Result<Defaults> {
    let territory = |option: &str, text: &str| -> anyhow::Result<Territory> {
        lists.destination(text).map(|found| found.code.clone()).map_err(|e| anyhow::anyhow!("{option} {text}: {e}"))
    };
    let from = args.from.as_deref().or(profile.from.as_deref()).unwrap_or("DE");
    let to = args.to.as_deref().or(profile.to.as_deref());
    let mut faults = Vec::new();
    let facts = args.facts.checked(|fact| lists.rules().fact(fact), &mut faults);
    anyhow::ensure!(faults.is_empty(), "{}", faults.join("\n       "));
    Ok(Defaults {
        from: territory("--from", from)?,
        to: to.map(|to| territory("--to", to)).transpose()?,
        date: args.as_of.unwrap_or_else(|| jiff::Zoned::now().date()),
        act: args.act,
        military: args.facts.military(),
        facts,
    })
}
