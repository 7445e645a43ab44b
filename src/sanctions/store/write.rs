//! Writing to the store: under its lock, under another name first, brought to disk, renamed, the manifest last.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{MANIFEST, Store, StoreError};
use crate::sanctions::manifest::{Manifest, Validators, Version, is_snapshot_name};
use crate::sanctions::{Snapshot, SnapshotError, SnapshotWriter};

/// How long a second process waits for the first.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(20);
/// Added to the name of a file that is being written.
const PART: &str = "part";

/// The store, locked for writing; the lock ends with it.
#[derive(Debug)]
pub struct StoreWriter<'s> {
    store: &'s Store,
    _lock: File,
}

/// What became of a list that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Installed {
    /// It is the current version now.
    New(Version),
    /// It is the version that was current already.
    Same(Version),
}

impl Store {
    /// Locks the store for writing, making its folder where there is none.
    ///
    /// # Errors
    /// A folder that cannot be written to; another process that does not end.
    pub fn writer(&self) -> Result<StoreWriter<'_>, StoreError> {
        self.writer_within(PATIENCE)
    }

    pub(super) fn writer_within(&self, patience: Duration) -> Result<StoreWriter<'_>, StoreError> {
        make_folder(&self.folder)?;
        let path = self.folder.join("lock");
        let unwritable = |cause| StoreError::Write { path: path.clone(), cause };
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(unwritable)?;
        let start = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(StoreWriter { store: self, _lock: lock }),
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Busy { path: self.folder.clone(), seconds: patience.as_secs() });
                }
                Err(TryLockError::Error(cause)) => return Err(unwritable(cause)),
            }
        }
    }
}

impl StoreWriter<'_> {
    /// Makes a list the current version, keeping the version before. The snapshot is written, read back and checked
    /// whole before anything else changes; where anything fails, the list in use stays.
    ///
    /// # Errors
    /// A snapshot or manifest that cannot be written.
    pub fn install(&self, list: &str, snapshot: SnapshotWriter) -> Result<Installed, StoreError> {
        let folder = self.store.list_folder(list)?;
        make_folder(&folder)?;
        let mut manifest = self.manifest_or_kept(list, &folder)?;
        let part = folder.join(format!("new.{PART}"));
        let version = write_snapshot(&part, snapshot).inspect_err(|_| discard(&part))?;
        if let Some(current) = manifest.current().filter(|current| same(current, &version)) {
            let stored = self.store.open_version(list, current);
            if stored.and_then(|snapshot| Ok(snapshot.verify()?)).is_ok() {
                discard(&part);
                return Ok(Installed::Same(current.clone()));
            }
        }
        let path = folder.join(&version.file);
        rename(&part, &path).inspect_err(|_| discard(&part))?;
        manifest.versions.retain(|kept| kept.file != version.file);
        manifest.versions.push(version.clone());
        manifest.confirmed = None;
        manifest.validators.clear();
        self.write_manifest(&folder, &manifest)?;
        sweep(&folder, &manifest);
        Ok(Installed::New(version))
    }

    /// Notes that the publisher offered the current version at that moment, and what to send with the next request.
    ///
    /// # Errors
    /// A manifest that cannot be read or written; a list that was never imported.
    pub fn confirm(
        &self,
        list: &str,
        at: Timestamp,
        address: &str,
        validators: Option<Validators>,
    ) -> Result<(), StoreError> {
        let folder = self.store.list_folder(list)?;
        let Some(mut manifest) = self.store.manifest(list)? else {
            let fault = "there is none".to_owned();
            return Err(StoreError::Manifest { path: folder.join(MANIFEST), fault });
        };
        manifest.confirmed = manifest.confirmed.max(Some(at));
        if let Some(validators) = validators {
            manifest.validators = std::iter::once((address.to_owned(), validators)).collect();
        }
        self.write_manifest(&folder, &manifest)
    }

    /// Removes all but the last `keep` versions of a list, and what an interrupted import left. The current version always stays.
    ///
    /// # Errors
    /// A manifest that cannot be read or written.
    pub fn prune(&self, list: &str, keep: usize) -> Result<Vec<Version>, StoreError> {
        let folder = self.store.list_folder(list)?;
        let Some(mut manifest) = self.store.manifest(list)? else { return Ok(Vec::new()) };
        let surplus = manifest.versions.len().saturating_sub(keep.max(1));
        let removed: Vec<Version> = manifest.versions.drain(..surplus).collect();
        if !removed.is_empty() {
            self.write_manifest(&folder, &manifest)?;
        }
        sweep(&folder, &manifest);
        Ok(removed)
    }

    /// The manifest; where it is lost or damaged, one made of the snapshots that are whole, oldest import first.
    fn manifest_or_kept(&self, list: &str, folder: &Path) -> Result<Manifest, StoreError> {
        if let Ok(Some(manifest)) = self.store.manifest(list) {
            return Ok(manifest);
        }
        let mut versions = Vec::new();
        for path in files(folder)? {
            let Ok(snapshot) = Snapshot::open(&path) else { continue };
            let version = Version::of(snapshot.header(), snapshot.bytes());
            if snapshot.header().list == list && path.file_name().is_some_and(|name| name == &*version.file) {
                versions.push(version);
            }
        }
        versions.sort_by(|x, y| (x.fetched, &x.file).cmp(&(y.fetched, &y.file)));
        Ok(Manifest::new(list, versions))
    }

    fn write_manifest(&self, folder: &Path, manifest: &Manifest) -> Result<(), StoreError> {
        let path = folder.join(MANIFEST);
        let part = folder.join(format!("{MANIFEST}.{PART}"));
        let unwritable = |cause| StoreError::Write { path: part.clone(), cause };
        let text = manifest.to_json().map_err(|fault| unwritable(fault.into()))?;
        let written = File::create(&part).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.map_err(unwritable).and_then(|()| rename(&part, &path)).inspect_err(|_| discard(&part))
    }
}

/// The same version: same content, same name and same date given by the publisher.
fn same(current: &Version, new: &Version) -> bool {
    let key = |v: &Version| (v.content_digest.clone(), v.version.clone(), v.published);
    key(current) == key(new)
}

/// Writes the snapshot, brings it to disk and reads every byte of it back.
fn write_snapshot(part: &Path, snapshot: SnapshotWriter) -> Result<Version, StoreError> {
    let unwritable = |cause| StoreError::Write { path: part.to_owned(), cause };
    let mut file = BufWriter::with_capacity(1 << 16, File::create(part).map_err(unwritable)?);
    snapshot.finish(&mut file).map_err(|error| match error {
        SnapshotError::Write(cause) => unwritable(cause),
        other => other.into(),
    })?;
    let file = file.into_inner().map_err(|error| unwritable(error.into_error()))?;
    file.sync_all().map_err(unwritable)?;
    let written = Snapshot::open(part)?;
    written.verify()?;
    Ok(Version::of(written.header(), written.bytes()))
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    if folder.is_dir() {
        return Ok(());
    }
    let made = fs::create_dir_all(folder).and_then(|()| folder.parent().map_or(Ok(()), sync_folder));
    made.map_err(|cause| StoreError::Write { path: folder.to_owned(), cause })
}

/// Gives a file its final name; the name itself is on disk when this returns.
fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    let renamed = fs::rename(from, to).and_then(|()| to.parent().map_or(Ok(()), sync_folder));
    renamed.map_err(|cause| StoreError::Write { path: to.to_owned(), cause })
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Where a folder cannot be opened as a file, the system keeps the order of renames itself.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes a file that was not finished. Where that fails, the next import removes it.
fn discard(path: &Path) {
    let _ = fs::remove_file(path);
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let unreadable = |cause| StoreError::Read { path: folder.to_owned(), cause };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Removes snapshots the manifest does not name and unfinished files. What cannot be removed now (a reader may hold it)
/// is removed by the next import.
fn sweep(folder: &Path, manifest: &Manifest) {
    for path in files(folder).unwrap_or_default() {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let stale = is_snapshot_name(&name) && manifest.versions.iter().all(|version| version.file != name);
        if stale || name.ends_with(&format!(".{PART}")) {
            discard(&path);
        }
    }
}
