//! The edit distance of one word to very many, 32 at a time: one lane of a vector register for each. The compiler turns
//! the loops over lanes into vector instructions; which ones the machine has is found when the program runs.

/// Words compared at the same time.
pub const LANES: usize = 32;

/// Neighbouring words that are passed over together.
pub const GROUP: usize = 8;

/// Longest word that is compared, in letters.
pub const LONGEST: usize = 120;

type Lane = [u8; LANES];

/// Words of one length in blocks of 32, side by side: letter `j` of all of them, then letter `j + 1`. The more alike the
/// letters of neighbours are, the more blocks are passed over unread.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blocks<'a> {
    /// Letters of each word.
    pub length: usize,
    /// Letters; `length * LANES` bytes a block.
    pub letters: &'a [u8],
    /// Two masks (see [`mask`]) for each [`GROUP`] of words: the letters that any of them holds, and those that all hold.
    pub masks: &'a [u64],
}

/// 32 words of one length.
#[derive(Clone, Copy, Debug)]
struct Block<'a> {
    letters: &'a [u8],
    length: usize,
}

/// Rows of one comparison, used again for the next.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    two_ago: Vec<Lane>,
    before: Vec<Lane>,
    now: Vec<Lane>,
}

/// The letters of a word as bits, a second and third one of the same kind apart from the first. Each edit brings in or
/// takes away one of them at most; exchanging neighbours none.
pub fn mask(letters: &[u8]) -> u64 {
    let mut before = [0u8; 256];
    letters.iter().fold(0, |mask, letter| {
        let times = &mut before[usize::from(*letter)];
        let bit = letter.wrapping_add(times.wrapping_mul(27)) % 64;
        *times = times.saturating_add(1);
        mask | 1 << bit
    })
}

/// For each [`GROUP`] of the words of a block the letters that any of them holds, and those that all of them hold; groups
/// without words hold nothing.
fn masks_of_block(words: &[&[u8]]) -> [u64; 2 * LANES / GROUP] {
    let mut masks = [0; 2 * LANES / GROUP];
    let (pairs, _) = masks.as_chunks_mut::<2>();
    for (pair, words) in pairs.iter_mut().zip(words.chunks(GROUP)) {
        let each = words.iter().map(|word| mask(word));
        *pair = each.fold([0, u64::MAX], |[any, all], mask| [any | mask, all & mask]);
    }
    masks
}

/// Finds the words that may lie within `limits` edits of one by two masks of each, and calls `found` with their places.
/// `entries` are the places with the second masks, which need not be read from `words` then.
pub fn scan_masks(
    own: [u64; 2],
    entries: impl Iterator<Item = (u32, u64)>,
    words: &[[u64; 2]],
    limits: [u8; 2],
    found: impl FnMut(usize),
) {
    pulp::Arch::new().dispatch(ScanMasks { own, entries, words, limits, found });
}

struct ScanMasks<'a, I, F> {
    own: [u64; 2],
    entries: I,
    words: &'a [[u64; 2]],
    limits: [u8; 2],
    found: F,
}

impl<I: Iterator<Item = (u32, u64)>, F: FnMut(usize)> pulp::WithSimd for ScanMasks<'_, I, F> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { own, entries, words, limits, mut found } = self;
        for (place, second) in entries {
            if near(own[1], [second; 2], limits[1]) {
                let place = place as usize;
                if words.get(place).is_some_and(|[first, _]| near(own[0], [*first; 2], limits[0])) {
                    found(place);
                }
            }
        }
    }
}

/// Whether a word may lie within `limit` edits of others, by the letters that any and that all of them hold.
#[inline(always)]
fn near(own: u64, [any, all]: [u64; 2], limit: u8) -> bool {
    (own & !any).count_ones().max((all & !own).count_ones()) <= limit.into()
}

/// A word made ready to be compared with single words: where each letter stands in it, as bits. Letters that have their
/// last six bits in common count as one: words may be told nearer than they are, never farther.
#[derive(Clone, Debug)]
pub struct Pattern {
    places: [u64; 64],
    length: usize,
}

impl Pattern {
    /// Makes a word ready; of one longer than a number has bits nothing is told.
    pub fn new(word: &[u8]) -> Self {
        Self::with_like(word, |letter| 1 << (letter % 64))
    }

    /// Makes a word ready in which several letters count as one: `like` gives those by their last six bits.
    pub fn with_like(word: &[u8], like: impl Fn(u8) -> u64) -> Self {
        let mut places = [0; 64];
        let short = word.len() <= 64;
        for (at, letter) in word.iter().take(64).enumerate() {
            let mut same = like(*letter);
            while same != 0 {
                places[same.trailing_zeros() as usize] |= 1 << at;
                same &= same - 1;
            }
        }
        Self { places, length: if short { word.len() } else { 0 } }
    }

    /// Whether a word is no more than `limit` edits away, neighbours exchanged being one; always true where that cannot
    /// be told.
    pub fn within(&self, limit: u8, word: &[u8]) -> bool {
        self.edits(word) <= limit.into()
    }

    /// By how many edits a word differs, neighbours exchanged being one; none where that cannot be told. All cells of a
    /// column at once: Hyyrö, A bit-vector algorithm for computing Levenshtein and Damerau edit distances (2003).
    pub fn edits(&self, word: &[u8]) -> u32 {
        let Some(last) = self.length.checked_sub(1) else { return 0 };
        let (mut up, mut down, mut zero, mut before) = (u64::MAX, 0u64, 0u64, 0u64);
        let mut edits = self.length as u32;
        for letter in word {
            let here = self.places[usize::from(*letter % 64)];
            let turned = ((!zero & here) << 1) & before;
            zero = ((here & up).wrapping_add(up) ^ up) | here | down | turned;
            let (right, left) = (down | !(zero | up), zero & up);
            // One up for each letter at most, and one down only where it was up before.
            edits = edits.wrapping_add((right >> last & 1) as u32).wrapping_sub((left >> last & 1) as u32);
            let right = right << 1 | 1;
            up = left << 1 | !(zero | right);
            down = right & zero;
            before = here;
        }
        edits
    }
}

/// Puts words of one length side by side, with the masks of each block; missing words are filled with zeros.
pub fn side_by_side<'a>(
    words: impl Iterator<Item = &'a [u8]>,
    length: usize,
    letters: &mut Vec<u8>,
    masks: &mut Vec<u64>,
) {
    let words: Vec<&[u8]> = words.collect();
    for chunk in words.chunks(LANES) {
        for at in 0..length {
            let letter = |lane: usize| chunk.get(lane).and_then(|word| word.get(at)).copied().unwrap_or(0);
            letters.extend((0..LANES).map(letter));
        }
        masks.extend(masks_of_block(chunk));
    }
}

/// Finds the words within `limit` edits of `pattern` in blocks of one length, and calls `found` with the place of the
/// word and its distance. With `NEIGHBOURS` two neighbouring letters exchanged are one edit.
pub fn scan<const NEIGHBOURS: bool>(
    pattern: &[u8],
    blocks: Blocks<'_>,
    limit: u8,
    rows: &mut Rows,
    found: &mut dyn FnMut(usize, u8),
) {
    let length = blocks.length;
    if length == 0 || pattern.is_empty() || pattern.len() > LONGEST || length > LONGEST + usize::from(limit) {
        return;
    }
    pulp::Arch::new().dispatch(Scan::<NEIGHBOURS> { pattern, blocks, limit, rows, found });
}

struct Scan<'a, const NEIGHBOURS: bool> {
    pattern: &'a [u8],
    blocks: Blocks<'a>,
    limit: u8,
    rows: &'a mut Rows,
    found: &'a mut dyn FnMut(usize, u8),
}

impl<const NEIGHBOURS: bool> pulp::WithSimd for Scan<'_, NEIGHBOURS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { pattern, blocks: Blocks { length, letters, masks }, limit, rows, found } = self;
        let own = mask(pattern);
        for rows in [&mut rows.two_ago, &mut rows.before, &mut rows.now] {
            rows.clear();
            rows.resize(pattern.len() + 2, [0; LANES]);
        }
        let (masks, _) = masks.as_chunks::<{ 2 * LANES / GROUP }>();
        for (number, letters) in letters.chunks_exact(length * LANES).enumerate() {
            let passed_over = |groups: &[u64; 2 * LANES / GROUP]| {
                !groups.as_chunks::<2>().0.iter().any(|group| near(own, *group, limit))
            };
            if masks.get(number).is_some_and(passed_over) {
                continue;
            }
            if let Some(distances) = distances::<NEIGHBOURS>(pattern, Block { letters, length }, limit, rows) {
                let near = distances.iter().enumerate().filter(|(_, distance)| **distance <= limit);
                near.for_each(|(lane, distance)| found(number * LANES + lane, *distance));
            }
        }
    }
}

/// The distances of the pattern to the words of a block; nothing where all of them are above the limit.
#[inline(always)]
fn distances<const NEIGHBOURS: bool>(pattern: &[u8], block: Block<'_>, limit: u8, rows: &mut Rows) -> Option<Lane> {
    let width = pattern.len();
    if width.abs_diff(block.length) > usize::from(limit) {
        return None;
    }
    let limit = limit.min(u8::MAX - 2);
    let far = limit + 1;
    let band = usize::from(limit);
    for (at, row) in rows.before.iter_mut().enumerate() {
        *row = [u8::try_from(at).unwrap_or(u8::MAX).min(far); LANES];
    }
    let mut last: &Lane = &[0; LANES];
    let mut least_before = 0;
    for (j, letter) in block.letters.chunks_exact(LANES).enumerate() {
        let letter: &Lane = letter.try_into().ok()?;
        let (from, to) = ((j + 1).saturating_sub(band).max(1), (j + 1 + band).min(width));
        if from > to {
            return None;
        }
        let mut least = [far; LANES];
        rows.now[from - 1] = [if from == 1 { u8::try_from(j + 1).unwrap_or(u8::MAX).min(far) } else { far }; LANES];
        if from == 1 {
            least = rows.now[0];
        }
        for i in from..=to {
            let mut cell = cell(pattern[i - 1], letter, &rows.before[i - 1], &rows.before[i], &rows.now[i - 1]);
            if NEIGHBOURS && i > 1 && j > 0 {
                exchanged(&mut cell, [pattern[i - 2], pattern[i - 1]], [last, letter], &rows.two_ago[i - 2]);
            }
            for lane in 0..LANES {
                cell[lane] = cell[lane].min(far);
                least[lane] = least[lane].min(cell[lane]);
            }
            rows.now[i] = cell;
        }
        rows.now[to + 1] = [far; LANES];
        // An exchange of neighbours reaches over one column.
        let now = if j < band { 0 } else { smallest(&least) };
        if now > limit && (!NEIGHBOURS || least_before > limit) {
            return None;
        }
        (least_before, last) = (now, letter);
        let Rows { two_ago, before, now } = &mut *rows;
        std::mem::swap(two_ago, before);
        std::mem::swap(before, now);
    }
    Some(rows.before[width])
}

/// One cell of the table: the letter exchanged, left out or put in.
#[inline(always)]
fn cell(own: u8, letter: &Lane, diagonal: &Lane, above: &Lane, left: &Lane) -> Lane {
    let mut cell = [0; LANES];
    for lane in 0..LANES {
        // No cell holds more than the limit and one: nothing overflows, and unchecked it stays a vector.
        let exchanged = diagonal[lane].wrapping_add(u8::from(letter[lane] != own));
        cell[lane] = exchanged.min(above[lane].min(left[lane]).wrapping_add(1));
    }
    cell
}

/// Two neighbours exchanged: `own` are the pattern's, `letters` those of the words.
#[inline(always)]
fn exchanged(cell: &mut Lane, own: [u8; 2], letters: [&Lane; 2], two_ago: &Lane) {
    for lane in 0..LANES {
        let turned = u8::from(letters[0][lane] == own[1]) & u8::from(letters[1][lane] == own[0]);
        // All bits where they are not exchanged: no cost is greater. Without a branch, so that it stays a vector.
        let cost = two_ago[lane].wrapping_add(1) | turned.wrapping_sub(1);
        cell[lane] = cell[lane].min(cost);
    }
}

#[inline(always)]
fn smallest(lanes: &Lane) -> u8 {
    lanes.iter().fold(u8::MAX, |least, lane| least.min(*lane))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scanned<const NEIGHBOURS: bool>(pattern: &str, words: &[String], limit: u8) -> Vec<(usize, u8)> {
        let (mut letters, mut masks, mut found) = (Vec::new(), Vec::new(), Vec::new());
        let length = words[0].len();
        side_by_side(words.iter().map(String::as_bytes), length, &mut letters, &mut masks);
        let blocks = Blocks { length, letters: &letters, masks: &masks };
        scan::<NEIGHBOURS>(pattern.as_bytes(), blocks, limit, &mut Rows::default(), &mut |at, distance| {
            if at < words.len() {
                found.push((at, distance));
            }
        });
        found
    }

    fn one_by_one(distance: fn(&str, &str) -> usize, pattern: &str, words: &[String], limit: u8) -> Vec<(usize, u8)> {
        let near = |(at, word): (usize, &String)| {
            let distance = u8::try_from(distance(pattern, word)).ok()?;
            (distance <= limit).then_some((at, distance))
        };
        words.iter().enumerate().filter_map(near).collect()
    }

    proptest! {
        #[test]
        fn a_pattern_tells_the_same(a in "[a-d]{1,14}", b in "[a-d]{0,14}", limit in 0u8..5) {
            let within = strsim::osa_distance(&a, &b) <= usize::from(limit);
            prop_assert_eq!(Pattern::new(a.as_bytes()).within(limit, b.as_bytes()), within);
        }

        #[test]
        fn masks_never_pass_over_a_word_within_the_limit(a in "[a-h]{1,14}", b in "[a-h]{1,14}", limit in 0u8..5) {
            let (a, b) = (a.as_bytes(), b.as_bytes());
            let [any, all, ..] = masks_of_block(&[b]);
            let near_enough = Pattern::new(a).within(limit, b);
            prop_assert!(near(mask(a), [any, all], limit) || !near_enough);
            let (own, mut found) = ([mask(a); 2], Vec::new());
            scan_masks(own, [(0, mask(b)), (7, mask(b))].into_iter(), &[[mask(b); 2]], [limit; 2], |at| found.push(at));
            prop_assert!(found == [0] || !near_enough);
        }
    }

    fn word_of(letters: usize) -> impl Strategy<Value = String> {
        proptest::string::string_regex(&format!("[a-d]{{{letters}}}")).expect("a pattern")
    }

    proptest! {
        #[test]
        fn thirty_two_at_a_time_is_the_same_as_one_by_one(
            pattern in "[a-d]{1,12}",
            words in (1usize..12).prop_flat_map(|n| proptest::collection::vec(word_of(n), 1..70)),
            limit in 0u8..6,
        ) {
            let plain = one_by_one(strsim::levenshtein, &pattern, &words, limit);
            prop_assert_eq!(scanned::<false>(&pattern, &words, limit), plain);
            let neighbours = one_by_one(strsim::osa_distance, &pattern, &words, limit);
            prop_assert_eq!(scanned::<true>(&pattern, &words, limit), neighbours);
        }
    }
}
