//! `dualuse lists status`: which lists are known, loaded, wanted, and whether they can be relied on.

use std::collections::BTreeSet;

use clap::Args;
use jiff::civil::Date;

use super::{Common, ExitStatus};
use crate::cli::law_status::law_section;
use crate::cli::party_answer::described;
use crate::report::{Page, Tone};
use crate::sanctions::{ListStatus, SanctionsLists};

/// Shows every known list: whether it is wanted, loaded, whole and fresh.
#[derive(Debug, Args)]
pub struct Status {
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
pub fn run(arguments: &Status, common: &Common) -> anyhow::Result<ExitStatus> {
    let as_of = arguments.as_of.unwrap_or_else(|| jiff::Zoned::now().date());
    let source = common.lists()?;
    let lists = common.sanctions(&source)?;
    let mut states = lists.status(as_of);
    states.sort_by_key(|s| (!s.wanted, s.loaded.is_none()));
    let text = if arguments.json {
        serde_json::to_string_pretty(&states)? + "\n"
    } else {
        let mut page = common.page();
        party_lists(&mut page, &states, as_of);
        next_steps(&mut page, &states, &lists);
        let version = crate::screening::Lists::register_of(&source)?.version().clone();
        let law = crate::licensing::LicensingRules::load(&source)?.law_parts(&version);
        law_section(&mut page, &law, as_of);
        if let Some(folder) = common.data_folder() {
            page.hanging(0, "Data folder: ", &folder.display().to_string());
        }
        page.into_text()
    };
    crate::cli::terminal::print(&text);
    let whole = states.iter().all(|s| s.problems.is_empty());
    Ok(if whole { ExitStatus::NothingFound } else { ExitStatus::NotCarriedOut })
}

fn party_lists(page: &mut Page, states: &[ListStatus], as_of: Date) {
    let missing = states.iter().filter(|s| !s.problems.is_empty()).count();
    match missing {
        0 => page.title(&format!("Every list the policy wants is loaded, whole and fresh on {as_of}"), Tone::Plain),
        n => page.title(
            &format!("{n} of the lists the policy wants are missing or cannot be relied on, {as_of}"),
            Tone::Attention,
        ),
    }
    let rows: Vec<(Tone, Vec<String>)> = states.iter().map(row).collect();
    page.table(&["list", "wanted", "records", "age", "limit", "state"], &rows);
    page.heading("What they are");
    for state in states {
        match &state.loaded {
            Some(list) => page.hanging(0, "- ", &described(list)),
            None => page.hanging(0, "- ", &format!("{} ({}): not loaded", state.name, state.title)),
        }
    }
}

/// What would make the lists complete: one command for all that can be fetched, a page for each of the others.
fn next_steps(page: &mut Page, states: &[ListStatus], lists: &SanctionsLists) {
    let in_need = states.iter().filter(|state| !state.problems.is_empty()).filter_map(|state| {
        let definition = lists.definition(&state.name)?;
        lists.definition(definition.superseded_by.as_ref().unwrap_or(&state.name))
    });
    let (mut fetched, mut by_hand) = (BTreeSet::new(), BTreeSet::new());
    for definition in in_need {
        match &definition.page {
            _ if !definition.addresses.is_empty() => drop(fetched.insert(definition.name.as_str())),
            page => drop(by_hand.insert((definition.name.as_str(), page.as_deref().unwrap_or("its publisher")))),
        }
    }
    if fetched.is_empty() && by_hand.is_empty() {
        return;
    }
    page.heading("To do");
    if !fetched.is_empty() {
        let names = fetched.into_iter().collect::<Vec<_>>().join(" ");
        page.hanging(0, "- ", &format!("dualuse lists update {names}"));
    }
    for (name, from) in by_hand {
        page.hanging(0, "- ", &format!("dualuse lists import {name} FILE, with the file from {from}"));
    }
}

fn row(state: &ListStatus) -> (Tone, Vec<String>) {
    let problems: Vec<String> = state.problems.iter().map(ToString::to_string).collect();
    let word = match (&state.loaded, &state.superseded_by) {
        (_, Some(by)) => format!("replaced by {by}"),
        (Some(_), None) if problems.is_empty() => "loaded".to_owned(),
        (Some(_), None) => format!("loaded; {}", problems.join("; ")),
        (None, None) if problems.is_empty() => "not loaded".to_owned(),
        (None, None) => problems.join("; "),
    };
    let tone = if problems.is_empty() { Tone::Plain } else { Tone::Attention };
    let wanted = if state.wanted { "yes" } else { "no" };
    let records = state.loaded.as_ref().map(|list| list.counts.values().sum::<usize>().to_string());
    let days = |days: Option<i32>| days.map(|days| format!("{days} d"));
    let cells =
        [Some(state.name.clone()), Some(wanted.to_owned()), records, days(state.age_days), days(state.max_age_days)];
    (tone, cells.into_iter().chain([Some(word)]).map(Option::unwrap_or_default).collect())
}
