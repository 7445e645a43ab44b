//! Keys of like words that differ by few letters. Each key is listed under all that is left of it when a letter or two are
//! left out: two keys that differ by so many letters have such a rest in common.

use super::build::count;
use super::keys::{NO_SPACE, hash};
use super::layout::{Columns, View};
use super::packed::between;
use crate::name_matching::kernel::Pattern;

/// The letters of a key of which rests are made: its beginning tells enough.
const BEGINNING: usize = 10;

/// Letters of a key from which two are left out; from shorter ones one is.
const LONG: usize = 5;

/// The bits of an entry of a shelf that number the key.
const KEY: u32 = (1 << 24) - 1;

/// Marks an entry whose rest lacks two letters.
const TWO: u32 = 1 << 24;

/// The bits of an entry that tell its rest from most others of the shelf.
const TELLING: u32 = !(KEY | TWO);

/// Calls `found` with a number for each rest of a key with up to `most` letters left out, the key itself among them, and
/// with how many were left out. The same number may come more than once, and by accident be that of another rest.
fn rests(space: u8, key: &[u8], most: usize, found: &mut dyn FnMut(u32, usize)) {
    let mut rest = [space; BEGINNING + 1];
    let key = &key[..key.len().min(BEGINNING)];
    let mut without = |left_out: &[usize]| {
        let mut length = 1;
        for (_, letter) in key.iter().enumerate().filter(|(at, _)| !left_out.contains(at)) {
            rest[length] = *letter;
            length += 1;
        }
        #[allow(clippy::cast_possible_truncation)]
        found(hash(&rest[..length]) as u32, left_out.len());
    };
    without(&[]);
    for first in (0..key.len()).filter(|_| most > 0) {
        without(&[first]);
        (first + 1..key.len()).filter(|_| most > 1).for_each(|second| without(&[first, second]));
    }
}

/// How many letters are left out of a listed key.
fn left_out(key: &[u8]) -> usize {
    if key.len() < LONG { 1 } else { 2 }
}

impl Columns {
    /// Writes the keys, by space and letters.
    pub(super) fn write_folds(&mut self, folds: &[(u8, &[u8])]) {
        let mut listed: Vec<(u32, u32)> = Vec::new();
        for (number, (space, key)) in (0..).zip(folds) {
            self.fold_at.push(count(self.fold_letters.len()));
            self.fold_letters.push(*space);
            self.fold_letters.extend_from_slice(key);
            if *space != NO_SPACE {
                rests(*space, key, left_out(key), &mut |rest, left_out| {
                    listed.push((rest, rest & TELLING | number & KEY | if left_out > 1 { TWO } else { 0 }));
                });
            }
        }
        self.fold_at.push(count(self.fold_letters.len()));
        let shelves = count((listed.len() / 8).next_power_of_two());
        listed.iter_mut().for_each(|(rest, _)| *rest %= shelves);
        listed.sort_unstable();
        listed.dedup();
        let mut at = 0;
        for shelf in 0..=shelves {
            at += listed[at..].iter().take_while(|(rest, _)| *rest < shelf).count();
            self.rest_at.push(count(at));
        }
        self.rest_folds = listed.into_iter().map(|(_, entry)| entry).collect();
    }
}

impl View<'_> {
    /// Finds the keys that differ from one by `edits` letters at most, neighbours exchanged being one; `found` keeps them.
    pub(super) fn near_folds(&self, space: u8, key: &[u8], edits: u8, found: &mut Vec<u32>) {
        found.clear();
        let shelves = count(self.rest_at.len().saturating_sub(1).max(1));
        // Keys that lack two letters of their own differ by two at least.
        let telling = if edits > 1 { TELLING } else { TELLING | TWO };
        rests(space, key, edits.into(), &mut |rest, _| {
            let shelf = between(self.rest_folds, self.rest_at, (rest % shelves) as usize);
            let same = shelf.iter().filter(|entry| **entry & telling == rest & TELLING);
            found.extend(same.map(|entry| entry & KEY));
        });
        found.sort_unstable();
        found.dedup();
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
