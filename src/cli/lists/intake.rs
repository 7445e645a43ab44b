//! From files to the current version of a list: read, judged against the version in use, stored. Fetched files and files
//! from disk go the same way.

use anyhow::bail;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::name_matching::{NameIndex, NameTables};
use crate::sanctions::importers::{self, ImportError, Imported, Source};
use crate::sanctions::{Installed, ListDefinition, SnapshotWriter, SourceFile, Store, Version, refusals};

/// How many versions of a list are kept, the one in use included.
const KEPT_VERSIONS: usize = 20;

/// A file with where it came from.
pub(super) struct NamedFile {
    /// Address, or name of the file.
    pub from: String,
    pub bytes: Vec<u8>,
}

/// What is needed to take a list in.
pub(super) struct Intake<'a> {
    pub store: &'a Store,
    pub definition: &'a ListDefinition,
    pub tables: &'a NameTables,
    /// Take it although something speaks against it.
    pub force: bool,
    /// The date of the list, where the user states it.
    pub published: Option<Date>,
    /// For the user's own list: which column holds which field.
    pub columns: &'a [(String, String)],
    pub now: Timestamp,
}

/// What became of a list.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    /// True where it was the version in use already.
    pub same: bool,
    pub version: Version,
    /// Records of the version before.
    pub before: Option<usize>,
    /// What the user should know.
    pub notes: Vec<String>,
}

impl Intake<'_> {
    /// Makes the files the current version of the list.
    ///
    /// # Errors
    /// Files that are not this list, or speak against being taken; a store that cannot be written. The list in use stays.
    pub(super) fn take(&self, files: &[NamedFile]) -> anyhow::Result<Taken> {
        let (imported, mut against) = self.read(files)?;
        let mut list = imported.list;
        list.date = self.published.or(list.date);
        let name = &self.definition.name;
        let writer = self.store.writer()?;
        // A manifest that cannot be read is made anew by the import.
        let in_use = self.store.manifest(name).ok().flatten().and_then(|manifest| manifest.current().cloned());
        let refusals = in_use.iter().flat_map(|version| refusals(&list, version));
        against.extend(refusals.map(|refusal| refusal.to_string()));
        if !against.is_empty() && !self.force {
            bail!("refused: {}. With --force it is taken all the same", against.join("; "));
        }
        let mut notes: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
        notes.extend(against.into_iter().map(|reason| format!("taken although {reason}")));
        let sources = files.iter().map(source_file).collect();
        let mut snapshot = SnapshotWriter::of_list(&mut list, sources, self.now, notes.clone());
        snapshot.section(NameIndex::SECTION, &NameIndex::build(&list.parties, self.tables));
        snapshot.index_version(NameIndex::VERSION);
        if list.date.is_none() {
            notes.push("the list states no date; its age counts from today (--published says otherwise)".to_owned());
        }
        let installed = writer.install(name, snapshot)?;
        writer.prune(name, KEPT_VERSIONS)?;
        let (same, version) = match installed {
            Installed::New(version) => (false, version),
            Installed::Same(version) => (true, version),
        };
        Ok(Taken { same, version, before: in_use.map(|version| version.records()), notes })
    }

    /// The list in the files, and why it cannot be whole.
    fn read(&self, files: &[NamedFile]) -> anyhow::Result<(Imported, Vec<String>)> {
        let country = |text: &str| self.tables.country(text);
        let sources: Vec<Source> = files.iter().map(|f| Source { name: &f.from, bytes: &f.bytes }).collect();
        let context = importers::Context { country: &country, columns: self.columns };
        let imported = importers::read(self.definition, &sources, &context)?;
        match importers::check(self.definition, &imported) {
            Ok(()) => Ok((imported, Vec::new())),
            Err(ImportError::NotWhole { failures, .. }) => Ok((imported, failures)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Taken {
    /// One line for the user.
    pub(super) fn line(&self) -> String {
        let version = &self.version;
        let date = version.published.map_or_else(|| "undated".to_owned(), |day| format!("of {day}"));
        let records = version.records();
        let before = match self.before {
            _ if self.same => "unchanged".to_owned(),
            Some(before) => format!("{before} before"),
            None => "new".to_owned(),
        };
        format!("version {}, {date}, {records} records ({before})", version.version)
    }
}

fn source_file(file: &NamedFile) -> SourceFile {
    let digest = blake3::hash(&file.bytes).to_hex().to_string();
    SourceFile { from: file.from.clone(), bytes: file.bytes.len() as u64, digest }
}
