//! `dualuse lists`: the lists of sanctioned and denied parties, where they stand, fetched, imported, compared, proven whole.

mod diff;
mod import;
mod intake;
mod prune;
mod status;
mod update;
mod verify;

use clap::{Args, Subcommand};

use super::{Common, ExitStatus};

/// Shows and keeps the lists of sanctioned and denied parties.
#[derive(Debug, Args)]
pub struct Lists {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Status(status::Status),
    Update(update::Update),
    Import(import::Import),
    Diff(diff::Diff),
    Verify(verify::Verify),
    Prune(prune::Prune),
}

/// Runs the command.
///
/// # Errors
/// Faults in the control lists, a data folder that cannot be used; what concerns a single list is told with the list.
pub fn run(arguments: &Lists, common: &Common) -> anyhow::Result<ExitStatus> {
    match &arguments.action {
        Action::Status(arguments) => status::run(arguments, common),
        Action::Update(arguments) => update::run(arguments, common),
        Action::Import(arguments) => import::run(arguments, common),
        Action::Diff(arguments) => diff::run(arguments, common),
        Action::Verify(arguments) => verify::run(arguments, common),
        Action::Prune(arguments) => prune::run(arguments, common),
    }
}
