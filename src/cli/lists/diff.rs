//! `dualuse lists diff`: which parties a version of a list adds, removes and changes.

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Common, ExitStatus};
use crate::cli::terminal::print;
use crate::report::{Page, Tone};
use crate::sanctions::{Change, ListedParty, Manifest, PartyChange, Store, Version, diff};

/// Compares two versions of a list: without --old and --new, the one in use with the one before.
#[derive(Debug, Args)]
pub struct Diff {
    /// Name of the list.
    #[arg(value_name = "NAME")]
    name: String,
    /// The older version: beginning of its file name or digest, or its version.
    #[arg(long, value_name = "VERSION")]
    old: Option<String>,
    /// The newer version.
    #[arg(long, value_name = "VERSION")]
    new: Option<String>,
    /// How to print the answer.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A page for people.
    Table,
    /// One JSON object a changed party.
    Ndjson,
}

/// Runs the command.
///
/// # Errors
/// A list or version that is not there or cannot be read.
pub fn run(arguments: &Diff, common: &Common) -> anyhow::Result<ExitStatus> {
    let store = common.store()?;
    let name = &arguments.name;
    let manifest = store.manifest(name)?.with_context(|| format!("{name}: never imported; nothing to compare"))?;
    let (old, new) = versions(arguments, &store, &manifest)?;
    let changes = diff(&parties(&store, name, old)?, &parties(&store, name, new)?);
    let text = match arguments.format {
        Format::Table => page(common.page(), name, old, new, &changes),
        Format::Ndjson => lines(name, &changes)?,
    };
    print(&text);
    Ok(ExitStatus::NothingFound)
}

fn versions<'m>(arguments: &Diff, store: &Store, manifest: &'m Manifest) -> anyhow::Result<(&'m Version, &'m Version)> {
    let named =
        |wanted: &Option<String>| wanted.as_ref().map(|wanted| store.find_version(manifest, wanted)).transpose();
    let new = named(&arguments.new)?.or(manifest.current());
    let old = named(&arguments.old)?.or(manifest.previous());
    match (old, new) {
        (Some(old), Some(new)) => Ok((old, new)),
        _ => bail!("{}: only one version is kept; nothing to compare it with", arguments.name),
    }
}

fn parties(store: &Store, name: &str, version: &Version) -> anyhow::Result<Vec<ListedParty>> {
    Ok(store.open_version(name, version)?.parties().collect::<Result<_, _>>()?)
}

#[derive(Serialize)]
struct Line<'a> {
    list: &'a str,
    #[serde(flatten)]
    change: &'a PartyChange,
}

fn lines(list: &str, changes: &[PartyChange]) -> anyhow::Result<String> {
    let mut text = String::new();
    for change in changes {
        text.push_str(&serde_json::to_string(&Line { list, change })?);
        text.push('\n');
    }
    Ok(text)
}

fn page(mut page: Page, name: &str, old: &Version, new: &Version, changes: &[PartyChange]) -> String {
    let count = |wanted| changes.iter().filter(|change| change.change == wanted).count();
    let (added, removed, changed) = (count(Change::Added), count(Change::Removed), count(Change::Changed));
    page.title(&format!("{name}: {added} added, {removed} removed, {changed} changed"), Tone::Plain);
    page.pairs(&[("From", described(old)), ("To", described(new))]);
    if changes.is_empty() {
        return page.into_text();
    }
    page.heading("Parties");
    let rows: Vec<(Tone, Vec<String>)> = changes.iter().map(row).collect();
    page.table(&["change", "entry", "party", "what"], &rows);
    page.into_text()
}

fn described(version: &Version) -> String {
    let date = version.published.map_or_else(|| "undated".to_owned(), |day| format!("of {day}"));
    format!("version {}, {date}, {} records ({})", version.version, version.records(), version.file)
}

fn row(change: &PartyChange) -> (Tone, Vec<String>) {
    let tone = if change.change == Change::Added { Tone::Attention } else { Tone::Plain };
    let fields: Vec<String> = change
        .fields
        .iter()
        .map(|field| {
            let marked =
                |mark: &str, values: &[String]| values.iter().map(|v| format!("{mark} {v}")).collect::<Vec<_>>();
            let values = [marked("+", &field.added), marked("-", &field.removed)].concat();
            format!("{}: {}", field.field, values.join("\n"))
        })
        .collect();
    let what = if fields.is_empty() { change.kind.to_string() } else { fields.join("\n") };
    (tone, vec![change.change.code().to_owned(), change.entry_id.clone(), change.name.clone(), what])
}
