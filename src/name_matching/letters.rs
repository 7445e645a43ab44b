//! Differences between two spellings, letter by letter: the cost of turning one into the other, where letters taken
//! for each other cost less than others. Costs are whole hundredths, so that they are the same on every machine.

use super::kernel::Pattern;
use super::tables::{Costs, NameTables};

/// The cost of one letter, in hundredths.
pub(super) const LETTER: u32 = 100;

/// Words and names up to this length are compared without allocating.
const ROW: usize = 64;

/// Most words are shorter than this.
const SHORT_ROW: usize = 16;

/// Letters as one byte each: ASCII as it is, letters of other alphabets above.
pub(super) fn code(c: char) -> u8 {
    let low = (u32::from(c) & 0x7f) as u8;
    if c.is_ascii() { low } else { 0x80 | low }
}

/// A cost as a share of a letter, in hundredths.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn hundredths(cost: f64) -> u32 {
    (cost.clamp(0.0, 1e6) * f64::from(LETTER) + 0.5) as u32
}

/// What it costs to exchange letters, ready to be looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct LetterCosts {
    exchange: Vec<u8>,
    double: u32,
    silent: u32,
    transpose: u32,
    /// The cheapest exchange: what a letter that only one word holds costs at least.
    least: u32,
    /// For each letter those that are exchanged for it at less than a letter, itself among them.
    like: Vec<u64>,
}

/// What it costs to exchange one letter for others; letters of other alphabets are like no other.
struct Exchanges<'a> {
    letter: u8,
    costs: Option<&'a [u8; 128]>,
}

impl Exchanges<'_> {
    fn cost(&self, other: u8) -> u32 {
        match self.costs {
            _ if self.letter == other => 0,
            Some(costs) if other < 0x80 => costs[usize::from(other)].into(),
            _ => LETTER,
        }
    }
}

impl LetterCosts {
    /// The costs of all exchanges of letters and digits.
    pub fn new(costs: &Costs) -> Self {
        let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        let cost = |a: char, b: char| {
            if a == b {
                0
            } else if vowel(a) && vowel(b) {
                hundredths(costs.vowel)
            } else if costs.like_letters.iter().any(|group| group.contains(a) && group.contains(b)) {
                hundredths(costs.like)
            } else {
                LETTER
            }
        };
        let all = || (0..128u8).map(char::from);
        let exchange = all().flat_map(|a| all().map(move |b| (a, b)));
        let like = |a: char| all().filter(|b| cost(a, *b) < LETTER).fold(0, |mask, b| mask | 1 << (b as u8 % 64));
        Self {
            like: all().map(like).collect(),
            exchange: exchange.map(|(a, b)| u8::try_from(cost(a, b)).unwrap_or(u8::MAX)).collect(),
            double: hundredths(costs.double),
            silent: hundredths(costs.silent),
            transpose: hundredths(costs.transpose),
            least: hundredths(costs.like.min(costs.silent).min(costs.vowel)),
        }
    }

    /// What a doubled letter costs, the cheapest difference in length.
    pub fn double(&self) -> u32 {
        self.double
    }

    /// What it costs to exchange one letter for others.
    fn exchanges(&self, letter: u8) -> Exchanges<'_> {
        let from = usize::from(letter) << 7;
        Exchanges { letter, costs: self.exchange.get(from..from + 128).and_then(|row| row.try_into().ok()) }
    }

    /// The cost of a letter that only one side has.
    fn single(&self, word: &[u8], at: usize) -> u32 {
        let doubled = at > 0 && word[at - 1] == word[at];
        match word[at] {
            _ if doubled => self.double,
            b'h' if at > 0 => self.silent,
            _ => LETTER,
        }
    }
}

/// The cost of turning one word into the other: a letter left out, put in or exchanged, less for letters of like
/// sound, for doubling and for a silent h; two neighbours exchanged. The same both ways.
/// `None` above `limit`.
pub(super) fn distance(a: &[u8], b: &[u8], tables: &NameTables, limit: u32) -> Option<u32> {
    let costs = &tables.letter_costs;
    if a == b {
        return Some(0);
    }
    if a.len().abs_diff(b.len()) as u32 * costs.double.max(1) > limit {
        return None;
    }
    if b.len() < SHORT_ROW {
        return fill_rows::<SHORT_ROW>(a, b, costs, limit);
    }
    if b.len() < ROW {
        return fill_rows::<ROW>(a, b, costs, limit);
    }
    let row = || vec![0u32; b.len() + 1];
    let (mut one, mut two, mut three, mut singles) = (row(), row(), row(), row());
    fill(a, b, costs, limit, [&mut one, &mut two, &mut three], &mut singles)
}

fn fill_rows<const LENGTH: usize>(a: &[u8], b: &[u8], costs: &LetterCosts, limit: u32) -> Option<u32> {
    let mut rows = [[0u32; LENGTH]; 4];
    let [one, two, three, singles] = &mut rows;
    fill(a, b, costs, limit, [one, two, three], singles)
}

fn fill(
    a: &[u8],
    b: &[u8],
    costs: &LetterCosts,
    limit: u32,
    [mut two_ago, mut before, mut now]: [&mut [u32]; 3],
    singles: &mut [u32],
) -> Option<u32> {
    let width = b.len();
    for j in 0..width {
        singles[j] = costs.single(b, j);
        before[j + 1] = before[j] + singles[j];
    }
    let singles = &singles[..width];
    let mut least_before = 0;
    for (i, letter) in a.iter().enumerate() {
        let own = costs.single(a, i);
        let exchange = costs.exchanges(*letter);
        let mut left = before[0] + own;
        now[0] = left;
        let mut least = left;
        for (j, ((cell, above), (other, single))) in
            now[1..=width].iter_mut().zip(before[..=width].windows(2)).zip(b.iter().zip(singles)).enumerate()
        {
            // No cost is near what the type holds: the longest name has some thousand letters of a hundred each.
            let exchanged = above[0].wrapping_add(exchange.cost(*other));
            let mut cost = exchanged.min(above[1].wrapping_add(own)).min(left.wrapping_add(*single));
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *other {
                cost = cost.min(two_ago[j - 1].wrapping_add(costs.transpose));
            }
            *cell = cost;
            left = cost;
            least = least.min(cost);
        }
        // An exchange of neighbours reaches over one row.
        if least.min(least_before) > limit {
            return None;
        }
        least_before = least;
        std::mem::swap(&mut two_ago, &mut before);
        std::mem::swap(&mut before, &mut now);
    }
    Some(before[width]).filter(|cost| *cost <= limit)
}

/// Which letters a word holds, as bits.
pub(super) fn letter_mask(letters: &[u8]) -> u32 {
    letters.iter().fold(0, |mask, c| mask | 1 << (c % 32))
}

/// How many letters only one of two words may hold where they cost no more than `limit`.
pub(super) fn most_other_letters(limit: u32, tables: &NameTables) -> u32 {
    limit / tables.letter_costs.least.max(1)
}

/// How many edits of keys of like letters may cost no more than `limit`: the last of them may be the exchange of letters
/// that are like but not the same in the keys; more such exchanges are rare.
pub(super) fn most_edits(limit: u32, tables: &NameTables) -> u8 {
    u8::try_from((limit + LETTER.saturating_sub(tables.letter_costs.least)) / LETTER).unwrap_or(u8::MAX)
}

/// The letters that a word holds, and those that are exchanged for them at less than a letter, itself among them: most
/// words are told apart by these alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Held {
    pub letters: u32,
    pub like: u32,
}

impl Held {
    /// What a word holds.
    pub fn new(word: &[u8], tables: &NameTables) -> Self {
        let like = |c: &u8| tables.letter_costs.like.get(usize::from(*c)).copied().unwrap_or(0);
        let letters = letter_mask(word);
        let like = word.iter().fold(0, |mask, c| mask | like(c));
        Self { letters, like: letters | like as u32 | (like >> 32) as u32 }
    }

    /// What two words hold together.
    pub fn and(self, other: Self) -> Self {
        Self { letters: self.letters | other.letters, like: self.like | other.like }
    }

    /// Whether turning one word into the other may cost no more than `limit`.
    #[inline(always)]
    pub fn may_be_near(self, other: Self, limit: u32, tables: &NameTables) -> bool {
        self.may_hold(other.letters, limit, tables) && other.may_hold(self.letters, limit, tables)
    }

    /// Whether a word that holds these letters may cost no more than `limit`: some this one lacks, and some nothing in it
    /// is like.
    #[inline(always)]
    pub fn may_hold(self, other: u32, limit: u32, tables: &NameTables) -> bool {
        let costs = &tables.letter_costs;
        // A silent h may be left out for less.
        let unlike = other & !self.like & !H;
        if more_than(limit / LETTER, unlike) {
            return false;
        }
        let lacking = (other & !self.letters).count_ones();
        lacking * costs.least + unlike.count_ones() * (LETTER - costs.least.min(LETTER)) <= limit
    }
}

/// The bit of an h.
const H: u32 = 1 << (b'h' % 32);

/// Whether more than so many bits are set: quicker than counting them all where few are allowed.
#[inline(always)]
fn more_than(number: u32, mut bits: u32) -> bool {
    (0..number).for_each(|_| bits &= bits.wrapping_sub(1));
    bits != 0
}

/// A word made ready to be told from most others without the costs of each of their letters.
#[derive(Clone, Debug)]
pub(super) struct Ready {
    exact: Pattern,
    like: Pattern,
    cheap: u32,
}

impl Ready {
    /// Makes a word ready.
    pub fn new(word: &[u8], tables: &NameTables) -> Self {
        let costs = &tables.letter_costs;
        let like = |letter: u8| costs.like.get(usize::from(letter)).copied().unwrap_or(1 << (letter % 64));
        Self { exact: Pattern::new(word), like: Pattern::with_like(word, like), cheap: cheap_letters(word) }
    }

    /// What turning it into another word costs at least.
    ///
    /// That takes as many edits as [`Pattern`] counts, and so many that are no exchange of like letters as it counts where
    /// these are the same. Only a doubled letter and an h cost less than a letter when they are left out or put in.
    pub fn least_cost(&self, other: &[u8], tables: &NameTables) -> u32 {
        let costs = &tables.letter_costs;
        let cheap = self.cheap + cheap_letters(other);
        let edits = self.exact.edits(other);
        let unlike = self.like.edits(other).min(edits);
        let (letter, exchange) = (LETTER.min(costs.transpose), costs.least.min(LETTER));
        let spared = letter.saturating_sub(costs.double.min(costs.silent));
        let cost = |unlike: u32| exchange * (edits - unlike) + letter * unlike;
        // The more edits are cheap ones the less, as long as there are cheap letters.
        let one_by_one = |unlike: u32| cost(unlike).saturating_sub(spared * cheap.min(unlike));
        one_by_one(unlike).min(one_by_one(cheap.clamp(unlike, edits)))
    }
}

/// How many letters of a word may be left out for less than a letter.
fn cheap_letters(word: &[u8]) -> u32 {
    let cheap = |pair: &&[u8]| pair[0] == pair[1] || pair[1] == b'h';
    word.windows(2).filter(cheap).count() as u32
}

/// Likeness of two names written in the same alphabet of syllables: the share of characters that agree.
pub(super) fn syllable_likeness(a: &str, b: &str) -> f64 {
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let longer = a.len().max(b.len());
    if longer == 0 {
        return 0.0;
    }
    let differing = strsim::generic_levenshtein(&a, &b);
    #[allow(clippy::cast_precision_loss)]
    let share = differing as f64 / longer as f64;
    1.0 - share
}
