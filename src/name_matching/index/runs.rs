//! Words of one space and length lie side by side, so that a scan compares many of them at once. Neighbours hold like
//! letters, so that it passes over most of them unread.

use std::cmp::Reverse;

use super::build::count;
use super::layout::View;
use crate::name_matching::kernel::{Blocks, GROUP, LANES, mask, masks_of_block, side_by_side};

/// Where the words of one kind lie: keys of like words, or whole names.
#[derive(Clone, Copy)]
pub(super) struct Runs<'a> {
    /// Five numbers a run: space and length, first word, how many, first byte, first mask.
    table: &'a [u32],
    letters: &'a [u8],
    masks: &'a [u64],
}

/// A run of words of one space and length.
pub(super) struct Run<'a> {
    pub first: u32,
    pub words: u32,
    pub blocks: Blocks<'a>,
}

impl<'a> View<'a> {
    /// Whole names as their keys of like words; only their masks are kept.
    pub(super) fn spelt(&self) -> Runs<'a> {
        Runs { table: self.spelt_runs, letters: &[], masks: self.spelt_blocks }
    }

    /// Whole names.
    pub(super) fn wholes(&self) -> Runs<'a> {
        Runs { table: self.whole_runs, letters: self.whole_letters, masks: self.whole_masks }
    }
}

impl<'a> Runs<'a> {
    /// The runs of one space with lengths from `from` to `to`; empty ones where the numbers make no sense.
    pub fn of(self, space: u8, from: usize, to: usize) -> impl Iterator<Item = Run<'a>> {
        let (table, _) = self.table.as_chunks::<5>();
        table.iter().filter_map(move |[key, first, words, letters, masks]| {
            let length = (key & 0xffff) as usize;
            let wanted = key >> 16 == u32::from(space) && (from..=to).contains(&length);
            wanted.then(|| {
                let blocks = self.blocks(length, *words, (*letters, *masks)).unwrap_or_default();
                Run { first: *first, words: *words, blocks }
            })
        })
    }

    fn blocks(self, length: usize, words: u32, (letters, masks): (u32, u32)) -> Option<Blocks<'a>> {
        let count = (words as usize).div_ceil(LANES);
        let part = |from: u32, size: usize| Some(from as usize..(from as usize).checked_add(size)?);
        let size = if self.letters.is_empty() { 0 } else { count.checked_mul(length)?.checked_mul(LANES)? };
        let letters = self.letters.get(part(letters, size)?)?;
        let masks = self.masks.get(part(masks, count.checked_mul(2 * LANES / GROUP)?)?)?;
        Some(Blocks { length, letters, masks })
    }
}

/// The columns of runs while the index is made.
pub(super) struct RunWriter<'a> {
    pub table: &'a mut Vec<u32>,
    /// Nothing where the masks alone are kept.
    pub letters: Option<&'a mut Vec<u8>>,
    pub masks: &'a mut Vec<u64>,
}

impl RunWriter<'_> {
    /// Writes words in the order of their places.
    pub fn write_places(self, words: &[(u8, Vec<u8>)], places: &[u32]) {
        let of = |place: &u32| &words[*place as usize];
        let words: Vec<(u8, &[u8])> = places.iter().map(of).map(|(space, word)| (*space, word.as_slice())).collect();
        self.write(&words);
    }

    /// Writes words that stand in order of space and length.
    pub fn write(mut self, words: &[(u8, &[u8])]) {
        let mut first = 0;
        for run in words.chunk_by(|(s, x), (t, y)| (s, x.len()) == (t, y.len())) {
            let (space, length) = (run[0].0, run[0].1.len());
            let key = u32::from(space) << 16 | count(length.min(0xffff));
            let at = self.letters.as_ref().map_or(0, |letters| letters.len());
            self.table.extend([key, first, count(run.len()), count(at), count(self.masks.len())]);
            match &mut self.letters {
                Some(letters) => side_by_side(run.iter().map(|(_, word)| *word), length, letters, self.masks),
                None => run.chunks(LANES).for_each(|chunk| {
                    let words: Vec<&[u8]> = chunk.iter().map(|(_, word)| *word).collect();
                    self.masks.extend(masks_of_block(&words));
                }),
            }
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
