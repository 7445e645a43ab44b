//! The store of imported lists: a folder for each list, in it immutable snapshots and a manifest that names the current
//! one. Reading takes no lock and works in a folder that cannot be written to. Writing takes the lock of the store.
//!
//! ```text
//! <data folder>/lists/lock
//! <data folder>/lists/eu-fsf/manifest.json
//! <data folder>/lists/eu-fsf/2026-08-05-1f0c9a4be2d7.snapshot
//! ```
//!
//! Whatever happens while a list is replaced (a crash, a full disk, a second process), the manifest names a snapshot that
//! is whole: files are written under another name, brought to disk, and renamed; the manifest comes last.

mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest::{Manifest, Version};
use super::{Snapshot, SnapshotError};

pub use write::{Installed, StoreWriter};

const MANIFEST: &str = "manifest.json";
/// How often opening is tried again when another process replaced the list in between.
const TRIES: usize = 5;

/// The lists of a data folder.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Why the store cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A folder or file that cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// Folder or file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A folder or file that cannot be written.
    #[error("cannot write {}: {cause}; the lists in use stay as they were", path.display())]
    Write {
        /// Folder or file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A manifest that cannot be used.
    #[error("{}: {fault}; import the list again", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        fault: String,
    },
    /// Another process is writing.
    #[error("another process has been writing to {} for {seconds} seconds; try again when it is done", path.display())]
    Busy {
        /// The store.
        path: PathBuf,
        /// How long this one waited.
        seconds: u64,
    },
    /// A name that cannot be the name of a list.
    #[error("`{0}` is no name of a list: write small letters, digits and hyphens")]
    Name(String),
    /// A version that is not kept.
    #[error("{list} has no version {wanted}; kept are {kept}")]
    NoVersion {
        /// Name of the list.
        list: String,
        /// The version asked for.
        wanted: String,
        /// What there is.
        kept: String,
    },
    /// A snapshot that cannot be used.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
}

/// A list as it stands in the store.
#[derive(Clone, Debug)]
pub struct StoredList {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its current version.
    pub snapshot: Snapshot,
}

impl Store {
    /// The store of a data folder, which need not exist.
    pub fn new(data_folder: &Path) -> Self {
        Self { folder: data_folder.join("lists") }
    }

    /// Where the lists lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Names of the lists that have a folder, in order.
    ///
    /// # Errors
    /// A folder that is there and cannot be read.
    pub fn lists(&self) -> Result<Vec<String>, StoreError> {
        let unreadable = |cause| StoreError::Read { path: self.folder.clone(), cause };
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(unreadable(cause)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_list_name(&name) && entry.path().is_dir() {
                names.push(name);
            }
        }
        names.sort();
        Ok(names)
    }

    /// The manifest of a list; nothing where the list was never imported.
    ///
    /// # Errors
    /// A manifest that cannot be read.
    pub fn manifest(&self, list: &str) -> Result<Option<Manifest>, StoreError> {
        let path = self.list_folder(list)?.join(MANIFEST);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(StoreError::Read { path, cause }),
        };
        let manifest = Manifest::read(&bytes).map_err(|fault| (path.clone(), fault.to_string()));
        let manifest = manifest.and_then(|manifest| match manifest.list == list {
            true => Ok(manifest),
            false => Err((path, format!("it belongs to the list {}", manifest.list))),
        });
        manifest.map(Some).map_err(|(path, fault)| StoreError::Manifest { path, fault })
    }

    /// Opens the current version of a list; nothing where the list was never imported.
    ///
    /// # Errors
    /// A manifest or snapshot that cannot be read.
    pub fn open(&self, list: &str) -> Result<Option<StoredList>, StoreError> {
        let mut tries = 0;
        loop {
            let Some(manifest) = self.manifest(list)? else { return Ok(None) };
            let Some(current) = manifest.current() else { return Ok(None) };
            match self.open_version(list, current) {
                // Replaced and cleared away since the manifest was read: read it again.
                Err(StoreError::Snapshot(SnapshotError::Open { cause, .. }))
                    if cause.kind() == io::ErrorKind::NotFound && tries < TRIES =>
                {
                    tries += 1;
                }
                opened => return opened.map(|snapshot| Some(StoredList { manifest, snapshot })),
            }
        }
    }

    /// Opens one version of a list.
    ///
    /// # Errors
    /// A snapshot that cannot be read, or holds another list or version than the manifest says.
    pub fn open_version(&self, list: &str, version: &Version) -> Result<Snapshot, StoreError> {
        let path = self.list_folder(list)?.join(&version.file);
        let snapshot = Snapshot::open(&path)?;
        let header = snapshot.header();
        if header.list != list || header.content_digest != version.content_digest {
            let what = "it holds another list or version than the manifest says".to_owned();
            return Err(SnapshotError::Damaged { path, what }.into());
        }
        Ok(snapshot)
    }

    /// The version of a list whose file name, version or digest begins with `wanted`.
    ///
    /// # Errors
    /// No such version.
    pub fn find_version<'m>(&self, manifest: &'m Manifest, wanted: &str) -> Result<&'m Version, StoreError> {
        let named = |v: &&Version| {
            !wanted.is_empty()
                && (v.file.starts_with(wanted) || v.version == wanted || v.content_digest.starts_with(wanted))
        };
        manifest.versions.iter().rev().find(named).ok_or_else(|| StoreError::NoVersion {
            list: manifest.list.clone(),
            wanted: wanted.to_owned(),
            kept: manifest.versions.iter().map(|v| v.file.as_str()).collect::<Vec<_>>().join(", "),
        })
    }

    fn list_folder(&self, list: &str) -> Result<PathBuf, StoreError> {
        if is_list_name(list) { Ok(self.folder.join(list)) } else { Err(StoreError::Name(list.to_owned())) }
    }
}

/// The name of a list is the name of its folder: nothing that leads elsewhere.
fn is_list_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain)
}

#[cfg(test)]
mod tests;
