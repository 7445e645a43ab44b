//! The manifest of a list: which of its snapshots is the current one, which older ones are kept, and what the publisher
//! said when it was last asked. It is replaced as a whole, so whoever reads it sees the old state or the new one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{PartyKind, SnapshotHeader};

/// Layout of the manifest that this program writes.
const LAYOUT: u32 = 1;

/// The manifest of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    layout: u32,
    /// Name of the list.
    pub list: String,
    /// When the publisher was last found to offer the current version: by fetching it, or by being told that nothing
    /// has changed. Nothing for a list imported from a file.
    #[serde(default)]
    pub confirmed: Option<Timestamp>,
    /// What to send with the next request, by address.
    #[serde(default)]
    pub validators: BTreeMap<String, Validators>,
    /// The versions kept, in the order in which they became current; the last one is the current one.
    pub versions: Vec<Version>,
}

/// What a server said of a file, sent back to it to be told whether the file has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag` as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified` as received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// One version of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// File name of its snapshot.
    pub file: String,
    /// Version as the publisher states it.
    pub version: String,
    /// Date of publication, where stated.
    pub published: Option<Date>,
    /// When it was fetched or imported.
    pub fetched: Timestamp,
    /// Addresses or file names it was read from.
    pub sources: Vec<String>,
    /// Records of each kind.
    pub counts: BTreeMap<PartyKind, usize>,
    /// BLAKE3 digest of the file or files it was read from.
    pub source_digest: String,
    /// BLAKE3 digest of what was stored.
    pub content_digest: String,
    /// Length of the snapshot in bytes.
    pub bytes: u64,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum ManifestFault {
    #[error("not readable: {0}")]
    NotReadable(#[from] serde_json::Error),
    #[error("written in layout {0}, this program reads layout {LAYOUT}")]
    OtherLayout(u32),
    #[error("it names no version, or a file outside its folder")]
    NoVersion,
}

impl Manifest {
    /// The manifest of a list with one version.
    pub(super) fn new(list: &str, versions: Vec<Version>) -> Self {
        Self { layout: LAYOUT, list: list.to_owned(), confirmed: None, validators: BTreeMap::new(), versions }
    }

    pub(super) fn read(bytes: &[u8]) -> Result<Self, ManifestFault> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.layout != LAYOUT {
            return Err(ManifestFault::OtherLayout(manifest.layout));
        }
        let plain = |version: &Version| is_snapshot_name(&version.file);
        if manifest.versions.is_empty() || !manifest.versions.iter().all(plain) {
            return Err(ManifestFault::NoVersion);
        }
        Ok(manifest)
    }

    pub(super) fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        Ok(text)
    }

    /// The current version.
    pub fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The version before the current one.
    pub fn previous(&self) -> Option<&Version> {
        self.versions.iter().rev().nth(1)
    }

    /// The last day on which the current version is known to have been the publisher's: of publication, or of the last
    /// confirmation, whichever is later; the day of import where neither is known.
    pub fn known_current(&self) -> Option<Date> {
        let current = self.current()?;
        let confirmed = self.confirmed.map(day);
        confirmed.max(current.published).or_else(|| Some(day(current.fetched)))
    }
}

impl Version {
    /// The version a snapshot holds.
    pub(super) fn of(header: &SnapshotHeader, bytes: u64) -> Self {
        let day = header.published.unwrap_or_else(|| day(header.fetched));
        let digest: String = header.content_digest.chars().take(12).collect();
        Self {
            file: format!("{day}-{digest}.snapshot"),
            version: header.version.clone(),
            published: header.published,
            fetched: header.fetched,
            sources: header.sources.iter().map(|source| source.from.clone()).collect(),
            counts: header.counts.clone(),
            source_digest: header.source_digest.clone(),
            content_digest: header.content_digest.clone(),
            bytes,
        }
    }

    /// Number of records.
    pub fn records(&self) -> usize {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// The day of a moment, in universal time.
fn day(moment: Timestamp) -> Date {
    moment.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// A plain file name of a snapshot: nothing that leads out of its folder.
pub(super) fn is_snapshot_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    name.strip_suffix(".snapshot").is_some_and(|stem| !stem.is_empty() && stem.chars().all(plain))
}
