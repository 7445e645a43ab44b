//! Keys that differ by few letters, without comparing all of them. Each key is listed under all that is left of it when a
//! letter or two are left out: two keys that differ by so many letters have such a rest in common.

use super::build::count;
use super::keys::hash;
use super::packed::between;

/// The letters of a key of which rests are made: its beginning tells enough.
pub(super) const BEGINNING: usize = 10;

/// The most letters by which keys that are found differ.
pub(super) const MOST: u8 = 2;

/// Letters of a key from which two are left out; from shorter ones one is.
pub(super) const LONG: usize = 5;

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
    if key.len() < LONG { 1 } else { usize::from(MOST) }
}

/// Puts numbered keys on shelves by their spaces and letters: where each shelf begins, and its entries.
pub(super) fn shelve<'k>(keys: impl Iterator<Item = (u32, (u8, &'k [u8]))>) -> (Vec<u32>, Vec<u32>) {
    let mut listed: Vec<(u32, u32)> = Vec::new();
    for (number, (space, key)) in keys {
        rests(space, key, left_out(key), &mut |rest, left_out| {
            listed.push((rest, rest & TELLING | number & KEY | if left_out > 1 { TWO } else { 0 }));
        });
    }
    let shelves = count((listed.len() / 8).next_power_of_two());
    listed.iter_mut().for_each(|(rest, _)| *rest %= shelves);
    listed.sort_unstable();
    listed.dedup();
    let (mut at, mut begins) = (0, Vec::with_capacity(shelves as usize + 1));
    for shelf in 0..=shelves {
        at += listed[at..].iter().take_while(|(rest, _)| *rest < shelf).count();
        begins.push(count(at));
    }
    (begins, listed.into_iter().map(|(_, entry)| entry).collect())
}

/// Keys on shelves as they are read.
#[derive(Clone, Copy)]
pub(super) struct Shelves<'a> {
    pub at: &'a [u32],
    pub entries: &'a [u32],
}

impl Shelves<'_> {
    /// Finds the keys that may differ from one by `edits` letters, neighbours exchanged being one; each once, in order.
    pub fn find(&self, space: u8, key: &[u8], edits: u8, found: &mut Vec<u32>) {
        found.clear();
        let shelves = count(self.at.len().saturating_sub(1).max(1));
        // Keys that lack two letters of their own differ by two at least.
        let telling = if edits > 1 { TELLING } else { TELLING | TWO };
        rests(space, key, edits.min(MOST).into(), &mut |rest, _| {
            let shelf = between(self.entries, self.at, (rest % shelves) as usize);
            let same = shelf.iter().filter(|entry| **entry & telling == rest & TELLING);
            found.extend(same.map(|entry| entry & KEY));
        });
        found.sort_unstable();
        found.dedup();
    }
}
