//! `dualuse completions` and `dualuse man`: what shells and manuals are told, made from the command line itself.

use std::path::PathBuf;

use clap::{Args as ClapArgs, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::terminal::print;
use super::{Cli, ExitStatus};

/// Print the completions of a shell.
#[derive(Debug, ClapArgs)]
pub struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page, or write the pages of all commands into a folder.
#[derive(Debug, ClapArgs)]
pub struct ManualPages {
    /// The folder; it is made where it is missing. Pages in it are replaced.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints completions.
pub fn completions(args: &Completions) -> ExitStatus {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "dualuse", &mut text);
    print(&String::from_utf8_lossy(&text));
    ExitStatus::NothingFound
}

/// Prints or writes manual pages.
///
/// # Errors
/// A folder that cannot be made or written to.
pub fn manual_pages(args: &ManualPages) -> anyhow::Result<ExitStatus> {
    match &args.output {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(Cli::command(), folder)?;
        }
        None => {
            let mut text = Vec::new();
            Man::new(Cli::command()).render(&mut text)?;
            print(&String::from_utf8_lossy(&text));
        }
    }
    Ok(ExitStatus::NothingFound)
}
