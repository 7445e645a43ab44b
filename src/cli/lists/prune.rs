//! `dualuse lists prune`: removes old versions of lists. The version in use and the one before it stay.

use anyhow::bail;
use clap::Args;

use super::{Common, ExitStatus};
use crate::cli::terminal::print;

/// Removes old versions; without it the last 20 of each list are kept.
#[derive(Debug, Args)]
pub struct Prune {
    /// Names of lists; without them all.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// How many versions of each list stay, at least 2.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..))]
    keep: u32,
}

/// Runs the command.
///
/// # Errors
/// A data folder that cannot be written, a name that is not in it.
pub fn run(arguments: &Prune, common: &Common) -> anyhow::Result<ExitStatus> {
    let store = common.store()?;
    let stored = store.lists()?;
    if let Some(unknown) = arguments.names.iter().find(|name| !stored.contains(name)) {
        bail!("{unknown}: not imported; in {} are: {}", store.folder().display(), stored.join(", "));
    }
    let names = if arguments.names.is_empty() { &stored } else { &arguments.names };
    if names.is_empty() {
        return Ok(ExitStatus::NothingFound);
    }
    let writer = store.writer()?;
    for name in names {
        let removed = writer.prune(name, arguments.keep as usize)?;
        let files: Vec<&str> = removed.iter().map(|version| version.file.as_str()).collect();
        let told =
            if files.is_empty() { "nothing to remove".to_owned() } else { format!("removed {}", files.join(", ")) };
        print(&format!("{name}: {told}\n"));
    }
    Ok(ExitStatus::NothingFound)
}
