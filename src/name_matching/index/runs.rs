//! Whole names of one space and length lie side by side, so that a scan compares many of them at once. Neighbours hold like
//! letters, so that it passes over most of them unread.

use std::cmp::Reverse;

use super::build::count;
use super::layout::{Columns, View};
use crate::name_matching::kernel::{Blocks, GROUP, LANES, mask, side_by_side};

/// A run of whole names of one space and length.
pub(super) struct Run<'a> {
    /// Place of its first name, and how many it has.
    pub first: u32,
    pub words: u32,
    pub blocks: Blocks<'a>,
}

impl<'a> View<'a> {
    /// The whole names of one space with lengths from `from` to `to`; none where the numbers make no sense.
    pub(super) fn wholes(&self, space: u8, from: usize, to: usize) -> impl Iterator<Item = Run<'a>> {
        let (table, _) = self.whole_runs.as_chunks::<5>();
        table.iter().filter_map(move |[key, first, words, letters, masks]| {
            let length = (key & 0xffff) as usize;
            let wanted = key >> 16 == u32::from(space) && (from..=to).contains(&length);
            wanted.then(|| {
                let blocks = self.blocks(length, *words, (*letters, *masks)).unwrap_or_default();
                Run { first: *first, words: *words, blocks }
            })
        })
    }

    fn blocks(&self, length: usize, words: u32, (letters, masks): (u32, u32)) -> Option<Blocks<'a>> {
        let count = (words as usize).div_ceil(LANES);
        let part = |from: u32, size: usize| Some(from as usize..(from as usize).checked_add(size)?);
        let letters = self.whole_letters.get(part(letters, count.checked_mul(length)?.checked_mul(LANES)?)?)?;
        let masks = self.whole_masks.get(part(masks, count.checked_mul(2 * LANES / GROUP)?)?)?;
        Some(Blocks { length, letters, masks })
    }
}

impl Columns {
    /// Writes whole names in the order of these places: five numbers a run, space and length, first name, how many, first
    /// byte and first mask.
    pub(super) fn write_wholes(&mut self, names: &[(u8, Vec<u8>)], places: &[u32]) {
        let mut first = 0;
        let key = |place: &u32| (names[*place as usize].0, names[*place as usize].1.len());
        for run in places.chunk_by(|one, next| key(one) == key(next)) {
            let (space, length) = key(&run[0]);
            let key = u32::from(space) << 16 | count(length.min(0xffff));
            let (letters, masks) = (&mut self.whole_letters, &mut self.whole_masks);
            self.whole_runs.extend([key, first, count(run.len()), count(letters.len()), count(masks.len())]);
            side_by_side(run.iter().map(|place| names[*place as usize].1.as_slice()), length, letters, masks);
            first += count(run.len());
        }
    }
}

/// Places of words in order of space, length, letters and text.
pub(super) fn in_order(words: &[(u8, Vec<u8>)]) -> Vec<u32> {
    let letters = LetterOrder::new(words.iter().map(|(_, word)| word.as_slice()));
    let mut places: Vec<u32> = (0..count(words.len())).collect();
    places.sort_by_cached_key(|place| {
        let (space, word) = &words[*place as usize];
        (*space, word.len(), letters.signature(word), word.clone(), *place)
    });
    places
}

/// The letters in the order in which they tell words apart best: first those that about half of the words hold.
struct LetterOrder(Vec<u32>);

impl LetterOrder {
    /// The order for these words.
    pub fn new<'w>(words: impl Iterator<Item = &'w [u8]>) -> Self {
        let (mut all, mut holding) = (0usize, [0usize; 64]);
        for mask in words.map(mask) {
            all += 1;
            (0..).zip(&mut holding).for_each(|(bit, count)| *count += (mask >> bit & 1) as usize);
        }
        let mut bits: Vec<u32> = (0..64).collect();
        bits.sort_by_key(|bit| Reverse(holding[*bit as usize].min(all - holding[*bit as usize])));
        Self(bits)
    }

    /// A number by which words of like letters come to stand beside each other.
    pub fn signature(&self, word: &[u8]) -> u64 {
        let mask = mask(word);
        self.0.iter().fold(0, |signature, bit| signature << 1 | mask >> bit & 1)
    }
}
