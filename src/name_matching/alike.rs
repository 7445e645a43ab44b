//! How alike two words are, and why: the same, two spellings of one name, like sound, a short form, an initial, a few
//! letters, the same consonants.

use super::align::Likeness;
use super::letters::{Held, distance, hundredths};
use super::tables::NameTables;
use super::words::{Word, WordClass};

/// What hearing a difference costs more than reading it, in hundredths.
const HEARD: u32 = 30;

/// Letters up to which two words that sound the same are easily two names.
const SHORT: usize = 4;

/// Fewest letters of a word that is known again when they are shuffled.
pub(super) const SCRAMBLED: usize = 5;

/// How alike two words are, and why; `None` where they are different words: where by letters or sound they are less alike
/// than `least`.
pub(super) fn alike(
    x: &Word<'_>,
    y: &Word<'_>,
    (abjad, least): (bool, f64),
    tables: &NameTables,
) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.class == WordClass::Filiation && y.class == WordClass::Filiation {
        return Some((1.0, Likeness::Same));
    }
    if abjad {
        return abjad_alike(x, y, tables);
    }
    let same_place = x.place > 0 && x.place == y.place;
    if x.text == y.text || (x.number.is_some() && x.number == y.number) || same_place {
        return Some((1.0, Likeness::Same));
    }
    if x.number.is_some() || y.number.is_some() || (x.place > 0 && y.place > 0) {
        return None;
    }
    if x.letters.len() == 1 || y.letters.len() == 1 {
        let initial = x.class == WordClass::Initial || y.class == WordClass::Initial;
        let particle = x.class == WordClass::Particle || y.class == WordClass::Particle;
        let fits = initial && !particle && x.letters.first() == y.letters.first();
        return fits.then_some((l.initial, Likeness::Initial));
    }
    if share(x.variants, y.variants) {
        return Some((l.variant, Likeness::Variant));
    }
    let nickname = share(x.nicknames, y.nicknames).then_some((l.nickname, Likeness::Nickname));
    match (spelling_alike(x, y, least, tables), nickname) {
        (Some(spelling), Some(nickname)) => Some(if nickname.0 > spelling.0 { nickname } else { spelling }),
        (spelling, nickname) => spelling.or(nickname),
    }
}

fn share(a: &[u16], b: &[u16]) -> bool {
    a.iter().any(|group| b.contains(group))
}

/// Letters, sound and consonants of two words with vowels.
fn spelling_alike(x: &Word<'_>, y: &Word<'_>, least: f64, tables: &NameTables) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.sound.len() >= 3 && x.sound == y.sound {
        let short = x.letters.len().min(y.letters.len()) <= SHORT;
        return Some((if short { l.sound_short } else { l.sound }, Likeness::Sound));
    }
    let shorter = x.letters.len().min(y.letters.len());
    let limit = farthest(shorter, least, tables);
    let near = x.written.may_be_near(y.written, limit, tables);
    let letters = near.then(|| distance(x.letters, y.letters, tables, limit)).flatten();
    let heard = heard(x, y, letters.map_or(limit, |cost| cost.min(limit)), tables);
    let cost = [letters, heard.map(|cost| cost + HEARD)].into_iter().flatten().min();
    let scrambled = scrambled(x, y);
    let by_letters = cost.map_or(0.0, |cost| by_cost(cost, shorter, tables));
    let same_bones = x.bones >= 3.0 && x.skeleton == y.skeleton;
    let best = if same_bones && by_letters < l.skeleton {
        (l.skeleton, Likeness::Consonants)
    } else {
        (by_letters, Likeness::Letters)
    };
    let best = if scrambled && best.0 < l.scrambled { (l.scrambled, Likeness::Scrambled) } else { best };
    (best.0 >= least).then_some(best)
}

/// The difference heard, without what hearing costs; only words of some length are told apart by their sound.
fn heard(x: &Word<'_>, y: &Word<'_>, limit: u32, tables: &NameTables) -> Option<u32> {
    let limit = limit.checked_sub(HEARD)?;
    let may_be_near = x.sound.len().min(y.sound.len()) >= 3 && x.heard.may_be_near(y.heard, limit, tables);
    may_be_near.then(|| distance(x.sound, y.sound, tables, limit)).flatten()
}

/// Whether a word of so many letters, which it and its sound hold, may be as alike as `least` by letters or sound.
pub(super) fn may_be_alike(
    word: &Word<'_>,
    (letters, written, heard): (usize, Held, Held),
    least: f64,
    tables: &NameTables,
) -> bool {
    let limit = farthest(word.letters.len().min(letters), least, tables);
    let by_sound = || limit >= HEARD && word.heard.may_be_near(heard, limit - HEARD, tables);
    word.written.may_be_near(written, limit, tables) || by_sound()
}

/// The same letters in another order: a word written backwards or shuffled to hide it.
fn scrambled(x: &Word<'_>, y: &Word<'_>) -> bool {
    let sorted = |letters: &[u8]| {
        let mut letters = letters.to_vec();
        letters.sort_unstable();
        letters
    };
    x.written == y.written
        && x.letters.len() == y.letters.len()
        && x.letters.len() >= SCRAMBLED
        && sorted(x.letters) == sorted(y.letters)
}

/// The cost beyond which two words of so many letters are less alike than `least`, in hundredths.
fn farthest(letters: usize, least: f64, tables: &NameTables) -> u32 {
    let l = &tables.weights.likeness;
    hundredths(allowed(letters, tables) * (2.0 - least.min(l.at_limit) / l.at_limit))
}

fn abjad_alike(x: &Word<'_>, y: &Word<'_>, tables: &NameTables) -> Option<(f64, Likeness)> {
    let l = &tables.weights.likeness;
    if x.bones.min(y.bones) < 1.0 {
        return None;
    }
    let likeness = tables.bones.likeness(x.skeleton, y.skeleton, l.abjad_least)?;
    Some((likeness * l.abjad * few_bones(x.bones.min(y.bones), tables), Likeness::Consonants))
}

/// The fewer consonants agree, the less it tells.
pub(super) fn few_bones(size: f64, tables: &NameTables) -> f64 {
    1.0 - tables.weights.likeness.abjad_short / size.max(1.0)
}

/// Errors allowed in a word or name of so many letters.
pub(super) fn allowed(letters: usize, tables: &NameTables) -> f64 {
    let l = &tables.weights.likeness;
    #[allow(clippy::cast_precision_loss)]
    let share = letters as f64 / l.letters_per_error;
    share.min(l.errors)
}

/// Likeness of two words by the cost of turning one into the other, in hundredths.
pub(super) fn by_cost(cost: u32, letters: usize, tables: &NameTables) -> f64 {
    let at_limit = tables.weights.likeness.at_limit;
    let used = f64::from(cost) / 100.0 / allowed(letters, tables);
    if !used.is_finite() {
        0.0
    } else if used <= 1.0 {
        1.0 - (1.0 - at_limit) * used
    } else {
        (at_limit * (2.0 - used)).max(0.0)
    }
}
