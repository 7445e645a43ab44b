//! Which word of one name answers to which word of the other, and how alike they are. Two words may answer to one
//! ("Abd al-Rahman" and "Abdurrahman"). The alignment is the same whichever name comes first.

use std::cmp::Ordering;

use super::letters::{distance, least_cost, skeleton_likeness, skeleton_size};
use super::prepared::{PreparedName, Word, WordClass};
use super::tables::NameTables;

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
    /// The same consonants.
    Consonants,
    /// One word here is several there.
    Joined,
}

/// Words of one name that answer to words of the other.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub a: (usize, usize),
    pub b: (usize, usize),
    pub likeness: f64,
    pub how: Likeness,
    pub weight: f64,
}

/// True where only consonants can be compared: two alphabets, of which one leaves vowels out.
pub(super) fn consonants_only(a: &PreparedName, b: &PreparedName) -> bool {
    a.script != b.script && (a.script.leaves_vowels_out() || b.script.leaves_vowels_out())
}

/// Pairs the words of two names, the best first. A word is used once.
pub(super) fn align(a: &PreparedName, b: &PreparedName, tables: &NameTables) -> Vec<Pair> {
    let mut candidates = Vec::new();
    let abjad = consonants_only(a, b);
    for (i, x) in a.words.iter().enumerate() {
        for (j, y) in b.words.iter().enumerate() {
            if let Some((likeness, how)) = alike(x, y, abjad, tables) {
                candidates.push(Pair {
                    a: (i, i + 1),
                    b: (j, j + 1),
                    likeness,
                    how,
                    weight: (x.weight + y.weight) / 2.0,
                });
            }
        }
    }
    joined(&a.words, &b.words, abjad, tables, &mut candidates);
    let turned_from = candidates.len();
    joined(&b.words, &a.words, abjad, tables, &mut candidates);
    for pair in &mut candidates[turned_from..] {
        std::mem::swap(&mut pair.a, &mut pair.b);
    }
    candidates.sort_by(|x, y| better_first(x, y).then_with(|| texts(x, a, b).cmp(&texts(y, a, b))));
    choose(candidates, a.words.len(), b.words.len())
}

fn better_first(x: &Pair, y: &Pair) -> Ordering {
    let value = |p: &Pair| p.likeness * p.weight;
    let apart = |p: &Pair| p.a.0.abs_diff(p.b.0);
    let ends = |p: &Pair| (p.a.0 + p.b.0, p.a.0.max(p.b.0));
    value(y).total_cmp(&value(x)).then_with(|| apart(x).cmp(&apart(y))).then_with(|| ends(x).cmp(&ends(y)))
}

/// The words of a pair, the same whichever name comes first.
fn texts(pair: &Pair, a: &PreparedName, b: &PreparedName) -> [String; 2] {
    let text = |words: &[Word]| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
    let mut both = [text(&a.words[pair.a.0..pair.a.1]), text(&b.words[pair.b.0..pair.b.1])];
    both.sort();
    both
}

fn choose(candidates: Vec<Pair>, a_len: usize, b_len: usize) -> Vec<Pair> {
    let (mut a_used, mut b_used) = (vec![false; a_len], vec![false; b_len]);
    let mut chosen = Vec::new();
    for pair in candidates {
        let free = !a_used[pair.a.0..pair.a.1].contains(&true) && !b_used[pair.b.0..pair.b.1].contains(&true);
        if free {
            a_used[pair.a.0..pair.a.1].fill(true);
            b_used[pair.b.0..pair.b.1].fill(true);
            chosen.push(pair);
        }
    }
    chosen
}

/// Adds the cases in which two or three words of `many` answer to one of `few`.
fn joined(many: &[Word], few: &[Word], abjad: bool, tables: &NameTables, pairs: &mut Vec<Pair>) {
    for count in [2, 3] {
        for (i, group) in
            many.windows(count).enumerate().filter(|(_, g)| g.iter().all(|w| w.class != WordClass::Initial))
        {
            for (j, one) in few.iter().enumerate() {
                if let Some(likeness) = joined_alike(group, one, abjad, tables) {
                    let together: f64 = group.iter().map(|w| w.weight).sum();
                    let weight = (together + one.weight) / 2.0;
                    pairs.push(Pair { a: (i, i + count), b: (j, j + 1), likeness, how: Likeness::Joined, weight });
                }
            }
        }
    }
}

fn joined_alike(group: &[Word], one: &Word, abjad: bool, tables: &NameTables) -> Option<f64> {
    let l = &tables.weights.likeness;
    // A word that answers to the other alone needs no second one.
    let alone = |w: &Word| w.text == one.text || (!w.sound.is_empty() && w.sound == one.sound);
    if group.iter().any(alone) {
        return None;
    }
    if abjad {
        let bones: Vec<char> = group.iter().flat_map(|w| w.skeleton.iter().copied()).collect();
        let enough = skeleton_size(&one.skeleton) >= 3.0 && group.iter().all(|w| !w.skeleton.is_empty());
        let likeness = if enough { skeleton_likeness(&bones, &one.skeleton, &tables.skeleton) } else { 0.0 };
        return (likeness >= 0.85).then_some(likeness * l.abjad * l.joined * few_bones(&one.skeleton, tables));
    }
    if let Some(likeness) = joined_by_consonants(group, one, tables) {
        return Some(likeness);
    }
    let length: usize = group.iter().map(|w| w.letters.len()).sum();
    let first = group.first().and_then(|w| w.letters.first());
    if one.letters.len() < 4 || length.abs_diff(one.letters.len()) > 1 || first != one.letters.first() {
        return None;
    }
    let letters: Vec<char> = group.iter().flat_map(|w| w.letters.iter().copied()).collect();
    let cost = distance(&letters, &one.letters, tables, 1.0);
    cost.is_finite().then(|| by_cost(cost, length.min(one.letters.len()), tables) * l.joined)
}

/// "Abd al-Rahman" and "Abdurrahman": an article between the parts melts into them, the consonants stay.
fn joined_by_consonants(group: &[Word], one: &Word, tables: &NameTables) -> Option<f64> {
    let article = group.len() == 3 && group.get(1).is_some_and(|w| w.class == WordClass::Particle);
    let same_start = group.first().and_then(|w| w.letters.first()) == one.letters.first();
    if !article || !same_start || skeleton_size(&one.skeleton) < 4.0 {
        return None;
    }
    let parts = group.iter().filter(|w| w.class != WordClass::Particle);
    let bones: Vec<char> = parts.flat_map(|w| w.skeleton.iter().copied()).collect();
    let likeness = skeleton_likeness(&bones, &one.skeleton, &tables.skeleton);
    (likeness >= 0.9).then_some(likeness * tables.weights.likeness.sound)
}

/// How alike two words are, and why; `None` where they are different words.
pub(super) fn alike(x: &Word, y: &Word, abjad: bool, tables: &NameTables) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.class == WordClass::Filiation && y.class == WordClass::Filiation {
        return Some((1.0, Likeness::Same));
    }
    if abjad {
        return abjad_alike(x, y, tables);
    }
    let shares = |a: &[u16], b: &[u16]| a.iter().any(|g| b.contains(g));
    if x.text == y.text || (x.number.is_some() && x.number == y.number) || (x.place.is_some() && x.place == y.place) {
        return Some((1.0, Likeness::Same));
    }
    if x.number.is_some() || y.number.is_some() || (x.place.is_some() && y.place.is_some()) {
        return None;
    }
    if x.letters.len() == 1 || y.letters.len() == 1 {
        let initial = x.class == WordClass::Initial || y.class == WordClass::Initial;
        let particle = x.class == WordClass::Particle || y.class == WordClass::Particle;
        let fits = initial && !particle && x.letters.first() == y.letters.first();
        return fits.then_some((l.initial, Likeness::Initial));
    }
    if shares(&x.variants, &y.variants) {
        return Some((l.variant, Likeness::Variant));
    }
    [spelling_alike(x, y, tables), nickname_alike(x, y, tables)]
        .into_iter()
        .flatten()
        .max_by(|p, q| p.0.total_cmp(&q.0))
}

fn nickname_alike(x: &Word, y: &Word, tables: &NameTables) -> Option<(f64, Likeness)> {
    let shared = x.nicknames.iter().any(|g| y.nicknames.contains(g));
    shared.then_some((tables.weights.likeness.nickname, Likeness::Nickname))
}

/// Letters, sound and consonants of two words with vowels.
fn spelling_alike(x: &Word, y: &Word, tables: &NameTables) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.sound.len() >= 3 && x.sound == y.sound {
        return Some((l.sound, Likeness::Sound));
    }
    let shorter = x.letters.len().min(y.letters.len());
    // Beyond this cost two words are less alike than the least that counts.
    let limit = allowed(shorter, tables) * (2.0 - l.least / l.at_limit);
    let far = least_cost(x.mask, y.mask, tables) > limit;
    let letters = if far { f64::INFINITY } else { distance(&x.letters, &y.letters, tables, limit) };
    let no_sound = x.sound.is_empty() || y.sound.is_empty();
    let heard = if no_sound { letters } else { distance(&x.sound, &y.sound, tables, limit - 0.3) + 0.3 };
    let best = (by_cost(letters.min(heard), shorter, tables), Likeness::Letters);
    let same_bones = x.skeleton == y.skeleton && skeleton_size(&x.skeleton) >= 3.0;
    let best = if same_bones && best.0 < l.skeleton { (l.skeleton, Likeness::Consonants) } else { best };
    (best.0 >= l.least).then_some(best)
}

fn abjad_alike(x: &Word, y: &Word, tables: &NameTables) -> Option<(f64, Likeness)> {
    if skeleton_size(&x.skeleton).min(skeleton_size(&y.skeleton)) < 1.0 {
        return None;
    }
    let likeness = skeleton_likeness(&x.skeleton, &y.skeleton, &tables.skeleton);
    let few = few_bones(&x.skeleton, tables).min(few_bones(&y.skeleton, tables));
    (likeness >= 0.75).then_some((likeness * tables.weights.likeness.abjad * few, Likeness::Consonants))
}

/// The fewer consonants agree, the less it tells.
fn few_bones(skeleton: &[char], tables: &NameTables) -> f64 {
    1.0 - tables.weights.likeness.abjad_short / skeleton_size(skeleton).max(1.0)
}

/// Errors allowed in a word or name of so many letters.
pub(super) fn allowed(letters: usize, tables: &NameTables) -> f64 {
    let l = &tables.weights.likeness;
    #[allow(clippy::cast_precision_loss)]
    let share = letters as f64 / l.letters_per_error;
    share.min(l.errors)
}

/// Likeness of two words by the cost of turning one into the other.
fn by_cost(cost: f64, letters: usize, tables: &NameTables) -> f64 {
    let at_limit = tables.weights.likeness.at_limit;
    let used = cost / allowed(letters, tables);
    if !used.is_finite() {
        0.0
    } else if used <= 1.0 {
        1.0 - (1.0 - at_limit) * used
    } else {
        (at_limit * (2.0 - used)).max(0.0)
    }
}
