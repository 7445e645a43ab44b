//! Which listed names are worth comparing: exact names and numbers, words of like spelling or sound, whole names of like
//! spelling by the runs of three letters they share, shared consonants, initials; and where these find nothing, many
//! shared runs of letters. Each means alone misses some; together they miss next to none. Comparing every name
//! (`--exhaustive`) is the measure of what they miss.
//!
//! The index of a list is made once, when the list is imported, and read where it lies.

mod build;
mod candidates;
mod exhaustive;
mod folds;
mod gains;
mod keys;
mod layout;
mod like_words;
mod lookup;
mod packed;
mod runs;
mod shelves;
mod spelling;
#[cfg(test)]
mod tests;

use super::tables::NameTables;
use crate::sanctions::ListedParty;
pub(super) use candidates::Finder;
pub use layout::IndexError;
pub(super) use layout::View;
pub(super) use packed::{is_weak, kind_of};

/// The index over the names of one list.
pub struct NameIndex {
    bytes: Box<dyn AsRef<[u8]> + Send + Sync>,
}

/// Bytes that begin at a multiple of eight.
struct Aligned {
    words: Vec<u64>,
    length: usize,
}

impl AsRef<[u8]> for Aligned {
    fn as_ref(&self) -> &[u8] {
        bytemuck::cast_slice(&self.words).get(..self.length).unwrap_or_default()
    }
}

impl Aligned {
    fn copy(bytes: &[u8]) -> Self {
        let mut words = vec![0u64; bytes.len().div_ceil(8)];
        bytemuck::cast_slice_mut(&mut words)[..bytes.len()].copy_from_slice(bytes);
        Self { words, length: bytes.len() }
    }
}

impl NameIndex {
    /// Tag of the section of a snapshot that holds the index.
    pub const SECTION: &str = "name-index";

    /// Version of the layout of the index.
    pub const VERSION: u32 = layout::VERSION;

    /// The bytes of the index over the names of these parties, to be kept with the list.
    pub fn build<'a>(parties: impl IntoIterator<Item = &'a ListedParty>, tables: &NameTables) -> Vec<u8> {
        build::build(&mut parties.into_iter(), tables)
    }

    /// Opens an index where it lies; only bytes that do not begin at a multiple of eight are copied.
    ///
    /// # Errors
    /// Bytes that are no index, and an index that another version of the program or of the tables made: build it anew.
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static, tables: &NameTables) -> Result<Self, IndexError> {
        layout::check(bytes.as_ref(), &tables.digest)?;
        let aligned = (bytes.as_ref().as_ptr() as usize).is_multiple_of(8);
        let bytes: Box<dyn AsRef<[u8]> + Send + Sync> =
            if aligned { Box::new(bytes) } else { Box::new(Aligned::copy(bytes.as_ref())) };
        View::new((*bytes).as_ref())?;
        Ok(Self { bytes })
    }

    /// How many parties and names it holds.
    pub fn size(&self) -> (usize, usize) {
        self.view().map_or((0, 0), |view| (view.parties(), view.names()))
    }

    /// The columns. They were found whole when the index was opened.
    pub(super) fn view(&self) -> Option<View<'_>> {
        View::new((*self.bytes).as_ref()).ok()
    }
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NameIndex").field("size", &self.size()).finish()
    }
}
