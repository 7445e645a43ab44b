//! The command line: one file per sub-command. Each reads its arguments, calls a room, prints, and says how it ended.

pub mod exit;
mod lint;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::control_list::ListSource;
pub use exit::ExitStatus;

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
    /// Width of printed pages in columns (default: the terminal's width, or 100).
    #[arg(long, global = true, value_name = "COLUMNS")]
    pub width: Option<u16>,
}

impl Common {
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

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Args),
}

/// Reads the arguments, runs the command, returns the exit status.
pub fn run() -> ExitStatus {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitStatus::NotCarriedOut } else { ExitStatus::NothingFound };
        }
    };
    match dispatch(&cli) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitStatus::NotCarriedOut
        }
    }
}

fn dispatch(cli: &Cli) -> anyhow::Result<ExitStatus> {
    match &cli.command {
        Command::Lint(args) => lint::run(args, &cli.common),
    }
}
