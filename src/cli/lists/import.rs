//! `dualuse lists import`: takes a list from files, for sites without a network and lists that are not offered for fetching.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

use super::intake::{Intake, NamedFile};
use super::{Common, ExitStatus};
use crate::cli::official_text;
use crate::cli::terminal::print;
use crate::name_matching::NameTables;
use crate::sanctions::{ListDefinition, SanctionsLists};

/// Longest file read, in bytes.
const LONGEST_FILE: u64 = 1 << 30;

/// Imports a list from one or more files; the version in use is kept beside it.
#[derive(Debug, Args)]
pub struct Import {
    /// Name of the list (eu-fsf, un, own, …) or of its format; `dualuse lists status` names the lists. `annex-i` takes the
    /// official wording of Annex I: one provision a line, as CSV or JSON lines with path and text.
    #[arg(value_name = "NAME|FORMAT")]
    what: String,
    /// The files, as published.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Date of the list, where the files do not state it.
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    /// For a list of your own: the column that holds a field, as in name="Company"; may be repeated.
    #[arg(long = "map", value_name = "FIELD=COLUMN", value_parser = column)]
    map: Vec<(String, String)>,
    /// Take the list although it is short, much smaller or older than the version in use.
    #[arg(long)]
    force: bool,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
}

fn column(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN, as in name=Company")?;
    Ok((field.trim().to_owned(), column.trim().to_owned()))
}

/// Runs the command.
///
/// # Errors
/// Files that cannot be read or are not this list; a store that cannot be written. The version in use stays.
pub fn run(arguments: &Import, common: &Common) -> anyhow::Result<ExitStatus> {
    if arguments.what == official_text::NAME {
        let [file] = arguments.files.as_slice() else { bail!("annex-i: the official wording is one file") };
        return official_text::import(file, common);
    }
    let source = common.lists()?;
    let lists = SanctionsLists::from_source(&source)?;
    let definition = definition(&arguments.what, &lists)?;
    let tables = NameTables::from_source(&source)?;
    let files = arguments.files.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let store = common.store()?;
    let (now, force, published) = (Timestamp::now(), arguments.force, arguments.published);
    let columns = &arguments.map;
    let taken = Intake { store: &store, definition, tables: &tables, force, published, columns, now }
        .take(&files)
        .with_context(|| definition.name.clone())?;
    if arguments.json {
        print(&(serde_json::to_string_pretty(&taken)? + "\n"));
    } else {
        let notes: String = taken.notes.iter().map(|note| format!("  note: {note}\n")).collect();
        print(&format!("{}: {}\n{notes}", definition.name, taken.line()));
    }
    Ok(ExitStatus::NothingFound)
}

/// The list of that name, or the only one of that format.
fn definition<'l>(what: &str, lists: &'l SanctionsLists) -> anyhow::Result<&'l ListDefinition> {
    if let Some(definition) = lists.definition(what) {
        return Ok(definition);
    }
    let of_format = |d: &&ListDefinition| d.format.split(',').any(|format| format.trim() == what);
    let found: Vec<&ListDefinition> = lists.definitions().filter(of_format).collect();
    let names = |found: &[&ListDefinition]| found.iter().map(|d| d.name.clone()).collect::<Vec<_>>().join(", ");
    match found.as_slice() {
        [one] => Ok(one),
        [] => bail!(
            "{what}: no list or format of that name; known lists: {}",
            names(&lists.definitions().collect::<Vec<_>>())
        ),
        several => bail!("{what}: the format of several lists ({}); name the list", names(several)),
    }
}

fn read(path: &Path) -> anyhow::Result<NamedFile> {
    let shown = path.display();
    let length = fs::metadata(path).with_context(|| format!("cannot read {shown}"))?.len();
    if length > LONGEST_FILE {
        bail!("{shown}: {length} bytes long; lists of at most {LONGEST_FILE} bytes are read");
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    let from = path.file_name().map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
    Ok(NamedFile { from, bytes })
}
