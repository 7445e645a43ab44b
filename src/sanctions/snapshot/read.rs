//! Reading a snapshot. Opening checks preamble, table and header against their digest and every place in the file
//! against its length; records are decoded one by one, each against its own digest; [`Snapshot::verify_sections`] proves
//! all that a search reads, [`Snapshot::verify`] checks the rest.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::super::ListedParty;
use super::{
    ALIGNMENT, FORMAT, LONGEST_HEADER, MAGIC, MOST_SECTIONS, PREAMBLE, RECORD_ENTRY, RECORD_LAYOUT, RECORD_TABLE,
    RECORDS, SnapshotError, SnapshotHeader, TABLE_ENTRY, TAG, aligned, content_digest,
};
use crate::search::MappedFile;

/// An open snapshot.
#[derive(Clone, Debug)]
pub struct Snapshot {
    path: PathBuf,
    bytes: MappedFile,
    header: SnapshotHeader,
    head_end: usize,
    sections: Vec<Section>,
    records: Range<usize>,
    record_table: Range<usize>,
}

#[derive(Clone, Debug)]
struct Section {
    tag: String,
    place: Range<usize>,
    digest: [u8; 32],
}

impl Snapshot {
    /// Opens a snapshot, in a time that does not depend on the number of its records.
    ///
    /// # Errors
    /// A file that cannot be opened, is of another format, or whose preamble, table or header are damaged.
    pub fn open(path: &Path) -> Result<Self, SnapshotError> {
        let bytes = MappedFile::open(path).map_err(|cause| SnapshotError::Open { path: path.to_owned(), cause })?;
        let damaged = |what: String| SnapshotError::Damaged { path: path.to_owned(), what };
        let head = head(&bytes).map_err(|fault| match fault {
            HeadFault::OtherFormat(found) => SnapshotError::OtherFormat { path: path.to_owned(), found },
            HeadFault::Damaged(what) => damaged(what),
        })?;
        if head.header.record_layout != RECORD_LAYOUT {
            return Err(SnapshotError::OtherLayout { path: path.to_owned(), program: head.header.program });
        }
        let place = |tag: &str| {
            let section = head.sections.iter().find(|section| section.tag == tag);
            section.map(|section| section.place.clone()).ok_or_else(|| damaged(format!("section {tag} is missing")))
        };
        let (records, record_table) = (place(RECORDS)?, place(RECORD_TABLE)?);
        if record_table.len() % RECORD_ENTRY != 0 || record_table.len() / RECORD_ENTRY != head.header.records() {
            return Err(damaged("the number of records is not as stated".to_owned()));
        }
        let Head { header, end: head_end, sections } = head;
        Ok(Self { path: path.to_owned(), header, head_end, sections, records, record_table, bytes })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its length in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// What the snapshot says of itself.
    pub fn header(&self) -> &SnapshotHeader {
        &self.header
    }

    /// A section, by its tag. Its bytes are as [`Self::verify_sections`] proves them; read them as untrusted.
    pub fn section(&self, tag: &str) -> Option<&[u8]> {
        let section = self.sections.iter().find(|section| section.tag == tag)?;
        self.bytes.get(section.place.clone())
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.record_table.len() / RECORD_ENTRY
    }

    /// True where there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Record `i`, counted from 0, decoded now and proven by its digest.
    ///
    /// # Errors
    /// A record that is not there or damaged.
    pub fn party(&self, i: usize) -> Result<ListedParty, SnapshotError> {
        let record = self.record(i).ok_or_else(|| self.damaged(format!("record {i} is not as it was written")))?;
        let (party, rest) = postcard::take_from_bytes(record)
            .map_err(|cause| self.damaged(format!("record {i} cannot be read: {cause}")))?;
        if rest.is_empty() { Ok(party) } else { Err(self.damaged(format!("record {i} is longer than it should be"))) }
    }

    /// All records, in order.
    pub fn parties(&self) -> impl Iterator<Item = Result<ListedParty, SnapshotError>> + '_ {
        (0..self.len()).map(|i| self.party(i))
    }

    fn record(&self, i: usize) -> Option<&[u8]> {
        let table = self.bytes.get(self.record_table.clone())?;
        let at = i.checked_mul(RECORD_ENTRY)?;
        let entry = table.get(at..at.checked_add(RECORD_ENTRY)?)?;
        let start = usize::try_from(u64_at(entry, 0)?).ok()?;
        let length = usize::try_from(u32_at(entry, 8)?).ok()?;
        let record = self.bytes.get(self.records.clone())?.get(start..start.checked_add(length)?)?;
        (blake3::hash(record).as_bytes()[..4] == entry[12..]).then_some(record)
    }

    /// Checks every byte: each section against its digest, the space between them, the digest of the content, and
    /// that every record can be decoded.
    ///
    /// # Errors
    /// The first thing that is not as it was written.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        self.verify_sections()?;
        let digests = self.sections.iter().map(|s| (s.tag.as_str(), s.place.len(), s.digest.as_slice()));
        if content_digest(digests) != self.header.content_digest {
            return Err(self.damaged("the digest of its content is another".to_owned()));
        }
        if !self.gaps_are_empty() {
            return Err(self.damaged("there is something between its sections".to_owned()));
        }
        self.parties().try_for_each(|party| party.map(|_| ()))
    }

    /// Checks each section against its digest, without decoding a record: what a search relies on is as it was written.
    ///
    /// # Errors
    /// The first section that is not as it was written.
    pub fn verify_sections(&self) -> Result<(), SnapshotError> {
        let whole = |section: &&Section| {
            let bytes = self.bytes.get(section.place.clone()).unwrap_or_default();
            blake3::hash(bytes).as_bytes() == &section.digest
        };
        match self.sections.iter().find(|section| !whole(section)) {
            Some(section) => Err(self.damaged(format!("section {} is not as it was written", section.tag))),
            None => Ok(()),
        }
    }

    /// Nothing stands between header and sections, or between two sections, but the zeros of the alignment.
    fn gaps_are_empty(&self) -> bool {
        let mut at = self.head_end;
        self.sections.iter().all(|section| {
            let gap = self.bytes.get(at..section.place.start);
            at = section.place.end;
            gap.is_some_and(|gap| gap.len() < ALIGNMENT && gap.iter().all(|byte| *byte == 0))
        })
    }

    #[cfg(test)]
    pub(super) fn head_end(&self) -> usize {
        self.head_end
    }

    fn damaged(&self, what: String) -> SnapshotError {
        SnapshotError::Damaged { path: self.path.clone(), what }
    }
}

struct Head {
    header: SnapshotHeader,
    /// Where the header ends.
    end: usize,
    sections: Vec<Section>,
}

enum HeadFault {
    OtherFormat(u32),
    Damaged(String),
}

/// Where the header ends.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let sections = usize::try_from(u32_at(bytes, 12)?).ok().filter(|n| *n <= MOST_SECTIONS)?;
    let header = usize::try_from(u64_at(bytes, 24)?).ok().filter(|n| *n <= LONGEST_HEADER)?;
    Some(PREAMBLE + sections * TABLE_ENTRY + header)
}

fn head(bytes: &[u8]) -> Result<Head, HeadFault> {
    let damaged = |what: &str| HeadFault::Damaged(what.to_owned());
    let preamble = bytes.get(..PREAMBLE).ok_or_else(|| damaged("it ends before its first record"))?;
    if preamble[..8] != MAGIC {
        return Err(damaged("it is no snapshot of a list"));
    }
    match u32_at(preamble, 8) {
        Some(FORMAT) => {}
        found => return Err(HeadFault::OtherFormat(found.unwrap_or(0))),
    }
    if u64_at(preamble, 16) != Some(bytes.len() as u64) {
        return Err(damaged("its length is not as stated"));
    }
    let end = head_end(bytes).ok_or_else(|| damaged("its preamble is not as it was written"))?;
    let stated = bytes.get(PREAMBLE..end).ok_or_else(|| damaged("it ends within its header"))?;
    if blake3::hash(stated).as_bytes() != &preamble[32..64] {
        return Err(damaged("its header is not as it was written"));
    }
    let sections = u32_at(preamble, 12).unwrap_or(0) as usize;
    let (table, header) = stated.split_at(sections * TABLE_ENTRY);
    let sections = table.chunks_exact(TABLE_ENTRY).map(|entry| section(entry, bytes.len())).collect::<Option<Vec<_>>>();
    let sections = sections.ok_or_else(|| damaged("a section does not lie within the file"))?;
    let header = serde_json::from_slice(header).map_err(|e| damaged(&format!("its header cannot be read: {e}")))?;
    let last = sections.iter().map(|section| section.place.end).max().unwrap_or(end);
    if last != bytes.len() {
        return Err(damaged("something follows its last section"));
    }
    Ok(Head { header, end, sections })
}

fn section(entry: &[u8], file: usize) -> Option<Section> {
    let tag = entry.get(..TAG)?;
    let tag = std::str::from_utf8(tag).ok()?.trim_end_matches('\0').to_owned();
    let offset = usize::try_from(u64_at(entry, TAG)?).ok()?;
    let length = usize::try_from(u64_at(entry, TAG + 8)?).ok()?;
    let end = offset.checked_add(length)?;
    let digest = entry.get(TAG + 16..)?.try_into().ok()?;
    (end <= file && offset == aligned(offset)).then_some(Section { tag, place: offset..end, digest })
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
