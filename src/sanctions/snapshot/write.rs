//! Writing a snapshot: sections are collected, then everything is written in one pass.

use std::io::Write;

use jiff::Timestamp;

use super::super::{ListedParty, LoadedList};
use super::{
    FORMAT, LONGEST_HEADER, MAGIC, MOST_SECTIONS, PREAMBLE, RECORD_LAYOUT, RECORD_TABLE, RECORDS, SnapshotError,
    SnapshotHeader, SourceFile, TABLE_ENTRY, TAG, aligned, content_digest,
};

/// Collects the sections of a snapshot.
pub struct SnapshotWriter {
    header: SnapshotHeader,
    sections: Vec<Section>,
    fault: Option<String>,
}

struct Section {
    tag: String,
    bytes: Vec<u8>,
    digest: blake3::Hash,
}

impl SnapshotWriter {
    /// A snapshot without sections.
    pub fn new(header: SnapshotHeader) -> Self {
        Self { header, sections: Vec::new(), fault: None }
    }

    /// A snapshot with the records of a list. Short names are added to them first, so that afterwards `list` holds the
    /// records as they are stored and searched.
    pub fn of_list(list: &mut LoadedList, sources: Vec<SourceFile>, fetched: Timestamp, notes: Vec<String>) -> Self {
        list.parties.iter_mut().for_each(ListedParty::add_short_names);
        let mut writer = Self::new(SnapshotHeader {
            list: list.name.clone(),
            version: list.version.clone(),
            published: list.date,
            fetched,
            sources,
            source_digest: list.digest.clone(),
            counts: list.counts(),
            content_digest: String::new(),
            program: concat!("dualuse ", env!("CARGO_PKG_VERSION")).to_owned(),
            record_layout: RECORD_LAYOUT,
            index_version: 0,
            notes,
        });
        writer.records(&list.parties);
        writer
    }

    /// Adds a section. Its tag has 1 to 16 ASCII letters, digits or hyphens and is used once; a tag that is not so makes
    /// [`Self::finish`] fail.
    pub fn section(&mut self, tag: &str, bytes: &[u8]) {
        self.owned_section(tag, bytes.to_vec());
    }

    /// Adds the records; their number and kinds become the counts of the header.
    pub fn records(&mut self, parties: &[ListedParty]) {
        let (mut records, mut table) = (Vec::new(), Vec::with_capacity(parties.len() * super::RECORD_ENTRY));
        self.header.counts.clear();
        for party in parties {
            let start = records.len();
            records = postcard::to_extend(party, records).unwrap_or_else(|cause| {
                self.fault.get_or_insert(format!("record {}: {cause}", party.entry_id));
                Vec::new()
            });
            let record = records.get(start..).unwrap_or_default();
            let Ok(length) = u32::try_from(record.len()) else {
                self.fault.get_or_insert(format!("record {} is longer than 4 GB", party.entry_id));
                continue;
            };
            table.extend_from_slice(&(start as u64).to_le_bytes());
            table.extend_from_slice(&length.to_le_bytes());
            table.extend_from_slice(&blake3::hash(record).as_bytes()[..4]);
            *self.header.counts.entry(party.kind).or_insert(0) += 1;
        }
        self.owned_section(RECORDS, records);
        self.owned_section(RECORD_TABLE, table);
    }

    /// States which version of the name index the further sections hold.
    pub fn index_version(&mut self, version: u32) {
        self.header.index_version = version;
    }

    fn owned_section(&mut self, tag: &str, bytes: Vec<u8>) {
        let plain = tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if tag.is_empty() || tag.len() > TAG || !plain || self.sections.iter().any(|section| section.tag == tag) {
            self.fault.get_or_insert(format!("`{tag}` is no tag, or used twice"));
        }
        let digest = blake3::hash(&bytes);
        self.sections.push(Section { tag: tag.to_owned(), bytes, digest });
    }

    /// Writes the snapshot and returns its header. The caller brings the file safely to disk.
    ///
    /// # Errors
    /// A section that cannot be stored, a file that cannot be written.
    pub fn finish(mut self, mut file: impl Write) -> Result<SnapshotHeader, SnapshotError> {
        if let Some(fault) = self.fault {
            return Err(SnapshotError::Unfit(fault));
        }
        if self.sections.len() > MOST_SECTIONS {
            return Err(SnapshotError::Unfit(format!("more than {MOST_SECTIONS} sections")));
        }
        let digests = self.sections.iter().map(|s| (s.tag.as_str(), s.bytes.len(), s.digest.as_bytes().as_slice()));
        self.header.content_digest = content_digest(digests);
        self.header.record_layout = RECORD_LAYOUT;
        let header = serde_json::to_vec(&self.header).map_err(|cause| SnapshotError::Unfit(cause.to_string()))?;
        if header.len() > LONGEST_HEADER {
            return Err(SnapshotError::Unfit("the header is too long".to_owned()));
        }
        let (table, length) = table(&self.sections, header.len());
        file.write_all(&preamble(&table, &header, self.sections.len(), length))?;
        file.write_all(&table)?;
        file.write_all(&header)?;
        let mut at = PREAMBLE + table.len() + header.len();
        for section in &self.sections {
            file.write_all(&vec![0; aligned(at) - at])?;
            file.write_all(&section.bytes)?;
            at = aligned(at) + section.bytes.len();
        }
        file.flush()?;
        Ok(self.header)
    }
}

/// The table of sections, and the length of the whole file.
fn table(sections: &[Section], header: usize) -> (Vec<u8>, usize) {
    let mut table = Vec::with_capacity(sections.len() * TABLE_ENTRY);
    let mut at = PREAMBLE + sections.len() * TABLE_ENTRY + header;
    for section in sections {
        let mut tag = [0; TAG];
        tag[..section.tag.len()].copy_from_slice(section.tag.as_bytes());
        let offset = aligned(at);
        table.extend_from_slice(&tag);
        table.extend_from_slice(&(offset as u64).to_le_bytes());
        table.extend_from_slice(&(section.bytes.len() as u64).to_le_bytes());
        table.extend_from_slice(section.digest.as_bytes());
        at = offset + section.bytes.len();
    }
    (table, at)
}

fn preamble(table: &[u8], header: &[u8], sections: usize, length: usize) -> Vec<u8> {
    let mut preamble = Vec::with_capacity(PREAMBLE);
    preamble.extend_from_slice(&MAGIC);
    preamble.extend_from_slice(&FORMAT.to_le_bytes());
    preamble.extend_from_slice(&(sections as u32).to_le_bytes());
    preamble.extend_from_slice(&(length as u64).to_le_bytes());
    preamble.extend_from_slice(&(header.len() as u64).to_le_bytes());
    let digest = blake3::Hasher::new().update(table).update(header).finalize();
    preamble.extend_from_slice(digest.as_bytes());
    preamble
}
