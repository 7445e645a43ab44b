//! The command line: one file per sub-command. Each reads its arguments, calls a room, prints, and says how it ended.

mod batch;
mod check;
mod classify;
mod compare_names;
mod config;
mod data_folder;
mod destination;
mod entry;
pub mod exit;
mod interview;
mod law_status;
mod licence;
mod licence_page;
mod lint;
mod lists;
mod manual;
mod merge;
mod official_text;
mod party;
mod party_answer;
mod search;
mod stated_facts;
mod terminal;

use std::path::PathBuf;

use clap::{ArgMatches, Args, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::control_list::ListSource;
use crate::domain::StatedParameter;
use crate::report::Page;
pub use exit::ExitStatus;
pub use licence::JSON_FIELDS as LICENCE_JSON_FIELDS;

/// Checks whether goods, software or technology may leave the European Union: to whom, and under which authorisation.
#[derive(Debug, Parser)]
#[command(name = "dualuse", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Common {
    /// Folder of control lists to use instead of the copy built into the program.
    #[arg(long, global = true, value_name = "DIR", env = "DUALUSE_CONTROL_LISTS")]
    pub control_lists: Option<PathBuf>,
    /// Folder that holds imported lists and decisions.
    #[arg(long, global = true, value_name = "DIR", env = "DUALUSE_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// Configuration file (default: dualuse.toml here, or config.toml in the user's folder for dualuse).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The party lists that must be searched, instead of those the control lists want; separated by commas.
    #[arg(long, global = true, value_name = "LISTS", value_delimiter = ',', env = "DUALUSE_WANT")]
    pub want: Vec<String>,
    /// Width of printed pages in columns (default: the terminal's width, or 100).
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub width: Option<u16>,
}

impl Common {
    /// An empty page as wide as the terminal, coloured only there.
    pub fn page(&self) -> Page {
        let (width, colour) = self.page_style();
        Page::new(width, colour)
    }

    /// The control lists the user asked for.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn lists(&self) -> anyhow::Result<ListSource> {
        Ok(match &self.control_lists {
            Some(folder) => ListSource::folder(folder)?,
            None => ListSource::embedded(),
        })
    }
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A page for people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Reads `--param name=value`.
///
/// # Errors
/// A text without an equals sign.
pub fn stated_parameters(params: &[String]) -> anyhow::Result<Vec<StatedParameter>> {
    let read = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok(StatedParameter { name: name.trim().to_owned(), value: value.trim().to_owned() })
        }
        _ => Err(anyhow::anyhow!("--param \"{text}\": write name=value, as in --param \"sample rate=1.5 GSPS\"")),
    };
    params.iter().map(read).collect()
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
    Batch(Box<batch::Args>),
    Merge(merge::Args),
    Classify(classify::Args),
    Search(search::Args),
    Entry(entry::Args),
    Destination(destination::Args),
    Licence(Box<licence::Args>),
    Lint(lint::Args),
    CompareNames(compare_names::CompareNames),
    Lists(lists::Lists),
    Party(party::PartySearch),
    Config(config::Args),
    Completions(manual::Completions),
    Man(manual::ManualPages),
}

/// Reads the arguments, runs the command, returns the exit status.
pub fn run() -> ExitStatus {
    let parsed = match config::command() {
        Ok(command) => command.try_get_matches().and_then(|found| Ok((Cli::from_arg_matches(&found)?, found))),
        Err(error) => {
            eprintln!("error: {error:#}");
            return ExitStatus::NotCarriedOut;
        }
    };
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitStatus::NotCarriedOut } else { ExitStatus::NothingFound };
        }
    };
    match dispatch(&cli, &matches) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitStatus::NotCarriedOut
        }
    }
}

fn dispatch(cli: &Cli, matches: &ArgMatches) -> anyhow::Result<ExitStatus> {
    match &cli.command {
        Command::Check(args) => check::run(args, &cli.common),
        Command::Batch(args) => batch::run(args, &cli.common),
        Command::Merge(args) => merge::run(args, &cli.common),
        Command::Classify(args) => classify::run(args, &cli.common),
        Command::Search(args) => search::run(args, &cli.common),
        Command::Entry(args) => entry::run(args, &cli.common),
        Command::Destination(args) => destination::run(args, &cli.common),
        Command::Licence(args) => licence::run(args, &cli.common),
        Command::Lint(args) => lint::run(args, &cli.common),
        Command::CompareNames(arguments) => compare_names::run(arguments, &cli.common),
        Command::Lists(arguments) => lists::run(arguments, &cli.common),
        Command::Party(arguments) => party::run(arguments, &cli.common),
        Command::Config(arguments) => config::run(arguments, matches, &cli.common),
        Command::Completions(arguments) => Ok(manual::completions(arguments)),
        Command::Man(arguments) => manual::manual_pages(arguments),
    }
}
