//! Looking up keys in the sorted columns of the index.

use super::layout::View;
use super::packed::between;

/// The places of all values under a key.
pub(super) fn places<K: Ord>(keys: &[K], key: K) -> std::ops::Range<usize> {
    let from = keys.partition_point(|k| *k < key);
    from..from + keys[from..].iter().take_while(|k| **k == key).count()
}

/// All values under a key.
pub(super) fn under<'a, K: Ord, V>(keys: &[K], values: &'a [V], key: K) -> &'a [V] {
    values.get(places(keys, key)).unwrap_or_default()
}

/// The names under a run of letters.
pub(super) fn under_gram<'a, V>(keys: &[u32], at: &[u32], names: &'a [V], gram: u32) -> &'a [V] {
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
