//! How much a list may hold before it is refused: real lists stay far below, bombs do not.

/// Limits of one import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limits {
    /// Bytes after unpacking, all members of a file together.
    pub unpacked: u64,
    /// Unpacked bytes a packed byte may make, once [`Self::small`] bytes are unpacked.
    pub ratio: u64,
    /// Unpacked bytes up to which the ratio does not matter.
    pub small: u64,
    /// Bytes of one record, one line or one text.
    pub record: usize,
    /// Files in an archive.
    pub members: usize,
    /// Elements and attributes of one record.
    pub nodes: usize,
    /// How deep elements may stand in each other.
    pub depth: usize,
    /// Rows of a sheet.
    pub rows: u32,
    /// Columns of a sheet or a CSV file.
    pub columns: u32,
}

/// The limits in force. The largest lists in use unpack to about 3 GB and hold records of some 100 kB.
pub(super) const LIMITS: Limits = Limits {
    unpacked: 4 << 30,
    ratio: 200,
    small: 4 << 20,
    record: 8 << 20,
    members: 64,
    nodes: 200_000,
    depth: 64,
    rows: 1_000_000,
    columns: 500,
};
