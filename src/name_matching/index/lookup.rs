//! Looking up keys in the sorted columns of the index.

use super::layout::View;
use super::packed::between;

/// A run of words of one space and length that lie side by side.
pub(super) struct Run<'a> {
    pub length: usize,
    pub first: u32,
    pub words: u32,
    pub letters: &'a [u8],
}

/// The runs of one space with lengths from `from` to `to`.
pub(super) fn runs<'a>(
    table: &'a [u32],
    letters: &'a [u8],
    space: u8,
    from: usize,
    to: usize,
) -> impl Iterator<Item = Run<'a>> {
    let lanes = super::super::kernel::LANES;
    table.chunks_exact(4).filter_map(move |run| {
        let length = (run[0] & 0xffff) as usize;
        let wanted = run[0] >> 16 == u32::from(space) && (from..=to).contains(&length);
        let bytes = || {
            let size = (run[2] as usize).div_ceil(lanes).checked_mul(length)?.checked_mul(lanes)?;
            letters.get(run[3] as usize..(run[3] as usize).checked_add(size)?)
        };
        wanted.then(|| Run { length, first: run[1], words: run[2], letters: bytes().unwrap_or_default() })
    })
}

/// All values under a key.
pub(super) fn under<'a, K: Ord>(keys: &[K], values: &'a [u32], key: K) -> &'a [u32] {
    let from = keys.partition_point(|k| *k < key);
    let to = from + keys[from..].partition_point(|k| *k <= key);
    values.get(from..to).unwrap_or_default()
}

/// The names under a run of letters.
pub(super) fn under_gram<'a>(keys: &[u32], at: &[u32], names: &'a [u32], gram: u32) -> &'a [u32] {
    keys.binary_search(&gram).map_or(&[], |place| between(names, at, place))
}

impl<'a> View<'a> {
    /// The terms of one key of like words.
    pub fn terms_of_fold(&self, fold: u32) -> std::ops::Range<u32> {
        let ends = || {
            let at = fold as usize;
            Some(*self.fold_terms.get(at)?..*self.fold_terms.get(at + 1)?)
        };
        ends().unwrap_or_default()
    }

    /// The names of a party.
    pub fn names_of(&self, party: u32) -> std::ops::Range<u32> {
        let ends = || {
            let at = party as usize;
            Some(*self.party_names.get(at)?..*self.party_names.get(at + 1)?)
        };
        ends().unwrap_or_default()
    }
}
