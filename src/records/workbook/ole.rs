//! The container of Excel 97-2003 files (Compound File Binary, [MS-CFB]): its streams by name.
//!
//! Only what is needed to tell an encrypted workbook from an old one and to hand the workbook stream on in a
//! container whose chains are known to end.

const MAGIC: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const END: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;
const FAT: u32 = 0xFFFF_FFFD;
/// Streams shorter than this lie in the mini stream.
const MINI_CUTOFF: usize = 4096;
const SECTOR: usize = 512;

/// Whether the bytes begin such a container.
pub(super) fn is_container(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// A container with its sector chains read.
pub(super) struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: usize,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

impl<'a> Container<'a> {
    /// Reads header, sector chains and directory; nothing where they contradict themselves.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container =
            Self { bytes, sector, fat: Vec::new(), mini_fat: Vec::new(), mini: Vec::new(), entries: Vec::new() };
        for id in container.fat_sectors()? {
            container.fat.extend(words(container.sector_bytes(id)?));
        }
        let directory = container.chain(u32_at(bytes, 48)?, usize::MAX)?;
        container.entries = directory.chunks_exact(128).filter_map(entry).collect();
        if u32_at(bytes, 64)? > 0 {
            container.mini_fat = words(&container.chain(u32_at(bytes, 60)?, usize::MAX)?).collect();
            let (start, length) = container.entries.first().map(|root| (root.start, root.length))?;
            container.mini = container.chain(start, length)?;
        }
        Some(container)
    }

    fn sector_bytes(&self, id: u32) -> Option<&'a [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The sectors that hold the allocation table: 109 in the header, more in a chain of their own.
    fn fat_sectors(&self) -> Option<Vec<u32>> {
        let mut sectors: Vec<u32> = words(self.bytes.get(76..512)?).filter(|id| *id < FAT - 1).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let most = self.bytes.len() / self.sector + 1;
        while next < FAT - 1 {
            let table = self.sector_bytes(next)?;
            let ids: Vec<u32> = words(table).collect();
            let (last, ids) = ids.split_last()?;
            sectors.extend(ids.iter().filter(|id| **id < FAT - 1));
            next = *last;
            if sectors.len() > most + 128 {
                return None;
            }
        }
        Some(sectors)
    }

    /// The bytes of a chain, at most `length`; nothing where it is broken or runs in a circle.
    fn chain(&self, mut id: u32, length: usize) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut steps = 0;
        while id != END && content.len() < length {
            content.extend_from_slice(self.sector_bytes(id)?);
            id = *self.fat.get(id as usize)?;
            steps += 1;
            if steps > self.fat.len() {
                return None;
            }
        }
        content.truncate(length);
        Some(content)
    }

    fn mini_chain(&self, mut id: u32, length: usize) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        let mut steps = 0;
        while id != END && content.len() < length {
            let start = (id as usize).checked_mul(64)?;
            content.extend_from_slice(self.mini.get(start..(start + 64).min(self.mini.len()))?);
            id = *self.mini_fat.get(id as usize)?;
            steps += 1;
            if steps > self.mini_fat.len() {
                return None;
            }
        }
        content.truncate(length);
        Some(content)
    }

    /// Whether there is a stream or folder of this name.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The content of a stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))?;
        if entry.length < MINI_CUTOFF {
            self.mini_chain(entry.start, entry.length)
        } else {
            self.chain(entry.start, entry.length)
        }
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let units: Vec<u16> = bytes[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    let name = String::from_utf16_lossy(&units);
    let name = name.split('\0').next().unwrap_or_default().to_owned();
    Some(Entry { name, start: u32_at(bytes, 116)?, length: u32_at(bytes, 120)? as usize })
}

/// A container with one stream, laid out plainly: header, allocation table, directory, stream.
pub(super) fn wrap(name: &str, content: &[u8]) -> Vec<u8> {
    let mut content = content.to_vec();
    content.resize(content.len().max(MINI_CUTOFF).next_multiple_of(SECTOR), 0);
    let stream_sectors = content.len() / SECTOR;
    // Each table sector covers 128 sectors, itself and the directory included.
    let tables = (1..).find(|tables| tables * 128 > tables + stream_sectors).unwrap_or(1);
    let lists = tables.saturating_sub(109).div_ceil(127);
    let first = tables + lists + 1;
    let mut chain = vec![FAT; tables];
    chain.extend(std::iter::repeat_n(FAT - 1, lists));
    chain.push(END);
    chain.extend((first + 1..first + stream_sectors).map(|id| id as u32));
    chain.push(END);
    chain.resize(chain.len().next_multiple_of(128), FREE);
    let mut file = header(tables, lists);
    file.extend(chain.iter().take(tables * 128).flat_map(|id| id.to_le_bytes()));
    file.extend(table_lists(tables, lists));
    file.extend(directory_entry("Root Entry", 5, Some(1), END, 0));
    file.extend(directory_entry(name, 2, None, first as u32, content.len()));
    file.resize(file.len().next_multiple_of(SECTOR), 0);
    file.extend(content);
    file
}

fn header(tables: usize, lists: usize) -> Vec<u8> {
    let mut header = vec![0; SECTOR];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &MAGIC);
    for (at, value) in [(24, 0x3E_u16), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        put(at, &value.to_le_bytes());
    }
    let first_list = if lists > 0 { tables as u32 } else { END };
    for (at, value) in [
        (44, tables as u32),
        (48, (tables + lists) as u32),
        (56, MINI_CUTOFF as u32),
        (60, END),
        (68, first_list),
        (72, lists as u32),
    ] {
        put(at, &value.to_le_bytes());
    }
    for slot in 0..109 {
        let id = if slot < tables { slot as u32 } else { FREE };
        put(76 + slot * 4, &id.to_le_bytes());
    }
    header
}

/// The sectors that list the table sectors beyond the 109 in the header.
fn table_lists(tables: usize, lists: usize) -> Vec<u8> {
    let ids: Vec<u32> = (109..tables).map(|id| id as u32).collect();
    let mut sectors = Vec::new();
    for (number, chunk) in ids.chunks(127).enumerate() {
        let next = if number + 1 < lists { (tables + number + 1) as u32 } else { END };
        let padded = chunk.iter().copied().chain(std::iter::repeat(FREE)).take(127).chain([next]);
        sectors.extend(padded.flat_map(u32::to_le_bytes));
    }
    sectors
}

fn directory_entry(name: &str, kind: u8, child: Option<u32>, start: u32, length: usize) -> Vec<u8> {
    let mut entry = vec![0; 128];
    let units: Vec<u8> = name.encode_utf16().take(31).flat_map(u16::to_le_bytes).collect();
    entry[..units.len()].copy_from_slice(&units);
    entry[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
    entry[66] = kind;
    entry[67] = 1;
    for (at, value) in [(68, FREE), (72, FREE), (76, child.unwrap_or(FREE)), (116, start), (120, length as u32)] {
        entry[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_of_any_length_reads_back() {
        for length in [0, 1, 4096, 5000, 128 * 512, 8_000_000] {
            let content: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let file = wrap("Workbook", &content);
            let container = Container::open(&file).expect("a container");
            let stream = container.stream("workbook").expect("the stream");
            assert!(stream.starts_with(&content) && stream.len() >= 4096, "{length}");
            assert!(!container.holds("EncryptedPackage"));
        }
    }

    #[test]
    fn a_chain_in_a_circle_ends() {
        let mut file = wrap("Workbook", &[7; 9000]);
        file[512 + 4..512 + 8].copy_from_slice(&1_u32.to_le_bytes());
        assert!(Container::open(&file).is_none());
    }
}
