//! Looking up keys in the sorted columns of the index.

use std::ops::Range;

use super::build::count;
use super::layout::View;
use super::packed::between;

/// All values under a key.
pub(super) fn under<'a, K: Ord, V>(keys: &[K], values: &'a [V], key: K) -> &'a [V] {
    let first = keys.partition_point(|k| *k < key);
    same(keys, values, &key, first)
}

/// All values under a hash. Hashes are spread evenly: where one stands is guessed, and looked for around there.
pub(super) fn under_hash<'a, V>(hashes: &[u64], values: &'a [V], hash: u64) -> &'a [V] {
    let guess = ((u128::from(hash) * hashes.len() as u128) >> 64) as usize;
    let before = |at: usize| hashes.get(at).is_some_and(|h| *h < hash);
    let (mut from, mut to, mut step) = (guess, guess, 8);
    while from > 0 && !before(from - 1) {
        (from, step) = (from.saturating_sub(step), step * 2);
    }
    while before(to) {
        (to, step) = (hashes.len().min(to + step), step * 2);
    }
    let first = from + hashes[from..to].partition_point(|h| *h < hash);
    same(hashes, values, &hash, first)
}

/// The values whose keys from `first` on are this one.
fn same<'a, K: PartialEq, V>(keys: &[K], values: &'a [V], key: &K, first: usize) -> &'a [V] {
    let many = keys[first..].iter().take_while(|k| *k == key).count();
    values.get(first..first + many).unwrap_or_default()
}

/// The names under a run of letters or a year.
pub(super) fn under_gram<'a, V>(keys: &[u32], at: &[u32], names: &'a [V], key: u32) -> &'a [V] {
    keys.binary_search(&key).map_or(&[], |place| between(names, at, place))
}

impl View<'_> {
    /// The terms of one key of like words.
    pub fn terms_of_fold(&self, fold: u32) -> Range<u32> {
        numbers(self.fold_terms, fold, self.terms.len())
    }

    /// The names of a party.
    pub fn names_of(&self, party: u32) -> Range<u32> {
        numbers(self.party_names, party, self.names())
    }
}

/// The numbers from one entry of a column to the next, of `all` that there are.
fn numbers(at: &[u32], place: u32, all: usize) -> Range<u32> {
    let ends = |place: usize| Some(*at.get(place)?..(*at.get(place + 1)?).min(count(all)));
    ends(place as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_hash_is_found_wherever_it_stands(
            mut hashes in proptest::collection::vec(prop_oneof![0u64..40, any::<u64>(), Just(u64::MAX)], 0..60),
            hash in prop_oneof![0u64..40, any::<u64>(), Just(u64::MAX)],
        ) {
            hashes.sort_unstable();
            let values: Vec<usize> = (0..hashes.len()).collect();
            let hash = hashes.get(hash as usize % 61).copied().unwrap_or(hash);
            prop_assert_eq!(under_hash(&hashes, &values, hash), under(&hashes, &values, hash));
        }

        /// A damaged index may hold any numbers.
        #[test]
        fn numbers_are_never_more_than_there_are(at in proptest::collection::vec(any::<u32>(), 0..4), place in 0u32..5) {
            prop_assert!(numbers(&at, place, 7).end <= 7);
            prop_assert_eq!(numbers(&[2, 4, 9], place, 7), [2..4, 4..7].get(place as usize).cloned().unwrap_or_default());
        }

        /// A damaged index may hold hashes in any order.
        #[test]
        fn hashes_in_disorder_are_harmless(hashes in proptest::collection::vec(any::<u64>(), 0..60), hash in any::<u64>()) {
            under_hash(&hashes, &hashes, hash);
        }
    }
}
