//! `dualuse lists`: which lists are known, loaded, wanted, and whether they can be relied on.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::party_answer::described;
use super::{Common, ExitStatus};
use crate::report::{Page, Tone};
use crate::sanctions::{ListStatus, SanctionsLists};

/// Shows and keeps the lists of sanctioned and denied parties.
#[derive(Debug, Args)]
pub struct Lists {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Shows every known list: whether it is wanted, loaded, whole and fresh.
    Status(Status),
    /// Imports a list: `annex-i` takes the official wording of Annex I, one provision a line, as CSV or JSON lines with path and text.
    Import(Import),
}

#[derive(Debug, Args)]
struct Import {
    /// The list's name.
    #[arg(value_parser = [super::official_text::NAME])]
    list: String,
    /// The file.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct Status {
    /// Day for which the state is wanted (default: today).
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// Print JSON instead of a page.
    #[arg(long)]
    json: bool,
}

/// Runs the command. Exit code 2 where a wanted list is missing or cannot be relied on.
///
/// # Errors
/// Faults in the control lists.
pub fn run(arguments: &Lists, common: &Common) -> anyhow::Result<ExitStatus> {
    let status = match &arguments.action {
        Action::Status(status) => status,
        Action::Import(import) => return super::official_text::import(&import.file, common),
    };
    let as_of = status.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let lists = SanctionsLists::from_source(&common.lists()?)?;
    let mut states = lists.status(as_of);
    states.sort_by_key(|s| (!s.wanted, s.loaded.is_none()));
    let text = if status.json {
        serde_json::to_string_pretty(&states)? + "\n"
    } else {
        page(&states, common.page_style(), as_of)
    };
    super::terminal::print(&text);
    let whole = states.iter().all(|s| s.problems.is_empty());
    Ok(if whole { ExitStatus::NothingFound } else { ExitStatus::NotCarriedOut })
}

fn page(states: &[ListStatus], (width, colour): (u16, bool), as_of: Date) -> String {
    let mut page = Page::new(width, colour);
    let missing = states.iter().filter(|s| !s.problems.is_empty()).count();
    match missing {
        0 => page.title(&format!("Every list the policy wants is loaded, whole and fresh on {as_of}"), Tone::Plain),
        n => page.title(
            &format!("{n} of the lists the policy wants are missing or cannot be relied on, {as_of}"),
            Tone::Attention,
        ),
    }
    page.table(&["list", "wanted", "state", "what it is"], &states.iter().map(row).collect::<Vec<_>>());
    for list in states.iter().filter_map(|s| s.loaded.as_ref()) {
        page.hanging(0, "- ", &described(list));
    }
    page.into_text()
}

fn row(state: &ListStatus) -> (Tone, Vec<String>) {
    let problems: Vec<String> = state.problems.iter().map(ToString::to_string).collect();
    let word = match (&state.loaded, &state.superseded_by) {
        (_, Some(by)) => format!("replaced by {by}"),
        (Some(_), None) if problems.is_empty() => "loaded".to_owned(),
        (Some(_), None) => format!("loaded; {}", problems.join("; ")),
        (None, None) => "not loaded".to_owned(),
    };
    let tone = if problems.is_empty() { Tone::Plain } else { Tone::Attention };
    let wanted = if state.wanted { "yes" } else { "no" };
    (tone, vec![state.name.clone(), wanted.to_owned(), word, state.title.clone()])
}
