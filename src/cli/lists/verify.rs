//! `dualuse lists verify`: whether every byte of the stored lists is as it was written, and every record can be read.

use anyhow::bail;
use clap::Args;
use serde::Serialize;

use super::{Common, ExitStatus};
use crate::cli::terminal::print;
use crate::report::Tone;
use crate::sanctions::{Store, Version};

/// Checks every stored version against its digests and reads every record.
#[derive(Debug, Args)]
pub struct Verify {
    /// Names of lists; without them all.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print JSON instead of a page.
    #[arg(long)]
    json: bool,
}

/// What was found of one version, or of a list whose manifest cannot be read.
#[derive(Serialize)]
struct Checked {
    list: String,
    file: String,
    current: bool,
    records: usize,
    bytes: u64,
    content_digest: String,
    /// What is wrong; nothing where the version is whole.
    fault: Option<String>,
}

/// Runs the command. Exit code 2 where something is damaged.
///
/// # Errors
/// A data folder that cannot be read; a name that is not in it.
pub fn run(arguments: &Verify, common: &Common) -> anyhow::Result<ExitStatus> {
    let store = common.store()?;
    let stored = store.lists()?;
    if let Some(unknown) = arguments.names.iter().find(|name| !stored.contains(name)) {
        bail!("{unknown}: not imported; in {} are: {}", store.folder().display(), stored.join(", "));
    }
    let names = if arguments.names.is_empty() { &stored } else { &arguments.names };
    let checked: Vec<Checked> = names.iter().flat_map(|name| list(&store, name)).collect();
    let text =
        if arguments.json { serde_json::to_string_pretty(&checked)? + "\n" } else { page(&checked, common, &store) };
    print(&text);
    let whole = checked.iter().all(|checked| checked.fault.is_none());
    Ok(if whole { ExitStatus::NothingFound } else { ExitStatus::NotCarriedOut })
}

fn list(store: &Store, name: &str) -> Vec<Checked> {
    let nothing = |fault: Option<String>| Checked {
        list: name.to_owned(),
        file: "manifest.json".to_owned(),
        current: true,
        records: 0,
        bytes: 0,
        content_digest: String::new(),
        fault,
    };
    match store.manifest(name) {
        Ok(Some(manifest)) => {
            let current = manifest.current().map(|version| version.file.clone());
            let check = |version: &Version| Checked {
                file: version.file.clone(),
                current: current.as_ref() == Some(&version.file),
                records: version.records(),
                bytes: version.bytes,
                content_digest: version.content_digest.clone(),
                ..nothing(fault(store, name, version))
            };
            manifest.versions.iter().rev().map(check).collect()
        }
        Ok(None) => vec![nothing(Some("there is no manifest; import or update the list again".to_owned()))],
        Err(error) => vec![nothing(Some(error.to_string()))],
    }
}

fn fault(store: &Store, name: &str, version: &Version) -> Option<String> {
    let opened = store.open_version(name, version);
    opened.and_then(|snapshot| Ok(snapshot.verify()?)).err().map(|error| error.to_string())
}

fn page(checked: &[Checked], common: &Common, store: &Store) -> String {
    let mut page = common.page();
    let damaged = checked.iter().filter(|checked| checked.fault.is_some()).count();
    match (checked.len(), damaged) {
        (0, _) => page.title(&format!("No lists in {}", store.folder().display()), Tone::Attention),
        (n, 0) => page.title(&format!("{n} stored versions, every one as it was written"), Tone::Plain),
        (n, damaged) => page.title(&format!("{damaged} of {n} stored versions are damaged"), Tone::Stop),
    }
    let row = |c: &Checked| {
        let (tone, state) = if c.fault.is_some() { (Tone::Stop, "DAMAGED") } else { (Tone::Plain, "whole") };
        let file = if c.current { format!("{} (in use)", c.file) } else { c.file.clone() };
        (tone, vec![c.list.clone(), state.to_owned(), c.records.to_string(), file])
    };
    if !checked.is_empty() {
        page.table(&["list", "state", "records", "version"], &checked.iter().map(row).collect::<Vec<_>>());
    }
    for fault in checked.iter().filter_map(|checked| checked.fault.as_ref()) {
        page.hanging(0, "- ", fault);
    }
    page.into_text()
}
