//! A snapshot: one version of one list in one file that never changes. It is written once, checked whole when a list is
//! imported, and then opened by mapping it, in the same time however many records it holds.
//!
//! ```text
//! preamble   64 bytes     magic, format, length of the file, number of sections, length of the header,
//!                         BLAKE3 of everything from here to the end of the header
//! table      64 a section tag (16 bytes, filled with zeros), offset, length, BLAKE3 of the section
//! header     JSON         what the list is, where it came from, what it holds
//! sections                each at a multiple of 64 bytes, zeros between them
//! ```
//!
//! Numbers are little-endian. Two sections hold the records: `records`, each record as postcard, one after the other, and
//! `record-table`, 16 bytes a record: offset, length, first four bytes of its BLAKE3. Postcard does not name the fields:
//! the header states the layout of the records, and a program that has another refuses them. Other rooms add sections of
//! their own, such as the name index.

mod read;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PartyKind;

pub use read::Snapshot;
pub use write::SnapshotWriter;

const MAGIC: [u8; 8] = *b"dualuse\x1a";
const FORMAT: u32 = 1;
const PREAMBLE: usize = 64;
const TABLE_ENTRY: usize = 64;
const TAG: usize = 16;
const ALIGNMENT: usize = 64;
const MOST_SECTIONS: usize = 64;
const LONGEST_HEADER: usize = 16 << 20;
const RECORDS: &str = "records";
const RECORD_TABLE: &str = "record-table";
const RECORD_ENTRY: usize = 16;
/// The layout of a record. Raised with every change to [`super::ListedParty`] or a type within it.
pub(super) const RECORD_LAYOUT: u32 = 1;

/// A file a list was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Address it was fetched from, or name of the file.
    pub from: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// BLAKE3 digest, in hexadecimal.
    pub digest: String,
}

/// What a snapshot says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotHeader {
    /// Name of the list, such as `eu-fsf`.
    pub list: String,
    /// Version as the publisher states it, or the beginning of the digest.
    pub version: String,
    /// Date of publication, where stated.
    pub published: Option<Date>,
    /// When it was fetched or imported.
    pub fetched: Timestamp,
    /// The files it was read from.
    pub sources: Vec<SourceFile>,
    /// BLAKE3 digest of those files, in hexadecimal: what answers show.
    pub source_digest: String,
    /// Records of each kind.
    pub counts: BTreeMap<PartyKind, usize>,
    /// BLAKE3 digest over all sections, in hexadecimal. Set when the snapshot is written.
    #[serde(default)]
    pub content_digest: String,
    /// The program that wrote it, with its version.
    pub program: String,
    /// Layout of the records. Set when the snapshot is written.
    #[serde(default)]
    pub record_layout: u32,
    /// Version of the name index in the further sections; 0 where there is none.
    #[serde(default)]
    pub index_version: u32,
    /// What the importer wants the user to know.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl SnapshotHeader {
    /// Number of records.
    pub fn records(&self) -> usize {
        self.counts.values().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

/// Why a snapshot cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The file cannot be opened.
    #[error("cannot open {}: {cause}", path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The file was written by a program this one does not understand.
    #[error("{}: written in format {found}, this program reads format {FORMAT}; import the list again", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// The format it states.
        found: u32,
    },
    /// The records were written in a layout this program does not know.
    #[error("{}: its records were written by {program}, which lays them out differently; import or update the list again", path.display())]
    OtherLayout {
        /// The file.
        path: PathBuf,
        /// The program that wrote it.
        program: String,
    },
    /// The file is not whole.
    #[error("{}: damaged, {what}; import the list again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        what: String,
    },
    /// The snapshot cannot be written.
    #[error("the snapshot cannot be written: {0}")]
    Write(#[from] io::Error),
    /// A section or record that cannot be stored.
    #[error("the snapshot cannot be written: {0}")]
    Unfit(String),
}

fn aligned(offset: usize) -> usize {
    offset.next_multiple_of(ALIGNMENT)
}

/// Digest over all sections: their tags, lengths and digests in order.
fn content_digest<'a>(sections: impl Iterator<Item = (&'a str, usize, &'a [u8])>) -> String {
    let mut digest = blake3::Hasher::new();
    for (tag, length, section) in sections {
        digest.update(tag.as_bytes()).update(&[0]).update(&(length as u64).to_le_bytes()).update(section);
    }
    digest.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests;
