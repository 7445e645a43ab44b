//! Keys of like words, and which of them differ by few letters.

use super::build::count;
use super::keys::NO_SPACE;
use super::layout::{Columns, View};
use super::packed::between;
use super::shelves::{Shelves, shelve};
use crate::name_matching::kernel::Pattern;

impl Columns {
    /// Writes the keys, by space and letters.
    pub(super) fn write_folds(&mut self, folds: &[(u8, &[u8])]) {
        for (space, key) in folds {
            self.fold_at.push(count(self.fold_letters.len()));
            self.fold_letters.push(*space);
            self.fold_letters.extend_from_slice(key);
        }
        self.fold_at.push(count(self.fold_letters.len()));
        let found = (0..).zip(folds.iter().copied()).filter(|(_, (space, _))| *space != NO_SPACE);
        (self.rest_at, self.rest_folds) = shelve(found);
    }
}

impl View<'_> {
    /// Finds the keys that differ from one by `edits` letters at most, neighbours exchanged being one; `found` keeps them.
    pub(super) fn near_folds(&self, space: u8, key: &[u8], edits: u8, found: &mut Vec<u32>) {
        Shelves { at: self.rest_at, entries: self.rest_folds }.find(space, key, edits, found);
        let pattern = Pattern::new(key);
        found.retain(|fold| {
            let listed = between(self.fold_letters, self.fold_at, *fold as usize).split_first();
            listed.is_some_and(|(its_space, listed)| *its_space == space && pattern.within(edits, listed))
        });
    }

    /// The letters of a key.
    pub(super) fn fold(&self, fold: u32) -> &[u8] {
        between(self.fold_letters, self.fold_at, fold as usize).get(1..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shelves::LONG;
    use super::*;

    /// The keys of space 0 within so many letters of one, by the shelves.
    fn near(keys: &[String], key: &str, edits: u8) -> Vec<String> {
        let mut columns = Columns::default();
        let others = keys.iter().map(|key| (1, key.as_bytes()));
        columns.write_folds(&keys.iter().map(|key| (0, key.as_bytes())).chain(others).collect::<Vec<_>>());
        let bytes = columns.into_bytes(&[0; 32]);
        let aligned = super::super::Aligned::copy(&bytes);
        let view = View::new(aligned.as_ref()).expect("columns just written");
        let mut found = Vec::new();
        view.near_folds(0, key.as_bytes(), edits, &mut found);
        found.iter().map(|fold| String::from_utf8_lossy(view.fold(*fold)).into_owned()).collect()
    }

    proptest! {
        #[test]
        fn every_key_within_the_limit_is_found(
            keys in proptest::collection::vec("[a-d]{5,14}", 1..40),
            key in "[a-d]{5,14}",
            spoilt in proptest::collection::vec((0usize..15, 0u8..4, proptest::char::range('a', 'd')), 1..3),
            edits in 1u8..3,
        ) {
            let mut like: Vec<char> = key.chars().collect();
            for (at, how, letter) in spoilt {
                let (at, last) = (at % like.len(), like.len() - 1);
                match how {
                    0 => like[at] = letter,
                    1 => drop(like.remove(at)),
                    2 => like.insert(at, letter),
                    _ => like.swap(at, last.min(at + 1)),
                }
            }
            // A key of fewer letters is listed with one left out only.
            like.resize(like.len().max(LONG), 'a');
            let keys = [keys, vec![like.into_iter().collect()]].concat();
            let within = |other: &&String| strsim::osa_distance(&key, other) <= edits.into();
            let expected: Vec<String> = keys.iter().filter(within).cloned().collect();
            prop_assert_eq!(near(&keys, &key, edits), expected);
        }
    }

    #[test]
    fn short_keys_are_found_one_letter_away() {
        let keys = ["abc", "ab", "abcd", "acb", "xyz"].map(str::to_owned);
        assert_eq!(near(&keys, "abc", 1), ["abc", "ab", "abcd", "acb"]);
        assert_eq!(near(&keys, "abc", 0), ["abc"]);
        assert_eq!(near(&[], "abc", 2), [""; 0]);
    }
}
