//! How the index lies in memory and in a snapshot: a heading, then flat columns of numbers, each beginning at a multiple
//! of eight bytes. Opening checks the heading and the columns' places, not their contents; readers never trust a number
//! they find, so damaged bytes give wrong answers to nobody but an error or nothing found.

use super::packed::{Bearer, NameWord, TermRecord};
use super::spelling::Listed;
use crate::name_matching::floors::BirthYears;

/// First bytes of an index.
const MAGIC: [u8; 8] = *b"dualnidx";

/// Version of the layout; any change to columns, their meaning or how names are read makes a new one.
pub(super) const VERSION: u32 = 6;

/// Bytes of the heading: magic, version, number of columns, digest of the tables.
const HEADING: usize = 48;

/// Why bytes are no index.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Not an index at all, or cut short.
    #[error("the name index is damaged: {0}; import the list again")]
    Damaged(&'static str),
    /// Made by another version of the program or with other tables.
    #[error("the name index was made {0}; it is made again when the list is imported")]
    Stale(&'static str),
}

/// Declares the columns: their vectors while the index is made, their slices when it is read.
macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident: $number:ty),* $(,)?) => {
        /// The columns while the index is made.
        #[derive(Clone, Debug, Default)]
        pub(in crate::name_matching) struct Columns { $($(#[$doc])* pub $name: Vec<$number>,)* }

        /// The columns as they are read.
        #[derive(Clone, Copy, Debug)]
        pub(in crate::name_matching) struct View<'a> { $($(#[$doc])* pub $name: &'a [$number],)* }

        impl Columns {
            /// The bytes of an index of these columns.
            pub fn into_bytes(self, digest: &[u8; 32]) -> Vec<u8> {
                let columns: Vec<&[u8]> = vec![$(bytemuck::cast_slice(&self.$name)),*];
                write(&columns, digest)
            }
        }

        impl<'a> View<'a> {
            /// The columns of an index.
            pub fn new(bytes: &'a [u8]) -> Result<Self, IndexError> {
                let mut place = 0u32;
                $(
                    let $name = bytemuck::try_cast_slice(column(bytes, place)?)
                        .map_err(|_| IndexError::Damaged("a column does not hold whole numbers"))?;
                    place += 1;
                )*
                if bytes.get(12..16) != Some(&u32::to_le_bytes(place)[..]) {
                    return Err(IndexError::Damaged("it has another number of columns"));
                }
                Ok(Self { $($name),* })
            }
        }
    };
}

columns! {
    /// Party of each name.
    name_party: u32,
    /// Which of the party's names it is.
    name_place: u32,
    /// Kind, alphabet and other traits, see `traits.rs`.
    name_traits: u32,
    /// Groups of legal forms.
    name_forms: u32,
    /// The first and last year in which its party may be born, see `floors.rs`.
    name_births: BirthYears,
    /// How many runs of consonants it has.
    name_bones: u32,
    /// Its consonants in a row.
    skeletons_at: u32,
    skeletons: u8,
    /// Where its words begin in `name_words`.
    name_words_at: u32,
    /// Words of all names, name by name.
    name_words: NameWord,
    /// Where its key begins in `keys`.
    name_key_at: u32,
    /// Normalised names, UTF-8.
    keys: u8,
    /// First name of each party.
    party_names: u32,
    /// Terms, see `packed.rs`.
    terms: TermRecord,
    /// Text, letters, sound and skeleton of each term.
    term_letters: u8,
    /// Groups of spellings and of short forms of each term.
    term_groups: u16,
    /// The names that bear each term.
    term_names: Bearer,
    /// First term of each key of like words.
    fold_terms: u32,
    /// Keys of like words: where each begins in `fold_letters`, its space before its letters.
    fold_at: u32,
    fold_letters: u8,
    /// Their shelves, see `shelves.rs`: where each begins, and its keys.
    rest_at: u32,
    rest_folds: u32,
    /// Runs of whole names of one space and length: space and length, first name, how many, first byte in `whole_letters`,
    /// first mask in `whole_masks`; and the names in that order.
    whole_runs: u32,
    whole_letters: u8,
    whole_masks: u64,
    whole_names: u32,
    /// Whole names in order of space and length of their keys of like letters. For each the space; the mask of its key and
    /// which letters it holds itself; where the key begins in `spelt_keys` and these in `spelt_letters`; and the names.
    spelt_spaces: u8,
    spelt_masks: [u64; 2],
    spelt_keys_at: u32,
    spelt_keys: u8,
    spelt_at: u32,
    spelt_letters: u8,
    spelt_names: u32,
    /// The shelves of the short ones of these keys, see `shelves.rs`.
    spelt_rest_at: u32,
    spelt_rests: u32,
    /// Exact names: hash of the sorted words, and the name.
    exact_hash: u64,
    exact_name: u32,
    /// Terms by their forms, see `keys.rs`.
    form_hash: u64,
    form_term: u32,
    /// Names by the forms of two or three neighbouring words.
    joined_hash: u64,
    joined_name: Bearer,
    /// Names by the groups of spellings and short forms of their words: group, and the term.
    group_key: u32,
    group_term: u32,
    /// Organisations by the initials of their words.
    initials_hash: u64,
    initials_name: u32,
    /// Whole names by runs of letters of their keys: their places in the order of `spelt_names`, with
    /// which letters they hold.
    gram_key: u32,
    gram_at: u32,
    gram_places: Listed,
    /// Whole names by years of birth, see `floors.rs`: their places in that order.
    born_year: u32,
    born_at: u32,
    born_places: u32,
    /// Names by runs of three consonants.
    bones_key: u32,
    bones_at: u32,
    bones_names: u32,
    /// Parties by identifying number.
    number_hash: u64,
    number_party: u32,
}

/// The bytes of a column by its place.
fn column(bytes: &[u8], place: u32) -> Result<&[u8], IndexError> {
    let cut = || IndexError::Damaged("it is cut short");
    let entry = HEADING + place as usize * 16;
    let part = |at| number(bytes, at).and_then(|n| usize::try_from(n).ok()).ok_or_else(cut);
    let (start, length) = (part(entry)?, part(entry + 8)?);
    start.checked_add(length).and_then(|end| bytes.get(start..end)).ok_or_else(cut)
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// Writes heading, table of columns and columns.
fn write(columns: &[&[u8]], digest: &[u8; 32]) -> Vec<u8> {
    let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    let mut start = HEADING + columns.len() * 16;
    let mut out = Vec::with_capacity(start + columns.iter().map(|c| c.len() + 8).sum::<usize>());
    out.extend(MAGIC);
    out.extend(VERSION.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(digest);
    for column in columns {
        out.extend((start as u64).to_le_bytes());
        out.extend((column.len() as u64).to_le_bytes());
        start = (start + column.len()).next_multiple_of(8);
    }
    for column in columns {
        out.extend_from_slice(column);
        out.resize(out.len().next_multiple_of(8), 0);
    }
    out
}

/// Whether bytes are an index of this layout, made with these tables.
pub(in crate::name_matching) fn check(bytes: &[u8], digest: &[u8; 32]) -> Result<(), IndexError> {
    match bytes.get(..HEADING) {
        None => Err(IndexError::Damaged("it is cut short")),
        Some(heading) if heading[..8] != MAGIC => Err(IndexError::Damaged("it does not begin as one")),
        Some(heading) if heading[8..12] != VERSION.to_le_bytes() => {
            Err(IndexError::Stale("by another version of the program"))
        }
        Some(heading) if heading[16..] != *digest => Err(IndexError::Stale("with other name tables")),
        Some(_) => Ok(()),
    }
}
