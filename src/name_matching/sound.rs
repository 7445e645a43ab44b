//! What a word roughly sounds like, which consonants it has, and the coarse key under which like words are looked up.
//! The rules stand in `sound_alike.toml`.

use std::collections::HashMap;

use super::tables::{Fold, Skeleton};
use crate::text::names::Script;

/// A rule that rewrites letters; see `sound_alike.toml`.
#[derive(Clone, Debug)]
struct Rule {
    from: Vec<u8>,
    to: Vec<u8>,
    at_start: bool,
    at_end: bool,
}

/// Rewriting rules, by the first letter they take.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    by_first: HashMap<u8, Vec<Rule>>,
}

impl Rules {
    /// Rules as the table writes them: `^` for the beginning of a word, `$` for its end; the first that fits wins.
    pub fn new(rules: &[(String, String)]) -> Self {
        let mut by_first: HashMap<u8, Vec<Rule>> = HashMap::new();
        for (from, to) in rules {
            let (bare, at_start) = from.strip_prefix('^').map_or((from.as_str(), false), |r| (r, true));
            let (bare, at_end) = bare.strip_suffix('$').map_or((bare, false), |r| (r, true));
            let Some(first) = bare.bytes().next() else { continue };
            let rule = Rule { from: bare.into(), to: to.clone().into_bytes(), at_start, at_end };
            by_first.entry(first).or_default().push(rule);
        }
        Self { by_first }
    }

    /// The first rule that fits at the beginning of `rest`.
    fn find(&self, rest: &[u8], at_start: bool) -> Option<&Rule> {
        let fits = |rule: &&Rule| {
            rest.starts_with(&rule.from)
                && (!rule.at_start || at_start)
                && (!rule.at_end || rest.len() == rule.from.len())
        };
        self.by_first.get(rest.first()?)?.iter().find(fits)
    }

    /// What a word in Latin letters roughly sounds like; doubled letters are one.
    pub fn sound(&self, word: &[u8]) -> Vec<u8> {
        let (mut out, mut at) = (Vec::with_capacity(word.len()), 0);
        while at < word.len() {
            let rest = &word[at..];
            let (taken, to) = match self.find(rest, at == 0) {
                Some(rule) => (rule.from.len(), rule.to.as_slice()),
                None => (1, &rest[..1]),
            };
            to.iter().for_each(|c| push_once(&mut out, *c));
            at += taken;
        }
        out
    }
}

fn push_once(out: &mut Vec<u8>, c: u8) {
    if out.last() != Some(&c) {
        out.push(c);
    }
}

/// Consonants in the coarse alphabet, and what their differences cost.
#[derive(Clone, Debug, Default)]
pub(super) struct Bones {
    abjad: HashMap<char, Vec<u8>>,
    latin: Rules,
    exchange: Vec<u8>,
    weak: u32,
    /// What a difference in size costs at least, in hundredths of it.
    least_per_size: u32,
}

/// Skeletons up to this length are compared without allocating.
const ROW: usize = 32;

/// What a strong consonant counts, in hundredths; a weak one counts a quarter.
const STRONG: u32 = 100;
const WEAK_SIZE: u32 = 25;

impl Bones {
    /// Takes the tables of `sound_alike.toml`.
    pub fn new(table: &Skeleton) -> Self {
        let both = table.arabic.iter().chain(&table.hebrew);
        let abjad = both.filter_map(|(from, to)| Some((from.chars().next()?, to.clone().into_bytes()))).collect();
        let weak = super::letters::hundredths(table.weak_cost);
        let like = super::letters::hundredths(table.like_cost);
        let cost = |a: char, b: char| {
            if a == b {
                0
            } else if a.is_lowercase() && b.is_lowercase() {
                weak
            } else if table.like.iter().any(|pair| pair.contains(a) && pair.contains(b)) {
                like
            } else {
                STRONG
            }
        };
        let all = || (0..128u8).map(char::from);
        let exchange = all().flat_map(|a| all().map(move |b| (a, b)));
        Self {
            abjad,
            latin: Rules::new(&table.latin),
            exchange: exchange.map(|(a, b)| u8::try_from(cost(a, b)).unwrap_or(u8::MAX)).collect(),
            weak,
            // A weak consonant left out, or exchanged for a strong one.
            least_per_size: STRONG.min(weak * STRONG / WEAK_SIZE).min(like * STRONG / (STRONG - WEAK_SIZE)),
        }
    }

    /// The consonants of a word in the coarse alphabet.
    pub fn of(&self, word: &str, script: Script) -> Vec<u8> {
        let mut out: Vec<u8> = Vec::with_capacity(word.len());
        if script.leaves_vowels_out() {
            for c in without_article(word, script).chars() {
                self.abjad.get(&c).into_iter().flatten().for_each(|c| push_once(&mut out, *c));
            }
            return out;
        }
        let (word, mut at) = (word.as_bytes(), 0);
        while at < word.len() {
            let rule = self.latin.find(&word[at..], at == 0);
            let (taken, to) = rule.map_or((1, [].as_slice()), |rule| (rule.from.len(), rule.to.as_slice()));
            // A vowel sign at the beginning of a word carries no consonant.
            if at > 0 || !matches!(word[0], b'a' | b'e' | b'i' | b'o' | b'u') {
                to.iter().for_each(|c| push_once(&mut out, *c));
            }
            at += taken;
        }
        out
    }

    /// Likeness of two skeletons, 0 to 1, where it is `least` or more. Weak letters may be missing at little cost.
    pub fn likeness(&self, a: &[u8], b: &[u8], least: f64) -> Option<f64> {
        let sizes = (skeleton_hundredths(a), skeleton_hundredths(b));
        let size = sizes.0.max(sizes.1);
        if size < STRONG || a.is_empty() || b.is_empty() {
            return (least <= 0.0).then_some(0.0);
        }
        let limit = farthest(size, least);
        if self.least_cost(sizes) > limit {
            return None;
        }
        let cost = if b.len() < ROW {
            let mut rows = [[0u32; ROW]; 2];
            let [before, now] = &mut rows;
            self.fill(a, b, limit, before, now)
        } else {
            self.fill(a, b, limit, &mut vec![0; b.len() + 1], &mut vec![0; b.len() + 1])
        };
        let likeness = (1.0 - f64::from(cost?) / f64::from(size)).max(0.0);
        (likeness >= least).then_some(likeness)
    }

    /// Whether skeletons of these sizes (see [`skeleton_size`]) may be as alike as `least`.
    pub fn may_be_alike(&self, a: f64, b: f64, least: f64) -> bool {
        let sizes = (super::letters::hundredths(a), super::letters::hundredths(b));
        self.least_cost(sizes) <= farthest(sizes.0.max(sizes.1), least)
    }

    /// What skeletons of these sizes cost at least.
    fn least_cost(&self, (a, b): (u32, u32)) -> u32 {
        a.abs_diff(b) * self.least_per_size / STRONG
    }

    /// The cost of turning one into the other; `None` where it is above the limit.
    fn fill<'r>(
        &self,
        a: &[u8],
        b: &[u8],
        limit: u32,
        mut before: &'r mut [u32],
        mut now: &'r mut [u32],
    ) -> Option<u32> {
        let weight = |c: u8| if c.is_ascii_lowercase() { self.weak } else { STRONG };
        for (j, c) in b.iter().enumerate() {
            before[j + 1] = before[j] + weight(*c);
        }
        for x in a {
            let own = weight(*x);
            let mut left = before[0] + own;
            now[0] = left;
            let mut least = left;
            for ((cell, above), y) in now[1..=b.len()].iter_mut().zip(before[..=b.len()].windows(2)).zip(b) {
                // No cost is near what the type holds: a name has some thousand letters of a hundred each.
                let exchanged = above[0].wrapping_add(self.exchange(*x, *y));
                left = exchanged.min(above[1].wrapping_add(own)).min(left.wrapping_add(weight(*y)));
                *cell = left;
                least = least.min(left);
            }
            if least > limit {
                return None;
            }
            std::mem::swap(&mut before, &mut now);
        }
        Some(before[b.len()])
    }

    fn exchange(&self, a: u8, b: u8) -> u32 {
        let at = usize::from(a & 0x7f) << 7 | usize::from(b & 0x7f);
        self.exchange.get(at).map_or(STRONG, |c| u32::from(*c))
    }
}

/// An Arabic word without the article.
fn without_article(word: &str, script: Script) -> &str {
    let bare = if script == Script::Arabic { word.strip_prefix("ال") } else { None };
    bare.filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

/// The cost up to which skeletons of this size, that of the greater one, are as alike as `least`.
fn farthest(size: u32, least: f64) -> u32 {
    super::letters::hundredths(f64::from(size) / f64::from(STRONG) * (1.0 - least)) + 1
}

/// The size of a skeleton in hundredths of a strong consonant.
pub(super) fn skeleton_hundredths(skeleton: &[u8]) -> u32 {
    skeleton.iter().map(|c| if c.is_ascii_lowercase() { WEAK_SIZE } else { STRONG }).sum()
}

/// How much a skeleton holds: a weak letter counts little.
pub(super) fn skeleton_size(skeleton: &[u8]) -> f64 {
    size_of(skeleton_hundredths(skeleton))
}

/// The size that so many hundredths are.
pub(super) fn size_of(hundredths: u32) -> f64 {
    f64::from(hundredths) / f64::from(STRONG)
}

/// The strong consonants alone.
pub(super) fn strong_bones(skeleton: &[u8], out: &mut Vec<u8>) {
    out.clear();
    skeleton.iter().filter(|c| c.is_ascii_uppercase()).for_each(|c| push_once(out, *c));
}

/// The coarse key of like words: letters of one group become its first one, some vanish, doubled ones are one.
#[derive(Clone, Debug)]
pub(super) struct Folding {
    to: [u8; 256],
}

impl Default for Folding {
    fn default() -> Self {
        Self::new(&Fold::default())
    }
}

impl Folding {
    /// Takes the groups of `sound_alike.toml`.
    pub fn new(table: &Fold) -> Self {
        let mut to = [0u8; 256];
        (0..=255u8).for_each(|c| to[usize::from(c)] = c);
        for group in &table.groups {
            let first = group.bytes().next().unwrap_or(0);
            group.bytes().for_each(|c| to[usize::from(c)] = first);
        }
        table.silent.bytes().for_each(|c| to[usize::from(c)] = 0);
        Self { to }
    }

    /// The key of a word's sound (or of its letters, where a sound is not known).
    pub fn fold(&self, sound: &[u8], out: &mut Vec<u8>) {
        out.clear();
        for c in sound.iter().map(|c| self.to[usize::from(*c)]).filter(|c| *c != 0) {
            push_once(out, c);
        }
        if out.is_empty() {
            out.extend_from_slice(sound);
        }
    }
}
