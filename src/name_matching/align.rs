//! Which word of one name answers to which word of the other. Two or three words may answer to one ("Abd al-Rahman" and
//! "Abdurrahman"). The alignment is the same whichever name comes first.

use std::cmp::Ordering;

use super::alike::{alike, by_cost, few_bones};
use super::letters::{Held, LETTER, Ready, distance};
use super::prepared::Name;
use super::sound::skeleton_size;
use super::tables::NameTables;
use super::words::{Word, WordClass};
use crate::text::names::Script;

/// What makes two words alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same letters.
    Same,
    /// Two spellings of one name.
    Variant,
    /// They sound the same.
    Sound,
    /// A short or pet form, or the same name in another language.
    Nickname,
    /// An initial and a word that begins with it.
    Initial,
    /// A few letters differ.
    Letters,
    /// The same letters in another order.
    Scrambled,
    /// The same consonants.
    Consonants,
    /// One word here is several there.
    Joined,
}

/// Words of one name that answer to words of the other: from and up to, by place in the name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub a: (usize, usize),
    pub b: (usize, usize),
    pub likeness: f64,
    pub how: Likeness,
    pub weight: f64,
}

/// Room for one comparison, used again for the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Room {
    /// The pairs chosen, the best first.
    pub pairs: Vec<Pair>,
    possible: Vec<Pair>,
    pub a_used: Vec<bool>,
    pub b_used: Vec<bool>,
    pub left: Vec<u8>,
    pub right: Vec<u8>,
    /// The whole names are known to differ too much to be compared as such.
    pub no_whole: bool,
    /// The letters of the whole name asked for, made ready, where it is compared with many.
    pub whole: Option<Ready>,
    known: KnownPairs,
}

/// How alike the words of the name asked for are to terms of a list: the names compared with it share many.
#[derive(Clone, Debug)]
struct KnownPairs(Vec<(u64, Option<(f64, Likeness)>)>);

impl Default for KnownPairs {
    fn default() -> Self {
        Self(vec![(0, None); Self::ROOM])
    }
}

impl KnownPairs {
    const ROOM: usize = 256;

    /// How alike a word by its place is to a word of a list, worked out where it is not known.
    fn of(
        &mut self,
        place: usize,
        listed: &Word<'_>,
        work_out: impl FnOnce() -> Option<(f64, Likeness)>,
    ) -> Option<(f64, Likeness)> {
        let Some(term) = listed.term else { return work_out() };
        let pair = (place as u64) << 32 | u64::from(term.get());
        let at = (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % Self::ROOM;
        let known = &mut self.0[at];
        if known.0 != pair {
            *known = (pair, work_out());
        }
        known.1
    }
}

impl Room {
    /// Forgets the name asked for before and makes this one ready to be compared with many.
    pub fn begin(&mut self, asked: &Name<'_>, tables: &NameTables) {
        self.known.0.fill((0, None));
        asked.whole(&mut self.left);
        self.whole = Some(Ready::new(&self.left, tables));
    }
}

/// True where only consonants can be compared: two alphabets, of which one leaves vowels out.
pub(super) fn consonants_only(a: Script, b: Script) -> bool {
    a != b && (a.leaves_vowels_out() || b.leaves_vowels_out())
}

/// Pairs the words of two names, the best first. A word is used once.
pub(super) fn align(a: &Name<'_>, b: &Name<'_>, tables: &NameTables, room: &mut Room) {
    let abjad = consonants_only(a.traits.script, b.traits.script);
    let Room { pairs, possible, left, known, .. } = room;
    pairs.clear();
    possible.clear();
    for (i, x) in a.words.iter().enumerate() {
        for (j, y) in b.words.iter().enumerate() {
            let alike = known.of(i, y, || alike(x, y, (abjad, &tables.compared), tables));
            if let Some((likeness, how)) = alike {
                let weight = (x.weight + y.weight) / 2.0;
                possible.push(Pair { a: (i, i + 1), b: (j, j + 1), likeness, how, weight });
            }
        }
    }
    joined(a.words, b.words, abjad, tables, left, possible);
    let turned_from = possible.len();
    joined(b.words, a.words, abjad, tables, left, possible);
    for pair in &mut possible[turned_from..] {
        std::mem::swap(&mut pair.a, &mut pair.b);
    }
    possible.sort_by(|x, y| better_first(x, y).then_with(|| texts(x, a, b).cmp(texts(y, a, b))));
    choose(a.words.len(), b.words.len(), room);
}

fn better_first(x: &Pair, y: &Pair) -> Ordering {
    let value = |p: &Pair| p.likeness * p.weight;
    let apart = |p: &Pair| p.a.0.abs_diff(p.b.0);
    let ends = |p: &Pair| (p.a.0 + p.b.0, p.a.0.max(p.b.0));
    value(y).total_cmp(&value(x)).then_with(|| apart(x).cmp(&apart(y))).then_with(|| ends(x).cmp(&ends(y)))
}

/// The words of a pair, the same whichever name comes first.
fn texts<'a>(pair: &Pair, a: &Name<'a>, b: &Name<'a>) -> impl Iterator<Item = u8> + 'a {
    let text = |words: &'a [Word<'a>]| words.iter().flat_map(|w| w.text.iter().copied().chain([b' ']));
    let (one, two) = (text(&a.words[pair.a.0..pair.a.1]), text(&b.words[pair.b.0..pair.b.1]));
    let (first, last) = if one.clone().le(two.clone()) { (one, two) } else { (two, one) };
    first.chain([0]).chain(last)
}

fn choose(a_len: usize, b_len: usize, room: &mut Room) {
    let Room { pairs, possible, a_used, b_used, .. } = room;
    a_used.clear();
    b_used.clear();
    a_used.resize(a_len, false);
    b_used.resize(b_len, false);
    for pair in possible.iter() {
        let free = !a_used[pair.a.0..pair.a.1].contains(&true) && !b_used[pair.b.0..pair.b.1].contains(&true);
        if free {
            a_used[pair.a.0..pair.a.1].fill(true);
            b_used[pair.b.0..pair.b.1].fill(true);
            pairs.push(*pair);
        }
    }
}

/// Adds the cases in which two or three words of `many` answer to one of `few`.
fn joined(
    many: &[Word<'_>],
    few: &[Word<'_>],
    abjad: bool,
    tables: &NameTables,
    letters: &mut Vec<u8>,
    pairs: &mut Vec<Pair>,
) {
    for count in [2, 3] {
        for (i, group) in many.windows(count).enumerate() {
            if group.iter().any(|w| w.class == WordClass::Initial) {
                continue;
            }
            for (j, one) in few.iter().enumerate() {
                if let Some(likeness) = joined_alike(group, one, abjad, tables, letters) {
                    let together: f64 = group.iter().map(|w| w.weight).sum();
                    let weight = (together + one.weight) / 2.0;
                    pairs.push(Pair { a: (i, i + count), b: (j, j + 1), likeness, how: Likeness::Joined, weight });
                }
            }
        }
    }
}

fn joined_alike(
    group: &[Word<'_>],
    one: &Word<'_>,
    abjad: bool,
    tables: &NameTables,
    letters: &mut Vec<u8>,
) -> Option<f64> {
    let l = &tables.weights.likeness;
    if !abjad && group.first()?.letters.first() != one.letters.first() {
        return None;
    }
    // A word that answers to the other alone needs no second one.
    let alone = |w: &Word<'_>| w.text == one.text || (!w.sound.is_empty() && w.sound == one.sound);
    if group.iter().any(alone) {
        return None;
    }
    letters.clear();
    if abjad {
        let enough = one.bones >= 3.0 && group.iter().all(|w| !w.skeleton.is_empty());
        let size = group.iter().map(|w| w.bones).sum();
        if !enough || !tables.bones.may_be_alike(size, one.bones, l.abjad_joined) {
            return None;
        }
        group.iter().for_each(|w| letters.extend_from_slice(w.skeleton));
        let likeness = tables.bones.likeness(letters, one.skeleton, l.abjad_joined)?;
        return Some(likeness * l.abjad * l.joined * few_bones(one.bones, tables));
    }
    if let Some(likeness) = joined_by_consonants(group, one, tables, letters) {
        return Some(likeness);
    }
    let length: usize = group.iter().map(|w| w.letters.len()).sum();
    if one.letters.len() < 4 || length.abs_diff(one.letters.len()) > 1 {
        return None;
    }
    let held = group.iter().fold(Held::default(), |held, w| held.and(w.written));
    if !held.may_be_near(one.written, LETTER, tables) {
        return None;
    }
    letters.clear();
    group.iter().for_each(|w| letters.extend_from_slice(w.letters));
    let cost = distance(letters, one.letters, tables, LETTER)?;
    Some(by_cost(cost, length.min(one.letters.len()), tables) * l.joined)
}

/// "Abd al-Rahman" and "Abdurrahman": an article between the parts melts into them, the consonants stay.
fn joined_by_consonants(group: &[Word<'_>], one: &Word<'_>, tables: &NameTables, bones: &mut Vec<u8>) -> Option<f64> {
    let [first, article, last] = group else { return None };
    if article.class != WordClass::Particle || one.bones < 4.0 {
        return None;
    }
    bones.extend_from_slice(first.skeleton);
    bones.extend_from_slice(last.skeleton);
    if skeleton_size(bones) < 2.0 {
        return None;
    }
    let l = &tables.weights.likeness;
    let likeness = tables.bones.likeness(bones, one.skeleton, l.joined_bones)?;
    Some(likeness * l.sound)
}
